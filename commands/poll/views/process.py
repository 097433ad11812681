"""What the process of a charter makes of a poll, in words: the moments at which polls close, who is too new for
the roll, extensions, suspension and rework."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.blocks import Block, Button, Buttons, Paragraph, Style
from bot.charter_values import lasting
from bot.commands import Need
from bot.text import Code, Plural, Text, Words, listing
from commands.poll.rules import Objections, Opposed, Result
from commands.poll.values import Shown, Sight, State
from commands.poll.views.words import amount

_DAYS = {
    "mon": Text("Monday"),
    "tue": Text("Tuesday"),
    "wed": Text("Wednesday"),
    "thu": Text("Thursday"),
    "fri": Text("Friday"),
    "sat": Text("Saturday"),
    "sun": Text("Sunday"),
}


def window(days: Sequence[str], hour: str) -> Words:
    """When polls close, to follow "polls close": "on Tuesday, Wednesday or Thursday at 23:59 UTC"."""
    named = listing(*(_DAYS[day] for day in days))
    if not hour:
        return Text("only on {days}", days=named)
    if not days:
        return Text("only at {hour}", hour=Code(hour))
    return Text("only on {days} at {hour}", days=named, hour=Code(hour))


def notes(sight: Sight) -> list[Block]:
    """What the card and the result say of it."""
    said: list[Words] = []
    progress = sight.progress
    if progress.newcomers and progress.seat_age and sight.state is State.OPEN:
        said.append(
            Plural(
                "{n} seat is newer than {age} and not on the roll; whoever sits there can raise concerns and"
                " sign objections.",
                "{n} seats are newer than {age} and not on the roll; whoever sits there can raise concerns and"
                " sign objections.",
                n=progress.newcomers,
                age=lasting(progress.seat_age),
            )
        )
    if progress.urgent and not sight.is_over:
        said += _urgent(sight)
    if (
        progress.urgent
        and sight.result
        and any(isinstance(each, Objections) for each in sight.result.reasons)
    ):
        said.append(
            Text("It was urgent, and could not wait for an answer. It can be asked in the usual way.")
        )
    if progress.reworks and not sight.is_over:
        said.append(
            Text(
                "It puts {poll} again, which was suspended and has been reworked. This time no stakeholder group"
                " stops it by being opposed.",
                poll=Code(progress.reworks),
            )
        )
    if progress.suspended_by:
        said += suspension(sight)
    if progress.reworks and sight.result and sight.result.passed:
        said += _significant(sight, sight.result)
    return [Paragraph(each) for each in said]


def _urgent(sight: Sight) -> list[Words]:
    """What it takes for a poll that is urgent."""
    progress, said = sight.progress, list[Words]()
    if progress.wanted:
        said.append(
            Plural(
                "It is urgent, and opens when {n} facilitator of another stakeholder group finds so, too.",
                "It is urgent, and opens when {n} facilitators of other stakeholder groups find so, too.",
                n=progress.wanted,
            )
        )
    elif progress.seconders:
        found = listing(sight.opener, *progress.seconders)
        said.append(Text("It is urgent, as these facilitators found: {names}.", names=found))
    if progress.review:
        said.append(
            Text(
                "An objection that nobody has answered by the close stops it. If it passes, it is looked at again"
                " after {review}.",
                review=lasting(progress.review),
            )
        )
    else:
        said.append(Text("An objection that nobody has answered by the close stops it."))
    return said


def _significant(sight: Sight, result: Result) -> list[Words]:
    """What can be said of a result at most that some are still opposed to."""
    opposed = [each.stakeholder for each in result.reasons if isinstance(each, Opposed)]
    if not opposed:
        return []
    return [
        Plural(
            "It puts {poll} again, and {stakeholders} is still opposed: it can be designated at most “strong"
            " support but significant opposition”, with the minority statement attached.",
            "It puts {poll} again, and {stakeholders} are still opposed: it can be designated at most “strong"
            " support but significant opposition”, with the minority statements attached.",
            n=len(opposed),
            poll=Code(sight.progress.reworks),
            stakeholders=listing(*opposed),
        )
    ]


def suspension(sight: Sight) -> list[Words]:
    """What becomes of a poll that only stakeholder groups stopped."""
    progress = sight.progress
    if progress.reworked_as:
        return [Text("It was reworked and put again as {poll}.", poll=Code(progress.reworked_as))]
    if progress.rework_until is None and progress.taken_back:
        return [
            Text(
                "It was put again as {poll}, which was withdrawn after the time for that. So it has lapsed, and"
                " nothing is decided by it.",
                poll=Code(progress.taken_back),
            )
        ]
    if progress.rework_until is None:
        return [Text("Nobody put it again in time, so it has lapsed and nothing is decided by it.")]
    said: list[Words] = []
    if progress.taken_back:
        said.append(Text("It was put again as {poll}, which was withdrawn.", poll=Code(progress.taken_back)))
    said.append(
        Text(
            "Being opposed suspends it once, and is no veto. Until {until} {name} can put it again as reworked:"
            " {rework}.",
            until=progress.rework_until,
            name=sight.opener,
            rework=Code(f'/poll rework {sight.short} "…"'),
        )
    )
    if progress.threshold:
        said.append(
            Text(
                "Overall it then needs {threshold}, and no stakeholder group stops it by being opposed.",
                threshold=amount(sight.rules.method, progress.threshold),
            )
        )
    return said


def headline(sight: Shown) -> Words | None:
    """What came of a poll that was suspended, in few words."""
    progress, poll = sight.progress, Code(sight.short)
    if not progress.suspended_by:
        return None
    if progress.reworked_as:
        return Text(
            "{poll} was suspended, and put again as {again}", poll=poll, again=Code(progress.reworked_as)
        )
    if progress.rework_until is None:
        return Text("{poll} was suspended, and has lapsed", poll=poll)
    return Text("{poll} is suspended", poll=poll)


def earned(sight: Sight, at: datetime) -> Words:
    """For whom the charter extended it; after that they cannot block it by staying away."""
    return Plural(
        "Extended {at}, once, for a stakeholder group that had not been heard: {stakeholders}.",
        "Extended {at}, once, for stakeholder groups that had not been heard: {stakeholders}.",
        n=len(sight.progress.extended_for),
        at=at,
        stakeholders=listing(*sight.progress.extended_for),
    )


def prolonged(sight: Sight) -> tuple[Block, ...]:
    """To everybody: a poll that was to close is open for longer."""
    return (
        Paragraph(
            Plural(
                "{poll} is open until {closes}, once: {stakeholders} has not been heard, and after that cannot"
                " block it any more. It asks: {question}",
                "{poll} is open until {closes}, once: {stakeholders} have not been heard, and after that cannot"
                " block it any more. It asks: {question}",
                n=len(sight.progress.extended_for),
                poll=Code(sight.short),
                closes=sight.closes_at,
                stakeholders=listing(*sight.progress.extended_for),
                question=sight.question,
            )
        ),
    )


def suspended(sight: Sight) -> tuple[Block, ...]:
    """To whoever asked it, with what was raised against it."""
    first = Plural(
        "{poll} is suspended, since {stakeholders} is opposed: {question}",
        "{poll} is suspended, since {stakeholders} are opposed: {question}",
        n=len(sight.progress.suspended_by),
        poll=Code(sight.short),
        stakeholders=listing(*sight.progress.suspended_by),
        question=sight.question,
    )
    return (Paragraph(first), *(Paragraph(each) for each in suspension(sight)), *sight.raised)


def lapsed(sight: Sight) -> tuple[Block, ...]:
    """To everybody."""
    if sight.progress.taken_back:
        text = Text(
            "{poll} was suspended, and {again}, which put it again, was withdrawn: nothing is decided by it. A"
            " new poll can ask again: {question}",
            poll=Code(sight.short),
            again=Code(sight.progress.taken_back),
            question=sight.question,
        )
        return (Paragraph(text),)
    return (
        Paragraph(
            Text(
                "{poll} was suspended, and nobody put it again in time: nothing is decided by it. A new poll can"
                " ask again: {question}",
                poll=Code(sight.short),
                question=sight.question,
            )
        ),
    )


def to_rework(short: str, key: str, group_id: int, question: str, until: datetime, elsewhere: str) -> Need:
    """To whoever asked a suspended poll."""
    text = Text(
        "{poll} is suspended, and you can put it again until {until}: {question}",
        poll=Code(short),
        until=until,
        question=question,
    )
    if elsewhere:
        text = Text("{group}: {need}", group=elsewhere, need=text)
    return Need(text, (Button(Text("Rework"), "poll rework", (("group", str(group_id)), ("poll", key))),))


def proposed(sight: Sight) -> tuple[Block, ...]:
    """To whoever proposed it."""
    return (
        Paragraph(
            Plural(
                "{poll} is proposed as urgent. It opens when {n} facilitator of another stakeholder group seconds it"
                " until {until}; they know.",
                "{poll} is proposed as urgent. It opens when {n} facilitators of other stakeholder groups second it"
                " until {until}; they know.",
                n=sight.progress.wanted,
                poll=Code(sight.short),
                until=sight.opens_at,
            )
        ),
    )


def asks_second(sight: Sight, reason: str) -> tuple[Block, ...]:
    """To a facilitator of another stakeholder group."""
    asked = Text(
        "{name} finds {poll} in {group} urgent: {question}",
        name=sight.opener,
        poll=Code(sight.short),
        group=sight.group,
        question=sight.question,
    )
    button = Button(
        Text("It is urgent"),
        "poll second",
        (("group", str(sight.group_id)), ("poll", sight.key)),
        Style.PRIMARY,
    )
    return (
        Paragraph(asked),
        Paragraph(Text("The reason: {reason}", reason=reason)),
        Paragraph(
            Text(
                "If you find so, too, for your stakeholder group, say it until {until}: {second}.",
                until=sight.opens_at,
                second=Code(f"/poll second {sight.short}"),
            )
        ),
        Buttons((button,)),
    )


def seconded(short: str, missing: int) -> tuple[Block, ...]:
    """To somebody whose word was not the last one."""
    return (
        Paragraph(
            Plural(
                "You have said that {poll} is urgent. {n} more facilitator of another stakeholder group has to.",
                "You have said that {poll} is urgent. {n} more facilitators of other stakeholder groups have to.",
                n=missing,
                poll=Code(short),
            )
        ),
    )


def to_second(short: str, key: str, group_id: int, question: str, until: datetime, elsewhere: str) -> Need:
    """A poll that waits for another facilitator."""
    text = Text(
        "{poll} is proposed as urgent, and waits for a facilitator of another stakeholder group until {until}:"
        " {question}",
        poll=Code(short),
        until=until,
        question=question,
    )
    if elsewhere:
        text = Text("{group}: {need}", group=elsewhere, need=text)
    return Need(
        text, (Button(Text("It is urgent"), "poll second", (("group", str(group_id)), ("poll", key))),)
    )


def to_review(sight: Sight) -> tuple[Block, ...]:
    """To a facilitator, some time after an urgent poll passed."""
    return (
        Paragraph(
            Text(
                "{poll} passed as urgent {closed}: {question}",
                poll=Code(sight.short),
                closed=sight.ended_at or sight.closes_at,
                question=sight.question,
            )
        ),
        Paragraph(
            Text(
                "Look at it again now, with more time: does it still hold? {open} asks {group} in the usual way.",
                open=Code("/poll open"),
                group=sight.group,
            )
        ),
    )
