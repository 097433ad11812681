"""The answer to a challenge is appealed, step by step of the ladder, with the support that the charter asks."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.boundary import Reply
from bot.feature import Call, Registry
from bot.refusals import Refusal
from bot.text import Code, Text
from commands.decision import views
from commands.decision.declared import Appeal, Sign
from commands.decision.handlers import kinds
from commands.decision.handlers.contesting import add, must_not_be_own, seen, supporting
from commands.decision.handlers.seeing import (
    appealable,
    late_answer,
    next_step,
    process,
)
from commands.decision.handlers.steps import (
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
from commands.decision.values import Process
from storage import contests, decision_changes, promises
from storage.contests import Contest
from storage.decisions import Decision
from storage.transaction import Transaction


def appeal(call: Call[Transaction], command: Appeal) -> Reply:
    decision, tx = command.decision, call.tx
    must_count(decision)
    said = voice(call, decision)
    must_not_be_own(decision, said)
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
    key, seq = add(call, decision, said, state, command.reason, step, ladder[step - 1], due_at)
    if alone:
        _opened(call, decision, key, rules.ruling, seq)
    elif decision.state == State.CHALLENGED:
        until = by_the_minute(call.at, rules.challenge) if rules.challenge else None
        decision_changes.appealable(tx, decision.id, State.STANDS.value, until, seq, call.at)
        if until:
            promises.promise(tx, kinds.EXPIRE, decision.key, until)
        promises.release(tx, kinds.REMIND, decision.key)
    changed(tx, decision)
    return Reply(views.appealed(seen(call, decision)))


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
    must_not_be_own(decision, said)
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
    if said.number == contest.raised_by or said.number in supporting(call, contest):
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
    return Reply(views.signed(seen(call, decision)))


def _opened(
    call: Call[Transaction], decision: Decision, key: str, ruling: timedelta | None, seq: int
) -> None:
    """The appeal has its support: somebody has to rule on it."""
    tx = call.tx
    decision_changes.move(tx, decision.id, State.APPEALED.value, seq, call.at)
    promises.release(tx, kinds.REMIND, decision.key)
    promises.promise(tx, kinds.REMIND, decision.key, by_the_minute(call.at, ruling or ANSWER_WITHIN))
    tell(call, kinds.APPEALED, key, decision.group_id, rulers(call.registry, tx, decision))


def rulers(registry: Registry[Transaction], tx: Transaction, decision: Decision) -> list[int]:
    """Who may rule on an appeal: those who facilitate or coordinate and have no part in it."""
    involved = {decision.determined_by, decision.confirmed_by, *contesting(tx, decision)}
    return [
        seat.number
        for seat in facilitating(tx, decision.group_id)
        if seat.number not in involved and not barred(registry, tx, decision.poll.key, seat.number)
    ]


def _ruling_due(rules: Process, at: datetime) -> datetime | None:
    return by_the_minute(at, rules.ruling) if rules.ruling else None
