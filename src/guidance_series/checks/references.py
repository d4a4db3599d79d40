"""What points somewhere leads there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from guidance_series.checks.registry import rule
from guidance_series.load import SHARED, Loaded, Series
from guidance_series.models import MISTAKE, Handoff, Practice
from guidance_series.problems import Problem, nearest

HOMES = {
    "situations": "data/situations.yml",
    "sources": "data/sources.yml",
    "principles": "data/principles.yml",
    "information": "data/information.yml",
    "guides": "the folder roles/",
    "statements": "the guides and data/everyone.yml",
    "start": "data/start.yml",
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
    "ids": "statements",
    "sections": "start",
}
"""Which kind of id a key holds."""

IN_A_HANDOFF = frozenset({"what", "to"})
"""Keys that hold an id only there."""

ONE = {kind: kind.removesuffix("s") for kind in HOMES} | {"start": "part of Start here"}


@rule("references-lead-somewhere")
def references_lead_somewhere(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """Every situation, source, principle, information, guide and statement that is named exists."""
    known = dict(loaded.ids)
    known["statements"] = known.get("statements", set()) | known.get("withdrawn", set())
    for document in loaded.documents.values():
        for key, kind in POINTERS.items():
            if kind not in known:
                continue
            for loc, value in document.by_key.get(key, ()):
                if value.strip() in known[kind] or (key in IN_A_HANDOFF and "handoff" not in loc):
                    continue
                hint = nearest(value, known[kind])
                yield document.problem(
                    loc, "references-lead-somewhere",
                    f"{key}: no {ONE[kind]} is called '{value[:60]}'.",
                    f"{hint} They live in {HOMES[kind]}.".strip(),
                )  # fmt: skip


@rule("shared-uses-are-shared-practices")
def shared_uses_are_shared_practices(
    loaded: Loaded, series: Series, today: date
) -> Iterator[Problem]:
    """What a guide lists under ``shared`` is a practice of data/everyone.yml."""
    home = f"data/{SHARED}.yml"
    known = {
        id for id, (path, loc) in loaded.places.items() if path == home and loc[0] == "practices"
    }
    for path, document in loaded.documents.items():
        for loc, value in document.by_key.get("id", ()):
            if path.startswith("roles/") and loc[0] == "shared" and value.strip() not in known:
                yield document.problem(
                    loc, "shared-uses-are-shared-practices",
                    f"shared: no shared practice is called '{value[:60]}'.",
                    f"{nearest(value, known)} Shared practices live in {home}.".strip(),
                )  # fmt: skip


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
    prefixes = {SHARED: "EV"} | {name: guide.prefix for name, guide in series.guides.items()}
    for name, guide in series.guides.items():
        twin = next(other for other, prefix in prefixes.items() if prefix == guide.prefix)
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
        if not statement.sources:
            continue
        kinds = {
            series.sources[p.source].kind for p in statement.sources if p.source in series.sources
        }
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
        kinds = {
            series.sources[p.source].kind for p in guide.duty.sources if p.source in series.sources
        }
        if not kinds & {"law", "policy"}:
            yield loaded.problem(
                f"guides/{name}", ("duty", "sources"), "a-duty-rests-on-law",
                "the duty to report rests on no law or policy.",
                "No box may tell a role that it has a duty which no legal source gives it.",
            )  # fmt: skip


@rule("the-fact-of-every-page-exists")
def the_fact_of_every_page_exists(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """The fact that every page and sheet prints (whom to tell what is wrong) is in data/facts.yml."""
    document = loaded.documents.get("data/facts.yml")
    if document and MISTAKE not in loaded.ids.get("facts", {MISTAKE}):
        yield document.problem(
            (), "the-fact-of-every-page-exists", f"the fact '{MISTAKE}' is missing.",
            "Every page and sheet prints it. Put the entry back, or mend its id.",
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
                f"{nearest(entry.successor, live)} Name a statement that is still there.".strip(),
            )  # fmt: skip


@rule("handoffs-are-taken")
def handoffs_are_taken(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """What a practice hands to a role, a practice of that role takes."""
    taken = {
        (name, what.strip())
        for name in series.guides
        for _, what in loaded.documents[f"roles/{name}.yml"].by_key.get("takes", ())
    }
    for practice, handoff in _with_handoff(series):
        if handoff.to not in series.guides or handoff.what not in series.information:
            continue
        if (handoff.to, handoff.what) not in taken:
            yield loaded.problem(
                practice.id, ("handoff", "to"), "handoffs-are-taken",
                f"'{handoff.what}' is handed to '{handoff.to}', but no practice there takes it.",
                f"Add takes: {handoff.what} to a practice in roles/{handoff.to}.yml, or hand it elsewhere.",
            )  # fmt: skip


@rule("differences-have-reasons")
def differences_have_reasons(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """Roles that treat the same information differently say why."""
    by_what: dict[str, list[tuple[Practice, Handoff]]] = {}
    for practice, handoff in _with_handoff(series):
        by_what.setdefault(handoff.what, []).append((practice, handoff))
    for what, practices in by_what.items():
        hows = [handoff.how for _, handoff in practices]
        usual = max(dict.fromkeys(hows), key=hows.count)
        for practice, handoff in practices:
            if handoff.how != usual and not handoff.because:
                yield loaded.problem(
                    practice.id, ("handoff", "how"), "differences-have-reasons",
                    f"'{what}' is '{handoff.how}' here and '{usual}' elsewhere.",
                    "Add because: with the reason (privilege, a duty to report), or treat it alike.",
                )  # fmt: skip


def _with_handoff(series: Series) -> Iterator[tuple[Practice, Handoff]]:
    for _, statement in series.statements():
        if isinstance(statement, Practice) and statement.handoff:
            yield statement, statement.handoff


@rule("lines-lie-in-the-source")
def lines_lie_in_the_source(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """Lines named for audit exist in the source text, where the texts are at hand."""
    lengths = _lengths(loaded.root, series)
    if not lengths:
        return
    for document in loaded.documents.values():
        for loc, value in document.by_key.get("lines", ()):
            ends = _LINES.fullmatch(value.strip())
            length = lengths.get(document.value((*loc[:-1], "source")))
            if not ends or length is None:
                continue
            first, last = int(ends[1]), int(ends[2] or ends[1])
            if not 1 <= first <= last <= length:
                yield document.problem(
                    loc, "lines-lie-in-the-source",
                    f"lines {value} do not lie in the source text, which has {length:,} lines.",
                    "Give the first and the last line, the smaller number first.",
                )  # fmt: skip


_LINES = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")


def _lengths(root: Path, series: Series) -> dict[str, int]:
    """How many lines each source's text has, where the folder with the texts is at hand."""
    folder = next(
        (f for f in (root / "sources", root.parent / "shared" / "sources") if f.is_dir()), None
    )
    files = [path for path in sorted(folder.iterdir()) if path.is_file()] if folder else []
    found = {}
    for source in series.sources.values():
        text = next((p for p in files if source.file and p.name.startswith(source.file)), None)
        if text:
            found[source.id] = _line_count(text)
    return found


_counted: dict[Path, int] = {}


def _line_count(path: Path) -> int:
    if path not in _counted:
        with path.open("rb") as file:
            _counted[path] = sum(1 for _ in file)
    return _counted[path]
