"""The house rules over one county's folder: the same as over the statewide text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

from guidance_series.checks import RULES, words
from guidance_series.checks.texts import wrong
from guidance_series.editions.county import added
from guidance_series.editions.overlay import FOLDER, Overlay
from guidance_series.load import STATEMENTS, Loaded, Series
from guidance_series.models import Practice, numbers
from guidance_series.problems import Problem, nearest
from guidance_series.source import Loc
from guidance_series.text import inside, links

SAME = (
    "texts-are-light-markdown",
    "references-lead-somewhere",
    "must-rests-on-law",
    "lines-lie-in-the-source",
)
"""Rules that look at a county's file as at any other."""

_SLOT = re.compile(
    r"(?i)\b(?:todo|tbd|tbc|fixme|xxx+|lorem ipsum|fill (?:this |me )?in|your county here)\b"
    r"|_{3,}|\[(?:name|number|date|county|phone|email|link)[^\]]*\](?!\()"
)
_INVENTED = re.compile(r"\b555[-. ]?01\d\d\b|(?i:\bexample\.(?:com|org|net)\b)")
_DIALED = re.compile(
    r"(?<!\d)(?:\+?1[\s.-]?)?\(?\d{3}\)?[\s.\-–]{0,2}\d{3}[\s.\-–]?\d{4}(?!\d)"
    r"|(?<![\d(-])(?:[2-9]11|988)(?![\d)-])"
    r"|(?<![\d-])\d{5,6}(?![\d-])"
)
"""A number with its area code, one of three digits that works everywhere, or one to text."""


def overlay_problems(loaded: Loaded, overlay: Overlay, today: date) -> list[Problem]:
    """Everything wrong with a county's words, addresses, references and dates."""
    series = loaded.series
    if series is None:
        return []
    own = _as_loaded(loaded, series, overlay)
    found = [problem for name in SAME for problem in RULES[name].find(own, today)]
    listed = words.wordlist(series)
    found += words.in_documents(own.documents, listed)
    names = {
        f"{FOLDER}/{overlay.slug}/pages/{page.name}.md": page for page in overlay.pages.values()
    }
    contents = {name: f"# {page.title}\n{page.text}" for name, page in names.items()}
    found += words.in_contents(contents, (), listed)
    for name, content in contents.items():
        found += _page(name, content, lambda page: _stands(loaded.root, overlay, page))
    for check in (_facts, _additions, _dates, _adoptions, _slots):
        found += check(series, overlay, today)
    return found


def _as_loaded(loaded: Loaded, series: Series, overlay: Overlay) -> Loaded:
    """The county's file as the rules take it: its additions alone, with their places."""
    path = overlay.document.path
    own: dict[str, list[Practice]] = {group: [] for group in STATEMENTS}
    places: dict[str, tuple[str, Loc]] = {}
    for group, loc, statement in added(overlay):
        own[group].append(statement)
        places[statement.id] = (path, loc)
    everyone = series.everyone.model_copy(update={g: tuple(list) for g, list in own.items()})
    return Loaded(
        loaded.root,
        series=replace(series, everyone=everyone, guides=MappingProxyType({})),
        documents={path: overlay.document},
        ids=loaded.ids,
        places=places,
    )


def _stands(root: Path, overlay: Overlay, page: str) -> bool:
    """Whether the county's site has a page of this address, such as ``roles/courts``."""
    folder, _, own = page.partition("/")
    if folder == "local" and own:
        return own in overlay.pages
    docs = root / "docs"
    return (docs / f"{page or 'index'}.md").is_file() or (docs / page / "index.md").is_file()


def _page(name: str, content: str, stands: Callable[[str], bool]) -> Iterator[Problem]:
    level = 1
    for number, line in enumerate(content.splitlines(), 1):
        for message, hint in wrong(line, pages=True):
            yield Problem(name, number, 1, "texts-are-light-markdown", message, hint)
        for link in links(line):
            if (target := inside(link)) and not stands(target[0]):
                yield Problem(
                    name, number, 1, "links-lead-somewhere", f"there is no page '{link[:60]}' here.",
                    "Open the page and write its address from the slash after the site's own on, "
                    "such as /roles/caregiver/ or /local/our-protocol/.",
                )  # fmt: skip
        heading = re.match(r"(#+) ", line)
        if heading and number > 1:
            deep = len(heading[1])
            if deep == 1 or deep > level + 1:
                yield Problem(
                    name, number, 1, "headings-in-order",
                    f"a heading of level {deep} follows one of level {level}."
                    if deep > 1 else "a second title stands here.",
                    f"Write {'#' * min(level + 1, 6)} before it, so that no step is left out.",
                )  # fmt: skip
            level = deep


def _warning(problem: Problem) -> Problem:
    return replace(problem, severity="warning")


def _facts(series: Series, overlay: Overlay, today: date) -> Iterator[Problem]:
    for id, fact in series.facts.items():
        given = overlay.county.facts.get(id)
        if given is None or given.value is None:
            continue
        at: Loc = ("facts", id, "value")
        if fact.kind == "link" and not re.match(r"https://\S+$", given.value):
            yield overlay.document.problem(
                at, "facts-fit-their-kind", f"'{fact.label}' is no address: '{given.value[:60]}'.",
                "Write the whole address, from https:// on.", id=id,
            )  # fmt: skip
        elif fact.kind == "email" and not re.search(r"\S+@\S+\.\S+|https://\S+", given.value):
            yield _warning(
                overlay.document.problem(
                    at, "facts-fit-their-kind", f"'{fact.label}' holds no email address.",
                    "Write a mailbox that somebody reads, such as opendoor@county.gov.", id=id,
                )
            )  # fmt: skip
        elif fact.kind == "phone" and not _DIALED.search(given.value):
            yield _warning(
                overlay.document.problem(
                    at, "facts-fit-their-kind", f"'{fact.label}' holds no number to call.",
                    "Write the whole number in digits with its area code, then the hours if there are any.",
                    id=id,
                )
            )  # fmt: skip


def _additions(series: Series, overlay: Overlay, today: date) -> Iterator[Problem]:
    for _, loc, own in added(overlay):
        if isinstance(own, Practice) and own.strength == "must" and not own.sources:
            yield overlay.document.problem(
                (*loc, "strength"), "must-rests-on-law",
                "strength is must, but the addition rests on no source.",
                "Name the law or policy it rests on, or write strength: should.",
            )  # fmt: skip
        if not own.because:
            yield _warning(
                overlay.document.problem(
                    loc, "differences-have-reasons",
                    f"nobody has said why {own.id} is added.",
                    "Add because: with the committee's reason; readers see it.",
                )
            )  # fmt: skip


def _dates(series: Series, overlay: Overlay, today: date) -> Iterator[Problem]:
    for loc, value in overlay.document.by_key.get("on", ()):
        if value.strip() > today.isoformat() and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
            yield overlay.document.problem(
                loc, "no-date-lies-ahead", f"{_around(loc)}: the day {value} has not come yet.",
                "Write the day on which it was done.",
            )  # fmt: skip


def _around(loc: Loc) -> str:
    """The key under which the entry at ``loc`` stands."""
    return next((step for step in reversed(loc[:-1]) if isinstance(step, str)), "")


def _adoptions(series: Series, overlay: Overlay, today: date) -> Iterator[Problem]:
    for loc, adoption in overlay.placed(overlay.county.adoptions, "adoptions"):
        guide = series.guides.get(adoption.guide)
        if guide is None:
            continue
        known = sorted({change.version for change in guide.changes} | {guide.version})
        yet = " yet" if numbers(adoption.version) > numbers(guide.version) else ""
        short = adoption.version not in known and f"{adoption.version}.0" in known
        if yet or short:
            meant = f"Did you mean '{adoption.version}.0'?" if short else ""
            yield overlay.document.problem(
                (*loc, "version"), "adopted-versions-exist",
                f"{adoption.guide} has no version {adoption.version}{yet}; it stands at {guide.version}.",
                meant or nearest(adoption.version, known)
                or "Write the version that the committee had before it.",
            )  # fmt: skip


def _slots(series: Series, overlay: Overlay, today: date) -> Iterator[Problem]:
    """Words that hold a place, and invented numbers outside an invented county."""
    for loc, value in overlay.document.scalars:
        if loc and loc[-1] in ("was", "note", "id"):
            continue
        found = _SLOT.search(value)
        if not found and not overlay.county.example:
            found = _INVENTED.search(value)
        if found:
            yield _warning(
                overlay.document.problem(
                    loc, "placeholders-are-filled", f"'{found.group()[:40]}' only holds a place.",
                    "Write what belongs there, or leave it empty: then a line to write on is printed.",
                )
            )  # fmt: skip
    for page in overlay.pages.values():
        path = f"{FOLDER}/{overlay.slug}/pages/{page.name}.md"
        for number, line in enumerate(f"# {page.title}\n{page.text}".splitlines(), 1):
            if found := _SLOT.search(line):
                yield _warning(
                    Problem(
                        path, number, 1, "placeholders-are-filled",
                        f"'{found.group()[:40]}' only holds a place.", "Write what belongs there.",
                    )
                )  # fmt: skip
