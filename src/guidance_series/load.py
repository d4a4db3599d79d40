"""Files to a Series: everything a tree says, or every reason why a part of it cannot be read.

One bad entry never hides another. An entry that does not fit its model is set aside with its
problems and the rest is read on, so that one run shows them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from guidance_series import models, source
from guidance_series.fitting import fit
from guidance_series.models import Statement, numbers
from guidance_series.problems import Problem, nearest
from guidance_series.source import Document, Loc

SHARED = "everyone"
"""Where shared statements stand, beside the guides."""

LISTS: Mapping[str, type[BaseModel]] = MappingProxyType(
    {
        "situations": models.Situation,
        "principles": models.Principle,
        "sources": models.Source,
        "wording": models.WordingEntry,
        "glossary": models.Term,
        "contacts": models.Contact,
        "facts": models.Fact,
        "information": models.Information,
        "myths": models.Myth,
        "asks": models.Ask,
        "start": models.Section,
        "law": models.LawEntry,
        "withdrawn": models.Withdrawn,
    }
)
"""Files in ``data/`` that hold a list of entries, each with an id."""

SINGLES: Mapping[str, type[BaseModel]] = MappingProxyType(
    {"series": models.SeriesInfo, SHARED: models.Everyone, "training": models.Training}
)
"""Files in ``data/`` that hold one mapping."""

STATEMENTS = ("practices", "contrasts", "lines", "questions")
"""The keys of a guide that hold statements."""


RELEASES = "data/releases"
"""Where the records of releases stand."""


@dataclass(frozen=True)
class Series:
    """All that a tree says, read once and never changed. Entries by id, in file order.

    ``releases`` holds what was recorded, by number, the oldest first.
    """

    info: models.SeriesInfo
    everyone: models.Everyone
    training: models.Training
    guides: Mapping[str, models.Guide]
    situations: Mapping[str, models.Situation]
    principles: Mapping[str, models.Principle]
    sources: Mapping[str, models.Source]
    wording: Mapping[str, models.WordingEntry]
    glossary: Mapping[str, models.Term]
    contacts: Mapping[str, models.Contact]
    facts: Mapping[str, models.Fact]
    information: Mapping[str, models.Information]
    myths: Mapping[str, models.Myth]
    asks: Mapping[str, models.Ask]
    start: Mapping[str, models.Section]
    law: Mapping[str, models.LawEntry]
    withdrawn: Mapping[str, models.Withdrawn]
    releases: Mapping[str, models.Release]

    def statements(self) -> Iterator[tuple[str, Statement]]:
        """Every statement with the guide it stands in (``everyone`` for shared ones).

        Of two with the same id, which is a problem, only the first.
        """
        seen: set[str] = set()
        homes: dict[str, models.Everyone | models.Guide] = {SHARED: self.everyone, **self.guides}
        for name, home in homes.items():
            for statement in home.statements:
                if statement.id not in seen:
                    seen.add(statement.id)
                    yield name, statement


@dataclass
class Loaded:
    """What loading gave. ``series`` is None where a file that everything needs cannot be read.

    ``ids`` holds the ids written in each kind of file, also of entries that did not fit their
    model, so that one bad entry does not make every reference to it look wrong; a kind whose file
    cannot be read is not in it. ``places`` says where an entry stands: a statement by its id,
    others as ``situations/returns``.
    """

    root: Path
    series: Series | None = None
    documents: dict[str, Document] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)
    places: dict[str, tuple[str, Loc]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, entry: str, below: Loc, rule: str, message: str, hint: str = "") -> Problem:
        """A problem at a field of an entry, named as in ``places``."""
        path, loc = self.places[entry]
        short = entry.rpartition("/")[2]
        return self.documents[path].problem((*loc, *below), rule, message, hint, id=short)


class _Before(NamedTuple):
    text: str
    document: Document | None
    value: Any
    problems: list[Problem]


_read_before: dict[Path, _Before] = {}
"""What each file gave when it was last read, so that a preview reads only what changed."""


def load(root: Path) -> Loaded:
    """Read the tree at ``root``. Never raises on what a writer typed."""
    loaded = Loaded(root)
    loaded.problems += _missing_folders(root)
    if loaded.problems:
        return loaded
    loaded.problems += _unread_files(root)
    singles = {name: _read(loaded, f"data/{name}.yml", SINGLES[name]) for name in SINGLES}
    lists = {name: _entries(loaded, name) for name in LISTS}
    guides = _guides(loaded)
    if all(singles.values()):
        order = {id: place for place, id in enumerate(singles["series"].guides)}
        guides = dict(sorted(guides.items(), key=lambda item: order.get(item[0], len(order))))
        loaded.series = Series(
            info=singles["series"],
            everyone=singles[SHARED],
            training=singles["training"],
            guides=guides,
            releases=_releases(loaded),
            **lists,
        )
    return loaded


def _missing_folders(root: Path) -> list[Problem]:
    return [
        Problem(
            folder, 1, 1, "file", f"there is no folder '{folder}'.",
            "Run the command in the project's folder, or name that folder with --root.",
        )
        for folder in ("data", "roles")
        if not (root / folder).is_dir()
    ]  # fmt: skip


def _unread_files(root: Path) -> list[Problem]:
    """Files that look like data but that nothing reads: misspelled, or with another ending."""
    known = [f"{name}.yml" for name in (*SINGLES, *LISTS)]
    found = []
    for path in sorted((*root.glob("data/*.y*ml"), *root.glob("roles/*.yaml"))):
        hint = "Files here end with .yml."
        if path.parent.name == "data" and path.name not in known:
            hint = nearest(path.name, known) or f"The files are: {', '.join(known)}."
        elif path.suffix == ".yml":
            continue
        name = path.relative_to(root).as_posix()
        found.append(Problem(name, 1, 1, "file", "nothing reads a file of this name.", hint))
    return found


def _read(loaded: Loaded, name: str, model: type[BaseModel], *, many: bool = False) -> Any:
    """The file as its model (with ``many``, as a list of it), or None."""
    path = loaded.root / name
    text, problems = source.read_text(loaded.root, path)
    if problems:
        loaded.problems += problems
        return None
    before = _read_before.get(path)
    if not before or before.text != text:
        before = _read_before[path] = _understood(name, text, model, many)
    loaded.problems += before.problems
    document = before.document
    if document is None:
        return None
    loaded.documents[name] = document
    if name.startswith("roles/") or name == f"data/{SHARED}.yml":
        for group in STATEMENTS:
            entries = document.data.get(group) if isinstance(document.data, dict) else None
            _place(loaded, name, (group,), entries, kind="statements", prefix="")
    return before.value


def _understood(name: str, text: str, model: type[BaseModel], many: bool) -> _Before:
    document, problems = source.parse(name, text)
    if document is None:
        return _Before(text, None, None, problems)
    value, unfit = fit(document, model, many=many)
    return _Before(text, document, value, [*problems, *unfit])


def _entries(loaded: Loaded, name: str) -> Mapping[str, Any]:
    path = f"data/{name}.yml"
    entries = _read(loaded, path, LISTS[name], many=True)
    if path in loaded.documents and isinstance(loaded.documents[path].data, list):
        loaded.ids[name] = set()
        _place(loaded, path, (), loaded.documents[path].data, kind=name, prefix=f"{name}/")
    by_id: dict[str, Any] = {}
    for entry in entries or ():
        by_id.setdefault(entry.id, entry)
    return by_id


def _guides(loaded: Loaded) -> Mapping[str, models.Guide]:
    guides: dict[str, models.Guide] = {}
    known = loaded.ids["guides"] = set()
    for path in sorted((loaded.root / "roles").glob("*.yml")):
        name = f"roles/{path.name}"
        guide = _read(loaded, name, models.Guide)
        known.add(path.stem)
        if guide is None:
            continue
        loaded.places[f"guides/{path.stem}"] = (name, ())
        guides[path.stem] = guide
    return guides


def _releases(loaded: Loaded) -> Mapping[str, models.Release]:
    found: list[models.Release] = []
    for path in sorted((loaded.root / RELEASES).glob("*.json")):
        try:
            found.append(models.Release.model_validate_json(path.read_bytes()))
        except (ValidationError, OSError):
            loaded.problems.append(
                Problem(
                    f"{RELEASES}/{path.name}", 1, 1, "file", "this is not the record of a release.",
                    "A record is never edited. Restore the file as it was written.",
                )
            )  # fmt: skip
    found.sort(key=lambda release: numbers(release.number))
    return {release.number: release for release in found}


def _place(loaded: Loaded, path: str, loc: Loc, entries: Any, *, kind: str, prefix: str) -> None:
    """Note where each entry stands; a second entry with the same id is a problem."""
    if not isinstance(entries, list):
        return
    document = loaded.documents[path]
    for index, entry in enumerate(entries):
        id = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(id, str):
            continue
        id = id.strip()
        at = (*loc, index)
        if prefix + id in loaded.places:
            first_path, first_loc = loaded.places[prefix + id]
            line, _ = loaded.documents[first_path].position(first_loc)
            loaded.problems.append(
                document.problem(
                    (*at, "id"), "one-id-one-entry",
                    f"the id '{id}' is taken: {first_path}, line {line}.",
                    "An id is given once and never used again. Take the next free one.",
                )
            )  # fmt: skip
            continue
        loaded.places[prefix + id] = (path, at)
        loaded.ids.setdefault(kind, set()).add(id)
