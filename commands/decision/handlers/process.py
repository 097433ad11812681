"""How a poll is determined, as its charter says, and what its evidence can carry."""

from __future__ import annotations

import json
from functools import lru_cache

from bot.charters import Charter
from bot.feature import Call, Registry
from bot.polling import Evidence
from bot.raising import Raised
from commands.decision.handlers import kinds
from commands.decision.rules import LEVELS, OUTCOMES, Weighed, excluded
from commands.decision.values import Fit, Process
from storage import charters
from storage.polls import Poll
from storage.transaction import Transaction


@lru_cache(maxsize=64)
def _read(rules: str) -> Charter:
    return Charter.from_json(json.loads(rules))


def process_of(tx: Transaction, poll_id: int, evidence: Evidence) -> Process:
    """What the charter that the poll was opened under says of its determination. Where it says nothing, one
    facilitator determines, nobody sets a time, and whoever appeals needs nobody else."""
    under = charters.of_poll(tx, poll_id)
    decides = evidence.passed is not None
    if under is None or under.rules is None:
        return Process(
            charter="",
            designations=OUTCOMES if decides else LEVELS,
            source="",
            wanted=evidence.left,
            done=under is not None and bool(under.purpose),
            determiners=1,
            due=None,
            challenge=None,
            ladder=(),
            appeal=1,
            appeal_groups=0,
            ruling=None,
            review=None,
        )
    charter = _read(under.rules)
    kind = under.kind if under.kind in ("", *charter.kinds) else ""
    terms = charter.of(kind)
    ours = OUTCOMES if decides and terms.binding is not False else LEVELS
    asked = under.applies and (terms.determination is not None or terms.binding is False)
    return Process(
        charter=charter.title,
        designations=terms.designations or ours,
        source=charter.source("designations", kind),
        wanted=not under.purpose and (asked or evidence.left),
        done=bool(under.purpose),
        determiners=terms.determiners or 1,
        due=terms.determination,
        challenge=terms.challenge,
        ladder=terms.ladder,
        appeal=terms.appeal or 1,
        appeal_groups=terms.appeal_groups or 0,
        ruling=terms.ruling,
        review=terms.review,
    )


def evidence_of(registry: Registry[Transaction], tx: Transaction, poll: Poll) -> Evidence:
    return registry.polling.evidence(tx, poll)


def raised_against(call: Call[Transaction], poll: Poll) -> Raised:
    return call.registry.raised(call.tx, kinds.POLL, poll)


def weigh(evidence: Evidence, raised: Raised) -> Weighed:
    """What a designation is held against."""
    everybody = evidence.everybody
    against = everybody.against
    if against is not None:
        against = max(0, against - len(evidence.objecting & raised.content))
    return Weighed(
        in_favour=everybody.in_favour,
        against=against,
        seats=everybody.seats,
        voted=everybody.voted,
        assents=evidence.assents,
        passed=evidence.passed,
        standing=len(raised.standing),
        overruled=len(raised.overruled),
        divided=evidence.opposed,
        too_few=evidence.too_few,
    )


def fits(process: Process, weighed: Weighed) -> tuple[Fit, ...]:
    """Each designation, and whether the evidence can carry it."""
    among = process.designations
    return tuple(Fit(each, excluded(each, among, weighed)) for each in among)
