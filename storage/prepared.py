"""Core statements that are compiled once and run on the driver's own cursor.

`Connection.execute` costs some 70 microseconds a statement in Python alone; a ballot needs six. A
`Prepared` keeps the compiled text and the type conversions of a Core statement per dialect, so
that both databases share one statement and the hot path pays for the database only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast, overload

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from storage.base import table

Row = TypeVar("Row")
Statement = sa.SelectBase | sa.CompoundSelect[Any] | sa.UpdateBase
Converter = Callable[[Any], Any]


class _Compiled:
    """One statement for one dialect."""

    __slots__ = ("_asked", "_given", "converters", "sql")

    def __init__(self, statement: Statement, dialect: sa.Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        # Where each value goes: its places among the question marks, or its name where the driver takes names.
        places: dict[str, list[Any]] = {}
        for place, name in enumerate(compiled.positiontup or () if compiled.positional else compiled.binds):
            places.setdefault(name, []).append(place if compiled.positional else name)
        self._asked: list[tuple[str, Converter | None, list[Any]]] = []
        self._given: Any = [None] * len(compiled.positiontup or ()) if compiled.positional else {}
        """The values that are always the same, and room for the others."""
        for name, bind in compiled.binds.items():
            if name != compiled.bind_names[bind]:  # SQLAlchemy keeps anonymous names beside the real ones
                continue
            processor = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if bind.required:
                self._asked.append((name, processor, places.get(name, [])))
                continue
            value = bind.effective_value
            for place in places.get(name, ()):
                self._given[place] = value if processor is None else processor(value)
        columns = statement.selected_columns if isinstance(statement, sa.SelectBase) else _returned(statement)
        converters = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self.converters = [
            (place, convert) for place, convert in enumerate(converters) if convert is not None
        ]

    def bound(self, given: Mapping[str, Any]) -> Any:
        """The driver's parameters for the values that are given."""
        values = self._given.copy()
        for name, processor, places in self._asked:
            value = given[name] if processor is None else processor(given[name])
            for place in places:
                values[place] = value
        return values

    def read(self, row: Sequence[Any]) -> Sequence[Any]:
        if not self.converters:
            return row
        values = list(row)
        for place, convert in self.converters:
            values[place] = convert(values[place])
        return values


def _returned(statement: sa.UpdateBase) -> Sequence[sa.ColumnElement[Any]]:
    return [cast(sa.ColumnElement[Any], column) for column in statement._returning]


class Prepared(Generic[Row]):
    """A statement, and what a row of its result becomes: `Prepared(select(...), Poll)`.

    Open values are `sa.bindparam("name")`; they are given by name when it runs.
    """

    __slots__ = ("_by_dialect", "_into", "_make")

    @overload
    def __init__(
        self: Prepared[tuple[Any, ...]], statement: Statement | Callable[[str], Statement]
    ) -> None: ...

    @overload
    def __init__(
        self, statement: Statement | Callable[[str], Statement], into: Callable[..., Row]
    ) -> None: ...

    def __init__(
        self, statement: Statement | Callable[[str], Statement], into: Callable[..., Any] = tuple
    ) -> None:
        self._make = statement if callable(statement) else lambda _dialect: statement
        self._into = into
        self._by_dialect: dict[str, _Compiled] = {}

    def for_dialect(self, dialect: sa.Dialect) -> _Compiled:
        compiled = self._by_dialect.get(dialect.name)
        if compiled is None:
            compiled = self._by_dialect[dialect.name] = _Compiled(self._make(dialect.name), dialect)
        return compiled

    def made(self, row: Sequence[Any], compiled: _Compiled) -> Row:
        read = compiled.read(row)
        return cast(Row, tuple(read)) if self._into is tuple else self._into(*read)

    def rows(self, cursor: Iterable[Any], compiled: _Compiled) -> Iterator[Row]:
        into, read = self._into, compiled.read
        if into is tuple:
            return (cast(Row, tuple(read(row))) for row in cursor)
        return (into(*read(row)) for row in cursor)


@lru_cache
def which(sought: tuple[tuple[sa.Select[Any], ...], ...]) -> Prepared[tuple[bool, ...]]:
    """One statement that tells of each group of selects whether any of them finds something."""
    return Prepared(sa.select(*(sa.or_(*map(sa.exists, group)) for group in sought)))


def insert(model: type[SQLModel], *columns: str) -> Prepared[tuple[Any, ...]]:
    """An insert of the named columns, each given by its name."""
    statement = sa.insert(table(model)).values({name: sa.bindparam(name) for name in columns})
    return Prepared(statement.inline())


def insert_new(model: type[SQLModel], *columns: str) -> Prepared[int]:
    """The same for a table whose `id` the database gives; the result is that id."""
    statement = sa.insert(table(model)).values({name: sa.bindparam(name) for name in columns})
    return Prepared(statement.returning(table(model).c.id), int)


def insert_absent(
    model: type[SQLModel], *columns: str, where: sa.TextClause | None = None, on: Sequence[str] = ()
) -> Prepared[tuple[Any, ...]]:
    """An insert that does nothing where the row stands already (by `on`, or any unique rule)."""

    def make(dialect: str) -> Statement:
        values: dict[str, Any] = {name: sa.bindparam(name) for name in columns}
        place: dict[str, Any] = {}
        if on:
            place = {"index_elements": list(on), "index_where": where}
        if dialect == "postgresql":
            return postgresql.insert(table(model)).values(values).inline().on_conflict_do_nothing(**place)
        return sqlite.insert(table(model)).values(values).on_conflict_do_nothing(**place)

    return Prepared(make)


def upsert(model: type[SQLModel], keys: Sequence[str], *columns: str) -> Prepared[tuple[Any, ...]]:
    """An insert of `keys` and `columns` that overwrites `columns` where the keys stand already."""

    def make(dialect: str) -> Statement:
        values: dict[str, Any] = {name: sa.bindparam(name) for name in (*keys, *columns)}
        if dialect == "postgresql":
            wanted = postgresql.insert(table(model)).values(values).inline()
            return wanted.on_conflict_do_update(
                index_elements=list(keys), set_={name: wanted.excluded[name] for name in columns}
            )
        put = sqlite.insert(table(model)).values(values)
        return put.on_conflict_do_update(
            index_elements=list(keys), set_={name: put.excluded[name] for name in columns}
        )

    return Prepared(make)
