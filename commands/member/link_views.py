"""What people see of linking accounts: the code, what will be joined, what was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.addresses import AccountRef
from bot.blocks import Block, Button, Buttons, Facts, Heading, Paragraph, Style
from bot.boundary import Reply
from bot.refusals import Why
from bot.text import Arg, Code, Text, Words, listing, verbatim
from commands.member.codes import LIFE
from commands.member.views import NONE

LINK, UNLINK = "member link", "member unlink"
MINUTES = int(LIFE.total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Side:
    """One of two accounts that are to be one person's: what its person is called, and the groups they sit in."""

    account: AccountRef
    name: str
    groups: tuple[str, ...]


def address(account: AccountRef) -> str:
    """An account as it is shown and typed: `slack/T1/U2`, `discord/5`."""
    return "/".join(part for part in (account.platform, account.space, account.user) if part)


def made(code: str, accounts: Sequence[AccountRef]) -> Reply:
    """The code is told once; whoever asks again gets another."""
    return Reply(
        (
            Heading(Text("Your code: {code}", code=Code(code))),
            Paragraph(
                Text(
                    "Within {minutes} minutes type {line} with your other account, in Slack {slack}. There you see what"
                    " will be joined before anything happens.",
                    minutes=MINUTES,
                    line=Code(f"/{LINK} {code}"),
                    slack=Code(f"/wg {LINK} {code}"),
                )
            ),
            Paragraph(
                Text("Give it to nobody: whoever uses it acts as you. It works once, and a new one ends it.")
            ),
            *_several(accounts),
        ),
        instead=(
            Paragraph(Text("You were told the code already. {link} makes a new one.", link=Code(f"/{LINK}"))),
        ),
    )


def _several(accounts: Sequence[AccountRef]) -> tuple[Block, ...]:
    """Where somebody has several already: which, and where private messages go."""
    if len(accounts) < 2:
        return ()
    return (
        Paragraph(
            Text(
                "Your accounts: {accounts}. Private messages go to the first of them; {messages} brings them to the"
                " account in which you type it.",
                accounts=addresses(accounts),
                messages=Code(f"/{LINK} messages:yes"),
            )
        ),
    )


def addresses(accounts: Sequence[AccountRef]) -> Arg:
    return listing(*(Code(address(account)) for account in accounts))


def asked(first: Side, second: Side, code: str) -> Reply:
    """Before anything happens."""
    return Reply(
        (
            Heading(Text("Join these two accounts?")),
            Facts((_side(first), _side(second))),
            Paragraph(
                Text(
                    "Both will be one person with one seat and one ballot in each group. Name, language, zone and quiet"
                    " hours stay those of {account}; seats and all that hangs on them come along.",
                    account=Code(address(first.account)),
                )
            ),
            Paragraph(
                Text(
                    "Do it only if both are yours: each acts as the other. The other account is told, and either of"
                    " them can undo it."
                )
            ),
            Buttons(
                (Button(Text("Join them"), LINK, (("code", code), ("confirm", "yes")), style=Style.PRIMARY),)
            ),
        )
    )


def _side(side: Side) -> tuple[Words, Words]:
    groups: Words = Text("{groups}", groups=listing(*side.groups)) if side.groups else NONE
    return (
        verbatim(address(side.account)),
        Text("{name}; seats: {groups}", name=side.name, groups=groups),
    )


def wrong() -> Reply:
    """The same words whether it never was, is over, or was used: nobody learns which codes there are."""
    return Reply(
        (
            Paragraph(
                Text(
                    "This code is not good, or not any more. Type {link} with your other account for a new one.",
                    link=Code(f"/{LINK}"),
                )
            ),
        ),
        Why.NOT_FOUND,
    )


def joined(account: AccountRef, first: AccountRef, told: AccountRef) -> Reply:
    """`told` is where private messages go."""
    return Reply(
        (
            Paragraph(
                Text(
                    "{account} and {first} are one person now. {unlink} parts them again.",
                    account=Code(address(account)),
                    first=Code(address(first)),
                    unlink=Code(f"/{UNLINK} {address(account)}"),
                )
            ),
            Paragraph(
                Text(
                    "Private messages go to {told}; {messages} brings them here.",
                    told=Code(address(told)),
                    messages=Code(f"/{LINK} messages:yes"),
                )
            ),
        )
    )


def told(account: AccountRef, name: str) -> tuple[Block, ...]:
    """To the account whose code was used."""
    return (
        Paragraph(
            Text(
                "Your code was used: {name}, {account}, is linked with you now and acts as you. If that was not you,"
                " undo it.",
                name=name,
                account=Code(address(account)),
            )
        ),
        Buttons((Button(Text("Undo"), UNLINK, (("account", address(account)),), style=Style.DANGER),)),
    )


def comes_here(account: AccountRef) -> Reply:
    return Reply(
        (Paragraph(Text("Private messages come to {account} from now on.", account=Code(address(account)))),)
    )


def unlinked(account: AccountRef, groups: Sequence[str]) -> Reply:
    """`groups`: where the seats are that went with it."""
    blocks: list[Block] = [
        Paragraph(Text("{account} is not linked with you any more.", account=Code(address(account))))
    ]
    if groups:
        blocks.append(
            Paragraph(Text("The seats that it had brought went with it: {groups}.", groups=listing(*groups)))
        )
    return Reply(tuple(blocks))
