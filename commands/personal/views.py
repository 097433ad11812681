"""What a person sees of themselves, and the help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.blocks import Block, Button, Buttons, Facts, Heading, Paragraph
from bot.boundary import Reply
from bot.catalog import languages, own_name
from bot.commands import Need
from bot.moments.zones import rules_of
from bot.people import Role
from bot.seat_words import seat_words
from bot.text import Code, Plural, Text, listing, verbatim
from commands.personal.rules import AUTO, Entry, Topic

T = TypeVar("T")
MOST_NEEDS = 10
MOST_ROWS, FIRST_ROWS = 7, 5
"""Lines of a list in the help: all of them up to so many, else the first ones and the names of the rest, so
that a page stays within twelve lines, the empty ones counted."""


@dataclass(frozen=True, slots=True)
class Membership:
    """One of the person's groups, and their place in it."""

    group: str
    stakeholder: str
    role: Role
    pending: bool


@dataclass(frozen=True, slots=True)
class Here:
    """The group whose channel this is, where the person has no seat in it."""

    id: int
    name: str


def me(needs: Sequence[Need], groups: Sequence[Membership], here: Here | None) -> Reply:
    """What needs the person, then where they sit, and where they could."""
    blocks: list[Block] = []
    if needs:
        blocks.append(Heading(Plural("{n} thing needs you", "{n} things need you", n=len(needs))))
        for need in needs[:MOST_NEEDS]:
            blocks.append(Paragraph(need.text))
            if need.buttons:
                blocks.append(Buttons(need.buttons))
        if len(needs) > MOST_NEEDS:
            blocks.append(Paragraph(Text("These are the first {most}.", most=MOST_NEEDS)))
    else:
        blocks.append(Paragraph(Text("Nothing needs you now.")))
    if groups:
        rows = tuple(
            (verbatim(one.group), seat_words(one.stakeholder, one.role, pending=one.pending))
            for one in groups
        )
        blocks += [Heading(Text("Your groups")), Facts(rows)]
    if here is not None:
        blocks += _joins(here)
    elif not groups:
        blocks.append(
            Paragraph(
                Text(
                    "You have no seat in a group yet. In a group's channel {join} takes one; {create} starts"
                    " a group.",
                    join=Code("/member join STAKEHOLDER"),
                    create=Code("/group create NAME"),
                )
            )
        )
    blocks.append(Paragraph(Text("{help} shows all that you can do.", help=Code("/help"))))
    if not groups:
        blocks.append(
            Paragraph(
                Text(
                    "{privacy} says what I store about you, who sees it, and how to erase it.",
                    privacy=Code("/privacy"),
                )
            )
        )
    return Reply(tuple(blocks))


def _joins(here: Here) -> tuple[Block, ...]:
    return (
        Paragraph(
            Text(
                "This is a channel of {group}, and you have no seat there. {join} takes one.",
                group=here.name,
                join=Code("/member join STAKEHOLDER"),
            )
        ),
        Buttons((Button(Text("Join"), "member join", (("group", str(here.id)),)),)),
    )


# Help


def overview(topics: Sequence[Topic], needs: int, joins: bool) -> Reply:
    """First what one can do now, then every word of the list. `joins`: there is a group here in which
    the person has no seat."""
    blocks: list[Block] = []
    if needs:
        blocks.append(
            Paragraph(
                Plural(
                    "{n} thing needs you now: {me}.",
                    "{n} things need you now: {me}.",
                    n=needs,
                    me=Code("/me"),
                )
            )
        )
    elif joins:
        blocks.append(
            Paragraph(
                Text("You can take a seat in this group: {join}.", join=Code("/member join STAKEHOLDER"))
            )
        )
    blocks.append(Heading(Text("What you can do")))
    blocks.append(Facts(tuple((_code(f"/{topic.name}"), topic.about) for topic in topics)))
    blocks.append(Paragraph(Text("More about one: {help}.", help=Code("/help poll"))))
    return Reply(tuple(blocks))


def topic(found: Topic) -> Reply:
    if len(found.entries) == 1:
        return command(found.entries[0])
    shown, rest = _split(found.entries)
    blocks: list[Block] = [
        Heading(Text("{topic}: {about}", topic=Code(f"/{found.name}"), about=found.about)),
        Facts(tuple((_code(f"/{entry.path}"), entry.about) for entry in shown)),
    ]
    if rest:
        paths = listing(*(Code(f"/{entry.path}") for entry in rest))
        blocks.append(Paragraph(Text("Also: {commands}.", commands=paths)))
    example = next((entry.example for entry in found.entries if entry.example), "")
    if example:
        blocks.append(Paragraph(Text("For example: {example}", example=Code(example))))
    blocks.append(Paragraph(Text("One in full: {help}.", help=Code(f"/help {found.entries[0].path}"))))
    return Reply(tuple(blocks))


def command(entry: Entry) -> Reply:
    blocks: list[Block] = [
        Heading(Text("{usage}", usage=Code(entry.usage))),
        Paragraph(entry.about),
    ]
    # What one must give comes first.
    ordered = sorted(entry.parameters, key=lambda one: not one.required)
    shown, rest = _split(ordered)
    if shown:
        blocks.append(Facts(tuple((_code(one.name), one.about) for one in shown)))
    if rest:
        blocks.append(
            Paragraph(Text("Also: {parameters}.", parameters=listing(*(Code(one.name) for one in rest))))
        )
    if entry.example:
        blocks.append(Paragraph(Text("For example: {example}", example=Code(entry.example))))
    return Reply(tuple(blocks))


def _split(rows: Sequence[T]) -> tuple[Sequence[T], Sequence[T]]:
    """The rows that are shown in full, and those that are only named."""
    first = len(rows) if len(rows) <= MOST_ROWS else FIRST_ROWS
    return rows[:first], rows[first:]


def _code(text: str) -> Text:
    return Text("{code}", code=Code(text))


# Language and zone


def language(present: str, *, chosen: bool) -> Reply:
    name = own_name(present)
    text = (
        Text("I answer you in {language}, as you chose.", language=name)
        if chosen
        else Text("I answer you in {language}, as your platform or the group has it.", language=name)
    )
    others = tuple(
        Button(verbatim(own_name(code)), "language", (("code", code),))
        for code in languages()
        if code != present
    )
    line = Text("To change it: {line}.", line=Code(f"/language {others[0].values[0][1] if others else AUTO}"))
    return Reply((Paragraph(text), Paragraph(line), *((Buttons(others),) if others else ())))


def zone(present: str, at: datetime, *, chosen: bool) -> Reply:
    time = Code(f"{at.astimezone(rules_of(present)):%H:%M}")
    text = (
        Text("Your zone is {zone}, where it is {time} now.", zone=Code(present), time=time)
        if chosen
        else Text(
            "You have chosen no zone. Here {zone} counts, where it is {time} now.",
            zone=Code(present),
            time=time,
        )
    )
    return Reply((Paragraph(text), Paragraph(Text("To change it: {line}.", line=Code("/zone Nairobi")))))
