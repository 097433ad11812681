"""Forms and suggestions: how the parameters of a command are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial

from bot.binding import GROUP, KEY_MARK, Param, Spec
from bot.boundary import Door, Field, Form, Input, Suggestion
from bot.commands import Choice, Flag, Line, Lines, Many, Moment, Parsed, Person, Record, Scope, Whole
from bot.feature import Call, anything
from bot.ports import T
from bot.refusals import Fault, Refusal
from bot.rights import check_rights
from bot.text import Code, Text, verbatim

MOST_FIELDS = 5
"""Discord's limit for a modal, the smallest of all platforms."""
MOST_SUGGESTIONS = 25
"""Discord's limit for autocomplete and for a select."""


def form_of(call: Call[T], spec: Spec, given: Mapping[str, str], faults: Sequence[Fault], draft: str) -> Form:
    """Asks first for what is at fault, then for what is missing, then for what the command says is
    worth asking. What a button chose is not asked for again."""
    wrong = {fault.field: fault.text for fault in faults}
    missing = [param for param in spec.params if param.required and not given.get(param.name)]
    typed = [
        param for param in spec.params if given.get(param.name) and not given[param.name].startswith(KEY_MARK)
    ]
    worth = [spec.by_name[name] for name in spec.command.form]
    pressed = call.request.door is Door.PRESS
    chosen = {
        param.name
        for param in spec.params
        if param.is_key and (value := given.get(param.name)) and (pressed or value.startswith(KEY_MARK))
    }
    order = [*(param for param in spec.params if param.name in wrong), *missing, *worth, *typed]
    asked = [param for param in dict.fromkeys(order) if param.name not in chosen or param.name in wrong]
    return Form(
        spec.path,
        spec.command.about,
        tuple(_field(call, spec, param, given, wrong.get(param.name)) for param in asked[:MOST_FIELDS]),
        draft,
        tuple(faults),
        call.reader,
        tuple(
            _kept(call, (spec.by_name[name] for name in given if name in chosen and name not in wrong), given)
        ),
    )


def which_group(call: Call[T], spec: Spec) -> Form | None:
    """Asks for the group alone: what else there is to ask depends on it. None where the command needs none, it is
    known already, or they have none."""
    request = call.request
    if spec.command.scope is not Scope.GROUP or call.perhaps_group is not None or request.given.get(GROUP):
        return None
    # In a channel that is no home a line that was typed is more likely to be in the wrong place.
    if not request.where.is_private and request.door is not Door.SHORTCUT:
        return None
    choices = tuple(Suggestion(name, verbatim(name)) for name in call.tx.own_groups(call.account))
    if not choices:
        return None
    shape = Input.CHOICE if len(choices) < MOST_SUGGESTIONS else Input.SHORT
    label = Text("{name}", name=Code(GROUP))
    about = Text("which of your groups it is for")
    asked = Field(GROUP, label, about, shape, True, choices=choices[:MOST_SUGGESTIONS], most=100)
    return Form(spec.path, spec.command.about, (asked,), "", reader=call.reader)


def _kept(call: Call[T], chosen: Iterable[Param], given: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What was chosen by its key, as it would be typed. The group is said where it is not plain."""
    for param in chosen:
        group, finds = call.perhaps_group, call.registry.finds
        if isinstance(param.kind, Record):
            with suppress(Refusal):  # What is gone is told when the form comes back.
                found = finds[param.kind.kind].find(call, given[param.name].removeprefix(KEY_MARK), True)
                yield param.name, finds[param.kind.kind].typed(found)
        elif group is not None and call.request.where.is_private:
            yield param.name, group.name


def _field(call: Call[T], spec: Spec, param: Param, given: Mapping[str, str], fault: object) -> Field:
    kind = param.kind
    value = given.get(param.name, "")
    choices: tuple[Suggestion, ...] = ()
    shape, most = Input.SHORT, 300
    match kind:
        case Lines():
            shape, most = Input.LONG, kind.most
        case Many():
            shape, most = Input.LONG, kind.most * (kind.each + 3)
        case Line() | Parsed():
            most = kind.most
        case Choice() | Flag() | Record():
            choices = tuple(suggestions(call, spec, param, ""))
            # What was typed and fits stays as it is, also where it is not among what is suggested.
            given_so = bool(value) and fault is None and not value.startswith(KEY_MARK)
            typed = given_so and all(choice.value != value for choice in choices)
            if 0 < len(choices) < MOST_SUGGESTIONS and not typed:
                shape = Input.CHOICE
        case Whole() | Moment() | Person():
            most = 200
    return Field(
        param.name,
        Text("{name}", name=Code(param.name)),
        kind.about,
        shape,
        param.required or (fault is not None and not value),
        "" if value.startswith(KEY_MARK) else value,
        choices,
        fault if isinstance(fault, Text) else None,
        most,
        call.request.known.mentions.get(value) if isinstance(kind, Person) else None,
    )


def lacks(spec: Spec, given: Mapping[str, str], refusal: Refusal) -> bool:
    """Whether all that is wrong are parameters that were not given, so that a form can ask for them."""
    named = spec.by_name
    return bool(refusal.faults) and all(
        fault.field in named and not given.get(fault.field) for fault in refusal.faults
    )


def suggested(call: Call[T], spec: Spec, param: Param, typed: str) -> Sequence[Suggestion]:
    """What the person may see of what fits. Their own groups are suggested wherever they are. Raises Refusal."""
    if param.name == GROUP:
        names = call.tx.own_groups(call.account, typed)
        return [Suggestion(name, verbatim(name)) for name in names[:MOST_SUGGESTIONS]]
    check_rights(call, spec, call.request.given)
    return suggestions(call, spec, param, typed)


def suggestions(call: Call[T], spec: Spec, param: Param, typed: str) -> Sequence[Suggestion]:
    """What one could choose for a parameter of a command, given what was typed so far."""
    kind = param.kind
    wanted = typed.casefold()
    match kind:
        case Choice():
            labels = dict(kind.labels)
            found: Sequence[Suggestion] = [
                Suggestion(member.value, labels.get(member, Text("{value}", value=Code(member.value))))
                for member in kind.of
                if wanted in member.value.casefold()
            ]
        case Flag():
            found = [Suggestion("yes", Text("yes")), Suggestion("no", Text("no"))]
        case Record():
            suits = call.registry.handles[spec.path].suits.get(param.name)
            fits = anything if suits is None else partial(suits, call)
            found = call.registry.finds[kind.kind].suggest(call, typed, fits)
        case Person():
            group = call.perhaps_group
            names = call.tx.find_like(group.id, typed, MOST_SUGGESTIONS) if group else ()
            found = [Suggestion(name, verbatim(name)) for name in names]
        case _:
            found = ()
    return found[:MOST_SUGGESTIONS]
