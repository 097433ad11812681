"""Results as they are kept with a poll that has ended, and as facts for the record.

A kept result reads back exactly as it was; of a secret poll only what may be published is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from fractions import Fraction
from typing import Any

from bot.chain import Canonical
from commands.poll import rounds
from commands.poll.rules import (
    Assented,
    AwayGroup,
    Band,
    Blocks,
    Broken,
    Capped,
    Elected,
    EmptyGroup,
    HeardMissed,
    Hummed,
    InHouses,
    LeastMissed,
    Line,
    Low,
    Method,
    NobodyVoted,
    NotHeard,
    Objections,
    Opposed,
    Passed,
    PointsTied,
    QuorumMissed,
    Reason,
    Result,
    Scored,
    ShareAgainst,
    Signed,
    Slot,
    Standing,
    Suggested,
    SupportMissed,
    Threshold,
    ThresholdMissed,
    Tie,
    Unbroken,
    Undetermined,
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
        Assented,
        SupportMissed,
        Blocks,
        Low,
        Undetermined,
        Hummed,
        Elected,
        Unbroken,
        Broken,
        Scored,
        PointsTied,
        Signed,
        InHouses,
        Suggested,
        LeastMissed,
        ShareAgainst,
        HeardMissed,
        NotHeard,
        Opposed,
        Capped,
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
            **({"rounds": rounds.written(result.rounds)} if result.rounds else {}),
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
        rounds.read(data.get("rounds", [])),
    )


def _reason(reason: Reason) -> dict[str, Any]:
    said: dict[str, Any] = {"reason": type(reason).__name__}
    for field in fields(reason):
        value = getattr(reason, field.name)
        if field.name == "slots":
            value = [asdict(slot) for slot in value]
        said[field.name] = str(value) if isinstance(value, Threshold | Fraction) else value
    return said


def _read_reason(said: dict[str, Any]) -> Reason:
    kind = _REASONS[said.pop("reason")]
    if said.get("threshold"):
        said["threshold"] = Threshold.parse(said["threshold"])
    if "most" in said and isinstance(said["most"], str):
        said["most"] = Fraction(said["most"])
    if "band" in said:
        said["band"] = Band(said["band"])
    if "bands" in said:
        said["bands"] = [(pick, Band(band)) for pick, band in said["bands"]]
    if "slots" in said:
        said["slots"] = [
            Slot(**{name: _tuples(value) for name, value in slot.items()}) for slot in said["slots"]
        ]
    return kind(**{name: _tuples(value) for name, value in said.items()})


def _tuples(value: Any) -> Any:
    """Lists as the tuples that they were."""
    return tuple(map(_tuples, value)) if isinstance(value, (list, tuple)) else value


def _line(said: dict[str, Any]) -> Line:
    counts = tuple((choice, count) for choice, count in said.pop("counts"))
    return Line(counts=counts, standing=Standing(said.pop("standing")), **said)


def facts(result: Result) -> dict[str, Canonical]:
    """The result for the record. Stakeholder groups stand in a list, in their order."""
    decides = result.method.traits.decides
    said: dict[str, Canonical] = {
        "passed": ("yes" if result.passed else "no") if decides else "undecided",
        "winners": list(result.winners),
        "overall": _line_facts(result.overall),
        "lines": [_line_facts(line) for line in result.lines],
    }
    opposed: list[Canonical] = [_opposed(reason) for reason in result.reasons if isinstance(reason, Opposed)]
    if opposed:
        said["opposed"] = opposed
    for reason in result.reasons:
        match reason:
            case Hummed(bands):
                said["bands"] = [{"choice": pick, "band": band.value} for pick, band in bands]
            case InHouses(way, houses):
                said["carried_by"] = way
                said["houses"] = [
                    {"house": name, "seats": seats, "yes": yes, "no": no, "abstain": abstain}
                    for name, seats, yes, no, abstain in houses
                ]
            case Suggested(option) if option:
                said["suggested"] = option
            case Capped(affiliations):
                said["affiliations"] = [
                    {"ballots": ballots, "counted": counted} for ballots, counted in affiliations
                ]
            case _:
                pass
    return said


def _opposed(found: Opposed) -> dict[str, Canonical]:
    """That it was not heard stands in the line of a stakeholder group; whether it is opposed does not, where
    it does not suspend."""
    return {
        "stakeholder": found.stakeholder,
        "against": found.against,
        "positions": found.positions,
        "suspends": "yes" if found.suspends else "no",
    }


def _line_facts(line: Line) -> dict[str, Canonical]:
    said: dict[str, Canonical] = {"seats": line.seats, "available": line.available, "voted": line.voted}
    if line.stakeholder is not None:
        said["stakeholder"] = line.stakeholder
        said["standing"] = line.standing.value
    if line.uncounted:
        said["uncounted"] = line.uncounted
    if line.withheld:
        said["counts"] = "withheld"
    else:
        said["counts"] = [{"choice": choice, "ballots": count} for choice, count in line.counts if count]
    return said
