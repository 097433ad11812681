"""Sets Convenor up: makes .venv and installs what the lock files name, and nothing else.

    python3 bootstrap.py              everything, for running, testing and checking
    python3 bootstrap.py --run-only   only what the bot itself needs

All Make targets call this first. When nothing changed it ends at once and says nothing.

It uses the standard library only. It must also parse on old Pythons (3.6), so that it can say in one
sentence that Python is too old, instead of failing with a syntax error.
"""

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from typing import Dict, Iterator, List, Optional, Tuple

OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
RUN_LOCK = "requirements.txt"
DEV_LOCK = "requirements-dev.txt"
OUR_PACKAGES = ("bot", "adapters", "commands", "storage")
# What installing each takes on the disk, rounded up (megabytes).
SPACE = {RUN_LOCK: 350, DEV_LOCK: 600}

# ---------------------------------------------------------------- what to say

TOO_OLD = (
    "Convenor needs Python 3.11 or newer and this is Python {version}: install a newer one and run the same "
    "command again, or name one that you have, as in 'make PYTHON=/path/to/python3'."
)
NOT_POSIX = "Convenor's set-up runs on Linux and macOS: on Windows, please run it inside WSL."
NO_VENV = (
    "This Python came without its 'venv' or 'ensurepip' part, which the set-up needs: install it (on Debian "
    "and Ubuntu: 'sudo apt install python{python}-venv') and run the same command again."
)
NO_LOCK = "{lock} is missing or damaged: get that file again as it was and run the same command again."
NO_FOLDER = "{venv} is in the way, since it is not a folder: rename it and run the same command again."
NO_SPACE = (
    "The set-up needs about {needed} MB and only {free} MB are free on the disk of {venv}: free some space "
    "and run the same command again."
)
FULL = (
    "The disk is full, so the set-up could not be finished: free some space (about {needed} MB at {venv}; "
    "the temporary folder and the package cache in your home folder need room, too) and run the same "
    "command again."
)
UNTRUSTED = (
    "The package index was reached, but its certificate is not trusted: see that the clock of this machine "
    "is right, or, if your network looks into traffic, name its certificate in PIP_CERT, and run the same "
    "command again."
)
UNREACHABLE = (
    "The package index cannot be reached, so nothing could be installed: check the connection (behind a "
    "proxy set HTTPS_PROXY; with a mirror of your own set PIP_INDEX_URL) and run the same command again."
)
TAMPERED = (
    "A downloaded package is not the one that was locked (its hash differs), so it was not installed: "
    "something between you and the package index changes files, so use another network or mirror and run "
    "the same command again."
)
MISSING = (
    "The package index does not hand out a package that Convenor needs with Python {python} on this system: "
    "see that PIP_INDEX_URL, or the index in pip's configuration, is right and up to date, or use the public "
    "one, and run the same command again."
)
NOT_WRITABLE = (
    "The set-up may not write to {venv}: make the folder your own, or copy the project to a folder of "
    "yours, and run the same command again."
)
UNKNOWN = "The set-up failed, and the lines above say why: please mend that and run the same command again."

# What pip, uv and the system write in each case. The first that is found counts, so the order matters:
# after a failed connection pip also says "No matching distribution found".
SIGNS = (
    (FULL, r"No space left on device|Disk quota exceeded|os error (28|122)\b"),
    (UNTRUSTED, r"(?i)certificate[ _]verify[ _]failed|UnknownIssuer|invalid peer certificate"),
    (
        UNREACHABLE,
        (
            r"(?i)failed to establish a new connection|connection ?(error|refused|reset|aborted|broken)"
            r"|timed out|error sending request|dns error|connect ?timeout|incompleteread"
            r"|name or service not known|name resolution|nodename nor servname|network is unreachable"
            r"|remote end closed connection|proxyerror|cannot connect to proxy"
            r"|\b50[0234] (server error|bad gateway|service unavailable|gateway)"
        ),
    ),
    (TAMPERED, r"(?i)do not match the hashes|hash mismatch"),
    (MISSING, r"No matching distribution found|[Nn]o version of|has no wheels|No solution found"),
    (NOT_WRITABLE, r"Permission denied|Read-only file system|os error (13|30)\b"),
)


class Trouble(Exception):
    """Something that the reader can mend, said in one sentence: what is wrong and what to do next."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence.format(**facts))
        self.sentence = sentence


def diagnose(output: str) -> str:
    """The sentence for what pip, uv or the system wrote."""
    return next((sentence for sentence, sign in SIGNS if re.search(sign, output)), UNKNOWN)


def say(words: str) -> None:
    # Not to standard output: that belongs to the program that is started after us.
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


# ---------------------------------------------------------------- what to do


def new_enough(version: Tuple[int, ...]) -> bool:
    return version[:2] >= OLDEST


def decide(found: Optional[Dict[str, str]], wanted: Dict[str, str], dev: bool) -> str:
    """What .venv needs, from the stamp that was found in it and the one that it should have.

    "nothing"; "update": what is to be installed changed; "build": from scratch, since there is none, or it
    was left half-made, or it cannot be used here (another Python; a moved folder, since scripts hold paths).
    """
    if found is None or any(found.get(key) != wanted[key] for key in ("root", "python")):
        return "build"
    # Whoever has everything for developing has everything for running, too.
    enough = (DEV_LOCK,) if dev else (DEV_LOCK, RUN_LOCK)
    installed = any(found.get(lock) == wanted[lock] for lock in enough)
    return "nothing" if installed and found.get("bootstrap") == wanted["bootstrap"] else "update"


def pinned(lock: str, name: str) -> str:
    """The lines of one package in the text of a lock file: its version and its hashes."""
    found = re.search(rf"^{re.escape(name)}==.*(\n[ \t]+--hash=.*)+", lock, re.MULTILINE)
    if found is None:
        raise Trouble(NO_LOCK, lock=DEV_LOCK)
    return found.group().rstrip(" \\") + "\n"


def uv_environment(settings: str, environment: Dict[str, str]) -> Optional[Dict[str, str]]:
    """What uv must be told, to go the way that pip is told to go; None when uv cannot go that way.

    uv does not read pip's settings. Without this, whoever has a mirror or a proxy in them would see uv go
    past it, to the public index. `settings` is what `pip config list` says.
    """
    found: Dict[str, str] = {}
    for source in ("global", "site", "user", "install", ":env:"):  # the later ones win, as with pip
        found.update(re.findall(rf"^{source}\.([a-z-]+)='(.*)'$", settings, re.MULTILINE))
    if found.get("no-index", "").lower() in ("1", "true", "yes", "on"):
        return None
    told = dict(environment)
    for setting, variable in (
        ("index-url", "UV_DEFAULT_INDEX"),
        ("cert", "SSL_CERT_FILE"),
        ("proxy", "ALL_PROXY"),
    ):
        if setting in found:
            told.setdefault(variable, found[setting])
    return told


def sha256(path: str) -> str:
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


# ---------------------------------------------------------------- doing it


def work(words: str, command: List[str], environment: Dict[str, str], held: Optional[int]) -> Tuple[int, str]:
    """Run a command that may take long, and show that it goes on; its exit code and what it wrote.

    `held` is the descriptor of our lock. The child keeps it too, so that nobody else starts on .venv while
    a child that outlived us still writes there.
    """
    terminal = sys.stderr.isatty()
    started = time.monotonic()
    lines: List[str] = []
    if not terminal:
        say(f"  {words}")
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        encoding="utf-8",
        errors="replace",
        pass_fds=() if held is None else (held,),
    )

    def read() -> None:
        lines.extend(line.rstrip() for line in process.stdout or ())

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    shown = 0
    try:
        while reader.is_alive():
            reader.join(timeout=0.2)
            seconds = int(time.monotonic() - started)
            latest = lines[-1].strip() if lines else ""
            if terminal:
                width = shutil.get_terminal_size().columns - 1
                sys.stderr.write("\r\033[K" + f"  {words} … {seconds} s  {latest}"[:width])
                sys.stderr.flush()
            elif seconds >= shown + 10:
                shown = seconds
                say(f"  … {seconds} s  {latest[:80]}")
        code = process.wait()
    except BaseException:
        process.kill()
        raise
    finally:
        if terminal:
            sys.stderr.write("\r\033[K")
    if terminal and code == 0:
        say(f"  {words}: done ({time.monotonic() - started:.0f} s)")
    return code, "\n".join(lines)


class Setup:
    """The set-up of one project folder."""

    def __init__(self, root: str, dev: bool) -> None:
        self.root = root
        self.dev = dev
        self.lock = DEV_LOCK if dev else RUN_LOCK
        self.venv = os.path.realpath(os.path.join(root, ".venv"))  # it may be a link to a larger disk
        self.bin = os.path.join(self.venv, "bin")
        self.python = os.path.join(self.bin, "python")
        self.script = os.path.join(self.bin, "convenor")
        self.stamp = os.path.join(self.venv, "convenor-stamp.json")
        self.facts = {
            "venv": self.venv,
            "needed": SPACE[self.lock],
            "python": ".".join(map(str, sys.version_info[:2])),
        }
        self.held: Optional[int] = None
        # Habits from outside (installing for the user, asking for passwords) must not reach in here.
        self.environment = dict(os.environ, PIP_USER="0", PIP_NO_INPUT="1", PIP_DISABLE_PIP_VERSION_CHECK="1")

    def wanted(self) -> Dict[str, str]:
        """The stamp of a .venv that is as it should be."""
        stamp = {"root": self.root, "python": str(self.facts["python"])}
        stamp["bootstrap"] = sha256(os.path.join(self.root, "bootstrap.py"))
        for lock in (RUN_LOCK, DEV_LOCK):
            try:
                stamp[lock] = sha256(os.path.join(self.root, lock))
            except OSError as error:
                raise Trouble(NO_LOCK, lock=lock) from error
        return stamp

    def found(self) -> Optional[Dict[str, str]]:
        """The stamp in .venv; None when there is none, or when what it vouches for is gone."""
        try:
            with open(self.stamp, encoding="utf-8") as file:
                stamp = json.load(file)
        except (OSError, ValueError):
            return None
        # A link to a Python that was removed since does not "exist", which is just what we want to know.
        whole = isinstance(stamp, dict) and os.path.exists(self.python) and os.path.exists(self.script)
        return stamp if whole else None

    def run(self) -> None:
        wanted = self.wanted()
        if decide(self.found(), wanted, self.dev) == "nothing":
            return
        with self.alone():
            found = self.found()  # again: whoever we waited for may have done it all
            todo = decide(found, wanted, self.dev)
            if todo == "nothing":
                return
            started = time.monotonic()
            if todo == "build":
                say(f"Setting Convenor up in {self.venv}. This is done once and takes about a minute.")
                self.build()
            else:
                say(f"Bringing {self.venv} up to date.")
                os.unlink(self.stamp)  # from here on it counts as half-made, until it is stamped again
            try:
                self.install()
            except Trouble as trouble:
                # pip and uv fetch everything before they touch anything. When fetching failed, what was
                # there is as good as before and need not be made again from scratch.
                if found is not None and todo == "update" and trouble.sentence in (UNREACHABLE, UNTRUSTED):
                    self.write_stamp(found)
                raise
            self.write_entrance()
            ours = filter(os.path.isdir, (os.path.join(self.root, folder) for folder in OUR_PACKAGES))
            # Also where Python is told not to write bytecode, or may not later: it halves each start.
            self.do("compiling our own packages", [self.python, "-I", "-m", "compileall", "-q", *ours])
            self.write_stamp({key: wanted[key] for key in ("root", "python", "bootstrap", self.lock)})
            say(f"Ready after {time.monotonic() - started:.0f} s.")

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Let a second set-up of the same folder wait until this one is done."""
        import fcntl

        # This very file is what gets locked: it is always there, and the lock leaves nothing behind.
        with open(os.path.join(self.root, "bootstrap.py"), "rb") as file:
            try:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    say("Another set-up is at work in this folder; waiting until it is done.")
                    fcntl.flock(file, fcntl.LOCK_EX)
                self.held = file.fileno()
            except OSError:
                pass  # some network file systems cannot lock; then we do without
            yield

    def build(self) -> None:
        """Make .venv anew, whatever there was."""
        if any(importlib.util.find_spec(part) is None for part in ("venv", "ensurepip")):
            raise Trouble(NO_VENV, **self.facts)
        if os.path.exists(self.venv) and not os.path.isdir(self.venv):
            raise Trouble(NO_FOLDER, **self.facts)
        if not os.access(self.venv if os.path.isdir(self.venv) else self.root, os.W_OK | os.X_OK):
            raise Trouble(NOT_WRITABLE, **self.facts)
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.stamp)  # first of all, so that a half-removed .venv never looks whole
        # With .venv activated we run on the very Python that is to be removed: the one below it goes on.
        base = getattr(sys, "_base_executable", None) or sys.executable
        # Without pip at first: this much fits on any disk, and then there is room to look at what is left.
        words = f"making a virtual environment with Python {self.facts['python']}"
        self.do(
            words, [base, "-I", "-m", "venv", "--clear", "--without-pip", "--prompt", "convenor", self.venv]
        )
        free = shutil.disk_usage(self.venv).free // 2**20
        if free < SPACE[self.lock]:
            raise Trouble(NO_SPACE, free=free, **self.facts)
        self.do("putting pip into it", [self.python, "-I", "-m", "ensurepip", "--upgrade", "--default-pip"])

    def install(self) -> None:
        """Install the locked packages: with uv, or where that does not work, with pip, from the same file."""
        lock = os.path.join(self.root, self.lock)
        with open(lock, encoding="utf-8") as file:
            packages = len(re.findall(r"^\S+==", file.read(), re.MULTILINE))
        words = f"installing about {packages} packages"
        pip = [self.python, "-I", "-m", "pip"]
        settings = subprocess.run(
            [*pip, "config", "list"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self.environment,
            encoding="utf-8",
            errors="replace",
            check=False,
        ).stdout
        environment = uv_environment(settings, self.environment)
        if environment is not None and self.fetch_uv(pip):
            uv = [os.path.join(self.bin, "uv"), "pip", "install", "--python", self.python]
            if self.attempt(
                words, [*uv, "--compile-bytecode", "--require-hashes", "-r", lock], environment, (FULL,)
            ):
                return
            say("  the fast way does not work here; going on with pip, which takes longer")
        self.do(f"{words} with pip", [*pip, "install", "--require-hashes", "--no-deps", "-r", lock])

    def fetch_uv(self, pip: List[str]) -> bool:
        """Get uv itself, pinned by version and hash like everything else."""
        with open(os.path.join(self.root, DEV_LOCK), encoding="utf-8") as file:
            lines = pinned(file.read(), "uv")
        only_uv = os.path.join(self.venv, "uv.txt")
        with open(only_uv, "w", encoding="utf-8") as file:
            file.write(lines)
        # When pip cannot reach the index for one package, it cannot for all the others either.
        return self.attempt(
            "fetching uv, a fast installer",
            [*pip, "install", "--retries", "1", "--require-hashes", "--no-deps", "-r", only_uv],
            self.environment,
            (FULL, UNREACHABLE, UNTRUSTED),
        )

    def attempt(
        self, words: str, command: List[str], environment: Dict[str, str], fatal: Tuple[str, ...]
    ) -> bool:
        """Run a step that may fail, except in the ways that leave no hope for the others."""
        code, output = work(words, command, environment, self.held)
        if code and diagnose(output) in fatal:
            raise Trouble(diagnose(output), **self.facts)
        return code == 0

    def do(self, words: str, command: List[str]) -> None:
        """Run a step that must succeed."""
        code, output = work(words, command, self.environment, self.held)
        if code:
            sentence = diagnose(output)
            if sentence is UNKNOWN:
                say("\n".join(output.splitlines()[-15:]))
            raise Trouble(sentence, **self.facts)

    def write_entrance(self) -> None:
        """Make our packages importable in .venv, and put the command `convenor` there.

        A path file and a script, and no editable install: that would have to fetch a build tool, past the
        hashes of the lock, only to write the same two files.
        """
        folder = os.path.join(self.venv, "lib", f"python{self.facts['python']}", "site-packages")
        with open(os.path.join(folder, "convenor.pth"), "wb") as path_file:
            path_file.write(os.fsencode(self.root) + b"\n")
        # By way of sh, since a plain "#!" line takes neither blanks nor long paths.
        text = (
            f"#!/bin/sh\n'''exec' {shlex.quote(self.python)} \"$0\" \"$@\"\n' '''\n"
            "import sys\n\nfrom bot.cli import main\n\nsys.exit(main())\n"
        )
        with open(self.script, "wb") as script:
            script.write(os.fsencode(text))
        os.chmod(self.script, 0o755)

    def write_stamp(self, stamp: Dict[str, str]) -> None:
        """Vouch for .venv, all at once or not at all."""
        handle, name = tempfile.mkstemp(dir=self.venv)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(stamp, file, indent=1, sort_keys=True)
        os.replace(name, self.stamp)


def newer_python() -> Optional[str]:
    """A Python on the path that is new enough."""
    # Asked, not believed by its name: a version manager puts names there that have no Python behind them.
    question = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    for path in filter(None, map(shutil.which, NEWER)):
        if subprocess.call([path, "-c", question], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0:
            return path
    return None


def main(arguments: List[str]) -> int:
    if set(arguments) - {"--run-only"}:
        say(__doc__ or "")
        return 2
    if not new_enough(tuple(sys.version_info[:3])):
        path = newer_python()
        if path is None:
            say(TOO_OLD.format(version=".".join(map(str, sys.version_info[:3]))))
            return 1
        os.execv(path, [path, os.path.abspath(__file__), *arguments])
    if os.name != "posix":
        say(NOT_POSIX)
        return 1
    setup = Setup(os.path.dirname(os.path.realpath(__file__)), dev="--run-only" not in arguments)
    try:
        setup.run()
    except Trouble as trouble:
        say(str(trouble))
    except OSError as error:
        # What we ran into ourselves has the same sentences as what pip and uv ran into.
        sentence = diagnose(str(error))
        if sentence is UNKNOWN:
            say(str(error))
        say(sentence.format(**setup.facts))
    except KeyboardInterrupt:
        say("\nThe set-up was stopped: run the same command again to do it.")
        return 130
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
