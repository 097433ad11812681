"""What rotas promise: the clock's commands by their paths, and kinds of messages. The subject of each is the
key of the turn, or of the rota where that is said."""

from __future__ import annotations

from typing import Final

ANNOUNCE: Final = "rota announce"
ASK: Final = "rota ask"
OFFER: Final = "rota offer"
START: Final = "rota start"
FINISH: Final = "rota finish"

ASKED: Final = "rota asked"
AGAIN: Final = "rota asked again"
ANNOUNCED: Final = "rota announced"
CHANGED: Final = "rota changed"
OFFERED: Final = "rota offered"
NOBODY: Final = "rota nobody"
RELIEVED: Final = "rota relieved"
BEGAN: Final = "rota began"
SWAP: Final = "rota swap asked"
SWAPPED: Final = "rota swap answered"
HANDED: Final = "rota handed over"
CREATED: Final = "rota created"
"""Of the rota."""
DRAW: Final = "rota draw"
"""Of the rota."""
ENDED: Final = "rota ended"
"""Of the rota."""
