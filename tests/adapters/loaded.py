"""The program, loaded once and started often: loading it takes ten times as long as most of what tests
do with it.

A process that has imported everything and done nothing waits at a socket. Each start forks it: the new
process gets the words, folder, environment and streams of whoever asked, and does what `python -m bot`
does from there. It is a process of its own, with its own signals and exit code. What a test says of the
interpreter's own start (what is imported when, the locale) needs a real start.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path

_LONGEST = 1 << 20
_OURS = ("LANG", "LC_ALL", "LC_CTYPE")


class Started:
    """A process that was asked for; its end is told on the line on which it was asked for."""

    def __init__(self, line: socket.socket, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._line = line

    def finish(self, timeout: float | None = None) -> int:
        """Waits for the end; returns the exit code, below zero for a signal. Raises TimeoutError."""
        if self.returncode is None:
            self._line.settimeout(timeout)
            self._ended(self._line.recv(_LONGEST))
        assert self.returncode is not None
        return self.returncode

    async def wait(self) -> int:
        if self.returncode is None:
            self._line.setblocking(False)
            self._ended(await asyncio.get_running_loop().sock_recv(self._line, _LONGEST))
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _ended(self, told: bytes) -> None:
        self.returncode = json.loads(told)
        self._line.close()


class Loaded:
    """Starts the program; there is one for each process of a test run."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._address = str(folder / "door")
        self._environment = environment
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door:
            door.bind(self._address)
            door.listen()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.adapters.loaded", str(door.fileno())],
                cwd=folder, env=environment, stdin=subprocess.PIPE, pass_fds=[door.fileno()],
                start_new_session=True,
            )  # fmt: skip

    def can_be(self, environment: Mapping[str, str]) -> bool:
        """Whether an interpreter would start alike in this environment."""
        return all(
            environment.get(name) == self._environment.get(name)
            for name in environment.keys() | self._environment.keys()
            if name in _OURS or name.startswith("PYTHON")
        )

    def start(
        self, words: Sequence[str], folder: Path, environment: Mapping[str, str], streams: Sequence[int]
    ) -> Started:
        """`streams` are its standard input, output and error."""
        line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        line.connect(self._address)
        asked = json.dumps({"words": words, "folder": str(folder), "environment": dict(environment)})
        socket.send_fds(line, [asked.encode()], streams)
        return Started(line, json.loads(line.recv(_LONGEST)))

    def end(self) -> None:
        self._process.communicate()


# The process that waits


_NEEDED = (
    "bot.cli", "bot.wiring", "storage.health", "adapters.console.feed", "adapters.console.session",
    "adapters.console.stage", "adapters.discord.platform", "adapters.slack.platform", "adapters.web.server",
)  # fmt: skip


def _load() -> None:
    for module in _NEEDED:
        import_module(module)
    gc.collect()
    gc.freeze()


def _serve(door: socket.socket) -> list[str]:
    """Returns in each process that it started, with the words; ends itself when nobody is there to ask."""
    waking, wake = os.pipe()
    for end in (waking, wake):
        os.set_blocking(end, False)
    usual = signal.signal(signal.SIGCHLD, lambda number, frame: None)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    lines: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([0, door.fileno(), waking], [], [])
        if waking in ready:
            os.read(waking, _LONGEST)
            _tell_of_ended(lines)
        if door.fileno() in ready:
            line, _ = door.accept()
            asked, streams, _, _ = socket.recv_fds(line, _LONGEST, 3)
            if (pid := os.fork()) == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, usual)
                for each in (line, door, *lines.values()):
                    each.close()
                for end in (waking, wake):
                    os.close(end)
                return _become(json.loads(asked), streams)
            for stream in streams:
                os.close(stream)
            lines[pid] = line
            line.send(json.dumps(pid).encode())
        if 0 in ready:
            sys.exit()


def _tell_of_ended(lines: dict[int, socket.socket]) -> None:
    while lines:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        with lines.pop(pid) as line:
            try:
                line.send(json.dumps(os.waitstatus_to_exitcode(status)).encode())
            except OSError:  # Nobody waits for it any more.
                continue


def _become(asked: dict[str, object], streams: Sequence[int]) -> list[str]:
    words, environment = asked["words"], asked["environment"]
    assert isinstance(words, list)
    assert isinstance(environment, dict)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(str(asked["folder"]))
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    return words


if __name__ == "__main__":
    _load()
    with socket.socket(fileno=int(sys.argv[1])) as _door:
        _words = _serve(_door)
    from bot.cli import main

    sys.argv = ["convenor", *_words]
    sys.exit(main())
