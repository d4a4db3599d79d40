"""Checks over the built pages, because a strict build of either engine lets some things through."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise
from pathlib import Path
from posixpath import normpath
from urllib.parse import unquote

from guidance_series.problems import Problem

_CONTENT = re.compile(r'<article class="md-content__inner.*?</article>\s*</div>', re.S)
_ID = re.compile(r'\s(?:id|name)="([^"]+)"')
_HREF = re.compile(r'\s(?:href|src)="([^"]*)"')
_HEADING = re.compile(r"<h([1-6])[\s>]")
_LEFT_OVER = re.compile(r"\{\{|\{%|\{#|Macro Syntax Error|Macro Rendering Error|UndefinedError")
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


def check_site(site: Path) -> list[Problem]:
    """Every link and anchor, left-over template marks, headings in order, the safety box."""
    pages = {path.relative_to(site).as_posix(): path for path in site.rglob("index.html")}
    pages |= {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}
    content: dict[str, str] = {}
    ids: dict[str, set[str]] = {}
    for name, path in pages.items():
        text = path.read_text("utf-8")
        found = _CONTENT.search(text)
        if found is None:
            continue
        start = text.find('data-md-component="container"')
        content[name] = text[max(0, start) :]
        content[name] = content[name][: content[name].find("</main>")]
        ids[name] = set(_ID.findall(text))
    problems: list[Problem] = []
    for name, text in content.items():
        problems += _page(site, name, text, ids)
    return problems


def _page(site: Path, name: str, text: str, ids: dict[str, set[str]]) -> list[Problem]:
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
    found += [
        problem("links-lead-somewhere", *wrong)
        for href in dict.fromkeys(_HREF.findall(text))
        if (wrong := _wrong_link(site, name, unescape(href), ids))
    ]
    return found


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
