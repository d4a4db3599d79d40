"""Files to a Series: everything a tree says, or every reason why a part of it cannot be read.

One bad entry never hides another. An entry that does not fit its model is set aside with its
problems and the rest is read on, so that one run shows them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from guidance_series import models, source
from guidance_series.fitting import fit
from guidance_series.models import Statement
from guidance_series.problems import Problem
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
    {"series": models.SeriesInfo, SHARED: models.Everyone}
)
"""Files in ``data/`` that hold one mapping."""

STATEMENTS = ("practices", "contrasts", "lines", "questions")
"""The keys of a guide that hold statements."""


@dataclass(frozen=True)
class Series:
    """All that a tree says, read once and never changed. Entries by id, in file order."""

    info: models.SeriesInfo
    everyone: models.Everyone
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

    def statements(self) -> Iterator[tuple[str, Statement]]:
        """Every statement with the guide it stands in (``everyone`` for shared ones)."""
        for statement in self.everyone.statements:
            yield SHARED, statement
        for guide in self.guides.values():
            for statement in guide.statements:
                yield guide.id, statement


@dataclass
class Loaded:
    """What loading gave. ``series`` is None where a file that everything needs cannot be read.

    ``ids`` holds the ids written in each kind of file, also of entries that did not fit their
    model, so that one bad entry does not make every reference to it look wrong. ``places`` says
    where an entry stands: a statement by its id, others as ``situations/returns``.
    """

    root: Path
    series: Series | None = None
    documents: dict[str, Document] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)
    places: dict[str, tuple[str, Loc]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(
        self, entry: str, below: Loc, rule: str, message: str, hint: str = ""
    ) -> Problem:
        """A problem at a field of an entry, named as in ``places``."""
        path, loc = self.places[entry]
        short = entry.rpartition("/")[2]
        return self.documents[path].problem((*loc, *below), rule, message, hint, id=short)


_read_before: dict[Path, tuple[Document, Any, list[Problem]]] = {}
"""What each file gave when it was last read, so that a preview reads only what changed."""


def load(root: Path) -> Loaded:
    """Read the tree at ``root``. Never raises on what a writer typed."""
    loaded = Loaded(root)
    singles = {name: _read(loaded, f"data/{name}.yml", SINGLES[name]) for name in SINGLES}
    lists = {name: _entries(loaded, name) for name in LISTS}
    guides = _guides(loaded)
    if all(singles.values()):
        loaded.series = Series(
            info=singles["series"], everyone=singles[SHARED], guides=guides, **lists
        )
    return loaded


def _read(loaded: Loaded, name: str, model: type[BaseModel], *, many: bool = False) -> Any:
    """The file as its model (with ``many``, as a list of it), or None."""
    path = loaded.root / name
    document, problems = source.read(loaded.root, path)
    if document is None:
        loaded.problems += problems
        return None
    before = _read_before.get(path)
    if before and before[0].text == document.text:
        document, value, problems = before
    else:
        value, unfit = fit(document, model, many=many)
        problems = [*problems, *unfit]
        _read_before[path] = (document, value, problems)
    loaded.documents[name] = document
    loaded.problems += problems
    if name.startswith("roles/") or name == f"data/{SHARED}.yml":
        for group in STATEMENTS:
            entries = document.data.get(group) if isinstance(document.data, dict) else None
            _place(loaded, name, (group,), entries, kind="statements", prefix="")
    return value


def _entries(loaded: Loaded, name: str) -> Mapping[str, Any]:
    path = f"data/{name}.yml"
    entries = _read(loaded, path, LISTS[name], many=True)
    if path in loaded.documents:
        _place(loaded, path, (), loaded.documents[path].data, kind=name, prefix=f"{name}/")
    by_id: dict[str, Any] = {}
    for entry in entries or ():
        by_id.setdefault(entry.id, entry)
    return by_id


def _guides(loaded: Loaded) -> Mapping[str, models.Guide]:
    folder = loaded.root / "roles"
    if not folder.is_dir():
        loaded.problems.append(
            Problem(
                "roles", 1, 1, "file", "there is no folder 'roles'.",
                "Run the command in the project's folder, or name that folder with --root.",
            )
        )  # fmt: skip
        return {}
    guides: dict[str, models.Guide] = {}
    for path in sorted(folder.glob("*.yml")):
        name = f"roles/{path.name}"
        guide = _read(loaded, name, models.Guide)
        loaded.ids.setdefault("guides", set()).add(path.stem)
        if guide is None:
            continue
        loaded.places[f"guides/{path.stem}"] = (name, ())
        guides[path.stem] = guide
    return guides


def _place(
    loaded: Loaded, path: str, loc: Loc, entries: Any, *, kind: str, prefix: str
) -> None:
    """Note where each entry stands; a second entry with the same id is a problem."""
    if not isinstance(entries, list):
        return
    document = loaded.documents[path]
    for index, entry in enumerate(entries):
        id = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(id, str):
            continue
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
        loaded.ids.setdefault(kind, set()).add(str(id))
