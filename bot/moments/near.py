"""Which zones somebody may have meant whose words name none."""

from difflib import get_close_matches

from bot.moments.tokens import fold
from bot.moments.zones import known_zone, named_zones

_LONGEST = 60
_ALIKE = 0.6
_SHORTEST_PART = 3
_SHORT = frozenset(
    "acdt acst adt aedt aest akdt akst ast awst bst cat cdt cest cet cst eat edt eest eet est hkt hst ist jst kst mdt"
    " msk mst ndt nst nzdt nzst pdt pht pkt pst sast sgt wat west wet wib".split()
)


def zones_near(typed: str, most: int = 3) -> list[str]:
    """The zones whose names or cities look most like *typed*, the likeliest first."""
    wanted = fold(typed).replace("_", " ").strip()[:_LONGEST]
    if wanted in _SHORT:
        return []  # what looks like it has nothing to do with it
    names = named_zones()
    near = get_close_matches(wanted, names, 3 * most, _ALIKE)
    if len(wanted) >= _SHORTEST_PART:
        near += [name for name in names if wanted in name]
    # Several names may mean one zone: "asia/kolkata", "delhi".
    return list(dict.fromkeys(zone for name in near if (zone := known_zone(name))))[:most]


def without_abbreviation(typed: str) -> str | None:
    """What stands before the short name of a zone (EST, CET, IST) that ends a moment; None where none does."""
    start, _, last = typed.rstrip().rpartition(" ")
    return start if start and last.casefold() in _SHORT else None
