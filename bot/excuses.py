"""How the engine words what it cannot do: refusals, faults of ours, and rights that are missing."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from bot.binding import KEY_MARK
from bot.blocks import Block, Paragraph
from bot.boundary import Door, Reader, Reply, Request
from bot.feature import Call
from bot.people import Role
from bot.refusals import Fault, Refusal, Why
from bot.text import Code, Text, Words, listing

_ALIKE = 0.6
"""What is less like it is a guess that helps nobody."""
_SHOWN = 60
"""Characters of what is no command."""


def unknown(typed: str, paths: Sequence[str]) -> Refusal:
    """No such command; the nearest ones of `paths`."""
    first = typed.partition(" ")[0]
    near = get_close_matches(typed, paths, 3, _ALIKE)
    if not any(path.partition(" ")[0] == first for path in paths):
        # Whoever forgets the first word means the second: /vote P-1 yes.
        ends = {path: path.rpartition(" ")[2] for path in paths}
        meant = get_close_matches(first, set(ends.values()), 3, 0.75)
        near = list(dict.fromkeys([*(path for end in meant for path in paths if ends[path] == end), *near]))[
            :3
        ]
        typed = typed if near and not meant else first
    said = Code(f"/{typed if len(typed) <= _SHOWN else typed[: _SHOWN - 1] + '…'}")
    if near:
        found = listing(*(Code(f"/{path}") for path in near))
        text = Text("There is no command {typed}. The nearest: {near}.", typed=said, near=found)
    else:
        text = Text("There is no command {typed}. {help} lists them all.", typed=said, help=Code("/help"))
    return Refusal(text, Why.UNKNOWN_COMMAND)


def busy(reader: Reader) -> Reply:
    text = Text("Convenor cannot reach its database right now; nothing was changed. Try again soon.")
    return Reply((Paragraph(text),), Why.BUSY, reader=reader)


def broken(reference: str, reader: Reader) -> Reply:
    """A fault of ours; the log says more under the same reference."""
    text = Text(
        "Something broke on our side; nothing was changed. Reference {reference}.", reference=Code(reference)
    )
    return Reply((Paragraph(text),), Why.FAULT, reader=reader)


def together(faults: tuple[Fault, ...]) -> Words:
    return faults[0].text if len(faults) == 1 else Text("{count} things do not fit.", count=len(faults))


def refused(refusal: Refusal, request: Request, reader: Reader, *, reads: bool = False) -> Reply:
    """The refusal as an answer: what is wrong, each fault with its parameter, and what was typed. `reads`: the
    command changes nothing anyway."""
    blocks: list[Block] = []
    if refusal.faults:
        if not reads:
            blocks.append(Paragraph(Text("Nothing was changed.")))
        for fault in refusal.faults:
            if fault.field:
                blocks.append(
                    Paragraph(Text("{name} {fault}", name=Code(f"{fault.field}:"), fault=fault.text))
                )
            else:
                blocks.append(Paragraph(fault.text))
    else:
        blocks.append(Paragraph(refusal.text))
    if refusal.why in (Why.MALFORMED, Why.UNKNOWN_COMMAND) and request.line and len(request.line) <= 2000:
        blocks.append(Paragraph(Text("You typed: {line}", line=request.line)))
    return Reply(tuple(blocks), refusal.why, refusal.faults, reader)


def no_group(call: Call[Any], named: str) -> Words:
    if named and call.request.door is not Door.PRESS and not named.startswith(KEY_MARK):
        return Text("I cannot tell which group “{typed}” is. {list} shows yours.", typed=named,
                    list=Code("/group list"))  # fmt: skip
    if call.request.where.is_private and not call.tx.own_groups(call.account):
        return Text(
            "You have no seat in any group yet. In the channel of a group take one with {join}, or start a group in a"
            " channel of yours with {create}.",
            join=Code("/member join"),
            create=Code("/group create NAME"),
        )
    if call.request.where.is_private:
        return Text("I do not know which group you mean. Add {group}, or see {list}.", group=Code('group:"NAME"'),
                    list=Code("/group list"))  # fmt: skip
    if own := call.tx.own_groups(call.account):
        # Its name is only of help where it can be typed as it is.
        name = own[0] if len(own) == 1 and '"' not in own[0] else "NAME"
        return Text(
            "This channel is not the home of a group yet. Add {group}, or start a group here with {create}.",
            group=Code(f'group:"{name}"'),
            create=Code("/group create NAME"),
        )
    return Text(
        "This channel is not the home of a group yet. Start one with {create}.",
        create=Code("/group create NAME"),
    )


def too_low(pending: bool, least: Role) -> Words:
    if pending:
        return Text("Your seat is waiting to be confirmed. Until then you can watch.")
    match least:
        case Role.COORDINATOR:
            return Text(
                "Only a coordinator can do this. {list} shows who coordinates.", list=Code("/member list")
            )
        case Role.FACILITATOR:
            return Text("Only a facilitator or a coordinator can do this. {list} shows who they are.",
                        list=Code("/member list"))  # fmt: skip
        case _:
            return Text("Observers can watch, but not do this. A coordinator can change your role.")
