"""Names as they are compared: without case, accents and surplus blanks."""

from __future__ import annotations

import unicodedata


def folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())
