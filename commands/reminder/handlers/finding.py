"""How reminders and those whom they are for are named, and which reminders somebody can see."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.boundary import Reply, Suggestion
from bot.feature import Call, Suits, anything
from bot.moments.rhythm import Rhythm
from bot.people import ROLE_WORDS, Role, Stage
from bot.refusals import Refusal, Why, not_found
from bot.text import Code, Text
from commands.reminder import views
from commands.reminder.declared import List
from commands.reminder.rules import ROLES, State, Target
from commands.reminder.values import Recipient, Sight
from storage import people, reminders, rotas, seats
from storage.folding import folded
from storage.reminders import Reminder
from storage.transaction import Transaction

LISTED = 20
SUGGESTED = 25
RUNNING = "running"
"""The state of a rota that goes on, as it is stored with it."""
STAKEHOLDER = "stakeholder"
"""The kind of record that a stakeholder group is."""
_SHORT = re.compile(r"(?:n[-\s]?)?([0-9]{1,9})", re.IGNORECASE)
_ME = frozenset({"me", "myself", "moi"})
_HOME = frozenset({"home", "homes", "group", "all", "everybody", "everyone", "tous", "groupe"})
_ROLES = {f"{role.value}{ending}": role.value for role in ROLES for ending in ("", "s")}
_ROLES |= {word: role.value for word, role in ROLE_WORDS.items()}


def find(call: Call[Transaction], typed: str, is_key: bool) -> Reminder:
    """One that the caller can see; the clock sees all. Another group's is none here."""
    seen = call.perhaps_seat.number if call.perhaps_seat else 0
    found = None
    if is_key:
        found = reminders.at_any(call.tx, typed)
        if found is not None and call.perhaps_group is not None:
            hidden = found.target == Target.PERSON and seen not in (found.participant, found.author)
            found = None if hidden or found.group_id != call.group.id else found
    elif match := _SHORT.fullmatch(typed.strip()):
        found = reminders.by_number(call.tx, call.group.id, int(match[1]), seen)
    if found is None:
        show = Code("/reminder list")
        if is_key:
            raise not_found(
                Text("That reminder is not yours to see. {list} shows those that are.", list=show)
            )
        raise not_found(
            Text(
                "There is no reminder “{typed}” that you can see. {list} shows them.", typed=typed, list=show
            )
        )
    return found


def suggest(call: Call[Transaction], typed: str, suits: Suits) -> Sequence[Suggestion]:
    if call.perhaps_group is None or call.perhaps_seat is None:
        return ()
    found = reminders.listed(call.tx, call.group.id, call.seat.number, State.STANDING.value, 4 * SUGGESTED)
    wanted = folded(typed)
    fitting = [each for each in found if wanted in folded(each.short) or wanted in folded(each.text)]
    fitting = [each for each in fitting if suits(each)]
    return [Suggestion(each.short, views.label(sight(each))) for each in fitting[:SUGGESTED]]


def list_reminders(call: Call[Transaction], command: List) -> Reply:
    found = reminders.listed(call.tx, call.group.id, call.seat.number, State.STANDING.value, LISTED + 1)
    sights = [sight(each, call.group.name) for each in found[:LISTED]]
    closed = call.group.stage is Stage.CLOSED
    return Reply(views.listed(sights, call.group.name, more=len(found) > LISTED, closed=closed))


def sight(reminder: Reminder, group: str = "") -> Sight:
    return Sight(
        key=reminder.key,
        group_id=reminder.group_id,
        group=group,
        short=reminder.short,
        text=reminder.text,
        target=Target(reminder.target),
        own=reminder.participant == reminder.author,
        name=reminder.name,
        stakeholder=reminder.stakeholder,
        role=reminder.role,
        author=reminder.author_name,
        rhythm=Rhythm(reminder.rhythm) if reminder.rhythm else None,
        zone=reminder.zone,
        due_at=reminder.due_at,
        told_at=reminder.told_at,
    )


# Whom a reminder is for


def find_recipient(call: Call[Transaction], typed: str, is_key: bool) -> Recipient:
    """Oneself, the group, a role, somebody, or a stakeholder group. Raises Refusal."""
    wanted = folded(typed)
    if wanted in _ME:
        return _person(call, call.seat.id)
    if wanted in _HOME:
        return Recipient(Target.HOME, "home")
    role = _ROLES.get(wanted) or _role_of_rota(call, wanted)
    if role:
        return Recipient(Target.ROLE, role, role=role)
    mention = call.request.known.mentions.get(typed)
    found = call.tx.find_named(call.group.id, typed, mention)
    if len(found) > 1:
        raise Refusal(
            Text("Several people are called “{typed}”. Mention the one you mean with @.", typed=typed),
            Why.MALFORMED,
        )
    if found:
        (row,) = found
        if row.seat_id is None:
            new = row.account if row.person_id is None else None
            raise not_found(
                Text(
                    "{name} has no seat in {group}, so nothing can be sent there. {list} shows who has one.",
                    name=call.request.known.called(new) if new else row.name,
                    group=call.group.name,
                    list=Code("/member list"),
                )
            )
        return _person(call, row.seat_id)
    try:
        stakeholder = call.registry.finds[STAKEHOLDER].find(call, typed, False)
    except Refusal as unknown:
        raise not_found(
            Text(
                "I know nobody and no stakeholder group called “{typed}” here. {list} shows both; {home} means"
                " the whole group.",
                typed=typed,
                list=Code("/member list"),
                home=Code("to:home"),
            )
        ) from unknown
    return Recipient(
        Target.STAKEHOLDER, stakeholder.name, stakeholder_id=stakeholder.id, stakeholder=stakeholder.name
    )


def _role_of_rota(call: Call[Transaction], wanted: str) -> str:
    """The role that is meant, as the rota which lets it go round spells it; empty where none does."""
    roles = _roles_of_rotas(call)
    return next((role for role in roles if wanted in (folded(role), folded(f"{role}s"))), "")


def _roles_of_rotas(call: Call[Transaction]) -> list[str]:
    return [rota.role for rota in rotas.listed(call.tx, call.group.id, RUNNING)]


def _person(call: Call[Transaction], seat_id: int) -> Recipient:
    seat = seats.seat(call.tx, seat_id)
    assert seat is not None
    return Recipient(
        Target.PERSON, f"#{seat.number}", participant=seat.number, person_id=seat.person_id, name=seat.name
    )


def suggest_recipients(call: Call[Transaction], typed: str, suits: Suits) -> Sequence[Suggestion]:
    if call.perhaps_group is None:
        return ()
    fixed = [
        Suggestion("me", Text("you")),
        Suggestion("home", Text("the whole group, in its homes")),
        Suggestion(Role.FACILITATOR.value, Text("the facilitators")),
        Suggestion(Role.COORDINATOR.value, Text("the coordinators")),
    ]
    wanted = folded(typed)
    roles = [role for role in dict.fromkeys(_roles_of_rotas(call)) if role not in _ROLES]
    fixed += [Suggestion(role, Text("whoever has a turn as {role}", role=role)) for role in roles]
    found = [each for each in fixed if wanted in folded(each.value)]
    found += call.registry.finds[STAKEHOLDER].suggest(call, typed, anything)
    found += [
        Suggestion(name, Text("{name}", name=name))
        for name in people.find_like(call.tx, call.group.id, typed, SUGGESTED)
    ]
    return found[:SUGGESTED]
