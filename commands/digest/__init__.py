"""Digests: what needs somebody, what was decided, what comes and who takes part, in one message."""

from __future__ import annotations

from bot.feature import Feature, Handles
from bot.text import Text
from commands.digest import declared
from commands.digest.handlers import scheduling, seeing, sending
from storage import digests
from storage.transaction import Transaction

feature = Feature[Transaction](
    name="digest",
    about=Text("digests: a regular message with what needs you, what was decided, what comes"),
    handles=(
        Handles(declared.Schedule, scheduling.schedule),
        Handles(declared.Now, seeing.now),
        Handles(declared.Stop, scheduling.stop),
        Handles(declared.List, seeing.show_list),
        Handles(declared.Pause, scheduling.pause),
        Handles(declared.Resume, scheduling.resume),
        Handles(declared.More, seeing.more),
        Handles(declared.Balance, seeing.show_balance),
        Handles(declared.Send, sending.send),
    ),
    finds=(seeing.finds, sending.finds),
    says=sending.says,
    notices=(digests.heard_from,),
    tells={
        "digest.scheduled": Text("set up a digest"),
        "digest.stopped": Text("stopped a digest"),
    },
)
