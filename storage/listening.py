"""Hearing at once, on PostgreSQL, what other instances of the bot promised.

Without it their promises would still be kept, by the next sweep; nothing depends on a notification.
"""

from __future__ import annotations

import asyncio
import logging
import select
import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from storage.trouble import StorageTrouble

if TYPE_CHECKING:
    from storage.database import Database

log = logging.getLogger(__name__)

_LONGEST_PAUSE = 30.0
"""Seconds between tries to reach a server that is gone: as often as the sweep."""


class Listener:
    """Calls `hear` in the loop after each commit of an instance that promised something, with the
    number of its backend; with None when something may have been missed. It sleeps in between: a
    thread that waits on two sockets, the server's and the one on which it is told to end."""

    def __init__(
        self, database: Database, loop: asyncio.AbstractEventLoop, hear: Callable[[int | None], None]
    ) -> None:
        self._database = database
        self._loop = loop
        self._hear = hear
        self._ending, self._end = socket.socketpair()
        self._thread = threading.Thread(target=self._serve, name="listener", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._end.send(b".")
        self._thread.join()
        self._end.close()
        self._ending.close()

    def _serve(self) -> None:
        import psycopg

        pause = 1.0
        first = True
        while True:
            try:
                connection = self._database.connect(writes=False)
                try:
                    connection.autocommit = True
                    connection.execute("LISTEN convenor")
                    if not first:
                        self._tell(None)
                    first, pause = False, 1.0
                    self._attend(connection)
                    return
                finally:
                    connection.close()
            except (StorageTrouble, psycopg.Error, OSError) as fault:
                log.warning("not listening: %s", fault, extra={"action": "listener_lost"})
            if select.select([self._ending], [], [], pause)[0]:
                return
            pause = min(2 * pause, _LONGEST_PAUSE)

    def _attend(self, connection: Any) -> None:
        """Returns when it is told to end; raises when the connection breaks."""
        while True:
            ready, _, _ = select.select([connection, self._ending], [], [])
            if self._ending in ready:
                return
            for pid in {notification.pid for notification in connection.notifies(timeout=0)}:
                self._tell(pid)

    def _tell(self, by: int | None) -> None:
        try:
            self._loop.call_soon_threadsafe(self._hear, by)
        except RuntimeError:  # The loop is closed: nobody listens any more.
            log.debug("nobody listens", extra={"action": "listener_alone"})
