"""What a poll that is over leads to, where another feature opened it for a purpose."""

from __future__ import annotations

from bot.feature import Call
from bot.polling import Concluded, Ending
from storage import charters
from storage.polls import Poll
from storage.transaction import Transaction


def conclude(call: Call[Transaction], poll: Poll, ending: Ending) -> None:
    """Tells the feature that wanted the poll, if one did, and all who want to know of every end."""
    held = charters.of_poll(call.tx, poll.id)
    if held is not None and held.purpose:
        concluded = Concluded(
            tx=call.tx,
            at=call.at,
            group_id=poll.group_id,
            subject=held.subject,
            poll=poll.short,
            ending=ending,
            key=call.key,
        )
        call.registry.concludes[held.purpose](concluded)
    call.registry.ended(call, poll, ending)
