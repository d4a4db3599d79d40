"""Words that blame a child, or hide what is done to one, stand nowhere."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from guidance_series.checks.registry import rule
from guidance_series.load import Loaded, Series
from guidance_series.models import WordingEntry
from guidance_series.problems import Problem
from guidance_series.source import Document, Loc, read_text

UNREAD_KEYS = frozenset(
    {"id", "source", "link", "file", "lines", "note", "page", "author", "publisher"}
)
"""Keys whose values are addresses, ids, or names that others gave."""

LINES_TO_AVOID = "lines to avoid"
"""In ``allowed: where``: lines that show what not to say."""

WORDING = "data/wording.yml"

_WORD = re.compile(r"\w+")
_PART = re.compile(r"(?<![\w*])(\w+)(\*?)")


def pattern_of(written: str) -> str:
    """A pattern as written in data/wording.yml as a regular expression.

    ``*`` is any ending. A space is any white space or a hyphen; a hyphen is only a hyphen.
    """
    words = (re.escape(word).replace(r"\*", r"[\w'’]*") for word in written.split())
    return r"(?<![\w-])" + r"[\s-]+".join(words) + r"(?!\w)"


def _folded(text: str) -> str:
    """Letters as one where ``re.IGNORECASE`` takes them as one."""
    return text.replace("İ", "i").replace("ı", "i").casefold()


@dataclass(frozen=True)
class Watched:
    """One pattern of an entry of data/wording.yml, ready to look for."""

    entry: WordingEntry
    written: str

    @cached_property
    def parts(self) -> list[tuple[str, bool]]:
        """The words without which the pattern stands nowhere; True: a word's beginning."""
        return [(word, star == "*") for word, star in _PART.findall(_folded(self.written))]

    @cached_property
    def runs(self) -> list[str]:
        """The same words as they follow one another, each run up to a star or the end."""
        runs = [" "]
        for word, begins in self.parts:
            runs[-1] += word if begins else f"{word} "
            if begins:
                runs.append(" ")
        return [run for run in runs if run != " "]

    @cached_property
    def anchor(self) -> str:
        """The longest of its words."""
        return max((word for word, _ in self.parts), key=len, default="")

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled only when the pattern may stand in a text."""
        return re.compile(pattern_of(self.written), re.IGNORECASE)

    @cached_property
    def phrases(self) -> re.Pattern[str]:
        """The longer phrases in which the entry's word is right."""
        allowed = [use.phrase.split() for use in self.entry.allowed if use.phrase]
        return re.compile(
            "|".join(r"\s+".join(map(re.escape, words)) for words in allowed) or "(?!)",
            re.IGNORECASE,
        )

    def find(self, value: str) -> Iterator[re.Match[str]]:
        """Each place in ``value`` where the pattern stands outside the allowed phrases."""
        for match in self.pattern.finditer(value):
            spared = (other.span() for other in self.phrases.finditer(value))
            if not any(a <= match.start() and match.end() <= b for a, b in spared):
                yield match


@dataclass(frozen=True)
class Wordlist:
    """The words to avoid, ready to look for in many texts."""

    watched: tuple[Watched, ...]

    def possible(self, text: str) -> list[Watched]:
        """Patterns that may stand in ``text``: a quick look at its words that misses none.

        Most texts hold hardly any, and looking words up in a set is a hundred times faster than
        matching every pattern against every value.
        """
        words = _WORD.findall(_folded(text))
        known = set(words)
        in_order = sorted(known)
        in_a_row = f" {' '.join(words)} "

        def stands(part: tuple[str, bool]) -> bool:
            word, begins = part
            if word in known or not begins:
                return word in known
            at = bisect_left(in_order, word)
            return at < len(in_order) and in_order[at].startswith(word)

        return [
            watched
            for watched in self.watched
            if watched.parts
            and all(map(stands, watched.parts))
            and all(run in in_a_row for run in watched.runs)
        ]


@lru_cache(maxsize=4)
def _prepared(entries: tuple[WordingEntry, ...]) -> Wordlist:
    return Wordlist(
        tuple(Watched(entry, written) for entry in entries for written in entry.patterns)
    )


def wordlist(series: Series) -> Wordlist:
    """The words to avoid of a series."""
    return _prepared(tuple(series.wording.values()))


def find(value: str, possible: list[Watched]) -> Iterator[tuple[WordingEntry, re.Match[str]]]:
    """Each place where an entry's word stands; of patterns that overlap, the first and longest."""
    folded = _folded(value)
    near = [watched for watched in possible if watched.anchor in folded]
    if not near:
        return
    matches = [(watched.entry, match) for watched in near for match in watched.find(value)]
    reached: dict[str, int] = {}
    for entry, match in sorted(matches, key=lambda m: (m[1].start(), -m[1].end(), m[0].id)):
        if match.start() >= reached.get(entry.id, 0):
            reached[entry.id] = match.end()
            yield entry, match


def _allowed(entry: WordingEntry, names: set[str]) -> bool:
    return any(names & set(use.where) for use in entry.allowed if not use.phrase)


def _say(match: re.Match[str], entry: WordingEntry) -> tuple[str, str]:
    return (
        f"'{' '.join(match.group().split())}' stands here. {entry.why}",
        f"Write instead: {', '.join(entry.instead)}. ({WORDING}, {entry.id})",
    )


@rule("words-do-not-blame")
def words_do_not_blame(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """No word of data/wording.yml stands in a text, keyword, page or template."""
    words = wordlist(series)
    yield from in_documents(loaded.documents, words)
    yield from in_contents(*_contents(loaded.root), words)


def in_documents(documents: Mapping[str, Document], words: Wordlist) -> Iterator[Problem]:
    """What stands in files of data."""
    for path, document in documents.items():
        possible = [] if path == WORDING else words.possible(document.prose)
        unread = UNREAD_KEYS | {"title"} if path == "data/sources.yml" else UNREAD_KEYS
        for loc, value in document.scalars if possible else ():
            if loc and loc[-1] in unread:
                continue
            for entry, match in find(value, possible):
                if not _allowed(entry, _names(document, path, loc)):
                    message, hint = _say(match, entry)
                    yield document.problem(loc, "words-do-not-blame", message, hint)


def _names(document: Document, path: str, loc: Loc) -> set[str]:
    """The names by which ``allowed: where`` can mean this place."""
    names = {path, Path(path).stem, document.id_at(loc), *map(str, loc[-1:])}
    if len(loc) > 2 and loc[0] == "lines":
        line = document.data["lines"][loc[1]]
        if isinstance(line, dict) and line.get("avoid") == "true":
            names.add(LINES_TO_AVOID)
    return names


def _contents(root: Path) -> tuple[dict[str, str], list[Problem]]:
    """Pages, templates of the theme and the site's own settings, as text."""
    paths = (
        *root.glob("docs/**/*.md"),
        *root.glob("overrides/**/*.html"),
        *root.glob("mkdocs.yml"),
    )
    contents: dict[str, str] = {}
    problems: list[Problem] = []
    for path in sorted(paths):
        contents[path.relative_to(root).as_posix()], unread = read_text(root, path)
        problems += unread
    return contents, problems


def in_contents(
    contents: Mapping[str, str], unread: Iterable[Problem], words: Wordlist
) -> Iterator[Problem]:
    """What stands in texts by their files' names, and why others could not be read."""
    yield from unread
    possible = words.possible("\n".join(contents.values()))
    for name, content in contents.items():
        for entry, match in find(content, possible):
            if not _allowed(entry, {name, Path(name).stem}):
                before = content[: match.start()]
                line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
                message, hint = _say(match, entry)
                yield Problem(name, line, column, "words-do-not-blame", message, hint)


@rule("patterns-hold-a-word")
def patterns_hold_a_word(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """A pattern of data/wording.yml holds a word to look for, not stars alone."""
    for watched in wordlist(series).watched:
        if not watched.parts:
            yield loaded.problem(
                f"wording/{watched.entry.id}", ("patterns",), "patterns-hold-a-word",
                f"the pattern '{watched.written}' holds no word.",
                "Write the word itself; a * after it stands for any ending.",
            )  # fmt: skip
