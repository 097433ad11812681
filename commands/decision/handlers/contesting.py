"""A determination is challenged, and the challenge answered; the answer is appealed, with support."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot import chain
from bot.boundary import Reply
from bot.chain import Canonical
from bot.feature import Call
from bot.people import Role
from bot.refusals import Refusal, not_allowed
from bot.text import Code, Text
from commands.decision import views
from commands.decision.declared import Answer, Appeal, Challenge, Sign
from commands.decision.handlers import kinds
from commands.decision.handlers.determining import find_designation, make
from commands.decision.handlers.process import evidence_of
from commands.decision.handlers.seeing import (
    appealable,
    challengeable,
    late_answer,
    next_step,
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
from commands.decision.rules import ANSWER_WITHIN, State, Step, bodies, by_the_minute, enough
from commands.decision.values import Process, Sight
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
        if challengeable(decision, call.at):
            return challenged(call, decision, text)
    awaited = decisions.awaited(call.tx, poll.id)
    if awaited is None:
        return None
    raise Refusal(
        Text(
            "{poll} is closed and waits to be determined, so objections to it come too late or too early. Once"
            " it is determined, one person can challenge that: {challenge}",
            poll=Code(poll.short),
            challenge=Code("/decision challenge"),
        )
    )


def challenged(call: Call[Transaction], decision: Decision, reason: str) -> Reply:
    """One person is enough. The determination stands until it is answered."""
    tx = call.tx
    must_count(decision)
    said = voice(call, decision)
    _must_not_be_own(decision, said)
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
    key, seq = _add(call, decision, said, Step.OPEN, reason, 0, "", due_at)
    decision_changes.move(tx, decision.id, State.CHALLENGED.value, seq, call.at)
    promises.promise(tx, kinds.REMIND, decision.key, due_at)
    changed(tx, decision)
    tell(call, kinds.CHALLENGED, key, decision.group_id, _determiners(decision), said.number)
    return Reply(views.challenged(_seen(call, decision)))


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
    return Reply(views.answered(_seen(call, decision)))


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
    return Reply(views.reconsidered(_seen(call, later), decision.short))


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
        concerned = [contest.raised_by, *_supporting(call, contest)]
        tell(call, kinds.ANSWERED, contest.key, decision.group_id, concerned, call.seat.number)


def _must_answer(call: Call[Transaction], decision: Decision, open_ones: list[Contest]) -> None:
    """Raises Refusal for somebody who did not determine it, unless nobody who did is there or answers."""
    seat = call.seat
    if seat.number in _determiners(decision):
        return
    there = {each.number for each in facilitating(call.tx, decision.group_id)} & set(_determiners(decision))
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


# Appeals


def appeal(call: Call[Transaction], command: Appeal) -> Reply:
    decision, tx = command.decision, call.tx
    must_count(decision)
    said = voice(call, decision)
    _must_not_be_own(decision, said)
    rules, found = process(call.registry, tx, decision), contests.of(tx, decision.id)
    gathering = [each for each in found if each.step and each.state in (Step.GATHERING, Step.OPEN)]
    if gathering:
        raise Refusal(
            Text(
                "There is an appeal against {decision} already. {sign} supports it.",
                decision=Code(decision.short),
                sign=Code(f"/decision sign {decision.short}"),
            )
        )
    if not appealable(decision, found, rules.ladder, call.at):
        raise Refusal(_no_appeal(decision, found, rules, call.at))
    step, ladder = next_step(found), bodies(rules.ladder)
    for unanswered in late_answer(found, call.at):
        contests.move(tx, unanswered.id, Step.UNANSWERED.value, unanswered.due_at)
    alone = enough([said.stakeholder], rules.appeal, rules.appeal_groups)
    due_at = _ruling_due(rules, call.at) if alone else None
    state = Step.OPEN if alone else Step.GATHERING
    key, seq = _add(call, decision, said, state, command.reason, step, ladder[step - 1], due_at)
    if alone:
        _opened(call, decision, key, rules.ruling, seq)
    elif decision.state == State.CHALLENGED:
        until = by_the_minute(call.at, rules.challenge) if rules.challenge else None
        decision_changes.appealable(tx, decision.id, State.STANDS.value, until, seq, call.at)
        if until:
            promises.promise(tx, kinds.EXPIRE, decision.key, until)
        promises.release(tx, kinds.REMIND, decision.key)
    changed(tx, decision)
    return Reply(views.appealed(_seen(call, decision)))


def _no_appeal(decision: Decision, found: list[Contest], rules: Process, at: datetime) -> Text:
    """Why an appeal is not possible now."""
    short = Code(decision.short)
    if decision.state == State.CHALLENGED:
        due = next((each.due_at for each in found if each.state == Step.OPEN and each.due_at), at)
        return Text(
            "The challenge to {decision} has until {until} to be answered. Appeal after that, or once it is"
            " answered.",
            decision=short,
            until=views.deadline(due),
        )
    if next_step(found) > len(bodies(rules.ladder)):
        return Text(
            "The last step of the ladder has ruled on {decision}, so there is no further appeal. {minority}"
            " still attaches what you hold instead.",
            decision=short,
            minority=Code(f"/decision minority {decision.short}"),
        )
    if decision.appeal_until is not None and at >= decision.appeal_until:
        return Text(
            "{decision} could be appealed until {until}. {minority} still attaches what you hold instead.",
            decision=short,
            until=views.deadline(decision.appeal_until),
            minority=Code(f"/decision minority {decision.short}"),
        )
    return Text(
        "An appeal goes against the answer to a challenge, and {decision} was not challenged. Begin with"
        " {challenge}.",
        decision=short,
        challenge=Code(f"/decision challenge {decision.short}"),
    )


def sign(call: Call[Transaction], command: Sign) -> Reply:
    """Supports the challenge or the appeal that is going on."""
    decision, tx = command.decision, call.tx
    must_count(decision)
    said = voice(call, decision)
    _must_not_be_own(decision, said)
    going_on = pending(tx, decision, Step.GATHERING, Step.OPEN)
    if not going_on:
        raise Refusal(
            Text(
                "There is nothing to support: nobody challenges or appeals {decision} now. {show} tells how it"
                " is.",
                decision=Code(decision.short),
                show=Code(f"/decision show {decision.short}"),
            )
        )
    contest = going_on[-1]
    if said.number == contest.raised_by or said.number in _supporting(call, contest):
        raise Refusal(
            Text(
                "Your name stands there already. {show} shows who supports it.",
                show=Code(f"/decision show {decision.short}"),
            )
        )
    rules = process(call.registry, tx, decision)
    seq = note(call, said.number, "decision.signed", decision, {"step": contest.step})
    contests.support(tx, contest.id, said.number, said.stakeholder)
    if contest.state == Step.GATHERING:
        held = [contest.stakeholder, *(each.stakeholder for each in contests.supporters(tx, contest.id))]
        if enough(held, rules.appeal, rules.appeal_groups):
            contests.move(tx, contest.id, Step.OPEN.value, _ruling_due(rules, call.at))
            _opened(call, decision, contest.key, rules.ruling, seq)
    changed(tx, decision)
    return Reply(views.signed(_seen(call, decision)))


def _opened(
    call: Call[Transaction], decision: Decision, key: str, ruling: timedelta | None, seq: int
) -> None:
    """The appeal has its support: somebody has to rule on it."""
    tx = call.tx
    decision_changes.move(tx, decision.id, State.APPEALED.value, seq, call.at)
    promises.release(tx, kinds.REMIND, decision.key)
    promises.promise(tx, kinds.REMIND, decision.key, by_the_minute(call.at, ruling or ANSWER_WITHIN))
    tell(call, kinds.APPEALED, key, decision.group_id, rulers(call, decision))


def rulers(call: Call[Transaction], decision: Decision) -> list[int]:
    """Who may rule on an appeal: those who facilitate or coordinate and have no part in it."""
    involved = {decision.determined_by, decision.confirmed_by, *contesting(call.tx, decision)}
    return [
        seat.number
        for seat in facilitating(call.tx, decision.group_id)
        if seat.number not in involved and not barred(call.registry, call.tx, decision.poll.key, seat.number)
    ]


def _ruling_due(rules: Process, at: datetime) -> datetime | None:
    return by_the_minute(at, rules.ruling) if rules.ruling else None


def _add(
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


def _determiners(decision: Decision) -> list[int]:
    return [each for each in (decision.determined_by, decision.confirmed_by) if each]


def _supporting(call: Call[Transaction], contest: Contest) -> list[int]:
    return [each.participant for each in contests.supporters(call.tx, contest.id)]


def _must_not_be_own(decision: Decision, said: Voice) -> None:
    if said.number in _determiners(decision):
        raise not_allowed(
            Text(
                "You determined {decision} yourself. {supersede} puts a later decision in its place.",
                decision=Code(decision.short),
                supersede=Code("/decision supersede"),
            )
        )


def _seen(call: Call[Transaction], decision: Decision) -> Sight:
    return sight(call.registry, call.tx, decisions.by_id(call.tx, decision.id), call.at, call.group.name)
