"""What a person may put on a ballot, however they type it, and the one string that is stored.

Stored choices are free of language and safe in a list: `yes`, `no`, `abstain`; `agree`, `stand-aside`,
`object`; `step-3` of the gradients, `fist-4`; `#2` for the second option; `#1|#3` for an approval of two;
`#2>#1=#3` for a ranking; `#1=5|#3=2` for marks. Reading a stored choice gives itself, so a button carries the
stored form and always means what it shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from .marks import read_marks
from .methods import (
    ABSTAIN,
    AGREE,
    ASIDE,
    FISTS,
    LIVE,
    NO,
    OBJECT,
    ORGANISATION,
    SIGN,
    STEPS,
    YES,
    Form,
    Method,
)
from .options import ABSTAINING, BadChoice, ChoiceFault, fold, labelled, numbered, option, place
from .rankings import read_ranking


def choices(method: Method, options: Sequence[str] = ()) -> tuple[str, ...]:
    """The single choices of a poll in the order in which they are shown.

    With options one may also abstain (taking part without choosing), unless an option says so itself or each
    option is marked anyway.
    """
    if not method.has_options:
        return method.traits.answers
    if method in (Method.HUM, Method.AVAILABILITY):
        return tuple(f"#{number}" for number in range(1, len(options) + 1))
    return numbered(options)


def picks(choice: str) -> tuple[str, ...]:
    """The single choices that a stored choice holds: `#1|#3` holds two."""
    return tuple(choice.split("|"))


def numbers(choice: str) -> tuple[int, ...]:
    """The option numbers, from 1, that a stored choice or approval holds; none for the words."""
    return tuple(place(pick) for pick in picks(choice) if pick.startswith("#"))


def read_choice(method: Method, options: Sequence[str], typed: str) -> str:
    """The choice to store for what a person typed or pressed. Raises `BadChoice`.

    Several approvals are separated by `|` or, without `|`, by commas, as everywhere on the line (DESIGN
    section 5); so are marks.
    """
    if not typed.strip():
        raise BadChoice(typed, ChoiceFault.EMPTY, choices(method, options))
    match method.traits.form:
        case Form.ANSWER:
            return _word(method, typed, options if method is Method.GRADIENTS else ())
        case Form.OPTION:
            return _single(options, typed)
        case Form.OPTIONS:
            return _several(options, typed)
        case Form.RANKING:
            return read_ranking(options, typed)
        case Form.MARKS:
            return read_marks(method, options, typed)


def _word(method: Method, typed: str, labels: Sequence[str]) -> str:
    """One of the method's own answers; `labels` are the words that the poll has for them, if it has its own."""
    said = fold(typed)
    for choice in method.traits.answers:
        if said == choice:
            return choice
    said = re.sub(r"(?<=\w)[-_](?=\w)", " ", said)
    for choice, words in _WORDS[method].items():
        if said in words:
            return choice
    if own := labelled(labels, typed):
        return method.traits.answers[place(own[0]) - 1]
    raise BadChoice(typed, ChoiceFault.UNKNOWN, choices(method))


def _several(options: Sequence[str], typed: str) -> str:
    whole = "|" not in typed and labelled(options, typed)  # a label may hold a comma
    parts = [typed] if whole else typed.split("|" if "|" in typed else ",")
    found = {option(options, part) for part in parts if part.strip()}
    if not found:
        raise BadChoice(typed, ChoiceFault.EMPTY, numbered(options))
    if ABSTAIN in found and len(found) > 1:
        raise BadChoice(typed, ChoiceFault.SEVERAL, tuple(sorted(found)))
    return "|".join(sorted(found, key=place))


def _single(options: Sequence[str], typed: str) -> str:
    if "|" in typed:
        raise BadChoice(typed, ChoiceFault.SEVERAL, numbered(options))
    return option(options, typed)


# What people type, in English and French, without case and accents and with blanks for hyphens.
# `no` is nothing in a consent poll: an objection is an argued reason, not a vote (governance.md section 0.5).
_OBJECTIONS: Final = frozenset(
    {"object", "objection", "i object", "-1", "objecter", "je m'oppose", "j'objecte"}
)
_OBJECTING: Final = {
    AGREE: frozenset(
        {"agree", "i agree", "support", "i support", "yes", "y", "oui", "+1", "d'accord", "accord"}
    ),
    ABSTAIN: ABSTAINING | {"0"},
    OBJECT: _OBJECTIONS,
}
_WORDS: Final[dict[Method, dict[str, frozenset[str]]]] = {
    Method.VOTE: {
        YES: frozenset({"yes", "y", "oui", "+1", "for", "pour"}),
        NO: frozenset({"no", "n", "non", "-1", "against", "contre"}),
        ABSTAIN: ABSTAINING | {"0"},
    },
    Method.HOUSES: {
        YES: frozenset({"yes", "y", "oui", "+1", "for", "pour"}),
        NO: frozenset({"no", "n", "non", "-1", "against", "contre"}),
        ABSTAIN: ABSTAINING | {"0"},
    },
    Method.CONSENT: {
        AGREE: frozenset(
            {"agree", "i agree", "consent", "yes", "y", "oui", "+1", "d'accord", "accord", "je consens"}
        ),
        ASIDE: ABSTAINING
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
        OBJECT: _OBJECTIONS,
    },
    Method.GRADIENTS: {step: frozenset({str(number)}) for number, step in enumerate(STEPS, 1)},
    Method.FIST: {
        **{fist: frozenset({str(number)}) for number, fist in enumerate(FISTS)},
        ABSTAIN: ABSTAINING | {"pass", "je passe"},
    },
    Method.LAZY: _OBJECTING,
    Method.CALL: _OBJECTING,
    Method.ROUGH: {
        LIVE: frozenset({"live", "i can live with it", "can live with it", "yes", "y", "oui", "+1"}),
        ABSTAIN: ABSTAINING | {"0"},
        OBJECT: _OBJECTIONS | {"i cannot live with it", "cannot live with it", "no", "n", "non"},
    },
    Method.SIGN_ON: {
        SIGN: frozenset({"sign", "i sign", "yes", "y", "oui", "+1", "je signe", "signer"}),
        ORGANISATION: frozenset({"organisation", "organization", "org"}),
    },
}
