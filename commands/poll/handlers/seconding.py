"""`/poll second`: another facilitator finds a poll urgent; what becomes of those that nobody does, and the review of
those that passed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.boundary import Reply
from bot.commands import Need
from bot.feature import Call
from bot.needs import Needs
from bot.people import Role, Stage
from bot.refusals import Refusal, not_allowed
from bot.text import Code, Text
from commands.poll import views
from commands.poll.declared_process import Forget, Review, Second
from commands.poll.handlers import kinds, urgency
from commands.poll.handlers.opening import drop, open_waiting
from commands.poll.handlers.processing import terms_of
from commands.poll.handlers.seeing import sight
from commands.poll.values import Kind, State
from storage import groups, polls, processes, promises, record, seats, waiting
from storage.polls import Poll
from storage.processes import Process
from storage.transaction import Transaction

MOST = 20
"""Proposed polls of one group that `/me` looks at."""


def second(call: Call[Transaction], command: Second) -> Reply:
    poll, tx = command.poll, call.tx
    kept = processes.of(tx, poll.id)
    _may_second(call, poll, kept)
    kept = replace(kept, seconders=(*kept.seconders, call.seat.number))
    terms = terms_of(tx, poll)
    missing = (terms.urgent_openers or 0) - 1 - len(kept.seconders)
    processes.keep(tx, poll.id, kept)
    record.append(tx, poll.group_id, "poll.seconded", call.at, by=call.seat.number, subject=poll.short)
    if missing > 0:
        promises.refresh(tx, kinds.CARD, poll.key)
        return Reply(views.seconded(poll.short, missing))
    promises.release(tx, kinds.FORGET, poll.key)
    earliest = call.at + (terms.minimum or timedelta(0))
    opened = open_waiting(call, poll, max(poll.closes_at, earliest), call.seat.number)
    now = polls.by_key(tx, poll.group_id, poll.key)
    assert now is not None, "a poll that was just there"
    seen = sight(tx, now, call.group)
    return Reply(views.opened(seen, ()) if opened else views.ended(seen))


def _may_second(call: Call[Transaction], poll: Poll, kept: Process) -> None:
    """Raises Refusal unless it waits for somebody like the caller."""
    short, show = Code(poll.short), Code(f"/poll show {poll.short}")
    if poll.state != State.PROPOSED or call.at >= poll.opens_at:
        raise Refusal(
            Text("{poll} does not wait for anybody to find it urgent. {show} tells how it stands.",
                 poll=short, show=show)
        )  # fmt: skip
    mine = call.seat
    if mine.stakeholder_id is None:
        raise not_allowed(
            Text(
                "Whoever finds a poll urgent does so for a stakeholder group. Choose yours first: {join}.",
                join=Code("/member join STAKEHOLDER"),
            )
        )
    for number in (poll.opener, *kept.seconders):
        if number == mine.number:
            raise Refusal(Text("You have said already that {poll} is urgent.", poll=short))
        found = seats.by_number(call.tx, poll.group_id, number)
        if found is not None and found.stakeholder_id == mine.stakeholder_id:
            raise Refusal(
                Text(
                    "{name} has said so for {stakeholder} already. It takes a facilitator of another stakeholder"
                    " group.",
                    name=found.name,
                    stakeholder=found.stakeholder,
                )
            )
    why = call.registry.barred(call.tx, kinds.POLL, poll, mine.number)
    if why is not None:
        raise not_allowed(
            Text("You cannot say that {poll} is urgent: {why}. Another facilitator can.", poll=short, why=why)
        )


def forget(call: Call[Transaction], command: Forget) -> Reply:
    """Time drops a poll that too few found urgent."""
    poll = command.poll
    if poll.state == State.PROPOSED and poll.opens_at <= call.at:
        drop(call, poll, Kind.UNSECONDED)
    return Reply(())


def review(call: Call[Transaction], command: Review) -> Reply:
    """Time asks the facilitators to look again at what passed as urgent."""
    poll, tx = command.poll, call.tx
    if poll.state != State.CLOSED:
        return Reply(())
    record.append(tx, poll.group_id, "poll.due", call.at, by=None, subject=poll.short)
    urgency.tell(call, poll, kinds.TO_REVIEW)
    return Reply(())


def needs(call: Call[Transaction]) -> Iterable[Need]:
    """Polls that wait for another facilitator to find them urgent."""
    if call.person.id is None:
        return
    for mine in groups.groups_of(call.tx, call.person.id):
        own = seats.latest(call.tx, mine.id, call.person.id)
        if own is None or own.pending or mine.stage is Stage.CLOSED:
            continue
        if own.acts_as.rank < Role.FACILITATOR.rank:
            continue
        elsewhere = groups.elsewhere(call.tx, call.perhaps_group, mine.id)
        for poll in polls.listed(call.tx, mine.id, State.PROPOSED.value, call.person.id, MOST):
            said = {poll.opener, *processes.of(call.tx, poll.id).seconders}
            if call.registry.barred(call.tx, kinds.POLL, poll, own.number) is not None:
                continue
            found = [seats.by_number(call.tx, mine.id, number) for number in said]
            if call.at < poll.opens_at and all(
                each and each.stakeholder != mine.stakeholder for each in found
            ):
                yield views.to_second(
                    poll.short, poll.key, poll.group_id, poll.question, poll.opens_at, elsewhere
                )


NEEDS = Needs(needs, (waiting.polls(State.PROPOSED.value),))
