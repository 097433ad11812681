"""What is said about words of a line that belong to no parameter: what to write instead.

The grammar (bot.placing) is not widened by it: nothing is accepted that was not typed so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import takewhile
from typing import Final

from bot import line
from bot.binding import GROUP, Bad, Param, Spec
from bot.commands import Line, Lines, Many, Moment
from bot.refusals import Refusal
from bot.text import Code, Text, Words, listing

_LONGEST: Final = 200
"""Characters of a line that is shown to be typed again."""
_MOST_NAMES: Final = 5
_MOST_WORDS: Final = 12
"""Words at the end of a value that are looked at."""
_SINCE: Final = frozenset(("from", "since", "du", "depuis"))
_UNTIL: Final = frozenset(("to", "until", "till", "til", "au"))
"""Words before a moment, where it is the first of two or follows another."""


def belongs_nowhere(word: str, spec: Spec) -> Text:
    return Text(
        "I do not know what “{word}” belongs to. Put values with blanks in quotes. Usage: {usage}",
        word=word,
        usage=Code(spec.usage),
    )


def needs_a_name(rest: str, spec: Spec, given: Mapping[str, str]) -> Text:
    """About words after all values that have their place: they may be a text that has to be named."""
    free = [] if rest.startswith("@") else _free_texts(spec, given)
    if len(free) == 1:
        return Text(
            "I do not know what “{word}” belongs to. If it is the {name}, write {line}",
            word=rest,
            name=Code(free[0].name),
            line=_corrected(spec, given, free[0], rest),
        )
    if 1 < len(free) <= _MOST_NAMES:
        return Text(
            "I do not know what “{word}” belongs to. Write before it what it is: {names}.",
            word=rest,
            names=listing(*(Code(f"{param.name}:") for param in free)),
        )
    return belongs_nowhere(rest, spec)


def name_or_value(
    said: Sequence[str], waiting: Sequence[Param], spec: Spec, given: Mapping[str, str]
) -> Text | None:
    """About words where nothing is required: the first may name a parameter, its colon forgotten, as in
    `/group set zone Nairobi`, which would else be a new name for the group. None where it cannot, or where the
    command changes nothing anyway."""
    if (
        spec.command.reads
        or len(said) < 2
        or not waiting
        or said[0].casefold() not in spec.by_name
        or said[0].casefold() in given
    ):
        return None
    name, first = said[0].casefold(), waiting[0].name
    return Text(
        "“{word}” may be the name of what you give, or a part of it. Write {one} or {other}",
        word=said[0],
        one=_corrected(spec, given, spec.by_name[name], " ".join(said[1:])),
        other=_corrected(spec, given, spec.by_name[first], " ".join(said)),
    )


def cut_short(
    unfit: Words,
    typed: str,
    param: Param,
    spec: Spec,
    given: Mapping[str, str],
    fits: Callable[[str], object],
) -> Words:
    """About a value that took all the words that remained, and cannot be read (`unfit` says so): where
    its beginning can be (`fits` does not refuse it), the end may be a text that has to be named."""
    free, said = _free_texts(spec, given), typed.split()
    if len(free) != 1:
        return unfit
    for length in range(len(said) - 1, max(0, len(said) - 1 - _MOST_WORDS), -1):
        start, rest = " ".join(said[:length]), " ".join(said[length:])
        try:
            fits(start)
        except (Bad, Refusal):
            continue
        return Text(
            "{unfit} If “{word}” is the {name}, write {line}",
            unfit=unfit,
            word=rest,
            name=Code(free[0].name),
            line=_corrected(spec, {**given, param.name: start}, free[0], rest),
        )
    return unfit


def with_colons(said: Sequence[line.Word], spec: Spec) -> Mapping[str, str] | None:
    """What a line gives if the little words in it (`from tomorrow until friday`) stand for the names of its
    moments. None where there are none, or where all cannot be meant so."""
    moments = [param for param in spec.params if isinstance(param.kind, Moment)]
    given: dict[str, list[str]] = {}
    last: Param | None = None
    little = False
    for word in said:
        param = None if word.quoted or word.name else _meant(word.text.casefold(), moments)
        if param is not None or word.name in spec.by_name:
            last, little = param or spec.by_name[word.name], little or param is not None
            if last.name in given:
                return None
            given[last.name] = [word.value] if word.name else []
        elif last is not None:
            given[last.name].append(word.text)
        else:
            return None
    if not little or not all(given.values()):
        return None
    return {name: " ".join(values) for name, values in given.items()}


def _meant(word: str, moments: Sequence[Param]) -> Param | None:
    for param in moments:
        follows = isinstance(param.kind, Moment) and bool(param.kind.after)
        if word == param.name or (len(moments) > 1 and word in (_UNTIL if follows else _SINCE)):
            return param
    return None


def write_so(spec: Spec, given: Mapping[str, str]) -> Text | None:
    """The line that gives this, each value by its name. None where it is too long to be shown."""
    named = [f"{name}:{line.quote(value)}" for name, value in given.items()]
    whole = " ".join([f"/{spec.path}", *named])
    if len(whole) > _LONGEST or not whole.isprintable():
        return None
    return Text("The names of values end in a colon here. Write {line}", line=Code(whole))


def one_by_one(
    typed: str, param: Param, spec: Spec, given: Mapping[str, str], *, several: bool
) -> Text | None:
    """About several people where one is asked for: `@ben,@cem`, or `@ben, @cem` of which the second became a part
    of something else. None where it is not that."""
    people = [each.strip() for each in typed.split(",")]
    if len(people) < 2 or not all(each.startswith(("@", "<@")) for each in people if each):
        return None
    rest = {
        name: " ".join(word for word in value.split() if not word.startswith(("@", "<@")))
        for name, value in given.items()
        if name != param.name
    }
    code = Code(spelt(spec, {**rest, param.name: people[0]}))
    if several:
        return Text(
            "These are several people. Write {line} for the first and the same for each of the others, or give many"
            " at once their seats with {list}.",
            line=code,
            list=Code("/member import"),
        )
    return Text(
        "These are several people. Write {line} for the first and the same for each of the others.", line=code
    )


def spelt(spec: Spec, given: Mapping[str, str]) -> str:
    """A line that gives exactly these values: by position as far as they go, then by name."""
    first = list(takewhile(lambda param: given.get(param.name), spec.positional))
    named = [
        f"{param.name}:{line.quote(given[param.name])}"
        for param in spec.params
        if param not in first and given.get(param.name)
    ]
    return " ".join([f"/{spec.path}", *(line.quote(given[param.name]) for param in first), *named])


def _free_texts(spec: Spec, given: Mapping[str, str]) -> list[Param]:
    """The optional parameters that take any words and were not given."""
    return [
        param
        for param in spec.params
        if not param.required
        and param not in spec.positional
        and param.name != GROUP
        and isinstance(param.kind, Line | Lines | Many)
        and not given.get(param.name)
    ]


def _corrected(spec: Spec, given: Mapping[str, str], param: Param, rest: str) -> Code:
    whole = f"{spelt(spec, given)} {param.name}:{line.quoted(rest)}"
    return Code(whole if len(whole) <= _LONGEST and whole.isprintable() else f'{param.name}:"…"')
