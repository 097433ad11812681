"""An appeal is ruled on: the decision is upheld, annulled, or sent back."""

from __future__ import annotations

from bot import chain
from bot.boundary import Reply
from bot.chain import Canonical
from bot.feature import Call
from bot.refusals import Refusal, not_allowed
from bot.text import Code, Text
from commands.decision import views
from commands.decision.declared import Rule
from commands.decision.handlers import kinds
from commands.decision.handlers.awaiting import wait
from commands.decision.handlers.determining import forget
from commands.decision.handlers.seeing import process, sight
from commands.decision.handlers.steps import (
    announce,
    barred,
    changed,
    contesting,
    must_count,
    note,
    pending,
    tell,
)
from commands.decision.rules import (
    ANSWER_WITHIN,
    Part,
    Ruling,
    State,
    Step,
    bodies,
    by_the_minute,
    part_of,
)
from commands.decision.values import Process
from storage import contests, decision_changes, decisions, promises
from storage.contests import Contest
from storage.decisions import Decision
from storage.transaction import Transaction


def rule(call: Call[Transaction], command: Rule) -> Reply:
    decision, tx, seat = command.decision, call.tx, call.seat
    must_count(decision)
    if decision.state != State.APPEALED:
        raise Refusal(
            Text(
                "There is no appeal against {decision} to rule on. {show} tells how it is.",
                decision=Code(decision.short),
                show=Code(f"/decision show {decision.short}"),
            )
        )
    _must_have_no_part(call, decision)
    contest = pending(tx, decision, Step.OPEN)[-1]
    rules = process(call.registry, tx, decision)
    facts: dict[str, Canonical] = {"disposition": command.disposition.value}
    if contest.body:
        facts["body"] = contest.body
    concerned = [decision.determined_by, decision.confirmed_by, *contesting(tx, decision)]
    if command.disposition is Ruling.UPHELD:
        _uphold(call, command, contest, rules, facts)
    else:
        seq = note(call, seat.number, "decision.ruled", decision, facts, {"answer": command.text})
        step, state = (
            (Step.ANNULLED, State.ANNULLED)
            if command.disposition is Ruling.ANNULLED
            else (Step.RETURNED, State.RETURNED)
        )
        contests.answer(tx, contest.id, step.value, seat.number, seq, call.at)
        decision_changes.move(tx, decision.id, state.value, seq, call.at)
        forget(tx, decision)
        before = decisions.replaced_by(tx, decision.id) if state is State.ANNULLED else []
        for earlier in before:
            _restore(call, earlier)
        if not any(earlier.poll.id == decision.poll.id for earlier in before):
            wait(call, decision.poll.id, decision.poll.key, decision.group_id, rules.due)
    changed(tx, decision)
    promises.refresh(tx, call.registry.cards[kinds.POLL], decision.poll.key)
    announce(call, kinds.RULED, contest.key, decision.group_id)
    tell(call, kinds.RULED, contest.key, decision.group_id, filter(None, concerned), seat.number)
    found = decisions.by_id(tx, decision.id)
    return Reply(views.ruled(sight(call.registry, tx, found, call.at, call.group.name)))


def _uphold(
    call: Call[Transaction], command: Rule, contest: Contest, rules: Process, facts: dict[str, Canonical]
) -> None:
    """It stays. The next step of the ladder, if there is one, can be asked for as long as before."""
    decision, tx = command.decision, call.tx
    last = contest.step >= len(bodies(rules.ladder))
    until = by_the_minute(call.at, rules.challenge) if rules.challenge and not last else None
    if until:
        facts["appeal_until"] = chain.stamp(until)
        promises.promise(tx, kinds.EXPIRE, decision.key, until)
    seq = note(call, call.seat.number, "decision.ruled", decision, facts, {"answer": command.text})
    contests.answer(tx, contest.id, Step.UPHELD.value, call.seat.number, seq, call.at)
    decision_changes.appealable(tx, decision.id, State.STANDS.value, until, seq, call.at)
    promises.release(tx, kinds.REMIND, decision.key)


def _restore(call: Call[Transaction], earlier: Decision) -> None:
    """What it took the place of is as before: it stands, or waits for an answer again."""
    tx = call.tx
    seq = note(call, call.seat.number, "decision.restored", earlier)
    again = [each for each in contests.of(tx, earlier.id) if each.state == Step.RECONSIDERED]
    state = State.CHALLENGED if again else State.STANDS
    decision_changes.replace(tx, earlier.id, state.value, None, seq, call.at)
    due_at = by_the_minute(call.at, ANSWER_WITHIN)
    for contest in again:
        contests.reopen(tx, contest.id, Step.OPEN.value, due_at)
        tell(call, kinds.CHALLENGED, contest.key, earlier.group_id, [earlier.determined_by])
    if again:
        promises.promise(tx, kinds.REMIND, earlier.key, due_at)
    if earlier.challenge_until is not None and earlier.challenge_until > call.at:
        promises.promise(tx, kinds.EXPIRE, earlier.key, earlier.challenge_until)
    if earlier.review_at is not None and earlier.review_at > call.at:
        promises.promise(tx, kinds.REVISIT, earlier.key, earlier.review_at)
    changed(tx, earlier)
    promises.refresh(tx, call.registry.cards[kinds.POLL], earlier.poll.key)


def _must_have_no_part(call: Call[Transaction], decision: Decision) -> None:
    """Raises Refusal for whoever determined it, contests it, or may not judge its poll."""
    seat, short = call.seat, Code(decision.short)
    part = part_of(seat.number, decision.determined_by, decision.confirmed_by, contesting(call.tx, decision))
    role = Code("/member role")
    match part:
        case Part.DETERMINED | Part.CONFIRMED:
            raise not_allowed(
                Text(
                    "You determined {decision} yourself, so another facilitator rules; {role} makes one.",
                    decision=short,
                    role=role,
                )
            )
        case Part.CONTESTED:
            raise not_allowed(
                Text(
                    "You contest {decision} yourself, so another facilitator rules; {role} makes one.",
                    decision=short,
                    role=role,
                )
            )
        case None:
            pass
    if barred(call.registry, call.tx, decision.poll.key, seat.number):
        raise not_allowed(
            Text(
                "You have a part in {poll}, so another facilitator rules on {decision}; {role} makes one.",
                poll=Code(decision.poll.short),
                decision=short,
                role=role,
            )
        )
