"""How what people type for polls is read, where it is more than one value."""

from __future__ import annotations

from datetime import timedelta

from bot.charter_values import read_ratio
from bot.moments import read_duration
from commands.poll.rules import Threshold, read_ways
from commands.poll.values import MOST_LEADS

SHORTEST_LEAD, LONGEST_LEAD = timedelta(minutes=1), timedelta(days=60)


def read_leads(typed: str) -> tuple[timedelta, ...]:
    """How long before the close to remind: "72h, 24h", "none". Raises ValueError."""
    if typed.casefold() in ("none", "no", "never", "aucun", "non", "jamais"):
        return ()
    leads = {read_duration(part) for part in typed.replace("|", ",").split(",") if part.strip()}
    if not 0 < len(leads) <= MOST_LEADS or not all(SHORTEST_LEAD <= lead <= LONGEST_LEAD for lead in leads):
        raise ValueError(typed)
    return tuple(sorted(leads, reverse=True))


def read_threshold(typed: str) -> str:
    """The text itself, which has to be a threshold, one for each house, or a ratio to a default option: of
    what depends on the method. Raises ValueError."""
    for read in (Threshold.parse, read_ways, read_ratio):
        try:
            read(typed)
        except ValueError:
            continue
        return typed
    raise ValueError(typed)
