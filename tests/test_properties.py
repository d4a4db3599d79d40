"""Laws that hold for any input: a check reports and never raises."""

import json
import shutil
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from guidance_series import source
from guidance_series.checks import check
from guidance_series.load import LISTS, SINGLES, load
from guidance_series.problems import Problem, report

ROOT = Path(__file__).resolve().parent.parent
BASE = Path(__file__).parent / "cases" / "base"
TODAY = date(2026, 11, 20)
FILES = [f"data/{name}.yml" for name in (*SINGLES, *LISTS)]
FILES += ["roles/caregiver.yml", "roles/courts.yml"]
REAL = sorted((*ROOT.glob("roles/*.yml"), *ROOT.glob("data/*.yml")))
ODD = [
    "", "\t", "- ", ": ", " #", "'", '"', "[", "{", "}", "*a", "&a ", "!!x ", "%", "@", "`", "| ",
    "> ", "---\n", "...\n", "? ", "~", "no", "12:30", "9999-12-31", "0000", "-", "é", "\u202e", "\x00",
    "\x85", "\u2028", "\r", "\ufeff", "{{ x }}", "<b>", "](javascript:x)", "x" * 700, "  ", "\n\n",
    "911", "runaway", "EV-01", "CG-01", "**", "/", "../", "1-0", "99999999999999999999", "²", "id: ",
]  # fmt: skip

relaxed = settings(max_examples=120, deadline=None, database=None, derandomize=True)
"""The same examples on every run: what a run finds does not depend on luck."""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(BASE, tmp_path_factory.mktemp("any") / "tree"))


def _holds(problems: list[Problem]) -> None:
    """Every problem has a place, and every way of printing them all gives printable text."""
    for problem in problems:
        assert problem.path
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.message
        assert all(c.isprintable() or c in "\n\xa0" for c in str(problem))
    report(problems, "text").encode("utf-8")
    report(problems, "github").encode("utf-8")
    assert len(json.loads(report(problems, "json"))) == len(problems)


def _check_with(tree: Path, name: str, content: str) -> list[Problem]:
    """The problems of the small tree with one file replaced."""
    path = tree / name
    before = path.read_bytes()
    path.write_bytes(content.encode("utf-8"))
    try:
        problems = check(load(tree), TODAY)
    finally:
        path.write_bytes(before)
    _holds(problems)
    return problems


@relaxed
@given(st.text(max_size=200))
def test_any_text_parses_or_is_refused(text: str) -> None:
    """Any text is a document or has problems with a place in it."""
    document, problems = source.parse("any.yml", text)
    assert document is not None or problems
    _holds(problems)
    for problem in problems:
        assert problem.line <= len(text.splitlines()) + 1


@relaxed
@given(st.lists(st.sampled_from([*ODD, "a", "b", "\n", "a: ", "- a: "]), max_size=30))
def test_any_pieces_of_yaml_parse_or_are_refused(pieces: list[str]) -> None:
    """Pieces of YAML in any order are a document or have problems with a place."""
    document, problems = source.parse("any.yml", "".join(pieces))
    assert document is not None or problems
    _holds(problems)


@relaxed
@given(st.sampled_from(FILES), st.text(max_size=200))
def test_any_text_as_a_file(tree: Path, name: str, text: str) -> None:
    """A check never raises on any text in place of any file."""
    _check_with(tree, name, text)


def _plain(path: Path) -> Any:
    """A file's values as plain texts, lists and dictionaries."""
    document, _ = source.parse(path.name, path.read_text("utf-8"))
    assert document is not None
    return json.loads(json.dumps(document.data))


def _keys() -> list[str]:
    """Every key that some file of the real series uses, so that random trees reach deep."""
    keys: set[str] = set()
    for path in REAL:
        stack: list[Any] = [_plain(path)]
        while stack:
            node = stack.pop()
            if isinstance(node, dict):
                keys |= node.keys()
                stack += node.values()
            elif isinstance(node, list):
                stack += node
    return sorted(keys)


KEYS = _keys()
LEAVES = st.one_of(
    st.sampled_from([*ODD, "returns", "courts", "reporting-law", "missing", "must", "tell", "true",
                     "law", "CT-01", "CG-L02", "2026-01-01", "0.1.0", "P01", "do", "named", "1-2"]),
    st.text(max_size=20),
    st.none(),
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=25,
)


def test_keys_are_those_of_the_series() -> None:
    """Random trees are built from more than sixty keys of the real files."""
    assert len(KEYS) > 60
    assert len(REAL) >= 26


@relaxed
@given(st.sampled_from(FILES), TREES)
def test_any_tree_as_a_file(tree: Path, name: str, data: Any) -> None:
    """A check never raises on any tree of values in place of any file."""
    _check_with(tree, name, yaml.dump(data, Dumper=yaml.CSafeDumper, allow_unicode=True))


@relaxed
@given(st.sampled_from(FILES), st.sampled_from(KEYS), st.integers(0, 40), TREES)
def test_any_tree_in_a_file(tree: Path, name: str, key: str, at: int, data: Any) -> None:
    """A check never raises on a valid file with any tree of values put somewhere into it."""
    whole = _plain(BASE / name)
    places: list[tuple[Any, Any]] = []
    stack: list[Any] = [whole]
    while stack:
        node = stack.pop()
        steps = list(node) if isinstance(node, dict) else range(len(node))
        for step in steps:
            places.append((node, step))
            if isinstance(node[step], dict | list):
                stack.append(node[step])
    node, step = places[at % len(places)]
    node[step] = data
    if isinstance(node, dict):
        node.setdefault(key, data)
    _check_with(tree, name, yaml.dump(whole, Dumper=yaml.CSafeDumper, sort_keys=False))


def _mutated(text: str, changes: list[tuple[float, str, str]]) -> str:
    """The text with each change made at its place, from 0 to 1, of what is then the text."""
    for where, how, what in changes:
        lines = text.split("\n")
        number = int(where * (len(lines) - 1))
        line = lines[number]
        column = int(where * 997) % (len(line) + 1)
        match how:
            case "insert":
                lines[number] = line[:column] + what + line[column:]
            case "cut":
                lines[number] = line[:column]
            case "delete":
                del lines[number]
            case "double":
                lines.insert(number, line)
            case "indent":
                lines[number] = "  " + line
            case "value":
                lines[number] = line.partition(":")[0] + ": " + what
            case _:
                lines = lines[:number]
        text = "\n".join(lines)
    return text


CHANGES = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.sampled_from(["insert", "cut", "delete", "double", "indent", "value", "end"]),
        st.sampled_from(ODD),
    ),
    min_size=1,
    max_size=3,
)


@settings(relaxed, max_examples=250)
@given(st.sampled_from(FILES), CHANGES)
def test_mutated_small_files(tree: Path, name: str, changes: list[tuple[float, str, str]]) -> None:
    """A check never raises on a valid small file in which a few places were changed."""
    _check_with(tree, name, _mutated((BASE / name).read_text("utf-8"), changes))


@settings(relaxed, max_examples=40)
@given(st.sampled_from(REAL), CHANGES)
def test_mutated_real_files(tree: Path, path: Path, changes: list[tuple[float, str, str]]) -> None:
    """A check never raises on a file of the real series in which a few places were changed."""
    name = path.relative_to(ROOT).as_posix()
    target = name if name in FILES else "roles/courts.yml"
    _check_with(tree, target, _mutated(path.read_text("utf-8"), changes))


@relaxed
@given(st.sampled_from(["docs/roles/courts.md", "docs/index.md", "overrides/main.html", "mkdocs.yml"]),
       st.binary(max_size=60) | st.lists(st.sampled_from(ODD), max_size=9).map("".join))  # fmt: skip
def test_any_page(tree: Path, name: str, content: bytes | str) -> None:
    """A check never raises on any bytes in place of a page or a template."""
    path = tree / name
    before = path.read_bytes()
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    try:
        _holds(check(load(tree), TODAY))
    finally:
        path.write_bytes(before)


def _ten_thousand(how: str) -> str:
    entries = {
        "unknown keys": "- id: a{0}\n  title: t\n  text: t\n  titel: t\n",
        "near misses": "- id: a{0}\n  term: t\n  meaning: m\n  sources:\n  - source: practice-boo{0}\n",
        "blaming words": "- id: a{0}\n  term: t\n  meaning: a runaway\n",
        "one id": "- id: a\n  term: {0}\n  meaning: m\n",
    }
    return "".join(entries[how].format(number) for number in range(10_000))


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("data/information.yml", "unknown keys"),
        ("data/glossary.yml", "near misses"),
        ("data/glossary.yml", "blaming words"),
        ("data/glossary.yml", "one id"),
    ],
)
def test_ten_thousand_problems(tree: Path, name: str, how: str) -> None:
    """Ten thousand problems are found within seconds and are one report a person can read."""
    start = time.process_time()
    problems = _check_with(tree, name, _ten_thousand(how))
    text = report(problems, "text")
    assert time.process_time() - start < 12
    assert len(problems) >= 9_999
    assert len(text.splitlines()) < 420
    assert f"... and {len(problems) - 200:,} more problems:" in text
    assert sum(int(line.rpartition(": ")[2].replace(",", "")) for line in
               text.partition("more problems:\n")[2].splitlines()) == len(problems) - 200  # fmt: skip


def test_deep_nesting_is_refused() -> None:
    """A hundred thousand brackets inside one another end in a problem, not in a crash."""
    for bracket in ("[", "{a: ", "- "):
        document, problems = source.parse("deep.yml", bracket * 100_000)
        assert document is None
        assert "levels inside one another" in problems[0].message
