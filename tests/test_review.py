"""Deciding at a meeting: the paper of a guide, and how a filled-in one becomes a county's entries."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from click.testing import Result
from openpyxl import load_workbook

from guidance_series.editions import CHOICES, Edition, protected
from guidance_series.gather import Tree
from tests.pdfs import elements, embedded, words
from tests.workbooks import copied, export, filled, rows

COUNTY = "data/counties/example/county.yml"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return copied(tmp_path / "tree")


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The meeting papers of the caregiver's guide: the statewide, and the example county's."""
    tree = copied(tmp_path_factory.mktemp("papers") / "tree")
    for flags in ([], ["--edition", "example"]):
        done = export(tree, "--review", "caregiver", *flags)
        assert done.exit_code == 0, done.output
    return tree / "export"


@pytest.fixture(scope="module")
def local(papers: Path) -> Path:
    """The example county's papers."""
    return papers / "counties/example"


# ---------------------------------------------------------------------------------- the paper


def test_the_pdf_is_tagged_and_says_what_it_is(papers: Path) -> None:
    """PDF/UA-1 on US Letter, with title, language, fonts and a heading for each statement."""
    content = (papers / "review-caregiver.pdf").read_bytes()
    pdf = pikepdf.open(io.BytesIO(content))
    with pdf.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert about["dc:title"] == "Caregiver: Open Door, meeting paper (Statewide edition)"
    assert str(pdf.Root.Lang) == "en-US"
    assert [float(side) for side in pdf.pages[0].MediaBox] == [0, 0, 612, 792]
    found = list(elements(pdf.Root.StructTreeRoot))
    assert (found.count("/H1"), found.count("/H3")) == (1, 58)
    fonts = embedded(content)
    assert len(fonts) >= 2
    assert all(fonts.values())


def test_every_statement_is_on_both_papers(papers: Path, edition: Edition) -> None:
    """All four kinds, each with id, strength, source and place, and what is fixed says why."""
    text = words((papers / "review-caregiver.pdf").read_bytes())
    found = rows(papers / "review-caregiver.xlsx")
    statements = edition.guides["caregiver"].statements
    assert len(statements) == 58
    assert list(found) == [statement.id for statement in statements]
    assert {row["Kind"] for row in found.values()} == {
        "Practice", "Contrast", "Line to say", "Line to leave unsaid", "Question",
    }  # fmt: skip
    for statement in statements:
        row = found[statement.id]
        assert statement.id in text
        assert row["Strength"] == getattr(statement, "strength", None)
        assert row["Source and place"].split(":")[0] in text.replace("’", "'")
        assert bool(row["Fixed"]) == bool(protected(statement))
    assert text.count("leave out Our words") == sum(not row["Fixed"] for row in found.values())
    assert text.count("Locked for safety.") + text.count("A must: law") == sum(
        bool(row["Fixed"]) for row in found.values()
    )


def test_every_page_says_edition_release_version_and_its_number(local: Path) -> None:
    """A page that comes loose can be put back."""
    pdf = pikepdf.open(local / "review-caregiver.pdf")
    assert len(pdf.pages) >= 8
    for number, page in enumerate(pdf.pages, 1):
        alone = pikepdf.new()
        alone.pages.append(page)
        out = io.BytesIO()
        alone.save(out)
        said = words(out.getvalue()).lower()
        assert f"page {number} of {len(pdf.pages)}" in said
        for part in ("example county", "release 0.1.0", "version 0.1.0"):
            assert part in said


def test_a_countys_paper_shows_what_it_says_now(local: Path) -> None:
    """Changes, what is left out and what was added stand with their reasons, beside the statewide words."""
    found = rows(local / "review-caregiver.xlsx")
    assert found["CG-09"]["Statewide words"].startswith("If a consequence fits, keep it fair. In")
    assert "agree on it together" in found["CG-09"]["Your county now"]
    assert "Because: Our caregivers asked" in found["CG-09"]["Your county now"]
    assert found["CG-29"]["Your county now"].startswith("Left out.")
    assert found["EXC-01"]["Your county now"].startswith("Added.")
    assert list(found).index("EXC-01") == list(found).index("CG-03") + 1
    text = words((local / "review-caregiver.pdf").read_bytes())
    assert "You say it another way." in text
    assert "You leave it out. Because: Example County has no residential homes." in text
    assert "You added it." in text


def test_what_is_fixed_can_only_be_kept(local: Path) -> None:
    """The cell for the decision offers keep alone there, and all three everywhere else."""
    sheet = load_workbook(local / "review-caregiver.xlsx")["Review"]
    found = rows(local / "review-caregiver.xlsx")
    headers = next(
        [c.value for c in row] for row in sheet.iter_rows(max_row=12) if row[0].value == "Id"
    )
    letter = "ABCDEFGHIJKL"[headers.index("Decision")]
    allowed = {}
    for rule in sheet.data_validations.dataValidation:
        for span in rule.sqref.ranges:
            for at in range(span.min_row, span.max_row + 1):
                for column in range(span.min_col, span.max_col + 1):
                    allowed[sheet.cell(at, column).coordinate] = rule.formula1
    seen = 0
    for row in range(1, sheet.max_row + 1):
        id = sheet.cell(row, 1).value
        if id in found:
            choices = CHOICES[:1] if found[id]["Fixed"] else CHOICES
            assert allowed[f"{letter}{row}"] == f'"{",".join(choices)}"'
            seen += 1
    assert seen == 60


def test_the_shared_practice_has_a_paper_too(tree: Path) -> None:
    """It is a guide's like any other; the same input gives the same bytes."""
    for out in ("one", "two"):
        done = export(tree, "--review", "everyone", "--out", tree / out)
        assert done.exit_code == 0, done.output
    for name in ("review-everyone.pdf", "review-everyone.xlsx"):
        assert (tree / "one" / name).read_bytes() == (tree / "two" / name).read_bytes()


# ---------------------------------------------------------------------------------- taken back


DECIDED = {
    ("CG-07", "Decision"): "change",
    ("CG-07", "New wording"): "Learn your part in the safety plan.\nAsk to see it with them.",
    ("CG-07", "Because"): "Shorter: our caregivers asked for it.",
    ("CG-07", "Agreed by"): "The whole committee",
    ("CG-C04", "Decision"): "Change",
    ("CG-C04", "New wording"): "Say your worry. Come back to it another day.",
    ("CG-C04", "Because"): "Our words.",
    ("CG-11", "Decision"): "leave out",
    ("CG-11", "Because"): "Our training covers it.",
    ("CG-13", "Decision"): "keep",
}
ADDED = """\
  - id: CG-07
    to: Learn your part in the safety plan. Ask to see it with them.
    because: "Shorter: our caregivers asked for it."
    was: "Learn your part in the safety plan: whom they call, where they can eat and sleep, and what you do. Ask to see it with them."
  - id: CG-C04
    field: instead
    to: Say your worry. Come back to it another day.
    because: Our words.
    was: Say your worry and your reasons. Hear their side, and come back to it another day.
"""
LEFT = """\
  - id: CG-11
    because: Our training covers it.
    was: Later, on a calm day, ask what they were getting away from, and what or whom they were going to.
"""


@pytest.fixture
def paper(local: Path, tmp_path: Path) -> Path:
    """A paper filled in at a meeting."""
    return filled(local / "review-caregiver.xlsx", tmp_path / "filled.xlsx", DECIDED)


def take(tree: Path, paper: Path, *flags: str) -> Result:
    return export(tree, "--edition", "example", "--take", paper, *flags)


def test_a_preview_shows_all_and_writes_nothing(tree: Path, paper: Path) -> None:
    """Old and new words, reasons, who agreed, and the very lines."""
    before = (tree / COUNTY).read_bytes()
    done = take(tree, paper)
    assert done.exit_code == 0, done.output
    assert (tree / COUNTY).read_bytes() == before
    assert "filled.xlsx: 3 decisions to write." in done.output
    assert "  statewide: Learn your part in the safety plan: whom they call" in done.output
    assert "  yours:     Learn your part in the safety plan. Ask" in done.output
    assert (
        "agreed by: The whole committee (for your minutes; not written to the file)" in done.output
    )
    for line in (ADDED + LEFT).splitlines():
        assert f"  +{line}\n" in done.output
    assert "Nothing was written. To write exactly this, add --write." in done.output


def test_what_was_shown_is_written_and_not_a_byte_more(tree: Path, paper: Path) -> None:
    """The entries stand at the end of their lists, and the county's edition has no problem."""
    before = (tree / COUNTY).read_text("utf-8")
    take(tree, paper)
    done = take(tree, paper, "--write")
    assert done.exit_code == 0, done.output
    after = (tree / COUNTY).read_text("utf-8")
    assert after.count(ADDED) == after.count(LEFT) == 1
    assert after.replace(ADDED, "").replace(LEFT, "") == before
    found = Tree(tree, date(2026, 11, 20)).edition("example")
    assert found.problems == []
    assert found.edition is not None
    assert found.edition.local["CG-C04"].kind == "changed"
    assert "CG-11" in found.edition.left_out
    again = take(tree, paper, "--write")
    assert again.exit_code == 0
    assert "CG-07 says this already." in again.output
    assert (tree / COUNTY).read_text("utf-8") == after


def test_nothing_is_written_that_was_not_shown(tree: Path, paper: Path) -> None:
    """Without a preview, or after anything changed that it shows, --write shows it and stops."""
    before = (tree / COUNTY).read_bytes()
    done = take(tree, paper, "--write")
    assert (done.exit_code, "not what was shown last" in done.output) == (1, True)
    assert (tree / COUNTY).read_bytes() == before
    (tree / COUNTY).write_bytes(before.replace(b"note:\n", b"note: We met in May.\n"))
    done = take(tree, paper, "--write")
    assert (done.exit_code, "not what was shown last" in done.output) == (1, True)
    other = filled(paper, paper.with_name("other.xlsx"), {("CG-11", "Because"): "Another reason."})
    done = take(tree, other, "--write")
    assert (done.exit_code, "not what was shown last" in done.output) == (1, True)
    assert b"CG-11" not in (tree / COUNTY).read_bytes()
    assert take(tree, other, "--write").exit_code == 0
    assert b"Another reason." in (tree / COUNTY).read_bytes()


def test_words_that_moved_on_since_the_meeting_are_refused(tree: Path, paper: Path) -> None:
    """A committee's decision counts for the words it read; the words of today are shown."""
    take(tree, paper)
    roles = tree / "roles/caregiver.yml"
    text = roles.read_text("utf-8")
    assert text.count("ask what they were getting away from") == 1
    roles.write_text(text.replace("ask what they were getting away from", "ask why"), "utf-8")
    before = (tree / COUNTY).read_bytes()
    done = take(tree, paper, "--write")
    assert done.exit_code == 1
    assert "(CG-11): the statewide words are not those on the paper" in done.output
    assert "Later, on a calm day, ask why" in done.output
    assert (tree / COUNTY).read_bytes() == before


CHANGE = {("CG-12", "Decision"): "change", ("CG-12", "New wording"): "Our words.",
          ("CG-12", "Because"): "Our reason."}  # fmt: skip
OUT = {("CG-12", "Decision"): "leave out", ("CG-12", "Because"): "Our reason."}


def of(id: str, decided: Mapping[tuple[str, str], Any], **other: Any) -> dict[tuple[str, str], Any]:
    """The same decision about another statement, with other cells."""
    moved = {(id, header): value for (_, header), value in decided.items()}
    return moved | {(id, header.replace("_", " ")): value for header, value in other.items()}


REFUSED = {
    "a locked one is changed": (of("CG-01", CHANGE), "CG-01 is locked for safety and stays"),
    "a must is left out": (of("CG-02", OUT), "and stays"),
    "no reason": (of("CG-12", CHANGE, Because=None), "there is no reason"),
    "no reason to leave out": (of("CG-12", OUT, Because="  "), "there is no reason"),
    "no new wording": (of("CG-12", CHANGE, New_wording=None), "there is no new wording"),
    "the statewide wording": (
        of("CG-13", CHANGE, New_wording="Say each small gain out loud: a call home, fewer nights "
           "away,  a meal together."), "the new wording is the statewide one",
    ),
    "wording without a decision": (
        {("CG-12", "New wording"): "Ours."}, "new wording, but there is no decision",
    ),
    "an unknown decision": ({("CG-12", "Decision"): "maybe"}, "“maybe” is no decision"),
    "an unknown part": (of("CG-12", CHANGE, Part="why"), "“why” is no part of CG-12"),
    "an unknown id": ({("CG-12", "Id"): "CG-92"}, "there is no statement called CG-92. Did you mean"),
    "an id twice": ({("CG-12", "Id"): "CG-13"}, "a second row for CG-13"),
    "no id": ({("CG-12", "Id"): None}, "the row has no id"),
    "changed already": (of("CG-09", CHANGE), "the county has a change of CG-09 (text) already"),
    "changed, now left out": (of("CG-09", OUT), "the county has a change of CG-09"),
    "left out, now changed": (of("CG-29", CHANGE), "the county leaves CG-29 out"),
    "left out already": (of("CG-29", OUT), "CG-29 is left out already"),
    "the county's own": (of("EXC-01", OUT), "EXC-01 is the county's own statement"),
    "a blaming word": (
        of("CG-12", CHANGE, New_wording="Talk with the runaway."), "'runaway'",
    ),
    "a blaming reason": (of("CG-12", OUT, Because="They are manipulative."), "'manipulative'"),
    "template marks": (of("CG-12", CHANGE, New_wording="Say {{ name }}."), "template marks"),
    "an unseen mark": (of("CG-12", CHANGE, New_wording="Say \u202eyes."), "right-to-left override"),
    "far too long": (of("CG-12", CHANGE, New_wording="word " * 200), "county.yml:"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_decision_that_cannot_be_is_refused(
    tree: Path, local: Path, tmp_path: Path, case: str
) -> None:
    """The row and the reason are told, and nothing is written, of the good rows neither."""
    decided, said = REFUSED[case]
    before = (tree / COUNTY).read_bytes()
    good = {cell: value for cell, value in DECIDED.items() if cell[0] == "CG-11"}
    paper = filled(local / "review-caregiver.xlsx", tmp_path / "bad.xlsx", {**good, **decided})
    done = take(tree, paper)
    assert (done.exit_code, said in done.output) == (1, True), done.output
    assert "Nothing was written." in done.output
    assert (tree / COUNTY).read_bytes() == before


def test_all_that_is_wrong_is_told_in_one_run(tree: Path, local: Path, tmp_path: Path) -> None:
    """Whatever its kind: rows that hold no decision, decisions that cannot be, words that may not be.

    They stand in the order of the paper, a row with two faults twice, and nothing is written.
    """
    wrong: dict[tuple[str, str], Any] = {
        **of("CG-11", CHANGE, New_wording="Talk with the runaway."),
        ("CG-12", "Decision"): "maybe",
        ("CG-13", "Decision"): "change",
        **of("CG-01", OUT),
        ("CG-14", "New wording"): "Ours.",
    }
    before = (tree / COUNTY).read_bytes()
    done = take(tree, filled(local / "review-caregiver.xlsx", tmp_path / "bad.xlsx", wrong))
    assert done.exit_code == 1
    told = [line for line in done.output.splitlines() if line.startswith("error: sheet ")]
    ids = [re.search(r"\(([A-Z0-9-]+)\)", line) for line in told]
    assert [found[1] for found in ids if found] == ["CG-01", "CG-12", "CG-13", "CG-13", "CG-14"]
    assert "there is no reason" in told[2]
    assert "there is no new wording" in told[3]
    assert "'runaway'" in done.output
    assert (tree / COUNTY).read_bytes() == before


def test_what_is_refused_is_refused_twice(tree: Path, local: Path, tmp_path: Path) -> None:
    """A preview with a problem in it is none: --write after it writes nothing either."""
    bad = {**DECIDED, **of("CG-12", CHANGE, New_wording="Talk with the runaway.")}
    paper = filled(local / "review-caregiver.xlsx", tmp_path / "bad.xlsx", bad)
    before = (tree / COUNTY).read_bytes()
    for flags in ([], ["--write"], ["--write"]):
        assert take(tree, paper, *flags).exit_code == 1
        assert (tree / COUNTY).read_bytes() == before


def test_a_withdrawn_id_names_its_successor(tree: Path, paper: Path) -> None:
    """Where the series moved on, the message says what to read; only a decision about it is refused."""
    (tree / "data/withdrawn.yml").write_text(
        "- id: CG-90\n  on: 2026-11-19\n  because: Said better.\n  successor: CG-11\n"
    )
    said = "CG-90 was withdrawn on 2026-11-19. Read CG-11 instead."
    gone = {("CG-12", "Id"): "CG-90"}
    done = take(tree, filled(paper, paper.with_name("gone.xlsx"), gone))
    assert (done.exit_code, said in done.output) == (0, True)
    decided = {**gone, ("CG-90", "Decision"): "leave out", ("CG-90", "Because"): "Ours."}
    done = take(tree, filled(paper, paper.with_name("decided.xlsx"), decided))
    assert (done.exit_code, said in done.output) == (1, True)


def test_another_file_is_no_meeting_paper(tree: Path) -> None:
    """A self-check workbook is told from a paper, and a paper needs its columns."""
    assert export(tree, "--workbook").exit_code == 0
    done = take(tree, tree / "export/self-check.xlsx")
    assert (done.exit_code, "is no meeting paper" in done.output) == (1, True)


def test_a_paper_without_decisions_writes_nothing(tree: Path, local: Path) -> None:
    """An empty decision means keep."""
    done = take(tree, local / "review-caregiver.xlsx", "--write")
    assert done.exit_code == 0
    assert "There is nothing to write." in done.output


def test_line_ends_and_comments_stay_as_they_are(tree: Path, paper: Path) -> None:
    """A file that was written on Windows gets entries with its own line ends."""
    path = tree / COUNTY
    crlf = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(crlf)
    take(tree, paper)
    assert take(tree, paper, "--write").exit_code == 0
    after = path.read_bytes()
    assert after.count(b"\n") == after.count(b"\r\n")
    for block in (ADDED, LEFT):
        after = after.replace(block.replace("\n", "\r\n").encode(), b"")
    assert after == crlf
