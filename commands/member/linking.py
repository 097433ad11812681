"""What happens: two accounts become those of one person, and apart again.

Nothing of a group changes by it: its participants stay who they are, under the numbers that they have, so nothing is
written into any record.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.addresses import AccountRef, ChannelRef
from bot.boundary import Reader, Reply, Suggestion
from bot.feature import Call, Finds, Said, Says, Suits, Telling
from bot.people import Stage
from bot.refusals import Refusal, not_found
from bot.text import Code, Text, listing, verbatim
from commands.member import link_views as views
from commands.member.codes import LIFE, MOST_WRONG, code_of, hash_of, wrong_so_far
from commands.member.declared_links import ACCOUNT, Link, Unlink
from storage import erased, holdings, linking, links, persons, promises, seats
from storage.linking import Double
from storage.links import Linked, Made
from storage.transaction import Transaction

USED = "member linked"
"""The message to the account whose code was used; its subject is the account that was linked by it."""


def link(call: Call[Transaction], command: Link) -> Reply:
    if command.code:
        return _use(call, command)
    return _bring_messages(call) if command.messages else _make(call)


def _make(call: Call[Transaction]) -> Reply:
    tx, account = call.tx, call.account
    person_id = tx.person_of(account, call.person.name, call.at)
    code = code_of(call.key())
    links.keep_code(tx, person_id, hash_of(code), account, call.at + LIFE)
    return views.made(code, links.accounts(tx, person_id))


def _bring_messages(call: Call[Transaction]) -> Reply:
    tx, account = call.tx, call.account
    person_id = tx.person_of(account, call.person.name, call.at)
    links.tell(tx, person_id, account)
    links.bring_messages(tx, person_id, account, call.at)
    return views.comes_here(account)


# With a code


def _use(call: Call[Transaction], command: Link) -> Reply:
    tx, account = call.tx, call.account
    wrong = wrong_so_far(links.tried(tx, account), call.at)
    if wrong >= MOST_WRONG:
        raise Refusal(
            Text(
                "These were {n} wrong codes in a row. Wait ten minutes, then type {link} with your other account for a"
                " new one.",
                n=wrong,
                link=Code(f"/{Link.path}"),
            )
        )
    made, second = _understood(call, hash_of(command.code))
    if made is None:
        links.count_try(tx, account, wrong + 1, call.at)
        return views.wrong()
    doubles = _can_be_joined(call, made.person_id, second)
    name = call.request.known.name or call.person.name or account.user
    if not command.confirm:
        first = persons.name_of(tx, made.person_id)
        return views.asked(
            views.Side(made.account, first, tuple(linking.sits_in(tx, made.person_id))),
            views.Side(account, name, () if second is None else tuple(linking.sits_in(tx, second))),
            command.code,
        )
    before = name if second is None else persons.name_of(tx, second)
    for double in doubles:
        seats.end(tx, double.seat_id, call.at)
    linking.join(tx, made, second, account, before, call.at)
    links.forget_tries(tx, account)
    known = links.accounts(tx, made.person_id)
    # Whoever holds a stolen code may have sent the messages elsewhere: the first account of all is told, too.
    original = [each for each in known if links.at_account(tx, each) is None]
    for to in dict.fromkeys((made.account, *original)):
        promises.say(tx, USED, str(account), str(ChannelRef.private(to)), call.at)
    return views.joined(account, made.account, known[0])


def _understood(call: Call[Transaction], code_hash: str) -> tuple[Made | None, int | None]:
    """Whose code it is, and who uses it (None: somebody new), both locked."""
    tx = call.tx
    made = links.made(tx, code_hash, call.at)
    if made is not None:
        linking.lock(tx, made.person_id, persons.person_at(tx, call.account))
        # Two people may have used one code, or each other's, at the same moment.
        made = links.made(tx, code_hash, call.at)
    return made, persons.person_at(tx, call.account)


def _can_be_joined(call: Call[Transaction], first: int, second: int | None) -> list[Double]:
    """Raises Refusal where one person would have two seats, or two ballots. Returns where the second seat ends without
    a word: in groups that are closed nobody can leave any more."""
    if second is None:
        return []
    if second == first:
        raise Refusal(
            Text(
                "This is a code of your own, and this account is yours already. Type it with the account that you want"
                " to link."
            )
        )
    if len(links.accounts(call.tx, second)) > 1:
        raise Refusal(
            Text(
                "This account is one of several that are linked already. Make the code here, with {link}, and type it"
                " with the other account.",
                link=Code(f"/{Link.path}"),
            )
        )
    doubles = linking.doubles(call.tx, first, second)
    living = [double.group for double in doubles if double.stage is not Stage.CLOSED]
    if living:
        raise Refusal(
            Text(
                "Both accounts have a seat in {groups}, and one person has one. Give it up with one of them first:"
                " {leave}.",
                groups=listing(*living),
                leave=Code("/member leave"),
            )
        )
    polls = linking.two_ballots(call.tx, first, second)
    if polls:
        named = (Text("{poll} ({group})", poll=Code(short), group=group) for short, group in polls)
        raise Refusal(
            Text(
                "Both accounts are on the roll of {polls}, and one person has one ballot. Link them when that is over.",
                polls=listing(*named),
            )
        )
    return doubles


def _used(telling: Telling[Transaction]) -> Said | None:
    account = AccountRef.parse(telling.subject)
    linked = links.at_account(telling.tx, account)
    person_id = persons.person_of_address(telling.tx, telling.address)
    if linked is None or person_id is None or persons.person_at(telling.tx, account) != person_id:
        return None
    reader = persons.person(telling.tx, person_id)
    assert reader is not None
    return Said(views.told(account, linked.name), Reader(reader.language or "en", reader.zone or "UTC"))


says = (Says(USED, _used),)


# Apart again


def unlink(call: Call[Transaction], command: Unlink) -> Reply:
    """With what the account brought. Else whoever got hold of a code, or of a seat by one, could keep it."""
    tx, account = call.tx, command.account.account
    person_id = call.person.id
    assert person_id is not None
    linking.lock(tx, person_id, None)
    # Both accounts may do it at the same moment.
    if persons.person_at(tx, account) != person_id:
        raise _no_such(call, views.address(account))
    new = linking.part(tx, person_id, command.account, call.at)
    stays = {part.group_id for part in holdings.parts(tx, person_id)}
    latest = {group_id: seats.latest(tx, group_id, person_id) for group_id in stays}
    removed = [group_id for group_id, seat in latest.items() if seat is not None and seat.removed]
    erased.bar(tx, account, removed, call.key())
    return views.unlinked(account, linking.sits_in(tx, new))


def find_linked(call: Call[Transaction], typed: str, is_key: bool) -> Linked:
    """One of the caller's own linked accounts: by its address, or by a part of it that only one of them has."""
    mine = _mine(call)
    wanted = typed.strip().casefold()
    whole = [
        each
        for each in mine
        if wanted in (views.address(each.account).casefold(), str(each.account).casefold())
    ]
    fitting = whole or [
        each for each in mine if wanted in (each.account.platform.casefold(), each.account.user.casefold())
    ]
    if len(fitting) == 1:
        return fitting[0]
    raise _no_such(call, typed)


def _mine(call: Call[Transaction]) -> list[Linked]:
    return [] if call.person.id is None else links.linked(call.tx, call.person.id)


def _no_such(call: Call[Transaction], typed: str) -> Refusal:
    mine = _mine(call)
    if not mine:
        return not_found(
            Text(
                "No other account is linked with your first one. {link} links one.",
                link=Code(f"/{Link.path}"),
            )
        )
    return not_found(
        Text(
            "“{typed}” is none of the accounts that you can take away, or not one alone. These are: {accounts}."
            " Your first one stays.",
            typed=typed,
            accounts=views.addresses([each.account for each in mine]),
        )
    )


def suggest_linked(call: Call[Transaction], typed: str, suits: Suits) -> Sequence[Suggestion]:
    found = []
    for each in _mine(call):
        shown = views.address(each.account)
        if typed.casefold() in shown.casefold():
            found.append(Suggestion(shown, verbatim(shown)))
    return found


finds = (Finds(ACCOUNT, find_linked, suggest_linked, lambda linked: views.address(linked.account)),)
