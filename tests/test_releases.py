"""Releases: recorded once, never edited, and what has to be printed again."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

GUIDANCE = Path(sys.executable).with_name("guidance")


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([GUIDANCE, *command], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def released(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with an address, released once."""
    tree = tmp_path_factory.mktemp("released")
    for name in ("docs", "data", "roles", "overrides"):
        shutil.copytree(root / name, tree / name)
    shutil.copy(root / "mkdocs.yml", tree)
    shutil.copytree(root / ".cache", tree / ".cache", dirs_exist_ok=True)
    info = tree / "data" / "series.yml"
    text = info.read_text("utf-8")
    info.write_text(text + "site_address: https://guidance.example\n", "utf-8")
    done = run("release", "--root", tree, "--today", "2026-11-20")
    assert done.returncode == 0, done.stderr
    return tree


def test_a_release_without_an_address_is_refused(root: Path) -> None:
    """The statewide draft has no address yet, so no release of it is recorded."""
    done = run("release", "--root", root)
    assert done.returncode == 1
    assert "there is no site_address" in done.stderr
    assert not list((root / "data" / "releases").glob("*.json"))


def test_the_record_holds_every_statement_and_sheet(released: Path) -> None:
    """The record names each guide's version, each statement's words and each sheet's content."""
    record = json.loads((released / "data" / "releases" / "0.1.0.json").read_text("utf-8"))
    assert record["on"] == "2026-11-20"
    assert len(record["guides"]) == 12
    assert len(record["statements"]) > 500
    assert record["statements"]["SW-01"]["text"]
    assert set(record["training"]) == {*record["guides"], "mixed"} - {"everyone"}
    assert {"caregiver", "caregiver-large", "situation-returns", "all-roles"} <= set(
        record["sheets"]
    )


def test_a_number_is_used_once(released: Path) -> None:
    """A second release of the same number is refused and the record stays as it was."""
    path = released / "data" / "releases" / "0.1.0.json"
    before = path.read_bytes()
    done = run("release", "--root", released)
    assert done.returncode == 1
    assert "recorded already" in done.stderr
    assert path.read_bytes() == before


def test_a_changed_guide_needs_a_version_and_its_sheets_are_named(released: Path) -> None:
    """A changed text without a new version is refused; with one, its sheets are to print again."""
    guide = released / "roles" / "caregiver.yml"
    text = guide.read_text("utf-8")
    changed = text.replace("    text: ", "    text: Then and there, ", 1)
    taught = "  - id: CG-08\n    text: "
    changed = changed.replace(taught, f"{taught}Then and there, ", 1)
    assert changed != text
    guide.write_text(changed, "utf-8")
    done = run("check", "--release", "--root", released)
    assert done.returncode == 1
    assert "changed since release 0.1.0, but the version is still 0.1.0" in done.stdout
    guide.write_text(changed.replace("version: 0.1.0", "version: 0.1.1", 1), "utf-8")
    info = released / "data" / "series.yml"
    info.write_text(info.read_text("utf-8").replace("release: 0.1.0", "release: 0.1.1"), "utf-8")
    done = run("release", "--root", released)
    assert done.returncode == 0, done.stdout + done.stderr
    again = {line.removeprefix("print again: ") for line in done.stdout.splitlines()[1:]}
    packs = {line for line in again if line.startswith("make again: ")}
    assert packs == {"make again: training pack caregiver"}
    assert {"caregiver", "caregiver-large", "all-roles"} <= again
    assert not again & {"courts", "attorney", "words", "young-people", "get-help"}
