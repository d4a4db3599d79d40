"""How tall a text comes out, from the widths of its letters: to let Typst measure costs a layout.

An estimate only says which size to try first. Whether a sheet fits is seen on the page itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from guidance_series.text import Run

FONT = Path(__file__).parent / "fonts" / "AtkinsonHyperlegibleNext-Regular.ttf"

LINE = 1.168
"""From one line to the next, in em: the height of a capital and the leading of ``house.typ``."""


@lru_cache
def _advances() -> dict[int, float]:
    """Letter to width in em, as the font says."""
    from fontTools.ttLib import TTFont  # only where sheets are set: it is no small library

    with TTFont(FONT, lazy=True) as font:
        em, widths = font["head"].unitsPerEm, font["hmtx"].metrics
        return {letter: widths[glyph][0] / em for letter, glyph in font.getBestCmap().items()}


@lru_cache(maxsize=50_000)
def _word(word: str) -> float:
    advances = _advances()
    return sum(advances.get(ord(letter), 0.55) for letter in word)


def words(runs: Iterable[Run], end: float = 0.0) -> list[float]:
    """The widths of a text's words in em; ``end`` is the width of what clings to the last one."""
    widths = [_word(word) for word in "".join(run["t"] for run in runs).split(" ")]
    widths[-1] += end
    return widths


def lines(widths: Iterable[float], room: float) -> int:
    """How many lines words of these widths take, ``room`` em wide."""
    space = _word(" ")
    count, at = 1, -space
    for width in widths:
        at += space + width
        if at > room and at > width:
            count, at = count + 1, width
    return count
