"""The words for choices, rules and people in polls."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.text import Code, Listing, Plural, Text, Words, listing, verbatim
from commands.poll.rules import (
    ABSTAIN,
    AGREE,
    ASIDE,
    BLOCK,
    LIVE,
    NO,
    NONE,
    OBJECT,
    ORGANISATION,
    SIGN,
    YES,
    Base,
    Line,
    Method,
    Rules,
    Threshold,
    picks,
    tiers_of,
)
from commands.poll.values import Chartered, Sight, State, Visibility
from commands.poll.views import demands, methods

STATES = {
    State.PROPOSED: Text("proposed as urgent"),
    State.SCHEDULED: Text("not open yet"),
    State.OPEN: Text("open"),
    State.CLOSED: Text("closed"),
    State.WITHDRAWN: Text("withdrawn"),
}
_CHOICES = {
    YES: Text("yes"),
    NO: Text("no"),
    ABSTAIN: Text("abstain"),
    AGREE: Text("agree"),
    ASIDE: Text("stand aside"),
    OBJECT: Text("object"),
    LIVE: Text("I can live with it"),
    SIGN: Text("signed"),
    ORGANISATION: Text("signed for an organisation"),
    NONE: Text("none of the options"),
    "step-1": Text("1, whole-hearted endorsement"),
    "step-2": Text("2, agreement with a minor point of contention"),
    "step-3": Text("3, support with reservations"),
    "step-4": Text("4, abstain"),
    "step-5": Text("5, more discussion needed"),
    "step-6": Text("6, don't like it but will support it"),
    "step-7": Text("7, serious disagreement"),
    "step-8": Text("8, veto"),
    "fist-0": Text("no finger, a hard no"),
    "fist-1": Text("1 finger"),
    "fist-2": Text("2 fingers"),
    "fist-3": Text("3 fingers"),
    "fist-4": Text("4 fingers"),
    "fist-5": Text("5 fingers, full support"),
}
_SPOKEN = frozenset((YES, NO, ABSTAIN, AGREE, ASIDE, OBJECT))
"""Choices whose words can be typed in each language."""
_MARKS = {
    "none": Text("none"),
    "soft": Text("soft"),
    "loud": Text("loud"),
    "no": Text("no"),
    "maybe": Text("maybe"),
    "yes": Text("yes"),
}
_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ")
_ACTS = {
    YES: Text("Yes"),
    NO: Text("No"),
    ABSTAIN: Text("Abstain"),
    AGREE: Text("Agree"),
    ASIDE: Text("Stand aside"),
    OBJECT: Text("Object"),
    LIVE: Text("I can live with it"),
    SIGN: Text("Sign in my own name"),
    ORGANISATION: Text("Sign for an organisation"),
}

OBJECTING = Text(
    "An objection stands until whoever raised it accepts an answer or withdraws it, or a facilitator who has"
    " no part in it overrules it with reasons. One that does not stand at the close stops nothing."
)


ALL_RECUSED = Text("all recused")
"""Of a stakeholder group that had somebody on the roll, and has nobody any more."""
COUNTED = Text(
    "One objection alone does not stop this poll: objections are counted, and each is answered. A ballot that"
    " objects counts against it until it is changed."
)


def settled(count: int) -> Words:
    """How many objections do not stand any more."""
    return Plural(
        "{n} objection that was raised does not stand any more.",
        "{n} objections that were raised do not stand any more.",
        n=count,
    )


def together(*sentences: Words) -> Words:
    """Whole sentences, one after the other."""
    said, *more = sentences
    for sentence in more:
        said = Text("{said} {sentence}", said=said, sentence=sentence)
    return said


def said(typed: str) -> Words:
    """What somebody wrote, unless it was erased."""
    return verbatim(typed) if typed else Text("(the text was erased)")


def choice(options: Sequence[str], stored: str) -> Words:
    """What a stored choice means, in words: one option, a list of them, or one of the fixed answers."""
    held = [_single(options, pick) for pick in picks(stored)]
    return held[0] if len(held) == 1 else Text("{choices}", choices=listing(*held))


def act(options: Sequence[str], stored: str) -> Words:
    """The same on a button, which says what pressing it does."""
    return _ACTS.get(stored) or choice(options, stored)


def _single(options: Sequence[str], pick: str) -> Words:
    if pick.startswith("step-") and options:
        step = int(pick.removeprefix("step-"))
        return Text("{step}, {label}", step=Code(str(step)), label=option(options[step - 1]))
    if not pick.startswith("#"):
        return _CHOICES[pick]
    if ">" in pick or "=#" in pick:
        tiers = (" = ".join(options[number] for number in tier) for tier in tiers_of(pick))
        return verbatim(" > ".join(tiers))
    number, marked, mark = pick[1:].partition("=")
    named = option(options[int(number) - 1])
    if not marked:
        return named
    return Text("{option} {mark}", option=named, mark=_MARKS.get(mark) or Code(mark))


def option(label: str) -> Words:
    """An option by its label; one that is written as an instant, as that moment in the reader's zone."""
    if not _STAMP.fullmatch(label):
        return verbatim(label)
    return Text("{at}", at=datetime.strptime(label, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC))


def stakeholder(name: str) -> Words:
    """The name of a stakeholder group; some people sit for none."""
    return verbatim(name) if name else Text("no stakeholder group")


def how(rules: Rules) -> Words:
    """The method and the rules of a poll in plain words."""
    return together(basics(rules), *(said for _, said in demands.besides(rules)))


def basics(rules: Rules) -> Words:
    """The same without what stands apart on a card."""
    said = [_method(rules)]
    if rules.group_threshold:
        said.append(
            Text(
                "Each stakeholder group on the roll has to reach {threshold}, too.",
                threshold=amount(rules.method, rules.group_threshold),
            )
        )
    if rules.quorum:
        said.append(
            Text("For the quorum everybody on the roll who is not away has to take part.")
            if rules.quorum == 1
            else Text(
                "For the quorum at least {share} of those on the roll who are not away have to take part.",
                share=rules.quorum,
            )
        )
    if rules.floor:
        said.append(
            Plural(
                "At least {n} person has to take part.",
                "At least {n} people have to take part.",
                n=rules.floor,
            )
        )
    if not rules.heard:
        said += demands.groups(rules)
    said += demands.limits(rules)
    return together(*said)


def _method(rules: Rules) -> Words:
    enough = amount(rules.method, rules.threshold) if rules.threshold else None
    match rules.method:
        case Method.VOTE:
            return Text(
                "Vote yes, no or abstain. It passes with {threshold}.", threshold=enough or Text("one yes")
            )
        case Method.CHOICE if enough:
            return Text(
                "Choose one option. The one with the most ballots wins if it has {threshold}.",
                threshold=enough,
            )
        case Method.CHOICE:
            return Text("Choose one option. The one with the most ballots wins; in a tie none does.")
        case Method.APPROVAL if enough:
            return Text(
                "Approve as many options as you like. The one with the most approvals wins if it has"
                " {threshold}.",
                threshold=enough,
            )
        case Method.APPROVAL:
            return Text(
                "Approve as many options as you like. The one with the most approvals wins; in a tie none"
                " does."
            )
        case Method.CONSENT if rules.counts_objections and enough:
            return Text(
                "Agree, stand aside, or object with a reason. Objections are counted, and it needs"
                " {threshold}.",
                threshold=enough,
            )
        case Method.CONSENT if enough:
            return Text(
                "Agree, stand aside, or object with a reason. One objection stops it, and it needs"
                " {threshold}.",
                threshold=enough,
            )
        case Method.CONSENT:
            return Text("Agree, stand aside, or object with a reason. One objection stops it.")
        case _:
            return methods.how(rules, enough)


def amount(method: Method, threshold: Threshold) -> Words:
    """How much is enough, as part of a sentence: "more than 1/2 of all yes and no votes"."""
    share, strict, everything = threshold.fraction, threshold.strict, threshold.fraction == 1
    match threshold.of:
        case Base.ROLL if everything:
            return Text("everybody on the roll in favour")
        case Base.ROLL if strict:
            return Text("more than {share} of everybody on the roll in favour", share=share)
        case Base.ROLL:
            return Text("at least {share} of everybody on the roll in favour", share=share)
        case Base.CAST if everything:
            return Text("all ballots in favour")
        case Base.CAST if strict:
            return Text("more than {share} of all ballots in favour", share=share)
        case Base.CAST:
            return Text("at least {share} of all ballots in favour", share=share)
        case Base.VOTING if everything:
            return Text("everybody who takes a side in favour")
        case Base.VOTING if method is Method.VOTE and strict:
            return Text("more than {share} of yes and no in favour", share=share)
        case Base.VOTING if method is Method.VOTE:
            return Text("at least {share} of yes and no in favour", share=share)
        case Base.VOTING if strict:
            return Text("more than {share} of those who take a side in favour", share=share)
        case Base.VOTING:
            return Text("at least {share} of those who take a side in favour", share=share)


def who_sees(sight: Sight) -> Words:
    """Who can see what, said before anybody votes."""
    named = sight.rules.method.traits.named
    match sight.visibility:
        case Visibility.OPEN if sight.rules.method is Method.SIGN_ON:
            return Text("Open: everybody can see at once who signs, by name.")
        case Visibility.OPEN:
            return Text("Open: everybody can see at once who votes what, by name.")
        case Visibility.AFTER if named == BLOCK:
            return Text(
                "Until the close only the participation of each stakeholder group is shown, and a veto at"
                " once with the name; afterwards everybody can see who stands where."
            )
        case Visibility.AFTER if named:
            return Text(
                "Until the close only the participation of each stakeholder group is shown, and objections at"
                " once with name and reason; afterwards everybody can see who voted what."
            )
        case Visibility.AFTER:
            return Text(
                "Until the close only the participation of each stakeholder group is shown; afterwards"
                " everybody can see who voted what."
            )
        case Visibility.SECRET:
            return Text(
                "Secret: no member, facilitator or coordinator sees what you vote, now or later. How many of"
                " each stakeholder group have voted is shown. Only an operator of the database could link"
                " ballots to people, and only until the close."
            )


def charter(under: Chartered) -> Words:
    """Under which charter, and which version of it."""
    if under.kind:
        return Text(
            "Held under the charter “{charter}”, version {version}, as a poll of the kind {kind}.",
            charter=under.title,
            version=under.version,
            kind=Code(under.kind),
        )
    return Text(
        "Held under the charter “{charter}”, version {version}.", charter=under.title, version=under.version
    )


def weight(sight: Sight) -> Words:
    if sight.rules.method is Method.SIGN_ON:
        return Text("It speaks for those who sign it, and for nobody else.")
    if sight.binding:
        return Text("Binding: the group is bound by the result.")
    return Text("Advisory: the result is advice for a decision.")


def counts(options: Sequence[str], line: Line) -> Words:
    """The ballots of one line: "2 yes, 1 no and 3 abstentions", "agree 4, stand aside 0 and object 1"."""
    shown = [
        _count(options, pick, n)
        for pick, n in line.counts
        if n or not (pick.startswith(("#", "step-", "fist-")) or pick == ABSTAIN)
    ]
    if shown:
        return Text("{counts}", counts=listing(*shown))
    return Text("no points") if line.voted else Text("no ballots")


def _count(options: Sequence[str], pick: str, n: int) -> Words:
    match pick:
        case "yes":
            return Text("{n} yes", n=n)
        case "no":
            return Text("{n} no", n=n)
        case "abstain":
            return Plural("{n} abstention", "{n} abstentions", n=n)
        case _ if pick.startswith("step-"):
            return Text("step {step}: {n}", step=Code(pick[5:]), n=n)
        case _ if pick.startswith("fist-"):
            return Text("{fingers} fingers: {n}", fingers=Code(pick[5:]), n=n)
        case _:
            return Text("{choice} {n}", choice=choice(options, pick), n=n)


def answers(options: Sequence[str], stored: Sequence[str]) -> Listing:
    """What one may type, for these choices."""
    return listing(
        *(
            Text("{number} ({option})", number=Code(pick[1:]), option=_single(options, pick))
            if pick.startswith("#")
            else _CHOICES[pick]
            if pick in _SPOKEN
            else Code(pick.removeprefix("step-").removeprefix("fist-"))
            for pick in stored
        )
    )
