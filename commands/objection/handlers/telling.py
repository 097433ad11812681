"""What is said about objections unasked, privately: read at the moment of saying it."""

from __future__ import annotations

from bot.blocks import Block
from bot.feature import Said, Says, Telling
from bot.people import Group
from commands.objection import views
from commands.objection.handlers import kinds
from commands.objection.handlers.seeing import sight
from commands.objection.rules import State
from commands.objection.values import PollState
from storage import objections, people, persons
from storage.objections import Objection
from storage.transaction import Transaction


def raised(telling: Telling[Transaction]) -> Said | None:
    """To whoever opened the poll, unless it is answered by now."""
    found = _found(telling)
    if found is None or found[0].state != State.OPEN:
        return None
    objection, group = found
    return _said(telling, group, views.told_raised(sight(objection, telling.at, group.name)))


def answered(telling: Telling[Transaction]) -> Said | None:
    """To whoever raised it, unless that was long settled."""
    found = _found(telling)
    if found is None or found[0].state != State.ANSWERED:
        return None
    objection, group = found
    return _said(telling, group, views.told_answered(sight(objection, telling.at, group.name)))


def settled(telling: Telling[Transaction]) -> Said | None:
    """To whoever raised it or signed it."""
    found = _found(telling)
    if found is None:
        return None
    objection, group = found
    person_id = objections.person_of(telling.tx, group.id, objection.raised_by)
    own = person_id is not None and persons.person_of_address(telling.tx, telling.address) == person_id
    return _said(telling, group, views.told_settled(sight(objection, telling.at, group.name), own=own))


def _found(telling: Telling[Transaction]) -> tuple[Objection, Group] | None:
    """The objection and its group, unless the poll was withdrawn meanwhile."""
    objection = objections.at_any(telling.tx, telling.subject)
    if objection is None or objection.poll.state == PollState.WITHDRAWN:
        return None
    return objection, people.group_of(telling.tx, objection.group_id)


def _said(telling: Telling[Transaction], group: Group, blocks: tuple[Block, ...] | None) -> Said | None:
    return Said(blocks, persons.reader_at(telling.tx, telling.address, group)) if blocks else None


says = (Says(kinds.RAISED, raised), Says(kinds.ANSWERED, answered), Says(kinds.SETTLED, settled))
