"""What people see of alternates."""

from __future__ import annotations

from bot.blocks import Block, Button, Buttons, Paragraph, Style
from bot.boundary import Reply
from bot.commands import Need
from bot.text import Text


def asked(name: str) -> Reply:
    return _said(
        Text(
            "{name} is asked to be your alternate, and knows. Once they accept, they vote in polls that open"
            " from then on, when you are away for the whole time or step aside.",
            name=name,
        )
    )


def accepted(name: str) -> Reply:
    return _said(
        Text(
            "You are the alternate of {name} now. In polls that open from now on you vote when they are away for"
            " the whole time or step aside; you are told each time.",
            name=name,
        )
    )


def declined(name: str) -> Reply:
    return _said(Text("You declined, and {name} is told.", name=name))


def ended(*, holder: bool, name: str) -> Reply:
    """`holder`: it was the caller's alternate."""
    if holder:
        return _said(
            Text("{name} is not your alternate any more. Polls that are open stay as they are.", name=name)
        )
    return _said(
        Text("You are not the alternate of {name} any more. Polls that are open stay as they are.", name=name)
    )


def _said(text: Text) -> Reply:
    return Reply((Paragraph(text),))


# What is told


def told_asked(group: str, name: str, mark: tuple[tuple[str, str], ...]) -> tuple[Block, ...]:
    """To whoever was asked."""
    found = need(group, name, mark)
    return (Paragraph(found.text), Buttons(found.buttons))


def need(group: str, name: str, mark: tuple[tuple[str, str], ...]) -> Need:
    return Need(
        Text(
            "{name} asks you to be their alternate in {group}: to vote when they are away or step aside.",
            name=name,
            group=group,
        ),
        (
            Button(Text("Accept"), "member alternate", (*mark, ("change", "accept")), Style.PRIMARY),
            Button(Text("Decline"), "member alternate", (*mark, ("change", "decline"))),
        ),
    )


def told_answer(group: str, name: str, *, accepted: bool, ended: bool, to_holder: bool) -> tuple[Block, ...]:
    """To the other of the two, whose name is `name`."""
    if ended and not accepted:
        text = Text(
            "{name} declined to be your alternate in {group}. You can ask somebody else.",
            name=name,
            group=group,
        )
    elif ended and to_holder:
        text = Text("{name} is not your alternate in {group} any more.", name=name, group=group)
    elif ended:
        text = Text("You are not the alternate of {name} in {group} any more.", name=name, group=group)
    else:
        text = Text(
            "{name} is your alternate in {group} from now on. {name} votes in polls that open after this, when"
            " you are away for the whole time or step aside.",
            name=name,
            group=group,
        )
    return (Paragraph(text),)
