"""Charters in plain words: what each term means, with its source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.blocks import Block, Button, Buttons, Facts, Heading, Paragraph, Style, Table
from bot.charter_values import written
from bot.charters import OVERRIDE, Charter, Ruled, Terms
from bot.text import Code, Date, Text, Words, listing, verbatim
from commands.charter import labels


@dataclass(frozen=True, slots=True)
class Shown:
    """A charter and what it would mean here. `explain` puts rules of a poll into words. `power` says how few
    of this group could decide, by kind of poll."""

    charter: Charter
    explain: Callable[[Ruled], Words]
    power: tuple[tuple[str, tuple[Words, ...]], ...] = ()


def sourced(value: Words, source: str) -> Words:
    if source == OVERRIDE:
        return Text("{value} (chosen by the group)", value=value)
    return Text("{value} ({source})", value=value, source=source)


def charter(shown: Shown) -> list[Block]:
    """All of it, in plain words."""
    held = shown.charter
    blocks: list[Block] = [Paragraph(Text("Source: {document}", document=held.document))]
    blocks.append(Paragraph(shown.explain(held.terms.ruled(held.terms.methods[0]))))
    rows: list[tuple[Words, Words]] = [
        (Text("Polls are held by"), sourced(labels.codes(held.terms.methods), held.source("methods")))
    ]
    rows += _rows(held, held.terms, "", labels.RULES)
    rows.append((Text("Silence"), sourced(labels.SILENCE[held.silence], held.source("silence"))))
    rows.append((Text("Abstaining"), sourced(labels.ABSTENTION[held.abstention], held.source("abstention"))))
    rows += _rows(held, held.terms, "", labels.APPLIED)
    blocks.append(Facts(tuple(rows)))
    for kind, terms in held.kinds.items():
        blocks.append(Paragraph(Text("For polls of the kind {kind}:", kind=Code(kind))))
        methods = (
            [(Text("Polls are held by"), sourced(labels.codes(terms.methods), held.source("methods", kind)))]
            if terms.methods
            else []
        )
        every = (*labels.RULES, *labels.APPLIED)
        blocks.append(Facts((*methods, *_rows(held, terms, kind, every))))
    if held.notes:
        blocks.append(Paragraph(Text("What people keep; Convenor does not apply it by itself:")))
    blocks += [Paragraph(sourced(verbatim(note.text), note.source)) for note in held.notes]
    return blocks


def _rows(held: Charter, terms: Terms, kind: str, rows: Sequence[labels.Row]) -> list[tuple[Words, Words]]:
    found: list[tuple[Words, Words]] = []
    for name, label, words in rows:
        value = getattr(terms, name)
        if value not in (None, "", ()):
            found.append((label, sourced(words(value), held.source(name, kind))))
    return found


def unfit(method: str, missing: Sequence[str]) -> Words:
    """Why a charter cannot be adopted: no poll by its method has these rules."""
    called = {name: label for name, label, _ in labels.RULES}
    rules = (
        Text("“{rule}”", rule=called[name]) if name in called else Text("{code}", code=Code(name))
        for name in missing
    )
    return Text(
        "A poll by {method} has no such rule: {rules}. Leave it out.",
        method=Code(method),
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


def about(wanted: Charter, overrides: str, suspended: str) -> tuple[Block, ...]:
    """On the card of the poll that decides about it; `suspended` is that poll while it can be put again."""
    if overrides:
        said = Text(
            "It is about the charter “{charter}” with {overrides}.",
            charter=wanted.title,
            overrides=Code(overrides),
        )
    else:
        said = Text("It is about the charter “{charter}” as it stands.", charter=wanted.title)
    blocks: list[Block] = [Paragraph(said)]
    if suspended:
        command = f'/group charter propose {wanted.preset} overrides:"…" rework:{suspended}'
        blocks.append(Paragraph(Text("To put it again with other rules: {command}.", command=Code(command))))
    return tuple(blocks)


def forming(group: str, presets: Sequence[Charter]) -> tuple[Block, ...]:
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
        Paragraph(Text("These can be adopted:")),
        Facts(tuple((Text("{name}", name=Code(each.preset)), verbatim(each.title)) for each in presets)),
    )


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
