"""`convenor check`: what is wrong with an installation, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot import catalog
from bot.ports import Finding
from bot.settings import BadSettings, Settings

BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""No clock of a machine that runs this version is right and shows an earlier moment."""


def of_settings(settings: Settings) -> Iterator[Finding]:
    """They could all be read; what they lead to is looked at by those whom they concern."""
    yield Finding("configuration", "every setting can be read")
    for half in settings.halves:
        yield Finding("configuration", "is not complete", half)
    if not settings.platforms:
        yield Finding("platforms", "none is set, so convenor run opens the terminal")


def of_bad_settings(bad: BadSettings) -> Iterator[Finding]:
    for fault in bad.faults:
        yield Finding("configuration", "cannot be used", fault)


def of_clock(now: datetime) -> Iterator[Finding]:
    """Whether the machine knows the time, and the zones and their changes."""
    if now < BUILT:
        yield Finding("clock", f"it shows {now:%Y-%m-%d %H:%M} UTC", "Set this machine's clock.")
    else:
        yield Finding("clock", f"{now:%Y-%m-%d %H:%M} UTC")
    try:
        summer = datetime(2026, 7, 1, 12, tzinfo=ZoneInfo("Europe/Paris"))
    except ZoneInfoNotFoundError:
        yield Finding("zones", "there is no data on time zones", "Run: make setup")
        return
    if summer.utcoffset() == datetime(2026, 1, 1, 12, tzinfo=summer.tzinfo).utcoffset():
        yield Finding("zones", "the data on time zones knows no summer time", "Run: make setup")
    else:
        yield Finding("zones", "known, with their summer times")


def of_languages() -> Finding:
    try:
        names = [catalog.own_name(language) for language in catalog.languages()]
    except (OSError, ValueError) as broken:
        return Finding(
            "languages", f"a catalogue cannot be read ({broken})", "Get the files of this version again."
        )
    return Finding("languages", ", ".join(names))


def report(findings: Iterable[Finding]) -> Iterator[tuple[str, bool]]:
    """Each finding as a line (what is wrong has a second one), and whether it is well."""
    for finding in findings:
        line = f"{'wrong' if finding.mend else 'ok':5}  {finding.about}: {finding.found}"
        yield (f"{line}\n       {finding.mend}" if finding.mend else line), not finding.mend
