"""Sheets as they come out on paper: everything fits, nothing breaks where it should not."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from guidance_series.editions import Edition, LocalMark, first_moves
from guidance_series.gather import Tree
from guidance_series.handouts import guides, parts, shelf, situations
from guidance_series.handouts.press import DoesNotFit, press
from guidance_series.handouts.sheets import PACKET, sheets
from guidance_series.problems import errors
from tests.pdfs import elements, words

ROOT = Path(__file__).parents[1]
ADDRESS = "https://guidance.children.example-county.example.gov"
TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def tree() -> Tree:
    return Tree(ROOT, TODAY)


@pytest.fixture(scope="module")
def county(tree: Tree) -> Edition:
    """The example county, whose sheets carry an address."""
    return addressed(edition_of(tree, "example"))


@pytest.fixture(scope="module")
def made(county: Edition, tmp_path_factory: pytest.TempPathFactory) -> dict[str, shelf.Made]:
    """Every sheet of it, as it is published."""
    return shelf.make(county, tmp_path_factory.mktemp("fit"))


def edition_of(tree: Tree, slug: str) -> Edition:
    found = tree.edition(slug).edition
    assert found
    return found


def addressed(edition: Edition) -> Edition:
    return replace(edition, info=edition.info.model_copy(update={"site_address": ADDRESS}))


def printed(pdf: bytes) -> Iterator[list[str]]:
    """The lines of each page."""
    for page in pypdfium2.PdfDocument(pdf):
        yield [" ".join(line.split()) for line in page.get_textpage().get_text_range().splitlines()]


@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize("with_address", [False, True])
@pytest.mark.parametrize("slug", ["", "example"])
def test_everything_fits(tree: Tree, slug: str, with_address: bool, paper: str) -> None:
    """Each one-page sheet fits with and without an address, and keeps its lines to write on."""
    edition = edition_of(tree, slug)
    edition = addressed(edition) if with_address else edition
    single = [s for s in sheets(edition) if s.make and s.kind != "large"]
    assert len(single) == 2 * len(edition.guides) + len(edition.situations) + 3
    failed = []
    for sheet in single:
        assert sheet.make
        try:
            way = press(sheet.make(paper)).way
        except DoesNotFit as reason:
            failed.append(str(reason))
            continue
        if sheet.kind == "situation":
            assert way["lines"] == 9, sheet.name
    assert failed == []


def test_the_check_names_what_to_take_off(tmp_path: Path) -> None:
    """A county hears before a build which of its entries makes a meeting sheet too tall."""
    for folder in ("roles", "data", "docs"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    file = tmp_path / "data/counties/example/county.yml"
    text = file.read_text("utf-8")
    number = "(555) 555-0101, day and night"
    assert text.count(number) == 1
    long = "Ask for the officer on duty, who calls back. " * 12
    file.write_text(text.replace(number, f"{number}. {long.strip()}"), "utf-8")
    found = Tree(tmp_path, TODAY).with_sheets("example")
    assert {problem.rule for problem in errors(found.problems)} == {"one-pagers-fit", "sheets-fit"}
    about = [problem for problem in found.problems if problem.rule == "sheets-fit"]
    assert len(about) >= 1
    for problem in about:
        assert problem.path == "data/counties/example/county.yml"
        assert "child-abuse-hotline" in problem.hint
    assert [problem for problem in about if "the meeting sheet of" in problem.message]


def test_no_heading_ends_in_one_word(made: dict[str, shelf.Made]) -> None:
    """A sheet's title and the headings of its parts stand on one line, or end in two words."""
    seen = 0
    for name, one in made.items():
        if name == PACKET:
            continue
        lines = [line for page in printed(one.pdf) for line in page]
        heads = [one.sheet.title] if one.sheet.kind != "get-help" else []
        labels = parts.LABELS if one.sheet.kind == "one-pager" else situations.LABELS
        if one.sheet.kind in ("one-pager", "situation"):
            heads += [labels["danger"], labels["report"], labels["call"]]
        if one.sheet.kind == "situation":
            heads += [labels["first"], labels["roles"]]
        for head in map(parts.typographic, heads):
            seen += 1
            if any(head in line for line in lines):
                continue
            ends = [
                after for line, after in pairwise(lines)
                if len(line) > 5 and head.startswith(line)
            ]  # fmt: skip
            assert ends, (name, head)
            assert len(ends[0].split()) > 1, (name, head)
    assert seen > 150


def test_no_number_breaks_over_two_lines(county: Edition, made: dict[str, shelf.Made]) -> None:
    """A number of the county stands whole on a line, and 911 beside the word that asks for it."""
    sheet = made["situation-missing-from-care"]
    lines = [line for page in printed(sheet.pdf) for line in page]
    numbers = [
        (county.values[id] or "")[:14] for id in parts.filled_in(county, "missing-from-care")
    ]
    assert len([n for n in numbers if n.startswith("(555)")]) == 5
    assert [n for n in numbers if n.startswith("(555)") and not any(n in x for x in lines)] == []
    seen = 0
    for one in made.values():
        for page in printed(one.pdf):
            seen += sum("call 911" in line.lower() for line in page)
            assert [line for line in page if line.startswith("911")] == [], one.sheet.name
    assert seen > 80


def test_a_meeting_sheet_marks_what_is_local(county: Edition) -> None:
    """It marks a local statement, says what the mark means, and how many guides are adopted."""
    situation = county.situations["discloses"]
    said = words(press(situations.situation_proof(county, situation)).pdf)
    assert "Draft: 1 of 11 guides adopted" in said
    assert "own words" not in said
    cell = next(cell for cell in county.roles_in(situation) if cell.practices)
    first = first_moves(cell.practices)[0].id
    own = replace(county, local={first: LocalMark("changed", "We say it so.", {"text": "Else."})})
    said = words(press(situations.situation_proof(own, situation)).pdf)
    assert f": {county.name}’s own words." in said
    assert f"local {first}" in said


def test_an_all_role_sheet_says_whether_a_county_adopted(county: Edition) -> None:
    """None, some, all, and an adoption of another version each have their words."""
    adoption = county.adoptions["caregiver"]
    every = dict.fromkeys(county.guides, adoption)
    assert "adopted" not in parts.guide_versions(replace(county, slug=""))
    assert parts.guide_versions(replace(county, adoptions={})).endswith("Draft, not yet adopted")
    said = parts.guide_versions(replace(county, adoptions=every))
    assert said.endswith("· 11 of 11 guides adopted")
    every["courts"] = adoption.model_copy(update={"version": "0.0.9"})
    said = parts.guide_versions(replace(county, adoptions=every))
    assert said.endswith("11 of 11 guides adopted, 1 at another version")


def test_a_logo_stands_in_the_head_and_takes_no_room(county: Edition) -> None:
    """The county's logo is drawn on its color; one that cannot be drawn stops no sheet."""
    guide = county.guides["caregiver"]
    proof = guides.one_pager_proof(county, guide)
    assert proof.data["logo"]["wide"] == 1.0
    plain = guides.one_pager_proof(replace(county, logo=None), guide)
    assert shelf.content_key(proof) == shelf.content_key(plain)
    with_logo, without = press(proof), press(plain)
    assert with_logo.way == without.way
    for one in (
        with_logo,
        without,
    ):  # the code alone is read out: the county's name stands beside its logo
        pdf = pikepdf.open(io.BytesIO(one.pdf))
        assert list(elements(pdf.Root.StructTreeRoot)).count("/Figure") == 1
    assert with_logo.pdf != without.pdf
    head = b"\x89PNG\r\n\x1a\n"
    sized = head + b"\0\0\0\rIHDR" + (600).to_bytes(4, "big") + (60).to_bytes(4, "big")
    for name, content, drawn in (
        ("cut.png", head, False),
        ("broken.png", sized, True),
        ("large.png", sized + b"\0" * 200_000, False),
        ("empty.svg", b"<svg/>", False),
        ("odd.svg", b'<svg viewBox="0 0 . ."/>', False),
    ):
        own = guides.one_pager_proof(replace(county, logo=(name, content)), guide)
        assert ("logo" in own.data) == drawn, name
        assert press(own).way == without.way, name


def test_a_long_name_leaves_no_room_for_a_logo(county: Edition) -> None:
    """Where the head's line is full the logo is left out, and the head stays one line."""
    named = replace(county, name="San Bernardino and Santa Barbara Joint Partnership")
    guide = named.guides["caregiver"]
    with_logo = press(guides.one_pager_proof(named, guide)).pdf
    without = press(guides.one_pager_proof(replace(named, logo=None), guide)).pdf
    assert [*printed(with_logo)] == [*printed(without)]
