"""Staying out of a rota and coming back, and the hours in which no turn of somebody's begins."""

from __future__ import annotations

from bot.boundary import Reply
from bot.feature import Call
from bot.people import Role
from bot.refusals import Refusal, not_allowed
from bot.text import Code, Text
from commands.rota import views
from commands.rota.declared import KeepHours, Leave
from commands.rota.handlers import kinds
from commands.rota.handlers.arranging import arrange
from commands.rota.handlers.creating import must_run
from commands.rota.handlers.holding import let_go, member_of, named_member
from commands.rota.handlers.seeing import rota_sight, sight
from commands.rota.handlers.steps import holding, note, relend, tell_coordinators
from commands.rota.rules.hours import is_within, minutes
from commands.rota.rules.values import AHEAD, HOLDS, Holding, State
from commands.rota.values import Stage
from storage import pools, rotas, turns
from storage.rotas import Rota
from storage.transaction import Transaction


def leave(call: Call[Transaction], command: Leave) -> Reply:
    rota, tx = command.rota, call.tx
    must_run(rota)
    if command.who is None:
        member = member_of(call, rota.id, call.seat.number)
    else:
        member = named_member(call, rota.id, command.who)
    own = member.number == call.seat.number
    if not own and call.seat.acts_as is not Role.COORDINATOR:
        raise not_allowed(
            Text("Only a coordinator exempts others. For yourself leave {who} out.", who=Code("who:"))
        )
    if member.out is not command.back:
        raise Refusal(_already(command.back, own, member.name, rota.short))
    kind = "rota.returned" if command.back else "rota.left" if own else "rota.exempted"
    note(call, rota.group_id, call.seat.number, kind, rota.short, {"participant": member.number})
    pools.stand(
        tx, rota.id, member.number, call.at, out=not command.back, exempt=not own and not command.back
    )
    lost: set[int] = set()
    if not command.back:
        for turn in turns.of_rota(tx, rota.id):
            if turn.state in AHEAD:
                for holder in holding(call, turn):
                    if holder.participant == member.number and turn.state == State.GIVEN:
                        let_go(call, turn, holder, Holding.GONE)
                        lost.add(turn.id)
    arrange(call, rota, lost=lost)
    passed = [sight(tx, turns.by_id(tx, turn_id), call.group) for turn_id in sorted(lost)]
    seen = rota_sight(tx, rota, call.group)
    return Reply(views.left(seen, "" if own else member.name, passed, back=command.back))


def _already(back: bool, own: bool, name: str, short: str) -> Text:
    rota = Code(short)
    if own:
        return (
            Text("You take part in {rota} already.", rota=rota)
            if back
            else Text("You stay out of {rota} already. {back} takes part in it again.", rota=rota,
                      back=Code(f"/rota leave {short} back:yes"))
        )  # fmt: skip
    return (
        Text("{name} takes part in {rota} already.", name=name, rota=rota)
        if back
        else Text("{name} stays out of {rota} already.", name=name, rota=rota)
    )


def passes_on(call: Call[Transaction], participant: int) -> None:
    """Somebody's seat ended: their turns go to the next in the order, and a turn that runs to whomever the
    coordinators name."""
    for turn in turns.in_state(call.tx, call.group.id, State.RUNNING.value):
        held = holding(call, turn)
        for holder in held:
            if holder.participant == participant:
                let_go(call, turn, holder, Holding.GONE)
                if len(held) == 1:
                    tell_coordinators(call, kinds.NOBODY, turn.group_id, turn.key)
    relend(call, call.group.id)
    follow(call, frozenset((participant,)))


def follow(call: Call[Transaction], participants: frozenset[int]) -> None:
    """They can hold other turns than before. Where one of them has one or stands by for one, or where somebody is
    lacking, the turns ahead are arranged at once; else it counts when the next turn is."""
    for rota in rotas.listed(call.tx, call.group.id, Stage.RUNNING.value):
        if _concerns(call, rota, participants):
            arrange(call, rota)


def _concerns(call: Call[Transaction], rota: Rota, participants: frozenset[int]) -> bool:
    holders: dict[int, set[int]] = {}
    for holder in turns.holders_of_rota(call.tx, rota.id):
        if holder.state in HOLDS:
            holders.setdefault(holder.turn_id, set()).add(holder.participant)
    ahead = [turn for turn in turns.of_rota(call.tx, rota.id) if turn.state in AHEAD]
    return any(
        len(held := holders.get(turn.id, set())) < rota.holders
        or not participants.isdisjoint(held | {turn.deputy})
        for turn in ahead
    )


def keep_hours(call: Call[Transaction], command: KeepHours) -> Reply:
    tx, number, hours = call.tx, call.seat.number, command.hours
    stored = (minutes(hours.since), minutes(hours.until)) if hours else None
    pools.keep_quiet(tx, call.group.id, number, stored)
    for rota in rotas.listed(tx, call.group.id, Stage.RUNNING.value):
        arrange(call, rota)
    assert call.person.id is not None
    within = [
        sight(tx, turn, call.group)
        for turn, participant, state in turns.of_person(tx, call.person.id, State.GIVEN.value, call.at)
        if turn.group_id == call.group.id
        and participant == number
        and state in HOLDS
        and hours is not None
        and is_within(hours, turn.starts_at, call.reader.zone)
    ]
    return Reply(views.hours_kept(hours, call.reader.zone, within))
