"""What people are told about decisions unasked, and what needs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.blocks import Block, Button, Buttons, Heading, Paragraph
from bot.commands import Need
from bot.text import Code, Text, Words
from commands.decision.rules import State, Step
from commands.decision.values import Contest, Sight
from commands.decision.views import words
from commands.decision.views.card import outcome, voiced

Blocks = tuple[Block, ...]


def told_awaited(
    poll: str,
    key: str,
    group_id: int,
    question: str,
    group: str,
    due_at: datetime | None,
    *,
    overdue: bool,
    passed_on: bool,
) -> Blocks:
    """To those who may determine a poll: it waits for them, it is due, or it has passed on to them."""
    short = Code(poll)
    heading = Heading(Text("{poll}: {question}", poll=short, question=question))
    if passed_on and due_at is not None:
        text: Words = Text(
            "The determination of {poll} in {group} was due {due}, and nobody has made it. From now on"
            " whoever facilitates or coordinates and has no part in it is asked.",
            poll=short,
            group=group,
            due=words.deadline(due_at),
        )
    elif overdue:
        text = Text("{group} waits for the determination of {poll}: it is due now.", group=group, poll=short)
    elif due_at is not None:
        text = Text(
            "{poll} is closed, and {group} asks you to determine what it means, by {due}.",
            poll=short,
            group=group,
            due=words.deadline(due_at),
        )
    else:
        text = Text("{poll} is closed, and {group} asks you to determine what it means.", poll=short,
                    group=group)  # fmt: skip
    how = Text(
        "{evidence} lays out what it says, and {determine} determines it, with your reasons.",
        evidence=Code(f"/decision evidence {poll}"),
        determine=Code(f"/decision determine {poll}"),
    )
    return (heading, Paragraph(text), Paragraph(how), Buttons(_poll_buttons(poll, key, group_id)))


def told_nobody(poll: str, question: str, group: str) -> Blocks:
    """To those who coordinate: nobody is there who may determine a poll."""
    heading = Heading(Text("{poll}: {question}", poll=Code(poll), question=question))
    text = Text(
        "{poll} is closed, and {group} has nobody who can determine what it means: whoever facilitates has a part"
        " in it. Please make somebody else facilitator: {role}",
        poll=Code(poll),
        group=group,
        role=Code("/member role @name facilitator"),
    )
    return (heading, Paragraph(text))


def need_determiner(poll: str, question: str, elsewhere: str) -> Need:
    """The same, under what needs them now."""
    text = Text(
        "{poll} waits to be determined, and whoever facilitates has a part in it: {question} Make somebody else"
        " facilitator: {role}",
        poll=Code(poll),
        question=question,
        role=Code("/member role @name facilitator"),
    )
    return Need(_placed(text, elsewhere), ())


def need_confirmer(brief: Brief) -> Need:
    """Nobody is there who can confirm a determination."""
    text = Text(
        "{decision} waits to be confirmed, and nobody can: it takes a facilitator of another stakeholder group with"
        " no part in {poll}. Make somebody facilitator: {role}",
        decision=Code(brief.short),
        poll=Code(brief.poll),
        role=Code("/member role @name facilitator"),
    )
    return _need(brief, text, Text("Details"), "decision show")


def need_ruler(brief: Brief) -> Need:
    """Nobody is there who can rule on an appeal."""
    text = Text(
        "{decision} is appealed, and nobody can rule on that: whoever facilitates has a part in it. Make somebody"
        " else facilitator: {role}",
        decision=Code(brief.short),
        role=Code("/member role @name facilitator"),
    )
    return _need(brief, text, Text("Details"), "decision show")


def _poll_buttons(poll: str, key: str, group_id: int) -> tuple[Button, ...]:
    values = (("group", str(group_id)), ("poll", key))
    return (
        Button(Text("What {poll} says", poll=Code(poll)), "decision evidence", values),
        Button(Text("Determine {poll}", poll=Code(poll)), "decision determine", values),
    )


def _heading(sight: Sight) -> Heading:
    return Heading(
        Text(
            "{decision} on {poll}: {question}",
            decision=Code(sight.short),
            poll=Code(sight.poll),
            question=sight.question,
        )
    )


def told_proposed(sight: Sight) -> Blocks:
    """To whoever may be the second."""
    text = Text(
        "{name} determines it as {outcome}: {rationale}",
        name=words.who(sight.name),
        outcome=words.outcome(sight.designation, sight.won),
        rationale=words.said(sight.rationale),
    )
    ask = Text(
        "It stands in {group} once you confirm it: {confirm}. If you find otherwise, determine it yourself.",
        group=sight.group,
        confirm=Code(f"/decision confirm {sight.short}"),
    )
    button = words.button(sight, Text("Confirm {decision}", decision=Code(sight.short)), "decision confirm")
    return (_heading(sight), Paragraph(text), Paragraph(ask), Buttons((button,)))


def told_stands(sight: Sight) -> Blocks:
    """To everybody: a determination was confirmed."""
    text = Text("It is determined: {outcome}.", outcome=words.outcome(sight.designation, sight.won))
    return (_heading(sight), Paragraph(words.together(text, words.state(sight))))


def told_challenged(sight: Sight, contest: Contest) -> Blocks | None:
    """To whoever determined it, unless they answered already."""
    if contest.answerer:
        return None
    answer = Text(
        "{answer} keeps what you found, with your reasons. To find anew, add {designation}.",
        answer=Code(f"/decision answer {sight.short}"),
        designation=Code("designation:"),
    )
    button = words.button(sight, Text("Answer {decision}", decision=Code(sight.short)), "decision answer")
    blocks: list[Block] = [_heading(sight), Paragraph(voiced(contest))]
    if contest.due_at is not None:
        due = words.deadline(contest.due_at)
        blocks.append(Paragraph(Text("{group} waits for your answer, by {due}.", group=sight.group, due=due)))
    return (*blocks, Paragraph(answer), Buttons((button,)))


def told_answered(sight: Sight, contest: Contest) -> Blocks:
    """To whoever challenged it or supports that: the answer, or that there was none in time."""
    appeal = Code(f"/decision appeal {sight.short}")
    became = outcome(contest)
    if became is None:
        text = Text("Nobody answered your challenge in time, so you can appeal now: {appeal}", appeal=appeal)
        return (_heading(sight), Paragraph(text))
    blocks: tuple[Block, ...] = (_heading(sight), Paragraph(became))
    if sight.appealable and contest.state is Step.KEPT:
        if sight.appeal_until is None:
            how: Words = Text("If that is in error, you can appeal: {appeal}", appeal=appeal)
        else:
            how = Text(
                "If that is in error, you can appeal until {until}: {appeal}",
                until=words.deadline(sight.appeal_until),
                appeal=appeal,
            )
        return (*blocks, Paragraph(how))
    return blocks


def told_appealed(sight: Sight, contest: Contest) -> Blocks:
    """To whoever may rule, or write down how the body of that step ruled."""
    rule = Code(f"/decision rule {sight.short}")
    if contest.body:
        ask = Text(
            "When {body} has ruled, write it down, with the reasons: {rule}",
            body=words.body(contest.body),
            rule=rule,
        )
    else:
        ask = Text("You have no part in it, so {group} asks you to rule: {rule}", group=sight.group,
                   rule=rule)  # fmt: skip
    blocks: list[Block] = [_heading(sight), Paragraph(voiced(contest)), Paragraph(ask)]
    if contest.due_at is not None:
        blocks.append(Paragraph(Text("It is due {due}.", due=words.deadline(contest.due_at))))
    button = words.button(sight, Text("Rule on {decision}", decision=Code(sight.short)), "decision rule")
    return (*blocks, Buttons((button,)))


def told_ruled(sight: Sight, contest: Contest) -> Blocks | None:
    """To everybody."""
    became = outcome(contest)
    if became is None:
        return None
    said: list[Block] = [_heading(sight), Paragraph(became)]
    if sight.state is State.STANDS and sight.appealable:
        said.append(Paragraph(words.state(sight)))
    return tuple(said)


def told_review(sight: Sight) -> Blocks:
    text = Text(
        "The time has come to look again at what was determined: {outcome}. {review} sets the next date, and"
        " {supersede} puts a later decision in its place.",
        outcome=words.outcome(sight.designation, sight.won),
        review=Code(f"/decision review {sight.short}"),
        supersede=Code("/decision supersede"),
    )
    return (_heading(sight), Paragraph(text))


# What needs somebody now


@dataclass(frozen=True, slots=True)
class Brief:
    """A decision in a list of what needs somebody. `elsewhere` names its group if it is another one."""

    key: str
    group_id: int
    short: str
    poll: str
    question: str
    designation: str
    elsewhere: str


def need_determination(
    poll: str, key: str, group_id: int, question: str, due_at: datetime | None, at: datetime, elsewhere: str
) -> Need:
    short = Code(poll)
    if due_at is None:
        text: Words = Text("{poll} waits to be determined: {question}", poll=short, question=question)
    elif at >= due_at:
        text = Text(
            "{poll} was to be determined by {due}: {question}", poll=short, due=due_at, question=question
        )
    else:
        text = Text("{poll} is to be determined by {due}: {question}", poll=short, due=due_at,
                    question=question)  # fmt: skip
    return Need(_placed(text, elsewhere), _poll_buttons(poll, key, group_id))


def need_confirmation(brief: Brief) -> Need:
    text = Text(
        "{decision} waits for you to confirm it: {question} ({designation})",
        decision=Code(brief.short),
        question=brief.question,
        designation=words.designation(brief.designation),
    )
    return _need(brief, text, Text("Confirm {decision}", decision=Code(brief.short)), "decision confirm")


def need_answer(brief: Brief) -> Need:
    text = Text(
        "{decision} is challenged, and waits for your answer: {question}",
        decision=Code(brief.short),
        question=brief.question,
    )
    return _need(brief, text, Text("Answer {decision}", decision=Code(brief.short)), "decision answer")


def need_ruling(brief: Brief) -> Need:
    text = Text(
        "An appeal against {decision} waits for a ruling: {question}",
        decision=Code(brief.short),
        question=brief.question,
    )
    return _need(brief, text, Text("Rule on {decision}", decision=Code(brief.short)), "decision rule")


def need_review(brief: Brief) -> Need:
    text = Text(
        "{decision} is due to be looked at again: {question}",
        decision=Code(brief.short),
        question=brief.question,
    )
    label = Text("Set the next date for {decision}", decision=Code(brief.short))
    return _need(brief, text, label, "decision review")


def _need(brief: Brief, text: Words, label: Words, path: str) -> Need:
    values = (("group", str(brief.group_id)), ("decision", brief.key))
    show = Button(Text("Show {decision}", decision=Code(brief.short)), "decision show", values)
    return Need(_placed(text, brief.elsewhere), (Button(label, path, values), show))


def _placed(text: Words, elsewhere: str) -> Words:
    return Text("{group}: {need}", group=elsewhere, need=text) if elsewhere else text
