"""Installing Convenor in a workspace by a link: Slack's OAuth, version 2.

The link is bound to one browser by a cookie, lives ten minutes, and is good once. Nothing is stored for
whoever only opens it.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable
from datetime import timedelta
from html import escape
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlencode

from adapters.slack.faults import FAULTS, code_of
from adapters.slack.installs import Installs
from adapters.slack.manifest import SCOPES
from adapters.slack.workspaces import Installed, Workspaces
from bot.platforms import Arrived, Sent
from bot.ports import Clock, Unavailable
from bot.secrets import new_key

log = logging.getLogger(__name__)

INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"
_AUTHORIZE = "https://slack.com/oauth/v2/authorize"
_COOKIE = "convenor_slack"
_LIFE = timedelta(minutes=10)
_REFUSED = "Slack did not accept this. Please begin again at /slack/install."
_ORGANISATION = (
    "Convenor is installed in one workspace at a time, and this was for a whole organisation. Please begin again at"
    " /slack/install, and choose a workspace."
)
_ROTATES = (
    "Convenor was not installed: tokens of this app expire, because token rotation is on. Whoever runs Convenor makes"
    " the app anew from the manifest, since Slack never switches it off."
)


class OAuth:
    """`url` is our public address, where it is known. `installed` is called for each workspace that has installed
    us, again or for the first time."""

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        url: str | None,
        workspaces: Workspaces,
        installs: Installs,
        clock: Clock,
        installed: Callable[[], None] = lambda: None,
    ) -> None:
        self._installed = installed
        self._client_id = client_id
        self._client_secret = client_secret
        self._back = {"redirect_uri": url + REDIRECT} if url else {}
        self._secure = "; Secure" if url and url.startswith("https:") else ""
        self._workspaces = workspaces
        self._installs = installs
        self._clock = clock

    async def install(self, arrived: Arrived) -> Sent:
        """Sends the browser to Slack, where somebody says yes."""
        mark = new_key()
        state = self._state(mark, int(self._clock.now().timestamp()))
        asked = {"client_id": self._client_id, "scope": ",".join(SCOPES), "state": state, **self._back}
        return Sent(
            302,
            headers={
                "Location": f"{_AUTHORIZE}?{urlencode(asked)}",
                "Set-Cookie": f"{_COOKIE}={mark}; Path=/slack; Max-Age=600; HttpOnly; SameSite=Lax{self._secure}",
                "Cache-Control": "no-store",
            },
        )

    async def back(self, arrived: Arrived) -> Sent:
        """Slack sends the browser back, with a code for a token."""
        query = arrived.query
        if "error" in query:
            return _page(200, "Convenor was not installed. You can close this window.")
        state, code = query.get("state", ""), query.get("code", "")
        if not code or not self._ours(state, _mark_of(arrived)):
            return _page(
                401, "This link is too old, or of another browser. Please begin again at /slack/install."
            )
        try:
            if not await self._installs.spend(state, self._clock.now(), _LIFE):
                return _page(401, "This link was used already. Please begin again at /slack/install.")
            found = await self._exchanged(code)
            if isinstance(found, str):
                return _page(400, found)
            await self._installs.save(found)
        except Unavailable:
            log.exception("not installed", extra={"action": "slack_install_failed"})
            return _page(
                503,
                "Convenor cannot keep the token of this workspace. Its operator finds the reason in the log.",
            )
        self._installed()
        return _page(200, f"Convenor is installed in {found.name}. Type /wg in any channel there.")

    async def _exchanged(self, code: str) -> Installed | str:
        """The workspace; or what stands in the way, for whoever wanted to install us."""
        try:
            said = await self._workspaces.client_of(None).oauth_v2_access(
                client_id=self._client_id, client_secret=self._client_secret, code=code,
                redirect_uri=self._back.get("redirect_uri"),
            )  # fmt: skip
        except FAULTS as fault:
            log.warning(
                "no token: %s", code_of(fault) or type(fault).__name__, extra={"action": "slack_no_token"}
            )
            return _REFUSED
        team, token = said.get("team"), said.get("access_token")
        if said.get("is_enterprise_install"):
            return _ORGANISATION
        if said.get("refresh_token") or said.get("expires_in"):
            log.error("tokens of this app expire", extra={"action": "slack_token_rotates"})
            return _ROTATES
        if not isinstance(team, dict) or not team.get("id") or not token:
            return _REFUSED
        return Installed(
            str(team["id"]), str(token), str(said.get("bot_user_id") or ""), "", str(team.get("name") or ""),
            int(self._clock.now().timestamp()),
        )  # fmt: skip

    # States

    def _state(self, mark: str, since: int) -> str:
        signed = f"{since}.{mark}"
        digest = hmac.new(self._client_secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
        return f"{since}.{digest}"

    def _ours(self, state: str, mark: str) -> bool:
        since, _, _ = state.partition(".")
        if not (since.isascii() and since.isdecimal() and len(since) < 12 and mark):
            return False
        age = self._clock.now().timestamp() - int(since)
        expected = self._state(mark, int(since))
        return 0 <= age < _LIFE.total_seconds() and hmac.compare_digest(expected.encode(), state.encode())


def _mark_of(arrived: Arrived) -> str:
    try:
        found = SimpleCookie(arrived.headers.get("cookie", "")).get(_COOKIE)
    except CookieError:
        return ""
    return found.value if found else ""


def _page(status: int, said: str) -> Sent:
    page = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Convenor</title><p>{escape(said)}</p></html>'
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'"}
    return Sent(status, page.encode(), "text/html; charset=utf-8", headers)
