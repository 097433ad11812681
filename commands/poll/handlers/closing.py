"""How a poll ends: at its moment, early when all have voted, or withdrawn."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from bot import chain
from bot.boundary import Reply
from bot.chain import Canonical
from bot.feature import Call
from bot.polling import Ending
from bot.raising import Raised
from bot.refusals import Refusal
from bot.text import Code, Text, listing
from commands.poll import outcomes, views
from commands.poll.declared import Close, Expire, Withdraw
from commands.poll.handlers import kinds, urgency
from commands.poll.handlers.concluding import conclude
from commands.poll.handlers.drawing import keep_tie
from commands.poll.handlers.opening import release_closing
from commands.poll.handlers.processing import terms_of
from commands.poll.handlers.prolonging import prolong, unheard
from commands.poll.handlers.reworking import conclude_withdrawn, give_up, suspend, suspenders
from commands.poll.handlers.seeing import capacity_facts, count, roll_of, rules_of, sight
from commands.poll.handlers.under import read_charter, source
from commands.poll.rules import OBJECT, Count, Result, conceal, tally
from commands.poll.values import BEFORE, Kind, State, Visibility
from storage import (
    ballots,
    charters,
    groups,
    poll_changes,
    polls,
    processes,
    promises,
    record,
    secret_ballots,
)
from storage.polls import Poll
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class _Counted:
    """What may be known of the ballots, and for a secret poll the commitments to them, in an order
    that says nothing."""

    result: Result
    unheard: tuple[str, ...]
    """The stakeholder groups that were not heard; participation is never a secret."""
    commitments: tuple[str, ...] = ()


def _counted(result: Result) -> _Counted:
    return _Counted(result, unheard(result))


def expire(call: Call[Transaction], command: Expire) -> Reply:
    """Time closes a poll. Right however late it comes: ballots stopped counting at the moment itself."""
    poll = command.poll
    if poll.state == State.OPEN and poll.closes_at <= call.at:
        _close(call, poll, None)
    return Reply(())


def close(call: Call[Transaction], command: Close) -> Reply:
    poll, tx = command.poll, call.tx
    must_be_open(poll)
    seats = sum(size.seats for size in roll_of(poll))
    cast = voted(tx, poll)
    if call.at < poll.closes_at and cast < seats:
        raise Refusal(
            Text(
                "{poll} closes {closes}. It closes early only when everybody on the roll has voted, and"
                " {voted} of {seats} have.",
                poll=Code(poll.short),
                closes=poll.closes_at,
                voted=cast,
                seats=seats,
            )
        )
    if call.at < poll.closes_at:
        _nobody_waits(call, poll)
        _must_have_lasted(tx, poll, call.at)
    closed = _close(call, poll, call.seat.number)
    now = _ended(tx, poll)
    return Reply(
        views.ended(sight(tx, now, call.group)) if closed else views.extended(poll.short, now.closes_at)
    )


def withdraw(call: Call[Transaction], command: Withdraw) -> Reply:
    poll, tx = command.poll, call.tx
    if poll.state == State.CLOSED and processes.of(tx, poll.id).rework_until is not None:
        return give_up(call, poll, command.reason)
    if poll.state not in BEFORE:
        must_be_running(poll, call.at)
    secret = poll.visibility == Visibility.SECRET
    keeps_tally = poll.state == State.OPEN and not secret and ballots.any_cast(tx, poll.id)
    result = count(tx, poll, _raised(call, poll)) if keeps_tally else None
    facts: dict[str, Canonical] = {"tally": outcomes.facts(result)} if result else {}
    seq = record.append(
        tx,
        poll.group_id,
        "poll.withdrawn",
        call.at,
        by=call.seat.number,
        subject=poll.short,
        facts=facts,
        personal={"reason": (call.key(), command.reason)},
    )
    poll_changes.end(tx, poll.id, State.WITHDRAWN.value, call.at, outcomes.written(result) if result else "")
    poll_changes.note(tx, poll.id, seq, Kind.WITHDRAWN.value)
    promises.release(tx, kinds.START, poll.key)
    promises.release(tx, kinds.FORGET, poll.key)
    _leave(tx, poll, call.at)
    conclude_withdrawn(call, poll)
    return Reply(views.withdrawn(poll.short, keeps_tally=keeps_tally))


def must_be_open(poll: Poll) -> None:
    """Raises Refusal for a poll that has not begun or has ended."""
    short, show = Code(poll.short), Code(f"/poll show {poll.short}")
    if poll.state == State.PROPOSED:
        raise Refusal(
            Text(
                "{poll} is not open yet: it waits until {until} for others to find it urgent. {withdraw} takes"
                " it back.",
                poll=short,
                until=poll.opens_at,
                withdraw=Code("/poll withdraw"),
            )
        )
    if poll.state == State.SCHEDULED:
        raise Refusal(
            Text(
                "{poll} is not open yet: it opens {opens}. {withdraw} takes it back.",
                poll=short,
                opens=poll.opens_at,
                withdraw=Code("/poll withdraw"),
            )
        )
    if poll.state == State.WITHDRAWN:
        raise Refusal(Text("{poll} was withdrawn. {show} tells why.", poll=short, show=show))
    if poll.state == State.CLOSED:
        raise Refusal(Text("{poll} is closed already. {show} tells what came out.", poll=short, show=show))


def must_be_running(poll: Poll, at: datetime) -> None:
    """Raises Refusal for a poll that is not open at this very moment: once its time has passed only
    the result is left to come."""
    must_be_open(poll)
    if at >= poll.closes_at:
        raise Refusal(
            Text(
                "{poll} closed {closed}, so this is not possible any more. Its result is about to appear.",
                poll=Code(poll.short),
                closed=poll.closes_at,
            )
        )


def voted(tx: Transaction, poll: Poll) -> int:
    secret = poll.visibility == Visibility.SECRET
    return sum(ballots.voted(tx, poll.id, poll.version, secret=secret).values())


def _nobody_waits(call: Call[Transaction], poll: Poll) -> None:
    """Raises Refusal where somebody is owed an answer, or can still be content with the one that they got: they
    have until the close, whatever the others have voted."""
    raised = _raised(call, poll)
    if raised.unanswered:
        raise Refusal(
            Text(
                "{poll} closes {closes}. It closes early only when every objection is answered, and these are"
                " not: {objections}.",
                poll=Code(poll.short),
                closes=poll.closes_at,
                objections=listing(*(Code(short) for short in raised.unanswered)),
            )
        )
    if raised.standing and OBJECT in rules_of(poll).stops:
        raise Refusal(
            Text(
                "{poll} closes {closes}. It closes early only when no objection stands, and these do: {objections}."
                " Until then an answer to them can still be accepted.",
                poll=Code(poll.short),
                closes=poll.closes_at,
                objections=listing(*(Code(short) for short in raised.standing)),
            )
        )


def _raised(call: Call[Transaction], poll: Poll) -> Raised:
    return call.registry.raised(call.tx, kinds.POLL, poll)


def _must_have_lasted(tx: Transaction, poll: Poll, at: datetime) -> None:
    """Raises Refusal while the charter of the poll keeps it open, though everybody has voted."""
    held = charters.of_poll(tx, poll.id)
    if held is None or held.rules is None or not held.applies:
        return
    charter = read_charter(held.rules)
    minimum = charter.of(held.kind).minimum
    if minimum and at - poll.opens_at < minimum:
        raise Refusal(
            Text(
                "Everybody has voted, and the charter “{charter}” keeps {poll} open until {earliest} at least"
                " ({source}).",
                charter=charter.title,
                poll=Code(poll.short),
                earliest=poll.opens_at + minimum,
                source=source(charter, "minimum", held.kind),
            )
        )


def _close(call: Call[Transaction], poll: Poll, by: int | None) -> bool:
    """Counts, and writes down what came out. `by` is None when time closes it. Returns False where it stays
    open: a stakeholder group that was not heard has earned it an extension."""
    tx, at, raised = call.tx, call.at, _raised(call, poll)
    secret = poll.visibility == Visibility.SECRET
    counted = _count_secretly(tx, poll) if secret else _counted(count(tx, poll, raised))
    terms = terms_of(tx, poll)
    counted = replace(counted, result=urgency.answered(terms, raised, counted.result))
    if prolong(call, poll, terms, counted.unheard):
        return False
    suspending = suspenders(terms, counted.result)
    facts: dict[str, Canonical] = {"result": outcomes.facts(counted.result), **capacity_facts(tx, poll)}
    if counted.commitments:
        facts["ballots"] = list(counted.commitments)
    if raised.standing or raised.settled:
        facts["objections"] = {"standing": list(raised.standing), "settled": list(raised.settled)}
    if suspending and terms.rework:
        facts["suspended_by"] = list(suspending)
        facts["rework_until"] = chain.stamp(at + terms.rework)
    record.append(tx, poll.group_id, "poll.closed", at, by=by, subject=poll.short, facts=facts)
    poll_changes.end(tx, poll.id, State.CLOSED.value, at, outcomes.written(counted.result))
    keep_tie(tx, poll, counted.result)
    _leave(tx, poll, at)
    if counted.result.passed and terms.urgent_openers and terms.review:
        promises.promise(tx, kinds.REVIEW, poll.key, at + terms.review)
    if suspending and terms.rework:
        suspend(call, poll, suspending, at + terms.rework)
    else:
        conclude(call, poll, Ending.PASSED if counted.result.passed else Ending.FAILED)
    return True


def _leave(tx: Transaction, poll: Poll, at: datetime) -> None:
    """What every end brings: secrets destroyed, promises taken back, everybody told."""
    if poll.visibility == Visibility.SECRET:
        secret_ballots.destroy(tx, poll.id)
    release_closing(tx, poll)
    promises.refresh(tx, kinds.CARD, poll.key)
    for home in groups.homes(tx, poll.group_id):
        promises.say(tx, kinds.RESULT, poll.key, home, at)


def _count_secretly(tx: Transaction, poll: Poll) -> _Counted:
    """The result as it may be published, and a commitment to each ballot. Sorted by their hashes, the
    commitments say nothing of who or when; whoever kept their receipt finds their own."""
    counts: Counter[tuple[str, str]] = Counter()
    commitments: list[str] = []
    for stakeholder, choice, receipt in secret_ballots.opened(tx, poll.id):
        counts[stakeholder, choice] += 1
        commitments.append(chain.commitment(receipt, "choice", choice))
    commitments.sort()
    rows = (Count(stakeholder, choice, number) for (stakeholder, choice), number in counts.items())
    rules = rules_of(poll)
    result = tally(rules, poll.options, roll_of(poll), rows)
    return _Counted(conceal(rules, result), unheard(result), tuple(commitments))


def _ended(tx: Transaction, poll: Poll) -> Poll:
    ended = polls.by_key(tx, poll.group_id, poll.key)
    assert ended is not None, "a poll that was just there"
    return ended
