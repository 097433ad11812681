"""Zones by their many names, and wall clocks on the two days of the year when they jump."""

import re
from bisect import bisect_left
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.moments.tokens import fold

_OFFSET = re.compile(
    r"(?P<utc>utc|gmt)?(?P<sign>[+-])(?P<h>\d\d?)(?::?(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?)?", re.ASCII
)
_WESTMOST, _EASTMOST = timedelta(hours=-12), timedelta(hours=14)

_REGIONS = (
    "Africa/",
    "America/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
)

# Last parts of IANA names that are no places, or not the only ones of that name.
_NO_CITIES = {
    "abbreviations": "act,knox in,lhi,nsw",
    "points of the compass": "north,south,west",
    "other words": "christmas,easter,resolute,virgin",
    "namesakes": "chatham,cordoba,merida,norfolk,samoa,victoria",
}

# Cities where groups meet that IANA does not name, French names, and those that IANA files twice.
_CITIES = {
    "Africa/Addis_Ababa": "addis abeba",
    "Africa/Algiers": "alger",
    "Africa/Cairo": "le caire",
    "Africa/Johannesburg": "cape town,le cap,pretoria",
    "Africa/Lagos": "abuja",
    "America/Argentina/Buenos_Aires": "buenos aires",
    "America/Los_Angeles": "san francisco,seattle",
    "America/New_York": "boston,washington dc",
    "America/Sao_Paulo": "brasilia,rio de janeiro",
    "America/Toronto": "ottawa",
    "Asia/Ho_Chi_Minh": "hanoi",
    "Asia/Hong_Kong": "hongkong",
    "Asia/Karachi": "islamabad",
    "Asia/Kolkata": "bangalore,bengaluru,chennai,delhi,mumbai,new delhi",
    "Asia/Nicosia": "nicosia",
    "Asia/Shanghai": "beijing,pekin",
    "Asia/Singapore": "singapour",
    "Europe/Athens": "athenes",
    "Europe/Berlin": "cologne,frankfurt,hamburg,munich",
    "Europe/Brussels": "bruxelles",
    "Europe/Bucharest": "bucarest",
    "Europe/Copenhagen": "copenhague",
    "Europe/Istanbul": "istanbul",
    "Europe/Lisbon": "lisbonne",
    "Europe/London": "londres",
    "Europe/Madrid": "barcelona,barcelone",
    "Europe/Amsterdam": "la haye,the hague",
    "Europe/Moscow": "moscou",
    "Europe/Paris": "strasbourg",
    "Europe/Warsaw": "varsovie",
    "Europe/Zurich": "geneva,geneve",
    "Pacific/Auckland": "wellington",
}


def known_zone(name: str) -> str | None:
    """The zone that *name* means, or None.

    Understood are IANA names with a slash ("europe/paris"), "UTC", "GMT" and "Z", offsets from -12:00 to
    +14:00 ("+02:00", "+0200", "+02", "UTC+2"; they come back as "+02:00", and zero as "UTC"), and cities of
    which there is only one that people mean ("Paris", "New York"). Abbreviations such as EST, CET and IST are
    not: each of them is the time of several places, and half of the year it is wrong.
    """
    folded = fold(name).replace("_", " ")
    if folded.startswith(("utc", "gmt")):
        folded = folded.replace(" ", "")
    return _names().get(folded) or _offset_name(folded)


def local(at_wall: datetime, zone: str) -> datetime:
    """The instant, aware and in UTC, when clocks in *zone* show *at_wall* (naive).

    In a gap (clocks jump forward over it) the first valid moment after it; in a fold (clocks show it twice)
    the first of both. *zone* is spelt as :func:`known_zone` spells it. Raises KeyError when there is no such
    zone, OverflowError at the ends of the calendar.
    """
    rules = rules_of(zone)
    first = at_wall.replace(tzinfo=rules, fold=0).astimezone(UTC)
    if first.astimezone(rules).replace(tzinfo=None, fold=0) == at_wall.replace(fold=0):
        return first
    return _end_of_gap(at_wall, rules)


def rules_of(zone: str) -> tzinfo:
    """The rules of a zone as :func:`known_zone` spells it. Raises KeyError when there is none."""
    match = _OFFSET.fullmatch(zone)
    return timezone(_offset(match)) if match else ZoneInfo(zone)


def _end_of_gap(at_wall: datetime, rules: tzinfo) -> datetime:
    # With fold=1 the offset after the jump is applied, which for a time in the gap gives an instant before.
    before = at_wall.replace(tzinfo=rules, fold=1, microsecond=0).astimezone(UTC)
    after = at_wall.replace(tzinfo=rules, fold=0, microsecond=0).astimezone(UTC)
    old = before.astimezone(rules).utcoffset()

    def jumped(second: int) -> bool:
        return (before + timedelta(seconds=second)).astimezone(rules).utcoffset() != old

    within = range(int((after - before).total_seconds()))
    return before + timedelta(seconds=bisect_left(within, True, key=jumped))


def named_zones() -> tuple[str, ...]:
    """All names that :func:`known_zone` understands, except offsets; in small letters, with blanks."""
    return tuple(_names())


@cache
def _names() -> dict[str, str]:
    no_cities = {city for known in _NO_CITIES.values() for city in known.split(",")}
    zones = {name for name in available_timezones() if "/" in name}
    ours = {_key(name.partition("/")[2]): name for name in sorted(zones) if name.startswith(_REGIONS)}
    cities = {city: name for city, name in ours.items() if city not in no_cities}
    also = {city: name for name, known in _CITIES.items() if name in zones for city in known.split(",")}
    return cities | also | {_key(name): name for name in zones} | {"utc": "UTC", "gmt": "UTC", "z": "UTC"}


def _key(name: str) -> str:
    return name.lower().replace("_", " ")


def _offset_name(text: str) -> str | None:
    match = _OFFSET.fullmatch(text)
    if not match or not (match["utc"] or len(match["h"]) == 2):  # "friday +2" is more likely a slip
        return None
    offset = _offset(match)
    return _spelt(offset) if _WESTMOST <= offset <= _EASTMOST else None


def _offset(match: re.Match[str]) -> timedelta:
    size = timedelta(hours=int(match["h"]), minutes=int(match["m"] or 0), seconds=int(match["s"] or 0))
    return -size if match["sign"] == "-" else size


def _spelt(offset: timedelta) -> str:
    if not offset:
        return "UTC"
    minutes, seconds = divmod(abs(int(offset.total_seconds())), 60)
    sign = "-" if offset < timedelta(0) else "+"
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
