"""A town for each test, empty at first."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import AheadClock
from tests.adapters.discord.double import Discord
from tests.adapters.discord.town import Kept, Town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    discord = Discord()
    await discord.start()
    town = Town(discord, tmp_path, Kept(), AheadClock())
    await town.starts()
    yield town
    await town.stops()
    await discord.stop()
    assert discord.wrong == []
