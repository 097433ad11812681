"""Adding an action: by itself, from the outcome of a poll, from a message."""

from __future__ import annotations

from bot import chain
from bot.boundary import Reply
from bot.chain import Canonical
from bot.feature import Call
from bot.refusals import Refusal, malformed
from bot.text import Code, Text
from commands.action import views
from commands.action.declared import Add
from commands.action.handlers import kinds
from commands.action.handlers.finding import find_owners
from commands.action.handlers.seeing import seen
from commands.action.handlers.steps import enter, follow_from, must_be_ahead, post_card, tell
from commands.action.rules import MOST_OPEN, State
from storage import action_changes, actions, groups
from storage.folding import folded
from storage.numbers import next_number
from storage.polls import Poll
from storage.transaction import Transaction

CLOSED = "closed"
"""The state of a poll that has an outcome, as it is stored with it."""


def add(call: Call[Transaction], command: Add) -> Reply:
    tx, group, by = call.tx, call.group, call.seat.number
    who = command.who or find_owners(call, "me", False)
    if command.due is not None:
        must_be_ahead("due", command.due, call.at)
    if command.poll is not None:
        _must_have_outcome(command.poll)
    if actions.count(tx, group.id, by, State.OPEN.value) >= MOST_OPEN:
        raise Refusal(
            Text(
                "You have added {most} actions that are still open. {list} shows them; finish some first.",
                most=MOST_OPEN,
                list=Code("/action list"),
            )
        )
    number, key = next_number(tx, group.id, kinds.ACTION), call.key()
    line = " ".join(command.line.split())
    action_id = action_changes.add(
        tx,
        call.at,
        key=key,
        group_id=group.id,
        number=number,
        state=State.OPEN.value,
        text=command.text,
        line=line,
        line_folded=folded(line),
        due_at=command.due,
        patience=groups.profile(tx, group.id).patience if command.patience is None else command.patience,
        stakeholder_id=None,
        poll=command.poll.short if command.poll else "",
        link=call.request.known.permalink,
        opened_by=by,
    )
    numbers = [person.number for person in who.people]
    action_changes.give(tx, action_id, numbers, who.stakeholder_id, call.at)
    action = actions.at_any(tx, key)
    assert action is not None
    facts: dict[str, Canonical] = {"text": command.text, "owners": list(numbers)}
    optional = {
        "stakeholder": who.stakeholder,
        "due": chain.stamp(command.due) if command.due else "",
        "line": line,
        "poll": action.poll,
        "link": action.link,
    }
    facts |= {name: value for name, value in optional.items() if value}
    enter(call, "action.added", action, facts)
    follow_from(call, action, command.due)
    if numbers != [by] or who.stakeholder or command.poll is not None:
        post_card(call, key)
    others = [person for person in actions.having(tx, action) if person != call.person.id]
    tell(tx, kinds.GIVEN, key, others, group.zone, call.at)
    return Reply(views.added(seen(tx, action, call.at), own=numbers == [by] and not who.stakeholder))


def _must_have_outcome(poll: Poll) -> None:
    if poll.state != CLOSED:
        raise malformed(
            "poll",
            Text(
                "{poll} has no outcome that an action could come from yet. Add the action without it, or once it"
                " is closed.",
                poll=Code(poll.short),
            ),
        )
