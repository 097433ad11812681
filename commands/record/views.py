"""What the record looks like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.blocks import Block, Button, Buttons, Facts, Heading, Paragraph, Table
from bot.chain import Broken, Intact
from bot.people import Group
from bot.text import Code, Plural, Text, Words, verbatim


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry; `name` is who the participant is, where that is still known. Without a participant
    it was time, or somebody whose name is not told."""

    seq: int
    at: datetime
    words: Words
    by_time: bool
    participant: int | None
    name: str
    subject: str


def entries(group: Group, lines: Sequence[EntryLine], about: str, more: int | None) -> tuple[Block, ...]:
    """`more` is the number of the oldest entry shown, when there are older ones."""
    head = (Text("No."), Text("When"), Text("Who"), Text("What"), Text("About"))
    rows = tuple(
        (
            Text("{number}", number=line.seq),
            Text("{at}", at=line.at),
            _who(line),
            line.words,
            Text("{subject}", subject=Code(line.subject)) if line.subject else Text("–"),
        )
        for line in lines
    )
    blocks: tuple[Block, ...] = (Heading(Text("The record of {group}", group=group.name)), Table(head, rows))
    if more is None:
        return blocks
    values = [("group", str(group.id)), ("before", str(more))]
    if about:
        values.append(("what", about))
    return (*blocks, Buttons((Button(Text("Older"), "record show", tuple(values)),)))


def _who(line: EntryLine) -> Words:
    if line.by_time:
        return Text("time")
    if line.participant is None:
        return Text("somebody")
    if line.name:
        return verbatim(line.name)
    return Text("participant {number}", number=line.participant)


def verified(found: Intact | Broken, wrong: int | None) -> tuple[Block, ...]:
    """`wrong` is the first entry with a personal value that does not fit its commitment."""
    match found:
        case Broken(seq):
            return (
                Paragraph(
                    Text(
                        "The record is broken: entry {seq} is not as it was written, or is missing. Tell the operator,"
                        " and compare with an earlier export.",
                        seq=seq,
                    )
                ),
            )
        case Intact(count, head) if wrong is None:
            return (
                Paragraph(
                    Plural(
                        "The record is intact: {n} entry, unchanged.",
                        "The record is intact: {n} entries, unchanged.",
                        n=count,
                    )
                ),
                Facts(((Text("Last hash"), Text("{hash}", hash=Code(head))),)),
                Paragraph(
                    Text(
                        "Keep the last hash: with it anybody can tell later that nothing before it was rewritten."
                    )
                ),
            )
        case _:
            return (
                Paragraph(
                    Text(
                        "The entries are intact, but a personal value kept beside entry {seq} does not fit it."
                        " Tell the operator.",
                        seq=wrong or 0,
                    )
                ),
            )
