"""What polls say unasked: read at the moment of saying it, for the one who will read it."""

from __future__ import annotations

from bot.addresses import AccountRef, ChannelRef
from bot.blocks import Block
from bot.boundary import Reader
from bot.feature import Said, Says, Telling
from commands.poll import views
from commands.poll.handlers import kinds
from commands.poll.handlers.seeing import sight
from commands.poll.values import Kind, State
from storage import people, persons, polls
from storage.polls import Poll
from storage.transaction import Transaction


def card(telling: Telling[Transaction]) -> Said | None:
    """The poll as it stands now."""
    poll = _poll(telling)
    if poll is None:
        return None
    group = people.group_of(telling.tx, poll.group_id)
    raised = telling.registry.raised(telling.tx, kinds.POLL, poll)
    return Said(views.card(sight(telling.tx, poll, group, raised=raised)), group.reader)


def opened(telling: Telling[Transaction]) -> Said | None:
    """A scheduled poll has opened; nothing to say once it is over."""
    poll = _poll(telling)
    if poll is None or not _is_running(telling, poll):
        return None
    group = people.group_of(telling.tx, poll.group_id)
    return Said(views.has_opened(sight(telling.tx, poll, group)), group.reader)


def result(telling: Telling[Transaction]) -> Said | None:
    """What came out, as a message of its own."""
    poll = _poll(telling)
    if poll is None:
        return None
    group = people.group_of(telling.tx, poll.group_id)
    return Said(views.result(sight(telling.tx, poll, group)), group.reader)


def draw(telling: Telling[Transaction]) -> Said | None:
    """A draw is announced; nothing to say of it once it is made."""
    poll = _poll(telling)
    if poll is None:
        return None
    group = people.group_of(telling.tx, poll.group_id)
    seen = sight(telling.tx, poll, group)
    return None if seen.lot is None or seen.lot.taken else Said(views.draw_announced(seen), group.reader)


def prolonged(telling: Telling[Transaction]) -> Said | None:
    """Its charter extended it; nothing to say once it is over."""
    poll = _poll(telling)
    if poll is None or not _is_running(telling, poll):
        return None
    group = people.group_of(telling.tx, poll.group_id)
    return Said(views.prolonged(sight(telling.tx, poll, group)), group.reader)


def suspended(telling: Telling[Transaction]) -> Said | None:
    """To whoever asked it, while they can put it again."""
    poll = _poll(telling)
    if poll is None:
        return None
    group = people.group_of(telling.tx, poll.group_id)
    raised = telling.registry.raised(telling.tx, kinds.POLL, poll)
    seen = sight(telling.tx, poll, group, raised=raised)
    if seen.progress.rework_until is None:
        return None
    return Said(views.suspended(seen), persons.reader_at(telling.tx, telling.address, group))


def lapsed(telling: Telling[Transaction]) -> Said | None:
    poll = _poll(telling)
    if poll is None:
        return None
    group = people.group_of(telling.tx, poll.group_id)
    return Said(views.lapsed(sight(telling.tx, poll, group)), group.reader)


def proposed(telling: Telling[Transaction]) -> Said | None:
    """To a facilitator who can second it, while it waits."""
    poll = _poll(telling)
    if poll is None or poll.state != State.PROPOSED or telling.at >= poll.opens_at:
        return None
    group = people.group_of(telling.tx, poll.group_id)
    seen = sight(telling.tx, poll, group)
    reason = next((change.reason for change in seen.changes if change.kind is Kind.URGENT), "")
    return Said(views.asks_second(seen, reason), persons.reader_at(telling.tx, telling.address, group))


def to_review(telling: Telling[Transaction]) -> Said | None:
    poll = _poll(telling)
    if poll is None:
        return None
    group = people.group_of(telling.tx, poll.group_id)
    reader = persons.reader_at(telling.tx, telling.address, group)
    return Said(views.to_review(sight(telling.tx, poll, group)), reader)


def reminder(telling: Telling[Transaction]) -> Said | None:
    return _waiting(telling, nudged=False)


def nudge(telling: Telling[Transaction]) -> Said | None:
    return _waiting(telling, nudged=True)


def _waiting(telling: Telling[Transaction], *, nudged: bool) -> Said | None:
    """To one person, unless they have voted meanwhile or the poll is over."""
    found = for_person(telling)
    if found is None:
        return None
    poll, reader = found
    if poll.voted or poll.place is None:
        return None
    blocks: tuple[Block, ...] = views.reminder(
        sight(telling.tx, poll), nudged=nudged, left=poll.closes_at - telling.at, confirm=poll.place.choice
    )
    return Said(blocks, reader)


def reconfirm(telling: Telling[Transaction]) -> Said | None:
    """To somebody who voted on an earlier version, unless they have voted on this one."""
    found = for_person(telling)
    if found is None:
        return None
    poll, reader = found
    if poll.voted or poll.place is None:
        return None
    return Said(views.reconfirm(sight(telling.tx, poll), poll.place.choice), reader)


def _poll(telling: Telling[Transaction], person_id: int | None = None) -> Poll | None:
    return polls.at_any(telling.tx, telling.subject, person_id)


def _is_running(telling: Telling[Transaction], poll: Poll) -> bool:
    return poll.state == State.OPEN and telling.at < poll.closes_at


def for_person(telling: Telling[Transaction]) -> tuple[Poll, Reader] | None:
    """The running poll as the person at the address sees it, and how they read."""
    channel = ChannelRef.parse(telling.address)
    account = AccountRef(channel.platform, channel.space, channel.channel[1:])
    person_id = persons.person_at(telling.tx, account)
    poll = _poll(telling, person_id) if person_id is not None else None
    if poll is None or not _is_running(telling, poll):
        return None
    return poll, persons.reader_at(telling.tx, telling.address, people.group_of(telling.tx, poll.group_id))


says = (
    Says(kinds.CARD, card),
    Says(kinds.OPENED, opened),
    Says(kinds.RESULT, result),
    Says(kinds.DRAW, draw),
    Says(kinds.REMINDER, reminder),
    Says(kinds.NUDGE, nudge),
    Says(kinds.RECONFIRM, reconfirm),
    Says(kinds.PROLONGED, prolonged),
    Says(kinds.SUSPENDED, suspended),
    Says(kinds.LAPSED, lapsed),
    Says(kinds.PROPOSED, proposed),
    Says(kinds.TO_REVIEW, to_review),
)
