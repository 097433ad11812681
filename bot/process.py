"""The program among others: its output, its log, its folder, and the signals that end it."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any


class Ended(Exception):
    """A signal asked us to end."""

    def __init__(self, number: int) -> None:
        self.number = number


class Unwritable(Exception):
    """What we say cannot be written; `str()` says why."""


def settle_streams() -> None:
    """Speaks UTF-8, whatever the locale says, and into the void where a stream is closed."""
    from io import TextIOWrapper

    void = Path(os.devnull)
    sys.stdin = sys.stdin or void.open(encoding="utf-8")
    sys.stdout = sys.stdout or void.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or void.open("w", encoding="utf-8")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def write(text: str) -> None:
    """Each part at once: other programs read along. Raises BrokenPipeError, Unwritable."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as fault:
        raise Unwritable(f"The output cannot be written: {fault.strerror}.") from fault


def give_up_output() -> None:
    """Nobody reads us any more: what is still in the buffer goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def language() -> str:
    """The language that the terminal is set to."""
    variables = ("LC_ALL", "LC_MESSAGES", "LANG")
    written = next((value for name in variables if (value := os.environ.get(name))), "")
    code = written.partition(".")[0].partition("_")[0]
    return "en" if code in ("", "C", "POSIX") else code


def state_folder() -> Path | None:
    """Where a user's programs keep what they want to remember; None where there is no such place."""
    with suppress(OSError, RuntimeError):
        home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
        folder = Path(home) / "convenor"
        folder.mkdir(0o700, parents=True, exist_ok=True)
        return folder
    return None


def log(verbose: bool, file: Path | None = None) -> None:
    """What goes wrong is logged, to a file where a terminal is in use for something else. What people
    typed never is."""
    import logging

    handler: logging.Handler = logging.StreamHandler()
    if file is not None:
        with suppress(OSError):
            file.touch(0o600)
            handler = logging.FileHandler(file, encoding="utf-8")
    form = "%(asctime)s %(levelname)s %(name)s %(action)s: %(message)s"
    handler.setFormatter(logging.Formatter(form, defaults={"action": "-"}))
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, handlers=[handler])


def run_to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Runs `work`; a signal to end lets it put everything in order first. Raises Ended, KeyboardInterrupt."""
    import asyncio

    ended: list[int] = []

    async def whole() -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None

        def end(number: int) -> None:
            if not ended:
                task.cancel()
            ended.append(number)

        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, end, number)
        await work

    try:
        asyncio.run(whole())
    except asyncio.CancelledError:
        if ended:
            raise Ended(ended[0]) from None
        raise
