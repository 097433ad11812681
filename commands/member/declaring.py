"""What happens: stating one's interests, and reading what others stated."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from bot.boundary import Reply
from bot.chain import Canonical
from bot.commands import Need
from bot.feature import Call, Said, Says, Telling
from bot.needs import Needs
from bot.people import Role
from bot.refusals import Refusal, malformed, not_allowed, not_found
from bot.text import Code, Text, Words
from commands.member import interest_views as views
from commands.member.declared_interests import Declare, Statements
from commands.member.values import Conflict, Stated
from storage import groups, interests, people, persons, promises, seats, waiting
from storage.interests import Conflicted, Statement
from storage.polls import Poll
from storage.record import append
from storage.transaction import Transaction

STATED, CONFLICT = "member stated", "member conflict"
DAY, MOST = timedelta(days=1), 10
"""Statements of one person within a day: each is announced."""
PAGE = 10
"""Statements on one page of a list."""
_LAST_WORD = re.compile(r"(.*\S)\s+\(?(P-[0-9]{1,9})\)?[.!]?", re.IGNORECASE | re.DOTALL)
_ONLY_POLL = re.compile(r"P-[0-9]{1,9}", re.IGNORECASE)
_JUDGED = ("poll", "poll ruling")
"""What somebody with an interest in a poll does not judge: the poll, and objections to it."""
SHOWN = 20
"""Of one person, the newest."""


def can_be_about(call: Call[Transaction], poll: Poll) -> bool:
    """Whether interests can be declared in this poll."""
    return poll.state != "withdrawn"


def declare(call: Call[Transaction], command: Declare) -> Reply:
    """A newer statement supersedes the one before, and everybody is told that there is one. An interest in a
    poll stays declared: whoever has one does not judge that poll."""
    tx, group, seat = call.tx, call.group, call.seat
    text, poll = _meant(call, command)
    if poll is not None and poll.state == "withdrawn":
        raise Refusal(
            Text(
                "{poll} was withdrawn. To state your interests in general, leave {parameter} out.",
                poll=Code(poll.short),
                parameter=Code("poll:"),
            )
        )
    before = interests.last(tx, group.id, seat.number, poll.id if poll else None)
    if before is not None and before.text == text:
        raise Refusal(
            Text(
                "Your statement says so already. {statements} shows it.",
                statements=Code(f"/member statements #{seat.number}"),
            )
        )
    if interests.since(tx, group.id, seat.number, call.at - DAY) >= MOST:
        raise Refusal(
            Text(
                "You made {most} statements within a day, and each is announced. Please wait until tomorrow.",
                most=MOST,
            )
        )
    facts: dict[str, Canonical] = {
        "participant": seat.number,
        "about": poll.short if poll else "",
        "state": "updated" if before else "new",
    }
    seq = append(
        tx,
        group.id,
        "member.declared",
        call.at,
        by=seat.number,
        subject=poll.short if poll else f"#{seat.number}",
        facts=facts,
        personal={"statement": (call.key(), text)},
    )
    interests.declare(tx, group.id, seq, seat.number, poll.id if poll else None)
    for home in groups.homes(tx, group.id):
        promises.say(tx, STATED, f"{group.id}/{seq}", home, call.at)
    if poll is None:
        return views.declared(group.name, None, conflicted=False, updated=before is not None)
    promises.refresh(tx, call.registry.cards["poll"], poll.key)
    judges = seat.acts_as.rank >= Role.FACILITATOR.rank or poll.opener == seat.number
    if judges and before is None:
        address = people.address_of(tx, call.person.id) if call.person.id is not None else None
        if address is not None:
            promises.say(tx, CONFLICT, poll.key, address, call.at)
    on_roll = poll.place is not None and poll.ended_at is None
    return views.declared(
        group.name, poll.short, conflicted=judges, updated=before is not None, on_roll=on_roll
    )


def _meant(call: Call[Transaction], command: Declare) -> tuple[str, Poll | None]:
    """The text, and the poll that it is about: also one that is named at the end, "I advise Leaf Ltd. P-1"."""
    text, poll = command.text, command.poll
    if _ONLY_POLL.fullmatch(text):
        raise malformed(
            "text",
            Text(
                "What do you stand to gain or lose in {poll}? Say it in a few words: {declare}",
                poll=Code(text.upper()),
                declare=Code(f'/member declare "…" poll:{text.upper()}'),
            ),
        )
    named = None if poll is not None else _LAST_WORD.fullmatch(text)
    if named is None:
        return text, poll
    before, short = named.groups()
    try:
        poll = call.registry.finds["poll"].find(call, short, False)
    except Refusal:
        return text, None
    return (before if before.endswith((".", "!", "?", "”", '"')) else text), poll


def statements(call: Call[Transaction], command: Statements) -> Reply:
    own = command.who is not None and command.who.seat_id == call.seat.id
    if call.seat.acts_as is Role.OBSERVER and not own:
        raise not_allowed(
            Text(
                "Statements of interest are for members to read; you watch. You can read your own: {own}.",
                own=Code(f"/member statements #{call.seat.number}"),
            )
        )
    if command.who is not None:
        return _of_one(call, command)
    skip = (command.page - 1) * PAGE
    poll = command.poll
    found = interests.current(call.tx, call.group.id, poll.id if poll else None, skip, PAGE + 1)
    if not found and skip:
        raise malformed("page", Text("The list is not that long. Start with page 1."))
    if not found:
        return views.nothing(call.group.name, poll.short if poll else None)
    mark = (("group", str(call.group.id)), *((("poll", poll.key),) if poll else ()))
    more = command.page + 1 if len(found) > PAGE else None
    return views.listed(
        call.group.name, poll.short if poll else None, mark, list(map(_seen, found[:PAGE])), more
    )


def _of_one(call: Call[Transaction], command: Statements) -> Reply:
    who, poll = command.who, command.poll
    assert who is not None
    seat = None if who.seat_id is None else seats.seat(call.tx, who.seat_id)
    if seat is None:
        raise not_found(
            Text(
                "{name} has no seat in {group}. {list} shows who has.",
                name=who.name,
                group=call.group.name,
                list=Code("/member list"),
            )
        )
    found = interests.of(call.tx, call.group.id, seat.number)
    if poll is not None:
        found = [each for each in found if each.poll == poll.number]
    if not found:
        return views.nothing_of(seat.name, poll.short if poll else None)
    return views.of_one(seat.name, list(map(_seen, found[:SHOWN])), len(found) - SHOWN)


def _seen(found: Statement) -> Stated:
    poll = f"P-{found.poll}" if found.poll else ""
    return Stated(found.participant, found.name, poll, found.at, found.text)


def _conflict_of(found: Conflicted) -> Conflict:
    return Conflict(found.group_id, found.group, found.key, found.short, found.question)


# What is told


def _stated(telling: Telling[Transaction]) -> Said | None:
    """In the homes: that there is a statement, and whose; not what it says."""
    group_id, _, seq = telling.subject.partition("/")
    group = people.group_of(telling.tx, int(group_id))
    found = interests.one(telling.tx, group.id, int(seq))
    if found is None:
        return None
    earlier = [
        each
        for each in interests.of(telling.tx, group.id, found.participant)
        if each.poll == found.poll and each.seq < found.seq
    ]
    return Said(views.stated(_seen(found), updated=bool(earlier)), group.reader)


def _conflict(telling: Telling[Transaction]) -> Said | None:
    """To a facilitator with a declared interest, unless they handed the poll over meanwhile."""
    person_id = persons.person_of_address(telling.tx, telling.address)
    for conflicted in interests.to_hand_over(telling.tx, person_id) if person_id is not None else ():
        if conflicted.key == telling.subject:
            group = people.group_of(telling.tx, conflicted.group_id)
            reader = persons.reader_at(telling.tx, telling.address, group)
            return Said(views.conflict(_conflict_of(conflicted)), reader)
    return None


says = (Says(STATED, _stated), Says(CONFLICT, _conflict))


def needs(call: Call[Transaction]) -> Iterable[Need]:
    """Polls that a facilitator should hand over to another."""
    if call.person.id is None:
        return
    here = call.perhaps_group.id if call.perhaps_group else None
    for conflicted in interests.to_hand_over(call.tx, call.person.id):
        yield views.need(_conflict_of(conflicted), elsewhere=conflicted.group_id != here)


NEEDS = Needs(needs, (waiting.CONFLICTS,))


def bars(tx: Transaction, kind: str, poll: Any, participant: int) -> Words | None:
    """Whoever declared an interest in a poll does not judge it (DESIGN §9)."""
    if kind not in _JUDGED or not interests.has_declared(tx, poll.id, participant):
        return None
    return Text("you declared an interest in it")
