"""The pages about charters say what the charters say today."""

from __future__ import annotations

import re

import pytest

from commands.charter.library import presets
from docs.charters import make

GUIDE = make.FOLDER.parent / "guides" / "charters.md"


@pytest.mark.parametrize("name", presets())
def test_a_page_says_what_the_charter_says(name: str) -> None:
    kept = (make.FOLDER / f"{name}.md").read_text(encoding="utf-8")
    assert kept == make.page(presets()[name]), "to write the pages: .venv/bin/python -m docs.charters.make"


def test_there_is_no_page_of_a_charter_that_is_gone() -> None:
    assert {page.stem for page in make.FOLDER.glob("*.md")} == set(presets())


def test_the_guide_leads_to_every_page() -> None:
    linked = re.findall(r"\]\(\.\./charters/([a-z0-9-]+)\.md\)", GUIDE.read_text(encoding="utf-8"))
    assert set(linked) == set(presets())
