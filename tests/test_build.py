"""Building: what is written, and what a failure leaves alone."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

GUIDANCE = Path(sys.executable).with_name("guidance")


@pytest.fixture(scope="module")
def tree(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project whose site has been built once."""
    copy = tmp_path_factory.mktemp("tree")
    for name in ("docs", "data", "roles", "overrides"):
        shutil.copytree(root / name, copy / name)
    shutil.copy(root / "mkdocs.yml", copy)
    assert build(copy).returncode == 0
    return copy


def build(
    tree: Path, *options: str, limit: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [GUIDANCE, "build", "--root", tree, *options],
        capture_output=True, text=True, check=False, preexec_fn=limit,
    )  # fmt: skip


def state(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("sitemap")
    }


def beside(tree: Path) -> list[str]:
    """What a build may have left beside the site."""
    return sorted(path.name for path in tree.iterdir() if path.name.startswith(".site"))


BROKEN_PAGES = {
    "unknown macro": (
        "{{ saftey() }}",
        "docs/start.md:7:1: error macros:",
        "Did you mean 'safety'?",
    ),
    "unknown guide": ('{{ guide("judge") }}', "docs/start.md:7:1: error macros:", "'judge'"),
    "open marks": ("{{ guide( }}", "docs/start.md:7:1: error macros:", "cannot be read"),
    "link nowhere": ("[x](none.md)", "docs/start.md:7:1: error links-lead-somewhere:", "none.md"),
    "part nowhere": ("[x](index.md#none)", "docs/start.md:7:1: error links", "#none"),
    "picture nowhere": ('<img src="x.png" alt="">', "start/index.html:1:1: error links", "x.png"),
    "second title": (
        "# Again",
        "start/index.html:1:1: error headings-in-order:",
        "2 main headings",
    ),
}


@pytest.mark.parametrize("case", BROKEN_PAGES)
def test_a_broken_page_is_named_and_the_last_site_stays(tree: Path, case: str) -> None:
    """A page that cannot be built gives its file, a reason and a way out; the site is untouched."""
    added, place, reason = BROKEN_PAGES[case]
    page = tree / "docs" / "start.md"
    before, good = page.read_text("utf-8"), state(tree / "site")
    page.write_text(f"{before}\n{added}\n", "utf-8")
    try:
        done = build(tree)
    finally:
        page.write_text(before, "utf-8")
    assert done.returncode == 1
    assert place in done.stderr
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
    assert len(good) > 100
    assert state(tree / "site") == good
    assert beside(tree) == []


def test_a_broken_text_stops_the_build_before_it_starts(tree: Path) -> None:
    """An error in a guide is reported as by check, and the site is untouched."""
    guide = tree / "roles" / "caregiver.yml"
    before, good = guide.read_text("utf-8"), state(tree / "site")
    guide.write_text(before.replace("summary: ", "summary: <script>alert(1)</script> ", 1), "utf-8")
    try:
        done = build(tree)
    finally:
        guide.write_text(before, "utf-8")
    assert done.returncode == 1
    assert "roles/caregiver.yml:" in done.stderr
    assert "HTML" in done.stderr
    assert state(tree / "site") == good


def test_a_disk_that_takes_no_more_leaves_the_last_site(tree: Path) -> None:
    """Where a file cannot be written whole, the build ends with 1 and the site is untouched."""
    good = state(tree / "site")
    done = build(tree, limit=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)))
    assert done.returncode == 1
    assert "The last site is untouched" in done.stderr
    assert "Traceback" not in done.stderr
    assert state(tree / "site") == good
    assert beside(tree) == []


def test_a_place_that_may_not_be_written_is_named(tree: Path) -> None:
    """An output path below a file is refused with the path and the reason."""
    done = build(tree, "--out", str(tree / "mkdocs.yml" / "site"))
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_same_input_gives_the_same_bytes(tree: Path, tmp_path: Path) -> None:
    """Two builds with all sheets made anew agree in every byte of every file."""
    first, second = tmp_path / "one", tmp_path / "two"
    for out in (first, second):
        shutil.rmtree(tree / ".cache", ignore_errors=True)
        assert build(tree, "--out", str(out)).returncode == 0
    one, two = state(first), state(second)
    assert len(one) > 100
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []


def test_a_statewide_build_carries_counties_and_archive_over(tree: Path) -> None:
    """What stands under counties/ and archive/ is still there after the next build."""
    kept = tree / "site" / "counties" / "example" / "index.html"
    kept.parent.mkdir(parents=True)
    kept.write_text("a county's page", "utf-8")
    archived = tree / "site" / "archive" / "0.0.1" / "index.html"
    archived.parent.mkdir(parents=True)
    archived.write_text("an archived page", "utf-8")
    assert build(tree).returncode == 0
    assert kept.read_text("utf-8") == "a county's page"
    assert archived.read_text("utf-8") == "an archived page"
    shutil.rmtree(tree / "site" / "counties")
    shutil.rmtree(tree / "site" / "archive")


def test_plain_mkdocs_gives_the_same_site(tree: Path, tmp_path: Path) -> None:
    """``mkdocs build --strict`` writes what ``guidance build`` writes, byte for byte."""
    out = tmp_path / "plain"
    done = subprocess.run(
        [GUIDANCE.with_name("mkdocs"), "build", "--strict", "-d", out],
        cwd=tree, capture_output=True, text=True, check=False,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(list((out / "handouts").glob("*.pdf"))) == 55
    assert state(out) == state(tree / "site")


def test_sheets_are_a4_on_request(tree: Path, tmp_path: Path) -> None:
    """With ``--paper a4`` each one-pager is one page of A4 and the page of sheets says so; other paper is wrong usage."""
    out = tmp_path / "a4"
    assert build(tree, "--out", str(out), "--paper", "a4", "--sheets", "one-pagers").returncode == 0
    found = sorted((out / "handouts").glob("*.pdf"))
    assert len(found) == 11
    for path in found:
        with pikepdf.open(path) as pdf:
            sizes = [[round(float(n)) for n in page.MediaBox] for page in pdf.pages]
        assert sizes == [[0, 0, 595, 842]], path.name
    said = (out / "handouts/index.html").read_text("utf-8")
    assert "A4, for color or gray" in said
    assert "US Letter" not in said
    done = build(tree, "--paper", "a5")
    assert done.returncode == 2
    assert "'letter', 'a4'" in done.stderr


def test_an_unknown_county_is_wrong_usage(tree: Path) -> None:
    """A county that is not there ends with 2 and names those that are."""
    done = build(tree, "--edition", "nowhere")
    assert done.returncode == 2
    assert "no county is called 'nowhere'" in done.stderr
