"""The answers of an older self-check workbook, taken over by id. None is ever lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from guidance_series.editions import Edition
from guidance_series.exports.xlsx import Read, Row, Unreadable, day_of, lacking, read, text_of
from guidance_series.models import Practice
from guidance_series.problems import counted
from guidance_series.text import plain

ANSWERS = ("in place", "partly", "not yet")
"""What a team answers about a practice."""

ANSWER = "In place?"
FILLED_IN = (ANSWER, "Evidence", "Owner", "Date")
WORDS = "Practice"
AGAIN = "Look again"
WHY, INSTEAD = "Why it is here", "Read instead"
"""The columns of a practice's row that carrying reads or writes, by their headers."""

_NEEDED = ("Id", WORDS, *FILLED_IN)
_OURS = {*_NEEDED, AGAIN, WHY, INSTEAD, "Strength", "Situations", "Local", "Codes"}

Answer = Mapping[str, Any]
"""What a team filled in, by header."""


@dataclass(frozen=True)
class Gone:
    """Answers about a practice that is not in the edition, and why it is not."""

    id: str
    words: str
    answer: Answer
    why: str
    instead: str = ""


@dataclass(frozen=True)
class Carried:
    """What came out of an older workbook: answers and marks to look again by id, and the rest."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    again: Mapping[str, str] = field(default_factory=dict)
    new: Sequence[str] = ()
    changed: Sequence[str] = ()
    gone: Sequence[Gone] = ()
    not_taken: Sequence[str] = ()

    def report(self) -> Iterator[str]:
        """What was carried over and what a person must look at."""
        yield f"Carried over: {counted(len(self.answers), 'practice')} with answers."
        if self.new:
            yield f"New practices: {', '.join(self.new)}."
        if self.changed:
            yield f"Text changed since, marked under “{AGAIN}”: {', '.join(self.changed)}."
        for gone in self.gone:
            read_instead = f" Read {gone.instead} instead." if gone.instead else ""
            yield (
                f"No longer in the series, kept on a sheet of its own: "
                f"{gone.id or 'a row without an id'}. {gone.why}{read_instead}"
            )
        yield from self.not_taken


def carry(edition: Edition, content: bytes, name: str) -> Carried:
    """Lay an older workbook's answers over an edition. Raises ``Unreadable`` with every reason."""
    found = read(content, name)
    if any("Decision" in headers for headers in found.headers.values()):
        raise Unreadable(f"{name} is a meeting paper, no self-check workbook.")
    if not found.headers:
        raise Unreadable(
            f"{name} is another workbook: no sheet has a row of headers that starts with Id. "
            "Choose a self-check workbook that this command made."
        )
    wrong = [*lacking(found, _NEEDED, name), *_twice(found)]
    answers = {}
    for number, row in enumerate(found.rows if not wrong else ()):
        try:
            answers[number] = _answer(row)
        except ValueError as reason:
            wrong.append(str(reason))
    if wrong:
        raise Unreadable(*wrong)
    return _laid(edition, found, answers)


def _twice(found: Read) -> Iterator[str]:
    first: dict[str, Row] = {}
    for row in found.rows:
        if row.id and row.id in first:
            yield f"{row}: {row.id} stands there already, in {first[row.id]}. Keep one of the two."
        first.setdefault(row.id, row)


def _answer(row: Row) -> Answer:
    """What a row answers. Raises ``ValueError`` for an answer or a day that is none."""
    given = text_of(row.values[ANSWER]).lower()
    if given and given not in ANSWERS:
        raise ValueError(
            f"{row}: “{text_of(row.values[ANSWER])}” is no answer. "
            f"Choose one of: {', '.join(ANSWERS)}."
        )
    try:
        on: date | None = day_of(row.values["Date"])
    except ValueError:
        raise ValueError(
            f"{row}: “{text_of(row.values['Date'])}” is no date. Write it as 2026-11-20."
        ) from None
    evidence, owner = (str(row.values[name] or "").strip() for name in ("Evidence", "Owner"))
    return dict(zip(FILLED_IN, (given, evidence, owner, on), strict=True))


def _laid(edition: Edition, found: Read, answers: Mapping[int, Answer]) -> Carried:
    now = {s.id: plain(s.text) for _, s in edition.statements() if isinstance(s, Practice)}
    kept, again, changed, gone = {}, {}, [], []
    for number, row in enumerate(found.rows):
        answered = any(answers[number].values())
        before = text_of(row.values[WORDS])
        if row.id not in now:
            if answered or (not row.id and before):
                gone.append(_gone(edition, row, before, answers[number]))
            continue
        if answered:
            kept[row.id] = answers[number]
        mark = text_of(row.values.get(AGAIN))
        if before != text_of(now[row.id]):
            changed.append(row.id)
            mark = mark if mark.startswith("Text changed") else f"Text changed. It was: {before}"
        if mark:
            again[row.id] = mark
    seen = {row.id for row in found.rows}
    new = [id for id in now if id not in seen]
    again |= dict.fromkeys(new, "New")
    return Carried(kept, again, new, changed, gone, list(_not_taken(found)))


def _gone(edition: Edition, row: Row, before: str, answer: Answer) -> Gone:
    withdrawn = edition.withdrawn.get(row.id)
    if withdrawn:
        why = f"Withdrawn on {withdrawn.on}: {withdrawn.because}"
        return Gone(row.id, before, answer, why, withdrawn.successor or "")
    if row.id in edition.left_out:
        why = f"{edition.name} leaves it out: {edition.left_out[row.id][1]}"
    else:
        why = "This edition does not have it." if row.id else "A row of your own, without an id."
    return Gone(row.id, before, answer, why)


def _not_taken(found: Read) -> Iterator[str]:
    for sheet, headers in found.headers.items():
        if own := [header for header in headers if header not in _OURS]:
            yield (
                f"Not carried over, still in the old workbook: the column {', '.join(own)} "
                f"on the sheet “{sheet}”."
            )
    for sheet in found.others:
        if sheet != "Summary":
            yield f"Not carried over, still in the old workbook: the sheet “{sheet}”."
