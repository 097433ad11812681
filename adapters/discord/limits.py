"""Discord's limits, as its documentation states them. Neither discord.py nor the published specification
checks all of them, so we keep them ourselves before anything is sent."""

from __future__ import annotations

from typing import Final

TEXT: Final = 4000
"""Characters of all text displays of one message together (resources/message)."""
COMPONENTS: Final = 40
"""Of one message, those inside others counted (components/reference)."""
ROW: Final = 5
"""Buttons in a row."""
LABEL: Final = 80
"""Characters on a button."""
CUSTOM_ID: Final = 100
NONCE: Final = 25
THREAD: Final = 100
"""Characters of the name of a thread."""

MODAL_TITLE: Final = 45
MODAL_FIELDS: Final = 5
FIELD_LABEL: Final = 45
FIELD_ABOUT: Final = 100
FIELD_TEXT: Final = 4000
PLACEHOLDER: Final = 150
"""Characters on a select of which nothing is picked."""
CHOICES: Final = 25
"""Of a select, of an option, of autocomplete."""
CHOICE: Final = 100
"""Characters of a choice: its name, its value."""

NAME: Final = 32
"""Characters of a command or an option."""
ABOUT: Final = 100
OPTIONS: Final = 25
"""Options of a command, or subcommands in a group."""
COMMAND: Final = 8000
"""Characters of all names, descriptions and values of one command, the longest translation of each."""
COMMANDS: Final = 100
OPTION_TEXT: Final = 6000
"""Characters that an option takes."""


def cut(text: str, most: int) -> str:
    """At most so many characters; what is cut off is shown to be missing."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
