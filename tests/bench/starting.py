"""How long it takes to start, and what it weighs when nothing happens: whole processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench.hall import folder
from tests.bench.measure import ROUNDS, Measure

ROOT = Path(__file__).parents[2]


def run() -> Iterator[Measure]:
    empty = median(_seconds("-c", "pass") for _ in range(ROUNDS))
    helped = median(_seconds("-m", "bot", "--help") for _ in range(ROUNDS))
    yield Measure("startup.help_s", helped, "s", empty, empty / helped)
    ready, memory = zip(*(_served() for _ in range(ROUNDS)), strict=True)
    yield Measure("startup.ready_s", median(ready), "s", empty, empty / median(ready))
    yield Measure("memory.idle_mib", median(memory), "MiB")


def _seconds(*arguments: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start


def _served() -> tuple[float, float]:
    """Seconds from the start until a first command is answered, and the memory in MiB then."""
    with folder() as place:
        environment = {**os.environ, "CONVENOR_DATABASE_URL": f"sqlite:///{place / 'convenor.db'}"}
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "console"],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("/zone Europe/Paris\n")
        process.stdin.flush()
        for line in process.stdout:
            if "Europe/Paris" in line:
                break
        ready = time.perf_counter() - start
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        memory = re.search(r"VmRSS:\s+(\d+)", status)
        assert memory is not None
        process.stdin.close()
        process.wait(timeout=20)
        process.stdout.close()
        return ready, int(memory[1]) / 1024
