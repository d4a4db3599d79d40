"""All editions in one run: each built and swapped on its own, so that none can spoil another."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from guidance_series.editions import FOLDER, overlay_of, slugs
from guidance_series.gather import Tree, for_release
from guidance_series.macros.site import BuildFailed, build
from guidance_series.problems import Problem, counted, errors, report


@dataclass(frozen=True)
class Outcome:
    """How one edition came out: its pages, or why there are none."""

    name: str
    pages: int = 0
    problems: tuple[Problem, ...] = ()
    reason: str = ""

    @property
    def built(self) -> bool:
        """Whether its site is the new one."""
        return self.pages > 0


def build_all(
    tree: Tree,
    out: Path,
    *,
    release: bool,
    scope: str,
    say: Callable[[str], None],
    copy_of: date | None = None,
) -> int:
    """Build the statewide edition into ``out`` and every county below it. The exit code.

    The statewide site goes first. What fails keeps its last good site; the rest is built.
    """
    counties = [slug for slug in slugs(tree.root) if not (release and _example(tree.root, slug))]
    outcomes: list[Outcome] = []
    started = time.monotonic()
    for number, slug in enumerate(["", *counties]):
        spent = time.monotonic() - started
        left = (
            f", about {spent / number * (len(counties) + 1 - number):.0f} s left" if number else ""
        )
        say(f"{number + 1} of {len(counties) + 1}: {slug or 'statewide'}{left}")
        outcomes.append(_one(tree, slug, out, release=release, scope=scope, copy_of=copy_of))
    for outcome in outcomes:
        if outcome.built:
            click.echo(f"built   {outcome.name}: {counted(outcome.pages, 'page')}")
    failed = [outcome for outcome in outcomes if not outcome.built]
    for outcome in failed:
        click.echo(f"failed  {outcome.name}: {outcome.reason} Its last site stays.")
        if outcome.problems:
            say(report(errors(outcome.problems), "text"))
    for name in _left_behind(tree.root, out):
        click.echo(
            f"kept    {name}: there is no {FOLDER}/{name} any more. Delete its site by hand."
        )
    done = len(outcomes) - len(failed)
    click.echo(f"{done} of {counted(len(outcomes), 'edition')} built in {out}.")
    return 1 if failed else 0


def _one(
    tree: Tree, slug: str, out: Path, *, release: bool, scope: str, copy_of: date | None
) -> Outcome:
    name = slug or "statewide"
    try:
        found = tree.with_sheets(slug)
        problems = for_release(found) if release else found.problems
        wrong = errors(problems)
        if slug and (shared := set(errors(tree.problems))):
            return Outcome(name, 0, tuple(set(wrong) - shared), "the statewide text has errors.")
        if wrong or found.edition is None:
            return Outcome(name, 0, tuple(wrong), f"{counted(len(wrong), 'error')}.")
        target = out / "counties" / slug if slug else out
        pages = build(
            tree.root,
            found.edition,
            target,
            _quiet,
            around=out if slug else None,
            release=release,
            scope=scope,
            copy_of=copy_of,
        )
    except BuildFailed as failed:
        return Outcome(
            name, 0, tuple(failed.problems), f"{counted(len(failed.problems), 'error')}."
        )
    except OSError as error:
        return Outcome(name, 0, (), f"a file cannot be read or written ({error.strerror}).")
    except Exception as fault:  # noqa: BLE001 - a fault of ours in one must not stop the others
        return Outcome(name, 0, (), f"a fault of the program ({type(fault).__name__}: {fault}).")
    return Outcome(name, pages)


def _quiet(_: str) -> None:
    """Say nothing about the steps of one edition among many."""


def _example(root: Path, slug: str) -> bool:
    overlay, _ = overlay_of(root, slug)
    return overlay is not None and overlay.county.example


def _left_behind(root: Path, out: Path) -> list[str]:
    """County sites whose folder is gone from the tree."""
    there = {path.name for path in (out / "counties").glob("*") if path.is_dir()}
    return sorted(name for name in there - set(slugs(root)) if not name.startswith("."))
