"""Oneself: what needs me, help, my language and zone."""

from __future__ import annotations

from bot.feature import Feature, Handles
from bot.text import Text
from commands.personal.declared import Help, Language, Me, Zone
from commands.personal.handlers import me, set_language, set_zone, show_help
from storage.transaction import Transaction

feature = Feature[Transaction](
    name="me",
    about=Text("what needs you, your language and zone"),
    handles=(
        Handles(Me, me),
        Handles(Help, show_help),
        Handles(Language, set_language),
        Handles(Zone, set_zone),
    ),
)
