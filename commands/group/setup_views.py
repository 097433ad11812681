"""What a coordinator sees of each step of a set-up: what is set, the line to type, buttons."""

from __future__ import annotations

from urllib.parse import quote

from bot.blocks import Block, Button, Buttons, Facts, Heading, Paragraph, Style
from bot.boundary import Reply
from bot.catalog import languages, own_name, translate
from bot.people import Joining
from bot.text import Code, Text, Words, verbatim
from commands.group.rules import FINISHED, STEPS
from commands.group.views import NONE, OPEN_WARNING, Shown, counted, joining_words, yes_or_no, zone_words

TRIAL = "poll preview"
"""The command that shows a poll without opening it; another feature's."""
READING, PROPOSAL = "group charter show", "group charter propose"
"""The commands that show a charter before it is adopted, and adopt it; another feature's."""
ROTA, DIGEST = "rota create", "digest schedule"
"""The commands that let facilitation go round, and send a digest; other features'."""
MONTHLY, WEEKLY = "first monday of the month", "monday"
SUGGESTED = ("multistakeholder", "sociocratic-consent", "roberts-majority")
"""Charters to begin with: for constituencies, for a small team, for an assembly that votes."""
TRIAL_QUESTION = Text("Shall we meet on Tuesdays?")
_ROOM = 60
"""Characters that a question may have in the token of a button, beside the command and the group."""


def nameless() -> Reply:
    """Where no group is yet, the set-up begins with its name."""
    return Reply(
        (
            Heading(Text("Setting a group up: step {step} of {steps}", step=1, steps=STEPS)),
            Paragraph(Text("This channel is not the home of a group yet. What shall the group be called?")),
            Paragraph(Text("Type {line}.", line=Code('/group setup name:"Our group"'))),
            Buttons((Button(Text("Name the group"), "group create", (), Style.PRIMARY),)),
        )
    )


def step(number: int, shown: Shown) -> Reply:
    """Step `number` (1 to 5), or the end of the set-up."""
    if number >= FINISHED:
        return _finished(shown)
    about, rows, line, choices = _STEPS[number](shown)
    blocks: list[Block] = [
        Heading(
            Text("Setting up {group}: step {step} of {steps}", group=shown.name, step=number, steps=STEPS)
        ),
        Paragraph(about),
        Facts(rows),
        Paragraph(
            Text("To change it, type {line}.", line=Code(line))
            if number < STEPS
            else Text("To try it, type {line}.", line=Code(line))
        ),
    ]
    if number == _CHARTER and shown.joining is Joining.OPEN:
        blocks.append(Paragraph(OPEN_WARNING))
    blocks.append(Paragraph(_going_on(number)))
    blocks.append(Buttons((*choices, *_around(number, shown))))
    return Reply(tuple(blocks))


Step = tuple[Text, tuple[tuple[Words, Words], ...], str, tuple[Button, ...]]
_CHARTER = 4


def _name(shown: Shown) -> Step:
    return (
        Text("The name, and whether everybody in this space can find the group and read its record."),
        (
            (Text("Name"), verbatim(shown.name)),
            (Text("About"), verbatim(shown.about) if shown.about else NONE),
            (Text("Public"), yes_or_no(shown.public)),
        ),
        '/group setup public:yes about:"What we are for"',
        (
            _choice(Text("Not public"), 1, shown, ("public", "no"))
            if shown.public
            else _choice(Text("Public"), 1, shown, ("public", "yes")),
        ),
    )


def _zone(shown: Shown) -> Step:
    return (
        Text("The zone in which deadlines are read, and the language of messages to all."),
        (
            (Text("Zone"), zone_words(shown.zone, shown.at)),
            (Text("Language"), verbatim(own_name(shown.language))),
        ),
        "/group setup zone:Europe/Paris language:fr",
        tuple(
            _choice(verbatim(own_name(language)), 2, shown, ("language", language))
            for language in languages()
            if language != shown.language
        ),
    )


def _members(shown: Shown) -> Step:
    return (
        Text(
            "The stakeholder groups, and who sits for them. {stakeholders} replaces the groups.",
            stakeholders=Code('/group setup stakeholders:"one | two | three"'),
        ),
        (
            (Text("Stakeholder groups"), counted(shown.stakeholders)),
            (Text("Seats in all"), Text("{n}", n=shown.seats)),
        ),
        _list_line(shown),
        (Button(Text("Paste a list"), "member import", shown.mark),),
    )


def _list_line(shown: Shown) -> str:
    """A list of members that fits the group's own stakeholder groups."""
    names = [name for name, _ in shown.stakeholders]
    return f"/member import @ana, {names[0]} | @ben, {names[-1]}"


def _charter(shown: Shown) -> Step:
    """By which rules it decides. What a button here shows can be read, and adopted from there."""
    other = Joining.APPROVED if shown.joining is Joining.OPEN else Joining.OPEN
    label = Text("Open joining") if other is Joining.OPEN else Text("Coordinator confirms")
    return (
        Text(
            "The charter: by which rules the group decides. Without one it can hold polls all the same, and"
            " {charters} shows all there are. How one joins can be set here too: {joining}.",
            charters=Code("/group charter"),
            joining=Code(f"/group setup joining:{other.value}"),
        ),
        (
            (Text("Charter"), verbatim(shown.charter) if shown.charter else NONE),
            (Text("Joining"), joining_words(shown.stage, shown.joining, shown.confirmers)),
        ),
        f"/{PROPOSAL} {SUGGESTED[0]}",
        (
            *(
                Button(verbatim(preset), READING, (*shown.mark, ("preset", preset)))
                for preset in (() if shown.charter else SUGGESTED)
            ),
            _choice(label, _CHARTER, shown, ("joining", other.value)),
        ),
    )


def _trial(shown: Shown) -> Step:
    question = _question(shown.language)
    return (
        Text(
            "Facilitation can go round the stakeholder groups ({rota}), and a digest can come every week"
            " ({digest}). Last, a dry run: a poll that only you see, with who would be on its roll.",
            rota=Code(f'/{ROTA} facilitator "{MONTHLY}"'),
            digest=Code(f"/{DIGEST} every:{WEEKLY} to:coordinators"),
        ),
        (
            (Text("Stakeholder groups"), counted(shown.stakeholders)),
            (Text("Seats in all"), Text("{n}", n=shown.seats)),
        ),
        f'/{TRIAL} "{question}"',
        (
            Button(Text("Rotate monthly"), ROTA, (*shown.mark, ("role", "facilitator"), ("every", MONTHLY))),
            Button(Text("Weekly digest"), DIGEST, (*shown.mark, ("every", WEEKLY), ("to", "coordinators"))),
            Button(Text("Dry run"), TRIAL, (*shown.mark, ("question", question)), Style.PRIMARY),
        ),
    )


def _question(language: str) -> str:
    """What the dry run asks, in the group's language where that fits on a button."""
    question = translate(TRIAL_QUESTION.source, language)
    return question if len(quote(question)) <= _ROOM else TRIAL_QUESTION.source


_STEPS = {1: _name, 2: _zone, 3: _members, _CHARTER: _charter, STEPS: _trial}


def _going_on(number: int) -> Text:
    if number == STEPS:
        return Text("All is set. {finish} ends the set-up.", finish=Code("/group setup done"))
    return Text("To leave it as it is, go on with {next}.", next=Code(f"/group setup {number + 1}"))


def _choice(label: Words, number: int, shown: Shown, value: tuple[str, str]) -> Button:
    return Button(label, "group setup", (*shown.mark, ("step", str(number)), value))


def _around(number: int, shown: Shown) -> tuple[Button, ...]:
    back = (_go(Text("Back"), number - 1, shown),) if number > 1 else ()
    if number == STEPS:
        return (*back, Button(Text("Finish"), "group setup", (*shown.mark, ("step", "done"))))
    return (*back, _go(Text("Next"), number + 1, shown))


def _go(label: Text, number: int, shown: Shown) -> Button:
    return Button(label, "group setup", (*shown.mark, ("step", str(number))))


def _finished(shown: Shown) -> Reply:
    return Reply(
        (
            Heading(Text("{group} is set up", group=shown.name)),
            Paragraph(
                Text(
                    "Open the first poll with {poll}. {me} tells you at any time what needs you.",
                    poll=Code('/poll open "Your question?"'),
                    me=Code("/me"),
                )
            ),
        )
    )
