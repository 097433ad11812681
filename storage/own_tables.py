"""Every table, and what of it is one person's. A new table or column has to be decided on here:
tests/storage/test_own.py sees to it."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from storage.actions import ACTION, OWNER
from storage.alternates import ALTERNATE
from storage.answers import DRAFT
from storage.ballots import BALLOT, TURNOUT
from storage.charters import CHARTER
from storage.contests import CONTEST, MINORITY, SUPPORTER
from storage.decisions import DECISION
from storage.digests import DIGEST, ISSUE, READER
from storage.interests import HANDOVER, STATEMENT
from storage.links import CODE, LINKED, PART, TRY
from storage.objections import OBJECTION
from storage.own import PERSON_ID, Fate, Own, group_of, of_account, of_number, of_seat
from storage.people import ACCOUNT, PERSON, SEAT
from storage.polls import POLL
from storage.pools import QUIET as REST
from storage.pools import STANDING
from storage.quiet import QUIET
from storage.reminders import REMINDER
from storage.rolls import ROLL
from storage.rotas import ROTA
from storage.seats import ABSENCE
from storage.signers import SIGNER
from storage.turns import HOLDER, SWAP, TURN
from storage.user_groups import BROUGHT
from storage.vouchers import VOUCHER

KEY = "a random key or number that names the row, and nothing of anybody"
SAME = "says whose row it is"
GROUPS = "the group's, not the person's"
SORTING = "the same as another column, written for sorting and searching"
OTHERS = "somebody else's part"
WORKINGS = "how a promise is kept, not what it is about"

_over = sa.exists().where(POLL.c.id == ROLL.c.poll_id, POLL.c.ended_at.is_not(None))
_my_reader = READER.c.person_id == PERSON_ID
# Who of a group's readers is next is found when this one's is due: until then somebody unknown holds the place.
READER_GOES = READER.c.due_at.is_(None) | READER.c.digest_id.in_(
    sa.select(DIGEST.c.id).where(DIGEST.c.person_id == PERSON_ID)
)
_my_issue = ISSUE.c.reader_id.in_(sa.select(READER.c.id).where(_my_reader))


def _rest(**reasons: str) -> Mapping[str, str]:
    """{reason: "columns that it is the reason for"}, turned round."""
    told = {
        "key": KEY,
        "same": SAME,
        "groups": GROUPS,
        "sorting": SORTING,
        "others": OTHERS,
        "workings": WORKINGS,
    }
    return {column: told[why] for why, columns in reasons.items() for column in columns.split()}


def _own(
    table: sa.Table,
    whose: sa.ColumnElement[bool],
    columns: str,
    fate: Fate,
    *,
    cleared: str = "",
    only: sa.ColumnElement[bool] | None = None,
    **rest: str,
) -> Own:
    return Own(table, whose, tuple(columns.split()), _rest(**rest), fate, tuple(cleared.split()), only)


OWN: tuple[Own, ...] = (
    _own(ACCOUNT, ACCOUNT.c.person_id == PERSON_ID, "ref told", Fate.GOES, key="id", same="person_id"),
    _own(PERSON, PERSON.c.id == PERSON_ID, "name language zone created_at", Fate.GOES, key="id"),
    # Erasing gives each seat to a person of whom nothing is known, so that none leads to another.
    _own(
        SEAT,
        SEAT.c.person_id == PERSON_ID,
        "group_id number name stakeholder_id stakeholder_since moved_at role region affiliation pending since until"
        " removed lent_role lent_until",
        Fate.CLEARED,
        cleared="region affiliation",
        key="id",
        same="person_id",
        sorting="folded",
    ),
    _own(ABSENCE, of_seat(ABSENCE.c.seat_id), "since until", Fate.GOES, key="id", same="seat_id"),
    _own(QUIET, QUIET.c.person_id == PERSON_ID, "begins ends", Fate.GOES, same="person_id"),
    _own(
        REST,
        of_number(REST.c.participant, REST.c.group_id),
        "group_id participant since until",
        Fate.GOES,
    ),
    _own(
        ALTERNATE,
        of_seat(ALTERNATE.c.seat_id) | of_seat(ALTERNATE.c.alternate_id),
        "asked_at accepted_at ended_at",
        Fate.STAYS,
        key="id",
        same="seat_id alternate_id",
    ),
    # Without its affiliation a confirmation could stand beside another one of the same: it is needed anew.
    _own(
        VOUCHER,
        of_number(VOUCHER.c.participant, group_of(SEAT, VOUCHER.c.seat_id)),
        "participant affiliation",
        Fate.GOES,
        others="seat_id",
    ),
    _own(BROUGHT, of_seat(BROUGHT.c.seat_id), "ended spared", Fate.GOES, same="seat_id", groups="kept_id"),
    _own(
        STATEMENT,
        of_number(STATEMENT.c.participant, STATEMENT.c.group_id),
        "group_id seq participant poll_id",
        Fate.STAYS,
    ),
    # What an open poll counts by stays until it is over (`forget_counted`): erasing changes no result.
    _own(
        ROLL,
        of_seat(ROLL.c.seat_id),
        "poll_id number stakeholder role region affiliation available off off_seq stands_for",
        Fate.CLEARED,
        cleared="region affiliation",
        only=_over,
        same="seat_id",
    ),
    _own(
        BALLOT,
        of_seat(BALLOT.c.seat_id),
        "poll_id version choice choice_salt reason reason_salt capacity",
        Fate.CLEARED,
        cleared="reason reason_salt",
        same="seat_id",
    ),
    _own(TURNOUT, of_seat(TURNOUT.c.seat_id), "poll_id", Fate.STAYS, same="seat_id"),
    _own(
        POLL,
        of_number(POLL.c.opener, POLL.c.group_id),
        "group_id number question text link options opener opens_at",
        Fate.STAYS,
        key="id key",
        groups="state version method rules visibility binding reasons remind roll closes_at extended nudged_at"
        " ended_at result",
    ),
    _own(
        HANDOVER,
        of_number(HANDOVER.c.giver, group_of(POLL, HANDOVER.c.poll_id))
        | of_number(HANDOVER.c.taker, group_of(POLL, HANDOVER.c.poll_id)),
        "poll_id seq giver taker",
        Fate.STAYS,
    ),
    _own(
        CHARTER,
        of_number(CHARTER.c.proposer, CHARTER.c.group_id),
        "group_id version preset overrides proposer proposed_at",
        Fate.STAYS,
        key="id key",
        groups="rules adopted_at",
    ),
    _own(
        OBJECTION,
        of_number(OBJECTION.c.raised_by, OBJECTION.c.group_id)
        | of_number(OBJECTION.c.answered_by, OBJECTION.c.group_id)
        | of_number(OBJECTION.c.ruled_by, OBJECTION.c.group_id),
        "group_id poll_id number kind state ballot raised_by raised_at stakeholder text_seq resolution answered_by"
        " answer_seq disposition ruled_by ruling_seq held_until",
        Fate.STAYS,
        key="id key",
        groups="into_id",
    ),
    _own(
        SIGNER,
        of_number(SIGNER.c.participant, group_of(OBJECTION, SIGNER.c.objection_id)),
        "objection_id participant gone",
        Fate.STAYS,
    ),
    _own(
        DECISION,
        of_number(DECISION.c.determined_by, DECISION.c.group_id)
        | of_number(DECISION.c.confirmed_by, DECISION.c.group_id),
        "group_id poll_id number designation determined_by determined_at stakeholder rationale_seq confirmed_by",
        Fate.STAYS,
        key="id key",
        groups="state won shared stood_at challenge_until appeal_until review_at reviewed replaces_id replaced_by_id"
        " work work_seq changed_seq changed_at",
    ),
    _own(
        CONTEST,
        of_number(CONTEST.c.raised_by, CONTEST.c.group_id)
        | of_number(CONTEST.c.answered_by, CONTEST.c.group_id),
        "group_id decision_id step raised_by raised_at stakeholder reason_seq answered_by answered_at answer_seq",
        Fate.STAYS,
        key="id key",
        groups="body state due_at",
    ),
    _own(
        SUPPORTER,
        of_number(SUPPORTER.c.participant, group_of(CONTEST, SUPPORTER.c.contest_id)),
        "participant stakeholder",
        Fate.STAYS,
        groups="contest_id",
    ),
    _own(
        MINORITY,
        of_number(MINORITY.c.participant, MINORITY.c.group_id),
        "group_id decision_id participant stakeholder at seq",
        Fate.STAYS,
    ),
    _own(
        TURN,
        of_number(TURN.c.deputy, TURN.c.group_id),
        "group_id rota_id number starts_at ends_at deputy",
        Fate.STAYS,
        key="id key",
        groups="state announced sequence changed_at note_seq",
    ),
    _own(
        HOLDER,
        of_number(HOLDER.c.participant, group_of(TURN, HOLDER.c.turn_id)),
        "turn_id participant stakeholder_id region how state why unsocial since",
        Fate.STAYS,
        key="id",
    ),
    _own(
        SWAP,
        of_number(SWAP.c.asker, group_of(TURN, SWAP.c.turn_id))
        | of_number(SWAP.c.asked, group_of(TURN, SWAP.c.turn_id)),
        "turn_id asker asked at",
        Fate.STAYS,
        others="other_id",
    ),
    _own(
        STANDING,
        of_number(STANDING.c.participant, group_of(ROTA, STANDING.c.rota_id)),
        "rota_id participant out exempt since",
        Fate.STAYS,
    ),
    _own(
        ACTION,
        of_number(ACTION.c.opened_by, ACTION.c.group_id),
        "group_id number text line due_at poll link opened_by opened_at",
        Fate.STAYS,
        key="id key",
        sorting="line_folded",
        groups="state patience follow_at stakeholder_id changed_at sequence ended_at",
    ),
    _own(
        OWNER,
        of_number(OWNER.c.participant, group_of(ACTION, OWNER.c.action_id)),
        "action_id participant",
        Fate.STAYS,
    ),
    # A reminder that somebody set for others is the group's; one for themselves is theirs alone.
    _own(
        REMINDER,
        of_number(REMINDER.c.author, REMINDER.c.group_id)
        | of_number(REMINDER.c.participant, REMINDER.c.group_id),
        "group_id number state author text target participant stakeholder_id role rhythm zone anchor due_at told_at"
        " added_at",
        Fate.GOES,
        only=REMINDER.c.author == REMINDER.c.participant,
        key="id key",
    ),
    _own(
        ISSUE,
        _my_issue,
        "at since until skipped told brief",
        Fate.GOES,
        key="id key",
        same="reader_id",
    ),
    _own(
        READER,
        _my_reader,
        "zone due_at since told paused unanswered",
        Fate.GOES,
        only=READER_GOES,
        key="id key",
        same="person_id",
        groups="digest_id",
    ),
    _own(
        DIGEST,
        DIGEST.c.person_id == PERSON_ID,
        "group_id audience channel rule sections starts_at",
        Fate.GOES,
        key="id key",
        same="person_id",
    ),
    _own(CODE, CODE.c.person_id == PERSON_ID, "account until", Fate.GOES, key="hash", same="person_id"),
    _own(TRY, of_account(TRY.c.account), "account n at", Fate.GOES),
    _own(LINKED, of_account(LINKED.c.account), "account maker name at", Fate.GOES),
    _own(PART, of_account(PART.c.account), "account group_id number", Fate.GOES),
    _own(DRAFT, of_account(DRAFT.c.account), "account path given at", Fate.GOES, key="key"),
)

ELSEWHERE: Mapping[str, str] = {
    "entry": "exported as what the person did in the record; it names nobody, and stays",
    "opening": "exported and erased entry by entry: whose a text is, its entry says (storage.own_words)",
    "parcel": "exported and erased by the address of the private conversation",
}
"""Tables whose rows are a person's, too, and are found in another way."""

NOBODYS: Mapping[str, str] = {
    "awaited": "which polls wait for a determination",
    "erased": "keyed hashes of accounts that were erased, or parted from somebody; whoever is here now came back",
    "erased_secret": "a secret of the program's",
    "group": GROUPS,
    "holiday": GROUPS,
    "home": GROUPS,
    "kept_user_group": GROUPS,
    "number": GROUPS,
    "poll_change": "which entries changed a poll; those by the person are exported with the record",
    "poll_charter": GROUPS,
    "poll_process": "where a poll stands; who found it urgent stands in the record, too, which is exported",
    "poll_secret": "the secret of a poll",
    "poll_tie": "how often each ranking was cast, without people",
    "request": "answers without anything that says to whom; they go after a week",
    "rota": "draws by participants' numbers, which stand in the record, too",
    "secret_ballot": "what was voted secretly is kept apart from who voted, and nobody puts the two together",
    "setup": GROUPS,
    "stakeholder": GROUPS,
    "timer": "what is promised about records, by their keys",
    "vault": "what platforms keep of workspaces and of the bot itself",
}
"""Tables in which nothing is one person's, and why."""
