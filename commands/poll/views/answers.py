"""What polls say to one person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.blocks import Block, Facts, Heading, Paragraph
from bot.line import quoted
from bot.text import Code, Plural, Text, Words, verbatim
from commands.poll.rules import OBJECT, ORGANISATION, BadChoice, ChoiceFault
from commands.poll.values import BEFORE, Asked, Own, Sight, State, Visibility
from commands.poll.views import conflicts, draws, findings, interests, minutes, outcome, words
from commands.poll.views.card import about, buttons, vote_buttons


def asked_why(short: str, choice: str) -> Paragraph:
    """To somebody who shows few fingers."""
    return Paragraph(
        Text(
            "What would have to change for you? Your reason helps: {command}.",
            command=Code(f'/poll vote {short} {choice.removeprefix("fist-")} reason:"…"'),
        )
    )


def counted(
    short: str,
    options: Sequence[str],
    choice: str,
    closes_at: datetime,
    objection: Words | None = None,
    *,
    changed: bool,
) -> tuple[Block, ...]:
    """`objection` tells what becomes of the objection of this ballot."""
    said = words.choice(options, choice)
    poll = Code(short)
    if changed:
        text = Text(
            "Your ballot on {poll} now says: {choice}. You can change it until {closes}.",
            poll=poll,
            choice=said,
            closes=closes_at,
        )
    else:
        text = Text(
            "Your ballot on {poll} is counted: {choice}. You can change it until {closes}.",
            poll=poll,
            choice=said,
            closes=closes_at,
        )
    return (Paragraph(text), *_told(objection))


def _told(objection: Words | None) -> tuple[Block, ...]:
    return (Paragraph(objection),) if objection else ()


def same_ballot(short: str, options: Sequence[str], choice: str, closes_at: datetime) -> tuple[Block, ...]:
    text = Text(
        "Your ballot on {poll} says so already: {choice}. You can change it until {closes}.",
        poll=Code(short),
        choice=words.choice(options, choice),
        closes=closes_at,
    )
    return (Paragraph(text),)


def counted_secretly(short: str, closes_at: datetime, *, changed: bool) -> tuple[Block, ...]:
    """Never what was voted: answers are kept, so that a repeated request is answered alike."""
    poll, show = Code(short), Code(f"/poll show {short}")
    if changed:
        text = Text(
            "Your secret ballot on {poll} is changed. {show} shows it and your receipt until {closes}.",
            poll=poll,
            show=show,
            closes=closes_at,
        )
    else:
        text = Text(
            "Your secret ballot on {poll} is counted. {show} shows it and your receipt until {closes}.",
            poll=poll,
            show=show,
            closes=closes_at,
        )
    return (Paragraph(text),)


def taken_back(short: str, closes_at: datetime, objection: Words | None = None) -> tuple[Block, ...]:
    text = Text(
        "You have no ballot on {poll} any more. You can vote again until {closes}.",
        poll=Code(short),
        closes=closes_at,
    )
    return (Paragraph(text), *_told(objection))


def unreadable(short: str, options: Sequence[str], bad: BadChoice) -> Words:
    """A choice that cannot be read, and what can. Does not repeat what was typed."""
    poll, candidates = Code(short), words.answers(options, bad.candidates)
    match bad.fault:
        case ChoiceFault.AMBIGUOUS:
            return Text(
                "On {poll} this could mean {candidates}. Name it by its number, such as {example}.",
                poll=poll,
                candidates=candidates,
                example=Code(bad.candidates[0]),
            )
        case ChoiceFault.SEVERAL:
            return Text("{poll} takes one choice, and an abstention stands alone. Choose again.", poll=poll)
        case ChoiceFault.TWICE:
            return Text(
                "On {poll} you name {candidates} twice. Name each once.", poll=poll, candidates=candidates
            )
        case ChoiceFault.MARK:
            return Text(
                "On {poll} mark the options with {marks}, such as {example}, or all of them in a row.",
                poll=poll,
                marks=candidates,
                example=Code(f"1={bad.candidates[-1]}, 2={bad.candidates[1]}"),
            )
        case ChoiceFault.EMPTY | ChoiceFault.UNKNOWN:
            return Text(
                "This is no choice on {poll}. Choose from {candidates}.", poll=poll, candidates=candidates
            )


def reason_unnamed(unreadable: Words, reason: str) -> Words:
    return Text(
        "{unreadable} If “{reason}” is your reason, write {named}",
        unreadable=unreadable,
        reason=reason,
        named=Code(f"reason:{quoted(reason)}"),
    )


def ended(sight: Sight) -> tuple[Block, ...]:
    """To whoever closed it, or broke the tie in which it ended."""
    blocks: list[Block] = [Paragraph(Text("{outcome}.", outcome=outcome.headline(sight)))]
    if sight.result is not None:
        blocks.append(Paragraph(outcome.why(sight, sight.result)))
    return (*blocks, *draws.notes(sight))


def withdrawn(short: str, *, keeps_tally: bool) -> tuple[Block, ...]:
    poll = Code(short)
    if keeps_tally:
        return (Paragraph(Text("{poll} is withdrawn. How it stood is kept on the record.", poll=poll)),)
    return (Paragraph(Text("{poll} is withdrawn.", poll=poll)),)


def amended(short: str, version: int, asked: int, *, begun: bool, secret: bool) -> tuple[Block, ...]:
    poll = Code(short)
    if not begun:
        return (Paragraph(Text("{poll} is amended; nobody had voted yet.", poll=poll)),)
    if secret:
        text: Words = Plural(
            "{poll} is amended: version {version}. {n} person who had voted is asked to vote again.",
            "{poll} is amended: version {version}. {n} people who had voted are asked to vote again.",
            n=asked,
            poll=poll,
            version=version,
        )
    else:
        text = Plural(
            "{poll} is amended: version {version}. {n} person who had voted is asked to confirm.",
            "{poll} is amended: version {version}. {n} people who had voted are asked to confirm.",
            n=asked,
            poll=poll,
            version=version,
        )
    return (Paragraph(text),)


def extended(short: str, until: datetime) -> tuple[Block, ...]:
    return (Paragraph(Text("{poll} now closes {until}.", poll=Code(short), until=until)),)


def nudged(short: str, count: int) -> tuple[Block, ...]:
    text = Plural(
        "{n} person who has not voted on {poll} yet is being reminded privately.",
        "{n} people who have not voted on {poll} yet are being reminded privately.",
        n=count,
        poll=Code(short),
    )
    return (Paragraph(text),)


def reminder(sight: Sight, *, nudged: bool, left: timedelta, confirm: str | None) -> tuple[Block, ...]:
    """To somebody who has not voted. A nudge goes to all of them alike, and says so."""
    poll = Code(sight.short)
    text = Text(
        "{poll} in {group} waits for your ballot and closes {left}, {closes}.",
        poll=poll,
        group=sight.group,
        left=left,
        closes=sight.closes_at,
    )
    blocks: list[Block] = [Heading(verbatim(sight.question)), Paragraph(text)]
    if nudged:
        blocks.append(Paragraph(Text("A facilitator asked to remind everybody who has not voted yet.")))
    if confirm:
        blocks.append(
            Paragraph(Text("The question was amended since you voted: please confirm your ballot."))
        )
    blocks.append(Paragraph(words.who_sees(sight)))
    return (*blocks, *vote_buttons(sight, confirm))


def reconfirm(sight: Sight, choice: str | None) -> tuple[Block, ...]:
    """To somebody whose ballot does not count any more because what it answered was amended."""
    blocks: list[Block] = [
        Heading(Text("{poll}: {question}", poll=Code(sight.short), question=sight.question)),
        Paragraph(
            Text(
                "This poll in {group} was amended after you had voted, so your ballot does not count until"
                " you vote again. It closes {closes}.",
                group=sight.group,
                closes=sight.closes_at,
            )
        ),
    ]
    if sight.changes:
        blocks.append(Paragraph(Text("The reason: {reason}", reason=words.said(sight.changes[-1].reason))))
    return (*blocks, *vote_buttons(sight, choice))


def shown(sight: Sight, own: Own, reasons: tuple[Asked, ...]) -> tuple[Block, ...]:
    """The poll as its card shows it, with what concerns the reader alone."""
    blocks: list[Block] = [*about(sight)]
    if sight.state not in BEFORE:
        blocks += _own(sight, own)
    reasons = tuple(asked for asked in reasons if asked.choice not in (OBJECT, ORGANISATION))
    if reasons:
        blocks.append(Paragraph(Text("Reasons that were given:")))
        blocks.append(
            Facts(
                tuple(
                    (
                        Text(
                            "{name}, {choice}",
                            name=asked.name,
                            choice=conflicts.with_capacity(
                                words.choice(sight.options, asked.choice), asked.capacity
                            ),
                        ),
                        verbatim(asked.reason),
                    )
                    for asked in reasons
                )
            )
        )
    if sight.state is State.CLOSED and sight.result is not None:
        paragraph = minutes.paragraph(sight, outcome.why(sight, sight.result), sight.result)
        blocks.append(Paragraph(Text("For the minutes: {paragraph}", paragraph=paragraph)))
        blocks += findings.rounds(sight, sight.result)
    return (*blocks, *buttons(sight)[:-1])


def _own(sight: Sight, own: Own) -> list[Block]:
    secret = sight.visibility is Visibility.SECRET
    place = interests.place(own)
    if not own.on_roll:
        return [*place] or [Paragraph(Text("You are not on the roll of this poll."))]
    return [*place, *_ballot(sight, own, secret=secret)]


def _ballot(sight: Sight, own: Own, *, secret: bool) -> list[Block]:
    if own.choice is None:
        if sight.is_over:
            return [Paragraph(Text("You did not vote."))]
        return [Paragraph(Text("You have not voted yet."))]
    if not own.choice:
        return [Paragraph(Text("You voted. What you voted is not kept any more."))]
    choice = conflicts.with_capacity(words.choice(sight.options, own.choice), own.capacity)
    said: list[Words] = [Text("Your ballot: {choice}.", choice=choice)]
    if own.reason:
        said.append(Text("Your reason: {reason}", reason=own.reason))
    blocks: list[Block] = [Paragraph(sentence) for sentence in said]
    if not own.confirmed and not sight.is_over:
        blocks.append(
            Paragraph(
                Text("The question was amended since you voted: vote again, so that your ballot counts.")
            )
        )
    if secret:
        blocks.append(
            Paragraph(
                Text(
                    "Your receipt: {receipt}. Keep it, and keep it to yourself: when the poll closes it is"
                    " destroyed here. With it you find your ballot among those in the record, and so does"
                    " whoever else has it.",
                    receipt=Code(own.receipt),
                )
            )
        )
    return blocks


def found(short: str, counted: bool) -> tuple[Block, ...]:
    """Whether the ballot of a receipt is among those that were counted."""
    if counted:
        text = Text("A ballot with this receipt and this choice was counted on {poll}.", poll=Code(short))
    else:
        text = Text(
            "No ballot with this receipt and this choice was counted on {poll}. Check both: a receipt fits one choice.",
            poll=Code(short),
        )
    return (Paragraph(text),)
