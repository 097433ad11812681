"""Messages that could not be posted in a home: its coordinators are told, nothing fails silently."""

from __future__ import annotations

from collections.abc import Iterable

from bot.addresses import ChannelRef
from bot.commands import Need
from bot.feature import Call
from bot.people import Role
from bot.text import Plural
from storage import groups, promises
from storage.transaction import Transaction


def needs(call: Call[Transaction]) -> Iterable[Need]:
    """One for each home of a group that the person coordinates, where messages were given up."""
    if call.person.id is None:
        return
    for mine in groups.groups_of(call.tx, call.person.id):
        if mine.role is not Role.COORDINATOR or mine.pending:
            continue
        for address, count, trouble in promises.parked(call.tx, mine.id):
            yield Need(
                Plural(
                    "{n} message of {group} could not be posted in {channel}: {trouble}. Check that I may post there.",
                    "{n} messages of {group} could not be posted in {channel}: {trouble}. Check that I may post there.",
                    n=count,
                    group=mine.name,
                    channel=ChannelRef.parse(address).channel,
                    trouble=trouble,
                )
            )
