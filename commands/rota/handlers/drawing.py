"""Draws that anybody can repeat (RFC 3797): the pool and its sources are published first, and the order is
drawn once their numbers are out."""

from __future__ import annotations

from bot.boundary import Reply
from bot.draw import order
from bot.feature import Call
from bot.refusals import Refusal
from bot.sources import are_numbers, read_sources
from bot.text import Code, Text
from commands.rota import views
from commands.rota.declared import Draw
from commands.rota.handlers import kinds
from commands.rota.handlers.arranging import arrange
from commands.rota.handlers.creating import must_run
from commands.rota.handlers.finding import group_of
from commands.rota.handlers.scene import scene
from commands.rota.handlers.steps import note, tell_homes
from storage import record, rotas
from storage.rotas import Rota
from storage.transaction import Transaction

MOST_POOL = 100
"""People in one draw: their list is published in the homes."""


def draw(call: Call[Transaction], command: Draw) -> Reply:
    rota = command.rota
    must_run(rota)
    given = read_sources(command.sources)
    announced = () if rota.draw_values else rota.draw_sources
    if are_numbers(given, announced, Code(f'/rota draw {rota.short} "EuroMillions of next friday"')):
        return _draw(call, rota, given)
    return _announce(call, rota, given)


def _announce(call: Call[Transaction], rota: Rota, sources: tuple[str, ...]) -> Reply:
    tx = call.tx
    people = scene(tx, rota, group_of(call, rota.group_id), call.at).people
    if not people:
        raise Refusal(
            Text("Nobody takes part in {rota} yet, so there is nothing to draw.", rota=Code(rota.short))
        )
    if len(people) > MOST_POOL:
        raise Refusal(
            Text(
                "{n} people take part in {rota}, and a draw is published with at most {most} names. Make a rota"
                " for fewer stakeholder groups with {pool}.",
                n=len(people),
                rota=Code(rota.short),
                most=MOST_POOL,
                pool=Code("pool:"),
            )
        )
    pool = [person.number for person in people]
    note(
        call,
        rota.group_id,
        call.seat.number,
        "rota.draw_announced",
        rota.short,
        {"pool": list(pool), "sources": list(sources)},
    )
    rotas.announce_draw(tx, rota.id, pool, sources)
    tell_homes(call, kinds.DRAW, rota.group_id, rota.key)
    return Reply(views.draw(*drawn_sight(tx, rotas.by_id(tx, rota.id))))


def _draw(call: Call[Transaction], rota: Rota, values: tuple[str, ...]) -> Reply:
    tx = call.tx
    drawn = [rota.draw_pool[place - 1] for place in order(values, len(rota.draw_pool))]
    note(
        call,
        rota.group_id,
        call.seat.number,
        "rota.drawn",
        rota.short,
        {"values": list(values), "order": list(drawn)},
    )
    rotas.draw(tx, rota.id, values, drawn)
    arrange(call, rota)
    tell_homes(call, kinds.DRAW, rota.group_id, rota.key)
    return Reply(views.draw(*drawn_sight(tx, rotas.by_id(tx, rota.id))))


def drawn_sight(
    tx: Transaction, rota: Rota
) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The rota, the names in the pool and the sources, with their numbers and the order once it is drawn."""
    names = record.names(tx, rota.group_id)
    called = [names.get(number, "") for number in rota.draw_pool]
    pool = {
        number: name if name and called.count(name) == 1 else f"{name} #{number}".strip()
        for number, name in zip(rota.draw_pool, called, strict=True)
    }
    order_ = tuple(pool.get(number, "") for number in rota.drawn) if rota.draw_values else ()
    return rota.short, tuple(pool.values()), rota.draw_sources, rota.draw_values, order_
