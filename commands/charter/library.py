"""The charters that come with Convenor: one small file each, named like the preset."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from bot.charters import BadCharter, Charter, read

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent / "presets"
DEFAULT = "multistakeholder"
"""Our own, which is listed first."""


def load(file: Path) -> Charter:
    """One preset. Raises BadCharter, which names the file and the key."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as wrong:
        raise BadCharter(file.name, "", str(wrong)) from None
    if "preset" in data:
        raise BadCharter(file.name, "preset", "is the name of the file")
    return read({"preset": file.stem, **data}, file.name)


@lru_cache(maxsize=1)
def presets() -> Mapping[str, Charter]:
    """All of them by name, our own first."""
    found = sorted(FOLDER.glob("*.toml"), key=lambda file: (file.stem != DEFAULT, file.stem))
    return MappingProxyType({file.stem: load(file) for file in found})


def near_names(typed: str) -> list[str]:
    """The presets that somebody may have meant: those with these letters in their name, else the most alike."""
    return [name for name in presets() if len(typed) > 1 and typed in name] or get_close_matches(
        typed, presets()
    )
