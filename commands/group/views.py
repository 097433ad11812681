"""What people see of groups: the group itself, lists, settings, the steps of a set-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.addresses import ChannelRef
from bot.blocks import Block, Button, Buttons, Facts, Heading, Paragraph, Style, Table
from bot.boundary import Reply
from bot.catalog import languages
from bot.people import Joining, Role, Stage
from bot.text import Code, Plural, Text, Words, listing, verbatim

from commands.group.rules import FINISHED, STEPS

NONE = Text("none")


@dataclass(frozen=True, slots=True)
class Shown:
    """A group as it is shown. `stakeholders`: name and number of seats; `here` the channel we are in."""

    id: int
    name: str
    about: str
    public: bool
    zone: str
    language: str
    stage: Stage
    joining: Joining
    homes: tuple[str, ...]
    stakeholders: tuple[tuple[str, int], ...]
    seats: int
    coordinators: tuple[str, ...]
    here: str
    at: datetime


def yes_or_no(value: bool) -> Text:
    return Text("yes") if value else Text("no")


def language_name(code: str) -> Text:
    match code:
        case "en":
            return Text("English")
        case "fr":
            return Text("French")
        case _:
            return Text("{code}", code=Code(code))


def stage_words(stage: Stage) -> Text:
    match stage:
        case Stage.FORMING:
            return Text("forming: it has no charter yet")
        case Stage.CHARTERED:
            return Text("working under its charter")
        case Stage.CLOSED:
            return Text("closed: its record can be read")


def joining_words(stage: Stage, joining: Joining) -> Text:
    if stage is Stage.CLOSED:
        return Text("nobody can join any more")
    if stage is Stage.FORMING and joining is Joining.OPEN:
        return Text("immediate, now and under the charter")
    if stage is Stage.FORMING:
        return Text("immediate while the group forms, later approved by a coordinator")
    return Text("open to everybody") if joining is Joining.OPEN else Text("approved by a coordinator")


def role_words(role: Role) -> Text:
    match role:
        case Role.OBSERVER:
            return Text("observer")
        case Role.MEMBER:
            return Text("member")
        case Role.FACILITATOR:
            return Text("facilitator")
        case Role.COORDINATOR:
            return Text("coordinator")


def counted(stakeholders: Sequence[tuple[str, int]]) -> Words:
    """government (3 seats), civil society (1 seat)"""
    return Text(
        "{list}",
        list=listing(
            *(Plural("{name} ({n} seat)", "{name} ({n} seats)", n=seats, name=name) for name, seats in stakeholders)
        ),
    )


def homes_words(homes: Sequence[str], here: str) -> Words:
    if not homes:
        return NONE
    if len(homes) == 1 and here in homes:
        return Text("this channel")
    platforms = sorted({ChannelRef.parse(home).platform for home in homes})
    return Plural(
        "{n} channel on {platforms}",
        "{n} channels on {platforms}",
        n=len(homes),
        platforms=listing(*(Code(platform) for platform in platforms)),
    )


def names(people: Sequence[str]) -> Words:
    return Text("{names}", names=listing(*people)) if people else NONE


def group(shown: Shown) -> Reply:
    rows: list[tuple[Words, Words]] = []
    if shown.about:
        rows.append((Text("About"), verbatim(shown.about)))
    rows += [
        (Text("State"), stage_words(shown.stage)),
        (Text("Stakeholder groups"), counted(shown.stakeholders)),
        (Text("Seats"), Plural("{n} seat", "{n} seats", n=shown.seats)),
        (Text("Coordinators"), names(shown.coordinators)),
        (Text("Joining"), joining_words(shown.stage, shown.joining)),
        (Text("Zone"), Text("{zone} (now {at})", zone=Code(shown.zone), at=shown.at)),
        (Text("Language"), language_name(shown.language)),
        (Text("Homes"), homes_words(shown.homes, shown.here)),
        (Text("Public"), yes_or_no(shown.public)),
    ]
    blocks: list[Block] = [Heading(verbatim(shown.name)), Facts(tuple(rows))]
    if shown.stage is not Stage.CLOSED:
        blocks.append(
            Paragraph(Text("To take part: {join}.", join=Code("/member join STAKEHOLDER")))
        )
    return Reply(tuple(blocks))


def created(shown: Shown) -> Reply:
    mark = (("group", str(shown.id)),)
    return Reply(
        (
            Heading(Text("{group} has begun", group=shown.name)),
            Paragraph(
                Text("You coordinate it, and this channel is its first home. Others join with {join}.",
                     join=Code("/member join STAKEHOLDER"))
            ),
            Facts(
                (
                    (Text("Stakeholder groups"), names([name for name, _ in shown.stakeholders])),
                    (Text("Zone"), Text("{zone}", zone=Code(shown.zone))),
                    (Text("Language"), language_name(shown.language)),
                )
            ),
            Paragraph(
                Text("Next: choose your own stakeholder group with {join}, or go through the set-up in five steps: {setup}.",
                     join=Code("/member join STAKEHOLDER"), setup=Code("/group setup"))
            ),
            Buttons(
                (
                    Button(Text("Set up"), "group setup", mark, Style.PRIMARY),
                    Button(Text("Join"), "member join", mark),
                )
            ),
        )
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Membership:
    """One of the person's groups as a list shows it."""

    name: str
    stage: Stage
    stakeholder: str
    role: Role
    pending: bool


def place_words(stakeholder: str, role: Role, *, pending: bool) -> Words:
    """What somebody is in a group: "member for government"."""
    if pending:
        waiting = Text("{role}, waiting to be confirmed", role=role_words(role))
        return Text("{place} for {stakeholder}", place=waiting, stakeholder=stakeholder) if stakeholder else waiting
    if not stakeholder:
        return role_words(role)
    return Text("{place} for {stakeholder}", place=role_words(role), stakeholder=stakeholder)


def groups(mine: Sequence[Membership], public: Sequence[str], most: int) -> Reply:
    blocks: list[Block] = []
    if mine:
        blocks += [
            Heading(Text("Your groups")),
            Table(
                (Text("Group"), Text("Your place"), Text("State")),
                tuple(
                    (
                        verbatim(one.name),
                        place_words(one.stakeholder, one.role, pending=one.pending),
                        stage_words(one.stage),
                    )
                    for one in mine[:most]
                ),
            ),
        ]
    else:
        blocks.append(Paragraph(Text("You have no seat in a group yet.")))
    if public:
        blocks += [
            Heading(Text("Public groups here")),
            Table((Text("Group"),), tuple((verbatim(name),) for name in public[:most])),
        ]
    if len(mine) > most or len(public) > most:
        blocks.append(Paragraph(Text("There are more; these are the first {most} of each.", most=most)))
    blocks.append(
        Paragraph(
            Text("In a group's channel {show} tells about it and {join} takes a seat. {create} starts a new one.",
                 show=Code("/group show"), join=Code("/member join STAKEHOLDER"), create=Code("/group create NAME"))
        )
    )  # fmt: skip
    return Reply(tuple(blocks))


def settings(shown: Shown) -> Reply:
    """The settings as they are, and how one changes them."""
    return Reply(
        (
            Heading(Text("Settings of {group}", group=shown.name)),
            Facts(_settings(shown)),
            Paragraph(
                Text("Change one with, for example, {zone} or {stakeholders}.",
                     zone=Code("/group set zone:Europe/Paris"), stakeholders=Code('/group set stakeholders:"a | b | c"'))
            ),
        )
    )  # fmt: skip


def _settings(shown: Shown) -> tuple[tuple[Words, Words], ...]:
    return (
        (Code_words("name"), verbatim(shown.name)),
        (Code_words("zone"), Text("{zone} (now {at})", zone=Code(shown.zone), at=shown.at)),
        (Code_words("language"), language_name(shown.language)),
        (Code_words("joining"), Text("{joining}", joining=Code(shown.joining.value))),
        (Code_words("about"), verbatim(shown.about) if shown.about else NONE),
        (Code_words("public"), yes_or_no(shown.public)),
        (Code_words("stakeholders"), counted(shown.stakeholders)),
    )
