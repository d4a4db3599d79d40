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

SAYS_NOTHING = (
    "the Nu Html Checker is not here, so it said nothing: install Java and name the checker's jar,"
    " OPEN_DOOR_VNU=/path/to/vnu.jar"
)

KNOWN: dict[str, str] = {
    "for names __toc": "The theme titles its list of a page's parts with a label for a switch of its own menu."
    " Our menu has no such switch, so the label is plain text. Nothing is lost.",
}
"""What is wrong in the theme's own HTML, as ``tests/test_html.py`` or the checker tells it, and why it stays."""


def checker() -> list[str] | None:
    """The command that starts the checker, or None."""
    java = shutil.which("java")
    jar = os.environ.get("OPEN_DOOR_VNU") or shutil.which("vnu.jar", os.F_OK)
    if java and jar and Path(jar).is_file():
        return [java, "-jar", jar]
    program = shutil.which("vnu")
    return [program] if program else None


def complaints(command: list[str], site: Path) -> list[str]:
    """Every error over every page, as page, line and what is wrong."""
    pages = sorted(site.rglob("*.html"))
    done = subprocess.run(
        [*command, "--errors-only", "--format", "json", "--exit-zero-always", *pages],
        capture_output=True,
        text=True,
        check=True,
    )
    return [
        f"{one['url'].rsplit(site.name, 1)[-1]}:{one.get('lastLine', 1)}: {one['message']}"
        for one in json.loads(done.stderr)["messages"]
    ]


def main() -> int:
    """Print what the checker says of ``site/`` or of the folder named; 1 for what is not known."""
    command = checker()
    if command is None:
        print(SAYS_NOTHING)
        return 0
    site = Path(sys.argv[1] if len(sys.argv) > 1 else "site")
    told = complaints(command, site)
    new = [line for line in told if not any(known in line for known in KNOWN)]
    print(*new, f"{len(new)} new, {len(told) - len(new)} known", sep="\n")
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
