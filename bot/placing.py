"""Which word of a typed line is the value of which parameter (DESIGN §5).

Required parameters stand by position, every parameter as `name:value`, and the last required one takes the
words that remain. What cannot be placed is told, never guessed into a text.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot import line
from bot.binding import Param, Spec
from bot.commands import Choice, Kind, Line, Lines, Many, Moment, Parsed, Person, Record
from bot.misnamed import misnamed
from bot.misplaced import belongs_nowhere, name_or_value, needs_a_name
from bot.refusals import Fault
from bot.text import Code, Text

_TEXTUAL = (Line, Lines, Many, Moment, Person, Parsed)
"""Kinds that may take the remaining words of a line."""


def place(spec: Spec, said: Sequence[line.Word]) -> tuple[dict[str, str], list[Fault]]:
    """Which word is the value of which parameter."""
    wrong = misnamed(spec, said)
    if wrong is None:
        return _place(spec, said)
    given, faults = _place(spec, wrong.said)
    return given, [*wrong.faults(spec, fits=not faults), *faults]


def _place(spec: Spec, said: Sequence[line.Word]) -> tuple[dict[str, str], list[Fault]]:
    parts: dict[str, list[str]] = {}
    faults: list[Fault] = []
    loose: list[line.Word] = []
    apart: list[line.Word] = []
    parted = False  # a named value stands between the last loose word and this one
    last: Param | None = None
    named = {word.name for word in said}
    waiting = [param for param in spec.positional if param.name not in named]
    required = len(waiting) if any(param.required for param in spec.positional) else 0
    for word in said:
        param = spec.by_name.get(word.name) if word.name else None
        if param is not None:
            if param.name in parts:
                faults.append(Fault(param.name, Text("{name} is given twice.", name=Code(param.name))))
            parts[param.name] = [word.value]
            last = None if word.quoted else param
            parted = True
        elif last is not None and _continues(parts[last.name][-1], word, last, free=len(loose) >= required):
            parts[last.name] += ("\n" if word.newline else " ", word.text)
            last = None if word.quoted else last
        elif apart or _stands_apart(word, loose, waiting, parted):
            apart.append(word)
        else:
            loose.append(word)
            last, parted = None, False
    given = {name: found[0] if len(found) == 1 else "".join(found).strip() for name, found in parts.items()}
    if not required and (unsure := name_or_value([word.text for word in loose], waiting, spec, given)):
        return given, [*faults, Fault("", unsure)]
    for number, param in enumerate(waiting):
        if not loose:
            break
        if number == len(waiting) - 1 and _takes_rest(param.kind):
            _peel(param, loose, spec, given)
            given[param.name], loose = _joined(loose), []
        else:
            given[param.name] = loose.pop(0).text
    faults += _left_over(loose, apart, spec, given, alone=not faults)
    return given, faults


def _stands_apart(
    word: line.Word, loose: Sequence[line.Word], waiting: Sequence[Param], parted: bool
) -> bool:
    """Whether a word after the last value looks like a value of its own: `"Tea?" until:"friday"`, `"Tea?" "A | B"`,
    `"Tea?" method:vote @cleo`. It is never made a part of a text unseen."""
    if not waiting or len(loose) < len(waiting) or isinstance(waiting[-1].kind, Lines):
        return False
    closed = len(loose) == len(waiting) and loose[-1].quoted
    return (word.quoted and bool(word.name)) or (closed and (word.quoted or bool(word.name) or parted))


def _left_over(
    loose: Sequence[line.Word], apart: Sequence[line.Word], spec: Spec, given: dict[str, str], *, alone: bool
) -> list[Fault]:
    """What is said about words that found no place. With other faults (not `alone`), or where one of them bears a
    name that we do not know, nobody can say how the line should read."""
    left = [*apart, *loose]
    named = any(word.name and (word.quoted or word is apart[0]) for word in apart)
    if left and alone and not named:
        return [Fault("", needs_a_name(_joined(left), spec, given))]
    return [Fault("", belongs_nowhere(word.text, spec)) for word in left[:1]]


def _takes_rest(kind: Kind) -> bool:
    return isinstance(kind, _TEXTUAL) or (isinstance(kind, Record) and kind.words)


def _peel(param: Param, loose: list[line.Word], spec: Spec, given: dict[str, str]) -> None:
    """A choice may follow a record without its own name: `@ben civil society facilitator`."""
    if not isinstance(param.kind, Record) or len(loose) < 2 or loose[-1].quoted:
        return
    for each in spec.params:
        if isinstance(each.kind, Choice) and not each.required and each.name not in given:
            if each.kind.meant(loose[-1].text) is not None:
                given[each.name] = loose.pop().text
            return


def _joined(said: Sequence[line.Word]) -> str:
    """Words as one value; a pasted list keeps its lines."""
    first, *others = said
    return first.text + "".join(("\n" if word.newline else " ") + word.text for word in others)


def _continues(value: str, word: line.Word, param: Param, *, free: bool) -> bool:
    """A value may begin after a blank (`closes: "in 2 days"`), a list may go on after a separator
    (`options:Red, Green, Blue`), and so may a text once all that is required is there (`free`):
    `/poll vote P-1 no reason:Too early`."""
    if not value:
        return not word.name
    if (
        isinstance(param.kind, Many)
        and not word.name
        and (value.endswith((",", "|")) or word.text in (",", "|"))
    ):
        return True
    return free and not word.quoted and _takes_rest(param.kind)
