"""What actions look like: one by one, in a list, in the homes, and in private messages."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import Block, Button, Buttons, Facts, Heading, Paragraph
from bot.commands import Need
from bot.selects import show_one
from bot.text import Code, Text, Words, listing, verbatim
from commands.action.rules import State
from commands.action.values import Happened, Sight

_LABEL, _BRIEF = 80, 200
"""Characters of an action's text in a list to choose from, and in one to read; a whole message may be one."""


def who(name: str) -> Words:
    return verbatim(name) if name else Text("somebody whose name was erased")


def had_by(sight: Sight) -> Words:
    """Who has it, to stand within a sentence."""
    named = [who(name) for name in sight.owners]
    if sight.stakeholder:
        named.append(Text("everybody in {stakeholder}", stakeholder=sight.stakeholder))
    return Text("{names}", names=listing(*named)) if named else Text("nobody")


def brief(sight: Sight, most: int = _BRIEF) -> str:
    """Its text among others, in one line; `/action show` has all of it."""
    text = " ".join(sight.text.split())
    return text if len(text) <= most else text[:most].rstrip() + "…"


def title(sight: Sight) -> Words:
    return Text("{action}: {text}", action=Code(sight.short), text=sight.text)


def when(sight: Sight) -> Words:
    """Where it is, in few words."""
    match sight.state:
        case State.DONE:
            return Text("done on {at}", at=sight.ended_at or sight.opened_at)
        case State.DROPPED:
            return Text("dropped on {at}", at=sight.ended_at or sight.opened_at)
        case State.OPEN if sight.due_at is None:
            return Text("open, without a due date")
        case State.OPEN if sight.overdue:
            return Text("overdue since {due}", due=sight.due_at)
        case State.OPEN:
            return Text("due {due}", due=sight.due_at)


def line(sight: Sight) -> Words:
    """All of it in one line."""
    return Text(
        "{action}: {text} ({owners}; {when})",
        action=Code(sight.short),
        text=brief(sight),
        owners=had_by(sight),
        when=when(sight),
    )


def dated(sight: Sight) -> Words:
    """For a calendar, where it stands at its due date."""
    if sight.state is State.DONE:
        return Text("{action}, done: {text}", action=Code(sight.short), text=sight.text)
    return Text("{action} is due: {text}", action=Code(sight.short), text=sight.text)


def label(sight: Sight) -> Words:
    """For autocomplete."""
    text = brief(sight, _LABEL)
    return Text("{action}: {text} ({when})", action=Code(sight.short), text=text, when=when(sight))


# Buttons


def button(sight: Sight, label: Words, path: str) -> Button:
    """A button of this very action; what else the command needs is asked for."""
    return Button(label, path, (("group", str(sight.group_id)), ("action", sight.key)))


def hand_over(sight: Sight) -> Button:
    return button(sight, Text("Hand over"), "action assign")


def acts(sight: Sight) -> tuple[Block, ...]:
    if sight.state is not State.OPEN:
        return ()
    done = button(sight, Text("Done"), "action done")
    later = button(sight, Text("Need more time"), "action due")
    return (Buttons((done, later, hand_over(sight))),)


# Answers


def added(sight: Sight, *, own: bool) -> tuple[Block, ...]:
    if own and sight.due_at is not None:
        text: Words = Text(
            "{action} is yours, {when}. You are told a day before and when it is due.",
            action=Code(sight.short),
            when=when(sight),
        )
    elif own:
        text = Text(
            "{action} is yours. Without a due date nobody is reminded of it: {due}",
            action=Code(sight.short),
            due=Code(f'/action due {sight.short} "in 2 weeks"'),
        )
    elif sight.due_at is not None:
        text = Text(
            "{action} is with {owners}, {when}. They are told now, a day before and when it is due.",
            action=Code(sight.short),
            owners=had_by(sight),
            when=when(sight),
        )
    else:
        text = Text(
            "{action} is with {owners}, who are told. Without a due date nobody is reminded of it: {due}",
            action=Code(sight.short),
            owners=had_by(sight),
            due=Code(f'/action due {sight.short} "in 2 weeks"'),
        )
    return (Paragraph(text), Buttons((hand_over(sight),)))


def assigned(sight: Sight) -> tuple[Block, ...]:
    text = Text(
        "{action} is with {owners} now, {when}.",
        action=Code(sight.short),
        owners=had_by(sight),
        when=when(sight),
    )
    return (Paragraph(text),)


def moved(sight: Sight) -> tuple[Block, ...]:
    return (Paragraph(Text("{action} is {when} now.", action=Code(sight.short), when=when(sight))),)


def noted(short: str) -> tuple[Block, ...]:
    text = Text("Noted. {show} tells all that happened.", show=Code(f"/action show {short}"))
    return (Paragraph(text),)


def done(sight: Sight) -> tuple[Block, ...]:
    text = Text("{action} is done: {text}", action=Code(sight.short), text=brief(sight))
    return (Paragraph(text), Buttons((button(sight, Text("Undo"), "action reopen"),)))


def dropped(sight: Sight) -> tuple[Block, ...]:
    text = Text("{action} is dropped. It stays on the record with your reason.", action=Code(sight.short))
    return (Paragraph(text), Buttons((button(sight, Text("Undo"), "action reopen"),)))


def reopened(sight: Sight) -> tuple[Block, ...]:
    text = Text(
        "{action} is open again, with {owners}: {when}.",
        action=Code(sight.short),
        owners=had_by(sight),
        when=when(sight),
    )
    return (Paragraph(text), *acts(sight))


# One by one and in a list


def _facts(sight: Sight) -> list[tuple[Words, Words]]:
    rows: list[tuple[Words, Words]] = [(Text("With"), had_by(sight)), (Text("State"), when(sight))]
    if sight.line:
        rows.append((Text("Action line"), verbatim(sight.line)))
    if sight.poll:
        rows.append((Text("Comes from"), Text("{poll}", poll=Code(sight.poll))))
    if sight.link:
        rows.append((Text("Message"), verbatim(sight.link)))
    return rows


def shown(sight: Sight) -> tuple[Block, ...]:
    rows = _facts(sight)
    rows.append((Text("Added"), Text("{at} by {name}", at=sight.opened_at, name=who(sight.opener))))
    history = tuple((Text("{at}", at=each.at), _happened(each)) for each in sight.history)
    blocks: list[Block] = [Heading(title(sight)), Facts(tuple(rows))]
    if history:
        blocks.append(Facts(history))
    return (*blocks, *acts(sight))


def _happened(happened: Happened) -> Words:
    if happened.words:
        return Text(
            "{name}: {what}: {words}", name=who(happened.name), what=happened.what, words=happened.words
        )
    return Text("{name}: {what}", name=who(happened.name), what=happened.what)


def listed(
    sights: Sequence[Sight], group: str, beyond: int, turn: tuple[tuple[str, str], ...] | None
) -> tuple[Block, ...]:
    """`beyond`: the next page, 0 where this is the last. `turn`: what a button that turns to it keeps, where there is
    to be one."""
    if not sights:
        text = Text(
            "There are no such actions in {group}. {add} adds one.", group=group, add=Code("/action add")
        )
        return (Paragraph(text),)
    rows = tuple(
        (
            Text("{action}", action=Code(sight.short)),
            Text("{text} ({owners}; {when})", text=brief(sight), owners=had_by(sight), when=when(sight)),
        )
        for sight in sights
    )
    blocks: list[Block] = [Heading(Text("Actions of {group}", group=group)), Facts(rows)]
    if beyond:
        more = Text(
            "There are more: {page} shows the next ones. {who}, {line} and {overdue} narrow it down.",
            page=Code(f"page:{beyond}"),
            who=Code("who:"),
            line=Code("line:"),
            overdue=Code("overdue:yes"),
        )
        blocks.append(Paragraph(more))
    shown = [(sight.short, sight.key, verbatim(sight.text)) for sight in sights]
    blocks.append(show_one("action show", sights[0].group_id, "action", shown))
    if beyond and turn is not None:
        turned = (*turn, ("page", str(beyond)))
        blocks.append(Buttons((Button(Text("Next page"), "action list", turned),)))
    return tuple(blocks)


# Unasked


def card(sight: Sight) -> tuple[Block, ...]:
    return (Heading(title(sight)), Facts(tuple(_facts(sight))), *acts(sight))


def given(sight: Sight) -> tuple[Block, ...]:
    """To those who have it from now on."""
    text = Text("In {group} this is with you now: {when}.", group=sight.group, when=when(sight))
    return (Heading(title(sight)), Paragraph(text), *acts(sight))


def due(sight: Sight) -> tuple[Block, ...]:
    """To those who have it: before, when it is due, and after that."""
    if sight.overdue:
        text = Text(
            "You have this in {group}, and it was due {due}. Is it done, or do you need more time?",
            group=sight.group,
            due=sight.due_at or sight.opened_at,
        )
    else:
        text = Text(
            "You have this in {group}, and it is due {due}.",
            group=sight.group,
            due=sight.due_at or sight.opened_at,
        )
    return (Heading(title(sight)), Paragraph(text), *acts(sight))


def overdue(sight: Sight) -> tuple[Block, ...]:
    """To the coordinators."""
    text = Text(
        "In {group} this is with {owners} and {when}. Ask what they need, or hand it to somebody else.",
        group=sight.group,
        owners=had_by(sight),
        when=when(sight),
    )
    return (Heading(title(sight)), Paragraph(text), *acts(sight))


def returned(sight: Sight) -> tuple[Block, ...]:
    """To the coordinators: whoever had it has left."""
    text = Text(
        "Whoever had this has left {group}, so it is with {owners} now: {when}. Hand it to somebody else if you like.",
        group=sight.group,
        owners=had_by(sight),
        when=when(sight),
    )
    return (Heading(title(sight)), Paragraph(text), *acts(sight))


def need(sight: Sight) -> Need:
    """For `/me`; `sight.group` names the group if it is another one than that in which it is asked."""
    text = Text("{action} is {when}: {text}", action=Code(sight.short), when=when(sight), text=brief(sight))
    buttons = (
        button(sight, Text("{action} is done", action=Code(sight.short)), "action done"),
        button(sight, Text("Need more time"), "action due"),
    )
    return Need(Text("{group}: {need}", group=sight.group, need=text) if sight.group else text, buttons)
