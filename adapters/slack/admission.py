"""Whether we serve the workspace that a request of Slack comes from."""

from __future__ import annotations

from typing import Any

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize

from adapters.slack.workspaces import Workspaces

NOT_HERE = "Convenor is not installed in your workspace, so it can do nothing for you here."
"""For somebody who presses a button in a channel that their workspace shares with one that has us."""


class Authorize(AsyncAuthorize):
    """Whether we are installed where a request comes from; asks nobody but ourselves."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def __call__(
        self,
        *,
        context: Any,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **more: Any,
    ) -> AuthorizeResult | None:
        found = await self._workspaces.installed(team_id or enterprise_id or "")
        if found is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=found.team, bot_token=found.token, bot_id=found.bot,
            bot_user_id=found.user,
        )  # fmt: skip
