"""A page for every guide and situation, and a guide or situation for every page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import yaml

from guidance_series.checks.registry import rule
from guidance_series.load import Loaded, Series
from guidance_series.problems import Problem, nearest
from guidance_series.source import read_text

PAGES = {"guides": "docs/roles", "situations": "docs/situations"}
"""Where the pages of each kind of entry stand, one file per id."""


@rule("pages-and-entries-match")
def pages_and_entries_match(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """A page without its guide or situation, or one without its page, or with another title."""
    for kind, folder in PAGES.items():
        if kind not in loaded.ids:
            continue
        if not (loaded.root / folder).is_dir():
            yield Problem(
                folder, 1, 1, "pages-and-entries-match", f"there is no folder '{folder}'.",
                f"Restore it: it holds a page for each of the {kind}.",
            )  # fmt: skip
            continue
        yield from _one_kind(loaded, series, kind, folder)


def _one_kind(loaded: Loaded, series: Series, kind: str, folder: str) -> Iterator[Problem]:
    entries = series.guides if kind == "guides" else series.situations
    known = loaded.ids[kind]
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
                f"Copy another page of that folder, and put '{name}' and title: {_typed(entry.title)} in it.",
            )  # fmt: skip
            continue
        content, problems = read_text(loaded.root, pages[name])
        yield from problems
        title, line = _title(content)
        if title != entry.title and not problems:
            says = f"the page's title is '{title}', but" if title else "the page has no title, and"
            yield Problem(
                f"{folder}/{name}.md", line, 1, "pages-and-entries-match",
                f"{says} its {kind[:-1]} is called '{entry.title}'.",
                f"Write title: {_typed(entry.title)} between the two lines of dashes at the top.",
            )  # fmt: skip


def _title(content: str) -> tuple[str, int]:
    """A page's title in its front matter, and the line it stands in."""
    lines = content.splitlines()
    if lines[:1] == ["---"]:
        for number, line in enumerate(lines[1:], 2):
            if line.startswith("---"):
                break
            if line.startswith("title:"):
                return _read(line.removeprefix("title:").strip()), number
    return "", 1


def _read(typed: str) -> str:
    """What YAML reads in a title: nothing where it cannot read it."""
    try:
        return str(yaml.load(typed, yaml.BaseLoader) or "")  # noqa: S506 - gives texts alone
    except yaml.YAMLError:
        return ""


def _typed(title: str) -> str:
    """The title as YAML takes it."""
    if _read(title) == title:
        return title
    quoted = title.replace("'", "''")
    return f"'{quoted}'" if '"' in title or "\\" in title else f'"{title}"'
