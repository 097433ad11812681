"""Databases for the tests: each story runs on SQLite and on a real PostgreSQL.

A test that takes `world` or `database_url` runs once on each database when it stands in
`tests/stories` or `tests/storage`, elsewhere on SQLite only. `postgres_url` is for what only
PostgreSQL can do. Where no server is to be had, that lane is skipped and says why; with
CONVENOR_REQUIRE_POSTGRES=1 a test run on no PostgreSQL fails.
"""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from tests import postgres

if TYPE_CHECKING:
    from tests.world import World

REQUIRED = "CONVENOR_REQUIRE_POSTGRES"
LANES = ("sqlite", "postgresql")
BOTH = ("stories", "storage")
"""Folders of tests that run on both databases."""
_FOLDER = pytest.StashKey[Path]()
_WATCHER = pytest.StashKey[subprocess.Popen[bytes]]()
_LANE = ("lane", "postgresql")

# A slow machine is no fault of the code.
_SLOW = (HealthCheck.too_slow,)
settings.register_profile("convenor", deadline=None, suppress_health_check=_SLOW)
# In CI the same examples every time: what lands must not depend on luck. New ones are looked for here.
settings.register_profile("ci", deadline=None, derandomize=True, database=None, suppress_health_check=_SLOW)
settings.load_profile("ci" if os.environ.get("CI") else "convenor")


# Which tests run on what


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "lane" in metafunc.fixturenames:
        folder = metafunc.definition.path.relative_to(Path(__file__).parent).parts[0]
        metafunc.parametrize("lane", LANES if folder in BOTH else LANES[:1])


def pytest_collection_finish() -> None:
    """What was loaded and collected stays to the end: looking through it again and again for what is no
    longer needed was a tenth of all work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        assert isinstance(item, pytest.Function)
        lane = item.callspec.params.get("lane") if hasattr(item, "callspec") else None
        if lane == "postgresql" or "postgres_url" in item.fixturenames:
            item.user_properties.append(_LANE)


# One server for all processes of the run


def pytest_configure(config: pytest.Config) -> None:
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    folder = config.stash[_FOLDER] = Path(worker["folder"]) if worker else postgres.make_folder()
    if worker is None:
        config.stash[_WATCHER] = postgres.watch(folder)
    # What pytest keeps for the tests themselves, too, unless --basetemp says where.
    os.environ["PYTEST_DEBUG_TEMPROOT"] = str(folder)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["folder"] = str(node.config.stash[_FOLDER])


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and _LANE in [tuple(each) for each in report.user_properties]:
        _count[report.outcome] = _count.get(report.outcome, 0) + 1


_count: dict[str, int] = {}
"""How many tests passed and failed on PostgreSQL; in the process that reports."""


def _missed(config: pytest.Config) -> bool:
    return os.environ.get(REQUIRED) == "1" and not config.option.collectonly and not _count.get("passed")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput") and _missed(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    about = postgres.about(config.stash[_FOLDER])
    ran = sum(_count.values())
    if about is not None:
        terminalreporter.write_line(f"PostgreSQL lane: {ran} tests on {about}")
    if _missed(config):
        terminalreporter.write_line(f"{REQUIRED} is set and nothing passed on PostgreSQL: failed.", red=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        postgres.end(config.stash[_FOLDER], config.stash[_WATCHER])


# Fresh databases


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[postgres.Databases]:
    """Fresh databases on the PostgreSQL of this run; skips the test where there is none."""
    try:
        found = postgres.Databases(request.config.stash[_FOLDER])
    except postgres.NoServer as missing:
        pytest.skip(f"no PostgreSQL: {missing}")
    yield found
    found.close()


@pytest.fixture
def postgres_url(databases: postgres.Databases) -> str:
    return databases.fresh()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database with our tables: copying it is quicker than making it."""
    from storage.database import Database

    path = tmp_path_factory.mktemp("template") / "convenor.db"
    database = Database(f"sqlite:///{path}")
    database.prepare()
    database.engine.dispose()
    return path


@pytest.fixture
def database_url(lane: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A fresh database with our tables."""
    if lane == "postgresql":
        databases: postgres.Databases = request.getfixturevalue("databases")
        return databases.fresh()
    path = tmp_path / "convenor.db"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def empty_url(lane: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database in which there is nothing yet."""
    if lane == "postgresql":
        databases: postgres.Databases = request.getfixturevalue("databases")
        return databases.fresh(empty=True)
    return f"sqlite:///{tmp_path / 'convenor.db'}"


# Worlds


@pytest.fixture
def story_url(
    lane: str, database_url: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The database of a story. On PostgreSQL its connections are those of the story before."""
    if lane == "postgresql":
        import psycopg

        databases: postgres.Databases = request.getfixturevalue("databases")
        monkeypatch.setattr(psycopg, "connect", databases.kept.connect)
    return database_url


@pytest.fixture
async def world(story_url: str) -> AsyncIterator[World]:
    """A world to tell a story in (tests/world.py)."""
    from tests.world import World

    world = World(story_url)
    await world.stage.open()
    yield world
    await world.misses_nothing()
    await world.stage.close()


@pytest.fixture
async def tearoom(story_url: str) -> AsyncIterator[World]:
    """The same for what every feature stands on: its only feature is tests/engine/tea.py."""
    from tests.engine import tea
    from tests.world import World

    world = World(story_url, tea.build)
    await world.stage.open()
    yield world
    await world.stage.close()
