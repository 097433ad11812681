"""What is right about decisions: values in, values out.

A poll informs, and a facilitator determines what it means, with reasons; that can be challenged and appealed.
Where the words come from: governance.md section 2.1 (GNSO Working Group Guidelines section 3.6), section 1.2
(RFC 2418 section 3.3) and section 3 (W3C Process section 5.2.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

PASSES_ON: Final = timedelta(days=7)
"""So long after it was due, a determination passes to the deputy."""
ANSWER_WITHIN: Final = timedelta(days=7)
"""When a challenge is answered at the latest, and an appeal asked after, where a charter does not say."""


class State(StrEnum):
    """Where a decision is in its life."""

    PROPOSED = "proposed"
    """It waits for a second facilitator to confirm it."""
    STANDS = "stands"
    CHALLENGED = "challenged"
    APPEALED = "appealed"
    SUPERSEDED = "superseded"
    """Another took its place."""
    ANNULLED = "annulled"
    """It counts as never made."""
    RETURNED = "returned"
    """Sent back, to be determined anew."""


IN_FORCE: Final = (State.STANDS, State.CHALLENGED, State.APPEALED)
"""A challenge or an appeal suspends nothing by itself."""
LIVE: Final = (State.PROPOSED, *IN_FORCE)


class Step(StrEnum):
    """Where a challenge or an appeal is in its life."""

    GATHERING = "gathering"
    """An appeal that more people have to support."""
    OPEN = "open"
    KEPT = "kept"
    """A challenge was answered: the decision stays as it is."""
    RECONSIDERED = "reconsidered"
    """A challenge was answered with another determination."""
    UNANSWERED = "unanswered"
    """Nobody answered the challenge in time, and it went on as an appeal."""
    UPHELD = "upheld"
    ANNULLED = "annulled"
    RETURNED = "returned"
    LAPSED = "lapsed"
    """Too few supported it in time, or there is nothing left to contest."""


class Ruling(StrEnum):
    """What an appeal can lead to."""

    UPHELD = "upheld"
    ANNULLED = "annulled"
    RETURNED = "returned"


class Work(StrEnum):
    """How far a decision is carried out."""

    PLANNED = "planned"
    UNDER_WAY = "under-way"
    DONE = "done"
    REPORTED = "reported-back"
    STOPPED = "stopped"


# Designations

FULL: Final = "full consensus"
CONSENSUS: Final = "consensus"
STRONG: Final = "strong support but significant opposition"
DIVERGENCE: Final = "divergence"
MINORITY: Final = "minority view"
UNANIMITY: Final = "unanimity"
DISSENT: Final = "dissent"
APPROVED: Final = "approved"
NOT_APPROVED: Final = "not approved"
ROUGH: Final = "rough consensus"
NO_ROUGH: Final = "no rough consensus"

LEVELS: Final = (FULL, CONSENSUS, STRONG, DIVERGENCE, MINORITY)
"""For whoever has no words of their own: those of the GNSO working groups."""
OUTCOMES: Final = (APPROVED, NOT_APPROVED)
"""Where ballots decide by themselves."""


class Cause(StrEnum):
    """Why the evidence cannot carry a designation."""

    OPPOSED = "opposed"
    """Somebody is against it."""
    DIVIDED = "divided"
    """A whole stakeholder group is against it."""
    UNOPPOSED = "unopposed"
    """Nobody is against it."""
    SUSTAINED = "sustained"
    """An objection is sustained."""
    UNSUSTAINED = "unsustained"
    """No objection is sustained."""
    UNSUPPORTED = "unsupported"
    """Nobody said that they are for it."""
    FEW = "few"
    """Those in favour are no more than those against."""
    MOST = "most"
    """Those in favour are more than those against."""
    NOT_ALL = "not all"
    """Not everybody on the roll said that they are for it."""
    TOO_FEW = "too few"
    """It did not pass since too few took part."""
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What a designation is held against. The sides are None where nobody knows them. `against` leaves out
    whoever gave up their objection, whatever their ballot says."""

    in_favour: int | None
    against: int | None
    seats: int
    voted: int
    assents: bool
    """Whether silence is assent."""
    passed: bool | None
    standing: int
    """Objections that stand."""
    overruled: int
    """Objections that were ruled out; whoever raised them has not given them up."""
    divided: tuple[str, ...] = ()
    """The stakeholder groups that are opposed, where the charter heeds that."""
    too_few: bool = False
    """Whether the poll did not pass since too few took part."""

    @property
    def sustained(self) -> int:
        """Objections that nobody gave up."""
        return self.standing + self.overruled

    @property
    def supporters(self) -> int | None:
        """Those in favour, silent ones included where silence is assent."""
        if self.in_favour is None:
            return None
        return self.in_favour + (self.seats - self.voted if self.assents else 0)

    @property
    def opposed(self) -> bool:
        """Whether anybody is known to be against it."""
        return self.sustained > 0 or bool(self.against)


def excluded(designation: str, among: Sequence[str], weighed: Weighed) -> Cause | None:
    """Why the evidence contradicts what the designation means; None where it can carry it, or where it is for
    people to judge. No share is fixed anywhere: what "a small minority" is, nobody counts."""
    if weighed.too_few and designation in (FULL, CONSENSUS, UNANIMITY, STRONG, ROUGH):
        return Cause.TOO_FEW
    match designation:
        case "full consensus" | "consensus" | "unanimity" if weighed.divided and weighed.opposed:
            return Cause.DIVIDED
        case "full consensus":
            return _first((weighed.opposed, Cause.OPPOSED), (weighed.supporters == 0, Cause.UNSUPPORTED))
        case "unanimity":
            some_missing = weighed.in_favour is not None and weighed.in_favour < weighed.seats
            return _first((weighed.opposed, Cause.OPPOSED), (some_missing, Cause.NOT_ALL))
        case "consensus" if DISSENT in among:
            return _first(
                (weighed.sustained > 0, Cause.SUSTAINED), (weighed.in_favour == 0, Cause.UNSUPPORTED)
            )
        case "dissent":
            return _first((weighed.sustained == 0, Cause.UNSUSTAINED))
        case "consensus":
            return _first((weighed.supporters == 0, Cause.UNSUPPORTED), (_few(weighed), Cause.FEW))
        case "strong support but significant opposition":
            return _first((not _may_oppose(weighed), Cause.UNOPPOSED), (_few(weighed), Cause.FEW))
        case "divergence":
            agreed = not _may_oppose(weighed) and bool(weighed.supporters) and not weighed.too_few
            return _first((agreed, Cause.UNOPPOSED))
        case "minority view":
            most = weighed.supporters is not None and not _few(weighed) and not weighed.too_few
            return _first((weighed.supporters == 0, Cause.UNSUPPORTED), (most, Cause.MOST))
        case "rough consensus":
            return _first((weighed.voted == 0 and not weighed.assents, Cause.UNSUPPORTED))
        case "approved":
            return _first((weighed.passed is False, Cause.FAILED))
        case "not approved":
            return _first((weighed.passed is True, Cause.PASSED))
        case _:
            return None


def _first(*tests: tuple[bool, Cause]) -> Cause | None:
    return next((cause for holds, cause in tests if holds), None)


def _few(weighed: Weighed) -> bool:
    supporters, against = weighed.supporters, weighed.against
    return supporters is not None and against is not None and supporters <= against


def _may_oppose(weighed: Weighed) -> bool:
    """Whether anybody is against it, or may be, for all that is known."""
    return weighed.opposed or weighed.against is None


def meant(typed: str, among: Sequence[str]) -> str | None:
    """The designation that somebody typed, in full or by its beginning; None where that is not clear."""
    wanted = _folded(typed)
    exact = [each for each in among if _folded(each) == wanted]
    found = exact or [each for each in among if wanted and _folded(each).startswith(wanted)]
    return found[0] if len(found) == 1 else None


def _folded(typed: str) -> str:
    return " ".join(typed.casefold().replace("-", " ").replace("_", " ").split())


# Time and support


def by_the_minute(at: datetime, length: timedelta) -> datetime:
    """`length` after `at`, up to the next whole minute: a deadline is told to the minute, and kept so."""
    until = at + length
    whole = until.replace(second=0, microsecond=0)
    return whole if whole == until else whole + timedelta(minutes=1)


def bodies(ladder: Sequence[str]) -> tuple[str, ...]:
    """Who rules on appeals, one after the other. The first step of a ladder answers the challenge; without
    more steps, a facilitator of the group with no part in it rules (an empty name)."""
    return tuple(ladder[1:]) or ("",)


def enough(stakeholders: Iterable[str], people: int, groups: int) -> bool:
    """Whether so many support an appeal. `stakeholders` has the stakeholder group of each, whoever raised it
    included; those of none count as people only."""
    held = list(stakeholders)
    return len(held) >= people and len({each for each in held if each}) >= groups


class Part(StrEnum):
    """What keeps somebody from ruling on an appeal, or from confirming a determination."""

    DETERMINED = "determined"
    CONFIRMED = "confirmed"
    CONTESTED = "contested"
    """They challenged it, appealed it, or support that."""


def part_of(
    participant: int, determined_by: int, confirmed_by: int, contesting: Iterable[int]
) -> Part | None:
    """The part that somebody has in a decision; None for whoever may rule on it."""
    if participant == determined_by:
        return Part.DETERMINED
    if participant == confirmed_by:
        return Part.CONFIRMED
    return Part.CONTESTED if participant in set(contesting) else None
