"""Opening a database: its address, its version, and the connections to it."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from storage.base import metadata
from storage.trouble import Kind, StorageTrouble, trouble_of

MIGRATIONS = Path(__file__).parent / "migrations" / "versions"
_VERSION = re.compile(r"[0-9]{4}")
_VERSION_TABLE = """CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)"""
"""As Alembic makes it."""
OLDEST_SQLITE = (3, 35, 0)
"""The first with RETURNING."""
_SCHEMA_LOCK = 0x436F6E76
"""Names our lock on PostgreSQL among those of other programs."""


def head_version() -> str:
    """The version of the newest migration: the number its file begins with."""
    return max(path.name.partition("_")[0] for path in MIGRATIONS.glob("[0-9]*.py"))


class Database:
    """One database by its URL: `sqlite:///convenor.db` or `postgresql+psycopg://…`.

    Raises StorageTrouble when the URL is none of these.
    """

    def __init__(self, url: str) -> None:
        try:
            self.url = make_url(url)
            if self.url.get_backend_name() == "sqlite":
                self.url = self.url.set(drivername="sqlite")
            elif self.url.get_backend_name() == "postgresql":
                self.url = self.url.set(drivername="postgresql+psycopg")
            else:
                raise ArgumentError(url)
            self.engine = sa.create_engine(self.url, poolclass=sa.NullPool)
        except (ArgumentError, NoSuchModuleError) as fault:
            raise StorageTrouble(
                Kind.UNREACHABLE,
                "The database URL cannot be read. Write sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME.",
            ) from fault
        self.dialect = self.engine.dialect
        self.sqlite = self.dialect.name == "sqlite"
        if self.sqlite and sqlite3.sqlite_version_info < OLDEST_SQLITE:
            raise StorageTrouble(
                Kind.UNREACHABLE,
                f"SQLite {sqlite3.sqlite_version} is too old. Use a Python that brings 3.35 or newer.",
            )
        self._lock: IO[str] | None = None

    @property
    def path(self) -> Path | None:
        """The file of an SQLite database."""
        return Path(self.url.database) if self.sqlite and self.url.database else None

    def connect(self, *, writes: bool) -> Any:
        """A connection of the driver's own; the store begins and ends transactions itself. One that does
        not write sees one state of the database in each transaction. Raises StorageTrouble."""
        with as_trouble():
            if not self.sqlite:
                arguments, named = self.dialect.create_connect_args(self.url)
                connection: Any = self.dialect.connect(*arguments, **named)
                if not writes:
                    self.dialect.set_isolation_level(connection, "REPEATABLE READ")
                    connection.read_only = True
                return connection
            path = self.path
            assert path is not None
            connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
            for pragma in (
                "journal_mode=WAL",
                "synchronous=FULL",
                "foreign_keys=ON",
                "busy_timeout=5000",
                "secure_delete=FAST",
            ):
                connection.execute(f"PRAGMA {pragma}")
            if not writes:
                connection.execute("PRAGMA query_only=ON")
            return connection

    def take(self) -> None:
        """Keeps a second bot off the same SQLite file, until `release`. Raises StorageTrouble."""
        if self.path is None:
            return
        self._lock = _locked(self.path)

    def release(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def version(self) -> str | None:
        """The version of the schema; None for an empty database. Raises StorageTrouble."""
        with as_trouble(), self.engine.connect() as connection:
            tables = set(sa.inspect(connection).get_table_names())
            if "alembic_version" in tables:
                found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
                # Other programs use the same table, with version numbers of another form.
                if _VERSION.fullmatch(str(found)):
                    return str(found)
        if tables:
            raise StorageTrouble(
                Kind.FOREIGN, "This database belongs to another program. Give Convenor a database of its own."
            )
        return None

    def prepare(self) -> None:
        """Makes the tables in an empty database; refuses one of another version. Raises StorageTrouble."""
        found, wanted = self.version(), head_version()
        if found is None:
            self._create(wanted)
        elif found > wanted:
            raise newer(found)
        elif found < wanted:
            raise StorageTrouble(
                Kind.OLDER,
                f"This database is of an older version ({found}, ours is {wanted})."
                " Bring it to ours with: convenor migrate",
            )

    @contextmanager
    def schema_change(self) -> Iterator[sa.Connection]:
        """One transaction in which the schema changes wholly or not at all, one instance of the bot
        after the other. On SQLite foreign keys are off: a table that is made anew must not take the
        rows that refer to it along. Raises StorageTrouble."""
        engine = sa.create_engine(self.url, poolclass=sa.NullPool)
        if self.sqlite:
            sa.event.listen(engine, "connect", _by_hand)
            sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        with as_trouble(), engine.begin() as connection:
            if not self.sqlite:
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _SCHEMA_LOCK})
            yield connection

    def _create(self, version: str) -> None:
        import storage.tables  # noqa: F401 - every table, whichever feature is loaded

        with self.schema_change() as connection:
            if sa.inspect(connection).has_table("alembic_version"):
                return  # Another instance was first.
            metadata.create_all(connection)
            connection.execute(sa.text(_VERSION_TABLE))
            connection.execute(sa.text("INSERT INTO alembic_version VALUES (:version)"), {"version": version})


def newer(found: str) -> StorageTrouble:
    return StorageTrouble(
        Kind.NEWER,
        f"This database was made by a newer Convenor (its version is {found}, ours is {head_version()})."
        " Update Convenor, or use a copy of the database from before.",
    )


def _by_hand(connection: sqlite3.Connection, _record: object) -> None:
    """Python's own transactions end at each change of the schema: ours do not."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=OFF")


@contextmanager
def as_trouble() -> Iterator[None]:
    """Turns the driver's complaints into StorageTrouble, where they are one."""
    try:
        yield
    except Exception as fault:
        inner = getattr(fault, "orig", None) or fault
        if trouble := trouble_of(inner) or trouble_of(fault):
            raise trouble from fault
        raise


def _locked(path: Path) -> IO[str]:
    """An open lock file beside the database: the system frees it when we die, however we die."""
    import fcntl

    try:
        handle = Path(f"{path}.lock").open("a+", encoding="ascii")  # noqa: SIM115 - it stays open
    except FileNotFoundError as fault:
        raise StorageTrouble(
            Kind.UNREACHABLE,
            f"The folder {path.parent} for the database does not exist. Make it, or set CONVENOR_DATABASE_URL.",
        ) from fault
    except OSError as fault:
        raise StorageTrouble(
            Kind.READ_ONLY,
            "The database's folder cannot be written to. Give this user write permission on it.",
        ) from fault
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as fault:
        handle.close()
        raise StorageTrouble(
            Kind.IN_USE,
            "Another Convenor is running on this database. Stop it first, or use another database.",
        ) from fault
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle
