"""What people are told about objections privately, and what needs them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import Block, Buttons, Heading, Paragraph
from bot.commands import Need
from bot.text import Code, Plural, Text, Words, listing
from commands.objection.rules import State
from commands.objection.values import Sight
from commands.objection.views import words
from commands.objection.views.seen import button


def told_raised(sight: Sight) -> tuple[Block, ...]:
    """To whoever opened the poll."""
    blocks: list[Block] = [
        Heading(Text("{poll}: {question}", poll=Code(sight.poll), question=sight.question)),
        Paragraph(words.voiced(sight)),
    ]
    if sight.resolve:
        blocks.append(Paragraph(Text("What would resolve it: {resolve}", resolve=sight.resolve)))
    answer = Text(
        "It waits for an answer in {group}. {answer}",
        group=sight.group,
        answer=Code(f"/objection answer {sight.short}"),
    )
    return (*blocks, Paragraph(answer), Buttons((button(sight, Text("Answer"), "objection answer"),)))


def told_answered(sight: Sight) -> tuple[Block, ...]:
    """To whoever raised it."""
    blocks: list[Block] = [
        Heading(
            Text(
                "{objection} against {poll} was answered", objection=Code(sight.short), poll=Code(sight.poll)
            )
        ),
        Paragraph(
            Text("{name} answers: {answer}", name=words.who(sight.answerer), answer=words.said(sight.answer))
        ),
    ]
    if sight.resolution is not None:
        blocks.append(Paragraph(Text("The answer says {says}.", says=words.RESOLUTIONS[sight.resolution])))
    how = Text(
        "If that is enough, accept it; it stands until then, unless a facilitator with no part in it rules"
        " otherwise. If you need time to think: {hold}",
        hold=Code(f"/objection hold {sight.short}"),
    )
    accept = button(sight, Text("Accept the answer"), "objection accept")
    withdraw = button(sight, Text("Withdraw it"), "objection withdraw")
    return (*blocks, Paragraph(how), Buttons((accept, withdraw)))


def told_settled(sight: Sight, *, own: bool) -> tuple[Block, ...] | None:
    """To whoever raised it (`own`), or to a signer; None where it stands as before."""
    objection, poll = Code(sight.short), Code(sight.poll)
    if sight.disposition is not None and sight.state in (State.UPHELD, State.OVERRULED):
        text: Words = Text(
            "{name} ruled on {objection} against {poll}: {disposition}.",
            name=words.who(sight.ruler),
            objection=objection,
            poll=poll,
            disposition=words.DISPOSITIONS[sight.disposition],
        )
        return (Paragraph(text), Paragraph(Text("The reasons: {ruling}", ruling=words.said(sight.ruling))))
    if sight.state is State.MERGED:
        text = Text(
            "{objection} against {poll} says the same as {into} and lives on in it. {show}",
            objection=objection,
            poll=poll,
            into=Code(sight.into),
            show=Code(f"/objection show {sight.into}"),
        )
        return (Paragraph(text),)
    if own or sight.state not in (State.WITHDRAWN, State.ACCEPTED):
        return None
    if sight.state is State.ACCEPTED:
        text = Text(
            "{name} accepted the answer to {objection}, which you signed, so it does not stand any more.",
            name=words.who(sight.name),
            objection=objection,
        )
    else:
        text = Text(
            "{name} withdrew {objection}, which you signed, so it does not stand any more.",
            name=words.who(sight.name),
            objection=objection,
        )
    again = Text("If you still object: {raise_it}", raise_it=Code(f"/objection raise {sight.poll}"))
    return (Paragraph(text), Paragraph(again))


def need_answer(sight: Sight, elsewhere: str) -> Need:
    """It waits for the reader's answer. `elsewhere` names the group if it is another one."""
    text: Words = Text(
        "{objection} against {poll} waits for an answer: {text}",
        objection=Code(sight.short),
        poll=Code(sight.poll),
        text=words.said(sight.text),
    )
    answer = Text("Answer {objection}", objection=Code(sight.short))
    return Need(_placed(text, elsewhere), (button(sight, answer, "objection answer"),))


def need_accept(sight: Sight, elsewhere: str) -> Need:
    """The reader's own was answered."""
    text: Words = Text(
        "Your objection {objection} against {poll} was answered: {answer}",
        objection=Code(sight.short),
        poll=Code(sight.poll),
        answer=words.said(sight.answer),
    )
    accept = Text("Accept the answer to {objection}", objection=Code(sight.short))
    return Need(_placed(text, elsewhere), (button(sight, accept, "objection accept"),))


def _placed(text: Words, elsewhere: str) -> Words:
    return Text("{group}: {need}", group=elsewhere, need=text) if elsewhere else text


def unanswered(poll: str, shorts: Sequence[str]) -> Words:
    """To coordinators, about the objections against one poll that nobody has answered."""
    return Plural(
        "{objections} against {poll} has no answer yet.",
        "{objections} against {poll} have no answer yet.",
        n=len(shorts),
        poll=Code(poll),
        objections=listing(*map(Code, shorts)),
    )
