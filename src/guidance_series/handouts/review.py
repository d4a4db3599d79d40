"""The meeting paper of a guide: every statement with boxes to tick and lines for reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guidance_series.editions import (
    CHOICES,
    FIXED,
    SHARED,
    Edition,
    Reviewed,
    home_of,
    kind_name,
    places_of,
    said,
    strength_of,
)
from guidance_series.handouts import parts
from guidance_series.handouts.press import Proof
from guidance_series.models import Guide, Line

_LABELS = {
    "meeting": ["Date of the meeting", "Who leads", "Who is here"],
    "how": [
        "Read each statement aloud. Tick one box: keep, change, or leave out.",
        "To change one, write your words and your reason. Readers will see both.",
        "To leave one out, write your reason. Readers will see it.",
        "What is fixed keeps children safe or is law. Your county may add to it.",
    ],
    "new": "Our words",
    "because": "Because",
    "agreed": "Agreed by",
    "add": "What we add to it",
    "rests": "Rests on",
    "here": "Your county now",
    "adopt": "When the committee adopts this guide",
    "adopt-lines": [
        "Date", "Body", "Version", "County counsel was asked on",
        "People with lived experience were asked on",
    ],
    "page": "Page",
    "of": "of",
}  # fmt: skip
_SECTIONS = {
    "Practice": "Practices",
    "Contrast": "In place of the usual response",
    "Line": "Words to say, and words to leave unsaid",
    "Question": "Questions",
}
_NOW = {
    "changed": "You say it another way.",
    "left out": "You leave it out.",
    "added": "You added it.",
}


def review_proof(edition: Edition, guide: str, entries: Sequence[Reviewed]) -> Proof:
    """The paper on as many pages as it needs. ``entries``: what the committee decides on."""
    home = home_of(edition, guide)
    version = f"Version {home.version}"
    if isinstance(home, Guide):
        version = parts.guide_version(home, edition.standing(home))
    frame = parts.frame(
        edition, f"review-{guide}", "review", home.title, what="meeting paper", version=version
    )
    sections = [
        {"title": title, "entries": found}
        for kind, title in _SECTIONS.items()
        if (
            found := [
                _entry(edition, e) for e in entries if kind_name(e.statement).startswith(kind)
            ]
        )
    ]
    data = {
        **frame,
        **parts.safety(
            edition, home.duty.short if isinstance(home, Guide) else edition.info.report
        ),
        "address": None,  # no page says whether a meeting paper is current: it is for one meeting
        "qr": None,
        "audience": "For a committee",
        "kicker": f"meeting paper · release {edition.info.release} · version {home.version}",
        "about": f"{edition.info.name} · {edition.name} · Release {edition.info.release} · "
        f"{home.title}, version {home.version}",
        "notice": parts.notice(
            edition, reviewed=guide != SHARED and bool(edition.guides[guide].reviewed), must=False
        ),
        "labels": parts.LABELS | _LABELS,
        "choices": CHOICES,
        "adoptable": guide != SHARED,
        "sections": sections,
    }
    return Proof(data, f"the meeting paper of {guide}", parts.newest(edition))


def _entry(edition: Edition, entry: Reviewed) -> dict[str, Any]:
    statement = entry.statement
    own = "local" if statement.id in edition.local else ""
    marks = (strength_of(statement), kind_name(statement).lower(), own)
    return {
        "id": statement.id,
        "line": isinstance(statement, Line),
        "unsaid": isinstance(statement, Line) and statement.avoid,
        "words": [word for word in marks if word],
        "said": [
            {"part": part.capitalize(), "text": parts.typeset(value)}
            for part, value in said(statement)
        ],
        "rests": parts.typographic(places_of(edition, statement)),
        "fixed": FIXED[entry.fixed] if entry.fixed else "",
        "now": _NOW.get(entry.state),
        "here": [
            {"part": name.capitalize(), "text": parts.typeset(value)}
            for name, value in entry.here.items()
        ],
        "because": parts.typeset(entry.because) if entry.because else None,
    }
