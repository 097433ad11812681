"""What all steps of an action share: who may do them, the record, follow-ups, and telling people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.chain import Canonical
from bot.feature import Call
from bot.people import Role
from bot.refusals import Refusal, malformed, not_allowed
from bot.text import Code, Text
from commands.action.handlers import kinds
from commands.action.rules import State, next_follow_up
from storage import action_changes, groups, promises, quiet, record
from storage.actions import Action, Owner
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody has to do with an action."""

    owns: bool
    """They have it, themselves or with their stakeholder group."""
    opened: bool
    facilitates: bool


def part_of(call: Call[Transaction], action: Action, owners: Iterable[Owner]) -> Part:
    seat = call.seat
    with_group = action.stakeholder_id is not None and seat.stakeholder_id == action.stakeholder_id
    confirmed = seat.acts_as.rank >= Role.MEMBER.rank
    return Part(
        owns=(with_group and confirmed) or any(owner.participant == seat.number for owner in owners),
        opened=seat.number == action.opened_by,
        facilitates=seat.acts_as.rank >= Role.FACILITATOR.rank,
    )


def must_have_part(part: Part, action: Action) -> None:
    """Raises Refusal for somebody who has nothing to do with it."""
    if not (part.owns or part.opened or part.facilitates):
        raise not_allowed(
            Text(
                "{action} is not yours. Whoever has it, added it or facilitates can do this: {show}",
                action=Code(action.short),
                show=Code(f"/action show {action.short}"),
            )
        )


def must_be_open(action: Action) -> None:
    """Raises Refusal where it has ended."""
    if action.state != State.OPEN:
        text = (
            Text("{action} is done already. {reopen} opens it again.", action=Code(action.short),
                 reopen=Code(f"/action reopen {action.short}"))
            if action.state == State.DONE
            else Text("{action} was dropped. {reopen} opens it again.", action=Code(action.short),
                      reopen=Code(f"/action reopen {action.short}"))
        )  # fmt: skip
        raise Refusal(text)


def must_be_ahead(field: str, due: datetime, at: datetime) -> None:
    """Raises Refusal for a due date in the past."""
    if due <= at:
        raise malformed(field, Text("{due} has passed. Choose a moment that is still to come.", due=due))


def enter(
    call: Call[Transaction],
    kind: str,
    action: Action,
    facts: Mapping[str, Canonical] | None = None,
    personal: Mapping[str, str] | None = None,
) -> None:
    """An entry about the action; what people wrote stands beside it."""
    opened = {field: (call.key(), value) for field, value in (personal or {}).items() if value}
    record.append(
        call.tx,
        call.group.id,
        kind,
        call.at,
        by=call.perhaps_seat.number if call.perhaps_seat else None,
        subject=action.short,
        facts=facts,
        personal=opened,
    )


def follow_from(call: Call[Transaction], action: Action, due: datetime | None) -> None:
    """Promises the next follow-up of an open action that is due then, in the place of an earlier promise."""
    promises.release(call.tx, kinds.FOLLOW, action.key)
    moment = None if due is None else next_follow_up(due, action.patience, call.at)
    action_changes.follow(call.tx, action.id, moment)
    if moment is not None:
        promises.promise(call.tx, kinds.FOLLOW, action.key, moment)


def tell(tx: Transaction, kind: str, key: str, people: Iterable[int], zone: str, at: datetime) -> bool:
    """A private message to each person. Whether anybody could be told."""
    told = [quiet.tell(tx, kind, key, person, zone, at) for person in people]
    return any(told)


def post_card(call: Call[Transaction], key: str) -> None:
    """One message in each home that is edited in place from now on; a second time nothing happens."""
    for home in groups.homes(call.tx, call.group.id):
        promises.post_card(call.tx, kinds.CARD, key, home, call.at)


def changed(call: Call[Transaction], action: Action) -> None:
    promises.refresh(call.tx, kinds.CARD, action.key)
