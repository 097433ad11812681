"""What only the opposition of stakeholder groups stops is suspended, not vetoed: whoever asked may put it again,
reworked, and then those groups do not stop it any more. Nobody does in time: it lapses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.boundary import Reply
from bot.charters import Terms
from bot.commands import Need
from bot.feature import Call
from bot.people import Role
from bot.polling import Ending, Question
from bot.refusals import Refusal, not_allowed
from bot.text import Code, Text
from commands.poll import views
from commands.poll.declared import Open
from commands.poll.declared_process import Lapse, Rework
from commands.poll.handlers import kinds
from commands.poll.handlers.concluding import conclude
from commands.poll.handlers.opening import put
from commands.poll.handlers.planning import plan
from commands.poll.handlers.processing import rework_threshold, terms_of
from commands.poll.handlers.seeing import leads_of, rules_of, sight
from commands.poll.rules import (
    NEVER_SUSPENDS,
    AwayGroup,
    Capped,
    EmptyGroup,
    Method,
    NotHeard,
    Opposed,
    Result,
    Rules,
)
from commands.poll.values import Kind, Reasons, State, Visibility
from storage import charters, groups, people, poll_changes, processes, promises, record, seats
from storage.polls import Poll
from storage.processes import Process
from storage.transaction import Transaction

_BESIDES = (EmptyGroup, AwayGroup, NotHeard, Opposed, Capped)
"""Reasons that stop nothing by themselves; of these an opposed stakeholder group may suspend."""


def suspenders(terms: Terms, result: Result) -> tuple[str, ...]:
    """The stakeholder groups whose opposition is all that stopped it; empty where it is not suspended."""
    if result.passed or terms.rework is None:
        return ()
    if not all(isinstance(reason, _BESIDES) for reason in result.reasons):
        return ()
    return tuple(each.stakeholder for each in result.reasons if isinstance(each, Opposed) and each.suspends)


def suspend(call: Call[Transaction], poll: Poll, by: tuple[str, ...], until: datetime) -> None:
    """It waits to be put again, and whoever asked is told so."""
    tx = call.tx
    processes.keep(tx, poll.id, replace(processes.of(tx, poll.id), suspended_by=by, rework_until=until))
    promises.promise(tx, kinds.LAPSE, poll.key, until)
    proposer = seats.by_number(tx, poll.group_id, poll.opener)
    address = people.address_of(tx, proposer.person_id) if proposer else None
    if address is not None:
        promises.say(tx, kinds.SUSPENDED, poll.key, address, call.at)


def rework(call: Call[Transaction], command: Rework) -> Reply:
    """Puts a suspended poll again: the same question, unless another is given, with the text as it is now."""
    poll, tx = command.poll, call.tx
    kept = processes.of(tx, poll.id)
    _must_wait(call, poll, kept)
    held = charters.of_poll(tx, poll.id)
    purpose = held.purpose if held else ""
    question = command.question or poll.question
    asked = Open(
        question=question,
        text=command.text,
        link=command.link or poll.link,
        options=poll.options,
        method=Method(poll.method),
        closes=command.closes,
        binding=None if purpose else poll.binding,
        kind=held.kind if held else "",
        reasons=Reasons(poll.reasons),
        visibility=Visibility(poll.visibility),
        remind=leads_of(poll),
    )
    planned = plan(call, asked, decides=bool(purpose), again=True)
    rules = reworked(rules_of(poll), terms_of(tx, poll))
    planned = replace(planned, proposed=rules, rules=rules)
    wanted = Question(
        question=question, text=command.text, purpose=purpose, subject=held.subject if held else ""
    )
    again = put(call, planned, wanted if purpose else None, Process(reworks=poll.id))
    processes.keep(tx, poll.id, replace(kept, rework_until=None))
    promises.release(tx, kinds.LAPSE, poll.key)
    record.append(
        tx,
        poll.group_id,
        "poll.reworked",
        call.at,
        by=call.seat.number,
        subject=poll.short,
        facts={"poll": again.short},
    )
    promises.refresh(tx, kinds.CARD, poll.key)
    return Reply(views.opened(sight(tx, again, call.group), planned.overall_only))


def reworked(rules: Rules, terms: Terms) -> Rules:
    """By which rules a suspended poll is put again: it needs more, and stakeholder groups that are opposed are
    named and do not stop it."""
    threshold = rework_threshold(rules, terms)
    return replace(rules, threshold=threshold, suspending_seats=NEVER_SUSPENDS)


def _must_wait(call: Call[Transaction], poll: Poll, kept: Process) -> None:
    """Raises Refusal unless the poll is suspended and the caller may put it again."""
    short = Code(poll.short)
    if not kept.suspended_by:
        raise Refusal(
            Text(
                "{poll} is not suspended, so there is nothing to rework. {show} tells how it stands.",
                poll=short,
                show=Code(f"/poll show {poll.short}"),
            )
        )
    if kept.rework_until is None:
        number = processes.reworked_as(call.tx, poll.id)
        if number is not None:
            raise Refusal(
                Text("{poll} was put again as {other} already.", poll=short, other=Code(f"P-{number}"))
            )
        raise Refusal(
            Text(
                "{poll} was not reworked in time, so it has lapsed. A new poll asks again: {open}.",
                poll=short,
                open=Code("/poll open"),
            )
        )
    if call.seat.number == poll.opener:
        return
    proposer = seats.by_number(call.tx, poll.group_id, poll.opener)
    if proposer is not None:
        raise not_allowed(
            Text(
                "{name} asked {poll}, so only {name} can put it again. Talk to them about what to change.",
                name=proposer.name,
                poll=short,
            )
        )
    if call.seat.acts_as.rank < Role.FACILITATOR.rank:
        raise not_allowed(
            Text(
                "Whoever asked {poll} has left, so a facilitator can put it again. {list} shows who they are.",
                poll=short,
                list=Code("/member list"),
            )
        )


def lapse(call: Call[Transaction], command: Lapse) -> Reply:
    """Time takes a suspended poll off the table that nobody put again."""
    poll, tx = command.poll, call.tx
    kept = processes.of(tx, poll.id)
    if poll.state != State.CLOSED or kept.rework_until is None or kept.rework_until > call.at:
        return Reply(())
    processes.keep(tx, poll.id, replace(kept, rework_until=None))
    seq = record.append(tx, poll.group_id, "poll.lapsed", call.at, by=None, subject=poll.short)
    poll_changes.note(tx, poll.id, seq, Kind.LAPSED.value)
    promises.refresh(tx, kinds.CARD, poll.key)
    for home in groups.homes(tx, poll.group_id):
        promises.say(tx, kinds.LAPSED, poll.key, home, call.at)
    conclude(call, poll, Ending.FAILED)
    return Reply(())


def needs(call: Call[Transaction]) -> Iterable[Need]:
    """Suspended polls that the person asked and can put again."""
    if call.person.id is None:
        return
    for each in processes.waiting_for(call.tx, call.person.id):
        yield views.to_rework(each.short, each.key, each.group_id, each.question, each.until)
