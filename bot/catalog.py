"""Languages: translations, and numbers, days, distances and lists as each language writes them.

The only module that knows Babel and gettext, and it loads them on first need: English words and
numbers need neither. A catalogue is read straight from its `.po` file, so there is no compile step.
A language is its code, as `languages()` has it; one that we do not speak is written in English.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    from babel import Locale

FOLDER = Path(__file__).parent.parent / "commands" / "locales"
FILE = Path("LC_MESSAGES", "convenor.po")
SOURCE = "en"
"""The language of the texts in the code."""

_INTERNATIONAL = ("en", "IE")
"""English for the world: 1 December, 24 hours, no comma before "and" or behind the weekday."""
_CODE = re.compile(r"[a-z]{2,3}(_[a-z0-9]{2,8})*")
_RIGHT_TO_LEFT = frozenset(("ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"))
_LONGEST = 64
"""Characters of the longest name of a language that is looked up."""

_UNITS: tuple[tuple[Literal["year", "day", "hour", "minute", "second"], int], ...] = (
    ("year", 31_557_600),
    ("day", 86_400),
    ("hour", 3_600),
    ("minute", 60),
    ("second", 1),
)
"""Seconds. No weeks and months: "in 30 days" is exact where "in 1 month" is not."""
_PLENTY = 3
_SLACK = 0.05

_SMALL = 1000
"""Numbers below are written with their digits alone in every language."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The translations into one language. `form` gives the plural form for a number."""

    messages: Mapping[str, str | tuple[str, ...]]
    form: Callable[[int], int]

    @classmethod
    def read(cls, file: Path) -> Self:
        """Entries that are empty or marked fuzzy are no translations."""
        from gettext import c2py

        from babel.messages.pofile import read_po

        with file.open("rb") as opened:
            catalogue = read_po(opened)
        messages: dict[str, str | tuple[str, ...]] = {}
        for message in catalogue:
            if message.id and not message.fuzzy and message.string and all(message.string):
                if isinstance(message.id, str):
                    messages[message.id] = str(message.string)
                else:
                    messages[message.id[0]] = tuple(message.string)
        return cls(messages, c2py(catalogue.plural_expr))

    def text(self, source: str) -> str | None:
        found = self.messages.get(source)
        return found if found is None or isinstance(found, str) else found[0]

    def plural(self, one: str, n: int) -> str | None:
        found = self.messages.get(one)
        if found is None or isinstance(found, str):
            return found
        form = self.form(abs(n))
        return found[form] if form < len(found) else None


def languages() -> tuple[str, ...]:
    """The languages that we speak, English first."""
    return _languages(FOLDER)


@lru_cache
def _languages(folder: Path) -> tuple[str, ...]:
    return (SOURCE, *sorted(file.parent.parent.name for file in folder.glob(f"*/{FILE}")))


@lru_cache
def _catalogue(folder: Path, language: str) -> Catalogue | None:
    return Catalogue.read(folder / language / FILE) if language in _languages(folder)[1:] else None


def translate(source: str, language: str) -> str:
    """The translation of an English text, or the text itself where there is none."""
    if language == SOURCE:
        return source
    catalogue = _catalogue(FOLDER, language)
    return (catalogue.text(source) if catalogue else None) or source


def translate_plural(one: str, many: str, n: int, language: str) -> str:
    """The translation of a text in the plural form of the language for `n`; at worst the English one."""
    catalogue = None if language == SOURCE else _catalogue(FOLDER, language)
    return (catalogue.plural(one, n) if catalogue else None) or (one if n == 1 else many)


def direction(language: str) -> Literal["ltr", "rtl"]:
    return "rtl" if language.replace("_", "-").partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


# Which language is meant


def spoken(language: str) -> str:
    """The language in which a reader of `language` is written to: that, or one of which it is a
    variety ("fr" for "fr-CA"), or English."""
    return language if language in languages() else _by_code(FOLDER, language) or SOURCE


def known_language(typed: str) -> str | None:
    """The language that somebody typed: its code ("fr", "fr-CA") or its name in any language that
    we speak ("French", "français", "anglais"). None when it is not one of ours."""
    if not typed:
        return None
    return _by_code(FOLDER, typed) or (_names(FOLDER).get(_folded(typed)) if len(typed) <= _LONGEST else None)


@lru_cache(maxsize=512)
def _by_code(folder: Path, typed: str) -> str | None:
    code = typed.strip().replace("-", "_").partition(".")[0].casefold()
    ours = {language.casefold(): language for language in _languages(folder)}
    if len(code) > _LONGEST or not _CODE.fullmatch(code):
        return None
    while code and code not in ours:
        code = code.rpartition("_")[0]
    return ours.get(code)


@lru_cache
def _names(folder: Path) -> dict[str, str]:
    ours = _languages(folder)
    shown = [(_parsed(language).get_display_name(reader), language) for language in ours for reader in ours]
    return {_folded(name): language for name, language in shown if name}


def own_name(language: str) -> str:
    """What a language of ours calls itself: "français"."""
    if language == SOURCE:
        return "English"
    return _parsed(language).get_display_name(language) or language


def _folded(name: str) -> str:
    """For comparing what people type: without accents, capitals and blanks around."""
    letters = unicodedata.normalize("NFKD", name.strip().casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


# How a language writes


def number(n: int | Fraction, language: str) -> str:
    """A whole number with its digits grouped, or a fraction such as 2/3."""
    if isinstance(n, Fraction):
        if n.denominator != 1:
            return f"{n.numerator}/{n.denominator}"
        n = n.numerator
    if abs(n) < _SMALL:
        return str(n)
    if spoken(language) == SOURCE:
        return f"{n:,}"
    from babel.numbers import format_decimal

    return format_decimal(n, locale=_locale(language))


def day(on: date, language: str) -> str:
    """A day with its weekday and year, in full: "Tuesday 1 December 2026"."""
    from babel.dates import format_date

    written = format_date(on, "full", _locale(language))
    # French counts the first day of a month with an ordinal, which the locale data do not know.
    return written.replace(" 1 ", " 1er ", 1) if on.day == 1 and language.startswith("fr") else written


def distance(delta: timedelta, language: str) -> str:
    """How far from now: "in 3 days", "36 hours ago".

    In the largest unit that there are three of, or in which the rounded number is within 5 % of the
    truth: 36 hours are not "1 day", and 2 days less a second are "2 days".
    """
    from babel.dates import format_timedelta

    seconds = abs(delta.total_seconds())
    unit, length = next((unit for unit in _UNITS if _fits(seconds, unit[1])), _UNITS[-1])
    rounded = timedelta(seconds=max(round(seconds / length), 1) * length)
    # The threshold is out of reach, so that the unit is ours to choose.
    return format_timedelta(
        rounded if delta >= timedelta(0) else -rounded,
        granularity=unit,
        threshold=float("inf"),
        add_direction=True,
        locale=_locale(language),
    )


def _fits(seconds: float, length: int) -> bool:
    count = seconds / length
    return count >= _PLENTY or (round(count) >= 1 and abs(round(count) - count) <= _SLACK * count)


def joined(items: Sequence[str], language: str) -> str:
    """Items in one enumeration: "a, b and c"."""
    if spoken(language) == SOURCE:
        *first, last = items or ("",)
        return f"{', '.join(first)} and {last}" if first else last
    from babel.lists import format_list

    return format_list(items, locale=_locale(language))


@lru_cache
def _parsed(language: str) -> Locale:
    from babel import Locale

    return Locale.parse(language)


def _locale(language: str) -> Locale:
    ours = spoken(language)
    return _parsed("_".join(_INTERNATIONAL) if ours == SOURCE else ours)
