"""Files written whole or not at all: a reader sees the old one or the new one, never half of one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class ChangedMeanwhile(Exception):
    """Somebody has written the file since it was read. Nothing was written."""


def replace_file(path: Path, content: str | bytes, *, before: str | None = None) -> None:
    """Put ``content`` in the place of a file, which keeps its mode; a link keeps leading to it.

    With ``before``, only where that is still what the file holds, else ``ChangedMeanwhile``.
    """
    path = path.resolve()
    with _beside(path, content, _mode(path)) as fresh:
        if before is not None and path.read_bytes() != before.encode():
            raise ChangedMeanwhile
        os.replace(fresh, path)


def new_file(path: Path, content: str | bytes) -> None:
    """Write a file that was not there. Raises ``FileExistsError`` where one is."""
    with _beside(path, content, 0o644) as fresh:
        os.link(fresh, path)  # fails where a file stands already; a rename would replace it


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode & 0o7777
    except FileNotFoundError:
        return 0o644


@contextmanager
def _beside(path: Path, content: str | bytes, mode: int) -> Iterator[Path]:
    """A finished file next to ``path``, gone afterwards unless it was moved."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        Path(name).chmod(mode)
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def link_file(source: Path, target: Path) -> None:
    """A second name for a file that never changes; a copy where there can be none."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
