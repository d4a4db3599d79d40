"""One value for everything that can be wrong, and three ways to print it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong, where, and what to do. Lines and columns count from 1."""

    path: str
    line: int
    column: int
    rule: str
    message: str
    hint: str = ""
    id: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        head = f"{self.path}:{self.line}:{self.column}: {self.severity} {self.id or self.rule}"
        shown = visible(f"{head}: {self.message}")
        return shown + (f"\n    {visible(self.hint)}" if self.hint else "")

    def as_annotation(self) -> str:
        """The problem as a GitHub Actions annotation on its line."""
        text = visible(f"{self.message} {self.hint}".strip()).replace("%", "%25")
        place = f"file={_property(self.path)},line={self.line},col={self.column}"
        return f"::{self.severity} {place},title={_property(self.id or self.rule)}::{text}"


def _property(value: str) -> str:
    value = visible(value).replace("%", "%25")
    return value.replace(":", "%3A").replace(",", "%2C")


def visible(text: str) -> str:
    """What a writer typed must not move or turn the report: control characters show as their numbers."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c == "\xa0" else c.encode("unicode_escape").decode() for c in text
    )


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Only those that make a check fail."""
    return [problem for problem in problems if problem.severity == "error"]


def counted(number: int, noun: str) -> str:
    """``1 error``, ``2 errors``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def report(problems: Sequence[Problem], how: str, most: int = 200) -> str:
    """All problems in one text, sorted by place: text, json or github.

    The text form shows the first ``most`` and then counts the rest by file, so that ten thousand
    problems are still one report a person can read; json and github hold them all.
    """
    ordered = sorted(problems)
    if how == "json":
        return json.dumps([asdict(problem) for problem in ordered], indent=1)
    if how == "github":
        return "\n".join(problem.as_annotation() for problem in ordered)
    lines = [str(problem) for problem in ordered[:most]]
    rest = ordered[most:]
    if rest:
        by_file: dict[str, int] = {}
        for problem in rest:
            by_file[problem.path] = by_file.get(problem.path, 0) + 1
        lines.append(f"... and {counted(len(rest), 'more problem')}:")
        lines += [f"    {path}: {number:,}" for path, number in sorted(by_file.items())]
    return "\n".join(lines)


def nearest(word: str, known: Iterable[str]) -> str:
    """``Did you mean 'courts'?`` where something known is close to the word, else nothing."""
    # Comparing is slow; who mistypes a word rarely misses both ends, or half of it.
    likely = [
        other
        for other in known
        if (other[:1] == word[:1] or other[-1:] == word[-1:])
        and abs(len(other) - len(word)) <= 0.6 * len(word)
    ]
    close = get_close_matches(word, sorted(likely), n=1, cutoff=0.6)
    return f"Did you mean '{close[0]}'?" if close else ""
