"""A chat platform as the program sees it: something that can be checked, and run beside others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol

from bot.binding import Spec
from bot.engine import Engine
from bot.ports import Clock, Finding, Gateway, T, Used, Vault
from bot.text import Text


class Trouble(Exception):
    """A platform cannot be served, and whoever runs us can mend it; `str()` says how."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """An HTTP request at a path that a platform asked for. Names of `headers` are in small letters."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """What an HTTP request is answered."""

    status: int
    body: bytes = b""
    kind: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Commands:
    """All commands, for whoever has to tell a platform about them: by path, and what each feature is about."""

    specs: Mapping[str, Spec]
    abouts: Mapping[str, Text]


Serve = Callable[[Arrived], Awaitable[Sent]]


@dataclass(frozen=True, slots=True, kw_only=True)
class House(Generic[T]):
    """What a platform may use while it runs."""

    engine: Engine[T]
    vault: Vault
    clock: Clock
    serve: Callable[[str, str, Serve], None]
    """(method, path, what answers): has the one HTTP server of the program answer there. Raises Trouble
    where that server could not start."""
    report: Callable[[str, Callable[[], Awaitable[str]]], None] = lambda name, trouble: None
    """(name, what is wrong now, or empty): asked when somebody wants to know whether we are ready."""


class Platform(Protocol[T]):
    """One platform. It is made from the settings and the commands, without any network."""

    @property
    def name(self) -> str:
        """As it stands in addresses: "slack"."""
        ...

    @property
    def gateway(self) -> Gateway: ...

    async def check(self, used: Used) -> Sequence[Finding]:
        """Asks the platform whether the settings are right, and what it can tell about what is `used` of it:
        whether messages can be posted there, and user groups read; with a limit of time. Never raises."""
        ...

    def manifest(self) -> str:
        """What has to be told the platform about us, as it wants to read it."""
        ...

    async def run(self, house: House[T]) -> None:
        """Serves until it is cancelled; connects again by itself. Raises Trouble for what trying again
        cannot mend: a token that is refused."""
        ...
