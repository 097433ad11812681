"""What one message does not take: posts that go on in a thread, answers that are read page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from adapters.slack import limits
from adapters.slack.blocks import (
    Json,
    Rendered,
    fallback,
    few,
    fitted,
    holds,
    length_of,
    parts_of,
    said_in,
    section,
    shortened,
    words_in,
)
from bot.blocks import Block, Buttons, Facts, Table, Tally
from bot.boundary import Reader, View
from bot.pages import turns
from bot.text import Text

_FOLLOWS: Final = Text("More of it follows below.")


def posted(view: View, most: int) -> list[Rendered]:
    """A message for everybody. Where it takes several, the first says so, has the text of all of it for whoever sees
    no blocks, and keeps the buttons that are about all of it."""
    numbers = iter(range(10_000))
    made = few([part for block in view.blocks for part in parts_of(block, view.reader, numbers)])
    if most > 1 and not holds(made):
        pages = _paged(made, view)
        if len(pages) > most:
            rest = [block for page in pages[most - 1 :] for block in page]
            pages = [*pages[: most - 1], fitted(rest, view.reader)]
    else:
        pages = [fitted(made, view.reader)]
    texts = [fallback(view.blocks, view.reader), *map(_plainly, pages[1:])]
    return [Rendered(page, text) for page, text in zip(pages, texts, strict=True)]


def leaf(blocks: Sequence[Block], reader: Reader, draft: str, page: int) -> tuple[Block, ...]:
    """One page of a long answer, counted from 1, with buttons for the one before and the one behind it. The last
    where there are not so many any more."""
    pages: list[list[Block]] = [[]]
    room = blocks_left = 0
    for piece in (piece for block in blocks for piece in _divided(block)):
        parts = list(parts_of(piece, reader, iter(range(10_000))))
        length = sum(map(length_of, parts))
        if pages[-1] and (length > room or len(parts) > blocks_left):
            pages.append([])
        if not pages[-1]:
            # What was divided is joined again by line ends, which take room, too.
            room, blocks_left = limits.ALL_TEXT - limits.BLOCKS, limits.BLOCKS - 1
        pages[-1].append(piece)
        room, blocks_left = room - length, blocks_left - len(parts)
    page = min(page, len(pages))
    turned = turns(draft, page, len(pages))
    return (*_rejoined(pages[page - 1]), *((Buttons(turned),) if turned else ()))


def _divided(block: Block) -> Iterator[Block]:
    match block:
        case Facts():
            yield from (Facts((row,)) for row in block.rows)
        case Tally():
            yield from (Tally((bar,)) for bar in block.bars)
        case Table():
            yield from (Table(block.head, (row,)) for row in block.rows)
        case _:
            yield block


def _rejoined(pieces: Iterable[Block]) -> Iterator[Block]:
    before: Block | None = None
    for piece in pieces:
        match before, piece:
            case Facts(), Facts():
                before = Facts(before.rows + piece.rows)
            case Tally(), Tally():
                before = Tally(before.bars + piece.bars)
            case Table(), Table() if before.head == piece.head:
                before = Table(before.head, before.rows + piece.rows)
            case _:
                if before is not None:
                    yield before
                before = piece
    if before is not None:
        yield before


def _paged(made: Sequence[Json], view: View) -> list[list[Json]]:
    last = next((place for place in range(len(made), 0, -1) if made[place - 1]["type"] != "actions"), 0)
    below = [
        block
        for place, block in enumerate(made)
        if block["type"] == "actions" and (view.card or place >= last)
    ][: limits.BLOCKS // 2]
    foot = [section(words_in(_FOLLOWS, view.reader)), *below]
    pages: list[list[Json]] = [[]]
    room, blocks = limits.ALL_TEXT - length_of(foot[0]), limits.BLOCKS - len(foot)
    for block in made:
        if any(block is each for each in below):
            continue
        if length_of(block) > room or not blocks:
            pages.append([])
            room, blocks = limits.ALL_TEXT, limits.BLOCKS
        pages[-1].append(block)
        room, blocks = room - length_of(block), blocks - 1
    pages[0] += foot
    return pages


def _plainly(made: Iterable[Json]) -> str:
    return shortened("\n".join(filter(None, map(said_in, made))), limits.FALLBACK) or "…"
