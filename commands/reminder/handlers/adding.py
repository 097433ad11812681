"""Setting a reminder: when, how often, for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot import chain
from bot.boundary import Reply
from bot.feature import Call
from bot.moments import Ambiguous, Unreadable, read_moment
from bot.moments.rhythm import NoRhythm, Rhythm, first, read_rhythm, settled
from bot.moments.rules import Freq
from bot.moments.zones import rules_of
from bot.people import Role
from bot.refusals import Misread, Refusal, malformed, not_allowed
from bot.text import Code, Text, listing
from commands.reminder import views
from commands.reminder.declared import Add
from commands.reminder.handlers import kinds
from commands.reminder.handlers.finding import find_recipient, sight
from commands.reminder.rules import LONGEST_WAIT, MORNING, MOST_OTHERS, MOST_OWN, State, Target, beginning
from commands.reminder.values import Recipient
from storage import promises, record, reminders
from storage.numbers import next_number
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class _Plan:
    due: datetime
    rhythm: Rhythm | None


def add(call: Call[Transaction], command: Add) -> Reply:
    tx, group, by = call.tx, call.group, call.seat.number
    to = command.to or find_recipient(call, "me", False)
    own = to.participant == by
    _may(call, own=own)
    # What somebody sets for themselves keeps their clock, everything else the group's.
    zone = call.reader.zone if own else group.zone
    plan = _planned(call, command.when, command.every, zone)
    if not own and plan.rhythm is not None and plan.rhythm.parts.freq is Freq.HOURLY:
        raise malformed(
            "when" if command.every is None else "every",
            Text("Others are reminded once a day at most. Write {example}.", example=Code("every day 9:00")),
        )
    if plan.due - call.at > LONGEST_WAIT:
        raise malformed(
            "when", Text("{when} is more than five years away. Choose an earlier moment.", when=plan.due)
        )
    number, key = next_number(tx, group.id, kinds.REMINDER), call.key()
    reminders.add(
        tx,
        key=key,
        group_id=group.id,
        number=number,
        state=State.STANDING.value,
        author=by,
        text=command.text,
        target=to.target.value,
        participant=to.participant,
        stakeholder_id=to.stakeholder_id,
        role=to.role,
        rhythm=plan.rhythm.rule if plan.rhythm else "",
        zone=zone,
        anchor=plan.due,
        due_at=plan.due,
        added_at=call.at,
    )
    promises.promise(tx, kinds.STRIKE, key, plan.due)
    if to.target is not Target.PERSON:
        _note(call, f"N-{number}", to, plan)
    added = reminders.at_any(tx, key)
    assert added is not None
    return Reply(views.added(sight(added, group.name)))


def _may(call: Call[Transaction], *, own: bool) -> None:
    """Raises Refusal where somebody may not remind others, or has set enough."""
    if not own and call.seat.acts_as.rank < Role.MEMBER.rank:
        raise not_allowed(
            Text("Observers can remind themselves, not others. Leave {to} out.", to=Code("to:"))
        )
    ours, others = reminders.standing(call.tx, call.group.id, call.seat.number, State.STANDING.value)
    most = MOST_OWN if own else MOST_OTHERS
    if (ours if own else others) >= most:
        raise Refusal(
            Text(
                "You have {most} such reminders standing already. {cancel} makes room; {list} shows them.",
                most=most,
                cancel=Code("/reminder cancel"),
                list=Code("/reminder list"),
            )
        )


def _note(call: Call[Transaction], short: str, to: Recipient, plan: _Plan) -> None:
    """What concerns more than one person is on the record; what one person is told is theirs."""
    facts = {"to": to.target.value, "first": chain.stamp(plan.due)}
    if to.role:
        facts["role"] = to.role
    if to.stakeholder:
        facts["stakeholder"] = to.stakeholder
    if plan.rhythm:
        facts["every"] = plan.rhythm.rule
    record.append(
        call.tx, call.group.id, "reminder.added", call.at, by=call.seat.number, subject=short, facts=facts
    )


# When


def _planned(call: Call[Transaction], typed: str, every: Rhythm | None, zone: str) -> _Plan:
    """A moment, from which on it may come back; or how often, and then the first time is the next one."""
    at = _moment(call, typed)
    if at is None:
        rhythm = _rhythm(typed)
        if every is not None:
            raise malformed(
                "when", Text("Say when it comes first: {example}.", example=Code("when:friday 15:00"))
            )
        due = first(rhythm, zone, call.at)
    else:
        if at <= call.at:
            raise malformed(
                "when", Text("{when} has passed. Choose a moment that is still to come.", when=at)
            )
        if every is None:
            return _Plan(at, None)
        rhythm, due = beginning(every, zone, at)
    if due is None:
        raise malformed("when", Text("That never comes. Choose a day that the calendar has."))
    return _Plan(due, settled(rhythm, zone, due))


def _moment(call: Call[Transaction], typed: str) -> datetime | None:
    """The moment that was typed; a day without an hour is its morning, where that is still to come."""
    reader = call.reader

    def read(text: str) -> datetime:
        return read_moment(text, now=call.at, zone=reader.zone, language=reader.language).at

    try:
        at = read(typed)
    except Ambiguous as ambiguous:
        (one, _), (other, _) = ambiguous.readings[:2]
        raise malformed(
            "when",
            Text("“{typed}” can be two moments. Write {one} or {other}.", typed=typed, one=Code(one),
                 other=Code(other)),
        ) from ambiguous  # fmt: skip
    except Unreadable:
        return None
    wall = at.astimezone(rules_of(reader.zone))
    if (wall.hour, wall.minute) != (23, 59):
        return at
    try:
        morning = read(f"{typed} {MORNING}")
    except (Ambiguous, Unreadable):
        return at
    same_day = morning.astimezone(rules_of(reader.zone)).date() == wall.date()
    return morning if same_day and morning > call.at else at


def _rhythm(typed: str) -> Rhythm:
    try:
        return read_rhythm(typed)
    except NoRhythm as unread:
        raise malformed(
            "when",
            Text(
                "I cannot read “{typed}” as a moment, nor how often. Try {examples}.",
                typed=typed,
                examples=listing(Code("friday 15:00"), Code("in 2 hours"), Code("every tuesday 14:00")),
            ),
        ) from unread
    except Misread as misread:
        raise malformed("when", misread.text) from misread
