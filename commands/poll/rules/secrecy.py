"""What a secret poll may apply, and what of its result may be published (DESIGN section 9, "Secret").

How many took part is open and never withheld. What is on the ballots is secret from everyone. A reader knows
the participation, what is published, and these very rules; all that together must leave every ballot open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil
from typing import Final

from .findings import FEW
from .limits import HeardMissed, NotHeard
from .marks import LEVELS
from .methods import ABSTAIN, Method, Secrecy
from .reasons import Elected, Hummed, PointsTied, Scored, Unbroken
from .results import (
    AwayGroup,
    EmptyGroup,
    Line,
    NobodyVoted,
    QuorumMissed,
    Reason,
    Result,
    Standing,
    ThresholdMissed,
    Tie,
    Withheld,
)
from .terms import RollSize, Rules, whole
from .thresholds import Base, Threshold


class Refused(StrEnum):
    """Why a poll cannot be secret."""

    CONSENT = "consent"
    """An objection is an argued reason, so consent is never secret."""
    METHOD = "method"
    """The method tells by name who says what."""
    UNANIMITY = "unanimity"
    """It could pass only when all ballots say the same; passing would then read every one of them."""
    FEW = "few"
    """Fewer than five could vote, by a method whose ballots say something of every option."""
    TOO_FEW = "too few"
    """Fewer people are available than ballots are needed to hide among."""


@dataclass(frozen=True, slots=True)
class SecretRefused:
    """The poll cannot be secret; `needed` people would have to be available (0 where no number helps)."""

    cause: Refused
    needed: int
    available: int


@dataclass(frozen=True, slots=True)
class SecretTerms:
    """The rules that a secret poll applies. Where they differ from those proposed they ask for more ballots:

    - `rules.floor` and `rules.group_floor` were raised: no outcome may rest on too few ballots to hide in;
    - `overall_only`: the stakeholder groups that cannot be tested in secret, most often because they are too
      small. If there is one, no group has to meet a threshold, only all together; a quorum of groups stays,
      participation being open.
    """

    rules: Rules
    overall_only: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suppression:
    """Which lines of a secret result are withheld: all numbers (`overall`), or those of some groups."""

    overall: bool
    stakeholders: tuple[str, ...]


def secret_terms(rules: Rules, roll: Sequence[RollSize]) -> SecretTerms | SecretRefused:
    """The rules under which this poll may be secret on this roll, or why it may not be.

    *Overall*: passing is published, so it must be possible with ballots that differ. One ballot alone is
    read from the outcome; "more than half of all ballots" is met by two only if both agree. The floor is
    raised to the fewest ballots of which one may say something else.

    *Groups*: that a group met its threshold is a statement about its ballots, a cell like any other. So it
    is made only of five ballots or more (or of as many as one may differ among), and not at all where so many
    are not available, or where the threshold is one of the group's roll.

    Rules that depend on affiliations are refused before this (see `Rules.by_affiliation`).
    """
    everyone = whole(roll)
    if rules.method is Method.CONSENT:
        return SecretRefused(Refused.CONSENT, 0, everyone.available)
    if rules.method.traits.secrecy is Secrecy.NEVER:
        return SecretRefused(Refused.METHOD, 0, everyone.available)
    if rules.method in _ADDED_UP:
        if everyone.available < FEW:
            return SecretRefused(Refused.FEW, FEW, everyone.available)
        return SecretTerms(replace(rules, floor=max(rules.floor, FEW)), ())
    least = _hiding(rules, everyone.seats)
    if least is None or least > everyone.seats >= 2:
        return SecretRefused(Refused.UNANIMITY, 0, everyone.available)
    if least > everyone.available:
        return SecretRefused(Refused.TOO_FEW, least, everyone.available)
    rules = replace(rules, floor=max(rules.floor, least))
    return _secret_groups(rules, roll) if rules.group_threshold else SecretTerms(rules, ())


def _secret_groups(rules: Rules, roll: Sequence[RollSize]) -> SecretTerms:
    """Test the groups only if each of them can hide the ballots that its test is about."""
    threshold = rules.group_threshold
    # how many abstained may be published, so the ballots must hide without them; and of the roll, how many
    # are needed differs by group, and just as many coming would read them: not testable in secret
    least = None if threshold is None or threshold.of is Base.ROLL else _differing(threshold)
    floor = max(FEW, least or 0)
    tested = (size for size in roll if size.seats and size.stakeholder)
    small = tuple(size.stakeholder for size in tested if not least or size.available < floor)
    if small:
        return SecretTerms(replace(rules, group_threshold=None), small)
    return SecretTerms(replace(rules, group_floor=max(rules.group_floor, floor)), ())


def _hiding(rules: Rules, seats: int) -> int | None:
    """The fewest ballots among which a passing poll leaves every one of them open; None if no number does."""
    least = _differing_overall(rules.threshold, seats)
    # so many in favour, and one that is not
    favour = max(rules.least, ceil(rules.roll_share * seats))
    return None if least is None else max(least, favour + 1)


def _differing_overall(threshold: Threshold | None, seats: int) -> int | None:
    if threshold is None or threshold.of is Base.VOTING:
        return 2  # the other one may have abstained, or chosen something else
    return threshold.needed(seats) + 1 if threshold.of is Base.ROLL else _differing(threshold)


def _differing(threshold: Threshold) -> int | None:
    """The fewest ballots that meet a threshold of them with one that is not in favour: the first n with
    `needed(n) < n`, that is (1 - fraction) * n >= 1, or > 1 when strict.
    """
    spare = 1 - threshold.fraction
    if not spare:
        return None
    whole_times, rest = divmod(spare.denominator, spare.numerator)
    return max(2, whole_times + (1 if threshold.strict or rest else 0))


def suppress(lines: Sequence[Line], *, tested: bool = False) -> Suppression:
    """Which lines of a secret result (of its stakeholder groups) to withhold.

    1. All together are fewer than five, or all say the same: no numbers at all.
    2. Lines of fewer than five. What is withheld can be had by subtracting the rest from the total, so the
       next smallest lines join them until there are two and they are five people. Only participation, which
       is open, decides this, so that the choice itself says nothing.
    3. If a line that could still be read (one that is shown, or the withheld ones together) says all the
       same, every line is withheld and the total stays. To withhold that line and a cover only would tell it
       to whoever knows this rule. Where the total could fit one such line only, or where the outcome tells
       of groups because they are `tested`, the total is withheld too.

    Lines without ballots hide nothing and cover nothing. One thing remains that no rule can mend: when all
    ballots say the same, showing no numbers may tell just that.
    """
    cells = sorted(
        (line for line in lines if line.voted), key=lambda line: (line.voted, line.stakeholder or "")
    )
    named = tuple(line.stakeholder or "" for line in cells)
    if cells and (_people(cells) < FEW or _alike(cells)):
        return Suppression(True, named)
    few = sum(line.voted < FEW for line in cells)
    while few and (few < 2 or _people(cells[:few]) < FEW):
        few += 1
    readable = [cells[:few]] if few else []
    readable += [[line] for line in cells[few:]]
    if not any(map(_alike, readable)):
        return Suppression(False, named[:few])
    return Suppression(tested or not _fits_two(readable), named)


def _fits_two(blocks: Sequence[Sequence[Line]]) -> bool:
    """Whether any total of so many ballots leaves open which block is the one that says all the same.

    A choice fits a block when the total has it on as many ballots as the block holds. If one choice fits the
    smallest block only, and no other fits any, then the first is on fewer ballots than the second smallest
    block holds and the others on fewer than the smallest: more ballots than that always fit twice. Asking the
    participation only, and not the total, lets the answer say nothing about the ballots.
    """
    smallest, second, *_ = sorted(map(_people, blocks))
    others = len(blocks[0][0].counts) - 1
    return sum(map(_people, blocks)) > second - 1 + others * (smallest - 1)


def _people(lines: Sequence[Line]) -> int:
    return sum(line.voted for line in lines)


def _totals(lines: Sequence[Line]) -> Counter[str]:
    total: Counter[str] = Counter()
    for line in lines:
        total.update(dict(line.counts))
    return total


def _alike(lines: Sequence[Line]) -> bool:
    """Whether one choice is on all of these ballots, and could be read from each (of approvals, too)."""
    return _people(lines) in _totals(lines).values()


def conceal(rules: Rules, result: Result) -> Result:
    """The result as it may be published: outcome, participation, and the numbers that `suppress` leaves.

    `rules` are those of `secret_terms`, under which the result was counted. A voter knows their own ballot
    besides, so the only "no" in a published line knows that the others said yes.

    Reasons made of withheld numbers go too, and one `Withheld` says that numbers are missing; it stands there
    whenever a line is withheld, so that its being there says nothing either.
    """
    if result.method in _ADDED_UP:
        return _concealed_sums(result)
    gone = suppress(result.lines, tested=rules.group_threshold is not None)
    if not (gone.overall or gone.stakeholders):
        return result
    kept = [reason for reason in result.reasons if _public(reason, gone)]
    stops = tuple(reason for reason in kept if not isinstance(reason, _ASIDE))
    aside = tuple(reason for reason in kept if isinstance(reason, _ASIDE))
    return replace(
        result,
        overall=_withhold(result.overall) if gone.overall else result.overall,
        lines=tuple(
            _withhold(line) if line.stakeholder in gone.stakeholders else line for line in result.lines
        ),
        reasons=(*stops, Withheld(), *aside),
    )


_ADDED_UP: Final = (Method.RANKED, Method.SCORE, Method.HUM)
"""A ballot of these says something of every option, so that small sums tell more than small counts would:
only all together are told, and the rounds of a count, which hold the ballots pair by pair, are not."""


def _concealed_sums(result: Result) -> Result:
    """Only the sums of all together, unless they are few or say of some option the same for all. How loud a
    hum was is said in bands, never in sums."""
    overall = result.overall
    alike = {Method.SCORE: (0, _MOST_POINTS * overall.voted)}.get(result.method, (overall.voted,))
    telling = result.method is Method.HUM or overall.voted < FEW
    telling = telling or any(number in alike for pick, number in overall.counts if pick != ABSTAIN)
    kept = (NobodyVoted, QuorumMissed, HeardMissed, Elected, Unbroken, Hummed)
    spoken = kept if telling else (*kept, Tie, Scored, PointsTied)
    return replace(
        result,
        overall=_withhold(overall) if telling else overall,
        lines=tuple(_withhold(line) if line.voted else line for line in result.lines),
        reasons=(
            *(reason for reason in result.reasons if isinstance(reason, spoken)),
            Withheld(),
            *(reason for reason in result.reasons if isinstance(reason, _ASIDE)),
        ),
        rounds=(),
    )


_MOST_POINTS: Final = len(LEVELS[Method.SCORE]) - 1
_ASIDE: Final = (EmptyGroup, AwayGroup, NotHeard)


def _withhold(line: Line) -> Line:
    return replace(line, counts=(), threshold_met=None, standing=Standing.WITHHELD, withheld=True)


def _public(reason: Reason, gone: Suppression) -> bool:
    """Whether a reason says no more than the participation and the lines that stay."""
    if isinstance(reason, (NobodyVoted, QuorumMissed, HeardMissed, *_ASIDE)):
        return True
    hidden = isinstance(reason, ThresholdMissed) and reason.stakeholder in gone.stakeholders
    return not (gone.overall or hidden)
