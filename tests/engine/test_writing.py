"""Words as people read them: each row is what is said, for whom, and what stands there."""

from __future__ import annotations

import logging
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import catalog
from bot.addresses import AccountRef
from bot.boundary import Reader
from bot.text import Arg, Code, Date, Plural, Text, Words, listing, verbatim
from bot.writing import PlainMarkup, write

AT = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
ENGLISH = Reader("en", "UTC")
FRENCH = Reader("fr", "Europe/Paris")
ARABIC = Reader("ar", "Africa/Cairo")


def said(words: Words, reader: Reader = ENGLISH) -> str:
    return write(words, reader, PlainMarkup())


def of(value: Arg, reader: Reader = ENGLISH) -> str:
    return said(Text("{value}", value=value), reader)


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of our own for catalogues, instead of the one in `commands`."""
    monkeypatch.setattr(catalog, "FOLDER", tmp_path)
    yield tmp_path


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


# What arguments look like


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        ("Ana", "Ana", "Ana"),
        (0, "0", "0"),
        (-7, "-7", "-7"),
        (999, "999", "999"),
        (12345, "12,345", "12\u202f345"),
        (-1234567, "-1,234,567", "-1\u202f234\u202f567"),
        (Fraction(2, 3), "2/3", "2/3"),
        (Fraction(4000, 2), "2,000", "2\u202f000"),
        (Code("/poll show P-12"), "/poll show P-12", "/poll show P-12"),
        (AccountRef("console", "", "ana"), "@ana", "@ana"),
        (AT, "Tuesday 1 December 2026, 14:00 UTC", "mardi 1 décembre 2026 à 15:00 Europe/Paris"),
        (Date(AT), "Tuesday 1 December 2026", "mardi 1 décembre 2026"),
        # The day is the reader's: an hour before midnight in UTC it is tomorrow in Paris.
        (Date(AT.replace(hour=23)), "Tuesday 1 December 2026", "mercredi 2 décembre 2026"),
        (listing(), "", ""),
        (listing("a"), "a", "a"),
        (listing("a", "b"), "a and b", "a et b"),
        (listing("a", "{0}", 3), "a, {0} and 3", "a, {0} et 3"),
        (Text("{who}", who="Ana"), "Ana", "Ana"),
    ],
)
def test_each_kind_of_argument(value: Arg, english: str, french: str) -> None:
    assert (of(value), of(value, FRENCH)) == (english, french)


@pytest.mark.parametrize(
    ("delta", "english", "french"),
    [
        (timedelta(0), "now", "maintenant"),
        (timedelta(seconds=45), "in 45 seconds", "dans 45 secondes"),
        (timedelta(minutes=1), "in 1 minute", "dans 1 minute"),
        (timedelta(minutes=90), "in 90 minutes", "dans 90 minutes"),
        (timedelta(hours=2), "in 2 hours", "dans 2 heures"),
        (timedelta(hours=24), "in 1 day", "dans 1 jour"),
        (timedelta(hours=36), "in 36 hours", "dans 36 heures"),
        (timedelta(days=3), "in 3 days", "dans 3 jours"),
        (timedelta(days=2) - timedelta(seconds=1), "in 2 days", "dans 2 jours"),
        (timedelta(days=30), "in 30 days", "dans 30 jours"),
        (timedelta(days=365), "in 1 year", "dans 1 an"),
        (timedelta(days=500), "in 500 days", "dans 500 jours"),
        (timedelta(days=-3), "3 days ago", "il y a 3 jours"),
        (timedelta(hours=-36), "36 hours ago", "il y a 36 heures"),
    ],
)
def test_distances_from_now(delta: timedelta, english: str, french: str) -> None:
    assert (of(delta), of(delta, FRENCH)) == (english, french)


@given(st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=4000)))
def test_a_distance_is_never_far_from_the_truth(delta: timedelta) -> None:
    _, number, unit = of(delta).split(" ")
    length = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "year": 31557600}[unit.rstrip("s")]
    shown = int(number.replace(",", "")) * length
    assert abs(shown - delta.total_seconds()) <= delta.total_seconds() / 6 or delta < timedelta(seconds=3)
    assert of(-delta) == f"{number} {unit} ago"


@pytest.mark.parametrize(
    ("zone", "at", "shown"),
    [
        ("Europe/Paris", AT, "Tuesday 1 December 2026, 15:00 Europe/Paris"),
        ("America/New_York", AT, "Tuesday 1 December 2026, 09:00 America/New_York"),
        ("Asia/Kathmandu", AT, "Tuesday 1 December 2026, 19:45 Asia/Kathmandu"),
        ("+02:00", AT, "Tuesday 1 December 2026, 16:00 UTC+02:00"),
        ("-09:30", AT, "Tuesday 1 December 2026, 04:30 UTC-09:30"),
        # The clock shows this hour twice in Paris; the offset says which one it is.
        (
            "Europe/Paris",
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            "Sunday 25 October 2026, 02:30 Europe/Paris (UTC+02:00)",
        ),
        (
            "Europe/Paris",
            datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
            "Sunday 25 October 2026, 02:30 Europe/Paris (UTC+01:00)",
        ),
        (
            "Europe/Paris",
            datetime(2026, 10, 25, 2, 30, tzinfo=UTC),
            "Sunday 25 October 2026, 03:30 Europe/Paris",
        ),
        ("UTC", AT.astimezone(timezone(timedelta(hours=-5))), "Tuesday 1 December 2026, 14:00 UTC"),
    ],
)
def test_moments_are_absolute_with_their_zone(zone: str, at: datetime, shown: str) -> None:
    assert of(at, Reader("en", zone)) == shown


def test_a_zone_that_is_gone_is_written_in_utc(caplog: pytest.LogCaptureFixture) -> None:
    assert of(AT, Reader("en", "Europe/Atlantis")) == "Tuesday 1 December 2026, 14:00 UTC"
    assert "Atlantis" in caplog.text


def test_a_moment_without_a_zone_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        of(datetime(2026, 12, 1, 15, 0))  # noqa: DTZ001


def test_a_missing_argument_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="who"):
        said(Text("{who} agrees"))


def test_accounts_have_their_names_where_their_address_is_a_number() -> None:
    markup = PlainMarkup(named=lambda account: {"U7": "Ana\nMaría"}[account.user])
    assert write(Text("{who}!", who=AccountRef("slack", "T1", "U7")), ENGLISH, markup) == "@Ana\nMaría!"


# What people typed


@pytest.mark.parametrize(
    "typed",
    [
        "{typed}",
        "{0} {} {{x}}",
        "}{",
        "{who}",
        "%s %(x)d",
        "$who",
        "\\{",
        "a\n\tb",
        "  two  blanks  ",
        "👩‍👩‍👧 می‌خواهم"[:5],
    ],
)
def test_what_was_typed_comes_out_exactly(typed: str) -> None:
    assert said(Text("“{typed}” by {who}", typed=typed, who="Ana")) == f"“{typed}” by Ana"


@given(st.text())
def test_whatever_is_typed_it_disturbs_nothing(typed: str) -> None:
    written = said(Text("<{typed}>", typed=typed))
    assert written.startswith("<")
    assert written.endswith(">")
    isolates = written.count("\u2068")
    assert isolates == written.count("\u2069")
    bare = written[1:-1].replace("\u2068", "").replace("\u2069", "")
    assert all(
        character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs", "Zl", "Zp")
        for character in bare
    )
    assert not any(
        "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u206f" for character in bare
    )
    written.encode()


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp"])))
def test_letters_are_never_lost(typed: str) -> None:
    assert said(verbatim(typed)).replace("\u2068", "").replace("\u2069", "") == typed


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("a\x00b\x1b[31mc", "a␀b␛[31mc"),
        ("a\x7fb\x9bc", "a␡b\ufffdc"),
        ("one\r\ntwo\rthree\u2028four\u2029five\x85six", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("safe\u202egnp.exe\u202c\u2066!\u2069", "safegnp.exe!"),
        ("half\ud83d", "half\ufffd"),
        ("\u200fkept\u200d", "\u2068\u200fkept\u200d\u2069"),
    ],
)
def test_characters_that_disturb(typed: str, shown: str) -> None:
    assert said(verbatim(typed)) == shown
    assert said(Text("{code}", code=Code(typed))) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("plain", "plain"),
        ("Ça ira, 日本", "Ça ira, 日本"),
        ("سلام", "\u2068سلام\u2069"),
        ("A سلام\n\nB\nשלום", "\u2068A سلام\u2069\n\n\u2068B\u2069\n\u2068שלום\u2069"),
        ("12 ٣", "\u206812 ٣\u2069"),
    ],
)
def test_letters_that_run_from_the_right_are_isolated(typed: str, shown: str) -> None:
    assert said(Text("{who}: {typed}", who="Ana", typed=typed)) == f"Ana: {shown}"


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
    assert of(listing(1, 2), ARABIC) == "1 و2"
    assert of(timedelta(days=2), ARABIC) == "خلال يومين"


@dataclass(frozen=True)
class Tags:
    """A markup that shows which of its methods wrote what."""

    def words(self, text: str) -> str:
        return text.replace("&", "&amp;")

    def typed(self, text: str) -> str:
        return f"<t>{text}</t>"

    def code(self, text: str) -> str:
        return f"<c>{text}</c>"

    def mention(self, account: AccountRef) -> str:
        return f"<@{account.user}>"

    def moment(self, at: datetime, reader: Reader) -> str:
        return f"<m {at:%H:%M} {reader.zone}>"

    def day(self, at: datetime, reader: Reader) -> str:
        return f"<d {at:%d} {reader.zone}>"


def test_a_platform_writes_each_argument_in_its_own_way() -> None:
    inner = Text("{at} & {day}", at=AT, day=Date(AT))
    who = AccountRef("slack", "T1", "U7")
    text = Text("A & B: {typed}, {many}", typed="a&b\x07", many=listing(Code("P-1"), who, inner, 3))
    written = "A &amp; B: <t>a&b␇</t>, <c>P-1</c>, <@U7>, <m 14:00 UTC> &amp; <d 01 UTC> and 3"
    assert write(text, ENGLISH, Tags()) == written


# Languages


@pytest.mark.parametrize(
    ("language", "forms", "body", "expected"),
    [
        ("fr", "nplurals=2; plural=(n > 1)", ["{n} bulletin", "{n} bulletins"],
         {0: "0 bulletin", 1: "1 bulletin", 2: "2 bulletins", -1: "-1 bulletin"}),
        ("ru", "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)",
         ["{n} бюллетень", "{n} бюллетеня", "{n} бюллетеней"],
         {1: "1 бюллетень", 3: "3 бюллетеня", 5: "5 бюллетеней", 11: "11 бюллетеней", 21: "21 бюллетень"}),
        ("ar", "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)",
         ["صفر", "واحدة", "ورقتان", "{n} أوراق", "{n} ورقة", "{n} ورقة اقتراع"],
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
        "nplurals=2; plural=(n > 1)",
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
    catalogue(catalogues, "fr", "nplurals=2; plural=(n > 1)", f'msgid "{{who}} agrees"\nmsgstr "{wrong}"\n')
    with caplog.at_level(logging.ERROR):
        assert said(Text("{who} agrees", who="Ana"), FRENCH) == "Ana agrees"
    assert "wrong placeholders in fr" in caplog.text


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("fr", "fr"), ("FR", "fr"), (" fr ", "fr"), ("fr-CA", "fr"), ("fr_CA.UTF-8", "fr"), ("fr-Latn-CA", "fr"),
        ("French", "fr"), ("français", "fr"), ("Francais", "fr"), ("FRANÇAIS", "fr"),
        ("en", "en"), ("en-GB", "en"), ("English", "en"), ("anglais", "en"),
        ("", None), ("tlh", None), ("Klingon", None), ("fr; drop", None), ("../fr", None), ("f" * 100_000, None),
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
        "words = Text('{a} {b} {c}', a=12345, b=listing('x', 'y', 'z'), c=Plural('{n} day', '{n} days', n=3))\n"
        "assert writing.write(words, Reader('en-GB'), writing.PlainMarkup()) == '12,345 x, y and z 3 days'\n"
        "print(sorted({'babel', 'gettext'} & set(sys.modules)))\n"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"
