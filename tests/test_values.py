"""What a writer types without quotes arrives as typed, or is refused in plain words."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from guidance_series.checks import check
from guidance_series.load import Series, load

BASE = Path(__file__).parent / "cases" / "base"
AS_TYPED = [
    "no", "yes", "on", "off", "No", "true", "false", "~", "null", "NULL", "12:30", "1:02:03",
    "1.10", "1e3", ".inf", ".nan", "0123", "0o17", "0x1F", "1_000", "-1", "2026-11-20",
    "2026-11-20 10:00:00", "=", "<<", "y", "n", "911", "1-800-555-0100", "5 %", "it's",
]  # fmt: skip
TODAY = date(2026, 11, 20)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BASE, tmp_path / "tree"))


def _change(tree: Path, name: str, old: str, new: str) -> None:
    text = (tree / name).read_text("utf-8")
    assert text.count(old) == 1, old
    (tree / name).write_text(text.replace(old, new), "utf-8")


def _series(tree: Path) -> Series:
    loaded = load(tree)
    assert loaded.problems == []
    assert loaded.series is not None
    return loaded.series


def _problems(tree: Path) -> list[str]:
    return [str(problem).split("\n")[0] for problem in check(load(tree), TODAY)]


def test_there_are_values() -> None:
    """At least thirty values that YAML could take for something else are tried."""
    assert len(set(AS_TYPED)) >= 30


@pytest.mark.parametrize("value", AS_TYPED)
def test_text_field(value: str, tree: Path) -> None:
    """A value in a text field, alone or in a list, arrives exactly as typed."""
    _change(tree, "data/information.yml", "Who is missing, and since when.", value)
    _change(tree, "roles/caregiver.yml", "foster parent", value)
    series = _series(tree)
    assert series.information["missing"].text == value
    assert series.guides["caregiver"].keywords == (value,)


def test_byte_order_mark(tree: Path) -> None:
    """A byte-order mark at the head of a file changes nothing."""
    plain = _series(tree)
    files = sorted(tree.rglob("*.yml"))
    assert len(files) >= 17
    for file in files:
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert _series(tree) == plain
    assert _problems(tree) == []


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends(end: str, tree: Path) -> None:
    """Line ends of Windows and of old Macs change nothing, in data or on pages."""
    plain = _series(tree)
    files = sorted((*tree.rglob("*.yml"), *tree.rglob("*.md")))
    assert len(files) >= 22
    for file in files:
        file.write_bytes(file.read_bytes().replace(b"\n", end.encode()))
    assert _series(tree) == plain
    assert _problems(tree) == []


def test_position_after_windows_line_ends(tree: Path) -> None:
    """A problem in a file with a byte-order mark and Windows line ends has its line and column."""
    _change(tree, "roles/courts.yml", "practice-book", "practise-book")
    file = tree / "roles/courts.yml"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert [line.split(" ")[0] for line in _problems(tree)] == ["roles/courts.yml:36:17:"]


@pytest.mark.parametrize("value", ["no", "yes", "True", "1", "0", "on", "~", "null", "12:30", "''"])
def test_yes_or_no_field(value: str, tree: Path) -> None:
    """A yes/no field takes true or false and says so of everything else."""
    _change(tree, "data/everyone.yml", "locked: true", f"locked: {value}")
    shown = "" if value == "''" else value
    assert _problems(tree) == [
        f"data/everyone.yml:17:13: error EV-01: locked cannot be '{shown}': write true or false."
    ]


@pytest.mark.parametrize("value", ["true", "false", '"true"'])
def test_yes_or_no_taken(value: str, tree: Path) -> None:
    """true and false are taken, quoted or not."""
    _change(tree, "data/contacts.yml", "on_every_page: true", f"on_every_page: {value}")
    assert _series(tree).contacts["emergency"].on_every_page is (value.strip('"') == "true")


@pytest.mark.parametrize(
    "value",
    ["no", "12:30", "1.10", "0123", "~", "null", "2026-02-30", "2026-2-3", "20261120", "today",
     "2026-11-20T10:00:00", "20/11/2026", "٢٠٢٦-١١-٢٠", "0000-00-00"],
)  # fmt: skip
def test_date_field(value: str, tree: Path) -> None:
    """A date field takes a day of the calendar and says so of everything else."""
    _change(tree, "data/law.yml", "2026-01-10", value)
    assert _problems(tree) == [
        f"data/law.yml:5:10: error reporting: as_of cannot be '{value}': write a date of the calendar as 2026-11-20."
    ]


def test_date_taken(tree: Path) -> None:
    """A day is a day, quoted or not."""
    _change(tree, "data/law.yml", "2026-01-10", '"2025-02-28"')
    assert _series(tree).law["reporting"].as_of == date(2025, 2, 28)


@pytest.mark.parametrize("value", ["1", "no", "12:30", "~", "v1.2", "1.2.3.4", "1,2"])
def test_number_field(value: str, tree: Path) -> None:
    """A version takes numbers with dots and says so of everything else."""
    _change(tree, "data/everyone.yml", "0.1.0", value)
    assert _problems(tree) == [
        f"data/everyone.yml:3:10: error schema: version cannot be '{value}'."
    ]


@pytest.mark.parametrize("value", ["1.10", "0.1.0", '"1.10"', "10.20.30"])
def test_number_taken(value: str, tree: Path) -> None:
    """A version keeps its last zero, quoted or not."""
    _change(tree, "data/everyone.yml", "0.1.0", value)
    assert _series(tree).everyone.version == value.strip('"')
