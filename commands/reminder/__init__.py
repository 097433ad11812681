"""Reminders: once or again and again, to oneself, to others or to the whole group."""

from __future__ import annotations

from bot.feature import Feature, Finds, Handles
from bot.text import Text
from commands.reminder import declared
from commands.reminder.handlers import adding, changing, finding, kinds, striking, telling
from storage.transaction import Transaction

feature = Feature[Transaction](
    name="reminder",
    about=Text("reminders: once or again and again, to you, others or the group"),
    handles=(
        Handles(declared.Add, adding.add),
        Handles(declared.List, finding.list_reminders),
        Handles(declared.Snooze, changing.snooze),
        Handles(declared.Cancel, changing.cancel, {"reminder": changing.may_be_cancelled}),
        Handles(declared.Hours, changing.hours),
        Handles(declared.Strike, striking.strike),
    ),
    finds=(
        Finds(kinds.REMINDER, finding.find, finding.suggest, lambda reminder: str(reminder.short)),
        Finds(
            kinds.RECIPIENT,
            finding.find_recipient,
            finding.suggest_recipients,
            lambda found: str(found.typed),
        ),
    ),
    says=telling.says,
    tells={
        "reminder.added": Text("set a reminder"),
        "reminder.cancelled": Text("cancelled a reminder"),
        "reminder.ended": Text("a reminder had nobody left to remind"),
    },
)
