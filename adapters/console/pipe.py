"""The console where there is no terminal: lines in, lines out, no colour, and an end."""

from __future__ import annotations

import asyncio
import codecs
import os
import threading
from collections.abc import Callable, Sequence

from adapters.console.window import Style
from bot.columns import WIDTH

_CHUNK = 65_536


class Pipe:
    """Reads lines of UTF-8 from the file with this number. `out` is given each text at once; with
    `prompts` somebody types all the same, where there is no more than a line to type on."""

    interactive = False
    width = WIDTH

    def __init__(self, source: int, out: Callable[[str], None], *, prompts: bool = False) -> None:
        self._out = out
        self._prompts = prompts
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        # A thread of its own that nobody waits for: it may hang in a read for ever.
        threading.Thread(target=self._listen, args=(source,), name="stdin", daemon=True).start()

    def write(self, text: str, style: Style = Style.PLAIN) -> None:
        self._out(f"{text}\n")

    async def read(self, prompt: str) -> str:
        if self._prompts:
            self._out(prompt)
        line = await self._lines.get()
        if line is None:
            self._lines.put_nowait(None)
            raise EOFError
        return line

    async def ask(self, prompt: str, value: str, choices: Sequence[str], *, long: bool) -> str:
        if value:
            self.write(f"  [{value}]")
        first = await self.read(prompt)
        if not first:
            return value
        lines = [first]
        while long and lines[-1] != ".":
            lines.append(await self.read(prompt))
        return "\n".join(lines[:-1] if long else lines)

    def _listen(self, source: int) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        rest = ""
        # Not sys.stdin: a thread that hangs in it would keep the interpreter from ending.
        while chunk := _read(source):
            *lines, rest = (rest + decoder.decode(chunk)).split("\n")
            for line in lines:
                self._hand_over(line.rstrip("\r"))
        if rest:
            self._hand_over(rest)
        self._hand_over(None)

    def _hand_over(self, line: str | None) -> None:
        try:
            self._loop.call_soon_threadsafe(self._lines.put_nowait, line)
        except RuntimeError:  # The loop is closed: nobody reads any more.
            return


def _read(source: int) -> bytes:
    try:
        return os.read(source, _CHUNK)
    except OSError:  # Closed, or gone with its terminal.
        return b""
