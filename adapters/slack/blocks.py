"""Messages as Block Kit: every block natively, within every limit, beside a complete plain text.

What does not fit has a substitute: long text goes on in the next section, a heading that is too long
becomes bold, a table is set in columns, and what no message can hold is said to be missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from adapters.slack import limits
from adapters.slack.markup import FallbackMarkup, PlainSlack, SlackMarkup, escaped
from bot.blocks import Bar, Block, Button, Buttons, Facts, Heading, Paragraph, Select, Style, Table, Tally
from bot.boundary import Reader
from bot.plain import plain
from bot.selects import told_apart
from bot.text import Text, Words
from bot.token import pack
from bot.writing import write

Json = dict[str, Any]

PRESS = "press"
"""How the action ids of our buttons begin; the token stands in the value."""
PICK = "pick"
"""How the action ids of our selects begin; the token stands behind the number."""
_BAR = 10
_MARKUP = SlackMarkup()
_FALLBACK = FallbackMarkup()
_PLAIN = PlainSlack()
_BLANKS = re.compile(r"\s*\n\s*")
_WHOLE = re.compile(r"<[^<>]*>|&[a-z]+;|`[^`\n]*`")
"""What is never cut through: a link, a mention or a moment, an escaped sign, something to type."""
_MORE = Text("The rest does not fit into one message here.")


@dataclass(frozen=True, slots=True)
class Rendered:
    blocks: list[Json]
    text: str
    """The same without blocks: for notifications, screen readers and search."""
    whole: bool = True
    """False where an answer had to be cut: it can be read page by page."""


def render(blocks: Sequence[Block], reader: Reader) -> Rendered:
    """A message. `blocks` is never empty."""
    numbers = iter(range(10_000))
    made = [part for block in blocks for part in parts_of(block, reader, numbers)]
    made = few(made)
    whole = holds(made)
    return Rendered(made if whole else _cut(made, reader), fallback(blocks, reader), whole)


def fallback(blocks: Iterable[Block], reader: Reader) -> str:
    return shortened(plain(blocks, reader, buttons=False, markup=_FALLBACK), limits.FALLBACK)


def plain_text(words: Words, reader: Reader, most: int) -> Json:
    """One line, for what Slack shows without any markup."""
    return _unmarked(limits.cut(_one_line(write(words, reader, _PLAIN)), most))


def _unmarked(text: str) -> Json:
    return {"type": "plain_text", "text": text or "…", "emoji": False}


def mrkdwn(text: str) -> Json:
    """`verbatim`: Slack looks for no names of people and channels in it."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def section(text: str) -> Json:
    return {"type": "section", "text": mrkdwn(text)}


def words_in(words: Words, reader: Reader) -> str:
    return write(words, reader, _MARKUP)


# Blocks


def parts_of(block: Block, reader: Reader, numbers: Iterator[int]) -> Iterator[Json]:
    match block:
        case Heading():
            yield from _heading(block, reader)
        case Paragraph():
            yield from sections(words_in(block.text, reader))
        case Facts():
            yield from sections("\n".join(_fact(label, value, reader) for label, value in block.rows))
        case Tally():
            yield from sections("\n".join(_bar(bar, reader) for bar in block.bars))
        case Table():
            yield from _table(block, reader)
        case Buttons():
            yield from _buttons(block.buttons, reader, numbers)
        case Select():
            yield from _select(block, reader, numbers)
        case _:
            assert_never(block)


def _heading(block: Heading, reader: Reader) -> Iterator[Json]:
    marked = _one_line(words_in(block.text, reader))
    text = _one_line(write(block.text, reader, _PLAIN))
    # A header shows neither mentions nor moments, and no more than a line or two.
    if len(text) <= limits.HEADER and "<" not in marked:
        yield {"type": "header", "text": _unmarked(text)}
    else:
        yield from sections(_bold(marked))


def _bold(marked: str) -> str:
    # Bold does not go round what has marks of its own in it.
    return f"*{marked}*" if marked.strip() and not set("*`") & set(marked) else marked.strip()


def _fact(label: Words, value: Words, reader: Reader) -> str:
    named = _one_line(words_in(Text("{label}:", label=label), reader))
    return f"{_bold(named)} {_one_line(words_in(value, reader))}"


def _bar(bar: Bar, reader: Reader) -> str:
    counted = words_in(Text("{count} of {of}", count=bar.count, of=bar.of), reader)
    line = f"{_bold(_one_line(words_in(bar.label, reader)))}  {counted}"
    if bar.of > 0:
        # Never empty while somebody stands for it, never full while somebody is missing.
        full = bar.count * _BAR // bar.of
        full = min(max(full, 1), _BAR - 1) if 0 < bar.count < bar.of else min(full, _BAR)
        line += f"  `{'#' * full}{'.' * (_BAR - full)}`"
    return line if bar.note is None else f"{line}  {_one_line(words_in(bar.note, reader))}"


def _table(block: Table, reader: Reader) -> Iterator[Json]:
    """In columns, as a terminal would show it: a text that is read out row by row."""
    lines = [escaped(line).replace("`", "ˋ") for line in plain((block,), reader, markup=_PLAIN).split("\n")]
    for part in _filled(lines, limits.SECTION - 8):
        yield section(f"```\n{part}\n```")


def _buttons(buttons: Iterable[Button], reader: Reader, numbers: Iterator[int]) -> Iterator[Json]:
    made = [_button(button, reader, next(numbers)) for button in buttons]
    for start in range(0, len(made), limits.ROW):
        yield {"type": "actions", "elements": made[start : start + limits.ROW]}


def _button(button: Button, reader: Reader, number: int) -> Json:
    made: Json = {
        "type": "button",
        "action_id": f"{PRESS}:{number}",
        "text": plain_text(button.label, reader, limits.LABEL),
        "value": pack(button.path, button.values),
    }
    if button.style is not Style.PLAIN:
        made["style"] = button.style.value
    return made


def _select(select: Select, reader: Reader, numbers: Iterator[int]) -> Iterator[Json]:
    """A menu; a button that asks where Slack shows none. One of several picks it would tell one after the other."""
    values = [option.value for option in select.options]
    if not values:
        return
    fits = len(values) <= limits.OPTIONS and all(0 < len(value) <= limits.OPTION_VALUE for value in values)
    if select.most > 1 or not fits or len(set(values)) < len(values):
        yield from _buttons((select.asking,), reader, numbers)
        return

    def line(words: Words) -> str:
        return str(plain_text(words, reader, limits.LABEL)["text"])

    labels = told_apart(select.options, line)
    made: Json = {
        "type": "static_select",
        "action_id": f"{PICK}:{next(numbers)}:{pack(select.path, select.values, select.param)}",
        "placeholder": plain_text(select.label, reader, limits.PLACEHOLDER),
        "options": [
            {
                "text": _unmarked(label),
                "value": option.value,
                **({"description": plain_text(option.about, reader, limits.LABEL)} if option.about else {}),
            }
            for option, label in zip(select.options, labels, strict=True)
        ],
    }
    yield {"type": "actions", "elements": [made]}


# Fitting


def sections(text: str) -> Iterator[Json]:
    """As many sections as the text needs."""
    rest = text.strip("\n")
    while len(rest) > limits.SECTION:
        place = _break(rest, limits.SECTION)
        if part := rest[:place].rstrip():
            yield section(part)
        rest = rest[place:].lstrip()
    if rest.strip():
        yield section(rest)


def _break(text: str, most: int) -> int:
    """Where a text can be parted: behind a paragraph, a line, a word, or whatever is whole."""
    held = next(
        (found.start() for found in _WHOLE.finditer(text) if found.start() < most < found.end()), most
    )
    for sign in ("\n\n", "\n", " "):
        place = text.rfind(sign, most // 2, held)
        if place > 0 and not any(found.start() < place < found.end() for found in _WHOLE.finditer(text)):
            return place
    return held or most


def _filled(lines: Iterable[str], most: int) -> Iterator[str]:
    """Lines together, as many as fit."""
    part = ""
    for line in lines:
        for piece in [line[start : start + most] for start in range(0, len(line), most)] or [""]:
            if part and len(part) + 1 + len(piece) > most:
                yield part
                part = piece
            else:
                part = f"{part}\n{piece}" if part else piece
    if part:
        yield part


def fitted(made: list[Json], reader: Reader) -> list[Json]:
    """Not more blocks and text than one message takes. What can be pressed stays."""
    made = few(made)
    return made if holds(made) else _cut(made, reader)


def _cut(made: list[Json], reader: Reader) -> list[Json]:
    actions = [block for block in made if block["type"] == "actions"][: limits.BLOCKS // 2]
    rest = [block for block in made if block["type"] != "actions"]
    more = section(words_in(_MORE, reader))
    room, kept = limits.ALL_TEXT - length_of(more), []
    for block in rest[: limits.BLOCKS - len(actions) - 1]:
        room -= length_of(block)
        if room < 0:
            break
        kept.append(block)
    return [*kept, *([more] if len(kept) < len(rest) else []), *actions]


def few(made: list[Json]) -> list[Json]:
    """Sections in one where there are too many blocks."""
    return made if len(made) <= limits.BLOCKS else list(_together(made))


def holds(made: Sequence[Json]) -> bool:
    return len(made) <= limits.BLOCKS and sum(map(length_of, made)) <= limits.ALL_TEXT


def _together(made: Iterable[Json]) -> Iterator[Json]:
    """Sections that follow one another as one, where that is short enough."""
    before: Json | None = None
    for block in made:
        if before is not None:
            both = f"{said_in(before)}\n\n{said_in(block)}"
            if block["type"] == before["type"] == "section" and len(both) <= limits.SECTION:
                before = section(both)
                continue
            yield before
        before = block
    if before is not None:
        yield before


def said_in(block: Json) -> str:
    return str(block["text"]["text"]) if "text" in block else ""


def length_of(block: Json) -> int:
    return len(said_in(block))


def shortened(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    place = _break(text, most - 2)
    return f"{text[:place].rstrip()}\n…"


def _one_line(text: str) -> str:
    return (_BLANKS.sub(" ", text) if "\n" in text else text).strip()
