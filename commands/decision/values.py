"""What is known about a decision when it is shown: values in, for `views`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.polling import Evidence
from commands.decision.rules import Cause, State, Step, Weighed, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """How a poll is determined: by its charter, or without one. None or empty: nobody set it."""

    charter: str
    """The title of the charter; empty without one."""
    designations: tuple[str, ...]
    source: str
    """Where the charter has the designations from; empty where they are ours."""
    wanted: bool
    """Whether the poll has to be determined."""
    done: bool
    """Whether its result was carried out at the close, so that there is nothing to determine."""
    determiners: int
    due: timedelta | None
    challenge: timedelta | None
    ladder: tuple[str, ...]
    appeal: int
    appeal_groups: int
    ruling: timedelta | None
    review: timedelta | None


@dataclass(frozen=True, slots=True)
class Fit:
    """A designation, and why the evidence cannot carry it; None where it can."""

    designation: str
    cause: Cause | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """The evidence of one poll, laid out for whoever determines it."""

    group_id: int
    key: str
    short: str
    question: str
    evidence: Evidence
    weighed: Weighed
    standing: tuple[str, ...]
    unanswered: tuple[str, ...]
    settled: tuple[str, ...]
    overruled: tuple[str, ...]
    fits: tuple[Fit, ...]
    process: Process
    due_at: datetime | None
    decision: str
    """The decision that there is already; empty without one."""
    may: bool
    """Whether the reader may determine it now."""


@dataclass(frozen=True, slots=True)
class Contest:
    """A challenge (`step` 0) or an appeal, with those who support it by name."""

    step: int
    body: str
    state: Step
    name: str
    stakeholder: str
    raised_at: datetime
    reason: str
    supporters: tuple[str, ...]
    due_at: datetime | None
    answerer: str
    answer: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A minority statement; `late`: after the time for challenges."""

    name: str
    stakeholder: str
    text: str
    late: bool


@dataclass(frozen=True, slots=True)
class Acts:
    """What the reader can do with a decision now; each is a button."""

    confirm: bool = False
    challenge: bool = False
    answer: bool = False
    appeal: bool = False
    sign: bool = False
    rule: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A decision as everybody may see it. What people wrote is empty where it was erased; names too."""

    key: str
    group_id: int
    group: str
    short: str
    state: State
    poll: str
    poll_key: str
    question: str
    closed_at: datetime | None
    charter: str
    designation: str
    won: tuple[str, ...]
    name: str
    stakeholder: str
    determined_at: datetime
    rationale: str
    shared: bool
    confirmer: str
    stood_at: datetime | None
    challengeable: bool
    """Whether it can be challenged now."""
    challenge_until: datetime | None
    appealable: bool
    """Whether the last answer or ruling can be appealed now."""
    appeal_until: datetime | None
    appeal: int
    appeal_groups: int
    next_body: str
    """Who would rule on the next appeal; empty for a facilitator with no part in it."""
    review_at: datetime | None
    reviewed: bool
    replaces: str
    replaced_by: str
    work: Work | None
    work_note: str
    contests: tuple[Contest, ...]
    statements: tuple[Statement, ...]
    opposed: tuple[str, ...]
    """The stakeholder groups that are opposed as such, by the charter of the poll."""
    objections: tuple[str, ...]
    """The objections of those stakeholder groups: their minority statement."""

    @property
    def last(self) -> Contest | None:
        """The newest challenge or appeal."""
        return self.contests[-1] if self.contests else None
