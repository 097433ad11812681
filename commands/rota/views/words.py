"""The words that all views of rotas share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.blocks import Block, Button, Buttons
from bot.text import Code, Plural, Text, Words, listing, verbatim
from commands.rota.rules.reading import FACILITATOR
from commands.rota.rules.values import Holding, State
from commands.rota.values import Mine, Place, TurnSight

_DAY, _HOUR, _MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def role(name: str) -> Words:
    return Text("facilitator") if name == FACILITATOR else verbatim(name)


def name(typed: str) -> Words:
    return verbatim(typed) if typed else Text("somebody whose name was erased")


def said(typed: str) -> Words:
    """What somebody wrote, unless it was erased."""
    return verbatim(typed) if typed else Text("(the text was erased)")


def person(place: Place) -> Words:
    """The name, and the stakeholder group behind it."""
    if not place.stakeholder:
        return name(place.name)
    return Text("{name} ({stakeholder})", name=name(place.name), stakeholder=place.stakeholder)


def people(places: Sequence[Place]) -> Words:
    if not places:
        return Text("nobody")
    return Text("{people}", people=listing(*(person(place) for place in places)))


def length(delta: timedelta) -> Words:
    """How long something is: in days where it is several of them, else in hours or minutes."""
    if delta % _DAY == timedelta(0) and delta > _DAY:
        return Plural("{n} day", "{n} days", n=delta // _DAY)
    if delta % _HOUR == timedelta(0):
        return Plural("{n} hour", "{n} hours", n=delta // _HOUR)
    return Plural("{n} minute", "{n} minutes", n=delta // _MINUTE)


def lengths(deltas: Sequence[timedelta]) -> Words:
    return Text("{lengths}", lengths=listing(*(length(delta) for delta in deltas)))


def turns(n: int) -> Words:
    return Plural("{n} turn", "{n} turns", n=n)


def standing(turn: TurnSight) -> Words:
    """How far it is with the turn, in few words."""
    match turn.state:
        case State.PLANNED:
            return Text("planned")
        case State.GIVEN:
            return Text("confirmed") if turn.confirmed else Text("not confirmed yet")
        case State.RUNNING:
            return Text("running")
        case State.OVER:
            return Text("over")
        case State.SKIPPED:
            return Text("skipped: nobody could hold it")
        case State.CANCELLED:
            return Text("cancelled")


def with_deputy(turn: TurnSight) -> Words:
    """Who holds it, how far that is, and who stands by."""
    if not turn.holders:
        if turn.state in (State.SKIPPED, State.CANCELLED):
            return standing(turn)
        return Text("nobody can hold it so far")
    if turn.state is State.PLANNED:
        if turn.deputy is None:
            return people(turn.holders)
        return Text("{people}; deputy {deputy}", people=people(turn.holders), deputy=person(turn.deputy))
    if turn.deputy is None or turn.state is not State.GIVEN:
        return Text("{people}, {state}", people=people(turn.holders), state=standing(turn))
    return Text(
        "{people}, {state}; deputy {deputy}",
        people=people(turn.holders),
        state=standing(turn),
        deputy=person(turn.deputy),
    )


def button(turn: TurnSight, label: Words, path: str, *more: tuple[str, str]) -> Button:
    """A button of this very turn."""
    return Button(label, path, (("group", str(turn.group_id)), ("turn", turn.key), *more))


def buttons(turn: TurnSight, may: Mine) -> tuple[Block, ...]:
    """What the reader can do with the turn now, where several turns are shown."""
    short = Code(turn.short)
    pressed = [
        *((button(turn, Text("Confirm {turn}", turn=short), "rota confirm"),) if may.confirm else ()),
        *((button(turn, Text("Decline {turn}", turn=short), "rota decline"),) if may.decline else ()),
        *((button(turn, Text("Swap {turn}", turn=short), "rota swap"),) if may.swap else ()),
        *((button(turn, Text("Take over {turn}", turn=short), "rota take"),) if may.take else ()),
        *(answers(turn) if may.agree else ()),
    ]
    return (Buttons(tuple(pressed)),) if pressed else ()


def answers(turn: TurnSight) -> tuple[Button, Button]:
    """To somebody who was asked for a swap."""
    return (
        button(turn, Text("Agree"), "rota agree"),
        button(turn, Text("No, keep it as it is"), "rota agree", ("answer", "no")),
    )


def confirm_or_pass(turn: TurnSight, place: Place) -> tuple[Block, ...]:
    """To a holder, in a message about this turn alone."""
    confirm = (button(turn, Text("Confirm"), "rota confirm"),) if place.state is Holding.ASKED else ()
    decline = button(turn, Text("Decline"), "rota decline")
    return (Buttons((*confirm, decline, button(turn, Text("Swap"), "rota swap"))),)


def rota_label(short: str, role_: str, rhythm: Words) -> Words:
    return Text("{rota}: {role}, {rhythm}", rota=Code(short), role=role(role_), rhythm=rhythm)
