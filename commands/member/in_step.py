"""What happens when a user group that is followed has changed: newcomers get seats, and those who came by it and
are in it no more lose theirs.

What was read now is compared with the seats that are there: what arrives twice or late does no harm.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace

from bot.boundary import Nobody, Reply, Suggestion, Unread, UserGroup
from bot.feature import Call, Finds, Follows, Said, Says, Suits, Telling
from bot.people import Stage
from bot.refusals import not_found
from bot.text import Code, Text, verbatim
from commands.member import user_group_views
from commands.member.adding import Given, seat
from commands.member.declared import KEPT, Keep
from commands.member.filling import followed_of, met
from commands.member.telling import about_waiting, tell
from commands.member.values import Stakeholder, Wish
from commands.member.vouching import confirmers
from storage import erased, people, persons, record, seats, user_groups, vouchers
from storage.folding import folded
from storage.record import append
from storage.seats import Sitting
from storage.transaction import Transaction
from storage.user_groups import Kept

CHANGED, TROUBLED, ENDED = "member in step", "member out of step", "member unfollowed"
_LASTING = (Unread.DENIED, Unread.GONE, Unread.DISABLED, Unread.LARGE, Unread.NEVER)
"""What asking once more does not mend: coordinators are told."""


def keep(call: Call[Transaction], command: Keep) -> Reply:
    kept, tx = command.user_group, call.tx
    group = people.group_of(tx, kept.group_id)
    user_group = call.request.known.user_groups.get(str(kept.ref))
    if group.stage is not Stage.CLOSED and user_group is not None:
        call = replace(call, perhaps_group=group, at=max(call.at, group.last_at))
        trouble = _trouble(kept, user_group)
        if trouble:
            _note(call, kept, user_group, trouble)
        elif user_group.unread is None:
            _note(call, kept, user_group, "")
            _step(call, kept, user_group)
    return user_group_views.in_step(kept.name)


def _trouble(kept: Kept, user_group: UserGroup) -> str:
    """Why the seats stay as they are until somebody does something; empty where nothing is in the way."""
    if kept.closed:
        return user_group_views.CLOSED
    return user_group.unread.value if user_group.unread in _LASTING else ""


def _note(call: Call[Transaction], kept: Kept, user_group: UserGroup, trouble: str) -> None:
    """The coordinators are told of a trouble once."""
    name = kept.name if trouble else user_group.name
    if (name, trouble, user_group.lacks) != (kept.name, kept.trouble, kept.lacks):
        user_groups.note(call.tx, kept.id, name, trouble, user_group.lacks)
    if trouble and trouble != kept.trouble:
        _tell_coordinators(call, TROUBLED, kept.key)


def _step(call: Call[Transaction], kept: Kept, user_group: UserGroup) -> None:
    beside = user_groups.beside(call.tx, kept.group_id, kept.stakeholder_id, kept.id)
    came = _bring_in(call, kept, user_group, beside)
    present = {
        person_id
        for account in (*user_group.accounts, *user_group.unsure)
        if (person_id := persons.person_at(call.tx, account)) is not None
    }
    went, stayed = _let_go(call, kept, user_group.name, present, beside)
    if not came and not went and not stayed:
        return
    entry = append(
        call.tx,
        call.group.id,
        "member.in_step",
        call.at,
        by=None,
        facts={
            "user_group": user_group.name,
            "stakeholder": kept.stakeholder,
            "came": list(came),
            "went": list(went),
            "stayed": list(stayed),
        },
    )
    _tell_coordinators(call, CHANGED, f"{call.group.id}/{entry}")


def _bring_in(
    call: Call[Transaction], kept: Kept, user_group: UserGroup, beside: Container[int]
) -> list[int]:
    """Newcomers get a seat. Who left by themselves, was removed by a coordinator, or was erased, is not brought
    back. Seats that another user group brought (`beside`) are held by both. Returns the participants' numbers."""
    held = user_groups.brought(call.tx, kept.id)
    pending = confirmers(call.tx, call.group.id) > 0
    given = Given("member.followed", via=user_group.name, pending=pending)
    wish = Wish(Stakeholder(kept.stakeholder_id, kept.stakeholder), kept.role, "", "")
    came: list[int] = []
    gone = erased.among(call.tx, user_group.accounts)
    for account, name in user_group.accounts.items():
        who, before = met(call, account, name)
        if before is None and account in gone:
            continue
        if before is not None and before.id in beside and before.id not in held:
            user_groups.bring(call.tx, kept.id, before.id)
            held[before.id] = False
        if before is not None and (before.until is None or not user_groups.ended(call.tx, before.id)):
            continue
        seated = seat(call, who, before, wish, given)
        if not seated.new:
            continue
        user_groups.bring(call.tx, kept.id, seated.new)
        found = seats.seat(call.tx, seated.new)
        assert found is not None
        came.append(found.number)
        if pending:
            vouchers.forget(call.tx, seated.new)
            about_waiting(call, seated.new, peers_too=True)
    call.registry.changes(call, *came)
    return came


def _let_go(
    call: Call[Transaction], kept: Kept, name: str, present: Iterable[int], beside: Container[int]
) -> tuple[list[int], list[int]]:
    """The seats end that it brought and whose holders are not `present` in it any more; never that of the last
    coordinator, nor one that another user group holds, too (`beside`). Returns the numbers of those who went, and
    of those who were spared and had not been before."""
    inside = frozenset(present)
    went: list[int] = []
    stayed: list[int] = []
    for seat_id, spared in user_groups.brought(call.tx, kept.id).items():
        sitting = seats.seat(call.tx, seat_id)
        assert sitting is not None
        if sitting.person_id in inside:
            if spared:
                user_groups.mark(call.tx, kept.id, seat_id, "spared", value=False)
        elif seat_id in beside:
            user_groups.let_go(call.tx, kept.id, seat_id)
        elif sitting.coordinates and len(seats.coordinators(call.tx, call.group.id)) < 2:
            if not spared:
                user_groups.mark(call.tx, kept.id, seat_id, "spared", value=True)
                stayed.append(sitting.number)
        else:
            _end(call, kept, sitting, name)
            went.append(sitting.number)
    return went, stayed


def _end(call: Call[Transaction], kept: Kept, sitting: Sitting, name: str) -> None:
    seats.end(call.tx, sitting.id, call.at, removed=True)
    user_groups.mark(call.tx, kept.id, sitting.id, "ended", value=True)
    vouchers.forget(call.tx, sitting.id)
    entry = append(
        call.tx,
        call.group.id,
        "member.unfollowed",
        call.at,
        by=None,
        subject=f"#{sitting.number}",
        facts={"participant": sitting.number, "user_group": name},
    )
    call.registry.leaves(call, sitting.number)
    tell(call, ENDED, f"{call.group.id}/{entry}", sitting.person_id)


def _tell_coordinators(call: Call[Transaction], kind: str, subject: str) -> None:
    for coordinator in seats.coordinators(call.tx, call.group.id):
        tell(call, kind, subject, coordinator.person_id)


# What is told


def _changed(telling: Telling[Transaction]) -> Said | None:
    group_id, _, entry = telling.subject.partition("/")
    group = people.group_of(telling.tx, int(group_id))
    facts = record.facts(telling.tx, group.id, int(entry))
    names = record.names(telling.tx, group.id)
    came, went, stayed = (
        [names.get(number, f"#{number}") for number in facts[kind]] for kind in ("came", "went", "stayed")
    )
    blocks = user_group_views.changed(
        group.name, str(facts["user_group"]), str(facts["stakeholder"]), came, went, stayed
    )
    return Said(blocks, persons.reader_at(telling.tx, telling.address, group))


def _troubled(telling: Telling[Transaction]) -> Said | None:
    kept = user_groups.by_key(telling.tx, telling.subject)
    if kept is None or not kept.trouble:
        return None
    group = people.group_of(telling.tx, kept.group_id)
    blocks = user_group_views.troubled(group.name, followed_of(kept))
    return Said(blocks, persons.reader_at(telling.tx, telling.address, group))


def _ended(telling: Telling[Transaction]) -> Said | None:
    group_id, _, entry = telling.subject.partition("/")
    group = people.group_of(telling.tx, int(group_id))
    facts = record.facts(telling.tx, group.id, int(entry))
    blocks = user_group_views.ended(group.name, str(facts["user_group"]))
    return Said(blocks, persons.reader_at(telling.tx, telling.address, group))


says = (Says(CHANGED, _changed), Says(TROUBLED, _troubled), Says(ENDED, _ended))


# How it is found


def find_kept(call: Call[Transaction], typed: str, by_key: bool) -> Kept:
    """By its name, with @ or without; the platform, and buttons, give its key."""
    found: Kept | None = None
    if call.request.who is Nobody.PLATFORM:
        found = user_groups.by_key(call.tx, typed)
        if found is not None:
            people.lock(call.tx, found.group_id)
            found = user_groups.by_key(call.tx, typed)
    else:
        wanted = folded(typed.removeprefix("@"))
        for each in user_groups.of_group(call.tx, call.group.id):
            if each.key == typed if by_key else wanted in (folded(each.name.removeprefix("@")), each.ref.id):
                found = each
    if found is None:
        raise not_found(
            Text("That user group is not followed here. {kept} shows which are.", kept=Code("/member kept"))
        )
    return found


def _suggest(call: Call[Transaction], typed: str, suits: Suits) -> Sequence[Suggestion]:
    if call.perhaps_group is None:
        return ()
    names = [each.name for each in user_groups.of_group(call.tx, call.group.id)]
    return [Suggestion(name, verbatim(name)) for name in names if folded(typed) in folded(name)]


finds = (Finds(KEPT, find_kept, _suggest, lambda kept: str(kept.name)),)
follows = (Follows(Keep.path, user_groups.followed),)
