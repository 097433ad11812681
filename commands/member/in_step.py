"""What happens when a user group that is followed has changed: newcomers get seats, and those who came by it and
are in it no more lose theirs.

What was read now is compared with the seats that are there: what arrives twice or late does no harm. Much to do is
done in parts, so that nobody waits for it; each compares anew, so that it does no harm either if the rest is done
only after a restart.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace

from bot.addresses import AccountRef
from bot.boundary import Nobody, Reply, Suggestion, Unread, UserGroup
from bot.chain import Canonical
from bot.feature import Call, Finds, Follows, Suits
from bot.people import Stage
from bot.refusals import not_found
from bot.text import Code, Text, verbatim
from commands.member import user_group_views
from commands.member.adding import Given, seat
from commands.member.declared import KEPT, Keep
from commands.member.filling import met
from commands.member.in_step_told import CHANGED, ENDED, IN_STEP, LOOKED_BACK, MORE, TROUBLED
from commands.member.telling import about_waiting, tell
from commands.member.values import Stakeholder, Wish
from commands.member.vouching import confirmers
from storage import erased, people, record, seats, user_groups, vouchers
from storage.folding import folded
from storage.record import append
from storage.seats import Sitting
from storage.transaction import Transaction
from storage.user_groups import Brought, Holder, Kept

AT_ONCE = 40
"""Seats that begin or end in one transaction: others wait some hundredths of a second for it."""
ANNOUNCED = 10
"""As many newcomers are asked for one by one where seats are confirmed; more are found in `/me`."""
_LASTING = (Unread.DENIED, Unread.GONE, Unread.DISABLED, Unread.LARGE, Unread.NEVER)
"""What asking once more does not mend: coordinators are told."""


def keep(call: Call[Transaction], command: Keep) -> Reply:
    kept, tx, more = command.user_group, call.tx, False
    group = people.group_of(tx, kept.group_id)
    user_group = call.request.known.user_groups.get(str(kept.ref))
    if group.stage is not Stage.CLOSED and user_group is not None:
        call = replace(call, perhaps_group=group, at=max(call.at, group.last_at))
        trouble = _trouble(kept, user_group)
        if trouble:
            _note(call, kept, user_group, trouble)
        elif user_group.unread is None:
            _note(call, kept, user_group, "")
            more = _step(call, kept, user_group)
    return replace(user_group_views.in_step(kept.name), unfinished=more)


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


def _step(call: Call[Transaction], kept: Kept, user_group: UserGroup) -> bool:
    """As much as one transaction should hold. Returns whether there is more."""
    tx = call.tx
    begun = _begun(call, kept, user_group)
    beside = user_groups.beside(tx, kept.group_id, kept.stakeholder_id, kept.id)
    held = user_groups.brought(tx, kept.id)
    holders = user_groups.holders(tx, kept.group_id)
    present = {
        holders[each].person_id
        for account in (*user_group.accounts, *user_group.unsure)
        if (each := str(account)) in holders
    }
    newcomers = _newcomers(call, user_group, holders, beside - held.keys())
    leavers = [seat_id for seat_id, brought in held.items() if brought.person_id not in present]
    for seat_id, brought in held.items():
        if brought.spared and brought.person_id in present:
            user_groups.mark(tx, kept.id, seat_id, "spared", value=False)
    now = newcomers[:AT_ONCE]
    then = leavers[: AT_ONCE - len(now)]
    came = _bring_in(call, kept, user_group, now, set(held), beside, announced=len(newcomers) <= ANNOUNCED)
    went, stayed = _let_go(call, kept, user_group.name, {each: held[each] for each in then}, beside)
    more = len(now) + len(then) < len(newcomers) + len(leavers)
    if came or went or stayed or begun:
        _sum_up(call, kept, user_group, {"came": came, "went": went, "stayed": stayed}, more=more)
    return more


def _begun(call: Call[Transaction], kept: Kept, user_group: UserGroup) -> bool:
    """Whether the last look did not come to its end: what it did is not told yet."""
    for _, facts in record.newest(call.tx, kept.group_id, IN_STEP, most=LOOKED_BACK):
        if facts["user_group"] in (kept.name, user_group.name):
            return MORE in facts
    return False


def _sum_up(
    call: Call[Transaction],
    kept: Kept,
    user_group: UserGroup,
    changes: Mapping[str, list[int]],
    *,
    more: bool,
) -> None:
    """An entry; at the end of a look the coordinators are told of all of it."""
    facts: dict[str, Canonical] = {"user_group": user_group.name, "stakeholder": kept.stakeholder}
    facts |= {kind: list(numbers) for kind, numbers in changes.items()}
    entry = append(
        call.tx, call.group.id, IN_STEP, call.at, by=None, facts={**facts, MORE: 1} if more else facts
    )
    if not more:
        _tell_coordinators(call, CHANGED, f"{call.group.id}/{entry}")


def _newcomers(
    call: Call[Transaction], user_group: UserGroup, holders: Mapping[str, Holder], unheld: Container[int]
) -> list[tuple[AccountRef, str]]:
    """Those for whom something is to be done: they have no seat, or one that another user group brought
    (`unheld`). Who left by themselves, was removed by a coordinator, or was erased, is not brought back."""
    ended = user_groups.ended(call.tx, call.group.id)
    found: list[tuple[AccountRef, str]] = []
    for account, name in user_group.accounts.items():
        holder = holders.get(str(account))
        if holder is None or holder.seat_id in (unheld if holder.sits else ended):
            found.append((account, name))
    gone = erased.among(call.tx, [account for account, _ in found if str(account) not in holders])
    return [(account, name) for account, name in found if account not in gone]


def _bring_in(
    call: Call[Transaction],
    kept: Kept,
    user_group: UserGroup,
    newcomers: Iterable[tuple[AccountRef, str]],
    held: set[int],
    beside: Container[int],
    *,
    announced: bool,
) -> list[int]:
    """They get a seat. Seats that another user group brought (`beside`) are held by both. `announced`: where seats
    are confirmed, each of them is asked for by itself. Returns the participants' numbers."""
    pending = confirmers(call.tx, call.group.id) > 0
    given = Given("member.followed", via=user_group.name, pending=pending)
    wish = Wish(Stakeholder(kept.stakeholder_id, kept.stakeholder), kept.role, "", "")
    came: list[int] = []
    for account, name in newcomers:
        who, before = met(call, account, name)
        if before is not None and before.until is None:
            if before.id in beside and before.id not in held:
                user_groups.bring(call.tx, kept.id, before.id)
                held.add(before.id)
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
            if announced:
                about_waiting(call, seated.new, peers_too=True)
    call.registry.changes(call, *came)
    return came


def _let_go(
    call: Call[Transaction],
    kept: Kept,
    name: str,
    leavers: Mapping[int, Brought],
    beside: Container[int],
) -> tuple[list[int], list[int]]:
    """Their seats end; never that of the last coordinator, nor one that another user group holds, too (`beside`).
    Returns the numbers of those who went, and of those who were spared and had not been before."""
    went: list[int] = []
    stayed: list[int] = []
    for seat_id, brought in leavers.items():
        if seat_id in beside:
            user_groups.let_go(call.tx, kept.id, seat_id)
            continue
        sitting = seats.seat(call.tx, seat_id)
        assert sitting is not None
        if sitting.coordinates and len(seats.coordinators(call.tx, call.group.id)) < 2:
            if not brought.spared:
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
