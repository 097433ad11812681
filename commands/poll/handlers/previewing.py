"""`/poll preview`: a poll as it would be, and nothing happens."""

from __future__ import annotations

from dataclasses import replace

from bot.boundary import Reply
from bot.feature import Call
from bot.people import Group
from commands.poll import views
from commands.poll.declared import Preview
from commands.poll.handlers.planning import Plan, plan
from commands.poll.handlers.rolling import with_alternates
from commands.poll.handlers.seeing import chosen_by_oneself
from commands.poll.rules import fewest_to_adopt, fewest_to_stop
from commands.poll.values import Progress, Sight, State
from storage.transaction import Transaction


def preview(call: Call[Transaction], command: Preview) -> Reply:
    planned = plan(call, command)
    roll = with_alternates(
        call.tx, call.group.id, planned.roll, planned.opens_at, planned.closes_at, planned.taken_by
    )
    planned = replace(planned, roll=roll)
    return Reply(views.preview(_foreseen(planned, call.group, call.person.name), planned.overall_only))


def _foreseen(planned: Plan, group: Group, opener: str) -> Sight:
    """The plan, shown as if it were open."""
    return Sight(
        key="",
        group_id=group.id,
        group=group.name,
        short="",
        state=State.OPEN,
        version=1,
        question=planned.question,
        text=planned.text,
        link=planned.link,
        options=planned.options,
        rules=planned.rules,
        visibility=planned.visibility,
        binding=planned.binding,
        reasons=planned.reasons,
        opener=opener,
        opens_at=planned.opens_at,
        closes_at=planned.closes_at,
        ended_at=None,
        roll=planned.roll,
        voted={},
        result=None,
        adopt=fewest_to_adopt(planned.rules, planned.roll),
        stop=fewest_to_stop(planned.rules, planned.roll),
        self_chosen=chosen_by_oneself(group),
        charter=planned.bounds.seen if planned.bounds and planned.applies else None,
        progress=Progress(
            newcomers=planned.newcomers,
            seat_age=planned.bounds.terms.seat_age if planned.bounds else None,
            urgent=planned.wanted > 0,
            wanted=max(planned.wanted - 1, 0),
            review=planned.bounds.terms.review if planned.bounds and planned.wanted else None,
        ),
    )
