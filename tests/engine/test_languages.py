"""Languages: translations, plural forms, directions, and which language somebody means."""

from __future__ import annotations

import logging
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import catalog
from bot.addresses import AccountRef
from bot.boundary import Reader
from bot.text import Code, Plural, Text, Words, listing
from bot.writing import PlainMarkup, write

AT = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
ENGLISH = Reader("en", "UTC")
FRENCH = Reader("fr", "Europe/Paris")
ARABIC = Reader("ar", "Africa/Cairo")


def said(words: Words, reader: Reader = ENGLISH) -> str:
    return write(words, reader, PlainMarkup())


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of our own for catalogues, instead of the one in `commands`."""
    monkeypatch.setattr(catalog, "FOLDER", tmp_path)
    return tmp_path


def catalogue(folder: Path, language: str, plural_forms: str, body: str) -> None:
    file = folder / language / catalog.FILE
    file.parent.mkdir(parents=True)
    header = (
        f"Language: {language}\\n",
        f"Plural-Forms: {plural_forms}\\n",
        "Content-Type: text/plain; charset=utf-8\\n",
    )
    file.write_text(
        'msgid ""\nmsgstr ""\n' + "".join(f'"{line}"\n' for line in header) + "\n" + body, "utf-8"
    )


FRENCH_FORMS = "nplurals=2; plural=(n > 1)"
RUSSIAN_FORMS = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"
)
ARABIC_FORMS = (
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"
)


def test_in_a_language_from_the_right_it_is_the_other_way_round(catalogues: Path) -> None:
    catalogue(
        catalogues, "ar", "nplurals=1; plural=0",
        'msgid "{who}: {typed}. Try {code}."\nmsgstr "{typed} :{who}. {code} جرّب."\n',
    )  # fmt: skip
    text = Text("{who}: {typed}. Try {code}.", who="سلمى", typed="123 نعم", code=Code("/poll show P-1"))
    assert said(text, ARABIC) == "123 نعم :سلمى. \u2068/poll show P-1\u2069 جرّب."
    named = Text(
        "{who}: {typed}. Try {code}.", who=AccountRef("console", "", "ana"), typed="yes", code=Code("1")
    )
    assert said(named, ARABIC) == "\u2068yes\u2069 :\u2068@ana\u2069. 1 جرّب."
    assert said(Text("{both}", both=listing(1, 2)), ARABIC) == "1 و2"
    assert said(Text("{left}", left=timedelta(days=2)), ARABIC) == "خلال يومين"


@pytest.mark.parametrize(
    ("language", "forms", "body", "expected"),
    [
        ("fr", FRENCH_FORMS, ["{n} bulletin", "{n} bulletins"],
         {0: "0 bulletin", 1: "1 bulletin", 2: "2 bulletins", -1: "-1 bulletin"}),
        ("ru", RUSSIAN_FORMS, ["{n} бюллетень", "{n} бюллетеня", "{n} бюллетеней"],
         {1: "1 бюллетень", 3: "3 бюллетеня", 5: "5 бюллетеней", 11: "11 бюллетеней", 21: "21 бюллетень"}),
        ("ar", ARABIC_FORMS, ["صفر", "واحدة", "ورقتان", "{n} أوراق", "{n} ورقة", "{n} ورقة اقتراع"],
         {0: "صفر", 1: "واحدة", 2: "ورقتان", 5: "5 أوراق", 11: "11 ورقة", 100: "100 ورقة اقتراع"}),
        ("ja", "nplurals=1; plural=0", ["{n} 票"], {0: "0 票", 1: "1 票", 7: "7 票"}),
    ],
)  # fmt: skip
def test_plural_forms(
    catalogues: Path, language: str, forms: str, body: list[str], expected: dict[int, str]
) -> None:
    entries = "".join(f'msgstr[{place}] "{form}"\n' for place, form in enumerate(body))
    catalogue(catalogues, language, forms, f'msgid "{{n}} ballot"\nmsgid_plural "{{n}} ballots"\n{entries}')
    written = {n: said(Plural("{n} ballot", "{n} ballots", n=n), Reader(language)) for n in expected}
    assert written == expected


def test_english_plurals() -> None:
    numbers = (0, 1, 2, -1, 1000)
    written = [said(Plural("{n} ballot of {who}", "{n} ballots of {who}", n=n, who="Ana")) for n in numbers]
    assert written == [
        f"{n} of Ana" for n in ("0 ballots", "1 ballot", "2 ballots", "-1 ballots", "1,000 ballots")
    ]


def test_what_is_not_translated_is_english(catalogues: Path) -> None:
    catalogue(
        catalogues,
        "fr",
        FRENCH_FORMS,
        'msgid "Yes"\nmsgstr "Oui"\n\n#, fuzzy\nmsgid "No"\nmsgstr "Nom"\n\nmsgid "Maybe"\nmsgstr ""\n',
    )
    assert [said(Text(word), FRENCH) for word in ("Yes", "No", "Maybe", "Never")] == [
        "Oui",
        "No",
        "Maybe",
        "Never",
    ]
    assert said(Plural("{n} seat", "{n} seats", n=0), FRENCH) == "0 seats"


@pytest.mark.parametrize("wrong", ["{qui} est d’accord", "D’accord", "{who} est d’accord {when}"])
def test_a_translation_with_other_placeholders_is_not_used(
    catalogues: Path, caplog: pytest.LogCaptureFixture, wrong: str
) -> None:
    catalogue(catalogues, "fr", FRENCH_FORMS, f'msgid "{{who}} agrees"\nmsgstr "{wrong}"\n')
    with caplog.at_level(logging.ERROR):
        assert said(Text("{who} agrees", who="Ana"), FRENCH) == "Ana agrees"
    assert "wrong placeholders in fr" in caplog.text


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("fr", "fr"), ("FR", "fr"), (" fr ", "fr"), ("fr-CA", "fr"), ("fr_CA.UTF-8", "fr"),
        ("fr-Latn-CA", "fr"), ("French", "fr"), ("français", "fr"), ("Francais", "fr"), ("FRANÇAIS", "fr"),
        ("en", "en"), ("en-GB", "en"), ("English", "en"), ("anglais", "en"),
        ("", None), ("tlh", None), ("Klingon", None), ("fr; drop", None), ("../fr", None),
        ("f" * 100_000, None),
    ],
)  # fmt: skip
def test_languages_as_people_type_them(typed: str, language: str | None) -> None:
    assert catalog.known_language(typed) == language


def test_the_languages_that_we_speak() -> None:
    assert catalog.languages()[:2] == ("en", "fr")


def test_a_variety_is_written_in_its_language() -> None:
    assert said(Text("{at}", at=AT), Reader("fr-CA", "UTC")).startswith("mardi")
    assert said(Text("{at}", at=AT), Reader("tlh", "UTC")).startswith("Tuesday")


@pytest.mark.parametrize(
    ("language", "direction"),
    [("en", "ltr"), ("fr", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("fa_AF", "rtl")],
)
def test_directions(language: str, direction: str) -> None:
    assert catalog.direction(language) == direction


def test_english_words_load_neither_babel_nor_gettext() -> None:
    script = (
        "import sys\n"
        "from bot import plain, writing\n"
        "from bot.boundary import Reader\n"
        "from bot.text import Plural, Text, listing\n"
        "days = Plural('{n} day', '{n} days', n=3)\n"
        "words = Text('{a} {b} {c}', a=12345, b=listing('x', 'y', 'z'), c=days)\n"
        "assert writing.write(words, Reader('en-GB'), writing.PlainMarkup()) == '12,345 x, y and z 3 days'\n"
        "print(sorted({'babel', 'gettext'} & set(sys.modules)))\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
