"""Decisions: what facilitators determined of a poll, and what became of it.

Why something was determined stands as an opening beside its entry of the record, so that it can be erased;
the row of a decision says in which entry.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.people import Role
from storage import people
from storage.base import moment, table
from storage.people import SEAT, SITTING
from storage.polls import POLL
from storage.prepared import Prepared
from storage.record import OPENING

if TYPE_CHECKING:
    from storage.transaction import Transaction


class DecisionRow(SQLModel, table=True):
    """`determined_by` and the like are participants' numbers; 0 and an empty string where nothing of the kind
    has happened. `won` is JSON: the options that won, by their labels."""

    __tablename__ = "decision"
    __table_args__ = (
        sa.UniqueConstraint("group_id", "number"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    group_id: int = Field(foreign_key="group.id")
    poll_id: int = Field(foreign_key="poll.id", index=True)
    number: int
    state: str = Field(index=True)
    designation: str
    won: str
    determined_by: int
    determined_at: datetime = moment()
    stakeholder: str
    """For which stakeholder group whoever determined it sat then; empty for none."""
    rationale_seq: int
    shared: bool
    """Whether a second facilitator has to confirm it."""
    confirmed_by: int = 0
    stood_at: datetime | None = moment(default=None, nullable=True)
    """When it began to stand."""
    challenge_until: datetime | None = moment(default=None, nullable=True)
    """None while it does not stand, and where nobody set an end."""
    appeal_until: datetime | None = moment(default=None, nullable=True)
    """Until when the last answer or ruling can be appealed."""
    review_at: datetime | None = moment(default=None, nullable=True)
    reviewed: bool = False
    """Whether the moment of the review has come and everybody was told."""
    replaces_id: int | None = Field(default=None, foreign_key="decision.id")
    """The one that it takes the place of, or will once it stands."""
    replaced_by_id: int | None = Field(default=None, foreign_key="decision.id", index=True)
    work: str = ""
    """How far its implementation is."""
    work_seq: int = 0
    changed_seq: int
    """The last entry of the record that changed it."""
    changed_at: datetime = moment()


DECISION = table(DecisionRow)


@dataclass(frozen=True, slots=True)
class Determined:
    """The poll that a decision is about, as far as decisions need to know it."""

    id: int
    key: str
    number: int
    question: str
    binding: bool
    opener: int
    ended_at: datetime | None

    @property
    def short(self) -> str:
        """The id that people type."""
        return f"P-{self.number}"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision with its words; each is empty where there are none, or once they are erased. `replaces` and
    `replaced_by` are numbers of decisions, else 0."""

    id: int
    key: str
    group_id: int
    number: int
    state: str
    designation: str
    won: tuple[str, ...]
    determined_by: int
    determined_at: datetime
    stakeholder: str
    shared: bool
    confirmed_by: int
    stood_at: datetime | None
    challenge_until: datetime | None
    appeal_until: datetime | None
    review_at: datetime | None
    reviewed: bool
    replaces_id: int | None
    replaced_by_id: int | None
    work: str
    changed_seq: int
    changed_at: datetime
    determiner: str
    confirmer: str
    rationale: str
    work_note: str
    replaces: int
    replaced_by: int
    poll: Determined

    @property
    def short(self) -> str:
        """The id that people type."""
        return f"D-{self.number}"


def named(group: sa.ColumnElement[Any], participant: sa.ColumnElement[Any]) -> sa.ColumnElement[str]:
    """The name that a participant bore last; empty for nobody."""
    seat = SEAT.alias()
    newest = (
        sa.select(seat.c.name)
        .where(seat.c.group_id == group, seat.c.number == participant)
        .order_by(seat.c.id.desc())
        .limit(1)
        .correlate(group.table)
        .scalar_subquery()
    )
    return sa.func.coalesce(newest, "")


def opened(group: sa.ColumnElement[Any], seq: sa.ColumnElement[Any], field: str) -> sa.ColumnElement[str]:
    """What somebody wrote, as it opens an entry; empty once it is erased."""
    opening = OPENING.alias()
    said = (
        sa.select(opening.c.value)
        .where(opening.c.group_id == group, opening.c.seq == seq, opening.c.field == sa.literal(field))
        .correlate(group.table)
        .scalar_subquery()
    )
    return sa.func.coalesce(said, "")


_group = sa.bindparam("group", type_=sa.Integer)
_poll = sa.bindparam("poll", type_=sa.Integer)
_key = sa.bindparam("key", type_=sa.String)
_person = sa.bindparam("person", type_=sa.Integer)
_state = sa.bindparam("state", type_=sa.String)
_most = sa.bindparam("most", type_=sa.Integer)
_since = sa.bindparam("since", type_=DECISION.c.determined_at.type)

_older, _newer = DECISION.alias("older"), DECISION.alias("newer")

_own = (
    "id", "key", "group_id", "number", "state", "designation", "won", "determined_by", "determined_at",
    "stakeholder", "shared", "confirmed_by", "stood_at", "challenge_until", "appeal_until", "review_at",
    "reviewed", "replaces_id", "replaced_by_id", "work", "changed_seq", "changed_at",
)  # fmt: skip
_about = tuple(Determined.__dataclass_fields__)
_columns = (
    *(DECISION.c[name] for name in _own),
    named(DECISION.c.group_id, DECISION.c.determined_by),
    named(DECISION.c.group_id, DECISION.c.confirmed_by),
    opened(DECISION.c.group_id, DECISION.c.rationale_seq, "rationale"),
    opened(DECISION.c.group_id, DECISION.c.work_seq, "note"),
    sa.func.coalesce(_older.c.number, 0),
    sa.func.coalesce(_newer.c.number, 0),
    *(POLL.c[name] for name in _about),
)


def _decision(*values: Any) -> Decision:
    width, held = len(_about), list(values)
    held[_own.index("won")] = tuple(json.loads(held[_own.index("won")]))
    return Decision(*(*held[:-width], Determined(*held[-width:])))


_seen = sa.select(*_columns).select_from(
    DECISION.join(POLL, POLL.c.id == DECISION.c.poll_id)
    .outerjoin(_older, _older.c.id == DECISION.c.replaces_id)
    .outerjoin(_newer, _newer.c.id == DECISION.c.replaced_by_id)
)
_newest_first = DECISION.c.number.desc()
_BY_NUMBER = Prepared(
    _seen.where(DECISION.c.group_id == _group, DECISION.c.number == sa.bindparam("number", type_=sa.Integer)),
    _decision,
)
_BY_KEY = Prepared(_seen.where(DECISION.c.group_id == _group, DECISION.c.key == _key), _decision)
_AT_ANY = Prepared(_seen.where(DECISION.c.key == _key), _decision)
_BY_ID = Prepared(_seen.where(DECISION.c.id == sa.bindparam("decision", type_=sa.Integer)), _decision)
_GROUP_OF = Prepared(sa.select(DECISION.c.group_id).where(DECISION.c.key == _key), int)
_OF_POLL = Prepared(_seen.where(DECISION.c.poll_id == _poll).order_by(DECISION.c.number.desc()), _decision)
_LISTED = Prepared(
    _seen.where(DECISION.c.group_id == _group, (_state == "") | (DECISION.c.state == _state))
    .order_by(_newest_first)
    .limit(_most)
    .offset(sa.bindparam("skip", type_=sa.Integer)),
    _decision,
)
_REPLACED_BY = Prepared(
    _seen.where(DECISION.c.replaced_by_id == sa.bindparam("decision", type_=sa.Integer)).order_by(
        DECISION.c.number
    ),
    _decision,
)
_CHANGED = Prepared(
    _seen.where(DECISION.c.group_id == _group, DECISION.c.changed_at > _since).order_by(DECISION.c.number),
    _decision,
)
_AHEAD = Prepared(
    _seen.where(
        DECISION.c.group_id == _group,
        (DECISION.c.challenge_until > _since)
        | (DECISION.c.appeal_until > _since)
        | (DECISION.c.review_at > _since),
    ).order_by(DECISION.c.number),
    _decision,
)

# Whom something waits for: the seats that a person holds now.
_roles = [sa.literal(Role.FACILITATOR.value), sa.literal(Role.COORDINATOR.value)]
_facilitates = SEAT.c.role.in_(_roles) | SEAT.c.lent_role.in_(_roles)
_states = [sa.bindparam(name, type_=sa.String) for name in ("one", "two", "three")]
_MINE = Prepared(
    _seen.join(SEAT, (SEAT.c.group_id == DECISION.c.group_id) & SITTING & ~SEAT.c.pending)
    .where(SEAT.c.person_id == _person, DECISION.c.state.in_(_states))
    .order_by(DECISION.c.id)
    .limit(_most),
    _decision,
)
_DUE_FOR_REVIEW = Prepared(
    _seen.join(SEAT, (SEAT.c.group_id == DECISION.c.group_id) & SITTING & ~SEAT.c.pending)
    .where(SEAT.c.person_id == _person, DECISION.c.reviewed, DECISION.c.state == _state, _facilitates)
    .order_by(DECISION.c.review_at, DECISION.c.id)
    .limit(_most),
    _decision,
)


def by_number(tx: Transaction, group_id: int, number: int) -> Decision | None:
    return tx.row(_BY_NUMBER, group=group_id, number=number)


def by_key(tx: Transaction, group_id: int, key: str) -> Decision | None:
    """The decision with this key, if it is the group's."""
    return tx.row(_BY_KEY, group=group_id, key=key)


def at_any(tx: Transaction, key: str) -> Decision | None:
    """The decision with this key, of whichever group: for messages that we promised."""
    return tx.row(_AT_ANY, key=key)


def by_id(tx: Transaction, decision_id: int) -> Decision:
    found = tx.row(_BY_ID, decision=decision_id)
    assert found is not None, "a decision is never deleted"
    return found


def for_clock(tx: Transaction, key: str) -> Decision | None:
    """The decision with this key, its group locked: as time sees it."""
    group_id = tx.row(_GROUP_OF, key=key)
    if group_id is None:
        return None
    people.lock(tx, group_id)
    return at_any(tx, key)


def of_poll(tx: Transaction, poll_id: int) -> list[Decision]:
    """All about a poll, the newest first."""
    return tx.rows(_OF_POLL, poll=poll_id)


def listed(tx: Transaction, group_id: int, state: str, most: int, skip: int = 0) -> list[Decision]:
    """The newest first; in all states when `state` is empty."""
    return tx.rows(_LISTED, group=group_id, state=state, most=most, skip=skip)


def replaced_by(tx: Transaction, decision_id: int) -> list[Decision]:
    """Those whose place this one took."""
    return tx.rows(_REPLACED_BY, decision=decision_id)


def changed(tx: Transaction, group_id: int, since: datetime) -> list[Decision]:
    """Those of the group that changed after `since`."""
    return tx.rows(_CHANGED, group=group_id, since=since)


def ahead(tx: Transaction, group_id: int, since: datetime) -> list[Decision]:
    """Those of the group with a date of theirs after `since`."""
    return tx.rows(_AHEAD, group=group_id, since=since)


def mine(tx: Transaction, person_id: int, states: tuple[str, str, str], most: int) -> list[Decision]:
    """Those in one of these states in all groups where the person sits, the oldest first."""
    one, two, three = states
    return tx.rows(_MINE, person=person_id, one=one, two=two, three=three, most=most)


def due_for_review(tx: Transaction, person_id: int, state: str, most: int) -> list[Decision]:
    """Those in this state whose review has come, in all groups where the person facilitates."""
    return tx.rows(_DUE_FOR_REVIEW, person=person_id, state=state, most=most)
