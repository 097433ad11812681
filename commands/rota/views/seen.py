"""Rotas as everybody sees them: one with its turns, who is on now, and a list."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import Block, Facts, Heading, Paragraph
from bot.selects import show_one
from bot.text import Code, Date, Text, Words, listing
from commands.rota.rules.values import Share
from commands.rota.values import Mine, RotaSight, Stage, TurnSight
from commands.rota.views import words


def rota_label(rota: RotaSight) -> Words:
    """For autocomplete."""
    return words.rota_label(rota.short, rota.role, rota.rhythm.words())


def turn_label(turn: TurnSight) -> Words:
    """For autocomplete."""
    return Text(
        "{turn}: {people}, {day}",
        turn=Code(turn.short),
        people=words.people(turn.holders[:2]),
        day=Date(turn.starts),
    )


def shown(
    rota: RotaSight,
    now: Sequence[TurnSight],
    ahead: Sequence[TurnSight],
    shares: Sequence[tuple[str, int]],
    unsocial: Sequence[tuple[str, int]],
    out: Sequence[tuple[str, bool]],
    acts: Sequence[tuple[TurnSight, Mine]],
) -> tuple[Block, ...]:
    """`shares` are the turns of each stakeholder group so far, `unsocial` those that began at night for whom,
    `out` who stays out of it and whether a coordinator said so."""
    blocks: list[Block] = [Heading(_title(rota)), Facts(tuple(_rules(rota)))]
    rows: list[tuple[Words, Words]] = [
        (Text("{turn}, now", turn=Code(turn.short)), _row(turn)) for turn in now
    ]
    rows += [(Text("{turn}", turn=Code(turn.short)), _row(turn)) for turn in ahead]
    if rows:
        blocks += [Paragraph(Text("The turns:")), Facts(tuple(rows))]
    elif rota.stage is Stage.RUNNING:
        blocks.append(Paragraph(Text("No turn is to come.")))
    ledger: list[tuple[Words, Words]] = []
    if shares:
        ledger.append((Text("Served so far"), _counts(shares)))
    if unsocial:
        ledger.append((Text("At unsocial hours (22:00 to 07:00 at home)"), _counts(unsocial)))
    if out:
        ledger.append((Text("Stay out of it"), _out(out)))
    if rota.sources:
        waits = Text(
            "{sources}. Then: {draw}",
            sources=listing(*rota.sources),
            draw=Code(f'/rota draw {rota.short} "NUMBERS"'),
        )
        ledger.append((Text("To be drawn from"), waits))
    if ledger:
        blocks.append(Facts(tuple(ledger)))
    for turn, may in acts:
        blocks += words.buttons(turn, may)
    if ahead and not acts:
        why = Text("{why} tells why somebody holds a turn.", why=Code(f"/rota why {ahead[0].short}"))
        blocks.append(Paragraph(why))
    return tuple(blocks)


def _title(rota: RotaSight) -> Words:
    if rota.stage is Stage.ENDED:
        return Text("{rota}: {role}, ended", rota=Code(rota.short), role=words.role(rota.role))
    return Text(
        "{rota}: {role}, {rhythm} ({zone})",
        rota=Code(rota.short),
        role=words.role(rota.role),
        rhythm=rota.rhythm.words(),
        zone=rota.zone,
    )


def _row(turn: TurnSight) -> Words:
    return Text("{starts}: {people}", starts=turn.starts, people=words.with_deputy(turn))


def _rules(rota: RotaSight) -> list[tuple[Words, Words]]:
    share = (
        Text("as many turns for each stakeholder group")
        if rota.share is Share.EQUAL
        else Text("by how many people each stakeholder group has")
    )
    rows: list[tuple[Words, Words]] = [(Text("Share"), share)]
    if rota.pool:
        rows.append((Text("Only"), Text("{names}", names=listing(*rota.pool))))
    if rota.holders > 1:
        rows.append((Text("Holders of a turn"), Text("{n}", n=rota.holders)))
    if rota.lasts:
        rows.append((Text("A turn lasts"), words.length(rota.lasts)))
    if rota.most:
        rows.append((Text("Turns running"), Text("at most {n}", n=rota.most)))
    if rota.rest:
        rows.append((Text("Rest after a turn"), words.length(rota.rest)))
    rows.append((Text("Announced before"), words.lengths(rota.leads)))
    return rows


def _counts(counts: Sequence[tuple[str, int]]) -> Words:
    each = (Text("{name} {n}", name=words.name(name), n=n) for name, n in counts)
    return Text("{counts}", counts=listing(*each))


def _out(out: Sequence[tuple[str, bool]]) -> Words:
    each = (
        Text("{name} (exempt)", name=words.name(name)) if exempt else words.name(name) for name, exempt in out
    )
    return Text("{names}", names=listing(*each))


def next_turns(
    rows: Sequence[tuple[RotaSight, TurnSight | None, TurnSight | None]], group: str
) -> tuple[Block, ...]:
    """Who holds each role now, and who comes next."""
    if not rows:
        return (Paragraph(_none(group)),)
    blocks: list[Block] = [Heading(Text("Who is on in {group}", group=group))]
    for rota, now, ahead in rows:
        facts: list[tuple[Words, Words]] = []
        if now is not None:
            until = Text("{people}, until {ends}", people=words.people(now.holders), ends=now.ends)
            facts.append((Text("Now"), until))
        if ahead is not None:
            facts.append((Text("Next, {turn}", turn=Code(ahead.short)), _row(ahead)))
        if not facts:
            facts.append((Text("Next"), Text("no turn is to come")))
        blocks += [
            Paragraph(Text("{rota}, {role}", rota=Code(rota.short), role=words.role(rota.role))),
            Facts(tuple(facts)),
        ]
    return tuple(blocks)


def listed(rotas: Sequence[RotaSight], group: str) -> tuple[Block, ...]:
    if not rotas:
        return (Paragraph(_none(group)),)
    rows: list[tuple[Words, Words]] = [
        (
            Text("{rota}", rota=Code(rota.short)),
            Text("{role}, ended", role=words.role(rota.role))
            if rota.stage is Stage.ENDED
            else Text(
                "{role}, {rhythm} ({zone})",
                role=words.role(rota.role),
                rhythm=rota.rhythm.words(),
                zone=rota.zone,
            ),
        )
        for rota in rotas
    ]
    shown = [(rota.short, rota.key, words.role(rota.role)) for rota in rotas]
    more = show_one("rota show", rotas[0].group_id, "rota", shown)
    return (Heading(Text("Rotas of {group}", group=group)), Facts(tuple(rows)), more)


def _none(group: str) -> Words:
    return Text(
        "{group} has no rota yet. A coordinator begins one: {create}",
        group=group,
        create=Code('/rota create facilitator "every other tuesday 14:00"'),
    )


def draw(
    rota: str, pool: Sequence[str], sources: Sequence[str], values: Sequence[str], order: Sequence[str]
) -> tuple[Block, ...]:
    """A draw that was announced, or is done (`values` and `order`): all that is needed to repeat it."""
    numbered = Text(
        "{pool}",
        pool=listing(*(Text("{n} {name}", n=n, name=name) for n, name in enumerate(pool, 1))),
    )
    from_ = Text("{sources}", sources=listing(*sources))
    if not values:
        then = Text(
            "When their numbers are out, a coordinator draws with {draw}. Nobody can know the order before, and"
            " everybody can repeat it (RFC 3797).",
            draw=Code(
                f'/rota draw {rota} "NUMBERS | NUMBERS"'
                if len(sources) > 1
                else f'/rota draw {rota} "NUMBERS"'
            ),
        )
        return (
            Heading(Text("The order of {rota} will be drawn", rota=Code(rota))),
            Facts(((Text("Pool"), numbered), (Text("Sources"), from_))),
            Paragraph(then),
        )
    given = " ".join(f'--source "{value}"' for value in values)
    return (
        Heading(Text("The order of {rota} is drawn", rota=Code(rota))),
        Facts(
            (
                (Text("Order"), Text("{order}", order=listing(*order))),
                (Text("Pool"), numbered),
                (Text("Sources"), from_),
                (Text("Their numbers"), Text("{values}", values=listing(*values))),
            )
        ),
        Paragraph(
            Text(
                "Where the order of turns leaves a tie, who was drawn first goes first. With the pool in a file,"
                " one name a line, anybody can repeat it: {command}",
                command=Code(f"convenor draw --pool FILE {given} --pick {len(pool)}"),
            )
        ),
    )
