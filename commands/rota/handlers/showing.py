"""`/rota show`, `next`, `list` and `why`: read, and change nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from bot.boundary import Reply
from bot.feature import Call
from bot.refusals import not_found
from bot.text import Code, Text
from commands.rota import views
from commands.rota.declared import List, Next, Show, Why
from commands.rota.handlers.scene import Scene, scene
from commands.rota.handlers.seeing import mine, reasons, rota_sight, sight
from commands.rota.rules.values import AHEAD, State
from commands.rota.values import Mine, Stage, TurnSight
from storage import groups, pools, rotas, turns
from storage.transaction import Transaction

SHOWN = 8
"""Turns to come that are shown."""


def show(call: Call[Transaction], command: Show) -> Reply:
    rota = command.rota
    if rota is None:
        running = rotas.listed(call.tx, call.group.id, Stage.RUNNING.value)
        if len(running) != 1:
            return list_rotas(call, List())
        (rota,) = running
    tx, group = call.tx, call.group
    found = scene(tx, rota, group, call.at)
    now = [sight(tx, turn, group, rota) for turn in found.turns if turn.state == State.RUNNING]
    ahead = [sight(tx, turn, group, rota) for turn in found.ahead[:SHOWN]]
    acts = [(turn, may) for turn in ahead + now if (may := _may(call, turn)) != Mine()]
    return Reply(
        views.shown(
            rota_sight(tx, rota, group), now, ahead, _shares(call, found), _unsocial(call), _staying_out(found),
            acts[:2],
        )
    )  # fmt: skip


def _may(call: Call[Transaction], turn: TurnSight) -> Mine:
    asked = turns.by_key(call.tx, call.group.id, turn.key)
    swap = turns.swap_of(call.tx, asked.id) if asked else None
    seat = call.perhaps_seat
    return replace(
        mine(call, turn), agree=swap is not None and seat is not None and swap.asked == seat.number
    )


def _shares(call: Call[Transaction], found: Scene) -> list[tuple[str, int]]:
    """The turns that each stakeholder group has held or holds, those that take part and have none among
    them; in the order of the group."""
    count: Counter[int] = Counter()
    for turn in found.turns:
        if turn.state in (State.RUNNING, State.OVER):
            count.update(each.stakeholder_id for each in found.holding(turn))
    taking_part = {person.stakeholder for person in found.people}
    return [
        (each.name, count[each.id])
        for each in groups.stakeholders(call.tx, call.group.id)
        if each.id in taking_part or count[each.id]
    ]


def _unsocial(call: Call[Transaction]) -> list[tuple[str, int]]:
    """Who bore how many unsocial hours in this group."""
    rows = dict(pools.borne(call.tx, call.group.id))
    names = {
        holder.participant: holder.name
        for rota in rotas.listed(call.tx, call.group.id)
        for holder in turns.holders_of_rota(call.tx, rota.id)
        if holder.participant in rows
    } if rows else {}  # fmt: skip
    return [(names.get(number, ""), count) for number, count in rows.items()]


def _staying_out(found: Scene) -> list[tuple[str, bool]]:
    """Who stays out of the rota, and whether a coordinator exempted them."""
    return [(member.name, member.exempt) for member in found.members.values() if member.out]


def show_next(call: Call[Transaction], command: Next) -> Reply:
    tx, group = call.tx, call.group
    running = [command.rota] if command.rota else rotas.listed(tx, group.id, Stage.RUNNING.value)
    rows = []
    for rota in running:
        found = [turn for turn in turns.of_rota(tx, rota.id) if turn.state in (*AHEAD, State.RUNNING)]
        now = next((turn for turn in found if turn.state == State.RUNNING), None)
        ahead = next((turn for turn in found if turn.state in AHEAD), None)
        rows.append(
            (
                rota_sight(tx, rota, group),
                sight(tx, now, group, rota) if now else None,
                sight(tx, ahead, group, rota) if ahead else None,
            )
        )
    return Reply(views.next_turns(rows, group.name))


def list_rotas(call: Call[Transaction], command: List) -> Reply:
    found = rotas.listed(call.tx, call.group.id)
    return Reply(views.listed([rota_sight(call.tx, rota, call.group) for rota in found], call.group.name))


def why(call: Call[Transaction], command: Why) -> Reply:
    turn = command.turn
    found = reasons(call.tx, turn)
    if not found and turn.state == State.CANCELLED:
        raise not_found(Text("{turn} is cancelled: its rota has ended.", turn=Code(turn.short)))
    return Reply(views.why(sight(call.tx, turn, call.group), found))
