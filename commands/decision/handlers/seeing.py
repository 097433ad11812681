"""From the rows of a decision to what may be shown of it."""

from __future__ import annotations

from datetime import datetime

from bot.blocks import Block
from bot.feature import Registry
from commands.decision import values, views
from commands.decision.handlers.process import evidence_of, process_of
from commands.decision.rules import IN_FORCE, State, Step, Work, bodies
from commands.decision.values import Process, Sight
from storage import contests, decisions, objections, people, polls
from storage.decisions import Decision
from storage.polls import Poll
from storage.transaction import Transaction

CLOSED = "closed"
"""The state of a poll, as it is stored."""
OBJECTIONS = 50
"""Objections to one poll that are looked at."""
GIVEN_UP = ("accepted", "withdrawn")
"""States of objections, as they are stored, in which whoever raised them does not hold them any more."""
ANSWERS = (Step.KEPT, Step.UPHELD)
"""What can be appealed."""


def process(registry: Registry[Transaction], tx: Transaction, decision: Decision) -> Process:
    """How the poll of a decision is determined."""
    poll = _poll_of(tx, decision)
    return process_of(tx, poll.id, evidence_of(registry, tx, poll))


def _poll_of(tx: Transaction, decision: Decision) -> Poll:
    poll = polls.at_any(tx, decision.poll.key)
    assert poll is not None, "a poll is never deleted"
    return poll


def next_step(found: list[contests.Contest]) -> int:
    """The step of the ladder that an appeal would take now; 1 is the first."""
    return 1 + sum(contest.state == Step.UPHELD for contest in found)


def late_answer(found: list[contests.Contest], at: datetime) -> list[contests.Contest]:
    """Challenges that nobody answered in time: they can go on as an appeal."""
    return [
        each
        for each in found
        if each.state == Step.OPEN and not each.step and each.due_at and at >= each.due_at
    ]


def challengeable(decision: Decision, at: datetime) -> bool:
    """Whether a challenge comes in time. Where nobody set an end there is none."""
    until = decision.challenge_until
    return decision.state in (State.STANDS, State.CHALLENGED) and (until is None or at < until)


def appealable(
    decision: Decision, found: list[contests.Contest], ladder: tuple[str, ...], at: datetime
) -> bool:
    """Whether an appeal is possible now: something was answered or ruled on, or was not answered in time, and
    the ladder has a step left."""
    if next_step(found) > len(bodies(ladder)):
        return False
    if decision.state == State.CHALLENGED:
        return bool(late_answer(found, at))
    answered = any(each.state in ANSWERS for each in found)
    until = decision.appeal_until
    return decision.state == State.STANDS and answered and (until is None or at < until)


def sight(
    registry: Registry[Transaction], tx: Transaction, decision: Decision, at: datetime, group: str = ""
) -> Sight:
    """The decision as it may be shown to everybody at this moment."""
    poll = _poll_of(tx, decision)
    held = evidence_of(registry, tx, poll)
    rules, found = process_of(tx, poll.id, held), contests.of(tx, decision.id)
    body, until = bodies(rules.ladder), decision.challenge_until
    step = next_step(found)
    return Sight(
        key=decision.key,
        group_id=decision.group_id,
        group=group or people.group_of(tx, decision.group_id).name,
        short=decision.short,
        state=State(decision.state),
        poll=decision.poll.short,
        poll_key=decision.poll.key,
        question=decision.poll.question,
        closed_at=decision.poll.ended_at,
        charter=rules.charter,
        designation=decision.designation,
        won=decision.won,
        name=decision.determiner,
        stakeholder=decision.stakeholder,
        determined_at=decision.determined_at,
        rationale=decision.rationale,
        shared=decision.shared,
        confirmer=decision.confirmer,
        stood_at=decision.stood_at,
        challengeable=challengeable(decision, at) and not any(each.state == Step.GATHERING for each in found),
        challenge_until=until,
        appealable=appealable(decision, found, rules.ladder, at),
        appeal_until=decision.appeal_until,
        appeal=rules.appeal,
        appeal_groups=rules.appeal_groups,
        next_body=body[step - 1] if step <= len(body) else "",
        review_at=decision.review_at,
        reviewed=decision.reviewed,
        replaces=f"D-{decision.replaces}" if decision.replaces else "",
        replaced_by=f"D-{decision.replaced_by}" if decision.replaced_by else "",
        work=Work(decision.work) if decision.work else None,
        work_note=decision.work_note,
        contests=tuple(contest(tx, each) for each in found),
        statements=tuple(
            values.Statement(said.name, said.stakeholder, said.text, until is not None and said.at >= until)
            for said in contests.statements(tx, decision.id)
        ),
        opposed=held.opposed,
        objections=_against(tx, poll, held.opposed),
    )


def _against(tx: Transaction, poll: Poll, opposed: tuple[str, ...]) -> tuple[str, ...]:
    """The objections of the stakeholder groups that are opposed, the oldest first, but those given up. A merged one
    lives on in another."""
    if not opposed:
        return ()
    found = objections.listed(tx, poll.group_id, poll.id, "", OBJECTIONS)
    kept = {
        each.into or each.number
        for each in found
        if each.kind == "objection" and each.state not in GIVEN_UP and each.stakeholder in opposed
    }
    return tuple(f"O-{number}" for number in sorted(kept))


def contest(tx: Transaction, found: contests.Contest) -> values.Contest:
    """A challenge or an appeal as it may be shown."""
    return values.Contest(
        step=found.step,
        body=found.body,
        state=Step(found.state),
        name=found.name,
        stakeholder=found.stakeholder,
        raised_at=found.raised_at,
        reason=found.reason,
        supporters=tuple(each.name for each in contests.supporters(tx, found.id)),
        due_at=found.due_at,
        answerer=found.answerer,
        answer=found.answer,
    )


def beside(tx: Transaction, poll: Poll) -> tuple[Block, ...]:
    """What the card of a closed poll says of its determination."""
    if poll.state != CLOSED:
        return ()
    made = next((each for each in decisions.of_poll(tx, poll.id) if each.state in IN_FORCE), None)
    return views.beside(made.short, made.designation, made.won) if made else ()
