"""A rota as the rules see it: who takes part, which turns were held, which are to come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import cast

from bot.people import Group
from commands.rota.rules.hours import of_minutes
from commands.rota.rules.plan import Ahead
from commands.rota.rules.values import AHEAD, HOLDS, Held, Person, Share, Slot, State, Terms
from storage import pools, turns
from storage.pools import Member
from storage.rotas import Rota
from storage.transaction import Transaction
from storage.turns import Holder, Turn


@dataclass(frozen=True, slots=True)
class Scene:
    """`members` are all who could take part, by their number; `people` those who do."""

    rota: Rota
    members: dict[int, Member]
    people: tuple[Person, ...]
    turns: tuple[Turn, ...]
    holders: dict[int, list[Holder]]
    """By the turn's id, those who held it once among them."""

    def holding(self, turn: Turn) -> list[Holder]:
        return [each for each in self.holders.get(turn.id, []) if each.state in HOLDS]

    @property
    def ahead(self) -> list[Turn]:
        return [turn for turn in self.turns if turn.state in AHEAD]

    @property
    def slots(self) -> list[Slot]:
        """The turns that somebody held, or holds now."""
        begun = [turn for turn in self.turns if turn.state in (State.RUNNING, State.OVER)]
        return [Slot(turn.starts_at, held(self.holding(turn))) for turn in begun if self.holding(turn)]

    def to_plan(self) -> list[Ahead]:
        return [
            Ahead(
                starts=turn.starts_at,
                holders=held(self.holding(turn)),
                barred=barred(self.holders.get(turn.id, [])),
                settled=turn.state == State.GIVEN,
                deputy=turn.deputy,
            )
            for turn in self.ahead
        ]


def scene(tx: Transaction, rota: Rota, group: Group, at: datetime) -> Scene:
    members = {member.number: member for member in pools.members(tx, rota.group_id, rota.id)}
    found = tuple(turns.of_rota(tx, rota.id))
    begins = min((turn.starts_at for turn in found if turn.state in AHEAD), default=at)
    away: dict[int, list[tuple[datetime, datetime]]] = {}
    for number, since, until in pools.absences(tx, rota.group_id, min(at, begins)):
        away.setdefault(number, []).append((since, until))
    borne = dict(pools.borne(tx, rota.group_id))
    people = tuple(
        _person(member, group, away.get(number, []), borne.get(number, 0))
        for number, member in members.items()
        if takes_part(rota, member)
    )
    return Scene(rota, members, people, found, _holders(tx, rota))


def held_anew(tx: Transaction, found: Scene) -> Scene:
    """The same scene after somebody let a turn go: the people, who may be thousands, are not read again."""
    borne = dict(pools.borne(tx, found.rota.group_id))
    people = tuple(
        each if each.borne == (now := borne.get(each.number, 0)) else replace(each, borne=now)
        for each in found.people
    )
    return replace(found, people=people, holders=_holders(tx, found.rota))


def _holders(tx: Transaction, rota: Rota) -> dict[int, list[Holder]]:
    holders: dict[int, list[Holder]] = {}
    for holder in turns.holders_of_rota(tx, rota.id):
        holders.setdefault(holder.turn_id, []).append(holder)
    return holders


def takes_part(rota: Rota, member: Member) -> bool:
    return not member.out and (not rota.pool or member.stakeholder_id in rota.pool)


def _person(member: Member, group: Group, away: list[tuple[datetime, datetime]], borne: int) -> Person:
    since = max(member.since, member.back_since) if member.back_since else member.since
    quiet = (
        None if member.quiet_since is None else of_minutes(member.quiet_since, cast(int, member.quiet_until))
    )
    return Person(
        number=member.number,
        stakeholder=member.stakeholder_id,
        region=member.region,
        zone=member.zone or group.zone,
        since=since,
        away=tuple(away),
        quiet=quiet,
        borne=borne,
    )


def terms(rota: Rota) -> Terms:
    return Terms(
        share=Share(rota.share),
        holders=rota.holders,
        most=rota.most,
        rest=timedelta(seconds=rota.rest),
        seed=rota.seed,
        drawn=rota.drawn,
    )


def held(holders: Collection[Holder]) -> tuple[Held, ...]:
    return tuple(Held(each.participant, each.stakeholder_id, each.region) for each in holders)


def barred(holders: Collection[Holder]) -> frozenset[int]:
    """Those who held the turn and do not any more: nobody is asked twice for one turn."""
    return frozenset(each.participant for each in holders if each.state not in HOLDS)
