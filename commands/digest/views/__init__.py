"""What digests look like: values in, blocks out."""

from bot.blocks import Block
from commands.digest.views.answers import listed, nothing, paused, resumed, scheduled, stopped
from commands.digest.views.numbers import balance, participation
from commands.digest.views.sent import digest, page

Blocks = tuple[Block, ...]

__all__ = [
    "Blocks",
    "balance",
    "digest",
    "listed",
    "nothing",
    "page",
    "participation",
    "paused",
    "resumed",
    "scheduled",
    "stopped",
]
