"""Actions: what somebody undertook to do, by when, and what became of it."""

from __future__ import annotations

from bot.feature import Feature, Finds, Handles
from bot.reports import Section
from bot.text import Text
from commands.action import declared
from commands.action.handlers import (
    adding,
    ending,
    finding,
    following,
    giving,
    kinds,
    moving,
    reporting,
    showing,
    suiting,
    telling,
)
from storage.transaction import Transaction

feature = Feature[Transaction](
    name="action",
    about=Text("actions: who does what by when, and what became of it"),
    handles=(
        Handles(declared.Add, adding.add, {"poll": suiting.has_outcome}),
        Handles(declared.List, showing.list_actions),
        Handles(declared.Show, showing.show),
        Handles(declared.Done, ending.done, {"action": suiting.may_be_changed}),
        Handles(declared.Assign, giving.assign, {"action": suiting.may_be_changed}),
        Handles(declared.Due, moving.due, {"action": suiting.may_be_changed}),
        Handles(declared.Drop, ending.drop, {"action": suiting.may_be_dropped}),
        Handles(declared.Note, moving.note),
        Handles(declared.Reopen, ending.reopen, {"action": suiting.may_be_reopened}),
        Handles(declared.Follow, following.follow),
    ),
    finds=(
        Finds(kinds.ACTION, finding.find, finding.suggest, lambda action: str(action.short)),
        Finds(kinds.OWNERS, finding.find_owners, finding.suggest_owners, lambda found: str(found.typed)),
    ),
    says=telling.says,
    needs=(reporting.NEEDS,),
    cards={kinds.ACTION: kinds.CARD},
    leaves=(giving.passes_on,),
    reports={Section.COMING: reporting.coming, Section.DECIDED: reporting.decided},
    shares=(reporting.shares,),
    events=(reporting.events,),
    tells={
        "action.added": Text("added an action"),
        "action.assigned": Text("handed an action over"),
        "action.returned": Text("passed on an action of somebody who left"),
        "action.moved": Text("gave an action another due date"),
        "action.noted": Text("noted something on an action"),
        "action.done": Text("did an action"),
        "action.dropped": Text("dropped an action"),
        "action.reopened": Text("opened an action again"),
    },
)
