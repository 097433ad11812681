"""What waits in a draft between a command and its form, or its next page: what was given, by its keys where a
button gave it."""

from __future__ import annotations

import json
from collections import ChainMap
from collections.abc import Collection, Mapping, MutableMapping
from dataclasses import replace
from typing import Final, cast

from bot.addresses import AccountRef
from bot.binding import KEY_MARK, Spec
from bot.boundary import Door, Known, Request
from bot.commands import Line
from bot.feature import Call
from bot.pages import MORE
from bot.ports import Draft, T
from bot.refusals import Refusal, Why
from bot.text import Text

_LINK: Final = f"{KEY_MARK}link"
"""Where the message came from that the command is about: the form that comes back does not say it."""

_MENTIONED: Final = f"{KEY_MARK}mentioned"
"""Whom the mentions in it mean: the form that comes back does not know them."""


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
    if mentioned := _mentioned(request.known, held):
        held[_MENTIONED] = mentioned
    return held


def _mentioned(known: Known, held: Mapping[str, str]) -> str:
    """Each mention that stands in what is kept, whom it means, and what the platform said of them."""
    said = [
        [
            word,
            str(account),
            known.names.get(account, ""),
            account in known.bots,
            account in known.deactivated,
        ]
        for word, account in known.mentions.items()
        if any(word in value for value in held.values())
    ]
    return json.dumps(said) if said else ""


def _remembered(known: Known, mentioned: str) -> Known:
    """The form may mention others besides."""
    people = [(word, AccountRef.parse(ref), *more) for word, ref, *more in json.loads(mentioned or "[]")]
    if not people:
        return known
    own = cast(MutableMapping[str, AccountRef], known.mentions)
    return replace(
        known,
        mentions=ChainMap(own, {word: account for word, account, *_ in people}),
        names={account: name for _, account, name, *_ in people if name} | dict(known.names),
        bots=known.bots | {account for _, account, _, bot, _ in people if bot},
        deactivated=known.deactivated | {account for _, account, _, _, gone in people if gone},
    )


def gone_on(request: Request, draft: Draft) -> Request:
    """The form that came back, with what its draft had kept."""
    given = {**draft.given, **request.given}
    link = given.pop(_LINK, request.known.permalink)
    known = replace(_remembered(request.known, given.pop(_MENTIONED, "")), permalink=link)
    return replace(request, path=draft.path, given=given, known=known)


def opened_again(request: Request, draft: Draft, key: str) -> Request:
    """What was refused, as a form once more."""
    return gone_on(replace(request, given={}, draft=key, door=Door.FORM), draft)
