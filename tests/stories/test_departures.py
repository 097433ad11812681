"""Who has left hears no more of what goes on without them."""

from __future__ import annotations

from tests.stories.assembly import CIVIL, GOVERNMENT, PRIVATE, TECHNICAL, seated
from tests.world import World

IN_HAND = (
    '/rota create facilitator "every tuesday 14:00" starts:"8 december 2026"',
    '/rota create scribe "every day 10:00"',
    '/action add Mine who:@ben due:"in 5 days"',
    '/action add Both who:"@ben, @cleo" due:"in 6 days" patience:1',
    '/action add Group who:"private sector" due:"in 5 days"',
    '/reminder add Week "every wednesday 10:00" to:@ben',
    '/reminder add Sector "every wednesday 10:00" to:"private sector"',
    '/reminder add Chair "every wednesday 11:00" to:facilitator',
    '/reminder add Scribe "every day 11:00" to:scribe',
    '/poll open Now? closes:"in 8 days" remind:"24 hours"',
    '/poll open Later? opens:"in 3 days" closes:"in 9 days"',
)
OF_HIS_OWN = (
    '/digest schedule "every monday 9:00" to:me',
    '/reminder add Own "every day 9:00"',
    '/action add Delegated who:@cleo due:"in 5 days"',
)


async def test_who_left_is_told_of_nothing_but_the_polls_on_whose_roll_they_are(world: World) -> None:
    zed, ana, ben, cleo, dan = await seated(
        world, zed="", ana=GOVERNMENT, ben=PRIVATE, cleo=CIVIL, dan=TECHNICAL
    )
    for actor, lines in ((zed, IN_HAND), (ben, OF_HIS_OWN)):
        for line in lines:
            heard = await actor.says(line)
            assert heard.ok, heard.text
    await world.passes(hours=6)
    for each in (ana, cleo, dan):
        await each.says("/rota swap T-1 @ben")  # Whoever has it, by the lot, asks him.
    heard = await ben.says("/member leave")
    assert "Polls that are open keep you on their roll" in heard.text
    assert not heard.told("ben")
    later = (await world.passes(days=12)).told("ben")
    assert len(later) == 1
    assert later[0].startswith("Now?\nP-1 in Tea waits for your ballot")
    assert "Nothing needs you now." in (await ben.whispers("/me")).text
