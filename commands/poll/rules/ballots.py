"""What a person may put on a ballot, however they type it, and the one string that is stored.

Stored choices are free of language and safe in a list: `yes`, `no`, `abstain`; `agree`, `stand-aside`,
`object`; `#2` for the second option; `#1|#3` for an approval of two. Reading a stored choice gives itself, so
a button carries the stored form and always means what it shows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from .terms import Method

YES: Final = "yes"
NO: Final = "no"
ABSTAIN: Final = "abstain"
AGREE: Final = "agree"
ASIDE: Final = "stand-aside"
OBJECT: Final = "object"


class ChoiceFault(StrEnum):
    """Why a choice cannot be read."""

    EMPTY = "empty"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    """It could mean any of the candidates."""
    SEVERAL = "several"
    """More than one where only one may stand; an abstention stands alone."""


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


def check_options(options: Sequence[str]) -> None:
    """Raise `BadOptions` unless these labels can be told apart by those who vote; to be asked at opening."""
    if blank := tuple(label for label in options if not _fold(label)):
        raise BadOptions(OptionsFault.BLANK, blank)
    if odd := tuple(label for label in options if "|" in label or _NUMBER.fullmatch(_fold(label))):
        raise BadOptions(OptionsFault.MISLEADING, odd)
    folded = [_fold(label) for label in options]
    if twice := tuple(label for label, key in zip(options, folded, strict=True) if folded.count(key) > 1):
        raise BadOptions(OptionsFault.TWICE, twice)
    if len(options) < 2:
        raise BadOptions(OptionsFault.FEW, tuple(options))


def choices(method: Method, options: Sequence[str] = ()) -> tuple[str, ...]:
    """The single choices of a poll in the order in which they are shown.

    With options one may also abstain (taking part without choosing), unless an option says so itself.
    """
    if not method.has_options:
        return tuple(_WORDS[method])
    numbered = tuple(f"#{number}" for number in range(1, len(options) + 1))
    own = any(_fold(label) in _ABSTAINING for label in options)
    return numbered if own else (*numbered, ABSTAIN)


def picks(choice: str) -> tuple[str, ...]:
    """The single choices that a stored choice holds: `#1|#3` holds two."""
    return tuple(choice.split("|"))


def numbers(choice: str) -> tuple[int, ...]:
    """The option numbers, from 1, that a stored choice holds; none for the words."""
    return tuple(int(pick[1:]) for pick in picks(choice) if pick.startswith("#"))


def read_choice(method: Method, options: Sequence[str], typed: str) -> str:
    """The choice to store for what a person typed or pressed. Raises `BadChoice`.

    An option is named by its label (case and accents do not matter), by the beginning of its label where
    that is clear, by its number, or by `#2`, which always means the number. Several approvals are separated
    by `|` or, without `|`, by commas, as everywhere on the line (DESIGN section 5).
    """
    if not typed.strip():
        raise BadChoice(typed, ChoiceFault.EMPTY, choices(method, options))
    if not method.has_options:
        return _word(method, typed)
    return _several(options, typed) if method is Method.APPROVAL else _single(options, typed)


def _word(method: Method, typed: str) -> str:
    said = re.sub(r"(?<=\w)[-_](?=\w)", " ", _fold(typed))
    for choice, words in _WORDS[method].items():
        if said in words:
            return choice
    raise BadChoice(typed, ChoiceFault.UNKNOWN, choices(method))


def _several(options: Sequence[str], typed: str) -> str:
    whole = "|" not in typed and _labelled(options, typed)  # a label may hold a comma
    parts = [typed] if whole else typed.split("|" if "|" in typed else ",")
    found = {_one(options, part) for part in parts if part.strip()}
    if not found:
        raise BadChoice(typed, ChoiceFault.EMPTY, choices(Method.APPROVAL, options))
    if ABSTAIN in found and len(found) > 1:
        raise BadChoice(typed, ChoiceFault.SEVERAL, tuple(sorted(found)))
    return "|".join(sorted(found, key=numbers))


def _single(options: Sequence[str], typed: str) -> str:
    if "|" in typed:
        raise BadChoice(typed, ChoiceFault.SEVERAL, choices(Method.CHOICE, options))
    return _one(options, typed)


def _one(options: Sequence[str], typed: str) -> str:
    found = _readings(options, typed)
    if len(found) == 1:
        return found.pop()
    if found:
        raise BadChoice(typed, ChoiceFault.AMBIGUOUS, tuple(sorted(found, key=numbers)))
    raise BadChoice(typed, ChoiceFault.UNKNOWN, choices(Method.CHOICE, options))


def _readings(options: Sequence[str], typed: str) -> set[str]:
    """All that `typed` could mean: whoever types `1` where option 2 is labelled `1` is asked again."""
    said = _fold(typed)
    known = choices(Method.CHOICE, options)
    if _NUMBER.fullmatch(said):
        return {f"#{int(said[1:])}"} & set(known)
    found = set(_labelled(options, typed))
    if not found and said in _ABSTAINING:
        found = {ABSTAIN} & set(known) or {
            f"#{at}" for at, label in enumerate(options, 1) if _fold(label) in _ABSTAINING
        }
    if not found:
        found = {f"#{at}" for at, label in enumerate(options, 1) if _begins(_fold(label), said)}
    if _DIGITS.fullmatch(said):
        found |= {f"#{int(said)}"} & set(known)
    return found


def _labelled(options: Sequence[str], typed: str) -> tuple[str, ...]:
    """The options with exactly this label, else those with this label but for case and accents."""
    for key in (_exact, _fold):
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


def _fold(text: str) -> str:
    """Without case, accents, marks that nobody sees, and the many shapes of apostrophes and minus signs; one
    blank at a time."""
    whole = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in whole if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join(bare.translate(_SHAPES).split())


_SHAPES: Final = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "−": "-", "–": "-", "‐": "-"})
_NUMBER: Final = re.compile(r"#[0-9]{1,4}")
_DIGITS: Final = re.compile(r"[0-9]{1,4}")
_ABSTAINING: Final = frozenset({"abstain", "abstention", "s'abstenir", "je m'abstiens"})

# What people type, in English and French, without case and accents and with blanks for hyphens.
# `no` is nothing in a consent poll: an objection is an argued reason, not a vote (governance.md section 0.5).
_WORDS: Final[dict[Method, dict[str, frozenset[str]]]] = {
    Method.VOTE: {
        YES: frozenset({"yes", "y", "oui", "+1"}),
        NO: frozenset({"no", "n", "non", "-1"}),
        ABSTAIN: _ABSTAINING | {"0"},
    },
    Method.CONSENT: {
        AGREE: frozenset(
            {"agree", "i agree", "consent", "yes", "y", "oui", "+1", "d'accord", "accord", "je consens"}
        ),
        ASIDE: _ABSTAINING
        | {
            "stand aside",
            "standaside",
            "i stand aside",
            "aside",
            "0",
            "je m'ecarte",
            "retrait",
            "en retrait",
        },
        OBJECT: frozenset({"object", "objection", "i object", "-1", "objecter", "je m'oppose", "j'objecte"}),
    },
}
