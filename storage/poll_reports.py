"""What digests and calendars ask of polls: each answer one query for the whole group, however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.ballots import BALLOT, TURNOUT
from storage.polls import POLL
from storage.prepared import Prepared
from storage.processes import PROCESS
from storage.record import ENTRY
from storage.rolls import ROLL

if TYPE_CHECKING:
    from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Ended:
    """A poll that is over. `options` and `result` are JSON, as they are stored."""

    number: int
    state: str
    question: str
    options: str
    result: str
    ended_at: datetime
    id: int
    suspended: bool
    """Whether only a stakeholder group that was opposed stopped it."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A poll that is open, or will open. `roll` is JSON, and empty before it opens."""

    id: int
    key: str
    number: int
    state: str
    question: str
    roll: str
    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Dated:
    """The deadline of a poll. `entries` counts what the record tells of it, `changed_at` is the newest."""

    key: str
    number: int
    state: str
    question: str
    closes_at: datetime
    ended_at: datetime | None
    entries: int
    changed_at: datetime


_group = sa.bindparam("group", type_=sa.Integer)
_since = sa.bindparam("since", type_=POLL.c.closes_at.type)
_until = sa.bindparam("until", type_=POLL.c.closes_at.type)
_open = sa.bindparam("open", type_=sa.String)
_scheduled = sa.bindparam("scheduled", type_=sa.String)

_ENDED = Prepared(
    sa.select(
        *(POLL.c[name] for name in Ended.__dataclass_fields__ if name != "suspended"),
        sa.func.coalesce(PROCESS.c.suspended_by, "") != sa.literal(""),
    )
    .outerjoin(PROCESS, PROCESS.c.poll_id == POLL.c.id)
    .where(POLL.c.group_id == _group, POLL.c.ended_at > _since)
    .order_by(POLL.c.ended_at, POLL.c.number),
    Ended,
)
_AHEAD = Prepared(
    sa.select(*(POLL.c[name] for name in Ahead.__dataclass_fields__))
    .where(
        POLL.c.group_id == _group,
        ((POLL.c.state == _open) & (POLL.c.closes_at <= _until))
        | ((POLL.c.state == _scheduled) & (POLL.c.opens_at <= _until)),
    )
    .order_by(POLL.c.closes_at, POLL.c.number),
    Ahead,
)
_OPEN = Prepared(
    sa.select(*(POLL.c[name] for name in Ahead.__dataclass_fields__)).where(
        POLL.c.group_id == _group, POLL.c.state == _open
    ),
    Ahead,
)

# Ballots that count, and turnout in secret polls: a poll has only one of the two.
_running = (POLL.c.group_id == _group) & (POLL.c.state == _open)
_heard = sa.union_all(
    sa.select(POLL.c.id.label("poll_id"), BALLOT.c.seat_id.label("seat_id"))
    .join_from(POLL, BALLOT, (BALLOT.c.poll_id == POLL.c.id) & (BALLOT.c.version == POLL.c.version))
    .where(_running),
    sa.select(POLL.c.id, TURNOUT.c.seat_id)
    .join_from(POLL, TURNOUT, TURNOUT.c.poll_id == POLL.c.id)
    .where(_running),
).subquery("heard")
_VOTED = Prepared(
    sa.select(_heard.c.poll_id, ROLL.c.stakeholder, sa.func.count())
    .join_from(_heard, ROLL, (ROLL.c.poll_id == _heard.c.poll_id) & (ROLL.c.seat_id == _heard.c.seat_id))
    .group_by(_heard.c.poll_id, ROLL.c.stakeholder)
)

_told = (
    (ENTRY.c.group_id == POLL.c.group_id)
    & (ENTRY.c.subject == sa.literal("P-") + sa.cast(POLL.c.number, sa.String))
    & ENTRY.c.kind.like(sa.literal("poll.%"))
    & (ENTRY.c.kind != sa.literal("poll.nudged"))
)
_dated = (POLL.c.key, POLL.c.number, POLL.c.state, POLL.c.question, POLL.c.closes_at, POLL.c.ended_at)
_DATED = Prepared(
    sa.select(*_dated, sa.func.count(), sa.func.max(ENTRY.c.at))
    .join_from(POLL, ENTRY, _told)
    .where(POLL.c.group_id == _group, POLL.c.closes_at > _since)
    .group_by(*_dated)
    .order_by(POLL.c.closes_at, POLL.c.number),
    Dated,
)


def ended(tx: Transaction, group_id: int, since: datetime) -> list[Ended]:
    """Polls that closed or were withdrawn after `since`, the first first."""
    return tx.rows(_ENDED, group=group_id, since=since)


def ahead(tx: Transaction, group_id: int, until: datetime, states: tuple[str, str]) -> list[Ahead]:
    """Polls that close or open until then; `states` are those of polls that are open and planned."""
    return tx.rows(_AHEAD, group=group_id, until=until, open=states[0], scheduled=states[1])


def running(tx: Transaction, group_id: int, state: str) -> list[Ahead]:
    """All that are open."""
    return tx.rows(_OPEN, group=group_id, open=state)


def voted(tx: Transaction, group_id: int, state: str) -> dict[int, dict[str, int]]:
    """How many of each stakeholder group have a ballot that counts, by poll, for all that are open; groups
    without any are missing. Where nothing can be written they are counted once for the whole transaction."""
    kept: dict[int, dict[str, int]] | None = tx.shared.get((voted, group_id))
    if kept is not None:
        return kept
    found: dict[int, dict[str, int]] = {}
    for poll_id, stakeholder, count in tx.stream(_VOTED, group=group_id, open=state):
        found.setdefault(poll_id, {})[stakeholder] = count
    if not tx.writes:
        tx.shared[(voted, group_id)] = found
    return found


def dated(tx: Transaction, group_id: int, since: datetime) -> list[Dated]:
    """Polls whose deadline lies after `since`, withdrawn ones too, the first first."""
    return tx.rows(_DATED, group=group_id, since=since)
