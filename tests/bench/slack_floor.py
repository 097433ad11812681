"""A bolt app with one listener that acknowledges and does nothing: `python -m tests.bench.slack_floor PORT API`."""

from __future__ import annotations

import sys
from typing import Any

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

SECRET = "shhh"


async def listener(ack: Any) -> None:
    await ack()


def main(port: str, api: str) -> None:
    app: Any = AsyncApp(client=AsyncWebClient("xoxb-1", base_url=api), signing_secret=SECRET, name="empty")
    app.command("/wg")(listener)
    web.run_app(app.web_app("/slack/events"), host="127.0.0.1", port=int(port), print=None, access_log=None)


if __name__ == "__main__":
    main(*sys.argv[1:])
