"""The one list of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from guidance_series.load import Loaded, Series
from guidance_series.problems import Problem

Finder = Callable[[Loaded, Series, date], Iterator[Problem]]


@dataclass(frozen=True)
class Rule:
    """A rule: its name, what it demands, and what finds what breaks it."""

    name: str
    demands: str
    finder: Finder

    def find(self, loaded: Loaded, today: date) -> list[Problem]:
        """What breaks the rule. Nothing is found in a series that could not be loaded."""
        return [] if loaded.series is None else list(self.finder(loaded, loaded.series, today))


RULES: dict[str, Rule] = {}


def rule(name: str) -> Callable[[Finder], Finder]:
    """Enter a finder in the list; its docstring says what the rule demands."""

    def enter(finder: Finder) -> Finder:
        RULES[name] = Rule(name, (finder.__doc__ or "").strip(), finder)
        return finder

    return enter
