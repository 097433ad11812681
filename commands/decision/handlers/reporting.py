"""What decisions tell digests and calendars, and a channel that became a home."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.feature import Call
from bot.reports import Asked, Event, Item, Section
from bot.text import Words
from commands.decision import views
from commands.decision.handlers import kinds
from commands.decision.handlers.seeing import challengeable
from commands.decision.rules import IN_FORCE, LIVE, State
from storage import awaited as awaited_polls
from storage import decisions, promises
from storage.decisions import Decision
from storage.transaction import Transaction

SETTLED = 20
"""Cards that a new home gets at most."""


def decided(asked: Asked[Transaction]) -> Iterable[Item]:
    """What was determined, superseded, annulled or sent back since."""
    for decision in decisions.changed(asked.tx, asked.group.id, asked.since):
        if decision.state in (State.SUPERSEDED, State.ANNULLED, State.RETURNED):
            yield Item(decision.changed_at, _line(decision))
        elif decision.state in IN_FORCE and decision.stood_at and decision.stood_at > asked.since:
            yield Item(decision.stood_at, _line(decision))


def _line(decision: Decision) -> Words:
    later = f"D-{decision.replaced_by}" if decision.replaced_by else ""
    return views.decided(
        decision.short, decision.poll.short, decision.poll.question, decision.designation,
        State(decision.state), later,
    )  # fmt: skip


def coming(asked: Asked[Transaction]) -> Iterable[Item]:
    """Determinations that are due, ends of the time to challenge, and reviews."""
    for awaited in awaited_polls.within(asked.tx, asked.group.id):
        if awaited.due_at is not None and awaited.due_at < asked.until:
            text = views.coming_determination(awaited.short, awaited.question, awaited.due_at)
            yield Item(awaited.due_at, text, urgent=awaited.due_at <= asked.at)
    for decision in decisions.ahead(asked.tx, asked.group.id, asked.at):
        if decision.state not in IN_FORCE:
            continue
        until, review_at = decision.challenge_until, decision.review_at
        if until is not None and asked.at < until < asked.until and challengeable(decision, asked.at):
            yield Item(until, views.coming_end(decision.short, decision.poll.question, until))
        if review_at is not None and asked.at < review_at < asked.until:
            yield Item(review_at, views.coming_review(decision.short, decision.poll.question, review_at))


def events(tx: Transaction, group_id: int, since: datetime) -> Iterable[Event]:
    """The same dates, for a calendar."""
    for awaited in awaited_polls.within(tx, group_id):
        if awaited.due_at is not None and awaited.due_at > since:
            yield Event(
                uid=f"{awaited.poll_key}-determination",
                sequence=0,
                title=views.event_determination(awaited.short, awaited.question),
                starts=awaited.due_at,
                changed=awaited.since,
            )
    for decision in decisions.ahead(tx, group_id, since):
        over = decision.state not in IN_FORCE
        for name, at, title in (
            ("challenge", decision.challenge_until, views.event_end(decision.short, decision.poll.question)),
            ("review", decision.review_at, views.event_review(decision.short, decision.poll.question)),
        ):
            if at is not None and at > since:
                yield Event(
                    uid=f"{decision.key}-{name}",
                    sequence=decision.changed_seq,
                    title=title,
                    starts=at,
                    changed=decision.changed_at,
                    cancelled=over,
                )


def settle(call: Call[Transaction], channel: str) -> None:
    """A new home shows the decisions that wait for something or can still be challenged."""
    found = decisions.listed(call.tx, call.group.id, "", SETTLED)
    for decision in found:
        waits = decision.state in LIVE and decision.state != State.STANDS
        if waits or (decision.challenge_until is not None and challengeable(decision, call.at)):
            promises.post_card(call.tx, kinds.CARD, decision.key, channel, call.at)


reports = {Section.DECIDED: decided, Section.COMING: coming}
