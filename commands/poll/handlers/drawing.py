"""How a tie in which a poll ended is broken: by a draw that anybody can repeat (RFC 3797), first announced and
then made, or by the casting vote where the rule leaves it to one."""

from __future__ import annotations

import json
from collections.abc import Iterable

from bot.boundary import Reply
from bot.chain import Canonical
from bot.commands import Need
from bot.draw import key_of, order
from bot.feature import Call
from bot.needs import Needs
from bot.refusals import Refusal, malformed, not_allowed
from bot.sources import are_numbers, read_sources
from bot.text import Code, Text, listing
from commands.poll import outcomes, views
from commands.poll.declared_process import Cast, Draw
from commands.poll.handlers import kinds
from commands.poll.handlers.processing import terms_of
from commands.poll.handlers.seeing import ballots_of, roll_of, rules_of, sight
from commands.poll.rules import (
    BadChoice,
    Method,
    Result,
    Rules,
    by_casting_vote,
    conceal,
    pool,
    rankings,
    read_choice,
    settled,
)
from commands.poll.values import Kind, State, Visibility
from storage import (
    charters,
    groups,
    poll_changes,
    poll_ties,
    polls,
    promises,
    record,
    seats,
    standing_in,
    waiting,
)
from storage.poll_ties import PollTie
from storage.polls import Poll
from storage.transaction import Transaction

MOST_NEEDS = 10


def keep_tie(tx: Transaction, poll: Poll, result: Result) -> None:
    """Keeps what it takes to break the tie in which a poll just ended. One that was opened for the purpose of
    another feature has failed."""
    held = charters.of_poll(tx, poll.id)
    rules = rules_of(poll)
    drawn = pool(rules, poll.options, result)
    if not drawn or (held is not None and held.purpose):
        return
    ranked = rules.method is Method.RANKED
    counted = rankings(rules, poll.options, roll_of(poll), ballots_of(tx, poll, rules)) if ranked else ()
    poll_ties.keep(tx, poll.id, drawn, counted)


def draw(call: Call[Transaction], command: Draw) -> Reply:
    poll = command.poll
    tie = _open_tie(call.tx, poll)
    if by_casting_vote(rules_of(poll)):
        raise Refusal(
            Text(
                "Under Debian's rule a tie is not drawn: a coordinator decides by the casting vote, with {cast}.",
                cast=Code(views.cast_command(poll.short)),
            )
        )
    given = read_sources(command.sources)
    if not given:
        raise malformed(
            "sources", Text("Name at least one source, such as {example}.", example="EuroMillions of friday")
        )
    if are_numbers(given, tie.sources, Code(views.draw_command(poll.short))):
        return _draw(call, poll, tie, given)
    return _announce(call, poll, tie, given)


def _open_tie(tx: Transaction, poll: Poll) -> PollTie:
    """Raises Refusal unless the poll ended in a tie that waits to be broken."""
    short, show = Code(poll.short), Code(f"/poll show {poll.short}")
    if poll.state != State.CLOSED:
        raise Refusal(
            Text(
                "Only a poll that has closed can have a tie to break, and {poll} has not. {show} tells how it"
                " stands.",
                poll=short,
                show=show,
            )
        )
    tie = poll_ties.of(tx, poll.id)
    if tie is None:
        raise Refusal(Text("{poll} has no tie to break. {show} tells what came out.", poll=short, show=show))
    if tie.taken:
        raise Refusal(Text("The tie in {poll} is broken already. {show} tells how.", poll=short, show=show))
    return tie


def _announce(call: Call[Transaction], poll: Poll, tie: PollTie, sources: tuple[str, ...]) -> Reply:
    """Announced anew, the sources that do not hold any more are named as well: whoever has seen their numbers
    chooses no others in silence."""
    tx = call.tx
    before = tuple(dict.fromkeys((*tie.sources, *tie.before)))
    record.append(
        tx,
        poll.group_id,
        "poll.draw_announced",
        call.at,
        by=call.seat.number,
        subject=poll.short,
        facts={
            "pool": list(_labels(poll, tie.pool)),
            "sources": list(sources),
            **({"instead_of": list(before)} if before else {}),
        },
    )
    poll_ties.announce(tx, poll.id, sources, before)
    promises.refresh(tx, kinds.CARD, poll.key)
    for home in groups.homes(tx, poll.group_id):
        promises.say(tx, kinds.DRAW, poll.key, home, call.at)
    return Reply(views.draw_announced(sight(tx, poll, call.group)))


def _draw(call: Call[Transaction], poll: Poll, tie: PollTie, values: tuple[str, ...]) -> Reply:
    picks = order(values, len(tie.pool))
    taken = tuple(tie.pool[number - 1] for number in picks)
    facts: dict[str, Canonical] = {
        "pool": list(_labels(poll, tie.pool)),
        "values": list(values),
        "key": key_of(values),
        "picks": list(picks),
    }
    return _settle(call, poll, tie, "poll.drawn", facts, values=values, taken=taken)


def needs(call: Call[Transaction]) -> Iterable[Need]:
    """Polls whose tie waits for somebody who facilitates: for sources, for their numbers, for the casting vote."""
    if call.person.id is None:
        return
    for tie in poll_ties.waiting_for(call.tx, call.person.id, MOST_NEEDS):
        casting = by_casting_vote(Rules.from_json(json.loads(tie.rules)))
        own = seats.latest(call.tx, tie.group_id, call.person.id)
        if casting and (own is None or not own.coordinates):
            continue
        elsewhere = groups.elsewhere(call.tx, call.perhaps_group, tie.group_id)
        yield views.to_break(
            tie.short, tie.poll_key, tie.group_id, tie.question, elsewhere, tie.sources, casting=casting
        )


NEEDS = Needs(needs, (waiting.TIES,))


def cast(call: Call[Transaction], command: Cast) -> Reply:
    """Debian's constitution, A.5.8: the elector with the casting vote chooses between those that tie."""
    poll = command.poll
    tie = _open_tie(call.tx, poll)
    if not by_casting_vote(rules_of(poll)):
        raise Refusal(
            Text(
                "The rule of {poll} knows no casting vote: its tie is broken by a draw that everybody can repeat."
                " {draw} begins it.",
                poll=Code(poll.short),
                draw=Code(views.draw_command(poll.short)),
            )
        )
    if standing_in.has_recused(call.tx, poll.id, call.seat.number):
        raise not_allowed(
            Text(
                "You recused yourself from {poll}, so another coordinator gives the casting vote. {list} shows who"
                " coordinates.",
                poll=Code(poll.short),
                list=Code("/member list"),
            )
        )
    pick = _chosen(poll, tie, command.option)
    facts: dict[str, Canonical] = {"tied": list(_labels(poll, tie.pool)), "option": _labels(poll, (pick,))[0]}
    return _settle(call, poll, tie, "poll.cast", facts, taken=(pick,), reason=command.reason)


def _chosen(poll: Poll, tie: PollTie, typed: str) -> str:
    try:
        pick = read_choice(Method.CHOICE, poll.options, typed)
    except BadChoice:
        pick = ""
    if pick not in tie.pool:
        raise malformed(
            "option",
            Text("The casting vote chooses between {options}.", options=listing(*_labels(poll, tie.pool))),
        )
    return pick


def _settle(
    call: Call[Transaction],
    poll: Poll,
    tie: PollTie,
    kind: str,
    facts: dict[str, Canonical],
    *,
    values: tuple[str, ...] = (),
    taken: tuple[str, ...],
    reason: str = "",
) -> Reply:
    """The tie is broken: the result is completed, and everybody is told."""
    tx, rules = call.tx, rules_of(poll)
    result = settled(rules, poll.options, outcomes.read(poll.result), tie.ballots, taken)
    if poll.visibility == Visibility.SECRET and rules.method is Method.RANKED:
        result = conceal(rules, result)
    seq = record.append(
        tx,
        poll.group_id,
        kind,
        call.at,
        by=call.seat.number,
        subject=poll.short,
        facts={**facts, "result": outcomes.facts(result)},
        personal={"reason": (call.key(), reason)} if reason else {},
    )
    poll_ties.settle(tx, poll.id, values, taken)
    poll_changes.complete(tx, poll.id, outcomes.written(result))
    if reason:
        poll_changes.note(tx, poll.id, seq, Kind.CAST.value)
    terms = terms_of(tx, poll)
    if result.passed and terms.urgent_openers and terms.review:
        promises.promise(tx, kinds.REVIEW, poll.key, call.at + terms.review)
    promises.refresh(tx, kinds.CARD, poll.key)
    for home in groups.homes(tx, poll.group_id):
        promises.say(tx, kinds.RESULT, poll.key, home, call.at)
    now = polls.by_key(tx, poll.group_id, poll.key)
    assert now is not None, "a poll that was just there"
    return Reply(views.ended(sight(tx, now, call.group)))


def _labels(poll: Poll, picks: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(poll.options[int(pick[1:]) - 1] for pick in picks)
