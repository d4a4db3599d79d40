"""One run after the other in one folder: the operating system's own lock, gone with the run.

A run that is killed leaves at most an empty file, which the next one takes away.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

NO_LOCKS = (errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOLCK)
"""How the system says that a disk keeps none."""


def site_around(site: Path) -> Path:
    """The site that a run in ``site`` writes into: a county's stands inside the statewide one."""
    return site.parent.parent if site.parent.name == "counties" else site


@contextmanager
def alone(site: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold ``site`` for one run; a second one waits for it and says so.

    Raises ``OSError`` where nothing can be written beside the site. Where the disk keeps no locks,
    as some network drives do not, that is said and the run goes on.
    """
    from filelock import FileLock, Timeout  # not needed to check or to format

    site = site_around(site)
    site.parent.mkdir(parents=True, exist_ok=True)
    path = site.parent / f".{site.name}.lock"
    lock = FileLock(path, fallback_to_soft=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        say(f"Another run is writing {site}. This one waits until it is done.")
        lock.acquire(poll_interval=0.2)
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
        say(f"{site.parent} keeps no locks: start nothing else in {site} until this is done.")
    try:
        yield
    finally:
        # While it is held: who then gets the lock of a file that is gone asks for a new one. Windows
        # deletes no open file; there the library does it.
        with suppress(OSError):
            path.unlink()
        lock.release()
