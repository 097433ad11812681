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
    TEXT,
    cut,
)
from adapters.discord.markup import DiscordMarkup
from bot.boundary import Field, Form, Input, Reader
from bot.short import in_one_line
from bot.text import Code, Text, Words
from bot.writing import PlainMarkup, write

MARK: Final = "form~"
"""Begins the custom id of a modal; the key of its draft follows, so that no state is kept in memory."""
LABEL, TEXT_INPUT, SELECT, TEXT_DISPLAY = 18, 4, 3, 10
_PLAIN = PlainMarkup()


def modal(form: Form) -> dict[str, Any]:
    """The body of a modal."""
    custom_id = MARK + form.draft
    assert len(custom_id) <= CUSTOM_ID
    shown = _shown(form.fields)[:MODAL_FIELDS]
    told = _told(form, shown) if len(shown) < MODAL_FIELDS else ""
    return {
        "custom_id": custom_id,
        "title": cut(_line(form.title, form.reader), MODAL_TITLE),
        "components": [
            *([{"type": TEXT_DISPLAY, "content": told}] if told else ()),
            *(_field(field, form.reader) for field in shown),
        ],
    }


def _told(form: Form, shown: Sequence[Field]) -> str:
    """What stands above the fields: what was chosen already, what is kept though it does not fit, and faults
    that no field has room for."""
    markup = DiscordMarkup()

    def line(words: Words) -> str:
        return " ".join(write(words, form.reader, markup).split())

    lines = [line(Text("{name}: {value}", name=Code(name), value=value)) for name, value in form.kept]
    lines += [
        line(
            Text(
                "{name}: what you typed is kept, {count} characters.",
                name=field.label,
                count=len(field.value),
            )
        )
        for field in form.fields
        if field not in shown
    ]
    fitting = {
        field.name for field in shown if field.fault and len(_line(field.fault, form.reader)) <= FIELD_ABOUT
    }
    lines += [line(fault.text) for fault in form.faults if fault.field not in fitting]
    return cut("\n".join(lines), TEXT)


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
        **({} if field.required else {"min_values": 0}),
        "options": [
            {
                "label": in_one_line(choice.label, reader, CHOICE),
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
