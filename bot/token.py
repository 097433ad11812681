"""What a button or a select carries: the path of its command and the chosen values, packed into 100 characters.

A token is data, not a secret: whoever forges one meets the same checks of rights as whoever types
the command. It names records by their unique keys, so an old button never acts on a new thing.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote, unquote

MOST = 100
"""Discord's limit for a custom id, the smallest of all platforms."""
_VERSION = "1"


class TokenTooLong(ValueError):
    """A button that could not be pressed: a programming error, found when it is packed."""


def pack(path: str, values: Iterable[tuple[str, str]], picked: str = "") -> str:
    """`picked` names the parameter whose value comes with the pick, for a select. Raises TokenTooLong."""
    chosen = [f"{name}={_escaped(value)}" for name, value in values]
    token = "~".join([_VERSION, path.replace(" ", "."), *chosen, *([picked] if picked else ())])
    if len(token) > MOST:
        raise TokenTooLong(f"{len(token)} characters: {token[:120]}")
    return token


def _escaped(value: str) -> str:
    # What separates is not escaped by itself: it is a letter like any other in a URL.
    if value.isascii() and value.isalnum():
        return value
    return quote(value, safe=" @").replace("~", "%7E")


def unpack(token: str) -> tuple[str, dict[str, str]]:
    """The path and the values. Raises ValueError for what `pack` did not write."""
    version, _, rest = token.partition("~")
    path, *values = rest.split("~")
    if version != _VERSION or len(token) > MOST or not path:
        raise ValueError("not a token of ours")
    given: dict[str, str] = {}
    for value in values:
        name, equals, packed = value.partition("=")
        if not equals or not name.isidentifier() or name in given:
            raise ValueError("not a token of ours")
        given[name] = unquote(packed, errors="strict")
    return path.replace(".", " "), given


def unpack_pick(token: str, value: str) -> tuple[str, dict[str, str]]:
    """The path and the values of a select, with what was picked from it. Raises ValueError as `unpack` does."""
    chosen, _, param = token.rpartition("~")
    path, given = unpack(chosen)
    if len(token) > MOST or not param.isidentifier() or param in given:
        raise ValueError("not a token of ours")
    return path, {**given, param: value}
