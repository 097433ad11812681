"""The pictures of the documentation: they show what is printed today, and can be read and heard."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest

from docs.pictures import discord, make, sheet, slack

PICTURES = sorted(make.FOLDER.glob("*.play"))


def test_there_is_a_picture() -> None:
    assert PICTURES


@pytest.mark.parametrize("play", PICTURES, ids=lambda play: play.stem)
def test_a_picture_shows_what_is_printed_today(play: Path) -> None:
    kept = play.with_suffix(".svg").read_text(encoding="utf-8")
    today = make.draw(play)
    hint = "to draw the pictures again: .venv/bin/python -m docs.pictures.make"
    assert make.text_of(kept) == make.text_of(today), hint
    assert kept == today, hint


@pytest.mark.parametrize("play", PICTURES, ids=lambda play: play.stem)
def test_a_picture_can_be_heard(play: Path) -> None:
    root = ET.parse(play.with_suffix(".svg")).getroot()
    title, description = (root.findtext(f"{{*}}{name}", "") for name in ("title", "desc"))
    assert title.startswith("A terminal: ")
    heard = [line.strip() for line in description.split("\n") if line.strip()]
    assert heard == make.text_of(play.with_suffix(".svg").read_text(encoding="utf-8"))


@pytest.mark.parametrize("platform", [slack, discord], ids=["slack", "discord"])
def test_the_pictures_of_a_platform_show_what_it_gets_today(platform: ModuleType) -> None:
    hint = f"to draw the pictures again: .venv/bin/python -m {platform.__name__}"
    for name, today in platform.pictures().items():
        kept = (make.FOLDER / name).read_text(encoding="utf-8")
        assert sheet.text_of(kept) == sheet.text_of(today), hint
        assert kept == today, hint
        root = ET.fromstring(kept)
        heard = [line.strip() for line in root.findtext("{*}desc", "").split("\n")]
        assert heard == [line.strip() for line in sheet.text_of(kept)]


@pytest.mark.parametrize("ink", make.Ink)
def test_a_picture_can_be_read(ink: make.Ink) -> None:
    bright, dark = luminance(ink.value), luminance(make.BACKGROUND)
    assert (bright + 0.05) / (dark + 0.05) >= 7


def luminance(colour: str) -> float:
    """Relative luminance, as the Web Content Accessibility Guidelines define it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
