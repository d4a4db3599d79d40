"""What makes a build quicker without changing a byte of it."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader
from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from mkdocs.plugins import BasePlugin

COMPILED = Path(".cache") / "templates"
"""Where a tree keeps its compiled templates: to compile the theme's is a quarter of a build."""


def keep_compiled(env: Environment, root: Path) -> None:
    """Let the environment take its templates compiled from the last build, where that can be."""
    folder = root / COMPILED
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    if os.access(folder, os.W_OK):
        env.bytecode_cache = FileSystemBytecodeCache(str(folder))


class _Shown(FileSystemLoader):
    """Lists no hidden files: MkDocs leaves them out anyway, and Material brings thousands of icons."""

    def list_templates(self) -> list[str]:
        found: set[str] = set()
        for place in self.searchpath:
            for folder, folders, names in os.walk(place):
                folders[:] = [name for name in folders if not name.startswith(".")]
                below = Path(folder).relative_to(place).as_posix()
                found.update(f"{below}/{name}".removeprefix("./") for name in names)
        return sorted(found)


def keep_theme_compiled(theme: Any, root: Path) -> None:
    """The same for the environment that MkDocs makes for its theme at each build."""
    make = theme.get_env

    def get_env() -> Environment:
        env: Environment = make()
        env.loader = _Shown(theme.dirs)
        keep_compiled(env, root)
        return env

    theme.get_env = get_env


@contextmanager
def settled() -> Iterator[None]:
    """Do not look meanwhile for unused objects among those that are there already: all are in use."""
    if gc.get_freeze_count():  # by a process that builds one edition after the other
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


class LetGo(BasePlugin):  # type: ignore[type-arg,no-untyped-call]
    """Lets go of a page's texts as soon as nobody reads them again: they are most of a build's memory."""

    def on_page_content(self, _: str, *, page: Any, **__: Any) -> None:
        """After the page was rendered."""
        page.markdown = ""

    def on_post_page(self, _: str, *, page: Any, **__: Any) -> None:
        """After the page has its place in the theme."""
        page.content = ""


_HEADING = re.compile(r"^#{1,6} .*$", re.M)
_ANCHOR = re.compile(r'id="(?<=\sid=")([^"]+)"')
"""The space is looked for last: a pattern that begins with letters is found many times faster."""


def finished_blocks(markdown: str) -> list[str]:
    """The parts of a macro's text that are HTML already: what lies between two headings, in tags."""
    pieces = (piece.strip() for piece in _HEADING.split(markdown))
    return [piece for piece in pieces if piece.startswith("<") and piece.endswith(">")]


class PassOver(Extension):
    """Lets Python-Markdown pass over HTML that macros wrote: most of a page, and most of its time.

    ``finished`` holds the blocks of the page at hand. The pages come out the same but for blank
    lines; ``publish.compact`` makes those the same in every build.
    """

    def __init__(self, finished: list[str]) -> None:
        super().__init__()
        self._finished = finished

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register both halves: around MkDocs' own look at the HTML (21), before HTML is read (20)."""
        away = _PutAway(md, self._finished)
        md.preprocessors.register(away, "finished_blocks", 22)
        md.preprocessors.register(_Anchors(md, away), "finished_anchors", 20.5)


class _PutAway(Preprocessor):
    """Puts finished blocks away, to be put back at the end, and remembers the anchors in them."""

    def __init__(self, md: Markdown, finished: list[str]) -> None:
        super().__init__(md)
        self._finished = finished
        self.anchors: set[str] = set()

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        for block in self._finished:
            before, found, after = text.partition(block)
            if found:
                self.anchors.update(_ANCHOR.findall(block))
                text = f"{before}\n\n{self.md.htmlStash.store(block)}\n\n{after}"
        self._finished.clear()
        return text.split("\n")


class _Anchors(Preprocessor):
    """Tells MkDocs of the anchors in finished blocks, for its check of links."""

    def __init__(self, md: Markdown, away: _PutAway) -> None:
        super().__init__(md)
        self._away = away

    def run(self, lines: list[str]) -> list[str]:
        mkdocs: Any = self.md.preprocessors["mkdocs_raw_html"]
        mkdocs.present_anchor_ids |= self._away.anchors
        return lines


_DRAWN = re.compile(r"<svg\b.*?</svg>", re.S)
_UNSEARCHED = re.compile(
    r"<(p|details|span|div|ul|aside|nav|table|dl|article)\b[^>]*\sdata-search-exclude\b[^>]*>"
)
_PART = re.compile(r"<(h[12])\b([^>]*)>")
_SEARCHED_HEADING = re.compile(r"<h[3-6]\b(?![^>]*\sdata-search-exclude\b)")


@contextmanager
def skimmed_search() -> Iterator[None]:
    """Let the search read a page without what it leaves out anyway, which is more than half of it."""
    from material.plugins.search import plugin  # type: ignore[import-untyped]

    class Skimming(plugin.Parser):  # type: ignore[misc]
        def feed(self, data: str) -> None:
            super().feed(skimmed(data))

    whole, plugin.Parser = plugin.Parser, Skimming
    try:
        yield
    finally:
        plugin.Parser = whole


def skimmed(html: str) -> str:
    """A page without its drawings and without what is marked as not to be searched.

    What stands below a marked heading goes with it, unless a heading in there is to be searched. A
    marked part that holds another of its own kind stays: the search itself sees to it.
    """
    html = "".join(_searched_parts(html))
    kept, at = [], 0
    for found in _UNSEARCHED.finditer(html):
        if found.start() < at:
            continue
        end = html.find(f"</{found[1]}>", found.end())
        if end < 0 or html.find(f"<{found[1]}", found.end(), end) >= 0:
            continue
        kept.append(html[at : found.start()])
        at = end + len(f"</{found[1]}>")
    return _DRAWN.sub("", "".join([*kept, html[at:]]))


def _searched_parts(html: str) -> Iterator[str]:
    starts = list(_PART.finditer(html))
    ends = [start.start() for start in starts[1:]]
    yield html[: starts[0].start()] if starts else html
    for start, end in zip(starts, [*ends, len(html)], strict=True):
        below = html.find(">", html.find(f"</{start[1]}", start.end())) + 1
        if " data-search-exclude" in start[2] and not _SEARCHED_HEADING.search(html, below, end):
            yield html[start.start() : below]
        else:
            yield html[start.start() : end]
