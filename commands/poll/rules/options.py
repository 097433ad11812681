"""Options: how they may be labelled, and how a person names one of them.

An option is named by its label (case and accents do not matter), by the beginning of its label where that is
clear, by its number, or by `#2`, which always means the number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from .methods import ABSTAIN, Form


class ChoiceFault(StrEnum):
    """Why a choice cannot be read."""

    EMPTY = "empty"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    """It could mean any of the candidates."""
    SEVERAL = "several"
    """More than one where only one may stand; an abstention stands alone."""
    TWICE = "twice"
    """It names an option twice."""
    MARK = "mark"
    """Not a mark for each option; the candidates are the marks, the lowest first."""


class BadChoice(ValueError):
    """What was `typed`, its `fault`, and the stored choices it could have meant (or all that there are)."""

    def __init__(self, typed: str, fault: ChoiceFault, candidates: tuple[str, ...]) -> None:
        super().__init__(f"{fault}: {typed[:64]!r}")
        self.typed = typed
        self.fault = fault
        self.candidates = candidates


class OptionsFault(StrEnum):
    """What is wrong with the options of a poll."""

    FEW = "few"
    """Fewer than two."""
    BLANK = "blank"
    TWICE = "twice"
    """Two labels that nobody could tell apart when typed: they differ in case, accents or blanks only."""
    MISLEADING = "misleading"
    """A label such as `#2`, which is how the second option is called, or one with the separator `|`."""


class BadOptions(ValueError):
    """The `fault` of a list of options, and the labels that show it."""

    def __init__(self, fault: OptionsFault, labels: tuple[str, ...]) -> None:
        super().__init__(fault)
        self.fault = fault
        self.labels = labels


def check_options(options: Sequence[str], form: Form = Form.OPTION) -> None:
    """Raise `BadOptions` unless these labels can be told apart by those who vote; to be asked at opening.

    Where ballots are `A > B = C` or `A=3`, labels cannot hold these signs; words for the steps of a scale cannot be
    numbers.
    """
    signs = {"|", ">", "="} if form in (Form.RANKING, Form.MARKS) else {"|"}
    if blank := tuple(label for label in options if not fold(label)):
        raise BadOptions(OptionsFault.BLANK, blank)
    number = _STEP if form is Form.ANSWER else _NUMBER
    if odd := tuple(label for label in options if signs & {*label} or number.fullmatch(fold(label))):
        raise BadOptions(OptionsFault.MISLEADING, odd)
    folded = [fold(label) for label in options]
    if twice := tuple(label for label, key in zip(options, folded, strict=True) if folded.count(key) > 1):
        raise BadOptions(OptionsFault.TWICE, twice)
    if len(options) < 2:
        raise BadOptions(OptionsFault.FEW, tuple(options))


def numbered(options: Sequence[str]) -> tuple[str, ...]:
    """The stored choices of these options in their order, and abstaining unless an option says so itself."""
    found = tuple(f"#{number}" for number in range(1, len(options) + 1))
    own = any(fold(label) in ABSTAINING for label in options)
    return found if own else (*found, ABSTAIN)


def place(pick: str) -> int:
    """The number of an option; 0 for an abstention."""
    return int(pick[1:]) if pick.startswith("#") else 0


def option(options: Sequence[str], typed: str) -> str:
    """The option, or the abstention, that somebody names. Raises `BadChoice`."""
    found = _readings(options, typed)
    if len(found) == 1:
        return found.pop()
    if found:
        raise BadChoice(typed, ChoiceFault.AMBIGUOUS, tuple(sorted(found, key=place)))
    raise BadChoice(typed, ChoiceFault.UNKNOWN, numbered(options))


def _readings(options: Sequence[str], typed: str) -> set[str]:
    """All that `typed` could mean: whoever types `1` where option 2 is labelled `1` is asked again."""
    said = fold(typed)
    known = numbered(options)
    if _NUMBER.fullmatch(said):
        return {f"#{int(said[1:])}"} & set(known)
    found = set(labelled(options, typed))
    if not found and said in ABSTAINING:
        found = {ABSTAIN} & set(known) or {
            f"#{at}" for at, label in enumerate(options, 1) if fold(label) in ABSTAINING
        }
    if not found:
        found = {f"#{at}" for at, label in enumerate(options, 1) if _begins(fold(label), said)}
    if _DIGITS.fullmatch(said):
        found |= {f"#{int(said)}"} & set(known)
    return found


def labelled(options: Sequence[str], typed: str) -> tuple[str, ...]:
    """The options with exactly this label, else those with this label but for case and accents."""
    for key in (_exact, fold):
        said = key(typed)
        if found := tuple(f"#{at}" for at, label in enumerate(options, 1) if key(label) == said):
            return found
    return ()


def _begins(label: str, said: str) -> bool:
    """Whether `said` is the beginning of a label: whole words, or three letters and more.

    So `no` does not become a ballot for *Northern route*, nor `2` one for *20 days*.
    """
    if not label.startswith(said):
        return False
    long = len(said) >= 3 and not _DIGITS.fullmatch(said)
    return long or not label[len(said) : len(said) + 1].isalnum()


def _exact(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


def fold(text: str) -> str:
    """Without case, accents, marks that nobody sees, and the many shapes of apostrophes and minus signs; one
    blank at a time."""
    whole = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in whole if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join(bare.translate(_SHAPES).split())


_SHAPES: Final = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "−": "-", "–": "-", "‐": "-"})
_NUMBER: Final = re.compile(r"#[0-9]{1,4}")
_DIGITS: Final = re.compile(r"[0-9]{1,4}")
_STEP: Final = re.compile(r"(?:#|step[- ])?[0-9]{1,4}")
ABSTAINING: Final = frozenset({"abstain", "abstention", "s'abstenir", "je m'abstiens"})
