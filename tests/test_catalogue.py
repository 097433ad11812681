"""Every text in the code can be translated, and is, into every language that we speak."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.catalog import languages
from bot.writing import same_placeholders
from commands.locales.update import Unreadable, read, texts, updated

TRANSLATED = languages()[1:]
NBSP = "\u00a0"


@pytest.fixture(scope="module")
def template() -> Catalog:
    return texts()


@pytest.fixture(params=TRANSLATED)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def messages(language: str) -> list[Message]:
    return [message for message in read(language) if message.id]


def sources(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def translations(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def test_french_is_spoken() -> None:
    assert "fr" in TRANSLATED


def test_every_text_is_translated(language: str, messages: list[Message], template: Catalog) -> None:
    done = {sources(message) for message in messages if all(translations(message))}
    missing = [sources(message) for message in template if message.id and sources(message) not in done]
    assert not missing, (
        f"{len(missing)} texts: run python -m commands.locales.update, and translate them into {language}"
    )


def test_nothing_is_translated_that_nobody_says(
    language: str, messages: list[Message], template: Catalog
) -> None:
    said = {sources(message) for message in template}
    assert [sources(message) for message in messages if sources(message) not in said] == []
    assert not read(language).obsolete


def test_nothing_is_left_to_be_looked_at(messages: list[Message]) -> None:
    assert [sources(message) for message in messages if message.fuzzy] == []


def test_translations_name_the_same_arguments(messages: list[Message]) -> None:
    assert [
        (sources(message), translation)
        for message in messages
        for translation in translations(message)
        if translation and not same_placeholders(translation, *sources(message))
    ] == []


def test_every_plural_has_all_forms(language: str, messages: list[Message]) -> None:
    forms = read(language).num_plurals
    assert [
        message.id
        for message in messages
        if not isinstance(message.id, str) and len(translations(message)) != forms
    ] == []


def test_a_sentence_ends_as_its_source_does(messages: list[Message]) -> None:
    """A full stop that is lost, or one too many, is seen at once where sentences are listed."""
    ends = re.compile(r"[.!?…:]?$")

    def end(text: str) -> str:
        return str(ends.findall(text)[0])

    assert [
        (message.id, translation)
        for message in messages
        for translation in translations(message)
        if translation and end(translation) != end(sources(message)[0])
    ] == []


def test_french_is_set_as_french_is() -> None:
    wrong = (
        re.compile(r"'"),  # l’apostrophe
        re.compile(rf"[^{NBSP}\u202f?!…:;][;?!](\s|$)"),  # a blank that does not break stands before ; ? !
        re.compile(rf"[^{NBSP}]:(\s|$)"),
        re.compile(rf"«[^{NBSP}]|[^{NBSP}]»|[“”\"]"),
        re.compile(r"\.\.\."),
    )
    assert [
        (pattern.pattern, translation)
        for message in read("fr")
        if message.id
        for translation in translations(message)
        for pattern in wrong
        if pattern.search(translation)
    ] == []


# The tool itself


def code(root: Path, source: str) -> Path:
    for package in ("bot", "adapters", "commands", "storage"):
        (root / package).mkdir()
    (root / "commands" / "views.py").write_text(source, "utf-8")
    return root


def test_texts_are_found_wherever_they_stand(tmp_path: Path) -> None:
    source = """
from bot import text
a = Text("outer {x}", x=Text("inner", y=listing(Text("deep"), Plural("{n} seat", "{n} seats", n=3))))
b = [text.Text("in a "
               "list")] if Text("asked") else Text("{only} {placeholders}", only=1, placeholders=2)
c = Context("not ours"), "nor this"
"""
    found = {sources(message) for message in texts(code(tmp_path, source)) if message.id}
    assert found == {
        ("outer {x}",), ("inner",), ("deep",), ("{n} seat", "{n} seats"), ("in a list",), ("asked",),
    }  # fmt: skip


@pytest.mark.parametrize(
    "source",
    [
        "Text(name)",
        'Text(f"{name}")',
        'Text("a" + b)',
        'Text("one", "two")',
        "Text()",
        "Text(7)",
        'Plural("{n} seat", n=1)',
        'Plural("{n} seat", "{n} seats", n=1), Plural("{n} seat", "{n} chairs", n=1)',
    ],
)
def test_what_nobody_could_translate_is_refused(tmp_path: Path, source: str) -> None:
    with pytest.raises(Unreadable, match=r"commands/views\.py:1"):
        texts(code(tmp_path, source))


def test_an_update_keeps_what_is_translated_and_marks_what_changed(tmp_path: Path) -> None:
    old = Catalog(locale="fr", fuzzy=False)
    old.add("The poll is open.", "Le scrutin est ouvert.")
    old.add("This stays here.", "Ceci reste.")
    old.add("Nobody says this any more", "Plus personne ne dit cela")
    old.add(("{n} seat", "{n} seats"), ("{n} siège", "{n} sièges"))
    seats = 'Plural("{n} seat", "{n} seats", n=2)'
    template = texts(
        code(tmp_path, f'Text("The poll is open!"), Text("This stays here."), {seats}, Text("New")')
    )
    written = updated(old, template).decode()
    assert written == (
        'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
        '#: commands/views.py\n#, fuzzy\nmsgid "The poll is open!"\nmsgstr "Le scrutin est ouvert."\n\n'
        '#: commands/views.py\nmsgid "This stays here."\nmsgstr "Ceci reste."\n\n'
        '#: commands/views.py\n#, python-brace-format\nmsgid "{n} seat"\nmsgid_plural "{n} seats"\n'
        'msgstr[0] "{n} siège"\nmsgstr[1] "{n} sièges"\n\n'
        '#: commands/views.py\nmsgid "New"\nmsgstr ""\n\n'
    )
    assert updated(read_po(io.BytesIO(written.encode()), locale="fr"), template).decode() == written
