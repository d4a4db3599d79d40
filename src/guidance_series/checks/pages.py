"""A page for every guide and situation, and a guide or situation for every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from guidance_series.checks.registry import rule
from guidance_series.load import Loaded, Series
from guidance_series.problems import Problem, nearest

PAGES = {"guides": "docs/roles", "situations": "docs/situations"}
"""Where the pages of each kind of entry stand, one file per id."""

_TITLE = re.compile(r"\A---\n(?:.*\n)*?title:[ \t]*(.*)\n(?:.*\n)*?---", re.M)


@rule("pages-and-entries-match")
def pages_and_entries_match(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """A page without its guide or situation, or one without its page, or with another title."""
    for kind, folder in PAGES.items():
        entries = series.guides if kind == "guides" else series.situations
        known = loaded.ids.get(kind, set())
        pages = {path.stem: path for path in (loaded.root / folder).glob("*.md")}
        pages.pop("index", None)
        for name in sorted(pages.keys() - known):
            home = "a file in roles/" if kind == "guides" else "an entry in data/situations.yml"
            yield Problem(
                f"{folder}/{name}.md", 1, 1, "pages-and-entries-match",
                f"the page has no {kind[:-1]} called '{name}'.",
                nearest(name, known - pages.keys()) or f"Add {home}, or delete the page.",
            )  # fmt: skip
        for name, entry in entries.items():
            if name not in pages:
                yield loaded.problem(
                    f"{kind}/{name}", ("id",), "pages-and-entries-match",
                    f"there is no page {folder}/{name}.md.",
                    f"Copy another page of that folder to {name}.md and put this title in it.",
                )  # fmt: skip
                continue
            found = _TITLE.match(pages[name].read_text("utf-8").replace("\r\n", "\n"))
            title = found.group(1).strip().strip("\"'") if found else ""
            if title != entry.title:
                yield Problem(
                    f"{folder}/{name}.md", 2, 1, "pages-and-entries-match",
                    f"the page's title is '{title}', but its {kind[:-1]} is called '{entry.title}'.",
                    f"Write title: {entry.title}",
                )  # fmt: skip
