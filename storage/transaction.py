"""One transaction as features use it: run prepared statements, gather rows for the end of the batch.

Rows do not leave it: handlers return values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from bot.addresses import AccountRef, ChannelRef
from bot.people import Context
from bot.ports import Draft, NamedRow, Timer
from storage import answers, groups, people, persons, promises, record
from storage.prepared import Prepared, which

Row = TypeVar("Row")


class Transaction:
    """A transaction on one connection. Several commands may share it (group commit).

    `wrote` tells whether the present command has written; the store resets it per command.
    """

    def __init__(self, connection: Any, dialect: sa.Dialect, *, writes: bool) -> None:
        self._connection = connection
        self._dialect = dialect
        self._gathered: dict[Prepared[Any], list[Mapping[str, Any]]] = {}
        self._at_end: dict[object, Callable[[], None]] = {}
        self.shared: dict[object, Any] = {}
        """What features keep between the commands of one batch: the head of each group's chain."""
        self.writes = writes
        self.wrote = False
        self.promised = False
        """A timer or a message was promised: the heartbeat and the courier want to know."""

    @property
    def postgresql(self) -> bool:
        return self._dialect.name == "postgresql"

    # Statements

    def rows(self, prepared: Prepared[Row], **values: Any) -> list[Row]:
        compiled = prepared.for_dialect(self._dialect)
        found = self._connection.execute(compiled.sql, compiled.bound(values)).fetchall()
        return list(prepared.rows(found, compiled)) if found else found

    def row(self, prepared: Prepared[Row], **values: Any) -> Row | None:
        compiled = prepared.for_dialect(self._dialect)
        found = self._connection.execute(compiled.sql, compiled.bound(values)).fetchone()
        return None if found is None else prepared.made(found, compiled)

    def stream(self, prepared: Prepared[Row], **values: Any) -> Iterator[Row]:
        """Rows one by one: for results that need not fit into memory."""
        compiled = prepared.for_dialect(self._dialect)
        return prepared.rows(self._connection.execute(compiled.sql, compiled.bound(values)), compiled)

    def write(self, prepared: Prepared[Any], **values: Any) -> int:
        """Returns how many rows it touched."""
        self.wrote = True
        compiled = prepared.for_dialect(self._dialect)
        return int(self._connection.execute(compiled.sql, compiled.bound(values)).rowcount)

    def write_new(self, prepared: Prepared[int], **values: Any) -> int:
        """Inserts one row; returns its id (for statements made by `insert_new`)."""
        self.wrote = True
        new = self.row(prepared, **values)
        assert new is not None
        return new

    def write_many(self, prepared: Prepared[Any], many: Sequence[Mapping[str, Any]]) -> None:
        if not many:
            return
        self.wrote = True
        compiled = prepared.for_dialect(self._dialect)
        self._connection.cursor().executemany(compiled.sql, [compiled.bound(values) for values in many])

    def gather(self, prepared: Prepared[Any], **values: Any) -> None:
        """A row that is written at the end of the batch, together with others of its kind. Who reads
        such rows in a writing transaction calls `flush()` first."""
        self.wrote = True
        self._gathered.setdefault(prepared, []).append(values)

    def at_end(self, key: object, act: Callable[[], None]) -> None:
        """Something to write once at the end of the batch; the last one given for a key counts."""
        self.wrote = True
        self._at_end[key] = act

    def flush(self) -> None:
        """Writes what was gathered; the store calls it before each commit."""
        while self._at_end:
            self._at_end.pop(next(iter(self._at_end)))()
        for prepared, many in self._gathered.items():
            self.write_many(prepared, many)
        self._gathered.clear()

    # What the engine asks for (bot.ports.Transaction)

    def context(self, account: AccountRef | None, where: ChannelRef, group: str | int | None) -> Context:
        found = people.context(self, account, where, group)
        # Entries of this batch are written at its end: the group's row does not know them yet.
        if found.group and (last_at := record.last_at(self, found.group.id)):
            return replace(found, group=replace(found.group, last_at=last_at))
        return found

    def which(
        self, sought: tuple[tuple[sa.Select[Any], ...], ...], person_id: int, at: datetime
    ) -> Sequence[bool]:
        found = self.row(which(sought), person=person_id, at=at)
        assert found is not None
        return found

    def person_of(self, account: AccountRef, name: str, at: datetime) -> int:
        return people.person_of(self, account, name, at)

    def rename(self, account: AccountRef, person_id: int, was: str, name: str) -> None:
        persons.rename(self, account, person_id, was, name)

    def find_named(self, group_id: int | None, typed: str, mention: AccountRef | None) -> Sequence[NamedRow]:
        return people.find_named(self, group_id, typed, mention)

    def find_like(self, group_id: int, typed: str, most: int) -> Sequence[str]:
        return people.find_like(self, group_id, typed, most)

    def is_closed(self, group_id: int) -> bool:
        return groups.is_closed(self, group_id)

    def own_groups(self, account: AccountRef, typed: str = "") -> Sequence[str]:
        return persons.own_groups(self, account, typed)

    def recall(self, request_id: str) -> str | None:
        return answers.recall(self, request_id)

    def remember(self, request_id: str, at: datetime, answer: str) -> None:
        answers.remember(self, request_id, at, answer)

    def keep_draft(self, key: str, draft: Draft, at: datetime) -> None:
        answers.keep_draft(self, key, draft, at)

    def draft(self, key: str, account: str, at: datetime) -> Draft | None:
        return answers.draft(self, key, account, at)

    def timer(self, timer_id: int) -> Timer | None:
        return promises.timer(self, timer_id)

    def finish_timer(self, timer_id: int) -> None:
        promises.finish_timer(self, timer_id)
