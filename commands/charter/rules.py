"""What is right about overrides: a group may make a charter stricter, and set what it leaves open.

Values in, values out. What a charter does not say may be set freely. What it says may be tightened: a minimum
may get longer, a quorum larger. The model is the variance of RFC 2026 section 9: allowed and on the record,
and never shortening a period.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from bot.charter_values import READERS
from bot.charters import COUNTED, OVERRIDE, Abstention, Charter, Ruled, Silence


@dataclass(frozen=True, slots=True)
class Override:
    """One term, of all polls or of one kind ("policy.minimum"), and its value as it was typed."""

    key: str
    typed: str

    def __str__(self) -> str:
        return f"{self.key}={self.typed}"


class Wrong(StrEnum):
    """Why an override is refused."""

    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"
    TWICE = "twice"
    LOOSER = "looser"
    """It would ask for less than the charter does."""
    FIXED = "fixed"
    """The charter names this, and it has no more and less."""
    SHORT = "short"
    """Polls would usually be shorter than they may be."""
    IDLE = "idle"
    """Words for the steps of gradients, where no poll is one."""


@dataclass(frozen=True, slots=True)
class Bad:
    """An override that is refused. `asked` is what the charter says, with its `source`."""

    override: Override
    wrong: Wrong
    asked: Any = None
    source: str = ""
    hint: str = ""


_PART: Final = re.compile(r"\|(?=\s*[a-z][a-z0-9_.-]*\s*=)", re.IGNORECASE)
_KEY: Final = re.compile(r"[a-z][a-z0-9_.-]{0,59}")


def read_overrides(typed: str) -> tuple[Override, ...]:
    """`minimum=10 days | policy.minimum=21 days`. Raises ValueError."""
    found: list[Override] = []
    for part in _PART.split(typed):
        key, parted, value = (piece.strip() for piece in part.partition("="))
        if not parted or not value or not _KEY.fullmatch(key.casefold()):
            raise ValueError(typed)
        found.append(Override(key.casefold(), value))
    return tuple(found)


_LONGER: Final = frozenset(("minimum", "challenge", "seat_age", "extension", "rework"))
_SHORTER: Final = frozenset(("determination", "ruling", "review"))
_MORE: Final = frozenset(
    (
        "quorum",
        "group_quorum",
        "floor",
        "group_floor",
        "support",
        "least",
        "roll_share",
        "heard",
        "represented",
        "confirmers",
        "urgent_openers",
        "determiners",
    )
)
_LESS: Final = frozenset(
    (
        "most_against",
        "cap",
        "appeal",
        "appeal_groups",
        "opposed_share",
        "opposed_floor",
        "opposed_seats",
        "opposed_affiliations",
        "suspending_seats",
    )
)
_THRESHOLDS: Final = frozenset(("threshold", "group_threshold", "rework_threshold"))
_FREE: Final = frozenset(("usual", "closing_days", "closing_hour", "steps"))
"""What has no more and less, and asks nothing of anybody: a group sets it as it likes."""
_STRICTEST: Final = {"reasons": "required", "joining": "approved"}
"""Where one value asks for more than the other."""


def overridden(
    charter: Charter,
    overrides: Sequence[Override],
    canonical: Callable[[Ruled], Ruled],
    loosened: Callable[[Ruled, Ruled], tuple[str, ...]],
) -> Charter | tuple[Bad, ...]:
    """The charter as the group wants it, or everything that is wrong with that."""
    changed, bad = charter, list(_repeated(overrides))
    for override in overrides:
        kind, name = _parts(charter, override.key)
        if name not in READERS:
            bad.append(Bad(override, Wrong.UNKNOWN))
            continue
        before = getattr(charter.of(kind), name)
        try:
            value = _read(name, override.typed, before, canonical)
        except ValueError as wrong:
            bad.append(Bad(override, Wrong.UNREADABLE, hint=str(wrong)))
            continue
        if wrong_way := _weaker(name, value, before, loosened):
            bad.append(Bad(override, wrong_way, before, charter.source(name, kind)))
            continue
        changed = changed.changed(kind, name, value, OVERRIDE)
    bad += [
        Bad(each, Wrong.IDLE)
        for each in overrides
        if _parts(changed, each.key)[1] == "steps" and not _has_gradients(changed, each.key)
    ]
    if bad:
        return tuple(bad)
    typed = {override.key: override for override in overrides}
    for kind in ("", *changed.kinds):
        terms, key = changed.of(kind), f"{kind}.usual" if kind else "usual"
        if terms.minimum and terms.usual and terms.usual < terms.minimum:
            if key in typed:
                return (Bad(typed[key], Wrong.SHORT, terms.minimum, changed.source("minimum", kind)),)
            changed = changed.changed(kind, "usual", terms.minimum, OVERRIDE)
    return _meant(changed) if "threshold" in typed else changed


def _has_gradients(charter: Charter, key: str) -> bool:
    """Whether polls that the override is about can be gradients: of one kind, or of any."""
    kind, _ = _parts(charter, key)
    return any(
        "gradients" in charter.of(each).methods for each in ((kind,) if kind else ("", *charter.kinds))
    )


def _repeated(overrides: Sequence[Override]) -> list[Bad]:
    keys = [override.key for override in overrides]
    return [Bad(each, Wrong.TWICE) for place, each in enumerate(overrides) if each.key in keys[:place]]


def _parts(charter: Charter, key: str) -> tuple[str, str]:
    """The kind of polls and the term that a key means; of an unknown kind no term is known."""
    kind, dot, name = key.rpartition(".")
    return (kind, name) if not dot or kind in charter.kinds else ("", key)


def _read(name: str, typed: str, before: Any, canonical: Callable[[Ruled], Ruled]) -> Any:
    """The value that was typed. A threshold is of what the charter's is of, unless somebody says otherwise.
    Raises ValueError."""
    value = READERS[name](typed)
    if name not in _THRESHOLDS:
        return value
    if before and " of " not in value:
        value += f" of {before.partition(' of ')[2]}"
    return canonical({"method": "vote", "threshold": value})["threshold"]


def _weaker(
    name: str, value: Any, before: Any, loosened: Callable[[Ruled, Ruled], tuple[str, ...]]
) -> Wrong | None:
    """Whether the value asks for less than the charter did."""
    if before in (None, "", ()) or value == before or name in _FREE:
        return None
    if name in _LONGER | _MORE:
        return Wrong.LOOSER if value < before else None
    if name in _SHORTER | _LESS:
        return Wrong.LOOSER if value > before else None
    if name in _THRESHOLDS:
        less = loosened({"method": "vote", "threshold": value}, {"method": "vote", "threshold": before})
        return Wrong.LOOSER if "threshold" in less else None
    if name == "methods":
        return None if set(value) <= set(before) else Wrong.LOOSER
    if name in _STRICTEST:
        return None if value == _STRICTEST[name] else Wrong.LOOSER
    return Wrong.FIXED


def _meant(charter: Charter) -> Charter:
    """What silence and abstention do in a vote follows from what its threshold is of."""
    if charter.terms.methods[0] != "vote":
        return charter
    of = charter.terms.threshold.partition(" of ")[2]
    silence = Silence.AGAINST if of == "roll" else Silence.NOTHING
    abstention = Abstention.AGAINST if of in ("roll", "cast") else Abstention.NOTHING
    if (silence, abstention) == (charter.silence, charter.abstention):
        return charter
    sources = {**charter.sources, "silence": OVERRIDE, "abstention": OVERRIDE}
    return replace(charter, silence=silence, abstention=abstention, sources=sources)


def differing(charter: Charter) -> Mapping[str, Mapping[str, Any]]:
    """For each kind of polls that is counted otherwise than usual, its terms of the count."""
    return {
        kind: said
        for kind, terms in charter.kinds.items()
        if (said := {name: value for name, value in terms.given().items() if name in (*COUNTED, "methods")})
    }
