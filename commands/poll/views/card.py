"""The card of a poll: how it stands now, in each home, and the same seen privately."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import Block, Button, Buttons, Facts, Heading, Option, Paragraph, Select, Style
from bot.text import Code, Plural, Text, Words, listing, verbatim
from commands.poll.rules import BLOCK, LEVELS, OBJECT, Form, Method, RollSize, choices
from commands.poll.values import Asked, Kind, Reasons, Sight, State, Visibility
from commands.poll.views import conflicts, demands, draws, endings, findings, outcome, power, process, words

MOST_BUTTONS = 5
"""More choices than these are offered in a menu."""
MOST_CARRIED = 28
"""Characters of a choice that a button has room for, beside the poll."""


def card(sight: Sight) -> tuple[Block, ...]:
    return (*about(sight), *buttons(sight))


def about(sight: Sight) -> tuple[Block, ...]:
    """All of the card but its buttons."""
    if sight.is_over:
        return (*_asked(sight), *_over(sight), *conflicts.on_card(sight), *_changes(sight))
    blocks = [*_asked(sight), Paragraph(words.basics(sight.rules))]
    if besides := demands.besides(sight.rules):
        blocks.append(Facts(besides))
    blocks.append(Paragraph(_when(sight)))
    if OBJECT in sight.rules.method.traits.stops:
        counted = sight.rules.counts_objections
        blocks.append(Paragraph(words.COUNTED if counted else words.OBJECTING))
    blocks.append(Paragraph(words.who_sees(sight)))
    if sight.charter:
        blocks.append(Paragraph(words.charter(sight.charter)))
    if sight.state is State.OPEN:
        blocks += _standing(sight)
        blocks += _power(sight)
    blocks += process.notes(sight)
    if sight.self_chosen and sight.rules.each_group:
        blocks.append(
            Paragraph(
                Text(
                    "This result depends on stakeholder groups, and people choose theirs themselves here:"
                    " see who sits where with {list}.",
                    list=Code("/member list"),
                )
            )
        )
    return (*blocks, *conflicts.on_card(sight), *_changes(sight))


def _asked(sight: Sight) -> list[Block]:
    if not sight.short:
        heading = verbatim(sight.question)
    elif sight.is_over:
        heading = Text("{outcome}: {question}", outcome=outcome.headline(sight), question=sight.question)
    else:
        heading = Text("{poll}: {question}", poll=Code(sight.short), question=sight.question)
    blocks: list[Block] = [Heading(heading)]
    if sight.text:
        blocks.append(Paragraph(verbatim(sight.text)))
    if sight.link:
        blocks.append(Paragraph(Text("It is about {link}", link=sight.link)))
    if sight.options and not sight.is_over:
        blocks.append(
            Facts(
                tuple(
                    (Text("{number}", number=number), words.option(option))
                    for number, option in enumerate(sight.options, 1)
                )
            )
        )
    return blocks


def _when(sight: Sight) -> Words:
    if sight.state is State.PROPOSED:
        when: Words = Text("It is not open yet, and would close {closes}.", closes=sight.closes_at)
    elif sight.state is State.SCHEDULED:
        when = Text("It opens {opens} and closes {closes}.", opens=sight.opens_at, closes=sight.closes_at)
    else:
        when = Text("It closes {closes}.", closes=sight.closes_at)
    said = [when, words.weight(sight), Text("Asked by {name}.", name=sight.opener)]
    if sight.reasons is Reasons.REQUIRED:
        said.append(Text("Each ballot needs a reason."))
    return words.together(*said)


def _standing(sight: Sight) -> list[Block]:
    """Who has taken part, and, where it may be seen, how it stands."""
    if sight.result is not None:
        standing = (Paragraph(Text("How it stands:")), *outcome.tally(sight, sight.result))
        return [*standing, *_objections(sight), *findings.facts(sight)]
    rows = tuple(
        (words.stakeholder(size.stakeholder), _participation(size, sight.voted.get(size.stakeholder, 0)))
        for size in sight.roll
    )
    return [Facts(rows), *_objections(sight)]


def _participation(size: RollSize, voted: int) -> Words:
    if not size.seats:
        return words.ALL_RECUSED if size.recused else Text("nobody on the roll")
    if away := size.seats - size.available:
        return Plural(
            "{voted} of {seats} voted, {n} is away",
            "{voted} of {seats} voted, {n} are away",
            n=away,
            voted=voted,
            seats=size.seats,
        )
    return Text("{voted} of {seats} voted", voted=voted, seats=size.seats)


def _objections(sight: Sight) -> list[Block]:
    blocks: list[Block] = [*sight.raised, *(Paragraph(voiced(objection)) for objection in sight.objections)]
    if more := sight.objection_count - len(sight.objections):
        if sight.rules.method.traits.named == BLOCK:
            text: Words = Plural(
                "{n} more veto: {show}.",
                "{n} more vetoes: {show}.",
                n=more,
                show=Code(f"/poll show {sight.short}"),
            )
            return [*blocks, Paragraph(text)]
        blocks.append(
            Paragraph(
                Plural(
                    "{n} more objection: {show}.",
                    "{n} more objections: {show}.",
                    n=more,
                    show=Code(f"/poll show {sight.short}"),
                )
            )
        )
    return blocks


def voiced(asked: Asked) -> Words:
    """An objection or a veto with the name of whoever raised it."""
    if asked.choice == BLOCK and not asked.reason:
        return Text(
            "{name} ({stakeholder}) stands on step 8, a veto.",
            name=asked.name,
            stakeholder=words.stakeholder(asked.stakeholder),
        )
    if asked.choice == BLOCK:
        return Text(
            "{name} ({stakeholder}) stands on step 8, a veto: {reason}",
            name=asked.name,
            stakeholder=words.stakeholder(asked.stakeholder),
            reason=asked.reason,
        )
    return Text(
        "{name} ({stakeholder}) objects: {reason}",
        name=asked.name,
        stakeholder=words.stakeholder(asked.stakeholder),
        reason=words.said(asked.reason),
    )


def _power(sight: Sight) -> list[Block]:
    said = [
        *((power.adoptable(sight.rules, sight.adopt),) if sight.adopt else ()),
        *((power.stoppable(sight.stop),) if sight.stop else ()),
    ]
    return [Paragraph(sentence) for sentence in said]


def _over(sight: Sight) -> list[Block]:
    blocks: list[Block] = [Paragraph(said) for said in endings.ending(sight)]
    if sight.result is None:
        return blocks
    if sight.state is State.WITHDRAWN:
        blocks.append(Paragraph(Text("How it stood then:")))
    else:
        blocks.append(Paragraph(outcome.why(sight, sight.result)))
        blocks += draws.notes(sight)
        blocks += process.notes(sight)
    blocks += outcome.tally(sight, sight.result)
    blocks += _objections(sight)
    blocks += findings.facts(sight)
    if sight.state is State.CLOSED:
        closed = Text("Closed {closed}.", closed=sight.ended_at or sight.closes_at)
        blocks.append(Paragraph(words.together(closed, words.weight(sight))))
    return blocks


def _changes(sight: Sight) -> list[Block]:
    blocks: list[Block] = []
    for change in sight.changes:
        if change.kind is Kind.AMENDED:
            blocks.append(
                Paragraph(Text("Amended {at}: {reason}", at=change.at, reason=words.said(change.reason)))
            )
        elif change.kind is Kind.EXTENDED:
            blocks.append(
                Paragraph(Text("Extended {at}: {reason}", at=change.at, reason=words.said(change.reason)))
            )
        elif change.kind is Kind.CAST:
            blocks.append(
                Paragraph(Text("Casting vote {at}: {reason}", at=change.at, reason=words.said(change.reason)))
            )
        elif change.kind is Kind.URGENT:
            blocks.append(
                Paragraph(
                    Text("Proposed as urgent {at}: {reason}", at=change.at, reason=words.said(change.reason))
                )
            )
        elif change.kind is Kind.EARNED:
            blocks.append(Paragraph(process.earned(sight, change.at)))
    if sight.version > 1 and sight.state is State.OPEN:
        blocks.append(Paragraph(_versions(sight)))
    return blocks


def _versions(sight: Sight) -> Words:
    if sight.visibility is Visibility.SECRET:
        return Text("This is version {version}. Only ballots on it count.", version=sight.version)
    return Text(
        "This is version {version}. A ballot on an earlier one counts once it is confirmed.",
        version=sight.version,
    )


def buttons(sight: Sight) -> tuple[Block, ...]:
    """One for each choice, or one that asks; and one for what is private."""
    if not sight.key:
        return ()
    details = button(sight, Text("Details"), "poll show")
    if sight.state is State.PROPOSED:
        return (Buttons((button(sight, Text("It is urgent"), "poll second"), details)),)
    if sight.state is not State.OPEN:
        return (Buttons((details,)),)
    return vote_buttons(sight, beside=(details,))


def vote_buttons(
    sight: Sight, chosen: str | None = None, *, beside: tuple[Button, ...] = ()
) -> tuple[Block, ...]:
    """`chosen` stands first, as what there is to confirm; `beside` last."""
    stored = choices(sight.rules.method, sight.options)
    pressed: list[Button] = []
    if chosen and _fits(chosen):
        label = Text("Confirm: {choice}", choice=words.choice(sight.options, chosen))
        confirming = button(sight, label, "poll vote", ("choice", chosen), style=Style.PRIMARY)
        pressed.append(confirming)
    method = sight.rules.method
    last = (Buttons(beside),) if beside else ()
    if asks(method):
        if method.traits.form is Form.OPTIONS:
            asking: tuple[Block, ...] = (_menu(sight, stored, len(stored)),)
        else:
            asking = (Buttons((button(sight, Text("Vote"), "poll vote"),)),)
        if chosen and not _fits(chosen):
            confirm = Code(f'/poll vote {sight.short} "{chosen}"')
            typed = Text("To confirm what you voted, type {command}.", command=confirm)
        else:
            typed = Text(
                "Or type {command}.", command=Code(f"/poll vote {sight.short} {_example(sight, stored)}")
            )
        return (*((Buttons(tuple(pressed)),) if pressed else ()), *asking, Paragraph(typed), *last)
    if len(stored) > MOST_BUTTONS:
        menu = _menu(sight, [pick for pick in stored if pick != chosen], 1)
        reasoned = button(sight, Text("Vote with a reason"), "poll vote")
        return (*((Buttons(tuple(pressed)),) if pressed else ()), menu, Buttons((reasoned, *beside)))
    pressed += [
        button(sight, words.act(sight.options, pick), "poll vote", ("choice", pick))
        for pick in stored
        if pick != chosen
    ]
    rows = range(0, len(pressed), MOST_BUTTONS)
    return (*(Buttons(tuple(pressed[start : start + MOST_BUTTONS])) for start in rows), *last)


def _menu(sight: Sight, stored: Sequence[str], most: int) -> Select:
    """The choices to pick from, up to `most` of them together."""
    offered = tuple(Option(words.act(sight.options, pick), pick) for pick in stored)
    return Select(Text("Vote"), "poll vote", _target(sight), "choice", offered, most)


def _fits(chosen: str) -> bool:
    """Whether a button can carry a stored choice: its signs are escaped, and take three characters each."""
    return sum(1 if sign.isalnum() or sign == "-" else 3 for sign in chosen) <= MOST_CARRIED


def asks(method: Method) -> bool:
    """Whether a ballot is asked for in a form, since it can say too many things for buttons."""
    return method.traits.form in (Form.OPTIONS, Form.RANKING, Form.MARKS)


def _example(sight: Sight, stored: Sequence[str]) -> str:
    method = sight.rules.method
    match method.traits.form:
        case Form.OPTIONS:
            return "1 | 2"
        case Form.RANKING:
            return "2 > 1"
        case Form.MARKS:
            levels = LEVELS[method]
            return f"1={levels[-1]}, 2={levels[1]}"
        case _:
            return stored[0].removeprefix("#")


def button(
    sight: Sight, label: Words, path: str, *values: tuple[str, str], style: Style = Style.PLAIN
) -> Button:
    """A button of this very poll, whatever is called so later."""
    return Button(label, path, (*_target(sight), *values), style)


def _target(sight: Sight) -> tuple[tuple[str, str], ...]:
    return (("group", str(sight.group_id)), ("poll", sight.key))


def preview(sight: Sight, overall_only: tuple[str, ...]) -> tuple[Block, ...]:
    """How it would look; nothing has happened."""
    return (
        Paragraph(Text("A preview, which only you see. Nothing has been opened.")),
        *about(sight),
        *secrecy_notes(overall_only),
        Paragraph(Text("To open it, type the same after {open}.", open=Code("/poll open"))),
    )


def secrecy_notes(overall_only: tuple[str, ...]) -> tuple[Block, ...]:
    """What a secret poll does not ask of single stakeholder groups, and why."""
    if not overall_only:
        return ()
    names = listing(*(words.stakeholder(name) for name in overall_only))
    return (
        Paragraph(
            Text(
                "Secret ballots need others to hide among. These stakeholder groups are too small for a"
                " threshold of their own, so only all together are asked to reach one: {names}.",
                names=names,
            )
        ),
    )


def opened(sight: Sight, overall_only: tuple[str, ...]) -> tuple[Block, ...]:
    """To the one who opened it."""
    return (
        Paragraph(
            Plural(
                "{poll} is open, and {n} person can vote until {closes}.",
                "{poll} is open, and {n} people can vote until {closes}.",
                n=sight.seats,
                poll=Code(sight.short),
                closes=sight.closes_at,
            )
        ),
        *_power(sight),
        *secrecy_notes(overall_only),
    )


def scheduled(sight: Sight) -> tuple[Block, ...]:
    return (
        Paragraph(
            Text(
                "{poll} will open {opens} and close {closes}. The roll is frozen when it opens.",
                poll=Code(sight.short),
                opens=sight.opens_at,
                closes=sight.closes_at,
            )
        ),
    )


def has_opened(sight: Sight) -> tuple[Block, ...]:
    """A new message in the homes when a scheduled poll opens: an edited card is easily missed."""
    return (
        Paragraph(
            Text(
                "{poll} is open now, until {closes}: {question}",
                poll=Code(sight.short),
                closes=sight.closes_at,
                question=sight.question,
            )
        ),
        *vote_buttons(sight),
    )
