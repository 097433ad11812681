"""Objections and concerns: who raised them against which poll, who signed, and what became of them.

What people wrote stands as openings beside the entries of the record that hold it, so that it can be erased;
the row of an objection says in which entries the newest text, answer and ruling stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.people import Role
from storage.base import moment, table
from storage.people import SEAT, SITTING
from storage.polls import POLL
from storage.prepared import Prepared
from storage.record import OPENING

if TYPE_CHECKING:
    from storage.transaction import Transaction


class ObjectionRow(SQLModel, table=True):
    """`raised_by`, `answered_by` and `ruled_by` are participants' numbers; 0 and an empty string where
    nothing of the kind has happened yet. `ballot`: it belongs to the objecting ballot of that person, of
    which there is one in a poll."""

    __tablename__ = "objection"
    __table_args__ = (
        sa.UniqueConstraint("group_id", "number"),
        sa.Index(
            "ix_objection_ballot",
            "poll_id",
            "raised_by",
            unique=True,
            sqlite_where=sa.text("ballot"),
            postgresql_where=sa.text("ballot"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    group_id: int = Field(foreign_key="group.id")
    poll_id: int = Field(foreign_key="poll.id", index=True)
    number: int
    kind: str
    state: str
    ballot: bool
    raised_by: int
    raised_at: datetime = moment()
    stakeholder: str
    """For which stakeholder group they sat then; empty for none."""
    text_seq: int
    """The entry with its text, and with what would resolve it."""
    resolution: str = ""
    answered_by: int = 0
    answer_seq: int = 0
    disposition: str = ""
    ruled_by: int = 0
    ruling_seq: int = 0
    held_until: datetime | None = moment(default=None, nullable=True)
    into_id: int | None = Field(default=None, foreign_key="objection.id", index=True)
    """The objection that it was merged into."""


OBJECTION = table(ObjectionRow)


@dataclass(frozen=True, slots=True)
class Against:
    """The poll that an objection is against, as far as objections need to know it."""

    id: int
    key: str
    number: int
    state: str
    question: str
    opened_by: int
    closes_at: datetime

    @property
    def short(self) -> str:
        """The id that people type."""
        return f"P-{self.number}"


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection with its words; each is empty where there are none, or once they are erased. `into` is
    the number of the objection that it was merged into, else 0."""

    id: int
    key: str
    group_id: int
    number: int
    kind: str
    state: str
    ballot: bool
    raised_by: int
    raised_at: datetime
    stakeholder: str
    resolution: str
    answered_by: int
    disposition: str
    ruled_by: int
    held_until: datetime | None
    into_id: int | None
    name: str
    answerer: str
    ruler: str
    text: str
    resolve: str
    answer: str
    ruling: str
    into: int
    poll: Against

    @property
    def short(self) -> str:
        """The id that people type."""
        return f"O-{self.number}"


@dataclass(frozen=True, slots=True)
class Brief:
    """The same without words and without its poll."""

    id: int
    key: str
    number: int
    kind: str
    state: str
    ballot: bool
    raised_by: int
    into_id: int | None

    @property
    def short(self) -> str:
        return f"O-{self.number}"


_group = sa.bindparam("group", type_=sa.Integer)
_poll = sa.bindparam("poll", type_=sa.Integer)
_id = sa.bindparam("objection", type_=sa.Integer)
_participant = sa.bindparam("participant", type_=sa.Integer)
_person = sa.bindparam("person", type_=sa.Integer)
_kind = sa.bindparam("kind", type_=sa.String)
_state = sa.bindparam("state", type_=sa.String)
_poll_state = sa.bindparam("poll_state", type_=sa.String)
_most = sa.bindparam("most", type_=sa.Integer)
_into = OBJECTION.alias("into")


def _named(participant: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    """The name that a participant bore last; empty for nobody."""
    seat = SEAT.alias()
    newest = (
        sa.select(seat.c.name)
        .where(seat.c.group_id == OBJECTION.c.group_id, seat.c.number == participant)
        .order_by(seat.c.id.desc())
        .limit(1)
        .correlate(OBJECTION)
        .scalar_subquery()
    )
    return sa.func.coalesce(newest, "")


def _words(seq: sa.ColumnElement[Any], name: str) -> sa.ColumnElement[str]:
    """What somebody wrote, as it opens an entry; empty once it is erased."""
    opening = OPENING.alias()
    said = (
        sa.select(opening.c.value)
        .where(opening.c.group_id == OBJECTION.c.group_id, opening.c.seq == seq)
        .where(opening.c.field == sa.literal(name))
        .correlate(OBJECTION)
        .scalar_subquery()
    )
    return sa.func.coalesce(said, "")


_own = ("id", "key", "group_id", "number", "kind", "state", "ballot", "raised_by", "raised_at", "stakeholder",
        "resolution", "answered_by", "disposition", "ruled_by", "held_until", "into_id")  # fmt: skip
_asked = ("id", "key", "number", "state", "question", "opener", "closes_at")
_columns = (
    *(OBJECTION.c[name] for name in _own),
    _named(OBJECTION.c.raised_by),
    _named(OBJECTION.c.answered_by),
    _named(OBJECTION.c.ruled_by),
    _words(OBJECTION.c.text_seq, "text"),
    _words(OBJECTION.c.text_seq, "resolve"),
    _words(OBJECTION.c.answer_seq, "answer"),
    _words(OBJECTION.c.ruling_seq, "ruling"),
    sa.func.coalesce(_into.c.number, 0),
    *(POLL.c[name] for name in _asked),
)


def _objection(*values: Any) -> Objection:
    width = len(_asked)
    return Objection(*(*values[:-width], Against(*values[-width:])))


_joined = OBJECTION.join(POLL, POLL.c.id == OBJECTION.c.poll_id).outerjoin(
    _into, _into.c.id == OBJECTION.c.into_id
)
_seen = sa.select(*_columns).select_from(_joined)
_newest_first = OBJECTION.c.number.desc()
_BY_NUMBER = Prepared(
    _seen.where(
        OBJECTION.c.group_id == _group, OBJECTION.c.number == sa.bindparam("number", type_=sa.Integer)
    ),
    _objection,
)
_BY_KEY = Prepared(
    _seen.where(OBJECTION.c.group_id == _group, OBJECTION.c.key == sa.bindparam("key", type_=sa.String)),
    _objection,
)
_AT_ANY = Prepared(_seen.where(OBJECTION.c.key == sa.bindparam("key", type_=sa.String)), _objection)
_LISTED = Prepared(
    _seen.where(
        OBJECTION.c.group_id == _group,
        (_poll == 0) | (OBJECTION.c.poll_id == _poll),
        (_state == "") | (OBJECTION.c.state == _state),
    )
    .order_by(_newest_first)
    .limit(_most)
    .offset(sa.bindparam("skip", type_=sa.Integer)),
    _objection,
)
_NEWEST = Prepared(
    _seen.where(OBJECTION.c.poll_id == _poll, OBJECTION.c.state == _state, OBJECTION.c.kind == _kind)
    .order_by(_newest_first)
    .limit(1),
    _objection,
)
_brief = sa.select(*(OBJECTION.c[name] for name in Brief.__dataclass_fields__))
_OF_POLL = Prepared(_brief.where(OBJECTION.c.poll_id == _poll).order_by(OBJECTION.c.number), Brief)
_OF_BALLOT = Prepared(
    _brief.where(OBJECTION.c.poll_id == _poll, OBJECTION.c.raised_by == _participant, OBJECTION.c.ballot),
    Brief,
)
_BESIDE_BALLOT = Prepared(
    _brief.where(
        OBJECTION.c.poll_id == _poll, OBJECTION.c.raised_by == _participant, sa.not_(OBJECTION.c.ballot)
    ).order_by(OBJECTION.c.number),
    Brief,
)
_MERGED_INTO = Prepared(_brief.where(OBJECTION.c.into_id == _id).order_by(OBJECTION.c.number), Brief)
_WAITING = Prepared(
    sa.select(sa.func.count())
    .select_from(_joined)
    .where(
        OBJECTION.c.group_id == _group,
        OBJECTION.c.raised_by == _participant,
        OBJECTION.c.kind == _kind,
        OBJECTION.c.state == _state,
        POLL.c.state == _poll_state,
    ),
    int,
)
_HELD = Prepared(
    sa.select(OBJECTION.c.held_until)
    .where(
        OBJECTION.c.poll_id == _poll,
        OBJECTION.c.raised_by == _participant,
        OBJECTION.c.held_until.is_not(None),
    )
    .limit(1)
)

# Whom it waits for: the seats that a person holds now.
_of_person = sa.exists().where(
    SEAT.c.group_id == OBJECTION.c.group_id,
    SEAT.c.person_id == _person,
    SITTING,
    ~SEAT.c.pending,
    OBJECTION.c.raised_by != SEAT.c.number,
    (POLL.c.opener == SEAT.c.number)
    | (SEAT.c.role == sa.literal(Role.FACILITATOR.value))
    | (SEAT.c.lent_role == sa.literal(Role.FACILITATOR.value))
    | (SEAT.c.role == sa.literal(Role.COORDINATOR.value)),
)
_raised_by_person = sa.exists().where(
    SEAT.c.group_id == OBJECTION.c.group_id,
    SEAT.c.person_id == _person,
    SEAT.c.number == OBJECTION.c.raised_by,
)
_over = sa.bindparam("over", type_=sa.String)
_live = (
    _seen.where(OBJECTION.c.state == _state, OBJECTION.c.kind == _kind, POLL.c.state != _over)
    .order_by(POLL.c.closes_at, OBJECTION.c.id)
    .limit(_most)
)
_FOR_ANSWERERS = Prepared(_live.where(_of_person), _objection)
_FOR_RAISER = Prepared(_live.where(_raised_by_person), _objection)

_PERSON = Prepared(
    sa.select(SEAT.c.person_id)
    .where(SEAT.c.group_id == _group, SEAT.c.number == _participant)
    .order_by(SEAT.c.id.desc())
    .limit(1),
    int,
)


def by_number(tx: Transaction, group_id: int, number: int) -> Objection | None:
    return tx.row(_BY_NUMBER, group=group_id, number=number)


def by_key(tx: Transaction, group_id: int, key: str) -> Objection | None:
    """The objection with this key, if it is the group's."""
    return tx.row(_BY_KEY, group=group_id, key=key)


def at_any(tx: Transaction, key: str) -> Objection | None:
    """The objection with this key, of whichever group: for messages that we promised."""
    return tx.row(_AT_ANY, key=key)


def listed(
    tx: Transaction, group_id: int, poll_id: int, state: str, most: int, skip: int = 0
) -> list[Objection]:
    """The newest first; of all polls when `poll_id` is 0, in all states when `state` is empty."""
    return tx.rows(_LISTED, group=group_id, poll=poll_id, state=state, most=most, skip=skip)


def newest(tx: Transaction, poll_id: int, kind: str, state: str) -> Objection | None:
    """The newest of this kind and state against a poll."""
    return tx.row(_NEWEST, poll=poll_id, kind=kind, state=state)


def of_poll(tx: Transaction, poll_id: int) -> list[Brief]:
    """All against a poll, the oldest first."""
    return tx.rows(_OF_POLL, poll=poll_id)


def of_ballot(tx: Transaction, poll_id: int, participant: int) -> Brief | None:
    """The objection that belongs to this participant's ballot."""
    return tx.row(_OF_BALLOT, poll=poll_id, participant=participant)


def beside_ballot(tx: Transaction, poll_id: int, participant: int) -> list[Brief]:
    """What this participant raised by command, the oldest first: no ballot of theirs changes it."""
    return tx.rows(_BESIDE_BALLOT, poll=poll_id, participant=participant)


def merged_into(tx: Transaction, objection_id: int) -> list[Brief]:
    return tx.rows(_MERGED_INTO, objection=objection_id)


def waiting(tx: Transaction, group_id: int, participant: int, kind: str, state: str, poll_state: str) -> int:
    """How many of this kind and state the participant has against the group's polls of that state."""
    found = tx.row(
        _WAITING, group=group_id, participant=participant, kind=kind, state=state, poll_state=poll_state
    )
    return found or 0


def held_before(tx: Transaction, poll_id: int, participant: int) -> bool:
    """Whether the participant ever asked for time in this poll."""
    return tx.row(_HELD, poll=poll_id, participant=participant) is not None


def for_answerers(
    tx: Transaction, person_id: int, kind: str, state: str, over: str, most: int
) -> list[Objection]:
    """What the person might answer, as opener of the poll or as facilitator, in all their groups: not
    what they raised themselves, nor what is against a poll of the state `over`."""
    return tx.rows(_FOR_ANSWERERS, person=person_id, kind=kind, state=state, over=over, most=most)


def for_raiser(
    tx: Transaction, person_id: int, kind: str, state: str, over: str, most: int
) -> list[Objection]:
    """What the person raised, in all their groups."""
    return tx.rows(_FOR_RAISER, person=person_id, kind=kind, state=state, over=over, most=most)


def person_of(tx: Transaction, group_id: int, participant: int) -> int | None:
    """Whose number this is in the group."""
    return tx.row(_PERSON, group=group_id, participant=participant)
