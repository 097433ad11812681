"""The form of the record: canonical entries, chained by hash, with commitments to what is personal.

An entry is canonical JSON: only strings, integers, lists and objects of these, keys sorted, no
blanks; for such values that is RFC 8785. Each carries the hash of the one before, so that nothing
can be changed, dropped or put in without breaking every later hash. What is personal stands in an
entry only as a salted commitment; the salt stands beside the value, outside the entry, so that
both can be erased and the chain stays valid.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

START = "0" * 64
"""What the first entry carries as the hash before."""

Canonical = str | int | list["Canonical"] | Mapping[str, "Canonical"]
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def canonical(value: Canonical) -> str:
    """Canonical JSON (RFC 8785 for our values). Keys sort alike by code point and by UTF-16 unit as
    long as they are ASCII, which ours are."""
    return _encode(value)


def digest(body: str) -> str:
    """SHA-256 of an entry's canonical form, in hexadecimal."""
    return sha256(body.encode()).hexdigest()


def stamp(at: datetime) -> str:
    """A moment as entries carry it: UTC to the microsecond."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def commitment(salt: str, field: str, value: str) -> str:
    """What stands in an entry for a personal value: it binds to the value without showing it."""
    return sha256(canonical([salt, field, value]).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Intact:
    """Every entry is as it was written. `head` is the hash of the last."""

    count: int
    head: str


@dataclass(frozen=True, slots=True)
class Broken:
    """Entry number `seq` is the first that is not as it was written, or is missing."""

    seq: int


def verify(entries: Iterable[tuple[str, str]]) -> Intact | Broken:
    """Checks a whole chain, oldest first: (canonical body, hash) of each entry. Needs no database."""
    before, count = START, 0
    for body, written in entries:
        count += 1
        if digest(body) != written:
            return Broken(count)
        try:
            read = json.loads(body)
        except ValueError:
            return Broken(count)
        if not isinstance(read, dict) or read.get("before") != before or read.get("seq") != count:
            return Broken(count)
        if canonical(read) != body:
            return Broken(count)
        before = written
    return Intact(count, before)
