"""The list of county editions in a statewide site, written from what stands under ``counties/``.

A county's site says in ``data/edition.json`` what it is. The statewide pages hold an empty list
between two marks; it is filled after the site is whole, so that it never leads to a county whose
site is not there, and it works without scripts. An invented county is never listed.
"""

from __future__ import annotations

import json
import posixpath
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from guidance_series import upkeep
from guidance_series.editions import Edition
from guidance_series.macros import archive
from guidance_series.writing import replace_file

NOTE = "data/edition.json"
_SLOT = re.compile(r"<!-- counties(?::(?P<page>[\w/-]+))? -->.*?<!-- /counties -->", re.S)
_ROWS = re.compile(r"<!-- editions -->.*?<!-- /editions -->", re.S)
_NONE = "No county edition stands here yet."


@dataclass(frozen=True)
class Standing:
    """A county whose site stands beside the statewide one."""

    slug: str
    name: str
    said: Mapping[str, Any] = field(default_factory=dict)
    """What its site says of itself: the content of its ``NOTE``."""


def note(edition: Edition) -> str:
    """What a county's site says of itself."""
    found = upkeep.of(edition)
    content = {
        "slug": edition.slug,
        "name": edition.name,
        "example": edition.example,
        "adopted": {g: a.version for g, a in sorted(edition.adoptions.items())},
        "upkeep": {
            "guides": found.guides,
            "behind": len(found.behind),
            "unsettled": len(found.stale) + len(found.other),
            "missing": len(found.missing),
            "unchecked": len(found.unchecked),
            "next_check": found.next_check,
            "next_review": found.next_review,
        },
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def standing(site: Path) -> list[Standing]:
    """The counties that a statewide site leads to, by name."""
    found = []
    for path in (site / "counties").glob(f"*/{NOTE}"):
        try:
            said = json.loads(path.read_text("utf-8"))
        except FileNotFoundError:  # another build is putting a newer one there
            continue
        if not said["example"]:
            found.append(Standing(path.parent.parent.name, str(said["name"]), said))
    return sorted(found, key=lambda county: (county.name.casefold(), county.slug))


def drop_invented(site: Path) -> None:
    """Take every invented county out of a site that is about to be published."""
    for path in (site / "counties").glob(f"*/{NOTE}"):
        if json.loads(path.read_text("utf-8"))["example"]:
            shutil.rmtree(path.parent.parent)


def fill(site: Path) -> int:
    """Write the list into every statewide page that has a place for it; how many changed."""
    counties = standing(site)
    changed = 0
    named = (site / f"{name}/index.html" for name in ("local", "changes", "committees/editions"))
    for path in (*named, *sorted(site.glob("roles/*/index.html"))):
        if path.is_file():
            before = path.read_text("utf-8")
            page = path.relative_to(site).as_posix()
            after = filled(before, page, counties)
            after = archive.filled(_editions(after, page, counties), page, site)
            if after != before:
                replace_file(path, after)
                changed += 1
    archive.allow(site)
    return changed


def _editions(html: str, page: str, counties: list[Standing]) -> str:
    """A page with a row for each county: what its committee has to look at."""

    def rows(_: re.Match[str]) -> str:
        found = "".join(_row(page, county) for county in counties)
        none = f'<tr><td colspan="8">{_NONE}</td></tr>'
        return f"<!-- editions -->{found or none}<!-- /editions -->"

    return _ROWS.sub(rows, html)


def _row(page: str, county: Standing) -> str:
    about = county.said.get("upkeep")
    own = posixpath.relpath(f"counties/{county.slug}/committees/editions", posixpath.dirname(page))
    head = f'<th scope="row"><a href="{own}/">{escape(county.name)}</a></th>'
    if about is None:  # built before editions said so
        return f'<tr>{head}<td colspan="7">not counted yet</td></tr>'
    cells = [f"{len(county.said['adopted'])} of {about['guides']}"]
    cells += [str(about[name]) for name in ("behind", "unsettled", "missing", "unchecked")]
    cells += [
        f'<time class="due" datetime="{day}">{day}</time>' if day else "not set"
        for day in (about["next_check"], about["next_review"])
    ]
    return f"<tr>{head}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def filled(html: str, page: str, counties: list[Standing]) -> str:
    """A page with the list of counties; each leads to its own page of that name, or its home."""

    def listed(slot: re.Match[str]) -> str:
        below = slot["page"] or ""
        base = posixpath.dirname(page)
        links = [
            (posixpath.relpath(f"counties/{c.slug}/{below}".rstrip("/"), base) + "/", c.name)
            for c in counties
        ]
        rows = "".join(
            f'<li><a href="{escape(href)}">{escape(name)}</a></li>' for href, name in links
        )
        start, end = slot.group().split("-->")[0] + "-->", "<!-- /counties -->"
        return f"{start}{rows or f'<li>{_NONE}</li>'}{end}"

    return _SLOT.sub(listed, html)
