"""The meeting paper as a workbook: one row for each statement of a guide, and what came back in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from guidance_series.editions import (
    CHOICES,
    FIXED,
    Edition,
    Reviewed,
    home_of,
    kind_name,
    main_part,
    parts_of,
    places_of,
    said,
    strength_of,
)
from guidance_series.exports import xlsx
from guidance_series.exports.xlsx import Column, Row, Unreadable, lacking, read, text_of
from guidance_series.models import Statement
from guidance_series.text import plain

TITLE = "Meeting paper"
HOW = (
    "Choose a decision for each statement: keep, change, or leave out. An empty one means keep.",
    "To change one, write your wording and the reason. To leave one out, write the reason.",
    "Readers see your wording and your reason. Part says which words your wording is for.",
    "What is fixed keeps children safe or is law. Your county may add to it.",
)
WORDS, DECISION, PART, NEW, BECAUSE, AGREED = (
    "Statewide words", "Decision", "Part", "New wording", "Because", "Agreed by",
)  # fmt: skip
_COLUMNS = (
    Column("Id", 9),
    Column("Kind", 12),
    Column("Strength", 10),
    Column(WORDS, 44),
    Column("Source and place", 36),
    Column("Fixed", 20),
    Column(DECISION, 11, filled_in=True),
    Column(PART, 10, filled_in=True),
    Column(NEW, 40, filled_in=True),
    Column(BECAUSE, 28, filled_in=True),
    Column(AGREED, 18, filled_in=True),
)
_LOCAL = Column("Your county now", 34)
_NEEDED = ("Id", WORDS, DECISION, PART, NEW, BECAUSE, AGREED)
_SHUT = PatternFill("solid", fgColor="EEF0F0")


@dataclass(frozen=True)
class Decision:
    """What a committee decided about one statement, as it stands in the workbook.

    ``seen`` holds the statewide words that the paper showed; ``row`` says where it stands.
    """

    id: str
    choice: str
    part: str
    wording: str
    because: str
    agreed: str
    seen: str
    row: Row


def words(statement: Statement) -> str:
    """A statement's words as they stand in a cell, without their marks."""
    return "\n".join(
        f"{part.capitalize()}: {plain(value)}" if part else plain(value)
        for part, value in said(statement)
    )


def here(entry: Reviewed) -> str:
    """What a county says now, and why."""
    match entry.state:
        case "changed":
            own = [f"{name.capitalize()}: {plain(value)}" for name, value in entry.here.items()]
            lines = ["Changed.", *own, f"Because: {entry.because}"]
        case "left out":
            lines = ["Left out.", f"Because: {entry.because}"]
        case "added":
            lines = ["Added.", *([f"Because: {entry.because}"] if entry.because else [])]
        case _:
            lines = []
    return "\n".join(lines)


def paper(edition: Edition, guide: str, entries: Sequence[Reviewed]) -> bytes:
    """The workbook to decide in; the same input gives the same bytes."""
    home = home_of(edition, guide)
    title = f"{TITLE}: {home.title}"
    made = xlsx.book(edition, title, ("meeting paper", home.title))
    sheet = made.create_sheet("Review")
    about = f"{edition.name} · Release {edition.info.release} · Guide version {home.version}"
    at = xlsx.heading(sheet, edition, title, (about, *HOW, edition.info.notice))
    columns = [*_COLUMNS[:4], *([_LOCAL] if edition.is_local else []), *_COLUMNS[4:]]
    rows = [_row(edition, entry, columns) for entry in entries]
    xlsx.table(sheet, edition, at, columns, rows, "review_" + guide.replace("-", "_"))
    headers = [column.header for column in columns]
    _validated(sheet, at, headers, entries)
    newest = max(guide.changes[0].on for guide in edition.guides.values())
    return xlsx.packed(made, newest)


def _row(edition: Edition, entry: Reviewed, columns: Sequence[Column]) -> list[Any]:
    statement = entry.statement
    values = {
        "Id": statement.id,
        "Kind": kind_name(statement),
        "Strength": strength_of(statement) or None,
        WORDS: words(statement),
        _LOCAL.header: here(entry) or None,
        "Source and place": places_of(edition, statement) or None,
        "Fixed": FIXED[entry.fixed] if entry.fixed else None,
        PART: None if entry.fixed else main_part(statement),
    }
    return [values.get(column.header) for column in columns]


def _validated(sheet: Any, at: int, headers: Sequence[str], entries: Sequence[Reviewed]) -> None:
    """Which decision, and which part, each row may choose; a fixed one can only be kept."""
    decision, part = (headers.index(name) + 1 for name in (DECISION, PART))
    lists: dict[tuple[str, ...], DataValidation] = {}

    def choose(row: int, column: int, allowed: tuple[str, ...], error: str) -> None:
        key = (*allowed, error)
        if key not in lists:
            lists[key] = DataValidation(
                "list", formula1=f'"{",".join(allowed)}"', allow_blank=True,
                showErrorMessage=True, errorTitle="Choose one", error=error,
            )  # fmt: skip
            sheet.add_data_validation(lists[key])
        lists[key].add(sheet.cell(row, column))

    for row, entry in enumerate(entries, at + 1):
        if entry.fixed:
            choose(row, decision, CHOICES[:1], FIXED[entry.fixed])
            for name in (PART, NEW, BECAUSE):
                sheet.cell(row, headers.index(name) + 1).fill = _SHUT
        else:
            parts = parts_of(entry.statement)
            choose(row, decision, CHOICES, f"Choose one of: {', '.join(CHOICES)}.")
            choose(row, part, parts, f"Choose one of: {', '.join(parts)}.")


Refusal = tuple[Row, str]
"""A row that holds no decision to take, and why."""


def decisions(content: bytes, name: str) -> tuple[list[Decision], list[Refusal]]:
    """The decisions of a filled-in meeting paper, and the rows that hold none.

    Raises ``Unreadable`` with every reason where it is no such paper.
    """
    found = read(content, name)
    if not any(DECISION in headers for headers in found.headers.values()):
        raise Unreadable(
            f"{name} is no meeting paper: no sheet has the columns Id and {DECISION}. "
            "Make one with: guidance export --review GUIDE"
        )
    if wrong := list(lacking(found, _NEEDED, name)):
        raise Unreadable(*wrong)
    refused = [*_twice(found.rows), *_unknown_choices(found.rows)]
    without = {row.number for row, _ in refused}
    return [_decision(row) for row in found.rows if row.number not in without], refused


def _decision(row: Row) -> Decision:
    def said_in(header: str) -> str:
        return text_of(row.values[header])

    return Decision(
        row.id, said_in(DECISION).lower() or CHOICES[0], said_in(PART).lower(), said_in(NEW),
        said_in(BECAUSE), said_in(AGREED), said_in(WORDS), row,
    )  # fmt: skip


def _twice(rows: Sequence[Row]) -> Iterator[Refusal]:
    first: dict[str, Row] = {}
    for row in rows:
        if not row.id:
            yield row, "the row has no id. Delete it, or write the statement's id under Id."
        elif row.id in first:
            yield row, f"a second row for {row.id}; the first is {first[row.id]}. Keep one."
        first.setdefault(row.id, row)


def _unknown_choices(rows: Sequence[Row]) -> Iterator[Refusal]:
    for row in rows:
        given: Mapping[str, str] = {h: text_of(row.values[h]) for h in (DECISION, NEW)}
        choice = given[DECISION].lower()
        if choice and choice not in CHOICES:
            yield row, f"“{given[DECISION]}” is no decision. Choose one of: {', '.join(CHOICES)}."
        elif given[NEW] and choice != "change":
            chosen = f"the decision is {choice}" if choice else "there is no decision"
            yield row, f"new wording, but {chosen}. Choose change, or delete the wording."
