"""What people type for a draw that anybody can repeat (bot.draw): its sources, and later their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.draw import read_source
from bot.refusals import Refusal, malformed
from bot.text import Code, Text

MOST_SOURCES: Final = 10


def read_sources(typed: str) -> tuple[str, ...]:
    """Sources, or their numbers, one after the other between bars. Raises Refusal."""
    given = tuple(" ".join(each.split()) for each in typed.split("|") if each.strip())
    if len(given) > MOST_SOURCES:
        raise malformed("sources", Text("At most {most} sources fit.", most=MOST_SOURCES))
    return given


def are_numbers(given: Sequence[str], announced: Sequence[str], begin: Code) -> bool:
    """Whether these are the numbers of the sources that were announced, and not sources to be announced.
    `begin` announces them. Raises Refusal for numbers of none, or of others."""
    if not any(_is_number(each) for each in given):
        return False
    if not announced:
        raise malformed(
            "sources",
            Text(
                "No sources were announced yet, so nobody could check these numbers. First say where they will"
                " come from: {example}",
                example=begin,
            ),
        )
    if len(given) != len(announced):
        raise malformed(
            "sources",
            Text(
                "{n} sources were announced, and these are numbers of {given}. Give those of each source in the"
                " order of the announcement, separated by {bar}.",
                n=len(announced),
                given=len(given),
                bar=Code("|"),
            ),
        )
    return True


def _is_number(typed: str) -> bool:
    try:
        read_source(typed)
    except Refusal:
        return False
    return True
