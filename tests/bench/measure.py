"""What every bench gives, and how several rounds become one number."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Measure:
    """`floor` is what the same work costs at the least, in the same unit; `ratio` is how we compare:
    above 1 we are better than the floor. Both are None where there is nothing to compare with."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            key: round(value, 4) if isinstance(value, float) else value for key, value in asdict(self).items()
        }


def rate(name: str, unit: str, ours: list[float], floor: list[float]) -> Measure:
    """Rates (more is better), measured in turn: the ratio is the median of the rounds' ratios."""
    ratios = [mine / least for mine, least in zip(ours, floor, strict=True)]
    return Measure(name, median(ours), unit, median(floor), median(ratios))


def timed(act: Callable[[], object]) -> float:
    """Seconds that it takes, with the garbage of others collected before."""
    gc.collect()
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
