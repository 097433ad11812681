"""What digests and calendars say of polls, each in one line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.text import Code, Plural, Text, Words, listing
from commands.poll.values import Over
from commands.poll.views import words
from commands.poll.views.outcome import because, headline


def ballots(polls: int) -> Words:
    return Plural("Ballots in {n} poll", "Ballots in {n} polls", n=polls)


def over(poll: Over) -> Words:
    """What came out, with the sentence that says why."""
    outcome = headline(poll)
    why = because(poll, poll.result) if poll.result is not None else None
    if why is None:
        return Text("{outcome}: “{question}”", outcome=outcome, question=poll.question)
    return Text("{outcome}: “{question}” {why}", outcome=outcome, question=poll.question, why=why)


def closing(short: str, question: str, closes_at: datetime, unheard: Sequence[str]) -> Words:
    """`unheard`: the stakeholder groups of which nobody has voted, where the reader looks after that."""
    poll = Code(short)
    if not unheard:
        return Text("{poll} closes {closes}: “{question}”", poll=poll, closes=closes_at, question=question)
    return Text(
        "{poll} closes {closes}: “{question}” Not heard yet: {stakeholders}.",
        poll=poll,
        closes=closes_at,
        question=question,
        stakeholders=listing(*map(words.stakeholder, unheard)),
    )


def opening(short: str, question: str, opens_at: datetime) -> Words:
    return Text("{poll} opens {opens}: “{question}”", poll=Code(short), opens=opens_at, question=question)


def took_part(stakeholder: str, voted: int, seats: int) -> Words:
    return Text("{stakeholder}: {voted} of {seats} voted", stakeholder=stakeholder, voted=voted, seats=seats)


def deadline(short: str, question: str) -> Words:
    return Text("{poll} closes: {question}", poll=Code(short), question=question)


def remind(short: str) -> Text:
    return Text("Remind about {poll}", poll=Code(short))
