"""The words that only a terminal knows, and what it says about them."""

from __future__ import annotations

from adapters.console.paper import fold
from adapters.console.window import Style, Window
from bot.boundary import Reader
from bot.text import Code, Text, Words
from bot.writing import PlainMarkup, write

OWN = {
    "as": Text("be somebody else"),
    "in": Text("go to another channel"),
    "time": Text("let time pass"),
    "quit": Text("leave"),
}

_EXPLAINED: tuple[tuple[str, Words], ...] = (
    ("/as ben", Text("be somebody else; {line} does it for one line", line=Code("ben: /me"))),
    ("/in #board", Text("go to another channel; {line} is the private one", line=Code("/in dm"))),
    ("3", Text("press the button with this number, as does {line}", line=Code("press 3"))),
    ("/time +3d", Text("let time pass in this terminal, to try things out (w, d, h, min, s)")),
    ("/quit", Text("leave, as does Ctrl-D")),
    ("Tab", Text("completes commands, names and values")),
)
_KEPT = Text(
    "What you type is kept for the next time, in a file that only you can read."
    " Ballots are not kept, nor is a line that begins with a blank."
)


def explain(window: Window, reader: Reader) -> None:
    markup = PlainMarkup()
    widest = max(len(what) for what, _ in _EXPLAINED)
    for what, about in _EXPLAINED:
        window.write(f"  {what:{widest}}  {write(about, reader, markup)}")
    window.write(fold(write(_KEPT, reader, markup), window.width), Style.NOTE)
