"""County editions, one folder per case: what `guidance check` prints, and the edition it gives."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from guidance_series import drift
from guidance_series.cli import main
from guidance_series.editions import Edition, State, words_of
from guidance_series.gather import Tree

CASES = Path(__file__).parent / "cases"
EDITIONS = sorted(path for path in (CASES / "editions").iterdir() if path.is_dir())
TODAY = "2026-11-20"


def empty_folder(root: Path) -> None:
    (root / "data/counties/pine").mkdir(parents=True)


def logo_that_is_a_link(root: Path) -> None:
    (root / "data/counties/pine/logo.png").symlink_to("/etc/hostname")


def logo_of_50_megabytes(root: Path) -> None:
    with (root / "data/counties/pine/logo.png").open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        os.truncate(file.fileno(), 50_000_000)


MADE: dict[str, Callable[[Path], None]] = {
    function.__name__.replace("_", "-"): function
    for function in (empty_folder, logo_that_is_a_link, logo_of_50_megabytes)
}
"""Cases that a folder under version control cannot hold; the test makes them."""


def laid(case: Path, root: Path) -> Path:
    shutil.copytree(CASES / "base", root, dirs_exist_ok=True)
    ignored = shutil.ignore_patterns("expected.txt", "edition.json")
    shutil.copytree(case, root, dirs_exist_ok=True, ignore=ignored)
    if case.name in MADE:
        MADE[case.name](root)
    return root


def checked(root: Path, *options: str) -> Result:
    command = ["check", "--root", str(root), "--edition", "pine", "--today", TODAY, *options]
    return CliRunner().invoke(main, command, catch_exceptions=False)


def as_data(edition: Edition) -> dict[str, Any]:
    """All that a county can set, and every statement's words in reading order."""
    return {
        "name": edition.name,
        "definition": edition.definition,
        "color": edition.color,
        "values": dict(edition.values),
        "statements": [
            [home, statement.id, words_of(statement)] for home, statement in edition.statements()
        ],
        "local": {
            id: [mark.kind, mark.because, dict(mark.statewide), mark.adds_to]
            for id, mark in sorted(edition.local.items())
        },
        "left_out": {id: because for id, (_, because) in edition.left_out.items()},
        "adoptions": {
            guide: edition.standing(edition.guides[guide]) for guide in edition.adoptions
        },
        "pages": {name: page.title for name, page in edition.pages.items()},
    }


def test_cases_are_there() -> None:
    """There are at least 65 cases, each with what it must print, one at least for every state."""
    assert len(EDITIONS) >= 65
    assert [case.name for case in EDITIONS if not (case / "expected.txt").is_file()] == []
    names = {case.name.split("-")[0] for case in EDITIONS}
    assert {state.value for state in State} <= names
    assert MADE.keys() <= {case.name for case in EDITIONS}


@pytest.mark.parametrize("case", EDITIONS, ids=lambda case: case.name)
def test_case(case: Path, tmp_path: Path) -> None:
    """Each case prints exactly its problems, and gives exactly its edition where it has one."""
    result = checked(laid(case, tmp_path))
    assert result.output == (case / "expected.txt").read_text("utf-8")
    refused = " error " in result.output
    assert result.exit_code == (1 if refused else 0)
    found = Tree(tmp_path, date.fromisoformat(TODAY)).edition("pine")
    if refused:
        assert not (case / "edition.json").exists()
        return
    assert found.edition is not None
    if (case / "edition.json").exists():
        assert as_data(found.edition) == json.loads((case / "edition.json").read_text("utf-8"))


@pytest.mark.parametrize(
    "case", [c for c in EDITIONS if c.name.split("-")[0] in {s.value for s in State}],
    ids=lambda case: case.name,
)  # fmt: skip
def test_a_case_named_after_a_state_has_it(case: Path, tmp_path: Path) -> None:
    """The entries of a case named after a state include that state, and drift names its line."""
    root = laid(case, tmp_path)
    found = Tree(root, date.fromisoformat(TODAY)).edition("pine")
    state = case.name.split("-")[0]
    assert found.overlay is not None
    if state == "ok":
        assert {entry.state for entry in found.entries} <= {State.OK}
        return
    met = [d for d in drift.drifts(found.overlay, found.entries) if d.entry.state.value == state]
    assert met
    lines = (root / "data/counties/pine/county.yml").read_text("utf-8").splitlines()
    assert all(1 <= d.line <= len(lines) for d in met)
    text = drift.as_text("Pine County", met)
    assert state.upper() in text
    assert f"data/counties/pine/county.yml:{met[0].line}:" in text


WARNED = [c for c in EDITIONS if " warning " in (c / "expected.txt").read_text("utf-8")]


@pytest.mark.parametrize("case", WARNED, ids=lambda case: case.name)
def test_a_release_turns_every_warning_into_an_error(case: Path, tmp_path: Path) -> None:
    """Missing facts, stale changes, expired numbers and placeholders stop what is published."""
    assert len(WARNED) >= 15
    result = checked(laid(case, tmp_path), "--release")
    assert result.exit_code == 1
    assert " warning " not in result.output
    usual = (case / "expected.txt").read_text("utf-8").splitlines()
    missed = [
        line for line in usual[:-1] if line.replace(" warning ", " error ") not in result.output
    ]
    assert missed == []


def test_a_release_needs_an_address_and_a_county_that_is_real(tmp_path: Path) -> None:
    """A county with nothing amiss passes once it has an address, and never while it is invented."""
    root = laid(CASES / "editions" / "ok-everything", tmp_path)
    path = root / "data/counties/pine/county.yml"
    text = path.read_text("utf-8")
    assert "there is no site_address" in checked(root, "--release").output
    path.write_text(text + "site_address: https://pine.gov/open-door\n", "utf-8")
    assert checked(root, "--release").output == "Nothing is wrong.\n"
    path.write_text(path.read_text("utf-8") + "example: true\n", "utf-8")
    result = checked(root, "--release")
    assert (result.exit_code, "this county is invented" in result.output) == (1, True)
