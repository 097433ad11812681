"""Objections: argued reasons against a poll that have to be answered, and concerns that never block."""

from __future__ import annotations

from bot.feature import Feature, Handles, Raises
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
    telling,
)
from storage.transaction import Transaction

feature = Feature[Transaction](
    name="objection",
    about=Text("objections: say why not, have it answered, see what became of it"),
    handles=(
        Handles(declared.Raise, raising.raise_objection),
        Handles(declared.Sign, raising.sign),
        Handles(declared.Hold, settling.hold),
        Handles(declared.Answer, settling.answer),
        Handles(declared.Accept, settling.accept),
        Handles(declared.Rule, settling.rule),
        Handles(declared.Withdraw, settling.withdraw),
        Handles(declared.Merge, settling.merge),
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
