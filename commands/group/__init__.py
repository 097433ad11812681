"""Groups: starting one, setting it up, its homes and settings, its end."""

from __future__ import annotations

from bot.feature import Feature, Handles
from bot.text import Text
from commands.group import homes, unsaid
from commands.group.declared import Close, Create, Home, List, Resend, Set, Setup, Show
from commands.group.handlers import close, create, set_settings, show, show_list
from commands.group.setup import NEEDS, setup
from storage.transaction import Transaction

feature = Feature[Transaction](
    name="group",
    about=Text("working groups: start one, set it up, its homes"),
    handles=(
        Handles(Create, create),
        Handles(Setup, setup),
        Handles(Show, show),
        Handles(List, show_list),
        Handles(Set, set_settings),
        Handles(Home, homes.home),
        Handles(Resend, unsaid.resend),
        Handles(Close, close),
    ),
    finds=(homes.finds,),
    needs=(NEEDS, unsaid.NEEDS),
    tells={
        "group.created": Text("started the group"),
        "group.set": Text("changed a setting"),
        "group.renamed": Text("renamed a stakeholder group"),
        "group.home": Text("changed the homes of the group"),
        "group.closed": Text("closed the group"),
    },
)
