"""How evenly something is shared between the stakeholder groups: the field's own measures, exact where a
fraction can say them.

Sources: governance.md section 7. Gini: the sorted counts weighted by their rank. Evenness: Shannon's entropy
over the logarithm of the number of groups (Pielou), of those *expected*, so that a group without anything
lowers it. Loosemore and Hanby, Gallagher: how far the shares are from what they should be.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

SMALL_CELL = 5
"""Where numbers are personal, fewer people than this could be found out."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one stakeholder group has. `count` is None where it is withheld, `of` where there is no such
    number."""

    stakeholder: str
    count: int | None
    of: int | None


def cells(counts: Mapping[str, int], of: Mapping[str, int], *, secret: bool) -> tuple[Cell, ...]:
    """What may be shown, in the order of `of` (else of `counts`), groups that had no part at all left out.
    Where it is `secret`, a count is withheld if it, or what is missing from it, stands for fewer than five
    people; and if a single one is withheld, the smallest of the others is too, lest a sum give it away."""
    names = [name for name in (of or counts) if not of or of[name]]
    shown = {name: counts.get(name, 0) for name in names}
    hidden = {name for name in names if secret and _small(shown[name], of.get(name))}
    if len(hidden) == 1 and len(names) > 1:
        hidden.add(min((name for name in names if name not in hidden), key=lambda name: (shown[name], name)))
    return tuple(Cell(name, None if name in hidden else shown[name], of.get(name)) for name in names)


def _small(count: int, of: int | None) -> bool:
    return count < SMALL_CELL or (of is not None and of - count < SMALL_CELL)


def gini(counts: Sequence[int]) -> Fraction | None:
    """0 when all have the same, towards 1 when one has everything; None when there is nothing to share."""
    total, size = sum(counts), len(counts)
    if not total:
        return None
    weighted = sum((2 * rank - size - 1) * count for rank, count in enumerate(sorted(counts), 1))
    return Fraction(weighted, size * total)


def evenness(counts: Sequence[int]) -> float | None:
    """1 when all have the same, 0 when one has everything; None when there is nothing to share, or nobody
    to share it with."""
    total, size = sum(counts), len(counts)
    if not total or size < 2:
        return None
    entropy = -math.fsum(count / total * math.log(count / total) for count in counts if count)
    return abs(entropy) / math.log(size)


def loosemore_hanby(counts: Sequence[int], targets: Sequence[int]) -> Fraction | None:
    """The part, from 0 to 1, that would have to change hands for the shares to be those of `targets`; None
    when one of the two is nothing."""
    gaps = _gaps(counts, targets)
    return None if gaps is None else sum(map(abs, gaps), Fraction(0)) / 2


def gallagher(counts: Sequence[int], targets: Sequence[int]) -> float | None:
    """The same by least squares: a few large gaps weigh more than many small ones."""
    gaps = _gaps(counts, targets)
    return None if gaps is None else math.sqrt(sum((gap * gap for gap in gaps), Fraction(0)) / 2)


def ratios(counts: Sequence[int], targets: Sequence[int]) -> tuple[Fraction | None, ...]:
    """How many times its target each share is: 1 is what it should be; None where the target is nothing."""
    total, wanted = sum(counts), sum(targets)
    return tuple(
        Fraction(count * wanted, total * target) if total and target else None
        for count, target in zip(counts, targets, strict=True)
    )


def _gaps(counts: Sequence[int], targets: Sequence[int]) -> list[Fraction] | None:
    total, wanted = sum(counts), sum(targets)
    if not total or not wanted:
        return None
    return [
        Fraction(count, total) - Fraction(target, wanted)
        for count, target in zip(counts, targets, strict=True)
    ]
