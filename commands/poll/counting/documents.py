"""JSON whose values know the line in which they stand, so that a refusal can name it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from bot.refusals import Refusal
from bot.text import Code, Text, Words, listing

from .faults import in_line, quoted

V = TypeVar("V")


class _Odd(ValueError):
    """A key that stands twice in an object, or a number that is none: NaN."""


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Odd
    return found


def _no_number(_: str) -> None:
    raise _Odd


# Numbers with a fraction stay as they are written: no rule counts them, and floats are not exact.
_DECODER: Final = json.JSONDecoder(object_pairs_hook=_unique, parse_float=str, parse_constant=_no_number)


@dataclass(frozen=True, slots=True)
class Spot:
    """A value of a document and where it begins; asks for what it should be, or refuses in its line."""

    text: str
    at: int
    value: Any
    key: str = ""

    @property
    def line(self) -> int:
        return self.text.count("\n", 0, self.at) + 1

    def of(self, value: object, key: str) -> Spot:
        """A part of this value: it stands in the same line, as far as anybody needs to know."""
        return Spot(self.text, self.at, value, key)

    def wrong(self, fault: Words) -> Refusal:
        return in_line(self.line, fault)

    def number(self, least: int, most: int) -> int:
        value = self.value
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.wrong(
                Text(
                    "{key} should be a whole number from {least} to {most}.",
                    key=Code(self.key),
                    least=least,
                    most=most,
                )
            )
        return value

    def words(self) -> str:
        if not isinstance(self.value, str):
            raise self.wrong(Text("{key} should be a text, in quotation marks.", key=Code(self.key)))
        return self.value

    def flag(self) -> bool:
        return self.one_of({"true": True, "false": False}, json.dumps(self.value))

    def items(self) -> list[Any]:
        if not isinstance(self.value, list):
            raise self.wrong(Text("{key} should be a list, in square brackets.", key=Code(self.key)))
        return self.value

    def members(self, possible: Sequence[str] = ()) -> dict[str, Any]:
        """The members of an object; where `possible` names keys, no others."""
        if not isinstance(self.value, dict):
            raise self.wrong(Text("{key} should be an object, in curly brackets.", key=Code(self.key)))
        if odd := next((key for key in self.value if possible and key not in possible), None):
            raise self.unknown(odd, possible)
        return self.value

    def unknown(self, key: str, possible: Sequence[str]) -> Refusal:
        return self.wrong(
            Text(
                "{key} means nothing here. Possible: {possible}.",
                key=quoted(key),
                possible=listing(*map(Code, possible)),
            )
        )

    def one_of(self, possible: Mapping[str, V], value: object = None) -> V:
        said = self.value if value is None else value
        if not isinstance(said, str) or said not in possible:
            raise self.wrong(
                Text(
                    "{key} should be one of these: {possible}.",
                    key=Code(self.key),
                    possible=listing(*map(Code, possible)),
                )
            )
        return possible[said]


def take_apart(text: str, keys: Sequence[str], apart: str) -> tuple[dict[str, Spot], list[Spot]]:
    """The members of the outer object, and the items of the list `apart` one by one. Raises `Refusal` for
    broken JSON, and for a member that is not one of `keys` or stands twice."""
    try:
        return _Reader(text, keys, apart).object()
    except json.JSONDecodeError as broken:
        raise in_line(broken.lineno, Text("this is no valid JSON ({why}).", why=broken.msg)) from None
    except RecursionError:
        raise in_line(1, Text("this JSON is nested too deeply.")) from None


class _Reader:
    def __init__(self, text: str, keys: Sequence[str], apart: str) -> None:
        self._text = text
        self._keys = keys
        self._apart = apart

    def object(self) -> tuple[dict[str, Spot], list[Spot]]:
        members: dict[str, Spot] = {}
        items: list[Spot] = []
        at = self._after(self._blanks(0), "{")
        while not self._is(at, "}"):
            name, at = self._value(at, "")
            key = str(name.value)
            if key not in self._keys or key in members:
                raise name.unknown(key, [known for known in self._keys if known not in members])
            at = self._after(at, ":")
            if key == self._apart and self._is(at, "["):
                members[key] = Spot(self._text, at, items, key)
                at = self._items(at, items)
            else:
                members[key], at = self._value(at, key)
            at = self._next(at, "}")
        if self._text[at + 1 :].strip():
            raise json.JSONDecodeError("Extra data", self._text, at + 1)
        return members, items

    def _items(self, at: int, items: list[Spot]) -> int:
        at = self._after(at, "[")
        while not self._is(at, "]"):
            item, at = self._value(at, self._apart)
            items.append(item)
            at = self._next(at, "]")
        return self._blanks(at + 1)

    def _value(self, at: int, key: str) -> tuple[Spot, int]:
        try:
            value, end = _DECODER.raw_decode(self._text, at)
        except json.JSONDecodeError:
            raise
        except ValueError:
            raise Spot(self._text, at, None).wrong(
                Text("a name stands twice in one object here, or a number is none.")
            ) from None
        return Spot(self._text, at, value, key), self._blanks(end)

    def _next(self, at: int, end: str) -> int:
        """Behind the comma, or at the end."""
        return at if self._is(at, end) else self._after(at, ",")

    def _after(self, at: int, sign: str) -> int:
        if not self._is(at, sign):
            raise json.JSONDecodeError(f"Expecting '{sign}'", self._text, at)
        return self._blanks(at + 1)

    def _is(self, at: int, sign: str) -> bool:
        return self._text.startswith(sign, at)

    def _blanks(self, at: int) -> int:
        while self._text.startswith((" ", "\t", "\n", "\r"), at):
            at += 1
        return at
