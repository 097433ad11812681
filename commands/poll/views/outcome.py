"""What came out of a poll, and why."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import Bar, Block, Button, Buttons, Facts, Heading, Paragraph, Tally
from bot.text import Code, Plural, Text, Words, listing
from commands.poll.rules import (
    AwayGroup,
    Capped,
    EmptyGroup,
    HeardMissed,
    LeastMissed,
    Line,
    Method,
    NobodyVoted,
    NotHeard,
    Objections,
    Opposed,
    Passed,
    QuorumMissed,
    Reason,
    Result,
    ShareAgainst,
    Signed,
    Standing,
    Suggested,
    ThresholdMissed,
    Tie,
    Withheld,
)
from commands.poll.values import Shown, Sight, State
from commands.poll.views import conflicts, draws, endings, findings, limits, minutes, process, words


def headline(sight: Shown) -> Words:
    """What came out, in few words."""
    poll, result = Code(sight.short), sight.result
    if sight.state is State.WITHDRAWN:
        return Text("{poll} was withdrawn", poll=poll)
    if result is None:
        return Text("{poll} is closed", poll=poll)
    if (suspended := process.headline(sight)) is not None:
        return suspended
    if not result.method.traits.decides:
        return _undecided(sight, result)
    if not result.method.has_options:
        return Text("{poll} passed", poll=poll) if result.passed else Text("{poll} did not pass", poll=poll)
    if result.winners:
        won = listing(*(words.choice(sight.options, winner) for winner in result.winners))
        return Text("{poll}: {option} won", poll=poll, option=won)
    return Text("{poll} has no winner", poll=poll)


def _undecided(sight: Shown, result: Result) -> Words:
    """Where people read the result and decide."""
    poll = Code(sight.short)
    for reason in result.reasons:
        if isinstance(reason, Signed):
            signed = reason.people + reason.organisations
            return Plural("{poll}: {n} signature", "{poll}: {n} signatures", n=signed, poll=poll)
        if isinstance(reason, Suggested) and reason.option:
            moment = words.choice(sight.options, reason.option)
            return Text("{poll}: {moment} is suggested", poll=poll, moment=moment)
    if result.method in (Method.HUM, Method.ROUGH) and result.overall.voted:
        return Text("{poll} is closed, and the facilitator determines", poll=poll)
    return Text("{poll} is closed", poll=poll)


def why(sight: Sight, result: Result) -> Words:
    """The sentences that say why it passed or failed."""
    recused = _all_recused(sight)
    said = (
        _stepped_aside(reason.stakeholder)
        if isinstance(reason, EmptyGroup) and reason.stakeholder in recused
        else _reason(result.method, sight.options, reason)
        for reason in result.reasons
    )
    return words.together(*said)


def _all_recused(sight: Sight) -> frozenset[str]:
    """The stakeholder groups of which nobody is left on the roll, since all of them stepped aside."""
    return frozenset(size.stakeholder for size in sight.roll if size.recused and not size.seats)


def _stepped_aside(stakeholder: str) -> Words:
    return Text(
        "Everybody of {stakeholder} had recused themselves, so it neither blocked nor passed.",
        stakeholder=words.stakeholder(stakeholder),
    )


def because(shown: Shown, result: Result) -> Words | None:
    """The first of these sentences, which weighs most."""
    for reason in result.reasons:
        return _reason(result.method, shown.options, reason)
    return None


def _reason(method: Method, options: Sequence[str], reason: Reason) -> Words:
    match reason:
        case Passed():
            return _passed(method, options, reason)
        case NobodyVoted() if method is Method.SIGN_ON:
            return Text("Nobody signed.")
        case NobodyVoted() if not method.traits.decides:
            return Text("Nobody has answered.")
        case NobodyVoted():
            return Text("Nobody voted, and silence decides nothing here.")
        case QuorumMissed(None, voted, needed):
            return Plural(
                "Too few took part for the quorum: {voted}, where {n} was needed.",
                "Too few took part for the quorum: {voted}, where {n} were needed.",
                voted=voted,
                n=needed,
            )
        case QuorumMissed(stakeholder, voted, needed):
            return Plural(
                "Too few of {stakeholder} took part for the quorum: {voted}, where {n} was needed.",
                "Too few of {stakeholder} took part for the quorum: {voted}, where {n} were needed.",
                stakeholder=words.stakeholder(stakeholder or ""),
                voted=voted,
                n=needed,
            )
        case ThresholdMissed(None, base=0):
            return Text("Nobody took a side, so nothing could pass.")
        case ThresholdMissed(stakeholder, base=0):
            return Text(
                "Nobody of {stakeholder} took a side, so it could not pass there.",
                stakeholder=words.stakeholder(stakeholder or ""),
            )
        case ThresholdMissed():
            return _missed(method, options, reason)
        case Objections(count, 0):
            return Plural("{n} objection stopped it.", "{n} objections stopped it.", n=count)
        case Objections(count, settled):
            return words.together(
                Plural("{n} objection stopped it.", "{n} objections stopped it.", n=count),
                words.settled(settled),
            )
        case Tie(_, 0):
            return Text("Everybody abstained, so no option won.")
        case Tie(tied, votes):
            return Plural(
                "{options} are tied with {n} ballot each, so none of them won.",
                "{options} are tied with {n} ballots each, so none of them won.",
                n=votes,
                options=listing(*(words.choice(options, pick) for pick in tied)),
            )
        case EmptyGroup(stakeholder):
            return Text(
                "Nobody of {stakeholder} was on the roll, so it neither blocked nor passed.",
                stakeholder=words.stakeholder(stakeholder),
            )
        case AwayGroup(stakeholder):
            return Text(
                "Everybody of {stakeholder} was away, so it neither blocked nor passed.",
                stakeholder=words.stakeholder(stakeholder),
            )
        case Withheld():
            return Text("Numbers that could give a secret ballot away are withheld.")
        case LeastMissed() | ShareAgainst() | HeardMissed() | NotHeard() | Opposed() | Capped():
            return limits.reason(reason)
        case _:
            return findings.reason(options, reason)


def _passed(method: Method, options: Sequence[str], reason: Passed) -> Words:
    said = _passing(method, options, reason)
    return words.together(said, words.settled(reason.settled)) if reason.settled else said


def _passing(method: Method, options: Sequence[str], reason: Passed) -> Words:
    if reason.threshold is not None:
        enough = words.amount(method, reason.threshold)
        needed = reason.threshold.needed(reason.base)
        if method.has_options:
            return Plural(
                "{option} won with {votes} of {base}; {n} was needed ({enough}).",
                "{option} won with {votes} of {base}; {n} were needed ({enough}).",
                option=words.choice(options, reason.choice),
                votes=reason.votes,
                base=reason.base,
                n=needed,
                enough=enough,
            )
        return Plural(
            "It passed with {votes} of {base} in favour; {n} was needed ({enough}).",
            "It passed with {votes} of {base} in favour; {n} were needed ({enough}).",
            votes=reason.votes,
            base=reason.base,
            n=needed,
            enough=enough,
        )
    if method.has_options:
        return Text(
            "{option} won with the most ballots: {votes} of {base}.",
            option=words.choice(options, reason.choice),
            votes=reason.votes,
            base=reason.base,
        )
    if reason.settled:
        return Text(
            "It passed: no objection stands, and {votes} of {base} agreed.",
            votes=reason.votes,
            base=reason.base,
        )
    if method is Method.FIST:
        return Plural(
            "It passed: {n} person showed a hand, with at least three fingers.",
            "It passed: {n} people showed a hand, each with at least three fingers.",
            n=reason.votes,
        )
    return Text(
        "It passed: nobody objected, and {votes} of {base} agreed.", votes=reason.votes, base=reason.base
    )


def _missed(method: Method, options: Sequence[str], reason: ThresholdMissed) -> Words:
    enough = words.amount(method, reason.threshold)
    if method.has_options:
        option = words.choice(options, reason.choice)
        if reason.stakeholder is None:
            return Plural(
                "{option} had the most ballots, but not enough: {votes} of {base}, where {n} was needed"
                " ({enough}).",
                "{option} had the most ballots, but not enough: {votes} of {base}, where {n} were needed"
                " ({enough}).",
                option=option,
                votes=reason.votes,
                base=reason.base,
                n=reason.needed,
                enough=enough,
            )
        return Plural(
            "{option} had too little support in {stakeholder}: {votes} of {base}, where {n} was needed"
            " ({enough}).",
            "{option} had too little support in {stakeholder}: {votes} of {base}, where {n} were needed"
            " ({enough}).",
            option=option,
            stakeholder=words.stakeholder(reason.stakeholder),
            votes=reason.votes,
            base=reason.base,
            n=reason.needed,
            enough=enough,
        )
    if reason.stakeholder is None:
        return Plural(
            "Not enough were in favour: {votes} of {base}, where {n} was needed ({enough}).",
            "Not enough were in favour: {votes} of {base}, where {n} were needed ({enough}).",
            votes=reason.votes,
            base=reason.base,
            n=reason.needed,
            enough=enough,
        )
    return Plural(
        "Not enough of {stakeholder} were in favour: {votes} of {base}, where {n} was needed ({enough}).",
        "Not enough of {stakeholder} were in favour: {votes} of {base}, where {n} were needed ({enough}).",
        stakeholder=words.stakeholder(reason.stakeholder),
        votes=reason.votes,
        base=reason.base,
        n=reason.needed,
        enough=enough,
    )


def tally(sight: Sight, result: Result) -> tuple[Block, ...]:
    """All together as bars, then one line for each stakeholder group."""
    blocks: list[Block] = []
    overall = result.overall
    special = findings.tally(sight, result)
    if special is not None:
        blocks += special
    elif not overall.withheld:
        blocks.append(
            Tally(
                tuple(
                    Bar(words.choice(sight.options, pick), number, overall.counted)
                    for pick, number in overall.counts
                )
            )
        )
    blocks.append(Facts(lines(sight, result)))
    return tuple(blocks)


def lines(sight: Sight, result: Result) -> tuple[tuple[Words, Words], ...]:
    recused = _all_recused(sight)
    return tuple(
        (
            words.stakeholder(line.stakeholder or ""),
            words.ALL_RECUSED if line.stakeholder in recused else _line(result.method, sight.options, line),
        )
        for line in result.lines
    )


def _line(method: Method, options: Sequence[str], line: Line) -> Words:
    if line.standing is Standing.EMPTY or not line.seats:
        return Text("nobody on the roll")
    if findings.participation(method):
        return Text("{voted} of {seats} voted", voted=line.voted, seats=line.seats)
    if line.withheld:
        return Text("numbers withheld; {voted} of {seats} voted", voted=line.voted, seats=line.seats)
    said = words.counts(options, line)
    match line.standing:
        case Standing.MET:
            return Text(
                "{counts}; {voted} of {seats} voted: enough", counts=said, voted=line.voted, seats=line.seats
            )
        case Standing.MISSED:
            return Text(
                "{counts}; {voted} of {seats} voted: not enough",
                counts=said,
                voted=line.voted,
                seats=line.seats,
            )
        case Standing.UNHEARD:
            return Text(
                "{counts}; {voted} of {seats} voted: not heard",
                counts=said,
                voted=line.voted,
                seats=line.seats,
            )
        case Standing.OPPOSED:
            return Text(
                "{counts}; {voted} of {seats} voted: opposed",
                counts=said,
                voted=line.voted,
                seats=line.seats,
            )
        case Standing.AWAY:
            return Text("{counts}; all {seats} are away", counts=said, seats=line.seats)
        case _:
            return Text("{counts}; {voted} of {seats} voted", counts=said, voted=line.voted, seats=line.seats)


def result(sight: Sight) -> tuple[Block, ...]:
    """The public message about what came out."""
    blocks: list[Block] = [
        Heading(Text("{outcome}: {question}", outcome=headline(sight), question=sight.question))
    ]
    if sight.state is State.WITHDRAWN:
        blocks += [Paragraph(said) for said in endings.ending(sight)]
        return tuple(blocks)
    if sight.result is not None:
        blocks.append(Paragraph(why(sight, sight.result)))
        blocks += draws.notes(sight)
        blocks += process.notes(sight)
        blocks += tally(sight, sight.result)
        blocks += findings.facts(sight)
        blocks += conflicts.capacities(sight)
        blocks.append(
            Paragraph(
                Text(
                    "For the minutes: {paragraph}",
                    paragraph=minutes.paragraph(sight, why(sight, sight.result), sight.result),
                )
            )
        )
        blocks += follow_up(sight)
    return tuple(blocks)


def follow_up(sight: Sight) -> tuple[Block, ...]:
    """What comes of it goes on as an action."""
    if not sight.key:
        return ()
    values = (("group", str(sight.group_id)), ("poll", sight.key))
    return (Buttons((Button(Text("Add an action"), "action add", values),)),)
