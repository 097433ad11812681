"""What a closed poll says, laid out for whoever determines it."""

from __future__ import annotations

from bot.blocks import Block, Button, Buttons, Facts, Heading, Paragraph, Style
from bot.polling import Heard
from bot.text import Code, Text, Words, listing, verbatim
from commands.decision.rules import Weighed
from commands.decision.values import Fit, Laid
from commands.decision.views import words


def evidence(laid: Laid) -> tuple[Block, ...]:
    blocks: list[Block] = [
        Heading(Text("What {poll} says: {question}", poll=Code(laid.short), question=laid.question)),
        Paragraph(laid.evidence.why),
        Facts(tuple((words.stakeholder(each.stakeholder), _heard(each)) for each in laid.evidence.groups)),
        *_unheard(laid),
        *_objections(laid),
        *_reasons(laid),
        *_designations(laid),
        *_next(laid),
    ]
    return tuple(blocks)


def _heard(heard: Heard) -> Words:
    if heard.recused:
        return Text("all recused")
    if not heard.seats:
        return Text("nobody on the roll")
    if heard.in_favour is None:
        return Text("{voted} of {seats} took part", voted=heard.voted, seats=heard.seats)
    return Text(
        "{favour} for it, {against} against, {neutral} neutral; {voted} of {seats} took part",
        favour=heard.in_favour,
        against=heard.against or 0,
        neutral=heard.neutral or 0,
        voted=heard.voted,
        seats=heard.seats,
    )


def _unheard(laid: Laid) -> list[Block]:
    """Stakeholder groups of which nobody, or not enough, took part; those that have nobody on the roll, or where
    all recused themselves, are named apart, since nobody could have heard them."""
    groups = [each for each in laid.evidence.groups if each.stakeholder]
    recused = [each.stakeholder for each in groups if each.recused]
    empty = [each.stakeholder for each in groups if not each.seats and not each.recused]
    silent = [each.stakeholder for each in groups if each.seats and not each.enough]
    said: list[Words] = []
    if silent:
        said.append(Text("Not heard: {stakeholders}.", stakeholders=listing(*silent)))
    elif len(empty) + len(recused) < len(groups):
        said.append(Text("Every stakeholder group with somebody on the roll was heard."))
    if empty:
        said.append(Text("Nobody on the roll: {stakeholders}.", stakeholders=listing(*empty)))
    if recused:
        said.append(Text("All recused themselves: {stakeholders}.", stakeholders=listing(*recused)))
    return [Paragraph(each) for each in said]


def _objections(laid: Laid) -> list[Block]:
    said: list[Words] = []
    for objections, text in (
        (laid.unanswered, Text("not answered yet")),
        (laid.standing, Text("answered, and standing")),
        (laid.overruled, Text("ruled out")),
        (laid.settled, Text("accepted as answered, or withdrawn")),
    ):
        if objections:
            codes = listing(*(Code(each) for each in objections))
            said.append(Text("{objections} {state}", objections=codes, state=text))
    if not said:
        return [Paragraph(Text("Nobody raised an objection."))]
    listed = Text(
        "Objections: {objections}. {list} shows them.",
        objections=listing(*said),
        list=Code(f"/objection list {laid.short}"),
    )
    return [Paragraph(listed)]


def _reasons(laid: Laid) -> list[Block]:
    return [
        Paragraph(
            Text(
                "{name} ({stakeholder}), {choice}: {reason}",
                name=said.name,
                stakeholder=words.stakeholder(said.stakeholder),
                choice=said.choice,
                reason=said.reason,
            )
        )
        for said in laid.evidence.reasons
    ]


def _designations(laid: Laid) -> list[Block]:
    if laid.process.done:
        return []
    source = laid.process.source
    head = (
        Text("Which designations that can carry ({source}):", source=source)
        if source
        else Text("Which designations that can carry:")
    )
    rows = tuple((words.designation(fit.designation), _fit(laid, fit)) for fit in laid.fits)
    judge = Text("No share is fixed anywhere: what carries weight is for whoever determines it to judge.")
    return [Paragraph(head), Facts(rows), Paragraph(judge)]


def _fit(laid: Laid, fit: Fit) -> Words:
    meaning = words.meaning(fit.designation, laid.process.designations)
    if fit.cause is not None:
        return Text("not possible: {why}", why=words.why_not(fit.cause, laid.weighed))
    if meaning is None:
        return Text("possible: the charter names it")
    return Text("possible: {meaning}", meaning=meaning)


def _next(laid: Laid) -> list[Block]:
    """What comes next, and by whom."""
    if laid.evidence.waits is not None:
        return [Paragraph(waits(laid.short, laid.evidence.waits))]
    if laid.process.done and laid.evidence.passed is False:
        return [Paragraph(Text("It did not pass, so nothing changed: nothing is to be determined."))]
    if laid.process.done:
        return [Paragraph(Text("What it was about took effect when it closed: nothing is to be determined."))]
    if laid.decision:
        show = Code(f"/decision show {laid.decision}")
        return [Paragraph(Text("It is determined: {show}", show=show))]
    blocks: list[Block] = []
    if laid.unanswered:
        blocks.append(
            Paragraph(
                Text(
                    "It cannot be determined while somebody is owed an answer: {answer}",
                    answer=Code(f"/objection answer {laid.unanswered[0]}"),
                )
            )
        )
    if laid.process.wanted and laid.due_at is not None:
        blocks.append(Paragraph(Text("A determination is due {due}.", due=words.deadline(laid.due_at))))
    elif laid.process.wanted:
        blocks.append(Paragraph(Text("It waits for a determination.")))
    if laid.process.determiners > 1:
        blocks.append(
            Paragraph(Text("Two facilitators of different stakeholder groups determine it together."))
        )
    if laid.may:
        values = (("group", str(laid.group_id)), ("poll", laid.key))
        label = Text("Determine {poll}", poll=Code(laid.short))
        blocks.append(Buttons((Button(label, "decision determine", values, Style.PRIMARY),)))
    return blocks


def waits(poll: str, why: Words) -> Words:
    """To whoever looks at, or would determine, a poll that is not over for its charter."""
    return Text(
        "Nothing is determined of {poll} now: {why}. {show} tells how it stands.",
        poll=Code(poll),
        why=why,
        show=Code(f"/poll show {poll}"),
    )


def cannot_carry(poll: str, fit: Fit, weighed: Weighed) -> Words:
    """To whoever chose a designation that the evidence contradicts."""
    assert fit.cause is not None
    return Text(
        "{poll} cannot be “{designation}”: {why}. {evidence} shows what is possible.",
        poll=Code(poll),
        designation=words.designation(fit.designation),
        why=words.why_not(fit.cause, weighed),
        evidence=Code(f"/decision evidence {poll}"),
    )


def barred(poll: str, why: Words, others: list[str]) -> Words:
    """To a facilitator with a part in the poll. `others` may determine it."""
    if others:
        return Text(
            "You cannot determine {poll}: {why}. These can: {others}.",
            poll=Code(poll),
            why=why,
            others=listing(*(verbatim(name) for name in others)),
        )
    return Text(
        "You cannot determine {poll}: {why}. A coordinator makes another facilitator with {role}.",
        poll=Code(poll),
        why=why,
        role=Code("/member role"),
    )
