"""A county's file in the middle of work: entries that are not finished never move the others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from guidance_series import editing, source
from guidance_series.cli import main

BASE = Path(__file__).parent / "cases" / "base"
PINE = "data/counties/pine/county.yml"
HEAD = "name: Pine County\nprefix: PIN\n"
UNFINISHED = (
    "  - id: CG-C01\n    field: why\n    to: Half a thought.\n    because:\n    was: Typed.\n"
)
FINISHED = "  - id: CG-01\n    to: Soup.\n    because: Ours.\n    was: Old words.\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "tree"))


def pine(tree: Path, body: str) -> Path:
    path = tree / PINE
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + body, "utf-8")
    return path


def run(tree: Path, *words: str) -> Result:
    return CliRunner().invoke(
        main, [words[0], "--root", str(tree), *words[1:]], catch_exceptions=False
    )


def entries(path: Path, group: str = "changes") -> list[dict[str, object]]:
    document, problems = source.parse(PINE, path.read_text("utf-8"))
    assert document is not None
    assert problems == []
    return [dict(entry) for entry in document.data[group]]


@pytest.mark.parametrize("before", [1, 3])
def test_accept_never_touches_an_unfinished_entry(tree: Path, before: int) -> None:
    """The entry accepted is the one named, however many stand above it that cannot be read yet."""
    path = pine(tree, "changes:\n" + UNFINISHED * before + FINISHED)
    old = entries(path)
    assert run(tree, "accept", "pine", "CG-01", "--by", "A. Lee").exit_code == 0
    new = entries(path)
    assert new[:before] == old[:before]
    assert (new[before]["id"], "accepted" in new[before]) == ("CG-01", True)
    assert new[before]["was"] == "Welcome a young person back with food and rest."


def test_what_is_left_out_is_accepted_where_it_stands(tree: Path) -> None:
    """The same for entries that leave a statement out."""
    body = "left_out:\n  - id: CG-C01\n  - id: CG-01\n    because: Ours.\n"
    path = pine(tree, body)
    assert run(tree, "accept", "pine", "CG-01", "--by", "A. Lee").exit_code == 0
    first, second = entries(path, "left_out")
    assert first == {"id": "CG-C01"}
    assert second["was"] == "Welcome a young person back with food and rest."


@pytest.mark.parametrize("command", ["change", "accept"])
def test_an_unfinished_change_is_named_with_its_line(tree: Path, command: str) -> None:
    """Neither a second change is started, nor is it said that there is none."""
    path = pine(tree, "changes:\n" + FINISHED + UNFINISHED)
    text = path.read_bytes()
    more = ["--by", "A. Lee"] if command == "accept" else ["--field", "why"]
    done = run(tree, command, "pine", "CG-C01", *more)
    assert done.exit_code == 1
    assert f"{PINE}:8: a change of CG-C01 stands here and is not finished." in done.output
    assert path.read_bytes() == text


def test_another_field_of_the_statement_may_be_changed(tree: Path) -> None:
    """An unfinished change of one field is in the way of that field alone."""
    path = pine(tree, "changes:\n" + UNFINISHED)
    assert run(tree, "change", "pine", "CG-C01", "--field", "usual").exit_code == 0
    assert [entry["field"] for entry in entries(path)] == ["why", "usual"]


def test_an_entry_that_moved_meanwhile_is_not_accepted() -> None:
    """Where another entry stands at the place by now, nothing is written."""
    with pytest.raises(editing.CannotEdit, match="not about CG-02 any more"):
        editing.accepted(
            f"{HEAD}changes:\n{FINISHED}", ("changes", 0), "X", "2026-11-20", "A", id="CG-02"
        )


@given(st.lists(st.booleans(), min_size=1, max_size=6))
def test_places_are_those_of_the_file(finished: list[bool]) -> None:
    """Whichever entries are unfinished, each other one is found where it was typed."""
    from guidance_series.editions import Overlay
    from guidance_series.fitting import fit
    from guidance_series.models import County

    body = "".join(FINISHED if whole else UNFINISHED for whole in finished)
    document, _ = source.parse(PINE, f"{HEAD}changes:\n{body}")
    assert document is not None
    county, problems = fit(document, County, many=False)
    overlay = Overlay("pine", county, document)
    assert len(problems) == finished.count(False)
    places = [loc for loc, _ in overlay.placed(county.changes, "changes")]
    assert places == [("changes", index) for index, whole in enumerate(finished) if whole]
    assert len(overlay.unfinished("changes", "CG-C01")) == finished.count(False)
