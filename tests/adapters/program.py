"""The program itself, as somebody else starts it: in a folder and with a home of its own."""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path
from typing import IO, Any

from tests.adapters.loaded import Loaded, Started

ROOT = Path(__file__).parent.parent.parent
WORDS = [sys.executable, "-m", "bot"]


def free_port() -> int:
    """A port of this machine that nobody listens on. Not one of those that the system hands out for a while to
    whoever connects, or another could have it before it is used; nor one that was given before."""
    while True:
        port = next(_PORTS)
        with suppress(OSError), socket.socket() as found:
            found.bind(("127.0.0.1", port))
            return port


_PORTS = count(10_000 + os.getpid() * 97 % 20_000)
"""Each process of a run begins elsewhere."""


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What the program sees of the world; nothing of ours leaks in."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
        **more,
    }


def started(
    words: Sequence[str], folder: Path, env: Mapping[str, str], *, out: IO[bytes] | None, err: IO[bytes]
) -> Started:
    """Starts it as a process of its own, quickly (tests/adapters/loaded.py). It reads nothing."""
    with Path(os.devnull).open("r+b") as nothing:
        streams = (nothing.fileno(), (out or nothing).fileno(), err.fileno())
        return _loaded().start(words, folder, env, streams)


@cache
def _loaded() -> Loaded:
    folder = tempfile.TemporaryDirectory(prefix="convenor-")
    loaded = Loaded(Path(folder.name), environment(Path(folder.name)))
    atexit.register(folder.cleanup)
    atexit.register(loaded.end)
    return loaded


def convenor(
    *words: str | Path, folder: Path, typed: str | bytes = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """Runs it in `folder` until its end; `more` is environment."""
    given = typed.encode() if isinstance(typed, str) else typed
    said = [str(word) for word in words]
    env = environment(folder, **more)
    if not _loaded().can_be(env):
        done = subprocess.run(
            [*WORDS, *said], cwd=folder, env=env, input=given, capture_output=True, timeout=60, check=False
        )
        return subprocess.CompletedProcess(
            done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        )
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        typing, end = os.pipe()
        process = _loaded().start(said, folder, env, (typing, out.fileno(), err.fileno()))
        os.close(typing)
        with suppress(BrokenPipeError), os.fdopen(end, "wb") as keys:
            keys.write(given)
        try:
            code = process.finish(60)
        except TimeoutError:
            process.kill()
            raise
        for each in (out, err):
            each.seek(0)
        return subprocess.CompletedProcess(
            [*WORDS, *said], code, out.read().decode("utf-8"), err.read().decode("utf-8")
        )


def played(conversation: str, folder: Path, *words: str, **more: str) -> list[dict[str, Any]]:
    """What `convenor play --json` prints for a conversation."""
    start = () if "--start" in words else ("--start", "2026-12-01T09:00Z")
    done = convenor("play", "--json", *start, *words, "-", folder=folder, typed=conversation, **more)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]
