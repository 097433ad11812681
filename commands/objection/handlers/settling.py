"""What becomes of an objection: time to think, an answer, a ruling, a merger, a withdrawal."""

from __future__ import annotations

from bot import chain
from bot.boundary import Reply
from bot.chain import Canonical
from bot.feature import Call
from bot.people import Role
from bot.refusals import Refusal, malformed, not_allowed
from bot.text import Code, Text, Words
from commands.objection import views
from commands.objection.declared import Accept, Answer, Hold, Merge, Rule, Withdraw
from commands.objection.handlers import kinds
from commands.objection.handlers.raising import take_back
from commands.objection.handlers.steps import (
    changed,
    holders,
    is_open,
    me,
    must_be_live,
    next_state,
    note,
    part_from,
    tell,
)
from commands.objection.rules import (
    LONGEST_HOLD,
    HoldFault,
    Kind,
    Part,
    State,
    Step,
    hold_fault,
    part_of,
    step_of,
)
from storage import objection_changes, objections, polls, signers
from storage.objections import Objection
from storage.transaction import Transaction


def hold(call: Call[Transaction], command: Hold) -> Reply:
    """ "I need time": nobody rules on it before then, and nothing else waits for it."""
    objection, poll, tx = command.objection, command.objection.poll, call.tx
    must_be_live(objection)
    _must_be_own(call, objection)
    short = Code(objection.short)
    if objection.kind == Kind.CONCERN:
        raise Refusal(
            Text(
                "{objection} is a concern: nobody rules on it, so you have all the time you need.",
                objection=short,
            )
        )
    if objection.state not in (State.OPEN, State.ANSWERED):
        raise Refusal(
            Text(
                "Nothing waits for you in {objection} any more. {show} tells what became of it.",
                objection=short,
                show=Code(f"/objection show {objection.short}"),
            )
        )
    before = objections.held_before(tx, poll.id, objection.raised_by)
    match hold_fault(call.at, command.until, held_before=before):
        case HoldFault.TWICE:
            raise Refusal(
                Text(
                    "You asked for time in {poll} already, and that is possible once in each poll.",
                    poll=Code(poll.short),
                )
            )
        case HoldFault.PAST:
            raise malformed("until", Text("This moment has passed. Choose a later one."))
        case HoldFault.LONG:
            raise malformed(
                "until",
                Text(
                    "You can ask for {days} days at most. Choose an earlier moment.", days=LONGEST_HOLD.days
                ),
            )
        case None:
            pass
    note(call, objection.raised_by, "objection.held", objection.short, {"until": chain.stamp(command.until)})
    objection_changes.hold(tx, objection.id, command.until)
    closes_at = poll.closes_at if is_open(poll, call) else None
    return Reply(views.held(objection.short, poll.short, command.until, closes_at))


def answer(call: Call[Transaction], command: Answer) -> Reply:
    objection, seat = command.objection, call.seat
    must_be_live(objection)
    if seat.number == objection.raised_by:
        raise not_allowed(
            Text(
                "You raised {objection}, so somebody else answers it. {withdraw} takes it back.",
                objection=Code(objection.short),
                withdraw=Code(f"/objection withdraw {objection.short}"),
            )
        )
    if seat.number != objection.poll.opened_by and seat.acts_as.rank < Role.FACILITATOR.rank:
        raise not_allowed(
            Text(
                "{objection} is answered by whoever opened {poll}, or by a facilitator. {sign} shows that you"
                " hold it too.",
                objection=Code(objection.short),
                poll=Code(objection.poll.short),
                sign=Code(f"/objection sign {objection.short}"),
            )
        )
    state = next_state(objection, Step.ANSWER)
    facts = {"resolution": command.resolution.value}
    seq = note(call, seat.number, "objection.answered", objection.short, facts, {"answer": command.text})
    objection_changes.answer(call.tx, objection.id, state.value, command.resolution.value, seat.number, seq)
    changed(call, objection.poll.key)
    tell(call, kinds.ANSWERED, objection.key, [objection.raised_by], seat.number)
    return Reply(views.answered(objection.short, objection.name))


def accept(call: Call[Transaction], command: Accept) -> Reply:
    objection = command.objection
    must_be_live(objection)
    _must_be_own(call, objection)
    state, by = next_state(objection, Step.ACCEPT), objection.raised_by
    note(call, by, "objection.accepted", objection.short)
    objection_changes.move(call.tx, objection.id, state.value)
    part_from(call, objection.id, objection.short, by)
    changed(call, objection.poll.key)
    tell(call, kinds.SETTLED, objection.key, holders(call, objection.id), by)
    return Reply(views.accepted(objection.short, objection.poll.short, ballot=_still_votes(call, objection)))


def rule(call: Call[Transaction], command: Rule) -> Reply:
    objection, seat = command.objection, call.seat
    must_be_live(objection)
    if objection.kind == Kind.CONCERN:
        raise Refusal(
            Text(
                "{objection} is a concern and never blocks, so there is nothing to rule on."
                " {answer} answers it.",
                objection=Code(objection.short),
                answer=Code(f"/objection answer {objection.short}"),
            )
        )
    _must_have_no_part(call, objection)
    state = next_state(objection, step_of(command.disposition))
    if objection.held_until is not None and call.at < objection.held_until:
        raise Refusal(
            Text(
                "{name} asked for time to think about {objection}, until {until}. Rule on it after that.",
                name=objection.name,
                objection=Code(objection.short),
                until=objection.held_until,
            )
        )
    facts = {"disposition": command.disposition.value}
    seq = note(call, seat.number, "objection.ruled", objection.short, facts, {"ruling": command.text})
    objection_changes.rule(call.tx, objection.id, state.value, command.disposition.value, seat.number, seq)
    changed(call, objection.poll.key)
    concerned = [objection.raised_by, *holders(call, objection.id)]
    tell(call, kinds.SETTLED, objection.key, concerned, seat.number)
    return Reply(views.ruled(objection.short, command.disposition))


def withdraw(call: Call[Transaction], command: Withdraw) -> Reply:
    """One's own, or one's name from somebody else's."""
    objection, tx = command.objection, call.tx
    participant = me(call)
    must_be_live(objection)
    if participant == objection.raised_by:
        next_state(objection, Step.WITHDRAW)
        take_back(call, objection, objection.poll.key)
        votes = _still_votes(call, objection)
        return Reply(views.withdrawn(objection.short, objection.poll.short, ballot=votes))
    if participant is None or signers.of(tx, objection.id).get(participant) is not False:
        raise _not_own(objection)
    note(call, participant, "objection.unsigned", objection.short)
    signers.sign(tx, objection.id, participant, gone=True)
    for merged in objections.merged_into(tx, objection.id):
        if merged.raised_by == participant:
            take_back(call, merged, objection.poll.key)
    changed(call, objection.poll.key)
    return Reply(views.unsigned(objection.short))


def merge(call: Call[Transaction], command: Merge) -> Reply:
    """Two that say the same become one. Whoever raised the first may do it, or a facilitator who has a part
    in neither."""
    objection, into, seat = command.objection, command.into, call.seat
    _must_be_alike(objection, into)
    must_be_live(objection)
    if seat.number != objection.raised_by:
        if seat.acts_as.rank < Role.FACILITATOR.rank:
            raise not_allowed(
                Text(
                    "{objection} is merged by whoever raised it, or by a facilitator. {sign} shows that"
                    " you hold it too.",
                    objection=Code(objection.short),
                    sign=Code(f"/objection sign {objection.short}"),
                )
            )
        _must_have_no_part(call, objection)
        _must_have_no_part(call, into)
    state = next_state(objection, Step.MERGE)
    next_state(into, Step.MERGE)  # What cannot be merged any more takes nothing in either.
    signed = {objection.raised_by, *holders(call, objection.id)} - {into.raised_by}
    facts: dict[str, Canonical] = {"into": into.short, "signers": [*sorted(signed)]}
    note(call, seat.number, "objection.merged", objection.short, facts)
    objection_changes.merge(call.tx, objection.id, state.value, into.id, sorted(signed))
    changed(call, objection.poll.key)
    tell(call, kinds.SETTLED, objection.key, [objection.raised_by], seat.number)
    return Reply(views.merged(objection.short, into.short))


def _must_be_alike(objection: Objection, into: Objection) -> None:
    short, other = Code(objection.short), Code(into.short)
    if objection.id == into.id:
        raise malformed(
            "into", Text("{objection} cannot be merged into itself. Name another.", objection=short)
        )
    if objection.poll.id != into.poll.id:
        raise malformed(
            "into",
            Text(
                "{objection} and {other} are against different polls. Only those against one poll can be"
                " merged.",
                objection=short,
                other=other,
            ),
        )
    if objection.kind != into.kind:
        raise malformed(
            "into",
            Text(
                "One of {objection} and {other} is a concern, which never blocks. Only two of a kind can be"
                " merged.",
                objection=short,
                other=other,
            ),
        )


def _must_be_own(call: Call[Transaction], objection: Objection) -> None:
    if me(call) != objection.raised_by:
        raise _not_own(objection)


def _not_own(objection: Objection) -> Refusal:
    return not_allowed(
        Text(
            "{objection} is not yours: only whoever raised it can do this. {show} shows whose it is.",
            objection=Code(objection.short),
            show=Code(f"/objection show {objection.short}"),
        )
    )


def _must_have_no_part(call: Call[Transaction], objection: Objection) -> None:
    """Raises Refusal for a facilitator who raised or signed the objection, or opened the poll."""
    signed = signers.of(call.tx, objection.id)
    part = part_of(call.seat.number, objection.raised_by, signed, objection.poll.opened_by)
    if part is not None:
        raise not_allowed(_involved(part, objection))
    poll = polls.at_any(call.tx, objection.poll.key)
    why = call.registry.barred(call.tx, kinds.RULING, poll, call.seat.number)
    if why is not None:
        raise not_allowed(
            Text(
                "You cannot decide on an objection to {poll}: {why}. Another facilitator does; {ask} makes one.",
                poll=Code(objection.poll.short),
                why=why,
                ask=Code("/member role"),
            )
        )


def _involved(part: Part, objection: Objection) -> Words:
    short, ask = Code(objection.short), Code("/member role")
    match part:
        case Part.RAISED:
            return Text(
                "You raised {objection} yourself, so another facilitator decides; {ask} makes one.",
                objection=short,
                ask=ask,
            )
        case Part.SIGNED:
            return Text(
                "You signed {objection}, so another facilitator decides; {ask} makes one.",
                objection=short,
                ask=ask,
            )
        case Part.OPENED:
            return Text(
                "You opened {poll}, which {objection} is against, so another facilitator decides; {ask} makes"
                " one. You can answer it: {answer}",
                poll=Code(objection.poll.short),
                objection=short,
                ask=ask,
                answer=Code(f"/objection answer {objection.short}"),
            )


def _still_votes(call: Call[Transaction], objection: Objection) -> bool:
    """Whether a ballot goes on objecting although its objection does not stand."""
    return objection.ballot and is_open(objection.poll, call)
