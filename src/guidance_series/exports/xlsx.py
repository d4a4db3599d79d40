"""XLSX as this house makes and reads it.

The same input gives the same bytes, no text is ever taken for a formula, and a file that came back
from other hands is read with care.
"""

from __future__ import annotations

import io
import re
import textwrap
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet.table import Table

from guidance_series.editions import Edition

DEEP = "00595A"
"""The color of a header where a county has none of its own, as on the pages and sheets."""

FAMILY = "Calibri"
"""The typeface: every program that opens XLSX has it, or one of the same widths."""

_WRAPPED = Alignment(wrap_text=True, vertical="top")
_LINE = Border(bottom=Side("thin", "A9BBBA"))
_FILLED_IN = PatternFill("solid", fgColor="FFFBEF")
_MOST = 20_000_000
_MOST_UNPACKED = 200_000_000
"""A workbook of this kind has less than a hundredth of it, in bytes."""


class Unreadable(Exception):
    """A workbook that cannot be taken; ``reasons`` says why, each with what to do."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Column:
    """A column of a table: its header, its width in letters, and whether people fill it in."""

    header: str
    width: float
    filled_in: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Row:
    """A row that was read: where it stands, and its values by header."""

    sheet: str
    number: int
    values: Mapping[str, Any]

    @property
    def id(self) -> str:
        """The statement's id as typed."""
        return text_of(self.values.get("Id")).upper()

    def __str__(self) -> str:
        named = f" ({self.id})" if self.id else ""
        return f"sheet “{self.sheet}”, row {self.number}{named}"


@dataclass(frozen=True)
class Read:
    """The tables of a workbook: sheets with a row of headers that starts with Id; and ``others``."""

    headers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rows: Sequence[Row] = ()
    others: Sequence[str] = ()


# ---------------------------------------------------------------------------------- making


def put(sheet: Any, row: int, column: int, value: Any, *, formula: bool = False) -> Any:
    """A cell with its value; a text that looks like a formula stays a text."""
    cell = sheet.cell(row, column, value)
    if isinstance(value, str) and not formula:
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    return cell


def heading(sheet: Any, edition: Edition, title: str, below: Iterable[str]) -> int:
    """A sheet's title and the lines below it; gives the first free row."""
    put(sheet, 1, 1, title).font = font(size=16, bold=True, color=color(edition))
    row = 1
    for row, line in enumerate(below, 2):
        put(sheet, row, 1, line).font = font(size=10, color="525B5F")
    return row + 1


def font(**looks: Any) -> Font:
    """The house's typeface; a font without a name would fall back to whatever a program likes."""
    return Font(name=FAMILY, **{"size": 11, **looks})


def table(
    sheet: Any,
    edition: Edition,
    at: int,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    name: str,
) -> None:
    """A table with filters whose header stays in sight and is printed on each page."""
    fill = PatternFill("solid", fgColor=color(edition))
    for number, column in enumerate(columns, 1):
        cell = put(sheet, at, number, column.header)
        cell.font, cell.fill = font(bold=True, color="FFFFFF"), fill
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    for below, values in enumerate(rows, 1):
        for number, (column, value) in enumerate(zip(columns, values, strict=True), 1):
            cell = put(sheet, at + below, number, value)
            cell.alignment, cell.border = _WRAPPED, _LINE
            cell.font = font()
            if column.filled_in:
                cell.fill = _FILLED_IN
        sheet.row_dimensions[at + below].height = _height(columns, values)
    last = get_column_letter(len(columns))
    sheet.add_table(Table(displayName=name, ref=f"A{at}:{last}{at + max(len(rows), 1)}"))
    widths(sheet, columns)
    sheet.freeze_panes = f"B{at + 1}"
    printed(sheet, edition, f"{at}:{at}")


def _height(columns: Sequence[Column], values: Sequence[Any]) -> float:
    """How tall a row must be for its longest cell, in points, by an estimate."""
    lines = max(
        sum(
            len(textwrap.wrap(line, int(column.width * 1.05))) or 1
            for line in str(value).split("\n")
        )
        for column, value in zip(columns, values, strict=True)
        if not column.hidden
    )
    return 14.5 * lines + 3


def widths(sheet: Any, columns: Sequence[Column]) -> None:
    """Give a sheet's columns their widths and hide what is for formulas alone."""
    for number, column in enumerate(columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width, dimension.hidden = column.width, column.hidden


def printed(sheet: Any, edition: Edition, repeated: str = "") -> None:
    """US Letter, landscape, as wide as the page, with the edition above and numbers below."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 1
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.8
    if repeated:
        sheet.print_title_rows = repeated
    about = f"{edition.info.name} · {edition.name} · Release {edition.info.release}"
    sheet.oddHeader.left.text = about.replace("&", "&&")
    sheet.oddHeader.right.text = sheet.title.replace("&", "&&")
    sheet.oddFooter.center.text = "Page &P of &N"


def color(edition: Edition) -> str:
    """A header's color, as XLSX writes it."""
    return (edition.color or DEEP).lstrip("#").upper()


def sheet_name(title: str, taken: Iterable[str]) -> str:
    """A name that a worksheet can have: at most 31 letters, none of its signs, no second one."""
    plain = " ".join(re.sub(r"[\[\]:*?/\\']", " ", title).split())
    short = plain if len(plain) <= 31 else plain[:32].rpartition(" ")[0] or plain[:31]
    while short.rpartition(" ")[2].lower() in ("and", "of", "the", "for"):
        short = short.rpartition(" ")[0]
    used = {name.lower() for name in taken}
    found, number = short, 2
    while found.lower() in used:
        found, number = f"{short[:28]} {number}", number + 1
    return found


def book(edition: Edition, title: str, keywords: Sequence[str]) -> Any:
    """A new workbook with no sheet yet, with its title, language and subject."""
    made = Workbook()
    made.remove(made.active)
    about = made.properties
    about.title, about.creator = f"{title}: {edition.info.name} ({edition.name})", edition.info.name
    about.language, about.subject = "en-US", edition.info.tagline
    about.keywords = ", ".join((*keywords, f"release {edition.info.release}"))
    about.description = edition.info.notice
    made.calculation.fullCalcOnLoad = True
    return made


def packed(made: Any, on: date) -> bytes:
    """The workbook as a file that holds no clock: ``on`` is the day it was made and changed."""
    made.properties.created = datetime.combine(on, datetime.min.time())
    raw, out = io.BytesIO(), io.BytesIO()
    made.save(raw)
    with zipfile.ZipFile(raw) as clocked, zipfile.ZipFile(out, "w") as still:
        for name in clocked.namelist():
            content = clocked.read(name)
            if name == "docProps/core.xml":
                day = f"{on.isoformat()}T00:00:00Z".encode()
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + day, content)
            # A height is where a row begins, not where it must stay: it grows with what is typed.
            content = content.replace(b' customHeight="1"', b"")
            entry = zipfile.ZipInfo(name)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            entry.create_system = 3
            still.writestr(entry, content)
    return out.getvalue()


def untouched(content: bytes) -> bool:
    """Whether a file is as ``packed`` made it: every program that saves one notes when it did."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as saved:
            about = saved.read("docProps/core.xml")
    except (zipfile.BadZipFile, KeyError):
        return False
    days = [
        re.search(rb"<dcterms:%b[^>]*>([^<]*)" % name, about) for name in (b"created", b"modified")
    ]
    return None not in days and len({day[1] for day in days if day}) == 1


# ---------------------------------------------------------------------------------- reading


def text_of(value: Any) -> str:
    """What stands in a cell as one line of text."""
    return "" if value is None else " ".join(str(value).split())


def day_of(value: Any) -> date | None:
    """The day in a cell: a date, its number, or typed as 2026-11-20. Raises ``ValueError``."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or not text_of(value):
        return value or None
    if isinstance(value, int | float):
        if 36526 <= value < 73415:  # the years 2000 to 2100
            return day_of(from_excel(value))
        raise ValueError
    return date.fromisoformat(text_of(value))


def read(content: bytes, name: str) -> Read:
    """Every table of a workbook, with the values that its formulas last had. Raises ``Unreadable``."""
    shown, typed = _opened(content, name), _opened(content, name, formulas=True)
    headers: dict[str, Sequence[str]] = {}
    rows: list[Row] = []
    others: list[str] = []
    for sheet in shown.worksheets:
        at, found = _header(sheet)
        if not found:
            others.append(sheet.title)
            continue
        headers[sheet.title] = [header for header in found if header]
        for row in sheet.iter_rows(min_row=at + 1):
            values = {
                header: _value(cell, typed[sheet.title])
                for header, cell in zip(found, row, strict=False)
                if header
            }
            if any(text_of(value) for value in values.values()):
                rows.append(Row(sheet.title, row[0].row, values))
    return Read(headers, rows, others)


def _value(cell: Any, typed: Any) -> Any:
    """A cell's value; a formula that nobody has computed yet is taken as its own text."""
    return typed[cell.coordinate].value if cell.value is None else cell.value


def _header(sheet: Any) -> tuple[int, list[str]]:
    """The row of headers among the first ones, and what it says; nothing where there is none."""
    for row in sheet.iter_rows(max_row=min(sheet.max_row, 12)):
        found = [text_of(cell.value) for cell in row]
        if found[0] == "Id":
            return row[0].row, found
    return 0, []


def lacking(found: Read, wanted: Sequence[str], name: str) -> Iterator[str]:
    """What each table lacks of the columns that it must have."""
    for sheet, headers in found.headers.items():
        missing = [header for header in wanted if header not in headers]
        twice = [header for header in wanted if list(headers).count(header) > 1]
        if missing:
            yield (
                f"{name}: the sheet “{sheet}” lacks the column {', '.join(missing)}. "
                "Put its header back as it was."
            )
        if twice:
            yield (
                f"{name}: the sheet “{sheet}” has the column {', '.join(twice)} twice. "
                "Rename one of the two."
            )


_OLE = b"\xd0\xcf\x11\xe0"
_LOCKED = "EncryptedPackage".encode("utf-16-le")


def _opened(content: bytes, name: str, *, formulas: bool = False) -> Any:
    if content.startswith(_OLE):
        raise Unreadable(
            f"{name} is protected with a password. Save a copy without one."
            if _LOCKED in content
            else f"{name} is in an old format. Open it and save it as XLSX."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed_:
            unpacked = sum(entry.file_size for entry in packed_.infolist())
    except zipfile.BadZipFile:
        raise Unreadable(f"{name} is no workbook. Choose a file that ends in .xlsx.") from None
    if len(content) > _MOST or unpacked > _MOST_UNPACKED:
        raise Unreadable(f"{name} is far too large for a workbook that was made here.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what the library leaves out; only cells are read
            return load_workbook(io.BytesIO(content), data_only=not formulas)
    except Exception:  # noqa: BLE001 - a broken file can make the library fail in any way
        raise Unreadable(f"{name} cannot be read. Open it and save it as XLSX again.") from None
