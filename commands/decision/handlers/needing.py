"""Which decisions need somebody now, in all their groups."""

from __future__ import annotations

from collections.abc import Iterable

from bot.commands import Need
from bot.feature import Call
from bot.needs import Needs
from bot.people import Role
from commands.decision import views
from commands.decision.handlers import kinds
from commands.decision.handlers.appealing import rulers
from commands.decision.handlers.awaiting import asked, eligible
from commands.decision.handlers.determining import cannot_confirm, confirming
from commands.decision.handlers.steps import barred, contesting
from commands.decision.rules import State, part_of
from storage import awaited as awaited_polls
from storage import decisions, groups, polls, seats, waiting
from storage.decisions import Decision
from storage.seats import Sitting
from storage.transaction import Transaction

MOST = 10
"""Of one sort."""


def _to_determine(call: Call[Transaction]) -> Iterable[Need]:
    """Polls that wait for a determination."""
    tx, person_id = call.tx, call.person.id
    if person_id is None:
        return
    for awaited in awaited_polls.for_person(tx, person_id, MOST):
        poll, seat = polls.at_any(tx, awaited.poll_key), seats.latest(tx, awaited.group_id, person_id)
        if poll is None or seat is None:
            continue
        free = call.registry.barred(tx, kinds.POLL, poll, seat.number) is None
        proposed = any(each.state == State.PROPOSED for each in decisions.of_poll(tx, poll.id))
        if free and not proposed and asked(call.registry, tx, awaited, poll, seat.acts_as, call.at):
            yield views.need_determination(
                awaited.short, poll.key, poll.group_id, poll.question, awaited.due_at, call.at,
                groups.elsewhere(call.tx, call.perhaps_group, awaited.group_id),
            )  # fmt: skip
        elif seat.coordinates and not proposed and not eligible(call.registry, tx, poll):
            yield views.need_determiner(
                awaited.short, poll.question, groups.elsewhere(call.tx, call.perhaps_group, awaited.group_id)
            )


_IN_COURSE = (State.PROPOSED.value, State.CHALLENGED.value, State.APPEALED.value)


def _determined(call: Call[Transaction]) -> Iterable[Need]:
    """Determinations to confirm, challenges to answer, appeals to rule on, and reviews."""
    tx, person_id = call.tx, call.person.id
    if person_id is None:
        return
    found: dict[str, list[Decision]] = {state: [] for state in _IN_COURSE}
    for decision in decisions.mine(tx, person_id, _IN_COURSE, 3 * MOST):
        found[decision.state].append(decision)
    for decision in found[State.PROPOSED][:MOST]:
        seat = _facilitates(tx, decision, person_id)
        if seat and not cannot_confirm(call.registry, tx, decision, seat.number, seat.stakeholder):
            yield views.need_confirmation(_brief(call, decision))
        elif seat and seat.coordinates and not confirming(call.registry, tx, decision):
            yield views.need_confirmer(_brief(call, decision))
    for decision in found[State.CHALLENGED][:MOST]:
        seat = seats.latest(tx, decision.group_id, person_id)
        if seat and seat.number in (decision.determined_by, decision.confirmed_by):
            yield views.need_answer(_brief(call, decision))
    for decision in found[State.APPEALED][:MOST]:
        seat = _facilitates(tx, decision, person_id)
        if seat and _may_rule(call, decision, seat):
            yield views.need_ruling(_brief(call, decision))
        elif seat and seat.coordinates and not rulers(call.registry, tx, decision):
            yield views.need_ruler(_brief(call, decision))
    for decision in decisions.due_for_review(tx, person_id, State.STANDS.value, MOST):
        yield views.need_review(_brief(call, decision))


NEEDS = (
    Needs(_to_determine, (waiting.AWAITED_POLLS,)),
    Needs(_determined, (waiting.decisions(*_IN_COURSE),)),
)


def _facilitates(tx: Transaction, decision: Decision, person_id: int) -> Sitting | None:
    seat = seats.latest(tx, decision.group_id, person_id)
    return seat if seat is not None and seat.acts_as.rank >= Role.FACILITATOR.rank else None


def _may_rule(call: Call[Transaction], decision: Decision, seat: Sitting) -> bool:
    held = contesting(call.tx, decision)
    part = part_of(seat.number, decision.determined_by, decision.confirmed_by, held)
    return part is None and not barred(call.registry, call.tx, decision.poll.key, seat.number)


def _brief(call: Call[Transaction], decision: Decision) -> views.Brief:
    return views.Brief(
        decision.key,
        decision.group_id,
        decision.short,
        decision.poll.short,
        decision.poll.question,
        decision.designation,
        groups.elsewhere(call.tx, call.perhaps_group, decision.group_id),
    )
