"""No table and no column is forgotten when somebody asks what is stored about them, or has it erased."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from commands.privacy.labels import TITLES
from storage.own import Fate, Own
from storage.own_tables import ELSEWHERE, NOBODYS, OWN
from storage.own_words import DESCRIBES, is_theirs
from storage.tables import metadata

PEOPLE = ("person", "account", "seat")
NUMBERED = ("participant", "opener", "author", "proposer", "giver", "taker", "asker", "asked", "deputy", "raised_by",
            "answered_by", "ruled_by", "determined_by", "confirmed_by", "opened_by")  # fmt: skip
"""What columns are called that hold a participant's number."""


def test_every_table_is_decided_on_once() -> None:
    own = [each.table.name for each in OWN]
    decided = [*own, *ELSEWHERE, *NOBODYS]
    assert sorted(decided) == sorted(metadata.tables), (
        "say in storage/own_tables.py whose the rows of a new table are"
    )
    assert all([*ELSEWHERE.values(), *NOBODYS.values()])


@pytest.mark.parametrize("own", OWN, ids=lambda own: str(own.table.name))
def test_every_column_is_exported_or_has_a_reason(own: Own) -> None:
    assert len(set(own.columns)) == len(own.columns)
    assert not set(own.columns) & set(own.rest)
    decided = {*own.columns, *own.rest}
    assert decided == set(own.table.c.keys()), (
        "say in storage/own_tables.py what a new column tells of a person"
    )
    assert all(own.rest.values())
    assert set(own.cleared) <= set(own.columns)
    assert bool(own.cleared) == (own.fate is Fate.CLEARED)


@pytest.mark.parametrize(
    "table", [metadata.tables[name] for name in NOBODYS], ids=lambda table: str(table.name)
)
def test_what_is_nobodys_leads_to_nobody(table: sa.Table) -> None:
    for column in table.c:
        assert column.name not in NUMBERED, f"{table.name}.{column.name} is somebody's"
        assert not [key for key in column.foreign_keys if key.column.table.name in PEOPLE]


def test_every_table_that_is_exported_has_a_name() -> None:
    assert sorted(TITLES) == sorted([*(each.table.name for each in OWN), *ELSEWHERE])


@pytest.mark.parametrize(
    ("by", "about", "field", "whose"),
    [
        (7, None, "text", {7}),
        (7, 7, "name", {7}),
        (1, 7, "name", {7}),
        (1, 7, "affiliation", {7}),
        (1, 7, "reason", {1, 7}),
        (None, 7, "reason", {7}),
        (7, None, "rationale", {7}),
    ],
)
def test_whose_a_personal_value_is(by: int | None, about: int | None, field: str, whose: set[int]) -> None:
    body = {
        "by": "time" if by is None else f"participant {by}",
        "facts": {"participant": about} if about else {},
    }
    assert {number for number in (1, 7, 70) if is_theirs(body, field, number)} == whose
    assert field not in DESCRIBES or whose == {7}
