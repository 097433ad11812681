"""Every method as people live it: one poll that passes, and one that fails by a single ballot."""

from __future__ import annotations

import pytest

from bot.refusals import Why
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, entries, facts, four, seated
from tests.stories.test_secret import tables
from tests.world import Actor, World

HOUSES = 'houses:"North: government | South: private sector, civil society"'


MOMENTS = "3 march 2027 14:00 | 4 march 2027 9:00"


async def five(world: World) -> list[Actor]:
    return await seated(world, ana=GOVERNMENT, ben=GOVERNMENT, cleo=PRIVATE, dan=CIVIL, eve=CIVIL)


async def held(world: World, asked: str, **ballots: str) -> str:
    """Opens a poll in a group of five, casts these ballots, and gives what was said at the close."""
    actors = {actor.name: actor for actor in await five(world)}
    opened = await actors["ana"].says(f"/poll open Adopt? {asked}")
    assert opened.ok, opened.text
    for name, choice in ballots.items():
        heard = await actors[name].says(f"/poll vote P-1 {choice}")
        assert heard.ok, heard.text
    return (await world.passes(days=7)).post()


RANKED = 'method:ranked options:"Geneva | Nairobi | Montevideo"'
PASSING = {
    "gradients": ("method:gradients", {"ana": "1", "ben": "6", "cleo": "7"}, "P-1 passed"),
    "fist": ("method:fist", {"ana": "5", "ben": "3", "cleo": "pass"}, "P-1 passed"),
    "lazy-consensus": ("method:lazy-consensus", {}, "P-1 passed"),
    "call-for-consensus": (
        "method:call-for-consensus support:2",
        {"ana": "agree", "ben": "agree"},
        "P-1 passed",
    ),
    "irv": (RANKED, {"ana": "1>2", "ben": "2>1", "cleo": "3>2", "dan": "2", "eve": "1"}, "P-1: Nairobi won"),
    "schulze": (f"{RANKED} rule:schulze", {"ana": "1 > 2", "ben": "2"}, "P-1 has no winner"),
    "debian": (
        f"{RANKED} rule:debian",
        {"ana": "1>3", "ben": "1>3", "cleo": "1>2>3", "dan": "1"},
        "P-1: Geneva won",
    ),
    "scottish-stv": (
        f"{RANKED} rule:scottish-stv seats:2",
        {"ana": "1", "ben": "1>2", "cleo": "2", "dan": "1>2", "eve": "3"},
        "P-1: Geneva and Nairobi won",
    ),
    "score": (
        'method:score options:"Geneva | Nairobi"',
        {"ana": "5 4", "ben": "2=2, 1=0"},
        "P-1: Nairobi won",
    ),
    "houses": (
        f'method:houses {HOUSES} threshold:"2/3 each"',
        {"ana": "yes", "ben": "yes", "cleo": "yes", "dan": "yes"},
        "P-1 passed",
    ),
}
FAILING = {
    "gradients": ("method:gradients", {"ana": "1", "ben": "6", "cleo": "8"}, "1 veto stopped it."),
    "fist": (
        "method:fist",
        {"ana": "5", "ben": "2", "cleo": "pass"},
        "1 person showed fewer than three fingers, which stopped it.",
    ),
    "lazy-consensus": (
        "method:lazy-consensus",
        {"dan": 'object reason:"It breaks the charter"'},
        "1 objection stopped it.",
    ),
    "call-for-consensus": (
        "method:call-for-consensus support:2",
        {"ana": "agree", "ben": "abstain"},
        "Too few said that they agree: 1, where 2 were needed.",
    ),
    "irv": (
        RANKED,
        {"ana": "1>2", "ben": "2>1", "cleo": "abstain", "dan": "2", "eve": "1"},
        "Geneva and Nairobi tie for 1 place, and nothing in the rule breaks that.",
    ),
    "schulze": (f"{RANKED} rule:schulze", {"ana": "1 > 2", "ben": "2 > 1"}, "tie for 1 place"),
    "debian": (
        f"{RANKED} rule:debian",
        {"ana": "1>3", "ben": "1>3", "cleo": "1>2>3"},
        "No other option did enough against Montevideo, the default option, so Montevideo wins.",
    ),
    "scottish-stv": (
        f"{RANKED} rule:scottish-stv seats:2",
        {"ana": "1", "ben": "1>2", "cleo": "1", "dan": "1>3"},
        "tie for 1 place",
    ),
    "score": (
        'method:score options:"Geneva | Nairobi"',
        {"ana": "5 4", "ben": "2=1, 1=0"},
        "Geneva and Nairobi are tied with 5 points each, so none of them won.",
    ),
    "houses": (
        f'method:houses {HOUSES} threshold:"2/3 each"',
        {"ana": "yes", "ben": "yes", "cleo": "yes", "dan": "abstain"},
        "Not enough were in favour in the houses: North 2 of 2 and South 1 of 3.",
    ),
}


@pytest.mark.parametrize("case", PASSING)
async def test_it_passes(world: World, case: str) -> None:
    asked, ballots, said = PASSING[case]
    message = await held(world, asked, **ballots)
    assert message.startswith(said)
    assert "For the minutes" in message


@pytest.mark.parametrize("case", FAILING)
async def test_one_ballot_less_and_it_fails(world: World, case: str) -> None:
    asked, ballots, said = FAILING[case]
    message = await held(world, asked, **ballots)
    assert message.startswith(("P-1 did not pass", "P-1 has no winner", "P-1: "))
    assert " ".join(said.split()) in " ".join(message.split())


SECOND = [
    ("method:gradients", "8", "2", "It passed with 1 of 1 in favour"),
    ("method:fist", "0", "4", "4 fingers 1 of 1"),
    ("method:lazy-consensus", "abstain", "agree", "1 said that they agree"),
    ("method:call-for-consensus", "agree", "abstain", "0 said that they agree"),
    ("method:rough-consensus", "abstain", "live", "how many can live with it: all"),
    (RANKED, "3 > 1", "2 > 1", "Elected by the count: Nairobi"),
    ('method:score options:"Geneva | Nairobi"', "5 0", "0 3", "3 of 5"),
    (
        "method:sign-on",
        "sign",
        'organisation reason:"Example Org"',
        "0 people signed in their own names. 1 signed",
    ),
    (f"method:houses {HOUSES}", "yes", "no", "North 0 of 2"),
    (
        'method:availability options:"3 march 2027 14:00 | 4 march 2027 14:00"',
        "yes no",
        "no yes",
        "4 March 2027",
    ),
]


@pytest.mark.parametrize(("asked", "first", "second", "said"), SECOND)
async def test_a_second_ballot_replaces_the_first(
    world: World, asked: str, first: str, second: str, said: str
) -> None:
    ana, *_ = await five(world)
    await ana.says(f"/poll open Adopt? {asked}")
    assert (await ana.says(f"/poll vote P-1 {first}")).ok
    assert "now says" in (await ana.says(f"/poll vote P-1 {second}")).text
    message = " ".join((await world.passes(days=7)).post().split())
    assert "1 of 5 on the roll took part" in message
    assert said in message


async def test_gradients_have_a_button_for_each_step_and_name_a_veto(world: World) -> None:
    ana, ben, *_ = await five(world)
    card = (await ana.says("/poll open Adopt? method:gradients")).post()
    assert "[1] 1, whole-hearted endorsement" in card
    assert "[8] 8, veto" in card
    assert (await ben.presses("3, support with reservations", on="P-1")).ok
    heard = await ben.presses("8, veto", on="P-1")
    assert "now says: 8, veto" in heard.text
    assert "ben (government) stands on step 8, a veto." in heard.post()


async def test_whoever_shows_few_fingers_is_asked_why(world: World) -> None:
    ana, ben, *_ = await five(world)
    await ana.says("/poll open Adopt? method:fist")
    heard = await ben.presses("2 fingers", on="P-1")
    assert heard.ok
    assert "What would have to change for you?" in heard.text
    assert "asked why" not in (await ben.says('/poll vote P-1 2 reason:"The date"')).text
    assert "2 fingers" in (await ben.says("/poll show P-1")).text


async def test_an_objection_needs_its_reason_where_silence_is_assent(world: World) -> None:
    ana, ben, *_ = await five(world)
    opened = await ana.says("/poll open Adopt? method:lazy-consensus")
    assert "It passes without a single ballot if nobody objects" in opened.text
    assert (await ben.says("/poll vote P-1 object")).why is Why.MALFORMED


async def test_rough_consensus_is_for_the_facilitator_to_determine(world: World) -> None:
    ana, ben, cleo, *_ = await five(world)
    await ana.says("/poll open Adopt? method:rough-consensus")
    await ana.presses("I can live with it", on="P-1")
    await ben.says("/poll vote P-1 live")
    await cleo.says('/poll vote P-1 object reason:"The text on access is missing"')
    message = (await world.passes(days=7)).post()
    assert message.startswith("P-1 is closed, and the facilitator determines: Adopt?")
    assert "how many can live with it: some" in message
    assert "2 of 3" not in message


async def hum(world: World) -> list[Actor]:
    actors = await five(world)
    opened = await actors[0].says('/poll open "Which way?" method:hum options:"East | West"')
    assert opened.ok, opened.text
    assert "Can you live with it?" in opened.post()
    for actor, choice in zip(
        actors, ("loud none", "1=loud, 2=soft", "soft loud", "1=loud", "none"), strict=True
    ):
        heard = await actor.says(f"/poll vote P-1 {choice}")
        assert heard.ok, heard.text
        assert "loud" not in heard.text
    return actors


async def test_a_hum_is_shown_in_bands_and_decides_nothing(world: World) -> None:
    await hum(world)
    message = (await world.passes(days=7)).post()
    assert message.startswith("P-1 is closed, and the facilitator determines: Which way?")
    assert (
        "East: a loud hum and West: a faint hum." in message
        or "East: a loud hum and West: a clear hum." in message
    )
    assert "A hum never decides by itself" in message
    (closed,) = await facts(world, "poll.closed")
    result = closed["result"]
    assert isinstance(result, dict)
    assert result["passed"] == "undecided"
    assert [band["choice"] for band in result["bands"]] == ["#1", "#2"]
    assert result["overall"] == {"seats": 5, "available": 5, "voted": 5, "counts": "withheld"}


async def test_nothing_that_is_kept_says_who_hummed_what(world: World) -> None:
    await hum(world)
    assert not await entries(world, "P-1") or "ballot.cast" not in await entries(world, "P-1")
    await world.passes(days=7)
    cells = [str(cell) for cell in await tables(world)]
    assert not [cell for cell in cells if "=loud" in cell or "=soft" in cell]


async def test_a_hum_of_few_is_refused_and_is_never_open(world: World) -> None:
    ana, *_ = await four(world)
    heard = await ana.says('/poll open Adopt? method:hum options:"East | West"')
    assert "5 people would have to be able to vote, and there are 4" in heard.text
    heard = await ana.says('/poll open Adopt? method:hum options:"East | West" visibility:open')
    assert heard.why is Why.MALFORMED
    assert "always anonymous" in heard.text


async def test_a_secret_ranking_tells_no_group_and_no_rounds(world: World) -> None:
    ana, ben, cleo, dan, eve = await five(world)
    await ana.says(f"/poll open Board? {RANKED} secret:yes")
    for actor, choice in ((ana, "1>2"), (ben, "1>3"), (cleo, "1"), (dan, "2>3>1"), (eve, "2")):
        assert (await actor.says(f"/poll vote P-1 {choice}")).ok
    assert "Your ballot: Montevideo" not in (await ana.says("/poll show P-1")).text
    message = (await world.passes(days=7)).post()
    assert message.startswith("P-1: Geneva won")
    assert "numbers withheld; 2 of 2 voted" in message
    assert "Round" not in (await ana.says("/poll show P-1")).text
    cells = [str(cell) for cell in await tables(world)]
    assert not [cell for cell in cells if "#1>#2" in cell or "#2>#3>#1" in cell]


async def test_the_rounds_of_an_open_ranking_are_shown(world: World) -> None:
    await held(world, RANKED, ana="1>2", ben="2>1", cleo="3>2", dan="2", eve="1")
    shown = (await world.person("ana").says("/poll show P-1")).text
    assert "Round 1: first preferences" in shown
    assert "Round 2: Montevideo excluded" in shown


async def test_a_ranking_that_names_an_option_twice_is_asked_again(world: World) -> None:
    ana, *_ = await five(world)
    await ana.says(f"/poll open Where? {RANKED}")
    heard = await ana.says("/poll vote P-1 1 > 2 > 1")
    assert heard.why is Why.MALFORMED
    assert "you name 1 (Geneva) twice" in heard.text
    assert (await ana.presses("Vote", on="P-1")).why is Why.INCOMPLETE


async def test_a_long_ranking_is_confirmed_by_typing_it(world: World) -> None:
    ana, ben, *_ = await five(world)
    options = " | ".join(f"Option {letter}" for letter in "ABCDEFGHIJKL")
    await ana.says(f'/poll open Which? method:ranked options:"{options}"')
    assert (await ben.says("/poll vote P-1 " + " > ".join(map(str, range(12, 0, -1))))).ok
    amended = await ana.says('/poll amend P-1 reason:"a typo" question:"Which one?"')
    assert amended.ok, amended.text
    told = " ".join(amended.told("ben")[0].split())
    stored = ">".join(f"#{number}" for number in range(12, 0, -1))
    assert f'To confirm what you voted, type /poll vote P-1 "{stored}".' in told
    assert (await ben.says(f'/poll vote P-1 "{stored}"')).ok
    assert "Option L won" in (await world.passes(days=7)).post()


async def test_people_and_organisations_sign_in_their_own_names(world: World) -> None:
    ana, ben, cleo, *_ = await five(world)
    card = (await ana.says('/poll open "Open letter" method:sign-on')).post()
    assert "The name of the group is not used" in card
    assert "ben" in (await ben.presses("Sign in my own name", on="P-1")).post().partition("Signed by")[2]
    assert (await cleo.says("/poll vote P-1 organisation")).why is Why.MALFORMED
    assert (await cleo.says('/poll vote P-1 organisation reason:"Example Org"')).ok
    message = (await world.passes(days=7)).post()
    assert message.startswith("P-1: 2 signatures: Open letter")
    assert "for Example Org" in message
    assert "passed" not in message.partition("neither")[0]


async def meeting(world: World, moments: str) -> str:
    """A time to meet for people of two regions, who can always make it; gives what was said at the close."""
    ana, ben, cleo = world.people("ana", "ben", "cleo")
    assert (await ana.says("/group create Tea")).ok
    for actor, region, zone in (
        (ana, "WEOG", "Paris"),
        (ben, "Asia-Pacific", "Tokyo"),
        (cleo, "WEOG", "Lisbon"),
    ):
        assert (await actor.says(f"/member join government region:{region}")).ok
        assert (await actor.says(f"/zone {zone}")).ok
    opened = await ana.says(f'/poll open "When do we meet?" method:availability options:"{moments}"')
    assert opened.ok, opened.text
    assert "1: Wednesday 3 March 2027, 09:00 UTC" in opened.post()
    for actor, choice in ((ana, "yes yes"), (ben, "1=yes, 2=yes"), (cleo, "1=maybe, 2=yes")):
        heard = await actor.says(f"/poll vote P-1 {choice}")
        assert heard.ok, heard.text
    return " ".join((await world.passes(days=7)).post().split())


async def test_a_time_to_meet_is_suggested_that_spares_everybody_s_night(world: World) -> None:
    message = await meeting(world, "3 march 2027 22:00 | 3 march 2027 10:00")  # on the clock of Paris
    assert message.startswith("P-1: Wednesday 3 March 2027, 09:00 UTC is suggested")
    assert "2 can make it and 1 perhaps, and it is unsocial for nobody" in message
    assert "1 of 1 in Asia-Pacific" in message


async def test_a_moment_that_is_gone_or_unclear_is_no_option(world: World) -> None:
    ana, *_ = await five(world)
    opened = await ana.says(
        '/poll open When? method:availability options:"3 march 2027 9:00 | 3 march 2027 9:00"'
    )
    assert opened.why is Why.MALFORMED
    assert "two options at least" in opened.text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("method:gradients secret:yes", "never secret"),
        ("method:sign-on secret:yes", "in the open"),
        (f"method:houses {HOUSES} secret:yes", "never secret"),
        ("method:houses", "which stakeholder groups form which house"),
        (
            'method:houses houses:"North: government | South: technical community"',
            "Nobody on the roll sits in the house South, so it could never pass.",
        ),
        ('method:houses houses:"North: gulf | South: government"', "no stakeholder groups here"),
        ('method:houses houses:"North"', "two houses or more"),
        ('threshold:"2/3 each"', "for method:houses only"),
        ('method:hum options:"A | B" threshold:1/2', "has no threshold"),
        (f"{RANKED} seats:2", "rule:scottish-stv"),
        (f"{RANKED} rule:scottish-stv seats:3", "more options"),
        ("rule:schulze", "for method:ranked only"),
        ("silence:against", "for method:lazy-consensus and method:call-for-consensus only"),
        ("support:2", "method:lazy-consensus"),
        ('method:availability options:"soon | later"', "no clear moment"),
        ('method:availability options:"1 march 2020 10:00 | 2 march 2027 10:00"', "too early"),
        ('method:ranked options:"A > B | C"', "could be mistaken"),
        ("method:ranked", "two options at least"),
    ],
)
async def test_what_a_method_cannot_be_asked(world: World, asked: str, said: str) -> None:
    ana, *_ = await five(world)
    heard = await ana.says(f"/poll open Adopt? {asked}")
    assert not heard.ok
    assert said in " ".join(heard.text.split())
    assert "poll.opened" not in await entries(world)


async def test_a_roll_of_two_is_too_small_for_debians_rule(world: World) -> None:
    ana, *_ = await seated(world, ana=GOVERNMENT, ben=GOVERNMENT)
    heard = await ana.says('/poll open Who? method:ranked rule:debian options:"A | B | None"')
    assert heard.why is Why.CONFLICT
    assert "3 people have to prefer an option to the default one, and 2 are on the roll" in " ".join(
        heard.text.split()
    )


async def test_what_says_nothing_in_favour_is_told_as_it_is(world: World) -> None:
    scored = await held(world, 'method:score options:"A | B"', ana='"1=0, 2=0"')
    assert "no points; 1 of 2 voted" in scored
    ana = world.person("ana")
    assert (await ana.says(f'/poll open When? method:availability options:"{MOMENTS}"')).ok
    assert (await ana.says('/poll vote P-2 "1=no, 2=no"')).ok
    closed = (await world.passes(days=7)).post()
    assert closed.startswith("P-2 is closed: When?")
    assert "Nobody who answered can make any of these moments, so none is suggested." in closed
