"""The record of a release: what was said, and on which sheets. Written once, never edited."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from guidance_series.editions import Edition, texts_of
from guidance_series.load import RELEASES, SHARED, Loaded
from guidance_series.models import Release
from guidance_series.problems import Problem
from guidance_series.writing import new_file

WITHDRAWN = "data/withdrawn.yml"


def record(
    edition: Edition, sheets: Mapping[str, str], training: Mapping[str, str], on: date
) -> Release:
    """What this edition says now. ``sheets`` and ``training`` hold content keys by name."""
    return Release(
        number=edition.info.release,
        on=on,
        guides={
            SHARED: edition.everyone.version,
            **{guide.id: guide.version for guide in edition.guides.values()},
        },
        statements={statement.id: texts_of(statement) for _, statement in edition.statements()},
        sheets=dict(sheets),
        training=dict(training),
    )


def write(root: Path, release: Release) -> Path:
    """Write the record whole or not at all. Raises ``FileExistsError`` for a number that was used."""
    path = root / RELEASES / f"{release.number}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(release.model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True)
    new_file(path, f"{text}\n")
    return path


def unversioned(loaded: Loaded, edition: Edition, last: Release) -> list[Problem]:
    """Guides whose words are not those of the last release though their version is."""
    found = []
    now = {
        SHARED: (edition.everyone.version, edition.everyone.statements),
        **{guide.id: (guide.version, guide.statements) for guide in edition.guides.values()},
    }
    for name, (version, statements) in now.items():
        if last.guides.get(name) != version:
            continue
        changed = [s.id for s in statements if last.statements.get(s.id) != texts_of(s)]
        if changed:
            path = f"data/{SHARED}.yml" if name == SHARED else f"roles/{name}.yml"
            listed = ", ".join(changed[:8]) + (" …" if len(changed) > 8 else "")
            found.append(
                loaded.documents[path].problem(
                    ("version",), "changes-carry-a-version",
                    f"{listed} changed since release {last.number}, but the version is still {version}.",
                    "Raise version:."
                    if name == SHARED
                    else "Raise version: and say under changes: what is new, with the ids.",
                )
            )  # fmt: skip
    return found


def vanished(loaded: Loaded, edition: Edition, last: Release) -> list[Problem]:
    """Statements of the last release that are gone, with no word of where they went."""
    known = {statement.id for _, statement in edition.statements()} | set(edition.withdrawn)
    return [
        loaded.documents[WITHDRAWN].problem(
            (), "withdrawn-is-recorded",
            f"{id} stands in release {last.number}. It is gone, and not withdrawn.",
            f"Put it back, or write {id} here with the day, the reason and its successor.", id=id,
        )
        for id in sorted(set(last.statements) - known)
    ]  # fmt: skip
