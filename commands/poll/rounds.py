"""The rounds of a count, as they are kept with a poll that has ended, and read back exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from commands.poll.counting.outcomes import Dropped, Duel, Pairs, Paths, Round, Schwartz, Stage, Step, Test

_KINDS: Final[Mapping[str, Any]] = {
    kind.__name__: kind for kind in (Stage, Pairs, Paths, Dropped, Schwartz, Duel)
}
_ENUMS: Final[Mapping[str, type[StrEnum]]] = {"step": Step, "test": Test}


def written(rounds: Sequence[Round]) -> list[Any]:
    """Lists, strings and numbers; `read` gives the rounds back."""
    return [_write(one) for one in rounds]


def read(told: Sequence[Any]) -> tuple[Round, ...]:
    """What `written` wrote."""
    return tuple(map(_read, told))


def _write(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Fraction):
        return {"fraction": str(value)}
    if isinstance(value, tuple):
        return [_write(item) for item in value]
    if type(value).__name__ in _KINDS:
        held = {field.name: _write(getattr(value, field.name)) for field in fields(value)}
        return {"kind": type(value).__name__, **held}
    return value


def _read(told: Any) -> Any:
    if isinstance(told, list):
        return tuple(map(_read, told))
    if not isinstance(told, dict):
        return told
    if "fraction" in told:
        return Fraction(told["fraction"])
    held = {
        name: _ENUMS[name](value) if name in _ENUMS else _read(value)
        for name, value in told.items()
        if name != "kind"
    }
    return _KINDS[told["kind"]](**held)
