"""Why somebody holds a turn, in one sentence that needs no rule book."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import Block, Paragraph
from bot.text import Code, Text, Words
from commands.rota.rules.values import Holding, How, Reason, State
from commands.rota.rules.values import Why as Chosen
from commands.rota.values import Reasoned, TurnSight
from commands.rota.views import words


def why(turn: TurnSight, found: Sequence[Reasoned]) -> tuple[Block, ...]:
    if not found:
        return (Paragraph(_nobody(turn)),)
    return tuple(Paragraph(_sentence(turn, each)) for each in found)


def _nobody(turn: TurnSight) -> Words:
    return Text(
        "Nobody holds {turn}: everybody who takes part is away, has hours of rest then, has declined, or has"
        " had as many turns running as one may. A coordinator can name somebody: {override}",
        turn=Code(turn.short),
        override=Code(f"/rota override {turn.short}"),
    )


def _sentence(turn: TurnSight, found: Reasoned) -> Words:
    name, short, place = words.name(found.place.name), Code(turn.short), found.place
    match place.how:
        case How.SWAP:
            return Text("{name} has {turn} because they swapped turns with {former}, and both agreed.",
                        name=name, turn=short, former=_former(turn, Holding.SWAPPED))  # fmt: skip
        case How.COVER:
            return Text("{name} has {turn} because they agreed to hold it for {former}.",
                        name=name, turn=short, former=_former(turn, Holding.SWAPPED))  # fmt: skip
        case How.DEPUTY:
            return Text(
                "{name} has {turn} because {former} had not confirmed it a day before, and {name} stood by.",
                name=name,
                turn=short,
                former=_former(turn, Holding.TAKEN),
            )
        case How.OVERRIDE:
            return Text("{name} has {turn} because a coordinator gave it to them: {reason}",
                        name=name, turn=short, reason=words.said(turn.reason))  # fmt: skip
        case How.ORDER:
            assert found.why is not None, "whoever the order chose was chosen for a reason"
            return _ordered(turn, found, found.why)


def _former(turn: TurnSight, state: Holding) -> Words:
    former = [place for place in turn.former if place.state is state]
    return words.name(former[-1].name) if former else Text("somebody else")


def _ordered(turn: TurnSight, found: Reasoned, why: Chosen) -> Words:
    name, short = words.name(found.place.name), Code(turn.short)
    group, person = _group(found, why), _person(found, why)
    passes_on = next((place for place in reversed(turn.former) if place.state is Holding.DECLINED), None)
    if turn.state is not State.PLANNED and passes_on is not None:
        return Text(
            "{name} has {turn} because {former} declined it, {group}, and {person}.",
            name=name,
            turn=short,
            former=words.name(passes_on.name),
            group=group,
            person=person,
        )
    if found.region and why.region not in (None, Reason.ONLY):
        return Text(
            "{name} has {turn} because {group}, within it {region} comes first, and {person}.",
            name=name,
            turn=short,
            group=group,
            region=found.region,
            person=person,
        )
    return Text("{name} has {turn} because {group}, and {person}.", name=name, turn=short, group=group,
                person=person)  # fmt: skip


def _group(found: Reasoned, why: Chosen) -> Words:
    stakeholder, turns = found.place.stakeholder, words.turns(why.group_turns)
    if found.passed:
        return Text(
            "{stakeholder} has served least for its share ({turns}) but for {passed}, which has the turn right"
            " before or after",
            stakeholder=stakeholder,
            turns=turns,
            passed=found.passed,
        )
    match why.group:
        case Reason.ONLY:
            return Text("only {stakeholder} has somebody who can", stakeholder=stakeholder)
        case Reason.OTHERS:
            return Text(
                "{stakeholder} is the only stakeholder group that can take it without serving twice running",
                stakeholder=stakeholder,
            )
        case Reason.LEAST | Reason.HOURS:
            return Text(
                "{stakeholder} has served least for its share so far ({turns})",
                stakeholder=stakeholder,
                turns=turns,
            )
        case Reason.LONGEST:
            return Text(
                "{stakeholder} is one of the stakeholder groups that have served least and its last turn is the"
                " longest ago",
                stakeholder=stakeholder,
            )
        case Reason.LOT:
            return Text(
                "{stakeholder} is one of the stakeholder groups that have served least and the lot puts it first"
                " of them",
                stakeholder=stakeholder,
            )


def _person(found: Reasoned, why: Chosen) -> Words:
    name = words.name(found.place.name)
    match why.person:
        case Reason.ONLY | Reason.OTHERS:
            return Text("it has nobody else who can")
        case Reason.LEAST:
            return Text("of its people {name} has served least ({turns})", name=name,
                        turns=words.turns(why.person_turns))  # fmt: skip
        case Reason.HOURS:
            return Text(
                "of those of its people who have served least the hour burdens {name} least", name=name
            )
        case Reason.LONGEST:
            return Text("of those of its people who have served least {name} waited longest", name=name)
        case Reason.LOT:
            return Text("the lot puts {name} first of those of its people who have served least", name=name)
