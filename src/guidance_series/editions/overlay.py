"""A county's folder, read once: its file, its local pages and its logo."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from guidance_series import source
from guidance_series.editions import logo
from guidance_series.editions.color import LEAST, contrast, nearest_that_passes, passes
from guidance_series.fitting import fit
from guidance_series.models import County
from guidance_series.problems import Problem
from guidance_series.source import Document, Loc

FOLDER = "data/counties"
E = TypeVar("E")

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class LocalPage:
    """A page of the county's own: its address, its title and its text in light Markdown."""

    name: str
    title: str
    text: str


@dataclass(frozen=True)
class Overlay:
    """A county's folder: what its file says and where, its pages, and the bytes of its logo."""

    slug: str
    county: County
    document: Document
    pages: Mapping[str, LocalPage] = field(default_factory=dict)
    logo: bytes | None = None

    def placed(self, entries: Sequence[E], *keys: str) -> Iterator[tuple[Loc, E]]:
        """Each entry of the list under ``keys`` with its place in the file.

        Entries that did not fit stand in the file too, so the place is not the number in the list.
        """
        for index, entry in zip(self.document.kept(*keys), entries, strict=True):
            yield (*keys, index), entry

    def place_of(self, id: str) -> Loc:
        """Where the file speaks of a fact or a statement; the county's name where it does not."""
        if id in self.county.facts:
            return ("facts", id)
        places = [(one.id, place) for place, one in self.placed(self.county.changes, "changes")]
        for group, statements in self.county.additions:
            places += [(one.id, at) for at, one in self.placed(statements, "additions", group)]
        return next((place for named, place in places if named == id), ("name",))

    def unfinished(self, group: str, id: str) -> list[Loc]:
        """Where entries about ``id`` stand in a list of the file that cannot be read as such yet."""
        return [
            at for at in self.document.aside
            if at[0] == group and len(at) == 2 and self.document.value((*at, "id")) == id
        ]  # fmt: skip


def is_slug(name: str) -> bool:
    """Whether a name can be a county's folder and a part of an address."""
    return len(name) <= 60 and _SLUG.fullmatch(name) is not None


def slugs(root: Path) -> list[str]:
    """The counties of a tree, by the names of their folders; an empty folder is one too."""
    folder = root / FOLDER
    if not folder.is_dir():
        return []
    return sorted(p.name for p in folder.iterdir() if p.is_dir() and is_slug(p.name))


def overlay_of(
    root: Path, slug: str, text: str | None = None
) -> tuple[Overlay | None, list[Problem]]:
    """A county's folder, or the reasons why it cannot be read.

    With ``text``, as if that were in its file.
    """
    folder = root / FOLDER / slug
    name = f"{FOLDER}/{slug}/county.yml"
    if not (folder / "county.yml").exists():
        return None, [
            Problem(
                name, 1, 1, "file", "the county has no file.",
                f'Restore it, or start anew: guidance new county "Its Name" --slug {slug}',
            )
        ]  # fmt: skip
    if text is None:
        text, problems = source.read_text(root, folder / "county.yml")
        if problems:
            return None, problems
    document, problems = source.parse(name, text)
    if document is None:
        return None, problems
    county, unfit = fit(document, County, many=False)
    pages, wrong = _pages(root, folder)
    problems = [*problems, *unfit, *wrong]
    if county is None:
        return None, problems
    problems += _looks(folder, county, document)
    content = None
    if county.logo and not logo.wrong(folder, county.logo)[0]:
        content = (folder / county.logo).read_bytes()
    return Overlay(slug, county, document, MappingProxyType(pages), content), problems


def _looks(folder: Path, county: County, document: Document) -> list[Problem]:
    found = []
    if county.logo:
        message, hint = logo.wrong(folder, county.logo)
        if message:
            found.append(document.problem(("logo",), "logo-is-safe", message, hint))
    if county.color and not passes(county.color):
        found.append(
            document.problem(
                ("color",), "color-can-be-read",
                f"white words on {county.color} have a contrast of {contrast(county.color):.1f}; "
                f"at least {LEAST} is needed.",
                f"The nearest color that passes is {nearest_that_passes(county.color)}.",
            )
        )  # fmt: skip
    return found


def _pages(root: Path, folder: Path) -> tuple[dict[str, LocalPage], list[Problem]]:
    """The pages of ``pages/``, by their names, and what keeps others from being shown."""
    pages: dict[str, LocalPage] = {}
    problems: list[Problem] = []
    for path in sorted((folder / "pages").glob("*.md")):
        name = path.relative_to(root).as_posix()
        text, unread = source.read_text(root, path)
        problems += unread
        if unread:
            continue
        title, _, rest = text.partition("\n")
        if not is_slug(path.stem):
            problems.append(
                Problem(
                    name, 1, 1, "local-pages",
                    f"the file's name '{path.name[:60]}' cannot be a part of an address.",
                    "Use small letters, digits and hyphens, such as our-protocol.md.",
                )
            )  # fmt: skip
        elif not title.startswith("# ") or not title[2:].strip():
            problems.append(
                Problem(
                    name, 1, 1, "local-pages", "the page has no title.",
                    "Start it with a line such as: # Our protocol",
                )
            )  # fmt: skip
        else:
            pages[path.stem] = LocalPage(path.stem, title[2:].strip(), rest)
    return pages, problems
