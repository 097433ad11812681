"""Whether things of one kind wait for a person: what `/me` looks for before it reads anything of them.

All of these are asked in one statement (`Transaction.which`), since most of the time there is nothing, and to be
told so costs as much as the answer. They may find too much (the feature reads the rest, and decides), and never
too little. Open values are the `person` and the moment `at`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from bot.people import Role, Stage
from storage.actions import ACTION, OWNER
from storage.alternates import ALTERNATE
from storage.awaited import AWAITED
from storage.base import UtcDateTime
from storage.charters import CHARTER
from storage.decisions import DECISION
from storage.interests import STATEMENT
from storage.objections import OBJECTION
from storage.people import GROUP, HOME, SEAT, SITTING
from storage.poll_ties import TIE
from storage.polls import POLL
from storage.processes import PROCESS
from storage.promises import PARCEL, PARKED
from storage.rolls import ROLL
from storage.turns import HOLDER, SWAP, TURN

Sought = sa.Select[Any]

_own = SEAT.c.person_id == sa.bindparam("person", type_=sa.Integer)
_coordinates = SITTING & ~SEAT.c.pending & (SEAT.c.role == sa.literal(Role.COORDINATOR.value))
_here = SEAT.c.group_id


def _mine(thing: sa.FromClause, on: sa.ColumnElement[bool], *more: sa.ColumnElement[bool]) -> Sought:
    """Things that belong so to a seat of the person."""
    return sa.select(SEAT.c.id).join_from(SEAT, thing, on).where(_own, *more)


# Groups and seats

FORMING = _mine(GROUP, GROUP.c.id == _here, _coordinates, GROUP.c.stage == sa.literal(Stage.FORMING.value))
"""Groups that the person sets up."""
UNSAID = _mine(HOME, HOME.c.group_id == _here, _coordinates).join(
    PARCEL, (PARCEL.c.address == HOME.c.channel) & (PARCEL.c.state == PARKED)
)
"""Messages that were given up in homes of groups that the person coordinates."""
_other = SEAT.alias("other")
UNCONFIRMED = (
    _mine(_other, (_other.c.group_id == _here) & _other.c.pending & _other.c.until.is_(None), _coordinates),
    _mine(CHARTER, CHARTER.c.group_id == _here, SITTING, SEAT.c.role != sa.literal(Role.COORDINATOR.value)),
)
"""Pending seats in groups that the person coordinates, or groups whose charter may let members confirm them:
looking through all seats of a large group takes longer than to read its charter."""
ALTERNATES = _mine(
    ALTERNATE,
    ALTERNATE.c.alternate_id == SEAT.c.id,
    ALTERNATE.c.accepted_at.is_(None),
    ALTERNATE.c.ended_at.is_(None),
)
"""Seats that the person was asked to stand in for."""

# Polls


def on_roll(state: str) -> Sought:
    """Polls in this state with the person on the roll; also with a seat that they left."""
    return _mine(POLL, (POLL.c.group_id == _here) & (POLL.c.state == sa.literal(state))).join(
        ROLL, (ROLL.c.poll_id == POLL.c.id) & (ROLL.c.seat_id == SEAT.c.id)
    )


def polls(state: str) -> Sought:
    """Polls in this state in the person's groups."""
    return _mine(POLL, (POLL.c.group_id == _here) & (POLL.c.state == sa.literal(state)), SITTING)


REWORKS = _mine(POLL, (POLL.c.group_id == _here) & (POLL.c.opener == SEAT.c.number), SITTING).join(
    PROCESS, (PROCESS.c.poll_id == POLL.c.id) & PROCESS.c.rework_until.is_not(None)
)
"""Suspended polls that the person opened, and can put again."""
TIES = _mine(POLL, POLL.c.group_id == _here, SITTING).join(
    TIE, (TIE.c.poll_id == POLL.c.id) & (TIE.c.taken == sa.literal("[]"))
)
"""Ties in the person's groups that are not broken."""
CONFLICTS = _mine(
    STATEMENT, (STATEMENT.c.group_id == _here) & (STATEMENT.c.participant == SEAT.c.number)
).join(POLL, (POLL.c.id == STATEMENT.c.poll_id) & POLL.c.ended_at.is_(None))
"""Polls that are not over in which the person declared an interest."""

# Objections and decisions


def objections(kind: str, *, others: str, own: str) -> Sought:
    """Objections of this kind in the person's groups: those of others in one state, their own in another."""
    by_them = OBJECTION.c.raised_by == SEAT.c.number
    state = OBJECTION.c.state
    return _mine(
        OBJECTION,
        (OBJECTION.c.group_id == _here) & (OBJECTION.c.kind == sa.literal(kind)),
        (~by_them & (state == sa.literal(others))) | (by_them & (state == sa.literal(own))),
    )


AWAITED_POLLS = _mine(AWAITED, AWAITED.c.group_id == _here, SITTING)
"""Polls in the person's groups that wait for a determination."""


def decisions(*states: str) -> Sought:
    """Decisions in the person's groups that are in one of these states, or whose review has come."""
    waits = DECISION.c.state.in_([sa.literal(each) for each in states]) | DECISION.c.reviewed
    return _mine(DECISION, (DECISION.c.group_id == _here) & waits, SITTING)


# Turns and actions


def turns(given: str, running: str, asked: str, holds: Iterable[str]) -> Sought:
    """Turns in the person's groups that are not over, and that they were asked to hold or to swap for, or stand by
    for, or that nobody `holds` where they coordinate."""
    state, holder = TURN.c.state, HOLDER.c.turn_id == TURN.c.id
    return _mine(
        TURN,
        (TURN.c.group_id == _here) & (TURN.c.ends_at > sa.bindparam("at", type_=UtcDateTime)),
        SITTING,
        sa.exists().where(SWAP.c.turn_id == TURN.c.id, SWAP.c.asked == SEAT.c.number)
        | (
            state.in_([sa.literal(given), sa.literal(running)])
            & (
                (TURN.c.deputy == SEAT.c.number)
                | sa.exists().where(
                    holder, HOLDER.c.participant == SEAT.c.number, HOLDER.c.state == sa.literal(asked)
                )
                | (
                    _coordinates
                    & ~sa.exists().where(holder, HOLDER.c.state.in_([sa.literal(each) for each in holds]))
                )
            )
        ),
    )


def actions(state: str) -> Sought:
    """Actions in this state with a date, which the person has, or their stakeholder group."""
    owned = sa.exists().where(OWNER.c.action_id == ACTION.c.id, OWNER.c.participant == SEAT.c.number)
    open_ = (
        (ACTION.c.group_id == _here) & (ACTION.c.state == sa.literal(state)) & ACTION.c.due_at.is_not(None)
    )
    return _mine(ACTION, open_, SITTING, owned | (ACTION.c.stakeholder_id == SEAT.c.stakeholder_id))
