"""Writes the next migration: what the models have and the newest migration has not.

    python -m storage.migrations "Rotas and turns"

Read it, mend it (a renamed column looks like one that went and one that came), and put it into the
one style: `make format`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from storage.database import Database, head_version
from storage.migrate import configured, upgrade


def main(message: str) -> None:
    number = f"{int(head_version()) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'migrated.db'}")
        upgrade(database)
        with database.schema_change() as connection:
            command.revision(configured(connection), message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit('Say what changes: python -m storage.migrations "Rotas and turns"')
    main(sys.argv[1])
