"""What happens: starting a group, showing and listing, homes, the end."""

from __future__ import annotations

import json
from datetime import UTC

from bot.addresses import ChannelRef
from bot.blocks import Paragraph
from bot.boundary import Reply
from bot.catalog import spoken, translate
from bot.charters import Charter
from bot.feature import Call
from bot.people import DEFAULT_STAKEHOLDERS, Group, Joining, Role, Stage
from bot.refusals import Fault, Refusal, Why, malformed
from bot.text import Code, Text, Words, listing
from commands.group import views
from commands.group.declared import STAKEHOLDER, Close, Create, List, Set, Show
from commands.group.homes import refuse_posts_only
from commands.group.rules import plan
from commands.group.settings import Wanted, change, language_of, refuse, unused_name, zone_of
from storage import charters, groups, holidays, polls, promises, seats
from storage.folding import folded
from storage.record import append
from storage.transaction import Transaction

SHOWN = 5
"""Unfinished polls that are named."""
CARDS = 50
"""Of the newest cards in a home: they lose their buttons when the group is closed."""
LISTED = 25
"""Groups in one answer."""


def create(call: Call[Transaction], command: Create) -> Reply:
    return views.created(
        found(
            call,
            command.name,
            zone=command.zone,
            language=command.language,
            stakeholders=command.stakeholders,
        ),
        new=call.person.id is None,
    )


def found(
    call: Call[Transaction], name: str, *, zone: str, language: str, stakeholders: tuple[str, ...]
) -> views.Shown:
    """Brings a group into being in this channel; whoever asks coordinates it. What is left empty is
    taken from the person. Raises Refusal."""
    account, where, tx = call.account, call.request.where, call.tx
    if where.is_private:
        raise Refusal(
            Text(
                "A group lives in a channel, where its members see what happens. Type this again in the"
                " channel that shall be its home."
            )
        )
    refuse_posts_only(call)
    channel = str(where.home)
    here = groups.at(tx, channel)
    if here is not None and here.stage is not Stage.CLOSED:
        raise Refusal(
            Text(
                "This channel is the home of {group} already, and a channel has one group at most."
                " See {show}, or start yours in another channel.",
                group=here.name,
                show=Code("/group show"),
            )
        )
    faults: list[Fault] = []
    unused_name(call, name, None, faults)
    zone = zone_of(zone, faults) or call.person.zone or "UTC"
    language = language_of(language, faults) or spoken(call.reader.language)
    wanted = stakeholders or tuple(translate(each.source, language) for each in DEFAULT_STAKEHOLDERS)
    planned = plan((), wanted, folded, STAKEHOLDER)
    if isinstance(planned, tuple):
        faults += [Fault("stakeholders", words) for words in planned]
    refuse(faults)
    assert not isinstance(planned, tuple)

    person_id = call.tx.person_of(account, call.person.name, call.at)
    joining = Joining.OPEN  # While a group forms, joining is immediate; its coordinator may say otherwise.
    group_id = groups.create(tx, call.key(), name, zone, language, joining.value, call.at)
    if here is not None:
        groups.remove_home(tx, here.id, channel)
    if not groups.add_home(tx, group_id, channel, call.at):
        raise Refusal(
            Text("Somebody started a group in this channel just now. See {show}.", show=Code("/group show"))
        )
    for place, each in enumerate(planned.placed):
        groups.add_stakeholder(tx, group_id, each.name, place)
    own_name = call.request.known.name or call.person.name
    seats.take(tx, group_id, person_id, 1, own_name, None, Role.COORDINATOR, call.at)
    append(
        tx,
        group_id,
        "group.created",
        call.at,
        by=1,
        facts={
            "name": name,
            "zone": zone,
            "language": language,
            "joining": joining.value,
            "home": channel,
            "stakeholders": [each.name for each in planned.placed],
        },
    )
    append(
        tx,
        group_id,
        "member.joined",
        call.at,
        by=1,
        subject="participant 1",
        facts={"participant": 1, "stakeholder": "", "role": Role.COORDINATOR.value, "state": "confirmed"},
        personal={"name": (call.key(), own_name)},
    )
    context = tx.context(account, where, None)
    assert context.group is not None
    return shown(call, context.group)


def shown(call: Call[Transaction], group: Group) -> views.Shown:
    """The group as it is now, changes of this command included."""
    profile = groups.profile(call.tx, group.id)
    charter, seat = _charter(call.tx, group.id), call.perhaps_seat
    return views.Shown(
        id=group.id,
        lacks=call.request.known.lacks,
        name=group.name,
        about=profile.about,
        public=profile.public,
        patience=profile.patience,
        zone=group.zone,
        language=group.language,
        stage=group.stage,
        joining=group.joining,
        confirmers=(charter.terms.confirmers or 0) if charter else 0,
        homes=tuple(groups.homes(call.tx, group.id)),
        coordinating=seat is not None and seat.acts_as is Role.COORDINATOR,
        stakeholders=tuple((each.name, each.seats) for each in groups.open_stakeholders(call.tx, group.id)),
        seats=seats.count(call.tx, group.id),
        coordinators=tuple(seat.name for seat in seats.coordinators(call.tx, group.id)),
        charter=charter.title if charter else "",
        holidays=tuple(
            span for span in holidays.of(call.tx, group.id) if span[1] >= call.at.astimezone(UTC).date()
        ),
        here=str(call.request.where.home),
        at=call.at,
    )


def _charter(tx: Transaction, group_id: int) -> Charter | None:
    """The charter in force."""
    kept = charters.in_force(tx, group_id)
    return Charter.from_json(json.loads(kept.rules)) if kept else None


def show(call: Call[Transaction], command: Show) -> Reply:
    return views.group(shown(call, call.group))


def show_list(call: Call[Transaction], command: List) -> Reply:
    mine = groups.groups_of(call.tx, call.person.id) if call.person.id is not None else []
    where = call.request.where
    space = str(ChannelRef(where.platform, where.space, ""))
    own = {each.id for each in mine}
    public = [name for number, name in groups.public_in(call.tx, space, LISTED + 1) if number not in own]
    listed = [
        views.Membership(each.name, each.stage, each.stakeholder, each.role, each.pending) for each in mine
    ]
    return views.groups(listed, public, LISTED)


def set_settings(call: Call[Transaction], command: Set) -> Reply:
    wanted = Wanted(
        name=command.name,
        zone=command.zone,
        language=command.language,
        joining=command.joining,
        about=command.about_,
        public=command.public,
        stakeholders=command.stakeholders,
        holidays=command.holidays,
        patience=command.patience,
    )
    given, undo = change(call, call.group, call.seat.number, wanted)
    if not given:
        return views.unchanged(shown(call, call.group))
    context = call.tx.context(call.account, call.request.where, call.group.id)
    assert context.group is not None
    return views.changed(shown(call, context.group), given, undo)


def close(call: Call[Transaction], command: Close) -> Reply:
    """For good: the engine lets only commands that read pass afterwards."""
    group = call.group
    if not command.name:
        raise Refusal(
            Text(
                "Closing {group} is for good: nobody can join, vote or decide there any more, and its record"
                " can only be read. If you are sure, add {name}.",
                group=group.name,
                name=Code(f'name:"{group.name}"'),
            ),
            Why.INCOMPLETE,
        )
    if folded(command.name) != folded(group.name):
        raise malformed("name", Text("This group is called “{group}”; nothing was closed.", group=group.name))
    unfinished = [
        poll
        for state in ("open", "scheduled", "proposed")
        for poll in polls.listed(call.tx, group.id, state, None, SHOWN)
    ]
    if unfinished:
        raise Refusal(
            Text(
                "{group} has polls that are not over: {polls}. Close or withdraw them first.",
                group=group.name,
                polls=listing(*(Code(f"P-{poll.number}") for poll in unfinished)),
            )
        )
    groups.change(call.tx, group.id, "stage", Stage.CLOSED.value)
    append(
        call.tx,
        group.id,
        "group.closed",
        call.at,
        by=call.seat.number,
        personal={"reason": (call.key(), command.reason)},
    )
    for home in groups.homes(call.tx, group.id):
        promises.refresh_newest(call.tx, home, CARDS)
    return _said(
        Text(
            "{group} is closed. Its record can still be read: {record}.",
            group=group.name,
            record=Code("/record show"),
        )
    )


def _said(text: Words) -> Reply:
    return Reply((Paragraph(text),))
