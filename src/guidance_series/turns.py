"""One run after the other in one folder: the operating system's own lock, gone with the run.

A run that is killed leaves at most an empty file, which the next one takes away.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _taken(handle: int) -> bool:
        """Take the lock on an open file, unless another run holds it."""
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _taken(handle: int) -> bool:
        """Take the lock on an open file, unless another run holds it."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


ASKS_AGAIN = 0.2
"""Seconds between two looks at whether the other run is done."""


def site_around(site: Path) -> Path:
    """The site that a run in ``site`` writes into: a county's stands inside the statewide one."""
    return site.parent.parent if site.parent.name == "counties" else site


@contextmanager
def alone(site: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold ``site`` for one run; a second one waits for it and says so.

    Raises ``OSError`` where nothing can be written beside the site. Where the disk keeps no locks,
    as some network drives do not, that is said and the run goes on.
    """
    site = site_around(site)
    site.parent.mkdir(parents=True, exist_ok=True)
    path = site.parent / f".{site.name}.lock"
    told = False
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            mine = _taken(handle) and _stands(handle, path)
        except OSError:  # no locks on this disk
            say(f"{site.parent} keeps no locks: start nothing else in {site} until this is done.")
            mine = True
        if mine:
            break
        os.close(handle)
        if not told:
            say(f"Another run is writing {site}. This one waits until it is done.")
            told = True
        time.sleep(ASKS_AGAIN)
    try:
        yield
    finally:
        if sys.platform == "win32":  # an open file cannot be deleted there
            os.close(handle)
        with suppress(OSError):
            path.unlink()
        if sys.platform != "win32":
            os.close(handle)


def _stands(handle: int, path: Path) -> bool:
    """Whether the open file is still the one at ``path``: a run that ends takes its own away."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False
