"""What happens: changing the settings of a group, by themselves or in the steps of the set-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.addresses import ChannelRef
from bot.blocks import Button
from bot.catalog import known_language, languages, own_name
from bot.feature import Call
from bot.moments import known_zone
from bot.moments.near import zones_near
from bot.people import Group, Joining, Stage
from bot.refusals import Fault, Refusal, Why
from bot.text import Code, Text, Words, listing
from bot.token import TokenTooLong, pack
from commands.group.declared import STAKEHOLDER
from commands.group.rules import Plan, Span, Standing, plan, read_holidays, written_holidays
from storage import groups, holidays
from storage.folding import folded
from storage.record import append
from storage.transaction import Transaction


def refuse(faults: Sequence[Fault]) -> None:
    """Raises Refusal with all that does not fit, if anything."""
    if faults:
        raise Refusal(faults[0].text, Why.MALFORMED, tuple(faults))


def zone_of(typed: str, faults: list[Fault]) -> str:
    """The zone that was typed, or empty."""
    if not typed:
        return ""
    zone = known_zone(typed)
    if zone is None:
        faults.append(Fault("zone", unknown_zone(typed)))
    return zone or ""


def unknown_zone(typed: str) -> Words:
    near = zones_near(typed)
    if near:
        return Text(
            "I know no zone “{typed}”. The nearest: {near}.",
            typed=typed,
            near=listing(*(Code(zone) for zone in near)),
        )
    return Text(
        "I know no zone “{typed}”. Name a city or a zone, such as {city} or {zone}.",
        typed=typed,
        city=Code("Nairobi"),
        zone=Code("Europe/Paris"),
    )


def language_of(typed: str, faults: list[Fault]) -> str:
    """The language that was typed, or empty."""
    if not typed:
        return ""
    language = known_language(typed)
    if language is None:
        spoken = listing(
            *(Text("{code} ({name})", code=Code(each), name=own_name(each)) for each in languages())
        )
        faults.append(
            Fault(
                "language",
                Text("I do not speak “{typed}” yet, only {languages}.", typed=typed, languages=spoken),
            )
        )
    return language or ""


def unused_name(call: Call[Transaction], name: str, group_id: int | None, faults: list[Fault]) -> None:
    """A group is named by its name in private conversations, so two in one space cannot share one."""
    if not folded(name):
        faults.append(Fault("name", Text("A name needs letters or numbers.")))
        return
    where = call.request.where
    space = str(ChannelRef(where.platform, where.space, ""))
    if any(found != group_id for found in groups.named_in(call.tx, space, name)):
        taken = Text("There is a group called “{name}” here already. Choose another name.", name=name)
        faults.append(Fault("name", taken))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Settings as they were typed; empty or None: not given."""

    name: str
    zone: str
    language: str
    joining: Joining | None
    about: str
    public: bool | None
    stakeholders: tuple[str, ...]
    holidays: tuple[Span, ...] | None = None
    patience: int | None = None


@dataclass(frozen=True, slots=True)
class _Change:
    """One setting that becomes another."""

    name: str
    value: str | bool | int
    before: str | bool | int


def change(call: Call[Transaction], group: Group, by: int, wanted: Wanted) -> tuple[list[str], list[Button]]:
    """Does what is wanted and new, each setting with its entry. Returns the names of the settings that
    were given, and a button that takes the change back where one is enough. Raises Refusal."""
    faults: list[Fault] = []
    profile = groups.profile(call.tx, group.id)
    if wanted.name and folded(wanted.name) != folded(group.name):
        unused_name(call, wanted.name, group.id, faults)
    if (
        wanted.joining is Joining.OPEN
        and group.joining is not Joining.OPEN
        and group.stage is Stage.CHARTERED
    ):
        opened = Text(
            "Under a charter, joining is opened by another charter only: {propose}.",
            propose=Code("/group charter propose"),
        )
        faults.append(Fault("joining", opened))
    asked: list[tuple[str, str | bool | int | None, str | bool | int]] = [
        ("name", wanted.name, group.name),
        ("zone", zone_of(wanted.zone, faults), group.zone),
        ("language", language_of(wanted.language, faults), group.language),
        ("joining", wanted.joining.value if wanted.joining else "", group.joining.value),
        ("about", wanted.about, profile.about),
        ("public", wanted.public, profile.public),
        ("patience", wanted.patience, profile.patience),
        (
            "holidays",
            "" if wanted.holidays is None else written_holidays(wanted.holidays),
            written_holidays(holidays.of(call.tx, group.id)),
        ),
    ]
    planned = _planned(call, group, wanted.stakeholders, faults) if wanted.stakeholders else None
    refuse(faults)
    given = [name for name, value, _ in asked if value is not None and value != ""]
    changes = [
        _Change(name, value, before)
        for name, value, before in asked
        if value is not None and value not in ("", before)
    ]
    for one in changes:
        if one.name == "holidays":
            holidays.declare(call.tx, group.id, read_holidays(str(one.value)))
        else:
            groups.change(call.tx, group.id, one.name, one.value)
        _entry(call, group, by, one.name, _typed(one.value))
    if planned is not None:
        _rearrange(call, group, by, planned)
        given.append("stakeholders")
    return given, _undo(group, changes) if planned is None else []


def _typed(value: str | bool | int) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _entry(call: Call[Transaction], group: Group, by: int, setting: str, value: str | list[str]) -> None:
    append(
        call.tx,
        group.id,
        "group.set",
        call.at,
        by=by,
        facts={"setting": setting, "value": list(value) if isinstance(value, list) else value},
    )


def _undo(group: Group, changes: Sequence[_Change]) -> list[Button]:
    """What was can be had back with one press, unless it was empty or is too long for a button."""
    if not changes or any(one.before == "" for one in changes):
        return []
    back = tuple((one.name, _typed(one.before)) for one in changes)
    button = Button(Text("Undo"), "group set", (("group", str(group.id)), *back))
    try:
        pack(button.path, button.values)
    except TokenTooLong:
        return []
    return [button]


def _planned(
    call: Call[Transaction], group: Group, wanted: tuple[str, ...], faults: list[Fault]
) -> Plan | None:
    standing = [
        Standing(each.id, each.name, each.folded, each.closed, each.seats)
        for each in groups.stakeholders(call.tx, group.id)
    ]
    planned = plan(standing, wanted, folded, STAKEHOLDER)
    if isinstance(planned, Plan):
        return planned
    faults += [Fault("stakeholders", words) for words in planned]
    return None


def _rearrange(call: Call[Transaction], group: Group, by: int, planned: Plan) -> None:
    for each in planned.dropped:
        groups.change_stakeholder(call.tx, each.id, each.name, len(planned.placed), closed=True)
    for place, wanted in enumerate(planned.placed):
        if wanted.old is None:
            groups.add_stakeholder(call.tx, group.id, wanted.name, place)
        else:
            groups.change_stakeholder(call.tx, wanted.old.id, wanted.name, place, closed=False)
        if wanted.old is not None and wanted.old.name != wanted.name:
            facts = {"from": wanted.old.name, "to": wanted.name}
            append(call.tx, group.id, "group.renamed", call.at, by=by, facts=facts)
    _entry(call, group, by, "stakeholders", [each.name for each in planned.placed])
