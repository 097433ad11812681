"""Messages as Discord shows them: text displays and rows of buttons (Components V2), in pages that fit.

All of it is text, so that nothing is lost to a screen reader; a drawn bar follows its numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, assert_never

from adapters.discord.limits import COMPONENTS, CUSTOM_ID, LABEL, ROW, TEXT, cut
from adapters.discord.markup import DiscordMarkup
from bot.blocks import Bar, Block, Button, Buttons, Facts, Heading, Paragraph, Style, Table, Tally
from bot.boundary import Reader, Reply
from bot.refusals import Fault
from bot.text import Code, Text, Words
from bot.token import pack
from bot.writing import PlainMarkup, write

COMPONENTS_V2: Final = 1 << 15
EPHEMERAL: Final = 1 << 6
ACTION_ROW, BUTTON, TEXT_DISPLAY, CONTAINER = 1, 2, 10, 17
_STYLES = {Style.PRIMARY: 1, Style.PLAIN: 2, Style.DANGER: 4}
_BAR = 10
_PLAIN = PlainMarkup()
_TOGETHER = "\n\n"


@dataclass(slots=True)
class Page:
    """What fits into one message: pieces of text and rows of buttons, in order."""

    parts: list[str | list[dict[str, Any]]] = field(default_factory=list)
    characters: int = 0
    components: int = 1
    """With the container that a card stands in."""

    def fits(self, part: str | list[dict[str, Any]]) -> bool:
        if isinstance(part, str):
            joined = self.parts and isinstance(self.parts[-1], str)
            more = len(part) + (len(_TOGETHER) if joined else 0)
            return self.characters + more <= TEXT and self.components + (0 if joined else 1) <= COMPONENTS
        return self.components + 1 + len(part) <= COMPONENTS

    def add(self, part: str | list[dict[str, Any]]) -> None:
        before = self.parts[-1] if self.parts else None
        if isinstance(part, str) and isinstance(before, str):
            self.parts[-1] = before + _TOGETHER + part
            self.characters += len(part) + len(_TOGETHER)
            return
        self.parts.append(part)
        if isinstance(part, str):
            self.characters += len(part)
            self.components += 1
        else:
            self.components += 1 + len(part)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in as many pages as it needs. `pings`: the users whom it means to reach."""

    pages: tuple[list[dict[str, Any]], ...]
    pings: tuple[str, ...]

    def payload(self, page: int = 0, *, flags: int = 0) -> dict[str, Any]:
        """The body of a message, as Discord takes it."""
        return {
            "flags": COMPONENTS_V2 | flags,
            "components": self.pages[page],
            "allowed_mentions": {"parse": [], "users": list(self.pings)},
        }


def rendered(blocks: Iterable[Block], reader: Reader, *, card: bool = False, most: int = 0) -> Rendered:
    """`card`: in a frame of its own. With `most`, what does not fit into so many pages is cut off, and said
    to be."""
    markup = DiscordMarkup()
    pages = [Page()]
    for part in _parts(blocks, reader, markup):
        if not pages[-1].fits(part):
            pages.append(Page())
        pages[-1].add(part)
    if most and len(pages) > most:
        pages = [*pages[: most - 1], _ended(pages[most - 1 :], reader)]
    return Rendered(tuple(_components(page, card=card) for page in pages), tuple(markup.pings))


def rendered_reply(reply: Reply, *, most: int = 0) -> Rendered:
    """An answer, with the faults that its words do not tell."""
    if not reply.faults:
        return rendered(reply.blocks, reply.reader, most=most)
    told = {block.text for block in reply.blocks if isinstance(block, Heading | Paragraph)}
    faults = tuple(
        Paragraph(_fault(fault)) for fault in reply.faults if fault.text not in told and not _in(fault, told)
    )
    return rendered((*reply.blocks, *faults), reply.reader, most=most)


def _fault(fault: Fault) -> Words:
    if not fault.field:
        return fault.text
    return Text("{name}: {fault}", name=Code(fault.field), fault=fault.text)


def _in(fault: Fault, told: Iterable[Words]) -> bool:
    return any(fault.text in words.args.values() for words in told)


def _ended(pages: Sequence[Page], reader: Reader) -> Page:
    """One page of several, ending with a note that something was left out. Buttons are not: whoever cannot
    read all can still do what the others can."""
    note = write(Text("The rest does not fit into this message."), reader, _PLAIN)
    buttons = Page()
    for page in pages:
        for row in page.parts:
            if not isinstance(row, str) and buttons.components + 1 + len(row) < COMPONENTS:
                buttons.add(row)
    ended = Page(components=buttons.components)
    for part in pages[0].parts:
        room = TEXT - ended.characters - len(note) - 2 * len(_TOGETHER)
        text = cut(part, room) if isinstance(part, str) and room > 1 else ""
        if text and ended.fits(text):
            ended.add(text)
    ended.add(note)
    ended.parts += buttons.parts
    return ended


def _components(page: Page, *, card: bool) -> list[dict[str, Any]]:
    inner = [
        {"type": TEXT_DISPLAY, "content": part}
        if isinstance(part, str)
        else {"type": ACTION_ROW, "components": part}
        for part in page.parts
    ]
    return [{"type": CONTAINER, "components": inner}] if card else inner


def _parts(
    blocks: Iterable[Block], reader: Reader, markup: DiscordMarkup
) -> Iterator[str | list[dict[str, Any]]]:
    pressed: set[str] = set()
    for block in blocks:
        if isinstance(block, Buttons):
            buttons = [
                button for each in block.buttons if (button := _button(each, reader, pressed)) is not None
            ]
            for start in range(0, len(buttons), ROW):
                yield buttons[start : start + ROW]
        else:
            yield from _pieces(_written(block, reader, markup))


def _pieces(text: str) -> Iterator[str]:
    """Text in pieces that fit into a message, broken at line ends where there are any."""
    while len(text) > TEXT:
        end = max(text.rfind("\n", 1, TEXT), 0) or max(text.rfind(" ", 1, TEXT), 0) or TEXT
        if (end - len(text[:end].rstrip("\\"))) % 2:
            end -= 1  # What is escaped stays with what escapes it.
        yield text[:end]
        text = text[end:].lstrip("\n ")
    if text:
        yield text


def _button(button: Button, reader: Reader, pressed: set[str]) -> dict[str, Any] | None:
    """None for a second one that does the same: Discord takes each only once."""
    token = pack(button.path, button.values)
    assert len(token) <= CUSTOM_ID
    if token in pressed:
        return None
    pressed.add(token)
    return {
        "type": BUTTON,
        "style": _STYLES[button.style],
        "label": cut(write(button.label, reader, _PLAIN), LABEL),
        "custom_id": token,
    }


def _written(
    block: Heading | Paragraph | Facts | Tally | Table, reader: Reader, markup: DiscordMarkup
) -> str:
    def line(words: Words) -> str:
        return " ".join(write(words, reader, markup).split())

    match block:
        case Heading():
            return f"### {line(block.text)}"
        case Paragraph():
            return write(block.text, reader, markup)
        case Facts():
            return "\n".join(
                f"**{line(Text('{label}:', label=label))}** {line(value)}" for label, value in block.rows
            )
        case Tally():
            return "\n".join(_bar(bar, line) for bar in block.bars)
        case Table():
            return "\n".join(_row(block.head, row, line) for row in block.rows)
        case _:
            assert_never(block)


def _bar(bar: Bar, line: Any) -> str:
    if bar.of <= 0 or bar.count <= 0:
        full = 0
    elif bar.count >= bar.of:
        full = _BAR
    else:
        full = min(max(bar.count * _BAR // bar.of, 1), _BAR - 1)
    drawn = "█" * full + "░" * (_BAR - full)
    count = line(Text("{count} of {of}", count=bar.count, of=bar.of))
    note = f" · {line(bar.note)}" if bar.note is not None else ""
    return f"**{line(bar.label)}**: {count} `{drawn}`{note}"


def _row(head: Sequence[Words], row: Sequence[Words], line: Any) -> str:
    """A table is read row by row: columns would not hold together on a telephone."""
    first, *others = zip(head, row, strict=True)
    told = [f"{line(title)}: {value}" for title, cell in others if (value := line(cell))]
    return "- " + " · ".join((f"**{line(first[1])}**", *told))
