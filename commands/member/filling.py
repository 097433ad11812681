"""What happens: everybody who is in a user group of a platform gets a seat, at once, and later ones too where a
coordinator says so."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.addresses import AccountRef
from bot.boundary import Reply, Unread, UserGroup
from bot.commands import Named
from bot.feature import Call
from bot.people import Role
from bot.refusals import Refusal, Why, malformed
from bot.text import Code, Text
from commands.member import adding, user_group_views
from commands.member.adding import Given, seat, sits
from commands.member.declared import Add, ShowKept, Unkeep
from commands.member.values import Stakeholder, Wish
from commands.member.vouching import must_give_reason
from storage import erased, persons, seats, user_groups
from storage.record import append
from storage.transaction import Transaction
from storage.user_groups import Kept


def add(call: Call[Transaction], command: Add) -> Reply:
    """One person, or all of a user group."""
    if isinstance(command.who, UserGroup):
        return _fill(call, command.who, command)
    if command.keep:
        raise malformed("keep", Text("Only a user group can be followed, and this is one person."))
    return adding.add(call, command.who, command)


def _fill(call: Call[Transaction], user_group: UserGroup, command: Add) -> Reply:
    name = user_group.name
    if user_group.unread is not None:
        why = Why.NOT_FOUND if user_group.unread is Unread.GONE else Why.CONFLICT
        raise Refusal(user_group_views.unread_words(user_group.unread, name, user_group.lacks), why)
    stakeholder = command.stakeholder
    must_give_reason(call, name, (stakeholder.id, stakeholder.name), command.reason)
    kept = _kept(call, user_group, stakeholder)
    if command.keep and command.role.rank > Role.MEMBER.rank:
        raise malformed(
            "role",
            Text(
                "Whoever edits {user_group} would hand out powers here. Follow it with {member} or {observer}, and"
                " give other roles to people.",
                user_group=name,
                member=Code("role:member"),
                observer=Code("role:observer"),
            ),
        )
    wish = Wish(stakeholder, command.role, command.region, command.affiliation)
    filled = _seat_all(call, user_group, wish, command.reason)
    kept_id = kept.id if kept else 0
    if command.keep and kept is None:
        kept_id = _keep(call, user_group, wish)
    if kept_id:
        beside = user_groups.beside(call.tx, call.group.id, stakeholder.id, kept_id)
        held = user_groups.brought(call.tx, kept_id)
        for seat_id in (
            *filled.new,
            *(each for each in filled.sitting if each in beside and each not in held),
        ):
            user_groups.bring(call.tx, kept_id, seat_id)
    return user_group_views.filled(
        user_group,
        call.group.name,
        wish.stakeholder.name,
        wish.role,
        added=filled.added,
        known=filled.known,
        erased=filled.erased,
        kept=bool(kept_id),
    )


@dataclass(slots=True)
class _Filled:
    """Names of those who got a seat, of those who had one, and of those who were erased once and got none; the ids
    of new seats, and of those that were there."""

    added: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    sitting: list[int] = field(default_factory=list)


def _seat_all(call: Call[Transaction], user_group: UserGroup, wish: Wish, reason: str) -> _Filled:
    filled, came = _Filled(), list[int]()
    given = Given("member.added", reason, user_group.name)
    gone = erased.among(call.tx, user_group.accounts)
    for account, name in user_group.accounts.items():
        who, before = met(call, account, name)
        if before is None and account in gone:
            filled.erased.append(name)
            continue
        if before is not None and before.id in (*filled.new, *filled.sitting):
            continue  # The same person, with another account.
        if before is not None and sits(before):
            filled.known.append(before.name)
            filled.sitting.append(before.id)
            continue
        seated = seat(call, who, before, wish, given)
        filled.added.append(seated.name)
        came.append(seated.number)
        if seated.new:
            filled.new.append(seated.new)
    call.registry.changes(call, *came)
    return filled


def met(call: Call[Transaction], account: AccountRef, name: str) -> tuple[Named, seats.Sitting | None]:
    """Somebody who is in a user group, and the seat that they have here, or had."""
    person_id = persons.person_at(call.tx, account)
    if person_id is None:
        return Named(name, account), None
    known = persons.name_of(call.tx, person_id) or name
    return Named(known, account, person_id), seats.latest(call.tx, call.group.id, person_id)


def _kept(call: Call[Transaction], user_group: UserGroup, stakeholder: Stakeholder) -> Kept | None:
    """How it is followed already. Raises Refusal where it fills another stakeholder group."""
    for each in user_groups.of_group(call.tx, call.group.id):
        if each.ref == user_group.ref:
            if each.stakeholder_id == stakeholder.id:
                return each
            raise Refusal(
                Text(
                    "{user_group} fills {stakeholder} and is followed. If it should fill another stakeholder group,"
                    " stop that first: {unkeep}.",
                    user_group=user_group.name,
                    stakeholder=each.stakeholder,
                    unkeep=Code(f"/member unkeep {user_group.name}"),
                )
            )
    return None


def _keep(call: Call[Transaction], user_group: UserGroup, wish: Wish) -> int:
    append(
        call.tx,
        call.group.id,
        "member.kept",
        call.at,
        by=call.seat.number,
        facts={
            "user_group": user_group.name,
            "stakeholder": wish.stakeholder.name,
            "role": wish.role.value,
        },
    )
    return user_groups.keep(
        call.tx, call.key(), call.group.id, user_group.ref, user_group.name, wish.stakeholder.id, wish.role
    )


def show_kept(call: Call[Transaction], command: ShowKept) -> Reply:
    kept = user_groups.of_group(call.tx, call.group.id)
    coordinates = call.seat.acts_as is Role.COORDINATOR
    mark = (("group", str(call.group.id)),) if coordinates else ()
    return user_group_views.kept(call.group.name, [followed_of(each) for each in kept], mark)


def followed_of(kept: Kept) -> user_group_views.Followed:
    return user_group_views.Followed(
        kept.key, kept.name, kept.stakeholder, kept.role, kept.seats, kept.trouble, kept.lacks
    )


def unkeep(call: Call[Transaction], command: Unkeep) -> Reply:
    kept = command.user_group
    user_groups.forget(call.tx, kept.id)
    append(
        call.tx,
        call.group.id,
        "member.unkept",
        call.at,
        by=call.seat.number,
        facts={"user_group": kept.name, "stakeholder": kept.stakeholder},
    )
    return user_group_views.unkept(followed_of(kept))
