"""What somebody is answered who asks for a digest, pauses or stops one, and the list of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.addresses import ChannelRef
from bot.blocks import Block, Button, Buttons, Facts, Heading, Paragraph
from bot.text import Code, Plural, Text, Words, listing
from commands.digest.values import Audience, Standing

_NOW = Text("Show one now")


def scheduled(
    group_id: int, group: str, audience: Audience, rhythm: Words, due_at: datetime
) -> tuple[Block, ...]:
    text = _first(group, audience, rhythm, due_at)
    stop = "/digest stop" if audience is Audience.ME else f"/digest stop {audience.value}"
    how = Text(
        "When there is nothing to say, none comes. {pause} pauses it, {stop} stops it.",
        pause=Code("/digest pause"),
        stop=Code(stop),
    )
    button = Button(_NOW, "digest now", (("group", str(group_id)),))
    return (Paragraph(text), Paragraph(how), Buttons((button,)))


def _first(group: str, audience: Audience, rhythm: Words, at: datetime) -> Text:
    match audience:
        case Audience.ME:
            return Text(
                "You get a digest of {group} {rhythm}. The first comes {at}.",
                group=group,
                rhythm=rhythm,
                at=at,
            )
        case Audience.COORDINATORS:
            return Text(
                "Each coordinator of {group} gets a digest {rhythm}, on their own clock. Yours comes {at}.",
                group=group,
                rhythm=rhythm,
                at=at,
            )
        case Audience.HOME:
            return Text(
                "This channel gets a digest of {group} {rhythm}. The first comes {at}.",
                group=group,
                rhythm=rhythm,
                at=at,
            )


def stopped(group: str, audience: Audience) -> tuple[Block, ...]:
    return (Paragraph(_over(group, audience)),)


def _over(group: str, audience: Audience) -> Text:
    match audience:
        case Audience.ME:
            return Text("You get no digest of {group} any more.", group=group)
        case Audience.COORDINATORS:
            return Text("The coordinators of {group} get no digest any more.", group=group)
        case Audience.HOME:
            return Text("This channel gets no digest of {group} any more.", group=group)


def paused(group_id: int, group: str, audience: Audience, due_at: datetime | None) -> tuple[Block, ...]:
    text = (
        Text("The digest of {group} is paused. {resume} lets it come again.", group=group,
             resume=Code("/digest resume"))
        if due_at is None
        else Text("The digest of {group} is paused. It comes again {at}.", group=group, at=due_at)
    )  # fmt: skip
    values = (("group", str(group_id)), ("to", audience.value))
    return (Paragraph(text), Buttons((Button(Text("Resume"), "digest resume", values),)))


def resumed(group: str, due_at: datetime | None) -> tuple[Block, ...]:
    if due_at is None:
        return (Paragraph(Text("The digest of {group} is not paused any more.", group=group)),)
    return (Paragraph(Text("The digest of {group} comes again, next {at}.", group=group, at=due_at)),)


def nothing(group: str, days: int) -> tuple[Block, ...]:
    text = Plural(
        "There is nothing to tell of {group}: nothing needs you, and nothing was decided or is coming up within"
        " {n} day.",
        "There is nothing to tell of {group}: nothing needs you, and nothing was decided or is coming up within"
        " {n} days.",
        n=days,
        group=group,
    )
    return (Paragraph(text),)


def listed(group: str, standing: Sequence[Standing]) -> tuple[Block, ...]:
    if not standing:
        none = Text(
            "There are no digests for you in {group}. {schedule} asks for one.",
            group=group,
            schedule=Code("/digest schedule monday"),
        )
        return (Paragraph(none),)
    rows = tuple((_whose(each), _when(each)) for each in standing)
    return (Heading(Text("Digests of {group}", group=group)), Facts(rows))


def _whose(each: Standing) -> Words:
    match each.audience:
        case Audience.ME:
            return Text("Your own")
        case Audience.COORDINATORS:
            return Text("For coordinators")
        case Audience.HOME:
            return Text("In {channel}", channel=ChannelRef.parse(each.channel))


def _when(each: Standing) -> Words:
    rhythm = each.rhythm
    if each.sections:
        names = listing(*(Code(part.value) for part in each.sections))
        rhythm = Text("{rhythm}, with {sections} only", rhythm=rhythm, sections=names)
    if each.due_at is None:
        return Text("{rhythm}; paused", rhythm=rhythm)
    if each.paused:
        return Text("{rhythm}; paused until {at}", rhythm=rhythm, at=each.due_at)
    return Text("{rhythm}; next {at}", rhythm=rhythm, at=each.due_at)
