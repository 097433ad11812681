"""Requests that were done, with their answers, and drafts behind open forms."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.ports import Draft
from storage.base import moment, table
from storage.prepared import Prepared, insert, upsert

if TYPE_CHECKING:
    from storage.transaction import Transaction

DRAFTS_LIVE = timedelta(hours=24)
ANSWERS_LIVE = timedelta(days=7)
"""Platforms redeliver within minutes; a week covers a bot that was down over a holiday."""


class RequestRow(SQLModel, table=True):
    """A request that changed something, and what was answered: it is never done twice."""

    __tablename__ = "request"

    id: str = Field(primary_key=True)
    at: datetime = moment(index=True)
    answer: str


class DraftRow(SQLModel, table=True):
    """What was typed before a form was opened. `account` alone may go on with it."""

    __tablename__ = "draft"

    key: str = Field(primary_key=True)
    account: str
    path: str
    given: str
    at: datetime = moment(index=True)


REQUEST = table(RequestRow)
DRAFT = table(DraftRow)

_RECALL = Prepared(
    sa.select(REQUEST.c.answer).where(REQUEST.c.id == sa.bindparam("id", type_=sa.String)), str
)
_REMEMBER = insert(RequestRow, "id", "at", "answer")
_KEEP_DRAFT = upsert(DraftRow, ("key",), "account", "path", "given", "at")
_DRAFT = Prepared(
    sa.select(DRAFT.c.account, DRAFT.c.path, DRAFT.c.given).where(
        DRAFT.c.key == sa.bindparam("key", type_=sa.String),
        DRAFT.c.at > sa.bindparam("since", type_=DRAFT.c.at.type),
    ),
    lambda account, path, given: Draft(account, path, json.loads(given)),
)
_FORGET_REQUESTS = Prepared(
    sa.delete(REQUEST).where(REQUEST.c.at < sa.bindparam("before", type_=REQUEST.c.at.type))
)
_FORGET_DRAFTS = Prepared(sa.delete(DRAFT).where(DRAFT.c.at < sa.bindparam("before", type_=DRAFT.c.at.type)))


def recall(tx: Transaction, request_id: str) -> str | None:
    """The stored answer, also of a request earlier in the same batch."""
    done: dict[str, str] = tx.shared.setdefault(recall, {})
    return done.get(request_id) or tx.row(_RECALL, id=request_id)


def remember(tx: Transaction, request_id: str, at: datetime, answer: str) -> None:
    tx.shared.setdefault(recall, {})[request_id] = answer
    tx.gather(_REMEMBER, id=request_id, at=at, answer=answer)


def keep_draft(tx: Transaction, key: str, draft: Draft, at: datetime) -> None:
    """Keeps it under a new key, or instead of what the key stood for: a form that came back with faults."""
    given = json.dumps(dict(draft.given), ensure_ascii=False)
    tx.write(_KEEP_DRAFT, key=key, account=draft.account, path=draft.path, given=given, at=at)


def draft(tx: Transaction, key: str, account: str, at: datetime) -> Draft | None:
    """The draft, if it is this account's and not older than a day."""
    found = tx.row(_DRAFT, key=key, since=at - DRAFTS_LIVE)
    return found if found is not None and found.account == account else None


def forget(tx: Transaction, at: datetime) -> None:
    tx.write(_FORGET_REQUESTS, before=at - ANSWERS_LIVE)
    tx.write(_FORGET_DRAFTS, before=at - DRAFTS_LIVE)
