"""`convenor` as those meet it who run it: instant help, one sentence for each trouble, a quiet end."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from storage.database import Database, head_version
from storage.migrate import upgrade
from tests.adapters.program import ROOT, WORDS, convenor, environment

HEAVY = {"sqlalchemy", "sqlmodel", "pydantic", "prompt_toolkit", "alembic", "asyncio", "babel", "apscheduler"}
TEA = "ana: /group create Tea\nana: /member join government\n"

# What is always there


def test_help_is_instant_since_nothing_heavy_is_loaded(tmp_path: Path) -> None:
    words = [WORDS[0], "-X", "importtime", *WORDS[1:], "--help"]
    done = subprocess.run(
        words, cwd=tmp_path, env=environment(tmp_path), capture_output=True, text=True, check=True
    )
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "argparse" in loaded
    assert not loaded & HEAVY
    for command in ("run", "console", "play", "demo", "check", "migrate"):
        assert re.search(rf"^ +{command} ", done.stdout, re.MULTILINE)


def test_the_version_is_that_of_the_project(tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert convenor("--version", folder=tmp_path).stdout == f"convenor {project['version']}\n"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["pla"], 2, "Did you mean: convenor play"),
        (["chekc"], 2, "Did you mean: convenor check"),
        (["frobnicate"], 2, "There are: run, console, play, demo, check, manifest, migrate"),
        (["play"], 2, "FILE"),
        (["check", "--databse", "x"], 2, "--databse"),
        (["console", "--as", "two words"], 2, "--as ana"),
        (["demo", "--speed", "0"], 2, "--speed 2"),
        (["demo", "--speed", "fast"], 2, "--speed"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(words: list[str], code: int, said: str, tmp_path: Path) -> None:
    done = convenor(*words, folder=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_alone_it_says_what_there_is(tmp_path: Path) -> None:
    done = convenor(folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("usage: convenor")


# Configuration


def test_all_faults_of_a_configuration_are_told_together(tmp_path: Path) -> None:
    (tmp_path / "convenor.toml").write_text(
        'databse_url = "sqlite:///x.db"\n[discord]\npublic_key = "short"\n'
    )
    (tmp_path / ".env").write_text("CONVENOR_WEB_PORT=80000\n")
    done = convenor("console", folder=tmp_path, SLACK_BOT_TOKEN="two words")
    assert done.returncode == 1
    assert [line.split(" ")[2].rstrip(":") for line in done.stderr.splitlines()] == [
        "databse_url", "CONVENOR_WEB_PORT", "SLACK_BOT_TOKEN", "DISCORD_PUBLIC_KEY",
    ]  # fmt: skip
    assert "two words" not in done.stderr
    assert not (tmp_path / "convenor.db").exists()


def test_without_a_platform_run_is_the_console(tmp_path: Path) -> None:
    done = convenor("run", "--as", "ana", folder=tmp_path, typed="/group create Tea\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Tea has begun" in done.stdout
    assert (tmp_path / "convenor.db").exists()


# Databases that cannot be used


def text_file(path: Path) -> None:
    path.write_text("This is no database at all, but a text that somebody wrote.\n" * 100)


def torn(path: Path) -> None:
    made(path)
    os.truncate(path, path.stat().st_size // 2)


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")


def of_another_alembic(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "CREATE TABLE alembic_version (version_num TEXT);"
            "INSERT INTO alembic_version VALUES ('1975ea83b712');"
        )


def newer(path: Path) -> None:
    made(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("UPDATE alembic_version SET version_num = '9999'")


def made(path: Path) -> None:
    Database(f"sqlite:///{path}").prepare()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (text_file, "damaged"),
        (torn, "damaged"),
        (foreign, "belongs to another program"),
        (of_another_alembic, "belongs to another program"),
        (newer, "made by a newer Convenor"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_and_left_alone(
    spoil: Callable[[Path], None], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "spoilt.db"
    spoil(path)
    (tmp_path / "a.play").write_text(TEA)
    before = path.read_bytes()
    for words in (["console"], ["migrate"], ["play", "a.play"]):
        done = convenor(*words, "--database", f"sqlite:///{path}", folder=tmp_path)
        told(done, said)
    assert path.read_bytes() == before
    checked = convenor("check", "--database", f"sqlite:///{path}", folder=tmp_path)
    assert checked.returncode == 1
    assert checked.stderr == ""
    assert "\nwrong  " in checked.stdout


def test_an_older_database_says_how_to_bring_it_to_this_version(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    upgrade(Database(f"sqlite:///{path}"), "0001")
    here = ("--database", f"sqlite:///{path}")
    told(convenor("console", *here, folder=tmp_path), "convenor migrate")
    assert "Run: convenor migrate" in convenor("check", *here, folder=tmp_path).stdout
    done = convenor("migrate", *here, folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"from version 0001 to version {head_version()}" in done.stdout
    copy = re.search(r"in (\S+\.db)$", done.stdout, re.MULTILINE)
    assert copy is not None
    assert Database(f"sqlite:///{tmp_path / copy[1]}").version() == "0001"
    again = convenor("migrate", *here, folder=tmp_path)
    assert "There was nothing to do" in again.stdout


def test_migrate_makes_a_database_where_there_is_none(tmp_path: Path) -> None:
    done = convenor("migrate", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Its tables are made" in done.stdout
    assert Database(f"sqlite:///{tmp_path / 'convenor.db'}").version() == head_version()


def test_a_locked_database_is_told(tmp_path: Path) -> None:
    def run(command: str) -> None:
        with closing(sqlite3.connect(tmp_path / f"{command}.db")) as other:
            other.execute("BEGIN EXCLUSIVE")
            done = convenor(command, "--database", f"sqlite:///{command}.db", folder=tmp_path)
        told(done, "locked by another program")

    commands = ("console", "migrate")
    databases = [Database(f"sqlite:///{tmp_path / command}.db") for command in commands]
    for database in databases:
        upgrade(database, "0001")
    with ThreadPoolExecutor() as both:  # Each waits for the other program as long as it can.
        assert len(list(both.map(run, commands))) == len(commands)
    assert [database.version() for database in databases] == ["0001", "0001"]


def not_almighty() -> None:
    """Root may write everywhere: takes that away from the process that is about to start."""
    if os.geteuid() == 0:
        drop, override = 24, 1
        ctypes.CDLL(None).prctl(drop, override, 0, 0, 0)


def test_a_read_only_database_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "kept.db"
    made(path)
    path.chmod(0o444)
    folder.chmod(0o555)
    words = [*WORDS, "console", "--database", f"sqlite:///{path}"]
    done = subprocess.run(
        words, cwd=tmp_path, env=environment(tmp_path), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False, preexec_fn=not_almighty,
    )  # fmt: skip
    folder.chmod(0o755)
    told(done, "write permission")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    here = ("--database", "sqlite:///nowhere/convenor.db")
    told(convenor("console", *here, folder=tmp_path), "nowhere for the database does not exist")
    assert "does not exist" in convenor("check", *here, folder=tmp_path).stdout


def test_a_server_that_does_not_answer_is_told(tmp_path: Path) -> None:
    here = ("--database", "postgresql://nobody:hush@127.0.0.1:1/convenor")
    for command in ("console", "migrate"):
        done = convenor(command, *here, folder=tmp_path)
        told(done, "PostgreSQL server cannot be reached")
        assert "hush" not in done.stderr


def told(done: subprocess.CompletedProcess[str], said: str) -> None:
    """The trouble stands on stderr in one line, and it is no traceback."""
    assert done.returncode == 1, (done.stdout, done.stderr)
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr


# Check


def test_check_finds_a_new_installation_well(tmp_path: Path) -> None:
    done = convenor("check", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(line.startswith("ok     ") for line in done.stdout.splitlines())
    for about in ("configuration", "platforms", "disk", "database", "clock", "zones", "languages"):
        assert f"ok     {about}: " in done.stdout
    assert not (tmp_path / "convenor.db").exists()


def test_half_a_platform_is_told_and_not_taken_for_none(tmp_path: Path) -> None:
    half = {"SLACK_APP_TOKEN": "xapp-1"}
    checked = convenor("check", folder=tmp_path, **half)
    assert checked.returncode == 1
    assert "SLACK_BOT_TOKEN is not, so Slack is not served" in checked.stdout
    told(convenor("run", folder=tmp_path, **half), "Set SLACK_BOT_TOKEN, or remove SLACK_APP_TOKEN.")


def test_check_tells_a_record_that_was_changed_and_a_clock_that_is_behind(tmp_path: Path) -> None:
    (tmp_path / "a.play").write_text(TEA)
    url = f"sqlite:///{tmp_path / 'convenor.db'}"
    assert convenor("play", "--database", url, "a.play", folder=tmp_path).returncode == 0
    fine = convenor("check", folder=tmp_path)
    assert fine.returncode == 0
    assert re.search(
        "^ok     record of “Tea”: [0-9]+ entries, complete and unchanged$", fine.stdout, re.MULTILINE
    )
    with closing(sqlite3.connect(tmp_path / "convenor.db")) as connection:
        connection.executescript("""
            UPDATE entry SET body = replace(body, 'Tea', 'Pea') WHERE seq = 1;
            UPDATE "group" SET last_at = '2999-01-01 00:00:00.000000';
        """)
    done = convenor("check", folder=tmp_path)
    assert done.returncode == 1
    assert re.search(
        r"^wrong  record of “Tea”: entry 1 is missing or was changed\n       ", done.stdout, re.MULTILINE
    )
    assert re.search(r"^wrong  clock: the last entry was written at 2999-01-01", done.stdout, re.MULTILINE)


def test_check_tells_rows_that_refer_to_nothing(tmp_path: Path) -> None:
    made(tmp_path / "convenor.db")
    with closing(sqlite3.connect(tmp_path / "convenor.db")) as connection:
        connection.executescript("INSERT INTO home (channel, group_id, since) VALUES ('x', 9, '2026-12-01')")
    done = convenor("check", folder=tmp_path)
    assert "wrong  contents: 1 rows refer to nothing" in done.stdout


# How it ends


@pytest.fixture
def running(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A console that waits for its next line, on a database in `tmp_path`. Ctrl-C ends it also where these tests
    run in the background, in which shells have it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        [*WORDS, "console", "--as", "ana"], cwd=tmp_path, env=environment(tmp_path), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("/group create Tea\n")
        process.stdin.flush()
        while "has begun" not in process.stdout.readline():
            assert process.poll() is None
        signal.signal(signal.SIGINT, before)
        yield process
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_quietly_and_the_database_is_free(
    number: signal.Signals, running: subprocess.Popen[str], tmp_path: Path
) -> None:
    second = convenor("console", folder=tmp_path)
    told(second, "Another Convenor is running")
    running.send_signal(number)
    assert running.wait(timeout=30) == 128 + number
    assert running.stderr is not None
    assert running.stderr.read() == ""
    after = convenor("console", "--as", "ana", folder=tmp_path, typed="/group show\n")
    assert (after.returncode, after.stderr) == (0, "")
    assert "Tea" in after.stdout


def test_a_signal_leaves_nothing_of_a_play_behind(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    play = tmp_path / "long.play"
    play.write_text(TEA + "ana: /group show\n" * 5000)
    with subprocess.Popen(
        [*WORDS, "play", str(play)], cwd=work, env=environment(work), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        _, complaints = process.communicate(timeout=30)
    assert (process.returncode, complaints) == (128 + signal.SIGTERM, "")
    assert list(work.iterdir()) == []


@pytest.mark.skipif(shutil.which("sh") is None, reason="needs a shell")
def test_who_stops_reading_hears_no_complaint(tmp_path: Path) -> None:
    play = tmp_path / "a.play"
    play.write_text(TEA + "ana: /group show\n" * 200)
    program = " ".join(WORDS)
    script = f"{{ {program} play a.play; echo $? >&2; }} | head -n 1"
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == f"{128 + signal.SIGPIPE}\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_under_the_output_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.play").write_text(TEA)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*WORDS, "play", "a.play"], cwd=tmp_path, env=environment(tmp_path), stdout=full,
            stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == "convenor: The output cannot be written: No space left on device.\n"
