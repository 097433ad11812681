"""Whether a view fits Discord, by its documented limits: quick enough for every view of every story."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from adapters.discord import allowed
from adapters.discord.answering import body, leaf
from adapters.discord.modals import modal
from adapters.discord.rendering import posted
from adapters.discord.standing import MOST_PAGES
from bot.blocks import Block
from bot.boundary import Form, Reader, Reply, View
from bot.catalog import languages


def check_discord(blocks: tuple[Block, ...], reader: Reader) -> None:
    """As a card and as an answer, in all languages that we speak: nothing is refused, nothing left out."""
    for language in languages():
        _check(blocks, Reader(language, reader.zone))


@lru_cache(maxsize=4096)
def _check(blocks: tuple[Block, ...], reader: Reader) -> None:
    shown = [posted(View(blocks, reader, "", card=True), 1 + MOST_PAGES)]
    if len(shown[0].pages) > 1:
        shown.append(posted(View(blocks, reader, ""), 1 + MOST_PAGES))
    assert len(shown[-1].pages) <= MOST_PAGES, "more than Discord shows at once"
    faults = [
        fault
        for each in shown
        for page in range(len(each.pages))
        for fault in allowed.message(each.payload(page))
    ]
    reply = Reply(blocks, reader=reader)
    for page, message in enumerate(messages := body(reply), 1):
        faults += allowed.message(message)
        faults += allowed.message(leaf(reply, "d" * 22, page)) if len(messages) > 1 else []
    assert not faults, faults


def check_discord_form(form: Form) -> None:
    for language in languages():
        faults = allowed.modal(modal(replace(form, reader=Reader(language))))
        assert not faults, faults
