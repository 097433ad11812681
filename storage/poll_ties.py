"""Ties at the end of polls: what is drawn from which sources, and what came of it.

Ballots that were ranked have to be counted again once the tie is broken, and a secret poll keeps none. So what was
counted waits here, by ranking and number only, without people and stakeholder groups, and goes with the draw.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.people import Role, Stage
from storage.base import table
from storage.people import GROUP, SEAT, SITTING
from storage.polls import POLL
from storage.prepared import Prepared, insert

if TYPE_CHECKING:
    from storage.transaction import Transaction


class PollTieRow(SQLModel, table=True):
    """`pool` and `taken` are JSON lists of stored options, `ballots` one of pairs; `sources` and `draw_values`
    have a line each. What was announced before the sources that hold follows them after an empty line."""

    __tablename__ = "poll_tie"
    __table_args__ = {"sqlite_with_rowid": False}

    poll_id: int = Field(foreign_key="poll.id", primary_key=True)
    pool: str
    ballots: str
    sources: str
    draw_values: str
    taken: str


TIE = table(PollTieRow)


@dataclass(frozen=True, slots=True)
class PollTie:
    """Options stand in their stored form (`#2`).

    `pool` is what is drawn, or what a casting vote chooses from; `ballots` the rankings that were counted, each
    with how often. `sources` were announced; `values` are their numbers. `taken` is the order that was drawn,
    or the one option of a casting vote, which has no values; empty while the tie is there.
    """

    pool: tuple[str, ...]
    ballots: tuple[tuple[str, int], ...]
    sources: tuple[str, ...]
    values: tuple[str, ...]
    taken: tuple[str, ...]
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """A tie that is not broken, and how many sources were announced for the draw."""

    group_id: int
    poll_key: str
    short: str
    question: str
    method: str
    rules: str
    sources: int


def _tie(pool: str, ballots: str, sources: str, values: str, taken: str) -> PollTie:
    held, _, before = sources.partition("\n\n")
    return PollTie(
        pool=tuple(json.loads(pool)),
        ballots=tuple((choice, number) for choice, number in json.loads(ballots)),
        sources=_lines(held),
        values=_lines(values),
        taken=tuple(json.loads(taken)),
        before=_lines(before),
    )


def _lines(written: str) -> tuple[str, ...]:
    return tuple(written.split("\n")) if written else ()


_poll = sa.bindparam("poll", type_=sa.Integer)
_roles = [sa.literal(Role.FACILITATOR.value), sa.literal(Role.COORDINATOR.value)]
_OF = Prepared(
    sa.select(TIE.c.pool, TIE.c.ballots, TIE.c.sources, TIE.c.draw_values, TIE.c.taken).where(
        TIE.c.poll_id == _poll
    ),
    _tie,
)
_KEEP = insert(PollTieRow, "poll_id", "pool", "ballots", "sources", "draw_values", "taken")


def _setting(*names: str) -> Prepared[tuple[Any, ...]]:
    """An update of these columns of one tie, each given as `to_` and its name."""
    values = {name: sa.bindparam(f"to_{name}", type_=TIE.c[name].type) for name in names}
    return Prepared(sa.update(TIE).where(TIE.c.poll_id == _poll).values(values))


_WAITING = Prepared(
    sa.select(
        POLL.c.group_id,
        POLL.c.key,
        POLL.c.number,
        POLL.c.question,
        POLL.c.method,
        POLL.c.rules,
        TIE.c.sources,
    )
    .join_from(TIE, POLL, POLL.c.id == TIE.c.poll_id)
    .join(GROUP, GROUP.c.id == POLL.c.group_id)
    .join(SEAT, (SEAT.c.group_id == POLL.c.group_id) & SITTING & ~SEAT.c.pending)
    .where(
        SEAT.c.person_id == sa.bindparam("person", type_=sa.Integer),
        SEAT.c.role.in_(_roles) | SEAT.c.lent_role.in_(_roles),
        GROUP.c.stage != sa.literal(Stage.CLOSED.value),
        TIE.c.taken == sa.literal("[]"),
    )
    .order_by(POLL.c.ended_at, POLL.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer)),
    lambda group_id, key, number, question, method, rules, sources: Waiting(
        group_id, key, f"P-{number}", question, method, rules, len(_lines(sources.partition("\n\n")[0]))
    ),
)
_ANNOUNCE = _setting("sources")
_BREAK = _setting("draw_values", "taken", "ballots")


def of(tx: Transaction, poll_id: int) -> PollTie | None:
    """The tie in which the poll ended, if a draw or a casting vote can break it, or has."""
    return tx.row(_OF, poll=poll_id)


def keep(tx: Transaction, poll_id: int, pool: Sequence[str], ballots: Sequence[tuple[str, int]]) -> None:
    """The poll ended in a tie."""
    tx.write(
        _KEEP, poll_id=poll_id, pool=json.dumps(pool), ballots=json.dumps(ballots), sources="",
        draw_values="", taken="[]",
    )  # fmt: skip


def waiting_for(tx: Transaction, person_id: int, most: int) -> list[Waiting]:
    """Ties that are not broken, in all groups where the person facilitates or coordinates, the oldest first."""
    return tx.rows(_WAITING, person=person_id, most=most)


def announce(tx: Transaction, poll_id: int, sources: Sequence[str], before: Sequence[str]) -> None:
    """It will be drawn from these, and not from those that were announced `before`."""
    rows = (*sources, *(("", *before) if before else ()))
    tx.write(_ANNOUNCE, poll=poll_id, to_sources="\n".join(rows))


def settle(tx: Transaction, poll_id: int, values: Sequence[str], taken: Sequence[str]) -> None:
    """The tie is broken; the rankings are not needed any more."""
    tx.write(
        _BREAK, poll=poll_id, to_draw_values="\n".join(values), to_taken=json.dumps(taken), to_ballots="[]"
    )
