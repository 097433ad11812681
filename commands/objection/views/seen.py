"""Objections as everybody sees them: on the card of their poll, one by one, and in a list."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import Block, Button, Buttons, Facts, Heading, Paragraph
from bot.selects import show_one
from bot.text import Code, Plural, Text, Words, listing, verbatim
from commands.objection.rules import Kind
from commands.objection.values import Acts, Counts, Sight
from commands.objection.views import words


def on_card(poll: str, counts: Counts, newest: Sight | None) -> tuple[Block, ...]:
    """How many there are, and the newest that nobody has answered."""
    said: list[Words] = []
    if counts.unanswered:
        said.append(Text("{n} not answered yet", n=counts.unanswered))
    if counts.answered:
        said.append(Text("{n} answered and not accepted", n=counts.answered))
    if counts.upheld:
        said.append(Text("{n} upheld", n=counts.upheld))
    if counts.settled:
        said.append(
            Plural("{n} that does not stand any more", "{n} that do not stand any more", n=counts.settled)
        )
    blocks: list[Block] = []
    show = Code(f"/objection list {poll}")
    if said:
        blocks.append(Paragraph(Text("Objections: {counts}. {list}", counts=listing(*said), list=show)))
    if newest is not None:
        blocks.append(Paragraph(words.voiced(newest)))
    if counts.concerns:
        blocks.append(
            Paragraph(
                Plural(
                    "{n} concern, which does not block: {list}.",
                    "{n} concerns, which do not block: {list}.",
                    n=counts.concerns,
                    list=show,
                )
            )
        )
    return tuple(blocks)


def shown(sight: Sight, acts: Acts) -> tuple[Block, ...]:
    rows: list[tuple[Words, Words]] = [
        (Text("Against"), Text("{poll}: {question}", poll=Code(sight.poll), question=sight.question)),
        (Text("State"), words.state(sight)),
        (Text("Raised"), Text("{at}", at=sight.raised_at)),
    ]
    if sight.resolve:
        rows.append((Text("What would resolve it"), verbatim(sight.resolve)))
    if sight.signers:
        rows.append((Text("Signed by"), Text("{names}", names=listing(*sight.signers))))
    if sight.held_until is not None:
        rows.append((Text("Needs time until"), Text("{until}", until=sight.held_until)))
    if sight.resolution is not None:
        rows += [
            (Text("Answer of {name}", name=words.who(sight.answerer)), words.said(sight.answer)),
            (Text("The answer says"), words.RESOLUTIONS[sight.resolution]),
        ]
    if sight.disposition is not None:
        rows += [
            (Text("Ruling of {name}", name=words.who(sight.ruler)), words.DISPOSITIONS[sight.disposition]),
            (Text("Reasons"), words.said(sight.ruling)),
        ]
    return (Heading(words.voiced(sight)), Facts(tuple(rows)), *buttons(sight, acts))


def buttons(sight: Sight, acts: Acts) -> tuple[Block, ...]:
    """What the reader can do now."""
    pressed = [
        *((button(sight, Text("Answer"), "objection answer"),) if acts.answer else ()),
        *((button(sight, Text("Accept the answer"), "objection accept"),) if acts.accept else ()),
        *((button(sight, Text("Sign it too"), "objection sign"),) if acts.sign else ()),
        *((button(sight, Text("Rule on it"), "objection rule"),) if acts.rule else ()),
        *((button(sight, Text("Withdraw it"), "objection withdraw"),) if acts.withdraw else ()),
    ]
    return (Buttons(tuple(pressed)),) if pressed else ()


def button(sight: Sight, label: Words, path: str) -> Button:
    """A button of this very objection."""
    return Button(label, path, (("group", str(sight.group_id)), ("objection", sight.key)))


def listed(
    sights: Sequence[Sight], group: str, poll: str, beyond: int, turn: Sequence[tuple[str, str]]
) -> tuple[Block, ...]:
    """`poll` is empty where they are of all polls. `beyond`: the next page, 0 where this is the last; `turn`: what
    the button that turns to it keeps."""
    if not sights:
        return (Paragraph(_none(group, poll)),)
    heading = (
        Text("Objections and concerns against {poll}", poll=Code(poll))
        if poll
        else Text("Objections and concerns of {group}", group=group)
    )
    rows = tuple((Text("{objection}", objection=Code(sight.short)), _line(sight)) for sight in sights)
    shown = [(sight.short, sight.key, _line(sight)) for sight in sights]
    pick = show_one("objection show", sights[0].group_id, "objection", shown)
    if not beyond:
        return (Heading(heading), Facts(rows), pick)
    more = Text("There are more: {page} shows the next ones.", page=Code(f"page:{beyond}"))
    button = Button(Text("Next page"), "objection list", (*turn, ("page", str(beyond))))
    return (Heading(heading), Facts(rows), pick, Paragraph(more), Buttons((button,)))


def _none(group: str, poll: str) -> Words:
    if poll:
        return Text(
            "There are no such objections against {poll}. {raise_it} raises one.",
            poll=Code(poll),
            raise_it=Code(f"/objection raise {poll}"),
        )
    return Text(
        "There are no such objections in {group}. {raise_it} raises one.",
        group=group,
        raise_it=Code("/objection raise"),
    )


def _line(sight: Sight) -> Words:
    name, text, state = words.who(sight.name), words.said(sight.text), words.state(sight)
    if sight.kind is Kind.CONCERN:
        return Text(
            "{poll}, concern of {name}: {text} ({state})",
            poll=Code(sight.poll),
            name=name,
            text=text,
            state=state,
        )
    return Text("{poll}, {name}: {text} ({state})", poll=Code(sight.poll), name=name, text=text, state=state)


def label(sight: Sight) -> Words:
    """For autocomplete."""
    return Text(
        "{objection} against {poll}: {text} ({state})",
        objection=Code(sight.short),
        poll=Code(sight.poll),
        text=words.said(sight.text),
        state=words.state(sight),
    )
