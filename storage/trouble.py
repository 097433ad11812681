"""What can be wrong with the database itself, in words that say what to do next."""

from __future__ import annotations

from enum import StrEnum

from bot.ports import Unavailable


class Kind(StrEnum):
    LOCKED = "locked"
    IN_USE = "in_use"
    READ_ONLY = "read_only"
    FULL = "full"
    DAMAGED = "damaged"
    FOREIGN = "foreign"
    NEWER = "newer"
    OLDER = "older"
    UNREACHABLE = "unreachable"


class StorageTrouble(Unavailable):
    """The database cannot be used; `str()` is one or two sentences for the operator."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


_SIGNS = (
    (
        ("database is locked", "database table is locked"),
        Kind.LOCKED,
        "The database is locked by another program. Close it (or wait for its backup to end), then try again.",
    ),
    (
        ("readonly database", "read-only"),
        Kind.READ_ONLY,
        "The database cannot be written to. Give this user write permission on the file and on its folder.",
    ),
    (
        ("database or disk is full", "no space left"),
        Kind.FULL,
        "The disk is full. Free some space, then try again; nothing that was accepted is lost.",
    ),
    (
        ("malformed", "not a database", "disk i/o error", "file is encrypted"),
        Kind.DAMAGED,
        "The database file is damaged. Stop Convenor, keep a copy of the file, and restore the last backup.",
    ),
    (
        ("unable to open database file",),
        Kind.UNREACHABLE,
        "The database file cannot be opened. Check that its folder exists and that this user may write there.",
    ),
)


def trouble_of(fault: BaseException) -> StorageTrouble | None:
    """The trouble behind a driver's exception, if it is one that an operator can mend."""
    module = type(fault).__module__.partition(".")[0]
    if module not in ("sqlite3", "psycopg", "sqlalchemy"):
        return None
    said = str(fault).lower()
    for signs, kind, message in _SIGNS:
        if any(sign in said for sign in signs):
            return StorageTrouble(kind, message)
    if module == "psycopg" and type(fault).__name__ in (
        "OperationalError",
        "AdminShutdown",
        "ConnectionTimeout",
    ):
        return StorageTrouble(
            Kind.UNREACHABLE,
            "The PostgreSQL server cannot be reached. Check that it runs, and the database URL.",
        )
    return None


def of_driver(fault: BaseException) -> bool:
    return type(fault).__module__.startswith("psycopg")


def try_again(fault: BaseException) -> bool:
    """PostgreSQL asks for the same transaction once more (serialisation failure, deadlock), another
    instance was first with the same row, or the connection broke and a new one may do."""
    state = getattr(fault, "sqlstate", None)
    return of_driver(fault) and (
        state in ("40001", "40P01", "57P01", "23505")
        or (state is None and type(fault).__name__ in ("OperationalError", "InterfaceError"))
    )
