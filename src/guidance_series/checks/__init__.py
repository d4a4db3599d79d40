"""The house rules across files. Each rule is a small function named after what it demands."""

from __future__ import annotations

from datetime import date

from guidance_series.checks import dates, pages, references, safety, texts, versions, words
from guidance_series.checks.registry import RULES, Rule
from guidance_series.load import Loaded
from guidance_series.problems import Problem

__all__ = ["RULES", "Rule", "check"]

_MODULES = (references, safety, texts, words, pages, versions, dates)


def check(loaded: Loaded, today: date) -> list[Problem]:
    """Every problem of a tree: those met while loading, then those of each rule."""
    found = list(loaded.problems)
    for rule in RULES.values():
        found += rule.find(loaded, today)
    return sorted(set(found))
