"""Bad input, one folder per reason: what `guidance check` prints, to the letter."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from guidance_series import reading
from guidance_series.checks import RULES
from guidance_series.checks.sentences import KEPT, RULE
from guidance_series.cli import main
from guidance_series.gather import Tree

CASES = Path(__file__).parent / "cases"
INVALID = sorted(path for path in (CASES / "invalid").iterdir() if path.is_dir())
STOP_A_RELEASE = {"number-checked-too-long-ago", "review-date-passed"}
WARNINGS_ONLY = STOP_A_RELEASE | {"sentence-hard-to-read"}
TODAY = "2026-11-20"


def ten_megabytes(root: Path) -> None:
    (root / "roles/courts.yml").write_bytes(b"# " + b"x" * 10_000_000)


def a_million_characters(root: Path) -> None:
    path = root / "data/information.yml"
    path.write_text(path.read_text().replace("Who is missing", "Who " * 250_000))


def link_out_of_the_tree(root: Path) -> None:
    outside = root.parent / "outside.yml"
    (root / "data/myths.yml").rename(outside)
    (root / "data/myths.yml").symlink_to(outside)


def page_that_is_a_link_out_of_the_tree(root: Path) -> None:
    (root / "docs/secret.md").symlink_to("/etc/hostname")


def links_in_a_circle(root: Path) -> None:
    (root / "data/myths.yml").unlink()
    (root / "data/myths.yml").symlink_to(root / "data/asks.yml")
    (root / "data/asks.yml").unlink()
    (root / "data/asks.yml").symlink_to(root / "data/myths.yml")


def folder_in_place_of_a_file(root: Path) -> None:
    (root / "data/myths.yml").unlink()
    (root / "data/myths.yml").mkdir()


def file_that_may_not_be_read(root: Path) -> None:
    """The superuser may read everything, so the test below stands in for the system."""
    (root / "data/myths.yml").chmod(0)


def missing_file(root: Path) -> None:
    (root / "data/myths.yml").unlink()


def no_folder_data(root: Path) -> None:
    shutil.rmtree(root / "data")


def no_folder_roles(root: Path) -> None:
    shutil.rmtree(root / "roles")


def no_folder_docs_roles(root: Path) -> None:
    shutil.rmtree(root / "docs/roles")


MADE: dict[str, Callable[[Path], None]] = {
    function.__name__.replace("_", "-"): function
    for function in (
        ten_megabytes,
        a_million_characters,
        link_out_of_the_tree,
        page_that_is_a_link_out_of_the_tree,
        links_in_a_circle,
        folder_in_place_of_a_file,
        file_that_may_not_be_read,
        missing_file,
        no_folder_data,
        no_folder_roles,
        no_folder_docs_roles,
    )
}
"""Cases that a folder under version control cannot hold; the test makes them."""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CASES / "base", tmp_path / "tree"))


@pytest.fixture(autouse=True)
def _unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without any permission cannot be read, also by the superuser."""
    read_bytes = Path.read_bytes

    def guarded(path: Path) -> bytes:
        if not path.stat().st_mode & 0o777:
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", guarded)


def _check(root: Path, *options: str) -> Result:
    command = ["check", "--root", str(root), "--today", TODAY, *options]
    return CliRunner().invoke(main, command, catch_exceptions=False)


def _lay_over(case: Path, root: Path) -> None:
    shutil.copytree(case, root, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt"))
    if case.name in MADE:
        MADE[case.name](root)


def test_base_is_valid(tree: Path) -> None:
    """The tree that every case is laid over has no problem of its own."""
    result = _check(tree)
    assert (result.output, result.exit_code) == ("Nothing is wrong.\n", 0)


def test_cases_are_there() -> None:
    """There are at least 120 cases, each with what it must print, and none is made in vain."""
    assert len(INVALID) >= 120
    assert MADE.keys() <= {case.name for case in INVALID}
    assert [case.name for case in INVALID if not (case / "expected.txt").is_file()] == []


@pytest.mark.parametrize("case", INVALID, ids=lambda case: case.name)
def test_case(case: Path, tree: Path) -> None:
    """Each case prints exactly its problems and ends with 1, or with 0 if they only warn."""
    _lay_over(case, tree)
    result = _check(tree)
    assert result.output == (case / "expected.txt").read_text("utf-8")
    assert result.exit_code == (0 if case.name in WARNINGS_ONLY else 1)


@pytest.mark.parametrize("name", sorted(STOP_A_RELEASE))
def test_warnings_stop_a_release(name: str, tree: Path) -> None:
    """What only warns on any other day ends a check for a release with 1."""
    _lay_over(CASES / "invalid" / name, tree)
    assert _check(tree, "--release").exit_code == 1


def test_every_rule_has_a_case(tmp_path: Path) -> None:
    """Every rule of the registry finds something in at least one case."""
    seen: set[str] = set()
    for number, case in enumerate(INVALID):
        root = tmp_path / str(number)
        shutil.copytree(CASES / "base", root)
        _lay_over(case, root)
        found = json.loads(_check(root, "--format", "json").output)
        assert found, case.name
        seen |= {problem["rule"] for problem in found}
    assert len(RULES) >= 18
    assert RULES.keys() - seen == set()
    assert seen >= {"file", "yaml-syntax", "duplicate-key", "comment-cuts-text", "schema", RULE}


HARD = CASES / "invalid" / "sentence-hard-to-read"


def test_a_hard_sentence_stops_no_release(tree: Path) -> None:
    """It stays a warning where everything else that warns becomes an error."""
    _lay_over(HARD, tree)
    found = json.loads(_check(tree, "--release", "--format", "json").output)
    assert {p["severity"] for p in found if p["rule"] == RULE} == {"warning"}
    assert {p["severity"] for p in found if p["rule"] != RULE} == {"error"}


def test_what_was_graded_is_not_graded_again(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second check calls no library and says the same; a text that is new is graded."""
    _lay_over(HARD, tree)
    first = _check(tree).output
    graded: list[str] = []
    grade = reading.grade

    def told(text: str) -> float:
        graded.append(text)
        return grade(text)

    monkeypatch.setattr(reading, "grade", told)
    assert (_check(tree).output, graded) == (first, [])
    path = tree / "roles/caregiver.yml"
    path.write_text(path.read_text().replace("You are a runaway.", "You are a guest of ours here."))
    _check(tree)
    assert graded == ["You are a guest of ours here."]


@pytest.mark.parametrize("kept", ["", "[]", '{"method": "another", "easy": ["x"], "hard": {}}'])
def test_a_shelf_of_another_kind_is_made_anew(tree: Path, kept: str) -> None:
    """Grades of another method, or a file that holds no grades, change nothing that is found."""
    _lay_over(HARD, tree)
    (tree / KEPT).parent.mkdir()
    (tree / KEPT).write_text(kept)
    assert _check(tree).output == (HARD / "expected.txt").read_text("utf-8")
    assert json.loads((tree / KEPT).read_text())["hard"]


def test_a_build_does_not_wait_for_grades(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Loading and checking for a build grades nothing."""
    _lay_over(HARD, tree)
    monkeypatch.setattr(reading, "grade", pytest.fail)
    found = Tree(tree, date.fromisoformat(TODAY)).edition()
    assert (found.edition is not None, found.problems) == (True, [])
    assert not (tree / KEPT).exists()
