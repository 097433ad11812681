"""A reminder comes round: it is said, and the same transaction writes when it comes next."""

from __future__ import annotations

from bot.boundary import Reply
from bot.feature import Call
from bot.moments.rhythm import Rhythm
from bot.people import Group, Role, Stage
from commands.reminder.declared import Strike
from commands.reminder.handlers import kinds
from commands.reminder.rules import State, Target, comes_round
from storage import groups, people, promises, quiet, record, reminders, role_holders
from storage.reminders import Reminder
from storage.transaction import Transaction


def strike(call: Call[Transaction], command: Strike) -> Reply:
    tx = call.tx
    people.lock(tx, command.reminder.group_id)
    reminder = reminders.at_any(tx, command.reminder.key)
    assert reminder is not None
    group = people.group_of(tx, reminder.group_id)
    # It may have been put off or cancelled while the timer was on its way.
    if reminder.state != State.STANDING or reminder.due_at > call.at or group.stage is Stage.CLOSED:
        return Reply(())
    rhythm = Rhythm(reminder.rhythm) if reminder.rhythm else None
    turn = comes_round(rhythm, reminder.zone, reminder.anchor, reminder.due_at, call.at)
    if turn.told is not None and not _say(call, reminder, group):
        _end(call, reminder)
        return Reply(())
    state = State.STANDING if turn.following is not None else State.DONE
    next_due = turn.following or reminder.due_at
    reminders.told(tx, reminder.id, state.value, next_due, turn.told or reminder.told_at)
    if turn.following is not None:
        promises.promise(tx, kinds.STRIKE, reminder.key, turn.following)
    return Reply(())


def _say(call: Call[Transaction], reminder: Reminder, group: Group) -> bool:
    """False where it was for one person, who has left."""
    tx = call.tx
    if reminder.target == Target.HOME:
        for home in groups.homes(tx, group.id):
            promises.say(tx, kinds.TOLD, reminder.key, home, call.at)
        return True
    recipients = _recipients(call, reminder)
    for person_id in recipients:
        quiet.tell(tx, kinds.TOLD, reminder.key, person_id, group.zone, call.at)
    return bool(recipients) or reminder.target != Target.PERSON


def _recipients(call: Call[Transaction], reminder: Reminder) -> list[int]:
    """Who is meant at this moment. Where nobody holds the role, the coordinators are told."""
    tx, group_id = call.tx, reminder.group_id
    match Target(reminder.target):
        case Target.PERSON:
            return reminders.at_number(tx, group_id, reminder.participant)
        case Target.STAKEHOLDER:
            return reminders.of_stakeholder(tx, group_id, reminder.stakeholder_id or 0)
        case _:
            holders = [
                *reminders.of_role(tx, group_id, reminder.role),
                *role_holders.holding(tx, group_id, reminder.role, call.at),
            ]
            return list(dict.fromkeys(holders)) or reminders.of_role(tx, group_id, Role.COORDINATOR.value)


def _end(call: Call[Transaction], reminder: Reminder) -> None:
    reminders.end(call.tx, reminder.id, State.ENDED.value)
    if reminder.participant != reminder.author:
        record.append(call.tx, reminder.group_id, "reminder.ended", call.at, by=None, subject=reminder.short)
