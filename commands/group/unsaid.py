"""Messages that could not be posted in a home: its coordinators are told, and can have them tried again."""

from __future__ import annotations

from collections.abc import Iterable

from bot.addresses import ChannelRef
from bot.blocks import Button, Paragraph
from bot.boundary import Reply
from bot.commands import Need
from bot.feature import Call
from bot.needs import Needs
from bot.people import Role
from bot.refusals import Hindrance, Refusal
from bot.text import Arg, Code, Plural, Text
from commands.group.declared import Resend
from commands.group.homes import REMOVE, remove_button
from storage import groups, unsaid, waiting
from storage.transaction import Transaction


def needs(call: Call[Transaction]) -> Iterable[Need]:
    """One for each home of a group that the person coordinates, where messages were given up."""
    if call.person.id is None:
        return
    for mine in groups.groups_of(call.tx, call.person.id):
        if mine.role is not Role.COORDINATOR or mine.pending:
            continue
        again = Button(Text("Post again"), "group resend", (("group", str(mine.id)),))
        for address, count, trouble in unsaid.in_homes(call.tx, mine.id):
            channel = ChannelRef.parse(address)
            only = trouble not in unsaid.LOST or len(groups.homes(call.tx, mine.id)) == 1
            if only:
                told = _told(trouble, count, group=mine.name, channel=channel, home=_HOME)
                yield Need(told, (again,))
            else:
                told = _gone(trouble, count, group=mine.name, channel=channel)
                yield Need(told, (remove_button(REMOVE, mine.id, channel), again))


NEEDS = Needs(needs, (waiting.UNSAID,))


def resend(call: Call[Transaction], command: Resend) -> Reply:
    addresses = {address for address, _, _ in unsaid.in_homes(call.tx, call.group.id)}
    if not addresses:
        raise Refusal(
            Text("Nothing of {group} waits to be posted again. {me} tells if something could not be posted.",
                 group=call.group.name, me=Code("/me"))
        )  # fmt: skip
    count = sum(unsaid.resume(call.tx, address, call.at) for address in sorted(addresses))
    return Reply(
        (
            Paragraph(
                Plural(
                    "{n} message of {group} is posted again now, unless it is out of date. If it fails, {me} tells.",
                    "{n} messages of {group} are posted again now, unless they are out of date. If that fails, {me}"
                    " tells.",
                    n=count,
                    group=call.group.name,
                    me=Code("/me"),
                )
            ),
        )
    )


def _gone(trouble: str, n: int, **args: Arg) -> Plural:
    """What happened where the group has another home."""
    if trouble == Hindrance.POSTS_ONLY:
        return Plural(
            "{n} message of {group} could not be posted: its home {channel} is a forum, which takes no messages."
            " Remove this home, since the group has another.",
            "{n} messages of {group} could not be posted: its home {channel} is a forum, which takes no messages."
            " Remove this home, since the group has another.",
            n=n,
            **args,
        )
    return Plural(
        "{n} message of {group} could not be posted: its home {channel} is not there any more. Remove this home,"
        " since the group has another.",
        "{n} messages of {group} could not be posted: its home {channel} is not there any more. Remove this home,"
        " since the group has another.",
        n=n,
        **args,
    )


def _told(trouble: str, n: int, **args: Arg) -> Plural:
    """What happened, and what to do about it: `/group home` in a home says again what could not be said."""
    match trouble:
        case Hindrance.SHUT_OUT:
            return Plural(
                "{n} message of {group} could not be posted in {channel}: I may not write there. Let me, then type"
                " {home} there.",
                "{n} messages of {group} could not be posted in {channel}: I may not write there. Let me, then type"
                " {home} there.",
                n=n,
                **args,
            )
        case Hindrance.POSTS_ONLY:
            return Plural(
                "{n} message of {group} could not be posted: its home {channel} is a forum, which takes no messages."
                " Type {home} in a post of it or in a text channel, so that the group has a home.",
                "{n} messages of {group} could not be posted: its home {channel} is a forum, which takes no messages."
                " Type {home} in a post of it or in a text channel, so that the group has a home.",
                n=n,
                **args,
            )
        case Hindrance.NO_CHANNEL:
            return Plural(
                "{n} message of {group} could not be posted: its home {channel} is not there any more. Type {home}"
                " in another channel, so that the group has one.",
                "{n} messages of {group} could not be posted: its home {channel} is not there any more. Type {home}"
                " in another channel, so that the group has one.",
                n=n,
                **args,
            )
        case Hindrance.DELETED:
            return Plural(
                "{n} message of {group} was deleted in {channel}. If it should stand there, type {home} there, and"
                " I post it again.",
                "{n} messages of {group} were deleted in {channel}. If they should stand there, type {home} there,"
                " and I post them again.",
                n=n,
                **args,
            )
        case Hindrance.DOUBTFUL:
            return Plural(
                "Nobody knows whether {n} message of {group} arrived in {channel}. Look there: if it is missing,"
                " type {home} there, and I post it again.",
                "Nobody knows whether {n} messages of {group} arrived in {channel}. Look there: if they are"
                " missing, type {home} there, and I post them again.",
                n=n,
                **args,
            )
        case _:
            return Plural(
                "{n} message of {group} could not be posted in {channel}: {trouble}. Check that I may post there,"
                " then type {home} there.",
                "{n} messages of {group} could not be posted in {channel}: {trouble}. Check that I may post there,"
                " then type {home} there.",
                n=n,
                trouble=trouble,
                **args,
            )


_HOME = Code("/group home")
