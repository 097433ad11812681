"""Forms, the drafts behind them, and suggestions: rights first, what was typed is kept, on both databases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.addresses import AccountRef
from bot.binding import KEY_MARK
from bot.boundary import Door, Form, Input, Reply, Request
from bot.forms import MOST_FIELDS, MOST_SUGGESTIONS
from bot.pages import MORE
from bot.refusals import Why
from storage import answers, record
from tests.engine import tea
from tests.stories.test_engine_stories import house, kinds, open_house
from tests.world import START, Actor, World, text_of


def names(form: Form) -> list[str]:
    return [field.name for field in form.fields]


def value(form: Form, name: str) -> str:
    return next(field.value for field in form.fields if field.name == name)


# Opening


async def test_what_is_missing_is_asked_for_and_what_was_said_is_kept(tearoom: World) -> None:
    _, ben = await open_house(tearoom)
    form = await ben.opens("/tea brew 3 notes:strong")
    assert form.path == "tea brew"
    assert names(form) == ["title", "sort", "strength", "notes"]
    assert value(form, "strength") == "3"
    heard = await ben.fills(form, title="Morning")
    assert heard.text == "Morning · 3 · black · False ·  · 0 · nobody · strong"


async def test_what_a_form_sends_overrides_what_was_said(tearoom: World) -> None:
    _, ben = await open_house(tearoom)
    form = await ben.opens("/tea brew 3 notes:strong")
    heard = await ben.fills(form, title="Morning", strength="1", notes="")
    assert heard.text == "Morning · 1 · black · False ·  · 0 · nobody · "


async def test_rights_come_before_anything_is_shown(tearoom: World) -> None:
    await open_house(tearoom)
    zoe = tearoom.person("zoe")
    for line in ("/tea brew", "/tea brew 9", "/tea drink C-1", "/tea drink C-99", "/tea recommend"):
        answer = await tearoom.sends(zoe.request(line))
        assert isinstance(answer, Reply), line
        assert answer.why is Why.NOT_ALLOWED, line
        assert "no seat" in text_of(answer)
    asked = replace(zoe.request(""), path="tea brew", door=Door.SHORTCUT)
    shown = await tearoom.app.engine.form(asked)
    assert isinstance(shown, Reply)
    assert shown.why is Why.NOT_ALLOWED


async def test_what_fits_nothing_is_told_before_more_is_asked_for(world: World) -> None:
    ana = world.person("ana")
    await ana.says("/group create Tea")
    refused = await ana.says("/member role zoe")
    assert refused.why is Why.NOT_FOUND
    assert "who: I know nobody called “zoe” here." in refused.text
    assert "role" not in refused.text.partition("who:")[2]
    assert (await ana.presses("Edit")).why is Why.INCOMPLETE
    assert (await ana.says("/member role ana")).why is Why.INCOMPLETE


async def test_a_shortcut_opens_a_form_that_is_filled_as_far_as_it_is_known(tearoom: World) -> None:
    _, ben = await open_house(tearoom)
    asked = replace(
        ben.request(""), path="tea brew", door=Door.SHORTCUT, given={"title": "Morning", "strength": "9"}
    )
    form = await tearoom.app.engine.form(asked)
    assert isinstance(form, Form)
    assert value(form, "title") == "Morning"
    assert (await ben.fills(form, strength="2")).ok


async def test_a_form_has_five_fields_at_most(tearoom: World) -> None:
    _, ben = await open_house(tearoom)
    line = "/tea brew sort:green milk:no sides:a spoons:2 notes:n until:friday with:@ana strength:2"
    form = await ben.opens(line)
    assert len(form.fields) == MOST_FIELDS
    assert names(form)[:2] == ["title", "sort"]
    # What has no field is kept all the same.
    heard = await ben.fills(form, title="Morning")
    assert heard.text == "Morning · 2 · green · False · a · 2 · ana · n"


async def test_each_kind_has_its_way_of_being_asked_for(tearoom: World) -> None:
    ana, ben = await open_house(tearoom)
    await ana.says("/tea cup")
    brew = {field.name: field for field in (await ben.opens("/tea brew milk:no notes:n sides:a")).fields}
    assert brew["title"].input is Input.SHORT
    assert (brew["title"].required, brew["title"].most) == (True, 40)
    assert brew["sort"].input is Input.CHOICE
    assert [choice.value for choice in brew["sort"].choices] == ["green", "black", "earl_grey"]
    assert not brew["sort"].required
    recommend = {field.name: field for field in (await ben.opens("/tea recommend")).fields}
    assert recommend["cup"].input is Input.CHOICE
    assert [choice.value for choice in recommend["cup"].choices] == ["C-1"]
    assert recommend["words"].input is Input.LONG


async def test_faults_open_the_form_again_with_the_wrong_field_first(tearoom: World) -> None:
    _, ben = await open_house(tearoom)
    heard = await ben.says("/tea brew 9 Morning sort:green spoons:3")
    assert heard.why is Why.MALFORMED
    answer = await edit(tearoom, ben, heard.text)
    assert isinstance(answer, Form)
    assert set(names(answer)) >= {"strength", "title", "sort", "spoons"}
    assert value(answer, "strength") == "9"
    assert (await ben.fills(answer, strength="2", spoons="4")).ok


async def edit(world: World, who: Actor, _told: str) -> Reply | Form:
    """Presses `Edit` on the newest refusal, and gives the answer as it came."""
    found = world.stage._button(who.name, "Edit", "")
    assert found is not None, "there is no button to edit with"
    button, told = found
    return await world.sends(world.stage.callers.presses(who.name, button, told.place, None))


async def test_a_form_may_come_back_wrong_many_times(tearoom: World) -> None:
    _, ben = await open_house(tearoom)
    form = await ben.opens("/tea brew notes:kept")
    for wrong in ("9", "none", "-1"):
        heard = await ben.fills(form, title="Morning", strength=wrong)
        assert heard.why is Why.MALFORMED
        assert "Edit" in heard.text
        again = await edit(tearoom, ben, heard.text)
        assert isinstance(again, Form)
        assert value(again, "strength") == wrong
        assert value(again, "title") == "Morning"
        form = again
    heard = await ben.fills(form, strength="2")
    assert heard.text == "Morning · 2 · black · False ·  · 0 · nobody · kept"


# Drafts


async def test_what_only_reads_is_done_again_for_another_page(world: World) -> None:
    """Whatever the door: what a button chose by its key is found again, too."""
    ana, ben = world.people("ana", "ben")
    await ana.says("/group create Tea")
    await ana.says("/member join government")
    await ana.says('/poll open "Adopt it?"')
    engine = world.app.engine
    typed = ana.request("/poll show p-1")
    card = world.stage._button("ana", "Details", "P-1")
    assert card is not None
    pressed = world.stage.callers.presses("ana", card[0], card[1].place, None)
    submitted = replace(
        pressed, id="form", given={}, door=Door.FORM, path="", draft=await engine.keep(pressed)
    )
    turned = typed
    for asked in (typed, pressed, submitted):
        key = await engine.keep(asked)
        turned = replace(pressed, id="more", path=MORE, given={"draft": key, "page": "2"})
        assert await engine.keep(turned) == key
        await world.restarts()
        engine = world.app.engine
        answer = await world.sends(turned)
        assert isinstance(answer, Reply)
        assert answer.accepted
        assert text_of(answer) == text_of(await world.sends(asked))
        stolen = await world.sends(replace(turned, who=ben.request("/me").who))
        assert "This answer is too old" in text_of(stolen)
    await world.passes(days=2)
    assert "too old" in text_of(await world.sends(turned))
    assert await engine.keep(turned) == ""
    for other in (ana.request('/poll open "Again?"'), ana.request("/no such thing")):
        assert await engine.keep(other) == "", "only what reads is done again"


async def test_a_button_that_misses_a_word_asks_for_it_and_keeps_what_was_chosen(tearoom: World) -> None:
    ana, ben = await open_house(tearoom)
    await ana.says("/tea cup")
    key = tea.Cup(await house(tearoom), 1).key
    given = {"group": str(await house(tearoom)), "cup": key}
    who = AccountRef("console", "local", "ben")
    pressed = Request("1", who, tea.channel("@ben"), Door.PRESS, path="tea recommend", given=given)
    form = await tearoom.sends(pressed)
    assert isinstance(form, Form)
    assert names(form) == ["words"]
    assert key not in text_of(form)
    assert (await ben.fills(form, "dm", words="malty")).text == "C-1: malty"


async def test_a_draft_survives_a_restart(tearoom: World) -> None:
    _, ben = await open_house(tearoom)
    form = await ben.opens("/tea brew 2 sort:green")
    await tearoom.restarts()
    assert (await ben.fills(form, title="Morning")).ok


async def test_a_draft_is_its_author_s_alone(tearoom: World) -> None:
    ana, ben = await open_house(tearoom)
    form = await ben.opens("/tea brew 2")
    heard = await ana.fills(form, title="Morning")
    assert heard.why is Why.NOT_FOUND
    assert "too old, or somebody else's" in heard.text
    assert (await ben.fills(form, title="Morning")).ok
    forged = await tearoom.app.engine.form(replace(ana.request(""), path="tea brew", draft=form.draft))
    assert isinstance(forged, Form)
    assert forged.draft != form.draft
    assert (await ben.fills(form, title="Morning")).ok


@pytest.mark.parametrize(("hours", "ok"), [(23.9, True), (24.1, False)])
async def test_a_draft_lives_for_a_day(tearoom: World, hours: float, ok: bool) -> None:
    _, ben = await open_house(tearoom)
    form = await ben.opens("/tea brew 2")
    await tearoom.passes(hours=hours)
    await tearoom.app.promises.sweep(tearoom.now)
    heard = await ben.fills(form, title="Morning")
    assert heard.ok == ok
    if not ok:
        assert heard.why is Why.NOT_FOUND
        assert "start the command again" in heard.text


async def test_rights_are_checked_again_when_the_form_comes_back(tearoom: World) -> None:
    _ana, ben = await open_house(tearoom)
    form = await ben.opens("/tea brew 2")
    await tearoom.app.store.write(lambda tx: unseat(tx, "ben"))
    heard = await ben.fills(form, title="Morning")
    assert heard.why is Why.NOT_ALLOWED
    assert "tea.brewed" not in await kinds(tearoom)


def unseat(tx: object, name: str) -> None:
    from storage import seats
    from storage.transaction import Transaction

    assert isinstance(tx, Transaction)
    found = tx.context(AccountRef("console", "local", name), tea.channel(), None)
    assert found.seat is not None
    seats.end(tx, found.seat.id, START)


async def test_what_may_be_secret_never_waits_in_a_draft(tearoom: World) -> None:
    ana, ben = await open_house(tearoom)
    await ana.says("/tea cup")
    form = await ben.opens("/tea recommend C-1 secret:hush")
    who = str(AccountRef("console", "local", "ben"))
    draft = await tearoom.reads(lambda tx: answers.draft(tx, form.draft, who, tearoom.now))
    assert draft is not None
    assert draft.given == {"cup": "C-1"}


async def test_a_form_cannot_smuggle_in_a_key(tearoom: World) -> None:
    ana, ben = await open_house(tearoom)
    await ana.says("/tea cup")
    form = await ben.opens("/tea recommend")
    heard = await ben.fills(form, cup=KEY_MARK + tea.Cup(await house(tearoom), 1).key, words="malty")
    assert heard.why is Why.MALFORMED
    assert "tea.recommended" not in await kinds(tearoom)


async def test_a_form_with_fields_of_its_own_is_refused(tearoom: World) -> None:
    _, ben = await open_house(tearoom)
    form = await ben.opens("/tea brew 2")
    heard = await ben.fills(form, title="Morning", colour="red")
    assert heard.why is Why.MALFORMED
    assert "colour" in heard.text


# Suggestions


async def test_what_fits_is_suggested(tearoom: World) -> None:
    ana, ben = await open_house(tearoom)
    await ana.says("/tea cup")
    await ana.says("/tea cup")
    assert await ben.wonders("tea drink", "cup") == ["C-1", "C-2"]
    assert await ben.wonders("tea brew", "sort", "GR") == ["green", "earl_grey"]
    assert await ben.wonders("tea brew", "milk") == ["yes", "no"]
    assert await ben.wonders("tea brew", "with", "AN") == ["ana"]
    assert await ben.wonders("tea brew", "with", "%") == ["ana", "ben"]
    assert await ben.wonders("tea brew", "title", "Mor") == []
    assert await ben.wonders("tea brew", "group", "Céy") == ["Ceylon"]
    assert await ben.wonders("tea brew", "group", "Darjeeling") == []
    assert await tearoom.person("zoe").wonders("tea brew", "group") == [], "only one's own"
    assert await ben.wonders("tea brew", "nothing") == []
    assert await ben.wonders("tea nothing", "cup") == []


async def test_nothing_is_suggested_to_those_who_may_not(tearoom: World) -> None:
    ana, ben = await open_house(tearoom)
    await ana.says("/tea cup")
    zoe = tearoom.person("zoe")
    assert await zoe.wonders("tea drink", "cup") == []
    assert await zoe.wonders("tea brew", "with", "a") == []
    assert await ben.wonders("tea drink", "cup", "", "#elsewhere") == []
    assert await ben.wonders("tea drink", "cup", "", "#elsewhere", group="ceylon") == ["C-1"]
    assert await zoe.wonders("tea drink", "cup", "", "#elsewhere", group="ceylon") == []
    assert await ben.wonders("tea whistle", "cup") == []


async def test_at_most_as_many_are_suggested_as_fit(tearoom: World) -> None:
    ana, ben = await open_house(tearoom)
    for _ in range(MOST_SUGGESTIONS + 2):
        await tearoom.sends(ana.request("/tea cup"))
    assert len(await ben.wonders("tea drink", "cup")) == MOST_SUGGESTIONS
    form = await ben.opens("/tea recommend")
    assert next(field for field in form.fields if field.name == "cup").input is Input.SHORT


@pytest.mark.parametrize("typed", ["\x00", "\ud800", "x" * 100_000, "'; DROP TABLE seat; --", "\\", "@"])
async def test_whatever_is_typed_suggesting_never_fails(tearoom: World, typed: str) -> None:
    ana, _ = await open_house(tearoom)
    await ana.says("/tea cup")
    for param in ("with", "sort", "until", "spoons"):
        assert isinstance(await ana.wonders("tea brew", param, typed), list)
    assert await ana.wonders("tea drink", "cup", typed) == ["C-1"]
    assert isinstance(await tearoom.reads(lambda tx: record.head(tx, 1)), tuple)
