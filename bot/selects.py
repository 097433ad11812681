"""What selects offer: how it is told apart in few characters, and the one that lists have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from bot.blocks import Option, Select
from bot.text import Code, Text, Words


def told_apart(options: Sequence[Option], write: Callable[[Words], str]) -> list[str]:
    """The labels of options, as `write` puts each into one line and cuts it. Those that read alike then are
    numbered."""
    shown = [write(option.label) for option in options]
    often = Counter(shown)
    return [
        write(Text("{number}. {label}", number=number, label=option.label)) if often[label] > 1 else label
        for number, (option, label) in enumerate(zip(options, shown, strict=True), 1)
    ]


def show_one(path: str, group_id: int, param: str, listed: Iterable[tuple[str, str, Words]]) -> Select:
    """Shows one of what was listed: short id, key, and what it is about."""
    options = tuple(Option(Text("{short}", short=Code(short)), key, about) for short, key, about in listed)
    return Select(Text("Show one"), path, (("group", str(group_id)),), param, options)
