"""Keeps a published edition as it stands: a marked copy under ``archive/`` of its own site.

Taken from the built site alone, so that it is what people saw. Written beside the site and moved in
whole; never written again. What is not marked (sheets, pictures, scripts) is the same file under a
second name.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from posixpath import dirname, normpath, relpath
from typing import Any

from guidance_series.editions import CHANGEABLE, numbers
from guidance_series.macros.policy import hashes
from guidance_series.macros.sitecheck import check_site
from guidance_series.models import Release
from guidance_series.problems import counted
from guidance_series.writing import link_file, replace_file

FOLDER = "archive"
NOTE = "data/archive.json"
_EXPORT = "data/series.json"

LEFT_OUT = frozenset(
    {
        "counties", FOLDER, "p", "deploy", "_headers", ".htaccess", "404.html", "sitemap.xml",
        "sitemap.xml.gz", "changes.atom",
    }
)  # fmt: skip
"""What belongs to the site around: other editions, printed addresses, and what only a host reads."""

_UP = "../../"
"""From the archived home page to the current one."""

_LINK = re.compile(r'(?P<before>\s(?:href|src)=")(?P<to>[^"#]+)(?P<anchor>#[^"]*)?(?=")')
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/")
_ROBOTS = re.compile(r'<meta name="robots" content="[^"]*\bnoindex\b')
_HEAD_ENDS = re.compile(r"</head>")
_ANNOUNCE = '<div data-md-component="announce">'
_SLOT = re.compile(r"<!-- (?P<name>counties|editions|archive)(?::[^ ]*)? -->.*?<!-- /(?P=name) -->", re.S)  # fmt: skip
_FIELDS = {kind.__name__.lower(): names for kind, names in CHANGEABLE.items()}
_NOW = {
    "counties": '<li><a href="{up}local/">County editions today</a></li>',
    "editions": '<tr><td colspan="8"><a href="{up}committees/editions/">All editions today</a></td></tr>',
    "archive": '<li><a href="{up}changes/#archive">Archived editions today</a></li>',
}
"""What stands in an archived page in place of a list that would not stay true."""


class CannotArchive(Exception):
    """Nothing was archived; the message says why and what to do."""


@dataclass(frozen=True)
class Kept:
    """An archived edition: its folder's name, what it is called, and the version of each guide."""

    name: str
    title: str
    on: str
    guides: Mapping[str, str]


def keep(site: Path, slug: str, releases: Mapping[str, Release]) -> Path:
    """Archive the edition that stands in ``site``; the folder it is kept in.

    Raises ``CannotArchive``, and ``OSError`` where files cannot be written.
    """
    said = _said(site, slug)
    kept = _adopted(said) if slug else _released(said, releases)
    target = site / FOLDER / kept.name
    if target.exists():
        raise CannotArchive(f"{target} is there already. What is archived is never written again.")
    fresh = Path(tempfile.mkdtemp(prefix=f".{site.name}-archive-", dir=site.absolute().parent))
    try:
        fresh.chmod(0o755)
        scripts = _copy(site, fresh, kept)
        if problems := check_site(fresh, within=True):
            raise CannotArchive(f"the copy would not be right. {problems[0]}")
        note = {
            "name": kept.name, "title": kept.title, "on": kept.on, "edition": said["edition"]["name"],
            "release": said["series"]["release"], "guides": dict(kept.guides),
            "scripts": sorted(scripts),
        }  # fmt: skip
        (fresh / NOTE).write_text(json.dumps(note, ensure_ascii=False, indent=1) + "\n", "utf-8")
        target.parent.mkdir(exist_ok=True)
        try:
            os.rename(fresh, target)
        except OSError:
            if target.exists():  # another run has put the same edition there meanwhile
                raise CannotArchive(f"{target} is there already.") from None
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return target


def _said(site: Path, slug: str) -> dict[str, Any]:
    """What the site says of itself in its data."""
    try:
        said: dict[str, Any] = json.loads((site / _EXPORT).read_text("utf-8"))
        found = said["edition"]["slug"]
    except (OSError, ValueError, KeyError, TypeError):
        raise CannotArchive(
            f"there is no built site in {site}. Build it first: guidance build"
            + (f" --edition {slug}." if slug else ".")
        ) from None
    if found != slug:
        raise CannotArchive(
            f"the site in {site} is {said['edition']['name']}, not "
            + (f"{slug}." if slug else "the statewide edition. Name it with --edition.")
        )
    return said


def _released(said: Mapping[str, Any], releases: Mapping[str, Release]) -> Kept:
    number = said["series"]["release"]
    if number not in releases:
        raise CannotArchive(
            f"this site is a draft: release {number} is not recorded. "
            "Record it (guidance release), build, then archive."
        )
    release = releases[number]
    shown = {
        s["id"]: {name: s[name] for name in _FIELDS[s["type"]] if s.get(name)}
        for s in said["statements"]
    }
    others = sorted(
        id for id in {*shown, *release.statements} if shown.get(id) != release.statements.get(id)
    )
    if others:
        more = " and more" if len(others) > 5 else ""
        raise CannotArchive(
            f"this site does not say what release {number} recorded "
            f"({counted(len(others), 'statement')}: {', '.join(others[:5])}{more}). "
            "Record the next release and build it, or build the text of that release."
        )
    return Kept(number, f"release {number}", release.on.isoformat(), release.guides)


def _adopted(said: Mapping[str, Any]) -> Kept:
    edition = said["edition"]
    adoptions = edition.get("adoptions", [])
    if not adoptions:
        raise CannotArchive(
            f"{edition['name']} has adopted no guide in this site: it is a draft. "
            "Write the adoption under adoptions: in county.yml, build, then archive."
        )
    guides = {guide["id"]: guide["version"] for guide in said["guides"]}
    newest = max(adoption["on"] for adoption in adoptions)
    moved = [a for a in adoptions if a["on"] == newest and guides.get(a["guide"]) != a["version"]]
    if moved:
        raise CannotArchive(
            f"{moved[0]['guide']} was adopted at {moved[0]['version']}, and this site shows "
            f"{guides.get(moved[0]['guide'])}. Archive a site that shows what was adopted."
        )
    title = f"{edition['name']}, adopted on {newest}"
    return Kept(f"adopted-{newest}", title, newest, guides)


def _copy(site: Path, fresh: Path, kept: Kept) -> set[str]:
    """Write the copy; the scripts inside its pages, as a policy names them."""
    parts = [path for path in sorted(site.iterdir()) if path.name not in LEFT_OUT]
    files: list[Path] = []
    for part in parts:
        files += [part] if part.is_file() else sorted(p for p in part.rglob("*") if p.is_file())
    inside = {path.relative_to(site).as_posix() for path in files}
    scripts: set[str] = set()
    for path in files:
        name = path.relative_to(site).as_posix()
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        if path.suffix != ".html":
            link_file(path, fresh / name)
            continue
        html = path.read_text("utf-8")
        shown = marked(html, name, inside, kept)
        if hashes(shown) != hashes(html):
            raise CannotArchive(f"{name} holds a script that the mark would change.")
        scripts |= hashes(shown)
        (fresh / name).write_text(shown, "utf-8", newline="")
    return scripts


def marked(html: str, page: str, inside: set[str], kept: Kept) -> str:
    """A page as it is archived: marked, kept out of search engines, with links that hold.

    ``page`` is its name in the site, ``inside`` every file of the copy. A link to what is not
    copied leads to the site around.
    """
    base = page.rpartition("/")[0]
    up = "../" * page.count("/") + _UP

    def led(link: re.Match[str]) -> str:
        to = link["to"]
        if _ELSEWHERE.match(to):
            return link.group()
        target = normpath(f"{base}/{to.partition('?')[0]}".lstrip("/"))
        if target in inside or normpath(f"{target}/index.html") in inside:
            return link.group()
        out = up + target + ("/" if to.endswith("/") else "")
        return f"{link['before']}{out}{link['anchor'] or ''}"

    html = _LINK.sub(led, html)
    html = _SLOT.sub(lambda slot: _NOW[slot["name"]].format(up=up), html)
    # A county's own pages may go; the pages of the series stay where they are.
    now = up if page.startswith("local/") else up + base + ("/" if base else "")
    banner = (
        f'<aside class="archived" aria-label="Archived"><p><strong>Archived: {escape(kept.title)}, '
        f'kept as it was.</strong> Numbers may be out of date. <a href="{now}">The current guidance '
        "is here.</a></p></aside>\n"
    )
    before, mark, after = html.partition(_ANNOUNCE)
    if mark:
        html = f"{before}{banner}{mark}{after}"
    else:
        html = re.sub(r"<body\b[^>]*>", lambda body: body.group() + banner, html, count=1)
    if not _ROBOTS.search(html):
        html = _HEAD_ENDS.sub('<meta name="robots" content="noindex">\n</head>', html, count=1)
    return html


def kept_in(site: Path) -> list[Kept]:
    """What is archived in a site, the newest first."""
    found = []
    for path in (site / FOLDER).glob(f"*/{NOTE}"):
        said = json.loads(path.read_text("utf-8"))
        found.append(Kept(path.parent.parent.name, said["title"], said["on"], said["guides"]))
    return sorted(found, key=_newest_first, reverse=True)


def _newest_first(kept: Kept) -> tuple[str, tuple[int, ...]]:
    return kept.on, numbers(kept.name) if kept.name[0].isdigit() else ()


_LIST = re.compile(r"<!-- archive -->.*?<!-- /archive -->", re.S)
_ADOPTED = re.compile(
    r"<!-- adopted:(?P<guide>[\w-]+):(?P<version>[\d.]+) -->.*?<!-- /adopted -->", re.S
)


def filled(html: str, page: str, site: Path) -> str:
    """A page with the list of what is archived, and a link to the version of a guide that was adopted."""
    if not (_LIST.search(html) or _ADOPTED.search(html)):
        return html
    base = dirname(page)
    own = kept_in(site)
    outer = site.parent.parent if site.parent.name == "counties" else None
    places = [(kept, f"{FOLDER}/{kept.name}") for kept in own]
    others = [(kept, f"{_UP}{FOLDER}/{kept.name}") for kept in (kept_in(outer) if outer else ())]

    def listed(_: re.Match[str]) -> str:
        rows = "".join(
            f'<li><a href="{relpath(place, base)}/">{_told(kept)}</a></li>'
            for kept, place in places
        )
        return f"<!-- archive -->{rows or f'<li>{_NONE}</li>'}<!-- /archive -->"

    def adopted(slot: re.Match[str]) -> str:
        guide, version = slot["guide"], slot["version"]
        link = next(
            (
                f'<a href="{relpath(f"{place}/roles/{guide}", base)}/">Read version {version}, '
                "kept in the archive.</a>"
                for kept, place in (*places, *others)
                if kept.guides.get(guide) == version
            ),
            "",
        )
        return f"<!-- adopted:{guide}:{version} -->{link}<!-- /adopted -->"

    return _ADOPTED.sub(adopted, _LIST.sub(listed, html))


_NONE = "None is kept here yet."


def _told(kept: Kept) -> str:
    said = f"{kept.title[:1].upper()}{kept.title[1:]}"
    return escape(said if kept.on in said else f"{said}, {kept.on}")


HEADERS = ("_headers", ".htaccess", "deploy/nginx.conf")
_SCRIPTS = re.compile(r"script-src (?P<allowed>[^;\n]*)")


def allow(site: Path) -> None:
    """Let a site's headers allow the scripts inside the pages that it keeps, its counties' too."""
    scripts: set[str] = set()
    for path in (*site.glob(f"{FOLDER}/*/{NOTE}"), *site.glob(f"counties/*/{FOLDER}/*/{NOTE}")):
        scripts.update(json.loads(path.read_text("utf-8"))["scripts"])
    for name in HEADERS if scripts else ():
        path = site / name
        if not path.is_file():
            continue
        before = path.read_text("utf-8")
        after = _SCRIPTS.sub(
            lambda found: f"script-src {_joined(found['allowed'], scripts)}", before
        )
        if after != before:
            replace_file(path, after)


def _joined(allowed: str, scripts: set[str]) -> str:
    own, *others = allowed.split()
    return " ".join([own, *sorted({*others, *scripts})])
