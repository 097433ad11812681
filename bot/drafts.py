"""What waits in a draft between a command and its form: what was given, by its keys where a button gave it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from bot.binding import KEY_MARK, Spec
from bot.boundary import Door, Request
from bot.commands import Line
from bot.ports import Draft

_LINK: Final = f"{KEY_MARK}link"
"""Where the message came from that the command is about: the form that comes back does not say it."""


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
