"""Whether rules ask for less than others: a poll may tighten its charter, never loosen it."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from .methods import Objecting, Silence
from .terms import Rules
from .thresholds import Threshold


def loosened(rules: Rules, charter: Rules) -> tuple[str, ...]:
    """The fields in which `rules` ask for less than `charter`; empty when they only tighten it.

    The parameters of a poll may tighten the charter, never loosen it (DESIGN section 9). Methods cannot be
    compared: another method is answered with `("method",)`.
    """
    if rules.method is not charter.method:
        return ("method",)
    less = {name for name, weaker in _WEAKER if weaker(getattr(rules, name), getattr(charter, name))}
    if charter.heard:  # who is heard can block: to ask for more of a stakeholder group could silence it
        less |= {name for name in HEARING if getattr(rules, name) != getattr(charter, name)}
    return tuple(name for name, _ in _WEAKER if name in less)


def _laxer_silence(mine: Silence, theirs: Silence) -> bool:
    return _STRICTER.index(mine) < _STRICTER.index(theirs)


_STRICTER: Final = (Silence.ASSENT, Silence.NOTHING, Silence.AGAINST)


def _other(mine: object, theirs: object) -> bool:
    return mine != theirs


def _laxer(mine: Threshold | None, theirs: Threshold | None) -> bool:
    return theirs is not None and (mine is None or not mine.implies(theirs))


def _laxer_objections(mine: Objecting, theirs: Objecting) -> bool:
    return theirs is Objecting.STOP and mine is Objecting.COUNTED


def _laxer_cap(mine: int, theirs: int) -> bool:
    return theirs > 0 and not 0 < mine <= theirs


def _more(mine: Fraction | int, theirs: Fraction | int) -> bool:
    return mine > theirs


def _less(mine: Fraction | int, theirs: Fraction | int) -> bool:
    return mine < theirs


_WEAKER: Final = (
    ("threshold", _laxer),
    ("quorum", _less),
    ("floor", _less),
    ("group_threshold", _laxer),
    ("group_quorum", _less),
    ("group_floor", _less),
    ("silence", _laxer_silence),
    ("support", _less),
    ("counting", _other),
    ("places", _other),
    ("houses", _other),
    ("ways", _other),
    ("objections", _laxer_objections),
    ("least", _less),
    ("most_against", _more),
    ("roll_share", _less),
    ("heard", _less),
    ("cap", _laxer_cap),
    ("opposed_share", _more),
    ("opposed_floor", _more),
    ("opposed_seats", _more),
    ("opposed_affiliations", _more),
    ("suspending_seats", _more),
    ("ratio", _less),
)
HEARING: Final = ("group_quorum", "group_floor")
"""What says when a stakeholder group is heard, where that is asked."""
