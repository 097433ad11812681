"""The program itself, as somebody else starts it: in a folder and with a home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
WORDS = [sys.executable, "-m", "bot"]


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


def convenor(
    *words: str | Path, folder: Path, typed: str | bytes = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """Runs it in `folder` until its end; `more` is environment."""
    given = typed.encode() if isinstance(typed, str) else typed
    done = subprocess.run(
        [*WORDS, *map(str, words)],
        cwd=folder,
        env=environment(folder, **more),
        input=given,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    )


def played(conversation: str, folder: Path, *words: str, **more: str) -> list[dict[str, Any]]:
    """What `convenor play --json` prints for a conversation."""
    start = () if "--start" in words else ("--start", "2026-12-01T09:00Z")
    done = convenor("play", "--json", *start, *words, "-", folder=folder, typed=conversation, **more)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]
