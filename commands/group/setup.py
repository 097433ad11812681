"""What happens: the set-up in five steps. Every step has a default, can be skipped and come back to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.blocks import Button
from bot.boundary import Reply
from bot.commands import Need
from bot.feature import Call
from bot.needs import Needs
from bot.people import Group, Role, Stage
from bot.refusals import Refusal, not_allowed, not_found
from bot.text import Code, Text
from commands.group import setup_views, views
from commands.group.declared import Setup, Step
from commands.group.handlers import found, shown
from commands.group.rules import FINISHED, STEPS, step_after
from commands.group.settings import Wanted, change
from storage import groups, waiting
from storage.transaction import Transaction

_STEP_OF = {
    "name": 1,
    "about": 1,
    "public": 1,
    "zone": 2,
    "language": 2,
    "stakeholders": 3,
    "joining": 4,
}
_AT_THE_START = ("name", "zone", "language", "stakeholders")
"""Settings that a group begins with."""


def setup(call: Call[Transaction], command: Setup) -> Reply:
    """Sets what is given, then shows the step that comes next. Without a group it begins one here."""
    wanted = Wanted(
        name=command.name,
        zone=command.zone,
        language=command.language,
        joining=command.joining,
        about=command.about_,
        public=command.public,
        stakeholders=command.stakeholders,
    )
    group = call.perhaps_group
    given: list[str] = []
    if group is not None:
        by = _coordinator(call, group)
    elif call.request.where.is_private and not call.tx.own_groups(call.account):
        raise not_found(
            Text(
                "A group lives in a channel. Type {setup} in the channel that shall be its home.",
                setup=Code("/group setup"),
            )
        )
    elif call.request.where.is_private:
        raise not_found(
            Text(
                "I do not know which group you mean. Add {group}, or type this in the channel of a group.",
                group=Code('group:"NAME"'),
            )
        )
    elif not command.name:
        return setup_views.nameless()
    else:
        begun = found(
            call,
            command.name,
            zone=command.zone,
            language=command.language,
            stakeholders=command.stakeholders,
        )
        given = [name for name in _AT_THE_START if getattr(wanted, name)]
        group, by = _present(call, begun.id), 1
        wanted = replace(wanted, name="", zone="", language="", stakeholders=())
    given += change(call, group, by, wanted)[0]
    reached = groups.setup_step(call.tx, group.id)
    asked = None if command.step is None else FINISHED if command.step is Step.DONE else int(command.step)
    step = step_after([_STEP_OF[name] for name in given], asked, reached)
    if step != reached:
        groups.set_setup_step(call.tx, group.id, step)
    now = shown(call, _present(call, group.id))
    reply = setup_views.step(step, now)
    if call.perhaps_group is None:
        return Reply((*views.begun(now), *reply.blocks))
    if not given or asked is not None:
        return reply
    return Reply((*views.changed(now, given, ()).blocks, *reply.blocks))


def _coordinator(call: Call[Transaction], group: Group) -> int:
    """The number of whoever sets up, who has to coordinate. The engine does not know, since without a
    group anybody may begin."""
    seat = call.perhaps_seat
    if seat is None or seat.acts_as is not Role.COORDINATOR:
        raise not_allowed(
            Text(
                "Only a coordinator can set {group} up. {show} tells who that is.",
                group=group.name,
                show=Code("/group show"),
            )
        )
    if group.stage is Stage.CLOSED:
        raise Refusal(
            Text(
                "{group} is closed; its record can still be read: {record}.",
                group=group.name,
                record=Code("/record show"),
            )
        )
    return seat.number


def _present(call: Call[Transaction], group_id: int) -> Group:
    group = call.tx.context(call.account, call.request.where, group_id).group
    assert group is not None
    return group


def needs(call: Call[Transaction]) -> Iterable[Need]:
    """The set-up of a forming group, for its coordinators, until it is finished. Who never began one
    is only asked while they sit alone."""
    if call.person.id is None:
        return
    for mine in groups.groups_of(call.tx, call.person.id):
        if mine.stage is not Stage.FORMING or mine.role is not Role.COORDINATOR or mine.pending:
            continue
        reached, others = groups.setup_of(call.tx, mine.id, call.person.id)
        step = reached or 1
        if step > STEPS or (reached is None and others):
            continue
        text = Text("Set {group} up: step {step} of {steps}.", group=mine.name, step=step, steps=STEPS)
        yield Need(text, (Button(Text("Go on"), "group setup", (("group", str(mine.id)),)),))


NEEDS = Needs(needs, (waiting.FORMING,))
