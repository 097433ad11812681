"""A rota begins, and ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.boundary import Reply
from bot.chain import Canonical, stamp
from bot.feature import Call
from bot.moments.rhythm import Rhythm, first, following, settled
from bot.refusals import Refusal, malformed
from bot.text import Code, Text
from commands.rota import views
from commands.rota.declared import Create, End
from commands.rota.handlers import kinds
from commands.rota.handlers.arranging import arrange, first_time, unwrite
from commands.rota.handlers.seeing import rota_sight, sight
from commands.rota.handlers.steps import holding, note, relend, tell, tell_homes
from commands.rota.rules.reading import at_the_hour, begins, names_hour, usual_leads
from commands.rota.rules.values import AHEAD, State
from commands.rota.values import Stage
from storage import numbers, promises, rotas, turns
from storage.rotas import Rota
from storage.transaction import Transaction

LOOKED_AT = 8
"""Turns that say how soon they follow each other: a week of days."""
MOST_ROTAS = 20
"""Running rotas of one group."""


def create(call: Call[Transaction], command: Create) -> Reply:
    tx, group = call.tx, call.group
    zone = command.zone or group.zone
    starts, every = call.at, command.every
    if command.starts is not None:
        starts = begins(command.starts, call.reader.zone)
        if names_hour(command.starts, call.at, call.reader.zone):
            every = at_the_hour(every, starts, zone)
    anchor = first(every, zone, starts)
    if anchor is None or first_time(every, zone, starts, call.at) is None:
        raise malformed(
            "every",
            Text(
                "This never comes round. Write it otherwise, such as {example}.",
                example=Code("every tuesday 14:00"),
            ),
        )
    if len(rotas.listed(tx, group.id, Stage.RUNNING.value)) >= MOST_ROTAS:
        raise Refusal(
            Text("This group has {most} rotas already. End one of them first: {list}", most=MOST_ROTAS,
                 list=Code("/rota list"))
        )  # fmt: skip
    every, pool = settled(every, zone, anchor), _pool(call, command.pool)
    number, seed = numbers.next_number(tx, group.id, "rota"), call.chance()
    short = f"R-{number}"
    rest = int(command.rest.total_seconds()) if command.rest else 0
    lasts = int(command.lasts.total_seconds()) if command.lasts else 0
    announced = command.announce or usual_leads(_apart(every, zone, anchor))
    leads = [int(lead.total_seconds()) for lead in announced]
    facts: dict[str, Canonical] = {
        "role": command.role,
        "rule": every.rule,
        "zone": zone,
        "first": stamp(anchor),
        "share": command.share.value,
        "pool": [name for _, name in pool],
        "holders": command.holders,
        "lasts": lasts,
        "announced": list(leads),
        "most": command.most,
        "rest": rest,
        "seed": seed,
    }
    note(call, group.id, call.seat.number, "rota.created", short, facts)
    rota_id = rotas.add(
        tx,
        key=call.key(),
        group_id=group.id,
        number=number,
        role=command.role,
        rule=every.rule,
        zone=zone,
        anchor=anchor,
        pool=[each for each, _ in pool],
        share=command.share.value,
        holders=command.holders,
        lasts=lasts,
        leads=leads,
        most=command.most,
        rest=rest,
        seed=seed,
        state=Stage.RUNNING.value,
        created_at=call.at,
    )
    rota = rotas.by_id(tx, rota_id)
    arrange(call, rota, created=True)
    tell_homes(call, kinds.CREATED, group.id, rota.key)
    ahead = [sight(tx, turn, group, rota) for turn in turns.of_rota(tx, rota_id)]
    return Reply(views.created(rota_sight(tx, rota, group), ahead))


def _apart(rhythm: Rhythm, zone: str, anchor: datetime) -> timedelta:
    """The shortest time from one of the first turns to the next, a week at most: nothing usual is longer."""
    shortest, at = timedelta(weeks=1), anchor
    for _ in range(LOOKED_AT):
        later = following(rhythm, zone, at, anchor)
        if later is None:
            break
        shortest, at = min(shortest, later - at), later
    return shortest


def _pool(call: Call[Transaction], names: tuple[str, ...]) -> list[tuple[int, str]]:
    """The stakeholder groups that take part, each once. Raises Refusal."""
    find = call.registry.finds["stakeholder"].find
    found: dict[int, str] = {}
    for name in names:
        try:
            stakeholder = find(call, name, False)
        except Refusal as refusal:
            raise malformed("pool", refusal.text) from refusal
        found[stakeholder.id] = stakeholder.name
    return list(found.items())


def end(call: Call[Transaction], command: End) -> Reply:
    rota, tx = command.rota, call.tx
    must_run(rota)
    note(call, rota.group_id, call.seat.number, "rota.ended", rota.short)
    rotas.move(tx, rota.id, Stage.ENDED.value)
    told: set[int] = set()
    for turn in turns.of_rota(tx, rota.id):
        if turn.state in AHEAD:
            if turn.state == State.GIVEN:
                told |= {each.participant for each in holding(call, turn)}
            unwrite(call, turn)
            turns.move(tx, turn.id, State.CANCELLED.value, call.at)
        elif turn.state == State.RUNNING:
            told |= {each.participant for each in holding(call, turn)}
            promises.release(tx, kinds.FINISH, turn.key)
            turns.end_at(tx, turn.id, call.at, call.at)
            turns.move(tx, turn.id, State.OVER.value, call.at)
            note(call, rota.group_id, None, "turn.ended", turn.short)
    relend(call, rota.group_id)
    tell(call, kinds.ENDED, rota.group_id, rota.key, sorted(told - {call.seat.number}))
    tell_homes(call, kinds.ENDED, rota.group_id, rota.key)
    return Reply(views.ended(rota_sight(tx, rota, call.group)))


def must_run(rota: Rota) -> None:
    """Raises Refusal for a rota that has ended."""
    if rota.state != Stage.RUNNING:
        raise Refusal(
            Text("{rota} has ended. {create} begins another one.", rota=Code(rota.short),
                 create=Code("/rota create"))
        )  # fmt: skip
