"""Opening a database: its address, its version, and the connections to it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from storage.base import metadata
from storage.trouble import Kind, StorageTrouble, trouble_of

MIGRATIONS = Path(__file__).parent / "migrations" / "versions"
OLDEST_SQLITE = (3, 35, 0)
"""The first with RETURNING."""


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
                Kind.UNREACHABLE, f"SQLite {sqlite3.sqlite_version} is too old. Use a Python that brings 3.35 or newer."
            )
        self._lock: IO[str] | None = None

    @property
    def path(self) -> Path | None:
        """The file of an SQLite database."""
        return Path(self.url.database) if self.sqlite and self.url.database else None

    def connect(self, *, writes: bool) -> Any:
        """A connection of the driver's own, in autocommit mode; the store begins and ends
        transactions itself. Raises StorageTrouble."""
        with as_trouble():
            if not self.sqlite:
                arguments, named = self.dialect.create_connect_args(self.url)
                return self.dialect.connect(*arguments, **named)
            path = self.path
            assert path is not None
            connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
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
                return str(found) if found is not None else None
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
            raise StorageTrouble(
                Kind.NEWER,
                f"This database was made by a newer Convenor (its version is {found}, ours is {wanted})."
                " Update Convenor, or use a copy of the database from before.",
            )
        elif found < wanted:
            raise StorageTrouble(
                Kind.OLDER,
                f"This database is of an older version ({found}, ours is {wanted})."
                " Make a backup, then run: convenor migrate",
            )

    def _create(self, version: str) -> None:
        with as_trouble(), self.engine.begin() as connection:
            metadata.create_all(connection)
            connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            connection.execute(sa.text("INSERT INTO alembic_version VALUES (:version)"), {"version": version})


@contextmanager
def as_trouble() -> Iterator[None]:
    """Turns the driver's complaints into StorageTrouble, where they are one."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as fault:
        inner = getattr(fault, "orig", None) or fault
        if trouble := trouble_of(inner) or trouble_of(fault):
            raise trouble from fault
        raise


def _locked(path: Path) -> IO[str]:
    """An open lock file beside the database: the system frees it when we die, however we die."""
    import fcntl

    try:
        handle = open(f"{path}.lock", "a+", encoding="ascii")  # noqa: SIM115 - it stays open
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
            Kind.IN_USE, "Another Convenor is running on this database. Stop it first, or use another database."
        ) from fault
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle
