"""What Discord is answered: a message for one person, a form, suggestions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from adapters.discord.limits import CHOICE, CHOICES
from adapters.discord.modals import modal
from adapters.discord.rendering import EPHEMERAL, Rendered, rendered, rendered_reply, row
from bot.blocks import Button, Buttons, Paragraph
from bot.boundary import Answer, Choices, Form, Reader, Reply
from bot.engine import EDIT
from bot.pages import turns
from bot.short import in_one_line
from bot.text import Text

PONG, MESSAGE, LATER, UPDATE, SUGGESTIONS, MODAL = 1, 4, 5, 7, 8, 9
MOST_PAGES: Final = 5
"""Messages of one answer; the first follows the interaction, the others follow it."""
_TURNING: Final = 3
"""Components: a row of two buttons."""


def body(answer: Answer) -> Sequence[dict[str, Any]]:
    """The messages of an answer, for one person's eyes. A form is one with a button that opens it: Discord
    shows no form after a form, nor once it was asked to wait."""
    reply = Reply(_to_open(answer), reader=answer.reader) if isinstance(answer, Form) else answer
    shown = rendered_reply(reply, most=MOST_PAGES)
    return [_privately(shown, page) for page in range(len(shown.pages))]


def leaf(reply: Reply, draft: str, page: int) -> dict[str, Any]:
    """One page of a long answer, counted from 1, with buttons for the one before and the one behind it. The
    last where there are not so many any more."""
    shown = rendered_reply(reply, spare=_TURNING)
    pages = len(shown.pages)
    page = min(page, pages)
    message = _privately(shown, page - 1)
    turned = turns(draft, page, pages)
    if turned:
        message["components"] = [*message["components"], row(turned, reply.reader)]
    return message


def _privately(shown: Rendered, page: int) -> dict[str, Any]:
    return {**shown.payload(page, flags=EPHEMERAL), "allowed_mentions": {"parse": []}}


def _to_open(form: Form) -> tuple[Paragraph, Buttons]:
    button = Button(Text("Open the form"), EDIT, (("draft", form.draft),))
    return Paragraph(Text("A little more is needed.")), Buttons((button,))


def at_once(answer: Answer, *, form_fits: bool) -> dict[str, Any] | None:
    """A form that can be shown right now, as the first answer; None where it has to be a message."""
    if isinstance(answer, Form) and form_fits:
        return {"type": MODAL, "data": modal(answer)}
    return None


def suggestions(choices: Choices, reader: Reader) -> dict[str, Any]:
    items = [
        {"name": in_one_line(item.label, reader, CHOICE) or item.value, "value": item.value}
        for item in choices.items[:CHOICES]
        if 0 < len(item.value) <= CHOICE
    ]
    return {"type": SUGGESTIONS, "data": {"choices": items}}


def told(text: Text, reader: Reader) -> dict[str, Any]:
    """A sentence of the adapter's own, for one person."""
    return rendered((Paragraph(text),), reader).payload(flags=EPHEMERAL)
