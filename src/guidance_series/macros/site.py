"""Builds and previews a site: MkDocs in a folder of its own, then one swap."""

from __future__ import annotations

import filecmp
import logging
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from guidance_series.editions import Edition, overlay_of
from guidance_series.handouts import DoesNotFit, Unprintable
from guidance_series.handouts.sheets import file_of
from guidance_series.handouts.shelf import SheetsFail
from guidance_series.handouts.training import FEEDBACK
from guidance_series.macros import Work, offline, picker, prepare
from guidance_series.macros.quick import (
    LetGo,
    PassOver,
    keep_compiled,
    keep_theme_compiled,
    settled,
    skimmed_search,
)
from guidance_series.macros.sitecheck import check_site
from guidance_series.macros.templating import templates
from guidance_series.macros.told import problem_of
from guidance_series.problems import Problem
from guidance_series.training import MIXED
from guidance_series.writing import link_file

CARRIED = ("counties", "archive", "p")
"""What a new statewide site takes over from the last one, where it has nothing of that name."""


ABANDONED = 24 * 60 * 60
"""Seconds after which no build is still writing a folder that it has begun."""


class BuildFailed(Exception):
    """A site could not be built. The last one is untouched. ``problems`` say why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems)
        super().__init__("\n".join(map(str, self.problems)))


class _Warnings(logging.Handler):
    """Keeps what MkDocs warns of, so that it can be told in our own form."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


UP = "../../"
"""From the home page of a county's site to the statewide site around it."""


def build(  # noqa: PLR0913 - two commands call it, by name
    root: Path,
    edition: Edition,
    out: Path,
    say: Callable[[str], None],
    *,
    around: Path | None = None,
    listed: bool = True,
    release: bool = False,
    scope: str = "all",
    copy_of: date | None = None,
    paper: str = "letter",
) -> int:
    """Build the edition into ``out``, replacing what stands there only when all of it is right.

    ``around`` is the statewide site in whose ``counties/`` a county's site stands. Files that both
    have are kept once on disk, and the list of counties is brought up to date, if it is to be
    ``listed`` now. A ``release`` carries no invented county over.

    ``scope`` and ``paper`` are those of ``macros.Work``. ``copy_of`` is the day to write on a copy
    for use without a network, which is made if it is given.

    Returns the number of pages. Raises ``BuildFailed``, and ``OSError`` where files cannot be
    written; in both cases ``out`` is as it was.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    recover(out)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        fresh.chmod(0o755)
        say("pages")
        work = Work(
            root,
            edition,
            up=UP if around else "",
            scope=scope,
            paper=paper,
            taught=scope == "all" and (release or not edition.is_local),
            say=say,
        )
        pages = into(work, fresh, {"offline_copy": offline.NAME} if copy_of else {})
        if copy_of:
            say("copy for use without a network")
            with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-copy-") as copy:
                into(replace(work, up="", say=_quiet), Path(copy), offline.settings(copy_of))
                if problems := offline.pack(Path(copy), fresh / offline.NAME, copy_of):
                    raise BuildFailed(problems)
        say("links and headings")
        if problems := check_site(fresh, within=around is not None):
            raise BuildFailed(problems)
        if around:
            share(fresh, around)
        swap(fresh, out, release=release)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    if around and listed:
        picker.fill(around)
    return pages


def _quiet(_: str) -> None:
    """Say nothing of what was said already."""


def into(work: Work, folder: Path, extra: Mapping[str, Any]) -> int:
    """Write the edition's site into an empty folder. Raises ``BuildFailed``.

    ``extra`` goes into the settings of that name; with a day for ``copy_made`` the pages open from
    a folder, without a server; ``preview`` leaves the content policy out.
    """
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    file = work.root / "mkdocs.yml"
    if not file.is_file():
        raise BuildFailed(
            [
                Problem(
                    "mkdocs.yml", 1, 1, "file", "there is no mkdocs.yml here.",
                    "Run the command in the project's folder, or name that folder with --root.",
                )
            ]
        )  # fmt: skip
    warnings = _Warnings()
    log = logging.getLogger("mkdocs")
    log.addHandler(warnings)
    level, log.propagate = log.level, False
    log.setLevel(logging.WARNING)
    prepare(work)
    try:
        config: Any = load_config(str(file), site_dir=str(folder))
        config.extra |= extra
        if work.edition.info.site_address:
            config.site_url = f"{work.edition.info.site_address.rstrip('/')}/"
        if config.extra.get("copy_made"):
            config.plugins["material/offline"].config.enabled = True
        config.plugins.on_startup(command="build", dirty=False)
        config.plugins["let-go"] = LetGo()
        config.markdown_extensions.append(PassOver(work.finished))
        keep_compiled(templates(), work.root)
        keep_theme_compiled(config.theme, work.root)
        with settled(), skimmed_search():
            mkdocs_build(config)
        made = work.sheets().values()
        fresh = sum(sheet.fresh for sheet in made)
        work.say(f"sheets: {fresh} made, {len(made) - fresh} kept")
        if packed := work.packs():
            fresh = sum(file.fresh for file in packed)
            work.say(f"training files: {fresh} made, {len(packed) - fresh} kept")
    except OSError:
        raise
    except SheetsFail as failed:
        raise BuildFailed(sheet_problem(work, one) for one in failed.reasons) from None
    except (MkDocsException, SystemExit) as error:
        told = warnings.messages or [str(error)]
        raise BuildFailed(problem_of(work.root, message) for message in told) from None
    finally:
        log.removeHandler(warnings)
        log.setLevel(level)
        log.propagate = True
    return sum(1 for _ in folder.rglob("*.html"))


def sheet_problem(work: Work, reason: DoesNotFit | Unprintable) -> Problem:
    """A sheet that cannot be made, as a problem with a way out.

    Where a county's own words are on it, the problem stands at the first of them.
    """
    if isinstance(reason, DoesNotFit) and reason.local:
        overlay, _ = overlay_of(work.root, work.edition.slug)
        if overlay:
            hint = f"Shorten what the county says there: {', '.join(reason.local)}."
            at = overlay.place_of(reason.local[0])
            return overlay.document.problem(at, "sheets-fit", f"{reason}.", hint)
    name = re.sub(r"-(facilitator|worksheets)$", "", reason.sheet)
    file = "data/training.yml" if name in (MIXED, FEEDBACK) else file_of(name)
    hint = "Use letters and signs that the fonts of the sheets have."
    if isinstance(reason, DoesNotFit):
        hint = "Shorten statements with handout: true, or take the mark off one or two."
    return Problem(file, 1, 1, "sheets-fit", f"{reason}.", hint)


def swap(fresh: Path, out: Path, *, release: bool) -> None:
    """Put ``fresh`` in the place of ``out``; at every moment one whole site stands on disk."""
    if not out.exists():
        picker.fill(fresh)
        os.rename(fresh, out)
        return
    _carry(out, fresh)
    if release:
        picker.drop_invented(fresh)
    picker.fill(fresh)
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    try:
        os.rename(out, old / "site")
        try:
            os.rename(fresh, out)
        except OSError:
            with suppress(OSError):  # another build has put its whole site there meanwhile
                os.rename(old / "site", out)
            raise
        _late(old / "site", out)
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _late(old: Path, out: Path) -> None:
    """Bring over what was archived in the old site while the new one was being put in its place."""
    for kept in (*old.glob("archive/*"), *old.glob("counties/*/archive/*")):
        there = out / kept.relative_to(old)
        if not there.exists() and there.parent.parent.is_dir():
            there.parent.mkdir(exist_ok=True)
            os.rename(kept, there)


def _carry(out: Path, fresh: Path) -> None:
    """Give a new site what it takes over from the last one: second names for the same files."""
    for name in CARRIED:
        if not (out / name).is_dir():
            continue
        if name == "counties" and (fresh / name).is_dir():
            for county in (out / name).iterdir():
                if (fresh / name / county.name).is_dir():
                    _carry(county, fresh / name / county.name)
        shutil.copytree(
            out / name, fresh / name, ignore=partial(_not_carried, fresh / name),
            copy_function=link, dirs_exist_ok=True,
        )  # fmt: skip


def _not_carried(fresh: Path, folder: str, names: list[str]) -> list[str]:
    """Among counties: what a build that was killed left, and those whose site is a new one."""
    if Path(folder).name != "counties":
        return []
    return [name for name in names if name.startswith(".") or (fresh / name).is_dir()]


def recover(out: Path) -> None:
    """Put a site back that a build was moving away when it was killed.

    A half-built site that such a build has left is taken away once nothing can be writing it.
    """
    away = sorted(out.parent.glob(f".{out.name}-old-*/site"))
    if away and not out.exists():
        os.rename(away[-1], out)
    for ours in out.parent.glob(f".{out.name}-????????/assets/open-door.css"):
        left = ours.parents[1]
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > ABANDONED:
                shutil.rmtree(left, ignore_errors=True)


def share(fresh: Path, around: Path) -> None:
    """Keep one copy on disk of what a county's site has in common with the one around it."""
    for path in fresh.rglob("*"):
        twin = around / path.relative_to(fresh)
        if not (path.is_file() and twin.is_file()) or path.samefile(twin):
            continue
        if filecmp.cmp(path, twin, shallow=False):
            other = path.with_name(f".{path.name}")
            with suppress(OSError):  # a disk that has no second names: then there are two copies
                os.link(twin, other)
                os.replace(other, path)


def link(source: str, target: str) -> None:
    """A second name for a file that is carried over; a newer file of that name stays."""
    if not Path(target).exists():
        link_file(Path(source), Path(target))
