"""What a reminder says: read at the moment of saying it."""

from __future__ import annotations

from bot.addresses import ChannelRef
from bot.feature import Said, Says, Telling
from bot.people import Stage
from commands.reminder import views
from commands.reminder.handlers import kinds
from commands.reminder.handlers.finding import sight
from commands.reminder.rules import State
from storage import people, persons, reminders
from storage.transaction import Transaction


def told(telling: Telling[Transaction]) -> Said | None:
    reminder = reminders.at_any(telling.tx, telling.subject)
    if reminder is None or reminder.state == State.CANCELLED:
        return None
    group = people.group_of(telling.tx, reminder.group_id)
    if group.stage is Stage.CLOSED or not persons.may_read(telling.tx, telling.address, group):
        return None
    private = ChannelRef.parse(telling.address).is_private
    blocks = views.told(sight(reminder, group.name), telling.at, private=private)
    return Said(blocks, persons.reader_at(telling.tx, telling.address, group))


says = (Says(kinds.TOLD, told),)
