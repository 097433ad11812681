"""The homes of a group: this channel becomes one, and one is taken back, from wherever it is named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

from bot.addresses import ChannelRef
from bot.blocks import Button, Buttons, Paragraph
from bot.boundary import Reply, Suggestion
from bot.feature import Call, Finds, Suits
from bot.people import Stage
from bot.refusals import Refusal, malformed, not_found
from bot.text import Code, Plural, Text, Words, listing
from commands.group.declared import HOME, Change, Home
from commands.group.views import closed_to_us, home_words
from storage import groups, unsaid
from storage.record import append
from storage.transaction import Transaction

_LINKED = re.compile(r"<#([A-Za-z0-9]+)(?:\|[^<>]*)?>")
"""How platforms write a channel that was mentioned."""
_KEY = 24
"""Hexadecimal digits of a home's key: enough among the homes of one group."""


def home(call: Call[Transaction], command: Home) -> Reply:
    if command.change is Change.REMOVE:
        return _remove(call, command.home or call.request.where.home)
    if command.home is not None:
        raise malformed(
            "home",
            Text(
                "{channel} is a home of {group} already. To take it back, write {line}.",
                channel=command.home,
                group=call.group.name,
                line=Code(f"/group home remove home:{named(command.home)}"),
            ),
        )
    return _add(call)


def remove_button(label: Text, group_id: int, channel: ChannelRef) -> Button:
    return Button(
        label, "group home", (("group", str(group_id)), ("change", "remove"), ("home", _key(channel)))
    )


def _remove(call: Call[Transaction], channel: ChannelRef) -> Reply:
    """The last home stays: a group without one would speak nowhere, and nobody could find it by its name."""
    tx, group, here = call.tx, call.group, call.request.where.home == channel
    homes = groups.homes(tx, group.id)
    if str(channel) not in homes:
        raise not_found(
            Text(
                "This is not a home of {group}. Its homes: {homes}. Name the one that you mean: {line}.",
                group=group.name,
                homes=_listed(homes),
                line=Code(f"/group home remove home:{named(ChannelRef.parse(homes[0]))}"),
            )
            if homes
            else Text(
                "This channel is not a home of {group}. See {show}.",
                group=group.name,
                show=Code("/group show"),
            )
        )
    if len(homes) == 1:
        line = Code(f'/group home group:"{group.name}"')
        raise Refusal(
            Text(
                "This is the last home of {group}, and a group needs one. Make another channel its home"
                " first: type {home} there.",
                group=group.name,
                home=line,
            )
            if here
            else Text(
                "{channel} is the last home of {group}, and a group needs one. Make another channel its home"
                " first: type {home} there.",
                channel=channel,
                group=group.name,
                home=line,
            )
        )
    groups.remove_home(tx, group.id, str(channel))
    _entry(call, "removed", str(channel))
    return _said(
        Text("This channel is not a home of {group} any more.", group=group.name)
        if here
        else Text("{channel} is not a home of {group} any more.", channel=channel, group=group.name)
    )


def _add(call: Call[Transaction]) -> Reply:
    tx, group, where = call.tx, call.group, call.request.where
    channel = str(where.home)
    if where.is_private:
        raise Refusal(Text("A private conversation cannot be a group's home. Type this in a channel."))
    refuse_posts_only(call)
    here = groups.at(tx, channel)
    if here is not None and here.id == group.id:
        if not (resumed := unsaid.resume(tx, channel, call.at)):
            raise Refusal(Text("This channel is a home of {group} already.", group=group.name))
        again = _said(
            Plural(
                "{n} message that could not be posted here is tried again.",
                "{n} messages that could not be posted here are tried again.",
                n=resumed,
            )
        )
        return Reply((*again.blocks, *closed_to_us(call.request.known.lacks)))
    if here is not None and here.stage is not Stage.CLOSED:
        raise Refusal(
            Text(
                "This channel is the home of {group}, and a channel has one group at most."
                " Choose another channel.",
                group=here.name,
            )
        )
    gone = [ChannelRef.parse(each) for each in unsaid.lost(tx, group.id)]
    if here is not None:
        groups.remove_home(tx, here.id, channel)
    if not groups.add_home(tx, group.id, channel, call.at):
        raise Refusal(Text("Somebody gave this channel to another group just now. Choose another channel."))
    _entry(call, "added", channel)
    unsaid.resume(tx, channel, call.at)
    call.registry.settle(call, channel)
    added = _said(
        Text("This channel is a home of {group} now: its public messages appear here too.", group=group.name)
    )
    offers = (block for each in gone for block in _offer(group.id, each))
    return Reply((*added.blocks, *closed_to_us(call.request.known.lacks), *offers))


def refuse_posts_only(call: Call[Transaction]) -> None:
    """Raises Refusal where the platform says that nothing can be posted in this channel."""
    if call.request.known.takes_no_messages:
        raise Refusal(
            Text(
                "This is a forum, which takes no messages of its own, so it cannot be a group's home. Type this again"
                " in a post of it or in a text channel."
            )
        )


def _offer(group_id: int, channel: ChannelRef) -> tuple[Paragraph, Buttons]:
    return (
        Paragraph(Text("Nothing can be posted in its home {channel}.", channel=channel)),
        Buttons((remove_button(REMOVE, group_id, channel),)),
    )


REMOVE = Text("Remove this home")


def _entry(call: Call[Transaction], change: str, channel: str) -> None:
    append(
        call.tx,
        call.group.id,
        "group.home",
        call.at,
        by=call.seat.number,
        facts={"change": change, "home": channel},
    )


def _said(text: Words) -> Reply:
    return Reply((Paragraph(text),))


# How a home is named


def named(channel: ChannelRef) -> str:
    """What one types to mean it."""
    return channel.channel


def find(call: Call[Transaction], typed: str, is_key: bool) -> ChannelRef:
    """A home of the group, by a mention, its name, the id that the platform gives it, or its address."""
    homes = groups.homes(call.tx, call.group.id)
    channels = [ChannelRef.parse(each) for each in homes]
    if is_key:
        found = [each for each in channels if _key(each) == typed]
        if not found:
            raise not_found(Text("That channel is not a home of {group} any more.", group=call.group.name))
        return found[0]
    linked = _LINKED.fullmatch(typed.strip())
    wanted = (linked[1] if linked else typed.strip().removeprefix("#")).casefold()
    found = [each for each in channels if wanted in (each.channel.casefold(), str(each).casefold())]
    if len(found) == 1:
        return found[0]
    raise not_found(
        Text(
            "“{typed}” names no single home of {group}. Its homes: {homes}.",
            typed=typed,
            group=call.group.name,
            homes=_listed(homes),
        )
    )


def suggest(call: Call[Transaction], typed: str, suits: Suits) -> Sequence[Suggestion]:
    if call.perhaps_group is None:
        return ()
    wanted = typed.strip().removeprefix("#").casefold()
    channels = [ChannelRef.parse(each) for each in groups.homes(call.tx, call.group.id)]
    return [
        Suggestion(named(each), home_words(each))
        for each in channels
        if wanted in each.channel.casefold() and suits(each)
    ]


def _listed(homes: Sequence[str]) -> Words:
    return Text("{homes}", homes=listing(*(home_words(ChannelRef.parse(each)) for each in homes)))


def _key(channel: ChannelRef) -> str:
    """What a button says, since an address may be too long for one."""
    return sha256(str(channel).encode()).hexdigest()[:_KEY]


finds = Finds(HOME, find, suggest, named)
