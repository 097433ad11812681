"""Charters in plain words: what each term means, with its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.blocks import Block, Button, Buttons, Facts, Heading, Paragraph, Style, Table
from bot.charter_values import lasting, written
from bot.charters import OVERRIDE, Abstention, Charter, Ruled, Silence, Terms
from bot.text import Code, Date, Text, Words, listing, verbatim

_SILENCE: Final[Mapping[Silence, Text]] = {
    Silence.NOTHING: Text("it decides nothing, either way"),
    Silence.ASSENT: Text("it is assent"),
    Silence.NO_OBJECTION: Text("it is no objection, and no support either: somebody has to agree"),
    Silence.AGAINST: Text("it counts as not in favour"),
    Silence.ASKED: Text("the facilitator asks everybody, so that nobody stays silent"),
    Silence.LAST: Text("what somebody leaves unranked is ranked last"),
}
_ABSTENTION: Final[Mapping[Abstention, Text]] = {
    Abstention.NONE: Text("there is no such answer"),
    Abstention.NOTHING: Text("it is taking part, and counts for neither side"),
    Abstention.AGAINST: Text("it counts as not in favour"),
    Abstention.NO_OBJECTION: Text("it is no objection"),
    Abstention.DEFAULT: Text("one ranks the default option equal"),
}
_VISIBILITY: Final = {
    "open": Text("everybody sees at once who votes what, by name"),
    "after": Text("who voted what is shown by name, once the poll is closed"),
    "secret": Text("secret: nobody sees what anybody voted"),
}
_OPENERS: Final = {"member": Text("any member"), "facilitator": Text("facilitators")}
_JOINING: Final = {
    "open": Text("at once"),
    "approved": Text("a seat is pending until it is confirmed"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A charter and what it would mean here. `explain` puts rules of a poll into words, `lacks` names those
    that no poll can apply yet. `power` says how few of this group could decide, by kind of poll."""

    charter: Charter
    explain: Callable[[Ruled], Words]
    lacks: Callable[[Ruled], tuple[str, ...]]
    power: tuple[tuple[str, tuple[Words, ...]], ...] = ()


def _yes(value: bool) -> Words:
    if value:
        return Text("yes: a poll decides by itself")
    return Text("no: a poll informs, and a facilitator determines what it means")


def _codes(value: Sequence[str]) -> Words:
    return Text("{codes}", codes=listing(*map(Code, value)))


def _names(value: Sequence[str]) -> Words:
    return Text("{names}", names=listing(*value))


def _number(value: Any) -> Words:
    return Text("{number}", number=value)


def _typed(value: str) -> Words:
    return Text("{value}", value=Code(value))


_Row = tuple[str, Text, Callable[[Any], Words]]
_APPLIED: Final[tuple[_Row, ...]] = (
    ("minimum", Text("A poll is open at least"), lasting),
    ("usual", Text("A poll is usually open"), lasting),
    ("visibility", Text("Ballots"), lambda value: _VISIBILITY[value]),
    ("reasons", Text("Reasons"), lambda value: Text("required") if value == "required" else Text("optional")),
    ("openers", Text("Polls are opened by"), lambda value: _OPENERS[value]),
    ("binding", Text("A poll binds the group"), _yes),
    ("represented", Text("Stakeholder groups that need somebody on the roll"), _number),
    ("joining", Text("Joining"), lambda value: _JOINING[value]),
    ("designations", Text("A determination says one of"), _names),
    ("determiners", Text("Facilitators who determine together"), _number),
    ("determination", Text("A determination is due within"), lasting),
    ("challenge", Text("It can be challenged for"), lasting),
    ("ladder", Text("A challenge goes to, one after the other"), _names),
    ("appeal", Text("People whom an appeal needs at least"), _number),
    ("appeal_groups", Text("Stakeholder groups that they come from at least"), _number),
    ("ruling", Text("A challenge is answered and an appeal ruled on within"), lasting),
    ("review", Text("It is looked at again after"), lasting),
)
"""Terms that Convenor applies, beside the rules of the count."""
_RULES: Final[tuple[_Row, ...]] = (
    ("threshold", Text("Enough in favour"), _typed),
    ("group_threshold", Text("Enough in favour in each stakeholder group"), _typed),
    ("quorum", Text("Share of the roll that takes part"), _number),
    ("group_quorum", Text("Share of each stakeholder group that takes part"), _number),
    ("floor", Text("People who take part at least"), _number),
    ("group_floor", Text("People of each stakeholder group who take part at least"), _number),
    ("support", Text("People who say at least that they agree"), _number),
    ("counting", Text("Rankings are counted by"), _typed),
    ("houses", Text("Houses"), _typed),
    ("ways", Text("Enough in the houses"), _typed),
    (
        "objections",
        Text("Objections"),
        lambda value: (
            Text("one stops it") if value == "stop" else Text("they are counted, and answered one by one")
        ),
    ),
    ("least", Text("In favour at least"), _number),
    ("most_against", Text("Share of all ballots against, at most"), _number),
    ("roll_share", Text("Share of the whole roll in favour, at least"), _number),
    ("heard", Text("Stakeholder groups of which enough take part, at least"), _number),
    ("cap", Text("Ballots of one affiliation that count, at most"), _number),
)
_KEPT: Final[tuple[_Row, ...]] = (("seat_age", Text("A seat is on the roll after"), lasting),)
"""Terms that people keep: this version does not apply them by itself."""


def sourced(value: Words, source: str) -> Words:
    if source == OVERRIDE:
        return Text("{value} (chosen by the group)", value=value)
    return Text("{value} ({source})", value=value, source=source)


def charter(shown: Shown) -> list[Block]:
    """All of it, in plain words."""
    held = shown.charter
    blocks: list[Block] = [Paragraph(Text("Source: {document}", document=held.document))]
    missing = lacking(shown)
    if not missing:
        method = held.terms.methods[0]
        blocks.append(Paragraph(shown.explain(held.terms.ruled(method))))
    rows: list[tuple[Words, Words]] = [
        (Text("Polls are held by"), sourced(_codes(held.terms.methods), held.source("methods")))
    ]
    rows += _rows(held, held.terms, "", _RULES)
    rows.append((Text("Silence"), sourced(_SILENCE[held.silence], held.source("silence"))))
    rows.append((Text("Abstaining"), sourced(_ABSTENTION[held.abstention], held.source("abstention"))))
    rows += _rows(held, held.terms, "", _APPLIED)
    blocks.append(Facts(tuple(rows)))
    for kind, terms in held.kinds.items():
        blocks.append(Paragraph(Text("For polls of the kind {kind}:", kind=Code(kind))))
        methods = (
            [(Text("Polls are held by"), sourced(_codes(terms.methods), held.source("methods", kind)))]
            if terms.methods
            else []
        )
        every = (*_RULES, *_APPLIED, *_KEPT)
        blocks.append(Facts((*methods, *_rows(held, terms, kind, every))))
    kept = _rows(held, held.terms, "", _KEPT)
    if kept or held.notes:
        blocks.append(Paragraph(Text("What people keep; Convenor does not apply it by itself:")))
    if kept:
        blocks.append(Facts(tuple(kept)))
    blocks += [Paragraph(sourced(verbatim(note.text), note.source)) for note in held.notes]
    return blocks


def _rows(held: Charter, terms: Terms, kind: str, rows: Sequence[_Row]) -> list[tuple[Words, Words]]:
    found: list[tuple[Words, Words]] = []
    for name, label, words in rows:
        value = getattr(terms, name)
        if value not in (None, "", ()):
            found.append((label, sourced(words(value), held.source(name, kind))))
    return found


def lacking(shown: Shown) -> tuple[str, ...]:
    """What this version cannot do yet and the charter needs; empty where it can be adopted."""
    terms = shown.charter.terms
    return shown.lacks(terms.ruled(terms.methods[0]))


def needs_later(missing: Sequence[str]) -> Words:
    """Why a charter cannot be adopted yet."""
    labels = {name: label for name, label, _ in _RULES}
    rules = (
        Text("“{rule}”", rule=labels[name]) if name in labels else Text("{code}", code=Code(name))
        for name in missing
    )
    return Text(
        "It cannot be adopted yet: Convenor does not apply all of its rules so far. What is missing: {rules}.",
        rules=listing(*rules),
    )


def _here(shown: Shown) -> list[Block]:
    blocks: list[Block] = []
    for kind, said in shown.power:
        if kind:
            blocks.append(Paragraph(Text("In this group, for polls of the kind {kind}:", kind=Code(kind))))
        else:
            blocks.append(Paragraph(Text("In this group as it is seated now:")))
        blocks += [Paragraph(sentence) for sentence in said]
    return blocks


def preset(shown: Shown, group_id: int | None, *, forming: bool) -> tuple[Block, ...]:
    """A charter that could be adopted. `group_id` is None for who could not propose it."""
    held = shown.charter
    blocks: list[Block] = [
        Heading(Text("{title} ({name})", title=held.title, name=Code(held.preset))),
        *charter(shown),
        *_here(shown),
    ]
    missing = lacking(shown)
    if missing:
        return (*blocks, Paragraph(needs_later(missing)))
    line = Code(f"/group charter propose {held.preset}")
    if forming:
        blocks.append(Paragraph(Text("A coordinator adopts it with {line}.", line=line)))
    else:
        blocks.append(Paragraph(Text("A coordinator proposes it with {line}; a poll decides.", line=line)))
    if group_id is not None:
        label = Text("Adopt it") if forming else Text("Propose it")
        values = (("group", str(group_id)), ("preset", held.preset))
        blocks.append(Buttons((Button(label, "group charter propose", values, Style.PRIMARY),)))
    return tuple(blocks)


def in_force(
    shown: Shown, group: str, version: int, adopted_at: datetime, overrides: str, *, current: bool
) -> tuple[Block, ...]:
    """A version of the group's charter."""
    held = shown.charter
    heading = Text("{group}: the charter “{title}”", group=group, title=held.title)
    when = (
        Text("Version {version}, in force since {date}.", version=version, date=Date(adopted_at))
        if current
        else Text(
            "Version {version}, adopted on {date}. It is not in force any more.",
            version=version,
            date=Date(adopted_at),
        )
    )
    blocks: list[Block] = [Heading(heading), Paragraph(when)]
    if overrides:
        blocks.append(Paragraph(Text("Chosen by the group: {overrides}", overrides=Code(overrides))))
    blocks += charter(shown)
    if current:
        blocks += _here(shown)
        blocks.append(
            Paragraph(
                Text(
                    "It is changed by a poll that a coordinator proposes with {propose}. {history} lists all"
                    " versions.",
                    propose=Code("/group charter propose"),
                    history=Code("/group charter history"),
                )
            )
        )
    return tuple(blocks)


def forming(group: str, can: Sequence[Charter], later: Sequence[Charter]) -> tuple[Block, ...]:
    """A group without a charter, and those that there are."""
    return (
        Heading(Text("{group} is forming: it has no charter yet", group=group)),
        Paragraph(
            Text(
                "A charter gives polls their method, time and quorum. {show} shows one in plain words, and"
                " {propose} adopts the first one.",
                show=Code("/group charter show"),
                propose=Code("/group charter propose"),
            )
        ),
        *listed(can, later),
    )


def listed(can: Sequence[Charter], later: Sequence[Charter]) -> tuple[Block, ...]:
    def names(charters: Sequence[Charter]) -> Block:
        return Facts(
            tuple((Text("{name}", name=Code(each.preset)), verbatim(each.title)) for each in charters)
        )

    blocks: list[Block] = []
    if can:
        blocks += [Paragraph(Text("These can be adopted:")), names(can)]
    if later:
        blocks += [Paragraph(Text("These can be read, and need a later version of Convenor:")), names(later)]
    return tuple(blocks)


def adopted(group: str, title: str, version: int, power: Sequence[Words]) -> tuple[Block, ...]:
    """To the coordinator who adopted the first one."""
    return (
        Paragraph(
            Text(
                "{group} works under the charter “{title}” now, version {version}. From here on it is changed"
                " by a poll.",
                group=group,
                title=title,
                version=version,
            )
        ),
        *(Paragraph(sentence) for sentence in power),
    )


def announced(group: str, title: str, version: int, poll: str) -> tuple[Block, ...]:
    """To everybody."""
    blocks: list[Block] = [
        Heading(
            Text(
                "{group} adopted the charter “{title}”, version {version}",
                group=group,
                title=title,
                version=version,
            )
        )
    ]
    if poll:
        blocks.append(Paragraph(Text("{poll} decided it.", poll=Code(poll))))
    blocks.append(
        Paragraph(
            Text(
                "{charter} tells what it says. Polls that are open keep the rules they were opened under.",
                charter=Code("/group charter"),
            )
        )
    )
    return tuple(blocks)


def proposed(poll: str, title: str) -> tuple[Block, ...]:
    text = Text(
        "{poll} is open and decides whether the charter “{title}” is adopted. Until then nothing changes.",
        poll=Code(poll),
        title=title,
    )
    return (Paragraph(text),)


def history(group: str, versions: Sequence[tuple[int, str, str, datetime]]) -> tuple[Block, ...]:
    """`versions`: number, title, overrides, and when it was adopted."""
    if not versions:
        return (
            Paragraph(
                Text("{group} has had no charter yet. {show} shows some.", group=group,
                     show=Code("/group charter"))
            ),
        )  # fmt: skip
    return (
        Heading(Text("The charters of {group}", group=group)),
        Table(
            (Text("Version"), Text("Charter"), Text("Chosen by the group"), Text("Adopted")),
            tuple(
                (
                    Text("{version}", version=version),
                    verbatim(title),
                    verbatim(overrides) if overrides else Text("nothing"),
                    Text("{date}", date=Date(at)),
                )
                for version, title, overrides, at in versions
            ),
        ),
    )


def value_words(value: Any) -> Words:
    """What a charter says, as somebody would type it."""
    held = written(value)
    return Text("{value}", value=Code(", ".join(held) if isinstance(held, list) else str(held)))
