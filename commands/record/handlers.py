"""`/record show` and `/record verify`."""

from __future__ import annotations

import json
from typing import Annotated

from bot import chain
from bot.boundary import Reply
from bot.commands import Command, Line, Right, Whole
from bot.feature import Call
from bot.refusals import not_found
from bot.text import Code, Text
from commands.record import views
from storage import record
from storage.transaction import Transaction

SHOWN = 10
"""Entries in one answer."""


class Show(Command):
    path = "record show"
    about = Text("what happened in this group, newest first")
    right = Right.SEATED
    reads = True
    example = "/record show P-1"

    what: Annotated[str, Line(about=Text("a short id such as P-1, or a participant's number"), most=20)] = ""
    before: Annotated[int | None, Whole(about=Text("only entries before this number"), least=1)] = None


class Verify(Command):
    path = "record verify"
    about = Text("check that the record of this group is complete and unchanged")
    right = Right.SEATED
    reads = True
    example = "/record verify"


def show(call: Call[Transaction], command: Show) -> Reply:
    about = command.what.upper()
    before = command.before or 2**31 - 1
    found = record.latest(call.tx, call.group.id, about, before, SHOWN + 1)
    if not found:
        if about:
            raise not_found(Text("The record has no entries about {what}.", what=command.what))
        raise not_found(Text("The record has no entries before number {before}.", before=before))
    names = record.names(call.tx, call.group.id)
    lines = [_line(call, entry, names) for entry in found[:SHOWN]]
    more = found[SHOWN - 1].seq if len(found) > SHOWN else None
    return Reply(views.entries(call.group, lines, about, more))


def _line(call: Call[Transaction], entry: record.Entry, names: dict[int, str]) -> views.EntryLine:
    by = str(json.loads(entry.body)["by"])
    number = int(by.removeprefix("participant ")) if by.startswith("participant ") else None
    if entry.kind in call.registry.discreet:
        number = None
    words = call.registry.tells.get(entry.kind, Text("{kind}", kind=Code(entry.kind)))
    name = names.get(number or 0, "")
    return views.EntryLine(entry.seq, entry.at, words, by == "time", number, name, entry.subject)


def verify(call: Call[Transaction], command: Verify) -> Reply:
    entries = record.entries(call.tx, call.group.id)
    found = chain.verify((entry.body, entry.hash if _agrees(entry) else "") for entry in entries)
    count, head = record.head(call.tx, call.group.id)
    # Entries cut off at the end leave a valid chain, but not the one whose head the group keeps.
    if isinstance(found, chain.Intact) and (found.count, found.head) != (count, head):
        found = chain.Broken(min(found.count, count) + 1)
    wrong = _unopened(call) if isinstance(found, chain.Intact) else None
    return Reply(views.verified(found, wrong))


def _agrees(entry: record.Entry) -> bool:
    """Whether what stands beside an entry, for searching and showing, is what the entry says."""
    try:
        body = json.loads(entry.body)
    except ValueError:
        return False
    beside = {"seq": entry.seq, "at": chain.stamp(entry.at), "kind": entry.kind, "subject": entry.subject}
    return isinstance(body, dict) and all(body.get(name, "") == value for name, value in beside.items())


def _unopened(call: Call[Transaction]) -> int | None:
    """The first entry with a personal value that does not fit its commitment."""
    bodies: dict[int, dict[str, str]] = {}
    opened: dict[int, list[tuple[str, str, str]]] = {}
    for seq, field, salt, value in record.openings(call.tx, call.group.id):
        opened.setdefault(seq, []).append((field, salt, value))
    if not opened:
        return None
    for entry in record.entries(call.tx, call.group.id):
        if entry.seq in opened:
            bodies[entry.seq] = json.loads(entry.body).get("personal", {})
    for seq, fields in sorted(opened.items()):
        for field, salt, value in fields:
            if bodies.get(seq, {}).get(field) != chain.commitment(salt, field, value):
                return seq
    return None
