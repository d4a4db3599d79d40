"""Building all editions again, in parts and on several machines: only what changed, and the same bytes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from guidance_series.gather import Tree
from guidance_series.load import load
from guidance_series.macros import picker, several
from guidance_series.macros import site as site_module
from guidance_series.models import Practice
from tests.test_build import state
from tests.test_editions_build import ADDRESS, GUIDANCE, copied, run

COUNTIES = ("Alder County", "Birch County", "Cedar County")


@pytest.fixture(scope="module")
def tree(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with three real counties; Birch County leaves CG-20 out. All built once."""
    tree = copied(root, tmp_path_factory.mktemp("again"))
    shutil.rmtree(tree / "data/counties/example")
    for name in COUNTIES:
        assert run(tree, "new", "county", name).returncode == 0
    birch = tree / "data/counties/birch-county/county.yml"
    was = _practice(tree, "CG-20").text
    left = f"left_out:\n  - id: CG-20\n    because: We have none.\n    was: {was}\n"
    birch.write_text(re.sub(r"^left_out:.*\n", left, birch.read_text("utf-8"), flags=re.M), "utf-8")
    done = all_editions(tree)
    assert "4 of 4 editions up to date" in done
    assert done.count("built   ") == 4
    return tree


def _practice(tree: Path, id: str) -> Practice:
    series = load(tree).series
    assert series is not None
    return next(s for _, s in series.statements() if s.id == id and isinstance(s, Practice))


def all_editions(tree: Path, *words: str) -> str:
    done = run(tree, "build", "--all", *words, OPEN_DOOR_SITE_URL=ADDRESS)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def built(said: str) -> list[str]:
    return re.findall(r"^built   ([\w-]+):", said, re.M)


def edited(path: Path, before: str, after: str) -> Callable[[], object]:
    """Change one text in a file; the way back."""
    text = path.read_text("utf-8")
    assert text.count(before) == 1, (path, before)
    path.write_text(text.replace(before, after), "utf-8")
    return partial(path.write_text, text, "utf-8")


def whole(tree: Path, tmp_path: Path) -> dict[str, bytes]:
    """What a build of everything from nothing writes."""
    copy = copied(tree, tmp_path / "whole")
    assert len(built(all_editions(copy))) == 4
    return state(copy / "site")


def test_nothing_is_built_where_nothing_changed(tree: Path) -> None:
    """A second build of all keeps every edition and touches no file."""
    before = {p: p.stat().st_mtime_ns for p in (tree / "site").rglob("*") if p.is_file()}
    said = all_editions(tree)
    assert built(said) == []
    assert "kept    4 editions" in said
    assert {p: p.stat().st_mtime_ns for p in before} == before


def test_a_countys_edit_builds_that_county_alone(tree: Path, tmp_path: Path) -> None:
    """The result is what a build of everything writes."""
    path = tree / "data/counties/alder-county/county.yml"
    back = edited(path, "name: Alder County", "name: Alder and Ash County")
    try:
        assert built(all_editions(tree)) == ["alder-county"]
        assert state(tree / "site") == whole(tree, tmp_path)
    finally:
        back()


def test_a_statewide_edit_builds_the_editions_that_show_it_and_only_their_sheets(
    tree: Path, tmp_path: Path
) -> None:
    """A county that leaves the statement out is left alone; one sheet is made for each of the others."""
    all_editions(tree)
    statement = _practice(tree, "CG-20")
    reason = str(statement.why)
    shelf = tree / ".cache/sheets"
    before = {path.name for path in shelf.glob("*.pdf")}
    back = edited(tree / "roles/caregiver.yml", reason, f"{reason} It helps.")
    try:
        assert built(all_editions(tree)) == ["statewide", "alder-county", "cedar-county"]
        assert {path.name for path in shelf.glob("*.pdf")} == before
        assert state(tree / "site") == whole(tree, tmp_path)
    finally:
        back()
    shown = next(p for p in load(tree).series.guides["courts"].practices if p.handout)
    back = edited(tree / "roles/courts.yml", f"text: {shown.text}", f"text: {shown.text} Today.")
    try:
        assert len(built(all_editions(tree))) == 4
        made = {path.name for path in shelf.glob("*.pdf")} - before
        assert len(made) == 4
    finally:
        back()


def test_a_damaged_site_is_built_anew(tree: Path) -> None:
    """A file that somebody deleted or changed is noticed, in one edition and no other."""
    all_editions(tree)
    page = tree / "site/counties/cedar-county/roles/courts/index.html"
    page.unlink()
    assert built(all_editions(tree)) == ["cedar-county"]
    assert page.is_file()


def test_other_choices_build_everything(tree: Path) -> None:
    """Other sheets are another site."""
    assert len(built(all_editions(tree, "--paper", "a4"))) == 4
    assert len(built(all_editions(tree))) == 4


def test_what_all_editions_share_is_on_disk_once(tree: Path) -> None:
    """A county's fonts, scripts and styles are the statewide site's own files."""
    site = tree / "site"
    shared = [p for p in (site / "assets").rglob("*") if p.is_file()]
    assert len(shared) > 30
    county = site / "counties/alder-county"
    twins = [p for p in shared if (county / p.relative_to(site)).is_file()]
    assert len(twins) > 30
    own = [p for p in twins if not (county / p.relative_to(site)).samefile(p)]
    assert [p.name for p in own if "stylesheets" not in p.parts] == []


def test_parts_built_apart_join_into_the_same_site(tree: Path, tmp_path: Path) -> None:
    """Three machines, one part each, joined: the bytes of one machine's build."""
    copy = copied(tree, tmp_path / "parts")
    names = []
    for number in (1, 2, 3):
        out = tmp_path / f"part-{number}"
        names += built(all_editions(copy, "--shard", f"{number}/3", "--out", str(out)))
    assert sorted(names) == ["alder-county", "birch-county", "cedar-county", "statewide"]
    parts = [str(tmp_path / f"part-{number}") for number in (2, 3, 1)]
    done = run_join(tree, *parts, "--out", str(tmp_path / "joined"))
    assert done == (0, f"One site with 3 county editions in {tmp_path / 'joined'}\n")
    assert state(tmp_path / "joined") == whole(tree, tmp_path)


def run_join(tree: Path, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [GUIDANCE, "join", *words], capture_output=True, text=True, check=False, cwd=tree
    )
    return done.returncode, done.stdout + done.stderr


def test_parts_that_make_no_site_are_refused(tree: Path, tmp_path: Path) -> None:
    """Without the statewide part, with two of it, or with two kinds of one file: nothing is written."""
    site, out = tree / "site", tmp_path / "out"
    county = tmp_path / "county"
    shutil.copytree(site / "counties/alder-county", county / "counties/alder-county")
    code, said = run_join(tree, str(county), "--out", str(out))
    assert (code, "0 of these folders hold the statewide site" in said) == (1, True)
    code, said = run_join(tree, str(site), str(site), "--out", str(out))
    assert (code, "2 of these folders" in said) == (1, True)
    (county / "counties/alder-county/index.html").write_text("another", "utf-8")
    code, said = run_join(tree, str(site), str(county), "--out", str(out))
    assert code == 1
    assert "two parts hold different files of one name: counties/alder-county/index.html" in said
    assert not out.exists()


@pytest.mark.parametrize("typed", ["0/3", "4/3", "3", "a/b", "1/0"])
def test_a_part_is_written_as_two_numbers(tree: Path, typed: str) -> None:
    """Anything else is wrong usage."""
    done = run(tree, "build", "--all", "--shard", typed)
    assert (done.returncode, "write it as 3/10" in done.stderr) == (2, True)


def test_a_part_is_one_of_all_editions(tree: Path) -> None:
    """--shard without --all is wrong usage."""
    done = run(tree, "build", "--shard", "1/3")
    assert (done.returncode, "add --all" in done.stderr) == (2, True)


# ---------------------------------------------------------------------------------- workers


def done_at_once(slug: str) -> several.Outcome:
    """Stands in for a build."""
    return several.Outcome(slug, 1)


def ended_from_outside(slug: str) -> several.Outcome:
    """Stands in for a build whose process is killed."""
    if slug == "county-3":
        os._exit(9)
    return several.Outcome(slug, 1)


def nothing_to_read(_: several.Order) -> None:
    """Stands in for reading the tree."""


def side_by_side(
    tmp_path: Path, work: Callable[[str], several.Outcome], count: int
) -> list[several.Outcome]:
    slugs = [f"county-{number}" for number in range(count)]
    order = several.Order(tmp_path, date(2026, 11, 20), tmp_path / "site")
    return list(several.side_by_side(work, [["county-0"], slugs[1:]], 2, nothing_to_read, order))


def test_hundreds_of_counties_come_to_an_end(tmp_path: Path) -> None:
    """No number of editions makes the workers wait for each other."""
    assert {outcome.slug for outcome in side_by_side(tmp_path, done_at_once, 400)} == {
        f"county-{number}" for number in range(400)
    }


def test_a_worker_that_is_killed_is_told(tmp_path: Path) -> None:
    """Its editions failed, with the reason; there is no traceback, and each has an outcome."""
    found = side_by_side(tmp_path, ended_from_outside, 12)
    assert len(found) == 12
    failed = {outcome.slug: outcome.reason for outcome in found if not outcome.right}
    assert failed["county-3"] == "the process that built it was ended from outside."


def test_what_is_saved_while_files_are_read_counts_as_a_change(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record of a site never names files that the site was not built from."""
    path = tree / "data/counties/alder-county/county.yml"
    text = path.read_text("utf-8")
    all_editions(tree)
    path.write_text(text.replace("name: Alder County", "name: Alder and Ash County"), "utf-8")
    real = Tree.edition

    def edition(self: Tree, slug: str = "") -> object:
        found = real(self, slug)
        if slug == "alder-county":
            path.write_text(
                text.replace("name: Alder County", "name: Alder and Oak County"), "utf-8"
            )
        return found

    monkeypatch.setenv("OPEN_DOOR_SITE_URL", ADDRESS)
    monkeypatch.setattr(Tree, "edition", edition)
    order = several.Order(tree, date(2026, 11, 20), tree / "site", scope="one-pagers")
    try:
        assert several.build_all(order, say=lambda _: None, workers=1) == 0
        monkeypatch.undo()
        assert built(all_editions(tree)) == ["alder-county"]
        page = (tree / "site/counties/alder-county/index.html").read_text("utf-8")
        assert "Alder and Oak County" in page
    finally:
        path.write_text(text, "utf-8")


# ---------------------------------------------------------------------------------- what is carried


def site_of(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    return folder


def test_a_countys_new_site_brings_nothing_of_its_old_one_back(tmp_path: Path) -> None:
    """What stands beside it stays whole; of its own it keeps the archive and printed addresses."""
    out = site_of(
        tmp_path / "site", index="old", counties__ash__gone="old", counties__ash__kept="old",
        counties__ash__archive__one="archived", counties__ash__p__card="printed",
        counties__elm__kept="elm",
    )  # fmt: skip
    fresh = site_of(tmp_path / ".site-new", index="new", counties__ash__kept="new")
    site_module.swap(fresh, out, release=False)
    found = {
        p.relative_to(out).as_posix(): p.read_text("utf-8") for p in out.rglob("*") if p.is_file()
    }
    assert found == {
        "index": "new", "counties/ash/kept": "new", "counties/ash/archive/one": "archived",
        "counties/ash/p/card": "printed", "counties/elm/kept": "elm",
    }  # fmt: skip


def test_what_is_archived_while_a_site_is_swapped_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It arrives after the copy and before the move, and is brought over after the move."""
    out = site_of(tmp_path / "site", index="old", archive__one__index="first")
    fresh = site_of(tmp_path / ".site-new", index="new")
    real = picker.fill

    def fill(site: Path) -> int:
        site_of(out, archive__two__index="second", counties__ash__archive__x__index="ash")
        return real(site)

    (fresh / "counties/ash").mkdir(parents=True)
    monkeypatch.setattr(picker, "fill", fill)
    site_module.swap(fresh, out, release=False)
    assert (out / "archive/one/index").read_text("utf-8") == "first"
    assert (out / "archive/two/index").read_text("utf-8") == "second"
    assert (out / "counties/ash/archive/x/index").read_text("utf-8") == "ash"
