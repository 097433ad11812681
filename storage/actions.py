"""Actions: what somebody undertook to do for the group, by when, and who has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.people import Role
from storage.base import moment, table
from storage.people import SEAT, SITTING, STAKEHOLDER
from storage.prepared import Prepared
from storage.seats import seat_of

if TYPE_CHECKING:
    from storage.transaction import Transaction


class ActionRow(SQLModel, table=True):
    """`line` is a label under which a report gathers actions, `poll` the short id of the poll that it came
    from, `link` the message; each may be empty. `stakeholder_id`: everybody who sits for it has the action."""

    __tablename__ = "action"
    __table_args__ = (
        sa.UniqueConstraint("group_id", "number"),
        sa.Index("ix_action_due", "group_id", "state", "due_at"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    group_id: int = Field(foreign_key="group.id")
    number: int
    state: str
    text: str
    line: str
    line_folded: str
    due_at: datetime | None = moment(default=None, nullable=True)
    patience: int
    """Days overdue after which the coordinators are told too."""
    follow_at: datetime | None = moment(default=None, nullable=True)
    """For when the next follow-up is promised."""
    stakeholder_id: int | None = Field(default=None, foreign_key="stakeholder.id")
    poll: str
    link: str
    opened_by: int
    opened_at: datetime = moment()
    changed_at: datetime = moment()
    sequence: int
    """How often what a calendar shows of it has changed."""
    ended_at: datetime | None = moment(default=None, nullable=True)


class OwnerRow(SQLModel, table=True):
    """A participant who has an action."""

    __tablename__ = "owner"

    action_id: int = Field(foreign_key="action.id", primary_key=True)
    participant: int = Field(primary_key=True)


ACTION = table(ActionRow)
OWNER = table(OwnerRow)


@dataclass(frozen=True, slots=True)
class Action:
    """`stakeholder` is the name of the stakeholder group that has it, or empty."""

    id: int
    key: str
    group_id: int
    number: int
    state: str
    text: str
    line: str
    due_at: datetime | None
    patience: int
    follow_at: datetime | None
    stakeholder_id: int | None
    poll: str
    link: str
    opened_by: int
    opened_at: datetime
    changed_at: datetime
    sequence: int
    ended_at: datetime | None
    stakeholder: str

    @property
    def short(self) -> str:
        """The id that people type."""
        return f"A-{self.number}"


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who has an action. `name` is empty once it is erased."""

    participant: int
    person_id: int
    name: str


_group = sa.bindparam("group", type_=sa.Integer)
_id = sa.bindparam("action", type_=sa.Integer)
_participant = sa.bindparam("participant", type_=sa.Integer)
_person = sa.bindparam("person", type_=sa.Integer)
_stakeholder = sa.bindparam("stakeholder", type_=sa.Integer)
_state = sa.bindparam("state", type_=sa.String)
_since = sa.bindparam("since", type_=ACTION.c.due_at.type)
_until = sa.bindparam("until", type_=ACTION.c.due_at.type)
_most = sa.bindparam("most", type_=sa.Integer)

_own = tuple(Action.__dataclass_fields__)[:-1]
_seen = sa.select(
    *(ACTION.c[name] for name in _own), sa.func.coalesce(STAKEHOLDER.c.name, "")
).outerjoin(STAKEHOLDER, STAKEHOLDER.c.id == ACTION.c.stakeholder_id)  # fmt: skip
_has_it = sa.exists().where(OWNER.c.action_id == ACTION.c.id, OWNER.c.participant == _participant)
_by_due = (sa.case((ACTION.c.due_at.is_(None), 1), else_=0), ACTION.c.due_at, ACTION.c.id)
_BY_NUMBER = Prepared(
    _seen.where(ACTION.c.group_id == _group, ACTION.c.number == sa.bindparam("number", type_=sa.Integer)),
    Action,
)
_BY_KEY = Prepared(_seen.where(ACTION.c.key == sa.bindparam("key", type_=sa.String)), Action)
_LISTED = Prepared(
    _seen.where(
        ACTION.c.group_id == _group,
        (_state == "") | (ACTION.c.state == _state),
        (_participant == 0) | _has_it,
        (_stakeholder == 0) | (ACTION.c.stakeholder_id == _stakeholder),
        (sa.bindparam("line", type_=sa.String) == "") | (ACTION.c.line_folded == sa.bindparam("line", type_=sa.String)),
        sa.not_(sa.bindparam("overdue", type_=sa.Boolean)) | (ACTION.c.due_at <= _until),
    )
    .order_by(*_by_due)
    .limit(_most)
    .offset(sa.bindparam("skip", type_=sa.Integer)),
    Action,
)  # fmt: skip
_OF_OWNER = Prepared(
    _seen.where(ACTION.c.group_id == _group, ACTION.c.state == _state, _has_it).order_by(ACTION.c.id), Action
)
_BETWEEN = Prepared(
    _seen.where(
        ACTION.c.group_id == _group,
        ACTION.c.state == _state,
        ACTION.c.due_at > _since,
        ACTION.c.due_at <= _until,
    )
    .order_by(ACTION.c.due_at, ACTION.c.id)
    .limit(_most),
    Action,
)
_ENDED = Prepared(
    _seen.where(ACTION.c.group_id == _group, ACTION.c.state == _state, ACTION.c.ended_at > _since)
    .order_by(ACTION.c.ended_at, ACTION.c.id)
    .limit(_most),
    Action,
)
_DATED = Prepared(
    _seen.where(ACTION.c.group_id == _group, ACTION.c.due_at > _since).order_by(ACTION.c.due_at, ACTION.c.id),
    Action,
)
_theirs = sa.exists().where(
    SEAT.c.group_id == ACTION.c.group_id,
    SEAT.c.person_id == _person,
    SITTING,
    (SEAT.c.stakeholder_id == ACTION.c.stakeholder_id)
    # By itself only the nearest statement would be meant, and whoever had any action would have each.
    | sa.exists()
    .where(OWNER.c.action_id == ACTION.c.id, OWNER.c.participant == SEAT.c.number)
    .correlate(ACTION, SEAT),
)
_FOR_PERSON = Prepared(
    _seen.where(ACTION.c.state == _state, ACTION.c.due_at <= _until, _theirs)
    .order_by(ACTION.c.due_at, ACTION.c.id)
    .limit(_most),
    Action,
)
_COUNT = Prepared(
    sa.select(sa.func.count()).where(
        ACTION.c.group_id == _group, ACTION.c.opened_by == _participant, ACTION.c.state == _state
    ),
    int,
)
_seat_of_owner = seat_of(ACTION.c.group_id, OWNER.c.participant)
_OWNERS = Prepared(
    sa.select(OWNER.c.participant, SEAT.c.person_id, SEAT.c.name)
    .join_from(OWNER, ACTION, ACTION.c.id == OWNER.c.action_id)
    .join(SEAT, SEAT.c.id == _seat_of_owner)
    .where(OWNER.c.action_id == _id)
    .order_by(SEAT.c.folded, OWNER.c.participant),
    Owner,
)
_HAVING = Prepared(
    sa.select(SEAT.c.person_id)
    .where(
        SEAT.c.group_id == _group,
        SITTING,
        sa.exists().where(OWNER.c.action_id == _id, OWNER.c.participant == SEAT.c.number)
        | ((SEAT.c.stakeholder_id == _stakeholder) & ~SEAT.c.pending & (SEAT.c.role != Role.OBSERVER.value)),
    )
    .order_by(SEAT.c.id),
    int,
)
# Each stakeholder group once for an action, whether it has it itself or by people who sit for it.
_of_people = (
    sa.select(SEAT.c.stakeholder_id.label("stakeholder_id"), ACTION.c.id.label("action_id"))
    .join_from(ACTION, OWNER, OWNER.c.action_id == ACTION.c.id)
    .join(SEAT, SEAT.c.id == _seat_of_owner)
    .where(
        ACTION.c.group_id == _group,
        SITTING,
        SEAT.c.stakeholder_id.is_not(None),
        (ACTION.c.state == _state) | (ACTION.c.ended_at > _since),
    )
)
_of_groups = sa.select(ACTION.c.stakeholder_id, ACTION.c.id).where(
    ACTION.c.group_id == _group,
    ACTION.c.stakeholder_id.is_not(None),
    (ACTION.c.state == _state) | (ACTION.c.ended_at > _since),
)
_held = sa.union(_of_people, _of_groups).subquery("held")
_SHARES = Prepared(
    sa.select(STAKEHOLDER.c.name, sa.func.count())
    .join_from(STAKEHOLDER, _held, _held.c.stakeholder_id == STAKEHOLDER.c.id)
    .group_by(STAKEHOLDER.c.id, STAKEHOLDER.c.name, STAKEHOLDER.c.place)
    .order_by(STAKEHOLDER.c.place)
)


def by_number(tx: Transaction, group_id: int, number: int) -> Action | None:
    return tx.row(_BY_NUMBER, group=group_id, number=number)


def at_any(tx: Transaction, key: str) -> Action | None:
    """The action with this key, of whichever group."""
    return tx.row(_BY_KEY, key=key)


def owners(tx: Transaction, action_id: int) -> list[Owner]:
    """Who has it in person, by name."""
    return tx.rows(_OWNERS, action=action_id)


def having(tx: Transaction, action: Action) -> list[int]:
    """The persons who have an action now: those named, and all who sit for the stakeholder group."""
    return tx.rows(_HAVING, action=action.id, group=action.group_id, stakeholder=action.stakeholder_id or 0)


def listed(
    tx: Transaction,
    group_id: int,
    state: str,
    most: int,
    *,
    skip: int = 0,
    participant: int = 0,
    stakeholder: int = 0,
    line: str = "",
    overdue: datetime | None = None,
    at: datetime,
) -> list[Action]:
    """The next due first; of a state, of somebody, of a stakeholder group, under a label (folded), or overdue,
    as far as each is given."""
    return tx.rows(
        _LISTED,
        group=group_id,
        state=state,
        most=most,
        skip=skip,
        participant=participant,
        stakeholder=stakeholder,
        line=line,
        overdue=overdue is not None,
        until=overdue or at,
    )


def of_owner(tx: Transaction, group_id: int, participant: int, state: str) -> list[Action]:
    return tx.rows(_OF_OWNER, group=group_id, participant=participant, state=state)


def due_between(
    tx: Transaction, group_id: int, state: str, since: datetime, until: datetime, most: int
) -> list[Action]:
    """Due after `since`, and at `until` at the latest."""
    return tx.rows(_BETWEEN, group=group_id, state=state, since=since, until=until, most=most)


def ended(tx: Transaction, group_id: int, state: str, since: datetime, most: int) -> list[Action]:
    return tx.rows(_ENDED, group=group_id, state=state, since=since, most=most)


def dated(tx: Transaction, group_id: int, since: datetime) -> list[Action]:
    """All of whatever state that are due after `since`."""
    return tx.rows(_DATED, group=group_id, since=since)


def for_person(tx: Transaction, person_id: int, state: str, until: datetime, most: int) -> list[Action]:
    """What the person has in all their groups, themselves or with their stakeholder group, due by `until`."""
    return tx.rows(_FOR_PERSON, person=person_id, state=state, until=until, most=most)


def count(tx: Transaction, group_id: int, opened_by: int, state: str) -> int:
    return tx.row(_COUNT, group=group_id, participant=opened_by, state=state) or 0


def shares(tx: Transaction, group_id: int, state: str, since: datetime) -> dict[str, int]:
    """How many actions each stakeholder group has that are in this state, or ended after `since`."""
    return dict(tx.rows(_SHARES, group=group_id, state=state, since=since))
