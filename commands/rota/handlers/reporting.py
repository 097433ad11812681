"""What rotas tell others: what needs a person now, what comes, how turns are shared, and what a calendar
shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from bot.commands import Need
from bot.feature import Call
from bot.needs import Needs
from bot.people import Role, Stage
from bot.reports import Asked, Event, Item, Share
from bot.text import Text
from commands.rota import views
from commands.rota.handlers.seeing import can_take, sight
from commands.rota.rules.values import AHEAD, HOLDS, Holding, State
from storage import groups, people, rotas, turns, waiting
from storage.transaction import Transaction
from storage.turns import Turn

MOST_NEEDS = 10


def needs(call: Call[Transaction]) -> Iterable[Need]:
    """In all the person's groups: turns to confirm, swaps to answer, turns to take over; and for coordinators
    turns that nobody holds."""
    tx, person_id, at = call.tx, call.person.id, call.at
    if person_id is None:
        return
    for turn in turns.asked_to_swap(tx, person_id, at)[:MOST_NEEDS]:
        seen, swap = _seen(call, turn), turns.swap_of(tx, turn.id)
        asker = next((place.name for place in seen.holders if swap and place.number == swap.asker), "")
        yield views.need_answer(seen, asker, groups.elsewhere(tx, call.perhaps_group, turn.group_id))
    for turn, _, state in turns.of_person(tx, person_id, State.GIVEN.value, at)[:MOST_NEEDS]:
        if state == Holding.ASKED:
            yield views.need_confirm(
                _seen(call, turn), groups.elsewhere(call.tx, call.perhaps_group, turn.group_id)
            )
    for state_ in (State.GIVEN, State.RUNNING):
        for turn in turns.deputized(tx, person_id, state_.value, at)[:MOST_NEEDS]:
            if can_take(_seen(call, turn), turn.deputy, call):
                yield views.need_take(
                    _seen(call, turn), groups.elsewhere(call.tx, call.perhaps_group, turn.group_id)
                )
    for mine in groups.groups_of(tx, person_id):
        if mine.role is Role.COORDINATOR and not mine.pending and mine.stage is not Stage.CLOSED:
            for turn in turns.in_state(tx, mine.id, State.GIVEN.value)[:MOST_NEEDS]:
                if turn.starts_at > at and not (seen := _seen(call, turn)).holders:
                    yield views.need_somebody(
                        seen, groups.elsewhere(call.tx, call.perhaps_group, turn.group_id)
                    )


NEEDS = Needs(needs, (waiting.turns(State.GIVEN.value, State.RUNNING.value, Holding.ASKED.value, HOLDS),))


def _seen(call: Call[Transaction], turn: Turn) -> views.TurnSight:
    return sight(call.tx, turn, people.group_of(call.tx, turn.group_id))


def coming(asked: Asked[Transaction]) -> Iterable[Item]:
    """The next turns."""
    for turn in turns.ending_after(asked.tx, asked.group.id, asked.at):
        if turn.state in AHEAD and asked.at < turn.starts_at <= asked.until:
            seen = sight(asked.tx, turn, asked.group)
            yield Item(turn.starts_at, views.coming(seen), urgent=not seen.holders)


def shares(asked: Asked[Transaction]) -> Iterable[Share]:
    """The turns of each stakeholder group that began since the last digest."""
    tx, group_id = asked.tx, asked.group.id
    found = rotas.listed(tx, group_id)
    if not found:
        return
    count: Counter[str] = Counter({each.name: 0 for each in groups.open_stakeholders(tx, group_id)})
    for rota in found:
        begun = {
            turn.id
            for turn in turns.of_rota(tx, rota.id)
            if turn.state in (State.RUNNING, State.OVER) and asked.since < turn.starts_at <= asked.at
        }
        for holder in turns.holders_of_rota(tx, rota.id):
            if holder.turn_id in begun and holder.state in HOLDS and holder.stakeholder:
                count[holder.stakeholder] += 1
    yield Share(Text("Turns"), dict(count))


def events(tx: Transaction, group_id: int, since: datetime) -> Iterable[Event]:
    """The turns, those that were cancelled or skipped too. Closing a group cancels those to come."""
    group = people.group_of(tx, group_id)
    for turn in turns.ending_after(tx, group_id, since):
        seen = sight(tx, turn, group)
        closed = group.stage is Stage.CLOSED and turn.state in AHEAD
        yield Event(
            uid=turn.key,
            sequence=turn.sequence + closed,
            title=views.title(seen),
            starts=turn.starts_at,
            ends=turn.ends_at,
            changed=turn.changed_at,
            cancelled=closed or turn.state in (State.CANCELLED, State.SKIPPED),
            people=tuple(place.name for place in seen.holders if place.name),
        )
