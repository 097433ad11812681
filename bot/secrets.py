"""Salts, keys and codes: 128 bits each, from the system's own source of chance.

The only module that draws them. They stand beside the value they protect, never in an entry.
"""

from __future__ import annotations

import secrets

_BYTES = 16


def new_key() -> str:
    """22 characters of letters, digits, `-` and `_`, the first of them no `-`.

    People pass the key of a group to a command of the shell, which would take it for an option.
    """
    while (key := secrets.token_urlsafe(_BYTES)).startswith("-"):
        pass
    return key
