"""What people are called where a platform knows them by ids, and names come along with what they do."""

from __future__ import annotations

from dataclasses import replace

from bot.addresses import AccountRef
from bot.boundary import Door, Form, Known
from tests.world import World, text_of

U7 = AccountRef("console", "local", "u7")


async def test_whoever_was_named_by_an_id_gets_their_name_once_they_come(world: World) -> None:
    ana, u7 = world.people("ana", "u7")
    await ana.says("/group create Tea")
    assert (await ana.says("/member add @u7 government")).text.startswith("u7 sits")
    # Looking changes nothing; doing something brings the name.
    come = replace(u7.request("/member list"), known=Known(name="Ben Okri"))
    assert "Ben" not in text_of(await world.sends(come))
    spoke = replace(u7.request("/zone Nairobi"), known=Known(name="Ben Okri"))
    await world.sends(spoke)
    listed = (await ana.says("/member list")).text
    assert "Ben Okri" in listed
    assert "u7" not in listed
    assert (await ana.says('/member role "ben okri" facilitator')).ok
    # It stays, unless the platform is sure of another one; what a list calls somebody stays anyway.
    await world.sends(replace(u7.request("/zone Paris"), known=Known(name="Someone Else")))
    assert "Ben Okri" in (await ana.says("/member list")).text
    await world.sends(replace(u7.request("/zone Nairobi"), known=Known(name="Ben Okri-Lind", current=True)))
    assert "Ben Okri-Lind" in (await ana.says("/member list")).text
    assert (await ana.says('/member remove "ben okri-lind" "Moved."')).ok
    assert (await ana.says("/record verify")).ok


async def test_a_mention_can_bring_the_name_along(world: World) -> None:
    (ana,) = world.people("ana")
    await ana.says("/group create Tea")
    named = Known(name="ana", mentions={"@ben": U7}, names={U7: "Ben Okri"})
    answer = await world.sends(replace(ana.request("/member add @ben government"), known=named))
    assert text_of(answer).startswith("Ben Okri sits in Tea")
    listed = replace(ana.request("/member import @chloe, civil society"), known=replace(
        named, mentions={"@chloe": AccountRef("console", "local", "u8")},
        names={AccountRef("console", "local", "u8"): "Chloe"},
    ))  # fmt: skip
    await world.sends(listed)
    assert "Chloe" in (await ana.says("/member list")).text


async def test_whoever_is_mentioned_is_meant_until_the_form_comes_back(world: World) -> None:
    (ana,) = world.people("ana")
    await ana.says("/group create Tea")
    robot = AccountRef("console", "local", "u9")
    named = Known(mentions={"@ben": U7, "@robot": robot}, names={U7: "Ben Okri"}, bots=frozenset((robot,)))
    for who, said in (("@ben", "Ben Okri sits in Tea"), ("@robot", "u9 is a bot")):
        form = await world.sends(replace(ana.request(f"/member add {who}"), known=named))
        assert isinstance(form, Form)
        (field,) = [each for each in form.fields if each.name == "who"]
        assert (field.value, field.account) == (who, named.mentions[who])
        back = replace(
            ana.request(""), line="", door=Door.FORM, draft=form.draft, given={"stakeholder": "civil"}
        )
        assert said in text_of(await world.sends(back))


async def test_letters_are_found_as_people_without_them_type_them(world: World) -> None:
    (ana,) = world.people("ana")
    await ana.says('/group create Tea stakeholders:"Łódź | Ærø"')
    await ana.says("/member join lodz")
    assert (await ana.says("/member add @bjørn aero")).ok
    assert await ana.wonders("member show", "who", "bjor") == ["bjørn"]
    assert await ana.wonders("member show", "who", "BJØR") == ["bjørn"]
    assert "Ærø" in (await ana.says("/member show bjorn")).text
