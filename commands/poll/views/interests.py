"""What polls say to one person about conflicts of interest, alternates and capacities."""

from __future__ import annotations

from bot.blocks import Block, Heading, Paragraph
from bot.text import Code, Text, Words
from commands.poll.values import Capacity, Own, Sight
from commands.poll.views import conflicts, words
from commands.poll.views.card import vote_buttons


def in_capacity(capacity: str) -> tuple[Block, ...]:
    """To the voter, beside what they voted."""
    match capacity:
        case Capacity.PERSONAL:
            return (Paragraph(Text("You vote for yourself.")),)
        case Capacity.ORGANISATION:
            return (Paragraph(Text("You vote for your organisation.")),)
        case Capacity.INSTRUCTION:
            return (Paragraph(Text("You vote under instruction.")),)
        case _:
            return ()


def recused(
    short: str,
    *,
    secret: bool,
    voided: bool,
    objection: Words | None,
    alternate: str,
    unreachable: tuple[str | None, ...],
) -> tuple[Block, ...]:
    """To whoever recused themselves. In a secret poll it is not told whether there was a ballot: answers are
    kept."""
    poll = Code(short)
    said: list[Words] = [
        Text("You have recused yourself from {poll}: you are out of its roll and its quorum.", poll=poll)
    ]
    if secret:
        said.append(Text("If you had voted, your ballot is void; what it said stays secret."))
    elif voided:
        said.append(Text("Your ballot is void."))
    blocks: list[Block] = [Paragraph(words.together(*said))]
    if objection:
        blocks.append(Paragraph(objection))
    if alternate:
        blocks.append(Paragraph(Text("{name} votes in your stead, and is told so.", name=alternate)))
    blocks += [Paragraph(conflicts.unreachable(stakeholder)) for stakeholder in unreachable]
    return tuple(blocks)


def confirm(short: str, alternate: str) -> Words:
    """What a recusal does, before it is done."""
    if alternate:
        return Text(
            "Recusing yourself from {poll} cannot be undone: your ballot becomes void, and {alternate} votes in"
            " your stead. If you mean it, add {confirm}.",
            poll=Code(short),
            alternate=alternate,
            confirm=Code("confirm:yes"),
        )
    return Text(
        "Recusing yourself from {poll} cannot be undone: your ballot becomes void, and nobody votes in your"
        " stead. If you mean it, add {confirm}.",
        poll=Code(short),
        confirm=Code("confirm:yes"),
    )


def seated(sight: Sight, name: str) -> tuple[Block, ...]:
    """To an alternate who has a vote now."""
    return (
        Heading(Text("{poll}: {question}", poll=Code(sight.short), question=sight.question)),
        Paragraph(
            Text(
                "You vote in the stead of {name} on this poll in {group}. It closes {closes}.",
                name=name,
                group=sight.group,
                closes=sight.closes_at,
            )
        ),
        Paragraph(words.who_sees(sight)),
        *vote_buttons(sight),
    )


def given(short: str, name: str) -> tuple[Block, ...]:
    """To whoever handed a poll over."""
    return (Paragraph(Text("{name} looks after {poll} now, and is told so.", name=name, poll=Code(short))),)


def handed(sight: Sight, name: str) -> tuple[Block, ...]:
    """To the facilitator who has a poll to look after now."""
    return (
        Heading(Text("{poll}: {question}", poll=Code(sight.short), question=sight.question)),
        Paragraph(
            Text(
                "{name} handed this poll in {group} over to you: please see that its objections are answered,"
                " and determine what comes of it. {show}",
                name=name,
                group=sight.group,
                show=Code(f"/poll show {sight.short}"),
            )
        ),
    )


def place(own: Own) -> tuple[Block, ...]:
    """What the reader's place on the roll is, where it is not simply their own."""
    if own.recused and own.instead:
        return (Paragraph(Text("You recused yourself from this poll; {name} votes.", name=own.instead)),)
    if own.recused:
        return (Paragraph(Text("You recused yourself from this poll.")),)
    if own.instead:
        return (
            Paragraph(Text("You said that you are away, so {name} votes in your stead.", name=own.instead)),
        )
    if own.stands_for:
        return (Paragraph(Text("You vote in the stead of {name}.", name=own.stands_for)),)
    return ()
