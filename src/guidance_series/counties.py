"""A county's folder as it begins: every slot explained, nothing invented."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Collection
from pathlib import Path

from guidance_series import fmt
from guidance_series.editions import FOLDER, is_slug
from guidance_series.load import Series
from guidance_series.problems import counted
from guidance_series.schema import kind_of

README = """\
# {name}

This folder holds everything that is {name}'s own. `county.yml` says it; each key there is explained.

- **Numbers, names and links**: fill in `value:` below each fact. What stays empty prints as a line
  to write on, and stops a release.
- **Logo**: put `logo.png` (or a plain `logo.svg`, at most 1 MB) here and write `logo: logo.png`.
  Up to 100 KB it also stands on the sheets.
- **Pages of your own**: make a folder `pages` here and put `our-protocol.md` in it. The first line is
  the title, such as `# Our protocol`. It is shown at `/local/our-protocol/`.
- **Say a statement your own way**: `.venv/bin/guidance change {slug} CG-03`
- **See what needs a look**: `.venv/bin/guidance drift {slug}`
- **See the site**: `.venv/bin/guidance serve --edition {slug}`

Until a committee has adopted a guide, its page says *draft, not yet adopted*.
"""


class Refused(Exception):
    """The county cannot be made. The message says why and what to do."""


def slug_of(name: str) -> str:
    """A name as a folder's name; nothing where it holds no letter of the Latin alphabet."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:60].strip("-")


def prefix_of(slug: str, taken: Collection[str]) -> str:
    """Three to five capitals for a county's own ids, other than those of its neighbors.

    Nothing where the folder's name has too few letters, or every prefix of theirs is taken.
    """
    words = re.findall(r"[A-Z]+", slug.upper())
    if not words:
        return ""
    word = "".join(words)
    tries = [words[0][:2] + words[-1][:1], word[:3], word[:4], word[:5]]
    tries += [word[:2] + letter for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    return next((t for t in tries if 3 <= len(t) <= 5 and t not in taken), "")


def starting_file(series: Series, name: str, slug: str, prefix: str, color: str) -> str:
    """``county.yml`` with every fact as an explained, empty slot."""
    lines = [
        f"# {name}'s edition. What is empty is printed as a line to write on.",
        "# The name as it is published.",
        f"name: {fmt.scalar(name)}",
        "# Capitals that head the ids of statements that you add.",
        f"prefix: {prefix}",
        "# Your color, as #00595a. White words on it must be easy to read.",
        f"color: {fmt.scalar(color)}" if color else "color:",
        "# The name of a file in this folder: logo.png, or a plain logo.svg of at most 1 MB.",
        "logo:",
        "# Where your edition is published, if not under the statewide site: https://...",
        "site_address:",
        "# What harm reduction means in your county, in your committee's own words.",
        "definition:",
        "# Write each number, name or link after value:. Under checked: say who called or opened",
        "# it, and on which day (on: 2026-11-20, by: a name).",
        "facts:",
    ]
    for fact in series.facts.values():
        need = " A release needs it." if fact.required else ""
        lines += [
            f"  # {fact.label} ({fact.kind}). {fact.explains}{need}",
            f"  {fact.id}:",
            "    value:",
            "    checked:",
        ]
    lines += [
        "# Statements of your own: practices, contrasts, lines, questions. A practice may say",
        "# adds_to: CG-03 and is then shown after that statement. Every one says because:.",
        "additions:",
        f"# Your words for a statewide statement. Start one with: guidance change {slug} CG-03",
        "changes:",
        "# Statements that you do not publish: id, because. A locked one, or a must, stays.",
        "left_out:",
        "# What your committee decided: guide, version, on, body, consulted (who, on).",
        "adoptions:",
        "# For yourselves. Readers never see it.",
        "note:",
    ]
    path = f"{FOLDER}/{slug}/county.yml"
    kind = kind_of(path)
    if kind is None:
        raise Refused(f"'{slug}' cannot be a county's folder.")
    written, problems = fmt.canonical(path, "\n".join(lines) + "\n", kind)
    if written is None:
        raise Refused("; ".join(problem.message for problem in problems))
    return written


def make(root: Path, series: Series, name: str, slug: str, prefix: str, color: str) -> Path:
    """Write a county's folder, whole or not at all. Raises ``Refused``."""
    if not is_slug(slug):
        raise Refused(
            f"'{slug}' cannot be a folder and an address. Name one with --slug: small letters, "
            "digits and hyphens."
        )
    if not re.fullmatch(r"[A-Z]{3,5}", prefix):
        raise Refused(f"the prefix '{prefix}' is not three to five capitals, such as EXC.")
    folder = root / FOLDER / slug
    if folder.exists() and any(folder.iterdir()):
        held = counted(sum(1 for _ in folder.iterdir()), "file")
        raise Refused(f"{folder} is there already and holds {held}. Nothing was written.")
    text = starting_file(series, name, slug, prefix, color)
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{slug}-", dir=folder.parent))
    try:
        fresh.chmod(0o755)
        (fresh / "county.yml").write_text(text, "utf-8", newline="")
        (fresh / "README.md").write_text(README.format(name=name, slug=slug), "utf-8", newline="")
        if folder.exists():
            folder.rmdir()
        os.rename(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder
