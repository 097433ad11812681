"""Decisions: what a closed poll means, determined with reasons, challenged, appealed, and carried out."""

from __future__ import annotations

from bot.feature import Feature, Handles
from bot.text import Text
from commands.decision import declared
from commands.decision.handlers import (
    appealing,
    awaiting,
    contesting,
    determining,
    finding,
    following,
    kinds,
    needing,
    reporting,
    ruling,
    seeing,
    showing,
    suiting,
    telling,
)
from storage.transaction import Transaction

feature = Feature[Transaction](
    name="decision",
    about=Text("decisions: determine what a poll means, challenge and appeal it, follow it up"),
    handles=(
        Handles(declared.Evidence, showing.evidence, {"poll": suiting.is_over}),
        Handles(declared.Determine, determining.determine, {"poll": suiting.may_be_determined}),
        Handles(declared.Confirm, determining.confirm, {"decision": suiting.waits_for_second}),
        Handles(declared.Challenge, contesting.challenge, {"decision": suiting.may_be_challenged}),
        Handles(declared.Answer, contesting.answer, {"decision": suiting.is_challenged}),
        Handles(declared.Appeal, appealing.appeal, {"decision": suiting.may_be_appealed}),
        Handles(declared.Sign, appealing.sign, {"decision": suiting.is_contested}),
        Handles(declared.Rule, ruling.rule, {"decision": suiting.is_appealed}),
        Handles(declared.Minority, following.minority, {"decision": suiting.is_live}),
        Handles(declared.Review, following.review, {"decision": suiting.is_in_force}),
        Handles(declared.Supersede, following.supersede, {"decision": suiting.stands, "by": suiting.stands}),
        Handles(declared.Status, following.status, {"decision": suiting.is_in_force}),
        Handles(declared.Show, showing.show),
        Handles(declared.List, showing.list_decisions),
        Handles(declared.Due, awaiting.due),
        Handles(declared.Expire, following.expire),
        Handles(declared.Remind, following.remind),
        Handles(declared.Revisit, following.revisit),
    ),
    finds=finding.finds,
    says=telling.says,
    needs=needing.NEEDS,
    settles=(reporting.settle,),
    cards={kinds.DECISION: kinds.CARD},
    beside={kinds.POLL: seeing.beside},
    ended=(awaiting.ended,),
    late=(contesting.late,),
    aliases={"designate": "decision determine"},
    reports=reporting.reports,
    events=(reporting.events,),
    tells={
        "decision.determined": Text("determined what a poll means"),
        "decision.confirmed": Text("confirmed a determination"),
        "decision.challenged": Text("challenged a determination"),
        "decision.answered": Text("answered a challenge"),
        "decision.appealed": Text("appealed against a determination"),
        "decision.signed": Text("supported a challenge or an appeal"),
        "decision.ruled": Text("ruled on an appeal"),
        "decision.lapsed": Text("an appeal had too little support"),
        "decision.restored": Text("an earlier decision stood again"),
        "decision.superseded": Text("put a later decision in the place of an earlier one"),
        "decision.dissented": Text("attached a minority statement"),
        "decision.scheduled": Text("said when a decision is looked at again"),
        "decision.reported": Text("told how far a decision is carried out"),
        "decision.overdue": Text("a determination passed to the deputies"),
    },
)
