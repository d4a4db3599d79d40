"""A tree with many counties, each with an overlay as a county would write it."""

from __future__ import annotations

import itertools
import shutil
import string
from pathlib import Path

import yaml

from guidance_series.editions import CHANGEABLE
from guidance_series.load import load
from guidance_series.models import Practice

CHANGES = ADDITIONS = 10
FACTS = 20


def counties(root: Path, target: Path, count: int) -> Path:
    """Write a copy of ``root`` with ``count`` counties to ``target``: 10 changes, 10 additions, 20 facts each."""
    for name in ("docs", "data", "overrides", "roles"):
        shutil.copytree(root / name, target / name, ignore=shutil.ignore_patterns("counties"))
    shutil.copy(root / "mkdocs.yml", target)
    series = load(root).series
    assert series is not None
    free = [
        (guide, statement)
        for guide, statement in series.statements()
        if isinstance(statement, Practice)
        and not statement.locked
        and statement.strength != "must"
        and guide in series.guides
    ]
    phones = [fact.id for fact in series.facts.values() if fact.kind == "phone"]
    prefixes = map("".join, itertools.product(string.ascii_uppercase, repeat=3))
    for number, prefix in zip(range(1, count + 1), prefixes, strict=False):
        mine = free[number % 7 :: 7]
        folder = target / "data" / "counties" / f"bench-{number:03}"
        folder.mkdir(parents=True)
        overlay = {
            "name": f"Bench County {number}",
            "prefix": f"X{prefix}",
            "facts": {
                fact: {"value": f"(555) 555-01{number % 100:02}, line {line}"}
                for line, fact in enumerate(phones[:FACTS])
            },
            "changes": [
                {
                    "id": statement.id,
                    "field": CHANGEABLE[Practice][0],
                    "to": f"{statement.text} Then tell the coordinator of county {number}.",
                    "because": "The committee agreed on it.",
                    "was": statement.text,
                }
                for _, statement in mine[:CHANGES]
            ],
            "additions": {
                "practices": [
                    {
                        "id": f"X{prefix}-{place:02}",
                        "text": f"Call the coordinator of county {number} about step {place}.",
                        "kind": "do",
                        "strength": "should",
                        "situations": list(statement.situations),
                        "basis": ["practice example"],
                        "fit": "adapted",
                        "because": "The committee agreed on it.",
                        "adds_to": statement.id,
                    }
                    for place, (_, statement) in enumerate(mine[-ADDITIONS:], 1)
                ]
            },
        }
        (folder / "county.yml").write_text(yaml.safe_dump(overlay, sort_keys=False), "utf-8")
    return target
