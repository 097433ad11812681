"""Rotas: a role goes round the stakeholder groups, fairly, and everybody can see why."""

from __future__ import annotations

from bot.feature import Feature, Handles
from bot.reports import Section
from bot.text import Text
from commands.rota import declared
from commands.rota.handlers import (
    creating,
    drawing,
    finding,
    handing,
    holding,
    leaving,
    reporting,
    showing,
    suiting,
    swapping,
    telling,
    timing,
)
from storage.transaction import Transaction

feature = Feature[Transaction](
    name="rota",
    about=Text("rotas: let a role go round the stakeholder groups, swap turns, hand over"),
    handles=(
        Handles(declared.Create, creating.create),
        Handles(declared.Show, showing.show),
        Handles(declared.Next, showing.show_next),
        Handles(declared.Confirm, holding.confirm, {"turn": suiting.waits_for_me}),
        Handles(declared.Decline, holding.decline, {"turn": suiting.is_mine_ahead}),
        Handles(
            declared.Swap, swapping.swap, {"turn": suiting.is_mine_ahead, "for": suiting.is_anothers_ahead}
        ),
        Handles(declared.Agree, swapping.agree, {"turn": suiting.may_be_agreed}),
        Handles(declared.Take, holding.take, {"turn": suiting.may_be_taken}),
        Handles(declared.Handover, handing.hand_over, {"turn": suiting.has_mine}),
        Handles(declared.Override, holding.override, {"turn": suiting.may_be_given}),
        Handles(declared.Leave, leaving.leave, {"rota": suiting.is_running}),
        Handles(declared.KeepHours, leaving.keep_hours),
        Handles(declared.Draw, drawing.draw, {"rota": suiting.is_running}),
        Handles(declared.Why, showing.why),
        Handles(declared.List, showing.list_rotas),
        Handles(declared.End, creating.end, {"rota": suiting.is_running}),
        Handles(declared.Announce, timing.announce),
        Handles(declared.Ask, timing.ask),
        Handles(declared.Offer, timing.offer),
        Handles(declared.Start, timing.start),
        Handles(declared.Finish, timing.finish),
    ),
    finds=finding.finds,
    says=telling.says,
    needs=(reporting.NEEDS,),
    leaves=(leaving.passes_on,),
    changes=(leaving.follow,),
    tells={
        "rota.created": Text("began a rota"),
        "rota.left": Text("left a rota"),
        "rota.exempted": Text("exempted somebody from a rota"),
        "rota.returned": Text("let somebody take part in a rota again"),
        "rota.draw_announced": Text("announced a draw and its sources"),
        "rota.drawn": Text("drew the order of a rota"),
        "rota.ended": Text("ended a rota"),
        "turn.given": Text("a turn was given"),
        "turn.confirmed": Text("confirmed a turn"),
        "turn.declined": Text("declined a turn"),
        "turn.swapped": Text("agreed to a swap of turns"),
        "turn.taken": Text("took over a turn as its deputy"),
        "turn.overridden": Text("gave a turn to somebody"),
        "turn.handed_over": Text("left a hand-over note"),
        "turn.began": Text("a turn began"),
        "turn.ended": Text("a turn ended"),
        "turn.skipped": Text("a turn was skipped: nobody could hold it"),
    },
    reports={Section.COMING: reporting.coming},
    shares=(reporting.shares,),
    events=(reporting.events,),
)
