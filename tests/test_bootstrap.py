"""The set-up says in one sentence what is wrong, repairs what is half-made, and is quiet when all is well.

Nothing here needs a network: the only package index that is asked is a closed port of this machine.
"""

import ast
import fcntl
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator
from pathlib import Path

import pip as pip_package
import pytest

import bootstrap

ROOT = Path(bootstrap.__file__).parent
LOCKS = (bootstrap.RUN_LOCK, bootstrap.DEV_LOCK)
FACTS: dict[str, object] = {
    "venv": "/there/.venv",
    "needed": 500,
    "free": 12,
    "python": "3.11",
    "version": "3.9.18",
    "lock": "requirements.txt",
}
SENTENCES = {name: text for name, text in vars(bootstrap).items() if name.isupper() and isinstance(text, str)}
for not_a_sentence in ("RUN_LOCK", "DEV_LOCK"):
    del SENTENCES[not_a_sentence]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what the set-up reads."""
    for name in ("bootstrap.py", *LOCKS):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port that is taken, so that nobody else opens it, and refuses every connection."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def environment(port: int = 9, path: str = os.defpath) -> dict[str, str]:
    """One without the habits of whoever runs the tests, whose only package index does not answer."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    index = f"http://127.0.0.1:{port}/simple"
    nowhere = {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_CACHE_DIR": "1", "UV_NO_CONFIG": "1", "NO_PROXY": "*"}
    return kept | nowhere | {"PIP_INDEX_URL": index, "UV_DEFAULT_INDEX": index, "PATH": path}


def start(
    project: Path, *arguments: str, before: str = "", told: dict[str, str] | None = None
) -> subprocess.Popen[str]:
    """Start the project's set-up, with `before` happening first in the same process."""
    script = str(project / "bootstrap.py")
    code = f"import runpy, sys; sys.argv = {[script, *arguments]!r}\n{before}\n"
    return subprocess.Popen(
        [sys.executable, "-c", code + f"runpy.run_path({script!r}, run_name='__main__')"],
        env=told or environment(),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run(
    project: Path, *arguments: str, before: str = "", told: dict[str, str] | None = None
) -> tuple[int, str]:
    with start(project, *arguments, before=before, told=told) as process:
        output, said = process.communicate(timeout=60)
    assert output == "", "standard output belongs to the program that is started next"
    return process.returncode, said


def make_venv(project: Path) -> dict[str, str]:
    """A .venv that looks ready, but has pip and nothing else; the stamp that it was given."""
    place = project / ".venv"
    venv.create(place, symlinks=True)
    (place / "bin" / "convenor").touch()
    packages = next((place / "lib").glob("python*/site-packages"))
    pip = Path(*pip_package.__path__)
    (packages / "pip").symlink_to(pip, target_is_directory=True)
    stamp = bootstrap.Setup(os.path.realpath(project), dev=True).wanted()
    (place / "convenor-stamp.json").write_text(json.dumps(stamp))
    return stamp


def stamped(project: Path) -> object:
    return json.loads((project / ".venv" / "convenor-stamp.json").read_text())


# ---------------------------------------------------------------- which Python


@pytest.mark.parametrize(
    ("version", "good"),
    [
        ((2, 7, 18), False),
        ((3, 6, 15), False),
        ((3, 10, 99), False),
        ((3, 11, 0), True),
        ((3, 14, 2), True),
        ((4, 0, 0), True),
    ],
)
def test_python_3_11_is_the_oldest(version: tuple[int, ...], good: bool) -> None:
    assert bootstrap.new_enough(version) is good


def test_it_can_be_read_by_a_python_that_is_too_old() -> None:
    ast.parse((ROOT / "bootstrap.py").read_text(), feature_version=(3, 6))


def test_a_python_that_is_too_old_is_told_so(project: Path) -> None:
    told = environment(path=str(project / "nothing-here"))
    code, said = run(project, before="sys.version_info = (3, 9, 18)", told=told)
    assert (code, said) == (1, bootstrap.TOO_OLD.format(version="3.9.18") + "\n")
    assert not (project / ".venv").exists()


def test_a_python_that_is_too_old_hands_over_to_a_newer_one(project: Path) -> None:
    make_venv(project)
    newer = project / "newer"
    newer.mkdir()
    # The stub of a version manager, with no Python behind it, and a Python.
    (newer / "python3.14").write_text("#!/bin/sh\nexit 127\n")
    (newer / "python3.14").chmod(0o755)
    (newer / "python3.12").symlink_to(sys.executable)
    assert run(project, before="sys.version_info = (3, 9, 18)", told=environment(path=str(newer))) == (0, "")


def test_a_python_without_ensurepip_is_told_so(project: Path) -> None:
    missing = "from importlib import util; find = util.find_spec\n"
    missing += "util.find_spec = lambda name: None if name == 'ensurepip' else find(name)"
    code, said = run(project, before=missing)
    assert code == 1
    assert said.splitlines()[-1] == bootstrap.NO_VENV.format(python="{}.{}".format(*sys.version_info))


# ---------------------------------------------------------------- what there is to do


def found(**changes: str) -> dict[str, str]:
    return {"root": "/r", "python": "3.11", "bootstrap": "b", bootstrap.DEV_LOCK: "d"} | changes


WANTED = {"root": "/r", "python": "3.11", "bootstrap": "b", bootstrap.DEV_LOCK: "d", bootstrap.RUN_LOCK: "r"}
RUN_ONLY = {"root": "/r", "python": "3.11", "bootstrap": "b", bootstrap.RUN_LOCK: "r"}


@pytest.mark.parametrize(
    ("stamp", "dev", "todo"),
    [
        pytest.param(None, True, "build", id="nothing there, or left half-made"),
        pytest.param(found(), True, "nothing", id="all as it was"),
        pytest.param(found(), False, "nothing", id="enough for developing is enough for running"),
        pytest.param(RUN_ONLY, False, "nothing", id="enough for running"),
        pytest.param(RUN_ONLY, True, "update", id="enough for running is not enough for developing"),
        pytest.param(found(**{bootstrap.DEV_LOCK: "older"}), True, "update", id="the lock changed"),
        pytest.param(found(bootstrap="older"), True, "update", id="the set-up itself changed"),
        pytest.param(found(python="3.12"), True, "build", id="another Python"),
        pytest.param(found(root="/moved"), True, "build", id="the folder was moved"),
        pytest.param({}, True, "build", id="an empty stamp"),
    ],
)
def test_it_decides_what_to_do(stamp: dict[str, str] | None, dev: bool, todo: str) -> None:
    assert bootstrap.decide(stamp, WANTED, dev) == todo


@pytest.mark.parametrize("arguments", [(), ("--run-only",)])
def test_when_nothing_changed_it_runs_nothing_and_says_nothing(
    project: Path, arguments: tuple[str, ...]
) -> None:
    make_venv(project)
    nothing = "import subprocess; subprocess.Popen = subprocess.run = None"
    assert run(project, *arguments, before=nothing) == (0, "")


@pytest.mark.parametrize("lost", ["convenor-stamp.json", "bin/python", "bin/convenor"])
def test_a_venv_that_lost_something_is_not_trusted(project: Path, lost: str) -> None:
    make_venv(project)
    setup = bootstrap.Setup(os.path.realpath(project), dev=True)
    assert setup.found() == setup.wanted()
    (project / ".venv" / lost).unlink()
    assert setup.found() is None


def test_a_damaged_stamp_is_no_stamp(project: Path) -> None:
    make_venv(project)
    for damage in ("", "{", "[]", "\x00"):
        (project / ".venv" / "convenor-stamp.json").write_text(damage)
        assert bootstrap.Setup(os.path.realpath(project), dev=True).found() is None


def test_a_second_set_up_waits_and_then_has_nothing_to_do(project: Path) -> None:
    ready = make_venv(project)
    stamp = project / ".venv" / "convenor-stamp.json"
    stamp.write_text(json.dumps(ready | {bootstrap.DEV_LOCK: "older"}))
    with (project / "bootstrap.py").open("rb") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        second = start(project)
        assert second.stderr is not None
        assert "Another set-up is at work" in second.stderr.readline()
        stamp.write_text(json.dumps(ready))
    output, said = second.communicate(timeout=60)
    assert (second.returncode, output, said) == (0, "", "")


def test_a_folder_that_is_none_is_named(project: Path) -> None:
    (project / ".venv").touch()
    code, said = run(project)
    assert code == 1
    assert said.splitlines()[-1] == bootstrap.NO_FOLDER.format(venv=os.path.realpath(project / ".venv"))


@pytest.mark.parametrize("lock", LOCKS)
def test_a_missing_lock_is_named(project: Path, lock: str) -> None:
    (project / lock).unlink()
    assert run(project) == (1, bootstrap.NO_LOCK.format(lock=lock) + "\n")


# ---------------------------------------------------------------- an index that does not answer


def test_an_index_that_does_not_answer_is_said_in_one_sentence(project: Path, closed_port: int) -> None:
    (project / ".venv").mkdir()
    half_made = project / ".venv" / "left-by-one-that-was-killed"
    half_made.touch()
    code, said = run(project, told=environment(closed_port))
    assert code == 1
    assert said.splitlines()[-1] == bootstrap.UNREACHABLE
    assert "Traceback" not in said
    assert not half_made.exists(), "what was half-made was made anew"
    assert bootstrap.Setup(os.path.realpath(project), dev=True).found() is None


def test_an_update_that_could_not_be_fetched_leaves_things_as_they_were(
    project: Path, closed_port: int
) -> None:
    old = make_venv(project) | {bootstrap.DEV_LOCK: "older"}
    (project / ".venv" / "convenor-stamp.json").write_text(json.dumps(old))
    code, said = run(project, told=environment(closed_port))
    assert code == 1
    assert said.splitlines()[-1] == bootstrap.UNREACHABLE
    assert stamped(project) == old


# ---------------------------------------------------------------- what is said


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_each_trouble_is_one_sentence(name: str) -> None:
    sentence = SENTENCES[name].format(**FACTS)
    assert sentence.endswith(".")
    assert not re.search(r"[.!?]\s", sentence), "one sentence, not two"
    assert "{" not in sentence


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "FULL"),
        ("error: Failed to install: x.whl\n  Caused by: No space left on device (os error 28)", "FULL"),
        ("OSError: [Errno 122] Disk quota exceeded", "FULL"),
        ("SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed", "UNTRUSTED"),
        ("Caused by: invalid peer certificate: UnknownIssuer", "UNTRUSTED"),
        (
            "'NewConnectionError: [Errno 111] Connection refused'\nNo matching distribution found",
            "UNREACHABLE",
        ),
        ("  Caused by: error sending request for url\n  Caused by: dns error", "UNREACHABLE"),
        ("[Errno -3] Temporary failure in name resolution", "UNREACHABLE"),
        ("ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407", "UNREACHABLE"),
        ("ReadTimeoutError(\"HTTPSConnectionPool(host='x', port=443): Read timed out.", "UNREACHABLE"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "TAMPERED"),
        ("error: Hash mismatch for `babel==2.18.0`", "TAMPERED"),
        ("ERROR: No matching distribution found for babel==2.18.0", "MISSING"),
        ("PermissionError: [Errno 13] Permission denied: '/there/.venv/bin'", "NOT_WRITABLE"),
        ("[Errno 30] Read-only file system: '/there/.venv'", "NOT_WRITABLE"),
        ("error: something that nobody foresaw", "UNKNOWN"),
        ("", "UNKNOWN"),
    ],
)
def test_the_cause_is_recognised(output: str, sentence: str) -> None:
    assert bootstrap.diagnose(output) == SENTENCES[sentence]


def test_uv_goes_the_way_that_pip_was_told_to_go() -> None:
    settings = (
        ":env:.index-url='https://mine.example/simple'\n:env:.timeout='5'\n"
        "global.index-url='https://ours.example/simple'\nglobal.proxy='http://proxy.example:3128'\n"
    )
    assert bootstrap.uv_environment(settings, {"HOME": "/h"}) == {
        "HOME": "/h",
        "UV_DEFAULT_INDEX": "https://mine.example/simple",
        "ALL_PROXY": "http://proxy.example:3128",
    }
    own = {"UV_DEFAULT_INDEX": "https://own.example"}
    assert bootstrap.uv_environment("global.index-url='https://ours.example/simple'", own) == own
    assert bootstrap.uv_environment("", {}) == {}
    assert bootstrap.uv_environment("global.no-index='true'", {}) is None


# ---------------------------------------------------------------- the locks


def packages(lock: str) -> dict[str, str]:
    """The lines of each package in a lock file."""
    text = re.sub(r"\\\n", "", (ROOT / lock).read_text())
    return {line.partition("==")[0]: line for line in text.splitlines() if re.match(r"\S+==", line)}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_locked_by_version_and_hashes(lock: str) -> None:
    assert len(packages(lock)) > 20
    for name, line in packages(lock).items():
        assert re.match(rf"{name}==[\w.!+]+ .*--hash=sha256:[0-9a-f]{{64}}", line), name


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address_and_no_place(lock: str) -> None:
    for line in (ROOT / lock).read_text().splitlines():
        assert not re.search(r"://|--(extra-)?index|--find-links|--trusted|\s/|~/|@", line), line


def test_whoever_develops_has_what_runs() -> None:
    run_lock, dev_lock = map(packages, LOCKS)
    assert {name: line.split()[0] for name, line in run_lock.items()} == {
        name: dev_lock[name].split()[0] for name in run_lock
    }


def test_the_locks_were_made_after_the_last_change_of_the_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = {bootstrap.RUN_LOCK: project["project"]["dependencies"]}
    needed[bootstrap.DEV_LOCK] = needed[bootstrap.RUN_LOCK] + project["dependency-groups"]["dev"]
    for lock, dependencies in needed.items():
        names = {re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", each)[0].lower()) for each in dependencies}
        assert names <= set(packages(lock)), "run: make lock"


def test_uv_is_taken_from_the_lock_with_its_hashes() -> None:
    lines = bootstrap.pinned((ROOT / bootstrap.DEV_LOCK).read_text(), "uv").splitlines()
    assert re.fullmatch(r"uv==[\d.]+ \\", lines[0])
    assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in lines[1:])
    assert not lines[-1].endswith("\\")
    with pytest.raises(bootstrap.Trouble, match="damaged"):
        bootstrap.pinned("uvloop==1 \\\n    --hash=sha256:00", "uv")


def test_ci_can_be_started() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
