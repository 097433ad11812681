"""From the rows of a poll to what may be shown of it now."""

from __future__ import annotations

import json
from datetime import timedelta

from bot.people import Group, Joining
from commands.poll import outcomes
from commands.poll.rules import (
    OBJECT,
    Count,
    Method,
    Result,
    RollSize,
    Rules,
    fewest_to_adopt,
    fewest_to_stop,
    tally,
)
from commands.poll.values import Asked, Changed, Kind, Reasons, Sight, State, Visibility
from storage import ballots, poll_changes, polls
from storage.polls import Poll
from storage.transaction import Transaction

OBJECTIONS_SHOWN = 5
"""On the card; `/poll show` has more."""


def rules_of(poll: Poll) -> Rules:
    """The rules that were snapshotted at opening."""
    return Rules.from_json(json.loads(poll.rules))


def roll_of(poll: Poll) -> tuple[RollSize, ...]:
    """The roll by stakeholder group, in the group's order; empty before the poll opens."""
    return tuple(RollSize(*size) for size in json.loads(poll.roll))


def written_roll(roll: tuple[RollSize, ...]) -> str:
    """What `roll_of` reads."""
    return json.dumps([[size.stakeholder, size.seats, size.available] for size in roll], ensure_ascii=False)


def leads_of(poll: Poll) -> tuple[timedelta, ...]:
    """How long before the close to remind."""
    return tuple(timedelta(seconds=seconds) for seconds in json.loads(poll.remind))


def count(tx: Transaction, poll: Poll) -> Result:
    """How the ballots that count stand against the rules; not for secret polls."""
    counts = (Count(*row) for row in ballots.counts(tx, poll.id, poll.version))
    return tally(rules_of(poll), poll.options, roll_of(poll), counts)


def sight(tx: Transaction, poll: Poll, group: Group | None = None, most: int = OBJECTIONS_SHOWN) -> Sight:
    """The poll as it may be shown to everybody now, with so many objections at most."""
    group = group or polls.group_of(tx, poll.group_id)
    rules, roll = rules_of(poll), roll_of(poll)
    is_open, secret = poll.state == State.OPEN, poll.visibility == Visibility.SECRET
    result = outcomes.read(poll.result) if poll.result else None
    voted: dict[str, int] = {}
    if is_open and poll.visibility == Visibility.OPEN:
        result = count(tx, poll)
    if result is not None:
        voted = {line.stakeholder or "": line.voted for line in result.lines}
    elif poll.state != State.SCHEDULED:
        voted = ballots.voted(tx, poll.id, poll.version, secret=secret)
    objections: tuple[list[ballots.Voiced], int] = ([], 0)
    if rules.method is Method.CONSENT and not secret and poll.state != State.SCHEDULED:
        objections = ballots.holding(tx, poll.id, poll.version, OBJECT, most)
    return Sight(
        key=poll.key,
        group_id=poll.group_id,
        group=group.name,
        short=poll.short,
        state=State(poll.state),
        version=poll.version,
        question=poll.question,
        text=poll.text,
        link=poll.link,
        options=poll.options,
        rules=rules,
        visibility=Visibility(poll.visibility),
        binding=poll.binding,
        reasons=Reasons(poll.reasons),
        opener=polls.opener(tx, poll),
        opens_at=poll.opens_at,
        closes_at=poll.closes_at,
        ended_at=poll.ended_at,
        roll=roll,
        voted=voted,
        result=result,
        adopt=fewest_to_adopt(rules, roll) if is_open else None,
        stop=fewest_to_stop(rules, roll) if is_open else None,
        self_chosen=chosen_by_oneself(group),
        objections=tuple(
            Asked(said.name, said.stakeholder, said.choice, said.reason) for said in objections[0]
        ),
        objection_count=objections[1],
        changes=tuple(
            Changed(Kind(change.kind), change.at, change.reason) for change in poll_changes.changes(tx, poll)
        ),
    )


def chosen_by_oneself(group: Group) -> bool:
    """Whether nobody confirms which stakeholder group somebody sits for (DESIGN §9)."""
    return group.joining is Joining.OPEN
