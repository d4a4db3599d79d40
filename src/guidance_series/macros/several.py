"""All editions in one run: each built and swapped on its own, so that none can spoil another."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import date
from multiprocessing import connection, get_context, parent_process
from pathlib import Path

import click

from guidance_series.editions import FOLDER, overlay_of, slugs
from guidance_series.gather import Tree, for_release
from guidance_series.macros import picker
from guidance_series.macros.site import BuildFailed, build
from guidance_series.macros.standing import Records
from guidance_series.problems import Problem, counted, errors, report

STATEWIDE = "statewide"

_ENDED = "the process that built it was ended from outside."

_BATCH = 40
"""Editions that a process builds before a fresh one takes its place. Not ``max_tasks_per_child``, with
which a pool can wait for ever (CPython issue 115634)."""

_FRUGAL = {"MALLOC_ARENA_MAX": "1", "MALLOC_MMAP_THRESHOLD_": "131072"}
"""Settings of the C library (glibc), read when a worker starts: texts as large as a page go back to
the machine when nobody needs them. Without them a worker takes half as much again."""


@dataclass(frozen=True)
class Order:
    """What is built, and how: the same for every edition of a run, and sent to every worker."""

    root: Path
    today: date
    out: Path
    release: bool = False
    scope: str = "all"
    copy_of: date | None = None
    paper: str = "letter"

    @property
    def how(self) -> str:
        """The choices that shape a site, in words."""
        return f"{self.release} {self.scope} {self.copy_of} {self.paper}"


@dataclass(frozen=True)
class Outcome:
    """How one edition came out: its pages, or why there are none; ``kept`` if it was right as it stood."""

    slug: str
    pages: int = 0
    problems: tuple[Problem, ...] = ()
    reason: str = ""
    kept: bool = False

    @property
    def name(self) -> str:
        """The edition as a command names it."""
        return self.slug or STATEWIDE

    @property
    def right(self) -> bool:
        """Whether its site is what the files say."""
        return self.kept or self.pages > 0

    @property
    def became(self) -> str:
        """What has become of it, in one word."""
        return "kept" if self.kept else "built" if self.pages else "failed"


def build_all(
    order: Order,
    *,
    say: Callable[[str], None],
    shard: tuple[int, int] = (1, 1),
    workers: int | None = None,
) -> int:
    """Build the statewide site and every county's below it. The exit code.

    ``shard``: only the first of the second number of parts, counted from 1, for one machine of
    several; every such part is the same wherever it is built.

    The statewide site goes first, the counties side by side in ``workers`` processes (one for each
    core). What nothing has touched since it was built is kept. What fails keeps its last good site;
    the rest is built.
    """
    # The digests first: what is saved while the files are read must count as a change.
    records = Records(order.root, order.out, order.how)
    tree = Tree(order.root, order.today)
    counties = [s for s in slugs(tree.root) if not (order.release and _example(tree.root, s))]
    number, of = shard
    every = ["", *counties][number - 1 :: of]
    outcomes: dict[str, Outcome] = {}
    started = time.monotonic()
    made = 0
    for outcome in _outcomes(tree, order, records, every, workers or os.cpu_count() or 1):
        outcomes[outcome.slug] = outcome
        made += not outcome.kept
        left = (time.monotonic() - started) / max(made, 1) * (len(every) - len(outcomes))
        more = f", at most {left:.0f} s left" if made and len(outcomes) < len(every) else ""
        say(f"{len(outcomes)} of {len(every)}: {outcome.name} {outcome.became}{more}")
    order.out.mkdir(parents=True, exist_ok=True)  # a part of no edition is a part too
    picker.fill(order.out)
    if "" in outcomes and outcomes[""].right:
        records.keep("", records.files(""), _says(records, tree))
    return _told([outcomes[slug] for slug in every], order, say)


def _says(records: Records, tree: Tree) -> str:
    edition = tree.edition("").edition
    return records.says(edition) if edition else ""


def _outcomes(
    tree: Tree, order: Order, records: Records, every: Sequence[str], workers: int
) -> Iterator[Outcome]:
    """Each edition's outcome as soon as it is known."""
    touched = []
    for slug in every:
        record = None if order.release else records.of(slug)
        if record and record.files == records.files(slug):
            yield Outcome(slug, kept=True)
        else:
            touched.append(slug)
    if len(touched) < 2 or workers < 2 or errors(tree.problems):
        yield from map(Worker(tree, order, records).outcome, touched)
        return
    for name, value in _FRUGAL.items():
        os.environ.setdefault(name, value)
    counties = [slug for slug in touched if slug]
    statewide = touched[: len(touched) - len(counties)]
    size = _BATCH * workers
    for at in range(0, len(counties), size):
        groups = [[] if at else statewide, counties[at : at + size]]
        yield from side_by_side(_outcome, groups, workers, _begin, order)


def side_by_side(
    work: Callable[[str], Outcome],
    groups: Sequence[Sequence[str]],
    workers: int,
    begin: Callable[[Order], None],
    order: Order,
) -> Iterator[Outcome]:
    """The outcomes of many editions from processes of their own, also where one of those is killed.

    A group begins when the one before it is done.
    """
    # A process forked after Typst has run hangs.
    with ProcessPoolExecutor(workers, get_context("spawn"), begin, (order,)) as pool:
        for slugs in groups:
            running = {}
            for slug in slugs:
                try:
                    running[pool.submit(work, slug)] = slug
                except BrokenProcessPool:
                    yield Outcome(slug, reason=_ENDED)
            for done in as_completed(running):
                try:
                    yield done.result()
                except BrokenProcessPool:
                    yield Outcome(running[done], reason=_ENDED)


class Worker:
    """Builds one edition after the other from a tree that is read once."""

    def __init__(self, tree: Tree, order: Order, records: Records) -> None:
        self._tree = tree
        self._order = order
        self._records = records

    def outcome(self, slug: str) -> Outcome:
        """Build an edition, unless its site already says what its files say."""
        try:
            return self._built(slug)
        except BuildFailed as failed:
            problems = failed.problems
            if any(problem.rule == "sheets-fit" for problem in problems):
                problems = errors(self._tree.with_sheets(slug).problems) or problems
            return Outcome(slug, 0, tuple(problems), f"{counted(len(problems), 'error')}.")
        except OSError as error:
            return Outcome(slug, 0, (), f"a file cannot be read or written ({error.strerror}).")
        except Exception as fault:  # noqa: BLE001 - a fault of ours in one must not stop the others
            return Outcome(
                slug, 0, (), f"a fault of the program ({type(fault).__name__}: {fault})."
            )
        finally:
            gc.collect()

    def _built(self, slug: str) -> Outcome:
        order, tree = self._order, self._tree
        files = self._records.files(slug)
        found = tree.edition(slug)
        problems = for_release(found) if order.release else found.problems
        wrong = errors(problems)
        if slug and (shared := set(errors(tree.problems))):
            own = tuple(problem for problem in wrong if problem not in shared)
            return Outcome(slug, 0, own, "the statewide text has errors.")
        if wrong or found.edition is None:
            return Outcome(slug, 0, tuple(wrong), f"{counted(len(wrong), 'error')}.")
        says = self._records.says(found.edition)
        record = self._records.of(slug)
        if record and record.says == says:
            self._records.keep(slug, files, says)
            return Outcome(slug, kept=True)
        pages = build(
            order.root,
            found.edition,
            self._records.site(slug),
            _quiet,
            around=order.out if slug else None,
            listed=False,
            release=order.release,
            scope=order.scope,
            copy_of=order.copy_of,
            paper=order.paper,
        )
        self._records.keep(slug, files, says)
        return Outcome(slug, pages)


_worker: list[Worker] = []
"""The one of this process."""


def _begin(order: Order) -> None:
    """Read the tree once in a new process, which ends when the one that started it does."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    records = Records(order.root, order.out, order.how)
    tree = Tree(order.root, order.today)
    for document in tree.loaded.documents.values():
        document.lighten()
    _worker.append(Worker(tree, order, records))
    gc.freeze()  # the tree stays; what an edition leaves behind is then found quickly


def _end_with_parent() -> None:
    if parent := parent_process():
        connection.wait([parent.sentinel])
        os._exit(1)


def _outcome(slug: str) -> Outcome:
    return _worker[0].outcome(slug)


def _told(outcomes: Sequence[Outcome], order: Order, say: Callable[[str], None]) -> int:
    """Sum up a run. The exit code."""
    for outcome in outcomes:
        if outcome.pages:
            click.echo(f"built   {outcome.name}: {counted(outcome.pages, 'page')}")
    kept = [outcome for outcome in outcomes if outcome.kept]
    if kept:
        click.echo(f"kept    {counted(len(kept), 'edition')}: nothing in them has changed.")
    failed = [outcome for outcome in outcomes if not outcome.right]
    for outcome in failed:
        click.echo(f"failed  {outcome.name}: {outcome.reason} Its last site stays.")
        if outcome.problems:
            say(report(list(outcome.problems), "text"))
    for name in _left_behind(order.root, order.out):
        click.echo(
            f"alone   {name}: there is no {FOLDER}/{name} any more. Delete its site by hand."
        )
    right = len(outcomes) - len(failed)
    click.echo(f"{right} of {counted(len(outcomes), 'edition')} up to date in {order.out}.")
    return 1 if failed else 0


def _quiet(_: str) -> None:
    """Say nothing about the steps of one edition among many."""


def _example(root: Path, slug: str) -> bool:
    overlay, _ = overlay_of(root, slug)
    return overlay is not None and overlay.county.example


def _left_behind(root: Path, out: Path) -> list[str]:
    """County sites whose folder is gone from the tree."""
    there = {path.name for path in (out / "counties").glob("*") if path.is_dir()}
    return sorted(name for name in there - set(slugs(root)) if not name.startswith("."))
