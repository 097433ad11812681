"""Parameters that somebody called by another name: `at:friday` where it is `when:friday`.

Nothing is accepted by it: the name is told, with the line to write instead. A text that merely has a colon in it
stays a text (`Agenda: budget`, `https://…`, 10:30), as does everything in quotes.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Final

from bot.binding import Param, Spec
from bot.line import Word, quote, quoted
from bot.refusals import Fault
from bot.text import Code, Text, listing

_LONGEST: Final = 200
"""Characters of a line that is shown to be typed again."""
_NEAR: Final = 0.8
"""How much two names are alike of which one may be a slip of the other: `test:` is no slip of `text:`."""
_SHORTEST: Final = 4
"""Letters of a name that may be a slip: shorter ones are words of some language (`wo: Raum 4`, `du: 3 mai`)."""
_BEGINS: Final = ("since", "starts", "opens")
_ENDS: Final = ("until", "closes", "due", "when")
_PEOPLE: Final = ("who", "to")
_SAME: Final[Sequence[tuple[tuple[str, ...], str]]] = (
    (_BEGINS, "from since start starts open opens begin begins"),
    (_ENDS, "until till til to by before due deadline close closes end ends"),
    ((*_BEGINS, *_ENDS, "every"), "at on when date time day"),
    (_PEOPLE, "who whom for to owner owners assignee assigned user person member people"),
    (("every",), "each repeat repeats rhythm frequency often"),
    (("reason", "rationale"), "reason why because rationale"),
    (("text", "note"), "text note notes message body description content details comment"),
    (("question", "name"), "question title name topic subject"),
    (("options", "choice"), "options option choices choice answers answer vote"),
    (("link",), "url href"),
    (("zone",), "tz timezone"),
    (("language",), "lang locale"),
    (("affiliation",), "organisation organization org company employer"),
    (("region",), "country"),
    (("state",), "status"),
    (("stakeholder", "stakeholders", "pool"), "stakeholder stakeholders constituency constituencies"),
    (("threshold",), "majority"),
    (("overrides",), "rules changes"),
)
"""Names of parameters, and what else people call what they mean; a row each."""
_OF_TIME: Final = frozenset((*_BEGINS, *_ENDS, "every"))


@dataclass(frozen=True, slots=True)
class Meant:
    """A name as it was `typed`, and the parameters that it may stand for. `in_text`: it stands among words
    without quotes, and may be one of them after all."""

    typed: str
    names: tuple[str, ...]
    in_text: bool


@dataclass(frozen=True, slots=True)
class Misnamed:
    """What was typed under names that do not exist here. `said` is the line as it may have been meant."""

    said: tuple[Word, ...]
    meant: tuple[Meant, ...]
    whole: bool
    """Whether `said` has everything that was typed."""

    def faults(self, spec: Spec, *, fits: bool) -> list[Fault]:
        """What is said of each name; of the first with the line to write, where that `fits`."""
        line = _written(spec, self.said) if fits and self.whole else None
        faults = []
        for each in self.meant:
            faults.append(Fault(each.typed, _told(each, line)))
            line = None
        return faults


def misnamed(spec: Spec, said: Sequence[Word]) -> Misnamed | None:
    """None where every name is that of a parameter, or a word of a text."""
    given = {word.name for word in said if word.name in spec.by_name}
    kept: list[Word] = []
    meant: list[Meant] = []
    added: dict[str, str] = {}
    whole = True
    for place, word in enumerate(said):
        names = _likeliest(spec, _meant(spec, said, place), given)
        if not names:
            kept.append(word)
            continue
        before = said[place - 1] if place else None
        in_text = before is not None and not before.quoted and before.name not in spec.by_name
        meant.append(Meant(word.name, names, in_text))
        name = names[0] if len(names) == 1 else ""
        if name and name not in given:
            kept.append(replace(word, name=name))
            given.add(name)
        elif name in _OF_TIME and word.value and name not in added:
            added[name] = word.value
        else:
            whole = False
    if not meant:
        return None
    return Misnamed(tuple(_with(word, added) for word in kept), tuple(meant), whole)


def _likeliest(spec: Spec, names: Sequence[str], given: Container[str]) -> tuple[str, ...]:
    """Of several moments the one that is there already, whose hour it may be, else the one that is needed."""
    if len(names) < 2:
        return tuple(names)
    there = [name for name in names if name in given and name in _OF_TIME]
    needed = [name for name in names if spec.by_name[name].required]
    return tuple(there or needed or names)


def _meant(spec: Spec, said: Sequence[Word], place: int) -> tuple[str, ...]:
    """The parameters that a word with a colon may have been meant for; empty where it is a word of a text."""
    word = said[place]
    if not word.name or word.name in spec.by_name or word.value.startswith("//"):
        return ()
    near = get_close_matches(word.name, spec.by_name, 1, _NEAR) if len(word.name) >= _SHORTEST else []
    apart = bool(word.value) or _beside_quotes(said, place)
    if near:
        return tuple(near) if apart or not _is_prose(spec, said, place, near[0]) else ()
    return tuple(_same(spec.by_name, word, said[:place])) if apart else ()


def _is_prose(spec: Spec, said: Sequence[Word], place: int, near: str) -> bool:
    """Whether a word with a blank behind its colon is a word of a language: "Dues: collect them" is a heading though
    there is a `due:`, and "for two reasons: cost, time" a sentence though there is a `reason:`."""
    word = said[place]
    heading = word.text[:1].isupper() or all(each.name in spec.by_name for each in said[:place])
    return heading or word.name == f"{near}s"


def _beside_quotes(said: Sequence[Word], place: int) -> bool:
    """Whether a value in quotes ends before the word, or begins behind it: then it is no part of a text."""
    return any(0 <= each < len(said) and said[each].quoted for each in (place - 1, place + 1))


def _same(by_name: Mapping[str, Param], word: Word, before: Sequence[Word]) -> list[str]:
    """`to:` may be a person's or a moment's: a mention is no moment, and what follows `from:` is no person."""
    rows = [names for names, words in _SAME if word.name in words.split()]
    if word.value.startswith(("@", "<@")):
        rows = [names for names in rows if names == _PEOPLE]
    elif any(each.name in ("from", *_BEGINS) for each in before):
        rows = [names for names in rows if names != _PEOPLE]
    return list(dict.fromkeys(name for names in rows for name in names if name in by_name))


def _with(word: Word, added: Mapping[str, str]) -> Word:
    """`when:friday` with the hour that stood under another name."""
    if word.name not in added:
        return word
    return replace(word, value=f"{word.value} {added[word.name]}".strip(), quoted=True)


def _told(meant: Meant, line: str | None) -> Text:
    near = listing(*(Code(f"{name}:") for name in meant.names))
    if line is not None and meant.in_text:
        return Text(
            "There is nothing of this name here. If you mean {near}, write {line}; if it belongs to the text, put the"
            " text in quotes.",
            near=near,
            line=Code(line),
        )
    if line is not None:
        return Text(
            "There is nothing of this name here. If you mean {near}, write {line}", near=near, line=Code(line)
        )
    if len(meant.names) > 1:
        return Text("There is nothing of this name here, but there is: {near}.", near=near)
    return Text("There is nothing of this name here. Did you mean {near}?", near=near)


def _written(spec: Spec, said: Sequence[Word]) -> str | None:
    """The line with the right names; None where it is too long to be shown."""
    whole = " ".join([f"/{spec.path}", *(_word(spec, word) for word in said)])
    return whole if len(whole) <= _LONGEST and whole.isprintable() else None


def _word(spec: Spec, word: Word) -> str:
    if word.name not in spec.by_name:
        return quoted(word.text) if word.quoted and not word.name else word.text
    value = quoted(word.value) if word.quoted else quote(word.value) if word.value else ""
    return f"{word.name}:{value}"
