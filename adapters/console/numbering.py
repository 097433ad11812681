"""Numbers for buttons: each button that is shown can be pressed by its number as long as we run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.addresses import ChannelRef, MessageRef
from bot.blocks import Block, Button
from bot.boundary import Reader
from bot.plain import pressable
from bot.writing import PlainMarkup, write


@dataclass(frozen=True, slots=True)
class Shown:
    """A button before somebody's eyes. `whom` is the user who alone sees it; empty: everybody."""

    button: Button
    label: str
    place: ChannelRef
    card: MessageRef | None
    whom: str


@dataclass(slots=True)
class Numbers:
    _shown: list[Shown] = field(default_factory=list)
    _cards: dict[MessageRef, tuple[tuple[Button, ...], int]] = field(default_factory=dict)

    def give(
        self, blocks: Iterable[Block], reader: Reader, place: ChannelRef, card: MessageRef | None, whom: str
    ) -> tuple[int, bool]:
        """The number of the first button in `blocks`, and whether it is new: a card whose buttons did
        not change keeps their numbers."""
        buttons = pressable(blocks)
        if card is not None and card in self._cards:
            before, first = self._cards[card]
            if before == buttons:
                return first, False
        first = len(self._shown) + 1
        for button in buttons:
            label = write(button.label, reader, PlainMarkup())
            self._shown.append(Shown(button, label, place, card, whom))
        if card is not None:
            self._cards[card] = (buttons, first)
        return first, True

    def numbered(self, number: int) -> Shown | None:
        return self._shown[number - 1] if 0 < number <= len(self._shown) else None

    def labelled(self, label: str, user: str) -> Shown | None:
        """The newest button with this label that a user sees."""
        for shown in reversed(self._shown):
            if shown.label.casefold() == label.casefold() and shown.whom in ("", user):
                return shown
        return None
