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
