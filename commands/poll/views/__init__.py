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
from commands.poll.views.findings import participation
from commands.poll.views.lists import label, listed, need, roll
from commands.poll.views.outcome import result, why
from commands.poll.views.power import adoptable, stoppable
from commands.poll.views.words import amount, choice, how

__all__ = [
    "adoptable",
    "amended",
    "amount",
    "asked_why",
    "card",
    "choice",
    "counted",
    "counted_secretly",
    "ended",
    "extended",
    "found",
    "has_opened",
    "how",
    "label",
    "listed",
    "need",
    "nudged",
    "opened",
    "participation",
    "preview",
    "reconfirm",
    "reminder",
    "result",
    "roll",
    "same_ballot",
    "scheduled",
    "shown",
    "stoppable",
    "taken_back",
    "unreadable",
    "why",
    "withdrawn",
]
