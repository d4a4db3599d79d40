"""Words that blame a child, or hide what is done to one, stand nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from guidance_series.checks.registry import rule
from guidance_series.load import Loaded, Series
from guidance_series.models import WordingEntry
from guidance_series.problems import Problem
from guidance_series.source import Document, Loc

UNREAD_KEYS = frozenset({"id", "source", "link", "file", "lines", "note", "page", "author",
                         "publisher", "title"})  # fmt: skip
"""Keys whose values are addresses, ids or titles of documents in data/sources.yml."""

LINES_TO_AVOID = "lines to avoid"
"""In ``allowed: where``: lines that show what not to say."""

PAGE_FOLDERS = (("docs", "*.md"), ("overrides", "*.html"))


def pattern_of(written: str) -> str:
    """A pattern as written in data/wording.yml as a regular expression: ``*`` is any ending."""
    words = (re.escape(word).replace(r"\*", r"[\w'’]*") for word in written.split())
    return r"(?<![\w-])" + r"[\s-]+".join(words) + r"(?![\w])"


@dataclass(frozen=True)
class Watched:
    """An entry of data/wording.yml, ready to look for."""

    entry: WordingEntry
    literals: tuple[tuple[str, ...], ...]
    """For each pattern, what stands between its stars, hyphens as spaces, in lower case."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """All of the entry's patterns; compiled only when one may stand in a text."""
        return re.compile("|".join(map(pattern_of, self.entry.patterns)), re.I)

    @cached_property
    def phrases(self) -> re.Pattern[str]:
        """The longer phrases in which the word is right."""
        allowed = [re.escape(use.phrase) for use in self.entry.allowed if use.phrase]
        return re.compile("|".join(allowed) or r"(?!)", re.I)

    def find(self, value: str) -> Iterator[re.Match[str]]:
        """Each place in ``value`` where the word stands outside its allowed phrases."""
        for match in self.pattern.finditer(value):
            spared = (other.span() for other in self.phrases.finditer(value))
            if not any(a <= match.start() and match.end() <= b for a, b in spared):
                yield match


@dataclass(frozen=True)
class Wordlist:
    """The words to avoid, ready to look for in many texts."""

    watched: tuple[Watched, ...]

    def possible(self, text: str) -> list[Watched]:
        """Entries that may stand in ``text``: a quick look that misses none.

        Most files hold none of the words. Looking for a pattern's literal parts is a hundred times
        faster than matching every pattern against every value.
        """
        lowered = " ".join(text.lower().replace("-", " ").split())
        return [
            watched
            for watched in self.watched
            if any(all(part in lowered for part in parts) for parts in watched.literals)
        ]


@lru_cache(maxsize=4)
def _prepared(entries: tuple[WordingEntry, ...]) -> Wordlist:
    return Wordlist(
        tuple(
            Watched(
                entry,
                tuple(
                    tuple(part.strip() for part in pattern.lower().replace("-", " ").split("*"))
                    for pattern in entry.patterns
                ),
            )
            for entry in entries
        )
    )


def wordlist(series: Series) -> Wordlist:
    """The words to avoid of a series."""
    return _prepared(tuple(series.wording.values()))


def _found(value: str, possible: list[Watched]) -> Iterator[tuple[Watched, re.Match[str]]]:
    return ((watched, match) for watched in possible for match in watched.find(value))


def _allowed(entry: WordingEntry, names: set[str]) -> bool:
    return any(names & set(use.where) for use in entry.allowed if not use.phrase)


def _say(match: re.Match[str], entry: WordingEntry) -> tuple[str, str]:
    return (
        f"'{match.group()}' stands here. {entry.why}",
        f"Write instead: {', '.join(entry.instead)}. (data/wording.yml, {entry.id})",
    )


@rule("words-do-not-blame")
def words_do_not_blame(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """No word of data/wording.yml stands in a text, keyword, page or template."""
    words = wordlist(series)
    for path, document in loaded.documents.items():
        entries = () if path == "data/wording.yml" else words.possible(document.text)
        if not entries:
            continue
        for loc, value in document.scalars:
            if loc[-1] in UNREAD_KEYS and (loc[-1] != "title" or path == "data/sources.yml"):
                continue
            for watched, match in _found(value, entries):
                if not _allowed(watched.entry, _names(document, path, loc)):
                    message, hint = _say(match, watched.entry)
                    yield document.problem(loc, "words-do-not-blame", message, hint)
    for folder, glob in PAGE_FOLDERS:
        for file in sorted((loaded.root / folder).rglob(glob)):
            yield from _in_page(loaded.root, file, words)


def _names(document: Document, path: str, loc: Loc) -> set[str]:
    """The names by which ``allowed: where`` can mean this place."""
    names = {path, Path(path).stem, document.id_at(loc), str(loc[-1])}
    if len(loc) > 1 and loc[0] == "lines" and isinstance(loc[1], int):
        if document.data["lines"][loc[1]].get("avoid") == "true":
            names.add(LINES_TO_AVOID)
    return names


def _in_page(root: Path, file: Path, words: Wordlist) -> Iterator[Problem]:
    name = file.relative_to(root).as_posix()
    try:
        content = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        yield Problem(
            name, 1, 1, "file", "the page cannot be read as UTF-8 text.",
            "Save it as UTF-8, and check that it may be read.",
        )  # fmt: skip
        return
    entries = words.possible(content)
    for number, line in enumerate(content.splitlines() if entries else (), 1):
        for watched, match in _found(line, entries):
            if not _allowed(watched.entry, {name, file.stem}):
                message, hint = _say(match, watched.entry)
                yield Problem(name, number, match.start() + 1, "words-do-not-blame", message, hint)


