"""One county: the statewide series with that county's own words laid over it.

Pure: the same series and the same county give the same edition, and the series is never changed.
The operations are those of the county's file (facts, additions, changes, left out, adoptions);
which field an operation may touch is in one table. There is no deep merge and no position in a
list: every entry names its target by id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from guidance_series import source
from guidance_series.editions.edition import Edition, LocalMark
from guidance_series.fitting import fit
from guidance_series.load import SHARED, STATEMENTS, Series
from guidance_series.models import (
    Change,
    Contrast,
    County,
    Guide,
    LeftOut,
    Line,
    Practice,
    Question,
    Statement,
)
from guidance_series.models.county import AddedPractice
from guidance_series.problems import Problem, nearest
from guidance_series.source import Document, Loc

FOLDER = "data/counties"

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


@dataclass(frozen=True)
class Overlay:
    """A county's file: what it says and where."""

    slug: str
    county: County
    document: Document


def slugs(root: Path) -> list[str]:
    """The counties of a tree, by the names of their folders."""
    return sorted(path.parent.name for path in (root / FOLDER).glob("*/county.yml"))


def overlay_of(root: Path, slug: str) -> tuple[Overlay | None, list[Problem]]:
    """A county's file, or the reasons why it cannot be read."""
    text, problems = source.read_text(root, root / FOLDER / slug / "county.yml")
    if problems:
        return None, problems
    document, problems = source.parse(f"{FOLDER}/{slug}/county.yml", text)
    if document is None:
        return None, problems
    county, unfit = fit(document, County, many=False)
    return (Overlay(slug, county, document) if county else None), [*problems, *unfit]


def resolve(
    root: Path, series: Series, overlay: Overlay, today: date
) -> tuple[Edition | None, list[Entry], list[Problem]]:
    """The county's edition, every entry with its state, and what is wrong as problems.

    The edition is None where an entry is refused: a locked statement or a *must* that is changed
    or left out, two entries that contradict each other.
    """
    entries = list(_entries(series, overlay, _taken(root, overlay.slug), today))
    problems = [_problem(overlay, entry) for entry in entries if entry.state is not State.OK]
    if any(entry.state in REFUSED for entry in entries):
        return None, entries, problems
    return _edition(root, series, overlay, entries), entries, problems


def _taken(root: Path, slug: str) -> Mapping[str, str]:
    """Ids that other counties have given, each with its county."""
    found = {}
    for other in slugs(root):
        if other == slug:
            continue
        overlay, _ = overlay_of(root, other)
        if overlay:
            for _, _, statement in _added(overlay.county):
                found[statement.id] = other
    return found


def _added(county: County) -> Iterator[tuple[str, int, Any]]:
    for group in STATEMENTS:
        for index, statement in enumerate(getattr(county.additions, group)):
            yield group, index, statement


def _entries(
    series: Series, overlay: Overlay, taken: Mapping[str, str], today: date
) -> Iterator[Entry]:
    """Each entry of the file with its state, in the file's order of keys."""
    statements = {statement.id: statement for _, statement in series.statements()}
    yield from _facts(series, overlay.county, today)
    yield from _additions(series, overlay.county, statements, taken)
    left_out = {entry.id for entry in overlay.county.left_out}
    seen: set[tuple[str, str]] = set()
    for index, change in enumerate(overlay.county.changes):
        loc: Loc = ("changes", index)
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
    for index, entry in enumerate(overlay.county.left_out):
        loc = ("left_out", index)
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
    series: Series, county: County, statements: Mapping[str, Statement], taken: Mapping[str, str]
) -> Iterator[Entry]:
    own: set[str] = set()
    for group, index, statement in _added(county):
        loc: Loc = ("additions", group, index)
        words = getattr(statement, CHANGEABLE[_kind(statement)][0])
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
        elif not target and statement.guide not in series.guides:
            yield entry(
                State.CONFLICT, f"{statement.id} names no guide that exists: {statement.guide}.",
                nearest(statement.guide or "", series.guides) or "Add guide: or adds_to:.",
            )  # fmt: skip
        else:
            yield entry(State.OK)
        own.add(statement.id)


def _kind(statement: Statement) -> type[Statement]:
    return next(kind for kind in CHANGEABLE if isinstance(statement, kind))


def words_of(statement: Statement, field: str = "") -> str:
    """A field of a statement as text; without ``field``, its first words."""
    return str(getattr(statement, field or CHANGEABLE[_kind(statement)][0]) or "")


def _same(one: str | None, other: str | None) -> bool:
    """Whether two texts say the same; how they are wrapped does not count."""
    return (one or "").split() == (other or "").split()


def _gone(series: Series, id: str, statements: Mapping[str, Statement]) -> tuple[str, str]:
    if withdrawn := series.withdrawn.get(id):
        after = f" Read {withdrawn.successor} instead." if withdrawn.successor else ""
        return (
            f"{id} was withdrawn on {withdrawn.on}: {withdrawn.because}",
            f"Move your words or delete them.{after}",
        )
    return f"there is no statement called {id}.", nearest(
        id, statements
    ) or "Look its id up on the guide's page."


def _protected(statement: Statement) -> str:
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
    allowed = CHANGEABLE[_kind(statement)]
    if change.field not in allowed:
        return entry(
            State.FORBIDDEN, f"{change.field} of {change.id} is not a county's to change.",
            f"A county may change: {', '.join(allowed)}.",
        )  # fmt: skip
    now = words_of(statement, change.field)
    if why := _protected(statement):
        return entry(
            State.FORBIDDEN, f"{change.id} {why} and cannot be changed.",
            f"Add your words below it instead: a practice with adds_to: {change.id}.", now,
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
        return entry(State.ORPHAN, *_gone(series, left.id, known))
    now = words_of(statement)
    if why := _protected(statement):
        return entry(
            State.FORBIDDEN, f"{left.id} {why} and cannot be left out.",
            f"Add your words below it instead: a practice with adds_to: {left.id}.", now,
        )  # fmt: skip
    return _drifted(left, statement, now, entry)


def _drifted(written: Change | LeftOut, statement: Statement, now: str, entry: Any) -> Entry:
    if written.was is None:
        found: Entry = entry(
            State.STALE, f"nobody has noted which statewide text of {statement.id} this was decided on.",
            f"Read both, then run: guidance accept <county> {statement.id}", now,
        )  # fmt: skip
    elif not _same(written.was, now):
        found = entry(
            State.STALE, f"the statewide text of {statement.id} has changed since.",
            f"Compare with guidance drift, then run: guidance accept <county> {statement.id}", now,
        )  # fmt: skip
    else:
        found = entry(State.OK, now=now)
    return found


def _problem(overlay: Overlay, entry: Entry) -> Problem:
    hint = entry.hint.replace("<county>", overlay.slug)
    found = overlay.document.problem(
        entry.loc, f"edition-{entry.state.value}", entry.message, hint, id=entry.id
    )
    return found if entry.state in REFUSED else replace(found, severity="warning")


def _edition(root: Path, series: Series, overlay: Overlay, entries: list[Entry]) -> Edition:
    county = overlay.county
    live = {(e.kind, e.id, e.field) for e in entries if e.state is not State.ORPHAN}
    changes: dict[str, list[Change]] = {}
    for change in county.changes:
        if ("change", change.id, change.field) in live:
            changes.setdefault(change.id, []).append(change)
    dropped = {
        left.id: left.because for left in county.left_out if ("left_out", left.id, "") in live
    }
    local: dict[str, LocalMark] = {}
    left_out: dict[str, tuple[Statement, str]] = {}
    attached: dict[str, list[Practice]] = {}
    joined: dict[tuple[str, str], list[Statement]] = {}
    for group, _, added in _added(county):
        if ("addition", added.id, "") not in live:
            continue
        local[added.id] = LocalMark("added", added.because or "", {})
        if isinstance(added, AddedPractice) and added.adds_to:
            attached.setdefault(added.adds_to, []).append(added)
        else:
            joined.setdefault((added.guide, group), []).append(added)

    def said(statement: Statement) -> Statement:
        own = changes.get(statement.id)
        if not own:
            return statement
        before = {change.field: words_of(statement, change.field) for change in own}
        local[statement.id] = LocalMark(
            "changed", " ".join(dict.fromkeys(c.because for c in own)), MappingProxyType(before)
        )
        return statement.model_copy(update={change.field: change.to for change in own})

    def held(home: str, group: str, statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
        kept = []
        for statement in statements:
            if statement.id in dropped:
                left_out[statement.id] = (statement, dropped[statement.id])
            else:
                kept.append(said(statement))
        return (*kept, *joined.get((home, group), ()))

    everyone = series.everyone.model_copy(
        update={group: held(SHARED, group, getattr(series.everyone, group)) for group in STATEMENTS}
    )
    guides = {name: _guide(guide, held, dropped) for name, guide in series.guides.items()}
    shared = {field.name: getattr(series, field.name) for field in fields(Series)}
    shared |= {"everyone": everyone, "guides": guides}
    newest = {a.guide: a for a in sorted(county.adoptions, key=lambda a: a.on)}
    folder = root / FOLDER / overlay.slug
    return Edition(
        **shared,
        slug=overlay.slug,
        name=county.name,
        values={id: getattr(county.facts.get(id), "value", None) for id in series.facts},
        example=county.example,
        definition=county.definition,
        color=county.color,
        logo=folder / county.logo if county.logo else None,
        local=local,
        attached={id: tuple(practices) for id, practices in attached.items()},
        left_out=left_out,
        adoptions=newest,
        pages={path.stem: path for path in sorted((folder / "pages").glob("*.md"))},
    )


def _guide(guide: Guide, held: Any, dropped: Mapping[str, str]) -> Guide:
    update: dict[str, Any] = {
        group: held(guide.id, group, getattr(guide, group)) for group in STATEMENTS
    }
    update["shared"] = tuple(use for use in guide.shared if use.id not in dropped)
    return guide.model_copy(update=update)
