"""A determination is challenged, and the challenge answered; the answer is appealed, with support."""

from __future__ import annotations

from datetime import datetime

from bot import chain
from bot.boundary import Reply
from bot.chain import Canonical
from bot.feature import Call
from bot.people import Role
from bot.refusals import Refusal, not_allowed
from bot.text import Code, Text
from commands.decision import views
from commands.decision.declared import Answer, Challenge
from commands.decision.handlers import kinds
from commands.decision.handlers.determining import find_designation, make
from commands.decision.handlers.process import evidence_of
from commands.decision.handlers.seeing import (
    challengeable,
    late_answer,
    process,
    sight,
)
from commands.decision.handlers.steps import (
    Voice,
    barred,
    changed,
    contesting,
    facilitating,
    must_count,
    note,
    pending,
    tell,
    voice,
)
from commands.decision.rules import ANSWER_WITHIN, LIVE, State, Step, by_the_minute
from commands.decision.values import Process, Sight
from storage import awaited as awaited_polls
from storage import contests, decision_changes, decisions, polls, promises
from storage.contests import Contest
from storage.decisions import Decision
from storage.polls import Poll
from storage.transaction import Transaction


def challenge(call: Call[Transaction], command: Challenge) -> Reply:
    return challenged(call, command.decision, command.reason)


def late(call: Call[Transaction], kind: str, poll: Poll, text: str) -> Reply | None:
    """An objection to a poll that is over is a challenge, where it was determined and can be challenged."""
    if kind != kinds.POLL:
        return None
    for decision in decisions.of_poll(call.tx, poll.id):
        if decision.state in LIVE:
            return challenged(call, decision, text)
    awaited = awaited_polls.of(call.tx, poll.id)
    if awaited is None:
        return None
    raise Refusal(
        Text(
            "{poll} is closed, so objections to it are not taken any more. Once it is determined, one person is"
            " enough to challenge that: {challenge}",
            poll=Code(poll.short),
            challenge=Code("/decision challenge"),
        )
    )


def challenged(call: Call[Transaction], decision: Decision, reason: str) -> Reply:
    """One person is enough. The determination stands until it is answered."""
    tx = call.tx
    must_count(decision)
    said = voice(call, decision)
    must_not_be_own(decision, said)
    if decision.state == State.APPEALED or pending(tx, decision, Step.GATHERING):
        raise Refusal(
            Text(
                "{decision} is being appealed. {sign} supports the appeal.",
                decision=Code(decision.short),
                sign=Code(f"/decision sign {decision.short}"),
            )
        )
    if not challengeable(decision, call.at):
        raise Refusal(
            Text(
                "{decision} could be challenged until {until}. {minority} still attaches what you hold instead.",
                decision=Code(decision.short),
                until=views.deadline(decision.challenge_until or call.at),
                minority=Code(f"/decision minority {decision.short}"),
            )
        )
    mine = [each for each in contests.of(tx, decision.id) if not each.step and each.raised_by == said.number]
    if mine:
        raise Refusal(
            Text(
                "You challenged {decision} already, and that is possible once. {show} tells what became of it.",
                decision=Code(decision.short),
                show=Code(f"/decision show {decision.short}"),
            )
        )
    due_at = by_the_minute(call.at, process(call.registry, tx, decision).ruling or ANSWER_WITHIN)
    key, seq = add(call, decision, said, Step.OPEN, reason, 0, "", due_at)
    decision_changes.move(tx, decision.id, State.CHALLENGED.value, seq, call.at)
    promises.promise(tx, kinds.REMIND, decision.key, due_at)
    changed(tx, decision)
    tell(call, kinds.CHALLENGED, key, decision.group_id, determiners(decision), said.number)
    return Reply(views.challenged(seen(call, decision)))


def answer(call: Call[Transaction], command: Answer) -> Reply:
    """Whoever determined it keeps it, with reasons, or determines anew."""
    decision, tx = command.decision, call.tx
    must_count(decision)
    open_ones = pending(tx, decision, Step.OPEN)
    if decision.state != State.CHALLENGED:
        raise Refusal(
            Text(
                "Nobody waits for an answer about {decision}. {show} tells how it is.",
                decision=Code(decision.short),
                show=Code(f"/decision show {decision.short}"),
            )
        )
    _must_answer(call, decision, open_ones)
    rules = process(call.registry, tx, decision)
    if command.designation:
        return _reconsider(call, command, rules, open_ones)
    until = by_the_minute(call.at, rules.challenge) if rules.challenge else None
    seq = _answered(call, decision, open_ones, Step.KEPT, command.text, until)
    decision_changes.appealable(tx, decision.id, State.STANDS.value, until, seq, call.at)
    if until:
        promises.promise(tx, kinds.EXPIRE, decision.key, until)
    promises.release(tx, kinds.REMIND, decision.key)
    changed(tx, decision)
    _tell_challengers(call, open_ones, decision)
    return Reply(views.answered(seen(call, decision)))


def _reconsider(call: Call[Transaction], command: Answer, rules: Process, open_ones: list[Contest]) -> Reply:
    """A new determination takes the place of this one, at once or when it is confirmed."""
    decision, tx = command.decision, call.tx
    poll = polls.at_any(tx, decision.poll.key)
    assert poll is not None, "a poll is never deleted"
    found = find_designation(call, poll, rules, command.designation)
    if found == decision.designation:
        raise Refusal(
            Text(
                "That is what {decision} says already. Leave out {designation} to keep it.",
                decision=Code(decision.short),
                designation=Code("designation:"),
            )
        )
    won = evidence_of(call.registry, tx, poll).won
    _answered(call, decision, open_ones, Step.OPEN, command.text, None)
    later = make(call, poll, rules, found, command.text, won, decision)
    _tell_challengers(call, open_ones, decision)
    return Reply(views.reconsidered(seen(call, later), decision.short))


def _answered(
    call: Call[Transaction],
    decision: Decision,
    open_ones: list[Contest],
    step: Step,
    text: str,
    until: datetime | None,
) -> int:
    facts: dict[str, Canonical] = {"outcome": "kept" if step is Step.KEPT else "reconsidered"}
    if until:
        facts["appeal_until"] = chain.stamp(until)
    seq = note(call, call.seat.number, "decision.answered", decision, facts, {"answer": text})
    for contest in open_ones:
        contests.answer(call.tx, contest.id, step.value, call.seat.number, seq, call.at)
    return seq


def _tell_challengers(call: Call[Transaction], open_ones: list[Contest], decision: Decision) -> None:
    for contest in open_ones:
        concerned = [contest.raised_by, *supporting(call, contest)]
        tell(call, kinds.ANSWERED, contest.key, decision.group_id, concerned, call.seat.number)


def _must_answer(call: Call[Transaction], decision: Decision, open_ones: list[Contest]) -> None:
    """Raises Refusal for somebody who did not determine it, unless nobody who did is there or answers."""
    seat = call.seat
    if seat.number in determiners(decision):
        return
    there = {each.number for each in facilitating(call.tx, decision.group_id)} & set(determiners(decision))
    overdue = bool(late_answer(open_ones, call.at))
    deputy = seat.acts_as.rank >= Role.FACILITATOR.rank and (overdue or not there)
    part = seat.number in contesting(call.tx, decision)
    if deputy and not part and not barred(call.registry, call.tx, decision.poll.key, seat.number):
        return
    raise not_allowed(
        Text(
            "A challenge is answered by whoever determined {decision}: {name}. {show} tells until when.",
            decision=Code(decision.short),
            name=views.who(decision.determiner),
            show=Code(f"/decision show {decision.short}"),
        )
    )


def add(
    call: Call[Transaction],
    decision: Decision,
    said: Voice,
    state: Step,
    reason: str,
    step: int,
    body: str,
    due_at: datetime | None,
) -> tuple[str, int]:
    """Writes a challenge or an appeal. Returns its key and the number of its entry."""
    key = call.key()
    facts: dict[str, Canonical] = {"to": body} if body else {}
    kind = "decision.appealed" if step else "decision.challenged"
    seq = note(call, said.number, kind, decision, facts, {"reason": reason})
    contests.add(
        call.tx,
        key=key,
        group_id=decision.group_id,
        decision_id=decision.id,
        step=step,
        body=body,
        state=state.value,
        raised_by=said.number,
        raised_at=call.at,
        stakeholder=said.stakeholder,
        reason_seq=seq,
        due_at=due_at,
    )
    return key, seq


def determiners(decision: Decision) -> list[int]:
    return [each for each in (decision.determined_by, decision.confirmed_by) if each]


def supporting(call: Call[Transaction], contest: Contest) -> list[int]:
    return [each.participant for each in contests.supporters(call.tx, contest.id)]


def must_not_be_own(decision: Decision, said: Voice) -> None:
    if said.number in determiners(decision):
        raise not_allowed(
            Text(
                "You determined {decision} yourself. {supersede} puts a later decision in its place.",
                decision=Code(decision.short),
                supersede=Code("/decision supersede"),
            )
        )


def seen(call: Call[Transaction], decision: Decision) -> Sight:
    return sight(call.registry, call.tx, decisions.by_id(call.tx, decision.id), call.at, call.group.name)
