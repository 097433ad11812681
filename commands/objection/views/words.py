"""The words for what becomes of an objection."""

from __future__ import annotations

from bot.text import Code, Text, Words, verbatim
from commands.objection.rules import Disposition, Kind, Resolution, State
from commands.objection.values import Sight

DISPOSITIONS = {
    Disposition.UPHELD: Text("upheld: it stands"),
    Disposition.OVERRULED: Text("overruled: it does not stand"),
    Disposition.ACCOMMODATED: Text("accommodated: what it asks for is done"),
    Disposition.CONSIDERED: Text("considered: it was weighed and need not be accommodated"),
    Disposition.OLD: Text("old: settled before, and nothing new is said"),
    Disposition.MINOR: Text("minor: too small to hold the group up"),
    Disposition.TIMING: Text("timing: not to be discussed now"),
    Disposition.SCOPE: Text("scope: outside what the group is there for"),
}
RESOLUTIONS = {
    Resolution.ACCOMMODATED: Text("accommodated: what it asks for is done"),
    Resolution.CONSIDERED: Text("considered: it was weighed and is not accommodated"),
}


def state(sight: Sight) -> Words:
    """Where it is, in few words."""
    match sight.state:
        case State.OPEN:
            return Text("not answered yet")
        case State.ANSWERED:
            return Text("answered")
        case State.ACCEPTED:
            return Text("accepted as answered")
        case State.WITHDRAWN:
            return Text("withdrawn")
        case State.UPHELD:
            return Text("upheld")
        case State.OVERRULED:
            return Text("overruled")
        case State.MERGED:
            return Text("merged into {objection}", objection=Code(sight.into))


def stakeholder(name: str) -> Words:
    """The name of a stakeholder group; some people sit for none."""
    return verbatim(name) if name else Text("no stakeholder group")


def said(typed: str) -> Words:
    """What somebody wrote, unless it was erased."""
    return verbatim(typed) if typed else Text("(the text was erased)")


def who(name: str) -> Words:
    return verbatim(name) if name else Text("somebody whose name was erased")


def voiced(sight: Sight) -> Words:
    """Who raised it and why, in one sentence."""
    if sight.kind is Kind.CONCERN:
        return Text(
            "{objection}: {name} ({stakeholder}) has a concern: {text}",
            objection=Code(sight.short),
            name=who(sight.name),
            stakeholder=stakeholder(sight.stakeholder),
            text=said(sight.text),
        )
    return Text(
        "{objection}: {name} ({stakeholder}) objects: {text}",
        objection=Code(sight.short),
        name=who(sight.name),
        stakeholder=stakeholder(sight.stakeholder),
        text=said(sight.text),
    )
