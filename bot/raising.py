"""What a feature that keeps objections tells the one whose records they are against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic

from bot.blocks import Block
from bot.ports import T
from bot.text import Words

if TYPE_CHECKING:
    from bot.feature import Call


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """The objections against one record as they are now, each by its short id. Concerns are not among
    them: they never block."""

    standing: tuple[str, ...] = ()
    """Neither accepted as answered, withdrawn, nor overruled."""
    unanswered: tuple[str, ...] = ()
    """Of these, the ones that nobody has answered or ruled on."""
    settled: tuple[str, ...] = ()
    """Those that do not stand any more; merged ones live on in another."""
    overruled: tuple[str, ...] = ()
    """Of these, the ones that a facilitator ruled out: whoever raised them may still be against it."""
    ballots: frozenset[int] = frozenset()
    """The participants whose ballot has an objection of its own, standing or not."""
    content: frozenset[int] = frozenset()
    """Of these, the ones who accepted the answer to it or withdrew it: they are not against it any more,
    though their ballot may still say so."""
    shown: tuple[Block, ...] = ()
    """What the card of the record shows of them, and of what else features keep beside it."""


@dataclass(frozen=True, slots=True)
class Raises(Generic[T]):
    """A feature that keeps objections against records of a kind which another feature has."""

    kind: str
    """What the objections are against: "poll"."""
    against: Callable[[T, Any], Raised]
    """(tx, record) as it stands now."""
    voted: Callable[[Call[T], Any, int, str | None, str | None], Words | None]
    """(call, record, participant, was, now): a ballot gives this reason to object, or did; None is a
    ballot that does not object. Called after the ballot was written, so it never refuses. Returns what
    the voter is told of it."""
