"""`convenor`: the doors for machines and for who runs them (DESIGN §12).

Part of the composition root. Nothing heavy is imported before a command needs it: `--help` is instant.
Exit codes: 0 done, 1 trouble (said in a sentence or two on stderr), 2 called wrongly, 128 + n ended by
signal n.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import wiring_count, wiring_export
from bot.arguments import USAGE, read
from bot.process import (
    Ended,
    Unwritable,
    give_up_output,
    language,
    log,
    run_to_the_end,
    settle_streams,
    state_folder,
    write,
)

if TYPE_CHECKING:
    from argparse import Namespace

    from bot.platforms import Platform
    from bot.ports import Clock, Finding
    from bot.settings import Settings
    from bot.wiring import App

TROUBLE = 1
SIGNALLED = 128
GARBAGE = 50_000
"""New objects after which it is looked for garbage: the usual 700 would be a fifth of what loading costs."""


class Trouble(Exception):
    """Something that whoever runs us can mend; `str()` says how."""

    def __init__(self, message: str, code: int = TROUBLE) -> None:
        super().__init__(message)
        self.code = code


def main(given: Sequence[str] | None = None) -> int:
    """Performs one command; returns the exit code."""
    gc.set_threshold(GARBAGE)
    settle_streams()
    try:
        options = read(sys.argv[1:] if given is None else given)
        code = _perform(options)
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = SIGNALLED + signal.SIGINT
    except Ended as ended:
        code = SIGNALLED + ended.number
    except BrokenPipeError:
        give_up_output()
        code = SIGNALLED + signal.SIGPIPE
    except Unwritable as unwritable:
        print(f"convenor: {unwritable}", file=sys.stderr)
        give_up_output()
        code = TROUBLE
    return code


def _perform(options: Namespace) -> int:
    from bot import platforms
    from bot.ports import Unavailable
    from bot.settings import BadSettings

    command: Callable[[Namespace], int] = _COMMANDS[options.command]
    try:
        return command(options)
    except Trouble as trouble:
        return _complain(options, [str(trouble)], trouble.code)
    except (Unavailable, platforms.Trouble) as trouble:
        return _complain(options, [str(trouble)])
    except BadSettings as bad:
        return _complain(options, bad.faults)


def _complain(options: Namespace, faults: Sequence[str], code: int = TROUBLE) -> int:
    for fault in faults:
        print(f"convenor {options.command}: {fault}", file=sys.stderr)
    return code


# The commands


def _run(options: Namespace) -> int:
    from bot.wiring import run

    settings = _settings()
    if not settings.platforms:
        for half in settings.halves:
            raise Trouble(half)
        return _talk(options, settings)
    log(options.verbose)

    def say(trouble: str) -> None:
        print(f"convenor run: {trouble}", file=sys.stderr, flush=True)

    write(f"Convenor serves {' and '.join(settings.platforms)}. Ctrl-C ends it.\n")
    run_to_the_end(run(settings, _url(options.database, settings), say))
    return 0


def _console(options: Namespace) -> int:
    return _talk(options, _settings())


def _talk(options: Namespace, settings: Settings) -> int:
    """The terminal as a platform, until whoever sits before it has had enough."""
    from adapters.console.converse import Place, converse
    from adapters.console.gateway import PLATFORM, Recorder
    from bot.boundary import Reader
    from bot.clock import AheadClock
    from bot.wiring import build
    from storage.health import last_moment

    terminal = sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    state = state_folder()
    log(options.verbose, state / "convenor.log" if terminal and state else None)
    name = _name(options.name)
    url = _url(options.database, settings)

    async def talk() -> None:
        recorder, clock = Recorder(), AheadClock()
        app = build(url, {PLATFORM: recorder}, clock=clock, card_rest=timedelta(0))
        try:
            last = last_moment(app.database)
            # Time may have been tried out here before: it never goes back.
            clock.move_to(last or clock.now())
            await app.serve()
            place = Place(terminal, state / "history" if state else None, write)
            await converse(app, clock, recorder, name, Reader(language()), first=last is None, place=place)
        finally:
            await app.close()

    run_to_the_end(talk())
    return 0


def _play(options: Namespace) -> int:
    from adapters.console.play import play
    from adapters.console.script import read_script, told
    from bot.clock import VirtualClock

    lines, faults = read_script(_text(options.file))
    if faults:
        return _complain(options, told(faults), USAGE)
    start = _moment(options.start)
    log(verbose=False)
    with _database(options) as (url, last):
        clock = VirtualClock(start)
        if last is not None and last > start:
            print(
                f"The database has seen time up to {last:%Y-%m-%d %H:%M} UTC; it goes on from there.",
                file=sys.stderr,
            )
            clock.move_to(last)
        run_to_the_end(play(lines, _builder(url), clock, write, as_json=options.json))
    return 0


def _demo(options: Namespace) -> int:
    from adapters.console.demo import START, show
    from bot.clock import VirtualClock

    if not options.speed > 0:
        raise Trouble("The speed is a number above 0, as in --speed 2.", USAGE)
    log(verbose=False)
    watched = sys.stdout.isatty()
    speed = options.speed if watched and not options.fast else 0.0
    bold = watched and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "dumb") != "dumb"
    with _fresh() as url:
        run_to_the_end(show(_builder(url), VirtualClock(START), write, speed=speed, bold=bold))
    return 0


def _check(options: Namespace) -> int:
    import asyncio

    from bot import check
    from bot.clock import SystemClock
    from bot.settings import BadSettings
    from bot.wiring import platforms

    def findings() -> Iterator[Finding]:
        now = SystemClock().now()
        try:
            settings = _settings()
        except BadSettings as bad:
            yield from check.of_bad_settings(bad)
        else:
            yield from check.of_settings(settings)
            url = _url(options.database, settings)
            yield from _database_findings(url, now)
            for platform in platforms(settings, SystemClock()):
                yield from asyncio.run(_asked(platform, url))
        yield from check.of_clock(now)
        yield check.of_languages()

    well = True
    for line, right in check.report(findings()):
        write(f"{line}\n")
        well = well and right
    return 0 if well else TROUBLE


async def _asked(platform: Platform[Any], url: str) -> Sequence[Finding]:
    from storage import health
    from storage.database import Database

    return await platform.check(health.used(Database(url), platform.name))


def _manifest(options: Namespace) -> int:
    from bot.wiring import manifest

    write(manifest(options.platform, _settings(), options.mode, aliases=options.aliases) + "\n")
    return 0


def _database_findings(url: str, now: datetime) -> Iterator[Finding]:
    from storage import health
    from storage.database import Database

    yield from health.findings(Database(url), now)


def _migrate(options: Namespace) -> int:
    from bot.clock import SystemClock
    from storage.database import Database
    from storage.migrate import migrate

    database = Database(_url(options.database, _settings()))
    database.take()
    try:
        done = migrate(database, SystemClock().now())
    finally:
        database.release()
    if done.before is None:
        write(f"The database was empty. Its tables are made, at version {done.now}.\n")
    elif done.before == done.now:
        write(f"The database is at version {done.now}, which is ours. There was nothing to do.\n")
    else:
        if done.backup is not None:
            write(f"A copy of the database from before is in {done.backup}\n")
        write(f"The database was brought from version {done.before} to version {done.now}.\n")
    return 0


def _export(options: Namespace) -> int:
    file = Path(options.out)
    if file.suffix.lower() != wiring_export.SUFFIX:
        raise Trouble(
            "Only the calendar can be written so far: give a file that ends in .ics, as in --out tea.ics.",
            USAGE,
        )
    try:
        exported = wiring_export.export(_url(options.database, _settings()), options.group)
        file.write_bytes(exported.content)
    except wiring_export.NoGroup as unknown:
        raise Trouble(str(unknown)) from unknown
    except OSError as fault:
        raise Trouble(f"{file} cannot be written: {fault.strerror}. Choose another place.") from fault
    dates = "1 date" if exported.count == 1 else f"{exported.count} dates"
    write(f"The calendar of {exported.group} is in {file}, with {dates}.\n")
    return 0


_COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "run": _run,
    "console": _console,
    "play": _play,
    "demo": _demo,
    "check": _check,
    "manifest": _manifest,
    "migrate": _migrate,
    "export": _export,
    "count": wiring_count.run,
    "draw": wiring_count.run,
}


# What they share


def _settings() -> Settings:
    from bot.settings import read_settings

    return read_settings()


def _url(given: str | None, settings: Settings) -> str:
    """The address of the database: what was given, else what is set. Raises Trouble."""
    from bot.settings import database_url

    if given is None:
        return settings.database_url.get_secret_value()
    try:
        return database_url(given)
    except ValueError as unfit:
        raise Trouble(f"--database: {unfit}.", USAGE) from unfit


@contextmanager
def _database(options: Namespace) -> Iterator[tuple[str, datetime | None]]:
    """The database that was given, and its last moment; or a fresh one that is removed afterwards."""
    from storage.database import Database
    from storage.health import last_moment

    if options.database is None:
        with _fresh() as url:
            yield url, None
        return
    url = _url(options.database, _settings())
    database = Database(url)
    database.prepare()
    yield url, last_moment(database)


@contextmanager
def _fresh() -> Iterator[str]:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="convenor-") as folder:
        yield f"sqlite:///{Path(folder) / 'play.db'}"


def _builder(url: str) -> Callable[[Any, Clock], App]:
    from bot.wiring import build

    return lambda gateways, clock: build(url, gateways, clock=clock, card_rest=timedelta(0))


def _text(file: str) -> str:
    """What stands in a file. Raises Trouble."""
    try:
        read = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return read.decode("utf-8")
    except UnicodeDecodeError as unreadable:
        raise Trouble(f"{file} is not UTF-8 text. Save it as UTF-8, then try again.") from unreadable
    except OSError as unreadable:
        raise Trouble(
            f"{file} cannot be read: {unreadable.strerror}. Give the path of a file that you may read."
        ) from unreadable


def _moment(written: str | None) -> datetime:
    """The moment that was given, else the present minute. Raises Trouble."""
    from bot.clock import SystemClock

    if written is None:
        return SystemClock().now().replace(second=0, microsecond=0)
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Trouble("--start is a moment with its zone, as in 2026-12-01T09:00Z.", USAGE)
    return moment.astimezone(UTC)


def _name(given: str | None) -> str:
    """Who sits before the terminal: the name that was given, else the name of the login."""
    import getpass
    import re

    from adapters.console.callers import NAME

    if given is not None:
        if not re.fullmatch(NAME, given.removeprefix("@")):
            raise Trouble("A name is one word, as in --as ana.", USAGE)
        return given.removeprefix("@")
    try:
        login = getpass.getuser()
    except (OSError, KeyError, ImportError):
        login = ""
    return "-".join(re.findall(NAME, login)) or "me"
