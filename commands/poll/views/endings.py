"""Why a poll ended without a result."""

from __future__ import annotations

from bot.text import Code, Text, Words
from commands.poll.values import Kind, Sight
from commands.poll.views import words


def ending(sight: Sight) -> list[Words]:
    """Why a poll was withdrawn."""
    said: list[Words] = []
    for change in sight.changes:
        if change.kind is Kind.WITHDRAWN:
            said.append(Text("Withdrawn {at}: {reason}", at=change.at, reason=words.said(change.reason)))
        elif change.kind is Kind.NOBODY:
            said.append(
                Text(
                    "It was to open {at}, but nobody could have voted: there was nobody for the roll.",
                    at=change.at,
                )
            )
        elif change.kind is Kind.UNSECONDED:
            said.append(
                Text(
                    "Too few facilitators of other stakeholder groups had found it urgent by {at}. It can be asked"
                    " in the usual way: {open}.",
                    at=change.at,
                    open=Code("/poll open"),
                )
            )
        elif change.kind is Kind.UNSAFE:
            said.append(
                Text(
                    "It was to open {at}, but the roll had become too small to keep its ballots secret.",
                    at=change.at,
                )
            )
        elif change.kind is Kind.CHARTER:
            said.append(
                Text(
                    "It was to open {at}, but the group had adopted a charter that does not allow it so.",
                    at=change.at,
                )
            )
    return said
