"""The only module that knows MkDocs: an Edition to pages.

``mkdocs.yml`` names this module under ``modules:``. It keeps to the part of the macros plugin's
``env`` that Zensical offers too (conf, macro, page, project_dir).
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import click

from guidance_series.checks import check
from guidance_series.editions import Edition, statewide
from guidance_series.load import load
from guidance_series.macros.pages import MACROS, Pages
from guidance_series.macros.publish import publish
from guidance_series.problems import counted, errors, report

_prepared: dict[Path, Edition] = {}
"""Editions that the command has loaded and checked before the build started."""


def prepare(root: Path, edition: Edition) -> None:
    """Build ``root`` from this edition, which has been checked."""
    _prepared[root] = edition


@lru_cache(maxsize=4)
def _from_files(root: Path) -> Edition:
    """The statewide edition, for a plain ``mkdocs build`` or Zensical. Refused if it has errors."""
    loaded = load(root)
    wrong = errors(check(loaded, date.today()))
    if wrong or loaded.series is None:
        raise click.ClickException(
            f"{counted(len(wrong), 'error')} in the series; nothing is built.\n{report(wrong, 'text')}"
        )
    return statewide(loaded.series)


def define_env(env: Any) -> None:
    """Give the pages their macros. Called by the macros plugin, once per build or per page."""
    root = Path(env.project_dir)
    pages = Pages(_prepared.get(root) or _from_files(root), env)
    for name, description in MACROS.items():
        env.macro(description.bound_to(pages), name)


def on_post_build(env: Any) -> None:
    """Add the sheets and the data to a site that MkDocs has just written."""
    root = Path(env.project_dir)
    publish(_prepared.get(root) or _from_files(root), root, Path(env.conf["site_dir"]))
