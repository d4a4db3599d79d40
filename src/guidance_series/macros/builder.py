"""What the page "Build a sheet" carries within itself, so that it works without asking anyone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from guidance_series.editions import SHARED, Edition
from guidance_series.handouts import guides, parts
from guidance_series.models import MISTAKE, Contrast, Fact, Line, Practice, Statement
from guidance_series.text import plain


def choices(edition: Edition) -> str:
    """Every statement that a sheet may hold, the roles, situations and facts, as JSON in a page.

    A statement is ``[id, role, kind, text, situations, marks]``; a contrast's text has two sides.
    Situations are numbers in the order of the list. Marks: ``h`` on the one-page sheet, ``k``
    locked, ``l`` a county's own, ``m`` law or policy, ``o`` an option.
    """
    places = {id: n for n, id in enumerate(edition.situations)}
    data = {
        "statements": list(_statements(edition, places)),
        "roles": {guide.id: _role(edition, guide.id, places) for guide in edition.guides.values()},
        "situations": {
            situation.id: [_set(passage.text) for passage in situation.first]
            for situation in edition.situations.values()
        },
        "facts": [
            [
                fact.id,
                fact.label,
                edition.values.get(fact.id) or "",
                _numbers(fact.situations, places),
            ]
            for fact in local_facts(edition)
        ],
    }
    # A "<" as a letter of JSON: nothing in a text can end the block that holds it.
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def local_facts(edition: Edition) -> list[Fact]:
    """The facts that a reader can fill in, those of every sheet first."""
    facts = [fact for fact in edition.facts.values() if fact.id != MISTAKE]
    return sorted(facts, key=lambda fact: not fact.on_every_page)


def _role(edition: Edition, id: str, places: Mapping[str, int]) -> dict[str, Any]:
    guide = edition.guides[id]
    return {
        "title": guide.title,
        "duty": _set(guide.duty.short),
        "version": parts.guide_version(guide, edition.standing(guide)),
        "audience": guides.audience(guide),
        "shared": {use.id: _numbers(use.situations, places) for use in guide.shared},
    }


def _statements(edition: Edition, places: Mapping[str, int]) -> Iterator[list[Any]]:
    homes = [(SHARED, edition.everyone.statements)]
    homes += [(guide.id, guide.statements) for guide in edition.guides.values()]
    for home, statements in homes:
        for statement in statements:
            if row := _row(home, statement, edition, places):
                yield row
            for more in edition.attached.get(statement.id, ()):
                if row := _row(home, more, edition, places):
                    yield row


def _row(
    home: str, statement: Statement, edition: Edition, places: Mapping[str, int]
) -> list[Any] | None:
    marks = {"h": statement.handout, "k": statement.locked, "l": statement.id in edition.local}
    kind: str
    text: str | list[str]
    found = statement.situations
    match statement:
        case Practice():
            kind, text = statement.kind, _set(statement.text)
            marks |= {"m": statement.strength == "must", "o": statement.strength == "may"}
        case Contrast():
            kind, text = "contrast", [_set(statement.usual), _set(statement.instead)]
            found = statement.in_situations
        case Line():
            kind, text = "not-say" if statement.avoid else "say", _set(statement.text)
        case _:
            return None
    said = "".join(mark for mark, is_so in marks.items() if is_so)
    return [statement.id, home, kind, text, _numbers(found, places), said]


def _numbers(situations: tuple[str, ...], places: Mapping[str, int]) -> list[int]:
    return sorted(places[id] for id in situations)


def _set(text: str) -> str:
    """A text without its marks, as a printer would set it."""
    return parts.typographic(plain(text))
