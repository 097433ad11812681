"""The record: what happened in a group, in order, and whether it still is as it was written."""

from __future__ import annotations

from bot.feature import Feature, Handles
from bot.text import Text
from commands.record.handlers import Show, Verify, show, verify
from storage.transaction import Transaction

feature = Feature[Transaction](
    name="record",
    about=Text("the record: what happened, in order, and that nobody rewrote it"),
    handles=(Handles(Show, show), Handles(Verify, verify)),
)
