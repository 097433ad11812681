"""What a facilitator may do with an open poll: amend it, extend it, nudge. Each is bounded and on
the record (DESIGN §9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot import chain
from bot.addresses import AccountRef, ChannelRef
from bot.boundary import Reply
from bot.chain import Canonical
from bot.feature import Call
from bot.refusals import Refusal, malformed
from bot.text import Code, Text
from commands.poll import views
from commands.poll.declared import Amend, Extend, Nudge, Remind
from commands.poll.handlers import kinds
from commands.poll.handlers.closing import must_be_running
from commands.poll.handlers.opening import promise_closing, release_closing
from commands.poll.handlers.planning import bad_link, is_link
from commands.poll.handlers.processing import terms_of
from commands.poll.handlers.seeing import charter_of, rules_of
from commands.poll.handlers.timing import LONGEST, unfitting, window_of
from commands.poll.rules.methods import Silence
from commands.poll.values import BEFORE, Kind, State, Visibility
from storage import ballots, poll_changes, processes, promises, record, secret_ballots
from storage.polls import Poll
from storage.transaction import Transaction

NUDGE_REST = timedelta(hours=24)
"""Between one nudge and the next."""
TIME_TO_CONFIRM = timedelta(hours=24)
"""An amendment leaves voters this long to read and confirm, or as long as the charter asks of a poll, or half of
the poll's time if that is shorter."""
NOTHING = "-"
"""Typed to take a text or a link away."""


def amend(call: Call[Transaction], command: Amend) -> Reply:
    """Before the first ballot it is simply put differently; after it, ballots count only once they
    are confirmed: nobody is counted for a question that they did not answer."""
    poll, tx = command.poll, call.tx
    if poll.state not in BEFORE:
        must_be_running(poll, call.at)
    question = command.question or poll.question
    text = _amended(command.text, poll.text)
    link = _amended(command.link, poll.link)
    if link and not is_link(link):
        raise malformed("link", bad_link())
    if (question, text, link) == (poll.question, poll.text, poll.link):
        raise Refusal(
            Text(
                "That changes nothing in {poll}. Give what is to change: {parameters}.",
                poll=Code(poll.short),
                parameters=Code("question: text: link:"),
            )
        )
    begun = poll.state == State.OPEN and ballots.any_cast(tx, poll.id)
    if poll.state == State.OPEN:
        _leave_time(tx, call.at, poll, begun=begun)
    secret = poll.visibility == Visibility.SECRET
    asked = list(ballots.participants(tx, poll.id)) if begun else []
    poll_changes.amend(tx, poll.id, poll.version + 1, question, text, link)
    if begun and secret:
        secret_ballots.empty(tx, poll.id)
    facts: dict[str, Canonical] = {
        "version": poll.version + 1,
        "question": question,
        "text": text,
        "link": link,
    }
    seq = record.append(
        tx,
        poll.group_id,
        "poll.amended",
        call.at,
        by=call.seat.number,
        subject=poll.short,
        facts=facts,
        personal={"reason": (call.key(), command.reason)},
    )
    poll_changes.note(tx, poll.id, seq, Kind.AMENDED.value)
    promises.refresh(tx, kinds.CARD, poll.key)
    _tell(tx, kinds.RECONFIRM, poll, asked, call.at)
    return Reply(views.amended(poll.short, poll.version + 1, len(asked), begun=begun, secret=secret))


def _amended(typed: str, before: str) -> str:
    return "" if typed == NOTHING else typed or before


def _leave_time(tx: Transaction, at: datetime, poll: Poll, *, begun: bool) -> None:
    """Raises Refusal when people could not read the amendment, and those who have voted confirm, in time. Where
    silence is assent it takes half of the poll's time: nobody assents by not having looked again. Where the
    charter has a shortest time, its time begins again, up to half of the poll's: else a question could be put
    otherwise on the last day, and the notice that the charter gives would have been for another one."""
    whole = poll.closes_at - poll.opens_at
    assents = rules_of(poll).silence is Silence.ASSENT
    minimum = timedelta() if processes.of(tx, poll.id).urgent else terms_of(tx, poll).minimum or timedelta()
    needed = whole / 2 if assents else min(max(TIME_TO_CONFIRM, minimum), whole / 2)
    if poll.closes_at - at >= needed:
        return
    short, extend = Code(poll.short), Code(f"/poll extend {poll.short}")
    if assents:
        raise Refusal(
            Text(
                "Silence is assent in {poll}, so an amendment has to leave half of its time, and it closes {closes}."
                " Extend it first with {extend}.",
                poll=short,
                closes=poll.closes_at,
                extend=extend,
            )
        )
    if minimum > TIME_TO_CONFIRM:
        raise Refusal(
            Text(
                "The charter sets a shortest time for {poll}; an amendment has to leave it again, or half of the poll's"
                " time, and it closes {closes}. Extend it first with {extend}.",
                poll=short,
                closes=poll.closes_at,
                extend=extend,
            )
        )
    if begun:
        raise Refusal(
            Text(
                "People have voted on {poll}, and it closes {closes}: too soon for them to confirm an"
                " amendment. Extend it first with {extend}.",
                poll=short,
                closes=poll.closes_at,
                extend=extend,
            )
        )
    raise Refusal(
        Text(
            "{poll} closes {closes}: too soon for people to read an amendment. Extend it first with {extend}.",
            poll=short,
            closes=poll.closes_at,
            extend=extend,
        )
    )


def extend(call: Call[Transaction], command: Extend) -> Reply:
    poll, tx, until = command.poll, call.tx, command.until
    must_be_running(poll, call.at)
    if processes.of(tx, poll.id).urgent:
        raise Refusal(
            Text(
                "{poll} is urgent, so it closes {closes} and is not extended. What can wait is asked by another"
                " poll: {open}",
                poll=Code(poll.short),
                closes=poll.closes_at,
                open=Code("/poll open"),
            )
        )
    if poll.extended:
        raise Refusal(
            Text(
                "{poll} was extended before, and that is possible once. It closes {closes}.",
                poll=Code(poll.short),
                closes=poll.closes_at,
            )
        )
    if until <= poll.closes_at:
        raise malformed(
            "until",
            Text(
                "{poll} closes {closes}. Choose a later moment.", poll=Code(poll.short), closes=poll.closes_at
            ),
        )
    if until - poll.opens_at > LONGEST:
        raise malformed(
            "until",
            Text("A poll is open for {most} days at most. Choose an earlier moment.", most=LONGEST.days),
        )
    _must_fit(tx, poll, until)
    poll_changes.extend(tx, poll.id, until)
    release_closing(tx, poll)
    promise_closing(tx, poll, call.at, until)
    seq = record.append(
        tx,
        poll.group_id,
        "poll.extended",
        call.at,
        by=call.seat.number,
        subject=poll.short,
        facts={"from": chain.stamp(poll.closes_at), "closes": chain.stamp(until)},
        personal={"reason": (call.key(), command.reason)},
    )
    poll_changes.note(tx, poll.id, seq, Kind.EXTENDED.value)
    promises.refresh(tx, kinds.CARD, poll.key)
    return Reply(views.extended(poll.short, until))


def _must_fit(tx: Transaction, poll: Poll, until: datetime) -> None:
    """Raises Refusal for a moment at which the charter of the poll lets none close."""
    held = charter_of(tx, poll)
    terms = terms_of(tx, poll)
    closes_in = window_of(tx, poll.group_id, terms)
    if held is not None and closes_in is not None and not closes_in.fits(until):
        raise malformed("until", unfitting(held.title, terms, closes_in.first(until), "until"))


def nudge(call: Call[Transaction], command: Nudge) -> Reply:
    """Reaches all who have not voted alike; whom it reached is never said."""
    poll, tx = command.poll, call.tx
    must_be_running(poll, call.at)
    if poll.nudged_at is not None and call.at - poll.nudged_at < NUDGE_REST:
        raise Refusal(
            Text(
                "A nudge for {poll} went out {last}. The next may follow {next}.",
                poll=Code(poll.short),
                last=poll.nudged_at,
                next=poll.nudged_at + NUDGE_REST,
            )
        )
    waited_for = list(ballots.waited_for(tx, poll.id, poll.version))
    if not waited_for:
        raise Refusal(
            Text("Everybody on the roll of {poll} who can be reached has voted.", poll=Code(poll.short))
        )
    poll_changes.nudged(tx, poll.id, call.at)
    record.append(tx, poll.group_id, "poll.nudged", call.at, by=call.seat.number, subject=poll.short)
    _tell(tx, kinds.NUDGE, poll, waited_for, call.at)
    return Reply(views.nudged(poll.short, len(waited_for)))


def remind(call: Call[Transaction], command: Remind) -> Reply:
    """Time reminds whoever has not voted, privately."""
    poll, tx = command.poll, call.tx
    if poll.state == State.OPEN and call.at < poll.closes_at:
        _tell(tx, kinds.REMINDER, poll, ballots.waited_for(tx, poll.id, poll.version), call.at)
    return Reply(())


def _tell(tx: Transaction, kind: str, poll: Poll, accounts: Iterable[str], at: datetime) -> None:
    """A private message to each of them."""
    for account in accounts:
        promises.say(tx, kind, poll.key, str(ChannelRef.private(AccountRef.parse(account))), at)
