"""A role and a seat in words, the same wherever they are told."""

from __future__ import annotations

from bot.people import Role
from bot.text import Text, Words


def role_words(role: Role) -> Text:
    match role:
        case Role.OBSERVER:
            return Text("observer")
        case Role.MEMBER:
            return Text("member")
        case Role.FACILITATOR:
            return Text("facilitator")
        case Role.COORDINATOR:
            return Text("coordinator")


def seat_words(stakeholder: str, role: Role, *, pending: bool = False) -> Words:
    """ "member for government", or the role alone for who has not chosen a stakeholder group."""
    words = role_words(role)
    match bool(stakeholder), pending:
        case True, True:
            return Text(
                "{role} for {stakeholder}, waiting to be confirmed", role=words, stakeholder=stakeholder
            )
        case True, False:
            return Text("{role} for {stakeholder}", role=words, stakeholder=stakeholder)
        case False, True:
            return Text("{role}, waiting to be confirmed", role=words)
        case _:
            return words
