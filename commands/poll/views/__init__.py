"""What polls look like: values in, blocks out."""

from commands.poll.views.answers import (
    amended,
    counted,
    counted_secretly,
    ended,
    extended,
    found,
    nudged,
    reconfirm,
    reminder,
    same_ballot,
    shown,
    taken_back,
    unreadable,
    withdrawn,
)
from commands.poll.views.card import card, has_opened, opened, preview, scheduled
from commands.poll.views.lists import label, listed, need, roll
from commands.poll.views.outcome import result

__all__ = [
    "amended",
    "card",
    "counted",
    "counted_secretly",
    "ended",
    "extended",
    "found",
    "has_opened",
    "label",
    "listed",
    "need",
    "nudged",
    "opened",
    "preview",
    "reconfirm",
    "reminder",
    "result",
    "roll",
    "same_ballot",
    "scheduled",
    "shown",
    "taken_back",
    "unreadable",
    "withdrawn",
]
