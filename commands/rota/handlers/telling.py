"""What rotas say unasked: read at the moment of saying it, for the one who will read it."""

from __future__ import annotations

from collections.abc import Callable

from bot.blocks import Block
from bot.feature import Said, Says, Telling
from bot.people import Group
from commands.rota import views
from commands.rota.handlers import kinds
from commands.rota.handlers.drawing import drawn_sight
from commands.rota.handlers.seeing import reader_number, rota_sight, sight
from commands.rota.rules.values import AHEAD, Holding, State
from commands.rota.values import Place, TurnSight
from storage import people, persons, rotas, turns
from storage.transaction import Transaction
from storage.turns import Turn


def asked(telling: Telling[Transaction], *, again: bool = False) -> Said | None:
    """To a holder, unless they do not hold it any more or it has begun."""
    found = _turn(telling)
    if found is None:
        return None
    turn, group, _ = found
    place = _own(telling, turn)
    if place is None or turn.state not in AHEAD or telling.at >= turn.starts:
        return None
    return _said(telling, group, views.asked(turn, place, _note_before(telling), again=again))


def asked_again(telling: Telling[Transaction]) -> Said | None:
    return asked(telling, again=True)


def _note_before(telling: Telling[Transaction]) -> str:
    """The hand-over note of the turn before."""
    turn = turns.at_any(telling.tx, telling.subject)
    assert turn is not None
    before = [each for each in turns.of_rota(telling.tx, turn.rota_id) if each.starts_at < turn.starts_at]
    if not before or not before[-1].note_seq:
        return ""
    return sight(telling.tx, before[-1], people.group_of(telling.tx, turn.group_id)).note


def announced(telling: Telling[Transaction]) -> Said | None:
    """In a home, unless the turn has begun by now."""
    found = _turn(telling)
    if found is None or found[0].state not in AHEAD or telling.at >= found[0].starts:
        return None
    return _said(telling, found[1], views.announced(found[0]))


def changed(telling: Telling[Transaction]) -> Said | None:
    """In a home: somebody else holds a turn that was announced, or nobody."""
    found = _turn(telling)
    if found is None or found[0].state not in (*AHEAD, State.RUNNING):
        return None
    return _said(telling, found[1], views.changed(found[0]))


def offered(telling: Telling[Transaction]) -> Said | None:
    """To the deputy, while nobody has confirmed."""
    found = _turn(telling)
    if found is None or telling.at >= found[0].ends:
        return None
    turn, group, _ = found
    number = reader_number(telling.tx, turn.group_id, telling.address)
    waits = any(place.state is Holding.ASKED for place in turn.holders)
    if turn.deputy is None or turn.deputy.number != number or not waits:
        return None
    return _said(telling, group, views.offered(turn))


def nobody(telling: Telling[Transaction]) -> Said | None:
    """To a coordinator, unless somebody holds it by now. A turn that was skipped may have been planned for
    somebody: nobody told them in time."""
    found = _turn(telling)
    if found is None or found[0].state is State.CANCELLED:
        return None
    if found[0].holders and found[0].state is not State.SKIPPED:
        return None
    return _said(telling, found[1], views.nobody(found[0]))


def relieved(telling: Telling[Transaction]) -> Said | None:
    """To somebody who held a turn and does not any more."""
    found = _turn(telling)
    if found is None or _own(telling, found[0]) is not None:
        return None
    turn, group, _ = found
    number = reader_number(telling.tx, turn.group_id, telling.address)
    former = next((place for place in reversed(turn.former) if place.number == number), None)
    return _said(telling, group, views.relieved(turn, former)) if former else None


def began(telling: Telling[Transaction]) -> Said | None:
    """To a holder, while the turn runs."""
    found = _turn(telling)
    if found is None or found[0].state is not State.RUNNING or _own(telling, found[0]) is None:
        return None
    return _said(telling, found[1], views.began(found[0], _note_before(telling)))


def swap_asked(telling: Telling[Transaction]) -> Said | None:
    """To whom somebody would like to swap with, unless that is answered."""
    found = _turn(telling)
    if found is None or telling.at >= found[0].starts:
        return None
    seen, group, turn = found
    swap = turns.swap_of(telling.tx, turn.id)
    if swap is None or swap.asked != reader_number(telling.tx, turn.group_id, telling.address):
        return None
    asker = next((place for place in seen.holders if place.number == swap.asker), None)
    if asker is None:
        return None
    other = turns.by_id(telling.tx, swap.other_id) if swap.other_id is not None else None
    blocks = views.asked_to_swap(seen, sight(telling.tx, other, group) if other else None, asker.name)
    return _said(telling, group, blocks)


def swap_answered(telling: Telling[Transaction]) -> Said | None:
    """To whoever asked for a swap."""
    found = _turn(telling)
    if found is None:
        return None
    return _said(telling, found[1], views.swap_answered(found[0], own=_own(telling, found[0]) is not None))


def handed(telling: Telling[Transaction]) -> Said | None:
    """In a home, and to whoever is next."""
    found = _turn(telling)
    if found is None or not found[0].note:
        return None
    return _said(telling, found[1], views.handed(found[0]))


def created(telling: Telling[Transaction]) -> Said | None:
    rota = rotas.at_any(telling.tx, telling.subject)
    if rota is None:
        return None
    group = people.group_of(telling.tx, rota.group_id)
    ahead = [turn for turn in turns.of_rota(telling.tx, rota.id) if turn.state in AHEAD]
    seen = [sight(telling.tx, turn, group, rota) for turn in ahead[:3]]
    return _said(telling, group, views.begun(rota_sight(telling.tx, rota, group), seen))


def drawing(telling: Telling[Transaction]) -> Said | None:
    rota = rotas.at_any(telling.tx, telling.subject)
    if rota is None or not rota.draw_sources:
        return None
    group = people.group_of(telling.tx, rota.group_id)
    return _said(telling, group, views.draw(*drawn_sight(telling.tx, rota)))


def ended(telling: Telling[Transaction]) -> Said | None:
    rota = rotas.at_any(telling.tx, telling.subject)
    if rota is None:
        return None
    group = people.group_of(telling.tx, rota.group_id)
    return _said(telling, group, views.has_ended(rota_sight(telling.tx, rota, group)))


def _turn(telling: Telling[Transaction]) -> tuple[TurnSight, Group, Turn] | None:
    turn = turns.at_any(telling.tx, telling.subject)
    if turn is None:
        return None
    group = people.group_of(telling.tx, turn.group_id)
    return sight(telling.tx, turn, group), group, turn


def _own(telling: Telling[Transaction], turn: TurnSight) -> Place | None:
    """The reader's place among the holders."""
    number = reader_number(telling.tx, turn.group_id, telling.address)
    return next((place for place in turn.holders if place.number == number), None)


def _said(telling: Telling[Transaction], group: Group, blocks: tuple[Block, ...]) -> Said:
    return Said(blocks, persons.reader_at(telling.tx, telling.address, group))


_VIEWS: dict[str, Callable[[Telling[Transaction]], Said | None]] = {
    kinds.ASKED: asked,
    kinds.AGAIN: asked_again,
    kinds.ANNOUNCED: announced,
    kinds.CHANGED: changed,
    kinds.OFFERED: offered,
    kinds.NOBODY: nobody,
    kinds.RELIEVED: relieved,
    kinds.BEGAN: began,
    kinds.SWAP: swap_asked,
    kinds.SWAPPED: swap_answered,
    kinds.HANDED: handed,
    kinds.CREATED: created,
    kinds.DRAW: drawing,
    kinds.ENDED: ended,
}
says = tuple(Says(kind, view) for kind, view in _VIEWS.items())
