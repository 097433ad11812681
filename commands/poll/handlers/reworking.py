"""What only the opposition of stakeholder groups stops is suspended, not vetoed: whoever asked may put it again,
reworked, and then those groups do not stop it any more. Nobody does in time: it lapses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.boundary import Reply
from bot.charters import Terms
from bot.commands import Need
from bot.feature import Call
from bot.needs import Needs
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
from commands.poll.handlers.planning import Plan, plan
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
from storage import charters, groups, people, poll_changes, polls, processes, promises, record, seats, waiting
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
    poll = command.poll
    _must_wait(call, poll)
    held = charters.of_poll(call.tx, poll.id)
    wanted = Question(
        question=command.question or poll.question,
        text=command.text,
        purpose=held.purpose if held else "",
        subject=held.subject if held else "",
        kind=held.kind if held else "",
    )
    opened, planned = _put_again(call, poll, wanted, command.link or poll.link, command.closes)
    return Reply(views.opened(sight(call.tx, opened, call.group), planned.overall_only))


def again(call: Call[Transaction], poll: Poll, question: Question) -> str:
    """Puts a suspended poll again that was opened for the purpose of another feature, which has changed what it
    is about. Returns the short id. Raises Refusal."""
    _must_wait(call, poll)
    opened, _ = _put_again(call, poll, question, poll.link, None)
    return opened.short


def _put_again(
    call: Call[Transaction], poll: Poll, question: Question, link: str, closes: datetime | None
) -> tuple[Poll, Plan]:
    tx, purpose = call.tx, question.purpose
    _must_be_only(call, poll, purpose)
    asked = Open(
        question=question.question,
        text=question.text,
        link=link,
        options=poll.options,
        method=Method(poll.method),
        closes=closes,
        binding=None if purpose else poll.binding,
        kind=question.kind,
        reasons=Reasons(poll.reasons),
        visibility=Visibility(poll.visibility),
        remind=leads_of(poll),
    )
    planned = plan(call, asked, decides=bool(purpose), again=True)
    rules = reworked(rules_of(poll), terms_of(tx, poll))
    planned = replace(planned, proposed=rules, rules=rules)
    opened = put(call, planned, question if purpose else None, Process(reworks=poll.id))
    processes.keep(tx, poll.id, replace(processes.of(tx, poll.id), rework_until=None))
    promises.release(tx, kinds.LAPSE, poll.key)
    record.append(
        tx,
        poll.group_id,
        "poll.reworked",
        call.at,
        by=call.seat.number,
        subject=poll.short,
        facts={"poll": opened.short},
    )
    promises.refresh(tx, kinds.CARD, poll.key)
    return opened, planned


def reworked(rules: Rules, terms: Terms) -> Rules:
    """By which rules a suspended poll is put again: it needs more, and stakeholder groups that are opposed are
    named and do not stop it."""
    threshold = rework_threshold(rules, terms)
    return replace(rules, threshold=threshold, suspending_seats=NEVER_SUSPENDS)


def _must_be_only(call: Call[Transaction], poll: Poll, purpose: str) -> None:
    """Raises Refusal while another poll decides what this one would decide again."""
    number = charters.being_decided(call.tx, poll.group_id, purpose) if purpose else None
    if number is not None:
        raise Refusal(
            Text(
                "{other} is open and decides about the same. Wait until it is over, then put {poll} again.",
                other=Code(f"P-{number}"),
                poll=Code(poll.short),
            )
        )


def must_be_suspended(tx: Transaction, poll: Poll) -> None:
    """Raises Refusal unless the poll waits to be put again."""
    kept, short = processes.of(tx, poll.id), Code(poll.short)
    if not kept.suspended_by or poll.state != State.CLOSED:
        raise Refusal(
            Text(
                "{poll} is not suspended, so there is nothing to rework. {show} tells how it stands.",
                poll=short,
                show=Code(f"/poll show {poll.short}"),
            )
        )
    if kept.rework_until is not None:
        return
    again = processes.reworked_as(tx, poll.id)
    if again is not None and again.state != State.WITHDRAWN:
        raise Refusal(Text("{poll} was put again as {other} already.", poll=short, other=Code(again.short)))
    raise Refusal(
        Text(
            "{poll} was not reworked in time, so it has lapsed. A new poll asks again: {open}.",
            poll=short,
            open=Code("/poll open"),
        )
    )


def _must_wait(call: Call[Transaction], poll: Poll) -> None:
    """Raises Refusal unless the poll is suspended and the caller may put it again."""
    must_be_suspended(call.tx, poll)
    short = Code(poll.short)
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
    poll = command.poll
    until = processes.of(call.tx, poll.id).rework_until
    if poll.state == State.CLOSED and until is not None and until <= call.at:
        _lapse(call, poll)
        conclude(call, poll, Ending.FAILED)
    return Reply(())


def give_up(call: Call[Transaction], poll: Poll, reason: str) -> Reply:
    """Whoever may put a suspended poll again withdraws it instead; nobody else can, or withdrawing would be a
    veto."""
    _must_wait(call, poll)
    tx = call.tx
    seq = record.append(
        tx,
        poll.group_id,
        "poll.withdrawn",
        call.at,
        by=call.seat.number,
        subject=poll.short,
        personal={"reason": (call.key(), reason)},
    )
    processes.keep(tx, poll.id, replace(processes.of(tx, poll.id), rework_until=None))
    poll_changes.end(tx, poll.id, State.WITHDRAWN.value, call.at, poll.result)
    poll_changes.note(tx, poll.id, seq, Kind.WITHDRAWN.value)
    promises.release(tx, kinds.LAPSE, poll.key)
    promises.refresh(tx, kinds.CARD, poll.key)
    for home in groups.homes(tx, poll.group_id):
        promises.say(tx, kinds.RESULT, poll.key, home, call.at)
    conclude(call, poll, Ending.WITHDRAWN)
    return Reply(views.withdrawn(poll.short, keeps_tally=True))


def _lapse(call: Call[Transaction], poll: Poll) -> None:
    tx = call.tx
    processes.keep(tx, poll.id, replace(processes.of(tx, poll.id), rework_until=None))
    seq = record.append(tx, poll.group_id, "poll.lapsed", call.at, by=None, subject=poll.short)
    poll_changes.note(tx, poll.id, seq, Kind.LAPSED.value)
    promises.refresh(tx, kinds.CARD, poll.key)
    for home in groups.homes(tx, poll.group_id):
        promises.say(tx, kinds.LAPSED, poll.key, home, call.at)


def conclude_withdrawn(call: Call[Transaction], poll: Poll) -> None:
    """A poll was withdrawn. Where it put a suspended one again, that one waits once more for what is left of its
    time, or lapses where nothing is. What both are for is settled once, by whichever is the last."""
    tx, reworks = call.tx, processes.of(call.tx, poll.id).reworks
    if reworks is None:
        conclude(call, poll, Ending.WITHDRAWN)
        return
    before = polls.by_key(tx, poll.group_id, processes.key_of(tx, reworks))
    assert before is not None, "a poll that was put again"
    until = (before.ended_at or call.at) + (terms_of(tx, before).rework or timedelta(0))
    shares = _subject(tx, before) == _subject(tx, poll)
    if until <= call.at:
        conclude(call, poll, Ending.WITHDRAWN)
        _lapse(call, before)
        if shares:
            call.registry.ended(call, before, Ending.FAILED)
        else:
            conclude(call, before, Ending.FAILED)
        return
    if shares:
        call.registry.ended(call, poll, Ending.WITHDRAWN)
    else:
        conclude(call, poll, Ending.WITHDRAWN)
    suspend(call, before, processes.of(tx, before.id).suspended_by, until)
    promises.refresh(tx, kinds.CARD, before.key)


def _subject(tx: Transaction, poll: Poll) -> str:
    held = charters.of_poll(tx, poll.id)
    return held.subject if held else ""


def needs(call: Call[Transaction]) -> Iterable[Need]:
    """Suspended polls that the person asked and can put again."""
    if call.person.id is None:
        return
    for each in processes.waiting_for(call.tx, call.person.id):
        elsewhere = groups.elsewhere(call.tx, call.perhaps_group, each.group_id)
        yield views.to_rework(each.short, each.key, each.group_id, each.question, each.until, elsewhere)


NEEDS = Needs(needs, (waiting.REWORKS,))
