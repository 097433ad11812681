"""The paragraph for the minutes."""

from __future__ import annotations

from bot.text import Code, Date, Listing, Text, Words
from commands.poll.rules import Method, Result
from commands.poll.values import Sight
from commands.poll.views import conflicts, draws, findings, methods, words


def paragraph(sight: Sight, why: Words, result: Result) -> Words:
    """A paragraph that can be pasted into the minutes as it is."""
    overall = result.overall
    present = [line for line in result.lines if line.seats]
    said: list[Words] = [
        Text(
            "On {date} {group} closed the poll {poll}, “{question}” ({method}), opened on {opened}.",
            date=Date(sight.ended_at or sight.closes_at),
            group=sight.group,
            poll=Code(sight.short),
            question=sight.question,
            method=methods.METHODS[result.method],
            opened=Date(sight.opens_at),
        )
    ]
    if sight.version > 1:
        said.append(Text("The question stood in its version {version}.", version=sight.version))
    said.append(
        Text(
            "{voted} of {seats} on the roll took part: {groups}.",
            voted=overall.voted,
            seats=overall.seats,
            groups=Listing(
                tuple(
                    Text(
                        "{stakeholder} {voted} of {seats}",
                        stakeholder=words.stakeholder(line.stakeholder or ""),
                        voted=line.voted,
                        seats=line.seats,
                    )
                    for line in present
                )
            ),
        )
    )
    said += conflicts.in_minutes(sight)
    if not overall.withheld and overall.voted and not findings.participation(result.method):
        counted = words.counts(sight.options, overall)
        if result.method is Method.RANKED:
            said.append(Text("First choices altogether: {counts}.", counts=counted))
        else:
            said.append(Text("Altogether: {counts}.", counts=counted))
        open_lines = [line for line in present if line.voted and not line.withheld]
        if len(present) > 1:
            said += [
                Text(
                    "{stakeholder}: {counts}.",
                    stakeholder=words.stakeholder(line.stakeholder or ""),
                    counts=words.counts(sight.options, line),
                )
                for line in open_lines
            ]
    if sight.charter:
        said.append(words.charter(sight.charter))
    said += [
        Text("The rule: {rule}", rule=words.how(sight.rules)),
        why,
        *draws.minutes(sight),
        words.weight(sight),
    ]
    return words.together(*said)
