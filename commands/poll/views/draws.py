"""Ties in which polls ended: what to do about them, and how they were broken."""

from __future__ import annotations

from bot.blocks import Block, Button, Facts, Heading, Paragraph
from bot.commands import Need
from bot.text import Code, Text, Words, listing
from commands.poll.values import Lot, Sight
from commands.poll.views import words


def draw_command(poll: str) -> str:
    """What a facilitator types to announce a draw."""
    return f'/poll draw {poll} "EuroMillions of friday | DAX of friday"'


def cast_command(poll: str) -> str:
    """What a coordinator types to give the casting vote."""
    return f'/poll cast {poll} OPTION "why"'


def _numbers_command(poll: str, sources: int) -> str:
    """What a facilitator types once the numbers are out."""
    return f'/poll draw {poll} "{" | ".join(["NUMBERS"] * sources)}"'


def to_break(
    short: str, key: str, group_id: int, question: str, elsewhere: str, sources: int, *, casting: bool
) -> Need:
    """A tie that waits for the reader. `sources`: how many were announced for the draw."""
    poll = Code(short)
    if casting:
        text = Text(
            "{poll} ended in a tie, and waits for the casting vote: {question} Give it with {cast}.",
            poll=poll,
            question=question,
            cast=Code(cast_command(short)),
        )
    elif sources:
        text = Text(
            "{poll} waits for the numbers of the draw: {question} Give them with {draw}.",
            poll=poll,
            question=question,
            draw=Code(_numbers_command(short, sources)),
        )
    else:
        text = Text(
            "{poll} ended in a tie, and waits for the sources of a draw: {question} Name them with {draw}.",
            poll=poll,
            question=question,
            draw=Code(draw_command(short)),
        )
    if elsewhere:
        text = Text("{group}: {need}", group=elsewhere, need=text)
    path, label = ("poll cast", Text("Casting vote")) if casting else ("poll draw", Text("Draw"))
    return Need(text, (Button(label, path, (("group", str(group_id)), ("poll", key))),))


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
    rows: list[tuple[Words, Words]] = [
        (Text("Pool"), Text("{pool}", pool=listing(*numbered))),
        (Text("Sources"), Text("{sources}", sources=listing(*lot.sources))),
    ]
    if lot.before:
        rows.append((Text("In the place of"), Text("{sources}", sources=listing(*lot.before))))
    return tuple(rows)


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
        draw=Code(_numbers_command(sight.short, len(lot.sources))),
    )


def _repeat(lot: Lot) -> Words:
    given = " ".join(f'--source "{value}"' for value in lot.values)
    return Text(
        "Of options that tie, whichever was drawn first is preferred. With the pool in a file, one name a line,"
        " anybody can repeat it: {command}",
        command=Code(f"convenor draw --pool FILE {given} --pick {len(lot.pool)}"),
    )
