"""Each entry of a county's file, and what has become of it since it was written.

Which field a county may change is in one table. Every entry names its target by id; there are no
positions in lists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from types import MappingProxyType
from typing import Any

from guidance_series.editions.overlay import Overlay
from guidance_series.load import STATEMENTS, Series
from guidance_series.models import (
    Change,
    Contrast,
    County,
    LeftOut,
    Line,
    Practice,
    Question,
    Statement,
)
from guidance_series.problems import Problem, nearest
from guidance_series.source import Loc

CHANGEABLE: Mapping[type[Statement], tuple[str, ...]] = MappingProxyType(
    {
        Practice: ("text", "why", "safety"),
        Contrast: ("usual", "instead", "why", "safety"),
        Line: ("text", "why", "safety"),
        Question: ("text",),
    }
)
"""Which fields of a statement a county may say its own way. All hold text; the first is its words.

Everything else (sources, basis, fit, strength, situations) says what the statement rests on and
belongs to the statewide series; a county that needs another adds a statement of its own.
"""

LASTS = timedelta(days=365)
"""How long a person's check of a fact is relied on."""


class State(Enum):
    """What has become of one entry of a county's file."""

    OK = "ok"
    STALE = "stale"
    ORPHAN = "orphan"
    REDUNDANT = "redundant"
    CONFLICT = "conflict"
    FORBIDDEN = "forbidden"
    MISSING = "missing"
    EXPIRED = "expired"


REFUSED = frozenset({State.CONFLICT, State.FORBIDDEN})
"""States in which no edition is built. The others are told, and stop a release."""


@dataclass(frozen=True)
class Entry:
    """One entry of a county's file: what it is about, its state, and the words to compare.

    ``id`` is a statement's id, or the id of a fact. ``was`` is the statewide text the county saw,
    ``now`` the statewide text as it is, ``local`` the county's own.
    """

    kind: str
    id: str
    field: str
    state: State
    loc: Loc
    message: str = ""
    hint: str = ""
    was: str | None = None
    now: str | None = None
    local: str | None = None


def added(overlay: Overlay) -> Iterator[tuple[str, Loc, Any]]:
    """Every addition with the group it stands in and its place in the file."""
    for group in STATEMENTS:
        own = getattr(overlay.county.additions, group)
        for loc, statement in overlay.placed(own, "additions", group):
            yield group, loc, statement


def entries(
    series: Series, overlay: Overlay, taken: Mapping[str, str], today: date
) -> Iterator[Entry]:
    """Each entry of the file with its state, in the file's order of keys.

    ``taken`` holds the ids that other counties have given, each with its county.
    """
    statements = {statement.id: statement for _, statement in series.statements()}
    yield from _facts(series, overlay.county, today)
    yield from _additions(series, overlay, statements, taken)
    left_out = {entry.id for entry in overlay.county.left_out}
    seen: set[tuple[str, str]] = set()
    for loc, change in overlay.placed(overlay.county.changes, "changes"):
        if (change.id, change.field) in seen:
            yield Entry(
                "change", change.id, change.field, State.CONFLICT, loc,
                f"a second change to {change.field} of {change.id}.", "Keep one of the two.",
                local=change.to,
            )  # fmt: skip
            continue
        seen.add((change.id, change.field))
        if change.id in left_out:
            yield Entry(
                "change", change.id, change.field, State.CONFLICT, loc,
                f"{change.id} is changed here and also left out.",
                "Delete the change, or the entry under left_out.", local=change.to,
            )  # fmt: skip
            continue
        yield _change(series, statements.get(change.id), change, loc)
    gone: set[str] = set()
    for loc, entry in overlay.placed(overlay.county.left_out, "left_out"):
        if entry.id in gone:
            yield Entry(
                "left_out", entry.id, "", State.CONFLICT, loc,
                f"{entry.id} is left out twice.", "Keep one of the two.",
            )  # fmt: skip
            continue
        gone.add(entry.id)
        yield _left_out(series, statements.get(entry.id), entry, loc)


def _facts(series: Series, county: County, today: date) -> Iterator[Entry]:
    for id, fact in series.facts.items():
        value = county.facts.get(id)
        loc: Loc = ("facts", id)
        if value is None or value.value is None:
            if fact.required:
                yield Entry(
                    "fact", id, "value", State.MISSING, loc,
                    f"'{fact.label}' is empty.",
                    f"{fact.explains} Until then pages and sheets print a line to write on.",
                )  # fmt: skip
            continue
        if value.checked and value.checked.on + LASTS < today:
            yield Entry(
                "fact", id, "value", State.EXPIRED, (*loc, "checked"),
                f"'{fact.label}' was last checked on {value.checked.on}.",
                "Call or open it, then set checked: to today and your name.", local=value.value,
            )  # fmt: skip
            continue
        yield Entry("fact", id, "value", State.OK, loc, local=value.value)
    for id in county.facts:
        if id not in series.facts:
            yield Entry(
                "fact", id, "value", State.ORPHAN, ("facts", id),
                f"there is no fact called '{id}'.",
                nearest(id, series.facts) or "The facts are listed in data/facts.yml.",
            )  # fmt: skip


def _additions(
    series: Series, overlay: Overlay, statements: Mapping[str, Statement], taken: Mapping[str, str]
) -> Iterator[Entry]:
    county = overlay.county
    own: set[str] = set()
    for _, loc, statement in added(overlay):
        words = getattr(statement, CHANGEABLE[kind_of(statement)][0])
        target = getattr(statement, "adds_to", None)

        def entry(
            state: State, message: str = "", hint: str = "",
            loc: Loc = loc, id: str = statement.id, words: str = words,
        ) -> Entry:  # fmt: skip
            return Entry("addition", id, "", state, loc, message, hint, local=words)

        if statement.id in statements:
            yield entry(
                State.CONFLICT, f"the id {statement.id} belongs to a statewide statement.",
                f"A county's own ids start with {county.prefix}-.",
            )  # fmt: skip
        elif statement.id in own or statement.id in taken:
            where = (
                f"to {taken[statement.id]}" if statement.id in taken else "to another entry here"
            )
            yield entry(
                State.CONFLICT,
                f"the id {statement.id} belongs {where}.",
                "Take the next free number.",
            )
        elif not statement.id.startswith(f"{county.prefix}-"):
            yield entry(
                State.CONFLICT, f"the id {statement.id} does not start with {county.prefix}-.",
                "A county's own ids carry its prefix, so that no id is ever given twice.",
            )  # fmt: skip
        elif target and target not in statements:
            yield entry(State.ORPHAN, *_gone(series, target, statements))
        elif target in {left.id for left in county.left_out}:
            yield entry(
                State.CONFLICT, f"{statement.id} adds to {target}, which is left out here.",
                "Keep the statement, or give the addition a guide: of its own.",
            )  # fmt: skip
        elif not target and statement.guide not in series.guides:
            yield entry(
                State.CONFLICT, f"{statement.id} names no guide that exists: {statement.guide}."
                if statement.guide else f"{statement.id} names no guide and no statement.",
                nearest(statement.guide or "", series.guides) or "Add guide: or adds_to:.",
            )  # fmt: skip
        else:
            yield entry(State.OK)
        own.add(statement.id)


def kind_of(statement: Statement) -> type[Statement]:
    """Which of the four kinds a statement is, an addition's own keys aside."""
    return next(kind for kind in CHANGEABLE if isinstance(statement, kind))


def words_of(statement: Statement, field: str = "") -> str:
    """A field of a statement as text; without ``field``, its first words."""
    return str(getattr(statement, field or CHANGEABLE[kind_of(statement)][0]) or "")


def texts_of(statement: Statement) -> dict[str, str]:
    """Every text of a statement by its field, the empty ones left out."""
    fields = CHANGEABLE[kind_of(statement)]
    return {name: text for name in fields if (text := words_of(statement, name))}


def _same(one: str | None, other: str | None) -> bool:
    """Whether two texts say the same; how they are wrapped does not count."""
    return (one or "").split() == (other or "").split()


def _gone(
    series: Series, id: str, statements: Mapping[str, Statement], *, words: bool = True
) -> tuple[str, str]:
    """What has become of a statement that is gone, and what to do with ``words`` about it."""
    if withdrawn := series.withdrawn.get(id):
        came = statements.get(withdrawn.successor or "")
        after = f" {came.id} came after it: {words_of(came)}" if came else ""
        return (
            f"{id} was withdrawn on {withdrawn.on}: {withdrawn.because}",
            f"{'Move your words or delete them.' if words else 'Delete this entry.'}{after}",
        )
    return f"there is no statement called {id}.", nearest(
        id, statements
    ) or "Look its id up on the guide's page."


def protected(statement: Statement) -> str:
    """Why a statement may not be changed or left out, or nothing."""
    if statement.locked:
        return "is locked for safety"
    if isinstance(statement, Practice) and statement.strength == "must":
        return "is a must (law or policy)"
    return ""


def _change(series: Series, statement: Statement | None, change: Change, loc: Loc) -> Entry:
    def entry(state: State, message: str = "", hint: str = "", now: str | None = None) -> Entry:
        return Entry(
            "change", change.id, change.field, state, loc, message, hint, change.was, now, change.to
        )

    if statement is None:
        known = {s.id: s for _, s in series.statements()}
        return entry(State.ORPHAN, *_gone(series, change.id, known))
    allowed = CHANGEABLE[kind_of(statement)]
    if change.field not in allowed:
        return entry(
            State.FORBIDDEN, f"{change.field} of {change.id} is not a county's to change.",
            f"A county may change: {', '.join(allowed)}.",
        )  # fmt: skip
    now = words_of(statement, change.field)
    if why := protected(statement):
        return entry(
            State.FORBIDDEN, f"{change.id} {why} and cannot be changed.",
            f"Add your words below it instead: a practice with adds_to: {change.id}.", now,
        )  # fmt: skip
    if _same(change.to, now) and change.was is not None and _same(change.was, now):
        return entry(
            State.REDUNDANT, f"the change of {change.id} is not edited yet: it says the statewide words.",
            "Write your words after to:.", now,
        )  # fmt: skip
    if _same(change.to, now):
        return entry(
            State.REDUNDANT, f"the statewide text of {change.id} now says the same.",
            "Delete this change.", now,
        )  # fmt: skip
    return _drifted(change, statement, now, entry)


def _left_out(series: Series, statement: Statement | None, left: LeftOut, loc: Loc) -> Entry:
    def entry(state: State, message: str = "", hint: str = "", now: str | None = None) -> Entry:
        return Entry("left_out", left.id, "", state, loc, message, hint, left.was, now)

    if statement is None:
        known = {s.id: s for _, s in series.statements()}
        return entry(State.ORPHAN, *_gone(series, left.id, known, words=False))
    now = words_of(statement)
    if why := protected(statement):
        return entry(
            State.FORBIDDEN, f"{left.id} {why} and cannot be left out.",
            f"Add your words below it instead: a practice with adds_to: {left.id}.", now,
        )  # fmt: skip
    return _drifted(left, statement, now, entry)


def _drifted(written: Change | LeftOut, statement: Statement, now: str, entry: Any) -> Entry:
    if written.was is None and now:
        found: Entry = entry(
            State.STALE, f"nobody has noted which statewide text of {statement.id} this was decided on.",
            f'Read both, then run: guidance accept <county> {statement.id} --by "NAME OR JOB"', now,
        )  # fmt: skip
    elif not _same(written.was, now):
        found = entry(
            State.STALE, f"the statewide text of {statement.id} has changed since.",
            "Compare with guidance drift, then run: "
            f'guidance accept <county> {statement.id} --by "NAME OR JOB"', now,
        )  # fmt: skip
    else:
        found = entry(State.OK, now=now)
    return found


def problem_of(overlay: Overlay, entry: Entry) -> Problem:
    """An entry's state as a problem in the county's file: an error where it is refused."""
    hint = entry.hint.replace("<county>", overlay.slug)
    found = overlay.document.problem(
        entry.loc, f"edition-{entry.state.value}", entry.message, hint, id=entry.id
    )
    return found if entry.state in REFUSED else replace(found, severity="warning")
