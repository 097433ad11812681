"""What a poll that is over says, for whoever determines what it means; and who may not be that."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.polling import Evidence, Heard, Voiced
from bot.text import Code, Text, Words
from commands.poll import outcomes, views
from commands.poll.handlers import kinds
from commands.poll.handlers.processing import terms_of
from commands.poll.handlers.seeing import rules_of, sight
from commands.poll.rules import (
    OBJECT,
    HeardMissed,
    Line,
    Method,
    NobodyVoted,
    Opposed,
    QuorumMissed,
    Result,
)
from commands.poll.rules.methods import NEUTRAL, Silence
from commands.poll.values import State, Visibility
from storage import ballots, processes
from storage.polls import Poll
from storage.processes import Process
from storage.transaction import Transaction

REASONS = 20
"""Reasons that are laid out at most."""
_TOO_FEW = (NobodyVoted, QuorumMissed, HeardMissed)
"""What comes of too few taking part."""
_LEFT = (Method.HUM, Method.ROUGH)
"""Methods whose result says that the facilitator determines."""


def evidence(tx: Transaction, poll: Poll) -> Evidence:
    """What a closed poll says. A secret one says what its result published, and nothing else."""
    result, kept = outcomes.read(poll.result), processes.of(tx, poll.id)
    method, traits = result.method, result.method.traits
    reasons: list[ballots.Voiced] = []
    objecting: list[int] = []
    if poll.visibility != Visibility.SECRET:
        reasons = ballots.reasoned(tx, poll.id, poll.version, REASONS)
        objecting = ballots.holders(tx, poll.id, poll.version, OBJECT)
    shown = sight(tx, poll)
    recused = {size.stakeholder for size in shown.roll if size.recused and not size.seats}
    return Evidence(
        passed=result.passed if traits.decides else None,
        everybody=_heard(method, result.overall),
        groups=tuple(
            replace(_heard(method, line), recused=line.stakeholder in recused) for line in result.lines
        ),
        won=tuple(poll.options[int(pick[1:]) - 1] for pick in result.winners if pick.startswith("#")),
        why=views.why(shown, result),
        reasons=tuple(
            Voiced(said.name, said.stakeholder, views.choice(poll.options, said.choice), said.reason)
            for said in reasons
        ),
        objecting=frozenset(objecting),
        assents=rules_of(poll).silence is Silence.ASSENT,
        left=method in _LEFT,
        opposed=_opposed(tx, poll, kept, result),
        too_few=not result.passed and any(isinstance(reason, _TOO_FEW) for reason in result.reasons),
        waits=_waits(tx, poll, kept),
    )


def _opposed(tx: Transaction, poll: Poll, kept: Process, result: Result) -> tuple[str, ...]:
    """The stakeholder groups whose opposition suspended the poll, or would have if it could be twice."""
    if kept.suspended_by or kept.reworks is None:
        return kept.suspended_by
    least = terms_of(tx, poll).suspending_seats or 0
    found = [reason for reason in result.reasons if isinstance(reason, Opposed)]
    return tuple(each.stakeholder for each in found if each.seats >= least)


def _waits(tx: Transaction, poll: Poll, kept: Process) -> Words | None:
    if not kept.suspended_by:
        return None
    if kept.rework_until is not None:
        return Text("it is suspended, and can be put again until {until}", until=kept.rework_until)
    again = processes.reworked_as(tx, poll.id)
    if again is None or again.state == State.WITHDRAWN:
        return None
    return Text("it was put again as {other}", other=Code(again.short))


def _heard(method: Method, line: Line) -> Heard:
    favour: int | None = None
    neutral: int | None = None
    against: int | None = None
    if method.traits.favour and not line.withheld and not views.participation(method):
        favour = line.votes(method.traits.favour)
        neutral = sum(number for choice, number in line.counts if choice in NEUTRAL)
        against = line.voted - favour - neutral
    return Heard(
        stakeholder=line.stakeholder or "",
        seats=line.seats,
        voted=line.voted,
        in_favour=favour,
        against=against,
        neutral=neutral,
        enough=line.quorum_met and line.voted > 0,
    )


def bars(tx: Transaction, kind: str, poll: Any, participant: int) -> Words | None:
    """Whoever opened a poll does not judge it."""
    if kind == kinds.POLL and poll.opener == participant:
        return Text("you opened it")
    return None
