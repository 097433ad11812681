"""`/poll handover`: another facilitator looks after a poll, since the one who did has an interest in it."""

from __future__ import annotations

from bot.boundary import Reply
from bot.feature import Call, Said, Telling
from bot.people import Role
from bot.refusals import Refusal, malformed, not_allowed, not_found
from bot.text import Code, Text
from commands.poll import views
from commands.poll.declared_interests import Handover
from commands.poll.handlers import kinds
from commands.poll.handlers.seeing import sight
from commands.poll.values import State
from storage import interests, people, persons, polls, promises, record, seats
from storage.polls import Poll
from storage.seats import Sitting
from storage.transaction import Transaction


def hand_over(call: Call[Transaction], command: Handover) -> Reply:
    poll, seat = command.poll, call.seat
    if seat.number != poll.opener and seat.acts_as.rank < Role.FACILITATOR.rank:
        raise not_allowed(
            Text(
                "{poll} is handed over by a facilitator, or by whoever opened it. If you should not vote on it,"
                " step aside with {recuse}.",
                poll=Code(poll.short),
                recuse=Code(f"/poll recuse {poll.short}"),
            )
        )
    if poll.state == State.WITHDRAWN:
        raise Refusal(Text("{poll} was withdrawn, so there is nothing to hand over.", poll=Code(poll.short)))
    taker = _taker(call, command)
    given = interests.handovers(call.tx, poll.id)
    if given and (given[-1][0], given[-1][2]) == (seat.number, taker.number):
        raise Refusal(
            Text("You handed {poll} over to {name} already.", poll=Code(poll.short), name=taker.name)
        )
    facts = {"to": taker.number}
    seq = record.append(
        call.tx, poll.group_id, "poll.handed", call.at, by=seat.number, subject=poll.short, facts=facts
    )
    interests.hand_over(call.tx, poll.id, seq, seat.number, taker.number)
    address = people.address_of(call.tx, taker.person_id)
    if address is not None:
        promises.say(call.tx, kinds.HANDED, f"{poll.key}/{seat.number}", address, call.at)
    promises.refresh(call.tx, kinds.CARD, poll.key)
    return Reply(views.given(poll.short, taker.name))


def _taker(call: Call[Transaction], command: Handover) -> Sitting:
    """The facilitator who gets it. Raises Refusal for whoever cannot judge it either."""
    poll, who = command.poll, command.who
    found = None if who.seat_id is None else seats.seat(call.tx, who.seat_id)
    if found is None:
        raise not_found(
            Text(
                "{name} has no seat in {group}. {list} shows who has.",
                name=who.name,
                group=call.group.name,
                list=Code("/member list"),
            )
        )
    if found.number == call.seat.number:
        raise malformed("who", Text("That is you. Name another facilitator."))
    if found.pending or found.role.rank < Role.FACILITATOR.rank:
        raise malformed(
            "who",
            Text(
                "{name} does not facilitate here. A coordinator changes that with {role}.",
                name=found.name,
                role=Code("/member role @name facilitator"),
            ),
        )
    if call.registry.barred(call.tx, kinds.POLL, poll, found.number) is not None:
        raise malformed(
            "who",
            Text(
                "{name} may not judge {poll} either: they opened it, objected to it, or declared an interest in it."
                " Name another facilitator.",
                name=found.name,
                poll=Code(poll.short),
            ),
        )
    return found


def handed(telling: Telling[Transaction]) -> Said | None:
    """To whoever got it. The subject is the poll's key and the number of who handed it over."""
    key, _, giver = telling.subject.partition("/")
    poll: Poll | None = polls.at_any(telling.tx, key)
    if poll is None or poll.state == State.WITHDRAWN:
        return None
    group = people.group_of(telling.tx, poll.group_id)
    name = record.names(telling.tx, poll.group_id).get(int(giver), "")
    reader = persons.reader_at(telling.tx, telling.address, group)
    return Said(views.handed(sight(telling.tx, poll, group), name), reader)
