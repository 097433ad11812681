"""Objections come into being: raised by command, or by a ballot that objects; others sign them."""

from __future__ import annotations

from datetime import datetime

from bot.boundary import Reply
from bot.feature import Call
from bot.refusals import Refusal, not_allowed
from bot.text import Code, Text, Words
from commands.objection import views
from commands.objection.declared import Raise, Sign
from commands.objection.handlers import kinds
from commands.objection.handlers.steps import changed, holders, must_be_live, note, part_from, tell
from commands.objection.rules import MOST_UNANSWERED, Kind, State, Step, after, stands
from commands.objection.values import PollState
from storage import numbers, objection_changes, objections, rolls, signers
from storage.objections import Brief, Objection
from storage.polls import Poll
from storage.transaction import Transaction


def raise_objection(call: Call[Transaction], command: Raise) -> Reply:
    poll, kind = command.poll, command.kind
    if poll.state == PollState.CLOSED and kind is Kind.OBJECTION:
        reply = call.registry.late(call, kinds.POLL, poll, command.text)
        if reply is not None:
            return reply
    _must_be_running(poll.short, poll.state, poll.opens_at, poll.closes_at, call.at)
    participant = _may_raise(call, poll, kind)
    waiting = objections.waiting(
        call.tx, call.group.id, participant, kind.value, State.OPEN.value, PollState.OPEN.value
    )
    if waiting >= MOST_UNANSWERED:
        raise Refusal(_too_many(kind))
    short = _add(call, poll, participant, kind, command.text, command.resolve, ballot=False)
    return Reply(views.raised(short, poll.short, kind, secret=poll.visibility == "secret"))


def _must_be_running(short: str, state: str, opens_at: datetime, closes_at: datetime, at: datetime) -> None:
    """Raises Refusal for a poll that takes no objections: not yet, or not any more."""
    poll, show = Code(short), Code(f"/poll show {short}")
    if state == PollState.PROPOSED:
        raise Refusal(Text("{poll} is not open yet. Raise it when it is.", poll=poll))
    if state == PollState.SCHEDULED:
        raise Refusal(Text("{poll} opens {opens}. Raise it then.", poll=poll, opens=opens_at))
    if state == PollState.WITHDRAWN:
        raise Refusal(
            Text("{poll} was withdrawn, so nothing comes of it. {show} tells why.", poll=poll, show=show)
        )
    if state == PollState.CLOSED or at >= closes_at:
        raise Refusal(
            Text(
                "{poll} closed {closed}, so objections to it are not taken any more. Ask a facilitator to put"
                " it to the group again, with what you object to: {open}",
                poll=poll,
                closed=closes_at,
                open=Code("/poll open"),
            )
        )


def _may_raise(call: Call[Transaction], poll: Poll, kind: Kind) -> int:
    """The participant who raises it: on the roll for an objection, with any seat for a concern."""
    if poll.place is not None:
        return poll.place.number
    if call.perhaps_seat is None:
        raise not_allowed(
            Text(
                "You have no seat in {group} yet. Join it with {join}.",
                group=call.group.name,
                join=Code("/member join"),
            )
        )
    if kind is Kind.OBJECTION:
        raise not_allowed(
            Text(
                "You are not on the roll of {poll}, which was frozen when it opened, {opened}. You can raise"
                " it as a concern ({concern}), or sign somebody's objection.",
                poll=Code(poll.short),
                opened=poll.opens_at,
                concern=Code("kind:concern"),
            )
        )
    return call.perhaps_seat.number


def _too_many(kind: Kind) -> Words:
    if kind is Kind.CONCERN:
        return Text(
            "{most} of your concerns wait for an answer already. Withdraw one of them first: {list}",
            most=MOST_UNANSWERED,
            list=Code("/objection list"),
        )
    return Text(
        "{most} of your objections wait for an answer already. Withdraw one of them first, or raise this as a"
        " concern: {list}",
        most=MOST_UNANSWERED,
        list=Code("/objection list"),
    )


def _add(
    call: Call[Transaction],
    poll: Poll,
    participant: int,
    kind: Kind,
    text: str,
    resolve: str,
    *,
    ballot: bool,
) -> str:
    """Writes a new one, and tells whoever opened the poll. Returns its short id."""
    tx, key = call.tx, call.key()
    number = numbers.next_number(tx, call.group.id, "objection")
    short = f"O-{number}"
    facts = {"poll": poll.short, "kind": kind.value, "ballot": "yes" if ballot else "no"}
    seq = note(call, participant, "objection.raised", short, facts, {"text": text, "resolve": resolve})
    objection_changes.add(
        tx,
        key=key,
        group_id=call.group.id,
        poll_id=poll.id,
        number=number,
        kind=kind.value,
        state=State.OPEN.value,
        ballot=ballot,
        raised_by=participant,
        raised_at=call.at,
        stakeholder=_stakeholder(call, poll),
        text_seq=seq,
    )
    changed(call, poll.key)
    if kind is Kind.OBJECTION:
        tell(call, kinds.RAISED, key, [poll.opener], participant)
    return short


def _stakeholder(call: Call[Transaction], poll: Poll) -> str:
    """For which stakeholder group the caller is on the roll, or sits."""
    if poll.place is not None:
        return rolls.stakeholder_of(call.tx, poll.id, poll.place.seat_id)
    return call.seat.stakeholder


# The objection of a ballot


def voted(
    call: Call[Transaction], poll: Poll, participant: int, was: str | None, now: str | None
) -> Words | None:
    """A ballot objects for the reason `now`, or does not object any more (None). Its objection, of which
    there is one for each ballot, follows it."""
    found = objections.of_ballot(call.tx, poll.id, participant)
    if now is None:
        dropped = _drop(call, poll, found) if found and was is not None else None
        return dropped or _still_standing(call, poll, participant)
    if found is None:
        short = _add(call, poll, participant, Kind.OBJECTION, now, "", ballot=True)
        return views.by_ballot(short, poll.short, None)
    state = State(found.state)
    if after(Kind.OBJECTION, state, Step.REOPEN) is not None:
        _word(call, poll, found, now, Step.REOPEN, "objection.reopened")
        return views.by_ballot(found.short, poll.short, None, reopened=True)
    if state in (State.OPEN, State.ANSWERED):
        if was == now:
            return None
        _word(call, poll, found, now, Step.REWORD, "objection.reworded")
    return views.by_ballot(found.short, poll.short, state)


def _word(call: Call[Transaction], poll: Poll, found: Brief, text: str, step: Step, kind: str) -> None:
    """It has another text, and is owed an answer to that."""
    state = after(Kind.OBJECTION, State(found.state), step)
    assert state is not None
    seq = note(call, found.raised_by, kind, found.short, {"poll": poll.short}, {"text": text})
    objection_changes.reword(call.tx, found.id, state.value, seq)
    changed(call, poll.key)
    if found.state != State.OPEN:
        tell(call, kinds.RAISED, found.key, [poll.opener], found.raised_by)


def _drop(call: Call[Transaction], poll: Poll, found: Brief) -> Words | None:
    if after(Kind.OBJECTION, State(found.state), Step.WITHDRAW) is None:
        return None
    take_back(call, found, poll.key)
    return views.by_ballot(found.short, poll.short, State.WITHDRAWN)


def _still_standing(call: Call[Transaction], poll: Poll, participant: int) -> Words | None:
    """Whoever votes in favour may think that this takes back what they raised by command. It does not:
    somebody who would rather not stop the others' vote can still be owed an answer."""
    for found in objections.beside_ballot(call.tx, poll.id, participant):
        if stands(Kind(found.kind), State(found.state)):
            return views.still_standing(found.short)
    return None


def take_back(call: Call[Transaction], found: Brief | Objection, poll_key: str) -> None:
    """Whoever raised it withdraws it: their name goes from the one that it was merged into, and those who
    signed it are told."""
    tx, by = call.tx, found.raised_by
    note(call, by, "objection.withdrawn", found.short)
    if found.into_id is not None:
        signers.sign(tx, found.into_id, by, gone=True)
    objection_changes.move(tx, found.id, State.WITHDRAWN.value)
    part_from(call, found.id, found.short, by)
    changed(call, poll_key)
    tell(call, kinds.SETTLED, found.key, holders(call, found.id), by)


# Signing


def sign(call: Call[Transaction], command: Sign) -> Reply:
    objection, participant = command.objection, call.seat.number
    short, poll = Code(objection.short), objection.poll
    must_be_live(objection)
    if participant == objection.raised_by:
        raise Refusal(
            Text("You raised {objection} yourself, so it bears your name already.", objection=short)
        )
    if signers.of(call.tx, objection.id).get(participant) is False:
        raise Refusal(
            Text(
                "You hold {objection} already. {withdraw} takes your name back.",
                objection=short,
                withdraw=Code(f"/objection withdraw {objection.short}"),
            )
        )
    if poll.state != PollState.OPEN or call.at >= poll.closes_at:
        raise Refusal(
            Text(
                "{poll} closed {closed}, so {objection} takes no more names.",
                poll=Code(poll.short),
                closed=poll.closes_at,
                objection=short,
            )
        )
    if objection.state not in (State.OPEN, State.ANSWERED):
        raise Refusal(
            Text(
                "{objection} does not take names any more. {show} tells what became of it.",
                objection=short,
                show=Code(f"/objection show {objection.short}"),
            )
        )
    note(call, participant, "objection.signed", objection.short)
    signers.sign(call.tx, objection.id, participant)
    changed(call, poll.key)
    return Reply(views.signed(objection.short))
