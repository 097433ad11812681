"""The rest of binding, inside the transaction: moments in the right zone, persons, records.

All faults are collected, so that a person mends a line once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.addresses import AccountRef
from bot.binding import KEY_MARK, Bad, Param, Spec
from bot.boundary import Door, UserGroup
from bot.commands import Moment, Named, Person, Record
from bot.feature import Call
from bot.moments import Ambiguous, Unreadable, read_moment
from bot.ports import T
from bot.refusals import Fault, Refusal, Why, not_found
from bot.text import Code, Text, listing


def resolve(call: Call[T], spec: Spec, values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Fault], Why]:
    """The values that the handler gets, the faults, and what kind of refusal they make together."""
    resolved: dict[str, Any] = {}
    faults: list[Fault] = []
    whys: list[Why] = []
    for param in spec.params:
        if param.attribute not in values or param.attribute not in spec.attributes:
            continue
        value = values[param.attribute]
        try:
            resolved[param.attribute] = _resolved(call, param, value, resolved)
        except Bad as bad:
            faults.append(Fault(param.name, bad.text))
            whys.append(Why.MALFORMED)
        except Refusal as refusal:
            faults.extend(refusal.faults or (Fault(param.name, refusal.text),))
            whys.append(refusal.why)
    return resolved, faults, Why.MALFORMED if Why.MALFORMED in whys or not whys else whys[0]


def _resolved(call: Call[T], param: Param, value: Any, resolved: Mapping[str, Any]) -> Any:
    match param.kind:
        case Moment(after=after):
            at = _moment(call, value, call.at)
            start = resolved.get(after)
            return at if start is None or start <= at else _moment(call, value, start)
        case Person(several=several):
            return _person(call, value, several=several)
        case Record(kind):
            by_key = call.request.door in (Door.PRESS, Door.CLOCK, Door.PLATFORM) or value.startswith(
                KEY_MARK
            )
            return call.registry.finds[kind].find(call, value.removeprefix(KEY_MARK), by_key)
        case _:
            return value


def _moment(call: Call[T], typed: str, now: datetime) -> datetime:
    try:
        return read_moment(typed, now=now, zone=call.reader.zone, language=call.reader.language).at
    except Ambiguous as ambiguous:
        (first, one), (second, other) = ambiguous.readings[:2]
        raise Bad(
            Text(
                "“{typed}” can be {one} or {other}. Write {first} or {second}.",
                typed=typed,
                one=one.at,
                other=other.at,
                first=Code(first),
                second=Code(second),
            )
        ) from ambiguous
    except Unreadable as unread:
        raise Bad(
            Text(
                "I cannot read “{typed}” as a moment. Try {examples}.",
                typed=typed,
                examples=listing(Code("in 3 days"), Code("friday 15:00"), Code("2027-03-01 15:00")),
            )
        ) from unread


def _person(call: Call[T], typed: str, *, several: bool) -> Named | UserGroup:
    mention = call.request.known.mentions.get(typed)
    group = call.perhaps_group
    # Only the platform says who is in a user group, and only for a command that takes one.
    user_group = call.request.known.user_groups.get(typed) if several and mention is None else None
    if user_group is not None and not typed[0].isalnum():
        return user_group
    found = call.tx.find_named(group.id if group else None, typed, mention)
    if user_group is not None and not found:
        return user_group
    if len(found) == 1:
        row = found[0]
        # Whom we never met is called as the platform says, not by an id.
        new = row.account if row.person_id is None else None
        name = call.request.known.called(new) if new else row.name
        return Named(name, row.account, row.person_id, row.seat_id)
    if found:
        raise Bad(Text("Several people are called “{typed}”. Mention the one you mean with @.", typed=typed))
    raise not_found(
        Text(
            "I know nobody called “{typed}” here. Mention one person with @; many at once get their seats with"
            " {list}.",
            typed=typed,
            list=Code("/member import"),
        )
        if several
        else Text(
            "I know nobody called “{typed}” here. Mention them with @, or see {list}.",
            typed=typed,
            list=Code("/member list"),
        )
    )


def call_by_name(call: Call[T]) -> None:
    """Somebody who was only known by an id, because others named them first, is here now with a name."""
    who, person, name = call.request.who, call.person, call.request.known.name
    if isinstance(who, AccountRef) and person.id is not None and person.name == who.user != name and name:
        call.tx.rename(person.id, who.user, name)
