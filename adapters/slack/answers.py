"""Answers to one person: beside what they pressed, in a modal, on the bot's page, or privately.

Nothing here may be lost without a word: where one way is closed, the next is taken.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.blocks import Json, Rendered, render
from adapters.slack.came import Came
from adapters.slack.faults import FAULTS, code_of, retry_after
from adapters.slack.modals import Origin, asks_for, form_view, told_view
from adapters.slack.workspaces import NotInstalled, Workspaces
from bot.binding import Spec
from bot.blocks import Block, Button, Buttons, Paragraph
from bot.boundary import Form, Reader
from bot.engine import EDIT
from bot.ports import Unavailable
from bot.text import Text

log = logging.getLogger(__name__)

SOON = 0.06
"""Seconds that an acknowledgement waits for its answer: Slack has it well within a tenth of a second."""
_TRIES = 4
_LONGEST = 60.0
"""Seconds that an answer waits for a rate limit."""
HOME_BLOCKS = 100


class Answers:
    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces
        self._expected: dict[str, asyncio.Future[Rendered | None]] = {}

    async def soon(self, came: Came) -> Rendered | None:
        """The answer to a request, if it comes at once: then it goes with the acknowledgement, and is not
        sent by itself."""
        loop = asyncio.get_running_loop()
        expected: asyncio.Future[Rendered | None] = loop.create_future()
        self._expected[came.id] = expected
        late = loop.call_later(SOON, self._forget, came.id, expected)
        try:
            return await expected
        finally:
            late.cancel()
            self._forget(came.id, expected)

    def _forget(self, id: str, expected: asyncio.Future[Rendered | None]) -> None:
        """Nobody waits for the answer any more. What was delivered again meanwhile has a wait of its own."""
        if self._expected.get(id) is expected:
            del self._expected[id]
        if not expected.done():
            expected.set_result(None)

    async def tell(
        self, came: Came, blocks: Sequence[Block], reader: Reader, rendered: Rendered | None = None
    ) -> None:
        """Shows them something that nobody else sees; `rendered` where its message is there already."""
        expected = self._expected.pop(came.id, None)
        if expected is not None and not expected.done():
            expected.set_result(rendered or render(blocks, reader))
            return
        client = await self._client(came)
        if client is None:
            return
        if came.view:
            origin = Origin(str(came.where), came.response_url, home=came.home)
            if await self._tried(
                client.views_update, view_id=came.view, view=told_view(blocks, reader, origin)
            ):
                return
        rendered = rendered or render(blocks, reader)
        if came.response_url and await self._respond(came.response_url, rendered):
            return
        if came.home and came.trigger and not came.view:
            view = told_view(blocks, reader, Origin("", home=True))
            if await self._tried(client.views_open, trigger_id=came.trigger, view=view):
                return
        said = {"text": rendered.text, "blocks": rendered.blocks}
        if not came.where.is_private:
            thread = {"thread_ts": came.thread} if came.thread else {}
            place = {"channel": came.channel, "user": came.user}
            if await self._tried(client.chat_postEphemeral, **place, **thread, **said):
                return
        if not await self._tried(client.chat_postMessage, channel=came.user, **said):
            log.error("an answer could not be delivered", extra={"action": "answer_undelivered"})

    async def ask(self, came: Came, form: Form, spec: Spec) -> None:
        """Opens a form. Where that is too late, or not possible at all, a button opens it."""
        client = await self._client(came)
        if client is None:
            return
        call, where = client.views_update, {"view_id": came.view}
        if not came.view:
            call, where = client.views_open, {"trigger_id": came.trigger}
        opened, origin = False, origin_of(came, form)
        for plainly in (False, True) if came.view or came.trigger else ():
            # Somebody chosen beforehand may be one whom Slack does not let choose.
            if not opened and (not plainly or any(field.account is not None for field in form.fields)):
                opened = await self._tried(call, **where, view=form_view(form, spec, origin, plainly=plainly))
        if not opened:
            edit = Button(Text("Open the form"), EDIT, (("draft", form.draft),))
            await self.tell(came, (Paragraph(asks_for(form)), Buttons((edit,))), form.reader)

    async def update(self, came: Came, view: Json) -> bool:
        """Puts something else into a modal that is open."""
        client = await self._client(came)
        return client is not None and await self._tried(client.views_update, view_id=came.view, view=view)

    async def home(self, came: Came, rendered: Rendered) -> None:
        """What stands on the bot's page, for this person alone."""
        client = await self._client(came)
        if client is not None:
            view = {"type": "home", "blocks": rendered.blocks[:HOME_BLOCKS]}
            await self._tried(client.views_publish, user_id=came.user, view=view)

    async def permalink(self, came: Came) -> str:
        """Where a message can be found again; empty where Slack does not say."""
        client = await self._client(came)
        if client is None:
            return ""
        try:
            said = await client.chat_getPermalink(channel=came.channel, message_ts=came.message)
        except FAULTS:
            return ""
        return str(said.get("permalink") or "")

    async def _client(self, came: Came) -> AsyncWebClient | None:
        try:
            return await self._workspaces.client(came.team, retry=True)
        except NotInstalled:
            log.warning("not installed any more", extra={"action": "not_installed"})
        except Unavailable as trouble:
            log.warning("no token can be looked up: %s", trouble, extra={"action": "store_unavailable"})
        return None

    async def _tried(self, call: Any, **given: Any) -> bool:
        """Whether Slack took it. A rate limit is waited for; here nobody else waits with it."""
        for _ in range(_TRIES):
            try:
                await call(**given)
                return True
            except FAULTS as fault:
                wait = retry_after(fault)
                if wait is None or wait > _LONGEST or "trigger_id" in given:
                    said = code_of(fault) or type(fault).__name__
                    log.info("%s: %s", call.__name__, said, extra={"action": "slack_refused"})
                    return False
            await asyncio.sleep(wait)
        return False

    async def _respond(self, url: str, rendered: Rendered) -> bool:
        """By the address that came with the request: it works in channels that we are no member of."""
        said = {
            "response_type": "ephemeral", "replace_original": False, "text": rendered.text, "blocks": rendered.blocks,
        }  # fmt: skip
        for _ in range(_TRIES):
            try:
                async with self._workspaces.session.post(url, json=said) as response:
                    if response.status == 200:
                        # It may be refused all the same: {"ok": false, "error": "…"}.
                        return b'"ok":false' not in (await response.content.read(1000)).replace(b" ", b"")
                    header = response.headers.get("Retry-After", "")
                    wait = float(header) if header.isdecimal() else 1.0
                    if response.status != 429 or wait > _LONGEST:
                        log.info("response_url: %s", response.status, extra={"action": "slack_refused"})
                        return False
            except FAULTS as fault:
                log.info("response_url: %s", type(fault).__name__, extra={"action": "slack_refused"})
                return False
            await asyncio.sleep(wait)
        return False


def origin_of(came: Came, form: Form) -> Origin:
    return Origin(str(came.where), came.response_url, form.draft, form.path, came.home)
