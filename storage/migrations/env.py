"""What Alembic runs: migrations in the transaction that was opened for them."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString

from storage.base import UtcDateTime
from storage.tables import metadata


def written(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """How our types are written in a new migration."""
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "UtcDateTime()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=written,
    # SQLite cannot change a column: its table is made anew and filled.
    render_as_batch=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
