"""``guidance fmt``: one form for every file, and nothing lost on the way to it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

from guidance_series import fmt, source
from guidance_series.cli import main
from guidance_series.schema import KINDS

NAME = "data/myths.yml"
KIND = KINDS["myths"]
HEAD = "# yaml-language-server: $schema=../schema/myths.schema.json\n"

TRICKY = (
    "no", "12:30", "# x", ": ", "a: b", "a #b", "1.10", "0123", "", " ", "- x", "-", "?", ":",
    "? x", "[a]", "{a}", "a, b", "*a*", "**a**", "&x", "!x", "|", ">", "'", '"', 'say "no"',
    "it's", "%", "@x", "`x`", "null", "~", "true", "True", "2026-11-20", "---", "...", "a:",
    "a\nb", "\n", "a\n", "\ta", "a\tb", "a\\nb", "a\r\nb", "\x85", "\u2028", "\u2029", "\ufeff",
    "\x00", "\x7f", "\u00a0", "\u200b", "\u202e", "\U0001f600", "é", "\ufffe", "=", "<<", "#",
    "a#b", "a:b", ":a", "-a", "?a", "x" * 3000,
)  # fmt: skip

texts = st.one_of(
    st.sampled_from(TRICKY),
    st.text(max_size=60),
    st.text(alphabet=" -:?#'\"\\[]{},&*!|>%@`~\n\t0123ano.", max_size=12),
)
keys = st.one_of(
    st.sampled_from(("id", "myth", "fact", "sources", "source", "place", "lines", "extra", "on")),
    texts.filter(lambda key: len(key) < 100),
)
trees = st.recursive(
    texts,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(keys, inner | st.none(), max_size=4)
    ),
    max_leaves=12,
)


class _NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


_NoAliases.add_representer(
    type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", "")
)


def tree(text: str) -> Any:
    document, problems = source.parse(NAME, text)
    assert document is not None, problems
    return document.data


def written(text: str, name: str = NAME, kind: str = "myths") -> str:
    out, problems = fmt.canonical(name, text, KINDS[kind])
    assert out is not None, problems
    return out


def refused(text: str) -> list[str]:
    out, problems = fmt.canonical(NAME, text, KIND)
    assert out is None
    return [f"{problem.line}:{problem.column} {problem.message}" for problem in problems]


# ---------------------------------------------------------------------------------- values


@given(texts)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    assert tree(f"key: {fmt.scalar(text)}\n")["key"] == text


@given(keys)
def test_any_key_comes_back_as_it_was(key: str) -> None:
    assert list(tree(f"{fmt.scalar(key)}: x\n")) == [key]


@given(texts)
def test_any_text_is_one_line(text: str) -> None:
    assert len(fmt.scalar(text).splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no", "no"),
        ("12:30", "12:30"),
        ("911", "911"),
        ("150-152", "150-152"),
        ("0.1.0", "0.1.0"),
        ("2026-11-20", "2026-11-20"),
        ("true", "true"),
        ("0.5", "0.5"),
        ("Don't wait; it's safe (now), 50% of it.", "Don't wait; it's safe (now), 50% of it."),
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("1.10", '"1.10"'),
        ("0123", '"0123"'),
        ("1e3", '"1e3"'),
        ("null", '"null"'),
        ("~", '"~"'),
        ("True", '"True"'),
        ("", '""'),
        (" x", '" x"'),
        ("x ", '"x "'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("**Call** 911", '"**Call** 911"'),
        ('say "no"', 'say "no"'),
        ('"no" is an answer', r'"\"no\" is an answer"'),
        (r"a\b: c", r'"a\\b: c"'),
        ("a\nb", r'"a\nb"'),
        ("\u202e", "\u202e"),
        ("\u2028", r'"\L"'),
    ],
)
def test_quotes_stand_only_where_they_are_needed(text: str, expected: str) -> None:
    assert fmt.scalar(text) == expected


# ----------------------------------------------------------------------------------- trees


@given(
    tree_=st.one_of(
        st.lists(trees, min_size=1, max_size=4),
        st.dictionaries(keys, trees | st.none(), min_size=1, max_size=5),
    ),
    style=st.sampled_from((None, '"', "'", "|", ">")),
    flow=st.sampled_from((None, True, False)),
    width=st.sampled_from((20, 80, 10_000)),
    breaks=st.sampled_from(("\n", "\r\n")),
    kind=st.sampled_from(("myths", "guide", "county")),
)
@example(
    tree_={"id": None, "zzz": [None, {"a": None}, [], {}]}, style=None, flow=False, width=80,
    breaks="\n", kind="guide",
)  # fmt: skip
def test_any_file_says_the_same_after_fmt_and_is_stable(
    tree_: Any, style: str | None, flow: bool | None, width: int, breaks: str, kind: str
) -> None:
    typed = yaml.dump(
        tree_,
        Dumper=_NoAliases,
        default_style=style,
        default_flow_style=flow,
        width=width,
        allow_unicode=True,
        line_break=breaks,
    )
    document, problems = source.parse(NAME, typed)
    if document is None or problems:
        # Files that check refuses (say, with ? keys or a null in another style) stay as they are.
        assert fmt.canonical(NAME, typed, KINDS[kind]) == (None, problems)
        return
    out = written(typed, kind=kind)
    assert fmt.same(tree(out), document.data)
    assert written(out, kind=kind) == out


def test_what_counts_as_the_same_is_strict() -> None:
    """The guard against loss sees a lost key, an emptied key, a changed text and a moved entry."""
    base = tree("- a: x\n  b:\n  c: [y, z]\n")
    assert fmt.same(base, tree("- c: [y, z]\n  b:\n  a: x\n"))
    for other in (
        "- a: x\n  c: [y, z]\n",
        '- a: x\n  b: ""\n  c: [y, z]\n',
        "- a: x\n  b:\n  c: [z, y]\n",
        "- a: X\n  b:\n  c: [y, z]\n",
        "- a: x\n  b:\n  c: [y]\n",
        "a: x\n",
    ):
        assert not fmt.same(base, tree(other)), other


def test_the_canonical_form_whole() -> None:
    """Schema line, key order, block style, two spaces, entries under their key, one line each."""
    typed = (
        "\n\n- fact: >\n    A long\n    text.\n  id: 'one'\n\n"
        "  sources: [{place: 'Page 3', source: cdss-2018}]\n  myth: \"It's so\"\n"
        "- {id: two, myth: x, fact: y, sources: []}\n"
    )
    assert written(typed) == (
        HEAD + "- id: one\n"
        "  myth: It's so\n"
        '  fact: "A long text.\\n"\n'
        "  sources:\n"
        "    - source: cdss-2018\n"
        "      place: Page 3\n"
        "- id: two\n"
        "  myth: x\n"
        "  fact: y\n"
        "  sources: []\n"
    )


def test_keys_of_a_statement_stand_in_the_order_of_the_models() -> None:
    typed = (
        "practices:\n  - takes: [x]\n    note: n\n    locked: true\n    fit: adapted\n"
        "    strength: should\n    kind: do\n    text: t\n    id: SW-01\nid: social-worker\n"
    )
    out = written(typed, "roles/social-worker.yml", "guide")
    assert re.findall(r"^[ -]*(\w+):", out, re.MULTILINE) == [
        "id", "practices", "id", "text", "kind", "strength", "fit", "locked", "note", "takes"
    ]  # fmt: skip


def test_keys_that_a_writer_names_keep_their_order() -> None:
    """The facts of a county are the county's to order."""
    typed = "name: X\nfacts:\n  zebra:\n    checked:\n    value: z\n  apple:\n    value: a\n"
    assert written(typed, "data/counties/x/county.yml", "county") == (
        "# yaml-language-server: $schema=../../../schema/county.schema.json\n"
        "name: X\nfacts:\n  zebra:\n    value: z\n    checked:\n  apple:\n    value: a\n"
    )


def test_unknown_keys_stay_after_the_known_ones() -> None:
    assert written("- zeta: 1\n  id: x\n  alpha: 2\n") == HEAD + "- id: x\n  zeta: 1\n  alpha: 2\n"


def test_empty_keys_stay_empty_and_empty_texts_stay_texts() -> None:
    assert written('- myth: ""\n  id:\n  odd:\n') == HEAD + '- id:\n  myth: ""\n  odd:\n'


def test_an_empty_list_stays() -> None:
    assert written("[]") == HEAD + "[]\n"


def test_another_schema_line_is_put_right_and_stands_once() -> None:
    typed = (
        "# yaml-language-server: $schema=schema.json\n- id: x\n# yaml-language-server: $schema=y\n"
    )
    assert written(typed) == HEAD + "- id: x\n"


# -------------------------------------------------------------------------------- comments


def test_comments_on_lines_of_their_own_stay_before_what_they_stand_before() -> None:
    typed = (
        "# top\n\n- fact: f\n    # about the id\n  id: x\n  # about sources\n  sources:\n"
        "  # first\n  - place: p\n    # s\n    source: s\n# second entry\n- id: y\n# end\n"
    )
    out = written(typed)
    assert out == (
        HEAD + "# top\n# about the id\n- id: x\n  fact: f\n  # about sources\n  sources:\n"
        "    # first\n    # s\n    - source: s\n      place: p\n# second entry\n- id: y\n# end\n"
    )
    assert written(out) == out


def test_a_number_sign_inside_a_text_is_no_comment() -> None:
    typed = "- id: a#b\n  myth: 'x # y'\n  fact: |\n    # not\n    one\n"
    assert written(typed) == HEAD + '- id: a#b\n  myth: "x # y"\n  fact: "# not\\none\\n"\n'


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("- id: 'x' # why\n", "1:11 a comment stands after something else on its line"),
        ("- id: [ # why\n    x]\n", "1:9 a comment stands after something else on its line"),
        ("- id: | # why\n    x\n", "1:9 a comment stands after something else on its line"),
        ("- id: x\n  sources: # why\n    - a\n", "2:12 a comment stands after something else"),
        ("- id:\n  # why\n    x\n", "2:3 a comment stands between a key or a dash and its value"),
        ("-\n# why\n- id: x\n", "2:1 a comment stands between a key or a dash and its value"),
        ("- id: x # why\n", "1:9 what follows # is left out of the text"),
    ],
)
def test_a_file_with_a_comment_that_has_no_safe_place_is_left_alone(typed: str, at: str) -> None:
    found = refused(typed)
    assert len(found) == 1
    assert found[0].startswith(at)


@given(st.data())
def test_no_comment_is_ever_lost(data: st.DataObject) -> None:
    """Comment lines put anywhere into a file come back, or the file is refused."""
    lines = (
        "- id: x", "  myth: 'a # b'", "  fact: >", "    folded", "    text", "  sources:",
        "    - source: s", "      place: p", "    - place: q", "      source: t", "-", "  id: y",
        "  sources: [", "    {source: s},", "    ]", "  myth:", "    z",
    )  # fmt: skip
    places = data.draw(st.lists(st.integers(0, len(lines)), max_size=5))
    typed = list(lines)
    for number, place in enumerate(sorted(places, reverse=True)):
        indent = " " * data.draw(st.integers(0, 6))
        typed.insert(place, f"{indent}# remark {number}")
    text = "\n".join(typed)
    document, problems = source.parse(NAME, text)
    out, found = fmt.canonical(NAME, text, KIND)
    if document is None or problems:
        assert (out, found) == (None, problems)
    elif out is None:
        assert found
        assert all("# remark" in text.splitlines()[problem.line - 1] for problem in found)
    else:
        assert fmt.same(tree(out), document.data)
        inside = sum(isinstance(v, str) and v.count("# remark") for _, v in document.scalars)
        kept = re.findall(r"^ *# remark \d$", out, re.MULTILINE)
        assert len(kept) + inside == len(places)
        assert written(out) == out


# ----------------------------------------------------------------------------------- files


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "roles").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / NAME).write_text("- myth: m\n  id: x\n", "utf-8")
    return tmp_path


def guidance(*args: str | Path) -> Any:
    return CliRunner().invoke(main, list(map(str, args)))


def test_every_real_file_is_canonical(root: Path) -> None:
    files = fmt.paths(root)
    assert len(files) >= 26
    outcome = fmt.run(root, files, check=True)
    assert outcome.problems == []
    assert outcome.changed == [], "Run: guidance fmt"


def test_windows_line_ends_and_a_byte_order_mark_are_taken_and_not_written(small: Path) -> None:
    path = small / NAME
    path.write_bytes(b"\xef\xbb\xbf- id: x\r\n  myth: m\r\n")
    assert fmt.run(small, [path]).changed == [NAME]
    assert path.read_bytes() == (HEAD + "- id: x\n  myth: m\n").encode()


def test_a_file_that_is_canonical_is_not_touched(small: Path) -> None:
    path = small / NAME
    fmt.run(small, [path])
    before = path.stat()
    assert fmt.run(small, [path]).changed == []
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_write_that_fails_leaves_the_file_as_it_was(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    before = (small / NAME).read_bytes()
    outcome = fmt.run(small, [small / NAME])
    assert outcome.changed == []
    assert [p.message for p in outcome.problems] == [
        "the file cannot be written (No space left on device)."
    ]
    assert (small / NAME).read_bytes() == before
    assert [path.name for path in (small / "data").iterdir()] == ["myths.yml"]


def test_permissions_and_links_stay(small: Path) -> None:
    real = small / "data" / "kept.txt"
    (small / NAME).rename(real)
    real.chmod(0o640)
    (small / NAME).symlink_to(real)
    assert fmt.run(small, [small / NAME]).changed == [NAME]
    assert (small / NAME).is_symlink()
    assert real.stat().st_mode & 0o777 == 0o640
    assert real.read_text("utf-8").startswith(HEAD)


def test_a_file_with_a_syntax_error_is_left_alone_and_the_rest_written(small: Path) -> None:
    broken = small / "data" / "asks.yml"
    broken.write_text('- id: "x\n', "utf-8")
    result = guidance("fmt", "--root", small)
    assert result.exit_code == 1
    assert "data/asks.yml:1:7: error yaml-syntax: a quotation mark opens here" in result.output
    assert f"written anew: {NAME}" in result.output
    assert "2 files: 1 written anew, 1 left alone with a problem." in result.output
    assert broken.read_text("utf-8") == '- id: "x\n'


def test_check_changes_nothing_and_ends_with_one(small: Path) -> None:
    before = (small / NAME).read_bytes()
    result = guidance("fmt", "--check", "--root", small)
    assert result.exit_code == 1
    assert f"would change: {NAME}" in result.output
    assert (small / NAME).read_bytes() == before


def test_check_of_canonical_files_ends_with_zero(small: Path) -> None:
    assert guidance("fmt", "--root", small).exit_code == 0
    assert guidance("fmt", "--check", "--root", small).exit_code == 0


def test_only_the_files_named_are_written(small: Path) -> None:
    (small / "data" / "asks.yml").write_text("[]", "utf-8")
    result = guidance("fmt", "--root", small, small / "data" / "asks.yml")
    assert result.exit_code == 0
    assert (small / NAME).read_text("utf-8") == "- myth: m\n  id: x\n"
    assert "1 file: 1 written anew" in result.output


def test_a_file_outside_the_tree_is_wrong_usage(small: Path, tmp_path_factory: Any) -> None:
    other = tmp_path_factory.mktemp("other") / "myths.yml"
    other.write_text("[]", "utf-8")
    result = guidance("fmt", "--root", small, other)
    assert result.exit_code == 2
    assert "does not lie in" in result.output


def test_a_file_that_is_no_part_of_the_series_is_left_alone(small: Path) -> None:
    other = small / "mkdocs.yml"
    other.write_text("b: 1\na: 2\n", "utf-8")
    result = guidance("fmt", "--root", small, other)
    assert result.exit_code == 1
    assert "this is not a file of the series" in result.output
    assert other.read_text("utf-8") == "b: 1\na: 2\n"
