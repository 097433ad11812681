"""A poll is determined: by one facilitator, or by two of different stakeholder groups."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from bot import chain
from bot.boundary import Reply
from bot.chain import Canonical
from bot.feature import Call, Registry
from bot.polling import Evidence
from bot.refusals import Refusal, malformed, not_allowed
from bot.text import Code, Text, listing
from commands.decision import views
from commands.decision.declared import Confirm, Determine
from commands.decision.handlers import kinds
from commands.decision.handlers.awaiting import eligible
from commands.decision.handlers.process import evidence_of, fits, process_of, raised_against, weigh
from commands.decision.handlers.seeing import process as process_for
from commands.decision.handlers.seeing import sight
from commands.decision.handlers.steps import announce, barred, changed, facilitating, note, tell
from commands.decision.rules import IN_FORCE, State, Step, by_the_minute, meant
from commands.decision.values import Process
from storage import awaited as awaited_polls
from storage import contests, decision_changes, decisions, groups, numbers, polls, promises, record
from storage.decisions import Decision
from storage.polls import Poll
from storage.transaction import Transaction

_SCHEDULED, _WITHDRAWN, CLOSED = "scheduled", "withdrawn", "closed"
"""States of polls, as they are stored."""


def determine(call: Call[Transaction], command: Determine) -> Reply:
    poll, tx = command.poll, call.tx
    must_be_over(call, poll)
    evidence = evidence_of(call.registry, tx, poll)
    process = process_of(tx, poll.id, evidence)
    _must_be_open(call, poll, process, evidence)
    why = call.registry.barred(tx, kinds.POLL, poll, call.seat.number)
    if why is not None:
        raise not_allowed(
            views.barred(poll.short, why, [seat.name for seat in eligible(call.registry, tx, poll)])
        )
    found = find_designation(call, poll, process, command.designation)
    decision = make(call, poll, process, found, command.rationale, evidence.won, None)
    seen = sight(call.registry, tx, decision, call.at, call.group.name)
    return Reply(views.determined(seen, confirmable=bool(confirming(call.registry, tx, decision))))


def confirm(call: Call[Transaction], command: Confirm) -> Reply:
    """The second facilitator agrees: from now on it stands."""
    decision, tx, seat = command.decision, call.tx, call.seat
    if decision.state != State.PROPOSED:
        raise Refusal(
            Text(
                "{decision} does not wait to be confirmed. {show} tells how it is.",
                decision=Code(decision.short),
                show=Code(f"/decision show {decision.short}"),
            )
        )
    why = cannot_confirm(call.registry, tx, decision, seat.number, seat.stakeholder)
    if why is not None:
        raise not_allowed(why)
    poll = polls.at_any(tx, decision.poll.key)
    unanswered = raised_against(call, poll).unanswered if poll else ()
    if unanswered:
        raise _unanswered(decision.poll.short, unanswered)
    times = _times(process_for(call.registry, tx, decision), call.at)
    seq = note(call, seat.number, "decision.confirmed", decision, times.facts)
    _stand(call, decision, times, seat.number, seq)
    announce(call, kinds.STANDS, decision.key, decision.group_id)
    decision = decisions.by_id(tx, decision.id)
    return Reply(views.confirmed(sight(call.registry, tx, decision, call.at, call.group.name)))


def cannot_confirm(
    registry: Registry[Transaction], tx: Transaction, decision: Decision, number: int, stakeholder: str
) -> Text | None:
    """Why this participant cannot be the second; None where they can."""
    short = Code(decision.short)
    if number == decision.determined_by:
        return Text(
            "You determined {decision} yourself, so a facilitator of another stakeholder group confirms it.",
            decision=short,
        )
    if stakeholder == decision.stakeholder:
        return Text(
            "{name} determined {decision} and sits for the same stakeholder group as you. A facilitator of"
            " another one confirms it.",
            name=views.who(decision.determiner),
            decision=short,
        )
    if barred(registry, tx, decision.poll.key, number):
        return Text(
            "You have a part in {poll}, so another facilitator confirms {decision}.",
            poll=Code(decision.poll.short),
            decision=short,
        )
    return None


def must_be_over(call: Call[Transaction], poll: Poll) -> None:
    """Raises Refusal for a poll that has no result."""
    short = Code(poll.short)
    if poll.state == _WITHDRAWN:
        raise Refusal(
            Text("{poll} was withdrawn, so there is nothing to determine. {show} tells why.", poll=short,
                 show=Code(f"/poll show {poll.short}"))
        )  # fmt: skip
    if poll.state == _SCHEDULED:
        raise Refusal(
            Text("{poll} opens {opens}. It is determined once it is closed.", poll=short, opens=poll.opens_at)
        )
    if poll.state != CLOSED:
        raise Refusal(
            Text(
                "{poll} closes {closes}. It is determined once it is closed.",
                poll=short,
                closes=poll.closes_at,
            )
        )


def _must_be_open(call: Call[Transaction], poll: Poll, process: Process, evidence: Evidence) -> None:
    """Raises Refusal where there is nothing to determine, or somebody is owed an answer first."""
    short = Code(poll.short)
    if evidence.waits is not None:
        raise Refusal(views.waits(poll.short, evidence.waits))
    if process.done and evidence.passed is False:
        raise Refusal(
            Text(
                "What {poll} was about did not pass, so nothing changed and there is nothing to determine. {show}"
                " shows what came out.",
                poll=short,
                show=Code(f"/poll show {poll.short}"),
            )
        )
    if process.done:
        raise Refusal(
            Text(
                "What {poll} was about took effect when it closed, so there is nothing to determine. {show}"
                " shows what came out.",
                poll=short,
                show=Code(f"/poll show {poll.short}"),
            )
        )
    for decision in decisions.of_poll(call.tx, poll.id):
        if decision.state in IN_FORCE:
            raise Refusal(
                Text(
                    "{poll} is determined already: {decision}. {show} shows it, and how to challenge it.",
                    poll=short,
                    decision=Code(decision.short),
                    show=Code(f"/decision show {decision.short}"),
                )
            )
    unanswered = raised_against(call, poll).unanswered
    if unanswered:
        raise _unanswered(poll.short, unanswered)


def _unanswered(poll: str, unanswered: tuple[str, ...]) -> Refusal:
    return Refusal(
        Text(
            "{poll} cannot be determined while somebody is owed an answer: {objections}. {answer} answers"
            " one.",
            poll=Code(poll),
            objections=listing(*(Code(each) for each in unanswered)),
            answer=Code(f"/objection answer {unanswered[0]}"),
        )
    )


def find_designation(call: Call[Transaction], poll: Poll, process: Process, typed: str) -> str:
    """The designation that was typed. Raises Refusal where there is none such, or the evidence contradicts it."""
    found = meant(typed, process.designations)
    if found is None:
        raise malformed(
            "designation",
            Text(
                "There is no designation “{typed}” here. There are {designations}.",
                typed=typed,
                designations=listing(*(views.designation(each) for each in process.designations)),
            ),
        )
    weighed = weigh(evidence_of(call.registry, call.tx, poll), raised_against(call, poll))
    for fit in fits(process, weighed):
        if fit.designation == found and fit.cause is not None:
            raise malformed("designation", views.cannot_carry(poll.short, fit, weighed))
    return found


def make(
    call: Call[Transaction],
    poll: Poll,
    process: Process,
    designation: str,
    rationale: str,
    won: tuple[str, ...],
    replaces: Decision | None,
) -> Decision:
    """Writes a new determination. It stands at once, unless a second facilitator has to confirm it."""
    tx, seat, key = call.tx, call.seat, call.key()
    proposed = [each for each in decisions.of_poll(tx, poll.id) if each.state == State.PROPOSED]
    number = numbers.next_number(tx, poll.group_id, "decision")
    short, shared = f"D-{number}", process.determiners > 1
    facts: dict[str, Canonical] = {"poll": poll.short, "designation": designation}
    if won:
        facts["options"] = list(won)
    if shared:
        facts["to_be_confirmed"] = "yes"
    if replaces is not None:
        facts["reconsiders"] = replaces.short
    times = _times(process, call.at)
    if not shared:
        facts |= times.facts
    seq = record.append(
        tx, poll.group_id, "decision.determined", call.at, by=seat.number, subject=short, facts=facts,
        personal={"rationale": (call.key(), rationale)},
    )  # fmt: skip
    decision_id = decision_changes.add(
        tx,
        key=key,
        group_id=poll.group_id,
        poll_id=poll.id,
        number=number,
        state=State.PROPOSED.value,
        designation=designation,
        won=json.dumps(list(won), ensure_ascii=False),
        determined_by=seat.number,
        determined_at=call.at,
        stakeholder=seat.stakeholder,
        rationale_seq=seq,
        shared=shared,
        replaces_id=replaces.id if replaces else None,
        changed_seq=seq,
        changed_at=call.at,
    )
    decision = decisions.by_id(tx, decision_id)
    for earlier in proposed:
        give_way(call, earlier, decision)
    for home in groups.homes(tx, poll.group_id):
        promises.post_card(tx, kinds.CARD, key, home, call.at)
    if not shared:
        _stand(call, decision, times, 0, seq)
    else:
        tell(call, kinds.PROPOSED, key, poll.group_id, confirming(call.registry, tx, decision), seat.number)
    return decisions.by_id(tx, decision_id)


def confirming(registry: Registry[Transaction], tx: Transaction, decision: Decision) -> list[int]:
    """Who can confirm it."""
    return [
        each.number
        for each in facilitating(tx, decision.group_id)
        if cannot_confirm(registry, tx, decision, each.number, each.stakeholder) is None
    ]


@dataclass(frozen=True, slots=True)
class _Times:
    """Until when a decision that stands from now on can be challenged, and when it is looked at again."""

    challenge_until: datetime | None
    review_at: datetime | None

    @property
    def facts(self) -> dict[str, Canonical]:
        said = {"challenge_until": self.challenge_until, "review": self.review_at}
        return {name: chain.stamp(at) for name, at in said.items() if at}


def _times(process: Process, at: datetime) -> _Times:
    return _Times(
        by_the_minute(at, process.challenge) if process.challenge else None,
        by_the_minute(at, process.review) if process.review else None,
    )


def _stand(call: Call[Transaction], decision: Decision, times: _Times, confirmed_by: int, seq: int) -> None:
    """It stands from now on, and the time to challenge it begins."""
    tx, until, review_at = call.tx, times.challenge_until, times.review_at
    decision_changes.stand(tx, decision.id, State.STANDS.value, confirmed_by, until, review_at, seq, call.at)
    if until:
        promises.promise(tx, kinds.EXPIRE, decision.key, until)
    if review_at:
        promises.promise(tx, kinds.REVISIT, decision.key, review_at)
    awaited_polls.forget(tx, decision.poll.id)
    promises.release(tx, kinds.DUE, decision.poll.key)
    if decision.replaces_id is not None:
        before = decisions.by_id(tx, decision.replaces_id)
        for contest in contests.of(tx, before.id):
            if contest.state == Step.OPEN and not contest.step:
                contests.move(tx, contest.id, Step.RECONSIDERED.value, None)
        give_way(call, before, decision)
    changed(tx, decision)
    promises.refresh(tx, call.registry.cards[kinds.POLL], decision.poll.key)


def give_way(call: Call[Transaction], earlier: Decision, later: Decision) -> None:
    """A later decision takes the place of an earlier one."""
    tx = call.tx
    seq = note(call, call.seat.number, "decision.superseded", earlier, {"by": later.short})
    decision_changes.replace(tx, earlier.id, State.SUPERSEDED.value, later.id, seq, call.at)
    forget(tx, earlier)
    changed(tx, earlier)


def forget(tx: Transaction, decision: Decision) -> None:
    """Nothing is promised about it any more."""
    for kind in (kinds.EXPIRE, kinds.REMIND, kinds.REVISIT):
        promises.release(tx, kind, decision.key)
    for contest in contests.of(tx, decision.id):
        if contest.state in (Step.GATHERING, Step.OPEN):
            contests.move(tx, contest.id, Step.LAPSED.value, None)
