"""What a guide says of its own versions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from guidance_series.checks.registry import rule
from guidance_series.load import Loaded, Series
from guidance_series.models import numbers
from guidance_series.problems import Problem


@rule("versions-are-told")
def versions_are_told(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """A guide's version is the newest of those that ``changes`` tells readers of."""
    for name, guide in series.guides.items():
        newest = max((change.version for change in guide.changes), key=numbers)
        if newest == guide.version:
            continue
        if numbers(newest) < numbers(guide.version):
            yield loaded.problem(
                f"guides/{name}", ("version",), "versions-are-told",
                f"the version is {guide.version}, and changes: says nothing of it.",
                f"Write an entry for {guide.version} first under changes:, with the day, what is new "
                "and the ids.",
            )  # fmt: skip
        else:
            yield loaded.problem(
                f"guides/{name}", ("version",), "versions-are-told",
                f"the version is {guide.version}, and changes: tells of {newest} already.",
                f"Raise version: to {newest}, or mend the entry under changes:.",
            )  # fmt: skip
