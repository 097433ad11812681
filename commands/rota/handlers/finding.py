"""How rotas and turns are named, and which turns are meant where none is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.boundary import Nobody, Suggestion
from bot.feature import Call, Finds, Suits
from bot.people import Group
from bot.refusals import Refusal, Why, not_found
from bot.text import Code, Text, listing
from commands.rota import views
from commands.rota.handlers.seeing import rota_sight, sight
from commands.rota.rules.reading import called, meant
from commands.rota.rules.values import AHEAD, HOLDS, Holding, State
from commands.rota.values import Stage
from storage import people, rotas, turns
from storage.folding import folded
from storage.rotas import Rota
from storage.transaction import Transaction
from storage.turns import Holder, Turn

SUGGESTED = 25
LATELY = timedelta(days=60)
"""Turns that ended before are not suggested any more."""
_ROTA = re.compile(r"(?:r[-\s]?)?([0-9]{1,9})", re.IGNORECASE)
_TURN = re.compile(r"(?:t[-\s]?)?([0-9]{1,9})", re.IGNORECASE)


def find_rota(call: Call[Transaction], typed: str, is_key: bool) -> Rota:
    """A rota of another group is none here: the answer is the same."""
    if is_key:
        found = rotas.by_key(call.tx, call.group.id, typed)
    elif match := _ROTA.fullmatch(typed.strip()):
        found = rotas.by_number(call.tx, call.group.id, int(match[1]))
    else:
        found = _by_role(call, typed)
    if found is None:
        show = Code("/rota list")
        raise not_found(
            Text("That rota is not in this group. {list} shows those that are.", list=show)
            if is_key
            else Text(
                "There is no rota “{typed}” in this group. {list} shows them all.", typed=typed, list=show
            )
        )
    return found


def _by_role(call: Call[Transaction], typed: str) -> Rota | None:
    """The rota that lets this role go round, else the last one that did. Raises Refusal where several do."""
    named = folded(meant(" ".join(typed.split())))
    found = [rota for rota in rotas.listed(call.tx, call.group.id) if folded(rota.role) == named]
    running = [rota for rota in found if rota.state == Stage.RUNNING]
    if len(running) > 1:
        raise Refusal(
            Text(
                "Several rotas have this role. Name one of them: {rotas}.",
                rotas=listing(*(Code(rota.short) for rota in running)),
            ),
            Why.MALFORMED,
        )
    fitting = running or found[-1:]
    return fitting[0] if fitting else None


def find_turn(call: Call[Transaction], typed: str, is_key: bool) -> Turn:
    if call.request.who is Nobody.CLOCK:
        found = turns.at_any(call.tx, typed)
        if found is not None:
            people.lock(call.tx, found.group_id)
            found = turns.at_any(call.tx, typed)
    elif is_key:
        found = turns.by_key(call.tx, call.group.id, typed)
    elif match := _TURN.fullmatch(typed.strip()):
        found = turns.by_number(call.tx, call.group.id, int(match[1]))
    else:
        found = None
    if found is None:
        show = Code("/rota show")
        raise not_found(
            Text("That turn is not in this group. {show} shows those that are.", show=show)
            if is_key
            else Text(
                "There is no turn “{typed}” in this group. {show} shows the next ones.",
                typed=typed,
                show=show,
            )
        )
    return found


def suggest_rotas(call: Call[Transaction], typed: str, suits: Suits) -> Sequence[Suggestion]:
    if call.perhaps_group is None:
        return ()
    wanted = folded(typed)
    found = [
        rota
        for rota in rotas.listed(call.tx, call.group.id)
        if wanted in folded(rota.short) or any(wanted in folded(word) for word in called(rota.role))
    ]
    found = [rota for rota in found if suits(rota)]
    found.sort(key=lambda rota: (rota.state != Stage.RUNNING, rota.number))
    shown = found[:SUGGESTED]
    return [Suggestion(rota.short, views.rota_label(rota_sight(call.tx, rota, call.group))) for rota in shown]


def suggest_turns(call: Call[Transaction], typed: str, suits: Suits) -> Sequence[Suggestion]:
    """The reader's own first, then the next ones; of what is over only the reader's own."""
    if call.perhaps_group is None:
        return ()
    wanted = folded(typed)
    number = call.perhaps_seat.number if call.perhaps_seat else 0
    coming = turns.ending_after(call.tx, call.group.id, call.at)[: 2 * SUGGESTED]
    found = [
        sight(call.tx, turn, call.group)
        for turn in (*(each for each in coming if each.state in (*AHEAD, State.RUNNING)), *_own_past(call))
        if wanted in folded(turn.short) and suits(turn)
    ]
    found.sort(key=lambda turn: all(place.number != number for place in turn.holders))
    return [Suggestion(turn.short, views.turn_label(turn)) for turn in found[:SUGGESTED]]


def _own_past(call: Call[Transaction]) -> list[Turn]:
    """The caller's turns that ended lately, the last first."""
    if call.perhaps_seat is None or call.person.id is None:
        return []
    over = turns.of_person(call.tx, call.person.id, State.OVER.value, call.at - LATELY)
    mine = [turn for turn, number, _ in over if (turn.group_id, number) == (call.group.id, call.seat.number)]
    return mine[::-1]


def own(call: Call[Transaction], turn: Turn | None, *, unconfirmed: bool = False) -> tuple[Turn, Holder]:
    """The turn ahead that the caller means, and how they hold it; without one their next. Raises Refusal."""
    if turn is not None:
        return turn, _held(call, turn)
    assert call.person.id is not None
    mine = [
        (found, state)
        for wanted in AHEAD
        for found, number, state in turns.of_person(call.tx, call.person.id, wanted.value, call.at)
        if found.group_id == call.group.id and state in HOLDS and number == call.seat.number
    ]
    mine.sort(key=lambda each: (unconfirmed and each[1] != Holding.ASKED, each[0].starts_at))
    if not mine:
        raise not_found(
            Text("You have no turn to come in {group}. {show} shows who has.", group=call.group.name,
                 show=Code("/rota show"))
        )  # fmt: skip
    return mine[0][0], _held(call, mine[0][0])


def _held(call: Call[Transaction], turn: Turn) -> Holder:
    for holder in turns.holders(call.tx, turn.id):
        if holder.participant == call.seat.number and holder.state in HOLDS:
            return holder
    raise Refusal(
        Text("{turn} is not yours. {why} tells whose it is.", turn=Code(turn.short),
             why=Code(f"/rota why {turn.short}"))
    )  # fmt: skip


def must_be_ahead(call: Call[Transaction], turn: Turn) -> None:
    """Raises Refusal for a turn that has begun, or that is not to come any more."""
    short = Code(turn.short)
    if turn.state == State.CANCELLED:
        raise Refusal(Text("{turn} is cancelled: its rota has ended.", turn=short))
    if turn.state not in AHEAD or call.at >= turn.starts_at:
        raise Refusal(
            Text(
                "{turn} began {starts}. A coordinator can still give it to somebody else: {override}",
                turn=short,
                starts=turn.starts_at,
                override=Code(f"/rota override {turn.short}"),
            )
            if turn.state in (*AHEAD, State.RUNNING)
            else Text("{turn} is over. {show} shows the next ones.", turn=short, show=Code("/rota show"))
        )


def group_of(call: Call[Transaction], group_id: int) -> Group:
    """The group, for people and for the clock."""
    return call.perhaps_group or people.group_of(call.tx, group_id)


finds = (
    Finds("rota", find_rota, suggest_rotas, lambda rota: str(rota.short)),
    Finds("turn", find_turn, suggest_turns, lambda turn: str(turn.short)),
)
