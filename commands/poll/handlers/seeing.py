"""From the rows of a poll to what may be shown of it now."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from bot.chain import Canonical
from bot.people import Group, Joining
from bot.raising import Raised
from commands.poll import outcomes
from commands.poll.handlers.asking import finished, signers
from commands.poll.handlers.processing import progress_of
from commands.poll.handlers.under import read_charter
from commands.poll.rules import (
    OBJECT,
    Count,
    Method,
    Objections,
    Result,
    RollSize,
    Rules,
    by_casting_vote,
    fewest_to_adopt,
    fewest_to_stop,
    tally,
)
from commands.poll.values import (
    BEFORE,
    Asked,
    Capacity,
    Changed,
    Chartered,
    Interests,
    Kind,
    Lot,
    Reasons,
    Sight,
    State,
    Visibility,
)
from storage import (
    ballots,
    charters,
    interests,
    people,
    poll_changes,
    poll_ties,
    polls,
    secret_ballots,
    standing_in,
)
from storage.polls import Poll
from storage.transaction import Transaction

NOTHING_RAISED = Raised()
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
    return json.dumps([_written(size) for size in roll], ensure_ascii=False)


def _written(size: RollSize) -> list[str | int]:
    recused = [size.recused, size.recused_available] if size.recused else []
    return [size.stakeholder, size.seats, size.available, *recused]


def leads_of(poll: Poll) -> tuple[timedelta, ...]:
    """How long before the close to remind."""
    return tuple(timedelta(seconds=seconds) for seconds in json.loads(poll.remind))


def count(tx: Transaction, poll: Poll, raised: Raised) -> Result:
    """How the ballots that count stand against the rules, and the objections; not for secret polls."""
    rules = rules_of(poll)
    counts = ballots_of(tx, poll, rules)
    standing = len(raised.standing) + len(_bare(tx, poll, OBJECT, raised))
    objections = Objections(standing, len(raised.settled))
    return finished(tx, poll, rules, tally(rules, poll.options, roll_of(poll), counts, objections))


def ballots_of(tx: Transaction, poll: Poll, rules: Rules) -> Iterator[Count]:
    """The ballots that count, added up as the rules ask. Of a secret poll only while it is open."""
    if poll.visibility == Visibility.SECRET:
        counts = Counter((row[0], row[1]) for row in secret_ballots.opened(tx, poll.id))
        return (Count(*choice, number) for choice, number in counts.items())
    counted = ballots.affiliated if rules.by_affiliation else ballots.counts
    return (Count(*row) for row in counted(tx, poll.id, poll.version))


def _lot(tx: Transaction, poll: Poll, rules: Rules) -> Lot | None:
    """The tie in which the poll ended, where it can be broken or was."""
    tie = poll_ties.of(tx, poll.id) if poll.state == State.CLOSED else None
    if tie is None:
        return None
    return Lot(by_casting_vote(rules), tie.pool, tie.sources, tie.values, tie.taken, tie.before)


def _bare(tx: Transaction, poll: Poll, choice: str, raised: Raised) -> set[int]:
    """Whose ballot says so and has no objection of its own: a veto on a scale, or a ballot that objected
    when nothing kept objections yet. Each stands."""
    found = set(ballots.holders(tx, poll.id, poll.version, choice))
    return found - raised.ballots if choice == OBJECT else found


def _voiced(
    tx: Transaction, poll: Poll, choice: str, raised: Raised, most: int
) -> tuple[list[ballots.Voiced], int]:
    """Those that stand on a ballot only: so many at most, and how many there are."""
    bare = _bare(tx, poll, choice, raised)
    if not bare:
        return [], 0
    found = ballots.holding(tx, poll.id, poll.version, choice, most + len(raised.ballots))
    return [said for said in found if said.number in bare][:most], len(bare)


def sight(
    tx: Transaction,
    poll: Poll,
    group: Group | None = None,
    most: int = OBJECTIONS_SHOWN,
    raised: Raised = NOTHING_RAISED,
) -> Sight:
    """The poll as it may be shown to everybody now, with the objections that are `raised` against it, and so
    many at most of those that stand on ballots only."""
    group = group or people.group_of(tx, poll.group_id)
    rules, roll = rules_of(poll), roll_of(poll)
    is_open, secret = poll.state == State.OPEN, poll.visibility == Visibility.SECRET
    result = outcomes.read(poll.result) if poll.result else None
    voted: dict[str, int] = {}
    if is_open and poll.visibility == Visibility.OPEN:
        result = count(tx, poll, raised)
    if result is not None:
        voted = {line.stakeholder or "": line.voted for line in result.lines}
    elif poll.state not in BEFORE:
        voted = ballots.voted(tx, poll.id, poll.version, secret=secret)
    objections: tuple[list[ballots.Voiced], int] = ([], 0)
    named = rules.method.traits.named
    if named and not secret and poll.state not in BEFORE:
        objections = _voiced(tx, poll, named, raised, most)
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
        raised=raised.shown,
        signers=signers(tx, poll) if rules.method is Method.SIGN_ON else (),
        changes=tuple(
            Changed(Kind(change.kind), change.at, change.reason) for change in poll_changes.changes(tx, poll)
        ),
        progress=progress_of(tx, poll, rules),
        charter=charter_of(tx, poll),
        lot=_lot(tx, poll, rules),
        interests=interests_of(tx, poll),
    )


def charter_of(tx: Transaction, poll: Poll) -> Chartered | None:
    """The charter whose rules bind the poll."""
    under = charters.of_poll(tx, poll.id)
    if under is None or under.rules is None or not under.applies:
        return None
    held = read_charter(under.rules)
    return Chartered(held.title, held.preset, under.version or 0, under.kind)


def interests_of(tx: Transaction, poll: Poll) -> Interests:
    """What is known of conflicts of interest, and of capacities where it may be told who voted what."""
    if poll.state == State.SCHEDULED:
        return Interests(declared=len(interests.declared(tx, poll.id)))
    held = ballots.capacities(tx, poll.id, poll.version) if by_name(poll) else {}
    said = [(capacity, held[capacity]) for capacity in Capacity if capacity in held]
    unsaid = [(None, held[""])] if said and "" in held else []
    return Interests(
        declared=len(interests.declared(tx, poll.id)),
        recused=standing_in.recused(tx, poll.id),
        handed=tuple((giver, taker) for _, giver, _, taker in interests.handovers(tx, poll.id)),
        capacities=(*said, *unsaid),
    )


def capacity_facts(tx: Transaction, poll: Poll) -> dict[str, Canonical]:
    """How many voted in which capacity, for the record of the close; nothing where nobody said."""
    if poll.visibility == Visibility.SECRET:
        return {}
    held = ballots.capacities(tx, poll.id, poll.version)
    said: dict[str, Canonical] = {each.value: held[each] for each in Capacity if each in held}
    return {"capacities": said} if said else {}


def by_name(poll: Poll) -> bool:
    """Whether it may be told who voted what."""
    if poll.visibility == Visibility.OPEN:
        return poll.state not in BEFORE
    return poll.visibility == Visibility.AFTER and poll.state == State.CLOSED


def chosen_by_oneself(group: Group) -> bool:
    """Whether nobody confirms which stakeholder group somebody sits for (DESIGN §9)."""
    return group.joining is Joining.OPEN
