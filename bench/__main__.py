"""``make bench``: each figure, its goal, and whether it is met. Exit 1 where one is not."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.paper import paper
from bench.plain import render
from bench.reading import reading
from bench.saving import saving_ratio
from bench.scale import scale
from bench.tenfold import tenfold
from guidance_series.editions import statewide
from guidance_series.load import load

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
ROUNDS = 5
ONE_PAGERS = ("--sheets", "one-pagers")


@dataclass(frozen=True)
class Figure:
    """What was measured, what came out, and at most what it should be."""

    what: str
    value: float
    goal: float
    unit: str = "×"

    @property
    def met(self) -> bool:
        return self.value <= self.goal

    def __str__(self) -> str:
        mark = "met " if self.met else "MISS"
        return f"{mark}  {self.value:7.2f}{self.unit:3} (at most {self.goal:g}{self.unit})  {self.what}"


def _run(*command: str | Path, cwd: Path = ROOT) -> float:
    env = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    start = time.perf_counter()
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    took = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{(done.stdout + done.stderr)[-3000:]}")
    return took


def _ratio(ours: Callable[[], float], theirs: Callable[[], float]) -> float:
    """The middle of the ratios of several rounds, both sides taken in turn."""
    return statistics.median(ours() / theirs() for _ in range(ROUNDS))


def _plain_build(plain: Path, out: Path) -> float:
    return _run(BIN / "mkdocs", "build", "--strict", "-q", "-d", out, cwd=plain)


def builds(work: Path, plain: Path) -> Iterator[Figure]:
    """The whole command, sheets made anew, and loading with checking, against a plain build."""

    def whole() -> float:
        shutil.rmtree(ROOT / ".cache" / "sheets", ignore_errors=True)
        return _run(BIN / "guidance", "build", *ONE_PAGERS, "--out", work / "site")

    def theirs() -> float:
        return _plain_build(plain, work / "plain-site")

    yield Figure(
        "guidance build (check, site, all one-pagers) / plain mkdocs build of the same pages",
        _ratio(whole, theirs), 1.5,
    )  # fmt: skip
    yield Figure(
        "load and check the whole series / plain mkdocs build",
        _ratio(lambda: _in_process("load_and_check", ROOT), theirs), 0.25,
    )  # fmt: skip


def _in_process(what: str, root: Path) -> float:
    """Seconds that a function of ``bench.timed`` reports from a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.timed", what, str(root)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(json.loads(done.stdout))


def sheets(work: Path) -> Iterator[Figure]:
    """One more sheet, alone and against WeasyPrint's time for that guide's page."""
    one = _in_process("one_more_sheet", ROOT)
    yield Figure("one more one-pager", one * 1000, 25, "ms")
    page = work / "site" / "roles" / "caregiver" / "index.html"
    theirs = _in_process("weasyprint", page)
    yield Figure("one more one-pager / WeasyPrint on that guide's page", one / theirs, 0.2)
    many = _in_process("one_pagers_of_58", ROOT)
    yield Figure("the one-pagers of 58 counties", many, 15, "s")
    yield from (Figure(*row) for row in paper(ROOT, work, one))


def growth(work: Path) -> Iterator[Figure]:
    """Ten times the guides."""
    big = work / "tenfold"
    count = tenfold(ROOT, big)

    def build(root: Path, out: Path) -> float:
        shutil.rmtree(root / ".cache" / "sheets", ignore_errors=True)
        return _run(BIN / "guidance", "build", *ONE_PAGERS, "--root", root, "--out", out)

    ratio = statistics.median(
        build(big, work / "big-site") / build(ROOT, work / "site") for _ in range(3)
    )
    yield Figure(f"guidance build of {count} guides / of {count // 10}", ratio, 10)


def main() -> int:
    """Measure everything; one line a figure."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        loaded = load(ROOT)
        if loaded.series is None:
            sys.exit("the series cannot be loaded; run guidance check")
        pages = render(ROOT, statewide(loaded.series), work / "plain")
        print(
            f"{pages} pages, {len(loaded.series.guides)} guides; {ROUNDS} rounds a ratio",
            flush=True,
        )
        for measured in (
            builds(work, work / "plain"), sheets(work), growth(work),
            (Figure(*row) for row in saving_ratio(ROOT, work)),
            (Figure(*row) for row in reading(work / "site")),
            (Figure(*row) for row in scale(ROOT, work, work / "plain")),
        ):  # fmt: skip
            for figure in measured:
                print(figure, flush=True)
                figures.append(figure)
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
