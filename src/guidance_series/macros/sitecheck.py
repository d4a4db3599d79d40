"""Checks over the built pages, because a strict build of either engine lets some things through."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from guidance_series.problems import Problem

# The space is looked for last: a pattern that begins with letters is found many times faster.
_ANCHORS = (re.compile(r'id="(?<=\sid=")([^"]+)"'), re.compile(r'name="(?<=\sname=")([^"]+)"'))
_LINKS = (re.compile(r'href="(?<=\shref=")([^"]*)"'), re.compile(r'src="(?<=\ssrc=")([^"]*)"'))
_HEADING = re.compile(r"<h([1-6])[\s>]")
_LEFT_OVER = re.compile(r"\{\{|\{%|\{#|Macro Syntax Error|Macro Rendering Error|UndefinedError")
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


def check_site(site: Path, *, within: bool = False) -> list[Problem]:
    """Every link and anchor, left-over template marks, headings in order, the safety box.

    ``within``: the site stands inside another, and links out of it are the other's to check.
    """
    home = _home(site)
    problems: list[Problem] = []
    ids: dict[str, set[str]] = {}
    links: dict[str, list[str]] = {}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        text = path.read_text("utf-8")
        if '<article class="md-content__inner' not in text:
            continue
        text = text[max(0, text.find('data-md-component="container"')) :]
        text = text[: text.find("</main>")]
        ids[name] = {id for anchor in _ANCHORS for id in anchor.findall(text)}
        found = dict.fromkeys(href for link in _LINKS for href in link.findall(text))
        links[name] = [_below(unescape(href), home) for href in found]
        problems += _page(name, text)
    for name, hrefs in links.items():
        problems += [
            Problem(name, 1, 1, "links-lead-somewhere", *wrong)
            for href in hrefs
            if not (within and _leaves(name, href))
            and (wrong := _wrong_link(site, name, href, ids))
        ]
    return problems


_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]+)"')


def _home(site: Path) -> str:
    """Where on its host the site stands: ``/``, or such as ``/counties/example/``."""
    index = site / "index.html"
    found = _CANONICAL.search(index.read_text("utf-8")) if index.is_file() else None
    return urlsplit(found[1]).path or "/" if found else "/"


def _below(path: str, home: str) -> str:
    """An address that counts from the root of the host, as the page for wrong addresses has them."""
    return f"/{path.removeprefix(home)}" if path.startswith(home) else path


def _page(name: str, text: str) -> list[Problem]:
    """What is wrong with a page by itself."""

    def problem(rule: str, message: str, hint: str) -> Problem:
        return Problem(name, 1, 1, rule, message, hint)

    found = []
    if left := _LEFT_OVER.search(text):
        found.append(
            problem("left-over-marks", f"template marks were left over: {left.group()}.",
                    "A macro's name may be misspelled in the page.")
        )  # fmt: skip
    levels = [int(level) for level in _HEADING.findall(text)]
    if levels.count(1) != 1:
        found.append(
            problem("headings-in-order", f"the page has {levels.count(1)} main headings.",
                    "A page has one heading of the first level: # Title.")
        )  # fmt: skip
    for before, after in pairwise(levels):
        if after > before + 1:
            found.append(
                problem("headings-in-order", f"a heading of level {after} follows one of level {before}.",
                        "Use the next level, so that no step is left out.")
            )  # fmt: skip
            break
    if 'class="safety"' not in text and name != "404.html":
        found.append(
            problem("safety-first", "the page has no safety box.",
                    "Put {{ safety() }} below the page's heading.")
        )  # fmt: skip
    return found


def _leaves(page: str, href: str) -> bool:
    """Whether a link leads out of the site into the one around it."""
    return normpath(f"{page.rpartition('/')[0] or '.'}/{href}").startswith("..")


def _wrong_link(
    site: Path, page: str, href: str, ids: dict[str, set[str]]
) -> tuple[str, str] | None:
    if not href or _ELSEWHERE.match(href):
        return None
    path, _, anchor = href.partition("#")
    path = unquote(path.partition("?")[0])
    target = page
    if path:
        base = "" if path.startswith("/") else page.rpartition("/")[0]
        target = normpath(f"{base}/{path}".lstrip("/") or ".")
        if path.endswith("/") or path.rpartition("/")[2] in (".", ".."):
            target = normpath(f"{target}/index.html")
        if target not in ids and not (site / target).is_file():
            return f"the link '{href}' leads nowhere.", "Mend the address, or add the page."
    if anchor and target in ids and unquote(anchor) not in ids[target]:
        return (
            f"the link '{href}' names a part that {target} does not have.",
            "Mend the part after #.",
        )
    return None
