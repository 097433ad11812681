"""`/decision show`, `/decision list` and `/decision evidence`: read, and change nothing."""

from __future__ import annotations

from bot.boundary import Reply
from bot.feature import Call
from bot.people import Role
from commands.decision import views
from commands.decision.declared import Evidence, List, Show
from commands.decision.handlers import kinds
from commands.decision.handlers.determining import cannot_confirm, must_be_over
from commands.decision.handlers.process import evidence_of, fits, process_of, raised_against, weigh
from commands.decision.handlers.seeing import sight
from commands.decision.handlers.steps import barred, contesting, pending
from commands.decision.rules import IN_FORCE, LIVE, State, Step, part_of
from commands.decision.values import Acts, Laid, Sight
from storage import awaited as awaited_polls
from storage import contests, decisions, polls
from storage.decisions import Decision
from storage.transaction import Transaction

LISTED = 20
"""Decisions in one list."""


def evidence(call: Call[Transaction], command: Evidence) -> Reply:
    poll, tx = command.poll, call.tx
    must_be_over(call, poll)
    held = evidence_of(call.registry, tx, poll)
    process, raised = process_of(tx, poll.id, held), raised_against(call, poll)
    weighed = weigh(held, raised)
    made = next((each for each in decisions.of_poll(tx, poll.id) if each.state in LIVE), None)
    awaited = awaited_polls.of(tx, poll.id)
    seat = call.perhaps_seat
    laid = Laid(
        group_id=poll.group_id,
        key=poll.key,
        short=poll.short,
        question=poll.question,
        evidence=held,
        weighed=weighed,
        standing=tuple(each for each in raised.standing if each not in raised.unanswered),
        unanswered=raised.unanswered,
        settled=tuple(each for each in raised.settled if each not in raised.overruled),
        overruled=raised.overruled,
        fits=fits(process, weighed),
        process=process,
        due_at=awaited.due_at if awaited else None,
        decision=made.short if made else "",
        may=seat is not None
        and seat.acts_as.rank >= Role.FACILITATOR.rank
        and (made is None or made.state not in IN_FORCE)
        and not process.done
        and held.waits is None
        and not raised.unanswered
        and call.registry.barred(tx, kinds.POLL, poll, seat.number) is None,
    )
    return Reply(views.evidence(laid))


def show(call: Call[Transaction], command: Show) -> Reply:
    decision = command.decision
    seen = sight(call.registry, call.tx, decision, call.at, call.group.name)
    return Reply(views.shown(seen, _acts(call, decision, seen)))


def _acts(call: Call[Transaction], decision: Decision, seen: Sight) -> Acts:
    """What the reader may do with it now, rights and part included."""
    tx, seat = call.tx, call.perhaps_seat
    poll = polls.by_key(tx, decision.group_id, decision.poll.key, call.person.id)
    place = poll.place if poll else None
    number = place.number if place else seat.number if seat else 0
    member = place is not None or (seat is not None and seat.acts_as.rank >= Role.MEMBER.rank)
    facilitates = seat is not None and seat.acts_as.rank >= Role.FACILITATOR.rank
    own = bool(number) and number in (decision.determined_by, decision.confirmed_by)
    held = contests.of(tx, decision.id)
    part = part_of(number, decision.determined_by, decision.confirmed_by, contesting(tx, decision))
    free = facilitates and not barred(call.registry, tx, decision.poll.key, number)
    going_on = pending(tx, decision, Step.GATHERING, Step.OPEN)
    named = any(
        number == each.raised_by or number in (held.participant for held in contests.supporters(tx, each.id))
        for each in going_on
    )
    return Acts(
        confirm=free
        and seat is not None
        and decision.state == State.PROPOSED
        and cannot_confirm(call.registry, tx, decision, seat.number, seat.stakeholder) is None,
        challenge=member
        and not own
        and seen.challengeable
        and not any(not each.step and each.raised_by == number for each in held),
        answer=own and seat is not None and decision.state == State.CHALLENGED,
        appeal=member and not own and seen.appealable and not any(each.step for each in going_on),
        sign=member and not own and bool(going_on) and not named,
        rule=free and part is None and decision.state == State.APPEALED,
    )


def list_decisions(call: Call[Transaction], command: List) -> Reply:
    state = command.state.value if command.state else ""
    found = decisions.listed(call.tx, call.group.id, state, LISTED + 1, (command.page - 1) * LISTED)
    turn = (("group", str(call.group.id)), *((("state", state),) if state else ()))
    items = [
        views.Item(
            each.key, each.short, State(each.state), each.designation, each.poll.short, each.poll.question,
            f"D-{each.replaced_by}" if each.replaced_by else "",
        )
        for each in found[:LISTED]
    ]  # fmt: skip
    waiting = [] if command.state or command.page > 1 else awaited_polls.within(call.tx, call.group.id)
    due = [(each.short, each.question, each.due_at) for each in waiting]
    beyond = command.page + 1 if len(found) > LISTED else 0
    return Reply(views.listed(items, call.group.id, call.group.name, due, beyond, turn))
