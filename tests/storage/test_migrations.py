"""The way from one version of the schema to the next: the same schema, and nothing is lost on it."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory

from storage.database import MIGRATIONS, Database, head_version
from storage.migrate import back_up, configured, migrate, upgrade
from storage.tables import metadata
from storage.trouble import Kind, StorageTrouble
from tests.world import World

AT = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
FIRST = "0001"


# The schema


def test_from_nothing_the_migrations_make_what_the_models_make(empty_url: str) -> None:
    database = Database(empty_url)
    upgrade(database)
    migrated = list(schema(database))
    with database.engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        metadata.drop_all(connection)
        connection.execute(sa.text("DROP TABLE alembic_version"))
    database.prepare()
    assert migrated == list(schema(database))


def test_the_migrations_are_one_row_numbered_like_their_files() -> None:
    with sa.create_engine("sqlite://").connect() as connection:
        scripts = ScriptDirectory.from_config(configured(connection))
    revisions = [script.revision for script in scripts.walk_revisions()][::-1]
    assert scripts.get_heads() == [head_version()]
    assert revisions == sorted(path.name[:4] for path in MIGRATIONS.glob("*.py"))
    assert revisions == [f"{number:04}" for number in range(1, len(revisions) + 1)]


def test_every_table_is_known_before_any_feature_is_loaded() -> None:
    """Else a database that is made by a tool would lack some."""
    everything = (
        "import importlib, pkgutil, storage;"
        "from storage.tables import metadata; known = set(metadata.tables);"
        "[importlib.import_module(m.name) for m in pkgutil.iter_modules(storage.__path__, 'storage.')];"
        "print(sorted(set(metadata.tables) - known))"
    )
    done = subprocess.run([sys.executable, "-c", everything], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# The data


async def first_of_all(full: str, empty: str) -> Database:
    """A database of the first version at `empty`, with a group as people make it at `full`."""
    world = World(full)
    await world.stage.open()
    ana, ben = world.people("ana", "ben")
    await ana.says("/group create Tea")
    await ana.says("/member join government")
    await ben.says("/member join civil society")
    await ana.says("/member away 2026-12-24 2027-01-02")
    await world.stage.close()
    old = Database(empty)
    upgrade(old, FIRST)
    with Database(full).engine.connect() as source, old.engine.begin() as target:
        looked = sa.inspect(target)
        there = set(looked.get_table_names())
        for table in metadata.sorted_tables:
            rows = [row._asdict() for row in source.execute(sa.select(table))]
            if table.name in there and rows:
                known = {column["name"] for column in looked.get_columns(table.name)}
                old_table = sa.table(
                    table.name, *(sa.column(c.name, c.type) for c in table.c if c.name in known)
                )
                old_rows = [{name: row[name] for name in known} for row in rows]
                target.execute(sa.insert(old_table), old_rows)
    return old


@pytest.fixture
async def first_version(empty_url: str, tmp_path: Path) -> Database:
    return await first_of_all(f"sqlite:///{tmp_path / 'full.db'}", empty_url)


@pytest.fixture
async def first_file(tmp_path: Path) -> Database:
    """The same, on SQLite only."""
    return await first_of_all(f"sqlite:///{tmp_path / 'full.db'}", f"sqlite:///{tmp_path / 'first.db'}")


async def test_an_old_database_keeps_its_data_and_works_on(first_version: Database) -> None:
    before = contents(first_version)
    assert len(before["seat"]) == 2
    done = migrate(first_version, AT)
    assert (done.before, done.now) == (FIRST, head_version())
    after = contents(first_version)
    assert kept(before, after)
    if done.backup is not None:
        copy = Database(f"sqlite:///{done.backup}")
        assert copy.version() == FIRST
        assert contents(copy) == before
    world = World(url(first_version))
    await world.stage.open()
    ana = world.person("ana")
    assert "intact" in (await ana.says("/record verify")).text
    assert (await ana.says('/poll open "Green tea?" closes:"in 2 days"')).ok
    await world.stage.close()


def before_folding(connection: sa.Connection) -> None:
    """The schema as it was before 0016: what later versions make is taken away again."""
    for name in ("linked_part", "linked", "link_try", "link_code", "erased", "erased_secret"):
        connection.execute(sa.text(f"DROP TABLE {name}"))
    connection.execute(sa.text("ALTER TABLE account DROP COLUMN told"))
    connection.execute(sa.text("UPDATE alembic_version SET version_num = '0015'"))


async def test_what_is_compared_is_folded_again(empty_url: str) -> None:
    Database(empty_url).prepare()
    world = World(empty_url)
    await world.stage.open()
    (ana,) = world.people("ana")
    await ana.says('/group create Æther stakeholders:"Łódź | Lodz-Ost | Ost"')
    await ana.says("/member join Ost")
    await ana.says("/member add @bjørn lodz")
    await ana.says("/action add Brew line:Đồ")
    await world.stage.close()
    database = Database(empty_url)
    columns = {"group": "folded", "stakeholder": "folded", "seat": "folded", "action": "line_folded"}
    new = {"aether", "lodz", "lodz-ost", "ost", "ana", "bjorn", "do"}
    assert folds(database, columns) == new
    with database.engine.begin() as connection:
        for table, column in columns.items():
            for old, now in (("æther", "aether"), ("łodz", "lodz"), ("bjørn", "bjorn"), ("đo", "do")):
                row = sa.table(table, sa.column(column, sa.String))
                connection.execute(sa.update(row).where(row.c[column] == now).values({column: old}))
        before_folding(connection)
    assert folds(database, columns) != new
    migrate(database, AT)
    assert folds(database, columns) == new


async def test_two_stakeholder_groups_are_never_folded_alike(empty_url: str) -> None:
    Database(empty_url).prepare()
    world = World(empty_url)
    await world.stage.open()
    (ana,) = world.people("ana")
    await ana.says('/group create Tea stakeholders:"Lodz | Other"')
    await world.stage.close()
    database = Database(empty_url)
    with database.engine.begin() as connection:
        connection.execute(sa.text("UPDATE stakeholder SET folded = 'łodz' WHERE folded = 'other'"))
        before_folding(connection)
    migrate(database, AT)
    assert folds(database, {"stakeholder": "folded"}) == {"lodz", "łodz"}


def test_foreign_keys_are_in_force_after_a_migration(first_version: Database) -> None:
    migrate(first_version, AT)
    connection = first_version.connect(writes=True)
    with closing(connection), pytest.raises(Exception, match=r"(?i)foreign key"):
        connection.execute("INSERT INTO home (channel, group_id, since) VALUES ('x', 4711, '2026-12-01')")


def test_a_table_that_is_made_anew_keeps_the_rows_that_refer_to_it(first_version: Database) -> None:
    before = contents(first_version)["seat"]
    with first_version.schema_change() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("group", recreate="auto") as batch:
            batch.alter_column("about", existing_type=sa.String(), type_=sa.Text())
    assert contents(first_version)["seat"] == before


def test_a_second_migration_finds_nothing_to_do(first_version: Database) -> None:
    migrate(first_version, AT)
    done = migrate(first_version, AT)
    assert (done.before, done.now, done.backup) == (head_version(), head_version(), None)


def test_an_empty_database_gets_its_tables(empty_url: str) -> None:
    done = migrate(Database(empty_url), AT)
    assert (done.before, done.now, done.backup) == (None, head_version(), None)
    assert Database(empty_url).version() == head_version()


def test_a_newer_database_is_left_alone(first_version: Database) -> None:
    with first_version.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StorageTrouble) as trouble:
        migrate(first_version, AT)
    assert trouble.value.kind is Kind.NEWER
    assert first_version.version() == "9999"


def test_rows_that_refer_to_nothing_stop_the_migration(first_file: Database) -> None:
    with closing(sqlite3.connect(str(first_file.path))) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("INSERT INTO home (channel, group_id, since) VALUES ('x', 4711, '2026-12-01')")
        connection.commit()
    before = contents(first_file)
    with pytest.raises(StorageTrouble, match="home"):
        migrate(first_file, AT)
    assert first_file.version() == FIRST
    assert contents(first_file) == before


def test_backups_do_not_overwrite_each_other_and_are_as_private_as_the_original(first_file: Database) -> None:
    assert first_file.path is not None
    first_file.path.chmod(0o600)
    copies = [back_up(first_file, AT) for _ in range(3)]
    assert len(set(copies)) == 3
    assert all(copy is not None and copy.stat().st_mode & 0o777 == 0o600 for copy in copies)


# How databases are compared


def folds(database: Database, columns: Mapping[str, str]) -> set[str]:
    """What stands in these columns of these tables."""
    with database.engine.connect() as connection:
        return {
            value
            for table, column in columns.items()
            for value in connection.scalars(sa.select(sa.table(table, sa.column(column)).c[column]))
        }


def url(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def contents(database: Database) -> dict[str, list[dict[str, object]]]:
    """All rows of all our tables that are there, with the columns that are there."""
    with database.engine.connect() as connection:
        looked = sa.inspect(connection)
        there = set(looked.get_table_names())
        found: dict[str, list[dict[str, object]]] = {}
        for table in metadata.sorted_tables:
            if table.name in there:
                known = {column["name"] for column in looked.get_columns(table.name)}
                selected = sa.select(*(column for column in table.c if column.name in known))
                rows = ({**row} for row in connection.execute(selected).mappings())
                found[table.name] = sorted(
                    ({str(key): value for key, value in row.items()} for row in rows), key=repr
                )
        return found


def kept(before: dict[str, list[dict[str, object]]], after: dict[str, list[dict[str, object]]]) -> bool:
    """Whether all that was there before still is; columns that came since do not matter."""
    for name, rows in before.items():
        columns = rows[0].keys() if rows else set()
        left = sorted(({key: row[key] for key in columns} for row in after[name]), key=repr) if rows else []
        if left != rows:
            return False
    return True


def schema(database: Database) -> Iterator[str]:
    """The schema as text, as the database itself tells it; the order of constraints says nothing."""
    with database.engine.connect() as connection:
        if database.sqlite:
            made = connection.execute(
                sa.text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
            ).scalars()
            yield from sorted(_in_order(sql) for sql in made)
            return
        inspector = sa.inspect(connection)
        for table in sorted(inspector.get_table_names()):
            for column in inspector.get_columns(table):
                yield f"{table}: {column['name']} {column['type']!r} {column['nullable']} {column['default']}"
            yield f"{table}: {inspector.get_pk_constraint(table)}"
            for what in (
                inspector.get_foreign_keys(table),
                inspector.get_unique_constraints(table),
                inspector.get_check_constraints(table),
                inspector.get_indexes(table),
            ):
                yield from sorted(f"{table}: {one}" for one in what)


def _in_order(sql: str) -> str:
    """A CREATE statement on one line, its constraints sorted."""
    head, bracket, body = " ".join(sql.split()).partition("(")
    clauses = re.split(r", (?![^()]*\))", body)
    last = clauses.pop()
    inside, end = last[: last.rfind(")")], last[last.rfind(")") :]
    clauses = [clause.strip() for clause in (*clauses, inside)]
    columns = [clause for clause in clauses if not clause.startswith("CONSTRAINT")]
    return head + bracket + ", ".join([*columns, *sorted(set(clauses) - set(columns))]) + end
