"""What people see of groups: the group itself, lists, settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.addresses import ChannelRef
from bot.blocks import Block, Button, Buttons, Facts, Heading, Paragraph, Style, Table
from bot.boundary import Reply
from bot.catalog import own_name
from bot.moments.zones import rules_of
from bot.people import Joining, Role, Stage
from bot.seat_words import seat_words
from bot.text import Code, Plural, Text, Words, listing, verbatim
from commands.group.rules import Span

NONE = Text("none")


@dataclass(frozen=True, slots=True)
class Shown:
    """A group as it is shown at the moment `at`. `stakeholders`: name and number of seats; `here`: the
    channel we are in."""

    id: int
    lacks: str
    """What we would have to be allowed to post here, as the platform calls it."""
    name: str
    about: str
    public: bool
    patience: int
    zone: str
    language: str
    stage: Stage
    joining: Joining
    confirmers: int
    """How many of a stakeholder group confirm a seat in it; 0 where a coordinator does."""
    homes: tuple[str, ...]
    coordinating: bool
    """Whether it is shown to a coordinator, who is told each home."""
    stakeholders: tuple[tuple[str, int], ...]
    seats: int
    coordinators: tuple[str, ...]
    charter: str
    """The title of the charter in force; empty while it is forming."""
    holidays: tuple[Span, ...]
    """Those that are not over."""
    here: str
    at: datetime

    @property
    def mark(self) -> tuple[tuple[str, str], ...]:
        """What a button needs to mean this group."""
        return (("group", str(self.id)),)


@dataclass(frozen=True, slots=True)
class Membership:
    """One of the person's groups as a list shows it."""

    name: str
    stage: Stage
    stakeholder: str
    role: Role
    pending: bool


def yes_or_no(value: bool) -> Text:
    return Text("yes") if value else Text("no")


def names(people: Sequence[str]) -> Words:
    return Text("{names}", names=listing(*people)) if people else NONE


def zone_words(zone: str, at: datetime) -> Words:
    """The zone, and what its clocks show: whoever mistook it sees so at once."""
    time = f"{at.astimezone(rules_of(zone)):%H:%M}"
    return Text("{zone} (it is {time} there)", zone=Code(zone), time=Code(time))


def stage_words(stage: Stage) -> Text:
    match stage:
        case Stage.FORMING:
            return Text("forming: it has no charter yet")
        case Stage.CHARTERED:
            return Text("working under its charter")
        case Stage.CLOSED:
            return Text("closed")


def joining_words(stage: Stage, joining: Joining, confirmers: int) -> Words:
    match stage, joining:
        case Stage.CLOSED, _:
            return Text("nobody can join any more")
        case _, Joining.OPEN:
            return Text("at once")
        case _ if confirmers:
            return Plural(
                "{n} member of the stakeholder group confirms, or a coordinator with a reason",
                "{n} members of the stakeholder group with different affiliations confirm, or a coordinator"
                " with a reason",
                n=confirmers,
            )
        case _:
            return Text("a coordinator confirms")


def counted(stakeholders: Sequence[tuple[str, int]]) -> Words:
    """government (3 seats) and civil society (1 seat)"""
    each = [
        Plural("{name} ({n} seat)", "{name} ({n} seats)", n=seats, name=name) for name, seats in stakeholders
    ]
    return Text("{stakeholders}", stakeholders=listing(*each)) if each else NONE


def home_words(channel: ChannelRef) -> Words:
    """Which channel, and what one types to mean it, for somebody on whichever platform."""
    return Text("{channel} ({name})", channel=channel, name=Code(channel.channel))


def homes_words(homes: Sequence[str], here: str, *, each: bool) -> Words:
    if not homes:
        return NONE
    if each:
        return Text("{homes}", homes=listing(*(home_words(ChannelRef.parse(home)) for home in homes)))
    if len(homes) == 1 and here in homes:
        return Text("this channel")
    platforms = sorted({ChannelRef.parse(home).platform for home in homes})
    return Plural(
        "{n} channel on {platforms}",
        "{n} channels on {platforms}",
        n=len(homes),
        platforms=listing(*(Code(platform) for platform in platforms)),
    )


def holidays_words(spans: Sequence[Span]) -> Words:
    """Days as they are typed: the same for every reader, since they are days of UTC."""
    if not spans:
        return NONE
    each: list[Words] = [
        Text("{first} to {last}", first=Code(first.isoformat()), last=Code(last.isoformat()))
        if last > first
        else Text("{day}", day=Code(first.isoformat()))
        for first, last in spans
    ]
    return Text("{days}", days=listing(*each))


def patience_words(days: int) -> Words:
    """When coordinators are told of an action that is overdue."""
    return Plural("coordinators are told after {n} day", "coordinators are told after {n} days", n=days)


def group(shown: Shown) -> Reply:
    rows: list[tuple[Words, Words]] = [(Text("State"), stage_words(shown.stage))]
    if shown.about:
        rows.insert(0, (Text("About"), verbatim(shown.about)))
    if shown.charter:
        rows.append((Text("Charter"), verbatim(shown.charter)))
    rows += [
        (Text("Stakeholder groups"), counted(shown.stakeholders)),
        (Text("Seats in all"), Text("{n}", n=shown.seats)),
        (Text("Coordinators"), names(shown.coordinators)),
        (Text("Joining"), joining_words(shown.stage, shown.joining, shown.confirmers)),
        (Text("Zone"), zone_words(shown.zone, shown.at)),
        (Text("Language"), verbatim(own_name(shown.language))),
        (Text("Homes"), homes_words(shown.homes, shown.here, each=shown.coordinating)),
        (Text("Public"), yes_or_no(shown.public)),
        (Text("Overdue actions"), patience_words(shown.patience)),
    ]
    if shown.holidays:
        rows.append((Text("Holidays"), holidays_words(shown.holidays)))
    blocks: list[Block] = [Heading(verbatim(shown.name)), Facts(tuple(rows))]
    if shown.stage is not Stage.CLOSED:
        join = Code("/member join STAKEHOLDER")
        blocks.append(Paragraph(Text("To take part, choose a stakeholder group: {join}.", join=join)))
    return Reply(tuple(blocks))


def begun(shown: Shown) -> tuple[Block, ...]:
    return (
        Heading(Text("{group} has begun", group=shown.name)),
        Paragraph(Text("You coordinate it, and this channel is its first home.")),
        *closed_to_us(shown.lacks),
    )


def closed_to_us(lacks: str) -> tuple[Block, ...]:
    """A warning where the platform says that nothing can be posted here."""
    if not lacks:
        return ()
    return (
        Paragraph(
            Text(
                "I may not write in this channel yet, so nothing will appear here. Allow me: {permissions}.",
                permissions=verbatim(lacks),
            )
        ),
    )


def created(shown: Shown, *, new: bool) -> Reply:
    """`new`: we did not know before who started it."""
    privacy = Paragraph(
        Text(
            "{privacy} says what I store about you, who sees it, and how to erase it.",
            privacy=Code("/privacy"),
        )
    )
    join = Code("/member join STAKEHOLDER")
    facts = (
        (Text("Stakeholder groups"), names([name for name, _ in shown.stakeholders])),
        (Text("Zone"), zone_words(shown.zone, shown.at)),
        (Text("Language"), verbatim(own_name(shown.language))),
    )
    return Reply(
        (
            *begun(shown),
            Facts(facts),
            Paragraph(Text("Everybody, you too, chooses a stakeholder group with {join}.", join=join)),
            Paragraph(Text("To set the group up in five steps: {setup}.", setup=Code("/group setup"))),
            *((privacy,) if new else ()),
            Buttons(
                (
                    Button(Text("Set up"), "group setup", shown.mark, Style.PRIMARY),
                    Button(Text("Join"), "member join", shown.mark),
                )
            ),
        )
    )


def groups(mine: Sequence[Membership], public: Sequence[str], most: int) -> Reply:
    """At most `most` of each; one more in `mine` or `public` says that there are more."""
    blocks: list[Block] = []
    if mine:
        rows = tuple(
            (
                verbatim(one.name),
                seat_words(one.stakeholder, one.role, pending=one.pending),
                stage_words(one.stage),
            )
            for one in mine[:most]
        )
        blocks += [
            Heading(Text("Your groups")),
            Table((Text("Group"), Text("Your place"), Text("State")), rows),
        ]
    else:
        blocks.append(Paragraph(Text("You have no seat in a group yet.")))
    if public:
        blocks += [
            Heading(Text("Public groups here")),
            Table((Text("Group"),), tuple((verbatim(name),) for name in public[:most])),
        ]
    if max(len(mine), len(public)) > most:
        blocks.append(Paragraph(Text("There are more; these are the first {most}.", most=most)))
    blocks.append(
        Paragraph(
            Text(
                "In a group's channel {show} tells about it, and {join} takes a seat. {create} starts one.",
                show=Code("/group show"),
                join=Code("/member join STAKEHOLDER"),
                create=Code("/group create NAME"),
            )
        )
    )
    return Reply(tuple(blocks))


def settings(shown: Shown) -> tuple[tuple[Words, Words], ...]:
    """Each setting by the name that one types to change it."""
    return (
        (Text("{name}", name=Code("name")), verbatim(shown.name)),
        (Text("{name}", name=Code("zone")), zone_words(shown.zone, shown.at)),
        (Text("{name}", name=Code("language")), verbatim(own_name(shown.language))),
        (Text("{name}", name=Code("joining")), Text("{value}", value=Code(shown.joining.value))),
        (Text("{name}", name=Code("about")), verbatim(shown.about) if shown.about else NONE),
        (Text("{name}", name=Code("public")), yes_or_no(shown.public)),
        (Text("{name}", name=Code("stakeholders")), counted(shown.stakeholders)),
        (Text("{name}", name=Code("holidays")), holidays_words(shown.holidays)),
        (Text("{name}", name=Code("patience")), patience_words(shown.patience)),
    )


def unchanged(shown: Shown) -> Reply:
    """The settings as they are, and how one changes them."""
    return Reply(
        (
            Heading(Text("Settings of {group}", group=shown.name)),
            Facts(settings(shown)),
            Paragraph(
                Text(
                    "Change what you like, for example {zone} or {stakeholders}.",
                    zone=Code("/group set zone:Europe/Paris"),
                    stakeholders=Code('/group set stakeholders:"one | two | three"'),
                )
            ),
        )
    )


def changed(shown: Shown, settings_changed: Sequence[str], undo: Sequence[Button]) -> Reply:
    """What the settings that were changed are now."""
    rows = tuple(
        row for row in settings(shown) if row[0].args["name"] in [Code(name) for name in settings_changed]
    )
    blocks: list[Block] = [Paragraph(Text("Changed in {group}:", group=shown.name)), Facts(rows)]
    if shown.joining is Joining.OPEN and "joining" in settings_changed:
        blocks.append(Paragraph(OPEN_WARNING))
    if undo:
        blocks.append(Buttons(tuple(undo)))
    return Reply(tuple(blocks))


OPEN_WARNING = Text(
    "Open joining lets everybody choose their stakeholder group themselves. Results that depend on"
    " stakeholder groups will say so."
)
