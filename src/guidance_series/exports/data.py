"""An edition as data: JSON with everything, CSV with the practices."""

from __future__ import annotations

import csv
import io
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json

from guidance_series.editions import Edition
from guidance_series.models import Practice, Statement
from guidance_series.text import plain

CSV_COLUMNS = (
    "id", "guide", "kind", "strength", "text", "why", "safety", "situations", "principles",
    "basis", "fit", "sources", "locked", "handout",
)  # fmt: skip

LISTED = (
    "situations", "principles", "sources", "contacts", "facts", "information", "glossary",
    "wording", "myths", "asks", "law", "withdrawn",
)  # fmt: skip
"""Parts of an edition that are exported as they are, by id."""


def _data(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True, exclude={"note"}, exclude_none=True)


def _statement(edition: Edition, statement: Statement) -> dict[str, Any]:
    data = _data(statement)
    data["guide"] = edition.guide_of[statement.id]
    data["type"] = type(statement).__name__.lower()
    return data


def _edition(edition: Edition) -> dict[str, Any]:
    """What is an edition's own; a county's differences with their reasons."""
    own: dict[str, Any] = {
        "slug": edition.slug,
        "name": edition.name,
        "facts": dict(edition.values),
    }
    if edition.is_local:
        own["definition"] = edition.definition
        own["local"] = [
            {
                "id": id,
                "kind": mark.kind,
                "because": mark.because,
                "statewide": dict(mark.statewide),
                "adds_to": mark.adds_to,
            }
            for id, mark in edition.local.items()
        ]
        own["left_out"] = [
            {"id": id, "because": because} for id, (_, because) in edition.left_out.items()
        ]
        own["adoptions"] = [_data(adoption) for adoption in edition.adoptions.values()]
    return own


def series_json(edition: Edition) -> str:
    """The whole edition, described by ``schema/series-export.schema.json``."""
    guides = []
    for guide in edition.guides.values():
        groups = {"practices", "contrasts", "lines", "questions", "note"}
        entry = guide.model_dump(mode="json", by_alias=True, exclude=groups, exclude_none=True)
        entry["statements"] = [statement.id for statement in guide.statements]
        guides.append(entry)
    content: dict[str, Any] = {
        "series": _data(edition.info),
        "edition": _edition(edition),
        "guides": guides,
        "statements": [_statement(edition, statement) for _, statement in edition.statements()],
    }
    for name in LISTED:
        content[name] = [_data(entry) for entry in getattr(edition, name).values()]
    return to_json(content, indent=1).decode() + "\n"


def practices_csv(edition: Edition) -> str:
    """The practices as rows, lists joined by a semicolon, for spreadsheets.

    A cell that starts with =, +, - or @ gets an apostrophe before it, so that no spreadsheet
    takes a text for a formula.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for guide, statement in edition.statements():
        if not isinstance(statement, Practice):
            continue
        sources = [f"{p.source}: {p.place}" if p.place else p.source for p in statement.sources]
        writer.writerow(
            [
                statement.id, guide, statement.kind, statement.strength,
                *(_cell(plain(value or "")) for value in
                  (statement.text, statement.why, statement.safety)),
                "; ".join(statement.situations), "; ".join(statement.principles),
                "; ".join(statement.basis), statement.fit, _cell("; ".join(sources)),
                "yes" if statement.locked else "no", "yes" if statement.handout else "no",
            ]
        )  # fmt: skip
    return out.getvalue()


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(("=", "+", "-", "@")) else value
