"""What Discord is told about our commands, and what it refuses that nobody else would notice."""

from __future__ import annotations

import re
from typing import Any

import pytest

from adapters.discord import limits
from adapters.discord.payload import _LOCALES, ITSELF, MORE, declared, weight
from bot.binding import spec_of
from bot.catalog import languages
from bot.feature import Registry
from commands import FEATURES
from tests.adapters.discord.contract import faults, needs_contract

REGISTRY = Registry(FEATURES)
SPECS = {path: spec_of(handles.command, path) for path, handles in REGISTRY.handles.items()}
DECLARED = declared(SPECS, {feature.name: feature.about for feature in FEATURES})
NAME = re.compile(r"[-_a-z0-9]{1,32}")


@needs_contract
def test_discord_takes_all_our_commands() -> None:
    assert faults("PUT", "/applications/1/commands", list(DECLARED.payload)) == []


def test_every_command_that_people_give_is_there_under_a_name_of_its_own() -> None:
    listed = [path for path, spec in SPECS.items() if spec.command.right.of_people]
    assert sorted(DECLARED.paths.values()) == sorted(listed)
    assert DECLARED.paths["group", "charter", ITSELF] == "group charter"


@pytest.mark.parametrize("top", DECLARED.payload, ids=lambda top: str(top["name"]))
def test_a_command_keeps_the_limits(top: dict[str, Any]) -> None:
    assert weight(top) <= limits.COMMAND
    if top["type"] == 1:
        _check(top, depth=0)


def _check(made: dict[str, Any], depth: int) -> None:
    assert NAME.fullmatch(made["name"])
    assert 0 < len(made["description"]) <= limits.ABOUT
    assert all(0 < len(each) <= limits.ABOUT for each in made["description_localizations"].values())
    options = made.get("options", [])
    assert len(options) <= limits.OPTIONS
    assert len({option["name"] for option in options}) == len(options), "named twice"
    assert depth <= 3
    asked = [bool(option.get("required")) for option in options]
    assert asked == sorted(asked, reverse=True), "what is required comes first"
    for option in options:
        choices = option.get("choices", [])
        assert len(choices) <= limits.CHOICES
        assert not (choices and option.get("autocomplete"))
        assert all(0 < len(choice["name"]) <= limits.CHOICE for choice in choices)
        _check(option, depth + 1)


def test_nothing_that_is_said_of_a_command_is_cut_short() -> None:
    """Where a command holds more than Discord takes, choices are explained once, and called as one types them then."""
    assert [each for top in DECLARED.payload for each in _cut(top)] == []
    poll = next(top for top in DECLARED.payload if top["name"] == "poll")
    opened, previewed = (
        next(option for option in sub["options"] if option["name"] == "method")["choices"]
        for sub in poll["options"]
        if sub["name"] in ("open", "preview")
    )
    assert opened[0]["name"].startswith("vote: ")
    assert [each["value"] for each in opened] == [each["name"] for each in previewed]


def _cut(made: dict[str, Any]) -> list[str]:
    said = [made.get("description", ""), *made.get("description_localizations", {}).values()]
    inner = [each for option in made.get("options", []) for each in _cut(option)]
    return [each for each in said if each.endswith("…") and not each.endswith(", …")] + inner


def test_descriptions_are_cut_where_there_is_no_other_way() -> None:
    """Nearly twice as much as Discord takes."""
    crowded = {
        f"poll {name}{number}": spec
        for number in range(2)
        for name, spec in ((path.removeprefix("poll "), spec) for path, spec in SPECS.items())
        if spec.command.right.of_people
        and spec.path.startswith("poll ")
        and name in ("open", "preview", "vote")
    }
    (top,) = (each for each in declared(crowded, {}).payload if each["type"] == 1)
    assert 7000 < weight(top) <= limits.COMMAND
    assert _cut(top)


def test_each_language_has_descriptions_in_discord() -> None:
    spoken = [_LOCALES[language] for language in languages()]
    for top in DECLARED.payload:
        told = top["description_localizations" if top["type"] == 1 else "name_localizations"]
        assert sorted(told) == sorted(locale for locales in spoken for locale in locales)


def test_what_does_not_fit_among_the_options_can_be_given_all_the_same() -> None:
    for spec in SPECS.values():
        names = [param.name for param in spec.params]
        assert MORE not in names
    assert len([top for top in DECLARED.payload if top["type"] == 1]) <= limits.COMMANDS
