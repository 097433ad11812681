"""The complete plain text of a message: for terminals, notifications, screen readers and search.

Nothing is cut, and nothing is said by a drawing alone: the bar of a tally comes after its numbers.
Tables, tallies and buttons are laid out for `columns.ROOM`; a word or a command that is longer
sticks out rather than being broken. Sentences stay in one piece, for whoever shows them to fold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.addresses import AccountRef, ChannelRef
from bot.blocks import Bar, Block, Button, Buttons, Facts, Heading, Paragraph, Select, Table, Tally
from bot.boundary import Field, Form, Reader, Reply, Suggestion
from bot.columns import FIRM_BLANK, GAP, ROOM, columns, filled, padded, shared, wrapped
from bot.line import quote
from bot.refusals import Fault
from bot.text import Arg, Code, Listing, Plural, Text, Words, listing
from bot.writing import Markup, PlainMarkup, write

_BAR = 20
_WIDEST_LABEL = 26
_BLANKS = re.compile(r"[ \t\n]+")
_PLAIN = PlainMarkup()


@dataclass(frozen=True, slots=True)
class _OneLine:
    """Writes what has to stay on one line: new lines that people typed become blanks, and commands
    are held together."""

    markup: Markup

    def words(self, text: str) -> str:
        return self.markup.words(text)

    def typed(self, text: str) -> str:
        return self.markup.typed(_BLANKS.sub(" ", text).strip(" "))

    def code(self, text: str) -> str:
        return self.markup.code(_BLANKS.sub(lambda blanks: FIRM_BLANK * len(blanks[0]), text))

    def mention(self, account: AccountRef) -> str:
        return self.markup.mention(account)

    def channel(self, channel: ChannelRef, reader: Reader) -> str:
        return self.markup.channel(channel, reader)

    def moment(self, at: datetime, reader: Reader) -> str:
        return self.markup.moment(at, reader)

    def day(self, at: datetime, reader: Reader) -> str:
        return self.markup.day(at, reader)


@dataclass(frozen=True, slots=True)
class _Page:
    """Who reads, and how the parts of a sentence are written."""

    reader: Reader
    markup: Markup
    on_one_line: Markup

    def whole(self, words: Words) -> str:
        return write(words, self.reader, self.markup)

    def line(self, words: Words) -> str:
        """On one line; commands in it do not break."""
        return write(words, self.reader, self.on_one_line)


def _page(reader: Reader, markup: Markup) -> _Page:
    return _Page(reader, markup, _OneLine(markup))


def plain(
    blocks: Iterable[Block],
    reader: Reader,
    *,
    buttons: bool = True,
    number_from: int = 1,
    markup: Markup = _PLAIN,
) -> str:
    """The message as text. Buttons, and what selects offer, are numbered from `number_from` in the order of
    `pressable`; where nobody can press them, `buttons=False` leaves them out."""
    page = _page(reader, markup)
    written = ""
    before: Block | None = None
    for block in blocks:
        if isinstance(block, Buttons | Select):
            offered = pressable((block,))
            if not buttons or not offered:
                continue
            text = _buttons(offered, number_from, page)
            if isinstance(block, Select) and offered != (block.asking,):
                text = page.line(Text("{label}:", label=block.label)) + "\n" + text
            number_from += len(offered)
        else:
            text = _block(block, page)
        if before is not None:
            written += "\n" if isinstance(before, Heading) else "\n\n"
        written += text.replace(FIRM_BLANK, " ")
        before = block
    return written


def pressable(blocks: Iterable[Block]) -> tuple[Button, ...]:
    """The buttons of a message, in the order in which `plain` numbers them. Of a select, one for each option; where
    several can be picked together, one that asks for them."""
    found: list[Button] = []
    for block in blocks:
        if isinstance(block, Buttons):
            found += block.buttons
        elif isinstance(block, Select):
            found += (block.asking,) if block.most > 1 else map(block.picking, block.options)
    return tuple(found)


def plain_reply(
    reply: Reply, reader: Reader, *, buttons: bool = True, number_from: int = 1, markup: Markup = _PLAIN
) -> str:
    """An answer, with every fault that its blocks do not tell already."""
    page = _page(reader, markup)
    said = [block.text for block in reply.blocks if isinstance(block, Heading | Paragraph)]
    untold = [fault for fault in reply.faults if not any(_tells(words, fault.text) for words in said)]
    body = plain(reply.blocks, reader, buttons=buttons, number_from=number_from, markup=markup)
    return "\n\n".join(part for part in (body, _faults(untold, page)) if part)


def plain_form(form: Form, reader: Reader, *, markup: Markup = _PLAIN) -> str:
    """A form for whoever can only type: what is asked for, and the line to type instead."""
    page = _page(reader, markup)
    asked = {field.name for field in form.fields if field.fault is not None}
    owed = [field for field in form.fields if field.fault is not None or not field.value]
    # What is given stands in the line to type, unless there is nothing else to ask.
    wanted = any(field.required or field.fault is not None for field in owed)
    shown = owed if wanted else form.fields
    needed = [field for field in shown if field.required or field.fault is not None]
    parts = [
        page.whole(form.title),
        _faults([fault for fault in form.faults if fault.field not in asked], page),
        _fields(Text("Please give:"), needed, page),
        _fields(Text("You may add:"), [field for field in shown if field not in needed], page),
        page.whole(Text("Type this, with your own words instead of the dots:")) + "\n" + _to_type(form),
    ]
    return "\n\n".join(part for part in parts if part).replace(FIRM_BLANK, " ")


# Blocks


def _block(block: Heading | Paragraph | Facts | Tally | Table, page: _Page) -> str:
    match block:
        case Heading():
            return page.line(block.text)
        case Paragraph():
            return page.whole(block.text)
        case Facts():
            return _facts(block.rows, page)
        case Tally():
            return _tally(block.bars, page)
        case Table():
            return _table(block, page)
        case _:
            assert_never(block)


def _facts(rows: Sequence[tuple[Words, Words]], page: _Page) -> str:
    labels = [page.line(Text("{label}:", label=label)) for label, _ in rows]
    widest = max(map(columns, labels), default=0)
    return "\n".join(
        f"{padded(label, widest)} {page.line(value)}".rstrip(" ")
        for label, (_, value) in zip(labels, rows, strict=True)
    )


def _tally(bars: Sequence[Bar], page: _Page) -> str:
    labels = [wrapped(page.line(bar.label), _WIDEST_LABEL) for bar in bars]
    counts = [page.line(Text("{count} of {of}", count=bar.count, of=bar.of)) for bar in bars]
    label_width = max((columns(line) for lines in labels for line in lines), default=0)
    count_width = max(map(columns, counts), default=0)
    lines: list[str] = []
    for bar, label, count in zip(bars, labels, counts, strict=True):
        drawn = padded(count, count_width, right=True) + f"{GAP}[{_bar(bar)}]"
        rows = [f"{padded(label[0], label_width)}{GAP}{drawn}", *label[1:]]
        if bar.note is not None:
            note = page.line(bar.note)
            if columns(rows[0]) + len(GAP) + columns(note) <= ROOM:
                rows[0] += GAP + note
            else:
                rows += [GAP + line for line in wrapped(note, ROOM - len(GAP))]
        lines += rows
    return "\n".join(lines)


def _bar(bar: Bar) -> str:
    """Never empty while somebody stands for it, never full while somebody is missing."""
    if bar.of <= 0 or bar.count <= 0:
        full = 0
    elif bar.count >= bar.of:
        full = _BAR
    else:
        full = min(max(bar.count * _BAR // bar.of, 1), _BAR - 1)
    return "#" * full + "." * (_BAR - full)


def _buttons(buttons: Sequence[Button], number_from: int, page: _Page) -> str:
    labels = [f"[{number}] {page.line(button.label)}" for number, button in enumerate(buttons, number_from)]
    return "\n".join(filled(labels, ROOM, GAP))


def _table(table: Table, page: _Page) -> str:
    rows = [[page.line(cell) for cell in row] for row in (table.head, *table.rows)]
    widths = shared(rows)
    head, *body = ["\n".join(_row(row, widths)) for row in rows]
    return "\n".join((head, GAP.join("-" * width for width in widths), *body))


def _row(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    folded = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for place in range(max(map(len, folded), default=0)):
        parts = [cell[place] if place < len(cell) else "" for cell in folded]
        line = GAP.join(padded(part, width) for part, width in zip(parts, widths, strict=True))
        lines.append(line.rstrip(" "))
    return lines


# Faults and forms


def _faults(faults: Iterable[Fault], page: _Page) -> str:
    return "\n".join(
        page.whole(
            Text("{name}: {fault}", name=Code(fault.field), fault=fault.text) if fault.field else fault.text
        )
        for fault in faults
    )


def _tells(words: Words, wanted: Words) -> bool:
    """Whether `wanted` stands somewhere in `words`."""
    return words == wanted or any(_holds(arg, wanted) for arg in words.args.values())


def _holds(arg: Arg, wanted: Words) -> bool:
    if isinstance(arg, Listing):
        return any(_holds(item, wanted) for item in arg.items)
    return isinstance(arg, Text | Plural) and _tells(arg, wanted)


def _fields(title: Text, fields: Sequence[Field], page: _Page) -> str:
    if not fields:
        return ""
    names = [page.line(Text("{label}:", label=Code(field.name))) for field in fields]
    widest = max(map(columns, names))
    lines = [page.whole(title)]
    for name, field in zip(names, fields, strict=True):
        margin = " " * (len(GAP) + widest + 1)
        lines.append(f"{GAP}{padded(name, widest)} {page.line(field.about)}")
        if field.choices:
            choices = listing(*(_choice(choice, page) for choice in field.choices))
            lines.append(margin + page.line(Text("Possible: {choices}", choices=choices)))
        if field.fault is not None:
            lines.append(margin + page.line(field.fault))
    return "\n".join(lines)


def _choice(choice: Suggestion, page: _Page) -> Arg:
    value = Code(quote(choice.value))
    shown = page.whole(choice.label)
    # A label that begins with the value says it already: P-1, and "P-1 Tea? (open)".
    if shown == choice.value:
        return value
    return (
        choice.label
        if shown.startswith(choice.value)
        else Text("{value} ({label})", value=value, label=choice.label)
    )


def _to_type(form: Form) -> str:
    """The line that the form stands for: what was chosen and given already, and dots for what is missing."""
    words = [f"/{form.path}", *(f"{name}:{quote(value)}" for name, value in form.kept)]
    for field in form.fields:
        if field.value:
            words.append(f"{field.name}:{quote(field.value)}")
        elif field.required or field.fault is not None:
            words.append(f"{field.name}:…")
    return " ".join(words)
