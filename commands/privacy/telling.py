"""What happens: telling people what is stored about them, in short and in full."""

from __future__ import annotations

from collections import Counter

from bot.boundary import Reply
from bot.feature import Call
from bot.refusals import malformed
from bot.text import Text
from commands.privacy import views
from commands.privacy.declared import Export, Privacy
from commands.privacy.rules import paged
from storage import erased, groups, holdings
from storage.holdings import Holding
from storage.transaction import Transaction


def privacy(call: Call[Transaction], command: Privacy) -> Reply:
    stored = _stored(call)
    if not stored or call.person.id is None:
        return views.nothing(erased=was_erased(call))
    seats = [
        views.Place(mine.name, mine.stakeholder, mine.role)
        for mine in groups.groups_of(call.tx, call.person.id)
    ]
    counted = Counter(each.table for each in stored)
    return views.told(
        call.person, holdings.accounts(call.tx, call.person.id), seats, counted, erased=was_erased(call)
    )


def was_erased(call: Call[Transaction]) -> bool:
    """Whether everything was erased once that led to the account."""
    return bool(erased.among(call.tx, [call.account]))


def export(call: Call[Transaction], command: Export) -> Reply:
    stored = _stored(call)
    if not stored:
        return views.nothing(erased=was_erased(call))
    pages = paged([(each.table, each.row) for each in stored])
    if command.page > len(pages):
        raise malformed("page", Text("It ends with page {pages}.", pages=len(pages)))
    return views.page(pages[command.page - 1], command.page, len(pages), len(stored))


def _stored(call: Call[Transaction]) -> list[Holding]:
    return [] if call.person.id is None else list(holdings.all_of(call.tx, call.person.id))
