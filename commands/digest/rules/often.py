"""How often a digest may come."""

from __future__ import annotations

from bot.moments.rhythm import Rhythm
from bot.moments.rules import Freq


def too_often(rhythm: Rhythm) -> bool:
    """Whether it comes more than once a day."""
    rule = rhythm.parts
    return rule.freq is Freq.HOURLY or len(rule.times) > 1
