"""From a text to words and numbers, and the small helpers that grammars walk them with."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeVar

from bot.moments.values import LONGEST
from bot.moments.words import IDIOMS

T = TypeVar("T")
Found = Iterator[tuple[T, int]]
"""Every way to understand what begins at some token, each with the index of the token after it."""

_PLAIN = str.maketrans("’‘ʼ′`´‐‑‒–−ᵉʳ", "''''''-----er")
_BLANKS = "\t\n\r"

_TIDY = (
    (re.compile(r"[,()]"), " "),
    (re.compile(r"\b([ap])\. ?m\b\.?"), r"\1m"),  # p.m.
    (re.compile(r"(?<=[a-z])\.|(?<!\.\d)(?<!\.\d\d)\.$"), " "),  # Dec., not 1.12.
    (re.compile(r"(:\d\d(?:\.\d+)?)((?:z|utc|gmt|\+\d\d)\S*)"), r"\1 \2"),  # 15:00Z, 15:00+02:00
    # A minus is an offset in an ISO moment only: "09:00-10:00" is from nine to ten.
    (re.compile(r"^(\d{4}-\d\d-\d\d(?:t\d\d:\d\d| \d\d:\d\d:\d\d)[\d:.]*)(-\d\d\S*)$"), r"\1 \2"),
    (re.compile(r"(?<=\d)t(?=\d)"), " "),  # 2026-12-01T15:00
)
_IDIOM = re.compile(rf"\b(?:{'|'.join(sorted(IDIOMS, key=len, reverse=True))})(?![\w'])")
_TOKEN = re.compile(
    r"""(?P<date> \d{4}([-/.])\d\d?\2\d\d?(?!\d) | \d\d?([-/.])\d\d?\3\d{4}(?!\d)
          | \d\d?/\d\d?(?![\d/]) | \d\d?\.\d\d?\.(?!\d) )
      | (?P<clock> \d\d?:\d\d(?::\d\d(?:\.\d{1,6})?)?(?![\d:.]) | \d\d?\.\d\d(?=\ ?[ap]m\b) )
      | (?P<number> \d{1,9}(?!\d) )
      | (?P<word> [a-z]+'? )
      | (?P<sign> \+ )
      | \ + """,
    re.VERBOSE | re.ASCII,
)


def fold(text: str) -> str:
    """*text* in small letters without accents, curly quotes, long dashes and needless blanks.

    Empty when nothing could be meant by it: too long, or with control characters in it. Marks that cannot be
    seen (joiners, directions) come along when people paste, and are dropped.
    """
    if len(text) > LONGEST:
        return ""
    plain = []
    for char in unicodedata.normalize("NFD", text.casefold()).translate(_PLAIN):
        kind = unicodedata.category(char)
        if kind == "Zs" or char in _BLANKS:
            plain.append(" ")
        elif kind in ("Cc", "Cs", "Co", "Cn"):
            return ""
        elif kind not in ("Mn", "Cf"):
            plain.append(char)
    folded = "".join(plain)
    for pattern, tidy in _TIDY:
        folded = pattern.sub(tidy, folded)
    return " ".join(folded.split())


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, date ("1/2/2027"), clock time ("15:00") or sign, with its kind."""

    kind: str
    text: str


class Tokens:
    """A folded text, cut up. Falsy when it is empty or holds something that no moment is made of."""

    def __init__(self, folded: str) -> None:
        text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", folded)
        self._tokens = _cut(_IDIOM.sub(lambda match: IDIOMS[match[0]], text))

    def __bool__(self) -> bool:
        return bool(self._tokens)

    def ends(self, i: int) -> bool:
        """Whether nothing is left at *i*."""
        return i == len(self._tokens)

    def text(self, i: int, kind: str) -> str | None:
        """The token at *i* if it is of that kind."""
        if 0 <= i < len(self._tokens) and self._tokens[i].kind == kind:
            return self._tokens[i].text
        return None

    def has(self, i: int, words: AbstractSet[str]) -> bool:
        """Whether the token at *i* is one of *words*."""
        return self.text(i, "word") in words

    def skip(self, i: int, words: AbstractSet[str]) -> int:
        """The index after any number of *words*."""
        while self.has(i, words):
            i += 1
        return i

    def after_plus(self, i: int) -> int:
        """The index after a plus sign, if one is there."""
        return i + 1 if self.text(i, "sign") else i

    def spelt_from(self, i: int) -> str:
        """What stands from *i* on, as a length of time from now."""
        return "+" + " ".join(token.text for token in self._tokens[i:])

    def word(self, i: int, meanings: Mapping[str, T]) -> Found[T]:
        """What the word at *i* means, if it is in the table."""
        text = self.text(i, "word")
        if text is not None and text in meanings:
            yield meanings[text], i + 1

    def number(self, i: int, least: int, most: int) -> Found[int]:
        """The number at *i*, if it is within bounds."""
        text = self.text(i, "number")
        if text is not None and least <= int(text) <= most:
            yield int(text), i + 1


def perhaps(found: Found[T], i: int) -> Found[T | None]:
    """What was found, and also None with nothing taken at *i*."""
    yield from found
    yield None, i


def _cut(text: str) -> tuple[Token, ...]:
    tokens, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match:
            return ()
        if match.lastgroup:
            tokens.append(Token(match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return tuple(tokens)
