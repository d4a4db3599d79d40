"""The Nu Html Checker over a built site: ``python -m tools.checker [site]``. Needs Java and its jar.

The jar is the file named by ``OPEN_DOOR_VNU``, or ``vnu.jar`` or a program ``vnu`` on PATH.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

SAYS_NOTHING = (
    "the Nu Html Checker is not here, so it said nothing: install Java and name the checker's jar,"
    " OPEN_DOOR_VNU=/path/to/vnu.jar"
)

KNOWN: dict[str, str] = {
    'autocomplete” is only allowed […] at <input class="md-toggle"': "The theme writes this attribute on the switches of"
    " its menu and its search, outside any block. It keeps Firefox from opening a page with the menu still open after"
    " a reload, so nothing is gained by a copy of the theme's whole base page without it.",
}
"""What is wrong in the theme's own HTML, as the checker tells it (``[…]``: anything), and why it stays."""


def checker() -> list[str] | None:
    """The command that starts the checker, or None."""
    java = shutil.which("java")
    jar = os.environ.get("OPEN_DOOR_VNU") or shutil.which("vnu.jar", os.F_OK)
    if java and jar and Path(jar).is_file():
        return [java, "-jar", jar]
    program = shutil.which("vnu")
    return [program] if program else None


def known(complaint: str) -> str | None:
    """Which of ``KNOWN`` a complaint is."""
    return next((one for one in KNOWN if all(part in complaint for part in one.split("[…]"))), None)


def complaints(command: list[str], site: Path) -> list[str]:
    """Every error over every page: page, line, what is wrong, and where in that line.

    The checker is given the folder: as many pages as it likes fit into no command line.
    """
    folder = site.resolve()
    done = subprocess.run(
        [
            *command,
            "--errors-only",
            "--format",
            "json",
            "--exit-zero-always",
            "--skip-non-html",
            str(folder),
        ],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return sorted(
        f"{unquote(one['url']).removeprefix(f'file:{folder}')}:{one.get('lastLine', 1)}: {one['message']}"
        f" at {_where(one)}"
        for one in json.loads(done.stderr)["messages"]
    )


def _where(one: dict[str, Any]) -> str:
    """What the complaint is about, in one line."""
    start = one.get("hiliteStart", 0)
    text = one.get("extract", "")[start : start + one.get("hiliteLength", 0)]
    return " ".join(text.split())


def main() -> int:
    """Print what the checker says of ``site/`` or of the folder named; 1 for what is not known."""
    command = checker()
    if command is None:
        print(SAYS_NOTHING)
        return 0
    site = Path(sys.argv[1] if len(sys.argv) > 1 else "site")
    told = complaints(command, site)
    new = [line for line in told if not known(line)]
    print(*new, f"{len(new)} new, {len(told) - len(new)} known", sep="\n")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
