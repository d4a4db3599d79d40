"""The copy for use without a network: one zip that opens from a folder, search and sheets included."""

from __future__ import annotations

import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

from guidance_series.macros.sitecheck import check_site
from guidance_series.problems import Problem

NAME = "open-door-offline.zip"
"""What the copy is called in the site."""

FOLDER = "open-door"
"""The folder that the zip unpacks to."""

SHIM = "assets/js/iframe-worker-shim.js"
"""Lets the search run where there is no server. With this in its name the theme asks no other host for it."""

ONLINE_ONLY = ("404.html", "p", "sitemap.xml", "sitemap.xml.gz")
"""What only a server has a use for: the page for wrong addresses, and those behind printed ones."""

_STORED = (".pdf", ".png", ".pptx", ".woff2", ".zip", ".gz")
"""Files that do not get smaller."""

_READ_ME = """Open Door, a copy for use without a network.

Open the file index.html in this folder. Keep the folder in one piece.
This copy was made on {made}. It does not refresh. Check numbers before you rely on one.
"""


def settings(made: date) -> dict[str, Any]:
    """Settings for the pages of a copy made on this day."""
    return {"copy_made": made.isoformat(), "polyfills": [SHIM]}


def pack(site: Path, target: Path, made: date) -> list[Problem]:
    """Check a site that was built as a copy, and zip it. The same site gives the same bytes."""
    for name in ONLINE_ONLY:
        if (site / name).is_dir():
            shutil.rmtree(site / name)
        else:
            (site / name).unlink(missing_ok=True)
    if problems := check_site(site):
        return problems
    (site / "READ-ME.txt").write_text(_READ_ME.format(made=made), "utf-8", newline="")
    files = sorted(path for path in site.rglob("*") if path.is_file() and path.suffix != ".map")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            entry = zipfile.ZipInfo(f"{FOLDER}/{path.relative_to(site).as_posix()}")
            entry.external_attr = 0o644 << 16
            if path.suffix not in _STORED:
                entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return []
