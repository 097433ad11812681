"""What charters tell digests: those that were adopted."""

from __future__ import annotations

from collections.abc import Iterable

from bot.reports import Asked, Item, Section
from bot.text import Text
from commands.charter.handlers import read
from storage import charters
from storage.transaction import Transaction


def decided(asked: Asked[Transaction]) -> Iterable[Item]:
    for kept in charters.history(asked.tx, asked.group.id):
        if kept.version is not None and kept.adopted_at is not None and kept.adopted_at > asked.since:
            text = Text(
                "The charter “{charter}” is in force, as version {version}.",
                charter=read(kept).title,
                version=kept.version,
            )
            yield Item(kept.adopted_at, text)


reports = {Section.DECIDED: decided}
