"""Answers that are too long for one message: shown page by page. Nothing is kept but what was asked for, in a
draft: what only reads is done again for each page."""

from __future__ import annotations

from typing import Final

from bot.blocks import Button
from bot.boundary import Request
from bot.text import Text

MORE: Final = "more"
"""The path on the buttons that show another page."""


def asked_for(request: Request) -> int:
    """Which page, counted from 1: the first, unless a button said another."""
    page = request.given.get("page", "") if request.path == MORE else ""
    return max(int(page), 1) if page.isdecimal() and len(page) < 4 else 1


def turns(draft: str, page: int, pages: int) -> tuple[Button, ...]:
    """To the page before and to the one behind, where there are such."""
    turned = []
    if page > 1:
        turned.append(_turn(Text("Back"), draft, page - 1))
    if page < pages:
        following = Text("Show more ({page} of {pages})", page=page + 1, pages=pages)
        turned.append(_turn(following, draft, page + 1))
    return tuple(turned)


def _turn(label: Text, draft: str, page: int) -> Button:
    return Button(label, MORE, (("draft", draft), ("page", str(page))))
