"""Charters as data: every preset reads, says where each number comes from, and is only ever made stricter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from bot.charters import OVERRIDE, Abstention, BadCharter, Charter, Silence, Terms, read
from commands.charter.library import FOLDER, load, presets
from commands.charter.rules import Override, Wrong, overridden, read_overrides
from commands.poll.handlers.offering import polling

NAMES = (
    "ietf-rough-consensus", "gnso-working-group", "gnso-council", "w3c-consensus", "w3c-vote", "ripe-pdp",
    "apache-lazy-consensus", "apache-release", "apache-code-change", "rust-fcp", "debian-resolution",
    "sociocratic-consent", "gradients-of-agreement", "fist-to-five", "iso-ballot", "alac-no-objection",
    "gac-general-agreement", "roberts-majority", "roberts-two-thirds", "igf-nri", "multistakeholder",
)  # fmt: skip
each_preset = pytest.mark.parametrize("name", NAMES)


def tighten(preset: str, typed: str) -> Charter | tuple[Wrong, ...]:
    """The preset with these overrides, or why not."""
    made = overridden(presets()[preset], read_overrides(typed), polling.canonical, polling.loosened)
    return made if isinstance(made, Charter) else tuple(bad.wrong for bad in made)


def tightened(preset: str, typed: str) -> Charter:
    made = tighten(preset, typed)
    assert isinstance(made, Charter), made
    return made


# Presets


def test_there_are_these_and_no_others() -> None:
    assert sorted(presets()) == sorted(NAMES)
    assert next(iter(presets())) == "multistakeholder"


@each_preset
def test_what_is_written_is_read_again_exactly(name: str) -> None:
    assert Charter.from_json(presets()[name].to_json()) == presets()[name]


@each_preset
def test_every_term_has_its_source(name: str) -> None:
    charter = presets()[name]
    for kind in ("", *charter.kinds):
        terms = charter.kinds[kind] if kind else charter.terms
        assert all(charter.source(term, kind) for term in terms.given())


@each_preset
def test_thresholds_are_written_canonically(name: str) -> None:
    charter = presets()[name]
    for terms in (charter.terms, *charter.kinds.values()):
        for term in ("threshold", "group_threshold"):
            if said := getattr(terms, term):
                assert polling.canonical({"method": "vote", term: said})[term] == said


@each_preset
def test_a_vote_says_of_silence_and_abstention_what_its_threshold_makes_of_them(name: str) -> None:
    charter = presets()[name]
    if charter.terms.methods[0] == "vote" and charter.terms.threshold:
        of = charter.terms.threshold.partition(" of ")[2]
        assert (charter.silence is Silence.AGAINST) == (of == "roll")
        assert (charter.abstention is Abstention.AGAINST) == (of in ("roll", "cast"))


@pytest.mark.parametrize(
    ("preset", "kind", "term", "value"),
    [
        ("ietf-rough-consensus", "last-call", "minimum", timedelta(weeks=2)),
        ("ietf-rough-consensus", "individual", "minimum", timedelta(weeks=4)),
        ("gnso-council", "", "group_threshold", ">1/2 of roll"),
        ("gnso-council", "start-pdp", "ways", ">1/3 each | >2/3 one"),
        ("w3c-consensus", "charter", "minimum", timedelta(days=28)),
        ("w3c-vote", "", "cap", 1),
        ("ripe-pdp", "discussion", "minimum", timedelta(weeks=4)),
        ("apache-lazy-consensus", "", "minimum", timedelta(hours=72)),
        ("apache-release", "", "least", 3),
        ("rust-fcp", "", "minimum", timedelta(days=10)),
        ("debian-resolution", "", "usual", timedelta(weeks=2)),
        ("iso-ballot", "", "threshold", ">=2/3 of voting"),
        ("iso-ballot", "", "most_against", Fraction(1, 4)),
        ("alac-no-objection", "", "minimum", timedelta(days=7)),
        ("roberts-majority", "", "threshold", ">1/2 of voting"),
        ("roberts-two-thirds", "", "threshold", ">=2/3 of voting"),
        ("igf-nri", "", "represented", 3),
        ("multistakeholder", "policy", "minimum", timedelta(days=14)),
        ("multistakeholder", "urgent", "threshold", ">=4/5 of voting"),
        ("multistakeholder", "policy", "quorum", Fraction(1, 2)),
    ],
)
def test_the_numbers_of_the_field(preset: str, kind: str, term: str, value: Any) -> None:
    assert getattr(presets()[preset].of(kind), term) == value


def test_a_kind_with_a_method_of_its_own_is_counted_by_its_own_rules() -> None:
    council = presets()["gnso-council"]
    assert council.of("start-pdp").ruled("houses") == {"method": "houses", "ways": ">1/3 each | >2/3 one"}
    assert council.of("start-pdp").visibility == "open"
    assert council.of("").ruled("vote")["group_threshold"] == ">1/2 of roll"


# Files that cannot be read

GOOD: Mapping[str, Any] = {
    "preset": "tea",
    "title": "Tea",
    "document": "How we drink tea",
    "silence": {"is": "nothing", "from": "section 1"},
    "abstention": {"is": "nothing", "from": "section 1"},
    "methods": {"is": ["vote"], "from": "section 2"},
}


@pytest.mark.parametrize(
    ("key", "value", "named"),
    [
        ("title", "", "title"),
        ("silence", "nothing", "silence"),
        ("silence", {"is": "golden", "from": "a proverb"}, "silence"),
        ("minimum", {"is": "7 days"}, "minimum"),
        ("minimum", {"is": "7 days", "from": " "}, "minimum"),
        ("minimum", {"is": "a while", "from": "section 3"}, "minimum"),
        ("minimum", {"is": "0 days", "from": "section 3"}, "minimum"),
        ("quorum", {"is": "3/2", "from": "section 3"}, "quorum"),
        ("quorum", {"is": 0.5, "from": "section 3"}, "quorum"),
        ("floor", {"is": True, "from": "section 3"}, "floor"),
        ("sugar", {"is": "two", "from": "section 3"}, "sugar"),
        ("methods", {"is": [], "from": "section 2"}, "methods"),
        ("kinds", {"green": {"minimum": "7 days"}}, "green.minimum"),
        ("kinds", {"Green tea": {}}, "kinds.Green tea"),
        ("notes", [{"text": "Warm the pot."}], "notes"),
    ],
)
def test_a_fault_names_the_file_and_the_key(key: str, value: Any, named: str) -> None:
    with pytest.raises(BadCharter) as bad:
        read({**GOOD, key: value}, "tea.toml")
    assert (bad.value.file, bad.value.key) == ("tea.toml", named)


def test_what_is_missing_is_named() -> None:
    with pytest.raises(BadCharter, match="methods"):
        read({name: value for name, value in GOOD.items() if name != "methods"}, "tea.toml")


def test_a_file_that_contradicts_itself_is_refused() -> None:
    usual = {"is": "3 days", "from": "section 3"}
    with pytest.raises(BadCharter, match="usual: is shorter"):
        read({**GOOD, "minimum": {"is": "7 days", "from": "section 3"}, "usual": usual}, "tea.toml")


def test_a_file_that_is_no_toml_is_named(tmp_path: Path) -> None:
    file = tmp_path / "tea.toml"
    file.write_text("title = Tea", encoding="utf-8")
    with pytest.raises(BadCharter, match=r"tea\.toml"):
        load(file)


def test_the_files_are_small() -> None:
    assert all(len(file.read_text(encoding="utf-8").splitlines()) < 100 for file in FOLDER.glob("*.toml"))


def test_kinds_say_only_what_differs() -> None:
    charter = presets()["multistakeholder"]
    policy = charter.of("policy")
    assert policy.minimum == timedelta(days=14)
    assert policy.threshold == charter.terms.threshold
    assert Terms().given() == {}


# Overrides


def test_overrides_are_read_as_people_type_them() -> None:
    assert read_overrides("minimum=10 days | Policy.Minimum = 21 days") == (
        Override("minimum", "10 days"),
        Override("policy.minimum", "21 days"),
    )
    assert read_overrides("houses=North: a, b | South: c") == (Override("houses", "North: a, b | South: c"),)


@pytest.mark.parametrize("typed", ["", "minimum", "minimum=", "=7 days", "min imum=3 days", "| a=1"])
def test_what_is_no_override_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):
        read_overrides(typed)


@pytest.mark.parametrize(
    ("preset", "typed", "wrong"),
    [
        ("alac-no-objection", "minimum=6 days", Wrong.LOOSER),
        ("multistakeholder", "policy.minimum=13 days", Wrong.LOOSER),
        ("multistakeholder", "quorum=1/3", Wrong.LOOSER),
        ("multistakeholder", "cap=3", Wrong.LOOSER),
        ("multistakeholder", "challenge=6 days", Wrong.LOOSER),
        ("multistakeholder", "determination=8 days", Wrong.LOOSER),
        ("multistakeholder", "joining=open", Wrong.LOOSER),
        ("multistakeholder", "visibility=open", Wrong.FIXED),
        ("roberts-two-thirds", "threshold=1/2", Wrong.LOOSER),
        ("roberts-two-thirds", "threshold=>1/2 of roll", Wrong.LOOSER),
        ("roberts-two-thirds", "methods=vote, choice", Wrong.LOOSER),
        ("gnso-council", "threshold=>1/2 of voting", Wrong.LOOSER),
        ("roberts-majority", "binding=no", Wrong.FIXED),
        ("roberts-majority", "sugar=2", Wrong.UNKNOWN),
        ("roberts-majority", "policy.minimum=7 days", Wrong.UNKNOWN),
        ("roberts-majority", "minimum=soon", Wrong.UNREADABLE),
        ("roberts-majority", "quorum=3/2", Wrong.UNREADABLE),
        ("roberts-majority", "threshold=most", Wrong.UNREADABLE),
        ("alac-no-objection", "usual=6 days", Wrong.SHORT),
    ],
)
def test_an_override_never_asks_for_less(preset: str, typed: str, wrong: Wrong) -> None:
    assert tighten(preset, typed) == (wrong,)


def test_all_faults_are_told_together() -> None:
    assert tighten("roberts-majority", "sugar=2 | quorum=2 | quorum=1/2") == (
        Wrong.TWICE,
        Wrong.UNKNOWN,
        Wrong.UNREADABLE,
    )


def test_what_is_stricter_is_taken_and_bears_its_source() -> None:
    made = tightened("roberts-two-thirds", "threshold=3/4 | minimum=10 days | quorum=50%")
    assert made.terms.threshold == ">=3/4 of voting"
    assert (made.terms.minimum, made.terms.quorum) == (timedelta(days=10), Fraction(1, 2))
    assert made.source("minimum") == made.source("threshold") == OVERRIDE
    assert Charter.from_json(made.to_json()) == made


def test_a_longer_minimum_makes_the_usual_time_longer() -> None:
    made = tightened("alac-no-objection", "minimum=21 days")
    assert made.terms.usual == timedelta(days=21)


def test_a_wider_base_changes_what_silence_means() -> None:
    made = tightened("roberts-two-thirds", "threshold=2/3 of roll")
    assert (made.silence, made.abstention) == (Silence.AGAINST, Abstention.AGAINST)
    assert made.source("silence") == OVERRIDE
    assert tightened("roberts-two-thirds", "threshold=3/4").silence is Silence.NOTHING


def test_one_kind_can_differ_from_the_others() -> None:
    made = tightened("multistakeholder", "policy.minimum=21 days")
    assert made.of("policy").minimum == timedelta(days=21)
    assert made.terms.minimum == timedelta(days=7)
