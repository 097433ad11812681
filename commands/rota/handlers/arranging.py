"""The turns ahead are written: their dates, who holds them, who stands by; and given when it is time.

Whatever changes who can hold what ends here. A turn that is given stays with whoever has it, while they can;
one that is only planned follows the order.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.chain import Canonical, stamp
from bot.feature import Call
from bot.moments.rhythm import Rhythm, first, following
from commands.rota.handlers import kinds
from commands.rota.handlers.scene import Scene, held_anew, scene, terms
from commands.rota.handlers.steps import note, tell, tell_coordinators, tell_homes
from commands.rota.rules.hours import is_unsocial
from commands.rota.rules.plan import Assigned, plan
from commands.rota.rules.values import AHEAD, Choice, Holding, How, State, Why
from commands.rota.values import Stage
from storage import numbers, people, promises, rotas, turns
from storage.rotas import Rota
from storage.transaction import Transaction
from storage.turns import Turn

WRITTEN_AHEAD = 6
"""Turns that are always written, and as many more as are announced before their date."""
MOST_AHEAD = 60
LAST = timedelta(days=1)
"""How long a turn lasts after which none comes, where nobody said."""
ASKED_AGAIN, OFFERED = timedelta(hours=72), timedelta(hours=24)
"""How long before a turn its holder is asked again, and its deputy may take it."""


def arrange(
    call: Call[Transaction], rota: Rota, *, lost: Collection[int] = (), created: bool = False
) -> frozenset[int]:
    """Brings the turns ahead up to date. `lost` are the ids of turns that just lost a holder; with `created`
    the homes are told of all of them together. Returns the ids of the turns that were given now."""
    tx, at = call.tx, call.at
    if rota.state != Stage.RUNNING:
        return frozenset()
    rota = rotas.by_id(tx, rota.id)
    group = people.group_of(tx, rota.group_id)
    write_ahead(call, rota)
    found = scene(tx, rota, group, at)
    gone = _part_from_gone(call, found)
    if gone:
        found = held_anew(tx, found)
    assigned = plan(found.people, terms(rota), found.slots, found.to_plan())
    given: set[int] = set()
    for turn, each in zip(found.ahead, assigned, strict=True):
        if turn.state == State.PLANNED:
            _replan(call, found, turn, each)
            if _is_due(call, rota, turn) and call.at < turn.ends_at:
                _give(call, rota, turn, each, created=created)
                given.add(turn.id)
        else:
            _fill(call, found, turn, each, lost=turn.id in gone or turn.id in lost)
    return frozenset(given)


def _is_due(call: Call[Transaction], rota: Rota, turn: Turn) -> bool:
    """Whether it is time that the turn is announced."""
    return turn.starts_at - timedelta(seconds=rota.leads[0]) <= call.at


# Dates


def write_ahead(call: Call[Transaction], rota: Rota) -> None:
    """Writes the dates that are still missing, with what time has to do about each."""
    tx, at = call.tx, call.at
    written = turns.of_rota(tx, rota.id)
    ahead = sum(turn.state in AHEAD for turn in written)
    last = written[-1].starts_at if written else None
    horizon = at + timedelta(seconds=rota.leads[0])
    while ahead < MOST_AHEAD and (ahead < WRITTEN_AHEAD or last is None or last <= horizon):
        starts = next_time(rota, last, at)
        if starts is None:
            return
        _write(call, rota, starts)
        last, ahead = starts, ahead + 1


def next_time(rota: Rota, last: datetime | None, at: datetime) -> datetime | None:
    """When the turn after the last written one begins. What would have begun while we were down is past."""
    rhythm = Rhythm(rota.rule)
    if last is None:
        return rota.anchor if rota.anchor > at else following(rhythm, rota.zone, at, rota.anchor)
    return following(rhythm, rota.zone, max(last, at), rota.anchor)


def _write(call: Call[Transaction], rota: Rota, starts: datetime) -> None:
    tx, key = call.tx, call.key()
    turns.add(
        tx,
        key=key,
        group_id=rota.group_id,
        rota_id=rota.id,
        number=numbers.next_number(tx, rota.group_id, "turn"),
        starts_at=starts,
        ends_at=_end(rota, starts),
        state=State.PLANNED.value,
        changed_at=call.at,
    )
    promises.promise(tx, kinds.START, key, starts)
    leads = [timedelta(seconds=lead) for lead in rota.leads]
    for lead in leads:
        if starts - lead > call.at:
            promises.promise(tx, kinds.ANNOUNCE, key, starts - lead)
    if leads[0] > ASKED_AGAIN and ASKED_AGAIN not in leads and starts - ASKED_AGAIN > call.at:
        promises.promise(tx, kinds.ASK, key, starts - ASKED_AGAIN)
    offered = max(starts - OFFERED, call.at + (starts - call.at) / 2)
    promises.promise(tx, kinds.OFFER, key, offered)


def _end(rota: Rota, starts: datetime) -> datetime:
    after = following(Rhythm(rota.rule), rota.zone, starts, rota.anchor)
    if not rota.lasts:
        return after or starts + LAST
    ends = starts + timedelta(seconds=rota.lasts)
    return min(ends, after) if after else ends


def first_time(rhythm: Rhythm, zone: str, starts: datetime, at: datetime) -> datetime | None:
    """When the first turn of a new rota begins, strictly after now; None where the rhythm never fires."""
    anchor = first(rhythm, zone, starts)
    return anchor if anchor is None or anchor > at else following(rhythm, zone, at, anchor)


def unwrite(call: Call[Transaction], turn: Turn) -> None:
    """Nothing is promised about the turn any more but its end."""
    for kind in (kinds.START, kinds.ANNOUNCE, kinds.ASK, kinds.OFFER):
        promises.release(call.tx, kind, turn.key)
    turns.no_swap(call.tx, turn.id)


# People


def _part_from_gone(call: Call[Transaction], found: Scene) -> frozenset[int]:
    """Holders who cannot any more: out of the group, or away and without a word that they come."""
    gone: set[int] = set()
    by_number = {person.number: person for person in found.people}
    for turn in found.ahead:
        if turn.state != State.GIVEN:
            continue
        for holder in found.holding(turn):
            person = by_number.get(holder.participant)
            away = person is not None and any(since <= turn.starts_at < until for since, until in person.away)
            if holder.participant not in found.members or (away and holder.state == Holding.ASKED):
                turns.let_go(call.tx, holder.id, Holding.GONE.value, call.at)
                turns.no_swap(call.tx, turn.id)
                gone.add(turn.id)
    return frozenset(gone)


def _replan(call: Call[Transaction], found: Scene, turn: Turn, assigned: Assigned) -> None:
    """Writes who is planned, where that has changed."""
    planned = [holder.participant for holder in found.holding(turn)]
    if planned != [held.number for held in assigned.holders]:
        turns.unplan(call.tx, turn.id)
        _hold(call, found.rota, turn, assigned.chosen)
        turns.touch(call.tx, turn.id, call.at)
        turns.no_swap(call.tx, turn.id)
    if turn.deputy != assigned.deputy:
        turns.name_deputy(call.tx, turn.id, assigned.deputy)


def _hold(call: Call[Transaction], rota: Rota, turn: Turn, chosen: Sequence[Choice]) -> None:
    for choice in chosen:
        person = choice.person
        turns.hold(
            call.tx,
            turn_id=turn.id,
            participant=person.number,
            stakeholder_id=person.stakeholder,
            region=person.region,
            how=How.ORDER.value,
            state=Holding.ASKED.value,
            why=written(choice.why),
            unsocial=is_unsocial(turn.starts_at, person.zone),
            since=call.at,
        )


def _give(call: Call[Transaction], rota: Rota, turn: Turn, assigned: Assigned, *, created: bool) -> None:
    """From now on the turn stays with whoever has it."""
    turns.move(call.tx, turn.id, State.GIVEN.value, call.at)
    _keep_later(call, turn)
    numbers_ = [held.number for held in assigned.holders]
    _note_given(call, rota, turn, numbers_, assigned.deputy)
    if not numbers_:
        tell_coordinators(call, kinds.NOBODY, rota.group_id, turn.key)
        return
    tell(call, kinds.ASKED, rota.group_id, turn.key, numbers_)
    turns.announced(call.tx, turn.id)
    if not created:
        tell_homes(call, kinds.ANNOUNCED, rota.group_id, turn.key)


def _keep_later(call: Call[Transaction], turn: Turn) -> None:
    """What is told now need not be told again by a timer of this very moment."""
    due = promises.promised(call.tx, kinds.ANNOUNCE, turn.key)
    if any(moment <= call.at for moment in due):
        promises.release(call.tx, kinds.ANNOUNCE, turn.key)
        for moment in due:
            if moment > call.at:
                promises.promise(call.tx, kinds.ANNOUNCE, turn.key, moment)


def _fill(call: Call[Transaction], found: Scene, turn: Turn, assigned: Assigned, *, lost: bool) -> None:
    """A given turn that lacks somebody gets the next in the order; who has it is left alone."""
    rota = found.rota
    if assigned.chosen:
        _hold(call, rota, turn, assigned.chosen)
        turns.touch(call.tx, turn.id, call.at)
        new = [choice.person.number for choice in assigned.chosen]
        _note_given(call, rota, turn, [held.number for held in assigned.holders], assigned.deputy)
        tell(call, kinds.ASKED, rota.group_id, turn.key, new)
        if turn.announced:
            tell_homes(call, kinds.CHANGED, rota.group_id, turn.key)
        elif _is_due(call, rota, turn):
            tell_homes(call, kinds.ANNOUNCED, rota.group_id, turn.key)
            turns.announced(call.tx, turn.id)
    elif lost:
        turns.touch(call.tx, turn.id, call.at)
        if not assigned.holders:
            tell_coordinators(call, kinds.NOBODY, rota.group_id, turn.key)
        if turn.announced:
            tell_homes(call, kinds.CHANGED, rota.group_id, turn.key)
    if turn.deputy != assigned.deputy:
        turns.name_deputy(call.tx, turn.id, assigned.deputy)


def _note_given(call: Call[Transaction], rota: Rota, turn: Turn, holders: Sequence[int], deputy: int) -> None:
    facts: dict[str, Canonical] = {
        "rota": rota.short,
        "starts": stamp(turn.starts_at),
        "holders": list(holders),
        "deputy": deputy,
    }
    note(call, rota.group_id, None, "turn.given", turn.short, facts)


# Reasons, as they are stored


def written(why: Why) -> str:
    return json.dumps(
        {
            "group": why.group.value,
            "group_turns": why.group_turns,
            "passed": why.passed,
            "region": why.region.value if why.region else "",
            "person": why.person.value,
            "person_turns": why.person_turns,
        }
    )
