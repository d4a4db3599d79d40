"""How tall a text comes out, from the widths of its letters: to let Typst measure costs a layout.

An estimate only says which size to try first. Whether a sheet fits is seen on the page itself.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from guidance_series.text import Run

FONT = Path(__file__).parent / "fonts" / "AtkinsonHyperlegibleNext-Regular.ttf"

LINE = 1.168
"""From one line to the next, in em: the height of a capital and the leading of ``house.typ``."""


@lru_cache
def _advances() -> dict[int, float]:
    """Letter to width in em, from the font's own tables (``cmap`` of format 4, ``hmtx``)."""
    font = FONT.read_bytes()
    tables = {}
    for place in range(12, 12 + 16 * struct.unpack_from(">H", font, 4)[0], 16):
        name, _, start, _ = struct.unpack_from(">4sLLL", font, place)
        tables[name] = start
    em: int = struct.unpack_from(">H", font, tables[b"head"] + 18)[0]
    measured: int = struct.unpack_from(">H", font, tables[b"hhea"] + 34)[0]
    cmap = tables[b"cmap"]
    for place in range(cmap + 4, cmap + 4 + 8 * struct.unpack_from(">H", font, cmap + 2)[0], 8):
        at = cmap + struct.unpack_from(">L", font, place + 4)[0]
        if struct.unpack_from(">H", font, at)[0] == 4:
            break
    else:
        return {}
    double: int = struct.unpack_from(">H", font, at + 6)[0]
    found = {}
    for n in range(double // 2):
        last, first, delta, shift = (
            struct.unpack_from(">H", font, at + 14 + part * double + (2 if part else 0) + 2 * n)[0]
            for part in range(4)
        )
        for letter in range(first, min(last, 0xFFFE) + 1):
            glyph = letter + delta
            if shift:
                where = at + 16 + 3 * double + 2 * n + shift + 2 * (letter - first)
                glyph = struct.unpack_from(">H", font, where)[0] + delta
            index = min(glyph & 0xFFFF, measured - 1)
            found[letter] = struct.unpack_from(">H", font, tables[b"hmtx"] + 4 * index)[0] / em
    return found


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
