"""Results as they are kept with a poll that has ended, and as facts for the record.

A kept result reads back exactly as it was; of a secret poll only what may be published is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from bot.chain import Canonical
from commands.poll.rules import (
    AwayGroup,
    EmptyGroup,
    Line,
    Method,
    NobodyVoted,
    Objections,
    Passed,
    QuorumMissed,
    Reason,
    Result,
    Standing,
    Threshold,
    ThresholdMissed,
    Tie,
    Withheld,
)

_REASONS: Mapping[str, type[Reason]] = {
    reason.__name__: reason
    for reason in (
        Passed,
        NobodyVoted,
        QuorumMissed,
        ThresholdMissed,
        Objections,
        Tie,
        EmptyGroup,
        AwayGroup,
        Withheld,
    )
}


def written(result: Result) -> str:
    """The result as JSON; `read` gives it back."""
    return json.dumps(
        {
            "method": result.method,
            "passed": result.passed,
            "winners": result.winners,
            "overall": asdict(result.overall),
            "lines": [asdict(line) for line in result.lines],
            "reasons": [_reason(reason) for reason in result.reasons],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def read(text: str) -> Result:
    """What `written` wrote."""
    data = json.loads(text)
    return Result(
        Method(data["method"]),
        data["passed"],
        tuple(data["winners"]),
        _line(data["overall"]),
        tuple(_line(line) for line in data["lines"]),
        tuple(_read_reason(reason) for reason in data["reasons"]),
    )


def _reason(reason: Reason) -> dict[str, Any]:
    said: dict[str, Any] = {"reason": type(reason).__name__}
    for field in fields(reason):
        value = getattr(reason, field.name)
        said[field.name] = str(value) if isinstance(value, Threshold) else value
    return said


def _read_reason(said: dict[str, Any]) -> Reason:
    kind = _REASONS[said.pop("reason")]
    if said.get("threshold"):
        said["threshold"] = Threshold.parse(said["threshold"])
    if "options" in said:
        said["options"] = tuple(said["options"])
    return kind(**said)


def _line(said: dict[str, Any]) -> Line:
    counts = tuple((choice, count) for choice, count in said.pop("counts"))
    return Line(counts=counts, standing=Standing(said.pop("standing")), **said)


def facts(result: Result) -> dict[str, Canonical]:
    """The result for the record. Stakeholder groups stand in a list, in their order."""
    return {
        "passed": "yes" if result.passed else "no",
        "winners": list(result.winners),
        "overall": _line_facts(result.overall),
        "lines": [_line_facts(line) for line in result.lines],
    }


def _line_facts(line: Line) -> dict[str, Canonical]:
    said: dict[str, Canonical] = {"seats": line.seats, "available": line.available, "voted": line.voted}
    if line.stakeholder is not None:
        said["stakeholder"] = line.stakeholder
        said["standing"] = line.standing.value
    if line.withheld:
        said["counts"] = "withheld"
    else:
        said["counts"] = [{"choice": choice, "ballots": count} for choice, count in line.counts if count]
    return said
