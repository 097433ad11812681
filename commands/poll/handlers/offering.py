"""What polls can do for other features, which hold rules as strings and whole numbers by name."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType

from bot.charters import Ruled
from bot.feature import Call
from bot.polling import Polling
from bot.text import Text, Words
from commands.poll import views
from commands.poll.handlers.evidence import evidence
from commands.poll.handlers.opening import ask
from commands.poll.handlers.reworking import again
from commands.poll.handlers.rolling import roll_now, with_alternates
from commands.poll.handlers.under import lacks, needs_houses
from commands.poll.rules import Rules, Secrecy, fewest_to_adopt, fewest_to_stop, loosened
from storage.transaction import Transaction


def canonical(ruled: Ruled) -> Ruled:
    return MappingProxyType(Rules.from_json(ruled).to_json())


def less(rules: Ruled, than: Ruled) -> tuple[str, ...]:
    return loosened(Rules.from_json(rules), Rules.from_json(than))


def conceals(ruled: Ruled) -> bool:
    rules = Rules.from_json(ruled)
    return rules.method.traits.secrecy is not Secrecy.NEVER and not rules.by_affiliation


def explain(ruled: Ruled) -> Words:
    return views.how(Rules.from_json(ruled))


def foresee(call: Call[Transaction], ruled: Ruled, lasting: timedelta) -> tuple[Words, ...]:
    if needs_houses(ruled):
        return ()
    rules = Rules.from_json(ruled)
    opens, closes = call.at, call.at + lasting
    seated = roll_now(call.tx, call.group.id, opens, closes)
    roll = with_alternates(call.tx, call.group.id, seated, opens, closes)
    if not any(size.seats for size in roll):
        return (Text("Nobody could vote yet: there is nobody for the roll."),)
    adopt, stop = fewest_to_adopt(rules, roll), fewest_to_stop(rules, roll)
    return (
        *((views.adoptable(rules, adopt),) if adopt else ()),
        *((views.stoppable(stop),) if stop else ()),
    )


polling: Polling[Transaction] = Polling(
    lacks=lacks,
    canonical=canonical,
    loosened=less,
    conceals=conceals,
    explain=explain,
    foresee=foresee,
    ask=ask,
    again=again,
    evidence=evidence,
)
