"""What reminders look like: when they are set, when they come, and in a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.blocks import Block, Button, Buttons, Facts, Heading, Paragraph
from bot.moments.rhythm import Rhythm
from bot.moments.rules import Freq
from bot.people import Role
from bot.quiet import Quiet
from bot.text import Code, Date, Text, Words, verbatim
from commands.reminder.rules import LATE, Target
from commands.reminder.values import Sight


def whom(sight: Sight) -> Words:
    """Whom it is for, to stand within a sentence."""
    if sight.own:
        return Text("you")
    match sight.target:
        case Target.PERSON:
            return verbatim(sight.name) if sight.name else Text("somebody who has left")
        case Target.STAKEHOLDER:
            return Text("everybody who sits for {stakeholder}", stakeholder=sight.stakeholder)
        case Target.HOME:
            return Text("the whole group")
        case Target.ROLE:
            return _role(sight.role)


def _role(role: str) -> Words:
    match role:
        case Role.COORDINATOR.value:
            return Text("the coordinators")
        case Role.FACILITATOR.value:
            return Text("the facilitators")
        case _:
            return Text("whoever has the turn as {role}", role=role)


def _often(sight: Sight, rhythm: Rhythm) -> Words:
    """How often it comes; by whose clock, where that need not be the reader's."""
    words = rhythm.words()
    if sight.own or rhythm.parts.freq is Freq.HOURLY:
        return words
    return Text("{rhythm} ({zone})", rhythm=words, zone=sight.zone)


def author(sight: Sight) -> Words:
    return verbatim(sight.author) if sight.author else Text("somebody who has left")


def added(sight: Sight) -> tuple[Block, ...]:
    if sight.rhythm is None:
        text: Words = Text(
            "{reminder}: I remind {whom} on {due}.",
            reminder=Code(sight.short),
            whom=whom(sight),
            due=sight.due_at,
        )
    else:
        text = Text(
            "{reminder}: I remind {whom} {rhythm}, first on {due}.",
            reminder=Code(sight.short),
            whom=whom(sight),
            rhythm=_often(sight, sight.rhythm),
            due=sight.due_at,
        )
    said: list[Block] = [Paragraph(text), Paragraph(Text("It will say: {text}", text=sight.text))]
    return (*said, Buttons((Button(Text("Undo"), "reminder cancel", _values(sight)),)))


def _values(sight: Sight) -> tuple[tuple[str, str], ...]:
    return (("group", str(sight.group_id)), ("reminder", sight.key))


def told(sight: Sight, at: datetime, *, private: bool) -> tuple[Block, ...]:
    """The reminder itself. Whoever reads it privately can put it off for themselves."""
    blocks: list[Block] = [Heading(Text("Reminder: {text}", text=sight.text))]
    if sight.told_at is not None and at - sight.told_at > LATE:
        blocks.append(Paragraph(Text("It was due on {due}.", due=sight.told_at)))
    if sight.own:
        text: Words = Text("You set {reminder} in {group}.", reminder=Code(sight.short), group=sight.group)
    else:
        text = Text(
            "{name} set {reminder} in {group} for {whom}.",
            name=author(sight),
            reminder=Code(sight.short),
            group=sight.group,
            whom=Text("you") if sight.target is Target.PERSON else whom(sight),
        )
    blocks.append(Paragraph(text))
    if sight.rhythm is not None:
        blocks.append(
            Paragraph(
                Text(
                    "It comes {rhythm}; next on {due}. To stop it: {cancel}",
                    rhythm=_often(sight, sight.rhythm),
                    due=sight.due_at,
                    cancel=Code(f"/reminder cancel {sight.short}"),
                )
            )
        )
    if private:
        later = tuple(
            Button(label, "reminder snooze", (*_values(sight), ("until", until)))
            for label, until in ((Text("In an hour"), "in 1 hour"), (Text("Tomorrow"), "tomorrow 9:00"))
        )
        blocks.append(Buttons(later))
    return tuple(blocks)


def listed(sights: Sequence[Sight], group: str, *, more: bool, closed: bool) -> tuple[Block, ...]:
    """Where the group was closed nothing can be set or stopped, and nothing is said of how."""
    if not sights and closed:
        return (Paragraph(Text("No reminder stands in {group} that you can see.", group=group)),)
    if not sights:
        text = Text(
            "No reminder stands in {group} that you can see. {add} sets one.",
            group=group,
            add=Code("/reminder add"),
        )
        return (Paragraph(text),)
    rows = tuple((Text("{reminder}", reminder=Code(sight.short)), _line(sight)) for sight in sights)
    blocks: list[Block] = [Heading(Text("Reminders of {group}", group=group)), Facts(rows)]
    if more:
        blocks.append(Paragraph(Text("These are the next ones; there are more.")))
    if closed:
        return tuple(blocks)
    cancel = Text("To stop one: {cancel}", cancel=Code(f"/reminder cancel {sights[0].short}"))
    return (*blocks, Paragraph(cancel))


def _line(sight: Sight) -> Words:
    if sight.rhythm is None:
        return Text("{text} (for {whom}, on {due})", text=sight.text, whom=whom(sight), due=sight.due_at)
    return Text(
        "{text} (for {whom}, {rhythm}, next on {due})",
        text=sight.text,
        whom=whom(sight),
        rhythm=_often(sight, sight.rhythm),
        due=sight.due_at,
    )


def label(sight: Sight) -> Words:
    """For autocomplete."""
    shown = sight.text if len(sight.text) <= _LABEL else sight.text[:_LABEL] + "…"
    return Text("{reminder}: {text} ({due})", reminder=Code(sight.short), text=shown, due=Date(sight.due_at))


_LABEL = 80


def snoozed(sight: Sight, until: datetime) -> tuple[Block, ...]:
    text = Text("I remind you of {reminder} on {until}.", reminder=Code(sight.short), until=until)
    return (Paragraph(text),)


def cancelled(sight: Sight) -> tuple[Block, ...]:
    text = Text(
        "{reminder} is cancelled and does not come any more: {text}",
        reminder=Code(sight.short),
        text=sight.text,
    )
    return (Paragraph(text),)


def quiet(hours: Quiet | None, zone: str) -> tuple[Block, ...]:
    if hours is None:
        return (Paragraph(Text("You have no quiet hours. Private messages come when they are due.")),)
    begins, ends = hours.spelt
    text = Text(
        "From {begins} to {ends} {zone} private messages that can wait will wait. {off} ends that.",
        begins=Code(begins),
        ends=Code(ends),
        zone=Code(zone),
        off=Code("/reminder quiet off"),
    )
    return (Paragraph(text),)
