"""Everything that is printed: the whole set cold and warm, one more sheet, every county's one-pagers."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

Row = tuple[str, float, float, str]


def paper(root: Path, work: Path, one_more: float) -> Iterator[Row]:
    """One row a figure. ``one_more`` is the time of one more one-pager in seconds.

    What the set costs cold is taken against the same build with every sheet kept, both whole; what
    it costs warm against a build with the one-pagers alone, kept as well.
    """
    kept = root / ".cache" / "sheets"
    cold, warm, alone = [], [], []
    for _ in range(3):
        shutil.rmtree(kept, ignore_errors=True)
        cold.append(_build(root, work / "set"))
        warm.append(_build(root, work / "set"))
        alone.append(_build(root, work / "set", "--sheets", "one-pagers"))
    beyond = statistics.median(c - a for c, a in zip(cold, alone, strict=True))
    yield "all sheets and training packs made, beyond the site", beyond, 6, "s"
    more = statistics.median(w / a for w, a in zip(warm, alone, strict=True))
    yield "the whole build with everything kept / with one-pagers alone", more, 1.1, "×"
    yield "one more one-pager (goal of the whole set)", one_more * 1000, 20, "ms"


def _build(root: Path, out: Path, *words: str) -> float:
    start = time.perf_counter()
    command = [Path(sys.executable).with_name("guidance"), "build", "--root", root, "--out", out]
    subprocess.run([*command, *words], check=True, capture_output=True)
    return time.perf_counter() - start
