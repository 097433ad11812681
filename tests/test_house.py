"""The source tree itself: who imports whom, where things stand, and that what is declared holds together."""

from __future__ import annotations

import ast
import gc
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from string import Formatter

import pytest

from bot.addresses import AccountRef
from bot.boundary import Door, Request
from bot.clock import SystemClock
from bot.commands import Choice, Command, Record, Right, Scope
from bot.engine import EDIT, Engine
from bot.feature import Registry
from bot.pages import MORE
from bot.secrets import new_key
from commands import FEATURES
from storage.transaction import Transaction
from tests.engine import tea

ROOT = Path(__file__).parent.parent
PRODUCT = ("bot", "adapters", "commands", "storage")
LONGEST_FILE = 400
REGISTRY = Registry(FEATURES)
ENGINE: Engine[Transaction] = Engine(REGISTRY, None, SystemClock(), new_key)  # type: ignore[arg-type]
"""Reading needs no store."""


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the product."""

    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    def at(self, node: ast.AST) -> str:
        return f"{self.name}:{getattr(node, 'lineno', 1)}"

    def calls(self, *names: str) -> Iterator[ast.Call]:
        """Calls of functions, methods or classes with one of these names."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                called = node.func
                name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                if name in names:
                    yield node


@cache
def sources() -> tuple[Source, ...]:
    found = [path for top in PRODUCT for path in sorted((ROOT / top).rglob("*.py"))]
    texts = [(path, path.read_text(encoding="utf-8")) for path in found]
    gc.disable()  # What is collected in the midst may write a traceback, which parses, too; Python 3.11 minds.
    try:
        return tuple(Source(path, text, ast.parse(text)) for path, text in texts)
    finally:
        gc.enable()


def under(*folders: str) -> list[Source]:
    return [source for source in sources() if source.name.startswith(folders)]


def test_the_house_is_found() -> None:
    assert len(sources()) > 50
    assert {source.name.partition("/")[0] for source in sources()} == set(PRODUCT)


# Who may import whom


def test_who_may_import_whom() -> None:
    """The contracts in pyproject.toml; bin/lint-imports says more."""
    lint = Path(sys.executable).parent / "lint-imports"
    ran = subprocess.run(
        [lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stdout


def imported(source: Source) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_rules_and_views_are_pure() -> None:
    pure = [source for source in under("commands/") if re.search(r"/(rules|views|counting)\b", source.name)]
    assert len(pure) > 8
    for source in pure:
        known = {name.partition(".")[0] for name in imported(source)}
        wrong = known & {"storage", "adapters", "sqlalchemy", "sqlmodel", "asyncio", "os", "pathlib"}
        assert not wrong, f"{source.name} imports {wrong}"


def test_starting_imports_nothing_heavy() -> None:
    code = "import bot.cli, sys; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    heavy = {"sqlalchemy", "sqlmodel", "alembic", "discord", "slack_bolt", "slack_sdk", "aiohttp", "psycopg"}
    assert not heavy & set(ran.stdout.split())


# Where things stand


def test_no_file_is_long() -> None:
    long = [source.name for source in sources() if source.text.count("\n") > LONGEST_FILE]
    assert not long, f"longer than {LONGEST_FILE} lines: {long}"


def test_no_name_says_nothing() -> None:
    empty = re.compile(r"(?i)managers?$|helpers?$|utils?$|^misc|^common$")
    for source in sources():
        assert not empty.search(source.path.stem), source.name
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                assert not empty.search(node.name), f"{source.at(node)} {node.name}"


def test_every_module_says_what_it_is() -> None:
    for source in sources():
        if source.text.strip():
            assert ast.get_docstring(source.tree), f"{source.name} has no docstring"


def test_nothing_is_left_for_later() -> None:
    for source in sources():
        found = re.findall(r"\b(?:TODO|FIXME|XXX|HACK|NotImplemented\w*)\b", source.text)
        assert not found, f"{source.name}: {found}"


TRANSACTIONS = ("storage/store.py", "storage/database.py", "storage/migrations/", "storage/migrating.py")
"""Where transactions begin and end: the store's; and a whole schema's, when there is no store yet."""


def test_transactions_begin_and_end_in_one_place() -> None:
    for source in sources():
        if source.name.startswith(TRANSACTIONS):
            continue
        for call in source.calls("commit", "rollback", "begin_nested"):
            pytest.fail(f"{source.at(call)} begins or ends a transaction")
        words = re.search(r"[\"'](BEGIN|COMMIT|ROLLBACK|SAVEPOINT)\b", source.text)
        assert not words, f"{source.name} begins or ends a transaction"


BOUNDARIES = ("bot/engine.py", "bot/heartbeat.py", "bot/courier.py", "storage/store.py", "storage/readers.py")
"""DESIGN §8: one each in engine, heartbeat and courier; the store hands on what its threads meet."""


def test_nobody_else_swallows_everything() -> None:
    for source in under("bot/", "commands/", "storage/"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ExceptHandler) and source.name not in BOUNDARIES:
                caught = ast.unparse(node.type) if node.type else "everything"
                swallows = not isinstance(node.body[-1], ast.Raise)
                assert caught not in ("Exception", "BaseException", "everything") or not swallows, (
                    f"{source.at(node)} catches {caught}"
                )


def test_tables_are_met_in_storage_only() -> None:
    for source in under("commands/", "bot/", "adapters/"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("storage"):
                rows = [
                    alias.name for alias in node.names if alias.name.endswith("Row") or alias.name.isupper()
                ]
                assert not rows, f"{source.at(node)} takes {rows} out of storage"


# Words


def test_every_text_can_be_translated_and_has_its_arguments() -> None:
    """Babel finds literals only, and a placeholder without an argument is a fault when it is shown."""
    seen = 0
    for source in sources():
        for call in source.calls("Text", "Plural"):
            name = ast.unparse(call.func)
            literals = call.args
            if name not in ("Text", "Plural") or source.name in ("bot/text.py", "bot/codec.py"):
                continue  # where they are made, and read back
            if not literals and not call.keywords:
                continue  # a pattern of `match`
            assert len(literals) == (1 if name == "Text" else 2), source.at(call)
            given = {keyword.arg for keyword in call.keywords}
            for literal in literals:
                assert isinstance(literal, ast.Constant), f"{source.at(call)}: {name} needs a literal"
                asked = {
                    field for _, field, _, _ in Formatter().parse(str(literal.value)) if field is not None
                }
                assert None in given or asked <= given, f"{source.at(call)}: {asked - given} is not given"
                if name == "Text":
                    assert None in given or asked == given, f"{source.at(call)}: {given - asked} is not used"
                seen += 1
    assert seen > 300


def test_nothing_names_where_it_was_made() -> None:
    """No path of a workplace, no host of a package index: not even in the locks."""
    places = [
        "/" + "work/",
        "/" + "root/",
        "/" + "home/",
        "pyp" + "i.org",
        "python" + "hosted",
        "--index" + "-url",
    ]
    names = ["*.py", "*.md", "*.toml", "*.txt", "*.po", "*.play", "Makefile"]
    for path in {path for name in names for path in (*ROOT.glob(name), *own(name))}:
        text = path.read_text(encoding="utf-8")
        found = [place for place in places if place in text]
        assert not found, f"{path.relative_to(ROOT)} names {found}"


def own(pattern: str) -> Iterator[Path]:
    """Files of ours below the top."""
    for top in (*PRODUCT, "tests", "docs", ".ci"):
        yield from (ROOT / top).rglob(pattern)


# What is declared

commands = pytest.mark.parametrize(
    "command",
    dict.fromkeys(handles.command for handles in REGISTRY.handles.values()),  # Aliases are the same commands.
    ids=lambda command: command.path,
)
typed = pytest.mark.parametrize(
    "path", [path for path, handles in REGISTRY.handles.items() if handles.command.right.of_people]
)
MOST_OPTIONS = 25
LONGEST_ABOUT = 100
"""Discord's limits for a command."""


@commands
def test_a_command_fits_every_platform(command: type[Command]) -> None:
    assert re.fullmatch(r"[a-z]{1,32}( [a-z]{1,32}){0,2}", command.path)
    assert 0 < len(command.about.source) <= LONGEST_ABOUT
    assert not command.about.source.endswith("."), "it stands in lists"
    spec = ENGINE.specs[command.path]
    assert len(spec.params) <= MOST_OPTIONS
    for param in spec.params:
        assert re.fullmatch(r"[a-z_]{1,32}", param.name), param
        assert 0 < len(param.kind.about.source) <= LONGEST_ABOUT, param
        if isinstance(param.kind, Choice):
            assert 0 < len(param.kind.of) <= MOST_OPTIONS
            assert all(re.fullmatch(r"[a-z0-9][a-z0-9_-]*", member.value) for member in param.kind.of), param
            assert {member for member, _ in param.kind.labels} <= set(param.kind.of)
        if isinstance(param.kind, Record):
            assert param.kind.kind in REGISTRY.finds, f"nobody finds {param.kind.kind}"
    assert set(command.form) <= set(spec.by_name)


@commands
def test_a_command_without_a_group_is_for_anyone(command: type[Command]) -> None:
    """Rights are those of a seat: where there is no group the engine has nothing to check."""
    if command.scope is not Scope.GROUP:
        assert command.right is Right.ANYONE or not command.right.of_people


@commands
def test_a_command_of_nobody_has_one_record_and_no_group(command: type[Command]) -> None:
    if not command.right.of_people:
        (param,) = ENGINE.specs[command.path].params
        assert isinstance(param.kind, Record)
        assert command.scope is Scope.NONE
        assert not command.reads


@typed
def test_the_example_of_a_command_works(path: str) -> None:
    command = REGISTRY.handles[path].command
    assert command.example.startswith("/"), f"/{path} has no example"
    who = AccountRef("console", "local", "ana")
    ready = ENGINE.prepare(Request("1", who, tea.channel(), Door.LINE, line=command.example))
    assert ready.spec.command is command
    assert (ready.faults, ready.missing) == ((), ())


def test_a_command_of_several_words_names_its_feature() -> None:
    for feature in FEATURES:
        for handles in feature.handles:
            words = handles.command.path.split()  # "poll open", and "group charter show" of the charters
            assert len(words) == 1 or feature.name in words[:2], handles.command.path


# What is named in one place and stands in another


def known(source: Source, call: ast.Call, place: int) -> str | None:
    """The text that stands as an argument, if it can be known: a literal, or a constant of a module."""
    node = call.args[place] if len(call.args) > place else None
    if not isinstance(node, ast.Constant | ast.Name | ast.Attribute):
        return None
    module = source.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    try:
        found = eval(ast.unparse(node), vars(import_module(module)))
    except (NameError, AttributeError):
        return None  # a variable of the function
    return found if isinstance(found, str) else None


def test_every_promise_is_of_a_kind_that_somebody_keeps() -> None:
    timers = {path for path, handles in REGISTRY.handles.items() if handles.command.right is Right.CLOCK}
    done: set[str] = set()
    said: set[str] = set()
    for source in under("commands/"):
        for call in source.calls("promise", "release", "promised"):
            if (kind := known(source, call, 1)) is not None:
                assert kind in timers, f"{source.at(call)} promises {kind!r}"
                done.add(kind)
        for call in source.calls("say", "post_card", "refresh"):
            if (kind := known(source, call, 1)) is not None:
                assert kind in REGISTRY.says, f"{source.at(call)} says {kind!r}"
                said.add(kind)
    assert done == timers, "something is never promised, or this test looks in the wrong place"
    assert said


def test_every_button_names_a_command_that_takes_what_it_gives() -> None:
    """Those that are written out; each that is shown is checked where it is shown (tests/limits.py)."""
    seen = 0
    for source in sources():
        for call in source.calls("Button"):
            path = known(source, call, 1)
            if path in (None, EDIT, MORE):
                continue
            assert path in REGISTRY.handles, f"{source.at(call)} names {path!r}"
            values = call.args[2] if len(call.args) > 2 else None
            for pair in values.elts if isinstance(values, ast.Tuple) else ():
                if isinstance(pair, ast.Tuple) and isinstance(pair.elts[0], ast.Constant):
                    name = pair.elts[0].value
                    assert name in ENGINE.specs[path].by_name, f"{source.at(call)}: /{path} takes no {name!r}"
            seen += 1
    assert seen > 10
