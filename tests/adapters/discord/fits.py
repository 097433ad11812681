"""Whether a view fits Discord, by its documented limits: quick enough for every view of every story."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from adapters.discord import allowed
from adapters.discord.answering import body
from adapters.discord.modals import modal
from adapters.discord.rendering import rendered
from bot.blocks import Block
from bot.boundary import Form, Reader, Reply
from bot.catalog import languages

PAGES = 5
"""Messages that one thing is told in at most."""


def check_discord(blocks: tuple[Block, ...], reader: Reader) -> None:
    """As a card and as an answer, in all languages that we speak: nothing is refused, nothing left out."""
    for language in languages():
        _check(blocks, Reader(language, reader.zone))


@lru_cache(maxsize=4096)
def _check(blocks: tuple[Block, ...], reader: Reader) -> None:
    card = rendered(blocks, reader, card=True)
    assert len(card.pages) <= PAGES, "more than Discord shows at once"
    faults = [fault for page in range(len(card.pages)) for fault in allowed.message(card.payload(page))]
    for message in body(Reply(blocks, reader=reader)):
        faults += allowed.message(message)
    assert not faults, faults


def check_discord_form(form: Form) -> None:
    for language in languages():
        faults = allowed.modal(modal(replace(form, reader=Reader(language))))
        assert not faults, faults
