"""Objections: argued reasons against a poll that have to be answered, and concerns that never block."""

from __future__ import annotations

from bot.feature import Feature, Handles
from bot.raising import Raises
from bot.text import Text
from commands.objection import declared
from commands.objection.handlers import (
    finding,
    kinds,
    raising,
    reporting,
    seeing,
    settling,
    showing,
    suiting,
    telling,
)
from storage.transaction import Transaction

feature = Feature[Transaction](
    name="objection",
    about=Text("objections: say why not, have it answered, see what became of it"),
    handles=(
        Handles(declared.Raise, raising.raise_objection, {"poll": suiting.takes_objections}),
        Handles(declared.Sign, raising.sign, {"objection": suiting.may_be_signed}),
        Handles(declared.Hold, settling.hold, {"objection": suiting.may_be_held}),
        Handles(declared.Answer, settling.answer, {"objection": suiting.may_be_answered}),
        Handles(declared.Accept, settling.accept, {"objection": suiting.may_be_accepted}),
        Handles(declared.Rule, settling.rule, {"objection": suiting.may_be_ruled_on}),
        Handles(declared.Withdraw, settling.withdraw, {"objection": suiting.may_be_withdrawn}),
        Handles(
            declared.Merge,
            settling.merge,
            {"objection": suiting.may_be_merged, "into": suiting.may_be_merged},
        ),
        Handles(declared.Show, showing.show),
        Handles(declared.List, showing.list_objections),
    ),
    finds=(finding.finds,),
    says=telling.says,
    needs=(finding.NEEDS,),
    reports=reporting.reports,
    raises=(Raises(kinds.POLL, seeing.against, raising.voted),),
    bars=(seeing.bars,),
    tells={
        "objection.raised": Text("raised an objection"),
        "objection.reworded": Text("gave an objection another text"),
        "objection.reopened": Text("raised an objection again"),
        "objection.signed": Text("signed an objection"),
        "objection.unsigned": Text("took their name from an objection"),
        "objection.held": Text("asked for time"),
        "objection.answered": Text("answered an objection"),
        "objection.accepted": Text("accepted an answer"),
        "objection.ruled": Text("ruled on an objection"),
        "objection.withdrawn": Text("withdrew an objection"),
        "objection.merged": Text("merged an objection into another"),
        "objection.separated": Text("an objection stood for itself again"),
    },
)
