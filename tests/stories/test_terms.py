"""What charters ask besides a threshold, as groups live with it: heard, opposed, capped, limited."""

from __future__ import annotations

import pytest

from bot.refusals import Why
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, TECHNICAL, facts
from tests.world import Actor, World

TEA = {
    "ana": (GOVERNMENT, "Ministry of Tea"),
    "ben": (GOVERNMENT, "Ministry of Cups"),
    "bob": (GOVERNMENT, "Ministry of Milk"),
    "cleo": (PRIVATE, "Leaf Ltd"),
    "carl": (PRIVATE, "leaf  ltd"),
    "cora": (PRIVATE, "LEAF LTD"),
    "cid": (PRIVATE, "Kettle Inc"),
    "dan": (CIVIL, ""),
    "dora": (CIVIL, ""),
    "eva": (TECHNICAL, ""),
}
"""Ten people; three of the private sector are of one affiliation, however it is written."""


async def tea(world: World, charter: str) -> dict[str, Actor]:
    """The group, with its charter."""
    actors = dict(zip(TEA, world.people(*TEA), strict=True))
    assert (await actors["ana"].says("/group create Tea")).ok
    for name, (stakeholder, affiliation) in TEA.items():
        said = f' affiliation:"{affiliation}"' if affiliation else ""
        assert (await actors[name].says(f'/member join "{stakeholder}"{said}')).ok
    adopted = await actors["ana"].says(f"/group charter propose {charter}")
    assert adopted.ok, adopted.text
    return actors


async def votes(actors: dict[str, Actor], poll: str, **said: str) -> None:
    """Each choice with the names of those who make it: `agree="ana ben"`."""
    for choice, names in said.items():
        for name in names.split():
            reason = ' reason:"a risk"' if choice == "object_" else ""
            heard = await actors[name].says(f"/poll vote {poll} {choice.strip('_')}{reason}")
            assert heard.ok, heard.text


def plain(text: str) -> str:
    return " ".join(text.split())


async def test_a_group_decides_by_the_charter_for_several_stakeholders(world: World) -> None:
    """The worked example: three of four are heard, one affiliation has more ballots than count, one
    objection is counted and stops nothing."""
    actors = await tea(world, "multistakeholder")
    card = plain((await actors["ana"].says('/poll open "Adopt the draft?"')).post())
    assert "Objections are counted, and it needs at least 2/3 of those who take a side" in card
    assert "3 of them have to be heard; one that is not heard neither blocks nor passes." in card
    assert "more than 1/2 of those who take a side there object, from at least 2 people, 1/3 of its" in card
    assert "At most 2 ballots of one affiliation count" in card
    assert "One objection alone does not stop this poll" in card
    assert "5 people could adopt it if nobody else votes" in card
    await votes(actors, "P-1", agree="ana ben cleo carl cora dan dora", object_="cid")
    await world.restarts()
    await world.passes(days=20)
    shown = plain((await actors["ana"].says("/poll show P-1")).text)
    assert shown.startswith("P-1 passed")
    assert "It passed with 6 of 7 in favour" in shown
    assert "technical community was not heard (0 took part, where 1 was needed)" in shown
    assert "Of 3 ballots from one affiliation 2 counted." in shown
    assert "agree 2, stand aside 0 and object 1; 4 of 4 voted: enough" in shown
    assert "agree 0, stand aside 0 and object 0; 0 of 1 voted: not heard" in shown
    (closed,) = await facts(world, "poll.closed")
    result = closed["result"]
    assert isinstance(result, dict)
    assert result["affiliations"] == [{"ballots": 3, "counted": 2}]
    assert [line["standing"] for line in result["lines"]] == ["met", "met", "met", "not heard"]
    assert "leaf" not in str(closed).casefold()
    assert "intact" in (await actors["ana"].says("/record verify")).text


# One ballot decides: what all of them vote, whose ballot is changed and how, and what the result then says.

AGREED = "ana ben bob cleo cid dan dora eva"
DECISIVE = [
    ("heard", "ana ben cleo cid dan dora", "", "dora", "", "that were heard: 2, where 3"),
    ("opposed", "ben bob cleo cid dan dora", "ana", "ben", "object", "government is opposed: 2 of the 3"),
    (
        "threshold",
        "ana ben cleo cid dan dora",
        "bob eva cora",
        "dora",
        "object",
        "5 of 9, where 6 were needed",
    ),
    ("quorum", "ana ben dan dora eva", "", "eva", "", "Too few took part for the quorum: 4"),
]


@pytest.mark.parametrize(
    ("agree", "against", "who", "instead", "why"),
    [row[1:] for row in DECISIVE],
    ids=[row[0] for row in DECISIVE],
)
async def test_one_ballot_decides(
    world: World, agree: str, against: str, who: str, instead: str, why: str
) -> None:
    actors = await tea(world, "multistakeholder")
    for number in (1, 2):
        assert (await actors["ana"].says('/poll open "Adopt?"')).ok
        changed = number == 2
        kept = [name for name in agree.split() if not (changed and name == who)]
        objecting = against.split() + ([who] if changed and instead else [])
        await votes(actors, f"P-{number}", agree=" ".join(kept), object_=" ".join(objecting))
    await world.passes(days=20)
    passes, fails = [plain((await actors["ana"].says(f"/poll show P-{number}")).text) for number in (1, 2)]
    assert passes.startswith("P-1 passed"), passes
    assert not fails.startswith("P-2 passed"), fails
    assert why in fails


async def test_a_small_stakeholder_group_is_owed_answers_and_stops_nothing(world: World) -> None:
    actors = await tea(world, "multistakeholder")
    await actors["ana"].says('/poll open "Adopt?"')
    await votes(actors, "P-1", agree="ana ben bob cleo cid", object_="dan dora")
    await world.passes(days=20)
    shown = plain((await actors["ana"].says("/poll show P-1")).text)
    assert shown.startswith("P-1 passed"), shown
    assert "civil society is opposed: 2 of the 2 who took a side there object. It is owed answers" in shown


async def test_one_affiliation_is_not_a_stakeholder_group(world: World) -> None:
    """Three of four of the private sector object, and all are of one affiliation."""
    actors = await tea(world, "multistakeholder")
    await actors["ana"].says('/poll open "Adopt?"')
    await votes(actors, "P-1", agree="ana ben bob cid dan dora", object_="cleo carl cora")
    await world.passes(days=20)
    assert (await actors["ana"].says("/poll show P-1")).text.startswith("P-1 passed")


async def test_one_organisation_has_one_vote(world: World) -> None:
    """Two ballots of Leaf against one of its own; it counts once, whoever comes first."""
    actors = await tea(world, "w3c-vote")
    for number, order in ((1, "cleo carl cora"), (2, "cora carl cleo")):
        card = plain((await actors["ana"].says('/poll open "Adopt?" visibility:open')).post())
        assert "At most 1 ballot of one affiliation counts" in card
        for name in order.split():
            choice = "no" if name == "cora" else "yes"
            assert (await actors[name].says(f"/poll vote P-{number} {choice}")).ok
        shown = plain((await actors["ana"].says(f"/poll show P-{number}")).text)
        assert "yes 1 of 1" in shown
        assert "3 of 4 voted" in shown
    await votes(actors, "P-2", no="cid")
    await world.passes(days=8)
    passed, tied = [plain((await actors["ana"].says(f"/poll show P-{number}")).text) for number in (1, 2)]
    assert passed.startswith("P-1 passed")
    assert "Of 3 ballots from one affiliation 1 counted." in passed
    assert tied.startswith("P-2 did not pass")


async def test_an_affiliation_that_is_divided_counts_for_nothing(world: World) -> None:
    actors = await tea(world, "w3c-vote")
    await actors["ana"].says('/poll open "Adopt?"')
    await votes(actors, "P-1", yes="cleo", no="carl")
    await world.passes(days=8)
    shown = plain((await actors["ana"].says("/poll show P-1")).text)
    assert shown.startswith("P-1 did not pass")
    assert "Nobody took a side, so nothing could pass. Of 2 ballots from one affiliation 0 counted." in shown


# What is refused


async def test_affiliations_and_secrets_do_not_go_together(world: World) -> None:
    actors = await tea(world, "w3c-vote")
    heard = await actors["ana"].says('/poll open "Adopt?" secret:yes')
    assert heard.why is Why.MALFORMED
    assert "the result depends on affiliations (section 5.2.3: one organisation, one vote)" in plain(
        heard.text
    )
    heard = await actors["ana"].says('/group charter propose w3c-vote overrides:"visibility=secret"')
    assert heard.why is Why.CONFLICT
    assert "no poll could be secret, as visibility=secret asks" in plain(heard.text)


async def test_no_charter_makes_polls_by_consent_secret(world: World) -> None:
    actors = await tea(world, "roberts-majority")
    heard = await actors["ana"].says(
        '/group charter propose sociocratic-consent overrides:"visibility=secret"'
    )
    assert heard.why is Why.CONFLICT
    assert "no poll could be secret" in plain(heard.text)


async def test_elections_are_secret_and_know_no_affiliations(world: World) -> None:
    actors = await tea(world, "multistakeholder")
    card = plain((await actors["ana"].says('/poll open "Who?" options:"Ana | Ben" kind:election')).post())
    assert "Secret: no member" in card
    assert "affiliation" not in card


async def test_a_poll_does_not_change_who_is_heard(world: World) -> None:
    actors = await tea(world, "multistakeholder")
    heard = await actors["ana"].says('/poll open "Adopt?" group_quorum:1/2')
    assert heard.why is Why.MALFORMED
    assert "says when a stakeholder group is heard: 1/3" in plain(heard.text)


# A majority ratio, as Debian asks


async def ranks(world: World, actors: dict[str, Actor], poll: str, against: str) -> str:
    """Six prefer the first option to the default one, the others the default one."""
    for name in AGREED.split():
        choice = "2 > 1" if name in against.split() else "1 > 2"
        heard = await actors[name].says(f'/poll vote {poll} "{choice}"')
        assert heard.ok, heard.text
    await world.passes(days=15)
    return plain((await actors["ana"].says(f"/poll show {poll}")).text)


async def test_foundation_documents_need_three_to_one(world: World) -> None:
    """Six to two is three to one; five to three is not, and two options alone decide nothing else."""
    actors = await tea(world, "debian-resolution")
    resolution = '/poll open "Amend it?" options:"Amend | None of the above" kind:foundation'
    card = plain((await actors["ana"].says(resolution)).post())
    assert "by at least 3 times as many as rank it below" in card
    assert (await ranks(world, actors, "P-1", "dora eva")).startswith("P-1: Amend won")
    await actors["ana"].says(resolution)
    shown = await ranks(world, actors, "P-2", "dora eva dan")
    assert shown.startswith("P-2: None of the above won"), shown


async def test_a_poll_may_ask_for_a_ratio(world: World) -> None:
    actors = await tea(world, "debian-resolution")
    resolution = '/poll open "Amend it?" options:"Amend | None of the above"'
    assert "at least 2 times as many" in plain(
        (await actors["ana"].says(f"{resolution} threshold:2:1")).post()
    )
    heard = await actors["ana"].says(f"{resolution} kind:foundation threshold:2:1")
    assert heard.why is Why.MALFORMED
    assert "threshold: The charter “Debian general resolution” asks for 3:1" in plain(heard.text)


@pytest.mark.parametrize("rule", ["", " rule:irv"])
async def test_a_ratio_is_held_against_a_default_option_only(world: World, rule: str) -> None:
    actors = await tea(world, "roberts-majority")
    heard = await actors["ana"].says(f'/poll open "Who?" method:ranked options:"A | B" threshold:3:1{rule}')
    assert heard.why is Why.MALFORMED
    assert "A ratio needs a default option to be held against" in plain(heard.text)
    ranked = '/poll open "Who?" method:ranked options:"A | B" rule:debian'
    assert (await actors["ana"].says(f"{ranked} threshold:3:1")).ok
    for threshold in ("3:1", '"2/3 each | 3/4 and 1/2"'):
        heard = await actors["ana"].says(f'/poll open "Adopt?" threshold:{threshold}')
        assert heard.why is Why.MALFORMED
        assert "Write one fraction, such as 2/3." in plain(heard.text)


async def test_what_could_never_pass_is_not_opened(world: World) -> None:
    actors = await tea(world, 'roberts-majority overrides:"least=11"')
    heard = await actors["ana"].says('/poll open "Adopt?"')
    assert heard.why is Why.CONFLICT
    assert "It needs 11 people in favour, and 10 are on the roll" in plain(heard.text)
    assert (await actors["ana"].says('/poll open "Adopt?" method:call-for-consensus support:10')).ok
    heard = await actors["ana"].says('/poll open "Adopt?" method:call-for-consensus support:11')
    assert heard.why is Why.CONFLICT
    heard = await actors["ana"].says('/poll preview "Adopt?" method:call-for-consensus support:11')
    assert heard.why is Why.CONFLICT


async def test_more_stakeholder_groups_than_there_are_cannot_be_heard(world: World) -> None:
    actors = await tea(world, 'roberts-majority overrides:"heard=5"')
    heard = await actors["ana"].says('/poll open "Adopt?"')
    assert heard.why is Why.CONFLICT
    assert "5 stakeholder groups have to be heard, and 4 have somebody on the roll" in plain(heard.text)


async def test_a_group_may_cap_affiliations_under_any_charter(world: World) -> None:
    actors = await tea(world, 'roberts-majority overrides:"cap=2 | least=3"')
    await actors["ana"].says('/poll open "Adopt?"')
    await votes(actors, "P-1", yes="cleo carl cora")
    await world.passes(days=8)
    shown = plain((await actors["ana"].says("/poll show P-1")).text)
    assert shown.startswith("P-1 did not pass")
    assert "Too few were in favour: 2, where 3 were needed." in shown
