"""What somebody is answered who did something with a decision."""

from __future__ import annotations

from bot.blocks import Block, Paragraph
from bot.text import Code, Text
from commands.decision.rules import State, Step
from commands.decision.values import Sight
from commands.decision.views import words

Blocks = tuple[Block, ...]


def determined(sight: Sight, *, confirmable: bool) -> Blocks:
    """`confirmable`: whether anybody is there who can confirm it, where it has to be."""
    if sight.state is State.PROPOSED and not confirmable:
        text = Text(
            "{decision} says of {poll}: {outcome}. Nobody is there who can confirm it: it takes a facilitator of"
            " another stakeholder group with no part in {poll}. A coordinator makes one: {role}.",
            decision=Code(sight.short),
            poll=Code(sight.poll),
            outcome=words.outcome(sight.designation, sight.won),
            role=Code("/member role"),
        )
        return (Paragraph(text),)
    if sight.state is State.PROPOSED:
        text = Text(
            "{decision} says of {poll}: {outcome}. It stands once a facilitator of another stakeholder group"
            " confirms it, and they are told.",
            decision=Code(sight.short),
            poll=Code(sight.poll),
            outcome=words.outcome(sight.designation, sight.won),
        )
        return (Paragraph(text),)
    text = Text(
        "{decision} says of {poll}: {outcome}.",
        decision=Code(sight.short),
        poll=Code(sight.poll),
        outcome=words.outcome(sight.designation, sight.won),
    )
    return (Paragraph(text), Paragraph(words.state(sight)))


def confirmed(sight: Sight) -> Blocks:
    text = Text("You confirmed {decision}.", decision=Code(sight.short))
    return (Paragraph(words.together(text, words.state(sight))),)


def challenged(sight: Sight) -> Blocks:
    text = Text(
        "Your challenge to {decision} is on the record, and {name} is asked to answer it.",
        decision=Code(sight.short),
        name=words.who(sight.name),
    )
    return (Paragraph(text), Paragraph(words.state(sight)))


def answered(sight: Sight) -> Blocks:
    text = Text("{decision} stays as it is, and whoever challenged it is told.", decision=Code(sight.short))
    return (Paragraph(text), Paragraph(words.state(sight)))


def reconsidered(later: Sight, earlier: str) -> Blocks:
    """`later` is the new determination."""
    if later.state is State.PROPOSED:
        text = Text(
            "{later} says of {poll}: {outcome}. It takes the place of {earlier} once a facilitator of another"
            " stakeholder group confirms it.",
            later=Code(later.short),
            poll=Code(later.poll),
            outcome=words.outcome(later.designation, later.won),
            earlier=Code(earlier),
        )
        return (Paragraph(text),)
    text = Text(
        "{later} takes the place of {earlier} and says of {poll}: {outcome}.",
        later=Code(later.short),
        earlier=Code(earlier),
        poll=Code(later.poll),
        outcome=words.outcome(later.designation, later.won),
    )
    return (Paragraph(text), Paragraph(words.state(later)))


def appealed(sight: Sight) -> Blocks:
    last = sight.last
    if last is not None and last.state is Step.GATHERING:
        text = Text("Your appeal against {decision} is on the record.", decision=Code(sight.short))
    else:
        text = Text(
            "Your appeal against {decision} goes to {body}.",
            decision=Code(sight.short),
            body=words.body(last.body if last else ""),
        )
    return (Paragraph(text), Paragraph(words.state(sight)))


def signed(sight: Sight) -> Blocks:
    last = sight.last
    if last is not None and not last.step:
        text = Text("You support the challenge to {decision}.", decision=Code(sight.short))
    else:
        text = Text("You support the appeal against {decision}.", decision=Code(sight.short))
    return (Paragraph(text), Paragraph(words.state(sight)))


def ruled(sight: Sight) -> Blocks:
    text = Text(
        "The ruling on {decision} is on the record, and everybody is told.", decision=Code(sight.short)
    )
    return (Paragraph(text), Paragraph(words.state(sight)))


def attached(sight: Sight) -> Blocks:
    text = Text(
        "Your minority statement is attached to {decision}. Another one would take its place.",
        decision=Code(sight.short),
    )
    return (Paragraph(text),)


def scheduled(sight: Sight) -> Blocks:
    assert sight.review_at is not None
    text = Text(
        "{decision} is looked at again {at}. Everybody is reminded then.",
        decision=Code(sight.short),
        at=words.deadline(sight.review_at),
    )
    return (Paragraph(text),)


def superseded(sight: Sight) -> Blocks:
    text = Text(
        "{later} takes the place of {decision}, which stays on the record.",
        later=Code(sight.replaced_by),
        decision=Code(sight.short),
    )
    return (Paragraph(text),)


def reported(sight: Sight) -> Blocks:
    assert sight.work is not None
    text = Text("{decision} is now: {work}.", decision=Code(sight.short), work=words.WORK[sight.work])
    return (Paragraph(text),)
