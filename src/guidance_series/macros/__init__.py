"""The only module that knows MkDocs: an Edition to pages.

``mkdocs.yml`` names this module under ``modules:``. It keeps to the part of the macros plugin's
``env`` that Zensical offers too (conf, macro, page, project_dir).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import click

from guidance_series import packs
from guidance_series.editions import Edition
from guidance_series.gather import Tree, UnknownCounty
from guidance_series.handouts import shelf
from guidance_series.macros.dress import dress
from guidance_series.macros.pages import MACROS, Pages
from guidance_series.macros.policy import protect
from guidance_series.macros.publish import compact, publish, publish_packs
from guidance_series.macros.slim import slim
from guidance_series.problems import counted, errors, report
from guidance_series.training import names


@dataclass
class Work:
    """An edition on its way to a site; its sheets are made in a thread while the pages are built.

    ``up`` leads from its home page to all counties. ``scope`` says which sheets it has
    (``handouts.sheets``), for which ``paper`` of ``handouts.parts``; ``taught``, whether it has
    training packs. ``say`` hears of each sheet. ``finished`` holds the HTML that macros wrote into the page at hand.
    """

    root: Path
    edition: Edition
    up: str = ""
    scope: str = "all"
    paper: str = "letter"
    taught: bool = False
    say: Callable[[str], None] = lambda _: None
    finished: list[str] = field(default_factory=list)
    _sheets: Future[dict[str, shelf.Made]] | None = None
    _packs: Future[list[packs.Made]] | None = None

    def start(self) -> None:
        """Begin to make the sheets, and after them the training packs."""
        if self._sheets is None:
            pool = ThreadPoolExecutor(1)
            self._sheets = pool.submit(
                shelf.make, self.edition, self.root / shelf.SHELF, self.scope,
                paper=self.paper, told=self._tell,
            )  # fmt: skip
            wanted = names(self.edition) if self.taught else ()
            if wanted:
                self._packs = pool.submit(packs.make, self.edition, wanted, self.root / shelf.SHELF)
            pool.shutdown(wait=False)

    def _tell(self, made: shelf.Made) -> None:
        self.say(f"sheet {made.sheet.name}: {'made' if made.fresh else 'kept'}")

    def sheets(self) -> dict[str, shelf.Made]:
        """The finished sheets. Raises ``shelf.SheetsFail``."""
        self.start()
        assert self._sheets is not None  # noqa: S101 - for the type checker
        return self._sheets.result()

    def packs(self) -> list[packs.Made]:
        """The finished files of the training packs. Raises ``shelf.SheetsFail``."""
        self.start()
        return self._packs.result() if self._packs else []


_prepared: dict[Path, Work] = {}
"""What the command has loaded and checked before the build started."""


def prepare(work: Work) -> None:
    """Build the work's tree from its edition, which has been checked."""
    _prepared[work.root] = work


@lru_cache(maxsize=4)
def _from_files(root: Path, slug: str) -> Work:
    """An edition, with all its sheets, for a plain ``mkdocs build`` or Zensical. Refused if it has errors."""
    tree = Tree(root, date.today())
    try:
        found = tree.edition(tree.slug(slug))
    except UnknownCounty as unknown:
        raise click.ClickException(f"OPEN_DOOR_EDITION: {unknown}") from None
    wrong = errors(found.problems)
    if wrong or found.edition is None:
        raise click.ClickException(
            f"{counted(len(wrong), 'error')} in the series; nothing is built.\n{report(wrong, 'text')}"
        )
    return Work(root, found.edition, taught=not found.edition.is_local)


def _work(env: Any) -> Work:
    root = Path(env.project_dir)
    if root in _prepared:
        return _prepared[root]
    slug = (env.conf.get("extra") or {}).get("edition") or ""
    return _from_files(root, str(slug))


def define_env(env: Any) -> None:
    """Give the pages their macros. Called by the macros plugin, once per build or per page."""
    work = _work(env)
    work.start()
    if work.edition.is_local:
        dress(env.conf, work.edition, work.up)
    pages = Pages(work.edition, env, work.scope, work.paper, work.finished, taught=work.taught)
    for name, description in MACROS.items():
        env.macro(description.bound_to(pages), name)


def on_post_build(env: Any) -> None:
    """Add sheets, data and content policy to a site that MkDocs has just written, and slim it.

    Not for a preview, whose pages run a script of the server's, nor for a copy that opens from a
    folder, whose search needs one inside the page.
    """
    extra, site, work = env.conf["extra"], Path(env.conf["site_dir"]), _work(env)
    leave_to = str(extra.get("leave_to", ""))
    publish(work.edition, site, work.sheets(), leave_to)
    publish_packs(work.edition, site, work.packs(), leave_to)
    if not (extra.get("preview") or extra.get("copy_made")):
        compact(site)
        slim(site)
        protect(site, headers=not work.up)
