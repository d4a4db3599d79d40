"""Many counties: all of them, one edit, memory, and whether cost stays in proportion."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.counties import counties

Row = tuple[str, float, float, str]

COUNT = 58
FEW = 6
PARTS = 10
"""A tree of so many times the counties is measured by one such part of it."""
PLAIN = 8
"""Plain builds measured, half before and half after ours; one stands for all the others."""

ALL = ("build", "--all", "--sheets", "one-pagers")


def scale(root: Path, work: Path, plain: Path) -> Iterator[Row]:
    """One row a figure; ``plain`` is the tree that plain MkDocs builds."""
    tree = counties(root, work / "counties", COUNT)
    before = [_plain(plain, work / "one") for _ in range(PLAIN // 2)]
    whole, memory = _all(tree)
    after = [_plain(plain, work / "one") for _ in range(PLAIN // 2)]
    theirs = statistics.median(before + after) * COUNT
    yield f"{COUNT} counties with one-pagers / {COUNT} plain builds", whole / theirs, 0.45, "×"
    yield "memory of the largest process", memory, 150, "MB"
    own = tree / "data" / "counties" / "bench-007" / "county.yml"
    _edit(own, "The committee agreed on it.", "The committee agreed on it in spring.")
    one, _ = _all(tree)
    yield "all again after one county's edit", one, 3, "s"
    few = counties(root, work / "few", FEW)
    small, _ = _all(few)
    each = whole / (COUNT + 1) / (small / (FEW + 1))
    yield f"an edition among {COUNT + 1} / an edition among {FEW + 1}", each, 1.2, "×"
    county = tree / "site" / "counties" / "bench-001"
    yield "of a county's site written anew", 100 * _anew(county, tree / "site"), 75, "%"
    many = counties(root, work / "many", COUNT * PARTS)
    part, memory = _all(many, "--shard", f"1/{PARTS}")
    what = f"1/{PARTS} of {COUNT * PARTS} counties"
    yield f"{what} / {COUNT} counties", part / whole, 1.2, "×"
    yield f"memory of the largest process, {what}", memory, 150, "MB"
    for made in (tree, few, many):
        shutil.rmtree(made)


def _plain(tree: Path, out: Path) -> float:
    start = time.perf_counter()
    subprocess.run(
        [Path(sys.executable).with_name("mkdocs"), "build", "--strict", "-q", "-d", out],
        cwd=tree, check=True, capture_output=True, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    return time.perf_counter() - start


_MEASURED = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], capture_output=True, text=True)
took = time.perf_counter() - start
sys.stderr.write(done.stdout + done.stderr if done.returncode else "")
most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps([took, most / (1024 if sys.platform == "linux" else 1024 * 1024)]))
sys.exit(done.returncode)
"""


def _all(tree: Path, *part: str) -> tuple[float, float]:
    """Seconds and megabytes of a build of all editions; the most that one process held."""
    command = [Path(sys.executable).with_name("guidance"), *ALL, *part, "--root", tree]
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *map(str, command)],
        stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    took, memory = json.loads(done.stdout)
    return took, memory


def _edit(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")


def _anew(county: Path, around: Path) -> float:
    """The share of a county's bytes that are not the same files on disk as the site around has."""
    files = [path for path in county.rglob("*") if path.is_file()]
    shared = [
        path
        for path in files
        if (twin := around / path.relative_to(county)).is_file() and twin.samefile(path)
    ]
    assert shared
    return 1 - sum(p.stat().st_size for p in shared) / sum(p.stat().st_size for p in files)
