"""What is right about digests: how much fits into one, and how balanced participation is."""

from commands.digest.rules.balance import (
    Cell,
    cells,
    evenness,
    gallagher,
    gini,
    loosemore_hanby,
    ratios,
)
from commands.digest.rules.often import too_often
from commands.digest.rules.pages import MOST_BUTTONS, MOST_LINES, Size, fit, paged

__all__ = [
    "MOST_BUTTONS",
    "MOST_LINES",
    "Cell",
    "Size",
    "cells",
    "evenness",
    "fit",
    "gallagher",
    "gini",
    "loosemore_hanby",
    "paged",
    "ratios",
    "too_often",
]
