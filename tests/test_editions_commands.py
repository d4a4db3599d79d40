"""The commands of a county: new county, drift, accept, change. Nothing of theirs is ever lost."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guidance_series import counties, county_commands, drift, editing, fmt, source
from guidance_series.cli import main
from guidance_series.fmt import scalar
from guidance_series.schema import kind_of

BASE = Path(__file__).parent / "cases" / "base"
WAS = "Welcome a young person back with food and rest."
HEAD = "name: Pine County\nprefix: PIN\n"
PINE = "data/counties/pine/county.yml"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "tree"))


def run(root: Path, *words: str) -> Result:
    command, *rest = words
    first = [command, rest.pop(0)] if command == "new" else [command]
    return CliRunner().invoke(main, [*first, "--root", str(root), *rest], catch_exceptions=False)


def pine(tree: Path, body: str, *, head: str = HEAD) -> Path:
    path = tree / PINE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((head + body).encode())
    return path


# ---------------------------------------------------------------------------------- new county


def test_a_new_county_checks_at_once_and_is_canonical(tree: Path) -> None:
    """The folder is a draft with no problem of its own, in the one form of all files."""
    done = run(tree, "new", "county", "Pine County")
    assert done.exit_code == 0
    assert "data/counties/pine-county" in done.output
    assert f"then: {county_commands.TYPED} check --edition pine-county" in done.output
    path = tree / "data/counties/pine-county/county.yml"
    assert run(tree, "check", "--edition", "pine-county").output == "Nothing is wrong.\n"
    kind = kind_of("data/counties/pine-county/county.yml")
    assert kind is not None
    text = path.read_text("utf-8")
    assert fmt.canonical("data/counties/pine-county/county.yml", text, kind) == (text, [])


def test_every_fact_of_the_series_is_an_explained_slot(root: Path, tmp_path: Path) -> None:
    """Over the real content: each fact has its label, what to fill in, and an empty value."""
    for name in ("data", "roles", "docs"):
        shutil.copytree(root / name, tmp_path / name)
    assert run(tmp_path, "new", "county", "Pine County").exit_code == 0
    text = (tmp_path / "data/counties/pine-county/county.yml").read_text("utf-8")
    facts, problems = source.parse("facts", (root / "data/facts.yml").read_text("utf-8"))
    assert (problems, facts is not None) == ([], True)
    assert facts is not None
    assert len(facts.data) >= 20
    for fact in facts.data:
        assert f"  {fact['id']}:\n    value:\n    checked:\n" in text
        assert fact["label"] in text
        assert fact["explains"] in text


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Peña Blanca", "pena-blanca"),
        ("  San  Luis / Obispo ", "san-luis-obispo"),
        ("St. Mary's", "st-mary-s"),
        ("A" * 90, "a" * 60),
        ("松树县", ""),
    ],
)
def test_a_name_gives_a_folder(name: str, slug: str) -> None:
    """Letters with accents become plain ones; a name without Latin letters gives none."""
    assert counties.slug_of(name) == slug


REFUSED = {
    "another script without --slug": (["松树县"], 2, "--slug"),
    "a slug with a space": (["Pine", "--slug", "pine county"], 1, "cannot be a folder"),
    "a slug with a slash": (["Pine", "--slug", "../pine"], 1, "cannot be a folder"),
    "a direction mark": (["Pine\u202e County"], 2, "right-to-left override"),
    "template marks": (["{{ pine }}"], 2, "template marks"),
    "no name": (["  "], 2, "holds nothing"),
    "a light color": (["Pine", "--color", "#7fc8a9"], 2, "The nearest color that passes is"),
    "no color": (["Pine", "--color", "teal"], 2, "is no color"),
    "a path": (["../x"], 2, "holds a slash"),
    "a path of Windows": (["..\\x"], 2, "holds a slash"),
    "no letter for a prefix": (["12 34"], 2, "no prefix for ids can be made from '12-34'"),
    "one letter for a prefix": (["X"], 2, "--prefix EXC"),
    "a prefix too short": (["Pine", "--prefix", "PI"], 1, "three to five capitals"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_county_that_cannot_be_is_refused(tree: Path, case: str) -> None:
    """A reason is given and nothing is written."""
    words, code, said = REFUSED[case]
    done = run(tree, "new", "county", *words)
    assert (done.exit_code, said in done.output) == (code, True)
    assert not (tree / "data/counties").exists()


def test_a_folder_that_holds_something_is_never_written_over(tree: Path) -> None:
    """A second county of the same name is refused and the first stays as it was."""
    path = pine(tree, "")
    before = path.read_bytes()
    done = run(tree, "new", "county", "Pine", "--slug", "pine")
    assert done.exit_code == 1
    assert "is there already" in done.output
    assert path.read_bytes() == before


def test_two_new_counties_have_different_prefixes(tree: Path) -> None:
    """Ids are never given twice, so two counties never share a prefix by default."""
    for name in ("Pine County", "Pine Creek", "Pina Colada"):
        assert run(tree, "new", "county", name).exit_code == 0
    prefixes = {
        line.split()[1]
        for path in tree.glob("data/counties/*/county.yml")
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("prefix:")
    }
    assert len(prefixes) == 3


# ---------------------------------------------------------------------------------- drift


def test_what_needs_a_person_comes_first(tree: Path) -> None:
    """Entries that are in order stand last; facts in order are counted and not listed."""
    facts = "facts:\n  hotline:\n    value: 916-555-0000\n"
    fine = "  - id: CG-C01\n    field: why\n    to: Ours.\n    because: Ours.\n    was: A warm welcome makes coming back easier.\n"
    old = "  - id: CG-01\n    to: Soup.\n    because: Ours.\n    was: Old.\n"
    pine(tree, f"{facts}changes:\n{fine}{old}")
    for how in ("text", "markdown"):
        said = run(tree, "drift", "pine", "--format", how).output
        assert "3 entries: " in said
        assert said.index("Change CG-01") < said.index("Change CG-C01")
        assert "hotline" not in said


STALE = """changes:
  - id: CG-01
    to: Welcome a young person back with soup.
    because: We say so.
    was: Welcome a young person back with food.
left_out:
  - id: CG-Q01
    because: We ask another.
    was: What makes a welcome warm?
"""


def test_drift_marks_the_words_that_differ(tree: Path) -> None:
    """Old statewide, new statewide and local text, with the words that went and came."""
    pine(tree, STALE)
    done = run(tree, "drift", "pine")
    assert done.exit_code == 0
    assert "STALE  Change CG-01" in done.output
    assert "Statewide then: Welcome a young person back with food." in done.output
    assert f"Statewide now: {WAS}" in done.output
    assert "Here: Welcome a young person back with soup." in done.output
    assert "back with [-food.-] {+food and rest.+}" in done.output
    assert "back with [-food and rest.-] {+soup.+}" in done.output


def test_drift_as_markdown_shows_texts_as_they_are_typed(tree: Path) -> None:
    """Words that went are struck through, words that came are bold, and no text turns into marks."""
    pine(tree, STALE.replace("with soup", "with `soup` | *tea*"))
    done = run(tree, "drift", "pine", "--format", "markdown")
    assert "| stale | Change CG-01 | 4 |" in done.output
    assert "~~food.~~ **food and rest.**" in done.output
    assert r"\`soup\` \| \*tea\*" in done.output


def test_drift_as_json_holds_every_entry(tree: Path) -> None:
    """Other tools get the state, the place, the texts and the differing words."""
    pine(tree, STALE)
    found = json.loads(run(tree, "drift", "pine", "--format", "json").output)
    assert found["county"] == "pine"
    change, left = found["entries"]
    assert (change["state"], change["line"], left["state"]) == ("stale", 4, "ok")
    assert ["gone", "food."] in change["statewide"]
    assert ["new", "soup."] in change["here"]


def test_drift_as_annotations_names_the_lines_that_need_a_look(tree: Path) -> None:
    """GitHub gets one note for each entry that is not ok, on its line."""
    pine(tree, STALE)
    lines = run(tree, "drift", "pine", "--format", "github").output.splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"::warning file={PINE},line=4,")


def test_drift_ends_with_1_where_an_entry_is_refused(tree: Path) -> None:
    """A locked statement that is changed makes the command fail."""
    pine(tree, "changes:\n  - id: EV-01\n    to: Call later.\n    because: No.\n")
    done = run(tree, "drift", "pine")
    assert (done.exit_code, "FORBIDDEN" in done.output) == (1, True)


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.text(max_size=60))
def test_the_pieces_give_both_texts_back(old: str, new: str) -> None:
    """Without what came it is the old text, without what went the new one, word for word."""
    found = drift.pieces(old, new)
    kept = [text for kind, text in found if kind != "new"]
    came = [text for kind, text in found if kind != "gone"]
    assert " ".join(kept).split() == old.split()
    assert " ".join(came).split() == new.split()


# ---------------------------------------------------------------------------------- accept

BODIES = {
    "plain": "    was: Old words.\n",
    "quoted": '    was: "Old: words."   # a remark\n',
    "single quotes": "    was: 'It''s old.'\n",
    "over two lines": "    was: Old words\n      that go on.\n",
    "folded": "    was: >-\n      Old words\n      that go on.\n\n",
    "literal": "    was: |\n      Old words.\n      More.\n",
    "empty": "    was:\n",
    "empty with a remark": "    was: # to be filled in\n",
    "absent": "",
    "accepted before": "    was: Old.\n    accepted:\n      # the board met\n      on: 2025-01-05\n      by: A. Lee\n",
    "accepted in brackets": "    was: Old.\n    accepted: {on: 2025-01-05, by: A. Lee}\n",
    "accepted and empty": "    was: Old.\n    accepted:\n",
    "accepted before was": "    accepted:\n      by: A. Lee\n      on: 2025-01-05\n    was: Old.\n",
}  # fmt: skip
AROUND = (
    (
        "# Pine's own remark\nchanges:\n\n  # about the welcome\n  - id: CG-01   # the first\n"
        "    to: 'Welcome them   with soup.'\n    because: \"We say so.\"\n"
    ),
    (
        "\n  # another\n  - {id: CG-C01, field: usual, to: Questions come first., because: Ours.}\n"
        "left_out: []\n\n# the end\n"
    ),
)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("name", BODIES)
def test_accept_rewrites_was_and_accepted_and_not_one_byte_more(
    tree: Path, name: str, ends: str
) -> None:
    """Comments, quotation marks, order, spacing and line ends of everything else stay."""
    before = (HEAD + AROUND[0] + BODIES[name] + AROUND[1]).replace("\n", ends)
    path = pine(tree, before, head="")
    done = run(tree, "accept", "pine", "CG-01", "--by", "B. Ruiz", "--on", "2026-11-19")
    assert done.exit_code == 0, done.output
    after = path.read_bytes().decode()
    start, end = (part.replace("\n", ends) for part in (HEAD + AROUND[0], AROUND[1]))
    assert after.startswith(start.rstrip("\r\n"))
    assert after.endswith(end.lstrip("\r\n"))
    assert ("\r\n" in after) == (ends == "\r\n")
    assert after.replace("\r\n", "").count("\r") == 0
    document, problems = source.parse(PINE, after)
    assert [p for p in problems if p.rule != "comment-cuts-text"] == []
    assert document is not None
    entry, other = document.data["changes"]
    assert (entry["was"], dict(entry["accepted"])) == (WAS, {"on": "2026-11-19", "by": "B. Ruiz"})
    assert "accepted" not in other
    for remark in ("# the board met", "# a remark", "# to be filled in"):
        assert (remark in after) == (remark in before)


def test_accept_on_an_entry_in_brackets(tree: Path) -> None:
    """An entry on one line stays on one line."""
    path = pine(tree, "changes:\n  - {id: CG-01, to: Soup., because: Ours.} # short\n")
    assert (
        run(tree, "accept", "pine", "CG-01", "--by", "Ann, Lee", "--on", "2026-11-19").exit_code
        == 0
    )
    line = path.read_text("utf-8").splitlines()[3]
    assert line == (
        f'  - {{id: CG-01, to: Soup., because: Ours., was: "{WAS}", '
        'accepted: {on: "2026-11-19", by: "Ann, Lee"}} # short'
    )


def test_after_accept_the_entry_is_ok_and_twice_is_once(tree: Path) -> None:
    """Accepting settles what is stale; doing it again changes nothing."""
    path = pine(tree, STALE)
    words = ("accept", "pine", "CG-01", "--by", "B. Ruiz", "--on", "2026-11-19")
    assert run(tree, *words).exit_code == 0
    once = path.read_bytes()
    assert "stale" not in run(tree, "drift", "pine").output
    assert run(tree, *words).exit_code == 0
    assert path.read_bytes() == once


def test_accept_takes_every_field_or_only_one(tree: Path) -> None:
    """Two changes to one statement are accepted together, or with --field one of them."""
    body = "changes:\n" + "".join(
        f"  - id: CG-C01\n    field: {field}\n    to: Ours.\n    because: Ours.\n    was: Old.\n"
        for field in ("usual", "instead")
    )
    path = pine(tree, body)
    run(tree, "accept", "pine", "CG-C01", "--by", "A. Lee", "--field", "instead")
    assert path.read_text("utf-8").count("was: Old.") == 1
    run(tree, "accept", "pine", "CG-C01", "--by", "A. Lee")
    assert path.read_text("utf-8").count("was: Old.") == 0


NOTHING_TO_ACCEPT = {
    "an unknown id": ("CG-02", "no change or left-out entry for CG-02"),
    "a fact": ("hotline", "is a fact"),
    "an orphan": ("CG-11", "cannot be accepted"),
    "a locked statement": ("EV-01", "cannot be accepted"),
}


@pytest.mark.parametrize("case", NOTHING_TO_ACCEPT)
def test_accept_refuses_what_a_look_cannot_settle(tree: Path, case: str) -> None:
    """The reason is given and the file is untouched."""
    entries = "".join(
        f"  - id: {id}\n    to: X.\n    because: Y.\n" for id in ("CG-01", "CG-11", "EV-01")
    )
    path = pine(tree, "facts:\n  hotline:\n    value: 916-555-0000\nchanges:\n" + entries)
    before = path.read_bytes()
    id, said = NOTHING_TO_ACCEPT[case]
    done = run(tree, "accept", "pine", id, "--by", "A. Lee")
    assert (done.exit_code, said in done.output) == (1, True)
    assert path.read_bytes() == before


def test_accept_refuses_a_day_to_come_and_an_empty_name(tree: Path) -> None:
    """Nobody has looked on a day that has not come, and nobody without a name has looked."""
    pine(tree, STALE)
    assert run(tree, "accept", "pine", "CG-01", "--by", "A", "--on", "2999-01-01").exit_code == 2
    assert run(tree, "accept", "pine", "CG-01", "--by", " ").exit_code == 2


def test_a_file_that_changes_meanwhile_is_not_written_over(tree: Path) -> None:
    """What somebody saves between reading and writing is never lost."""
    path = pine(tree, STALE)
    before = editing.read(path)
    path.write_text("name: Other\n", "utf-8")
    with pytest.raises(editing.CannotEdit, match="changed meanwhile"):
        editing.write(path, before, "name: Mine\n")
    assert path.read_text("utf-8") == "name: Other\n"
    assert [p.name for p in path.parent.iterdir()] == ["county.yml"]


# ---------------------------------------------------------------------------------- change

STARTS = {
    "no key": "note: Ours.\n",
    "an empty key": "changes:\nnote: Ours.\n",
    "an empty key with a remark": "changes: # nothing yet\nnote: Ours.\n",
    "an empty list": "changes: []\nnote: Ours.\n",
    "one entry": "changes:\n  - id: CG-C01\n    field: why\n    to: A.\n    because: B.   # yes\n\n# next\nnote: Ours.\n",
    "dashes at the margin": "changes:\n- id: CG-C01\n  field: why\n  to: A.\n  because: B.\nnote: Ours.\n",
    "a folded text at the end": "changes:\n  - id: CG-C01\n    field: why\n    to: A.\n    because: >\n      B.\n\n\n",
    "no line end": "changes:\n  - id: CG-C01\n    field: why\n    to: A.\n    because: B.",
}  # fmt: skip


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("name", STARTS)
def test_change_adds_one_entry_and_keeps_every_line(tree: Path, name: str, ends: str) -> None:
    """The new entry has the statewide words under was; the lines before and after are as they were."""
    before = (HEAD + STARTS[name]).replace("\n", ends)
    path = pine(tree, before, head="")
    done = run(tree, "change", "pine", "CG-01", "--to", "Soup: now.", "--because", "Ours.")
    assert done.exit_code == 0, done.output
    after = path.read_bytes().decode()
    kept = [line for line in before.split(ends) if line != "changes: []"]
    left = iter(after.split(ends))
    assert all(line in left for line in kept)
    document, _ = source.parse(PINE, after)
    assert document is not None
    *others, entry = document.data["changes"]
    assert dict(entry) == {"id": "CG-01", "to": "Soup: now.", "because": "Ours.", "was": WAS}
    assert len(others) == (1 if "CG-C01" in before else 0)


def test_a_started_change_says_what_is_left_to_write(tree: Path) -> None:
    """Without --because nothing of it is published, and check names the empty slot."""
    pine(tree, "")
    assert run(tree, "change", "pine", "CG-01").exit_code == 0
    done = run(tree, "check", "--edition", "pine")
    assert done.exit_code == 1
    assert "the key 'because:' is missing" in done.output


def test_a_change_that_nobody_edited_yet_is_not_to_be_deleted(tree: Path) -> None:
    """Right after the command, check and drift say what is left to write."""
    pine(tree, "")
    assert run(tree, "change", "pine", "CG-01", "--because", "Ours.").exit_code == 0
    for command in (("check", "--edition", "pine"), ("drift", "pine")):
        said = run(tree, *command).output
        assert "not edited yet" in said
        assert "Write your words after to:." in said
        assert "Delete" not in said


def test_a_change_of_an_empty_field_has_no_was(tree: Path) -> None:
    """Where the statewide statement says nothing, there is nothing to have seen."""
    path = pine(tree, "")
    words = (
        "change",
        "pine",
        "CG-01",
        "--field",
        "why",
        "--to",
        "Rest helps.",
        "--because",
        "Ours.",
    )
    assert run(tree, *words).exit_code == 0
    assert "was:" not in path.read_text("utf-8")
    assert run(tree, "check", "--edition", "pine").output == "Nothing is wrong.\n"


NOT_CHANGED = {
    "locked": (["EV-01"], "is locked for safety"),
    "a must": (["CG-02"], "is a must"),
    "unknown": (["CG-91"], "Did you mean 'CG-01'?"),
    "another field": (["CG-01", "--field", "strength"], "text, why, safety"),
    "changed already": (["CG-C01", "--field", "why"], "has a change to why of CG-C01 already"),
    "left out": (["CG-Q01"], "leaves CG-Q01 out"),
}


@pytest.mark.parametrize("case", NOT_CHANGED)
def test_change_refuses_what_is_not_a_countys(tree: Path, case: str) -> None:
    """The reason is given and the file is untouched."""
    path = pine(tree, STARTS["one entry"] + "left_out:\n  - id: CG-Q01\n    because: Ours.\n")
    before = path.read_bytes()
    words, said = NOT_CHANGED[case]
    done = run(tree, "change", "pine", *words)
    assert (done.exit_code, said in done.output) == (1, True)
    assert path.read_bytes() == before


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"],
    exclude_characters="\ufeff"), min_size=1, max_size=50).map(
    lambda text: " ".join(text.split())).filter(bool)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(TEXT, st.none() | TEXT, st.none() | TEXT), min_size=1, max_size=4),
    st.data(), TEXT, TEXT,
)  # fmt: skip
def test_accepting_one_entry_leaves_all_others(
    entries: list[tuple[str, str | None, str | None]], data: st.DataObject, was: str, by: str
) -> None:
    """Whatever a county has typed, only was and accepted of that one entry are other than before."""
    text = HEAD + "changes:\n"
    for to, before, who in entries:
        text += f"  - id: CG-01\n    to: {scalar(to)}\n"
        text += f"    was: {scalar(before)}\n" if before else ""
        text += f"    accepted:\n      on: 2026-01-05\n      by: {scalar(who)}\n" if who else ""
    index = data.draw(st.integers(0, len(entries) - 1))
    after = editing.accepted(text, ("changes", index), was, "2026-11-20", by, id="CG-01")
    old, new = loaded(text), loaded(after)
    assert len(old) == len(new) == len(entries)
    expected = {**old[index], "was": was, "accepted": {"on": "2026-11-20", "by": by}}
    assert new[index] == expected
    assert [e for n, e in enumerate(new) if n != index] == [
        e for n, e in enumerate(old) if n != index
    ]


def loaded(text: str) -> list[Any]:
    document, problems = source.parse(PINE, text)
    assert problems == []
    assert document is not None
    return [dict(entry) for entry in document.data["changes"]]


@pytest.mark.parametrize("typed", ["cg-c1", "CG–C01", "CG_C01", "cg c01"])
def test_an_id_typed_in_haste_is_the_one_that_is_meant(tree: Path, typed: str) -> None:
    """Small letters, a missing zero and another dash lead to the same statement."""
    path = pine(tree, "")
    done = run(tree, "change", "pine", typed)
    assert done.exit_code == 0, done.output
    assert "add --field: instead, why" in done.output
    assert "  - id: CG-C01\n" in path.read_text("utf-8")
    done = run(tree, "accept", "pine", typed, "--by", "A. Lee")
    assert "CG-C01" in done.output


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Pine", "pine"),
        ("Pine County", "pine"),
        ("Oak County", "oak-county"),
        ("oak", "oak-county"),
    ],
)
def test_a_county_is_found_by_its_published_name(tree: Path, typed: str, meant: str) -> None:
    """The folder's name is offered to whoever types the county's own."""
    pine(tree, "")
    (tree / "data/counties/oak-county").mkdir()
    done = run(tree, "drift", typed)
    assert (done.exit_code, f"Did you mean '{meant}'?" in done.output) == (2, True)
