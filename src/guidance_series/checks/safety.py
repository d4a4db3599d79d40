"""What keeps children safe cannot be changed or left out by an edition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from guidance_series.checks.registry import rule
from guidance_series.load import Loaded, Series
from guidance_series.models import Contrast, Line, Practice, Statement
from guidance_series.problems import Problem

LOCKED_TOPICS = {
    "imminent danger": r"\b911\b|\bimmediate danger\b|\bimminent\b",
    "reporting": r"\breasonable suspicion\b|\bSS 8572\b|\bmandated report|\bduty to report\b"
    r"|\breport\b.{0,40}\b(abuse|exploitation|hotline|child welfare)\b",
    "reporting a missing child": r"\breport\b.{0,40}\bmissing\b|\bNCMEC\b|\bmissing report\b",
    "never making help conditional": r"\bconditional\b|\bcondition (of|for) (help|care|service)"
    r"|\bonly if (you|they) (stop|leave|stay|come back)\b|\bcan(no|')t help you\b",
    "never blaming": r"\b(never|not|do not|don't|without) blam|\bblame the (child|young person)",
    "a suspected exploiter at a meeting": r"\bsuspected exploiter\b",
}
"""What a statement says that makes it one of those that design section 4 locks."""

_PATTERNS = {topic: re.compile(pattern, re.IGNORECASE) for topic, pattern in LOCKED_TOPICS.items()}


def _words(statement: Statement) -> str:
    match statement:
        case Contrast():
            return statement.instead
        case Practice() | Line():
            return statement.text
        case _:
            return ""


@rule("safety-is-locked")
def safety_is_locked(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """Statements on danger, reporting, conditions, blame and exploiters at meetings are locked."""
    for _, statement in series.statements():
        if statement.locked:
            continue
        words = _words(statement)
        for topic, pattern in _PATTERNS.items():
            if pattern.search(words):
                yield loaded.problem(
                    statement.id, (), "safety-is-locked",
                    f"the statement is about {topic} and is not locked.",
                    "Add locked: true. A county may add to it, never change it or leave it out.",
                )  # fmt: skip
                break


@rule("every-role-is-ready-for-danger")
def every_role_is_ready_for_danger(
    loaded: Loaded, series: Series, today: date
) -> Iterator[Problem]:
    """Danger now, a disclosure and a missing child are never among a role's gaps."""
    for name, guide in series.guides.items():
        covered = {s for practice in guide.practices for s in practice.situations}
        covered |= {s for use in guide.shared for s in use.situations}
        for situation in ("immediate-danger", "discloses", "missing-from-care"):
            if situation in series.situations and situation not in covered:
                yield loaded.problem(
                    f"guides/{name}", ("practices",), "every-role-is-ready-for-danger",
                    f"the guide says nothing for the situation '{situation}'.",
                    "Add a practice for it, or list a shared practice for it under shared:.",
                )  # fmt: skip
