"""What every table shares: naming, moments that keep their zone, typed access to columns."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

# Named constraints: a batch migration on SQLite cannot drop one without a name.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = SQLModel.metadata


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in, UTC in the database, aware UTC out. SQLite would drop the offset silently."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def moment(**options: Any) -> Any:
    """A column for an aware moment: `due_at: datetime = moment(index=True)`."""
    return Field(sa_type=cast(Any, UtcDateTime), **options)


def table(model: type[SQLModel]) -> sa.Table:
    """The table of a SQLModel class, for Core statements: `table(PersonRow).c.name`."""
    return cast(sa.Table, model.__table__)  # type: ignore[attr-defined]
