"""Slack as a platform: its settings and what they say, how it is run, and what is asked of it at the start."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence

from adapters.slack.answers import Answers
from adapters.slack.faults import FAULTS, code_of
from adapters.slack.gateway import SlackGateway
from adapters.slack.http import EVENTS, Http
from adapters.slack.in_step import InStep
from adapters.slack.installs import Installs
from adapters.slack.listening import Listening
from adapters.slack.manifest import Mode, manifest, shortcuts
from adapters.slack.markup import PLATFORM
from adapters.slack.names import Names
from adapters.slack.oauth import INSTALL, REDIRECT, OAuth
from adapters.slack.pace import Pace
from adapters.slack.reception import Reception
from adapters.slack.socket import Socket
from adapters.slack.user_groups import SCOPE, UserGroups
from adapters.slack.workspaces import AT_START, Unreachable, Workspaces, forget_environment
from bot.addresses import ChannelRef
from bot.following import Following
from bot.platforms import Commands, House, Trouble
from bot.ports import Clock, Finding, T, Unavailable, Used
from bot.settings import Settings

log = logging.getLogger(__name__)

_HALF = "SLACK_CLIENT_ID is set, and SLACK_CLIENT_SECRET is not. Copy both from the page of your app."
PAUSES = (5.0, 300.0)
"""Seconds before Slack is asked again at the start, doubled each time, and at most."""
_NO_ADDRESS = (
    "Slack has to be told your public address. Set CONVENOR_WEB_URL, such as https://convenor.example.org, and print "
    "the manifest again."
)
_NO_KEY = (
    "SLACK_CLIENT_ID is set, so that workspaces can install Convenor, and their tokens are kept encrypted. Set"
    " CONVENOR_SECRET_KEY to a long random text."
)
_ROTATES = (
    "SLACK_BOT_TOKEN is one that expires within hours, because token rotation is on. Slack never switches it off:"
    " make the app anew from the manifest (convenor manifest slack)."
)
_NO_WAY_IN = (
    "A token of Slack is set, and no way in for what people do there. Set SLACK_APP_TOKEN for Socket Mode, or"
    " SLACK_SIGNING_SECRET for HTTP."
)

_NO_SCOPE = (
    f"The scope {SCOPE} is missing. Add it to the bot under OAuth & Permissions, or paste the manifest again, and"
    " install the app once more."
)


class SlackPlatform:
    """Made without any network; `mode` and `aliases` are only for the manifest."""

    def __init__(
        self,
        settings: Settings,
        commands: Commands,
        clock: Clock,
        mode: Mode | None = None,
        *,
        aliases: bool = False,
        pauses: tuple[float, float] = PAUSES,
    ) -> None:
        self._pauses = pauses
        self._away = "Slack was not reached yet"
        self._aliases = aliases
        self._settings = settings
        self._commands = commands
        self._clock = clock
        self._mode = mode
        token = settings.slack_bot_token
        self._workspaces = Workspaces(settings.slack_api_url, token.get_secret_value() if token else None)
        self._gateway = SlackGateway(self._workspaces, Pace())
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def name(self) -> str:
        return PLATFORM

    @property
    def gateway(self) -> SlackGateway:
        return self._gateway

    def manifest(self) -> str:
        socket = self._settings.slack_app_token is not None or self._settings.slack_signing_secret is None
        mode = self._mode or (Mode.SOCKET if socket else Mode.HTTP)
        several = self._settings.slack_client_id is not None
        if self._settings.web_url is None and (several or mode is Mode.HTTP):
            raise Trouble(_NO_ADDRESS)
        return manifest(self._commands, mode, self._settings.web_url, several=several, aliases=self._aliases)

    async def check(self, used: Used) -> Sequence[Finding]:
        """Whether we are in the homes is not asked: that would need scopes which nothing else needs."""
        settings, found = self._settings, []
        try:
            await self._workspaces.open()
            if settings.slack_bot_token is not None:
                found.append(Finding("Slack", f"the bot token is that of {await self._about()}"))
                if used.followed:
                    found.append(await self._reads_user_groups(len(used.followed)))
        except Unavailable as trouble:
            found.append(Finding("Slack", "the bot token cannot be used", str(trouble)))
        if settings.slack_app_token is not None:
            try:
                await self._workspaces.check_app_token(settings.slack_app_token.get_secret_value())
                found.append(Finding("Slack", "Socket Mode can be opened"))
            except Unavailable as trouble:
                found.append(Finding("Slack", "Socket Mode cannot be opened", str(trouble)))
        if settings.slack_signing_secret is not None:
            place = f"{settings.web_host}:{settings.web_port}{EVENTS}"
            found.append(Finding("Slack", f"requests by HTTP are awaited at {place}"))
        found += [Finding("Slack", "it cannot be served", lacking) for lacking in self._lacking()]
        await self._workspaces.close()
        return found

    async def _reads_user_groups(self, followed: int) -> Finding:
        try:
            async with asyncio.timeout(AT_START):
                await (await self._workspaces.client("", retry=True)).usergroups_list()
        except FAULTS as fault:
            code = code_of(fault) or type(fault).__name__
            mend = _NO_SCOPE if code == "missing_scope" else "Try again; see what Slack says of this error."
            return Finding(
                "Slack", f"user groups are followed ({followed}) and cannot be read ({code})", mend
            )
        return Finding("Slack", f"the user groups that are followed ({followed}) can be read")

    async def _about(self) -> str:
        only = await self._workspaces.installed("")
        return f"the workspace {only.name or only.team}" if only else "no workspace"

    def _lacking(self) -> Iterator[str]:
        """What the settings lack to serve anybody."""
        settings = self._settings
        if settings.slack_bot_token and settings.slack_bot_token.get_secret_value().startswith("xoxe."):
            yield _ROTATES
        if settings.slack_app_token is None and settings.slack_signing_secret is None:
            yield _NO_WAY_IN
        if settings.slack_client_id is not None and settings.slack_client_secret is None:
            yield _HALF
        if settings.slack_client_id is not None and settings.secret_key is None:
            yield _NO_KEY

    async def run(self, house: House[T]) -> None:
        for lacking in self._lacking():
            raise Trouble(lacking)
        forget_environment()
        house.report(PLATFORM, self._trouble)
        try:
            await self._admitted()
            await self._listen(house)
        except Unavailable as trouble:
            raise Trouble(str(trouble)) from trouble
        finally:
            await self._workspaces.close()

    async def _admitted(self) -> None:
        """Until Slack has accepted our tokens: it may be away when we start. Raises Unavailable for what waiting
        cannot mend."""
        app_token = self._settings.slack_app_token
        pause, most = self._pauses
        while True:
            try:
                await self._workspaces.open()
                if app_token is not None:
                    await self._workspaces.check_app_token(app_token.get_secret_value())
            except Unreachable as away:
                self._away = str(away)
                log.warning("%s Trying again in %.0f s.", away, pause, extra={"action": "slack_away"})
                await asyncio.sleep(pause)
                pause = min(pause * 2, most)
            else:
                self._away = ""
                return

    async def _trouble(self) -> str:
        return self._away

    async def _listen(self, house: House[T]) -> None:
        app_token, secret = self._settings.slack_app_token, self._settings.slack_signing_secret
        answers = Answers(self._workspaces)
        names = Names(self._workspaces)
        following = Following(house.engine)
        user_groups = UserGroups(self._workspaces, names, following)
        reception = Reception(house.engine, names, answers, user_groups)
        in_step = InStep(following, user_groups)
        installs = self._installing(house, in_step)
        if installs is not None:
            await installs.check()
        menus = shortcuts(self._commands.specs)
        listening = Listening(self._workspaces, reception, answers, menus, installs, in_step)
        self._gateway.shut_out = lambda channel: self._begin(reception, channel)
        if secret is not None:
            house.serve("POST", EVENTS, Http(secret.get_secret_value(), house.clock, listening.app).serve)
        stepping = asyncio.get_running_loop().create_task(in_step.run())
        try:
            if app_token is None:
                log.info("listening by HTTP", extra={"action": "slack_http"})
                await asyncio.Event().wait()
            else:
                client, token = self._workspaces.client_of(None), app_token.get_secret_value()
                socket = Socket(listening.app, client, token, greeted=in_step.missed)
                try:
                    house.report(PLATFORM, socket.trouble)
                    await socket.open()
                    log.info("connected by Socket Mode", extra={"action": "slack_socket"})
                    await socket.watch()
                finally:
                    await socket.close()
        finally:
            stepping.cancel()
            await asyncio.wait({stepping})
            await listening.close()

    def _installing(self, house: House[T], in_step: InStep) -> Installs | None:
        """The link by which workspaces install us, where that is wanted."""
        client, secret = self._settings.slack_client_id, self._settings.slack_client_secret
        if client is None or secret is None:
            return None
        installs = Installs(house.vault)
        self._workspaces.find = installs.find
        oauth = OAuth(
            client, secret.get_secret_value(), self._settings.web_url, self._workspaces, installs, house.clock,
            installed=in_step.missed,
        )  # fmt: skip
        house.serve("GET", INSTALL, oauth.install)
        house.serve("GET", REDIRECT, oauth.back)
        return installs

    def _begin(self, reception: Reception, channel: ChannelRef) -> None:
        task = asyncio.get_running_loop().create_task(reception.shut_out(channel))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
