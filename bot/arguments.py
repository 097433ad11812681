"""What may stand behind `convenor` on a command line."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from difflib import get_close_matches
from typing import NoReturn

from bot import __version__, wiring_count, wiring_export

COMMANDS = {
    "run": "start every configured platform; with none, the terminal console",
    "console": "a terminal as a full platform",
    "play": "play a conversation from a file, on a virtual clock",
    "demo": "a working group's month in about a minute",
    "check": "what is wrong with this installation, and how to mend it",
    "manifest": "what a platform must be told about our commands",
    "migrate": "bring the database to this version",
    "export": wiring_export.ABOUT,
    **wiring_count.COMMANDS,
}
USAGE = 2
"""What a program returns when it was called in a way that it does not understand."""


class _Parser(ArgumentParser):
    """Says in one sentence what is wrong."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: {message}. See: {self.prog} --help\n")


def read(given: Sequence[str]) -> Namespace:
    """The options, `command` among them. Raises SystemExit, after saying why."""
    parser = _whole()
    first = next((one for one in given if not one.startswith("-")), None)
    if first is not None and first not in COMMANDS:
        near = get_close_matches(first, COMMANDS, 1, 0.5)
        hint = f"Did you mean: convenor {near[0]}" if near else f"There are: {', '.join(COMMANDS)}"
        parser.exit(USAGE, f"convenor: there is no command {first[:40]!r}. {hint}\n")
    if first is None and not given:
        parser.print_help(sys.stdout)
        parser.exit(0)
    return parser.parse_args(given)


def _whole() -> ArgumentParser:
    parser = _Parser(
        prog="convenor",
        description="Keeps the decisions of distributed working groups fair and on the record.",
        epilog="`convenor COMMAND --help` says more about each.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"convenor {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)
    made = {
        name: commands.add_parser(
            name, help=about, description=f"{about[0].upper()}{about[1:]}.", allow_abbrev=False,
            formatter_class=RawDescriptionHelpFormatter,
        )
        for name, about in COMMANDS.items()
    }  # fmt: skip
    for name in ("run", "console", "play", "check", "migrate", "export"):
        made[name].add_argument("--database", metavar="URL", help="instead of CONVENOR_DATABASE_URL")
    for name in ("run", "console"):
        made[name].add_argument("--as", dest="name", metavar="NAME", help="who you are in the terminal")
        made[name].add_argument("--verbose", action="store_true", help="log what happens, not only trouble")
    made["play"].description = (
        "Plays a conversation against a fresh (or the given) database, on a virtual clock.\n\n"
        "  ana: /group create Tea      ana says it in #main\n"
        "  ben #board: /poll list      in another channel\n"
        "  ben dm: /me                 privately\n"
        '  ben: press "Agree" on P-1   presses a button\n'
        "  +2d 3h                      lets time pass\n"
        "  restart                     the bot starts again\n"
        "  # …                         a comment"
    )
    made["play"].add_argument("file", metavar="FILE", help="the conversation; - is standard input")
    made["play"].add_argument("--json", action="store_true", help="one JSON object for each line")
    made["play"].add_argument("--start", metavar="MOMENT", help="when it begins, as in 2026-12-01T09:00Z")
    made["manifest"].add_argument("platform", metavar="PLATFORM", help="slack or discord")
    made["manifest"].add_argument("--mode", choices=("socket", "http"), help="how Slack reaches us")
    made["manifest"].add_argument("--aliases", action="store_true", help="/poll beside /wg poll, and so on")
    for name in wiring_count.COMMANDS:
        wiring_count.add_arguments(name, made[name])
    wiring_export.add_arguments(made["export"])
    made["demo"].add_argument("--fast", action="store_true", help="without pauses")
    made["demo"].add_argument("--speed", type=float, default=1.0, metavar="X", help="2 is twice as fast")
    return parser
