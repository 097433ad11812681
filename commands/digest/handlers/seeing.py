"""Digests are read: now, further, in numbers, and the list of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.boundary import Reply, Suggestion
from bot.feature import Call, Finds, Suits
from bot.moments.rhythm import Rhythm
from bot.people import Role
from bot.refusals import not_allowed, not_found
from bot.text import Code, Text
from commands.digest import views
from commands.digest.declared import Balance, List, More, Now
from commands.digest.handlers.content import Period, Whom, addressee, balance, compose, wanted
from commands.digest.handlers.content import whom as reads
from commands.digest.handlers.sending import period_of
from commands.digest.values import Audience, Digest, Part, Pressed, Standing
from storage import digests
from storage.digests import Issue
from storage.transaction import Transaction

AROUND = timedelta(days=7)
"""What a digest tells that nobody scheduled: so long back, and so long ahead."""


def now(call: Call[Transaction], command: Now) -> Reply:
    period = Period(call.at, call.at - AROUND, call.at + AROUND)
    made = compose(call.registry, call.tx, call.group, _caller(call), period, tuple(Part), brief=False)
    pressed = Pressed("digest now", (("group", str(call.group.id)),), pause=False)
    if not made.sections:
        return Reply(views.nothing(call.group.name, AROUND.days))
    if command.page:
        return Reply(_page(made, command.page, pressed))
    return Reply(views.digest(made, pressed))


def more(call: Call[Transaction], command: More) -> Reply:
    """The rest of one that was sent, as it is now, for whoever was sent it; that of a home is for all."""
    sent = _sent(call, command.digest)
    reader = sent.reader
    if reader.person_id is not None and reader.person_id != call.person.id:
        raise not_allowed(Text("This digest is somebody else's. {now} shows yours.", now=Code("/digest now")))
    to = reads(call.tx, call.group, reader)
    if to is None:
        raise not_found(_gone())
    parts = (Part.NEEDS,) if sent.brief else wanted(reader.digest.sections)
    period = period_of(sent, call.at)
    made = compose(call.registry, call.tx, call.group, to, period, parts, brief=sent.brief)
    values = (("group", str(call.group.id)), ("digest", sent.key))
    return Reply(_page(made, command.page, Pressed("digest more", values, pause=False)))


def show_balance(call: Call[Transaction], command: Balance) -> Reply:
    """Of the time that a digest tells of; without one, of the last days."""
    since = command.digest.since if command.digest else call.at - AROUND
    period = Period(call.at, since, call.at)
    found = balance(call.registry, call.tx, call.group, _caller(call), period)
    return Reply(views.balance(call.group.name, since, found))


def show_list(call: Call[Transaction], command: List) -> Reply:
    """The caller's own, that of the coordinators for whoever is one, and those of the homes."""
    standing: list[Standing] = []
    for digest in digests.of_group(call.tx, call.group.id):
        audience = Audience(digest.audience)
        for reader in digests.readers(call.tx, digest.id):
            if reader.person_id not in (None, call.person.id):
                continue
            standing.append(
                Standing(
                    audience=audience,
                    channel=digest.channel,
                    rhythm=Rhythm(digest.rule).words(),
                    due_at=reader.due_at,
                    paused=reader.paused,
                    sections=wanted(digest.sections) if digest.sections else (),
                )
            )
    return Reply(views.listed(call.group.name, standing))


def _caller(call: Call[Transaction]) -> Whom:
    """Whoever asks, as a reader; what they are answered goes where they ask."""
    assert call.person.id is not None, "whoever has a seat is somebody"
    coordinates = call.seat.acts_as is Role.COORDINATOR
    found = addressee(call.tx, call.group, call.person.id, coordinates=coordinates)
    assert found is not None, "whoever asks has an account"
    return Whom(found.address, call.reader, found.person, found.account, coordinates)


def _page(made: Digest, page: int, pressed: Pressed) -> views.Blocks:
    found = views.page(made, page, pressed)
    if found is None:
        raise not_found(
            Text("There is nothing more to show. {now} shows what there is.", now=Code("/digest now"))
        )
    return found


def _sent(call: Call[Transaction], named: Issue | None) -> Issue:
    """The one that was named, or the newest that the caller was sent. Raises Refusal."""
    found = named
    if found is None and call.person.id is not None:
        found = digests.newest_issue(call.tx, call.group.id, call.person.id)
    if found is None:
        raise not_found(Text("You have had no digest here yet. {now} shows one.", now=Code("/digest now")))
    return found


def _gone() -> Text:
    return Text("This digest is not sent any more. {now} shows what there is.", now=Code("/digest now"))


def find(call: Call[Transaction], typed: str, is_key: bool) -> Issue:
    """One that was sent; only its buttons name it."""
    found = digests.issue(call.tx, typed) if is_key else None
    if found is None or found.reader.digest.group_id != call.group.id:
        raise not_found(_gone())
    return found


def suggest(call: Call[Transaction], typed: str, suits: Suits) -> Sequence[Suggestion]:
    """Nobody types which one: the newest is meant."""
    return ()


finds = Finds("digest", find, suggest, lambda issue: str(issue.key))
