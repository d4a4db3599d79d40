"""A real browser for the tests: finds one, and where there is none gets one.

``python -m tools.browser`` gets one if needed, starts it once, and says which it is.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
"""What a Chromium or Chrome is called on PATH."""

PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
"""Where macOS keeps one, for everyone or below a home folder."""

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
)

NONE_FOUND = """\
no Chromium or Chrome could be found or installed. Do one of these, then run it again:
    Debian:   sudo apt install chromium
    macOS:    brew install --cask chromium     (or install Google Chrome)
    any:      .venv/bin/python -m playwright install --with-deps chromium
    or name the program: OPEN_DOOR_BROWSER=/path/to/chrome make test"""


def _candidates() -> Iterator[str]:
    if named := os.environ.get("OPEN_DOOR_BROWSER"):
        yield named
        return
    for name in NAMES:
        if path := shutil.which(name):
            yield path
    for place in PLACES:
        for path in (place, f"{Path.home()}{place}"):
            if os.access(path, os.X_OK):
                yield path
    with sync_playwright() as playwright:
        if Path(playwright.chromium.executable_path).is_file():
            yield playwright.chromium.executable_path


def _answers(program: str) -> bool:
    """Whether it runs at all: on some systems a stub of that name only points to a store."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


@cache
def find() -> str | None:
    """The program of the first browser here that runs, or None."""
    return next((program for program in _candidates() if _answers(program)), None)


def launch(playwright: Playwright, program: str) -> Browser:
    """Start it, unseen and with nothing going on in the background."""
    return playwright.chromium.launch(executable_path=program, headless=True, args=[*FLAGS])


def _as_root() -> list[str] | None:
    """What to put before a command to run it as root without being asked, or None."""
    if os.name == "nt":
        return None
    if os.geteuid() == 0:
        return []
    asks_nothing = (
        shutil.which("sudo")
        and not subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode
    )
    return ["sudo", "-n"] if asks_nothing else None


def _run(*command: str) -> None:
    print("running:", *command, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=environment)


def get() -> str | None:
    """Find a browser, else install the system's, else let Playwright download its own."""
    if found := find():
        return found
    if os.environ.get("OPEN_DOOR_BROWSER"):
        return None
    root = _as_root()
    if shutil.which("apt-get") and root is not None:
        print("no browser here; installing the system's", flush=True)
        _run(*root, "apt-get", "update", "-q")
        _run(*root, "apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium")
        find.cache_clear()
        if found := find():
            return found
    print("no browser here; downloading Playwright's own", flush=True)
    needs = [] if root is None or sys.platform != "linux" else ["--with-deps"]
    _run(sys.executable, "-m", "playwright", "install", *needs, "chromium")
    find.cache_clear()
    return find()


def main() -> None:
    """Get a browser and start it once; end with 1 and advice where that fails."""
    program = get()
    if program is None:
        sys.exit(f"error: {NONE_FOUND}")
    try:
        with sync_playwright() as playwright, launch(playwright, program) as browser:
            print(f"{program} (version {browser.version}) starts")
    except Error as error:
        sys.exit(f"error: {program} does not start.\n{error.message}\n{NONE_FOUND}")


if __name__ == "__main__":
    main()
