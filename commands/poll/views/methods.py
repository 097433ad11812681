"""The methods in plain words: what is asked, and what carries it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.text import Listing, Plural, Text, Words, listing, verbatim
from commands.poll.rules import Base, Counting, House, HouseWay, Method, Rules, Silence, Threshold

METHODS = {
    Method.VOTE: Text("vote"),
    Method.CHOICE: Text("choice"),
    Method.APPROVAL: Text("approval"),
    Method.CONSENT: Text("consent"),
    Method.GRADIENTS: Text("gradients of agreement"),
    Method.FIST: Text("fist to five"),
    Method.LAZY: Text("lazy consensus"),
    Method.CALL: Text("call for consensus"),
    Method.ROUGH: Text("rough consensus"),
    Method.HUM: Text("hum"),
    Method.RANKED: Text("ranking"),
    Method.SCORE: Text("score"),
    Method.SIGN_ON: Text("sign-on"),
    Method.HOUSES: Text("vote by houses"),
    Method.AVAILABILITY: Text("availability"),
}


def how(rules: Rules, enough: Words | None) -> Words:
    """What a poll of this method asks, and what it takes; `enough` is its threshold in words."""
    match rules.method:
        case Method.GRADIENTS:
            return Text(
                "Say where you stand, from 1 (whole-hearted endorsement) to 8 (veto). Steps 1, 2, 3 and 6"
                " support it, 4 abstains. One veto stops it, and it needs {threshold}.",
                threshold=enough or Text("one in support"),
            )
        case Method.FIST if enough:
            return Text(
                "Show from 0 to 5 fingers. Fewer than 3 stop it, and are asked why; it also needs"
                " {threshold}.",
                threshold=enough,
            )
        case Method.FIST:
            return Text(
                "Show from 0 to 5 fingers. It passes when everybody who does shows at least 3; whoever shows"
                " fewer is asked why."
            )
        case Method.LAZY | Method.CALL:
            return _assent(rules, enough)
        case Method.ROUGH:
            return Text(
                "Can you live with it? Whoever cannot says why. The answers are shown in bands instead of"
                " counts, and the facilitator determines whether there is rough consensus: what matters is"
                " whether each objection was addressed, not how many there are."
            )
        case Method.HUM:
            return Text(
                "Can you live with it? Hum for each option: none, soft or loud. A hum is anonymous, is shown"
                " in bands instead of counts, and never decides: the facilitator determines."
            )
        case Method.RANKED:
            return _ranked(rules)
        case Method.SCORE:
            return Text(
                "Give each option from 0 to 5 points; one that you leave out has 0. The one with the most"
                " points wins; in a tie none does."
            )
        case Method.SIGN_ON:
            return Text(
                "A statement to sign in your own name, or for an organisation that you name. The name of the"
                " group is not used, and nothing passes or fails."
            )
        case Method.HOUSES:
            return Text(
                "Vote yes, no or abstain, by houses: {houses}. {carries} A ballot of somebody who sits in"
                " none of them counts in no house.",
                houses=listing(*map(_house, rules.houses)),
                carries=_carries(rules.ways),
            )
        case Method.AVAILABILITY:
            return Text(
                "When can you make it? Say yes, maybe or no for each moment. For whom it would be between"
                " 22:00 and 07:00 is shown by region, and the moment that shares that burden is suggested."
            )
        case _:
            raise AssertionError(rules.method)


def _assent(rules: Rules, enough: Words | None) -> Words:
    if rules.threshold and rules.threshold.of is Base.ROLL:
        said: Words = Text(
            "It passes unless somebody objects, with a reason, before it closes. Silence is no objection, and"
            " counts as not in favour."
        )
    elif rules.silence is Silence.ASSENT:
        said = Text("Silence is assent: it passes unless somebody objects, with a reason, before it closes.")
    else:
        said = Text(
            "It passes unless somebody objects, with a reason, before it closes. Silence decides nothing: somebody"
            " has to take part."
        )
    if rules.support:
        said = Plural(
            "{said} At least {n} person has to say that they agree.",
            "{said} At least {n} people have to say that they agree.",
            n=rules.support,
            said=said,
        )
    return Text("{said} It needs {threshold}.", said=said, threshold=enough) if enough else said


def _ranked(rules: Rules) -> Words:
    rank = Text("Rank the options, best first, such as 2 > 1 = 3; those that you leave out are last.")
    match rules.counting:
        case Counting.SCHULZE:
            return Text(
                "{rank} Counted by Schulze's method: each pair of options is compared, and the one with the"
                " stronger path of defeats wins. A tie is named, and left to a draw.",
                rank=rank,
            )
        case Counting.DEBIAN if rules.ratio > 1:
            return Text(
                "{rank} Counted as in Debian's constitution: an option has to be ranked above the last one,"
                " the default, by 3/2 times the square root of the roll, and by at least {ratio} times as many"
                " as rank it below; then by Schulze's method. A tie is left to a casting vote.",
                rank=rank,
                ratio=rules.ratio,
            )
        case Counting.DEBIAN:
            return Text(
                "{rank} Counted as in Debian's constitution: an option has to be ranked above the last one,"
                " the default, by 3/2 times the square root of the roll, and by more than rank it below; then"
                " by Schulze's method. A tie is left to a casting vote.",
                rank=rank,
            )
        case Counting.SCOTTISH_STV:
            return Plural(
                "{rank} {n} option is elected by the single transferable vote of Scotland. Ties are broken by"
                " the earlier rounds; one that is left is named, and left to a draw.",
                "{rank} {n} options are elected by the single transferable vote of Scotland. Ties are broken"
                " by the earlier rounds; one that is left is named, and left to a draw.",
                n=rules.places,
                rank=rank,
            )
        case _:
            return Text(
                "{rank} Counted by instant run-off: the option with the fewest votes goes, until one has more"
                " than half. Ties are broken by the earlier rounds; one that is left is named, and left to a"
                " draw.",
                rank=rank,
            )


def _house(house: House) -> Words:
    return Text(
        "{house} ({stakeholders})", house=house.name, stakeholders=listing(*map(verbatim, house.stakeholders))
    )


def _carries(ways: Sequence[HouseWay]) -> Words:
    if len(ways) == 1:
        return Text("It is carried by {way}.", way=way(ways[0]))
    return Text("Each of these carries it: {ways}.", ways=Listing(tuple(map(way, ways))))


def way(one: HouseWay) -> Words:
    """One way to carry a motion: "at least 2/3 of the seats of each house"."""
    if one.each:
        return Text("{amount} in each house", amount=_amount(one.one))
    if one.others is None:
        return Text("{amount} in one house", amount=_amount(one.one))
    return Text(
        "{amount} in one house with {others} in the other",
        amount=_amount(one.one),
        others=_amount(one.others),
    )


def _amount(threshold: Threshold) -> Words:
    share = threshold.fraction
    match threshold.of:
        case Base.ROLL if threshold.strict:
            return Text("more than {share} of the seats", share=share)
        case Base.ROLL:
            return Text("at least {share} of the seats", share=share)
        case Base.CAST if threshold.strict:
            return Text("more than {share} of the ballots", share=share)
        case Base.CAST:
            return Text("at least {share} of the ballots", share=share)
        case Base.VOTING if threshold.strict:
            return Text("more than {share} of yes and no", share=share)
        case Base.VOTING:
            return Text("at least {share} of yes and no", share=share)
