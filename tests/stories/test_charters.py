"""Charters as groups live with them: read, adopted, kept by polls, and changed by the group alone."""

from __future__ import annotations

import pytest

from bot.refusals import Why
from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, at_once, entries, facts, four, seated
from tests.world import Actor, Heard, World, text_of

TWO_THIRDS = "/group charter propose roberts-two-thirds"


async def adopts(actor: Actor, preset: str, overrides: str = "") -> Heard:
    """The first charter of the group."""
    heard = await actor.says(
        f"/group charter propose {preset}" + (f' overrides:"{overrides}"' if overrides else "")
    )
    assert heard.ok, heard.text
    return heard


async def test_a_forming_group_reads_what_it_could_adopt(world: World) -> None:
    ana, ben, *_ = await four(world)
    listed = (await ben.says("/group charter")).text
    assert "Tea is forming: it has no charter yet" in listed
    assert "roberts-two-thirds:" in listed
    shown = await ben.says("/group charter show roberts-two-thirds")
    assert "Source: Robert's Rules of Order" in shown.text
    assert ">=2/3 of voting (two-thirds vote: at least two thirds, where rights are limited)" in shown.text
    assert "Silence:                it decides nothing, either way" in shown.text
    assert "Abstaining:             it is taking part, and counts for neither side" in shown.text
    assert "In this group as it is seated now:" in shown.text
    assert "1 person could adopt it if nobody else votes" in shown.text
    assert "2 people could stop it though all others are in favour." in shown.text
    assert "[1] Adopt it" not in shown.text
    assert (await ana.says("/group charter show roberts-two-thirds")).ok
    assert not [kind for kind in await entries(world) if kind.startswith("charter")]


async def test_everybody_may_read_a_preset_and_its_minimum_times(world: World) -> None:
    ana, *_ = await four(world)
    asked = await world.person("zoe").says("/group charter show w3c")
    assert asked.text.startswith("preset: I know no charter “w3c”. The nearest: w3c-consensus and w3c-vote.")
    shown = (await world.person("zoe").says("/group charter show ietf-rough-consensus")).text
    assert "14 days (RFC 2026 section 6.1.2)" in shown
    assert "28 days (RFC 2026 section 6.1.2: not initiated by a working group)" in shown
    assert "What people keep; Convenor does not apply it by itself:" in shown
    assert await ana.wonders("group charter show", "preset", "apache") == [
        "apache-code-change", "apache-lazy-consensus", "apache-release",
    ]  # fmt: skip


async def test_a_charter_can_be_read_before_there_is_a_group(world: World) -> None:
    shown = await world.person("zoe").says("/group charter show roberts-majority")
    assert shown.ok, shown.text
    assert "more than 1/2 of yes and no" in shown.text
    assert "In this group" not in shown.text


async def test_an_unknown_charter_is_not_guessed(world: World) -> None:
    ana, *_ = await four(world)
    heard = await ana.says("/group charter show tea-ceremony")
    assert heard.why is Why.NOT_FOUND
    assert "roberts-majority" in heard.text


async def test_the_coordinator_adopts_the_first_charter(world: World) -> None:
    ana, ben, *_ = await four(world)
    heard = await ben.says(TWO_THIRDS)
    assert heard.why is Why.NOT_ALLOWED
    shown = await ana.says("/group charter show roberts-two-thirds")
    assert "Adopt it" in shown.text
    adopted = await ana.presses("Adopt it")
    assert "Tea works under the charter “Robert's Rules: two thirds” now, version 1." in adopted.text
    assert "2 people could stop it" in adopted.text
    assert "Tea adopted the charter “Robert's Rules: two thirds”, version 1" in adopted.post()
    assert "working under its charter" in (await ben.says("/group show")).text
    current = (await ben.says("/group charter")).text
    assert "Tea: the charter “Robert's Rules: two thirds”" in current
    assert "Version 1, in force since Tuesday 1 December 2026." in current
    (said,) = await facts(world, "charter.adopted")
    assert (said["version"], said["preset"]) == (1, "roberts-two-thirds")
    rules = said["rules"]
    assert isinstance(rules, dict)
    assert rules["threshold"] == {
        "is": ">=2/3 of voting",
        "from": "two-thirds vote: at least two thirds, where rights are limited",
    }
    assert "intact" in (await ana.says("/record verify")).text


async def test_a_charter_whose_rules_its_method_cannot_apply_is_not_adopted(world: World) -> None:
    ana, *_ = await four(world)
    heard = await ana.says('/group charter propose debian-resolution overrides:"most_against=1/4"')
    assert heard.why is Why.CONFLICT
    assert "A poll by ranked has no such rule: “Against, of those who take a side: at most”." in heard.text
    assert "forming" in (await ana.says("/group show")).text


async def test_overrides_are_on_the_record_and_in_plain_sight(world: World) -> None:
    ana, *_ = await four(world)
    await adopts(ana, "roberts-two-thirds", "quorum=1/2 | minimum=3 days")
    (said,) = await facts(world, "charter.adopted")
    assert said["overrides"] == ["quorum=1/2", "minimum=3 days"]
    current = (await ana.says("/group charter")).text
    assert "Chosen by the group: quorum=1/2 | minimum=3 days" in current
    assert "3 days (chosen by the group)" in current


@pytest.mark.parametrize(
    ("preset", "override", "says"),
    [
        (
            "w3c-consensus",
            "minimum=5 days",
            "minimum=5 days asks for less than the charter: 7 days (calls for",
        ),
        ("roberts-two-thirds", "threshold=1/2", "asks for less than the charter: >=2/3 of voting"),
        ("gnso-council", "visibility=secret", "is not possible: the charter says open"),
        ("roberts-majority", "minimum=soon", "I cannot read minimum=soon."),
        ("roberts-majority", "sugar=2", "There is nothing called so in sugar=2."),
        ("roberts-majority", "nonsense", "Write what is to differ"),
    ],
)
async def test_overrides_that_a_rule_forbids_are_refused(
    world: World, preset: str, override: str, says: str
) -> None:
    ana, *_ = await four(world)
    heard = await ana.says(f'/group charter propose {preset} overrides:"{override}"')
    assert heard.why is Why.MALFORMED
    assert says in heard.text
    assert "forming" in (await ana.says("/group show")).text


# What a charter makes of polls


async def test_polls_take_what_the_charter_gives(world: World) -> None:
    ana, ben, *_ = await four(world)
    await adopts(
        ana, "roberts-two-thirds", "quorum=1/2 | minimum=10 days | reasons=required | visibility=open"
    )
    opened = await ana.says('/poll open "Adopt the draft?"')
    card = opened.post()
    assert "at least 2/3 of yes and no" in card
    assert "For the quorum at least 1/2" in " ".join(card.split())
    assert "For the quorum at least 1/2 of those on the roll" in card
    assert "Friday 11 December 2026, 09:00 UTC" in card
    assert "Each ballot needs a reason." in card
    assert "Open: everybody can see at once" in card
    assert "Binding" in card
    assert "Held under the charter “Robert's Rules: two thirds”, version 1." in card
    (said,) = await facts(world, "poll.opened")
    assert said["charter"] == {"preset": "roberts-two-thirds", "version": 1}
    assert (await ben.says('/poll vote P-1 yes reason:"it is ready"')).ok


@pytest.mark.parametrize(
    ("parameters", "field", "says"),
    [
        ("threshold:1/2", "threshold", "asks for at least 2/3 of yes and no in favour (two-thirds vote"),
        ("quorum:1/3", "quorum", "asks for 1/2 (chosen by the group)"),
        ('closes:"in 9 days"', "closes", "keeps a poll open for 10 days at least"),
        ("reasons:optional", "reasons", "asks for a reason with each ballot"),
        ("visibility:after", "visibility", "asks for visibility:open"),
        ("secret:yes", "visibility", "asks for visibility:open"),
        ('options:"a | b" binding:yes', "method", "this is decided by vote (two-thirds vote)"),
        ("kind:policy", "kind", "knows no kinds of polls"),
    ],
)
async def test_a_poll_never_loosens_the_charter(world: World, parameters: str, field: str, says: str) -> None:
    ana, *_ = await four(world)
    await adopts(
        ana, "roberts-two-thirds", "quorum=1/2 | minimum=10 days | reasons=required | visibility=open"
    )
    for command in ("poll open", "poll preview"):
        heard = await ana.says(f'/{command} "Adopt?" {parameters}')
        assert heard.why is Why.MALFORMED, heard.text
        assert f"{field}:" in heard.text
        assert says in " ".join(heard.text.split())
    assert "poll.opened" not in await entries(world)


async def test_a_poll_may_tighten_the_charter(world: World) -> None:
    ana, *_ = await four(world)
    await adopts(ana, "roberts-two-thirds", "quorum=1/2 | minimum=3 days")
    opened = await ana.says('/poll open "Adopt?" threshold:3/4 quorum:3/4 closes:"in 3 days"')
    assert opened.ok, opened.text
    assert "at least 3/4 of yes and no" in opened.post()


async def test_advice_may_be_asked_by_another_method(world: World) -> None:
    ana, *_ = await four(world)
    await adopts(ana, "sociocratic-consent")
    opened = await ana.says('/poll open "Where do we meet?" options:"Geneva | Nairobi"')
    assert opened.ok, opened.text
    assert "Advisory" in opened.post()
    assert "Held under" not in opened.post()
    opened = await ana.says('/poll open "Adopt the agreement?"')
    assert "One objection stops it." in opened.post()
    assert "Binding" in opened.post()


async def test_where_a_facilitator_determines_no_poll_binds_by_itself(world: World) -> None:
    ana, *_ = await four(world)
    await adopts(ana, "w3c-consensus")
    heard = await ana.says("/poll open Adopt? binding:yes")
    assert heard.why is Why.MALFORMED
    assert "a poll informs, and does not decide by itself" in heard.text
    assert "Advisory" in (await ana.says("/poll open Adopt?")).post()


async def test_a_kind_of_poll_has_its_own_times(world: World) -> None:
    ana, *_ = await four(world)
    await adopts(ana, "w3c-consensus")
    heard = await ana.says('/poll open Recharter? kind:charter closes:"in 27 days"')
    assert heard.why is Why.MALFORMED
    assert "28 days at least (section 4.4: review of a charter)" in " ".join(heard.text.split())
    opened = await ana.says("/poll open Recharter? kind:charter")
    assert "Tuesday 29 December 2026, 09:00 UTC" in opened.post()
    assert "as a poll of the kind charter" in opened.post()
    heard = await ana.says("/poll open Recharter? kind:tea")
    assert "knows no kind “tea”, only charter" in heard.text


async def test_members_open_polls_where_the_charter_lets_them(world: World) -> None:
    ana, ben, cleo, _ = await four(world)
    assert (await ben.says("/poll open Adopt?")).why is Why.NOT_ALLOWED
    await adopts(ana, "roberts-majority", "openers=member")
    assert (await ben.says("/poll open Adopt?")).ok
    assert (await ben.says("/poll preview Adopt?")).ok
    await ana.says("/member role @cleo observer")
    assert (await cleo.says("/poll open Adopt?")).why is Why.NOT_ALLOWED
    assert (await ben.says('/poll withdraw P-1 "too early"')).why is Why.NOT_ALLOWED


async def test_a_charter_may_leave_polls_to_facilitators(world: World) -> None:
    ana, ben, *_ = await four(world)
    await adopts(ana, "roberts-majority", "openers=facilitator")
    assert (await ben.says("/poll open Adopt?")).why is Why.NOT_ALLOWED
    assert (await ana.says("/poll open Adopt?")).ok


async def test_a_poll_is_not_closed_before_the_charter_lets_it(world: World) -> None:
    actors = await four(world)
    await adopts(actors[0], "roberts-majority", "minimum=5 days")
    await actors[0].says("/poll open Adopt?")
    for actor in actors:
        await actor.says("/poll vote P-1 yes")
    heard = await actors[0].says("/poll close P-1")
    assert heard.why is Why.CONFLICT
    assert "keeps P-1 open until Sunday 6 December 2026, 09:00 UTC at least" in " ".join(heard.text.split())
    await world.passes(days=5)
    assert (await actors[0].says("/poll close P-1")).ok


async def test_a_charter_for_several_stakeholder_groups_needs_them(world: World) -> None:
    ana, *_ = await seated(world, ana=GOVERNMENT, ben=GOVERNMENT, cleo=PRIVATE)
    heard = await ana.says("/group charter propose igf-nri")
    assert heard.why is Why.CONFLICT
    assert "needs members from 3 stakeholder groups" in " ".join(heard.text.split())
    await world.person("dan").says(f'/member join "{CIVIL}"')
    await adopts(ana, "igf-nri")
    await world.person("dan").says("/member leave")
    heard = await ana.says("/poll open Adopt?")
    assert heard.why is Why.CONFLICT
    assert "and there are 2" in " ".join(heard.text.split())


async def test_in_secret_no_rule_of_the_charter_is_left_out(world: World) -> None:
    ana, *_ = await four(world)
    await adopts(ana, "roberts-majority", "group_threshold=>1/2 of voting")
    heard = await ana.says("/poll open Adopt? secret:yes")
    assert not heard.ok
    assert "poll.opened" not in await entries(world)


# One ballot decides: (preset, its overrides, the poll, ballots of ana, ben, cleo and dan when it passes, the
# one that is changed, and how). Ana and ben sit for government, cleo for the private sector, dan for civil
# society.

DECISIVE = [
    ("roberts-majority", "", "", ("yes", "yes", "no", "abstain"), "ben", "no"),
    ("roberts-two-thirds", "", "", ("yes", "yes", "no", ""), "ben", "abstain"),
    ("gnso-council", "", "", ("yes", "yes", "yes", "yes"), "dan", "abstain"),
    ("sociocratic-consent", "", "", ("agree", "agree", "stand-aside", ""), "cleo", 'object reason:"a risk"'),
    ("w3c-consensus", "", "", ("agree", "", "", ""), "cleo", 'object reason:"a risk"'),
    ("gac-general-agreement", "", "", ("agree", "", "", ""), "dan", 'object reason:"a risk"'),
    ("igf-nri", "", "", ("agree", "agree", "agree", ""), "dan", 'object reason:"a risk"'),
    ("apache-lazy-consensus", "", "", ("", "", "", ""), "dan", 'object reason:"a risk"'),
    ("alac-no-objection", "", "", ("", "agree", "", ""), "dan", 'object reason:"a risk"'),
    ("gnso-working-group", "", "", ("", "agree", "", ""), "dan", 'object reason:"a risk"'),
    ("rust-fcp", "", "", ("agree", "agree", "agree", ""), "cleo", "abstain"),
    ("apache-release", "", "", ("yes", "yes", "yes", "no"), "cleo", "abstain"),
    ("apache-code-change", "", "", ("agree", "agree", "agree", "stand-aside"), "cleo", "stand-aside"),
    ("iso-ballot", "", "", ("yes", "yes", "yes", "no"), "cleo", "abstain"),
    ("w3c-vote", "", "", ("yes", "yes", "no", "abstain"), "ben", "no"),
    ("multistakeholder", "", "", ("agree", "agree", "agree", 'object reason:"a"'), "cleo", 'object reason:"b"'),
    ("gradients-of-agreement", "", "", ("1", "2", "6", "5"), "cleo", '8 reason:"never"'),
    ("fist-to-five", "", "", ("5", "4", "3", ""), "cleo", "2"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("preset", "overrides", "poll", "ballots", "who", "instead"), DECISIVE, ids=[row[0] for row in DECISIVE]
)
async def test_each_charter_passes_and_fails_by_one_ballot(
    world: World, preset: str, overrides: str, poll: str, ballots: tuple[str, ...], who: str, instead: str
) -> None:
    actors = await four(world)
    await adopts(actors[0], preset, overrides)
    for number in (1, 2):
        opened = await actors[0].says(f'/poll open "Adopt the draft?" {poll}')
        assert opened.ok, opened.text
        for actor, ballot in zip(actors, ballots, strict=True):
            changed = instead if number == 2 and actor.name == who else ballot
            if changed:
                cast = await actor.says(f"/poll vote P-{number} {changed}")
                assert cast.ok, cast.text
    await world.passes(days=30)
    passes, fails = [(await actors[0].says(f"/poll show P-{number}")).text for number in (1, 2)]
    assert passes.startswith(("P-1 passed", "P-1: Adopt won")), passes
    assert not fails.startswith(("P-2 passed", "P-2: Adopt won")), fails


async def test_unranked_options_are_last_and_one_ranking_decides(world: World) -> None:
    names = ("ana", "ben", "cleo", "dan", "eva", "fay")
    actors = await seated(world, **dict.fromkeys(names, GOVERNMENT))
    await adopts(actors[0], "debian-resolution")
    for number, last in ((1, "1 > 2"), (2, "2 > 1")):
        opened = await actors[0].says('/poll open "Resolve?" options:"Adopt | None of the above"')
        assert "Tuesday 15 December 2026" in opened.post()
        for actor, ballot in zip(actors, ("1", "1 > 2", "1 > 2", "2", "2 > 1", last), strict=True):
            cast = await actor.says(f'/poll vote P-{number} "{ballot}"')
            assert cast.ok, cast.text
    await world.passes(days=14)
    passes, fails = [(await actors[0].says(f"/poll show P-{number}")).text for number in (1, 2)]
    assert passes.startswith("P-1: Adopt won"), passes
    assert not fails.startswith("P-2: Adopt won"), fails


# How a charter changes


async def test_once_chartered_a_coordinator_only_proposes(world: World) -> None:
    ana, ben, cleo, dan = await four(world)
    await adopts(ana, "roberts-two-thirds")
    proposed = await ana.says("/group charter propose roberts-majority")
    assert (
        "P-1 is open and decides whether the charter “Robert's Rules: majority” is adopted." in proposed.text
    )
    card = proposed.post()
    assert "Adopt the charter “Robert's Rules: majority”?" in card
    assert "at least 2/3 of yes and no" in card
    assert "Binding" in card
    assert "two thirds" in (await ana.says("/group charter")).text
    heard = await ana.says("/group charter propose sociocratic-consent")
    assert heard.why is Why.CONFLICT
    assert "P-1 decides about another charter." in heard.text
    for actor in (ana, ben, cleo):
        await actor.says("/poll vote P-1 yes")
    await dan.says("/poll vote P-1 no")
    over = await world.passes(days=7)
    assert over.posts[-1].startswith("Tea adopted the charter “Robert's Rules: majority”, version 2")
    assert "P-1 decided it." in over.posts[-1]
    current = (await ana.says("/group charter")).text
    assert "Version 2, in force since Tuesday 8 December 2026." in current
    first = (await ana.says("/group charter version:1")).text
    assert "Version 1, adopted on Tuesday 1 December 2026. It is not in force any more." in first
    assert await entries(world, "P-1") == [
        "poll.opened", "charter.proposed", *["ballot.cast"] * 4, "poll.closed",
    ]  # fmt: skip
    assert [said.get("poll") for said in await facts(world, "charter.adopted")] == [None, "P-1"]
    listed = (await ben.says("/group charter history")).text
    assert listed.index("thirds") < listed.index("majority")
    assert "intact" in (await ana.says("/record verify")).text


async def test_a_charter_that_one_ballot_too_few_want_is_not_adopted(world: World) -> None:
    ana, ben, cleo, dan = await four(world)
    await adopts(ana, "roberts-two-thirds")
    await ana.says("/group charter propose roberts-majority")
    for actor in (ana, ben):
        await actor.says("/poll vote P-1 yes")
    for actor in (cleo, dan):
        await actor.says("/poll vote P-1 no")
    await world.passes(days=7)
    assert "two thirds" in (await ana.says("/group charter")).text
    assert (await facts(world, "charter.rejected")) == [
        {"poll": "P-1", "preset": "roberts-majority", "cause": "failed"}
    ]
    assert (await ana.says("/group charter propose sociocratic-consent")).ok


async def test_a_proposal_that_is_withdrawn_changes_nothing(world: World) -> None:
    ana, *_ = await four(world)
    await adopts(ana, "roberts-two-thirds")
    await ana.says("/group charter propose roberts-majority")
    assert (await ana.says('/poll withdraw P-1 "not yet"')).ok
    assert (await facts(world, "charter.rejected"))[0]["cause"] == "withdrawn"
    assert (await ana.says("/group charter propose roberts-majority")).ok
    assert "two thirds" in (await ana.says("/group charter")).text


async def test_the_charter_in_force_is_not_proposed_again(world: World) -> None:
    ana, *_ = await four(world)
    await adopts(ana, "roberts-majority")
    heard = await ana.says("/group charter propose roberts-majority")
    assert heard.why is Why.CONFLICT
    assert "in force already" in heard.text


async def test_a_charter_whose_polls_only_inform_is_changed_by_consent(world: World) -> None:
    ana, ben, *_ = await four(world)
    await adopts(ana, "ietf-rough-consensus")
    proposed = await ana.says("/group charter propose roberts-majority")
    assert "One objection stops it." in proposed.post()
    assert "Binding" in proposed.post()
    assert "Tuesday 15 December 2026" in proposed.post()
    await ben.says("/poll vote P-1 agree")
    await world.passes(days=14)
    assert "Version 2" in (await ana.says("/group charter")).text


async def test_a_review_of_a_charter_takes_the_time_that_the_charter_gives_it(world: World) -> None:
    ana, *_ = await four(world)
    await adopts(ana, "w3c-consensus")
    proposed = await ana.says("/group charter propose roberts-majority")
    assert "Tuesday 29 December 2026, 09:00 UTC" in proposed.post()
    assert "Binding" in proposed.post()


async def test_a_new_charter_never_reaches_an_open_poll(world: World) -> None:
    ana, ben, cleo, dan = await four(world)
    await adopts(ana, "roberts-majority")
    await ana.says('/poll open "Adopt?" closes:"in 20 days"')
    await ana.says("/group charter propose roberts-two-thirds")
    for actor in (ana, ben):
        await actor.says("/poll vote P-2 yes")
        await actor.says("/poll vote P-1 yes")
    await cleo.says("/poll vote P-1 no")
    await dan.says("/poll vote P-1 abstain")
    await world.passes(days=7)
    assert "Version 2" in (await ana.says("/group charter")).text
    shown = (await ana.says("/poll show P-1")).text
    assert "more than 1/2 of yes and no" in shown
    assert "Held under the charter “Robert's Rules: majority”, version 1." in shown
    await world.restarts()
    await world.passes(days=13)
    minutes = (await ana.says("/poll show P-1")).text
    assert minutes.startswith("P-1 passed")
    assert "version 1" in minutes


async def test_a_planned_poll_opens_under_the_charter_of_that_moment(world: World) -> None:
    ana, *_ = await four(world)
    await ana.says('/poll open "Short?" opens:"in 2 days" closes:"in 5 days"')
    await ana.says('/poll open "Long?" opens:"in 2 days" closes:"in 15 days" threshold:2/3')
    await ana.says('/poll open "Loose?" opens:"in 2 days" closes:"in 15 days" threshold:1/2')
    await adopts(ana, "roberts-two-thirds", "minimum=7 days")
    await world.passes(days=2)
    short, long, loose = [(await ana.says(f"/poll show P-{number}")).text for number in (1, 2, 3)]
    assert short.startswith("P-1 was withdrawn")
    assert "the group had adopted a charter that does not allow it so" in " ".join(short.split())
    assert loose.startswith("P-3 was withdrawn")
    assert "Held under the charter “Robert's Rules: two thirds”, version 1." in " ".join(long.split())


async def test_two_proposals_at_once_do_not_both_open(world: World) -> None:
    ana, *_ = await four(world)
    await adopts(ana, "roberts-majority")
    request = ana.request(TWO_THIRDS, id="the same")
    first, second = await world.sends(request), await world.sends(request)
    assert text_of(first) == text_of(second)
    answer = await at_once(world, world.now, ana, "/group charter propose gac-general-agreement")
    assert "P-1 decides about another charter." in text_of(answer)


async def test_a_group_without_a_charter_is_as_it_was(world: World) -> None:
    ana, *_ = await four(world)
    opened = await ana.says('/poll open Adopt? closes:"in 1 hour"')
    assert "Held under" not in opened.post()
    assert "Advisory" in opened.post()
    (said,) = await facts(world, "poll.opened")
    assert "charter" not in said
    heard = await ana.says("/poll open Adopt? kind:policy")
    assert "Kinds of polls stand in a charter, and this group has none." in heard.text
