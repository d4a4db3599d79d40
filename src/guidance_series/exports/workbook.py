"""The self-check workbook: a team notes for each practice how far it is, with sums that count along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from guidance_series.editions import SHARED, Edition, home_of, strength_of
from guidance_series.exports import xlsx
from guidance_series.exports.carry import (
    AGAIN,
    ANSWER,
    ANSWERS,
    FILLED_IN,
    INSTEAD,
    WHY,
    WORDS,
    Carried,
)
from guidance_series.exports.xlsx import Column
from guidance_series.models import Practice
from guidance_series.text import plain

TITLE = "Self-check"
KEPT = "No longer in the series"
"""The sheet for answers about practices that this edition does not have."""

HOW = (
    "Do this as a team. It shows where you stand and what comes next; it grades nobody.",
    "Open the sheet of your role. For each practice choose: in place, partly, or not yet.",
    "Note what shows it, who takes it on, and by which day. Never write a young person's name.",
    "The sums below count along. Come back to the open rows at your next meeting.",
)

_COLUMNS = (
    Column("Id", 9),
    Column("Strength", 10),
    Column(WORDS, 46),
    Column("Situations", 22),
    Column(ANSWER, 11, filled_in=True),
    Column("Evidence", 28, filled_in=True),
    Column("Owner", 15, filled_in=True),
    Column("Date", 12, filled_in=True),
    Column(AGAIN, 22, filled_in=True),
)
_LOCAL = Column("Local", 13)
_CODES = Column("Codes", 12, hidden=True)
_KEPT = (
    *(column for column in _COLUMNS if column.header not in ("Strength", "Situations", AGAIN)),
    Column(WHY, 34),
    Column(INSTEAD, 13),
)
_DAY = "yyyy-mm-dd"
_SHADES = {"in place": "CFE6DF", "partly": "FBE7C6", "not yet": "F6D5C8"}


@dataclass(frozen=True)
class _Table:
    """One guide's practices on a sheet, and where its formulas find their ids and answers."""

    title: str
    version: str
    sheet: str
    ranges: Mapping[str, str]


def workbook(edition: Edition, carried: Carried | None = None) -> bytes:
    """The workbook with a sheet for each guide; the same input gives the same bytes."""
    made = xlsx.book(edition, TITLE, ("self-check",))
    summary = made.create_sheet("Summary")
    tables = []
    for guide in (SHARED, *edition.guides):
        practices = [
            statement
            for home, statement in edition.statements()
            if home == guide and isinstance(statement, Practice)
        ]
        tables.append(_guide(made, edition, guide, practices, carried or Carried()))
    _summary(summary, edition, tables)
    if carried and carried.gone:
        _kept(made.create_sheet(KEPT), edition, carried)
    newest = max(guide.changes[0].on for guide in edition.guides.values())
    return xlsx.packed(made, newest)


def _guide(
    made: Any, edition: Edition, guide: str, practices: Sequence[Practice], carried: Carried
) -> _Table:
    home = home_of(edition, guide)
    sheet = made.create_sheet(xlsx.sheet_name(home.title, made.sheetnames))
    version = f"version {home.version}"
    at = xlsx.heading(
        sheet, edition, home.title,
        (f"{TITLE} · {edition.name} · Release {edition.info.release} · Guide {version}",
         f"Empty “{AGAIN}” in a row when your team has looked at it."),
    )  # fmt: skip
    columns = [*_COLUMNS, *([_LOCAL] if edition.is_local else []), _CODES]
    rows = [_row(edition, practice, carried, columns) for practice in practices]
    xlsx.table(sheet, edition, at, columns, rows, "practices_" + guide.replace("-", "_"))
    first, last = at + 1, at + max(len(rows), 1)
    headers = [column.header for column in columns]
    cells = {
        header: f"${get_column_letter(n)}${first}:${get_column_letter(n)}${last}"
        for n, header in enumerate(headers, 1)
    }
    _validated(sheet, cells)
    quoted = {header: f"'{sheet.title}'!{cells[header]}" for header in ("Id", ANSWER, "Codes")}
    return _Table(home.title, home.version, sheet.title, quoted)


def _row(
    edition: Edition, practice: Practice, carried: Carried, columns: Sequence[Column]
) -> list[Any]:
    mark = edition.local.get(practice.id)
    answer = carried.answers.get(practice.id, {})
    values = {
        "Id": practice.id,
        "Strength": strength_of(practice),
        WORDS: plain(practice.text),
        "Situations": "; ".join(edition.situations[s].short for s in practice.situations),
        AGAIN: carried.again.get(practice.id),
        "Local": f"{mark.kind} here" if mark else None,
        "Codes": f";{';'.join(practice.situations)};",
        **{header: answer.get(header) or None for header in FILLED_IN},
    }
    return [values[column.header] for column in columns]


def _validated(sheet: Any, cells: Mapping[str, str]) -> None:
    """What may stand in the cells for answers and days, and a shade for each answer beside its word."""
    answers = DataValidation(
        "list", formula1=f'"{",".join(ANSWERS)}"', allow_blank=True, showErrorMessage=True,
        errorTitle="Choose one", error=f"Choose one of: {', '.join(ANSWERS)}.",
        showInputMessage=True, promptTitle=ANSWER, prompt=f"{', '.join(ANSWERS)}",
    )  # fmt: skip
    days = DataValidation(
        "date", operator="between", formula1="DATE(2020,1,1)", formula2="DATE(2099,12,31)",
        allow_blank=True, showErrorMessage=True, errorTitle="Write a date",
        error="Write a date, such as 2026-11-20.",
    )  # fmt: skip
    for validation, header in ((answers, ANSWER), (days, "Date")):
        validation.add(cells[header].replace("$", ""))
        sheet.add_data_validation(validation)
    for (cell,) in sheet[cells["Date"].replace("$", "")]:
        cell.number_format = _DAY
    for answer, shade in _SHADES.items():
        rule = CellIsRule("equal", [f'"{answer}"'], fill=PatternFill("solid", bgColor=shade))
        sheet.conditional_formatting.add(cells[ANSWER].replace("$", ""), rule)


def _summary(sheet: Any, edition: Edition, tables: Sequence[_Table]) -> None:
    info = edition.info
    lines = (f"{edition.name} · Release {info.release}", *HOW, info.notice)
    at = xlsx.heading(sheet, edition, f"{TITLE}: {info.name}", lines) + 1
    sums = ("Practices", *(answer.capitalize() for answer in ANSWERS), "Open")
    by_guide = [[table.title, *_counted([table.ranges], None), table.version] for table in tables]
    at = _sums(sheet, edition, at, ("Guide", *sums, "Version"), by_guide, total=True)
    ranges = [table.ranges for table in tables]
    by_situation = [
        [situation.title, *_counted(ranges, situation.id)]
        for situation in edition.situations.values()
    ]
    _sums(sheet, edition, at + 1, ("Situation", *sums), by_situation, total=False)
    note = xlsx.put(
        sheet, sheet.max_row + 1, 1,
        "A practice that helps in several situations counts in each of them.",
    )  # fmt: skip
    note.font = xlsx.font(size=10, italic=True, color="525B5F")
    xlsx.widths(sheet, [Column("", 52), *(Column("", 12) for _ in (*sums, "Version"))])
    xlsx.printed(sheet, edition)


def _counted(ranges: Sequence[Mapping[str, str]], situation: str | None) -> list[str]:
    """Formulas for the number of practices and of each answer, over some sheets."""
    if situation is None:
        found = ["+".join(f"COUNTA({cells['Id']})" for cells in ranges)]
        found += [
            "+".join(f'COUNTIF({cells[ANSWER]},"{answer}")' for cells in ranges)
            for answer in ANSWERS
        ]
    else:
        within = [f'{cells["Codes"]},"*;{situation};*"' for cells in ranges]
        found = ["+".join(f"COUNTIF({codes})" for codes in within)]
        found += [
            "+".join(
                f'COUNTIFS({codes},{cells[ANSWER]},"{answer}")'
                for codes, cells in zip(within, ranges, strict=True)
            )
            for answer in ANSWERS
        ]
    return [f"={formula}" for formula in found]


def _sums(
    sheet: Any, edition: Edition, at: int, headers: Sequence[str], rows: list[list[str]],
    *, total: bool,
) -> int:  # fmt: skip
    """A table of sums; gives the first free row below it."""
    for column, header in enumerate(headers, 1):
        cell = xlsx.put(sheet, at, column, header)
        cell.font = xlsx.font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=xlsx.color(edition))
        cell.alignment = Alignment(horizontal="left" if column == 1 else "right")
    for row, values in enumerate(rows, at + 1):
        name, practices, *answers = values[: 2 + len(ANSWERS)]
        open_ = f"=B{row}-C{row}-D{row}-E{row}"
        for column, value in enumerate((name, practices, *answers, open_), 1):
            xlsx.put(sheet, row, column, value, formula=column > 1)
        for column, value in enumerate(values[2 + len(ANSWERS) :], 7):
            xlsx.put(sheet, row, column, value).alignment = Alignment(horizontal="right")
    last = at + len(rows)
    if total:
        xlsx.put(sheet, last + 1, 1, "All guides").font = xlsx.font(bold=True)
        for column in range(2, 7):
            letter = get_column_letter(column)
            formula = f"=SUM({letter}{at + 1}:{letter}{last})"
            xlsx.put(sheet, last + 1, column, formula, formula=True).font = xlsx.font(bold=True)
        last += 1
    return last + 1


def _kept(sheet: Any, edition: Edition, carried: Carried) -> None:
    at = xlsx.heading(
        sheet, edition, KEPT,
        ("Answers about practices that this edition does not have. Nothing here is counted.",),
    )  # fmt: skip
    rows = [
        [gone.id or None, gone.words,
         *(gone.answer[header] or None for header in FILLED_IN), gone.why, gone.instead or None]
        for gone in carried.gone
    ]  # fmt: skip
    xlsx.table(sheet, edition, at, _KEPT, rows, "practices_kept")
    day = 1 + [column.header for column in _KEPT].index("Date")
    for row in range(at + 1, at + 1 + len(rows)):
        sheet.cell(row, day).number_format = _DAY
