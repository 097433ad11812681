"""`/poll open`, and the moment at which a scheduled poll opens."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import chain
from bot.boundary import Reply
from bot.chain import Canonical
from bot.feature import Call
from bot.people import Group
from bot.polling import Question
from commands.poll import views
from commands.poll.declared import Open, Start
from commands.poll.handlers import kinds, under, urgency
from commands.poll.handlers.planning import Plan, plan
from commands.poll.handlers.rolling import roll_now, taken_by
from commands.poll.handlers.seeing import (
    charter_of,
    leads_of,
    roll_of,
    rules_of,
    sight,
    written_roll,
)
from commands.poll.handlers.standing import alternates_facts, seat_alternates
from commands.poll.handlers.timing import SHORTEST, closing, window_of
from commands.poll.rules import RollSize, Rules, SecretRefused, secret_terms
from commands.poll.values import BEFORE, Kind, State, Visibility
from storage import (
    charters,
    groups,
    numbers,
    people,
    poll_changes,
    polls,
    processes,
    promises,
    record,
    rolls,
    secret_ballots,
)
from storage.polls import Poll
from storage.processes import Process
from storage.transaction import Transaction

NOTHING_YET = Process()
MOST_SETTLED = 50
"""Cards that a new home gets at most."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What is fixed when a poll opens. Seats that were taken after `taken_by` are too new for its roll."""

    rules: Rules
    roll: tuple[RollSize, ...]
    closes_at: datetime
    taken_by: datetime | None


def open_poll(call: Call[Transaction], command: Open) -> Reply:
    planned = plan(call, command)
    tx, group = call.tx, call.group
    if planned.wanted:
        return _propose(call, planned)
    poll = _add(call, planned, None)
    if planned.opens_at > call.at:
        promises.promise(tx, kinds.START, poll.key, planned.opens_at)
        record.append(
            tx,
            group.id,
            "poll.scheduled",
            call.at,
            by=call.seat.number,
            subject=poll.short,
            facts=_facts(tx, poll, planned.proposed, planned.closes_at),
        )
        return Reply(views.scheduled(sight(tx, poll, group)))
    poll = _begin_now(call, poll, planned)
    return Reply(views.opened(sight(tx, poll, group), planned.overall_only))


def _propose(call: Call[Transaction], planned: Plan) -> Reply:
    """It is urgent: it opens when others say so, too."""
    tx, group = call.tx, call.group
    waiting = replace(planned, opens_at=call.at + urgency.PATIENCE)
    poll = _add(call, waiting, None, Process(urgent=True))
    urgency.propose(call, poll, planned.reason, _facts(tx, poll, planned.proposed, planned.closes_at))
    if planned.wanted > 1:
        return Reply(views.proposed(sight(tx, poll, group)))
    promises.release(tx, kinds.FORGET, poll.key)
    open_waiting(call, poll, planned.closes_at, call.seat.number)
    return Reply(views.opened(sight(tx, _again(tx, group.id, poll.key), group), ()))


def ask(call: Call[Transaction], question: Question) -> str:
    """Opens a binding poll for the purpose of another feature, as the charter in force has it. Returns
    its short id. Raises Refusal."""
    wanted = Open(question=question.question, text=question.text, kind=question.kind)
    planned = plan(call, wanted, decides=True)
    return put(call, planned, question).short


def put(
    call: Call[Transaction], planned: Plan, question: Question | None, process: Process = NOTHING_YET
) -> Poll:
    """Opens a planned poll now; `process` is where it stands in the process of its charter."""
    return _begin_now(call, _add(call, planned, question, process), planned)


def _begin_now(call: Call[Transaction], poll: Poll, planned: Plan) -> Poll:
    fixed = Opening(planned.rules, planned.roll, planned.closes_at, planned.taken_by)
    return _begin(call, poll, call.group, call.at, fixed, call.seat.number)


def settle(call: Call[Transaction], channel: str) -> None:
    """A new home shows the polls that are open or planned. There are never many of them at a time."""
    for state in (*BEFORE, State.OPEN):
        for poll in polls.listed(call.tx, call.group.id, state, None, MOST_SETTLED):
            promises.post_card(call.tx, kinds.CARD, poll.key, channel, call.at)


def start(call: Call[Transaction], command: Start) -> Reply:
    """Time opens a scheduled poll. A poll that nobody could vote in, or that could not keep its
    secrets any more, is withdrawn instead."""
    poll = command.poll
    if poll.state != State.SCHEDULED:
        return Reply(())
    closes_at = poll.closes_at
    if closes_at - call.at < SHORTEST:  # We were down: people get the time that they were promised.
        closes_at = call.at + (poll.closes_at - poll.opens_at)
    open_waiting(call, poll, closes_at, None)
    return Reply(())


def open_waiting(call: Call[Transaction], poll: Poll, closes_at: datetime, by: int | None) -> bool:
    """Opens a poll that was planned or proposed, until then or the next moment at which polls close; `by` is
    None when time does. Returns False where it was withdrawn instead."""
    tx, group = call.tx, people.group_of(call.tx, poll.group_id)
    rules = rules_of(poll)
    bounds = under.bounds_now(tx, poll)
    held = bounds is not None and bounds.applies(rules.method)
    closes_in = window_of(tx, group.id, bounds.terms if bounds and held else None)
    closes_at = closing(closes_at, timedelta(0), closes_in)  # A holiday may have been declared since.
    since = taken_by(tx, group.id, bounds, call.at, held=poll.binding or held)
    roll = roll_now(tx, group.id, call.at, closes_at, since)
    if bounds is not None and not under.still_fits(bounds, poll, rules, closes_at - call.at, roll):
        return drop(call, poll, Kind.CHARTER)
    if not any(size.seats for size in roll):
        return drop(call, poll, Kind.NOBODY)
    if poll.visibility == Visibility.SECRET:
        terms = secret_terms(rules, roll)
        if isinstance(terms, SecretRefused):
            return drop(call, poll, Kind.UNSAFE)
        if terms.overall_only and held:
            return drop(call, poll, Kind.UNSAFE)
        rules = terms.rules
    if bounds is not None:
        charters.open_under(tx, poll.id, bounds.kept.id, bounds.kind, applies=held)
    poll = _begin(call, poll, group, call.at, Opening(rules, roll, closes_at, since), by)
    promises.refresh(tx, kinds.CARD, poll.key)
    for home in groups.homes(tx, group.id):
        promises.say(tx, kinds.OPENED, poll.key, home, call.at)
    return True


def _add(
    call: Call[Transaction], planned: Plan, question: Question | None, process: Process = NOTHING_YET
) -> Poll:
    """The poll, not open yet, with its cards, and what it is held under and for."""
    tx, group, key = call.tx, call.group, call.key()
    poll_changes.add(
        tx,
        key=key,
        group_id=group.id,
        number=numbers.next_number(tx, group.id, "poll"),
        state=(State.PROPOSED if process.urgent else State.SCHEDULED).value,
        version=1,
        question=planned.question,
        text=planned.text,
        link=planned.link,
        method=planned.rules.method.value,
        options=json.dumps(list(planned.options), ensure_ascii=False),
        rules=_written_rules(planned.proposed),
        visibility=planned.visibility.value,
        binding=planned.binding,
        reasons=planned.reasons.value,
        remind=json.dumps([int(lead.total_seconds()) for lead in planned.leads]),
        roll="[]",
        opener=call.seat.number,
        opens_at=planned.opens_at,
        closes_at=planned.closes_at,
        extended=False,
        nudged_at=None,
        ended_at=None,
        result="",
    )
    poll = _again(tx, group.id, key)
    if planned.bounds is not None or question is not None:
        charters.open_under(
            tx,
            poll.id,
            planned.bounds.kept.id if planned.bounds else None,
            planned.bounds.kind if planned.bounds else "",
            applies=planned.applies,
            purpose=question.purpose if question else "",
            subject=question.subject if question else "",
        )
    if process != NOTHING_YET:
        processes.keep(tx, poll.id, process)
    for home in groups.homes(tx, group.id):
        promises.post_card(tx, kinds.CARD, poll.key, home, call.at)
    return poll


def _again(tx: Transaction, group_id: int, key: str) -> Poll:
    poll = polls.by_key(tx, group_id, key)
    assert poll is not None, "a poll that was just written"
    return poll


def _written_rules(rules: Rules) -> str:
    return json.dumps(rules.to_json())


def _begin(
    call: Call[Transaction],
    poll: Poll,
    group: Group,
    at: datetime,
    opening: Opening,
    by: int | None,
) -> Poll:
    """Opens it: the roll and the rules are fixed from here on."""
    tx, rules, closes_at = call.tx, opening.rules, opening.closes_at
    poll_changes.begin(
        tx, poll.id, State.OPEN.value, _written_rules(rules), written_roll(opening.roll), at, closes_at
    )
    rolls.freeze(tx, poll.id, group.id, at, closes_at, opening.taken_by)
    newcomers = rolls.newcomers(tx, group.id, opening.taken_by) if opening.taken_by else 0
    if newcomers:
        processes.keep(tx, poll.id, replace(processes.of(tx, poll.id), newcomers=newcomers))
    seat_alternates(call, _again(tx, group.id, poll.key), opening.roll)
    if poll.visibility == Visibility.SECRET:
        secret_ballots.keep_secret(tx, poll.id, call.key())
    promise_closing(tx, poll, at, closes_at)
    poll = _again(tx, group.id, poll.key)
    facts = _facts(tx, poll, rules, closes_at)
    record.append(
        tx,
        group.id,
        "poll.opened",
        at,
        by=by,
        subject=poll.short,
        facts={
            **facts,
            "roll": _roll_facts(tx, poll),
            **({"newcomers": newcomers} if newcomers else {}),
            **alternates_facts(tx, poll),
        },
    )
    return poll


def promise_closing(tx: Transaction, poll: Poll, at: datetime, closes_at: datetime) -> None:
    """Timers for the close, and for the reminders before it that are still to come."""
    promises.promise(tx, kinds.EXPIRE, poll.key, closes_at)
    for lead in leads_of(poll):
        if closes_at - lead > at:
            promises.promise(tx, kinds.REMIND, poll.key, closes_at - lead)


def release_closing(tx: Transaction, poll: Poll) -> None:
    """Takes the promises of `promise_closing` back."""
    promises.release(tx, kinds.EXPIRE, poll.key)
    promises.release(tx, kinds.REMIND, poll.key)


def drop(call: Call[Transaction], poll: Poll, kind: Kind) -> bool:
    """It cannot open; everybody is told why. Returns False: it is not open."""
    tx = call.tx
    poll_changes.end(tx, poll.id, State.WITHDRAWN.value, call.at, "")
    seq = record.append(
        tx, poll.group_id, "poll.dropped", call.at, by=None, subject=poll.short, facts={"cause": kind.value}
    )
    poll_changes.note(tx, poll.id, seq, kind.value)
    promises.refresh(tx, kinds.CARD, poll.key)
    for home in groups.homes(tx, poll.group_id):
        promises.say(tx, kinds.RESULT, poll.key, home, call.at)
    return False


def _facts(tx: Transaction, poll: Poll, rules: Rules, closes_at: datetime) -> dict[str, Canonical]:
    """What a poll asks, and by which rules: the snapshot, for the record."""
    facts: dict[str, Canonical] = {
        "question": poll.question,
        "rules": rules.to_json(),
        "visibility": poll.visibility,
        "binding": "yes" if poll.binding else "no",
        "reasons": poll.reasons,
        "opens": chain.stamp(poll.opens_at),
        "closes": chain.stamp(closes_at),
    }
    if poll.text:
        facts["text"] = poll.text
    if poll.link:
        facts["link"] = poll.link
    if poll.options:
        facts["options"] = list(poll.options)
    if held := charter_of(tx, poll):
        facts["charter"] = {"preset": held.preset, "version": held.version}
        if held.kind:
            facts["kind"] = held.kind
    if again := processes.of(tx, poll.id).reworks:
        facts["reworks"] = f"P-{processes.number_of(tx, again)}"
    return facts


def _roll_facts(tx: Transaction, poll: Poll) -> list[Canonical]:
    """Who is on the roll, as participants by stakeholder group, and who of them is away."""
    here: dict[str, list[Canonical]] = {size.stakeholder: [] for size in roll_of(poll)}
    away: dict[str, list[Canonical]] = {}
    for stakeholder, number, available in rolls.numbers(tx, poll.id):
        here[stakeholder].append(number)
        if not available:
            away.setdefault(stakeholder, []).append(number)
    return [
        {"stakeholder": name, "participants": all_of_them, **({"away": away[name]} if name in away else {})}
        for name, all_of_them in here.items()
    ]
