"""What the help is made of: the declarations themselves, so that a new command shows up by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.text import Text

AUTO = "auto"
"""Typed in place of a language or zone: follow the platform and the group."""
_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    about: Text
    required: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One command as the help tells of it."""

    path: str
    about: Text
    usage: str
    example: str
    parameters: tuple[Parameter, ...]

    @property
    def noun(self) -> str:
        return self.path.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class Topic:
    """One word of the list: a noun with its commands, or a command of one word."""

    name: str
    about: Text
    entries: tuple[Entry, ...]


def topics(entries: Iterable[Entry], abouts: dict[str, Text]) -> list[Topic]:
    """Commands by their first word, in the order given. `abouts`: what each noun is about."""
    by_noun: dict[str, list[Entry]] = {}
    for entry in entries:
        by_noun.setdefault(entry.noun, []).append(entry)
    return [
        Topic(
            noun, group[0].about if group[0].path == noun else abouts.get(noun, group[0].about), tuple(group)
        )
        for noun, group in by_noun.items()
    ]


def meant(typed: str) -> str:
    """What somebody asks about: "/poll  Open" is "poll open"."""
    return " ".join(typed.casefold().lstrip("/").removeprefix("wg ").split())


def near(typed: str, found: Sequence[Topic]) -> list[str]:
    """The topics and commands that look most like what was typed."""
    known = [topic.name for topic in found] + [entry.path for topic in found for entry in topic.entries]
    return get_close_matches(typed, dict.fromkeys(known), 3, _ALIKE)
