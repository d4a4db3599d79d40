"""Single functions timed in a process of their own, imports and a first run left out."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path


def load_and_check(root: Path) -> float:
    """Reading and checking all files, nothing kept from before."""
    from guidance_series.checks import check
    from guidance_series.load import load

    start = time.perf_counter()
    check(load(root), date(2026, 11, 20))
    return time.perf_counter() - start


def one_more_sheet(root: Path) -> float:
    """The middle time of one sheet after the first."""
    from guidance_series.editions import statewide
    from guidance_series.handouts import one_pager
    from guidance_series.load import load

    series = load(root).series
    assert series is not None
    edition = statewide(series)
    times = []
    for guide in edition.guides.values():
        start = time.perf_counter()
        one_pager(edition, guide)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def one_pagers_of_58(root: Path) -> float:
    """The one-pagers of 58 counties, from loaded editions to pages."""
    from tempfile import TemporaryDirectory

    from bench.counties import counties
    from guidance_series.gather import Tree
    from guidance_series.handouts import shelf

    with TemporaryDirectory() as folder:
        tree = Tree(counties(root, Path(folder) / "tree", 58), date(2026, 11, 20))
        editions = [tree.edition(f"bench-{number:03}").edition for number in range(1, 59)]
        start = time.perf_counter()
        made = [
            shelf.make(edition, Path(folder) / "shelf", "one-pagers")
            for edition in editions
            if edition
        ]
        took = time.perf_counter() - start
    assert sum(sheet.fresh for sheets in made for sheet in sheets.values()) == 58 * 11
    return took


def weasyprint(page: Path) -> float:
    """WeasyPrint's time for a page as printed, after a first run."""
    from weasyprint import HTML  # type: ignore[import-untyped]

    times = []
    for _ in range(2):
        start = time.perf_counter()
        HTML(page).write_pdf()
        times.append(time.perf_counter() - start)
    return times[-1]


TIMED: dict[str, Callable[[Path], float]] = {
    "load_and_check": load_and_check,
    "one_more_sheet": one_more_sheet,
    "one_pagers_of_58": one_pagers_of_58,
    "weasyprint": weasyprint,
}

if __name__ == "__main__":
    print(json.dumps(TIMED[sys.argv[1]](Path(sys.argv[2]))))
