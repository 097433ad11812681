"""When a poll opens and closes: as it was typed, and at the moments that the charter names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.charters import Terms
from bot.refusals import Fault
from bot.text import Code, Text, Words
from commands.poll import views
from commands.poll.deadlines import Window, window
from commands.poll.declared import Proposal
from commands.poll.handlers.under import Bounds
from storage import holidays
from storage.transaction import Transaction

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=400)


def window_of(tx: Transaction, group_id: int, terms: Terms | None) -> Window | None:
    """When polls under these terms close; None where they say nothing of it. What is urgent waits for no day of
    the week."""
    if terms is None or terms.urgent_openers or not (terms.closing_days or terms.closing_hour):
        return None
    return window(terms.closing_days, terms.closing_hour, holidays.of(tx, group_id))


def closing(opens_at: datetime, lasting: timedelta, closes_in: Window | None) -> datetime:
    """When a poll closes that is open for so long at least."""
    return closes_in.first(opens_at + lasting) if closes_in else opens_at + lasting


def check_window(
    bounds: Bounds, closes_in: Window, opens_at: datetime, closes_at: datetime, faults: list[Fault]
) -> None:
    """A moment that was typed and does not fit is a fault, which names the next one that does."""
    if not closes_in.fits(closes_at):
        earliest = max(closes_at, opens_at + (bounds.terms.minimum or timedelta(0)))
        said = unfitting(bounds.charter.title, bounds.terms, closes_in.first(earliest), "closes")
        faults.append(Fault("closes", said))


def unfitting(title: str, terms: Terms, fitting: datetime, parameter: str) -> Words:
    """Why a poll cannot close then, and when it can."""
    typed = f'{parameter}:"{fitting.astimezone(UTC):%Y-%m-%d %H:%M} UTC"'
    return Text(
        "Under the charter “{charter}” polls close {window}, and not on a holiday of the group. The next such"
        " moment is {next}: {typed}.",
        charter=title,
        window=views.window(terms.closing_days, terms.closing_hour),
        next=fitting,
        typed=Code(typed),
    )


def times(
    at: datetime, proposal: Proposal, lasting: timedelta, closes_in: Window | None, faults: list[Fault]
) -> tuple[datetime, datetime]:
    """When it opens and closes."""
    opens_at = proposal.opens or at
    closes_at = proposal.closes or closing(opens_at, lasting, closes_in)
    if opens_at < at:
        faults.append(Fault("opens", Text("{moment} has passed. Leave it out to open now.", moment=opens_at)))
    elif opens_at - at > LONGEST:
        faults.append(
            Fault(
                "opens", Text("A poll opens within {most} days. Choose an earlier moment.", most=LONGEST.days)
            )
        )
    if closes_at <= at:
        faults.append(
            Fault(
                "closes",
                Text(
                    "{moment} has passed. Choose a moment to come, such as {example}.",
                    moment=closes_at,
                    example=Code("in 7 days"),
                ),
            )
        )
    elif closes_at <= opens_at:
        faults.append(
            Fault(
                "closes",
                Text(
                    "It would close at {closes}, before it opens at {opens}.",
                    closes=closes_at,
                    opens=opens_at,
                ),
            )
        )
    elif closes_at - opens_at < SHORTEST:
        faults.append(Fault("closes", Text("A poll is open for a minute at least. Choose a later moment.")))
    elif closes_at - opens_at > LONGEST:
        faults.append(
            Fault(
                "closes",
                Text("A poll is open for {most} days at most. Choose an earlier moment.", most=LONGEST.days),
            )
        )
    return opens_at, closes_at
