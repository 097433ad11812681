"""What each table is called whose rows are somebody's."""

from __future__ import annotations

from collections.abc import Mapping

from bot.text import Text

TITLES: Mapping[str, Text] = {
    "account": Text("accounts"),
    "person": Text("name, language and zone"),
    "seat": Text("seats, with those that ended"),
    "absence": Text("absences"),
    "quiet": Text("quiet hours"),
    "quiet_hours": Text("hours without turns"),
    "alternate": Text("alternates"),
    "voucher": Text("seats that you confirmed"),
    "kept_seat": Text("seats by a user group"),
    "statement": Text("statements of interest"),
    "roll": Text("places on rolls"),
    "ballot": Text("ballots that are not secret"),
    "turnout": Text("secret polls in which you voted"),
    "poll": Text("polls that you opened"),
    "handover": Text("polls that were handed over"),
    "charter": Text("charters that you proposed"),
    "objection": Text("objections and concerns"),
    "signer": Text("objections that you signed"),
    "decision": Text("decisions that you determined"),
    "contest": Text("challenges and appeals"),
    "supporter": Text("challenges that you supported"),
    "minority": Text("minority statements"),
    "turn": Text("turns for which you stand by"),
    "turn_holder": Text("turns"),
    "turn_swap": Text("swaps of turns"),
    "rota_standing": Text("rotas that you stayed out of"),
    "action": Text("actions that you added"),
    "owner": Text("actions that you have, or had"),
    "reminder": Text("reminders"),
    "digest": Text("digests"),
    "digest_reader": Text("how far your digests are"),
    "digest_issue": Text("digests that were sent to you"),
    "link_code": Text("a code to link an account"),
    "link_try": Text("wrong codes in a row"),
    "linked": Text("accounts that were linked"),
    "linked_part": Text("what a linked account brought"),
    "draft": Text("what you typed before a form was sent"),
    "entry": Text("what the record says that you did"),
    "opening": Text("your words beside the record"),
    "parcel": Text("private messages to you"),
}
