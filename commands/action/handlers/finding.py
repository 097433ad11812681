"""How actions and those who have them are named."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.boundary import Suggestion
from bot.feature import Call, Suits, anything
from bot.refusals import Refusal, Why, malformed, not_found
from bot.text import Code, Text
from commands.action import views
from commands.action.handlers.seeing import sight
from commands.action.rules import MOST_OWNERS, State
from commands.action.values import Owners, Person, Stakeholder
from storage import actions, people, seats
from storage.actions import Action
from storage.folding import folded
from storage.transaction import Transaction

SUGGESTED = 25
STAKEHOLDER = "stakeholder"
"""The kind of record that a stakeholder group is."""
_SHORT = re.compile(r"(?:a[-\s]?)?([0-9]{1,9})", re.IGNORECASE)
_ME = frozenset({"me", "myself", "moi"})


def find(call: Call[Transaction], typed: str, is_key: bool) -> Action:
    """An action of another group is none here; the clock finds them all."""
    if is_key:
        found = actions.at_any(call.tx, typed)
        if found is not None and call.perhaps_group is not None and found.group_id != call.group.id:
            found = None
    elif match := _SHORT.fullmatch(typed.strip()):
        found = actions.by_number(call.tx, call.group.id, int(match[1]))
    else:
        found = None
    if found is None:
        show = Code("/action list")
        if is_key:
            raise not_found(Text("That action is not in this group. {list} shows those that are.", list=show))
        raise not_found(
            Text("There is no action “{typed}” in this group. {list} shows them.", typed=typed, list=show)
        )
    return found


def suggest(call: Call[Transaction], typed: str, suits: Suits) -> Sequence[Suggestion]:
    """Open ones first, the next due of them first."""
    if call.perhaps_group is None:
        return ()
    found = [
        action
        for state in (State.OPEN, State.DONE, State.DROPPED)
        for action in actions.listed(call.tx, call.group.id, state.value, 4 * SUGGESTED, at=call.at)
    ]
    wanted = folded(typed)
    fitting = [each for each in found if wanted in folded(each.short) or wanted in folded(each.text)]
    fitting = [each for each in fitting if suits(each)]
    return [Suggestion(each.short, views.label(sight(call, each))) for each in fitting[:SUGGESTED]]


# Who has an action


def find_owners(call: Call[Transaction], typed: str, is_key: bool) -> Owners:
    """People and a stakeholder group, separated by `|` or commas. Raises Refusal."""
    people_named: dict[int, Person] = {}
    stakeholder_id, stakeholder = None, ""
    for name in filter(None, (part.strip() for part in re.split(r"[|,]", typed))):
        person = _person(call, name)
        if person is not None:
            people_named[person.number] = person
            continue
        if stakeholder_id is not None:
            raise malformed(
                "who", Text("One stakeholder group can have an action, not several. Name one of them.")
            )
        found = _stakeholder(call, name)
        stakeholder_id, stakeholder = found.id, found.name
    if not people_named and stakeholder_id is None:
        raise malformed("who", Text("Name somebody: {example}.", example=Code("who:@ben")))
    if len(people_named) > MOST_OWNERS:
        raise malformed(
            "who", Text("At most {most} people can have one action. Name fewer.", most=MOST_OWNERS)
        )
    words = [*(f"#{number}" for number in people_named), *([stakeholder] if stakeholder else [])]
    return Owners(", ".join(words), tuple(people_named.values()), stakeholder_id, stakeholder)


def _person(call: Call[Transaction], name: str) -> Person | None:
    """Somebody with a seat; None where no person is meant."""
    if folded(name) in _ME and call.perhaps_seat is not None:
        return _seated(call, call.seat.id)
    found = call.tx.find_named(call.group.id, name, call.request.known.mentions.get(name))
    if len(found) > 1:
        raise Refusal(
            Text("Several people are called “{typed}”. Mention the one you mean with @.", typed=name),
            Why.MALFORMED,
        )
    if not found:
        return None
    (row,) = found
    if row.seat_id is None:
        new = row.account if row.person_id is None else None
        raise not_found(
            Text(
                "{name} has no seat in {group} and cannot have an action here. {list} shows who has one.",
                name=call.request.known.called(new) if new else row.name,
                group=call.group.name,
                list=Code("/member list"),
            )
        )
    return _seated(call, row.seat_id)


def _seated(call: Call[Transaction], seat_id: int) -> Person:
    seat = seats.seat(call.tx, seat_id)
    assert seat is not None
    return Person(seat.number, seat.person_id, seat.name)


def _stakeholder(call: Call[Transaction], name: str) -> Stakeholder:
    try:
        found = call.registry.finds[STAKEHOLDER].find(call, name, False)
    except Refusal as unknown:
        raise not_found(
            Text(
                "I know nobody and no stakeholder group called “{typed}” here. {list} shows both.",
                typed=name,
                list=Code("/member list"),
            )
        ) from unknown
    return Stakeholder(found.id, found.name)


def suggest_owners(call: Call[Transaction], typed: str, suits: Suits) -> Sequence[Suggestion]:
    """For the last one of a list; what stands before it is kept."""
    if call.perhaps_group is None:
        return ()
    before, comma, last = typed.rpartition(",")
    kept = f"{before}, " if comma else ""
    names = [
        *(["me"] if folded(last) in "me" else []),
        *people.find_like(call.tx, call.group.id, last.strip(), SUGGESTED),
    ]
    found = [Suggestion(f"{kept}{name}", Text("{name}", name=f"{kept}{name}")) for name in names]
    if not comma:
        found += call.registry.finds[STAKEHOLDER].suggest(call, typed, anything)
    return [each for each in found if len(each.value) <= 100][:SUGGESTED]
