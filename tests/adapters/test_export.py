"""`convenor export`: the calendar of a group in a file, as another program reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.adapters.program import convenor, played

TALK = """ana: /group create "Tea WG" zone:Nairobi
ana: /member join government
ana: /poll open "Adopt the draft?" closes:2026-12-08T12:00
ana: /poll open "Send it?" closes:2026-12-10T12:00
ana: /poll withdraw P-2 "Too early"
"""


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'tea.db'}"
    assert all(step["ok"] for step in played(TALK, tmp_path, "--database", url))
    return url


def test_the_calendar_of_a_group_is_written_and_can_be_read(tmp_path: Path, database: str) -> None:
    done = convenor("export", "tea wg", "--out", "tea.ICS", "--database", database, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "The calendar of Tea WG is in tea.ICS, with 2 dates.\n"
    calendar = Calendar.from_ical((tmp_path / "tea.ICS").read_bytes())
    adopted, withdrawn = calendar.walk("VEVENT")
    assert adopted["SUMMARY"] == "P-1 closes: Adopt the draft?"
    assert adopted.decoded("DTSTART") == datetime(2026, 12, 8, 9, 0, tzinfo=UTC)  # 12:00 in Nairobi
    assert (adopted["STATUS"], adopted["SEQUENCE"]) == ("CONFIRMED", 0)
    assert (withdrawn["STATUS"], withdrawn["SEQUENCE"]) == ("CANCELLED", 1)
    # Later it is the same thing under the same name, with a higher number.
    played('+1d\nana: /poll extend P-1 2026-12-09T12:00 "Holidays"\n', tmp_path, "--database", database)
    assert (
        convenor("export", "Tea WG", "--out", "b.ics", "--database", database, folder=tmp_path).returncode
        == 0
    )
    later = Calendar.from_ical((tmp_path / "b.ics").read_bytes()).walk("VEVENT")[0]
    assert later["UID"] == adopted["UID"]
    assert later["SEQUENCE"] == 1
    assert later.decoded("DTSTART") == datetime(2026, 12, 9, 9, 0, tzinfo=UTC)
    assert later.decoded("DTSTAMP") > adopted.decoded("DTSTAMP")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["Tea WG", "--out", "tea.json"], 2, "ends in .ics"),
        (["Tea WG", "--out", "tea"], 2, "ends in .ics"),
        (["Coffee", "--out", "c.ics"], 1, "It has: Tea WG."),
        (["Tea WG", "--out", "no/such/folder/c.ics"], 1, "cannot be written"),
        (["Tea WG"], 2, "--out"),
        ([], 2, "GROUP"),
    ],
)
def test_what_cannot_be_exported_is_told_in_one_line(
    tmp_path: Path, database: str, words: list[str], code: int, said: str
) -> None:
    done = convenor("export", *words, "--database", database, folder=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_closed_group_does_not_stand_in_the_way_and_a_key_says_which(tmp_path: Path, database: str) -> None:
    def said(code: int, name: str) -> str:
        done = convenor("export", name, "--out", "c.ics", "--database", database, folder=tmp_path)
        assert done.returncode == code, done.stderr
        return done.stdout + done.stderr

    def begin_and_end(channel: str) -> None:
        close = f'ana #{channel}: /group close "Done." name:Coffee'
        played(f"ana #{channel}: /group create Coffee\n{close}\n", tmp_path, "--database", database)

    begin_and_end("one")
    played("ana #two: /group create Coffee\n", tmp_path, "--database", database)
    assert "with 0 dates" in said(0, "coffee")
    played('ana #two: /group close "Done." name:Coffee\n', tmp_path, "--database", database)
    several = said(1, "coffee")
    assert "Several groups are called" in several
    key = several.strip(".\n").rpartition(" ")[2]
    assert "with 0 dates" in said(0, key)


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    done = convenor(
        "export", "Tea", "--out", "t.ics", "--database", f"sqlite:///{tmp_path / 'x.db'}", folder=tmp_path
    )
    assert done.returncode == 1
    assert "There is no database" in done.stderr
    assert list(tmp_path.iterdir()) == []
