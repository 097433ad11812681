"""Which buttons and selects are shown: in a group that was closed only those of commands that change nothing.

The engine would refuse the others (bot.rights); nobody is offered what will be refused.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.blocks import Block, Button, Buttons, Select
from bot.commands import Command, Scope

CommandOf = Callable[[str], type[Command] | None]
"""The command that a path names."""


def offered(
    blocks: tuple[Block, ...], command_of: CommandOf, is_closed: Callable[[int], bool]
) -> tuple[Block, ...]:
    """`blocks` without the buttons and selects that would be refused. `is_closed` tells it of a group by its id."""
    buttons = [button for block in blocks for button in _pressed(block)]
    groups = {button: _changes(button, command_of) for button in buttons}
    shut = {group for group in set(groups.values()) if group is not None and is_closed(group)}
    if not shut:
        return blocks
    left: list[Block] = []
    for block in blocks:
        pressed = _pressed(block)
        open_ones = tuple(each for each in pressed if groups[each] not in shut)
        if isinstance(block, Buttons):
            block = Buttons(open_ones)
        if open_ones or not pressed:
            left.append(block)
    return tuple(left)


def _pressed(block: Block) -> tuple[Button, ...]:
    match block:
        case Buttons():
            return block.buttons
        case Select():
            return (block.asking,)
        case _:
            return ()


def _changes(button: Button, command_of: CommandOf) -> int | None:
    """The id of the group that this button would change; None where it would change none."""
    command = command_of(button.path)
    if command is None or command.reads or command.scope is not Scope.GROUP:
        return None
    group = dict(button.values).get("group", "")
    return int(group) if group.isdecimal() else None
