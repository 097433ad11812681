"""Salts, keys and codes: 128 bits each, from the system's own source of chance.

The only module that draws them. They stand beside the value they protect, never in an entry.
"""

from __future__ import annotations

import secrets

_ALPHABET = "23456789abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"
"""Letters that are not mistaken for one another when read aloud or copied by hand."""
_LENGTH = 23
"""56 ** 23 is more than 2 ** 128."""


def new_key() -> str:
    number = secrets.randbits(133)
    letters = []
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[place])
    return "".join(letters)
