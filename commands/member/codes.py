"""One-time codes: 60 bits as twelve letters and digits that are not mistaken for one another."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256

LIFE = timedelta(minutes=10)
"""How long a code is good."""
MOST_WRONG = 5
"""Wrong codes in a row, after which an account has to wait."""
PAUSE = timedelta(minutes=10)

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH, _GROUP = 12, 4
_BITS = 5


def code_of(key: str) -> str:
    """The code that a new key of 128 bits gives: "K7QF-3M9X-TW2P"."""
    drawn = int.from_bytes(sha256(key.encode()).digest(), "big")
    letters = [_ALPHABET[drawn >> (_BITS * place) & (2**_BITS - 1)] for place in range(_LENGTH)]
    return "-".join("".join(letters[at : at + _GROUP]) for at in range(0, _LENGTH, _GROUP))


def hash_of(typed: str) -> str:
    """What is stored of a code; case, hyphens and blanks make no difference."""
    return sha256("".join(filter(str.isalnum, typed.upper())).encode()).hexdigest()


def wrong_so_far(tried: tuple[int, datetime] | None, at: datetime) -> int:
    """How many wrong codes in a row count at `at`, when the last was given at the moment in `tried`: a pause makes
    them forgotten."""
    if tried is None or at >= tried[1] + PAUSE:
        return 0
    return tried[0]
