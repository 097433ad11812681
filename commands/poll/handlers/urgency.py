"""Polls that are urgent, where the charter has such: proposed for a reason by one facilitator, and opened when enough
others, each of another stakeholder group, find so too. An objection that nobody answered stops them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import timedelta

from bot.chain import Canonical
from bot.charters import Terms
from bot.feature import Call
from bot.people import Role
from bot.raising import Raised
from bot.refusals import Fault
from bot.text import Code, Text
from commands.poll.declared import Proposal
from commands.poll.handlers import kinds
from commands.poll.handlers.under import Bounds
from commands.poll.rules import Objections, Passed, Result
from commands.poll.values import Kind
from storage import people, poll_changes, promises, record, seats
from storage.polls import Poll
from storage.seats import Sitting
from storage.transaction import Transaction

PATIENCE = timedelta(hours=24)
"""How long a poll waits for others to find it urgent."""
SECOND = "poll second"


def wanted(bounds: Bounds | None) -> int:
    """How many facilitators have to find a poll of this kind urgent; 0 where it is not about that."""
    return (bounds.terms.urgent_openers or 0) if bounds else 0


def check(call: Call[Transaction], bounds: Bounds | None, proposal: Proposal, faults: list[Fault]) -> None:
    """Adds what keeps a poll from being proposed as urgent."""
    if not wanted(bounds):
        if proposal.reason:
            said = Text("Only a poll that is urgent under the charter takes a reason. Leave it out.")
            faults.append(Fault("reason", said))
        return
    if not proposal.reason:
        faults.append(Fault("reason", Text("Why is it urgent? Everybody will read the reason.")))
    if proposal.opens is not None:
        said = Text("An urgent poll opens as soon as enough facilitators find it urgent. Leave this out.")
        faults.append(Fault("opens", said))
    if not facilitates(call):
        faults.append(Fault("kind", Text("Only a facilitator can propose a poll as urgent. Leave this out.")))
    elif call.seat.stakeholder_id is None:
        said = Text(
            "Whoever finds a poll urgent does so for a stakeholder group. Choose yours first: {join}.",
            join=Code("/member join STAKEHOLDER"),
        )
        faults.append(Fault("kind", said))
    elif len(_others(call)) < wanted(bounds) - 1:
        said = Text(
            "It takes {wanted} facilitators of different stakeholder groups to call a poll urgent, and there are"
            " fewer. A coordinator makes somebody facilitator: {role}.",
            wanted=wanted(bounds),
            role=Code("/member role"),
        )
        faults.append(Fault("kind", said))


def _others(call: Call[Transaction]) -> set[int]:
    """The stakeholder groups besides the caller's for which facilitators sit."""
    found = {each.stakeholder_id for each in facilitators(call.tx, call.group.id)}
    return {each for each in found if each is not None and each != call.seat.stakeholder_id}


def facilitates(call: Call[Transaction]) -> bool:
    """Whether the caller facilitates, by their role or by a turn."""
    return call.seat.acts_as.rank >= Role.FACILITATOR.rank or call.registry.lets(call, SECOND)


def facilitators(tx: Transaction, group_id: int) -> Iterator[Sitting]:
    """Those who are there."""
    for each in seats.sitting(tx, group_id):
        if each.acts_as.rank >= Role.FACILITATOR.rank and not each.expected:
            yield each


def tell(call: Call[Transaction], poll: Poll, kind: str, but: Collection[int | None] = ()) -> None:
    """A private message to each facilitator who does not sit for one of these stakeholder groups."""
    for each in facilitators(call.tx, poll.group_id):
        address = people.address_of(call.tx, each.person_id)
        if address is not None and each.stakeholder_id not in but:
            promises.say(call.tx, kind, poll.key, address, call.at)


def propose(call: Call[Transaction], poll: Poll, reason: str, facts: dict[str, Canonical]) -> None:
    """It is on the record as urgent, and waits for others."""
    tx = call.tx
    seq = record.append(
        tx,
        poll.group_id,
        "poll.proposed",
        call.at,
        by=call.seat.number,
        subject=poll.short,
        facts=facts,
        personal={"reason": (call.key(), reason)},
    )
    poll_changes.note(tx, poll.id, seq, Kind.URGENT.value)
    promises.promise(tx, kinds.FORGET, poll.key, poll.opens_at)
    tell(call, poll, kinds.PROPOSED, {call.seat.stakeholder_id})


def answered(terms: Terms, raised: Raised, result: Result) -> Result:
    """The result of a poll, which an objection that nobody answered stops if it is urgent."""
    if not terms.urgent_openers or not result.passed or not raised.unanswered:
        return result
    besides = tuple(reason for reason in result.reasons if not isinstance(reason, Passed))
    stopped = Objections(len(raised.unanswered), len(raised.settled))
    return replace(result, passed=False, winners=(), reasons=(stopped, *besides))
