"""Lists of decisions, and single lines about them for digests and calendars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks import Block, Button, Buttons, Facts, Heading, Paragraph
from bot.selects import show_one
from bot.text import Code, Text, Words, verbatim
from commands.decision.rules import State
from commands.decision.views import words


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list. `later` is the decision that took its place, if one did."""

    key: str
    short: str
    state: State
    designation: str
    poll: str
    question: str
    later: str


def listed(
    items: Sequence[Item],
    group_id: int,
    group: str,
    waiting: Sequence[tuple[str, str, datetime | None]],
    beyond: int,
    turn: tuple[tuple[str, str], ...],
) -> tuple[Block, ...]:
    """`waiting` are the polls that wait for a determination: id, question, and until when. `beyond`: the next page,
    0 where this is the last; `turn`: what the button that turns to it keeps."""
    blocks: list[Block] = []
    if items:
        blocks.append(Heading(Text("Decisions of {group}", group=group)))
        blocks.append(Facts(tuple((Text("{short}", short=Code(each.short)), _line(each)) for each in items)))
        shown = [(each.short, each.key, verbatim(each.question)) for each in items]
        blocks.append(show_one("decision show", group_id, "decision", shown))
    else:
        blocks.append(
            Paragraph(
                Text(
                    "There are no such decisions in {group}. {determine} determines what a closed poll means.",
                    group=group,
                    determine=Code("/decision determine"),
                )
            )
        )
    if waiting:
        blocks.append(Paragraph(Text("These polls wait to be determined:")))
        blocks.append(
            Facts(tuple((Text("{short}", short=Code(poll)), _due(question, due))
                        for poll, question, due in waiting))
        )  # fmt: skip
    if beyond:
        more = Text("There are more: {page} shows the next ones.", page=Code(f"page:{beyond}"))
        button = Button(Text("Next page"), "decision list", (*turn, ("page", str(beyond))))
        blocks += [Paragraph(more), Buttons((button,))]
    return tuple(blocks)


def _line(item: Item) -> Words:
    if item.later:
        return Text(
            "{poll}, {question}: {designation} ({state} by {later})",
            poll=Code(item.poll),
            question=item.question,
            designation=words.designation(item.designation),
            state=words.STATES[item.state],
            later=Code(item.later),
        )
    return Text(
        "{poll}, {question}: {designation} ({state})",
        poll=Code(item.poll),
        question=item.question,
        designation=words.designation(item.designation),
        state=words.STATES[item.state],
    )


def _due(question: str, due_at: datetime | None) -> Words:
    if due_at is None:
        return Text("{question}", question=question)
    return Text("{question} (due {due})", question=question, due=words.deadline(due_at))


def label(short: str, designation: str, question: str) -> Words:
    """For autocomplete."""
    room = 90 - len(short) - len(designation)
    cut = question if len(question) <= room else f"{question[: room - 1]}…"
    return Text(
        "{decision}: {question} ({designation})",
        decision=Code(short),
        question=cut,
        designation=words.designation(designation),
    )


def decided(short: str, poll: str, question: str, designation: str, state: State, later: str) -> Words:
    """What became of it, in one line."""
    decision = Code(short)
    match state:
        case State.SUPERSEDED:
            return Text("{later} took the place of {decision}: {question}", later=Code(later),
                        decision=decision, question=question)  # fmt: skip
        case State.ANNULLED:
            return Text("{decision} was annulled: {question}", decision=decision, question=question)
        case State.RETURNED:
            return Text("{decision} was sent back, to be determined anew: {question}", decision=decision,
                        question=question)  # fmt: skip
        case _:
            return Text(
                "{decision} on {poll}, {question}: {designation}",
                decision=decision,
                poll=Code(poll),
                question=question,
                designation=words.designation(designation),
            )


def coming_determination(poll: str, question: str, due_at: datetime) -> Words:
    return Text("{poll} is to be determined by {due}: {question}", poll=Code(poll), due=due_at,
                question=question)  # fmt: skip


def coming_end(short: str, question: str, until: datetime) -> Words:
    return Text(
        "{decision} can be challenged until {until}: {question}",
        decision=Code(short),
        until=words.deadline(until),
        question=question,
    )


def coming_review(short: str, question: str, at: datetime) -> Words:
    return Text(
        "{decision} is looked at again {at}: {question}", decision=Code(short), at=at, question=question
    )


def event_determination(poll: str, question: str) -> Words:
    return Text("Determination of {poll} is due: {question}", poll=Code(poll), question=question)


def event_end(short: str, question: str) -> Words:
    return Text("Last moment to challenge {decision}: {question}", decision=Code(short), question=question)


def event_review(short: str, question: str) -> Words:
    return Text("{decision} is looked at again: {question}", decision=Code(short), question=question)
