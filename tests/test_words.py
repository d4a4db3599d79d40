"""Words that blame: what a pattern finds, what is allowed, and that nothing is overlooked."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidance_series.checks.words import Watched, Wordlist, find, pattern_of, wordlist
from guidance_series.load import load
from guidance_series.models import WordingEntry

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "guidance_series"
SCRIPTS = ROOT / "docs" / "assets" / "js"
SERIES = load(ROOT).series
assert SERIES is not None
WORDS = wordlist(SERIES)
WORDING = SERIES.wording


def _entry(*patterns: str, phrases: tuple[str, ...] = (), id: str = "word") -> WordingEntry:
    allowed = [{"phrase": phrase, "because": "A name."} for phrase in phrases]
    return WordingEntry.model_validate(
        {
            "id": id,
            "term": "t",
            "patterns": patterns,
            "why": "w",
            "instead": ["i"],
            "allowed": allowed,
        }
    )


def _found(entry: WordingEntry, value: str) -> list[str]:
    words = Wordlist(tuple(Watched(entry, written) for written in entry.patterns))
    return [match.group() for _, match in find(value, words.possible(value))]


@pytest.mark.parametrize(
    ("pattern", "value", "found"),
    [
        ("runaway*", "A runaway, runaways and Runaway's friend", ["runaway", "runaways", "Runaway's"]),
        ("runaway*", "RUNAWAY’S", ["RUNAWAY’S"]),
        ("runaway", "runaways ran away", []),
        ("runaway", "a runaway.", ["runaway"]),
        ("runaway", "a-runaway non-runaway prerunaway", []),
        ("runaway", "*runaway* (runaway) “runaway” runaway-prone", ["runaway"] * 4),
        ("promiscu*", "promiscuous promiscuity Promiscuously", ["promiscuous", "promiscuity", "Promiscuously"]),
        ("high risk child*", "high-risk child, high  risk\nchildren", ["high-risk child", "high  risk\nchildren"]),
        ("high-risk child*", "high risk child, high-risk children", ["high-risk children"]),
        ("out of control", "out-of-control and out of control", ["out-of-control", "out of control"]),
        ("wild* kid", "wildest kid, wild kid, wild kids", ["wildest kid", "wild kid"]),
        ("harm's way", "in harm's way, in harms way", ["harm's way"]),
        ("john", "John, Johnson and johns", ["John"]),
        ("a.b", "a.b axb", ["a.b"]),
        ("pimp", "pımp PİMP ſpimp", ["pımp", "PİMP"]),
        ("señor*", "SEÑORES", ["SEÑORES"]),
    ],
)  # fmt: skip
def test_pattern(pattern: str, value: str, found: list[str]) -> None:
    """A pattern finds its word in any case, with the endings a star allows, and no other word."""
    assert _found(_entry(pattern), value) == found


def test_overlapping_patterns_are_one_problem() -> None:
    """Of two patterns of an entry at one place, only the longer is told."""
    assert _found(_entry("sex slave*", "child sex slave*", "slave*"), "a child sex slave, slaves") == [
        "child sex slave", "slaves",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("phrase", "value", "found"),
    [
        ("National Runaway Safeline", "The National Runaway Safeline helps runaways", ["runaways"]),
        ("National Runaway Safeline", "the national\nrunaway  safeline", []),
        ("National Runaway Safeline", "National Runaway", ["Runaway"]),
        ("1800runaway.org", "https://1800runaway.org and runaway.org", ["runaway"]),
        ("attorney-runaway", "attorney-runaway", []),
    ],
)
def test_allowed_phrase(phrase: str, value: str, found: list[str]) -> None:
    """A word inside an allowed phrase is right; the same word beside it is not."""
    assert _found(_entry("runaway*", phrases=(phrase,)), value) == found


def test_pattern_without_a_word_finds_nothing() -> None:
    """A pattern of stars alone floods no report."""
    assert _found(_entry("*", "* *"), "any text at all") == []


def _forms(pattern: str) -> list[str]:
    """Ways in which a pattern may stand in a text."""
    return [
        pattern.replace("*", ""),
        pattern.replace("*", "s").upper(),
        pattern.replace("*", "ing’s").title(),
        pattern.replace("*", "").replace(" ", "-"),
        pattern.replace("*", "ed").replace(" ", "\n  "),
    ]


def test_every_real_pattern_finds_its_own_forms() -> None:
    """Each pattern of data/wording.yml finds itself, inflected, in capitals, hyphened, wrapped."""
    seen = 0
    for watched in WORDS.watched:
        for form in _forms(watched.written):
            value = f"before ({form}), after"
            assert watched in WORDS.possible(value), (watched.written, form)
            assert watched.pattern.search(value), (watched.written, form)
            seen += 1
    assert seen >= 2000


def _full_search(value: str) -> set[str]:
    """The patterns that stand in a text, each looked for with its regular expression alone."""
    return {
        watched.written for watched in WORDS.watched
        if re.search(pattern_of(watched.written), value, re.IGNORECASE)
    }  # fmt: skip


_PIECES = sorted(
    {form for watched in WORDS.watched for form in _forms(watched.written)}
    | {word for watched in WORDS.watched for word in watched.written.replace("*", "").split()}
)


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(_PIECES),
            st.sampled_from(
                [" ", "-", "\n", ", ", "", "’", "'s ", "* ", "_", "\u2011", "ſ", "\u0307"]
            ),
        ),
        max_size=8,
    )
)
def test_quick_look_misses_nothing(pieces: list[tuple[str, str]]) -> None:
    """Whatever a full search of a text finds, the quick look has named before."""
    value = "".join(piece + joint for piece, joint in pieces)
    assert _full_search(value) <= {watched.written for watched in WORDS.possible(value)}


@settings(max_examples=100, deadline=None, database=None, derandomize=True)
@given(st.text(max_size=60), st.sampled_from(_PIECES), st.text(max_size=60))
def test_quick_look_in_any_text(before: str, piece: str, after: str) -> None:
    """The quick look misses nothing either between characters of any kind."""
    value = before + piece + after
    assert _full_search(value) <= {watched.written for watched in WORDS.possible(value)}


def test_quick_look_over_the_real_content() -> None:
    """At the head of every file a full search finds only what the quick look named."""
    files = [*ROOT.glob("roles/*.yml"), *ROOT.glob("data/*.yml")]
    found = 0
    for path in files:
        value = path.read_text("utf-8")[:6_000]
        full = _full_search(value)
        found += len(full)
        assert full <= {watched.written for watched in WORDS.possible(value)}
    assert len(files) >= 25
    assert found >= 40


def _shown_by_the_package() -> Iterator[tuple[str, str]]:
    """Every template, every script, and every text in code: labels, messages, what a field is."""
    for pattern in ("**/*.md", "**/*.html", "**/*.typ"):
        for path in sorted(PACKAGE.glob(pattern)):
            yield path.relative_to(PACKAGE).as_posix(), path.read_text("utf-8")
    for path in sorted(SCRIPTS.glob("*.js")):
        yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
    for path in sorted(PACKAGE.glob("**/*.py")):
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        texts = [node.value for node in nodes if isinstance(node, ast.Constant)]
        name = path.relative_to(PACKAGE).as_posix()
        yield name, "\n\0".join(text for text in texts if isinstance(text, str))


def test_package_holds_no_blaming_word() -> None:
    """No template of a page or a sheet, script, label, message or field's description holds one."""
    shown = dict(_shown_by_the_package())
    assert len(shown) >= 60
    assert {"templates/guide.md", "handouts/one-pager.typ", "macros/labels.py"} <= shown.keys()
    assert {"docs/assets/js/open-door.js", "docs/assets/js/search.js"} <= shown.keys()
    assert [
        (name, match.group())
        for name, value in shown.items()
        for _, match in find(value, WORDS.possible(value))
    ] == []


def test_package_search_can_find() -> None:
    """The search over the package does find a word that is put into a template."""
    value = (PACKAGE / "templates/guide.md").read_text("utf-8") + "\n<p>For prostitutes</p>"
    assert [match.group() for _, match in find(value, WORDS.possible(value))] == ["prostitutes"]


def test_entries_have_forms_of_their_own() -> None:
    """No pattern of data/wording.yml is listed twice."""
    written = [watched.written for watched in WORDS.watched]
    assert len(written) >= 400
    assert len(WORDING) >= 30
    assert sorted(written) == sorted(set(written))
