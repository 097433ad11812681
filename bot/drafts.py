"""What waits in a draft between a command and its form, or its next page: what was given, by its keys where a
button gave it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from bot.binding import KEY_MARK, Spec
from bot.boundary import Door, Request
from bot.commands import Line
from bot.feature import Call
from bot.pages import MORE
from bot.ports import Draft, T
from bot.refusals import Refusal, Why
from bot.text import Text

_LINK: Final = f"{KEY_MARK}link"
"""Where the message came from that the command is about: the form that comes back does not say it."""


def check_typed(request: Request) -> None:
    """Only what we wrote into a draft names a record by its key: nobody can type the mark of one."""
    if KEY_MARK in request.line or any(KEY_MARK in value for value in request.given.values()):
        raise Refusal(
            Text("This contains control characters. Please type it again without them."), Why.MALFORMED
        )


def too_old(path: str) -> Refusal:
    """There is no such draft of theirs any more. `path`: what they pressed."""
    if path == MORE:
        text = Text("This answer is too old, or somebody else's. Please use the command again.")
    else:
        text = Text("This form is too old, or somebody else's. Please start the command again.")
    return Refusal(text, Why.NOT_FOUND)


def keep(call: Call[T], spec: Spec, given: Mapping[str, str]) -> str:
    """Writes a draft of what was given so far; returns its key."""
    key = call.request.draft or call.key()
    held = kept(call.request, spec, given)
    call.tx.keep_draft(key, Draft(str(call.request.who), spec.path, held), call.at)
    return key


def kept(request: Request, spec: Spec, given: Mapping[str, str]) -> dict[str, str]:
    """What of a request is written down. What may be secret is not, before it is accepted."""
    if request.door is Door.PRESS:
        by_key = {param.name for param in spec.params if param.is_key}
        held = {name: KEY_MARK + value if name in by_key else value for name, value in given.items()}
    else:
        unkept: Collection[str] = {
            param.name for param in spec.params if isinstance(param.kind, Line) and not param.kind.keep
        }
        held = {name: value for name, value in given.items() if name not in unkept}
    if request.known.permalink:
        held[_LINK] = request.known.permalink
    return held


def gone_on(request: Request, draft: Draft) -> Request:
    """The form that came back, with what its draft had kept."""
    given = {**draft.given, **request.given}
    link = given.pop(_LINK, request.known.permalink)
    known = replace(request.known, permalink=link)
    return replace(request, path=draft.path, given=given, known=known)


def opened_again(request: Request, draft: Draft, key: str) -> Request:
    """What was refused, as a form once more."""
    return gone_on(replace(request, given={}, draft=key, door=Door.FORM), draft)
