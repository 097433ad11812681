"""What happens: giving seats to a pasted list of people, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.addresses import AccountRef
from bot.boundary import Reply
from bot.feature import Call
from bot.refusals import Fault, Refusal, Why, malformed
from bot.seat_words import seat_words
from bot.text import Code, Plural, Text, Words
from commands.member import views
from commands.member.adding import Given, give, settle, unfit
from commands.member.declared import Import
from commands.member.finding import match
from commands.member.rules import MOST_LINES, Faulty, Listed, read_list, twice
from commands.member.values import Wish
from commands.member.vouching import confirmers
from storage import groups, persons, seats
from storage.folding import folded
from storage.seats import Sitting
from storage.transaction import Transaction

SHOWN = 15
"""Faulty lines in one answer."""
SETUP_STEP = 3
"""The step of a set-up that asks for members."""


@dataclass(frozen=True, slots=True)
class _Planned:
    """One line, understood. Nobody we know: `account` and `person_id` are None. `seat` is the one they
    have, or had."""

    line: Listed
    wish: Wish
    account: AccountRef | None
    person_id: int | None
    seat: Sitting | None

    @property
    def sits(self) -> bool:
        return self.seat is not None and self.seat.until is None

    @property
    def whom(self) -> object:
        return self.person_id or self.account or folded(self.line.who)


def import_list(call: Call[Transaction], command: Import) -> Reply:
    if confirmers(call.tx, call.group.id) and not command.reason:
        raise malformed(
            "reason",
            Text(
                "By the charter members of each stakeholder group confirm the seats in it. As a coordinator you"
                " can give seats with a reason."
            ),
        )
    listed, faulty = read_list(command.list_, longest_name=100, longest_region=60, longest_affiliation=100)
    if len(listed) + len(faulty) > MOST_LINES:
        raise malformed(
            "list", Text("The list has more than {most} lines. Please paste it in parts.", most=MOST_LINES)
        )
    together = len(listed) + len(faulty) == 1 and command.list_.count("@") > 1
    planned: list[_Planned] = []
    sitting = seats.sitting(call.tx, call.group.id)
    offered = groups.open_stakeholders(call.tx, call.group.id)
    for line in listed:
        found = _plan(call, line, sitting, offered)
        if isinstance(found, _Planned):
            planned.append(found)
        else:
            faulty.append(found)
    again = twice(planned, lambda one: one.whom, lambda one: one.line.number)
    faulty += again
    if faulty and not command.skip:
        raise _refusal(faulty, together=together)
    left_out = {each.number for each in again}
    kept = [each for each in planned if each.line.number not in left_out]
    return _seat(call, kept, len(faulty), command.reason)


def _plan(
    call: Call[Transaction], line: Listed, sitting: Sequence[Sitting], offered: Sequence[groups.Stakeholder]
) -> _Planned | Faulty:
    try:
        stakeholder = match(offered, line.stakeholder)
    except Refusal as refusal:
        return Faulty(line.number, refusal.text)
    account = call.request.known.mentions.get(line.who) or _known_account(call, line.who)
    if account is None and line.who.startswith(("@", "<")):
        return Faulty(line.number, Text("I do not know {who} here.", who=line.who))
    if (why := unfit(call, account, line.who)) is not None:
        return Faulty(line.number, why)
    person_id = None if account is None else persons.person_at(call.tx, account)
    seat = None
    if person_id is not None:
        seat = seats.latest(call.tx, call.group.id, person_id)
    elif account is None:
        same = [each for each in sitting if folded(each.name) == folded(line.who)]
        if len(same) > 1:
            return Faulty(
                line.number,
                Text(
                    "Several people here are called “{who}”. Mention the one you mean with @.", who=line.who
                ),
            )
        seat = same[0] if same else None
        person_id = seat.person_id if seat else None
    if seat is not None and seat.until is None and seat.stakeholder_id not in (None, stakeholder.id):
        place = seat_words(seat.stakeholder, seat.role)
        return Faulty(line.number, Text("{name} sits here as {seat} already.", name=seat.name, seat=place))
    return _Planned(
        line, Wish(stakeholder, line.role, line.region, line.affiliation), account, person_id, seat
    )


def _known_account(call: Call[Transaction], typed: str) -> AccountRef | None:
    """A name without @ means an account only where it is exactly what the platform calls one that we
    have met; display names prove nothing."""
    asking = call.account
    for user in dict.fromkeys((typed, typed.casefold())):
        account = AccountRef(asking.platform, asking.space, user)
        if persons.person_at(call.tx, account) is not None:
            return account
    return None


def _refusal(faulty: Sequence[Faulty], *, together: bool) -> Refusal:
    """`together`: several people seem to stand in one line."""
    ordered = sorted(faulty, key=lambda each: each.number)
    faults = [
        Fault("list", Text("Line {line}: {fault}", line=each.number, fault=each.text))
        for each in ordered[:SHOWN]
    ]
    if len(ordered) > SHOWN:
        rest = len(ordered) - SHOWN
        more: Words = Plural("{n} more line does not fit.", "{n} more lines do not fit.", n=rest)
        faults.append(Fault("list", more))
    if together:
        hint = Text("Each person needs a line, or a {bar} before the next.", bar=Code("|"))
    else:
        hint = Text("Mend these lines, or leave them out with {skip}.", skip=Code("skip:yes"))
    return Refusal(hint, Why.MALFORMED, (*faults, Fault("", hint)))


def _seat(call: Call[Transaction], planned: Sequence[_Planned], skipped: int, reason: str) -> Reply:
    expected = known = 0
    came: list[int] = []
    given = Given("member.added", reason)
    number = seats.last_number(call.tx, call.group.id)
    for each in planned:
        seat = each.seat
        if seat is not None and each.sits:
            if seat.stakeholder_id is None:
                settle(call, seat, each.wish, reason)
                came.append(seat.number)
            else:
                known += 1
            continue
        person_id = each.person_id
        if person_id is None and each.account is not None:
            person_id = call.tx.person_of(each.account, call.request.known.called(each.account), call.at)
        elif person_id is None:
            person_id = persons.expect(call.tx, each.line.who, call.at)
            expected += 1
        if seat is None:
            number += 1
        name = each.line.who.lstrip("@") if each.account is None else persons.name_of(call.tx, person_id)
        came.append(seat.number if seat else number)
        give(call, person_id, came[-1], name, each.wish, seat, given)
    call.registry.changes(call, *came)
    added = len(came)
    step = groups.setup_step(call.tx, call.group.id)
    if step is not None and step <= SETUP_STEP and added:
        groups.set_setup_step(call.tx, call.group.id, SETUP_STEP + 1)
    counts = [(each.name, each.seats) for each in groups.open_stakeholders(call.tx, call.group.id)]
    return views.imported(
        call.group.name,
        (("group", str(call.group.id)),),
        counts,
        added=added,
        known=known,
        expected=expected,
        skipped=skipped,
        setting_up=step is not None and step <= SETUP_STEP + 2,
    )
