"""Names as they are compared: without case, accents, surplus blanks, and marks that nobody sees."""

from __future__ import annotations

import unicodedata
from typing import Final

_OWN: Final = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "n", "ɓ": "b", "ɗ": "d",
        "ƙ": "k", "ƴ": "y", "ə": "e", "ɛ": "e", "ɔ": "o", "æ": "ae", "œ": "oe", "þ": "th",
    }
)  # fmt: skip
"""Small letters that Unicode does not take apart, as people write them whose keyboard lacks them. What is stored
is folded, too: whoever changes this folds again in a migration (0016)."""


def folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold())
    seen = (c for c in plain if not unicodedata.combining(c) and unicodedata.category(c) != "Cf")
    return " ".join("".join(seen).translate(_OWN).split())
