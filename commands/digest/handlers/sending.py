"""Time sends digests: to each reader at their own moment, and only when there is something to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.boundary import Reply
from bot.feature import Call, Finds, Said, Says, Telling
from bot.people import Group, Stage
from bot.refusals import not_found
from bot.text import Text
from commands.digest import views
from commands.digest.declared import Send
from commands.digest.handlers import kinds
from commands.digest.handlers.content import Period, Whom, compose, marks, wanted, whom, worth_telling
from commands.digest.handlers.planning import arrange, dismiss, enrol, missing, moved, next_due
from commands.digest.values import Audience, Part, Pressed
from storage import digests, people, promises, quiet
from storage.digests import DigestReader, Issue
from storage.transaction import Transaction

MOST_UNANSWERED = 3
"""Digests without a press or a command of the reader, before only what needs them is sent."""
WEEK = timedelta(days=7)
KEPT = timedelta(days=60)
"""How long the buttons of a digest work."""


def send(call: Call[Transaction], command: Send) -> Reply:
    """One occurrence for one reader; the next one is promised in the same transaction. Those that were
    missed while we were down are not made up for: the one that comes tells of the whole time."""
    reader, tx = command.reader, call.tx
    if reader.due_at is None or reader.due_at > call.at:
        return Reply(())  # Another moment was chosen meanwhile.
    group = people.group_of(tx, reader.digest.group_id)
    to = whom(tx, group, reader)
    coordinators = reader.digest.audience == Audience.COORDINATORS and group.stage is not Stage.CLOSED
    if to is not None and to.reader.zone != reader.zone:
        due_at = moved(reader, reader.due_at, to.reader.zone)
        if due_at > call.at:
            arrange(tx, reader, due_at, to.reader.zone)
            return Reply(())
    if to is not None:
        _send(call, group, reader, to)
    else:
        dismiss(tx, reader)
    if coordinators:
        for person_id, other in missing(tx, group, reader.digest):
            enrol(tx, call.key(), reader.digest, person_id, other.reader.zone, call.at)
    if to is None and not digests.readers(tx, reader.digest.id):
        digests.forget(tx, reader.digest)
    return Reply(())


def _send(call: Call[Transaction], group: Group, reader: DigestReader, to: Whom) -> None:
    tx, digest = call.tx, reader.digest
    due_at = next_due(digest, to.reader.zone, call.at)
    brief = to.person is not None and reader.unanswered >= MOST_UNANSWERED
    told = marks(call.registry, tx, group, to, call.at)
    skipped = frozenset(reader.told.split())
    period = Period(call.at, reader.since, due_at or call.at + WEEK, call.at, told, skipped)
    parts = (Part.NEEDS,) if brief else wanted(digest.sections)
    unanswered = reader.unanswered
    if worth_telling(call.registry, tx, group, to, period, parts):
        key = call.key()
        digests.add_issue(
            tx,
            reader.id,
            call.at - KEPT,
            key=key,
            at=call.at,
            since=period.since,
            until=period.until,
            skipped=reader.told,
            told=" ".join(sorted(told)),
            brief=brief,
        )
        person_id = to.person.id if to.person else None
        later = call.at if person_id is None else quiet.after(tx, person_id, group.zone, call.at)
        promises.say(tx, kinds.ISSUE, key, to.address, later)
        unanswered += to.person is not None
    if brief:  # What was decided is still to be told.
        digests.done(tx, reader.id, reader.since, reader.told, unanswered)
    else:
        digests.done(tx, reader.id, call.at, " ".join(sorted(told)), unanswered)
    arrange(tx, reader, due_at, to.reader.zone)


def period_of(sent: Issue, at: datetime) -> Period:
    """What one that was sent tells of, read at `at`."""
    told, skipped = frozenset(sent.told.split()), frozenset(sent.skipped.split())
    return Period(at, sent.since, sent.until, sent.at, told, skipped)


def issued(telling: Telling[Transaction]) -> Said | None:
    """A digest, with what is true at the moment of sending it."""
    tx, found = telling.tx, digests.issue(telling.tx, telling.subject)
    if found is None:
        return None
    group = people.group_of(tx, found.reader.digest.group_id)
    to = whom(tx, group, found.reader)
    if to is None:
        return None
    parts = (Part.NEEDS,) if found.brief else wanted(found.reader.digest.sections)
    period = period_of(found, telling.at)
    made = compose(telling.registry, tx, group, to, period, parts, brief=found.brief)
    if not made.sections:
        return None
    values = (("group", str(group.id)), ("digest", found.key))
    return Said(views.digest(made, Pressed("digest more", values, to.person is not None)), to.reader)


def find_reader(call: Call[Transaction], typed: str, is_key: bool) -> DigestReader:
    """For time, with the group locked before anything else is read."""
    found = digests.reader_at_any(call.tx, typed)
    if found is None:
        raise not_found(Text("This digest was stopped."))
    people.lock(call.tx, found.digest.group_id)
    return digests.reader_at_any(call.tx, typed) or replace(found, due_at=None)


finds = Finds("digest reader", find_reader, lambda call, typed, suits: (), lambda reader: str(reader.key))
says = (Says(kinds.ISSUE, issued),)
