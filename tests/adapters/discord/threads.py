"""Threads of the Discord of the tests: started from a message, put away, closed, deleted, or not allowed at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.adapters.discord import payloads

Answer = tuple[Any, int]
_NO_CHANNEL: Answer = {"message": "Unknown Channel", "code": 10003}, 404
_NO_MESSAGE: Answer = {"message": "Unknown Message", "code": 10008}, 404
_DENIED: Answer = {"message": "Missing Permissions", "code": 50013}, 403
_ARCHIVED: Answer = {"message": "Thread is archived", "code": 50083}, 400
_TWICE: Answer = {"message": "A thread has already been created for this message", "code": 160004}, 400


@dataclass(slots=True)
class Threads:
    """By the id of the message from which each was started. `archived` may hold posts of forums, too."""

    known: dict[str, dict[str, Any]] = field(default_factory=dict)
    archived: set[str] = field(default_factory=set)
    locked: set[str] = field(default_factory=set)
    deleted: set[str] = field(default_factory=set)
    may_start: bool = True
    may_write: bool = True

    def start(self, channel: str, message: str, body: dict[str, Any], *, there: bool) -> Answer:
        if not there:
            return _NO_MESSAGE
        if not self.may_start:
            return _DENIED
        if message in self.known:
            return _TWICE
        self.known[message] = payloads.thread(message, channel, body["name"])
        return self.known[message], 201

    def delete(self, number: str) -> None:
        del self.known[number]
        self.deleted.add(number)

    def open(self, number: str, body: dict[str, Any]) -> Answer:
        if number not in self.known and number not in self.archived:
            return _NO_CHANNEL
        if number in self.locked:
            return _DENIED
        if not body["archived"]:
            self.archived.discard(number)
        return self.known.get(number) or payloads.post(number, payloads.HOME), 200

    def refuses(self, method: str, channel: str) -> Answer | None:
        """What a message in a channel meets, where that is a thread."""
        if channel in self.deleted:
            return _NO_CHANNEL
        if method == "GET":
            return None
        if method == "POST" and channel in self.known and (not self.may_write or channel in self.locked):
            return _DENIED
        if method == "POST":
            self.archived.discard(channel)
        return _ARCHIVED if channel in self.archived else None
