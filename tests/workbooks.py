"""What the tests do with a workbook: fill in its rows by id, as a person would, and read it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from openpyxl import load_workbook

from guidance_series.cli import main

ROOT = Path(__file__).resolve().parent.parent


def copied(to: Path) -> Path:
    """The real content, with the example county, in a folder of its own."""
    for name in ("roles", "data", "docs", "overrides"):
        shutil.copytree(ROOT / name, to / name)
    shutil.copy(ROOT / "mkdocs.yml", to)
    return to


def export(root: Path, *words: str | Path) -> Result:
    """The command, run on a tree."""
    typed = ["export", "--root", str(root), "--today", "2026-11-20", *map(str, words)]
    return CliRunner().invoke(main, typed, catch_exceptions=False)


def filled(source: Path, to: Path, answers: Mapping[tuple[str, str], Any]) -> Path:
    """A copy with some cells filled in, each named by the row's id and the column's header."""
    book = load_workbook(source)
    left = dict(answers)
    for sheet in book:
        headers: list[Any] = []
        for row in sheet.iter_rows():
            if row[0].value == "Id":
                headers = [cell.value for cell in row]
            for header in headers:
                key = (str(row[0].value), header)
                if key in left:
                    row[headers.index(header)].value = left.pop(key)
    assert left == {}, "no such cell"
    book.save(to)
    return to


def rows(path: Path) -> dict[str, dict[str, Any]]:
    """Every row of every table, by id, with the name of its sheet."""
    found: dict[str, dict[str, Any]] = {}
    for sheet in load_workbook(path):
        headers: list[Any] = []
        for row in sheet.iter_rows(values_only=True):
            if row[0] == "Id":
                headers = list(row)
            elif headers and any(row):
                values = dict(zip(headers, row, strict=True))
                found[str(row[0])] = {**values, "sheet": sheet.title}
    return found
