"""How a conversation is laid out on lines: folded at blanks, indented, posts under their channel."""

from __future__ import annotations

from datetime import datetime

from adapters.console.callers import MAIN
from adapters.console.stage import Post, Step
from bot.columns import WIDTH, columns, wrapped
from bot.refusals import Why

FEW = 3
"""Changed lines of a message that are shown without the others."""
MARGIN = 4
"""Columns before what somebody is told."""


def fold(text: str, width: int = WIDTH) -> str:
    """Breaks lines that are too long at their blanks; what follows is indented like the line's
    beginning. A word that is longer than a line is left whole, except in scripts without blanks."""
    return "\n".join(folded for line in text.split("\n") for folded in _folded(line, width))


def _folded(line: str, width: int) -> list[str]:
    if columns(line) <= width:
        return [line]
    words = line.lstrip(" ")
    margin = line[: len(line) - len(words)]
    return [margin + piece for piece in wrapped(words, width - len(margin))]


def news(before: str, text: str) -> str:
    """What is new in a message: its first line, to say what it is about, and the lines that were not
    there before; everything when that is more than a few."""
    known = set(before.split("\n"))
    title, *lines = text.split("\n")
    new = [line for line in lines if line not in known]
    return "\n".join([title, *new]) if len(new) <= FEW else text


def indented(text: str, by: int = MARGIN, width: int = WIDTH) -> str:
    margin = " " * by
    return "\n".join(f"{margin}{line}" if line else "" for line in fold(text, width - by).split("\n"))


def calendar(at: datetime) -> str:
    """A moment on the clock of a conversation: Tue 1 Dec 2026, 09:00 UTC."""
    return f"{at:%a} {at.day} {at:%b %Y}, {at:%H:%M} UTC"


def posted(post: Post, width: int = WIDTH) -> str:
    """A post under the name of its channel."""
    private, _, name = post.channel.rpartition(":")
    place = f"privately to {name}" if private else f"in {post.channel}"
    text = news(post.before, post.text) if post.edited else post.text
    return f"  {place}{', updated' if post.edited else ''}:\n{indented(text, MARGIN, width)}"


def transcript(step: Step, channel: str, *, first: bool) -> str:
    """One step as people read it, and where it was said; the first one says when, too."""
    parts: list[str] = []
    if step.by is None:
        parts.append(f"{step.said}  ({calendar(step.at)})")
    else:
        if first:
            parts.append(f"({calendar(step.at)})")
        place = "" if channel == MAIN else f" {channel}"
        parts.append(fold(f"{step.by}{place}: {step.said}"))
    if step.code is Why.INCOMPLETE:
        parts.append("  more is needed:")
    elif step.code is not None:
        parts.append(f"  refused ({step.code.value}):")
    if step.text:
        parts.append(indented(step.text))
    parts.extend(posted(post) for post in step.posts)
    return "\n".join(parts) + "\n"
