"""What happens: an observer is asked to vote for a member who is away or steps aside, and answers."""

from __future__ import annotations

from collections.abc import Iterable

from bot.boundary import Reply
from bot.commands import Need
from bot.feature import Call, Said, Says, Telling
from bot.needs import Needs
from bot.people import Role
from bot.refusals import Refusal, malformed, not_found
from bot.text import Code, Text
from commands.member import alternate_views as views
from commands.member.declared_interests import Alternate, AlternateChange
from commands.member.seating import seat_of
from storage import alternates, people, persons, promises, seats, waiting
from storage.record import append
from storage.seats import Sitting
from storage.transaction import Transaction

ASKED, ANSWERED = "member alternate", "member alternate answered"


def alternate(call: Call[Transaction], command: Alternate) -> Reply:
    other, mine = seat_of(call, command.who), seats.seat(call.tx, call.seat.id)
    assert mine is not None
    if other.id == mine.id:
        raise malformed("who", Text("That is you. Name somebody else."))
    match command.change:
        case AlternateChange.ASK:
            return _ask(call, mine, other)
        case AlternateChange.ACCEPT:
            return _answer(call, mine, other, accepted=True)
        case AlternateChange.DECLINE:
            return _answer(call, mine, other, accepted=False)
        case AlternateChange.END:
            return _end(call, mine, other)


def _ask(call: Call[Transaction], mine: Sitting, other: Sitting) -> Reply:
    if (asks := alternates.of(call.tx, other.id)) and asks.alternate_id == mine.id and not asks.accepted_at:
        raise Refusal(
            Text(
                "{name} has asked you that. {accept} says yes, and {decline} says no.",
                name=other.name,
                accept=Code(f"/member alternate #{other.number} change:accept"),
                decline=Code(f"/member alternate #{other.number} change:decline"),
            )
        )
    if mine.pending or mine.role is Role.OBSERVER:
        raise Refusal(
            Text(
                "You watch, so there is no vote of yours that somebody could cast. {join} takes a seat with one.",
                join=Code("/member join"),
            )
        )
    _must_fit(other, mine)
    found = alternates.of(call.tx, mine.id)
    if found is not None and not found.stale:
        raise Refusal(_taken(found))
    elsewhere = alternates.standing_in(call.tx, other.id)
    if elsewhere is not None:
        raise malformed(
            "who",
            Text(
                "{name} is the alternate of {other} already, and nobody votes for two. Ask somebody else.",
                name=other.name,
                other=elsewhere.name,
            ),
        )
    if found is not None:
        alternates.end(call.tx, found.id, call.at)
    row = alternates.ask(call.tx, mine.id, other.id, call.at)
    _note(call, "member.alternate_asked", mine.number, other.number)
    _tell(call, ASKED, row, other.person_id)
    return views.asked(other.name)


def _must_fit(other: Sitting, holder: Sitting) -> None:
    """Raises Refusal for whoever could not vote for the other: of another stakeholder group, or with a vote of
    their own."""
    if other.expected or other.pending:
        raise malformed(
            "who",
            Text(
                "The seat of {name} is not confirmed yet. Ask them once it is, or ask somebody else.",
                name=other.name,
            ),
        )
    if other.stakeholder_id != holder.stakeholder_id:
        raise malformed(
            "who",
            Text(
                "{name} sits for another stakeholder group. An alternate is an observer of one's own:"
                " {join}.",
                name=other.name,
                join=Code("/member join STAKEHOLDER role:observer"),
            ),
        )
    if other.role is not Role.OBSERVER:
        raise malformed(
            "who",
            Text(
                "{name} has a vote of their own, and nobody votes twice. An alternate is an observer: {join}.",
                name=other.name,
                join=Code("/member join STAKEHOLDER role:observer"),
            ),
        )


def _taken(found: alternates.Alternate) -> Text:
    end = Code(f"/member alternate #{found.alternate} change:end")
    if found.accepted_at is None:
        return Text(
            "You asked {name}, who has not answered yet. {end} takes that back.",
            name=found.alternate_name,
            end=end,
        )
    return Text("{name} is your alternate already. {end} ends that.", name=found.alternate_name, end=end)


def _answer(call: Call[Transaction], mine: Sitting, other: Sitting, *, accepted: bool) -> Reply:
    """`other` asked the caller."""
    found = alternates.of(call.tx, other.id)
    if found is None or found.alternate_id != mine.id or found.stale:
        raise not_found(
            Text(
                "{name} has not asked you to be their alternate, or took it back.",
                name=other.name,
            )
        )
    if found.accepted_at is not None:
        raise Refusal(
            Text(
                "You are the alternate of {name} already. {end} ends that.",
                name=other.name,
                end=Code(f"/member alternate #{other.number} change:end"),
            )
        )
    if accepted:
        _still_fits(call, mine, other)
        alternates.accept(call.tx, found.id, call.at)
        _note(call, "member.alternate_accepted", other.number, mine.number)
    else:
        alternates.end(call.tx, found.id, call.at)
        _note(call, "member.alternate_declined", other.number, mine.number)
    _tell(call, ANSWERED, found.id, other.person_id)
    return views.accepted(other.name) if accepted else views.declined(other.name)


def _still_fits(call: Call[Transaction], mine: Sitting, other: Sitting) -> None:
    """What was right when they were asked may have changed since."""
    if mine.role is not Role.OBSERVER or mine.pending:
        raise Refusal(
            Text("You have a vote of your own now, so you cannot be an alternate. Nobody votes twice.")
        )
    if mine.stakeholder_id != other.stakeholder_id:
        raise Refusal(
            Text(
                "You and {name} do not sit for the same stakeholder group any more, so you cannot be their"
                " alternate.",
                name=other.name,
            )
        )
    elsewhere = alternates.standing_in(call.tx, mine.id)
    if elsewhere is not None:
        raise Refusal(
            Text(
                "You are the alternate of {name} already, and nobody votes for two. {end} ends that.",
                name=elsewhere.name,
                end=Code(f"/member alternate #{elsewhere.participant} change:end"),
            )
        )


def _end(call: Call[Transaction], mine: Sitting, other: Sitting) -> Reply:
    """Either of the two ends it."""
    for holder, instead in ((mine, other), (other, mine)):
        found = alternates.of(call.tx, holder.id)
        if found is None or found.alternate_id != instead.id:
            continue
        alternates.end(call.tx, found.id, call.at)
        _note(call, "member.alternate_ended", holder.number, instead.number)
        if found.accepted_at is not None:
            _tell(call, ANSWERED, found.id, other.person_id)
        return views.ended(holder=holder is mine, name=other.name)
    raise not_found(Text("Neither of you is the alternate of the other: you and {name}.", name=other.name))


def _note(call: Call[Transaction], kind: str, participant: int, instead: int) -> None:
    append(
        call.tx,
        call.group.id,
        kind,
        call.at,
        by=call.seat.number,
        subject=f"#{participant}",
        facts={"participant": participant, "alternate": instead},
    )


def _tell(call: Call[Transaction], kind: str, row: int, person_id: int) -> None:
    address = people.address_of(call.tx, person_id)
    if address is not None:
        promises.say(call.tx, kind, str(row), address, call.at)


# What is told


def _asked(telling: Telling[Transaction]) -> Said | None:
    found = alternates.by_id(telling.tx, int(telling.subject))
    if found is None or found.accepted_at is not None or found.ended_at is not None or found.stale:
        return None
    group = people.group_of(telling.tx, found.group_id)
    reader = persons.reader_at(telling.tx, telling.address, group)
    return Said(views.told_asked(group.name, found.name, mark_of(found)), reader)


def _answered(telling: Telling[Transaction]) -> Said | None:
    """To the other of the two: it was accepted, declined or ended."""
    found = alternates.by_id(telling.tx, int(telling.subject))
    if found is None:
        return None
    group = people.group_of(telling.tx, found.group_id)
    reader = persons.reader_at(telling.tx, telling.address, group)
    to_holder = persons.person_of_address(telling.tx, telling.address) == _person_of(telling, found.seat_id)
    name = found.alternate_name if to_holder else found.name
    return Said(
        views.told_answer(
            group.name,
            name,
            accepted=found.accepted_at is not None,
            ended=found.ended_at is not None,
            to_holder=to_holder,
        ),
        reader,
    )


def _person_of(telling: Telling[Transaction], seat_id: int) -> int | None:
    seat = seats.seat(telling.tx, seat_id)
    return seat.person_id if seat else None


says = (Says(ASKED, _asked), Says(ANSWERED, _answered))


def mark_of(found: alternates.Alternate) -> tuple[tuple[str, str], ...]:
    """What a button needs to mean whoever asked."""
    return (("group", str(found.group_id)), ("who", f"#{found.participant}"))


def needs(call: Call[Transaction]) -> Iterable[Need]:
    """Whoever was asked to be an alternate, and has not answered."""
    if call.person.id is None:
        return
    for found in alternates.asked(call.tx, call.person.id):
        group = people.group_of(call.tx, found.group_id)
        yield views.need(group.name, found.name, mark_of(found))


NEEDS = Needs(needs, (waiting.ALTERNATES,))
