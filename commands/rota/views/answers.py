"""What somebody is answered who did something with a rota or a turn."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import Block, Buttons, Facts, Paragraph
from bot.text import Code, Plural, Text, Words, listing
from commands.rota.rules.values import Hours
from commands.rota.values import RotaSight, TurnSight
from commands.rota.views import words
from commands.rota.views.seen import shown


def created(rota: RotaSight, ahead: Sequence[TurnSight]) -> tuple[Block, ...]:
    begun = Paragraph(
        Text(
            "{rota} has begun: the role of {role} goes round now.",
            rota=Code(rota.short),
            role=words.role(rota.role),
        )
    )
    if ahead[0].holders:
        return (begun, *shown(rota, (), ahead, (), (), (), ()))
    nobody = Text(
        "Nobody can hold its first turn yet: it takes members who sit for a stakeholder group and are not away."
        " {join} seats one, and {override} names somebody.",
        join=Code("/member join"),
        override=Code(f"/rota override {ahead[0].short}"),
    )
    return (begun, Paragraph(nobody), *shown(rota, (), ahead, (), (), (), ()))


def ended(rota: RotaSight) -> tuple[Block, ...]:
    text = Text("{rota} has ended. Its turns to come are cancelled; those that were held stay on the record.",
                rota=Code(rota.short))  # fmt: skip
    return (Paragraph(text),)


def confirmed(turn: TurnSight) -> tuple[Block, ...]:
    text = Text(
        "You hold {turn}: {role}, {starts}. If something comes up: {decline}",
        turn=Code(turn.short),
        role=words.role(turn.role),
        starts=turn.starts,
        decline=Code(f"/rota decline {turn.short}"),
    )
    return (Paragraph(text),)


def declined(turn: TurnSight) -> tuple[Block, ...]:
    short, rota = Code(turn.short), Code(f"/rota leave {turn.rota}")
    if not turn.holders:
        text = Text(
            "You do not hold {turn} any more, and nobody else can so far; the coordinators are told.",
            turn=short,
        )
    else:
        text = Text(
            "You do not hold {turn} any more: it passes to {people}.",
            turn=short,
            people=words.people(turn.holders),
        )
    leave = Text("The order comes back to you the sooner. To stay out of it altogether: {leave}", leave=rota)
    return (Paragraph(text), Paragraph(leave))


def taken(turn: TurnSight) -> tuple[Block, ...]:
    text = Text(
        "{turn} is yours now: {role}, {starts}. Whoever had it is told.",
        turn=Code(turn.short),
        role=words.role(turn.role),
        starts=turn.starts,
    )
    return (Paragraph(text),)


def overridden(turn: TurnSight, name: str) -> tuple[Block, ...]:
    text = Text(
        "{name} has {turn} now. Both are told, and the record keeps who had it before.",
        name=name,
        turn=Code(turn.short),
    )
    return (Paragraph(text),)


def swap_asked(turn: TurnSight, other: TurnSight | None, name: str) -> tuple[Block, ...]:
    if other is not None:
        text = Text(
            "{name} is asked to take {turn} for {other} ({starts}). Both turns stay as they are until they agree.",
            name=name,
            turn=Code(turn.short),
            other=Code(other.short),
            starts=other.starts,
        )
    else:
        text = Text(
            "{name} has no turn to come and is asked to hold {turn} for you. It stays yours until they agree.",
            name=name,
            turn=Code(turn.short),
        )
    return (Paragraph(text),)


def swap_refused(turn: TurnSight) -> tuple[Block, ...]:
    return (
        Paragraph(
            Text("Everything stays as it is, and whoever holds {turn} is told.", turn=Code(turn.short))
        ),
    )


def swap_agreed(turn: TurnSight, other: TurnSight | None) -> tuple[Block, ...]:
    if other is not None:
        text = Text(
            "Swapped: you hold {turn}, {starts}, and {other}, {then}, goes to {people}.",
            turn=Code(turn.short),
            starts=turn.starts,
            people=words.people(other.holders),
            other=Code(other.short),
            then=other.starts,
        )
    else:
        text = Text("You hold {turn} now: {starts}.", turn=Code(turn.short), starts=turn.starts)
    return (Paragraph(text),)


def left(rota: RotaSight, name: str, passed: Sequence[TurnSight], *, back: bool) -> tuple[Block, ...]:
    """`name` is empty for the reader; `passed` are the turns that somebody else has got, or nobody."""
    short = Code(rota.short)
    if back:
        text: Words = (
            Text(
                "{name} takes part in {rota} again, level with those who served least.", name=name, rota=short
            )
            if name
            else Text("You take part in {rota} again, level with those who served least.", rota=short)
        )
        return (Paragraph(text),)
    text = (
        Text("{name} is exempt from {rota}. {back} takes them in again.", name=name, rota=short,
             back=Code(f"/rota leave {rota.short} who:{name} back:yes"))
        if name
        else Text("You stay out of {rota} from now on. {back} takes part again.", rota=short,
                  back=Code(f"/rota leave {rota.short} back:yes"))
    )  # fmt: skip
    rows = tuple(
        (Text("{turn}", turn=Code(turn.short)), Text("{starts}: {people}", starts=turn.starts,
                                                     people=words.people(turn.holders)))
        for turn in passed
    )  # fmt: skip
    return (Paragraph(text), *((Paragraph(Text("Passed on:")), Facts(rows)) if rows else ()))


def hours_kept(hours: Hours | None, zone: str, within: Sequence[TurnSight]) -> tuple[Block, ...]:
    """`within` are the reader's turns that begin in these hours and were given to them before."""
    if hours is None:
        return (Paragraph(Text("You have no hours of rest any more: turns of yours may begin at any hour.")),)
    text = Text(
        "No turn of yours will begin between {since} and {until} ({zone}).",
        since=f"{hours.since:%H:%M}",
        until=f"{hours.until:%H:%M}",
        zone=zone,
    )
    blocks: list[Block] = [Paragraph(text)]
    if within:
        blocks.append(
            Paragraph(
                Plural(
                    "You hold a turn that does: {turns}. Decline it if you cannot.",
                    "You hold turns that do: {turns}. Decline those that you cannot hold.",
                    n=len(within),
                    turns=listing(*(Code(turn.short) for turn in within)),
                )
            )
        )
        blocks.append(
            Buttons(
                tuple(
                    words.button(turn, Text("Decline {turn}", turn=Code(turn.short)), "rota decline")
                    for turn in within[:5]
                )
            )
        )
    return tuple(blocks)


def handed_over(after: TurnSight | None) -> tuple[Block, ...]:
    """`after` is the turn that the note is for."""
    if after is None or not after.holders:
        return (Paragraph(Text("Your note is in the homes of the group; whoever is next finds it there.")),)
    text = Text(
        "Your note is in the homes of the group, and goes to {people}, who is next.",
        people=words.people(after.holders),
    )
    return (Paragraph(text),)
