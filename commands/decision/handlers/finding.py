"""How decisions and designations are named."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.binding import KEY_MARK
from bot.boundary import Door, Nobody, Suggestion
from bot.feature import Call, Finds, Suits
from bot.refusals import Refusal, not_found
from bot.text import Code, Text
from commands.decision import views
from commands.decision.handlers.process import evidence_of, fits, process_of, raised_against, weigh
from commands.decision.rules import LEVELS, LIVE, State
from storage import decisions, polls
from storage.decisions import Decision
from storage.folding import folded
from storage.polls import Poll
from storage.transaction import Transaction

SUGGESTED = 25
_SHORT = re.compile(r"(?:d[-\s]?)?([0-9]{1,9})", re.IGNORECASE)


def find(call: Call[Transaction], typed: str, is_key: bool) -> Decision:
    """A decision of another group is none here: the answer is the same."""
    if call.request.who is Nobody.CLOCK:
        found = decisions.for_clock(call.tx, typed)
    elif is_key:
        found = decisions.by_key(call.tx, call.group.id, typed)
    elif match := _SHORT.fullmatch(typed.strip()):
        found = decisions.by_number(call.tx, call.group.id, int(match[1]))
    else:
        found = None
    if found is None:
        raise _no_such_decision(typed, is_key)
    return found


def _no_such_decision(typed: str, is_key: bool) -> Refusal:
    show = Code("/decision list")
    if is_key:
        return not_found(Text("That decision is not in this group. {list} shows those that are.", list=show))
    return not_found(
        Text("There is no decision “{typed}” in this group. {list} shows them all.", typed=typed, list=show)
    )


def suggest(call: Call[Transaction], typed: str, suits: Suits) -> Sequence[Suggestion]:
    """Those that wait for something first, then the newest."""
    if call.perhaps_group is None:
        return ()
    found = decisions.listed(call.tx, call.group.id, "", 4 * SUGGESTED)
    wanted = folded(typed)
    match = _SHORT.fullmatch(wanted)
    fitting = [
        decision
        for decision in found
        if not wanted
        or (match and str(decision.number).startswith(match[1]))
        or decision.short.casefold().startswith(wanted)
        or wanted in folded(decision.poll.question)
    ]
    fitting = [decision for decision in fitting if suits(decision)]
    waits = (State.PROPOSED, State.CHALLENGED, State.APPEALED)
    fitting.sort(key=lambda each: (each.state not in waits, each.state not in LIVE, -each.number))
    return [
        Suggestion(each.short, views.label(each.short, each.designation, each.poll.question))
        for each in fitting[:SUGGESTED]
    ]


def find_designation(call: Call[Transaction], typed: str, is_key: bool) -> str:
    """As it was typed: which ones there are depends on the poll."""
    return typed


def suggest_designations(call: Call[Transaction], typed: str, suits: Suits) -> Sequence[Suggestion]:
    """Those of the poll, each with what speaks against it; what the evidence contradicts comes last."""
    poll = _poll_given(call)
    wanted = folded(typed)
    if poll is None or not poll.result:
        return [
            Suggestion(each, views.designation(each)) for each in LEVELS if wanted in each and suits(each)
        ]
    evidence = evidence_of(call.registry, call.tx, poll)
    weighed = weigh(evidence, raised_against(call, poll))
    found = fits(process_of(call.tx, poll.id, evidence), weighed)
    return [
        Suggestion(fit.designation, views.fit_label(fit))
        for fit in sorted(found, key=lambda fit: fit.cause is not None)
        if wanted in folded(fit.designation) and suits(fit.designation)
    ]


def _poll_given(call: Call[Transaction]) -> Poll | None:
    """The poll that the command names, or whose decision it names."""
    if call.perhaps_group is None:
        return None
    for name in ("poll", "decision"):
        typed = call.request.given.get(name, "")
        if not typed:
            continue
        is_key = call.request.door is Door.PRESS or typed.startswith(KEY_MARK)
        try:
            found = call.registry.finds[name].find(call, typed.removeprefix(KEY_MARK), is_key)
        except Refusal:
            return None
        return polls.at_any(call.tx, found.poll.key if isinstance(found, Decision) else found.key)
    return None


finds = (
    Finds("decision", find, suggest, lambda decision: str(decision.short)),
    Finds("designation", find_designation, suggest_designations, str),
)
