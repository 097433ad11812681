"""The words for designations, for people, and for where things are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.blocks import Button
from bot.text import Code, Deadline, Plural, Text, Words, listing, verbatim
from commands.decision.rules import (
    APPROVED,
    CONSENSUS,
    DISSENT,
    DIVERGENCE,
    FULL,
    MINORITY,
    NO_ROUGH,
    NOT_APPROVED,
    ROUGH,
    STRONG,
    UNANIMITY,
    Cause,
    State,
    Step,
    Weighed,
    Work,
)
from commands.decision.values import Contest, Fit, Sight

_DESIGNATIONS = {
    FULL: Text("full consensus"),
    CONSENSUS: Text("consensus"),
    STRONG: Text("strong support but significant opposition"),
    DIVERGENCE: Text("divergence"),
    MINORITY: Text("minority view"),
    UNANIMITY: Text("unanimity"),
    DISSENT: Text("dissent"),
    APPROVED: Text("approved"),
    NOT_APPROVED: Text("not approved"),
    ROUGH: Text("rough consensus"),
    NO_ROUGH: Text("no rough consensus"),
}
MEANINGS = {
    FULL: Text("nobody speaks against it"),
    CONSENSUS: Text("only a small minority disagrees, and most agree"),
    STRONG: Text("most support it, and a significant number do not"),
    DIVERGENCE: Text("many points of view, and no strong support for any"),
    MINORITY: Text("a small number support it"),
    UNANIMITY: Text("everybody supports it, and nobody abstains"),
    DISSENT: Text("an objection is sustained"),
    APPROVED: Text("it passed"),
    NOT_APPROVED: Text("it did not pass"),
    ROUGH: Text("every issue was addressed, though not necessarily accommodated"),
    NO_ROUGH: Text("issues are left that were not dealt with"),
}
"""What each of them says."""
_STANDARD = Text("support, and no sustained objection")
"""What consensus says beside dissent (W3C Process section 5.2.1)."""
STATES = {
    State.PROPOSED: Text("waits to be confirmed"),
    State.STANDS: Text("stands"),
    State.CHALLENGED: Text("challenged"),
    State.APPEALED: Text("appealed"),
    State.SUPERSEDED: Text("superseded"),
    State.ANNULLED: Text("annulled"),
    State.RETURNED: Text("sent back"),
}
WORK = {
    Work.PLANNED: Text("planned"),
    Work.UNDER_WAY: Text("under way"),
    Work.DONE: Text("done"),
    Work.REPORTED: Text("reported back to the group"),
    Work.STOPPED: Text("stopped"),
}


def designation(said: str) -> Words:
    """A designation in the reader's language; one of the group's own as it stands in the charter."""
    return _DESIGNATIONS.get(said) or verbatim(said)


def meaning(said: str, among: Sequence[str]) -> Words | None:
    """What it says; None for one of the group's own."""
    return _STANDARD if said == CONSENSUS and DISSENT in among else MEANINGS.get(said)


def outcome(said: str, won: Sequence[str]) -> Words:
    """The designation, with the options that won."""
    if not won:
        return designation(said)
    return Text("{designation}: {options}", designation=designation(said), options=listing(*won))


def who(name: str) -> Words:
    return verbatim(name) if name else Text("somebody whose name was erased")


def said(typed: str) -> Words:
    """What somebody wrote, unless it was erased."""
    return verbatim(typed) if typed else Text("(the text was erased)")


def sentence(typed: str) -> Words:
    """The same with a full stop, where other sentences follow."""
    return said(typed if not typed or typed[-1] in ".!?…" else f"{typed}.")


def stakeholder(name: str) -> Words:
    """The name of a stakeholder group; some people sit for none."""
    return verbatim(name) if name else Text("no stakeholder group")


def deadline(at: datetime) -> Words:
    """A deadline for everybody: in the reader's zone, and in UTC to the minute."""
    return Text("{at}", at=Deadline(at))


def determiners(sight: Sight) -> Words:
    """Who determined it: one person, or two."""
    first = Text("{name} ({stakeholder})", name=who(sight.name), stakeholder=stakeholder(sight.stakeholder))
    if not sight.confirmer:
        return first
    return Text("{first}, confirmed by {second}", first=first, second=sight.confirmer)


def body(name: str) -> Words:
    """Who rules on an appeal."""
    return verbatim(name) if name else Text("a facilitator with no part in it")


def together(*sentences: Words) -> Words:
    """Whole sentences, one after the other."""
    first, *more = sentences
    for sentence in more:
        first = Text("{said} {sentence}", said=first, sentence=sentence)
    return first


def why_not(cause: Cause, weighed: Weighed) -> Words:
    """Why the evidence cannot carry a designation, as a clause."""
    match cause:
        case Cause.DIVIDED:
            return Plural(
                "{stakeholders} is opposed as a stakeholder group",
                "{stakeholders} are opposed as stakeholder groups",
                n=len(weighed.divided),
                stakeholders=listing(*weighed.divided),
            )
        case Cause.OPPOSED if weighed.against:
            return Plural("{n} is against it", "{n} are against it", n=weighed.against)
        case Cause.OPPOSED | Cause.SUSTAINED:
            return Plural(
                "{n} objection was not given up", "{n} objections were not given up", n=weighed.sustained
            )
        case Cause.UNOPPOSED:
            return Text("nobody is against it")
        case Cause.UNSUSTAINED:
            return Text("no objection is sustained")
        case Cause.UNSUPPORTED:
            return Text("nobody said that they are for it")
        case Cause.FEW:
            return Text(
                "{supporters} are for it and {against} against, so most do not agree",
                supporters=weighed.supporters or 0,
                against=weighed.against or 0,
            )
        case Cause.MOST:
            return Text(
                "{supporters} are for it and {against} against, so it is more than a minority",
                supporters=weighed.supporters or 0,
                against=weighed.against or 0,
            )
        case Cause.NOT_ALL:
            return Text(
                "{supporters} of {seats} said that they are for it",
                supporters=weighed.in_favour or 0,
                seats=weighed.seats,
            )
        case Cause.TOO_FEW:
            return Text("too few took part for it to pass")
        case Cause.PASSED:
            return Text("the poll passed")
        case Cause.FAILED:
            return Text("the poll did not pass")


def fit_label(fit: Fit) -> Words:
    """For a list to choose from; short."""
    if fit.cause is None:
        return designation(fit.designation)
    return Text("{designation} (the poll contradicts it)", designation=designation(fit.designation))


def state(sight: Sight) -> Words:
    """Where it is, and until when what is possible."""
    match sight.state:
        case State.PROPOSED:
            return Text("It waits for a facilitator of another stakeholder group to confirm it.")
        case State.SUPERSEDED:
            return Text("{later} took its place.", later=Code(sight.replaced_by))
        case State.ANNULLED:
            return Text("It was annulled: everything is as it was before it.")
        case State.RETURNED:
            return Text("It was sent back, to be determined anew.")
        case State.CHALLENGED:
            due = max((each.due_at for each in sight.contests if each.due_at), default=None)
            if sight.appealable:
                return Text(
                    "It is challenged, and nobody answered in time. It stands, and can be appealed to {body}.",
                    body=body(sight.next_body),
                )
            if due is None:
                return Text("It is challenged, and stands until that is answered.")
            return Text(
                "It is challenged, and stands until that is answered, by {due} at the latest.",
                due=deadline(due),
            )
        case State.APPEALED:
            return _appealed(sight)
        case State.STANDS:
            return _stands(sight)


def _appealed(sight: Sight) -> Words:
    last = sight.last
    name = body(last.body if last else "")
    if last is None or last.due_at is None:
        return Text("It is appealed, and stands until {body} has ruled.", body=name)
    return Text(
        "It is appealed, and stands until {body} has ruled, by {due} at the latest.",
        body=name,
        due=deadline(last.due_at),
    )


def _stands(sight: Sight) -> Words:
    if sight.last is not None and sight.last.state is Step.GATHERING:
        return _gathering(sight, sight.last)
    if sight.appealable and sight.appeal_until is not None:
        return Text(
            "It stands, and can be appealed to {body} until {until}.",
            body=body(sight.next_body),
            until=deadline(sight.appeal_until),
        )
    if sight.appealable:
        return Text("It stands, and can be appealed to {body}.", body=body(sight.next_body))
    if sight.challengeable and sight.challenge_until is not None:
        return Text("It stands, and can be challenged until {until}.", until=deadline(sight.challenge_until))
    if sight.challengeable and not sight.contests:
        return Text("It stands, and can be challenged until a later decision takes its place.")
    return Text("It stands.")


def _gathering(sight: Sight, contest: Contest) -> Words:
    count = 1 + len(contest.supporters)
    if sight.appeal_groups > 1:
        needed: Words = Text(
            "The appeal needs {people} people from {groups} stakeholder groups, and has {count}.",
            people=sight.appeal,
            groups=sight.appeal_groups,
            count=count,
        )
    else:
        needed = Text("The appeal needs {people} people, and has {count}.", people=sight.appeal, count=count)
    sign = Code(f"/decision sign {sight.short}")
    if sight.appeal_until is None:
        return together(Text("It stands."), needed, Text("{sign} supports it.", sign=sign))
    until = deadline(sight.appeal_until)
    return together(
        Text("It stands."), needed, Text("{sign} supports it, until {until}.", sign=sign, until=until)
    )


def button(sight: Sight, label: Words, path: str) -> Button:
    """A button of this very decision."""
    return Button(label, path, (("group", str(sight.group_id)), ("decision", sight.key)))
