"""One person out of two, and apart again: what belongs to the second becomes the first's, row by row.

Nearly everything of a person hangs on a seat or on a participant's number, so it comes along with the seats and
stays as it is written. `FATES` says of each column that names a person what becomes of it; a test demands that
for every new one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

import sqlalchemy as sa

from bot.addresses import AccountRef
from bot.people import Stage
from storage import links, people
from storage.digests import DIGEST, ISSUE, READER
from storage.links import CODE, LINKED, PART, Linked, LinkedRow, Made
from storage.people import ACCOUNT, GROUP, PERSON, SEAT, SITTING, AccountRow, PersonRow
from storage.polls import POLL
from storage.prepared import Prepared, insert, insert_new
from storage.promises import TIMER
from storage.quiet import QUIET
from storage.rolls import ROLL

if TYPE_CHECKING:
    from storage.transaction import Transaction


class Joined(Enum):
    """What becomes of rows that name the second of two persons."""

    MOVES = "moves"
    """They name the first one from then on."""
    YIELDS = "yields"
    """They move, except where the first has the like: then those of the first stay, and these go."""
    GOES = "goes"
    """What each of the two chose for themselves: that of the first counts."""


FATES: Mapping[str, Joined] = {
    "account.person_id": Joined.MOVES,
    "seat.person_id": Joined.MOVES,
    "digest.person_id": Joined.YIELDS,
    "digest_reader.person_id": Joined.YIELDS,
    "quiet.person_id": Joined.GOES,
    "link_code.person_id": Joined.GOES,
}
"""By table and column: every column that refers to a person."""

OF_ACCOUNTS: Mapping[str, str] = {
    "account.ref": "the account itself",
    "draft.account": "may be gone on with from that account alone, as before",
    "link_code.account": "goes with the code",
    "link_try.account": "counts for that account alone, as before",
    "linked.account": "the account itself",
    "linked.maker": "the account that the code came from",
    "linked_part.account": "the account itself",
    "parcel.address": "what waits for a conversation is said there",
    "parcel.platform": "what waits for a conversation is said there",
}
"""By table and column: what holds an account, which no joining changes, and why."""


@dataclass(frozen=True, slots=True)
class Double:
    """A group in which both have a seat now; `seat_id` is the second's."""

    group: str
    stage: Stage
    seat_id: int


_first = sa.bindparam("first", type_=sa.Integer)
_second = sa.bindparam("second", type_=sa.Integer)
_person = sa.bindparam("person", type_=sa.Integer)
_ref = sa.bindparam("ref_", type_=sa.String)
_group = sa.bindparam("of_group", type_=sa.Integer)
_reader, _digest = sa.bindparam("reader", type_=sa.Integer), sa.bindparam("digest", type_=sa.Integer)

_LOCK = Prepared(
    sa.select(PERSON.c.id)
    .where((PERSON.c.id == _first) | (PERSON.c.id == _second))
    .order_by(PERSON.c.id)
    .with_for_update(),
    int,
)
_GROUPS = Prepared(
    sa.select(SEAT.c.group_id)
    .where((SEAT.c.person_id == _first) | (SEAT.c.person_id == _second))
    .distinct()
    .order_by(SEAT.c.group_id),
    int,
)
_mine, _theirs = SEAT.alias("mine"), SEAT.alias("theirs")
_DOUBLES = Prepared(
    sa.select(GROUP.c.name, GROUP.c.stage, _theirs.c.id)
    .join_from(_theirs, _mine, _mine.c.group_id == _theirs.c.group_id)
    .join(GROUP, GROUP.c.id == _theirs.c.group_id)
    .where(
        _mine.c.person_id == _first,
        _theirs.c.person_id == _second,
        _mine.c.until.is_(None),
        _theirs.c.until.is_(None),
    )
    .order_by(GROUP.c.id),
    lambda name, stage, seat: Double(name, Stage(stage), seat),
)
_on_it, _also = ROLL.alias("on_it"), ROLL.alias("also")
_TWO_BALLOTS = Prepared(
    sa.select(POLL.c.number, GROUP.c.name)
    .join(GROUP, GROUP.c.id == POLL.c.group_id)
    .join(_on_it, _on_it.c.poll_id == POLL.c.id)
    .join(_mine, _mine.c.id == _on_it.c.seat_id)
    .join(_also, _also.c.poll_id == POLL.c.id)
    .join(_theirs, _theirs.c.id == _also.c.seat_id)
    .where(
        POLL.c.ended_at.is_(None),
        GROUP.c.stage != sa.literal(Stage.CLOSED.value),
        _mine.c.person_id == _first,
        _theirs.c.person_id == _second,
    )
    .distinct()
    .order_by(GROUP.c.name, POLL.c.number),
    lambda number, group: (f"P-{number}", str(group)),
)
_IN_GROUPS = Prepared(
    sa.select(GROUP.c.name)
    .join(SEAT, (SEAT.c.group_id == GROUP.c.id) & SITTING)
    .where(SEAT.c.person_id == _person)
    .order_by(GROUP.c.folded, GROUP.c.id),
    str,
)

# Digests: of two that tell one person the same, the second's go.
_DOUBLE_DIGESTS = Prepared(
    sa.select(DIGEST.c.id).where(
        DIGEST.c.person_id == _second,
        DIGEST.c.group_id.in_(sa.select(DIGEST.c.group_id).where(DIGEST.c.person_id == _first)),
    ),
    int,
)
_READERS_OF = Prepared(sa.select(READER.c.id, READER.c.key).where(READER.c.digest_id == _digest))
_DOUBLE_READERS = Prepared(
    sa.select(READER.c.id, READER.c.key).where(
        READER.c.person_id == _second,
        READER.c.digest_id.in_(sa.select(READER.c.digest_id).where(READER.c.person_id == _first)),
    )
)
_FORGET_ISSUES = Prepared(sa.delete(ISSUE).where(ISSUE.c.reader_id == _reader))
_FORGET_READER = Prepared(sa.delete(READER).where(READER.c.id == _reader))
_FORGET_DIGEST = Prepared(sa.delete(DIGEST).where(DIGEST.c.id == _digest))
_RELEASE = Prepared(sa.delete(TIMER).where(TIMER.c.subject == sa.bindparam("key", type_=sa.String)))

_MOVE = tuple(
    Prepared(sa.update(moved).where(moved.c.person_id == _second).values(person_id=_first))
    for moved in (SEAT, DIGEST, READER)
)
_FORGET = tuple(Prepared(sa.delete(gone).where(gone.c.person_id == _second)) for gone in (QUIET, CODE))
_FORGET_CODE = Prepared(sa.delete(CODE).where(CODE.c.person_id == _first))
_FORGET_PERSON = Prepared(sa.delete(PERSON).where(PERSON.c.id == _second))
_GIVE_ACCOUNT = Prepared(
    sa.update(ACCOUNT).where(ACCOUNT.c.ref == _ref).values(person_id=_first, told=sa.false())
)
_NEW_ACCOUNT = insert(AccountRow, "ref", "person_id")
_NOTE = insert(LinkedRow, "account", "maker", "name", "at")
_NOTE_PARTS = Prepared(
    sa.insert(PART).from_select(
        ["account", "group_id", "number"],
        sa.select(_ref, SEAT.c.group_id, SEAT.c.number).where(SEAT.c.person_id == _second).distinct(),
    )
)

# Apart again
_NEW_PERSON = insert_new(PersonRow, "name", "language", "zone", "created_at")
_brought = sa.exists().where(
    PART.c.account == _ref, PART.c.group_id == SEAT.c.group_id, PART.c.number == SEAT.c.number
)
_TAKE_SEATS = Prepared(sa.update(SEAT).where(SEAT.c.person_id == _person, _brought).values(person_id=_first))
_gone_from = sa.select(PART.c.group_id).where(
    PART.c.account == _ref,
    ~sa.exists().where(SEAT.c.person_id == _person, SEAT.c.group_id == PART.c.group_id),
)
_TAKE_DIGESTS = Prepared(
    sa.update(DIGEST)
    .where(DIGEST.c.person_id == _person, DIGEST.c.group_id.in_(_gone_from))
    .values(person_id=_first)
)
_TAKE_READERS = Prepared(
    sa.update(READER)
    .where(
        READER.c.person_id == _person,
        READER.c.digest_id.in_(sa.select(DIGEST.c.id).where(DIGEST.c.group_id.in_(_gone_from))),
    )
    .values(person_id=_first)
)
_FORGET_PARTS = Prepared(sa.delete(PART).where(PART.c.account == _ref))
_FORGET_LINK = Prepared(sa.delete(LINKED).where(LINKED.c.account == _ref))
_FORGET_ITS_CODE = Prepared(sa.delete(CODE).where(CODE.c.account == _ref))


def lock(tx: Transaction, first: int, second: int | None) -> None:
    """Both persons, then their groups, each in the order of their ids: nobody takes a seat for either meanwhile, and
    nothing of theirs changes. SQLite has one writer anyway."""
    if not tx.postgresql:
        return
    both = {"first": first, "second": first if second is None else second}
    tx.rows(_LOCK, **both)
    for group_id in tx.rows(_GROUPS, **both):
        people.lock(tx, group_id)


def doubles(tx: Transaction, first: int, second: int) -> list[Double]:
    """The groups in which both sit now."""
    return tx.rows(_DOUBLES, first=first, second=second)


def two_ballots(tx: Transaction, first: int, second: int) -> list[tuple[str, str]]:
    """The polls that are not over with both on their roll: (short id, group)."""
    return tx.rows(_TWO_BALLOTS, first=first, second=second)


def sits_in(tx: Transaction, person_id: int) -> list[str]:
    """The names of the groups where the person has a seat now."""
    return tx.rows(_IN_GROUPS, person=person_id)


def join(
    tx: Transaction, made: Made, second: int | None, account: AccountRef, name: str, at: datetime
) -> None:
    """The account is one more of whoever made the code, and what its person had is theirs. That person, whose only
    account it is (None: we never met them), is no more. `name` is what they were called."""
    first, ref = made.person_id, str(account)
    told = links.accounts(tx, first)[0]
    tx.write(_NOTE, account=ref, maker=str(made.account), name=name, at=at)
    if second is None:
        tx.write(_NEW_ACCOUNT, ref=ref, person_id=first)
    else:
        both = {"first": first, "second": second}
        tx.write(_NOTE_PARTS, ref_=ref, second=second)
        for digest in tx.rows(_DOUBLE_DIGESTS, **both):
            _forget_readers(tx, tx.rows(_READERS_OF, digest=digest))
            tx.write(_FORGET_DIGEST, digest=digest)
        _forget_readers(tx, tx.rows(_DOUBLE_READERS, **both))
        for moves in _MOVE:
            tx.write(moves, **both)
        for forgets in _FORGET:
            tx.write(forgets, second=second)
        tx.write(_GIVE_ACCOUNT, ref_=ref, first=first)
        tx.write(_FORGET_PERSON, second=second)
    tx.write(_FORGET_CODE, first=first)
    links.tell(tx, first, told)


def _forget_readers(tx: Transaction, readers: Sequence[tuple[int, str]]) -> None:
    for reader, key in readers:
        tx.write(_RELEASE, key=key)
        tx.write(_FORGET_ISSUES, reader=reader)
        tx.write(_FORGET_READER, reader=reader)


def part(tx: Transaction, person_id: int, linked: Linked, at: datetime) -> int:
    """The account is a person of its own again, with what it brought and nothing else. Returns that person's id."""
    ref = str(linked.account)
    told = links.accounts(tx, person_id)[0]
    new = tx.write_new(_NEW_PERSON, name=linked.name, language="", zone="", created_at=at)
    for takes in (_TAKE_SEATS, _TAKE_DIGESTS, _TAKE_READERS):
        tx.write(takes, ref_=ref, person=person_id, first=new)
    tx.write(_GIVE_ACCOUNT, ref_=ref, first=new)
    for forgets in (_FORGET_PARTS, _FORGET_LINK, _FORGET_ITS_CODE):
        tx.write(forgets, ref_=ref)
    if told == linked.account:
        links.tell(tx, person_id, _left_over(tx, person_id, linked))
    return new


def _left_over(tx: Transaction, person_id: int, linked: Linked) -> AccountRef:
    """Where private messages go when they went to the account that was taken away."""
    left: Collection[AccountRef] = links.accounts(tx, person_id)
    return linked.maker if linked.maker in left else next(iter(left))
