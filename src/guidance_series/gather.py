"""The edition that a command is about, and every problem on the way to it."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from guidance_series.checks import check
from guidance_series.editions import (
    FOLDER,
    Edition,
    Entry,
    Overlay,
    added,
    is_slug,
    overlay_of,
    resolve,
    slugs,
    statewide,
)
from guidance_series.editions.checked import overlay_problems
from guidance_series.load import Loaded, load
from guidance_series.problems import Problem, errors, nearest

if TYPE_CHECKING:
    from guidance_series.handouts import DoesNotFit, Unprintable
    from guidance_series.handouts.sheets import Sheet


@dataclass
class Gathered:
    """An edition, the entries of its county's file, and everything wrong with either."""

    edition: Edition | None = None
    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    overlay: Overlay | None = None


class UnknownCounty(Exception):
    """No county has this name; the message names the nearest."""


@contextmanager
def without_collector() -> Iterator[None]:
    """No search for unused objects meanwhile: reading and building make many and drop few."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


class Tree:
    """A project's folder, read and checked once for any number of editions."""

    def __init__(self, root: Path, today: date) -> None:
        self.root = root
        self.today = today
        with without_collector():
            self.loaded: Loaded = load(root)
            self.problems = check(self.loaded, today) + _stray(root)
        self._owners: dict[str, set[str]] | None = None

    def slug(self, typed: str) -> str:
        """A county as typed, if there is one. Raises ``UnknownCounty``."""
        known = slugs(self.root)
        if typed and typed not in known:
            # A name as it is published is what a person types first.
            word = re.sub(r"[^a-z0-9]+", "-", typed.lower()).strip("-")
            begun = [
                slug for slug in known
                if word and (slug.startswith(f"{word}-") or word.startswith(f"{slug}-"))
            ]  # fmt: skip
            meant = word if word in known else begun[0] if len(begun) == 1 else ""
            near = f"Did you mean '{meant}'?" if meant else nearest(typed, known)
            if not is_slug(typed):
                raise UnknownCounty(
                    f"'{typed[:60]}' cannot be a county's folder: small letters, digits and hyphens. "
                    f"{near}".strip()
                )
            listed = f"There are: {', '.join(known) or 'none yet'}."
            raise UnknownCounty(
                f"no county is called '{typed}'. {near} {listed}".replace("  ", " ")
            )
        return typed

    def edition(self, slug: str = "", text: str | None = None) -> Gathered:
        """The statewide edition, or a county's, with all problems but those of its sheets.

        With ``text``, as if that were in the county's file.
        """
        series = self.loaded.series
        if not slug:
            return Gathered(statewide(series) if series else None, [], list(self.problems))
        overlay, problems = overlay_of(self.root, slug, text)
        found = Gathered(None, [], [*self.problems, *problems], overlay)
        if overlay and series:
            found.edition, found.entries, wrong = resolve(
                series, overlay, self.taken(slug), self.today
            )
            found.problems += wrong + overlay_problems(self.loaded, overlay, self.today)
        if errors(found.problems):
            found.edition = None
        found.problems = sorted(set(found.problems))
        return found

    def taken(self, slug: str) -> Mapping[str, str]:
        """Ids that other counties have given, each with its county. Files are read once."""
        if self._owners is None:
            self._owners = {}
            for other in slugs(self.root):
                overlay, _ = overlay_of(self.root, other)
                for _, _, statement in added(overlay) if overlay else ():
                    self._owners.setdefault(statement.id, set()).add(other)
        return {id: min(owners - {slug}) for id, owners in self._owners.items() if owners - {slug}}

    def with_sheets(self, slug: str = "", scope: str = "all") -> Gathered:
        """The same, and whether every sheet of one page fits it; with ``one-pagers`` those alone."""
        from guidance_series.handouts import shelf

        found = self.edition(slug)
        if found.edition is None or errors(found.problems):
            return found
        signs: set[str] = set()
        for sheet, reason in shelf.tried(found.edition, self.root / shelf.SHELF, scope):
            # A sign that no font has is on every sheet that says the same: told of one-pagers, once elsewhere.
            sign: str = getattr(reason, "sign", "")
            if sheet.kind == "one-pager" or not sign or sign not in signs:
                found.problems.append(self._sheet(found, sheet, reason))
            signs.add(sign)
        return found

    def hard_sentences(self, found: Gathered) -> list[Problem]:
        """Warnings of sentences that are hard to read, where no error stands at their text.

        Slower than any other rule on a tree that was never checked, so only a check asks for it.
        """
        from guidance_series.checks.sentences import KEPT, hard_sentences

        own = [found.overlay.document] if found.overlay else []
        hard = hard_sentences([*self.loaded.documents.values(), *own], self.root / KEPT)
        refused = {(problem.path, problem.line) for problem in errors(found.problems)}
        return [problem for problem in hard if (problem.path, problem.line) not in refused]

    def _sheet(self, found: Gathered, sheet: Sheet, over: DoesNotFit | Unprintable) -> Problem:
        from guidance_series.handouts.sheets import file_of

        own: Sequence[str] = getattr(over, "local", ())
        rule = "one-pagers-fit" if sheet.kind == "one-pager" else "sheets-fit"
        hint = "Write it with letters and signs that the sheet's font has."
        if hasattr(over, "points"):
            hint = (
                f"Shorten or take off the sheet: {', '.join(own)}."
                if own
                else "Shorten the county's facts, changes and additions that this sheet prints."
                if found.overlay
                else "Shorten statements with handout: true, or take the mark off one or two."
            )
        if found.overlay:
            at = next((entry.loc for entry in found.entries if entry.id in own), ("name",))
            return found.overlay.document.problem(at, rule, f"{over}.", hint)
        if sheet.guide:
            return self.loaded.problem(
                f"guides/{sheet.guide}", ("practices",), rule, f"{over}.", hint
            )
        if sheet.situation:
            return self.loaded.problem(
                f"situations/{sheet.situation}", ("first",), rule, f"{over}.", hint
            )
        return Problem(file_of(sheet.name), 1, 1, rule, f"{over}.", hint)


def _stray(root: Path) -> list[Problem]:
    """Folders among the counties that no command can name."""
    folder = root / FOLDER
    if not folder.is_dir():
        return []
    return [
        Problem(
            f"{FOLDER}/{path.name}", 1, 1, "file", "this folder's name cannot be a part of an address.",
            "Rename it with small letters, digits and hyphens, such as example-county.",
            severity="warning",
        )
        for path in sorted(folder.iterdir())
        if path.is_dir() and not path.name.startswith(".") and not is_slug(path.name)
    ]  # fmt: skip


def for_release(found: Gathered) -> list[Problem]:
    """The problems with everything that must not be published among the errors."""
    problems = [replace(problem, severity="error") for problem in found.problems]
    if found.edition is None:
        return problems
    place, line = ("data/series.yml", 1)
    if found.overlay:
        place = found.overlay.document.path
    if not found.edition.info.site_address:
        problems.append(
            Problem(
                place, line, 1, "a-release-has-an-address", "there is no site_address.",
                "Write where the site is published, from https:// on; printed sheets point there.",
            )
        )  # fmt: skip
    if found.overlay and found.overlay.county.example:
        problems.append(
            found.overlay.document.problem(
                ("example",), "a-release-is-real", "this county is invented.",
                "The example shows how it is done; it is never published as a release.",
            )
        )  # fmt: skip
    return sorted(set(problems))
