"""How what a charter asks besides a threshold and a quorum came out, in words."""

from __future__ import annotations

from typing import assert_never

from bot.text import Plural, Text, Words
from commands.poll.rules import Capped, HeardMissed, LeastMissed, Limit, NotHeard, Opposed, ShareAgainst
from commands.poll.views import words


def reason(limit: Limit) -> Words:
    match limit:
        case LeastMissed(votes, needed):
            return Plural(
                "Too few were in favour: {votes}, where {n} was needed.",
                "Too few were in favour: {votes}, where {n} were needed.",
                votes=votes,
                n=needed,
            )
        case ShareAgainst(against, base, most):
            return Text(
                "Too many were against: {against} of {base}, where at most {most} may be.",
                against=against,
                base=base,
                most=most,
            )
        case HeardMissed(heard, needed):
            return Plural(
                "Stakeholder groups that were heard: {heard}, where {n} was needed.",
                "Stakeholder groups that were heard: {heard}, where {n} were needed.",
                n=needed,
                heard=heard,
            )
        case NotHeard(stakeholder, voted, needed):
            return Plural(
                "{stakeholder} was not heard ({voted} took part, where {n} was needed), so it neither blocked"
                " nor passed.",
                "{stakeholder} was not heard ({voted} took part, where {n} were needed), so it neither blocked"
                " nor passed.",
                n=needed,
                stakeholder=words.stakeholder(stakeholder),
                voted=voted,
            )
        case Opposed(stakeholder, against, positions, _, suspends) if suspends:
            return Text(
                "{stakeholder} is opposed: {against} of the {positions} who took a side there object, which"
                " suspends it.",
                stakeholder=words.stakeholder(stakeholder),
                against=against,
                positions=positions,
            )
        case Opposed(stakeholder, against, positions, _, _):
            return Text(
                "{stakeholder} is opposed: {against} of the {positions} who took a side there object. It is owed"
                " answers, and does not stop it.",
                stakeholder=words.stakeholder(stakeholder),
                against=against,
                positions=positions,
            )
        case Capped(affiliations):
            return words.together(*(_capped(ballots, counted) for ballots, counted in affiliations))
        case _:
            assert_never(limit)


def _capped(ballots: int, counted: int) -> Words:
    return Plural(
        "Of {ballots} ballots from one affiliation {n} counted.",
        "Of {ballots} ballots from one affiliation {n} counted.",
        n=counted,
        ballots=ballots,
    )
