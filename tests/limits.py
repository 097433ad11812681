"""What every platform can show: the smallest limits of all. Every story checks everything it shows."""

from __future__ import annotations

from collections.abc import Mapping

from bot.binding import Spec
from bot.blocks import Block, Buttons, Select
from bot.boundary import Form, Reader
from bot.engine import EDIT
from bot.forms import MOST_FIELDS, MOST_SUGGESTIONS
from bot.plain import plain
from bot.token import MOST as LONGEST_TOKEN
from bot.token import pack, unpack, unpack_pick
from bot.writing import PlainMarkup, write
from tests.adapters.discord.fits import check_discord, check_discord_form
from tests.adapters.slack.fits import check_slack, check_slack_form

MOST_BLOCKS = 50
"""Of one message (Slack)."""
MOST_BUTTONS = 25
"""Of one message (Discord: five rows of five)."""
LONGEST_LABEL = 75
"""Of a button (Slack)."""
MOST_OPTIONS = 25
"""Of a select (Discord)."""
LONGEST_VALUE = 75
"""Of an option of a select (Slack)."""
LONGEST_CHOICE = 100
"""Of a suggestion: its value and its label (Discord)."""


def check_blocks(blocks: tuple[Block, ...], reader: Reader, specs: Mapping[str, Spec]) -> None:
    assert plain(blocks, reader).strip(), "a message without words"
    assert len(blocks) <= MOST_BLOCKS
    buttons = [button for block in blocks if isinstance(block, Buttons) for button in block.buttons]
    assert len(buttons) <= MOST_BUTTONS
    for button in buttons:
        label = write(button.label, reader, PlainMarkup())
        assert 0 < len(label) <= LONGEST_LABEL, f"too long for a button: {label}"
        token = pack(button.path, button.values)
        assert len(token) <= LONGEST_TOKEN
        assert unpack(token) == (button.path, dict(button.values))
        if button.path != EDIT:
            spec = specs.get(button.path)
            assert spec is not None, f"{label!r} names no command: {button.path}"
            unknown = {name for name, _ in button.values} - set(spec.by_name)
            assert not unknown, f"{label!r} gives {button.path} what it does not take: {unknown}"
    for select in (block for block in blocks if isinstance(block, Select)):
        check_select(select, reader, specs)
    check_slack(blocks, reader)
    check_discord(blocks, reader)


def check_select(select: Select, reader: Reader, specs: Mapping[str, Spec]) -> None:
    """No platform has to show a button instead because of what it offers."""
    assert 0 < len(select.options) <= MOST_OPTIONS
    assert 0 < select.most <= MOST_OPTIONS
    values = [option.value for option in select.options]
    assert len(set(values)) == len(values)
    token = pack(select.path, select.values, select.param)
    for option in select.options:
        assert 0 < len(option.value) <= LONGEST_VALUE
        assert write(option.label, reader, PlainMarkup()).strip()
        assert unpack_pick(token, option.value) == (select.path, dict(select.picking(option).values))
    assert {select.param, *(name for name, _ in select.values)} <= set(specs[select.path].by_name)


def check_form(form: Form, specs: Mapping[str, Spec]) -> None:
    assert form.path in specs
    assert 0 < len(form.fields) <= MOST_FIELDS
    for field in form.fields:
        assert len(field.choices) <= MOST_SUGGESTIONS
        for choice in field.choices:
            assert 0 < len(choice.value) <= LONGEST_CHOICE
            assert 0 < len(write(choice.label, form.reader, PlainMarkup())) <= LONGEST_CHOICE
    check_slack_form(form, specs[form.path])
    check_discord_form(form)
