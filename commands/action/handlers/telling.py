"""What is said about actions unasked: the card in the homes, and private messages."""

from __future__ import annotations

from collections.abc import Callable

from bot.blocks import Block
from bot.feature import Said, Says, Telling
from bot.people import Stage
from commands.action import views
from commands.action.handlers import kinds
from commands.action.handlers.seeing import seen
from commands.action.rules import State
from commands.action.values import Sight
from storage import actions, people, persons
from storage.transaction import Transaction

View = Callable[[Sight], tuple[Block, ...]]


def _told(view: View, *, ended: bool = False) -> Callable[[Telling[Transaction]], Said | None]:
    """A message of this look; once the action has ended only where `ended` says so."""

    def tell(telling: Telling[Transaction]) -> Said | None:
        action = actions.at_any(telling.tx, telling.subject)
        if action is None or (action.state != State.OPEN and not ended):
            return None
        group = people.group_of(telling.tx, action.group_id)
        if (group.stage is Stage.CLOSED and not ended) or not persons.may_read(
            telling.tx, telling.address, group
        ):
            return None
        blocks = view(seen(telling.tx, action, telling.at, group.name))
        return Said(blocks, persons.reader_at(telling.tx, telling.address, group))

    return tell


says = (
    Says(kinds.CARD, _told(views.card, ended=True)),
    Says(kinds.GIVEN, _told(views.given)),
    Says(kinds.DUE, _told(views.due)),
    Says(kinds.OVERDUE, _told(views.overdue)),
    Says(kinds.RETURNED, _told(views.returned)),
)
