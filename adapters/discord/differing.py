"""What Discord knows of our commands, beside what it should know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

_SAID: Final = (
    "name description name_localizations description_localizations options required choices value autocomplete"
    " max_length min_value max_value contexts integration_types default_member_permissions type"
).split()
"""What we say of a command; Discord adds numbers and versions of its own."""


@dataclass(frozen=True, slots=True)
class Differences:
    """Names of commands."""

    missing: tuple[str, ...]
    other: tuple[str, ...]
    changed: tuple[str, ...]


def differences(ours: Iterable[Mapping[str, Any]], theirs: Iterable[Mapping[str, Any]]) -> Differences:
    wanted, told = _by_name(ours), _by_name(theirs)
    return Differences(
        _names(wanted.keys() - told.keys()),
        _names(told.keys() - wanted.keys()),
        _names(key for key in wanted.keys() & told.keys() if wanted[key] != told[key]),
    )


def _by_name(commands: Iterable[Mapping[str, Any]]) -> dict[tuple[int, str], Any]:
    return {(int(each.get("type", 1)), str(each["name"])): _said(each) for each in commands}


def _names(keys: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    return tuple(sorted({name for _, name in keys}))


def _said(value: Any) -> Any:
    """Without what is left out where it means nothing: `required` where nothing is, options where none are."""
    match value:
        case {"name": _}:
            return {key: _said(value[key]) for key in _SAID if value.get(key)}
        case list():
            said = [_said(each) for each in value]
            return sorted(said) if all(isinstance(each, int) for each in said) else said
        case _:
            return value
