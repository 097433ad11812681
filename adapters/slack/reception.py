"""What people do in Slack, turned into requests of the engine, and its answers brought back to them."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from adapters.slack.answers import Answers, origin_of
from adapters.slack.blocks import PICK, Json, Rendered, render
from adapters.slack.came import Came, Payload, part, sound
from adapters.slack.markup import unescaped, unlinked
from adapters.slack.modals import Origin, errors, form_view, missing, told_view, values_of, working_view
from adapters.slack.names import Names
from adapters.slack.pages import leaf
from adapters.slack.user_groups import UserGroups, marked
from bot.addresses import ChannelRef
from bot.binding import Spec
from bot.blocks import Paragraph
from bot.boundary import Answer, Door, Form, Known, Reader, Reply, Request
from bot.catalog import spoken
from bot.pages import asked_for
from bot.plain import plain
from bot.refusals import Fault
from bot.text import Code, Text, verbatim
from bot.token import unpack, unpack_pick

log = logging.getLogger(__name__)

PATIENCE = 2.0
"""Seconds that a modal waits for the engine, so that faults land under their fields (Slack waits three)."""
_CHANNELS = 1000
_OLD = Text("This button is of another version of Convenor. {me} shows what needs you now.", me=Code("/me"))
_UNPICKED = Text("Nothing is picked any more, and nothing was changed by that.")


class Engine(Protocol):
    @property
    def specs(self) -> Mapping[str, Spec]: ...

    async def handle(self, request: Request) -> Answer: ...

    async def form(self, request: Request) -> Answer: ...

    async def keep(self, request: Request) -> str: ...


@dataclass(frozen=True, slots=True)
class Submitted:
    """What a modal is answered: a view instead of it, texts under its fields, or nothing (it closes); and
    what is done afterwards."""

    view: Json | None = None
    after: Coroutine[Any, Any, None] | None = None
    wrong: Mapping[str, str] | None = None


class Reception:
    def __init__(self, engine: Engine, names: Names, answers: Answers, user_groups: UserGroups) -> None:
        self._engine = engine
        self._user_groups = user_groups
        self._names = names
        self._answers = answers
        self.last: dict[ChannelRef, Came] = {}
        """Who did something last in each channel, to be told what we cannot do there."""

    # By words

    async def command(self, came: Came, body: Payload) -> None:
        """`/wg poll open …`, or an alias of ours: `/poll open …`."""
        text = sound(body.get("text"))
        await self._line(came, f"{body.get('command')} {text}", Door.SLASH)

    async def mention(self, came: Came, body: Payload, bot: str) -> None:
        """`@convenor help`, which works in threads, too."""
        text = sound(part(body, "event").get("text"))
        said = re.sub(rf"<@{re.escape(bot)}(\|[^<>]*)?>", "", text, count=1)
        await self._line(came, said.strip() or "/wg", Door.LINE)

    async def _line(self, came: Came, raw: str, door: Door) -> None:
        groups = marked(raw)
        typed = await self._names.read(came.team, unlinked(groups.text), groups.ids)
        line = unescaped(typed.text).strip()
        known = typed.told(await self._known(came))
        request = self._request(came, door, line=line, known=known)
        await self._do(came, await self._user_groups.of(request, groups.ids))

    # By hand

    async def press(self, came: Came, action: Payload) -> None:
        """A button, or what was picked from a select."""
        known = await self._known(came)
        if action.get("type") != "button" and action.get("selected_option") is None:
            # So Slack tells that somebody has picked the same a second time: it is not picked then.
            await self._answers.tell(came, (Paragraph(_UNPICKED),), _reader(known))
            return
        try:
            path, given = _pressed(action)
        except ValueError:
            await self._answers.tell(came, (Paragraph(_OLD),), _reader(known))
            return
        await self._do(came, self._request(came, Door.PRESS, path=path, given=given, known=known))
        if came.home:
            await self.home(came)

    async def shortcut(self, came: Came, path: str, param: str, text: str) -> None:
        """A form, with the text of a message in it where the shortcut was used on one."""
        known = await self._known(came)
        given: dict[str, str] = {}
        if param:
            typed = await self._names.read(came.team, unlinked(marked(sound(text)).text))
            given = {param: unescaped(typed.text).strip()}
            permalink = await self._answers.permalink(came)
            known = replace(typed.told(known), permalink=permalink)
        answer = await self._engine.form(
            self._request(came, Door.SHORTCUT, path=path, given=given, known=known)
        )
        await self._show(came, answer)

    async def home(self, came: Came) -> None:
        """The bot's own page: what needs this person, and their groups."""
        known = await self._known(came)
        request = self._request(replace(came, channel="", home=True), Door.PRESS, path="me", known=known)
        _, rendered = await self._handled(replace(request, id=f"{request.id} home"))
        if rendered is not None:
            await self._answers.home(came, rendered)

    # By form

    async def submission(self, came: Came, origin: Origin, state: Mapping[str, Any]) -> Submitted:
        """A modal that was sent. Answers within the patience of Slack, whatever the database does."""
        given = values_of(state)
        work = asyncio.create_task(self._send_in(came, origin, given))
        done, _ = await asyncio.wait({work}, timeout=PATIENCE)
        if not done:
            locale = self._names.at_hand(came.team, came.user).locale
            view = working_view(_reader(Known(locale=locale)), replace(origin, draft=""))
            return Submitted(view, self._later(came, work))
        answer = work.result()
        asked = list(given)
        match answer:
            case Reply() if answer.accepted:
                # What was asked for in a modal of its own is closed now: the answer comes where it began.
                return Submitted(None, self._show(replace(came, view="", trigger=""), answer))
            case Reply():
                if asked:
                    return Submitted(None, None, errors(_faults(answer), asked, answer.reader))
            case Form():
                faults = missing(answer, given)
                if faults and {fault.field for fault in faults} <= set(asked):
                    return Submitted(None, None, errors(faults, asked, answer.reader))
        return Submitted(self._view(came, answer))

    async def _send_in(self, came: Came, origin: Origin, given: Mapping[str, str]) -> Answer:
        typed = await self._names.read(came.team, " ".join(given.values()))
        known = typed.told(await self._known(came))
        request = self._request(came, Door.FORM, path=origin.path, given=given, known=known)
        request = await self._user_groups.of(request)
        answer, _ = await self._handled(replace(request, draft=origin.draft))
        return answer

    async def _later(self, came: Came, work: asyncio.Task[Answer]) -> None:
        """The answer to a modal that says that it is being worked on."""
        answer = await work
        if not await self._answers.update(came, self._view(came, answer)):
            await self._show(replace(came, view="", trigger=""), answer)
        self._note(came)

    def _view(self, came: Came, answer: Answer) -> Json:
        if isinstance(answer, Form):
            return form_view(answer, self._engine.specs[answer.path], origin_of(came, answer))
        return told_view(
            answer.blocks, answer.reader, Origin(str(came.where), came.response_url, home=came.home)
        )

    # What they share

    async def _do(self, came: Came, request: Request) -> None:
        await self._show(came, *await self._handled(request))

    async def _handled(self, request: Request) -> tuple[Answer, Rendered | None]:
        """The answer, and the message that it is. Of what only reads and is too long for one, one page at a time."""
        answer = await self._engine.handle(request)
        if isinstance(answer, Form):
            return answer, None
        rendered = render(answer.blocks, answer.reader)
        if rendered.whole or not (draft := await self._engine.keep(request)):
            return answer, rendered
        page = leaf(answer.blocks, answer.reader, draft, asked_for(request))
        return replace(answer, blocks=page), render(page, answer.reader)

    async def _show(self, came: Came, answer: Answer, rendered: Rendered | None = None) -> None:
        self._note(came)
        match answer:
            case Reply():
                await self._answers.tell(came, answer.blocks, answer.reader, rendered)
            case Form():
                await self._answers.ask(came, answer, self._engine.specs[answer.path])

    def _note(self, came: Came) -> None:
        where = came.where
        if not where.is_private:
            self.last.pop(where.home, None)
            self.last[where.home] = came
            while len(self.last) > _CHANNELS:
                self.last.pop(next(iter(self.last)))

    async def shut_out(self, channel: ChannelRef) -> None:
        """We cannot post in a channel: whoever did something there last is told what to do."""
        came = self.last.pop(channel.home, None)
        if came is not None:
            text = Text(
                "I cannot post in this channel yet: I am no member of it. Type {invite} here.",
                invite=Code("/invite @Convenor"),
            )
            reader = _reader(await self._known(came))
            plainly = replace(came, view="", trigger="", home=False)
            await self._answers.tell(plainly, (Paragraph(text),), reader)

    async def _known(self, came: Came) -> Known:
        profile = await self._names.of(came.team, came.user)
        return Known(
            name=profile.name or came.name,
            current=bool(profile.name),
            locale=profile.locale,
            administrator=profile.administrator,
        )

    def _request(self, came: Came, door: Door, **more: Any) -> Request:
        return Request(id=came.id, who=came.account, where=came.where, door=door, card=came.card, **more)


def _pressed(action: Payload) -> tuple[str, dict[str, str]]:
    """The path and the values. Raises ValueError for what is not ours."""
    if action.get("type") == "button":
        return unpack(str(action.get("value") or ""))
    mark, _, rest = str(action.get("action_id") or "").partition(":")
    picked = part(action, "selected_option").get("value")
    if mark != PICK or not isinstance(picked, str):
        raise ValueError("not a select of ours")
    return unpack_pick(rest.partition(":")[2], sound(picked))


def _reader(known: Known) -> Reader:
    """For whom we write before the engine says so."""
    return Reader(spoken(known.locale) if known.locale else "en")


def _faults(reply: Reply) -> Sequence[Fault]:
    if reply.faults:
        return reply.faults
    words = plain(reply.blocks, reply.reader, buttons=False)
    return (Fault("", verbatim(words)),)
