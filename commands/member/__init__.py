"""Seats: who sits for whom, in which role, and when they are away."""

from __future__ import annotations

from bot.feature import Feature, Finds, Handles
from bot.text import Text
from commands.member import alternates, declared_interests, declaring, filling, in_step, in_step_told, linking
from commands.member.absence import away
from commands.member.confirming import confirm
from commands.member.declared import (
    STAKEHOLDER,
    Add,
    Away,
    Confirm,
    GiveRole,
    Import,
    Join,
    Keep,
    Leave,
    List,
    Remove,
    Show,
    ShowKept,
    Unkeep,
)
from commands.member.declared_links import Link, Unlink
from commands.member.finding import find_stakeholder, suggest_stakeholders
from commands.member.importing import import_list
from commands.member.joining import join
from commands.member.seating import give_role, leave, remove, show, show_list
from commands.member.telling import NEEDS, says
from commands.member.vouching import lets
from storage.transaction import Transaction

feature = Feature[Transaction](
    name="member",
    about=Text("seats: join, add people, roles, absences"),
    handles=(
        Handles(Join, join),
        Handles(Add, filling.add),
        Handles(Import, import_list),
        Handles(ShowKept, filling.show_kept),
        Handles(Unkeep, filling.unkeep),
        Handles(Keep, in_step.keep),
        Handles(Confirm, confirm),
        Handles(GiveRole, give_role),
        Handles(Remove, remove),
        Handles(List, show_list),
        Handles(Show, show),
        Handles(Away, away),
        Handles(Leave, leave),
        Handles(Link, linking.link),
        Handles(Unlink, linking.unlink),
        Handles(declared_interests.Declare, declaring.declare, {"poll": declaring.can_be_about}),
        Handles(declared_interests.Statements, declaring.statements),
        Handles(declared_interests.Alternate, alternates.alternate),
    ),
    finds=(
        Finds(STAKEHOLDER, find_stakeholder, suggest_stakeholders, lambda found: str(found.name)),
        *in_step.finds,
        *linking.finds,
    ),
    follows=in_step.follows,
    says=(*says, *in_step_told.says, *declaring.says, *alternates.says, *linking.says),
    needs=(NEEDS, alternates.NEEDS, declaring.NEEDS),
    lets=(lets,),
    bars=(declaring.bars,),
    aliases={"soi": "member declare"},
    tells={
        "member.joined": Text("took a seat"),
        "member.added": Text("gave somebody a seat"),
        "member.came": Text("took a seat that waited"),
        "member.confirmed": Text("confirmed a seat"),
        "member.vouched": Text("confirmed a seat as one of several"),
        "member.moved": Text("changed the stakeholder group of a seat"),
        "member.described": Text("described their seat"),
        "member.role": Text("changed a role"),
        "member.away": Text("noted an absence"),
        "member.removed": Text("ended somebody's seat"),
        "member.kept": Text("began to follow a user group"),
        "member.unkept": Text("stopped following a user group"),
        "member.followed": Text("gave a seat to somebody of a user group"),
        "member.unfollowed": Text("ended the seat of somebody who left a user group"),
        "member.in_step": Text("brought seats in step with a user group"),
        "member.left": Text("left the group"),
        "member.declared": Text("stated their interests"),
        "member.alternate_asked": Text("asked for an alternate"),
        "member.alternate_accepted": Text("agreed to be an alternate"),
        "member.alternate_declined": Text("declined to be an alternate"),
        "member.alternate_ended": Text("ended standing in for somebody"),
    },
)
