"""Charters: the rules of a group, named, in plain words, adopted and amended by the group itself."""

from __future__ import annotations

from bot.feature import Feature, Handles
from bot.text import Text
from commands.charter import adopting, declared, handlers, reporting
from storage.transaction import Transaction

feature = Feature[Transaction](
    name="charter",
    about=Text("charters: the rules by which the group decides"),
    handles=(
        Handles(declared.Current, handlers.current),
        Handles(declared.Show, handlers.show),
        Handles(declared.Propose, adopting.propose, {"rework": adopting.is_suspended}),
        Handles(declared.History, handlers.history),
    ),
    finds=(handlers.finds,),
    says=handlers.says,
    beside={"poll": handlers.beside},
    concludes={handlers.PURPOSE: adopting.conclude},
    lets=(handlers.lets,),
    reports=reporting.reports,
    tells={
        "charter.adopted": Text("adopted a charter"),
        "charter.proposed": Text("proposed a charter"),
        "charter.rejected": Text("a charter was not adopted"),
    },
)
