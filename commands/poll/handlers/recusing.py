"""`/poll recuse`: somebody on the roll steps aside, until the close and for good."""

from __future__ import annotations

from bot.boundary import Reply
from bot.chain import Canonical
from bot.feature import Call
from bot.refusals import Fault, Refusal, Why, not_allowed
from bot.text import Code, Text, Words
from commands.poll import views
from commands.poll.declared_interests import Recuse
from commands.poll.handlers import kinds
from commands.poll.handlers.closing import must_be_running
from commands.poll.handlers.seeing import roll_of, rules_of, written_roll
from commands.poll.handlers.standing import tell_alternate
from commands.poll.handlers.voting import objects, stepped_aside
from commands.poll.rules import RollSize, out_of_reach, replaced, without
from commands.poll.values import State, Visibility
from storage import ballots, poll_changes, promises, record, secret_ballots, standing_in
from storage.polls import Place, Poll
from storage.standing_in import Off, StandIn
from storage.transaction import Transaction


def recuse(call: Call[Transaction], command: Recuse) -> Reply:
    """The person leaves roll, quorum and threshold, and the ballot is void. An alternate who was named before
    the poll opened takes the place. It cannot be undone: whoever could come back would know more than those
    who stayed away."""
    poll, tx = command.poll, call.tx
    if poll.state == State.SCHEDULED:
        raise Refusal(
            Text(
                "{poll} opens {opens}, and its roll is frozen then. You can declare your interest now:"
                " {declare}.",
                poll=Code(poll.short),
                opens=poll.opens_at,
                declare=Code(f"/member declare poll:{poll.short}"),
            )
        )
    must_be_running(poll, call.at)
    place = _must_be_on_it(call, poll)
    stand_in = standing_in.for_seat(tx, poll, place.seat_id, call.at)
    if not command.confirm:
        text = views.confirm(poll.short, stand_in.alternate if stand_in else "")
        raise Refusal(text, Why.INCOMPLETE, (Fault("confirm", text),))
    before = roll_of(poll)
    stakeholder, available = standing_in.place_of(tx, poll.id, place.seat_id)
    change = replaced if stand_in else without
    roll = change(before, stakeholder, available=available)
    secret = poll.visibility == Visibility.SECRET
    voided = _void(call, poll, place, secret=secret)
    facts: dict[str, Canonical] = {"participant": place.number, "roll": _size(roll, stakeholder)}
    if stand_in is not None:
        facts["alternate"] = stand_in.number
    seq = record.append(
        tx,
        poll.group_id,
        "poll.recused",
        call.at,
        by=place.number,
        subject=poll.short,
        facts=facts,
        personal={"reason": (call.key(), command.reason)},
    )
    standing_in.step_aside(tx, poll.id, place.seat_id, Off.RECUSED, seq)
    poll_changes.resize(tx, poll.id, written_roll(roll))
    said = objects(call, poll, place, "", "")
    if stand_in is not None:
        _sit_down(call, poll, stand_in)
    promises.refresh(tx, kinds.CARD, poll.key)
    rules = rules_of(poll)
    unreachable = [each for each in out_of_reach(rules, roll) if each not in out_of_reach(rules, before)]
    return Reply(
        views.recused(
            poll.short,
            secret=secret,
            voided=voided,
            objection=said,
            alternate=stand_in.alternate if stand_in else "",
            unreachable=tuple(unreachable) if rules.method.traits.decides else (),
        )
    )


def _must_be_on_it(call: Call[Transaction], poll: Poll) -> Place:
    if poll.place is not None:
        return poll.place
    aside = None if call.person.id is None else standing_in.aside(call.tx, poll.id, call.person.id)
    if aside is not None:
        raise Refusal(stepped_aside(poll, aside))
    raise not_allowed(
        Text(
            "You are not on the roll of {poll}, so there is nothing to step aside from. You can declare an"
            " interest in it: {declare}.",
            poll=Code(poll.short),
            declare=Code(f"/member declare poll:{poll.short}"),
        )
    )


def _void(call: Call[Transaction], poll: Poll, place: Place, *, secret: bool) -> bool:
    """Whether there was a ballot. Of a secret one the record says nothing: not even that it was cast."""
    if secret:
        if place.voted_secretly:
            secret_ballots.remove(call.tx, poll.id, place.seat_id)
        return place.voted_secretly
    if place.choice is None:
        return False
    ballots.remove(call.tx, poll.id, place.seat_id)
    record.append(call.tx, poll.group_id, "ballot.voided", call.at, by=place.number, subject=poll.short)
    return True


def _sit_down(call: Call[Transaction], poll: Poll, stand_in: StandIn) -> None:
    standing_in.sit_down(call.tx, poll.id, stand_in)
    tell_alternate(call, poll, stand_in)


def _size(roll: tuple[RollSize, ...], stakeholder: str) -> dict[str, Canonical]:
    """How large the stakeholder group is on the roll from here on."""
    size = next(each for each in roll if each.stakeholder == stakeholder)
    return {"stakeholder": stakeholder, "seats": size.seats, "available": size.available}


def bars(tx: Transaction, kind: str, poll: Poll, participant: int) -> Words | None:
    """Who stepped aside from a poll does not judge it either."""
    if kind not in (kinds.POLL, kinds.RULING) or not standing_in.has_recused(tx, poll.id, participant):
        return None
    return Text("you recused yourself from it")
