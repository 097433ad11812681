"""`/poll show`, `/poll roll` and `/poll list`: read, and change nothing."""

from __future__ import annotations

import json

from bot import chain
from bot.boundary import Reply
from bot.feature import Call
from bot.refusals import Refusal, Why, malformed, not_found
from bot.text import Code, Text
from commands.poll import views
from commands.poll.declared import List, Roll, Show
from commands.poll.handlers import kinds
from commands.poll.handlers.seeing import by_name, sight
from commands.poll.rules import BadChoice, Method, read_choice
from commands.poll.values import BEFORE, Asked, Item, Named, Own, Recused, State, Visibility
from storage import ballots, interests, polls, record, secret_ballots, standing_in
from storage.polls import Poll
from storage.standing_in import Off
from storage.transaction import Transaction

REASONS_SHOWN = 20
ROLL_PAGE = 40
"""People on one page of a roll."""
LISTED = 20
"""Polls in one list."""


def show(call: Call[Transaction], command: Show) -> Reply:
    poll, tx = command.poll, call.tx
    if command.receipt:
        return Reply(views.found(poll.short, _is_counted(tx, command)))
    raised = call.registry.raised(tx, kinds.POLL, poll)
    seen = sight(tx, poll, call.group, REASONS_SHOWN, raised)
    reasons = ballots.reasoned(tx, poll.id, poll.version, REASONS_SHOWN) if by_name(poll) else []
    voiced = tuple(
        Asked(said.name, said.stakeholder, said.choice, said.reason, said.capacity) for said in reasons
    )
    return Reply(views.shown(seen, _own(call, poll), voiced))


def _is_counted(tx: Transaction, command: Show) -> bool:
    """Whether the record of the closed secret poll holds the ballot of this receipt with this choice.
    Raises Refusal where there can be no answer."""
    poll = command.poll
    if poll.visibility != Visibility.SECRET or poll.state != State.CLOSED:
        raise Refusal(
            Text("{poll} is no secret poll that has closed, so there is nothing to look up with a receipt.",
                 poll=Code(poll.short))
        )  # fmt: skip
    if not command.choice:
        raise malformed("choice", Text("Add what you voted, such as {choice}.", choice=Code("choice:yes")))
    try:
        choice = read_choice(Method(poll.method), poll.options, command.choice)
    except BadChoice as bad:
        raise Refusal(views.unreadable(poll.short, poll.options, bad), Why.MALFORMED) from None
    closing = record.of_kind(tx, poll.group_id, poll.short, "poll.closed")
    facts = json.loads(closing.body)["facts"] if closing else {}
    return chain.commitment(command.receipt, "choice", choice) in facts.get("ballots", ())


def _own(call: Call[Transaction], poll: Poll) -> Own:
    place, tx = poll.place, call.tx
    if place is None:
        aside = None if call.person.id is None else standing_in.aside(tx, poll.id, call.person.id)
        if aside is None:
            return Own(on_roll=False, choice=None)
        recused = aside.off == Off.RECUSED
        return Own(on_roll=False, choice=None, recused=recused, instead=aside.alternate)
    stands_for = standing_in.held_for(tx, poll.id).get(place.stands_for, "") if place.stands_for else ""
    if place.voted_secretly:
        found = secret_ballots.own(tx, poll.id, place.seat_id)
        choice, receipt = found or ("", "")
        return Own(on_roll=True, choice=choice, receipt=receipt, stands_for=stands_for)
    return Own(
        on_roll=True,
        choice=place.choice,
        reason=place.reason,
        confirmed=not poll.unconfirmed,
        capacity=place.capacity,
        stands_for=stands_for,
    )


def roll(call: Call[Transaction], command: Roll) -> Reply:
    poll = command.poll
    if poll.state == State.PROPOSED:
        raise Refusal(
            Text(
                "The roll of {poll} is frozen when it opens. {list} shows who has a seat now.",
                poll=Code(poll.short),
                list=Code("/member list"),
            )
        )
    if poll.state == State.SCHEDULED:
        raise Refusal(
            Text(
                "The roll of {poll} is frozen when it opens, {opens}. {list} shows who has a seat now.",
                poll=Code(poll.short),
                opens=poll.opens_at,
                list=Code("/member list"),
            )
        )
    skip = (command.page - 1) * ROLL_PAGE
    named = by_name(poll)
    found = ballots.page(call.tx, poll.id, poll.version, skip, ROLL_PAGE + 1)
    if not found:
        raise not_found(
            Text("The roll of {poll} has no page {page}.", poll=Code(poll.short), page=command.page)
        )
    held_for = standing_in.held_for(call.tx, poll.id)
    interested = interests.declared(call.tx, poll.id)
    people = tuple(
        Named(
            entitled.name,
            entitled.stakeholder,
            entitled.role,
            entitled.available,
            entitled.choice is not None if named else None,
            entitled.choice if named else None,
            entitled.capacity if named else "",
            recused=entitled.off == Off.RECUSED,
            replaced=entitled.off == Off.AWAY or entitled.number in held_for,
            stands_for=held_for.get(entitled.stands_for, ""),
            interested=entitled.number in interested,
        )
        for entitled in found[:ROLL_PAGE]
    )
    more = command.page + 1 if len(found) > ROLL_PAGE else None
    recused = tuple(Recused(each.name, each.reason) for each in standing_in.recusals(call.tx, poll.id))
    return Reply(views.roll(sight(call.tx, poll, call.group), people, recused, skip, more))


def list_polls(call: Call[Transaction], command: List) -> Reply:
    state = command.state.value if command.state else ""
    skip = (command.page - 1) * LISTED
    found = polls.listed(call.tx, call.group.id, state, call.person.id, LISTED + 1, skip)
    turn = (("group", str(call.group.id)), *((("state", state),) if state else ()))
    beyond = command.page + 1 if len(found) > LISTED else 0
    items = tuple(item(poll) for poll in found[:LISTED])
    return Reply(views.listed(items, call.group.id, call.group.name, beyond, turn))


def item(poll: Poll) -> Item:
    """One line about a poll, for one person."""
    state = State(poll.state)
    moment = poll.opens_at if state in BEFORE else poll.closes_at if state is State.OPEN else poll.ended_at
    asked = state is State.OPEN and poll.place is not None
    return Item(
        poll.key,
        poll.short,
        poll.question,
        state,
        moment or poll.closes_at,
        poll.voted if asked else None,
        asked and poll.unconfirmed,
    )
