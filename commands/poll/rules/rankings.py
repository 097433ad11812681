"""Rankings: `A > B = C` as people write it, `#1>#2=#3` as it is stored.

Options that a ranking leaves out are last, and equal: that is a rule (Debian constitution A.5.1), and real
elections turn on it (governance.md section 0.3).
"""

from __future__ import annotations

from collections.abc import Sequence

from .methods import ABSTAIN
from .options import BadChoice, ChoiceFault, labelled, numbered, option, place


def read_ranking(options: Sequence[str], typed: str) -> str:
    """The ranking to store, best first. Raises `BadChoice`.

    Without `>` and `=`, a list by `|` or commas is an order, too. An abstention stands alone.
    """
    tiers = [[option(options, part) for part in tier.split("=")] for tier in _tiers(options, typed)]
    named = [pick for tier in tiers for pick in tier]
    if ABSTAIN in named:
        if len(named) > 1:
            raise BadChoice(typed, ChoiceFault.SEVERAL, tuple(sorted({*named}, key=place)))
        return ABSTAIN
    if len({*named}) < len(named):
        again = {pick for pick in named if named.count(pick) > 1}
        raise BadChoice(typed, ChoiceFault.TWICE, tuple(sorted(again, key=place)))
    return ">".join("=".join(sorted(tier, key=place)) for tier in tiers)


def _tiers(options: Sequence[str], typed: str) -> list[str]:
    if ">" in typed or "=" in typed:
        return typed.split(">")
    if "|" not in typed and ("," not in typed or labelled(options, typed)):
        return [typed]
    tiers = [part for part in typed.split("|" if "|" in typed else ",") if part.strip()]
    if not tiers:
        raise BadChoice(typed, ChoiceFault.EMPTY, numbered(options))
    return tiers


def tiers_of(choice: str) -> tuple[tuple[int, ...], ...]:
    """A stored ranking as option numbers from 0, best first; nothing for an abstention."""
    if choice == ABSTAIN:
        return ()
    return tuple(tuple(place(pick) - 1 for pick in tier.split("=")) for tier in choice.split(">"))
