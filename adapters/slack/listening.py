"""Bolt, and which of our work each request begins. Requests are acknowledged at once, the work comes after.

Few listeners with wide patterns: bolt tries them one after the other, and forgets what no listener takes.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections import OrderedDict
from collections.abc import Coroutine, Mapping
from dataclasses import replace
from typing import Any, cast

from slack_bolt.async_app import AsyncApp
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse

from adapters.slack.admission import NOT_HERE, Authorize
from adapters.slack.answers import Answers
from adapters.slack.blocks import render
from adapters.slack.came import (
    Came,
    Payload,
    of_command,
    of_event,
    of_press,
    of_shortcut,
    of_submission,
    part,
)
from adapters.slack.in_step import InStep
from adapters.slack.installs import Installs
from adapters.slack.modals import FORM, Origin
from adapters.slack.reception import Reception
from adapters.slack.workspaces import Workspaces, quiet
from bot.addresses import ChannelRef
from bot.boundary import Reader, Reply
from bot.commands import Shortcut
from bot.excuses import broken, busy
from bot.ports import Unavailable
from bot.secrets import new_key

log = logging.getLogger(__name__)

_ANY = re.compile("")
_REMEMBERED = 10_000
ENDING = 10.0
"""Seconds that work which has begun is given when we stop."""


class Listening:
    """`shortcuts` by their callback ids, which are the paths of commands."""

    def __init__(
        self,
        workspaces: Workspaces,
        reception: Reception,
        answers: Answers,
        shortcuts: Mapping[str, Shortcut],
        installs: Installs | None,
        in_step: InStep,
    ) -> None:
        self._installs = installs
        self._in_step = in_step
        self._reception = reception
        self._answers = answers
        self._shortcuts = shortcuts
        self._tasks: set[asyncio.Task[None]] = set()
        self._seen: OrderedDict[str, None] = OrderedDict()
        self.app = AsyncApp(
            client=workspaces.client_of(None),
            authorize=cast(Any, Authorize(workspaces)),
            name="convenor",
            logger=quiet,
            # What is sent by HTTP is checked before it comes here; Socket Mode is signed by its connection.
            request_verification_enabled=False,
            ssl_check_enabled=False,
            # The answer leaves when the listener is done, which is at once: bolt would look only every 10 ms.
            process_before_response=True,
            raise_error_for_unhandled_request=True,
            user_facing_authorize_error_message=NOT_HERE,
        )
        app: Any = self.app
        app.command(_ANY)(self._command)
        app.action(_ANY)(self._press)
        app.view(_ANY)(self._submission)
        app.view_closed(_ANY)(_closed)
        app.shortcut(_ANY)(self._shortcut)
        app.event("app_mention")(self._mention)
        app.event("app_home_opened")(self._home)
        app.event("subteam_updated")(self._user_group)
        app.event("subteam_members_changed")(self._user_group)
        app.event("app_uninstalled")(self._uninstalled)
        app.event("tokens_revoked")(self._revoked)
        app.error(self._failed)

    async def close(self) -> None:
        """What has begun is finished."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=ENDING)
        for task in self._tasks:
            task.cancel()

    # What comes

    async def _command(self, ack: Any, body: Payload, context: Any) -> None:
        """What is delivered again is asked again: the engine knows it, and the first answer may be lost."""
        came = of_command(_team(context), body)
        self._start(came, self._reception.command(came, body))
        said = await self._answers.soon(came)
        if said is None:
            await ack()
        else:
            await ack(text=said.text, blocks=said.blocks, response_type="ephemeral")

    async def _press(self, ack: Any, body: Payload, context: Any) -> None:
        await ack()
        for action in body.get("actions") or ():
            if isinstance(action, dict) and action.get("type") in ("button", "static_select"):
                came = of_press(_team(context), body, action)
                self._begin(came, self._reception.press(came, action))

    async def _submission(self, ack: Any, body: Payload, context: Any) -> None:
        view = part(body, "view")
        if view.get("callback_id") != FORM:
            await ack()
            return
        try:
            origin = Origin.unpacked(str(view.get("private_metadata") or ""))
            channel = ChannelRef.parse(origin.channel)
        except ValueError:
            log.warning("a modal that is not ours", extra={"action": "odd_modal"})
            await ack()
            return
        came = of_submission(_team(context), body, channel, origin.response_url, home=origin.home)
        if not _somebody(came):
            await ack()
            return
        state = part(part(view, "state"), "values")
        try:
            submitted = await self._reception.submission(came, origin, state)
        except Exception:
            reference = _reference()
            log.exception("fault, reference %s", reference, extra={"action": "slack_fault"})
            await ack()
            # The window is closed by that.
            came = replace(came, view="", trigger="")
            self._start(came, self._broke(came, reference))
            return
        if submitted.wrong is not None:
            await ack(response_action="errors", errors=dict(submitted.wrong))
        elif submitted.view is not None:
            await ack(response_action="update", view=submitted.view)
        else:
            await ack()
        if submitted.after is not None:
            self._begin(came, submitted.after)

    async def _shortcut(self, ack: Any, body: Payload, context: Any) -> None:
        await ack()
        path = str(body.get("callback_id") or "")
        shortcut = self._shortcuts.get(path)
        if shortcut is None:
            log.warning("a shortcut that is not ours", extra={"action": "odd_shortcut"})
            return
        came = of_shortcut(_team(context), body)
        text = str(part(body, "message").get("text") or "")
        self._begin(came, self._reception.shortcut(came, path, shortcut.message, text))

    async def _mention(self, ack: Any, body: Payload, context: Any) -> None:
        await ack()
        came = of_event(_team(context), body)
        # What another bot says is no wish of a person.
        if came.user and not part(body, "event").get("bot_id"):
            work = self._reception.mention(came, body, str(context.get("bot_user_id") or ""))
            self._begin(came, work, once=str(body.get("event_id") or came.id))

    async def _home(self, ack: Any, body: Payload, context: Any) -> None:
        await ack()
        if part(body, "event").get("tab") == "home":
            came = of_event(_team(context), body)
            self._begin(came, self._reception.home(came))

    async def _user_group(self, ack: Any, body: Payload, context: Any) -> None:
        """Something about it has changed, maybe who is in it."""
        await ack()
        event = part(body, "event")
        user_group = event.get("subteam_id") or part(event, "subteam").get("id")
        if isinstance(user_group, str) and user_group:
            self._in_step.changed(_team(context), user_group)

    async def _uninstalled(self, ack: Any, body: Payload, context: Any) -> None:
        if self._installs is not None:
            await self._installs.forget(_team(context), body.get("event_time"))
        await ack()

    async def _revoked(self, ack: Any, body: Payload, context: Any) -> None:
        """Tokens of people, which we do not have, may be revoked without ours."""
        revoked = part(part(body, "event"), "tokens")
        if self._installs is not None and revoked.get("bot"):
            await self._installs.forget(_team(context), body.get("event_time"))
        await ack()

    async def _failed(self, error: Exception, body: Payload) -> BoltResponse:
        """Whatever went wrong is ours: what Slack sent is acknowledged, or it would come again."""
        if isinstance(error, BoltUnhandledRequestError):
            log.info("nobody listens to this", extra={"action": "unhandled"})
        elif _in_bolt(error):
            log.warning("malformed, and let go", extra={"action": "slack_request_odd"})
        elif isinstance(error, Unavailable):
            log.error("%s", error, extra={"action": "store_unavailable"})
            if "command" in body:
                return _told(busy(Reader()))
        else:
            log.error("listener failed", exc_info=error, extra={"action": "listener_failed"})
        return BoltResponse(status=200, body="")

    # Doing it

    def _begin(self, came: Came, work: Coroutine[Any, Any, None], once: str = "") -> None:
        """Work that goes on after the acknowledgement, once for each request, or for what else marks it."""
        once = once or came.id
        if once in self._seen:
            work.close()
            return
        self._seen[once] = None
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        self._start(came, work)

    def _start(self, came: Came, work: Coroutine[Any, Any, None]) -> None:
        if not _somebody(came):
            work.close()
            return
        task = asyncio.get_running_loop().create_task(self._guarded(came, work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, came: Came, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            reference = _reference()
            log.exception("fault, reference %s", reference, extra={"action": "slack_fault"})
            await self._broke(came, reference)

    async def _broke(self, came: Came, reference: str) -> None:
        await self._answers.tell(came, broken(reference, Reader()).blocks, Reader())


def _reference() -> str:
    return "".join(filter(str.isalnum, new_key()))[:6].upper()


def _told(reply: Reply) -> BoltResponse:
    """An acknowledgement of a command, with its answer."""
    said = render(reply.blocks, reply.reader)
    shown = {"response_type": "ephemeral", "text": said.text, "blocks": said.blocks}
    return BoltResponse(
        status=200, body=json.dumps(shown), headers={"content-type": "application/json;charset=utf-8"}
    )


async def _closed(ack: Any) -> None:
    await ack()


def _somebody(came: Came) -> bool:
    """Whether it says who asks: all who do not would be one person."""
    if not came.user:
        log.warning("it does not say who asks", extra={"action": "nobody_asks"})
    return bool(came.user)


def _in_bolt(error: BaseException) -> bool:
    """Whether bolt itself stumbled, which it does over payloads of another shape than it knows."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return place is not None and str(place.tb_frame.f_globals.get("__name__")).startswith("slack_bolt.")


def _team(context: Any) -> str:
    """The workspace in which we are installed; somebody from a shared channel may belong to another."""
    return str(context.authorize_result.team_id or "")
