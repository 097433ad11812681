"""Names as they are compared: without case, accents, surplus blanks, and marks that nobody sees."""

from __future__ import annotations

import unicodedata


def folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    seen = (c for c in plain if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join("".join(seen).split())
