"""What polls look like: values in, blocks out."""

from commands.poll.views.answers import (
    amended,
    asked_why,
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
from commands.poll.views.power import adoptable, stoppable
from commands.poll.views.process import lapsed, prolonged, suspended, to_rework, window
from commands.poll.views.words import amount, how

__all__ = [
    "adoptable",
    "amended",
    "amount",
    "asked_why",
    "card",
    "counted",
    "counted_secretly",
    "ended",
    "extended",
    "found",
    "has_opened",
    "how",
    "label",
    "lapsed",
    "listed",
    "need",
    "nudged",
    "opened",
    "preview",
    "prolonged",
    "reconfirm",
    "reminder",
    "result",
    "roll",
    "same_ballot",
    "scheduled",
    "shown",
    "stoppable",
    "suspended",
    "taken_back",
    "to_rework",
    "unreadable",
    "window",
    "withdrawn",
]
