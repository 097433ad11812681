"""The rest of binding, inside the transaction: moments in the right zone, persons, records.

All faults are collected, so that a person mends a line once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from bot.addresses import AccountRef
from bot.binding import KEY_MARK, Bad, Param, Spec
from bot.boundary import Door, UserGroup
from bot.commands import Moment, Named, Person, Record
from bot.excuses import together
from bot.feature import Call
from bot.line import Word, words
from bot.misplaced import cut_short, one_by_one, with_colons, write_so
from bot.moments import Ambiguous, Unreadable, read_moment
from bot.moments.near import without_abbreviation
from bot.ports import T
from bot.refusals import Fault, Refusal, Why, not_found
from bot.text import Code, Text, Words, listing

FARTHEST: Final = timedelta(days=3653)
"""No group promises anything for later than this; a slip of the finger (2062 for 2026) does."""


def resolve(
    call: Call[T], spec: Spec, values: Mapping[str, Any], given: Mapping[str, str]
) -> tuple[dict[str, Any], list[Fault], Why]:
    """The values that the handler gets, the faults, and what kind of refusal they make together. `given` is what
    was typed."""
    resolved: dict[str, Any] = {}
    faults: list[Fault] = []
    whys: list[Why] = []
    for param in spec.params:
        if param.attribute not in values or param.attribute not in spec.attributes:
            continue
        value = values[param.attribute]

        def fits(typed: str, param: Param = param) -> object:
            return _resolved(call, param, typed, resolved)

        try:
            resolved[param.attribute] = fits(value)
        except Bad as bad:
            faults.append(Fault(param.name, _hinted(bad.text, call, spec, param, given, fits)))
            whys.append(Why.MALFORMED)
        except Refusal as refusal:
            faults.extend(
                refusal.faults or (Fault(param.name, _hinted(refusal.text, call, spec, param, given, fits)),)
            )
            whys.append(refusal.why)
    if faults and (better := _said_otherwise(call, spec, given)) is not None:
        return resolved, [better], Why.MALFORMED
    return resolved, faults, Why.MALFORMED if Why.MALFORMED in whys or not whys else whys[0]


def _said_otherwise(call: Call[T], spec: Spec, given: Mapping[str, str]) -> Fault | None:
    """One fault that explains all the others, with the line to write instead."""
    if not call.request.line:
        return None
    for param in spec.params:
        if isinstance(param.kind, Person) and "," in (typed := given.get(param.name, "")):
            text = one_by_one(typed, param, spec, given, several=param.kind.several)
            return Fault(param.name, text) if text else None
    named = with_colons(_after_path(call.request.line, spec), spec)
    if named is None or any(param.required and not named.get(param.name) for param in spec.params):
        return None
    resolved: dict[str, Any] = {}
    try:
        for param in spec.params:
            if isinstance(param.kind, Moment) and param.name in named:
                resolved[param.attribute] = _resolved(call, param, named[param.name], resolved)
    except Bad:
        return None
    text = write_so(spec, named)
    return Fault("", text) if text else None


def _after_path(typed: str, spec: Spec) -> list[Word]:
    """The words behind those that name the command, however it was called."""
    said, path = words(typed.lstrip().removeprefix("/")), spec.path.split()
    for start in (0, 1):
        if [word.text.casefold() for word in said[start : start + len(path)]] == path:
            return said[start + len(path) :]
    return []


def check_typed(call: Call[T], spec: Spec, values: Mapping[str, Any], given: Mapping[str, str]) -> None:
    """Raises Refusal for what was typed and means nothing, before more is asked for."""
    _, faults, why = resolve(call, spec, values, given)
    if faults:
        raise Refusal(together(tuple(faults)), why, tuple(faults))


def _hinted(
    unfit: Words,
    call: Call[T],
    spec: Spec,
    param: Param,
    given: Mapping[str, str],
    fits: Callable[[str], object],
) -> Words:
    """What does not fit, and what of it may be a text of its own: where it stood by position, without quotes
    around all of it."""
    typed, request = given.get(param.name, ""), call.request
    if not request.line or param not in spec.positional or not param.required:
        return unfit
    if any(word.value == typed for word in words(request.line)):
        return unfit
    return cut_short(unfit, typed, param, spec, given, fits)


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
    at = _read_moment(call, typed, now)
    if at - call.at > FARTHEST:
        raise Bad(
            Text(
                "{when} is more than {years} years away. Choose an earlier moment.",
                when=at,
                years=FARTHEST.days // 365,
            )
        )
    return at


def _read_moment(call: Call[T], typed: str, now: datetime) -> datetime:
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
        if (start := without_abbreviation(typed)) is not None:
            raise Bad(
                Text(
                    "Short names of zones mean several places, or change twice a year. Name a city in “{typed}”:"
                    " {example}.",
                    typed=typed,
                    example=Code(f"{start} Paris"),
                )
            ) from unread
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
    if user_group is not None and user_group.unread is None and not typed[0].isalnum():
        return user_group  # Of one that cannot be read nobody knows whether it is one at all.
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
    """Somebody who was only known by an id, because others named them first, is here now with a name; or with
    another one than before, where the platform is sure of it."""
    who, person, known = call.request.who, call.person, call.request.known
    if not isinstance(who, AccountRef) or person.id is None or not known.name or known.name == person.name:
        return
    if known.current or person.name == who.user:
        call.tx.rename(who, person.id, person.name, known.name)
