"""From the rows of an objection to what may be shown of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.raising import Raised
from bot.text import Code, Text, Words
from commands.objection import views
from commands.objection.handlers import kinds
from commands.objection.rules import Disposition, Kind, Resolution, State, is_settled, is_unanswered, stands
from commands.objection.values import Counts, Sight
from storage import objections, signers
from storage.objections import Objection
from storage.polls import Poll
from storage.transaction import Transaction


def sight(
    objection: Objection, at: datetime | None = None, group: str = "", signers: tuple[str, ...] = ()
) -> Sight:
    """`at` is needed to say whether somebody still has time."""
    held = objection.held_until
    return Sight(
        key=objection.key,
        group_id=objection.group_id,
        group=group,
        short=objection.short,
        poll=objection.poll.short,
        poll_key=objection.poll.key,
        question=objection.poll.question,
        kind=Kind(objection.kind),
        state=State(objection.state),
        name=objection.name,
        stakeholder=objection.stakeholder,
        raised_at=objection.raised_at,
        text=objection.text,
        resolve=objection.resolve,
        signers=signers,
        held_until=held if held is not None and at is not None and at < held else None,
        resolution=Resolution(objection.resolution) if objection.resolution else None,
        answerer=objection.answerer,
        answer=objection.answer,
        disposition=Disposition(objection.disposition) if objection.disposition else None,
        ruler=objection.ruler,
        ruling=objection.ruling,
        into=f"O-{objection.into}" if objection.into else "",
    )


def against(tx: Transaction, poll: Poll) -> Raised:
    """The objections against a poll, for its result and its card."""
    found = objections.of_poll(tx, poll.id)
    if not found:
        return Raised()
    states = [(brief, Kind(brief.kind), State(brief.state)) for brief in found]
    standing = tuple(brief.short for brief, kind, state in states if stands(kind, state))
    unanswered = tuple(brief.short for brief, kind, state in states if is_unanswered(kind, state))
    settled = tuple(brief.short for brief, kind, state in states if is_settled(kind, state))
    overruled = tuple(
        brief.short for brief, kind, state in states if kind is Kind.OBJECTION and state is State.OVERRULED
    )
    upheld = sum(kind is Kind.OBJECTION and state is State.UPHELD for _, kind, state in states)
    concerns = sum(
        kind is Kind.CONCERN and state in (State.OPEN, State.ANSWERED) for _, kind, state in states
    )
    newest = None
    if unanswered:
        newest = objections.newest(tx, poll.id, Kind.OBJECTION.value, State.OPEN.value)
    counts = Counts(
        unanswered=len(unanswered),
        answered=len(standing) - len(unanswered) - upheld,
        upheld=upheld,
        settled=len(settled),
        concerns=concerns,
    )
    return Raised(
        standing=standing,
        unanswered=unanswered,
        settled=settled,
        overruled=overruled,
        ballots=frozenset(brief.raised_by for brief in found if brief.ballot),
        content=frozenset(
            brief.raised_by
            for brief, _, state in states
            if brief.ballot and state in (State.ACCEPTED, State.WITHDRAWN)
        ),
        shown=views.on_card(poll.short, counts, sight(newest) if newest else None),
    )


def bars(tx: Transaction, kind: str, poll: Any, participant: int) -> Words | None:
    """Whoever objected to a poll, or ever signed an objection to it, does not judge it."""
    if kind != kinds.POLL:
        return None
    for brief in objections.of_poll(tx, poll.id):
        if brief.kind != Kind.OBJECTION:
            continue
        if brief.raised_by == participant:
            return Text("you raised {objection} against it", objection=Code(brief.short))
        if participant in signers.of(tx, brief.id):
            return Text("you signed {objection} against it", objection=Code(brief.short))
    return None
