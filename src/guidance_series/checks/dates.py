"""The calendar warns. It never turns a check red by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from guidance_series.checks.registry import rule
from guidance_series.load import Loaded, Series
from guidance_series.models.statement import Checked, Seen
from guidance_series.problems import Problem
from guidance_series.source import Loc

CHECK_LASTS = timedelta(days=365)
"""How long a person's check of a number is relied on."""


@rule("reviews-are-due")
def reviews_are_due(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """A review date has passed, or a number was checked too long ago (warnings)."""
    for name, guide in series.guides.items():
        if guide.review_by and guide.review_by < today:
            problem = loaded.problem(
                f"guides/{name}", ("review_by",), "reviews-are-due",
                f"the guide was to be reviewed by {guide.review_by}.",
                "Ask its reviewers, then set reviewed: and review_by: to what they say.",
            )  # fmt: skip
            yield _warning(problem)
    for name, contact in series.contacts.items():
        if contact.checked and today - contact.checked.on > CHECK_LASTS:
            yield _warning(
                loaded.problem(
                    f"contacts/{name}", ("checked", "on"), "reviews-are-due",
                    f"the number was last checked on {contact.checked.on}.",
                    "Call it or open the service's page, then set checked: to today and your name.",
                )
            )  # fmt: skip


@rule("no-date-lies-ahead")
def no_date_lies_ahead(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """Nobody has read, checked, reviewed, changed or withdrawn anything on a day that has not come."""
    for entry, loc, day in _dated(loaded, series):
        if day > today:
            yield loaded.problem(
                entry, loc, "no-date-lies-ahead",
                f"{loc[0]}: the day {day} has not come yet.",
                "Write the day on which it was done.",
            )  # fmt: skip


def _dated(loaded: Loaded, series: Series) -> Iterator[tuple[str, Loc, date]]:
    """Every day on which something was done, with its entry and place in it."""
    events: list[tuple[str, str, Seen | Checked | None]] = []
    for name, contact in series.contacts.items():
        events.append((f"contacts/{name}", "seen", contact.seen))
        events.append((f"contacts/{name}", "checked", contact.checked))
    for name, guide in series.guides.items():
        events.append((f"guides/{name}", "reviewed", guide.reviewed))
        yield f"guides/{name}", ("duty", "as_of"), guide.duty.as_of
        at = loaded.documents[f"roles/{name}.yml"].kept("changes")
        for index, note in zip(at, guide.changes, strict=True):
            yield f"guides/{name}", ("changes", index, "on"), note.on
    for entry, key, event in events:
        if event:
            yield entry, (key, "on"), event.on
    for name, source in series.sources.items():
        yield f"sources/{name}", ("seen",), source.seen
    for name, law in series.law.items():
        yield f"law/{name}", ("as_of",), law.as_of
    for name, withdrawn in series.withdrawn.items():
        yield f"withdrawn/{name}", ("on",), withdrawn.on


def _warning(problem: Problem) -> Problem:
    return replace(problem, severity="warning")
