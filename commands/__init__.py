"""The features: what people can do. One folder each; they do not import one another."""

from __future__ import annotations

from bot.feature import Feature
from commands import (
    action,
    charter,
    decision,
    digest,
    group,
    member,
    objection,
    personal,
    poll,
    privacy,
    record,
    reminder,
    rota,
)
from storage.transaction import Transaction

FEATURES: tuple[Feature[Transaction], ...] = (
    personal.feature,
    privacy.feature,
    group.feature,
    charter.feature,
    member.feature,
    poll.feature,
    objection.feature,
    decision.feature,
    rota.feature,
    digest.feature,
    action.feature,
    reminder.feature,
    record.feature,
)
