"""Counting elections again, from outside or inside: pure, exact, and with every tie named.

`read` makes an `Election` of the text of a ballot file, `count` an `Outcome` of an election by the name of a
rule; `told` and `as_data` show it to people and to programs. Nothing here asks a database, a clock or chance.
"""

from __future__ import annotations

from .elections import Approved, Ballot, Election, Position, Ranked, Scored, Side, Terms
from .methods import RULES, count, rule_named
from .outcomes import Outcome
from .printing import as_data
from .reading import decode, read
from .views import told

__all__ = [
    "RULES",
    "Approved",
    "Ballot",
    "Election",
    "Outcome",
    "Position",
    "Ranked",
    "Scored",
    "Side",
    "Terms",
    "as_data",
    "count",
    "decode",
    "read",
    "rule_named",
    "told",
]
