"""Erasing a person: what is theirs goes or is emptied, by the declarations in `storage.own_tables`; their seats stay
under a pseudonym, each with a person of its own of whom nothing is known.

It is one transaction. Whatever has to be passed on in the groups happens before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from storage import erased, holdings, own_words
from storage.actions import ACTION, OWNER
from storage.ballots import BALLOT
from storage.contests import CONTEST, MINORITY, SUPPORTER
from storage.decisions import DECISION
from storage.digests import DIGEST, READER
from storage.interests import HANDOVER
from storage.objections import OBJECTION
from storage.own import PERSON_ID, group_of, of_number, of_seat
from storage.own_tables import OWN, READER_GOES
from storage.own_words import ABOUT
from storage.people import ACCOUNT, GROUP, PERSON, SEAT, PersonRow
from storage.polls import POLL
from storage.prepared import Prepared, insert_new
from storage.promises import PARCEL, PENDING, SENT, TIMER
from storage.reminders import REMINDER
from storage.rolls import ROLL
from storage.signers import SIGNER

if TYPE_CHECKING:
    from storage.transaction import Transaction

_LAST = frozenset((ACCOUNT.name, PERSON.name))
"""What all the others are found by."""

# Nobody takes a seat for a person while they are being erased: that needs this row.
_LOCK = Prepared(sa.select(PERSON.c.id).where(PERSON.c.id == PERSON_ID).with_for_update(), int)

_my_keys = sa.union_all(
    sa.select(READER.c.key).where(READER.c.person_id == PERSON_ID, READER_GOES),
    sa.select(REMINDER.c.key).where(
        of_number(REMINDER.c.author, REMINDER.c.group_id), REMINDER.c.author == REMINDER.c.participant
    ),
)
_RELEASE = Prepared(sa.delete(TIMER).where(TIMER.c.subject.in_(_my_keys)))
_FORGET_MESSAGES = Prepared(
    sa.delete(PARCEL).where(PARCEL.c.address == sa.bindparam("address", type_=sa.String))
)

# Cards that may show the name: of what they opened, answer for, took over, voted on or objected to by name.
_objects = sa.exists().where(
    OBJECTION.c.poll_id == POLL.c.id,
    of_number(OBJECTION.c.raised_by, OBJECTION.c.group_id)
    | of_number(OBJECTION.c.answered_by, OBJECTION.c.group_id)
    | of_number(OBJECTION.c.ruled_by, OBJECTION.c.group_id),
)
_signs = sa.exists().where(
    OBJECTION.c.poll_id == POLL.c.id,
    SIGNER.c.objection_id == OBJECTION.c.id,
    of_number(SIGNER.c.participant, OBJECTION.c.group_id),
)
# Only these ballots stand on a card by name; with all of them a hundred cards would be edited for nothing.
_votes = sa.exists().where(
    BALLOT.c.poll_id == POLL.c.id,
    of_seat(BALLOT.c.seat_id),
    BALLOT.c.choice.in_([sa.literal(choice) for choice in ("object", "step-8", "sign", "organisation")]),
)
_takes_over = sa.exists().where(
    HANDOVER.c.poll_id == POLL.c.id,
    of_number(HANDOVER.c.giver, POLL.c.group_id) | of_number(HANDOVER.c.taker, POLL.c.group_id),
)
_contests = sa.exists().where(
    CONTEST.c.decision_id == DECISION.c.id,
    of_number(CONTEST.c.raised_by, CONTEST.c.group_id) | of_number(CONTEST.c.answered_by, CONTEST.c.group_id),
)
_supports = sa.exists().where(
    CONTEST.c.decision_id == DECISION.c.id,
    SUPPORTER.c.contest_id == CONTEST.c.id,
    of_number(SUPPORTER.c.participant, CONTEST.c.group_id),
)
_dissents = sa.exists().where(
    MINORITY.c.decision_id == DECISION.c.id, of_number(MINORITY.c.participant, MINORITY.c.group_id)
)
_shown_on = sa.union_all(
    sa.select(POLL.c.key).where(
        of_number(POLL.c.opener, POLL.c.group_id) | _objects | _signs | _votes | _takes_over
    ),
    sa.select(DECISION.c.key).where(
        of_number(DECISION.c.determined_by, DECISION.c.group_id)
        | of_number(DECISION.c.confirmed_by, DECISION.c.group_id)
        | _contests
        | _supports
        | _dissents
    ),
    sa.select(ACTION.c.key).where(
        of_number(ACTION.c.opened_by, ACTION.c.group_id)
        | sa.exists().where(
            OWNER.c.action_id == ACTION.c.id,
            of_number(OWNER.c.participant, group_of(ACTION, OWNER.c.action_id)),
        )
    ),
)


def _redraw(keys: sa.CompoundSelect[tuple[str]]) -> Prepared[tuple[Any, ...]]:
    return Prepared(
        sa.update(PARCEL)
        .where(PARCEL.c.card, PARCEL.c.subject.in_(keys))
        .values(stale=True, state=sa.case((PARCEL.c.state == SENT, PENDING), else_=PARCEL.c.state))
    )


def _short(letter: str, table: sa.Table) -> sa.ColumnElement[str]:
    return sa.literal(letter) + sa.cast(table.c.number, sa.String)


def _keys(letter: str, table: sa.Table) -> sa.Select[tuple[str]]:
    in_group = table.c.group_id == sa.bindparam("group", type_=sa.Integer)
    return sa.select(table.c.key).where(in_group, _short(letter, table).in_(sa.select(ABOUT.c.subject)))


_REDRAW = _redraw(_shown_on)
# Cards that may show what they wrote: why they extended a poll that somebody else had opened, and the like.
_REDRAW_WORDS = _redraw(sa.union_all(_keys("P-", POLL), _keys("D-", DECISION), _keys("A-", ACTION)))

_STANDING = Prepared(
    sa.select(sa.func.count()).where(
        of_number(OBJECTION.c.raised_by, OBJECTION.c.group_id),
        OBJECTION.c.kind == sa.literal("objection"),
        (OBJECTION.c.state == sa.literal("open")) | (OBJECTION.c.state == sa.literal("answered")),
    ),
    int,
)
_NOBODY = insert_new(PersonRow, "name", "language", "zone", "created_at")
_GIVE_SEATS = Prepared(
    sa.update(SEAT)
    .where(
        SEAT.c.person_id == PERSON_ID,
        SEAT.c.group_id == sa.bindparam("of_group", type_=sa.Integer),
        SEAT.c.number == sa.bindparam("of_number", type_=sa.Integer),
    )
    .values(
        person_id=sa.bindparam("nobody", type_=sa.Integer),
        name=sa.bindparam("pseudonym", type_=sa.String),
        folded=sa.literal(""),
    )
)
_GIVE_READERS = Prepared(
    sa.update(READER)
    .where(
        READER.c.person_id == PERSON_ID,
        READER.c.digest_id.in_(
            sa.select(DIGEST.c.id).where(DIGEST.c.group_id == sa.bindparam("of_group", type_=sa.Integer))
        ),
    )
    .values(
        person_id=sa.bindparam("nobody", type_=sa.Integer),
        zone=sa.select(GROUP.c.zone)
        .where(GROUP.c.id == sa.bindparam("of_group", type_=sa.Integer))
        .scalar_subquery(),
    )
)
_FORGET_ACCOUNTS = Prepared(sa.delete(ACCOUNT).where(ACCOUNT.c.person_id == PERSON_ID))
_FORGET_PERSON = Prepared(sa.delete(PERSON).where(PERSON.c.id == PERSON_ID))

_group = sa.bindparam("group", type_=sa.Integer)
_ZONE = Prepared(
    sa.select(PERSON.c.zone).where(
        PERSON.c.id == PERSON_ID,
        sa.exists()
        .where(of_seat(ROLL.c.seat_id), POLL.c.id == ROLL.c.poll_id)
        .where(
            POLL.c.group_id == _group, POLL.c.method == sa.literal("availability"), POLL.c.ended_at.is_(None)
        ),
    ),
    str,
)
_erased_in_group = (
    (SEAT.c.group_id == _group) & (SEAT.c.person_id == PERSON.c.id) & (PERSON.c.name == sa.literal(""))
)
_FORGET_ROLLS = Prepared(
    sa.update(ROLL)
    .where(
        ROLL.c.poll_id.in_(
            sa.select(POLL.c.id).where(POLL.c.group_id == _group, POLL.c.ended_at.is_not(None))
        ),
        ROLL.c.seat_id.in_(sa.select(SEAT.c.id).where(_erased_in_group)),
    )
    .values(region=sa.literal(""), affiliation=sa.literal(""))
)
_counts = sa.exists().where(
    SEAT.c.person_id == PERSON.c.id,
    ROLL.c.seat_id == SEAT.c.id,
    POLL.c.id == ROLL.c.poll_id,
    POLL.c.ended_at.is_(None),
)
_FORGET_ZONES = Prepared(
    sa.update(PERSON)
    .where(
        PERSON.c.name == sa.literal(""),
        PERSON.c.id.in_(sa.select(SEAT.c.person_id).where(SEAT.c.group_id == _group)),
        ~_counts,
    )
    .values(zone=sa.literal(""))
)


def lock(tx: Transaction, person_id: int) -> None:
    """Before anything of theirs is read. SQLite has one writer anyway."""
    if tx.postgresql:
        tx.row(_LOCK, person=person_id)


def standing(tx: Transaction, person_id: int) -> int:
    """How many objections of theirs are not settled."""
    return tx.row(_STANDING, person=person_id) or 0


def erase(
    tx: Transaction,
    person_id: int,
    pseudonyms: Mapping[tuple[int, int], str],
    removed: Collection[int],
    at: datetime,
    fresh: str,
) -> None:
    """Nothing leads to the person afterwards. `pseudonyms`: what their seats are called, by the id of the group and
    the number that they have or had there; `removed`: the groups that a coordinator had removed them from. `fresh` is
    a new key."""
    tx.flush()
    known = holdings.accounts(tx, person_id)
    tx.promised = True
    tx.write(_REDRAW, person=person_id)
    tx.write(_RELEASE, person=person_id)
    for account in known:
        tx.write(_FORGET_MESSAGES, address=holdings.conversation(account))
    for part in holdings.parts(tx, person_id):
        tx.write(_REDRAW_WORDS, group=part.group_id, **own_words.marks(part.number))
        own_words.erase(tx, part.group_id, part.number)
    for own in OWN:
        if own.erase is not None and own.table.name not in _LAST:
            tx.write(own.erase, person=person_id)
    for (group_id, number), pseudonym in pseudonyms.items():
        zone = tx.row(_ZONE, person=person_id, group=group_id) or ""
        nobody = tx.write_new(_NOBODY, name="", language="", zone=zone, created_at=at)
        tx.write(
            _GIVE_SEATS,
            person=person_id,
            of_group=group_id,
            of_number=number,
            nobody=nobody,
            pseudonym=pseudonym,
        )
        tx.write(_GIVE_READERS, person=person_id, of_group=group_id, nobody=nobody)
    erased.add(tx, known, removed, fresh)
    tx.write(_FORGET_ACCOUNTS, person=person_id)
    tx.write(_FORGET_PERSON, person=person_id)


def forget_counted(tx: Transaction, group_id: int) -> None:
    """A poll of the group is over. What polls counted by, of people who were erased meanwhile, is needed no more where
    they are over."""
    tx.write(_FORGET_ROLLS, group=group_id)
    tx.write(_FORGET_ZONES, group=group_id)
