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
from commands.poll.views.interests import confirm, given, handed, in_capacity, recused, seated
from commands.poll.views.lists import label, listed, need, roll
from commands.poll.views.outcome import result
from commands.poll.views.power import adoptable, stoppable
from commands.poll.views.words import amount, how

__all__ = [
    "adoptable",
    "amended",
    "amount",
    "asked_why",
    "card",
    "confirm",
    "counted",
    "counted_secretly",
    "ended",
    "extended",
    "found",
    "given",
    "handed",
    "has_opened",
    "how",
    "in_capacity",
    "label",
    "listed",
    "need",
    "nudged",
    "opened",
    "preview",
    "reconfirm",
    "recused",
    "reminder",
    "result",
    "roll",
    "same_ballot",
    "scheduled",
    "seated",
    "shown",
    "stoppable",
    "taken_back",
    "unreadable",
    "withdrawn",
]
