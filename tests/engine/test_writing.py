"""Words as people read them: each row is what is said, for whom, and what stands there."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.addresses import AccountRef, ChannelRef
from bot.boundary import Reader
from bot.text import Arg, Code, Date, Text, Words, listing, verbatim
from bot.writing import PlainMarkup, write

AT = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
ENGLISH = Reader("en", "UTC")
FRENCH = Reader("fr", "Europe/Paris")


def said(words: Words, reader: Reader = ENGLISH) -> str:
    return write(words, reader, PlainMarkup())


def of(value: Arg, reader: Reader = ENGLISH) -> str:
    return said(Text("{value}", value=value), reader)


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
        (AT, "Tuesday 1 December 2026, 14:00 UTC", "mardi 1er décembre 2026 à 15:00 Europe/Paris"),
        (Date(AT), "Tuesday 1 December 2026", "mardi 1er décembre 2026"),
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
        "👩‍👩‍👧",
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

    def channel(self, channel: ChannelRef, reader: Reader) -> str:
        return f"<#{channel.channel}>"

    def moment(self, at: datetime, reader: Reader) -> str:
        return f"<m {at:%H:%M} {reader.zone}>"

    def day(self, at: datetime, reader: Reader) -> str:
        return f"<d {at:%d} {reader.zone}>"


def test_a_platform_writes_each_argument_in_its_own_way() -> None:
    inner = Text("{at} & {day}", at=AT, day=Date(AT))
    who, where = AccountRef("slack", "T1", "U7"), ChannelRef("slack", "T1", "C7")
    text = Text("A & B: {typed}, {many}", typed="a&b\x07", many=listing(Code("P-1"), who, where, inner, 3))
    written = "A &amp; B: <t>a&b␇</t>, <c>P-1</c>, <@U7>, <#C7>, <m 14:00 UTC> &amp; <d 01 UTC> and 3"
    assert write(text, ENGLISH, Tags()) == written


@pytest.mark.parametrize(
    ("channel", "written"),
    [
        (ChannelRef("console", "local", "main"), "In #main."),
        (ChannelRef("console", "local", "ma\u202ein"), "In #main."),
        (ChannelRef("discord", "300000000000000001", "400000000000000001"), "In a channel on Discord."),
        (ChannelRef("slack", "T1", "C0123ABCD", "1700000000.1"), "In a channel on Slack."),
        (ChannelRef.private(AccountRef("slack", "T1", "U0123ABCD")), "In a private conversation."),
    ],
)
def test_channels_that_nobody_can_follow_are_told_in_words(channel: ChannelRef, written: str) -> None:
    assert write(Text("In {channel}.", channel=channel), ENGLISH, PlainMarkup()) == written
