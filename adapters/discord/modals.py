"""Forms as modals: at most five fields, everything that was typed still in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from adapters.discord.limits import (
    CHOICE,
    CHOICES,
    CUSTOM_ID,
    FIELD_ABOUT,
    FIELD_LABEL,
    FIELD_TEXT,
    MODAL_FIELDS,
    MODAL_TITLE,
    cut,
)
from bot.boundary import Field, Form, Input, Reader
from bot.text import Words
from bot.writing import PlainMarkup, write

MARK: Final = "form~"
"""Begins the custom id of a modal; the key of its draft follows, so that no state is kept in memory."""
LABEL, TEXT_INPUT, SELECT = 18, 4, 3
_PLAIN = PlainMarkup()


def modal(form: Form) -> dict[str, Any]:
    """The body of a modal."""
    custom_id = MARK + form.draft
    assert len(custom_id) <= CUSTOM_ID
    return {
        "custom_id": custom_id,
        "title": cut(_line(form.title, form.reader), MODAL_TITLE),
        "components": [_field(field, form.reader) for field in _shown(form.fields)[:MODAL_FIELDS]],
    }


def _shown(fields: Sequence[Field]) -> Sequence[Field]:
    """Without those that hold more than Discord's fields take: the draft keeps what stands in them. What is at
    fault is shown all the same, since it has to be changed."""
    fitting = [field for field in fields if len(field.value) <= FIELD_TEXT or field.fault is not None]
    return fitting or fields


def _field(field: Field, reader: Reader) -> dict[str, Any]:
    about = field.fault or field.about
    return {
        "type": LABEL,
        "label": cut(_line(field.label, reader).capitalize(), FIELD_LABEL),
        "description": cut(_line(about, reader), FIELD_ABOUT),
        "component": _select(field, reader) if field.input is Input.CHOICE else _text(field),
    }


def _text(field: Field) -> dict[str, Any]:
    most = min(field.most, FIELD_TEXT)
    given: dict[str, Any] = {"value": field.value[:most]} if field.value else {}
    return {
        "type": TEXT_INPUT,
        "custom_id": field.name,
        "style": 2 if field.input is Input.LONG else 1,
        "required": field.required,
        "max_length": most,
        **given,
    }


def _select(field: Field, reader: Reader) -> dict[str, Any]:
    return {
        "type": SELECT,
        "custom_id": field.name,
        "required": field.required,
        "options": [
            {
                "label": cut(_line(choice.label, reader), CHOICE),
                "value": choice.value[:CHOICE],
                "default": choice.value == field.value,
            }
            for choice in field.choices[:CHOICES]
        ],
    }


def _line(words: Words, reader: Reader) -> str:
    return " ".join(write(words, reader, _PLAIN).split())


def submitted(components: Any) -> dict[str, str]:
    """What a modal that came back says, by field; empty for what was emptied or not chosen."""
    given: dict[str, str] = {}
    for outer in components if isinstance(components, list) else ():
        inner = outer.get("component") if isinstance(outer, dict) else None
        if not isinstance(inner, dict) or not isinstance(inner.get("custom_id"), str):
            continue
        values = inner.get("values")
        value = next(iter(values), "") if isinstance(values, list) else inner.get("value")
        given[inner["custom_id"]] = value if isinstance(value, str) else ""
    return given
