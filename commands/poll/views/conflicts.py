"""Conflicts of interest as everybody sees them in a poll: who stepped aside, who declared an interest, who votes
in whose stead, and in which capacity people vote."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import Block, Facts, Paragraph
from bot.text import Code, Plural, Text, Words, listing, verbatim
from commands.poll.rules import out_of_reach
from commands.poll.values import Capacity, Named, Recused, Sight, State
from commands.poll.views import words

IN_CAPACITY = {
    Capacity.PERSONAL: Text("for oneself"),
    Capacity.ORGANISATION: Text("for an organisation"),
    Capacity.INSTRUCTION: Text("under instruction"),
}


def with_capacity(choice: Words, capacity: str) -> Words:
    """A ballot by name, with the capacity if it was said."""
    if not capacity:
        return choice
    return Text("{choice}, {capacity}", choice=choice, capacity=IN_CAPACITY[Capacity(capacity)])


# The roll


def marked(name: Words, person: Named) -> Words:
    """A name on the roll, with what there is to know about its place."""
    notes: list[Words] = []
    if person.recused:
        notes.append(Text("recused"))
    elif not person.available:
        notes.append(Text("away"))
    if person.replaced:
        notes.append(Text("an alternate votes"))
    if person.stands_for:
        notes.append(Text("for {name}", name=person.stands_for))
    if person.interested:
        notes.append(Text("declared an interest"))
    return Text("{name} ({notes})", name=name, notes=listing(*notes)) if notes else name


def recusals(recused: Sequence[Recused]) -> tuple[Block, ...]:
    """Below the roll: who stepped aside, and why."""
    if not recused:
        return ()
    reasons = tuple(
        (verbatim(each.name), verbatim(each.reason) if each.reason else Text("The reason was erased."))
        for each in recused
    )
    return (Paragraph(Text("Who recused themselves, and why:")), Facts(reasons))


# The card and the result


def on_card(sight: Sight) -> list[Block]:
    """Beside all else: how many stepped aside or declared an interest, and what that leads to."""
    found = sight.interests
    blocks: list[Block] = []
    if found.recused:
        blocks.append(Paragraph(_recused(sight)))
    if sight.state is State.OPEN and sight.rules.method.traits.decides:
        blocks += [
            Paragraph(unreachable(stakeholder)) for stakeholder in out_of_reach(sight.rules, sight.roll)
        ]
    if found.declared:
        blocks.append(
            Paragraph(
                Plural(
                    "{n} person declared an interest in this: {statements}.",
                    "{n} people declared an interest in this: {statements}.",
                    n=found.declared,
                    statements=Code(f"/member statements poll:{sight.short}"),
                )
            )
        )
    blocks += [
        Paragraph(Text("{giver} handed it over to {taker}.", giver=giver, taker=taker))
        for giver, taker in found.handed
    ]
    return [*blocks, *capacities(sight)]


def _recused(sight: Sight) -> Words:
    return Plural(
        "{n} recused. {roll} shows who, and why.",
        "{n} recused. {roll} shows who, and why.",
        n=sight.interests.recused,
        roll=Code(f"/poll roll {sight.short}"),
    )


def unreachable(stakeholder: str | None) -> Words:
    """So many recused themselves that a quorum cannot be met."""
    if stakeholder is None:
        return Text("So many recused themselves that too few are left for the quorum: it cannot pass.")
    return Text(
        "So many of {stakeholder} recused themselves that too few are left for its quorum: it cannot pass.",
        stakeholder=words.stakeholder(stakeholder),
    )


def capacities(sight: Sight) -> list[Block]:
    """How many voted for whom, as far as they said."""
    if not sight.interests.capacities:
        return []
    counts = listing(*(_counted(capacity, number) for capacity, number in sight.interests.capacities))
    return [Paragraph(Text("In which capacity people voted: {counts}.", counts=counts))]


def _counted(capacity: Capacity | None, number: int) -> Words:
    match capacity:
        case Capacity.PERSONAL:
            return Plural("{n} for oneself", "{n} for themselves", n=number)
        case Capacity.ORGANISATION:
            return Plural("{n} for an organisation", "{n} for organisations", n=number)
        case Capacity.INSTRUCTION:
            return Plural("{n} under instruction", "{n} under instruction", n=number)
        case None:
            return Plural("{n} did not say", "{n} did not say", n=number)


def in_minutes(sight: Sight) -> list[Words]:
    """For the paragraph in the minutes."""
    if not sight.interests.recused:
        return []
    return [
        Plural(
            "{n} person had recused themselves, and is not among them.",
            "{n} people had recused themselves, and are not among them.",
            n=sight.interests.recused,
        )
    ]
