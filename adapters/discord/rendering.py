"""Messages as Discord shows them: text displays, rows of buttons, selects (Components V2), in pages that fit.

All of it is text, so that nothing is lost to a screen reader; a drawn bar follows its numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, assert_never

from adapters.discord.limits import CHOICE, CHOICES, COMPONENTS, CUSTOM_ID, LABEL, PLACEHOLDER, ROW, TEXT, cut
from adapters.discord.markup import DiscordMarkup
from bot.blocks import Bar, Block, Button, Buttons, Facts, Heading, Paragraph, Select, Style, Table, Tally
from bot.boundary import Reader, Reply, View
from bot.refusals import Fault
from bot.selects import told_apart
from bot.short import in_one_line
from bot.text import Code, Text, Words
from bot.token import pack
from bot.writing import PlainMarkup, write

COMPONENTS_V2: Final = 1 << 15
EPHEMERAL: Final = 1 << 6
ACTION_ROW, BUTTON, SELECT, TEXT_DISPLAY, CONTAINER = 1, 2, 3, 10, 17
_STYLES = {Style.PRIMARY: 1, Style.PLAIN: 2, Style.DANGER: 4}
_BAR = 10
_PLAIN = PlainMarkup()
_TOGETHER = "\n\n"
_FOLLOWS = Text("More of it follows below.")
_CUT = Text("The rest does not fit into this message.")
_LONG = 400
"""Characters of a text, and of the room for it, from which on it is broken to fill a page."""
_FOOT = 30
"""Components that the buttons of a first page may take: five rows of five."""
Row = list[dict[str, Any]]
Part = str | Row


@dataclass(slots=True)
class Page:
    """What fits into one message: pieces of text and rows of buttons, in order."""

    parts: list[Part] = field(default_factory=list)
    characters: int = 0
    components: int = 1
    """With the container that a card stands in."""

    def fits(self, part: Part) -> bool:
        if isinstance(part, str):
            return len(part) <= self.room
        return self.components + 1 + len(part) <= COMPONENTS

    @property
    def room(self) -> int:
        """Characters of another piece of text."""
        if self.parts and isinstance(self.parts[-1], str):
            return TEXT - self.characters - len(_TOGETHER)
        return TEXT - self.characters if self.components < COMPONENTS else 0

    def add(self, part: Part) -> None:
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


def rendered(
    blocks: Iterable[Block], reader: Reader, *, card: bool = False, most: int = 0, spare: int = 0
) -> Rendered:
    """`card`: in a frame of its own. With `most`, what does not fit into so many pages is cut off, and said
    to be. `spare`: components for which each page keeps room."""
    markup = DiscordMarkup()
    pages = _pages(_parts(blocks, reader, markup), spare=spare)
    if most and len(pages) > most:
        pages = [*pages[: most - 1], _ended(pages[most - 1 :], reader)]
    return Rendered(tuple(_components(page, card=card) for page in pages), tuple(markup.pings))


def posted(view: View, most: int) -> Rendered:
    """A message for everybody, in its frame. Where it takes several, the first says so, and keeps the buttons that
    are about all of it. What does not fit into `most` is cut off, and said to be."""
    markup = DiscordMarkup()
    parts = list(_parts(view.blocks, view.reader, markup))
    pages = _pages(parts)
    if len(pages) > 1:
        pages = _with_foot(parts, view, alone=most == 1)
    if len(pages) > most > 1:
        pages = [*pages[: most - 1], _ended(pages[most - 1 :], view.reader)]
    return Rendered(tuple(_components(page, card=True) for page in pages[:most]), tuple(markup.pings))


def _pages(parts: Iterable[Part], first: Page | None = None, spare: int = 0) -> list[Page]:
    pages = [first or Page(components=1 + spare)]
    for part in parts:
        rest = part
        while not pages[-1].fits(rest):
            room = pages[-1].room
            if isinstance(rest, str) and (not pages[-1].parts or min(len(rest), room) >= _LONG):
                begin, rest = _broken(rest, room)
                pages[-1].add(begin)
            pages.append(Page(components=1 + spare))
        pages[-1].add(rest)
    return pages


def _with_foot(parts: Sequence[Part], view: View, *, alone: bool) -> list[Page]:
    """Several pages; the first ends with a note and with the buttons. `alone`: the others are not shown."""
    above, foot = _foot(parts, whole=view.card or alone)
    note = write(_CUT if alone else _FOLLOWS, view.reader, _PLAIN)
    first = Page(characters=len(note), components=sum(1 + len(row) for row in foot) + 2)
    glance = _at_a_glance(above, first.room) if view.card else None
    if glance is not None:
        first.add(glance[0])
        pages = [first, *_pages([glance[1]])]
    else:
        pages = _pages(above, first)
    first.parts += [*([note] if len(pages) > 1 else []), *foot]
    return pages


def _at_a_glance(above: Sequence[Part], room: int) -> tuple[str, str] | None:
    """A card of which only the longest text is broken off, so that one sees how things stand; and the rest of
    that text. None where this is not enough."""
    texts = [part for part in above if isinstance(part, str)]
    longest = max(texts, key=len)
    place = texts.index(longest)
    left = room - len(_TOGETHER.join([*texts[:place], "…", *texts[place + 1 :]]))
    if not _LONG <= left < len(longest):
        return None
    begin, rest = _broken(longest, left)
    return _TOGETHER.join([*texts[:place], f"{begin}…", *texts[place + 1 :]]), rest


def _foot(parts: Sequence[Part], *, whole: bool) -> tuple[list[Part], list[Row]]:
    """What is read from above to below, and the buttons that stand under all of it: those at the end, or all."""
    last = next((place for place in range(len(parts), 0, -1) if isinstance(parts[place - 1], str)), 0)
    above = [
        part for place, part in enumerate(parts) if isinstance(part, str) or not (whole or place >= last)
    ]
    foot = [
        part for place, part in enumerate(parts) if not isinstance(part, str) and (whole or place >= last)
    ]
    if sum(1 + len(row) for row in foot) > _FOOT:
        selects = [row for row in foot if row[0]["type"] == SELECT]
        buttons = [button for row in foot if row not in selects for button in row]
        foot = [*selects, *(buttons[start : start + ROW] for start in range(0, len(buttons), ROW))]
    return above, foot


def rendered_reply(reply: Reply, *, most: int = 0, spare: int = 0) -> Rendered:
    """An answer, with the faults that its words do not tell."""
    if not reply.faults:
        return rendered(reply.blocks, reply.reader, most=most, spare=spare)
    told = {block.text for block in reply.blocks if isinstance(block, Heading | Paragraph)}
    faults = tuple(
        Paragraph(_fault(fault)) for fault in reply.faults if fault.text not in told and not _in(fault, told)
    )
    return rendered((*reply.blocks, *faults), reply.reader, most=most, spare=spare)


def _fault(fault: Fault) -> Words:
    if not fault.field:
        return fault.text
    return Text("{name}: {fault}", name=Code(fault.field), fault=fault.text)


def _in(fault: Fault, told: Iterable[Words]) -> bool:
    return any(fault.text in words.args.values() for words in told)


def _ended(pages: Sequence[Page], reader: Reader) -> Page:
    """One page of several, ending with a note that something was left out. Buttons are not: whoever cannot
    read all can still do what the others can."""
    note = write(_CUT, reader, _PLAIN)
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


def _parts(blocks: Iterable[Block], reader: Reader, markup: DiscordMarkup) -> Iterator[Part]:
    pressed: set[str] = set()
    for block in blocks:
        if isinstance(block, Buttons):
            yield from _rows(block.buttons, reader, pressed)
        elif isinstance(block, Select):
            if select := _select(block, reader, pressed):
                yield [select]
            elif block.options:
                yield from _rows((block.asking,), reader, pressed)
        elif text := _written(block, reader, markup):
            yield text


def _rows(buttons: Iterable[Button], reader: Reader, pressed: set[str]) -> Iterator[Row]:
    made = [button for each in buttons if (button := _button(each, reader, pressed)) is not None]
    for start in range(0, len(made), ROW):
        yield made[start : start + ROW]


def _broken(text: str, most: int) -> tuple[str, str]:
    """A text in two, at a line end where there is one."""
    end = max(text.rfind("\n", 1, most), 0) or max(text.rfind(" ", 1, most), 0) or most
    if (end - len(text[:end].rstrip("\\"))) % 2:
        end -= 1  # What is escaped stays with what escapes it.
    return text[:end], text[end:].lstrip("\n ")


def row(buttons: Iterable[Button], reader: Reader) -> dict[str, Any]:
    """Buttons beside one another."""
    pressed: set[str] = set()
    return {
        "type": ACTION_ROW,
        "components": [each for b in buttons if (each := _button(b, reader, pressed))],
    }


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


def _select(select: Select, reader: Reader, pressed: set[str]) -> dict[str, Any] | None:
    """None where Discord shows none: of more options than it takes, of longer ones, or the same once more."""
    values = [option.value for option in select.options]
    token = pack(select.path, select.values, select.param)
    fits = 0 < len(values) <= CHOICES and all(0 < len(value) <= CHOICE for value in values)
    if not fits or len(set(values)) < len(values) or token in pressed:
        return None
    pressed.add(token)

    def line(words: Words) -> str:
        return in_one_line(words, reader, CHOICE) or "…"

    labels = told_apart(select.options, line)
    made = {
        "type": SELECT,
        "custom_id": token,
        "placeholder": cut(" ".join(write(select.label, reader, _PLAIN).split()), PLACEHOLDER),
        "options": [
            {
                "label": label,
                "value": option.value,
                **({"description": line(option.about)} if option.about else {}),
            }
            for option, label in zip(select.options, labels, strict=True)
        ],
    }
    if select.most > 1:
        made["max_values"] = min(select.most, len(values))
    return made


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
            return "\n".join(f"{_label(label, line)} {line(value)}" for label, value in block.rows)
        case Tally():
            return "\n".join(_bar(bar, line) for bar in block.bars)
        case Table():
            return "\n".join(_row(block.head, row, line) for row in block.rows)
        case _:
            assert_never(block)


def _label(label: Words, line: Any) -> str:
    return f"**{line(Text('{label}:', label=label))}**"


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
    return f"{_label(bar.label, line)} {count} `{drawn}`{note}"


def _row(head: Sequence[Words], row: Sequence[Words], line: Any) -> str:
    """A table is read row by row: columns would not hold together on a telephone."""
    first, *others = zip(head, row, strict=True)
    told = [
        f"{line(Text('{label}:', label=title))} {value}" for title, cell in others if (value := line(cell))
    ]
    return "- " + " · ".join((f"**{line(first[1])}**", *told))
