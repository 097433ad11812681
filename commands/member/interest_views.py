"""What people see of statements of interest."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import Block, Button, Buttons, Heading, Paragraph, Style
from bot.boundary import Reply
from bot.commands import Need
from bot.text import Code, Plural, Text, Words, verbatim
from commands.member.values import Conflict, Stated

SHORT = 400
"""Characters of each statement in a list; one person's are shown in full."""


def declared(
    group: str, poll: str | None, *, conflicted: bool, updated: bool, on_roll: bool = False
) -> Reply:
    """To whoever made a statement. `conflicted`: they could judge the poll otherwise."""
    statements = Code("/member statements")
    if poll is None:
        text = (
            Text(
                "Your statement of interest in {group} is updated; the earlier one is kept. Everybody is told"
                " that there is a new one, and members can read it: {statements}.",
                group=group,
                statements=statements,
            )
            if updated
            else Text(
                "Your statement of interest in {group} is on the record. Members can read it: {statements}.",
                group=group,
                statements=statements,
            )
        )
        return Reply((Paragraph(text),))
    statements = Code(f"/member statements poll:{poll}")
    blocks: list[Block] = [
        Paragraph(
            Text(
                "Your interest in {poll} is declared. Members can read it, and it stays declared: {statements}.",
                poll=Code(poll),
                statements=statements,
            )
        )
    ]
    if conflicted:
        blocks.append(
            Paragraph(
                Text(
                    "So you can neither determine {poll} nor rule on objections to it. Please hand it over:"
                    " {handover}.",
                    poll=Code(poll),
                    handover=Code(f"/poll handover {poll} @name"),
                )
            )
        )
    if on_roll:
        blocks.append(
            Paragraph(
                Text(
                    "You can still vote on it. To step aside, type {recuse}.",
                    recuse=Code(f"/poll recuse {poll}"),
                )
            )
        )
    return Reply(tuple(blocks))


def stated(found: Stated, *, updated: bool) -> tuple[Block, ...]:
    """In the homes: that there is a statement, and whose."""
    if found.poll:
        statements = Code(f"/member statements poll:{found.poll}")
        poll = Code(found.poll)
        text = (
            Text(
                "{name} updated what they declared of their interest in {poll}. Members can read it:"
                " {statements}.",
                name=found.name,
                poll=poll,
                statements=statements,
            )
            if updated
            else Text(
                "{name} declared an interest in {poll}. Members can read it: {statements}.",
                name=found.name,
                poll=poll,
                statements=statements,
            )
        )
        return (Paragraph(text),)
    statements = Code(f"/member statements #{found.number}")
    text = (
        Text(
            "{name} updated their statement of interest. Members can read it: {statements}.",
            name=found.name,
            statements=statements,
        )
        if updated
        else Text(
            "{name} made a statement of interest. Members can read it: {statements}.",
            name=found.name,
            statements=statements,
        )
    )
    return (Paragraph(text),)


# Reading


def listed(
    group: str,
    poll: str | None,
    mark: tuple[tuple[str, str], ...],
    found: Sequence[Stated],
    more: int | None,
) -> Reply:
    """What everybody states now. `more` is the number of the next page, if there is one."""
    heading = (
        Text("Interests declared in {poll}", poll=Code(poll))
        if poll
        else Text("Statements of interest in {group}", group=group)
    )
    blocks: list[Block] = [Heading(heading)]
    for each in found:
        blocks.append(Heading(Text("{name}, {at}", name=each.name, at=each.at)))
        blocks.append(Paragraph(_text(each, SHORT)))
    if more:
        button = Button(Text("More"), "member statements", (*mark, ("page", str(more))))
        blocks.append(Buttons((button,)))
    else:
        blocks.append(
            Paragraph(
                Text(
                    "With {who} you see all that somebody stated, in full and with earlier texts.",
                    who=Code("/member statements @name"),
                )
            )
        )
    return Reply(tuple(blocks))


def of_one(name: str, found: Sequence[Stated], more: int) -> Reply:
    """All that somebody stated, the newest first; `more` are older than those."""
    blocks: list[Block] = [Heading(Text("What {name} stated", name=name))]
    seen: set[str] = set()
    for each in found:
        blocks.append(Heading(_when(each, superseded=each.poll in seen)))
        blocks.append(Paragraph(_text(each)))
        seen.add(each.poll)
    if more > 0:
        blocks.append(
            Paragraph(Plural("{n} older one is on the record.", "{n} older ones are on the record.", n=more))
        )
    return Reply(tuple(blocks))


def _when(each: Stated, *, superseded: bool) -> Words:
    if each.poll and superseded:
        return Text("About {poll}, {at} (superseded)", poll=Code(each.poll), at=each.at)
    if each.poll:
        return Text("About {poll}, {at}", poll=Code(each.poll), at=each.at)
    if superseded:
        return Text("In general, {at} (superseded)", at=each.at)
    return Text("In general, {at}", at=each.at)


def _text(each: Stated, most: int = 0) -> Words:
    """In full, or so many characters of it at most."""
    if not each.text:
        return Text("The text was erased.")
    return verbatim(f"{each.text[:most].rstrip()}…" if 0 < most < len(each.text) else each.text)


def nothing(group: str, poll: str | None) -> Reply:
    declare = Code("/member declare")
    if poll:
        return Reply(
            (
                Paragraph(
                    Text(
                        "Nobody declared an interest in {poll}. If you have one, say so with {declare}.",
                        poll=Code(poll),
                        declare=declare,
                    )
                ),
            )
        )
    return Reply(
        (
            Paragraph(
                Text(
                    "Nobody in {group} has made a statement of interest yet. {declare} makes yours.",
                    group=group,
                    declare=declare,
                )
            ),
        )
    )


def nothing_of(name: str, poll: str | None) -> Reply:
    if poll:
        text = Text("{name} has declared no interest in {poll}.", name=name, poll=Code(poll))
    else:
        text = Text("{name} has made no statement of interest.", name=name)
    return Reply((Paragraph(text),))


# A facilitator with an interest


def conflict(found: Conflict) -> tuple[Block, ...]:
    return (
        Heading(Text("{poll}: {question}", poll=Code(found.short), question=found.question)),
        Paragraph(
            Text(
                "You declared an interest in this poll of {group}, so you can neither determine it nor rule on"
                " objections to it. Please hand it over to another facilitator.",
                group=found.group,
            )
        ),
        Buttons((_hand_over(found),)),
    )


def need(found: Conflict, *, elsewhere: bool) -> Need:
    text = Text(
        "You declared an interest in {poll}, so another facilitator has to determine it: {question}",
        poll=Code(found.short),
        question=found.question,
    )
    if elsewhere:
        text = Text("{group}: {need}", group=found.group, need=text)
    return Need(text, (_hand_over(found),))


def _hand_over(found: Conflict) -> Button:
    values = (("group", str(found.group_id)), ("poll", found.key))
    return Button(Text("Hand over"), "poll handover", values, Style.PRIMARY)
