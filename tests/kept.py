"""Connections to PostgreSQL that one story after the other uses, as through a pooler.

A new connection costs a new process of the server, which has to read the catalogue of our eighty
tables and to plan each statement anew: more than most stories cost themselves. Here closing a
connection hands it back, and the next to connect to the same database gets it, with all that a
program sets on a connection as it was. It is the driver's own connection all the time.
"""

from __future__ import annotations

import select
import threading
from typing import Any

import psycopg

_MOST_STATEMENTS = 1000
"""Kept prepared on each connection: more than we have."""


def cut(connection: psycopg.Connection[Any]) -> bool:
    """Whether the server has let go of a connection that nobody uses: nothing else does it say unasked."""
    return connection.pgconn.socket < 0 or bool(select.select([connection.pgconn.socket], [], [], 0)[0])


class _Kept(psycopg.Connection[Any]):
    keep: Kept | None = None
    lent = True

    @property
    def closed(self) -> bool:
        return not self.lent or super().closed

    def close(self) -> None:
        if not self.closed and (self.keep is None or not self.keep.takes_back(self)):
            super().close()

    def end(self) -> None:
        self.lent = True
        super().close()


class Kept:
    """Connections to one database. `connect` is what `psycopg.connect` is."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._resting: list[_Kept] = []

    def connect(self, conninfo: str = "", **arguments: Any) -> psycopg.Connection[Any]:
        with self._lock:
            while self._resting:
                known = self._resting.pop()
                if not cut(known):
                    known.lent = True
                    return known
                known.end()
        made = _Kept.connect(conninfo, **arguments)
        made.prepared_max = _MOST_STATEMENTS
        made.keep = self
        return made

    def takes_back(self, connection: _Kept) -> bool:
        """Whether it can be used again: one that broke cannot, nor one that hears notifications (which
        alone commits by itself)."""
        if connection.autocommit:
            return False
        try:
            connection.rollback()
        except psycopg.Error:
            return False
        connection.isolation_level = connection.read_only = None
        with self._lock:
            connection.lent = False
            self._resting.append(connection)
        return True

    def resting(self) -> list[int]:
        """The server's processes behind the connections that nobody uses."""
        with self._lock:
            return [each.pgconn.backend_pid for each in self._resting]

    def end(self) -> None:
        with self._lock:
            while self._resting:
                self._resting.pop().end()
