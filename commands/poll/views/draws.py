"""Ties in which polls ended: what to do about them, and how they were broken."""

from __future__ import annotations

from bot.blocks import Block, Facts, Heading, Paragraph
from bot.text import Code, Text, Words, listing
from commands.poll.values import Lot, Sight
from commands.poll.views import words


def draw_command(poll: str) -> str:
    """What a facilitator types to announce a draw."""
    return f'/poll draw {poll} "EuroMillions of friday | DAX of friday"'


def cast_command(poll: str) -> str:
    """What a coordinator types to give the casting vote."""
    return f'/poll cast {poll} OPTION "why"'


def _numbers_command(poll: str, lot: Lot) -> str:
    """What a facilitator types once the numbers are out."""
    return f'/poll draw {poll} "{" | ".join("NUMBERS" for _ in lot.sources)}"'


def notes(sight: Sight) -> tuple[Block, ...]:
    """On the card and in the result: what to do about the tie, or all that it takes to repeat the draw."""
    lot = sight.lot
    if lot is None or (lot.casting and lot.taken):
        return ()
    if lot.taken:
        return (Facts(_made(sight, lot)), Paragraph(_repeat(lot)))
    if lot.casting:
        return (
            Paragraph(
                Text(
                    "Debian's rule leaves the tie to the casting vote: a coordinator decides, with a reason, by"
                    " {cast}.",
                    cast=Code(cast_command(sight.short)),
                )
            ),
        )
    if lot.sources:
        return (Facts(_announced(sight, lot)), Paragraph(_then(sight, lot)))
    return (
        Paragraph(
            Text(
                "A draw that everybody can repeat breaks the tie (RFC 3797). A facilitator first says from which"
                " sources, whose numbers nobody can know yet: {draw}",
                draw=Code(draw_command(sight.short)),
            )
        ),
    )


def draw_announced(sight: Sight) -> tuple[Block, ...]:
    """The public message about a draw to come, and the answer to whoever announced it."""
    lot = sight.lot
    assert lot is not None, "a tie that is drawn"
    return (
        Heading(
            Text(
                "The tie in {poll} will be drawn: {question}", poll=Code(sight.short), question=sight.question
            )
        ),
        Facts(_announced(sight, lot)),
        Paragraph(_then(sight, lot)),
    )


def minutes(sight: Sight) -> tuple[Words, ...]:
    """One sentence for the minutes, where a draw was made."""
    lot = sight.lot
    if lot is None or lot.casting or not lot.taken:
        return ()
    return (
        Text(
            "The tie was broken by a draw (RFC 3797) from {sources}, with the numbers {values}. The order drawn:"
            " {order}.",
            sources=listing(*lot.sources),
            values=listing(*(Code(value) for value in lot.values)),
            order=listing(*(words.choice(sight.options, pick) for pick in lot.taken)),
        ),
    )


def _announced(sight: Sight, lot: Lot) -> tuple[tuple[Words, Words], ...]:
    numbered = (
        Text("{n} {name}", n=number, name=words.choice(sight.options, pick))
        for number, pick in enumerate(lot.pool, 1)
    )
    return (
        (Text("Pool"), Text("{pool}", pool=listing(*numbered))),
        (Text("Sources"), Text("{sources}", sources=listing(*lot.sources))),
    )


def _made(sight: Sight, lot: Lot) -> tuple[tuple[Words, Words], ...]:
    drawn = listing(*(words.choice(sight.options, pick) for pick in lot.taken))
    return (
        (Text("Order drawn"), Text("{order}", order=drawn)),
        *_announced(sight, lot),
        (Text("Their numbers"), Text("{values}", values=listing(*lot.values))),
    )


def _then(sight: Sight, lot: Lot) -> Words:
    return Text(
        "When their numbers are out, a facilitator draws with {draw}. Nobody can know the order before, and"
        " everybody can repeat it (RFC 3797).",
        draw=Code(_numbers_command(sight.short, lot)),
    )


def _repeat(lot: Lot) -> Words:
    given = " ".join(f'--source "{value}"' for value in lot.values)
    return Text(
        "Of options that tie, whichever was drawn first is preferred. With the pool in a file, one name a line,"
        " anybody can repeat it: {command}",
        command=Code(f"convenor draw --pool FILE {given} --pick {len(lot.pool)}"),
    )
