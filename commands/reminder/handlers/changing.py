"""Putting a reminder off for oneself, cancelling it, and quiet hours."""

from __future__ import annotations

from datetime import timedelta

from bot.boundary import Reply
from bot.feature import Call
from bot.people import Role
from bot.refusals import Refusal, malformed, not_allowed
from bot.text import Code, Text
from commands.reminder import views
from commands.reminder.declared import Cancel, Hours, Snooze
from commands.reminder.handlers import kinds
from commands.reminder.handlers.finding import sight
from commands.reminder.rules import State, Target
from storage import people, promises, quiet, record, reminders
from storage.reminders import Reminder
from storage.transaction import Transaction

LONGEST = timedelta(days=366)


def snooze(call: Call[Transaction], command: Snooze) -> Reply:
    """One that comes once and is only for the caller is put off; of any other, the caller alone is told again."""
    reminder, tx, until = command.reminder, call.tx, command.until
    if reminder.state in (State.CANCELLED, State.ENDED):
        raise Refusal(_over(reminder))
    if until <= call.at:
        raise malformed(
            "until", Text("{until} has passed. Choose a moment that is still to come.", until=until)
        )
    if until - call.at > LONGEST:
        raise malformed(
            "until", Text("{until} is more than a year away. Choose an earlier moment.", until=until)
        )
    assert call.person.id is not None
    address = people.address_of(tx, call.person.id)
    assert address is not None
    if reminder.state == State.STANDING and not reminder.rhythm and reminder.participant == call.seat.number:
        promises.release(tx, kinds.STRIKE, reminder.key)
        reminders.move(tx, reminder.id, until)
        promises.promise(tx, kinds.STRIKE, reminder.key, until)
    else:
        promises.say(tx, kinds.TOLD, reminder.key, address, until)
    return Reply(views.snoozed(sight(reminder), until))


def may_be_cancelled(call: Call[Transaction], reminder: Reminder) -> bool:
    """Whether it is the caller's, or they coordinate."""
    concerned = call.seat.number in (reminder.author, reminder.participant)
    return reminder.state == State.STANDING and (concerned or call.seat.acts_as is Role.COORDINATOR)


def cancel(call: Call[Transaction], command: Cancel) -> Reply:
    reminder, tx = command.reminder, call.tx
    if reminder.state != State.STANDING:
        raise Refusal(_over(reminder))
    concerned = call.seat.number in (reminder.author, reminder.participant)
    if not concerned and call.seat.acts_as is not Role.COORDINATOR:
        raise not_allowed(
            Text(
                "{reminder} was set by {name}. They or a coordinator can cancel it.",
                reminder=Code(reminder.short),
                name=reminder.author_name or Text("somebody who has left"),
            )
        )
    reminders.end(tx, reminder.id, State.CANCELLED.value)
    promises.release(tx, kinds.STRIKE, reminder.key)
    if reminder.target != Target.PERSON:
        record.append(
            tx, call.group.id, "reminder.cancelled", call.at, by=call.seat.number, subject=reminder.short
        )
    return Reply(views.cancelled(sight(reminder)))


def _over(reminder: Reminder) -> Text:
    return Text(
        "{reminder} does not stand any more. {list} shows those that do.",
        reminder=Code(reminder.short),
        list=Code("/reminder list"),
    )


def hours(call: Call[Transaction], command: Hours) -> Reply:
    person_id = call.tx.person_of(call.account, call.person.name, call.at)
    quiet.choose(call.tx, person_id, command.hours)
    return Reply(views.quiet(command.hours, call.reader.zone))
