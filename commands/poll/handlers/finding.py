"""How a poll is named, and which polls need somebody now."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.boundary import Nobody, Suggestion
from bot.commands import Need
from bot.feature import Call, Finds, Suits
from bot.needs import Needs
from bot.refusals import Refusal, not_found
from bot.text import Code, Text
from commands.poll import views
from commands.poll.handlers.showing import item
from commands.poll.values import State
from storage import groups, polls, waiting
from storage.folding import folded
from storage.polls import Poll
from storage.transaction import Transaction

SUGGESTED = 25
_SHORT = re.compile(r"(?:p[-\s]?)?([0-9]{1,9})", re.IGNORECASE)


def find(call: Call[Transaction], typed: str, is_key: bool) -> Poll:
    """The poll, with the caller's place on its roll and their ballot, in one query. A poll of another
    group is no poll here: the answer is the same."""
    if call.request.who is Nobody.CLOCK:
        found = polls.for_clock(call.tx, typed)
    elif is_key:
        found = polls.by_key(call.tx, call.group.id, typed, call.person.id)
    elif match := _SHORT.fullmatch(typed.strip()):
        found = polls.by_number(call.tx, call.group.id, int(match[1]), call.person.id)
    else:
        found = None
    if found is None:
        raise _no_such_poll(typed, is_key)
    return found


def _no_such_poll(typed: str, is_key: bool) -> Refusal:
    if is_key:
        return not_found(
            Text("That poll is not in this group. {list} shows those that are.", list=Code("/poll list"))
        )
    return not_found(
        Text(
            "There is no poll “{typed}” in this group. {list} shows them all.",
            typed=typed,
            list=Code("/poll list"),
        )
    )


def suggest(call: Call[Transaction], typed: str, suits: Suits) -> Sequence[Suggestion]:
    """Open polls first, of these the ones that the reader has not voted on, then the newest."""
    if call.perhaps_group is None:
        return ()
    # An open one may be older than the newest.
    found = {
        poll.id: poll
        for state in (State.OPEN.value, "")
        for poll in polls.listed(call.tx, call.group.id, state, call.person.id, 4 * SUGGESTED)
    }
    wanted = folded(typed)
    match = _SHORT.fullmatch(wanted)
    fitting = [
        poll
        for poll in found.values()
        if not wanted
        or (match and str(poll.number).startswith(match[1]))
        or poll.short.casefold().startswith(wanted)
        or wanted in folded(poll.question)
    ]
    fitting = [poll for poll in fitting if suits(poll)]
    fitting.sort(key=lambda poll: (poll.state != State.OPEN, poll.voted or poll.place is None, -poll.number))
    return [Suggestion(poll.short, views.label(item(poll))) for poll in fitting[:SUGGESTED]]


def needs(call: Call[Transaction]) -> Iterable[Need]:
    """Open polls of all the person's groups that wait for their ballot, the first to close first."""
    if call.person.id is None:
        return
    for poll in polls.on_roll(call.tx, call.person.id, State.OPEN.value):
        if not poll.voted and call.at < poll.closes_at:
            elsewhere = groups.elsewhere(call.tx, call.perhaps_group, poll.group_id)
            confirm = poll.place.choice if poll.place else None
            yield views.need(
                poll.short,
                poll.key,
                poll.group_id,
                poll.question,
                poll.method,
                poll.options,
                poll.closes_at,
                elsewhere,
                confirm=confirm,
            )


NEEDS = Needs(needs, (waiting.on_roll(State.OPEN.value),))


finds = Finds("poll", find, suggest, lambda poll: str(poll.short))
