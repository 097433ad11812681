"""What Discord must be told about our commands: slash commands and menus, generated from the declarations."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.discord.limits import ABOUT, CHOICE, CHOICES, COMMAND, OPTION_TEXT, OPTIONS, cut
from bot.binding import GROUP, Param, Spec
from bot.boundary import Reader
from bot.catalog import languages
from bot.commands import Choice, Flag, Line, Lines, Many, Parsed, Person, Record, Whole
from bot.platforms import Commands
from bot.text import Text, Words
from bot.writing import PlainMarkup, write

SUBCOMMAND, SUBCOMMAND_GROUP, STRING, INTEGER, BOOLEAN = 1, 2, 3, 4, 5
CHAT, USER_MENU, MESSAGE_MENU = 1, 2, 3
ITSELF: Final = "current"
"""Stands for a command that has others under it (`/group charter`): Discord has no such commands."""
MORE: Final = "more"
"""The option for whatever else one might give, where a command has more parameters than Discord takes."""

_LOCALES: Final = {"en": ("en-US", "en-GB"), "fr": ("fr",), "es": ("es-ES", "es-419"), "de": ("de",)}
"""Discord's names for the languages that we may speak."""
_EVERYBODY: Final = {"default_member_permissions": None}
"""Shown to all, whatever they may do in the server: what one may do in a group is up to one's seat there, and
each command is checked for it. An administrator can hide commands all the same."""
_PLAIN = PlainMarkup()
_SHORTEST: Final = 30
_MORE_ABOUT: Final = Text("anything else, as name:value")


@dataclass(frozen=True, slots=True)
class Menu:
    """A command in the menu of a message or of a person. It opens as a form, with what was chosen under
    `param`; not shown where there is no such command."""

    kind: int
    name: Text
    path: str
    param: str


SEAT: Final = Menu(USER_MENU, Text("Show seat"), "member show", "who")
"""In the menu of a person, where there is such a command."""


@dataclass(frozen=True, slots=True)
class Declared:
    """All commands as Discord takes them, and the way back: which of ours each name means."""

    payload: tuple[dict[str, Any], ...]
    paths: Mapping[tuple[str, ...], str]
    menus: Mapping[tuple[int, str], Menu]


def declared(specs: Mapping[str, Spec], abouts: Mapping[str, Text]) -> Declared:
    """Of all commands that people may give. `abouts`: what each feature is about, by its name."""
    listed = {path: spec for path, spec in specs.items() if spec.command.right.of_people}
    paths = {_named(path, listed): path for path in listed}
    tops: dict[str, dict[tuple[str, ...], Spec]] = {}
    for words, path in paths.items():
        tops.setdefault(words[0], {})[words] = listed[path]
    menus = {(menu.kind, menu.name.source): menu for menu in _menus(listed)}
    payload = (
        *(_fitting(top, tops[top], abouts.get(top)) for top in tops),
        *map(_menu, menus.values()),
    )
    return Declared(payload, paths, menus)


def manifest(commands: Commands) -> str:
    """The same as Discord is told, for people to read."""
    payload = list(declared(commands.specs, commands.abouts).payload)
    return json.dumps(payload, ensure_ascii=False, indent=2)


def _menus(listed: Mapping[str, Spec]) -> Iterator[Menu]:
    """Of messages: the shortcuts that take one. Of people: their seat."""
    for path, spec in listed.items():
        shortcut = spec.command.shortcut
        if shortcut is not None and shortcut.message and path == spec.command.path:
            yield Menu(MESSAGE_MENU, shortcut.name, path, shortcut.message)
    if SEAT.path in listed:
        yield SEAT


def _named(path: str, listed: Iterable[str]) -> tuple[str, ...]:
    words = tuple(path.split(" "))
    has_more = any(other.startswith(f"{path} ") for other in listed)
    return (*words, ITSELF) if has_more else words


def _fitting(top: str, below: Mapping[tuple[str, ...], Spec], about: Text | None) -> dict[str, Any]:
    """As much as Discord has room for, which counts all of a command together: else choices are explained once
    only, and if that is not enough, descriptions are cut."""
    most, made = ABOUT, _top(top, below, about, ABOUT)
    if weight(made) > COMMAND:
        made = _explained_once(made)
    while weight(made) > COMMAND and most > _SHORTEST:
        most -= 10
        made = _explained_once(_top(top, below, about, most))
    return made


def _explained_once(top: Mapping[str, Any]) -> dict[str, Any]:
    """Choices that an earlier subcommand has, too, are called as one types them."""
    said: set[tuple[str, ...]] = set()

    def briefer(option: Mapping[str, Any]) -> dict[str, Any]:
        made = dict(option)
        if "options" in made:
            made["options"] = [briefer(each) for each in made["options"]]
        if "choices" in made:
            values = (option["name"], *(each["value"] for each in made["choices"]))
            if values in said:
                made["choices"] = [_choice(value, None) for value in values[1:]]
            said.add(values)
        return made

    return briefer(top)


def weight(made: Any) -> int:
    """What Discord counts of a command: names, descriptions and values, each in its longest translation."""
    if isinstance(made, list):
        return sum(map(weight, made))
    if not isinstance(made, dict):
        return 0
    longest = max(map(len, made.get("description_localizations", {}).values()), default=0)
    named = max(map(len, made.get("name_localizations", {}).values()), default=0)
    value = made.get("value", "")
    return (
        max(len(made.get("name", "")), named)
        + max(len(made.get("description", "")), longest)
        + (len(value) if isinstance(value, str) else 0)
        + weight(made.get("options", []))
        + weight(made.get("choices", []))
    )


def _top(top: str, below: Mapping[tuple[str, ...], Spec], about: Text | None, most: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": CHAT,
        "name": top,
        "contexts": [0, 1],
        "integration_types": [0],
        **_EVERYBODY,
    }
    if (top,) in below:
        spec = below[top,]
        return {**made, **_about(spec.command.about, most), "options": _options(spec, most)}
    options: list[dict[str, Any]] = []
    groups: dict[str, list[dict[str, Any]]] = {}
    for words, spec in below.items():
        sub = {
            "type": SUBCOMMAND,
            "name": words[-1],
            **_about(spec.command.about, most),
            "options": _options(spec, most),
        }
        if len(words) == 2:
            options.append(sub)
            continue
        if words[1] not in groups:
            groups[words[1]] = []
            options.append(
                {
                    "type": SUBCOMMAND_GROUP,
                    "name": words[1],
                    **_about(spec.command.about, most),
                    "options": groups[words[1]],
                }
            )
        groups[words[1]].append(sub)
    assert len(options) <= OPTIONS
    about = about or next(iter(below.values())).command.about
    return {**made, **_about(about, most), "options": options}


def _options(spec: Spec, most: int) -> list[dict[str, Any]]:
    """Those that Discord insists on come first: what one picks. For what one writes, it does not insist, so
    that a command alone opens its form."""
    wanted = sorted(spec.params, key=lambda param: not _insisted(param))
    options = [_option(param, most) for param in wanted]
    if len(options) > OPTIONS:
        more = {"type": STRING, "name": MORE, **_about(_MORE_ABOUT, most), "max_length": OPTION_TEXT}
        options = [*options[: OPTIONS - 1], more]
    return options


def _insisted(param: Param) -> bool:
    return param.required and isinstance(param.kind, Record | Person | Choice | Whole | Flag)


def _option(param: Param, most: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": STRING,
        "name": param.name,
        **_about(param.kind.about, most),
        "required": _insisted(param),
    }
    if param.name == GROUP:
        return {**made, "autocomplete": True}
    match param.kind:
        case Whole() as whole:
            made |= {"type": INTEGER, "min_value": whole.least, "max_value": whole.most}
        case Flag():
            made |= {"type": BOOLEAN}
        case Choice() as choice:
            labels = dict(choice.labels)
            members = list(choice.of)
            if len(members) <= CHOICES:
                made |= {"choices": [_choice(each.value, labels.get(each)) for each in members]}
            else:
                made |= {"autocomplete": True}
        case Record() | Person():
            made |= {"autocomplete": True}
        case Line() | Lines() | Parsed():
            made |= {"max_length": min(param.kind.most, OPTION_TEXT)}
        case Many() as many:
            made |= {"max_length": min(many.most * (many.each + 3), OPTION_TEXT)}
        case _:
            made |= {"max_length": 200}
    return made


def _choice(value: str, label: Text | None) -> dict[str, Any]:
    if label is None:
        return {"name": value, "value": value}
    return {
        "name": cut(_said(label, "en"), CHOICE),
        "name_localizations": _translations(label, CHOICE),
        "value": value,
    }


def _menu(menu: Menu) -> dict[str, Any]:
    return {
        "type": menu.kind,
        "name": menu.name.source,
        "name_localizations": _translations(menu.name, 32),
        "contexts": [0, 1] if menu.kind == MESSAGE_MENU else [0],
        "integration_types": [0],
        **_EVERYBODY,
    }


def _about(words: Words, most: int) -> dict[str, Any]:
    return {
        "description": cut(_said(words, "en"), most),
        "description_localizations": _translations(words, most),
    }


def _translations(words: Words, most: int) -> dict[str, str]:
    """English stands among them too: Discord falls back in odd ways where its own locales are missing."""
    return {
        locale: cut(_said(words, language), most)
        for language in languages()
        for locale in _LOCALES.get(language, ())
    }


def _said(words: Words, language: str) -> str:
    return " ".join(write(words, Reader(language), _PLAIN).split())
