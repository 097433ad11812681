"""How much is enough: exact fractions of a stated base, never floats.

Bodies differ in strictness and in what they divide by (governance.md sections 0.1, 0.2): GNSO puts "more
than 1/3" beside "2/3" and divides by all seats; Robert's divides by yes + no. So both are written out.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Final

_LONGEST: Final = 64  # characters of typed text that are looked at; longer is malformed
_FINEST: Final = 10**12  # denominators stay below this, so that what is written can be read again
_HALF: Final = Fraction(1, 2)


class Base(StrEnum):
    """What the votes in favour are divided by."""

    CAST = "cast"
    """All ballots, abstentions included."""
    VOTING = "voting"
    """Ballots that take a side: yes + no; those that name an option."""
    ROLL = "roll"
    """Everyone on the roll: abstention, absence and silence all count as not in favour (as in the GNSO)."""


class FractionFault(StrEnum):
    """What is wrong with a fraction that was typed."""

    SYNTAX = "syntax"
    """Not a fraction, a percentage or one of the words."""
    RANGE = "range"
    """A fraction, but of more than all or of less than nothing, or one that nothing or everything meets."""


class BadFraction(ValueError):
    """A threshold or a quorum that cannot be read: what was `typed`, and its `fault`."""

    def __init__(self, typed: str, fault: FractionFault) -> None:
        super().__init__(f"{fault}: {typed[:_LONGEST]!r}")
        self.typed = typed
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Threshold:
    """At least (or, when `strict`, more than) `fraction` of the base `of`.

    Never met by no votes or against a base of 0, always met by all votes of a base above 0; so "at least 0"
    and "more than 1" are refused with `ValueError`.
    """

    fraction: Fraction
    strict: bool
    of: Base = Base.VOTING

    def __post_init__(self) -> None:
        if not is_share(self.fraction) or self.fraction == (1 if self.strict else 0):
            raise ValueError(f"no such threshold: {self}")

    def needed(self, base: int) -> int:
        """The fewest votes in favour that meet this against `base` ballots or seats, and at least 1."""
        parts, rest = divmod(self.fraction.numerator * base, self.fraction.denominator)
        return max(1, parts + (1 if self.strict or rest else 0))

    def met(self, votes: int, base: int) -> bool:
        """Whether `votes` in favour are enough against `base` ballots or seats."""
        return base > 0 and votes >= self.needed(base)

    def implies(self, other: Threshold) -> bool:
        """Whether every count that meets this also meets `other`: it never lets pass what `other` stops.

        A larger base is the stricter one: roll >= cast >= voting.
        """
        if other.fraction == 0:  # "any vote at all", whatever the base
            return True
        harder = (self.fraction, self.strict) >= (other.fraction, other.strict)
        return harder and _WIDTH[self.of] >= _WIDTH[other.of]

    def __str__(self) -> str:
        """The canonical form, which `parse` reads back: `>1/2 of voting`, `>=2/3 of roll`."""
        return f"{'>' if self.strict else '>='}{self.fraction} of {self.of}"

    @classmethod
    def parse(cls, typed: str, of: Base = Base.VOTING) -> Threshold:
        """Read `2/3`, `60%`, `>1/2`, `>=2/3 of roll`, `majority`, `unanimity`; `of` if no base is named.

        A bare fraction means *at least*, as in Robert's two thirds; except that a bare half means *more than*
        half, since a tie loses (governance.md section 5). Whoever wants a tie to pass writes `>=1/2`.
        Raises `BadFraction`.
        """
        found = _THRESHOLD.fullmatch(_plain(typed))
        if found is None:
            raise BadFraction(typed, FractionFault.SYNTAX)
        sign, amount, base = found.groups()
        if amount in _WORDS:
            if sign:
                raise BadFraction(typed, FractionFault.SYNTAX)
            fraction, strict = _WORDS[amount]
        else:
            fraction = _fraction(typed, amount)
            strict = sign in (">", "more than") or (not sign and fraction == _HALF)
        try:
            return cls(fraction, strict, Base(base) if base else of)
        except ValueError:
            raise BadFraction(typed, FractionFault.RANGE) from None


def read_share(typed: str) -> Fraction:
    """Read a quorum, a share from 0 to 1: `1/3`, `50%`, `0.5`. Raises `BadFraction`."""
    share = _fraction(typed, _plain(typed))
    if not is_share(share):
        raise BadFraction(typed, FractionFault.RANGE)
    return share


def is_share(value: Fraction) -> bool:
    """Whether this is a share from 0 to 1 that can be written and read again."""
    return 0 <= value <= 1 and value.denominator < _FINEST


_WIDTH: Final = {Base.VOTING: 0, Base.CAST: 1, Base.ROLL: 2}
_WORDS: Final = {
    **dict.fromkeys(("majority", "simple majority", "majorité", "majorité simple"), (_HALF, True)),
    **dict.fromkeys(("two thirds", "two-thirds", "deux tiers"), (Fraction(2, 3), False)),
    **dict.fromkeys(("three quarters", "three-quarters", "trois quarts"), (Fraction(3, 4), False)),
    **dict.fromkeys(("unanimity", "unanimous", "unanimité"), (Fraction(1), False)),
}
_THRESHOLD: Final = re.compile(r"(>=|>|≥|more than|at least|) ?(.+?)(?: of (cast|voting|roll))?")
_RATIO: Final = re.compile(r"([0-9]{1,12}) ?[/⁄] ?([0-9]{1,12})")
_DECIMAL: Final = re.compile(r"([0-9]{1,6}(?:[.,][0-9]{1,6})?) ?(%?)")

MAJORITY: Final = Threshold(_HALF, strict=True)
"""Strictly more than half of yes + no: the default (DESIGN section 9)."""


def _plain(typed: str) -> str:
    """Lower case, one blank at a time, `½` as `1⁄2`; text that is too long reads as nothing."""
    return " ".join(unicodedata.normalize("NFKC", typed).casefold().split()) if len(typed) <= _LONGEST else ""


def _fraction(typed: str, amount: str) -> Fraction:
    """The exact value of `2/3`, `66.7%` or `0.6`. Raises `BadFraction` about what was `typed`."""
    if ratio := _RATIO.fullmatch(amount):
        over, under = int(ratio[1]), int(ratio[2])
        if under == 0:
            raise BadFraction(typed, FractionFault.RANGE)
        return Fraction(over, under)
    if decimal := _DECIMAL.fullmatch(amount):
        return Fraction(decimal[1].replace(",", ".")) / (100 if decimal[2] else 1)
    raise BadFraction(typed, FractionFault.SYNTAX)
