"""How an objection is named, and which ones need somebody now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.boundary import Suggestion
from bot.commands import Need
from bot.feature import Call, Finds, Suits
from bot.needs import Needs
from bot.refusals import Refusal, not_found
from bot.text import Code, Text
from commands.objection import views
from commands.objection.handlers.seeing import sight
from commands.objection.rules import Kind, State
from commands.objection.values import PollState
from storage import groups, objections, waiting
from storage.folding import folded
from storage.objections import Objection
from storage.transaction import Transaction

SUGGESTED = 25
MOST_NEEDS = 10
_SHORT = re.compile(r"(?:o[-\s]?)?([0-9]{1,9})", re.IGNORECASE)


def find(call: Call[Transaction], typed: str, is_key: bool) -> Objection:
    """An objection of another group is none here: the answer is the same."""
    if is_key:
        found = objections.by_key(call.tx, call.group.id, typed)
    elif match := _SHORT.fullmatch(typed.strip()):
        found = objections.by_number(call.tx, call.group.id, int(match[1]))
    else:
        found = None
    if found is None:
        raise _no_such_objection(typed, is_key)
    return found


def _no_such_objection(typed: str, is_key: bool) -> Refusal:
    show = Code("/objection list")
    if is_key:
        return not_found(Text("That objection is not in this group. {list} shows those that are.", list=show))
    return not_found(
        Text("There is no objection “{typed}” in this group. {list} shows them all.", typed=typed, list=show)
    )


def suggest(call: Call[Transaction], typed: str, suits: Suits) -> Sequence[Suggestion]:
    """Those that wait for something first, then the newest."""
    if call.perhaps_group is None:
        return ()
    found = objections.listed(call.tx, call.group.id, 0, "", 4 * SUGGESTED)
    wanted = folded(typed)
    match = _SHORT.fullmatch(wanted)
    fitting = [
        objection
        for objection in found
        if not wanted
        or (match and str(objection.number).startswith(match[1]))
        or objection.short.casefold().startswith(wanted)
        or wanted in folded(objection.text)
    ]
    fitting = [objection for objection in fitting if suits(objection)]
    order = {State.OPEN: 0, State.ANSWERED: 1}
    fitting.sort(key=lambda objection: (order.get(State(objection.state), 2), -objection.number))
    return [Suggestion(objection.short, views.label(sight(objection))) for objection in fitting[:SUGGESTED]]


def needs(call: Call[Transaction]) -> Iterable[Need]:
    """In all the person's groups: objections that wait for their answer, and answers to their own."""
    if call.person.id is None:
        return
    tx, kind, over = call.tx, Kind.OBJECTION.value, PollState.WITHDRAWN.value
    for objection in objections.for_answerers(tx, call.person.id, kind, State.OPEN.value, over, MOST_NEEDS):
        yield views.need_answer(
            sight(objection), groups.elsewhere(call.tx, call.perhaps_group, objection.group_id)
        )
    for objection in objections.for_raiser(tx, call.person.id, kind, State.ANSWERED.value, over, MOST_NEEDS):
        yield views.need_accept(
            sight(objection), groups.elsewhere(call.tx, call.perhaps_group, objection.group_id)
        )


NEEDS = Needs(
    needs, (waiting.objections(Kind.OBJECTION.value, others=State.OPEN.value, own=State.ANSWERED.value),)
)


finds = Finds("objection", find, suggest, lambda objection: str(objection.short))
