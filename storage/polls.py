"""Polls: what was asked, by which rules, until when, and what came of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage import people
from storage.ballots import BALLOT, TURNOUT
from storage.base import moment, table
from storage.people import SEAT
from storage.prepared import Prepared
from storage.rolls import ON_ROLL, ROLL

if TYPE_CHECKING:
    from storage.transaction import Transaction


class PollRow(SQLModel, table=True):
    """`options`, `rules`, `remind`, `roll` and `result` are JSON: a snapshot, never queried."""

    __tablename__ = "poll"
    __table_args__ = (
        sa.UniqueConstraint("group_id", "number"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    group_id: int = Field(foreign_key="group.id")
    number: int
    state: str = Field(index=True)
    version: int = 1
    question: str
    text: str
    link: str
    method: str
    options: str
    rules: str
    visibility: str
    binding: bool
    reasons: str
    remind: str
    """Seconds before the close at which those who have not voted are reminded."""
    roll: str
    """How large the roll is, by stakeholder group in their order: it never changes, so it is counted once."""
    opener: int
    """The number of the participant who opened it."""
    opens_at: datetime = moment()
    closes_at: datetime = moment()
    extended: bool = False
    nudged_at: datetime | None = moment(default=None, nullable=True)
    """When those who had not voted were last nudged."""
    ended_at: datetime | None = moment(default=None, nullable=True)
    result: str = ""


POLL = table(PollRow)


@dataclass(frozen=True, slots=True)
class Place:
    """The asking person's place on a roll, and their ballot: `choice` is None without one, and
    always in a secret poll. `ballot_version` is the version of the question that it answers."""

    seat_id: int
    number: int
    choice: str | None
    reason: str
    ballot_version: int
    voted_secretly: bool
    capacity: str
    stands_for: int
    """The participant whose alternate they are; 0 for their own place."""


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll as one person sees it: `place` is None for whoever is not on its roll."""

    id: int
    key: str
    group_id: int
    number: int
    state: str
    version: int
    question: str
    text: str
    link: str
    method: str
    options: tuple[str, ...]
    rules: str
    visibility: str
    binding: bool
    reasons: str
    remind: str
    roll: str
    opener: int
    opens_at: datetime
    closes_at: datetime
    extended: bool
    nudged_at: datetime | None
    ended_at: datetime | None
    result: str
    place: Place | None

    @property
    def short(self) -> str:
        """The id that people type."""
        return f"P-{self.number}"

    @property
    def voted(self) -> bool:
        """Whether the asking person has a ballot that counts."""
        place = self.place
        return place is not None and (
            place.voted_secretly or (place.choice is not None and place.ballot_version == self.version)
        )

    @property
    def unconfirmed(self) -> bool:
        """Whether the asking person's ballot answers an earlier version of the question."""
        place = self.place
        return place is not None and place.choice is not None and place.ballot_version != self.version


_columns = tuple(POLL.c[name] for name in Poll.__dataclass_fields__ if name != "place")
_place_columns = (
    ROLL.c.seat_id, ROLL.c.number, BALLOT.c.choice, BALLOT.c.reason, BALLOT.c.version, TURNOUT.c.seat_id,
    BALLOT.c.capacity, ROLL.c.stands_for,
)  # fmt: skip
_WIDTH = len(_columns)
_OPTIONS_AT = [column.name for column in _columns].index("options")


@lru_cache(maxsize=1024)
def _options(written: str) -> tuple[str, ...]:
    return tuple(json.loads(written))


def _poll(*values: Any) -> Poll:
    about = list(values[:_WIDTH])
    about[_OPTIONS_AT] = _options(about[_OPTIONS_AT])
    seat_id, number, choice, reason, version, turned_out, capacity, stands_for = values[_WIDTH:]
    on_roll = seat_id is not None
    about.append(
        Place(
            seat_id,
            number,
            choice,
            reason or "",
            version or 0,
            turned_out is not None,
            capacity or "",
            stands_for,
        )
        if on_roll
        else None
    )
    return Poll(*about)


_group = sa.bindparam("group", type_=sa.Integer)
_id = sa.bindparam("poll", type_=sa.Integer)
_key = sa.bindparam("key", type_=sa.String)
_person = sa.bindparam("person", type_=sa.Integer)
_state = sa.bindparam("state", type_=sa.String)
_most = sa.bindparam("most", type_=sa.Integer)

# The asking person's seat on the roll. Whoever came back to a seat that was kept for them might have
# two: they vote with the first only, and with none once that one is off the roll.
_any = ROLL.alias("any_seat")
_seat_of_person = (
    sa.select(sa.func.min(SEAT.c.id))
    .join(_any, _any.c.seat_id == SEAT.c.id)
    .where(SEAT.c.person_id == _person, _any.c.poll_id == POLL.c.id)
    .correlate(POLL)
    .scalar_subquery()
)
_seen = (
    sa.select(*_columns, *_place_columns)
    .select_from(POLL)
    .outerjoin(ROLL, (ROLL.c.poll_id == POLL.c.id) & (ROLL.c.seat_id == _seat_of_person) & ON_ROLL)
    .outerjoin(BALLOT, (BALLOT.c.poll_id == ROLL.c.poll_id) & (BALLOT.c.seat_id == ROLL.c.seat_id))
    .outerjoin(TURNOUT, (TURNOUT.c.poll_id == ROLL.c.poll_id) & (TURNOUT.c.seat_id == ROLL.c.seat_id))
)
_BY_NUMBER = Prepared(
    _seen.where(POLL.c.group_id == _group, POLL.c.number == sa.bindparam("number", type_=sa.Integer)), _poll
)
_BY_KEY = Prepared(_seen.where(POLL.c.key == _key, POLL.c.group_id == _group), _poll)
_AT_ANY = Prepared(_seen.where(POLL.c.key == _key), _poll)
_GROUP_OF = Prepared(sa.select(POLL.c.group_id).where(POLL.c.key == _key), int)
_LISTED = Prepared(
    _seen.where(POLL.c.group_id == _group, (_state == "") | (POLL.c.state == _state))
    .order_by(POLL.c.number.desc())
    .limit(_most)
    .offset(sa.bindparam("skip", type_=sa.Integer)),
    _poll,
)
_WAITING = Prepared(
    _seen.where(POLL.c.state == _state, ROLL.c.seat_id.is_not(None)).order_by(POLL.c.closes_at, POLL.c.id),
    _poll,
)
_OPENER = Prepared(
    sa.select(SEAT.c.name)
    .where(SEAT.c.group_id == _group, SEAT.c.number == sa.bindparam("number", type_=sa.Integer))
    .order_by(SEAT.c.id.desc())
    .limit(1),
    str,
)


def by_number(tx: Transaction, group_id: int, number: int, person_id: int | None) -> Poll | None:
    """The group's poll with this number, as the person sees it."""
    return tx.row(_BY_NUMBER, group=group_id, number=number, person=person_id)


def by_key(tx: Transaction, group_id: int, key: str, person_id: int | None = None) -> Poll | None:
    """The poll with this key, if it is the group's, as the person sees it."""
    return tx.row(_BY_KEY, group=group_id, key=key, person=person_id)


def at_any(tx: Transaction, key: str, person_id: int | None = None) -> Poll | None:
    """The poll with this key, of whichever group: for messages that we promised."""
    return tx.row(_AT_ANY, key=key, person=person_id)


def for_clock(tx: Transaction, key: str) -> Poll | None:
    """The poll with this key, its group locked: as time sees it."""
    group_id = tx.row(_GROUP_OF, key=key)
    if group_id is None:
        return None
    people.lock(tx, group_id)
    return at_any(tx, key)


def listed(
    tx: Transaction, group_id: int, state: str, person_id: int | None, most: int, skip: int = 0
) -> list[Poll]:
    """The group's polls, the newest first; all of them when `state` is empty."""
    return tx.rows(_LISTED, group=group_id, state=state, person=person_id, most=most, skip=skip)


def on_roll(tx: Transaction, person_id: int, state: str) -> list[Poll]:
    """Polls of any group in this state with the person on the roll, the first to close first."""
    return tx.rows(_WAITING, person=person_id, state=state)


def opener(tx: Transaction, poll: Poll) -> str:
    """The name of whoever opened it."""
    return tx.row(_OPENER, group=poll.group_id, number=poll.opener) or ""
