"""What we may send to Discord, and nothing else: a closed description of our own requests.

Discord refuses a request as a whole, discord.py checks few of its limits and the published specification
not all. So everything is looked at here first, and what breaks a limit is a fault of ours, not a riddle.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final

from adapters.discord import limits
from adapters.discord.payload import weight

_NAME: Final = re.compile(r"[-_a-z0-9]{1,32}")
_MENU_NAME: Final = re.compile(r"\S(.{0,30}\S)?")
_LOCALES: Final = frozenset(
    "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN"
    " ja zh-TW ko".split()
)
_PLACES: Final = "contexts integration_types default_member_permissions"
_V2: Final = 1 << 15
_FLAGS: Final = _V2 | (1 << 6)
Faults = list[str]


class Unfit(ValueError):
    """A request that Discord would refuse: a fault of ours."""


def check(faults: Faults) -> None:
    """Raises Unfit."""
    if faults:
        raise Unfit("; ".join(faults[:3]))


def _keys(where: str, given: Mapping[str, Any], needed: str, others: str = "") -> Faults:
    wanted, known = _split(needed, others)
    keys = given.keys()
    if wanted <= keys <= known:
        return []
    missing = [f"{where} has no {key}" for key in needed.split() if key not in given]
    return missing + [f"{where} has {key}, which we never send" for key in sorted(keys - known)]


@cache
def _split(needed: str, others: str) -> tuple[frozenset[str], frozenset[str]]:
    wanted = frozenset(needed.split())
    return wanted, wanted.union(others.split())


def _text(where: str, value: Any, most: int, least: int = 1) -> Faults:
    if isinstance(value, str) and least <= len(value) <= most:
        return []
    return [f"{where} has to be {least} to {most} characters of text"]


def _unique(where: str, values: Iterable[str]) -> Faults:
    held = list(values)
    return [] if len(set(held)) == len(held) else [f"{where} has something twice"]


def _each(values: Any, most: int, where: str, look: Callable[[Any], Faults]) -> Faults:
    if not isinstance(values, list) or len(values) > most:
        return [f"{where} are at most {most}"]
    return [fault for value in values for fault in look(value)]


# Commands


def commands(payload: Any) -> Faults:
    """The body that tells Discord of all commands."""
    faults = _each(payload, limits.COMMANDS + 30, "commands", _command)
    if faults:
        return faults
    named = [f"{each['type']} {each['name']}" for each in payload]
    chat = sum(each["type"] == 1 for each in payload)
    return _unique("the list of commands", named) + (
        [f"slash commands are at most {limits.COMMANDS}"] if chat > limits.COMMANDS else []
    )


def _command(given: Any) -> Faults:
    if given.get("default_member_permissions") is not None:
        return ["a command is hidden from somebody"]
    menu = given.get("type") in (2, 3)
    if menu:
        faults = _keys("a menu", given, "name type", f"name_localizations {_PLACES}")
        return faults or ([] if _MENU_NAME.fullmatch(given["name"]) else ["a menu has 1 to 32 characters"])
    faults = _keys(
        "a command",
        given,
        "name description type",
        f"name_localizations description_localizations options {_PLACES}",
    )
    if faults:
        return faults
    faults = _named(given) + _options(given.get("options", []), depth=0)
    if given["type"] != 1:
        faults.append("a command has an unknown type")
    if not {*given.get("contexts", ())} <= {0, 1, 2} or not {*given.get("integration_types", ())} <= {0, 1}:
        faults.append("a command is for places that there are not")
    if not faults and weight(given) > limits.COMMAND:
        faults.append(f"/{given['name']} has more than {limits.COMMAND} characters in all")
    return faults


def _named(given: Mapping[str, Any]) -> Faults:
    faults = _text("a description", given["description"], limits.ABOUT)
    if not isinstance(given["name"], str) or not _NAME.fullmatch(given["name"]):
        faults.append("a name is 1 to 32 small letters, digits and dashes")
    for key in ("name_localizations", "description_localizations"):
        if not {*given.get(key, {})} <= _LOCALES:
            faults.append("Discord does not know the language")
        most = limits.ABOUT if key.startswith("desc") else limits.NAME
        faults += [
            fault for each in given.get(key, {}).values() for fault in _text("a translation", each, most)
        ]
    return faults


def _options(options: Any, depth: int) -> Faults:
    faults = _each(options, limits.OPTIONS, "options", lambda option: _option(option, depth))
    if faults:
        return faults
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        faults.append("a required option stands after an optional one")
    return faults + _unique("a command's options", (option["name"] for option in options))


def _option(given: Any, depth: int) -> Faults:
    faults = _keys(
        "an option",
        given,
        "name description type",
        "name_localizations description_localizations options required choices autocomplete max_length"
        " min_value max_value",
    )
    if faults:
        return faults
    faults = _named(given)
    match given["type"], depth:
        case 1, (0 | 1):
            faults += _options(given.get("options", []), depth=2)
        case 2, 0:
            faults += _options(given.get("options", []), depth=1)
        case ((3 | 4 | 5), _):
            if given.get("autocomplete") and given.get("choices"):
                faults.append("an option has choices and suggestions")
            faults += _each(given.get("choices", []), limits.CHOICES, "choices", _choice)
        case _:
            faults.append("an option has an unknown type, or stands too deep")
    return faults


def _choice(given: Any) -> Faults:
    faults = _keys("a choice", given, "name value", "name_localizations")
    return faults or _text("a choice", given["name"], limits.CHOICE) + _text(
        "a choice's value", given["value"], limits.CHOICE
    )


# Messages


def message(given: Any) -> Faults:
    """The body of a message, or of its edit."""
    faults = _keys("a message", given, "flags components allowed_mentions", "nonce enforce_nonce")
    if faults:
        return faults
    if not given["flags"] & _V2 or given["flags"] & ~_FLAGS:
        faults.append("a message has other flags than ours")
    if given["allowed_mentions"].get("parse") != []:
        faults.append("a message may ping whom it does not mean")
    if "nonce" in given:
        faults += _text("a nonce", given["nonce"], limits.NONCE)
    faults += _each(
        given["components"], limits.COMPONENTS, "components", lambda each: _shown(each, deep=False)
    )
    if faults:
        return faults
    inner = list(_inside(given["components"]))
    if not inner:
        faults.append("a message is empty")
    if len(inner) > limits.COMPONENTS:
        faults.append(f"a message has more than {limits.COMPONENTS} components")
    if sum(len(each.get("content", "")) for each in inner) > limits.TEXT:
        faults.append(f"a message has more than {limits.TEXT} characters")
    return faults + _unique("a message", (each["custom_id"] for each in inner if "custom_id" in each))


def thread(given: Any) -> Faults:
    """The body that starts a thread of a message."""
    faults = _keys("a thread", given, "name auto_archive_duration")
    return faults or _text("a thread's name", given["name"], limits.THREAD)


def _inside(components: Iterable[Any]) -> Iterable[Any]:
    for each in components:
        yield each
        yield from _inside(each.get("components", ()))


def _shown(given: Any, *, deep: bool) -> Faults:
    if given.get("components") == []:
        return ["a row or a frame is empty"]
    match given.get("type"):
        case 10:
            faults = _keys("a text", given, "type content", "id")
            return faults or _text("a text", given["content"], limits.TEXT)
        case 1:
            faults = _keys("a row", given, "type components", "id")
            if not faults and any(each.get("type") == 3 for each in given["components"]):
                return _each(given["components"], 1, "selects of a row", _select)
            return faults or _each(given["components"], limits.ROW, "buttons of a row", _button)
        case 17 if not deep:
            faults = _keys("a frame", given, "type components", "id")
            return faults or _each(
                given["components"], limits.COMPONENTS, "components", lambda each: _shown(each, deep=True)
            )
        case _:
            return ["a message has a component that we never send there"]


def _button(given: Any) -> Faults:
    faults = _keys("a button", given, "type style label custom_id", "id")
    if faults:
        return faults
    faults = _text("a label", given["label"], limits.LABEL)
    faults += _text("a custom id", given["custom_id"], limits.CUSTOM_ID)
    if given["type"] != 2 or given["style"] not in (1, 2, 4):
        faults.append("a button is of another kind than ours")
    return faults


def _select(given: Any) -> Faults:
    faults = _keys("a select", given, "type custom_id placeholder options", "max_values id")
    if faults:
        return faults
    faults = _text("a custom id", given["custom_id"], limits.CUSTOM_ID)
    faults += _text("a placeholder", given["placeholder"], limits.PLACEHOLDER)
    if not 1 <= given.get("max_values", 1) <= len(given["options"]):
        faults.append("of a select more can be picked than it has, or nothing")
    return faults + _offered(given["options"])


# Answers


def answer(given: Any) -> Faults:
    """The first answer to an interaction."""
    faults = _keys("an answer", given, "type", "data")
    if faults:
        return faults
    data = given.get("data") or {}
    match given["type"]:
        case 1:
            return []
        case 4 | 7:
            return message(data)
        case 5:
            return _keys("asking for time", data, "flags")
        case 8:
            return _keys("suggestions", data, "choices") or _each(
                data["choices"], limits.CHOICES, "suggestions", _choice
            )
        case 9:
            return modal(data)
        case _:
            return ["an answer has an unknown type"]


def modal(given: Any) -> Faults:
    faults = _keys("a form", given, "custom_id title components")
    if faults:
        return faults
    faults = _text("a form's id", given["custom_id"], limits.CUSTOM_ID)
    faults += _text("a form's title", given["title"], limits.MODAL_TITLE)
    faults += _each(given["components"], limits.MODAL_FIELDS, "fields", _labelled)
    asks = any(each["type"] == 18 for each in given["components"] if "type" in each)
    return faults or ([] if asks else ["a form asks for nothing"])


def _labelled(given: Any) -> Faults:
    if given.get("type") == 10:
        return _shown(given, deep=True)
    if given.get("type") != 18:
        return ["a form has something else than labelled fields"]
    faults = _keys("a label", given, "type label component", "description id")
    if faults:
        return faults
    faults = _text("a label", given["label"], limits.FIELD_LABEL)
    if "description" in given:
        faults += _text("a description", given["description"], limits.FIELD_ABOUT)
    return faults + _asked(given["component"])


def _asked(given: Any) -> Faults:
    match given.get("type"):
        case 4:
            faults = _keys("a field", given, "type custom_id style", "required max_length value")
            return faults or (
                _text("a field's id", given["custom_id"], limits.CUSTOM_ID)
                + _text("a field's text", given.get("value", ""), limits.FIELD_TEXT, least=0)
            )
        case 3:
            faults = _keys("a select", given, "type custom_id options", "required min_values")
            return faults or _offered(given["options"])
        case _:
            return ["a form has a field of another kind"]


def _offered(options: Any) -> Faults:
    faults = _each(options, limits.CHOICES, "options", _selectable)
    return faults or (
        _unique("a select", (each["value"] for each in options)) if options else ["a select has no options"]
    )


def _selectable(given: Any) -> Faults:
    faults = _keys("an option", given, "label value", "default description")
    if faults:
        return faults
    faults = _text("a label", given["label"], limits.CHOICE) + _text("a value", given["value"], limits.CHOICE)
    return faults + (
        _text("a description", given["description"], limits.CHOICE) if "description" in given else []
    )
