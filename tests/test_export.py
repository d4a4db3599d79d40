"""The command guidance export: an edition's data, and the self-check workbook with what it carries over."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from guidance_series.editions import Edition
from guidance_series.exports import carry, practices_csv, series_json, xlsx
from guidance_series.exports.workbook import HOW, KEPT
from guidance_series.models import Practice
from tests.workbooks import copied, export, filled, rows

FILE = "self-check.xlsx"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return copied(tmp_path / "tree")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The statewide self-check workbook, made by the command. Tests read it only."""
    tree = copied(tmp_path_factory.mktemp("made") / "tree")
    assert export(tree, "--workbook").exit_code == 0
    return tree / "export" / FILE


@pytest.fixture
def old(made: Path, tmp_path: Path) -> Path:
    """A workbook that a team has filled in."""
    answers = {
        ("CG-05", "In place?"): "in place",
        ("CG-05", "Evidence"): "=Home visits, 12 of 14",
        ("CG-05", "Owner"): "Night team",
        ("CG-05", "Date"): date(2026, 12, 1),
        ("SW-21", "In place?"): " Not yet ",
        ("SW-22", "In place?"): "not yet",
        ("EV-03", "In place?"): "partly",
        ("CG-29", "Evidence"): "Shift plan",
    }
    return filled(made, tmp_path / "old.xlsx", answers)


def practices(edition: Edition) -> list[Practice]:
    return [s for _, s in edition.statements() if isinstance(s, Practice)]


# ---------------------------------------------------------------------------------- data


def test_without_a_flag_the_data_are_written(tree: Path, edition: Edition) -> None:
    """The two files are those of the site, and the command says what is in them."""
    done = export(tree)
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        f"export/series.json: 11 guides, {len(list(edition.statements()))} statements",
        f"export/practices.csv: {len(practices(edition))} practices",
    ]
    assert (tree / "export/series.json").read_text("utf-8") == series_json(edition)
    assert (tree / "export/practices.csv").read_bytes() == practices_csv(edition).encode()


def test_a_countys_data_stand_apart(tree: Path) -> None:
    """A county's files never take the place of the statewide ones, and --out names any folder."""
    assert export(tree, "--edition", "example").exit_code == 0
    data = json.loads((tree / "export/counties/example/series.json").read_text("utf-8"))
    assert data["edition"]["slug"] == "example"
    assert not (tree / "export/series.json").exists()
    assert export(tree, "--edition", "example", "--out", tree / "x/y").exit_code == 0
    read = list(csv.DictReader(io.StringIO((tree / "x/y/practices.csv").read_text("utf-8"))))
    assert "EXC-01" in [row["id"] for row in read]


def test_an_edition_with_errors_is_not_exported(tree: Path) -> None:
    """The problems are printed and no file appears."""
    path = tree / "roles/caregiver.yml"
    path.write_text(path.read_text("utf-8").replace("strength: should", "strength: shall", 1))
    for flags in ([], ["--workbook"], ["--review", "caregiver"]):
        done = export(tree, *flags)
        assert done.exit_code == 1
        assert "roles/caregiver.yml:" in done.output
        assert "Nothing was written." in done.output
    assert not (tree / "export").exists()


USAGE = {
    "an unknown county": (["--edition", "exampel"], "Did you mean 'example'?"),
    "an unknown guide": (["--review", "caregivers"], "Did you mean 'caregiver'?"),
    "two jobs": (["--workbook", "--review", "courts"], "three jobs"),
    "--carry alone": (["--carry", __file__], "--carry belongs to --workbook"),
    "--write alone": (["--write"], "--write belongs to --take"),
    "--take without a county": (["--take", __file__], "--take needs --edition"),
    "--take with --out": (
        ["--take", __file__, "--edition", "example", "--out", "x"],
        "leave --out",
    ),
    "a file that is not there": (["--workbook", "--carry", "none.xlsx"], "does not exist"),
}


@pytest.mark.parametrize("case", USAGE)
def test_wrong_usage_ends_with_2(tree: Path, case: str) -> None:
    """The message says what is meant or what is near, and nothing is written."""
    flags, said = USAGE[case]
    done = export(tree, *flags)
    assert (done.exit_code, said in done.output) == (2, True), done.output
    assert not (tree / "export").exists()


def test_a_place_that_cannot_be_written_is_told(tree: Path) -> None:
    """A file where the folder should be is a message, no traceback."""
    (tree / "export").write_text("mine")
    done = export(tree)
    assert done.exit_code == 1
    assert "cannot be written" in done.output
    assert (tree / "export").read_text() == "mine"


# ---------------------------------------------------------------------------------- the workbook


def test_every_practice_has_one_row(made: Path, edition: Edition) -> None:
    """Each practice stands once, with strength, words and situations, on its guide's sheet."""
    found = rows(made)
    assert len(found) >= 360
    assert list(found) == [practice.id for practice in practices(edition)]
    for practice in practices(edition):
        row = found[practice.id]
        assert row["Strength"] == practice.strength
        assert len(row["Practice"]) >= 20
        assert row["Situations"].count("; ") == len(practice.situations) - 1
    assert found["CG-05"]["sheet"] == "Caregiver"
    assert len(load_workbook(made).worksheets) == len(edition.guides) + 2


def test_a_sheet_is_ready_to_fill_in_and_to_print(made: Path) -> None:
    """Header frozen and repeated, filters, checked cells, landscape US Letter as wide as the page."""
    sheets = load_workbook(made).worksheets[1:]
    assert len(sheets) == 12
    for sheet in sheets:
        (table,) = sheet.tables.values()
        at = int(table.ref.split(":")[0][1:])
        assert table.autoFilter is not None
        assert sheet.freeze_panes == f"B{at + 1}"
        assert sheet.print_title_rows == f"${at}:${at}"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 1)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.cell(at + 1, 3).alignment.wrap_text
        rules = {rule.type: rule for rule in sheet.data_validations.dataValidation}
        assert rules["list"].formula1 == '"in place,partly,not yet"'
        last = table.ref.split(":")[1].strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        assert str(rules["list"].sqref) == f"E{at + 1}:E{last}"
        assert str(rules["date"].sqref) == f"H{at + 1}:H{last}"
        assert not sheet.merged_cells.ranges
        assert "Release 0.1.0" in sheet["A2"].value
        assert "Guide version" in sheet["A2"].value


def test_the_file_says_what_it_is(made: Path, edition: Edition) -> None:
    """Title, language and release are among the properties; the summary says how to use it."""
    book = load_workbook(made)
    about = book.properties
    assert about.title == "Self-check: Open Door (Statewide edition)"
    assert (about.language, about.creator) == ("en-US", "Open Door")
    assert f"release {edition.info.release}" in about.keywords
    said = [row[0] for row in book["Summary"].iter_rows(values_only=True)]
    assert set(HOW) <= set(said)
    assert edition.info.notice in said


def computed(path: Path, folder: Path) -> list[list[Any]]:
    """The summary as LibreOffice computes it."""
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'office').as_uri()}", "--headless",
         "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder / "computed", path],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    book = load_workbook(folder / "computed" / path.name, data_only=True)
    return [list(row) for row in book["Summary"].iter_rows(values_only=True)]


def test_the_sums_are_right_where_a_program_computes_them(
    old: Path, edition: Edition, tmp_path: Path
) -> None:
    """By guide and by situation: practices, in place, partly, not yet, open."""
    found = {row[0]: row[1:6] for row in computed(old, tmp_path)}
    total = len(practices(edition))
    assert found["All guides"] == [total, 1, 1, 1, total - 3]
    assert found["Caregiver"] == [30, 1, 0, 0, 29]
    assert found["Everyone: shared practice"] == [40, 0, 1, 0, 39]
    given = {"CG-05": 1, "EV-03": 2, "SW-22": 3}
    assert len(edition.situations) == 18
    for situation in edition.situations.values():
        within = [p.id for p in practices(edition) if situation.id in p.situations]
        counts = [len(within), 0, 0, 0, len(within)]
        for id in set(given) & set(within):
            counts[given[id]] += 1
            counts[4] -= 1
        assert found[situation.title] == counts


def test_the_same_input_gives_the_same_bytes(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No clock gets into the file: neither into its properties nor into the zip."""

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2031, 5, 6, 7, 8, 9, tzinfo=tz)

    monkeypatch.setattr("openpyxl.writer.excel.datetime.datetime", Later)
    monkeypatch.setattr("time.time", lambda: 1_935_000_000.0)
    tree = copied(tmp_path / "tree")
    assert export(tree, "--workbook").exit_code == 0
    assert (tree / "export" / FILE).read_bytes() == made.read_bytes()
    with zipfile.ZipFile(made) as packed:
        assert {entry.date_time[0] for entry in packed.infolist()} == {1980}


def test_a_text_is_never_a_formula() -> None:
    """What looks like a formula is written and read as the text that it is."""
    book = Workbook()
    cell = xlsx.put(book.active, 1, 1, '=HYPERLINK("https://example.org")')
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("Agency leadership and county steering committee", [], "Agency leadership and county"),
        ("Everyone: shared practice", [], "Everyone shared practice"),
        ("Courts", ["courts"], "Courts 2"),
        ("x" * 40, ["x" * 31], "x" * 28 + " 2"),
    ],
)
def test_a_sheet_gets_a_name_that_it_can_have(title: str, taken: list[str], name: str) -> None:
    """At most 31 letters, cut at a word, and no name twice."""
    assert xlsx.sheet_name(title, taken) == name
    assert len(name) <= 31


def test_a_workbook_that_was_saved_is_never_written_over(tree: Path) -> None:
    """What a person saved stays; what nobody has touched is made anew."""
    path = tree / "export" / FILE
    assert export(tree, "--workbook").exit_code == 0
    roles = tree / "roles/caregiver.yml"
    roles.write_text(roles.read_text("utf-8").replace("Questions can wait.", "Ask later."), "utf-8")
    assert export(tree, "--workbook").exit_code == 0
    assert rows(path)["CG-08"]["Practice"].endswith("Ask later.")
    filled(path, path, {("CG-08", "Evidence"): "Ours"})
    before = path.read_bytes()
    done = export(tree, "--workbook")
    assert (done.exit_code, path.read_bytes()) == (1, before)
    assert "somebody has saved it since" in done.output


# ---------------------------------------------------------------------------------- carried over


def test_answers_are_carried_over_by_id(old: Path, tree: Path) -> None:
    """Answers come with evidence, owner and day, whatever became of the rows around them."""
    done = export(tree, "--workbook", "--carry", old)
    assert done.exit_code == 0, done.output
    assert "Carried over: 5 practices with answers." in done.output
    found = rows(tree / "export" / FILE)
    row = found["CG-05"]
    assert (row["In place?"], row["Owner"]) == ("in place", "Night team")
    assert row["Evidence"] == "=Home visits, 12 of 14"
    assert row["Date"].date() == date(2026, 12, 1)
    assert found["SW-21"]["In place?"] == "not yet"
    assert found["CG-29"]["Evidence"] == "Shift plan"
    assert [row["Look again"] for row in found.values() if row["Look again"]] == []


def test_what_changed_is_marked_and_reported(old: Path, tree: Path) -> None:
    """New practices, changed words, and answers about what a county leaves out."""
    done = export(tree, "--workbook", "--carry", old, "--edition", "example")
    assert done.exit_code == 0, done.output
    said = done.output.splitlines()
    assert "New practices: EXC-01." in said
    assert "Text changed since, marked under “Look again”: CG-09." in said
    assert any(line.startswith("No longer in the series") and "CG-29" in line for line in said)
    found = rows(tree / "export/counties/example" / FILE)
    assert found["EXC-01"]["Look again"] == "New"
    assert found["EXC-01"]["Local"] == "added here"
    assert found["CG-09"]["Look again"].startswith("Text changed. It was: If a consequence fits")
    assert found["CG-29"]["sheet"] == KEPT
    assert found["CG-29"]["Evidence"] == "Shift plan"
    assert "Example County leaves it out" in found["CG-29"]["Why it is here"]


def withdraw(tree: Path, id: str, successor: str) -> None:
    """Take a practice out of its guide, with its successor in the ledger."""
    path = tree / "roles/social-worker.yml"
    head, _, rest = path.read_text("utf-8").partition(f"  - id: {id}\n")
    _, mark, after = rest.partition("\n  - id: ")
    path.write_text(f"{head}{mark[1:]}{after}", "utf-8")
    (tree / "data/withdrawn.yml").write_text(
        f"- id: {id}\n  on: 2026-11-19\n  because: Said better elsewhere.\n  successor: {successor}\n"
    )


def test_answers_about_a_withdrawn_practice_are_kept_for_good(old: Path, tree: Path) -> None:
    """They stand on a sheet of their own with the successor, also after the next time."""
    withdraw(tree, "SW-21", "SW-04")
    assert export(tree, "--workbook", "--carry", old, "--out", tree / "one").exit_code == 0
    done = export(tree, "--workbook", "--carry", tree / "one" / FILE, "--out", tree / "two")
    assert done.exit_code == 0, done.output
    assert (
        "SW-21. Withdrawn on 2026-11-19: Said better elsewhere. Read SW-04 instead." in done.output
    )
    for name in ("one", "two"):
        row = rows(tree / name / FILE)["SW-21"]
        assert (row["sheet"], row["In place?"]) == (KEPT, "not yet")
        assert row["Read instead"] == "SW-04"


def test_a_mark_stays_until_a_person_empties_it(old: Path, tree: Path) -> None:
    """Carrying once more keeps the words on which the team had answered."""
    county = ("--workbook", "--edition", "example", "--carry")
    assert export(tree, *county, old, "--out", tree / "one").exit_code == 0
    emptied = filled(tree / "one" / FILE, tree / "next.xlsx", {("EXC-01", "Look again"): None})
    assert export(tree, *county, emptied, "--out", tree / "two").exit_code == 0
    found = rows(tree / "two" / FILE)
    assert found["CG-09"]["Look again"].startswith("Text changed. It was: If a consequence fits")
    assert found["EXC-01"]["Look again"] is None


def test_what_a_team_added_is_kept_or_named(old: Path, tree: Path) -> None:
    """A row of its own is kept; a column and a sheet of its own are named."""
    book = load_workbook(old)
    sheet = book["Caregiver"]
    sheet.append([None, None, "Our own practice", None, "partly"])
    sheet["K4"] = "Notes"
    book.create_sheet("Minutes")["A1"] = "Ours"
    book.save(old)
    done = export(tree, "--workbook", "--carry", old)
    assert done.exit_code == 0, done.output
    assert "the column Notes on the sheet “Caregiver”" in done.output
    assert "the sheet “Minutes”" in done.output
    (row,) = (row for id, row in rows(tree / "export" / FILE).items() if id == "None")
    assert (row["sheet"], row["Practice"], row["In place?"]) == (KEPT, "Our own practice", "partly")


def test_an_old_workbook_is_never_written_onto(old: Path, tree: Path) -> None:
    """Neither by its own name nor by a link to it."""
    (tree / "export").mkdir()
    path = tree / "export" / FILE
    path.write_bytes(old.read_bytes())
    (tree / "link").mkdir()
    (tree / "link" / FILE).symlink_to(path)
    for flags in (["--carry", path], ["--carry", path, "--out", tree / "link"]):
        done = export(tree, "--workbook", *flags)
        assert done.exit_code == 1
        assert "whose answers are to be carried over" in done.output
        assert path.read_bytes() == old.read_bytes()


def _without(header: str) -> Any:
    def change(book: Any) -> None:
        sheet = book["Courts"]
        next(cell for cell in sheet[4] if cell.value == header).value = "Something"

    return change


def _cell(name: str, value: Any) -> Any:
    def change(book: Any) -> None:
        book["Caregiver"][name] = value

    return change


BROKEN = {
    "no self-check workbook": (lambda book: [book.remove(s) for s in book.worksheets[1:]],
                               "is another workbook"),
    "a column is gone": (_without("Evidence"), "the sheet “Courts” lacks the column Evidence"),
    "an unknown answer": (_cell("E9", "yes"), "row 9 (CG-05): “yes” is no answer"),
    "a day that is none": (_cell("H9", "soon"), "“soon” is no date"),
    "an id twice": (_cell("A9", "CG-01"), "row 9 (CG-01): CG-01 stands there already"),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_workbook_that_is_not_right_is_refused(old: Path, tree: Path, case: str) -> None:
    """The place and the reason are told; nothing is written and the old workbook stays."""
    change, said = BROKEN[case]
    book = load_workbook(old)
    change(book)
    book.save(old)
    before = old.read_bytes()
    done = export(tree, "--workbook", "--carry", old)
    assert (done.exit_code, said in done.output) == (1, True), done.output
    assert not (tree / "export").exists()
    assert old.read_bytes() == before


ALIEN = {
    "a text": (b"Id,Practice\n", "is no workbook"),
    "nothing": (b"", "is no workbook"),
    "an old format": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "is in an old format"),
    "a password": (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "with a password"),
}


@pytest.mark.parametrize("case", ALIEN)
def test_a_file_that_is_no_workbook_is_refused(tree: Path, case: str) -> None:
    """Each with what to do."""
    content, said = ALIEN[case]
    path = tree / "old.xlsx"
    path.write_bytes(content)
    done = export(tree, "--workbook", "--carry", path)
    assert (done.exit_code, said in done.output) == (1, True), done.output
    assert not (tree / "export").exists()


def test_a_broken_or_swollen_zip_is_refused(made: Path, tmp_path: Path) -> None:
    """Half a workbook, another kind of zip, and one that unpacks to far too much."""
    half = made.read_bytes()[:5000]
    other, swollen = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(other, "w") as packed:
        packed.writestr("word/document.xml", "<w/>")
    with zipfile.ZipFile(swollen, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 210_000_000)
    for content, said in (
        (half, "is no workbook"),
        (other.getvalue(), "cannot be read"),
        (swollen.getvalue(), "far too large"),
    ):
        with pytest.raises(xlsx.Unreadable, match=said):
            xlsx.read(content, "old.xlsx")


def test_a_meeting_paper_carries_no_answers(tree: Path) -> None:
    """The two kinds of workbook are told apart."""
    assert export(tree, "--review", "courts").exit_code == 0
    done = export(tree, "--workbook", "--carry", tree / "export/review-courts.xlsx")
    assert done.exit_code == 1
    assert "is a meeting paper" in done.output


def test_answers_come_through_another_program(old: Path, edition: Edition, tmp_path: Path) -> None:
    """LibreOffice opens and saves it, and nothing of the answers is lost on the way."""
    computed(old, tmp_path)
    saved = (tmp_path / "computed" / old.name).read_bytes()
    one = carry.carry(edition, old.read_bytes(), "old.xlsx")
    other = carry.carry(edition, saved, "saved.xlsx")
    assert len(one.answers) == 5
    assert other.answers.keys() == one.answers.keys()
    assert other.answers["CG-05"]["Date"] == date(2026, 12, 1)
    assert (other.new, other.changed, other.gone) == ([], [], [])


def test_no_other_command_waits_for_the_workbooks() -> None:
    """What reads and writes workbooks and sheets is loaded where it is used."""
    code = (
        "import sys, guidance_series.cli; print(sorted({'openpyxl', 'typst'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("wanted", "files"),
    [("courts", 4), ("mixed", 4), ("all", 37)],
)
def test_training_packs_are_made_for_any_edition(
    tree: Path, tmp_path: Path, wanted: str, files: int
) -> None:
    """A role's pack, the one for mixed teams, or all of them, each time with the feedback form."""
    done = export(tree, "--training", wanted, "--out", str(tmp_path))
    assert done.exit_code == 0, done.output
    made = sorted(path.name for path in (tmp_path / "training").iterdir())
    assert len(made) == files
    assert "feedback.pdf" in made


def test_an_unknown_training_pack_is_wrong_usage(tree: Path) -> None:
    """The message names the nearest and all there are."""
    done = export(tree, "--training", "court")
    assert (done.exit_code, "Did you mean 'courts'?" in done.output) == (2, True)
