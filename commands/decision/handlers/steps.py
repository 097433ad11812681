"""What all steps of a decision share: who takes it, that it is on the record, and who is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.chain import Canonical
from bot.feature import Call, Registry
from bot.people import Role
from bot.refusals import Refusal, not_allowed
from bot.text import Code, Text
from commands.decision.handlers import kinds
from commands.decision.rules import IN_FORCE, State, Step
from storage import contests, decisions, groups, objections, people, polls, promises, record, rolls, seats
from storage.contests import Contest
from storage.decisions import Decision
from storage.seats import Sitting
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who may speak about a decision, and for which stakeholder group."""

    number: int
    stakeholder: str


def voice(call: Call[Transaction], decision: Decision) -> Voice:
    """The caller, if they were on the roll of the poll or are a member now. Raises Refusal."""
    poll = polls.by_key(call.tx, decision.group_id, decision.poll.key, call.person.id)
    if poll is not None and poll.place is not None:
        return Voice(poll.place.number, rolls.stakeholder_of(call.tx, poll.id, poll.place.seat_id))
    seat = call.perhaps_seat
    if seat is not None and seat.acts_as.rank >= Role.MEMBER.rank:
        return Voice(seat.number, seat.stakeholder)
    if seat is not None:
        raise not_allowed(
            Text(
                "This is for members, and for whoever was on the roll of {poll}. A coordinator can make you a"
                " member: {role}",
                poll=Code(decision.poll.short),
                role=Code("/member role"),
            )
        )
    raise not_allowed(
        Text(
            "You have no seat in {group} yet. Join it with {join}.",
            group=call.group.name,
            join=Code("/member join"),
        )
    )


def note(
    call: Call[Transaction],
    by: int | None,
    kind: str,
    decision: Decision,
    facts: Mapping[str, Canonical] | None = None,
    personal: Mapping[str, str] | None = None,
) -> int:
    """An entry about the decision; what people wrote stands beside it. Returns its number."""
    opened = {field: (call.key(), value) for field, value in (personal or {}).items() if value}
    return record.append(
        call.tx, decision.group_id, kind, call.at, by=by, subject=decision.short, facts=facts, personal=opened
    )


def changed(tx: Transaction, decision: Decision) -> None:
    """Its card shows something else."""
    promises.refresh(tx, kinds.CARD, decision.key)


def again(tx: Transaction, decision: Decision) -> Decision:
    """The decision as it was just written."""
    return decisions.by_id(tx, decision.id)


def tell(
    call: Call[Transaction],
    kind: str,
    subject: str,
    group_id: int,
    participants: Iterable[int],
    by: int | None = None,
) -> None:
    """A private message to each of them but the one whose doing it is."""
    for participant in dict.fromkeys(participants):
        if participant == by:
            continue
        person_id = objections.person_of(call.tx, group_id, participant)
        address = people.address_of(call.tx, person_id) if person_id is not None else None
        if address is not None:
            promises.say(call.tx, kind, subject, address, call.at)


def announce(call: Call[Transaction], kind: str, subject: str, group_id: int) -> None:
    """A message in each home."""
    for home in groups.homes(call.tx, group_id):
        promises.say(call.tx, kind, subject, home, call.at)


def facilitating(tx: Transaction, group_id: int) -> list[Sitting]:
    """Who facilitates, by a turn too, or coordinates now, and is there."""
    return [
        seat
        for seat in seats.sitting(tx, group_id)
        if seat.acts_as.rank >= Role.FACILITATOR.rank and not seat.expected
    ]


def must_count(decision: Decision) -> None:
    """Raises Refusal for a decision that does not stand: not yet, or not any more."""
    state, short = State(decision.state), Code(decision.short)
    if state in IN_FORCE:
        return
    show = Code(f"/decision show {decision.short}")
    if state is State.PROPOSED:
        raise Refusal(
            Text(
                "{decision} does not stand yet: another facilitator has to confirm it first. {show} tells how"
                " it is.",
                decision=short,
                show=show,
            )
        )
    if state is State.SUPERSEDED:
        raise Refusal(
            Text(
                "{later} took the place of {decision}. {show} shows it.",
                later=Code(f"D-{decision.replaced_by}"),
                decision=short,
                show=Code(f"/decision show D-{decision.replaced_by}"),
            )
        )
    if state is State.ANNULLED:
        raise Refusal(
            Text("{decision} was annulled, so it counts as never made. {show} tells why.", decision=short,
                 show=show)
        )  # fmt: skip
    raise Refusal(
        Text("{decision} was sent back, to be determined anew. {show} tells why.", decision=short, show=show)
    )


def contesting(tx: Transaction, decision: Decision) -> list[int]:
    """Everybody who challenged or appealed it, or supports that."""
    found: list[int] = []
    for contest in contests.of(tx, decision.id):
        found += [contest.raised_by, *(each.participant for each in contests.supporters(tx, contest.id))]
    return found


def pending(tx: Transaction, decision: Decision, *steps: Step) -> list[Contest]:
    """Its challenges and appeals that are so now, the oldest first."""
    return [contest for contest in contests.of(tx, decision.id) if contest.state in steps]


def barred(
    registry: Registry[Transaction], tx: Transaction, decision_poll_key: str, participant: int
) -> bool:
    """Whether somebody may not judge the poll."""
    poll = polls.at_any(tx, decision_poll_key)
    return poll is not None and registry.barred(tx, kinds.POLL, poll, participant) is not None
