"""What happens: telling people what needs them, helping them, keeping their language and zone."""

from __future__ import annotations

from dataclasses import replace

from bot.addresses import AccountRef
from bot.binding import GROUP, spec_of
from bot.boundary import Reader, Reply
from bot.catalog import known_language, languages, own_name, spoken
from bot.feature import Call
from bot.moments import known_zone
from bot.moments.near import zones_near
from bot.needs import needs
from bot.people import Stage
from bot.refusals import malformed, not_found
from bot.text import Code, Text, listing
from commands.personal import views
from commands.personal.declared import Help, Language, Me, Zone
from commands.personal.rules import AUTO, Entry, Parameter, Topic, meant, near, topics
from storage import groups, persons
from storage.transaction import Transaction


def me(call: Call[Transaction], command: Me) -> Reply:
    mine = [] if call.person.id is None else groups.groups_of(call.tx, call.person.id)
    places = [
        views.Membership(each.name, each.stakeholder, each.role, each.pending)
        for each in mine
        if each.stage is not Stage.CLOSED
    ]
    group = call.perhaps_group
    joins = group is not None and call.perhaps_seat is None and group.stage is not Stage.CLOSED
    here = views.Here(group.id, group.name) if group is not None and joins else None
    return views.me(list(needs(call)), places, here)


def show_help(call: Call[Transaction], command: Help) -> Reply:
    found = _topics(call)
    typed = meant(command.topic)
    if not typed:
        waiting = sum(1 for _ in needs(call))
        joins = call.perhaps_group is not None and call.perhaps_seat is None
        return views.overview(found, waiting, joins)
    for topic in found:
        if topic.name == typed:
            return views.topic(topic)
    handles = call.registry.handles.get(typed)
    path = handles.command.path if handles else typed
    for topic in found:
        for entry in topic.entries:
            if entry.path == path:
                return views.command(entry)
    close = near(typed, found)
    if close:
        raise not_found(
            Text(
                "There is no help about “{topic}”. The nearest: {near}.",
                topic=command.topic,
                near=listing(*(Code(f"/help {each}") for each in close)),
            )
        )
    raise not_found(
        Text(
            "There is no help about “{topic}”. {help} lists what there is.",
            topic=command.topic,
            help=Code("/help"),
        )
    )


def _topics(call: Call[Transaction]) -> list[Topic]:
    """What people can type; what only the clock does is not theirs."""
    entries: list[Entry] = []
    for feature in call.registry.features:
        for handles in feature.handles:
            if not handles.command.right.of_people:
                continue
            spec = spec_of(handles.command)
            parameters = tuple(
                Parameter(param.name, param.kind.about, param.required)
                for param in spec.params
                if param.name != GROUP
            )
            declared = handles.command
            entries.append(Entry(declared.path, declared.about, spec.usage, declared.example, parameters))
    return topics(entries, {feature.name: feature.about for feature in call.registry.features})


def set_language(call: Call[Transaction], command: Language) -> Reply:
    account = call.account
    if not command.code:
        return views.language(spoken(call.reader.language), chosen=bool(call.person.language))
    language = "" if command.code.casefold() == AUTO else known_language(command.code)
    if language is None:
        spoken_here = listing(
            *(Text("{code} ({name})", code=Code(code), name=own_name(code)) for code in languages())
        )
        raise malformed(
            "code",
            Text(
                "I do not speak “{typed}” yet, only {languages}.", typed=command.code, languages=spoken_here
            ),
        )
    _choose(call, account, "language", language)
    group = call.perhaps_group
    present = language or known_language(call.request.known.locale) or (group.language if group else "en")
    reply = views.language(spoken(present), chosen=bool(language))
    return replace(reply, reader=Reader(present, call.reader.zone))


def set_zone(call: Call[Transaction], command: Zone) -> Reply:
    account = call.account
    if not command.name:
        return views.zone(call.reader.zone, call.at, chosen=bool(call.person.zone))
    zone = "" if command.name.casefold() == AUTO else known_zone(command.name)
    if zone is None:
        close = zones_near(command.name)
        if close:
            text = Text(
                "I know no zone “{typed}”. The nearest: {near}.",
                typed=command.name,
                near=listing(*(Code(each) for each in close)),
            )
        else:
            text = Text(
                "I know no zone “{typed}”. Name a city or a zone, such as {city} or {zone}.",
                typed=command.name,
                city=Code("Nairobi"),
                zone=Code("Europe/Paris"),
            )
        raise malformed("name", text)
    _choose(call, account, "zone", zone)
    group = call.perhaps_group
    present = zone or (group.zone if group else "UTC")
    return views.zone(present, call.at, chosen=bool(zone))


def _choose(call: Call[Transaction], account: AccountRef, name: str, value: str) -> None:
    person_id = call.tx.person_of(account, call.person.name, call.at)
    persons.choose(call.tx, person_id, name, value)
