"""Forms as modals: an input for each parameter by its kind, and what came of them.

What a modal has to remember stands in it (`Origin`): a restart in between loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from adapters.slack import limits
from adapters.slack.blocks import Json, plain_text, render, section, sections, words_in
from adapters.slack.came import sound
from adapters.slack.markup import PLATFORM, PlainSlack
from bot.binding import Spec
from bot.blocks import Block
from bot.boundary import Field, Form, Input, Reader, Suggestion
from bot.commands import Kind, Person
from bot.refusals import Fault
from bot.text import Code, Text, Words, listing
from bot.writing import write

FORM = "form"
"""The callback id of a modal that asks."""
SAID = "said"
"""The callback id of a modal that only tells."""
VALUE = "value"
NAMED = ":named"
"""Behind the name of a parameter: the block in which a person is named rather than chosen."""

_PLAIN = PlainSlack()
_NEEDED = Text("This is needed.")
_WORKING = Text("Working on it. You can close this window: the answer comes to you alone.")
_ELSEWHERE = Text("for somebody who is not in this workspace")
_SEVERAL = Text("for somebody who is not in this workspace, or for a user group: @name")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a form was asked for, and where its answer goes. `home`: on the bot's own page."""

    channel: str
    response_url: str = ""
    draft: str = ""
    path: str = ""
    home: bool = False

    def packed(self) -> str:
        kept = {name: value for name, value in asdict(self).items() if value}
        text = json.dumps(kept, separators=(",", ":"))
        if len(text) > limits.PRIVATE_METADATA:
            text = json.dumps({**kept, "response_url": ""}, separators=(",", ":"))
        return text

    @classmethod
    def unpacked(cls, text: str) -> Self:
        """Raises ValueError for what `packed` did not write."""
        try:
            return cls(**json.loads(text))
        except (TypeError, ValueError) as unread:
            raise ValueError("not an origin of ours") from unread


def form_view(form: Form, spec: Spec, origin: Origin, *, plainly: bool = False) -> Json:
    """The modal that asks for what is missing. `origin.draft` is the form's. `plainly`: nobody is chosen in it
    beforehand, since Slack refuses some."""
    reader = form.reader
    asked = {field.name for field in form.fields}
    blocks = [*sections(words_in(form.title, reader))]
    for name, value in form.kept:
        blocks += sections(words_in(Text("{name}: {value}", name=Code(name), value=value), reader))
    for fault in form.faults:
        if fault.field not in asked:
            blocks += sections(words_in(fault.text, reader))
    for field in form.fields:
        asks = replace(field, account=None) if plainly else field
        blocks += _inputs(asks, spec.by_name[field.name].kind, reader)
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": plain_text(Text("{command}", command=Code(f"/{form.path}")), reader, limits.TITLE),
        "submit": plain_text(Text("Send"), reader, limits.TITLE),
        "close": plain_text(Text("Cancel"), reader, limits.TITLE),
        "private_metadata": origin.packed(),
        "blocks": blocks,
    }


def told_view(blocks: Sequence[Block], reader: Reader, origin: Origin) -> Json:
    """A modal that shows an answer."""
    return {
        "type": "modal",
        "callback_id": SAID,
        "title": {"type": "plain_text", "text": "Convenor", "emoji": False},
        "close": plain_text(Text("Close"), reader, limits.TITLE),
        "private_metadata": origin.packed(),
        "blocks": render(blocks, reader).blocks,
    }


def working_view(reader: Reader, origin: Origin) -> Json:
    view = told_view((), reader, origin)
    return {**view, "blocks": [section(words_in(_WORKING, reader))]}


# Inputs


def _inputs(field: Field, kind: Kind, reader: Reader) -> Iterator[Json]:
    if limits.INPUT < len(field.value) <= field.most and field.fault is None:
        # Too long for an input of Slack, and not for us: the draft keeps it.
        kept = Text(
            "{name}: what you typed is kept, {count} characters.", name=field.label, count=len(field.value)
        )
        yield from sections(words_in(kept, reader))
        return
    if isinstance(kind, Person):
        yield from _person(field, _SEVERAL if kind.several else _ELSEWHERE, reader)
    else:
        yield _input(field.name, field, _element(field, reader), field.required, reader)
    if field.fault is not None:
        yield {"type": "context", "elements": [_mrkdwn(words_in(field.fault, reader))]}


def _mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": limits.cut(text, 2000), "verbatim": True}


def _input(name: str, field: Field, element: Json, required: bool, reader: Reader) -> Json:
    return {
        "type": "input",
        "block_id": name,
        "label": plain_text(field.label, reader, limits.INPUT_LABEL),
        "hint": plain_text(field.about, reader, limits.INPUT_LABEL),
        "optional": not required,
        "element": {**element, "action_id": VALUE},
    }


def _element(field: Field, reader: Reader) -> Json:
    options = [_option(choice, reader) for choice in field.choices]
    shown = field.input is Input.CHOICE and 0 < len(options) <= limits.OPTIONS
    if shown and all(0 < len(choice.value) <= limits.OPTION_VALUE for choice in field.choices):
        chosen = [option for option in options if option["value"] == field.value]
        initial = {"initial_option": chosen[0]} if chosen else {}
        return {"type": "static_select", "options": options, **initial}
    made: Json = {
        "type": "plain_text_input",
        "multiline": field.input is Input.LONG,
        "max_length": min(max(field.most, 1), limits.INPUT),
    }
    if field.value:
        made["initial_value"] = limits.cut(field.value, made["max_length"])
    return made


def _option(choice: Suggestion, reader: Reader) -> Json:
    return {"text": plain_text(choice.label, reader, limits.LABEL), "value": choice.value}


def _person(field: Field, elsewhere: Text, reader: Reader) -> Iterator[Json]:
    """Somebody of this workspace is chosen from Slack's own list; whoever comes from elsewhere is named."""
    account = field.account
    mentioned = account is not None and account.platform == PLATFORM and account.user.isalnum()
    initial = {"initial_user": account.user} if account is not None and mentioned else {}
    yield _input(field.name, field, {"type": "users_select", **initial}, False, reader)
    named: Json = {"type": "plain_text_input", "max_length": min(field.most, limits.INPUT)}
    if field.value and not mentioned and len(field.value) <= named["max_length"]:
        named["initial_value"] = field.value
    label = Text("{name}, by name", name=field.label)
    made = _input(field.name + NAMED, field, named, False, reader)
    yield {
        **made,
        "label": plain_text(label, reader, limits.INPUT_LABEL),
        "hint": plain_text(elsewhere, reader, limits.INPUT_LABEL),
    }


# What comes back


def values_of(state: Mapping[str, Any]) -> dict[str, str]:
    """What was given for each parameter, as it would be typed; a person that was chosen is a mention."""
    given: dict[str, str] = {}
    for name, elements in state.items():
        element = elements.get(VALUE) if isinstance(elements, Mapping) else None
        value = _value(element) if isinstance(element, Mapping) else ""
        if name.endswith(NAMED):
            name = name.removesuffix(NAMED)
            if value or name not in given:
                given[name] = given.get(name) or value
        elif value or not given.get(name):
            given[name] = value
    return given


def _value(element: Mapping[str, Any]) -> str:
    match element.get("type"):
        case "static_select":
            chosen = element.get("selected_option")
            return sound(chosen.get("value")) if isinstance(chosen, Mapping) else ""
        case "users_select":
            user = sound(element.get("selected_user"))
            return f"<@{user}>" if user else ""
        case _:
            return sound(element.get("value"))


def errors(faults: Sequence[Fault], asked: Sequence[str], reader: Reader) -> dict[str, str]:
    """Texts under the fields of a modal; what belongs to no field stands under the last one."""
    found: dict[str, list[str]] = {}
    for fault in faults:
        own = fault.field in asked
        name = fault.field if own else asked[-1]
        words: Words = fault.text
        if fault.field and not own:
            words = Text("{name} {fault}", name=Code(f"{fault.field}:"), fault=fault.text)
        found.setdefault(name, []).append(write(words, reader, _PLAIN))
    return {name: limits.cut(" ".join(texts), limits.INPUT_LABEL) for name, texts in found.items()}


def missing(form: Form, given: Mapping[str, str]) -> tuple[Fault, ...]:
    """What a form that came back still lacks."""
    return tuple(
        Fault(field.name, field.fault or _NEEDED)
        for field in form.fields
        if field.required and not given.get(field.name, "").strip()
    )


def asks_for(form: Form) -> Words:
    """What a form asks for, for where no modal could be opened."""
    needed = [field for field in form.fields if field.required or field.fault is not None]
    names = listing(*(Code(field.name) for field in needed or form.fields))
    return Text("{about}. Still to be said: {names}.", about=form.title, names=names)
