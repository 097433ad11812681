"""What comes after a determination: minority statements, reviews, later decisions, the work; and time."""

from __future__ import annotations

from bot import chain
from bot.boundary import Reply
from bot.chain import Canonical
from bot.feature import Call
from bot.refusals import Refusal, malformed
from bot.text import Code, Text
from commands.decision import views
from commands.decision.declared import Expire, Minority, Remind, Review, Revisit, Status, Supersede
from commands.decision.handlers import kinds
from commands.decision.handlers.appealing import rulers
from commands.decision.handlers.determining import give_way
from commands.decision.handlers.seeing import sight
from commands.decision.handlers.steps import (
    announce,
    changed,
    facilitating,
    must_count,
    note,
    pending,
    tell,
    voice,
)
from commands.decision.rules import IN_FORCE, LIVE, State, Step
from commands.decision.values import Sight
from storage import contests, decision_changes, decisions, promises
from storage.decisions import Decision
from storage.transaction import Transaction


def minority(call: Call[Transaction], command: Minority) -> Reply:
    """Attaches what somebody holds instead, within the time for challenges or after it."""
    decision, tx = command.decision, call.tx
    if decision.state not in LIVE:
        must_count(decision)
    said = voice(call, decision)
    late = decision.challenge_until is not None and call.at >= decision.challenge_until
    facts: dict[str, Canonical] = {"in_time": "no" if late else "yes"}
    seq = note(call, said.number, "decision.dissented", decision, facts, {"text": command.text})
    contests.state_minority(tx, decision.id, decision.group_id, said.number, said.stakeholder, call.at, seq)
    decision_changes.move(tx, decision.id, decision.state, seq, call.at)
    changed(tx, decision)
    return Reply(views.attached(_seen(call, decision)))


def review(call: Call[Transaction], command: Review) -> Reply:
    decision, tx = command.decision, call.tx
    must_count(decision)
    if command.when <= call.at:
        raise malformed("when", Text("This moment has passed. Choose a later one."))
    facts: dict[str, Canonical] = {"review": chain.stamp(command.when)}
    seq = note(call, call.seat.number, "decision.scheduled", decision, facts)
    decision_changes.review(tx, decision.id, command.when, seq, call.at)
    promises.release(tx, kinds.REVISIT, decision.key)
    promises.promise(tx, kinds.REVISIT, decision.key, command.when)
    changed(tx, decision)
    return Reply(views.scheduled(_seen(call, decision)))


def supersede(call: Call[Transaction], command: Supersede) -> Reply:
    decision, later = command.decision, command.by
    must_count(decision)
    if later.number <= decision.number:
        raise malformed(
            "by",
            Text(
                "Only a later decision can take the place of {decision}. {list} lists them.",
                decision=Code(decision.short),
                list=Code("/decision list"),
            ),
        )
    must_count(later)
    for each in (decision, later):
        if each.state != State.STANDS or pending(call.tx, each, Step.GATHERING):
            raise Refusal(
                Text(
                    "{decision} is challenged or appealed. It has to be answered first: {show}",
                    decision=Code(each.short),
                    show=Code(f"/decision show {each.short}"),
                )
            )
    give_way(call, decision, later)
    promises.refresh(call.tx, call.registry.cards[kinds.POLL], decision.poll.key)
    return Reply(views.superseded(_seen(call, decision)))


def status(call: Call[Transaction], command: Status) -> Reply:
    decision, tx = command.decision, call.tx
    must_count(decision)
    facts: dict[str, Canonical] = {"state": command.state.value}
    seq = note(call, call.seat.number, "decision.reported", decision, facts, {"note": command.note})
    decision_changes.work(tx, decision.id, command.state.value, seq, call.at)
    changed(tx, decision)
    return Reply(views.reported(_seen(call, decision)))


def _seen(call: Call[Transaction], decision: Decision) -> Sight:
    return sight(call.registry, call.tx, decisions.by_id(call.tx, decision.id), call.at, call.group.name)


# What time does


def expire(call: Call[Transaction], command: Expire) -> Reply:
    """The time to challenge, or to appeal, is over: an appeal that too few support lapses."""
    decision, tx = command.decision, call.tx
    until = decision.appeal_until
    if until is not None and call.at >= until:
        for contest in pending(tx, decision, Step.GATHERING):
            seq = note(call, None, "decision.lapsed", decision, {"step": contest.step})
            contests.move(tx, contest.id, Step.LAPSED.value, None)
            decision_changes.move(tx, decision.id, decision.state, seq, call.at)
    changed(tx, decision)
    return Reply(())


def remind(call: Call[Transaction], command: Remind) -> Reply:
    """Nobody answered the challenge, or ruled on the appeal, in time."""
    decision = command.decision
    for contest in pending(call.tx, decision, Step.OPEN):
        if contest.step:
            tell(
                call, kinds.APPEALED, contest.key, decision.group_id, rulers(call.registry, call.tx, decision)
            )
            continue
        owed = [each for each in (decision.determined_by, decision.confirmed_by) if each]
        tell(call, kinds.CHALLENGED, contest.key, decision.group_id, owed)
        tell(call, kinds.ANSWERED, contest.key, decision.group_id, [contest.raised_by])
    changed(call.tx, decision)
    return Reply(())


def revisit(call: Call[Transaction], command: Revisit) -> Reply:
    """It is looked at again: everybody is told, and those who facilitate are asked."""
    decision, tx = command.decision, call.tx
    if decision.state not in IN_FORCE:
        return Reply(())
    decision_changes.reviewed(tx, decision.id)
    changed(tx, decision)
    announce(call, kinds.REVIEW, decision.key, decision.group_id)
    numbers = [seat.number for seat in facilitating(tx, decision.group_id)]
    tell(call, kinds.REVIEW, decision.key, decision.group_id, numbers)
    return Reply(())
