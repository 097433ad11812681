"""What objections look like: values in, blocks out."""

from commands.objection.views.answers import (
    accepted,
    answered,
    by_ballot,
    held,
    merged,
    raised,
    ruled,
    signed,
    still_standing,
    unsigned,
    withdrawn,
)
from commands.objection.views.seen import label, listed, on_card, shown
from commands.objection.views.told import (
    need_accept,
    need_answer,
    told_answered,
    told_raised,
    told_settled,
    unanswered,
)

__all__ = [
    "accepted",
    "answered",
    "by_ballot",
    "held",
    "label",
    "listed",
    "merged",
    "need_accept",
    "need_answer",
    "on_card",
    "raised",
    "ruled",
    "shown",
    "signed",
    "still_standing",
    "told_answered",
    "told_raised",
    "told_settled",
    "unanswered",
    "unsigned",
    "withdrawn",
]
