"""How stakeholder groups are found by what people type."""

from __future__ import annotations

from collections.abc import Sequence

from bot.boundary import Suggestion
from bot.feature import Call
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
    places = fitting(folded(typed), [each.folded for each in offered])
    if len(places) == 1:
        found = offered[places[0]]
        return Stakeholder(found.id, found.name)
    if places:
        names = listing(*(offered[place].name for place in places))
        raise Refusal(Text("“{typed}” can be {names}. Write it in full.", typed=typed, names=names))
    names = listing(*(each.name for each in offered))
    raise not_found(
        Text("There is no stakeholder group “{typed}”. There are: {names}.", typed=typed, names=names)
        if offered
        else Text(
            "This group has no stakeholder groups yet. A coordinator adds them with {set}.",
            set=Code("/group set stakeholders:"),
        )
    )


def suggest_stakeholders(call: Call[Transaction], typed: str) -> list[Suggestion]:
    if call.perhaps_group is None:
        return []
    wanted = folded(typed)
    return [
        Suggestion(each.name, verbatim(each.name))
        for each in groups.open_stakeholders(call.tx, call.group.id)
        if wanted in each.folded
    ]
