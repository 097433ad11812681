"""Messages that could not be posted in a home: its coordinators are told, and can have them tried again."""

from __future__ import annotations

from collections.abc import Iterable

from bot.addresses import ChannelRef
from bot.blocks import Button, Paragraph
from bot.boundary import Reply
from bot.commands import Need
from bot.feature import Call
from bot.people import Role
from bot.refusals import Refusal
from bot.text import Code, Plural, Text
from commands.group.declared import Resend
from storage import groups, unsent
from storage.transaction import Transaction


def needs(call: Call[Transaction]) -> Iterable[Need]:
    """One for each home of a group that the person coordinates, where messages were given up."""
    if call.person.id is None:
        return
    for mine in groups.groups_of(call.tx, call.person.id):
        if mine.role is not Role.COORDINATOR or mine.pending:
            continue
        for address, count, trouble in unsent.parked(call.tx, mine.id):
            yield Need(
                Plural(
                    "{n} message of {group} could not be posted in {channel}: {trouble}. Check that I may post there.",
                    "{n} messages of {group} could not be posted in {channel}: {trouble}. Check that I may post there.",
                    n=count,
                    group=mine.name,
                    channel=ChannelRef.parse(address).channel,
                    trouble=trouble,
                ),
                (Button(Text("Post again"), "group resend", (("group", str(mine.id)),)),),
            )


def resend(call: Call[Transaction], command: Resend) -> Reply:
    if not unsent.parked(call.tx, call.group.id):
        raise Refusal(
            Text("Nothing of {group} waits to be posted again. {me} tells if something could not be posted.",
                 group=call.group.name, me=Code("/me"))
        )  # fmt: skip
    count = unsent.resend(call.tx, call.group.id, call.at)
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
