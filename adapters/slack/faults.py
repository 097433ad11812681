"""What Slack answers when something cannot be done, as faults that the courier and the operator understand."""

from __future__ import annotations

from aiohttp import ClientConnectorError, ClientError
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.refusals import Fate, GatewayError, Hindrance

FAULTS = (SlackClientError, ClientError, TimeoutError)
"""All that a call of the Web API raises when it fails."""
SHUT_OUT = frozenset(("not_in_channel", "channel_not_found"))
"""We have to be invited first; a private channel that we are not in cannot even be found."""
GONE = frozenset(
    ("is_archived", "message_not_found", "cant_update_message", "edit_window_closed", "user_not_found", "user_disabled",
     "cannot_dm_bot", "messages_tab_disabled", "restricted_action", "thread_not_found", "msg_too_long",
     "msg_blocks_too_long", "invalid_blocks", "invalid_blocks_format", "no_text", "invalid_arguments",
     "too_many_attachments", "restricted_action_read_only_channel", "restricted_action_thread_only_channel",
     "restricted_action_non_threadable_channel", "restricted_action_thread_locked", "cannot_reply_to_message")
)  # fmt: skip
"""Trying again cannot help."""
DENIED = frozenset(
    ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "org_login_required",
     "team_access_not_granted", "no_permission", "missing_scope", "not_allowed_token_type", "access_denied")
)  # fmt: skip
"""Something is wrong with our token, which an operator can mend meanwhile."""
UNSURE = frozenset(("internal_error", "fatal_error", "service_unavailable", "request_timeout"))
"""Slack says of these that it may have done some of it."""
_LIMITED = frozenset(("ratelimited", "rate_limited"))
"""Slack spells it both ways."""
RETRY_AFTER = 30.0
"""Seconds, where a limit says no number."""


def code_of(fault: BaseException) -> str:
    """The code of an error that Slack answered with; empty where it answered nothing that we can read."""
    data = getattr(getattr(fault, "response", None), "data", None)
    return str(data.get("error") or "") if isinstance(data, dict) else ""


def retry_after(fault: BaseException) -> float | None:
    """Seconds, when a rate limit was met."""
    response = getattr(fault, "response", None)
    if code_of(fault) not in _LIMITED and getattr(response, "status_code", 0) != 429:
        return None
    headers = getattr(response, "headers", None) or {}
    said = {str(name).lower(): value for name, value in headers.items()}.get("retry-after", "")
    return float(said) if str(said).isdecimal() else RETRY_AFTER


def gateway_error(fault: BaseException) -> GatewayError:
    """What a failed call of the Web API means for the message that it should have sent."""
    if not isinstance(fault, SlackApiError):
        fate = Fate.NOT_SENT if isinstance(fault, ClientConnectorError) else Fate.UNKNOWN
        return GatewayError(f"Slack could not be reached ({type(fault).__name__})", fate=fate)
    wait = retry_after(fault)
    if wait is not None:
        return GatewayError("Slack asks to wait", retry_after=wait)
    code = code_of(fault)
    if code in SHUT_OUT:
        said = "Convenor is not in this channel: somebody there types /invite @Convenor"
        return GatewayError(said, hindrance=Hindrance.SHUT_OUT)
    if code in DENIED:
        return GatewayError(f"Slack does not accept our token here ({code}); see: convenor check")
    status = getattr(fault.response, "status_code", 0)
    if code in UNSURE or not code or status >= 500:
        return GatewayError(f"Slack had a fault ({code or status})", fate=Fate.UNKNOWN)
    hindrance = Hindrance.DELETED if code == "message_not_found" else None
    return GatewayError(f"Slack refused it ({code})", permanent=code in GONE, hindrance=hindrance)
