"""`/poll vote` and `/poll unvote`: one ballot a person, changeable until the close.

The way of a ballot is the hot path of the whole product: what it needs was read with the poll in
one query, and it writes one ballot and one entry.
"""

from __future__ import annotations

from datetime import datetime

from bot import chain
from bot.boundary import Reply
from bot.chain import Canonical
from bot.charter_values import lasting
from bot.feature import Call
from bot.refusals import Refusal, Why, malformed, not_allowed
from bot.text import Code, Text, Words
from commands.poll import views
from commands.poll.declared import Unvote, Vote
from commands.poll.handlers import kinds
from commands.poll.handlers.asking import without_reason
from commands.poll.handlers.processing import progress_of
from commands.poll.handlers.seeing import rules_of
from commands.poll.rules import LOW, OBJECT, BadChoice, Method, read_choice
from commands.poll.values import Reasons, State, Visibility
from storage import ballots, promises, record, rolls, secret_ballots, standing_in
from storage.polls import Place, Poll
from storage.standing_in import Aside, Off
from storage.transaction import Transaction

_LONGEST_CHOICE = 12
"""Words of what could not be read that may be the choice."""


def vote(call: Call[Transaction], command: Vote) -> Reply:
    poll = command.poll
    place = _may_vote(call, poll)
    if poll.visibility == Visibility.SECRET:
        return _vote_secretly(call, command, place)
    choice = _choice(poll, command)
    reason = command.reason
    if choice == place.choice and not reason:
        reason = place.reason  # Confirming, or pressing again, does not take the reason back.
    if not reason:
        _need_reason(poll, choice)
    capacity = _capacity(poll, command) or place.capacity
    if (choice, reason, capacity) == (place.choice, place.reason, place.capacity) and poll.voted:
        return Reply(views.same_ballot(poll.short, poll.options, choice, poll.closes_at))
    tx = call.tx
    salts = call.key(), call.key() if reason else ""
    ballots.cast(tx, poll.id, place.seat_id, poll.version, (salts[0], choice), (salts[1], reason), capacity)
    facts: dict[str, Canonical] = {
        "version": poll.version,
        "choice": chain.commitment(salts[0], "choice", choice),
    }
    if reason:
        facts["reason"] = chain.commitment(salts[1], "reason", reason)
    if capacity:
        facts["capacity"] = chain.commitment(salts[0], "capacity", capacity)
    record.append(tx, poll.group_id, "ballot.cast", call.at, by=place.number, subject=poll.short, facts=facts)
    promises.refresh(tx, kinds.CARD, poll.key)
    objectable = OBJECT in Method(poll.method).traits.answers
    said = objects(call, poll, place, choice, reason) if objectable else None
    counted = views.counted(
        poll.short, poll.options, choice, poll.closes_at, said, changed=place.choice is not None
    )
    counted = (*counted, *views.in_capacity(capacity))
    return Reply(counted if reason or choice not in LOW else (*counted, views.asked_why(poll.short, choice)))


def _capacity(poll: Poll, command: Vote) -> str:
    """In which capacity they vote, if they say so."""
    if command.capacity is None:
        return ""
    if poll.method == Method.SIGN_ON:
        raise malformed(
            "capacity",
            Text("A signature says for whom it is: sign in your own name, or for an organisation."),
        )
    return command.capacity.value


def objects(call: Call[Transaction], poll: Poll, place: Place, choice: str, reason: str) -> Words | None:
    """The objection of a ballot follows the ballot. Returns what the voter is told of it."""
    keeps = call.registry.raises.get(kinds.POLL)
    if keeps is None:
        return None
    was = place.reason if place.choice == OBJECT else None
    return keeps.voted(call, poll, place.number, was, reason if choice == OBJECT else None)


def _vote_secretly(call: Call[Transaction], command: Vote, place: Place) -> Reply:
    """Nothing that is kept beside the ballot box may say what was voted: no entry, no draft, and an
    answer without the choice. So its refusals name no parameter: what was typed is not kept."""
    poll = command.poll
    if command.reason:
        raise Refusal(
            Text(
                "{poll} is secret and keeps no reasons: a reason could show who wrote it. Vote without one.",
                poll=Code(poll.short),
            ),
            Why.MALFORMED,
        )
    if command.capacity:
        raise Refusal(
            Text(
                "{poll} is secret, and does not keep in which capacity you vote: that could show who voted what."
                " Leave out {capacity}.",
                poll=Code(poll.short),
                capacity=Code("capacity:"),
            ),
            Why.MALFORMED,
        )
    try:
        choice = read_choice(Method(poll.method), poll.options, command.choice)
    except BadChoice as bad:
        raise Refusal(views.unreadable(poll.short, poll.options, bad), Why.MALFORMED) from None
    secret_ballots.cast(call.tx, poll.id, place.seat_id, choice)
    promises.refresh(call.tx, kinds.CARD, poll.key)
    return Reply(views.counted_secretly(poll.short, poll.closes_at, changed=place.voted_secretly))


def unvote(call: Call[Transaction], command: Unvote) -> Reply:
    poll, tx = command.poll, call.tx
    place = _may_vote(call, poll)
    if place.choice is None and not place.voted_secretly:
        raise Refusal(
            Text("You have no ballot on {poll}, so there is nothing to take back.", poll=Code(poll.short))
        )
    if poll.visibility == Visibility.SECRET:
        secret_ballots.remove(tx, poll.id, place.seat_id)
    else:
        ballots.remove(tx, poll.id, place.seat_id)
        record.append(tx, poll.group_id, "ballot.withdrawn", call.at, by=place.number, subject=poll.short)
    promises.refresh(tx, kinds.CARD, poll.key)
    said = objects(call, poll, place, "", "") if place.choice == OBJECT else None
    return Reply(views.taken_back(poll.short, poll.closes_at, said))


def _may_vote(call: Call[Transaction], poll: Poll) -> Place:
    """The caller's place on the roll. Raises Refusal unless the poll is open at this very moment: at
    the instant of the close it is not."""
    if poll.state != State.OPEN or call.at >= poll.closes_at:
        raise Refusal(_not_open(poll, call.at))
    if poll.place is None:
        aside = None if call.person.id is None else standing_in.aside(call.tx, poll.id, call.person.id)
        if aside is not None:
            raise not_allowed(stepped_aside(poll, aside))
        _must_be_old_enough(call, poll)
        raise not_allowed(
            Text(
                "You are not on the roll of {poll}, which was frozen when it opened, {opened}."
                " You can still tell the group what you think of it.",
                poll=Code(poll.short),
                opened=poll.opens_at,
            )
        )
    return poll.place


def _must_be_old_enough(call: Call[Transaction], poll: Poll) -> None:
    """Raises Refusal, which says so, for somebody who sat here when it opened, though not for long enough."""
    seat, progress = call.perhaps_seat, progress_of(call.tx, poll, rules_of(poll))
    if seat is None or progress.seat_age is None or not progress.newcomers:
        return
    taken = rolls.taken_at(call.tx, seat.id)
    if taken is not None and poll.opens_at - progress.seat_age < taken <= poll.opens_at:
        raise not_allowed(
            Text(
                "The roll of {poll} takes seats of at least {age}, and yours was newer when it opened, {opened}."
                " You can raise a concern ({concern}), or sign somebody's objection.",
                poll=Code(poll.short),
                age=lasting(progress.seat_age),
                opened=poll.opens_at,
                concern=Code(f'/objection raise {poll.short} "…" kind:concern'),
            )
        )


def stepped_aside(poll: Poll, aside: Aside) -> Words:
    """To somebody who is on the roll and takes no part."""
    if aside.off == Off.RECUSED:
        return Text(
            "You recused yourself from {poll}, and that cannot be undone. You can still tell the group what you"
            " think of it.",
            poll=Code(poll.short),
        )
    return Text(
        "You had said that you are away while {poll} is open, so {name} has your place in it.",
        poll=Code(poll.short),
        name=aside.alternate,
    )


def _not_open(poll: Poll, at: datetime) -> Words:
    short, show = Code(poll.short), Code(f"/poll show {poll.short}")
    if poll.state == State.PROPOSED:
        return Text(
            "{poll} is not open yet: it waits until {until} for others to find it urgent.",
            poll=short,
            until=poll.opens_at,
        )
    if poll.state == State.SCHEDULED:
        return Text("{poll} opens {opens}. Vote then.", poll=short, opens=poll.opens_at)
    ended_at = poll.ended_at or poll.closes_at
    if poll.state == State.WITHDRAWN:
        return Text("{poll} was withdrawn {ended}. {show} tells why.", poll=short, ended=ended_at, show=show)
    return Text(
        "{poll} closed {closed}, so ballots are not taken any more. {show} tells what came out.",
        poll=short,
        closed=min(ended_at, poll.closes_at),
        show=show,
    )


def _choice(poll: Poll, command: Vote) -> str:
    try:
        return read_choice(Method(poll.method), poll.options, command.choice)
    except BadChoice as bad:
        told = views.unreadable(poll.short, poll.options, bad)
        if not command.reason and (reason := _reason_behind(poll, command.choice)):
            told = views.reason_unnamed(told, reason)
        raise malformed("choice", told) from None


def _reason_behind(poll: Poll, typed: str) -> str:
    """What follows a choice that can be read; empty where none begins there."""
    said = typed.split()
    for length in range(min(len(said) - 1, _LONGEST_CHOICE), 0, -1):
        try:
            read_choice(Method(poll.method), poll.options, " ".join(said[:length]))
        except BadChoice:
            continue
        return " ".join(said[length:])
    return ""


def _need_reason(poll: Poll, choice: str) -> None:
    if missing := without_reason(Method(poll.method), choice):
        raise malformed("reason", missing)
    if choice == OBJECT:
        raise malformed(
            "reason", Text("An objection needs its reason: what would go wrong, or what would be better?")
        )
    if poll.reasons == Reasons.REQUIRED:
        raise malformed(
            "reason",
            Text("{poll} asks for a reason with each ballot. Please add yours.", poll=Code(poll.short)),
        )
