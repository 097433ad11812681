"""How stakeholder groups are found by what people type."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bot.boundary import Suggestion
from bot.catalog import languages, translate
from bot.feature import Call, Suits
from bot.people import DEFAULT_STAKEHOLDERS
from bot.refusals import Refusal, not_found
from bot.text import Code, Text, listing, verbatim
from commands.member.rules import fitting
from commands.member.values import Stakeholder
from storage import groups
from storage.folding import folded
from storage.transaction import Transaction


def find_stakeholder(call: Call[Transaction], typed: str, by_key: bool) -> Stakeholder:
    """By name, without case and accents; the beginning is enough where only one begins so. A button
    carries the id."""
    return match(groups.open_stakeholders(call.tx, call.group.id), typed, by_key=by_key)


def match(offered: Sequence[groups.Stakeholder], typed: str, *, by_key: bool = False) -> Stakeholder:
    """Raises Refusal where none or several fit."""
    if by_key:
        for each in offered:
            if typed == str(each.id):
                return Stakeholder(each.id, each.name)
    names = [each.folded for each in offered]
    # As one writes names of channels, too: `civil-society`.
    spaced = folded(typed.replace("-", " ").replace("_", " "))
    places = fitting(folded(typed), names) or fitting(spaced, names) or _in_another_language(spaced, names)
    if len(places) == 1:
        found = offered[places[0]]
        return Stakeholder(found.id, found.name)
    if places:
        possible = listing(*(offered[place].name for place in places))
        raise Refusal(Text("“{typed}” can be {names}. Write it in full.", typed=typed, names=possible))
    possible = listing(*(each.name for each in offered))
    raise not_found(
        Text("There is no stakeholder group “{typed}”. There are: {names}.", typed=typed, names=possible)
        if offered
        else Text(
            "This group has no stakeholder groups yet. A coordinator adds them with {set}.",
            set=Code("/group set stakeholders:"),
        )
    )


def _in_another_language(typed: str, names: Sequence[str]) -> list[int]:
    """A default stakeholder group by the name that it has in another language: `government` is understood in
    a group that calls it *pouvoirs publics*."""
    for meanings in _defaults():
        if fitting(typed, meanings):
            return [place for place, name in enumerate(names) if name in meanings]
    return []


@lru_cache(maxsize=1)
def _defaults() -> tuple[tuple[str, ...], ...]:
    """The names of each default stakeholder group in all languages, made comparable."""
    return tuple(
        tuple(folded(translate(each.source, language)) for language in languages())
        for each in DEFAULT_STAKEHOLDERS
    )


def suggest_stakeholders(call: Call[Transaction], typed: str, suits: Suits) -> list[Suggestion]:
    if call.perhaps_group is None:
        return []
    wanted = folded(typed)
    return [
        Suggestion(each.name, verbatim(each.name))
        for each in groups.open_stakeholders(call.tx, call.group.id)
        if wanted in each.folded and suits(Stakeholder(each.id, each.name))
    ]
