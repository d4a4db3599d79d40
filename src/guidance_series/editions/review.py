"""A guide's statements as a committee decides on them: the statewide words, and what a county says now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from guidance_series.editions.county import CHANGEABLE, kind_of, protected, words_of
from guidance_series.editions.edition import Edition
from guidance_series.load import SHARED, Series
from guidance_series.models import Contrast, Everyone, Guide, Line, Practice, Statement

CHOICES = ("keep", "change", "leave out")
"""What a committee may decide about a statement; of what is fixed, only the first."""

FIXED = {
    "is locked for safety": "Locked for safety. Your county may add to it.",
    "is a must (law or policy)": "A must: law or policy. Your county may add to it.",
    "is the county's own": "Your county's own statement. Edit it in county.yml.",
}
"""Why a statement cannot be changed or left out, as a committee reads it."""


@dataclass(frozen=True)
class Reviewed:
    """One statement on a committee's table.

    ``statement`` has the statewide words, or the county's own where the county added it. ``here``
    has the county's present words for each field that it changed. ``because`` is the county's
    reason for its entry, ``fixed`` why nobody may change the statement or leave it out.
    """

    statement: Statement
    state: Literal["statewide", "changed", "left out", "added"]
    fixed: str
    here: Mapping[str, str] = field(default_factory=dict)
    because: str = ""


def home_of(edition: Series, guide: str) -> Guide | Everyone:
    """A guide, or the shared practice, by its id."""
    return edition.everyone if guide == SHARED else edition.guides[guide]


def under_review(series: Series, edition: Edition, guide: str) -> list[Reviewed]:
    """Every statement of a guide, what is left out and what is added included, in reading order."""
    found: list[Reviewed] = []
    known = {statement.id for _, statement in series.statements()}
    own = [
        statement
        for home, statement in edition.statements()
        if home == guide and statement.id not in known
    ]
    for statement in home_of(series, guide).statements:
        found.append(_reviewed(edition, statement))
        found += [_own(edition, added) for added in edition.attached.get(statement.id, ())]
    attached = {entry.statement.id for entry in found}
    found += [_own(edition, statement) for statement in own if statement.id not in attached]
    order = list(CHANGEABLE)
    return sorted(found, key=lambda entry: order.index(kind_of(entry.statement)))


def _reviewed(edition: Edition, statement: Statement) -> Reviewed:
    fixed = protected(statement)
    if statement.id in edition.left_out:
        return Reviewed(statement, "left out", fixed, because=edition.left_out[statement.id][1])
    if mark := edition.local.get(statement.id):
        here = {name: words_of(edition.by_id[statement.id], name) for name in mark.statewide}
        return Reviewed(statement, "changed", fixed, here, mark.because)
    return Reviewed(statement, "statewide", fixed)


def _own(edition: Edition, statement: Statement) -> Reviewed:
    because = edition.local[statement.id].because
    return Reviewed(statement, "added", "is the county's own", because=because)


def parts_of(statement: Statement) -> tuple[str, ...]:
    """The fields that make up a statement's words: each may be said another way on its own."""
    kind = kind_of(statement)
    return tuple(name for name in CHANGEABLE[kind] if kind.model_fields[name].is_required())


def main_part(statement: Statement) -> str:
    """The part that a decision is about where nobody names one."""
    return "instead" if isinstance(statement, Contrast) else "text"


def said(statement: Statement) -> Iterator[tuple[str, str]]:
    """A statement's words, part by part; what has only one part needs no label."""
    parts = parts_of(statement)
    for part in parts:
        yield (part if len(parts) > 1 else "", words_of(statement, part))


def kind_name(statement: Statement) -> str:
    """Which of the kinds a statement is, as a committee reads it."""
    if isinstance(statement, Line):
        return "Line to leave unsaid" if statement.avoid else "Line to say"
    return kind_of(statement).__name__


def strength_of(statement: Statement) -> str:
    """How strong a practice is; the other kinds have no strength."""
    return statement.strength if isinstance(statement, Practice) else ""


def places_of(edition: Series, statement: Statement) -> str:
    """What a statement rests on: each source's title once, with the places in it."""
    by_source: dict[str, list[str]] = {}
    for place in statement.sources:
        places = by_source.setdefault(edition.sources[place.source].title, [])
        if place.place and place.place not in edition.sources[place.source].title:
            places.append(place.place)
    return "; ".join(
        f"{title}: {', '.join(places)}" if places else title for title, places in by_source.items()
    )
