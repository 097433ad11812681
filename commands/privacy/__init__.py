"""What is stored of a person: told, given to them, and erased when they say so."""

from __future__ import annotations

from bot.feature import Feature, Handles
from bot.text import Text
from commands.privacy.declared import Erase, Export, Privacy
from commands.privacy.erasing import ERASED, erase, poll_ended
from commands.privacy.telling import export, privacy
from storage.transaction import Transaction

feature = Feature[Transaction](
    name="privacy",
    about=Text("what I store about you, and how to get it and to erase it"),
    handles=(Handles(Privacy, privacy), Handles(Export, export), Handles(Erase, erase)),
    tells={ERASED: Text("was erased: nobody knows any more who this participant is")},
    ended=(poll_ended,),
)
