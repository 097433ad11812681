"""Who may perform a command: by the role of their seat, in a group that is there and not closed."""

from __future__ import annotations

from collections.abc import Mapping

from bot.addresses import AccountRef
from bot.binding import GROUP, Spec
from bot.boundary import Nobody
from bot.commands import Right, Scope
from bot.excuses import no_group, too_low, unknown
from bot.feature import Call
from bot.people import Role, Stage
from bot.ports import T
from bot.refusals import Refusal, not_allowed, not_found
from bot.text import Code, Text

_LEAST = {
    Right.MEMBER: Role.MEMBER,
    Right.FACILITATOR: Role.FACILITATOR,
    Right.COORDINATOR: Role.COORDINATOR,
}


_ONLY = {Right.CLOCK: Nobody.CLOCK, Right.PLATFORM: Nobody.PLATFORM}


def may_ask(right: Right, who: AccountRef | Nobody) -> bool:
    """Whether there is such a command for whoever asks, whatever their seat."""
    return right.of_people or who is _ONLY[right]


def check_rights(call: Call[T], spec: Spec, given: Mapping[str, str]) -> None:
    """Raises Refusal. `given` is what was typed or chosen: it may name a group that is not there."""
    command = spec.command
    if not may_ask(command.right, call.request.who):
        raise unknown(spec.path, ())
    if not command.right.of_people:
        return
    if command.scope is not Scope.GROUP:
        return
    if call.perhaps_group is None:
        raise not_found(no_group(call, given.get(GROUP, "")))
    if call.group.stage is Stage.CLOSED and not command.reads:
        raise Refusal(
            Text(
                "{group} is closed; its record can still be read: {record}.",
                group=call.group.name,
                record=Code("/record show"),
            )
        )
    if command.right is Right.ANYONE:
        return
    seat = call.perhaps_seat
    if seat is None:
        raise not_allowed(
            Text(
                "You have no seat in {group} yet. Join it with {join}.",
                group=call.group.name,
                join=Code("/member join"),
            )
        )
    least = _LEAST.get(command.right)
    if least is None or seat.acts_as.rank >= least.rank:
        return
    if not call.registry.lets(call, spec.path):
        raise not_allowed(too_low(seat.pending, least))
