"""From the rows of rotas and turns to what may be shown of them."""

from __future__ import annotations

import json
from datetime import timedelta

from bot.addresses import PRIVATE, AccountRef, ChannelRef
from bot.feature import Call
from bot.moments.rhythm import Rhythm
from bot.people import Group
from commands.rota.rules.values import AHEAD, HOLDS, Holding, How, Reason, Share, State, Why
from commands.rota.values import Mine, Place, Reasoned, RotaSight, Stage, TurnSight
from storage import groups, persons, pools, record, rotas, seats, turns
from storage.rotas import Rota
from storage.transaction import Transaction
from storage.turns import Holder, Turn

DAY = timedelta(hours=24)
"""How long before a turn its deputy may take it."""


def rota_sight(tx: Transaction, rota: Rota, group: Group) -> RotaSight:
    names = {each.id: each.name for each in groups.stakeholders(tx, rota.group_id)} if rota.pool else {}
    return RotaSight(
        key=rota.key,
        group_id=rota.group_id,
        group=group.name,
        short=rota.short,
        role=rota.role,
        rhythm=Rhythm(rota.rule),
        zone=rota.zone,
        stage=Stage(rota.state),
        share=Share(rota.share),
        holders=rota.holders,
        pool=tuple(names[each] for each in rota.pool if each in names),
        leads=tuple(timedelta(seconds=lead) for lead in rota.leads),
        lasts=timedelta(seconds=rota.lasts),
        most=rota.most,
        rest=timedelta(seconds=rota.rest),
        sources=rota.draw_sources if not rota.draw_values else (),
    )


def sight(tx: Transaction, turn: Turn, group: Group, rota: Rota | None = None) -> TurnSight:
    rota = rota or rotas.by_id(tx, turn.rota_id)
    found = turns.holders(tx, turn.id)
    return TurnSight(
        key=turn.key,
        group_id=turn.group_id,
        group=group.name,
        zone=rota.zone,
        short=turn.short,
        rota=rota.short,
        rota_key=rota.key,
        role=rota.role,
        starts=turn.starts_at,
        ends=turn.ends_at,
        state=State(turn.state),
        holders=tuple(_place(each) for each in found if each.state in HOLDS),
        former=tuple(_place(each) for each in found if each.state not in HOLDS),
        deputy=_deputy(tx, turn),
        note=(record.opening(tx, turn.group_id, turn.note_seq, "note") or "") if turn.note_seq else "",
        reason=_reason(tx, turn) if any(each.how == How.OVERRIDE for each in found) else "",
    )


def _reason(tx: Transaction, turn: Turn) -> str:
    """Why a coordinator gave the turn to somebody, the last time; empty once that is erased."""
    entry = record.of_kind(tx, turn.group_id, turn.short, "turn.overridden")
    return (record.opening(tx, turn.group_id, entry.seq, "reason") or "") if entry else ""


def _place(holder: Holder) -> Place:
    return Place(holder.participant, holder.name, holder.stakeholder, Holding(holder.state), How(holder.how))


def _deputy(tx: Transaction, turn: Turn) -> Place | None:
    if not turn.deputy:
        return None
    person_id = pools.person_of(tx, turn.group_id, turn.deputy)
    seat = seats.latest(tx, turn.group_id, person_id) if person_id is not None else None
    return Place(turn.deputy, seat.name, seat.stakeholder) if seat else None


def reasons(tx: Transaction, turn: Turn) -> tuple[Reasoned, ...]:
    """Why each of its holders has it."""
    names = {each.id: each.name for each in groups.stakeholders(tx, turn.group_id)}
    found: list[Reasoned] = []
    for holder in turns.holders(tx, turn.id):
        if holder.state in HOLDS:
            why = _why(holder.why)
            passed = names.get(why.passed, "") if why else ""
            found.append(Reasoned(_place(holder), why, passed, holder.region))
    return tuple(found)


def _why(stored: str) -> Why | None:
    if not stored:
        return None
    read = json.loads(stored)
    return Why(
        group=Reason(read["group"]),
        group_turns=read["group_turns"],
        passed=read["passed"],
        region=Reason(read["region"]) if read["region"] else None,
        person=Reason(read["person"]),
        person_turns=read["person_turns"],
    )


def reader_number(tx: Transaction, group_id: int, address: str) -> int | None:
    """The participant to whom a private conversation belongs; None where they have no seat."""
    channel = ChannelRef.parse(address)
    if not channel.is_private:
        return None
    account = AccountRef(channel.platform, channel.space, channel.channel.removeprefix(PRIVATE))
    person_id = persons.person_at(tx, account)
    seat = seats.latest(tx, group_id, person_id) if person_id is not None else None
    return seat.number if seat and seat.until is None else None


def mine(call: Call[Transaction], turn: TurnSight) -> Mine:
    """What the caller can do with the turn now."""
    seat = call.perhaps_seat
    if seat is None or seat.pending:
        return Mine()
    own = next((place for place in turn.holders if place.number == seat.number), None)
    ahead = turn.state in AHEAD and call.at < turn.starts
    return Mine(
        confirm=ahead and own is not None and own.state is Holding.ASKED,
        decline=ahead and own is not None,
        swap=ahead and own is not None,
        take=can_take(turn, seat.number, call),
    )


def can_take(turn: TurnSight, number: int, call: Call[Transaction]) -> bool:
    """Whether this deputy may take the turn now: a day before it, when somebody has not confirmed."""
    return (
        turn.deputy is not None
        and turn.deputy.number == number
        and turn.state in (State.GIVEN, State.RUNNING)
        and turn.starts - DAY <= call.at < turn.ends
        and any(place.state is Holding.ASKED for place in turn.holders)
    )
