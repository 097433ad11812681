"""Rolls, lists of polls, and single lines about polls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.blocks import Block, Button, Buttons, Facts, Heading, Paragraph, Table
from bot.commands import Need
from bot.selects import show_one
from bot.text import Code, Plural, Text, Words, verbatim
from commands.poll.rules import Method, choices
from commands.poll.values import Item, Named, Recused, Sight, State
from commands.poll.views import conflicts, words
from commands.poll.views.card import MOST_BUTTONS, asks

_ROLES = {"facilitator": Text("facilitator"), "coordinator": Text("coordinator")}


def roll(
    sight: Sight, people: Sequence[Named], recused: Sequence[Recused], skipped: int, more: int | None
) -> tuple[Block, ...]:
    """Who may take part. `more` is the number of the next page, if there is one."""
    blocks: list[Block] = [Heading(Text("The roll of {poll}", poll=Code(sight.short)))]
    by_name = any(person.voted is not None for person in people)
    if not skipped:
        blocks.append(
            Paragraph(
                Plural(
                    "{n} person may take part. The roll was frozen {opened}.",
                    "{n} people may take part. The roll was frozen {opened}.",
                    n=sight.seats,
                    opened=sight.opens_at,
                )
            )
        )
        blocks.append(
            Facts(
                tuple(
                    (words.stakeholder(size.stakeholder), Text("{seats}", seats=size.seats))
                    for size in sight.roll
                )
            )
        )
    head: tuple[Words, ...] = (Text("Name"), Text("Stakeholder group"))
    if by_name:
        head = (*head, Text("Ballot"))
    rows = tuple(
        (
            _name(person),
            words.stakeholder(person.stakeholder),
            *((_ballot(sight, person),) if by_name else ()),
        )
        for person in people
    )
    blocks.append(Table(head, rows))
    if not skipped:
        blocks += conflicts.recusals(recused)
    if more:
        values = (("group", str(sight.group_id)), ("poll", sight.key), ("page", str(more)))
        blocks.append(Buttons((Button(Text("More"), "poll roll", values),)))
    return tuple(blocks)


def _name(person: Named) -> Words:
    name: Words = verbatim(person.name)
    if role := _ROLES.get(person.role):
        name = Text("{name}, {role}", name=name, role=role)
    return conflicts.marked(name, person)


def _ballot(sight: Sight, person: Named) -> Words:
    if person.choice is None:
        return Text("none")
    return conflicts.with_capacity(words.choice(sight.options, person.choice), person.capacity)


def listed(
    items: Sequence[Item], group_id: int, group: str, beyond: int, turn: tuple[tuple[str, str], ...]
) -> tuple[Block, ...]:
    """`beyond`: the next page, 0 where this is the last; `turn`: what the button that turns to it keeps."""
    if not items:
        return (
            Paragraph(
                Text(
                    "There are no such polls in {group}. {open} opens one.",
                    group=group,
                    open=Code("/poll open"),
                )
            ),
        )
    return (
        Heading(Text("Polls of {group}", group=group)),
        Facts(tuple((Text("{poll}", poll=Code(item.short)), _line(item)) for item in items)),
        show_one(
            "poll show", group_id, "poll", [(each.short, each.key, verbatim(each.question)) for each in items]
        ),
        *(_next(beyond, turn) if beyond else ()),
    )


def _next(beyond: int, turn: tuple[tuple[str, str], ...]) -> tuple[Block, ...]:
    more = Text("There are more: {page} shows the next ones.", page=Code(f"page:{beyond}"))
    button = Button(Text("Next page"), "poll list", (*turn, ("page", str(beyond))))
    return (Paragraph(more), Buttons((button,)))


def _line(item: Item) -> Words:
    match item.state:
        case State.PROPOSED:
            return Text("{question} (proposed as urgent until {at})", question=item.question, at=item.moment)
        case State.SCHEDULED:
            return Text("{question} (opens {at})", question=item.question, at=item.moment)
        case State.CLOSED:
            return Text("{question} (closed {at})", question=item.question, at=item.moment)
        case State.WITHDRAWN:
            return Text("{question} (withdrawn {at})", question=item.question, at=item.moment)
        case State.OPEN if item.unconfirmed:
            return Text(
                "{question} (closes {at}; please confirm your ballot)", question=item.question, at=item.moment
            )
        case State.OPEN if item.voted:
            return Text("{question} (closes {at}; you have voted)", question=item.question, at=item.moment)
        case State.OPEN if item.voted is False:
            return Text(
                "{question} (closes {at}; you have not voted)", question=item.question, at=item.moment
            )
        case State.OPEN:
            return Text("{question} (closes {at})", question=item.question, at=item.moment)


def label(item: Item) -> Words:
    """For autocomplete: which poll, what it asks, and whether it needs the reader."""
    poll = Code(item.short)
    if item.state is not State.OPEN:
        return Text(
            "{poll} {question} ({state})", poll=poll, question=item.question, state=words.STATES[item.state]
        )
    if item.unconfirmed:
        return Text("{poll} {question} (open, please confirm)", poll=poll, question=item.question)
    if item.voted is False:
        return Text("{poll} {question} (open, you have not voted)", poll=poll, question=item.question)
    if item.voted:
        return Text("{poll} {question} (open, you have voted)", poll=poll, question=item.question)
    return Text("{poll} {question} (open)", poll=poll, question=item.question)


def need(
    short: str,
    key: str,
    group_id: int,
    question: str,
    method: str,
    options: Sequence[str],
    closes_at: datetime,
    elsewhere: str,
    *,
    confirm: str | None,
) -> Need:
    """A poll that waits for the reader's ballot. `elsewhere` names the group if it is another one;
    `confirm` is what they voted on an earlier version."""
    poll = Code(short)
    if confirm:
        text = Text(
            "{poll} was amended, so your ballot has to be confirmed: {question} (closes {closes})",
            poll=poll,
            question=question,
            closes=closes_at,
        )
    else:
        text = Text(
            "{poll} waits for your ballot: {question} (closes {closes})",
            poll=poll,
            question=question,
            closes=closes_at,
        )
    if elsewhere:
        text = Text("{group}: {need}", group=elsewhere, need=text)
    target = (("group", str(group_id)), ("poll", key))
    stored = choices(Method(method), options)
    if asks(Method(method)) or len(stored) > MOST_BUTTONS:
        return Need(text, (Button(Text("Vote on {poll}", poll=poll), "poll vote", target),))
    labels = ((pick, words.act(options, pick)) for pick in stored)
    return Need(text, tuple(Button(said, "poll vote", (*target, ("choice", pick))) for pick, said in labels))
