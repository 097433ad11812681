"""From a declared command to its parameters, and from what was typed to their values.

Here is only what needs no database; `bot.resolving` does the rest. All faults are collected.
"""

from __future__ import annotations

import re
import typing
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from difflib import get_close_matches
from typing import Any, Final, get_args, get_type_hints

from bot import line
from bot.commands import (
    Choice,
    Command,
    Flag,
    Kind,
    Line,
    Lines,
    Many,
    Moment,
    Parsed,
    Person,
    Record,
    Scope,
    Whole,
)
from bot.refusals import Fault, Misread
from bot.text import Code, Text, Words, listing

GROUP = "group"
"""The parameter that every command about a group has without declaring it."""
KEY_MARK = "\x1f"
"""Stands before a record's key in a draft. Nobody can type it: control characters are refused."""

_KINDS = get_args(Kind)
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SHAPELESS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe0e\ufe0f")
"""Letters and signs by the tables of Unicode, and yet nothing to be seen."""


@dataclass(frozen=True, slots=True)
class Param:
    name: str
    """As it is typed."""
    attribute: str
    kind: Kind
    required: bool

    @property
    def is_key(self) -> bool:
        """Whether a button names this parameter's value by a unique key."""
        return isinstance(self.kind, Record) or self.name == GROUP


@dataclass(frozen=True, slots=True)
class Spec:
    """A command as the engine sees it."""

    command: type[Command]
    path: str
    params: tuple[Param, ...]
    by_name: Mapping[str, Param]
    attributes: frozenset[str]
    """The fields of the declaration; the group, which every command has, is not among them."""
    positional: tuple[Param, ...]
    """Those that stand by position: what is required, and the beginning of what has a required end (it may be
    left out where the end bears its name)."""

    @property
    def usage(self) -> str:
        """How it is typed: `/poll vote POLL CHOICE [reason:…]`."""
        shown = [
            param.name.upper() if param.required else f"[{param.name}:…]"
            for param in self.params
            if param.name != GROUP
        ]
        return " ".join([f"/{self.path}", *shown])


def spec_of(command: type[Command], path: str | None = None) -> Spec:
    """Reads a declaration, each only once. Raises TypeError when a field carries no parameter kind."""
    declared: Any = (command, path)
    if declared not in _READ:
        _READ[declared] = _read(command, path)
    return _READ[declared]


_READ: Final[dict[Any, Spec]] = {}


def _read(command: type[Command], path: str | None) -> Spec:
    hints = get_type_hints(command, include_extras=True)
    params: list[Param] = []
    for field in fields(command):  # type: ignore[arg-type]
        kinds = [kind for kind in typing.get_args(hints[field.name]) if isinstance(kind, _KINDS)]
        if len(kinds) != 1:
            raise TypeError(f"{command.__name__}.{field.name} carries no parameter kind")
        required = field.default is MISSING and field.default_factory is MISSING
        params.append(Param(field.name.rstrip("_"), field.name, kinds[0], required))
    owed = [param for param in params if param.required]
    begun = {param.kind.after for param in owed if isinstance(param.kind, Moment)}
    positional = tuple(param for param in params if param.required or param.attribute in begun)
    positional = positional or tuple(params[:1])
    attributes = frozenset(param.attribute for param in params)
    if command.scope is not Scope.NONE:
        params.append(Param(GROUP, GROUP, Line(about=Text("the group, by name"), most=100), required=False))
    by_name = {param.name: param for param in params}
    return Spec(command, path or command.path, tuple(params), by_name, attributes, positional)


class Bad(Exception):
    """A value does not fit its parameter."""

    def __init__(self, text: Words) -> None:
        self.text = text


def convert(spec: Spec, given: Mapping[str, str]) -> tuple[dict[str, Any], list[str], list[Fault]]:
    """Values, names of required parameters that are missing, and faults. Values of the kinds that
    need the database stay as they were typed."""
    values: dict[str, Any] = {}
    missing: list[str] = []
    faults = [
        Fault(name, Text("There is no parameter {name} here.", name=Code(name)))
        for name in given
        if name not in spec.by_name
    ]
    for param in spec.params:
        typed = given.get(param.name, "")
        if not _shows(typed):
            if param.required:
                missing.append(param.name)
            continue
        kind = param.kind
        try:
            values[param.attribute] = _CONVERT[type(kind)](typed, kind)
        except Bad as bad:
            faults.append(Fault(param.name, bad.text))
    return values, missing, faults


def _bounded(typed: str, most: int) -> str:
    if len(typed) > most:
        raise Bad(
            Text(
                "This is {length} characters long; at most {most} fit. Please shorten it.",
                length=len(typed),
                most=most,
            )
        )
    return typed


def _shows(typed: str) -> bool:
    """Whether there is anything to be seen: blanks and marks without a shape of their own are nothing."""
    return any(
        not letter.isspace() and letter not in _SHAPELESS and unicodedata.category(letter) != "Cf"
        for letter in typed
    )


def _clean(typed: str) -> str:
    if "\r" in typed:  # Browsers end the lines of a form so.
        typed = typed.replace("\r\n", "\n")
    if not typed.isprintable() and _FORBIDDEN.search(typed):
        raise Bad(Text("This contains control characters. Please type it again without them."))
    return typed.strip()


def _line(typed: str, kind: Line) -> str:
    if typed.startswith(KEY_MARK):
        return typed
    value = _clean(_bounded(typed, kind.most))
    return " ".join(value.split()) if "\n" in value or "\t" in value else value


def _lines(typed: str, kind: Lines) -> str:
    return _clean(_bounded(typed, kind.most))


def _many(typed: str, kind: Many) -> tuple[str, ...]:
    found = tuple(filter(_shows, line.items(_clean(_bounded(typed, kind.most * (kind.each + 3))))))
    if len(found) > kind.most:
        raise Bad(Text("These are {count} items; at most {most} fit.", count=len(found), most=kind.most))
    for item in found:
        _bounded(item, kind.each)
    return found


def _whole(typed: str, kind: Whole) -> int:
    try:
        value = int(_clean(_bounded(typed, 20)))
    except ValueError:
        value = None
    if value is None or not kind.least <= value <= kind.most:
        raise Bad(Text("Write a whole number from {least} to {most}.", least=kind.least, most=kind.most))
    return value


def _choice(typed: str, kind: Choice) -> Any:
    if (member := kind.meant(_clean(_bounded(typed, 100)))) is not None:
        return member
    values = [str(member.value) for member in kind.of]
    options = listing(*map(Code, values))
    if len(values) > _FEW and (near := _near(typed.strip().casefold(), values)):
        nearest = listing(*map(Code, near))
        raise Bad(Text("Choose one of {options}. The nearest: {near}.", options=options, near=nearest))
    raise Bad(Text("Choose one of {options}.", options=options))


_FEW: Final = 5
"""Values that are read at a glance."""


def _near(typed: str, values: Sequence[str]) -> list[str]:
    """Those that look like what was typed, and those that it is a part of: `consensus` of `rough-consensus`."""
    alike = set(get_close_matches(typed, values, 3, 0.7))
    return [value for value in values if value in alike or (len(typed) > 2 and typed in value)]


_YES, _NO = {"yes", "y", "true", "on", "1", "oui"}, {"no", "n", "false", "off", "0", "non"}


def _flag(typed: str, kind: Flag) -> bool:
    said = _clean(_bounded(typed, 100)).casefold()
    if said in _YES | _NO:
        return said in _YES
    raise Bad(Text("Answer {yes} or {no}.", yes=Code("yes"), no=Code("no")))


def _parsed(typed: str, kind: Parsed) -> Any:
    value = _clean(_bounded(typed, kind.most))
    try:
        return kind.read(value)
    except Misread as misread:
        raise Bad(misread.text) from misread
    except ValueError as unread:
        raise Bad(Text("I cannot read “{typed}”. {hint}", typed=value, hint=kind.hint)) from unread


def _named(typed: str, kind: Moment | Person | Record) -> str:
    if typed.startswith(KEY_MARK):
        return typed
    return _clean(_bounded(typed, 200))


_CONVERT: dict[type, Callable[[str, Any], Any]] = {
    Line: _line,
    Lines: _lines,
    Many: _many,
    Whole: _whole,
    Choice: _choice,
    Flag: _flag,
    Parsed: _parsed,
    Moment: _named,
    Person: _named,
    Record: _named,
}
