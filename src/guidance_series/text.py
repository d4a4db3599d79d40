"""Light Markdown: emphasis and links, and nothing that can run.

Every text a writer types goes through here on its way to a page, a sheet or a data file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypedDict

from markdown_it import MarkdownIt
from markdown_it.token import Token

SCHEMES = ("https:", "mailto:", "tel:", "sms:")
"""The only link schemes a text may hold."""

_parser = MarkdownIt("zero").enable(["emphasis", "link", "escape"])
_parser.validateLink = lambda url: url.lower().startswith(SCHEMES)  # type: ignore[method-assign]

_BREAK = re.compile(r"[\r\n]")
_MARKS = re.compile(r"[*_\\\[\]&`<>]")


class Run(TypedDict, total=False):
    """A stretch of text in one style, for engines that take no markup."""

    t: str
    strong: bool
    emph: bool
    link: str


def _inline(text: str) -> list[Token]:
    """The text's tokens. Line breaks are spaces, so that a backslash before one is no tag."""
    children: list[Token] = []
    for token in _parser.parseInline(_BREAK.sub(" ", text)):
        children.extend(token.children or [])
    return children


@lru_cache(maxsize=20_000)
def html(text: str) -> str:
    """The text as HTML, everything else escaped."""
    text = _BREAK.sub(" ", text)
    if not _MARKS.search(text):
        return text.replace('"', "&quot;")
    return str(_parser.renderInline(text))


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """The text without its marks."""
    if not _MARKS.search(text):
        return _BREAK.sub(" ", text)
    return "".join(token.content for token in _inline(text) if token.type == "text")


def runs(text: str) -> list[Run]:
    """The text as runs of one style each."""
    if not _MARKS.search(text):
        return [{"t": _BREAK.sub(" ", text)}]
    found: list[Run] = []
    strong = emph = 0
    link = ""
    for token in _inline(text):
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emph += token.nesting
            case "link_open":
                link = str(token.attrs["href"])
            case "link_close":
                link = ""
            case _ if token.content:
                run: Run = {"t": token.content}
                if strong:
                    run["strong"] = True
                if emph:
                    run["emph"] = True
                if link:
                    run["link"] = link
                found.append(run)
    return found


_pages = MarkdownIt("zero").enable(["emphasis", "link", "escape", "heading", "list", "paragraph"])
_pages.validateLink = lambda url: bool(inside(url) or _parser.validateLink(url))  # type: ignore[method-assign]

_INSIDE = re.compile(r"/(?P<page>[a-z0-9-]+(?:/[a-z0-9-]+)*)?/?(?:#(?P<anchor>[A-Za-z0-9-]+))?")


def inside(link: str) -> tuple[str, str] | None:
    """The page and the part of it that a link such as ``/roles/courts/#ct-01`` leads to.

    It stands in a page's text and counts from the site's home page. Nothing for any other link.
    """
    found = _INSIDE.fullmatch(link)
    return (found["page"] or "", (found["anchor"] or "").lower()) if found else None


def page(text: str, url: Callable[[str, str], str]) -> str:
    """A page of several paragraphs as HTML: the same light Markdown, with headings and lists.

    It may lead to other pages of the site (``inside``), whose addresses ``url`` gives.
    """
    tokens = _pages.parse(text)
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open" and (target := inside(str(child.attrs["href"]))):
                child.attrs["href"] = url(*target)
    return str(_pages.renderer.render(tokens, _pages.options, {}))


def links(text: str) -> list[str]:
    """Every link target written in the text, allowed or not."""
    return _LINK.findall(text)


_LINK = re.compile(r"\]\(\s*<?([^)\s>]*)")
