"""Addresses: where a person, a channel or a message is, on whichever platform.

Storage keeps the string; `str()` and `parse()` are exact inverses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote, unquote

PRIVATE = "@"
_SAFE = "@.-_+"
_PLAIN = re.compile(r"[A-Za-z0-9@.\-_+]*", re.ASCII).fullmatch


def _pack(platform: str, *parts: str) -> str:
    # Nearly all parts are plain; quoting is slow and every command writes addresses.
    return f"{platform}:" + "/".join(part if _PLAIN(part) else quote(part, safe=_SAFE) for part in parts)


def _unpack(text: str, least: int, most: int) -> list[str]:
    platform, colon, rest = text.partition(":")
    parts = [unquote(part) for part in rest.split("/")]
    if not platform or not colon or not least <= len(parts) <= most:
        raise ValueError(f"not an address: {text[:80]!r}")
    return [platform, *parts]


@dataclass(frozen=True, slots=True, order=True)
class AccountRef:
    """One person's user on one platform: `slack:T1/U2`. `space` is empty where users are global."""

    platform: str
    space: str
    user: str

    def __str__(self) -> str:
        return _pack(self.platform, self.space, self.user)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError when `text` was not written by `str()`."""
        return cls(*_unpack(text, 2, 2))


@dataclass(frozen=True, slots=True, order=True)
class UserGroupRef:
    """A named set of accounts that a platform keeps: `slack:T1/S2`."""

    platform: str
    space: str
    id: str

    def __str__(self) -> str:
        return _pack(self.platform, self.space, self.id)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError when `text` was not written by `str()`."""
        return cls(*_unpack(text, 2, 2))


@dataclass(frozen=True, slots=True, order=True)
class ChannelRef:
    """A channel, a thread in it, or (channel `@user`) the private conversation with one person."""

    platform: str
    space: str
    channel: str
    thread: str = ""

    def __str__(self) -> str:
        parts = (self.space, self.channel, self.thread) if self.thread else (self.space, self.channel)
        return _pack(self.platform, *parts)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError when `text` was not written by `str()`."""
        return cls(*_unpack(text, 2, 3))

    @classmethod
    def private(cls, account: AccountRef) -> Self:
        return cls(account.platform, account.space, PRIVATE + account.user)

    @property
    def is_private(self) -> bool:
        return self.channel.startswith(PRIVATE)

    @property
    def home(self) -> ChannelRef:
        """The channel itself: a thread belongs to its channel."""
        return ChannelRef(self.platform, self.space, self.channel) if self.thread else self


@dataclass(frozen=True, slots=True, order=True)
class MessageRef:
    """One message that we posted."""

    channel: ChannelRef
    message: str

    def __str__(self) -> str:
        return f"{self.channel}#{quote(self.message, safe=_SAFE)}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises ValueError when `text` was not written by `str()`."""
        channel, hash_sign, message = text.rpartition("#")
        if not hash_sign:
            raise ValueError(f"not the address of a message: {text[:80]!r}")
        return cls(ChannelRef.parse(channel), unquote(message))
