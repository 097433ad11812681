"""The features: what people can do. One folder each; they do not import one another."""

from __future__ import annotations

from bot.feature import Feature
from commands import group, member, personal, poll, record
from storage.transaction import Transaction

FEATURES: tuple[Feature[Transaction], ...] = (
    personal.feature,
    group.feature,
    member.feature,
    poll.feature,
    record.feature,
)
