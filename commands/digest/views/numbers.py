"""Participation: in words in a digest, in numbers behind its button."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from bot.blocks import Block, Facts, Heading, Paragraph
from bot.reports import Share
from bot.text import Code, Date, Text, Words, listing, verbatim
from commands.digest.rules import Cell, cells, evenness, gallagher, gini, loosemore_hanby
from commands.digest.values import Balance


def participation(share: Share) -> Words | None:
    """One line: what each stakeholder group has of it; None where nobody had a part in it."""
    found = cells(share.counts, share.of, secret=share.secret)
    if not found:
        return None
    return Text("{what} – {parts}", what=share.what, parts=listing(*(_part(share, cell) for cell in found)))


def _part(share: Share, cell: Cell) -> Words:
    if cell.count is None:
        return Text("{stakeholder} withheld", stakeholder=cell.stakeholder)
    if share.told is not None:
        return share.told(cell.stakeholder, cell.count, cell.of or 0)
    if cell.of is not None:
        return Text(
            "{stakeholder} {count} of {of}", stakeholder=cell.stakeholder, count=cell.count, of=cell.of
        )
    return Text("{stakeholder} {count}", stakeholder=cell.stakeholder, count=cell.count)


def balance(group: str, since: datetime, found: Sequence[Balance]) -> tuple[Block, ...]:
    """Each thing that is shared, with the measures of the field."""
    title = Heading(Text("Balance of participation in {group} since {day}", group=group, day=Date(since)))
    blocks: list[Block] = [title]
    for each in found:
        blocks += _numbers(each)
    if len(blocks) == 1:
        blocks.append(Paragraph(Text("There is nothing to compare yet: nobody had a part in anything.")))
    return tuple(blocks)


def _numbers(each: Balance) -> list[Block]:
    share = each.share
    of = {name: share.of.get(name, 0) for name in each.stakeholders} if share.of else {}
    counts = {name: share.counts.get(name, 0) for name in each.stakeholders}
    shown = cells(counts, of, secret=share.secret)
    if not shown:
        return []
    total = sum(counts.values())
    rows = [(verbatim(cell.stakeholder), _cell(cell, total)) for cell in shown]
    blocks: list[Block] = [Heading(share.what), Facts(tuple(rows))]
    if any(cell.count is None for cell in shown):
        withheld = Text("Numbers that could give a single person away are withheld, and what rests on them.")
        return [*blocks, Paragraph(withheld)]
    indices = tuple(_indices(shown))
    return [*blocks, Facts(indices)] if indices else blocks


def _cell(cell: Cell, total: int) -> Words:
    if cell.count is None:
        return Text("withheld")
    percent = int(Fraction(100 * cell.count, total) + Fraction(1, 2)) if total else 0
    if cell.of is None:
        return Text("{count} ({percent} % of all)", count=cell.count, percent=percent)
    return Text("{count} of {of} ({percent} % of all)", count=cell.count, of=cell.of, percent=percent)


def _indices(shown: Sequence[Cell]) -> list[tuple[Words, Words]]:
    """Against what each could have had, where that is known; else against equal parts."""
    counts = [cell.count or 0 for cell in shown]
    rolls = all(cell.of is not None for cell in shown)
    targets = [cell.of or 0 for cell in shown] if rolls else [1] * len(shown)
    unequal, even = gini(counts), evenness(counts)
    moved, gap = loosemore_hanby(counts, targets), gallagher(counts, targets)
    rows: list[tuple[Words, Words]] = []
    if unequal is not None:
        rows.append((Text("Gini"), Text("{index} (0 is equal)", index=_decimal(float(unequal)))))
    if even is not None:
        rows.append((Text("Evenness (Pielou)"), Text("{index} (1 is equal)", index=_decimal(even))))
    if moved is not None and gap is not None:
        rows.append((Text("Loosemore–Hanby"), _distance(float(100 * moved), rolls=rolls)))
        rows.append((Text("Gallagher"), _distance(100 * gap, rolls=rolls)))
    return rows


def _distance(points: float, *, rolls: bool) -> Words:
    written = Code(f"{points:.2f}")
    if rolls:
        return Text("{points} points away from the shares of those who could take part", points=written)
    return Text("{points} points away from equal shares", points=written)


def _decimal(index: float) -> Code:
    return Code(f"{index:.3f}")
