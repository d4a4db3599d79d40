"""What points somewhere leads there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from guidance_series.checks.registry import rule
from guidance_series.load import SHARED, Loaded, Series
from guidance_series.models import Practice
from guidance_series.problems import Problem, nearest
from guidance_series.source import Document, Loc

HOMES = {
    "situations": "data/situations.yml",
    "sources": "data/sources.yml",
    "principles": "data/principles.yml",
    "information": "data/information.yml",
    "guides": "the folder roles/",
}

POINTERS = {
    "situations": "situations",
    "situation": "situations",
    "principles": "principles",
    "source": "sources",
    "what": "information",
    "takes": "information",
    "to": "guides",
    "guides": "guides",
    "guide": "guides",
}
"""Which kind of id a key holds. ``what`` and ``to`` mean this only inside a handoff."""

ONE = {"situations": "situation", "sources": "source", "principles": "principle",
       "information": "information", "guides": "guide"}  # fmt: skip


@rule("references-lead-somewhere")
def references_lead_somewhere(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """Every situation, source, principle, information and guide that is named exists."""
    known = {kind: loaded.ids.get(kind, set()) for kind in HOMES}
    for document in loaded.documents.values():
        for loc, value in document.scalars:
            keys = [step for step in loc if isinstance(step, str)]
            if not keys or (kind := POINTERS.get(keys[-1])) is None:
                continue
            if keys[-1] in ("what", "to") and (len(keys) < 2 or keys[-2] != "handoff"):
                continue
            if value in known[kind]:
                continue
            hint = nearest(value, known[kind])
            yield document.problem(
                loc, "references-lead-somewhere",
                f"{keys[-1]}: no {ONE[kind]} is called '{value[:60]}'.",
                f"{hint} They live in {HOMES[kind]}.".strip(),
            )  # fmt: skip


@rule("shared-uses-are-shared-practices")
def shared_uses_are_shared_practices(
    loaded: Loaded, series: Series, today: date
) -> Iterator[Problem]:
    """What a guide lists under ``shared`` is a practice of data/everyone.yml."""
    known = {practice.id for practice in series.everyone.practices}
    for guide in series.guides.values():
        document = loaded.documents[f"roles/{guide.id}.yml"]
        for loc, value in _at(document, "shared"):
            if value not in known and value not in loaded.ids.get("statements", ()):
                yield document.problem(
                    loc, "shared-uses-are-shared-practices",
                    f"shared: no shared practice is called '{value}'.",
                    nearest(value, known) or "Shared practices live in data/everyone.yml.",
                    id=value,
                )  # fmt: skip


def _at(document: Document, key: str) -> Iterator[tuple[Loc, str]]:
    entries = document.data.get(key) if isinstance(document.data, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict) and isinstance(entry.get("id"), str):
            yield (key, index, "id"), entry["id"]


@rule("file-name-is-id")
def file_name_is_id(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """A guide's id is its file's name."""
    for name, guide in series.guides.items():
        if guide.id != name:
            yield loaded.problem(
                f"guides/{name}", ("id",), "file-name-is-id",
                f"the file is called {name}.yml but its id is '{guide.id}'.",
                f"Write id: {name}, or rename the file.",
            )  # fmt: skip


@rule("ids-carry-the-prefix")
def ids_carry_the_prefix(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """A statement's id starts with its guide's prefix, shared ones with EV."""
    prefixes = {name: guide.prefix for name, guide in series.guides.items()} | {SHARED: "EV"}
    for name, guide in series.guides.items():
        twin = next((n for n, g in series.guides.items() if g.prefix == guide.prefix), name)
        if twin != name:
            yield loaded.problem(
                f"guides/{name}", ("prefix",), "ids-carry-the-prefix",
                f"the prefix {guide.prefix} belongs to '{twin}'.", "Choose two other capitals.",
            )  # fmt: skip
    for home, statement in series.statements():
        if statement.id.split("-")[0] != prefixes[home]:
            yield loaded.problem(
                statement.id, ("id",), "ids-carry-the-prefix",
                f"ids in this file start with {prefixes[home]}-.",
                "A statement keeps its id; did it move here from another guide?",
            )  # fmt: skip


@rule("statements-have-sources")
def statements_have_sources(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """Every statement rests on a source, at a place a reader can find."""
    for _, statement in series.statements():
        if not statement.sources:
            yield loaded.problem(
                statement.id, (), "statements-have-sources", "the statement rests on no source.",
                "Add sources: with a source and the place in it. What no source carries is not published.",
            )  # fmt: skip
        for index, place in enumerate(statement.sources):
            if not place.place:
                yield loaded.problem(
                    statement.id, ("sources", index), "statements-have-sources",
                    f"the source '{place.source}' has no place.",
                    "Add place: the heading, section or page that a reader finds in it.",
                )  # fmt: skip


@rule("must-rests-on-law")
def must_rests_on_law(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """A practice with strength must has a source that is law or policy."""
    for _, statement in series.statements():
        if not isinstance(statement, Practice) or statement.strength != "must":
            continue
        kinds = {series.sources[p.source].kind for p in statement.sources if p.source in series.sources}
        if not kinds & {"law", "policy"}:
            yield loaded.problem(
                statement.id, ("strength",), "must-rests-on-law",
                "strength is must, but no source here is law or policy.",
                "Name the law or policy it rests on, or write strength: should.",
            )  # fmt: skip


@rule("a-duty-rests-on-law")
def a_duty_rests_on_law(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """A guide's duty to report has a source that is law, or a legal opinion."""
    for name, guide in series.guides.items():
        kinds = {series.sources[p.source].kind for p in guide.duty.sources if p.source in series.sources}
        if not kinds & {"law", "policy"}:
            yield loaded.problem(
                f"guides/{name}", ("duty", "sources"), "a-duty-rests-on-law",
                "the duty to report rests on no law or policy.",
                "No box may tell a role that it has a duty which no legal source gives it.",
            )  # fmt: skip


@rule("withdrawn-stays-withdrawn")
def withdrawn_stays_withdrawn(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """An id in data/withdrawn.yml is used nowhere, and its successor exists."""
    live = loaded.ids.get("statements", set())
    for id in series.withdrawn:
        if id in live:
            yield loaded.problem(
                id, ("id",), "withdrawn-stays-withdrawn", f"the id {id} was withdrawn.",
                "A withdrawn id is never used again. Take the next free number.",
            )  # fmt: skip
    for id, entry in series.withdrawn.items():
        if entry.successor and entry.successor not in live:
            yield loaded.problem(
                f"withdrawn/{id}", ("successor",), "withdrawn-stays-withdrawn",
                f"successor: no statement is called '{entry.successor}'.",
                nearest(entry.successor, live),
            )  # fmt: skip


@rule("handoffs-are-taken")
def handoffs_are_taken(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """What a practice hands to a role, a practice of that role takes."""
    taken = {
        (name, what)
        for name, guide in series.guides.items()
        for practice in guide.practices
        for what in practice.takes
    }
    for practice in _with_handoff(series):
        handoff = practice.handoff
        assert handoff is not None
        if handoff.to in series.guides and (handoff.to, handoff.what) not in taken:
            yield loaded.problem(
                practice.id, ("handoff", "to"), "handoffs-are-taken",
                f"'{handoff.what}' is handed to '{handoff.to}', but no practice there takes it.",
                f"Add takes: {handoff.what} to a practice in roles/{handoff.to}.yml, or hand it elsewhere.",
            )  # fmt: skip


@rule("differences-have-reasons")
def differences_have_reasons(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """Roles that treat the same information differently say why."""
    by_what: dict[str, list[Practice]] = {}
    for practice in _with_handoff(series):
        assert practice.handoff is not None
        by_what.setdefault(practice.handoff.what, []).append(practice)
    for what, practices in by_what.items():
        hows = [p.handoff.how for p in practices if p.handoff]
        usual = max(dict.fromkeys(hows), key=hows.count)
        for practice in practices:
            handoff = practice.handoff
            assert handoff is not None
            if handoff.how != usual and not handoff.because:
                yield loaded.problem(
                    practice.id, ("handoff", "how"), "differences-have-reasons",
                    f"'{what}' is '{handoff.how}' here and '{usual}' elsewhere.",
                    "Add because: with the reason (privilege, a duty to report), or treat it alike.",
                )  # fmt: skip


def _with_handoff(series: Series) -> Iterator[Practice]:
    for _, statement in series.statements():
        if isinstance(statement, Practice) and statement.handoff:
            yield statement


@rule("lines-lie-in-the-source")
def lines_lie_in_the_source(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """Lines named for audit exist in the source text, where the texts are at hand."""
    lengths = _lengths(loaded.root, series)
    if not lengths:
        return
    for document in loaded.documents.values():
        for loc, value in document.scalars:
            if loc[-1] != "lines" or len(loc) < 2:
                continue
            holder = document.data
            for step in loc[:-1]:
                holder = holder[step]
            length = lengths.get(str(holder.get("source")))
            if length is None:
                continue
            first, _, last = value.partition("-")
            if first.isdigit() and not (1 <= int(first) <= int(last or first) <= length):
                yield document.problem(
                    loc, "lines-lie-in-the-source",
                    f"lines {value} do not lie in the source text, which has {length:,} lines.",
                    "Give the first and the last line, the smaller number first.",
                )  # fmt: skip


def _lengths(root: Path, series: Series) -> dict[str, int]:
    folders = [f for f in (root / "sources", root.parent / "shared" / "sources") if f.is_dir()]
    found = {}
    for source in series.sources.values():
        if source.file and folders:
            for path in folders[0].glob(f"{source.file}*"):
                found[source.id] = _line_count(path)
    return found


_counted: dict[Path, int] = {}


def _line_count(path: Path) -> int:
    if path not in _counted:
        with path.open("rb") as file:
            _counted[path] = sum(1 for _ in file)
    return _counted[path]


