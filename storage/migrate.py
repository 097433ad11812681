"""Brings a database to this version: backup, migrations in one transaction, foreign keys checked.

The only module that loads Alembic, and only when somebody migrates. There is no way back but the
backup: a record that was written by a newer version is not cut down to an older one.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage.database import MIGRATIONS, Database, as_trouble, head_version, newer
from storage.trouble import Kind, StorageTrouble

if TYPE_CHECKING:
    from alembic.config import Config


@dataclass(frozen=True, slots=True)
class Migrated:
    """From which version (None: the database was empty) to which, and where the copy from before is
    (SQLite only, and only when something changed)."""

    before: str | None
    now: str
    backup: Path | None = None


def migrate(database: Database, at: datetime) -> Migrated:
    """The database must be ours alone (`Database.take`). `at` names the backup. Raises
    StorageTrouble; then the database is as it was."""
    before, head = database.version(), head_version()
    if before is not None and before > head:
        raise newer(before)
    if before is None:
        database.prepare()
    if before in (None, head):
        return Migrated(before, head)
    backup = back_up(database, at)
    upgrade(database)
    return Migrated(before, head, backup)


def back_up(database: Database, at: datetime) -> Path | None:
    """Copies an SQLite database, with what its log still holds, to a file beside it."""
    path = database.path
    if path is None:
        return None
    copy = _unused(path.with_name(f"{path.stem}-{database.version()}-{at:%Y%m%d-%H%M%S}.backup{path.suffix}"))
    with (
        as_trouble(),
        closing(sqlite3.connect(path, timeout=5)) as source,
        closing(sqlite3.connect(copy)) as to,
    ):
        # As private as the original, from the first byte on.
        copy.chmod(path.stat().st_mode & 0o777)
        source.backup(to)
    return copy


def _unused(path: Path) -> Path:
    number = 1
    while path.exists():
        number += 1
        path = path.with_name(f"{path.stem.partition('~')[0]}~{number}{path.suffix}")
    return path


def upgrade(database: Database, to: str = "head") -> None:
    """Runs the migrations up to a version, in one transaction. Raises StorageTrouble."""
    from alembic import command

    with database.schema_change() as connection:
        command.upgrade(configured(connection), to)
        if database.sqlite and (torn := connection.execute(sa.text("PRAGMA foreign_key_check")).all()):
            tables = ", ".join(sorted({row[0] for row in torn}))
            raise StorageTrouble(
                Kind.DAMAGED,
                f"Rows in {tables} would refer to nothing after the migration, so nothing was changed."
                " Run: convenor check",
            )


def configured(connection: sa.Connection) -> Config:
    """Alembic's settings; it needs no file of its own."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS.parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config
