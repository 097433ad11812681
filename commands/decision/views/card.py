"""The card of a decision, and the same seen privately with all that belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.blocks import Block, Button, Buttons, Facts, Heading, Paragraph
from bot.text import Code, Date, Plural, Text, Words, listing
from commands.decision.rules import IN_FORCE, LIVE, State, Step
from commands.decision.values import Acts, Contest, Sight
from commands.decision.views import words

STATEMENTS_SHOWN = 5
"""On the card; `/decision show` has all."""


def card(sight: Sight) -> tuple[Block, ...]:
    pressed = [words.button(sight, Text("Details"), "decision show")]
    if sight.state is State.PROPOSED:
        pressed.insert(0, words.button(sight, Text("Confirm"), "decision confirm"))
    if sight.challengeable:
        pressed.insert(0, words.button(sight, Text("Challenge"), "decision challenge"))
    if sight.appealable and not any(each.state is Step.GATHERING for each in sight.contests):
        pressed.insert(0, words.button(sight, Text("Appeal"), "decision appeal"))
    if sight.last is not None and sight.last.state is Step.GATHERING:
        pressed.insert(0, words.button(sight, Text("Support the appeal"), "decision sign"))
    return (*_about(sight), *_newest(sight), *_statements(sight, STATEMENTS_SHOWN), Buttons(tuple(pressed)))


def beside(short: str, designation: str, won: Sequence[str]) -> tuple[Block, ...]:
    """On the card of the poll."""
    text = Text(
        "It is determined: {outcome}. {show} gives the reasons.",
        outcome=words.outcome(designation, won),
        show=Code(f"/decision show {short}"),
    )
    return (Paragraph(text),)


def shown(sight: Sight, acts: Acts) -> tuple[Block, ...]:
    """All of it, for one reader."""
    rows: list[tuple[Words, Words]] = []
    if sight.charter:
        rows.append((Text("Charter"), Text("{charter}", charter=sight.charter)))
    if sight.challenge_until is not None:
        rows.append((Text("Challenges until"), words.deadline(sight.challenge_until)))
    if sight.replaces:
        rows.append((Text("In the place of"), Text("{earlier}", earlier=Code(sight.replaces))))
    blocks: list[Block] = [*_about(sight)]
    if rows:
        blocks.append(Facts(tuple(rows)))
    for contest in sight.contests:
        blocks += _contest(contest)
    blocks += _statements(sight, len(sight.statements))
    if sight.state in IN_FORCE:
        blocks.append(Paragraph(Text("For the minutes: {paragraph}", paragraph=minutes(sight))))
    pressed = _buttons(sight, acts)
    return (*blocks, *((Buttons(pressed),) if pressed else ()))


def _about(sight: Sight) -> list[Block]:
    heading = Text(
        "{decision} on {poll}: {outcome}",
        decision=Code(sight.short),
        poll=Code(sight.poll),
        outcome=words.outcome(sight.designation, sight.won),
    )
    blocks: list[Block] = [
        Heading(heading),
        Paragraph(Text("{question}", question=sight.question)),
        Paragraph(
            Text(
                "Determined by {name}: {rationale}",
                name=words.determiners(sight),
                rationale=words.said(sight.rationale),
            )
        ),
        Paragraph(words.state(sight)),
    ]  # fmt: skip
    if sight.state not in IN_FORCE:
        return blocks
    if sight.reviewed:
        again = Code(f"/decision review {sight.short}")
        blocks.append(
            Paragraph(Text("It is due to be looked at again. {review} sets the next date.", review=again))
        )
    elif sight.review_at is not None:
        blocks.append(Paragraph(Text("It is looked at again {at}.", at=words.deadline(sight.review_at))))
    if sight.work is not None:
        blocks.append(
            Paragraph(
                Text("Carried out: {work}. {note}", work=words.WORK[sight.work],
                     note=words.said(sight.work_note))
            )
        )  # fmt: skip
    return blocks


def _newest(sight: Sight) -> list[Block]:
    """What is said against it now, and what was answered last."""
    going_on = [each for each in sight.contests if each.state in (Step.GATHERING, Step.OPEN)]
    if going_on:
        return [block for each in going_on for block in _contest(each)]
    return _contest(sight.last) if sight.last is not None else []


def _contest(contest: Contest) -> list[Block]:
    """Who challenges or appeals, why, and what became of it."""
    blocks: list[Block] = [Paragraph(voiced(contest))]
    if contest.supporters:
        blocks.append(Paragraph(Text("Supported by {names}.", names=listing(*contest.supporters))))
    if (became := outcome(contest)) is not None:
        blocks.append(Paragraph(became))
    return blocks


def voiced(contest: Contest, say: Callable[[str], Words] = words.said) -> Words:
    """Who challenges or appeals, and why."""
    name, stakeholder = words.who(contest.name), words.stakeholder(contest.stakeholder)
    reason = say(contest.reason)
    if not contest.step:
        return Text(
            "{name} ({stakeholder}) challenges it: {reason}",
            name=name,
            stakeholder=stakeholder,
            reason=reason,
        )
    return Text(
        "{name} ({stakeholder}) appeals to {body}: {reason}",
        name=name,
        stakeholder=stakeholder,
        body=words.body(contest.body),
        reason=reason,
    )


def outcome(contest: Contest, say: Callable[[str], Words] = words.said) -> Words | None:
    """What became of it; None while nothing has."""
    name, answer = words.who(contest.answerer), say(contest.answer)
    match contest.state:
        case Step.KEPT:
            return Text("{name} keeps the determination: {answer}", name=name, answer=answer)
        case Step.RECONSIDERED:
            return Text("{name} determined it anew: {answer}", name=name, answer=answer)
        case Step.OPEN if contest.answerer:
            return Text(
                "{name} determines it anew, which has to be confirmed: {answer}", name=name, answer=answer
            )
        case Step.UNANSWERED:
            return Text("Nobody answered it in time.")
        case Step.LAPSED:
            return Text("It lapsed: too few supported it in time, or the decision was replaced.")
        case Step.UPHELD | Step.ANNULLED | Step.RETURNED:
            return _ruled(contest, name, answer)
        case Step.GATHERING | Step.OPEN:
            return None


def _ruled(contest: Contest, name: Words, answer: Words) -> Words:
    found = _RULED[contest.state]
    if not contest.body:
        return Text("Ruling of {name}: {found}. {answer}", name=name, found=found, answer=answer)
    return Text(
        "Ruling of {body}, written down by {name}: {found}. {answer}",
        body=words.body(contest.body),
        found=found,
        answer=answer,
        name=name,
    )


_RULED = {
    Step.UPHELD: Text("upheld, so the decision stays"),
    Step.ANNULLED: Text("annulled, so everything is as it was before the decision"),
    Step.RETURNED: Text("sent back, to be determined anew"),
}


def opposition(sight: Sight) -> Words | None:
    """The minority statement of a stakeholder group that is opposed: what its members objected."""
    if not sight.opposed:
        return None
    if not sight.objections:
        return Plural(
            "{stakeholders} is opposed as a stakeholder group.",
            "{stakeholders} are opposed as stakeholder groups.",
            n=len(sight.opposed),
            stakeholders=listing(*sight.opposed),
        )
    return Plural(
        "{stakeholders} is opposed as a stakeholder group, and its minority statement is attached: {objections}.",
        "{stakeholders} are opposed as stakeholder groups, and their minority statement is attached: {objections}.",
        n=len(sight.opposed),
        stakeholders=listing(*sight.opposed),
        objections=listing(*(Code(each) for each in sight.objections)),
    )


def _statements(sight: Sight, most: int) -> list[Block]:
    blocks: list[Block] = []
    if (opposed := opposition(sight)) is not None and sight.state in LIVE:
        own = Text(
            "Whoever disagrees can add a statement: {minority}",
            minority=Code(f"/decision minority {sight.short}"),
        )
        blocks.append(Paragraph(words.together(opposed, own)))
    for statement in sight.statements[:most]:
        name, stakeholder = words.who(statement.name), words.stakeholder(statement.stakeholder)
        text = words.said(statement.text)
        if statement.late:
            blocks.append(
                Paragraph(
                    Text(
                        "Minority statement of {name} ({stakeholder}), after the time for challenges: {text}",
                        name=name,
                        stakeholder=stakeholder,
                        text=text,
                    )
                )
            )
        else:
            blocks.append(
                Paragraph(
                    Text("Minority statement of {name} ({stakeholder}): {text}", name=name,
                         stakeholder=stakeholder, text=text)
                )
            )  # fmt: skip
    if len(sight.statements) > most:
        show = Code(f"/decision show {sight.short}")
        blocks.append(Paragraph(Text("There are more minority statements: {show}", show=show)))
    return blocks


def minutes(sight: Sight) -> Words:
    """A paragraph that can be pasted into the minutes as it is."""
    said: list[Words] = [
        Text(
            "On {date} the poll {poll} of {group}, “{question}”, was determined by {name}: {outcome} ({decision}).",
            date=Date(sight.determined_at),
            name=words.determiners(sight),
            poll=Code(sight.poll),
            group=sight.group,
            question=sight.question,
            outcome=words.outcome(sight.designation, sight.won),
            decision=Code(sight.short),
        ),
        Text("The reasons: {rationale}", rationale=words.sentence(sight.rationale)),
    ]
    if sight.charter:
        said.append(Text("The charter: {charter}.", charter=sight.charter))
    for contest in sight.contests:
        said.append(voiced(contest, words.sentence))
        if (became := outcome(contest, words.sentence)) is not None:
            said.append(became)
    if (opposed := opposition(sight)) is not None:
        said.append(opposed)
    said += [
        Text(
            "Minority statement of {name} ({stakeholder}): {text}",
            name=words.who(statement.name),
            stakeholder=words.stakeholder(statement.stakeholder),
            text=words.sentence(statement.text),
        )
        for statement in sight.statements
    ]
    said.append(words.state(sight))
    return words.together(*said)


def _buttons(sight: Sight, acts: Acts) -> tuple[Button, ...]:
    """What the reader can do now."""
    return tuple(
        words.button(sight, label, path)
        for may, label, path in (
            (acts.confirm, Text("Confirm"), "decision confirm"),
            (acts.answer, Text("Answer the challenge"), "decision answer"),
            (acts.rule, Text("Rule on the appeal"), "decision rule"),
            (acts.challenge, Text("Challenge"), "decision challenge"),
            (acts.appeal, Text("Appeal"), "decision appeal"),
            (acts.sign, Text("Support it"), "decision sign"),
        )
        if may
    )
