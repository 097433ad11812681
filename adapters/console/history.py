"""What was typed in the console before: kept in a file that only its owner can read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from prompt_toolkit.history import History

MOST = 1000
"""Lines that are kept; the file is cut back to them when it has twice as many."""


class KeptHistory(History):
    """`kept` says whether a line may stand in the file; `path` None: nothing is written at all. A line
    that begins with a blank is forgotten at once, as shells do."""

    def __init__(self, path: Path | None, kept: Callable[[str], bool]) -> None:
        super().__init__()
        self._path = path
        self._kept = kept

    def load_history_strings(self) -> Iterable[str]:
        lines = self._lines()
        if self._path is not None and len(lines) > 2 * MOST:
            with suppress(OSError):
                self._path.write_text("".join(f"{line}\n" for line in lines[-MOST:]), "utf-8")
        for line in reversed(lines[-MOST:]):
            with suppress(ValueError):
                yield str(json.loads(line))

    def append_string(self, string: str) -> None:
        if not string[:1].isspace():
            super().append_string(string)

    def store_string(self, string: str) -> None:
        if self._path is None or not self._kept(string):
            return
        # What cannot be written is not worth a word while somebody is at work.
        with suppress(OSError):
            self._path.touch(0o600)
            self._path.chmod(0o600)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(string, ensure_ascii=False) + "\n")

    def _lines(self) -> list[str]:
        if self._path is None:
            return []
        try:
            return self._path.read_text("utf-8", "replace").splitlines()
        except OSError:
            return []
