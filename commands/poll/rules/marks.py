"""Marks: one for each option. Points from 0 to 5, an intensity, or whether a moment suits.

Stored as `#1=5|#3=2`, the options in their order; an option that is left out has the lowest mark, and `none`
gives it to all of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from .methods import ABSTAIN, Method
from .options import BadChoice, ChoiceFault, fold, option, place

NONE: Final = "none"
"""All options have the lowest mark."""

LEVELS: Final[Mapping[Method, tuple[str, ...]]] = {
    Method.HUM: ("none", "soft", "loud"),
    Method.SCORE: ("0", "1", "2", "3", "4", "5"),
    Method.AVAILABILITY: ("no", "maybe", "yes"),
}
"""What may be marked, the lowest first; the place of a mark is what it counts."""

_SAID: Final[Mapping[Method, Mapping[str, str]]] = {
    Method.HUM: {"aucun": "none", "0": "none", "doux": "soft", "1": "soft", "fort": "loud", "2": "loud"},
    Method.SCORE: {},
    Method.AVAILABILITY: {
        "non": "no", "n": "no", "peut etre": "maybe", "m": "maybe", "?": "maybe", "oui": "yes", "y": "yes",
    },
}  # fmt: skip


def read_marks(method: Method, options: Sequence[str], typed: str) -> str:
    """The marks to store for `A=5, B=2`, or for all marks in a row. Raises `BadChoice`."""
    if method is Method.SCORE and fold(typed) in (ABSTAIN, "abstention", "s'abstenir"):
        return option(options, typed)
    if fold(typed) == NONE:
        return NONE
    if "=" not in typed:
        return _row(method, options, typed)
    marks: dict[str, str] = {}
    for part in filter(str.strip, typed.split("|" if "|" in typed else ",")):
        named, _, mark = part.rpartition("=")
        pick = option(options, named)
        if pick == ABSTAIN:
            raise BadChoice(typed, ChoiceFault.MARK, LEVELS[method])
        if pick in marks:
            raise BadChoice(typed, ChoiceFault.TWICE, (pick,))
        marks[pick] = _mark(method, mark)
    return _stored(method, marks)


def _row(method: Method, options: Sequence[str], typed: str) -> str:
    """One mark after the other: `5 0 3`."""
    said = [word for word in re.split(r"[\s,|]+", typed) if word]
    if len(said) != len(options):
        raise BadChoice(typed, ChoiceFault.MARK, LEVELS[method])
    marks = {f"#{number}": _mark(method, word) for number, word in enumerate(said, 1)}
    return _stored(method, marks)


def _mark(method: Method, typed: str) -> str:
    said = fold(typed).replace("-", " ")
    mark = _SAID[method].get(said, said)
    if mark not in LEVELS[method]:
        raise BadChoice(typed, ChoiceFault.MARK, LEVELS[method])
    return mark


def _stored(method: Method, marks: Mapping[str, str]) -> str:
    lowest = LEVELS[method][0]
    told = sorted((pick for pick in marks if marks[pick] != lowest), key=place)
    return "|".join(f"{pick}={marks[pick]}" for pick in told) or NONE


def marks_of(method: Method, choice: str) -> dict[str, int]:
    """What a stored choice gives to each option that it marks above the lowest, by its option."""
    if choice in (NONE, ABSTAIN) or not choice.startswith("#") or "=" not in choice:
        return {}
    levels = LEVELS[method]
    return {pick: levels.index(mark) for pick, _, mark in (part.partition("=") for part in choice.split("|"))}
