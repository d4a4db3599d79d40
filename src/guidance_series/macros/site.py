"""Builds and previews a site: MkDocs in a folder of its own, then one swap."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from guidance_series import macros
from guidance_series.editions import Edition
from guidance_series.macros.sitecheck import check_site
from guidance_series.macros.told import problem_of
from guidance_series.problems import Problem

CARRIED = ("counties", "archive", "p")
"""What a new statewide site takes over from the last one, where it has nothing of that name."""


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


def build(root: Path, edition: Edition, out: Path, say: Callable[[str], None]) -> int:
    """Build the edition into ``out``, replacing what stands there only when all of it is right.

    Returns the number of pages. Raises ``BuildFailed``, and ``OSError`` where files cannot be
    written; in both cases ``out`` is as it was.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        fresh.chmod(0o755)
        say("pages")
        pages = into(root, edition, fresh)
        say("links and headings")
        if problems := check_site(fresh):
            raise BuildFailed(problems)
        _swap(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return pages


def into(root: Path, edition: Edition, folder: Path) -> int:
    """Write the edition's site into an empty folder. Raises ``BuildFailed``."""
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    file = root / "mkdocs.yml"
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
    macros.prepare(root, edition)
    try:
        config: Any = load_config(str(file), site_dir=str(folder))
        config.plugins.on_startup(command="build", dirty=False)
        mkdocs_build(config)
    except OSError:
        raise
    except (MkDocsException, SystemExit) as error:
        told = warnings.messages or [str(error)]
        raise BuildFailed(problem_of(root, message) for message in told) from None
    finally:
        log.removeHandler(warnings)
        log.setLevel(level)
        log.propagate = True
    return sum(1 for _ in folder.rglob("*.html"))


def _swap(fresh: Path, out: Path) -> None:
    """Put ``fresh`` in the place of ``out``; at every moment one whole site stands on disk."""
    if not out.exists():
        os.rename(fresh, out)
        return
    for name in CARRIED:
        if (out / name).is_dir():
            shutil.copytree(out / name, fresh / name, copy_function=_link, dirs_exist_ok=True)
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    os.rename(out, old / "site")
    try:
        os.rename(fresh, out)
    except OSError:
        os.rename(old / "site", out)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _link(source: str, target: str) -> None:
    """A second name for a file that is carried over; a newer file of that name stays."""
    if not Path(target).exists():
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)
