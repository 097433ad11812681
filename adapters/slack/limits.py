"""Slack's limits, in characters and counts, as published (developer documentation, JSDoc of its types)."""

from __future__ import annotations

BLOCKS = 50
"""Of one message."""
SECTION = 3000
ALL_TEXT = 12_000
"""Of all blocks of one message together: Slack refuses a little above 13,000, which it documents nowhere."""
HEADER = 150
LABEL = 75
"""Of a button, and of a choice in a select."""
ROW = 5
"""Buttons side by side: 25 would be allowed, and could not be read."""
FALLBACK = 3900
"""Of the text beside the blocks: an edit takes 4000."""
OPTIONS = 100
OPTION_VALUE = 75
"""150 by some sources; the smaller one is safe."""
TITLE = 24
"""Of a modal."""
INPUT = 3000
INPUT_LABEL = 2000
PRIVATE_METADATA = 3000
PLACEHOLDER = 150
"""Of a select of which nothing is picked."""


def cut(text: str, most: int) -> str:
    """The text, or its beginning with a sign that there is more."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
