"""What is said about decisions unasked: read at the moment of saying it."""

from __future__ import annotations

from collections.abc import Callable

from bot.blocks import Block
from bot.feature import Said, Says, Telling
from commands.decision import views
from commands.decision.handlers import kinds
from commands.decision.handlers.awaiting import eligible, passed_on
from commands.decision.handlers.seeing import contest as contest_of
from commands.decision.handlers.seeing import sight
from commands.decision.rules import State, Step
from commands.decision.values import Contest, Sight
from storage import awaited as awaited_polls
from storage import contests, decisions, people, persons, polls
from storage.decisions import Decision
from storage.transaction import Transaction

Blocks = tuple[Block, ...]


def card(telling: Telling[Transaction]) -> Said | None:
    """The decision as it stands now."""
    decision = decisions.at_any(telling.tx, telling.subject)
    if decision is None:
        return None
    seen = sight(telling.registry, telling.tx, decision, telling.at)
    return Said(views.card(seen), people.group_of(telling.tx, decision.group_id).reader)


def proposed(telling: Telling[Transaction]) -> Said | None:
    """To whoever may confirm it, unless that has happened."""
    return _about(telling, lambda seen: views.told_proposed(seen) if seen.state is State.PROPOSED else None)


def stands(telling: Telling[Transaction]) -> Said | None:
    """To everybody: it was confirmed."""
    return _about(telling, lambda seen: views.told_stands(seen) if seen.stood_at else None)


def review(telling: Telling[Transaction]) -> Said | None:
    return _about(telling, lambda seen: views.told_review(seen) if seen.reviewed else None)


def wanted(telling: Telling[Transaction]) -> Said | None:
    """To those who determine, unless somebody did."""
    return _awaited(telling, overdue=False)


def overdue(telling: Telling[Transaction]) -> Said | None:
    return _awaited(telling, overdue=True)


def challenged(telling: Telling[Transaction]) -> Said | None:
    """To whoever has to answer."""
    return _contest(telling, views.told_challenged, Step.OPEN)


def appealed(telling: Telling[Transaction]) -> Said | None:
    """To whoever may rule."""
    return _contest(telling, views.told_appealed, Step.OPEN)


def answered(telling: Telling[Transaction]) -> Said | None:
    """To whoever challenged: the answer, or that nobody answered in time."""
    return _contest(telling, views.told_answered)


def ruled(telling: Telling[Transaction]) -> Said | None:
    """To everybody, and to those concerned."""
    done = (Step.UPHELD, Step.ANNULLED, Step.RETURNED)
    return _contest(telling, views.told_ruled, *done)


def _awaited(telling: Telling[Transaction], *, overdue: bool) -> Said | None:
    found = awaited_polls.at(telling.tx, telling.subject)
    if found is None:
        return None
    group = people.group_of(telling.tx, found.group_id)
    reader = persons.reader_at(telling.tx, telling.address, group)
    poll = polls.at_any(telling.tx, telling.subject)
    if poll is not None and not eligible(telling.registry, telling.tx, poll):
        return Said(views.told_nobody(found.short, found.question, group.name), reader)
    blocks = views.told_awaited(
        found.short, found.poll_key, found.group_id, found.question, group.name, found.due_at,
        overdue=overdue, passed_on=passed_on(found, telling.at),
    )  # fmt: skip
    return Said(blocks, reader)


def _about(telling: Telling[Transaction], view: Callable[[Sight], Blocks | None]) -> Said | None:
    decision = decisions.at_any(telling.tx, telling.subject)
    return _said(telling, decision, view) if decision is not None else None


def _contest(
    telling: Telling[Transaction], view: Callable[[Sight, Contest], Blocks | None], *steps: Step
) -> Said | None:
    """About a challenge or an appeal, if it is so now; any when no `steps` are named."""
    found = contests.at_any(telling.tx, telling.subject)
    if found is None or (steps and found.state not in steps):
        return None
    held = contest_of(telling.tx, found)
    decision = decisions.by_id(telling.tx, found.decision_id)
    return _said(telling, decision, lambda seen: view(seen, held))


def _said(
    telling: Telling[Transaction], decision: Decision, view: Callable[[Sight], Blocks | None]
) -> Said | None:
    group = people.group_of(telling.tx, decision.group_id)
    blocks = view(sight(telling.registry, telling.tx, decision, telling.at, group.name))
    return Said(blocks, persons.reader_at(telling.tx, telling.address, group)) if blocks else None


says = (
    Says(kinds.CARD, card),
    Says(kinds.PROPOSED, proposed),
    Says(kinds.STANDS, stands),
    Says(kinds.WANTED, wanted),
    Says(kinds.OVERDUE, overdue),
    Says(kinds.CHALLENGED, challenged),
    Says(kinds.APPEALED, appealed),
    Says(kinds.ANSWERED, answered),
    Says(kinds.RULED, ruled),
    Says(kinds.REVIEW, review),
)
