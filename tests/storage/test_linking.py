"""Nothing of a person is forgotten when two accounts become one person's."""

from __future__ import annotations

import sqlalchemy as sa

from storage.linking import FATES, OF_ACCOUNTS
from storage.tables import metadata

HOLDS_ACCOUNTS = ("ref", "account", "maker", "address", "platform")
"""What columns are called that hold the address of an account, or of the conversation with it."""


def columns() -> list[sa.Column[object]]:
    return [column for table in metadata.tables.values() for column in table.c]


def test_every_column_that_names_a_person_is_decided_on() -> None:
    named = {
        f"{column.table.name}.{column.name}"
        for column in columns()
        if any(key.column.table.name == "person" for key in column.foreign_keys)
    }
    assert named == set(FATES), "say in storage/linking.py what becomes of it when two persons become one"


def test_every_column_that_holds_an_account_is_decided_on() -> None:
    named = {f"{column.table.name}.{column.name}" for column in columns() if column.name in HOLDS_ACCOUNTS}
    assert named == set(OF_ACCOUNTS), "say in storage/linking.py why joining leaves it as it is"
