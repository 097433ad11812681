"""What all steps of an objection share: each is possible, on the record, and told to those concerned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.chain import Canonical
from bot.feature import Call
from bot.refusals import Refusal
from bot.text import Code, Text, Words
from commands.objection.handlers import kinds
from commands.objection.rules import Kind, State, Step, after
from commands.objection.values import PollState
from storage import objection_changes, objections, people, promises, record, seats, signers
from storage.objections import Against, Brief, Objection
from storage.transaction import Transaction


def me(call: Call[Transaction]) -> int | None:
    """The caller's number in the group, also after they left it; None for whoever never sat there."""
    if call.perhaps_seat is not None:
        return call.perhaps_seat.number
    if call.person.id is None:
        return None
    seat = seats.latest(call.tx, call.group.id, call.person.id)
    return seat.number if seat else None


def next_state(objection: Objection | Brief, step: Step) -> State:
    """Where the step leads. Raises Refusal where it is not possible."""
    state = after(Kind(objection.kind), State(objection.state), step)
    if state is None:
        raise Refusal(_not_now(objection.short, State(objection.state)))
    return state


def _not_now(short: str, state: State) -> Words:
    objection, show = Code(short), Code(f"/objection show {short}")
    match state:
        case State.OPEN:
            return Text(
                "Nobody has answered {objection} yet. {show} tells how it stands.",
                objection=objection,
                show=show,
            )
        case State.ANSWERED:
            return Text(
                "{objection} is answered. {show} tells how it stands.", objection=objection, show=show
            )
        case State.ACCEPTED:
            return Text(
                "The answer to {objection} was accepted, so it is settled. {show} tells how.",
                objection=objection,
                show=show,
            )
        case State.WITHDRAWN:
            return Text(
                "{objection} was withdrawn. {show} tells how it stood.", objection=objection, show=show
            )
        case State.UPHELD:
            return Text(
                "{objection} was upheld; only whoever raised it can withdraw it. {show} gives the reasons.",
                objection=objection,
                show=show,
            )
        case State.OVERRULED:
            return Text(
                "A facilitator ruled on {objection}. {show} gives the reasons.",
                objection=objection,
                show=show,
            )
        case State.MERGED:
            return Text(
                "{objection} was merged into another and lives on there. {show} tells into which.",
                objection=objection,
                show=show,
            )


def must_be_live(objection: Objection) -> None:
    """Raises Refusal where the poll was withdrawn: nothing is left to object to."""
    if objection.poll.state == PollState.WITHDRAWN:
        raise Refusal(
            Text(
                "{poll} was withdrawn, and the objections to it with it. {show} tells how {objection} stood.",
                poll=Code(objection.poll.short),
                show=Code(f"/objection show {objection.short}"),
                objection=Code(objection.short),
            )
        )


def note(
    call: Call[Transaction],
    by: int,
    kind: str,
    short: str,
    facts: Mapping[str, Canonical] | None = None,
    personal: Mapping[str, str] | None = None,
) -> int:
    """An entry about the objection; what people wrote stands beside it. Returns its number."""
    opened = {field: (call.key(), value) for field, value in (personal or {}).items() if value}
    return record.append(
        call.tx, call.group.id, kind, call.at, by=by, subject=short, facts=facts, personal=opened
    )


def changed(call: Call[Transaction], poll_key: str) -> None:
    """The card of the poll shows its objections."""
    promises.refresh(call.tx, call.registry.cards[kinds.POLL], poll_key)


def tell(call: Call[Transaction], kind: str, key: str, participants: Iterable[int], by: int) -> None:
    """A private message to each of them but the one whose doing it is."""
    for participant in participants:
        if participant == by:
            continue
        person_id = objections.person_of(call.tx, call.group.id, participant)
        address = people.address_of(call.tx, person_id) if person_id is not None else None
        if address is not None:
            promises.say(call.tx, kind, key, address, call.at)


def holders(call: Call[Transaction], objection_id: int) -> list[int]:
    """Who signed and still holds it."""
    return [number for number, gone in signers.of(call.tx, objection_id).items() if not gone]


def part_from(call: Call[Transaction], objection_id: int, short: str, by: int) -> None:
    """An objection was closed by whoever raised it. That one cannot speak for those whose objections were
    merged into it, so these stand for themselves again."""
    for other in objections.merged_into(call.tx, objection_id):
        objection_changes.separate(call.tx, other.id, next_state(other, Step.SEPARATE).value)
        note(call, by, "objection.separated", other.short, {"from": short})


def is_open(poll: Against, call: Call[Transaction]) -> bool:
    """Whether the poll takes ballots at this moment."""
    return poll.state == PollState.OPEN and call.at < poll.closes_at
