"""What the process of a charter asks of a poll, in words: the moments at which polls close, who is too new for
the roll."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import Block, Paragraph
from bot.charter_values import lasting
from bot.text import Code, Plural, Text, Words, listing
from commands.poll.values import Sight, State

_DAYS = {
    "mon": Text("Monday"),
    "tue": Text("Tuesday"),
    "wed": Text("Wednesday"),
    "thu": Text("Thursday"),
    "fri": Text("Friday"),
    "sat": Text("Saturday"),
    "sun": Text("Sunday"),
}


def window(days: Sequence[str], hour: str) -> Words:
    """When polls close, to follow "polls close": "on Tuesday, Wednesday or Thursday at 23:59 UTC"."""
    named = listing(*(_DAYS[day] for day in days))
    if not hour:
        return Text("only on {days}", days=named)
    if not days:
        return Text("only at {hour}", hour=Code(hour))
    return Text("only on {days} at {hour}", days=named, hour=Code(hour))


def notes(sight: Sight) -> list[Block]:
    """What the card says of it."""
    said: list[Words] = []
    progress = sight.progress
    if progress.newcomers and progress.seat_age and sight.state is State.OPEN:
        said.append(
            Plural(
                "{n} seat is newer than {age} and not on the roll; whoever sits there can raise concerns and"
                " sign objections.",
                "{n} seats are newer than {age} and not on the roll; whoever sits there can raise concerns and"
                " sign objections.",
                n=progress.newcomers,
                age=lasting(progress.seat_age),
            )
        )
    return [Paragraph(each) for each in said]
