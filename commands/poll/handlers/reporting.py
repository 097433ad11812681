"""What polls tell digests and calendars: results, deadlines, and which stakeholder groups take part."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from bot.blocks import Button
from bot.reports import Asked, Event, Item, Section, Share
from commands.poll import outcomes
from commands.poll.handlers.processing import suspension_of
from commands.poll.rules import RollSize
from commands.poll.values import NO_PROGRESS, Over, State
from commands.poll.views import reporting as views
from storage import poll_reports
from storage.poll_reports import Ahead, Ended
from storage.transaction import Transaction

_RUNNING: Final = (State.OPEN.value, State.SCHEDULED.value)


def decided(asked: Asked[Transaction]) -> Iterable[Item]:
    """Polls that are over, with what came out."""
    for poll in poll_reports.ended(asked.tx, asked.group.id, asked.since):
        yield Item(poll.ended_at, views.over(_over(asked.tx, poll)))


def coming(asked: Asked[Transaction]) -> Iterable[Item]:
    """Polls that close or open; coordinators see which stakeholder groups have not been heard, and can
    remind everybody who has not voted."""
    tx, group = asked.tx, asked.group
    found = poll_reports.ahead(tx, group.id, asked.until, _RUNNING)
    voted: Mapping[int, Mapping[str, int]] = {}
    if asked.coordinates and found:
        voted = poll_reports.voted(tx, group.id, State.OPEN.value)
    for poll in found:
        short = f"P-{poll.number}"
        if poll.state == State.SCHEDULED:
            yield Item(poll.opens_at, views.opening(short, poll.question, poll.opens_at))
            continue
        if poll.closes_at <= asked.at:
            continue  # It is about to be counted.
        unheard = _unheard(poll, voted.get(poll.id, {})) if asked.coordinates else []
        target = (("group", str(group.id)), ("poll", poll.key))
        yield Item(
            poll.closes_at,
            views.closing(short, poll.question, poll.closes_at, unheard),
            (Button(views.remind(short), "poll nudge", target),) if unheard else (),
            urgent=bool(unheard),
        )


def shares(asked: Asked[Transaction]) -> Iterable[Share]:
    """Ballots against places on the rolls, in polls that are open or ended since. Who took part is open,
    in secret polls too; only what was voted there is not."""
    tx, group = asked.tx, asked.group
    counts: Counter[str] = Counter()
    seats: Counter[str] = Counter()
    voted = poll_reports.voted(tx, group.id, State.OPEN.value)
    polls = 0
    for poll in poll_reports.running(tx, group.id, State.OPEN.value):
        polls += 1
        counts.update(voted.get(poll.id, {}))
        seats.update({size.stakeholder: size.seats for size in _roll(poll)})
    for ended in poll_reports.ended(tx, group.id, asked.since):
        if ended.state == State.CLOSED and ended.result:
            polls += 1
            for line in outcomes.read(ended.result).lines:
                counts[line.stakeholder or ""] += line.voted
                seats[line.stakeholder or ""] += line.seats
    counts.pop("", None)  # Whoever sits for no stakeholder group is on no side of the balance.
    seats.pop("", None)
    if any(seats.values()):
        yield Share(views.ballots(polls), counts, seats, told=views.took_part)


def events(tx: Transaction, group_id: int, since: datetime) -> Iterable[Event]:
    """The deadline of each poll: moved when it closed early, cancelled when it was withdrawn."""
    for poll in poll_reports.dated(tx, group_id, since):
        closed_early = poll.state == State.CLOSED and poll.ended_at is not None
        yield Event(
            uid=poll.key,
            sequence=poll.entries - 1,
            title=views.deadline(f"P-{poll.number}", poll.question),
            starts=min(poll.ended_at, poll.closes_at) if closed_early and poll.ended_at else poll.closes_at,
            changed=poll.changed_at,
            cancelled=poll.state == State.WITHDRAWN,
        )


def _over(tx: Transaction, poll: Ended) -> Over:
    result = outcomes.read(poll.result) if poll.result else None
    options = tuple(json.loads(poll.options))
    progress = suspension_of(tx, poll.id) if poll.suspended else NO_PROGRESS
    return Over(f"P-{poll.number}", State(poll.state), poll.question, options, result, progress)


def _roll(poll: Ahead) -> list[RollSize]:
    return [RollSize(*size) for size in json.loads(poll.roll)]


def _unheard(poll: Ahead, voted: Mapping[str, int]) -> list[str]:
    """Stakeholder groups with somebody on the roll who is there, and without any ballot."""
    return [
        size.stakeholder
        for size in _roll(poll)
        if size.stakeholder and size.available and not voted.get(size.stakeholder)
    ]


reports = {Section.DECIDED: decided, Section.COMING: coming}
