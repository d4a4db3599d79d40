"""A text is light Markdown and nothing else: what a writer types can never run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from guidance_series import text
from guidance_series.checks.registry import rule
from guidance_series.load import Loaded, Series
from guidance_series.problems import Problem
from guidance_series.syntax import named

_HTML = re.compile(r"<[/!?a-zA-Z][^>]*>?")
_MACRO = re.compile(r"\{\{|\{%|\{#|%\}|\}\}")
_HIDDEN = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e"
    r"\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
)
"""Characters that cannot be seen: controls, marks that turn the reading direction, tags."""

_UNSEEN = re.compile(f"[{_HIDDEN}]")
_SUSPECT = re.compile(rf"[<{{}}\]{_HIDDEN}]")
"""A character without which nothing can be wrong: a quick look at a whole file."""


def wrong(value: str, *, pages: bool = False) -> Iterator[tuple[str, str]]:
    """What makes a text something other than light Markdown, each with a way out.

    ``pages``: the text is a page of its own and may lead to others of the site.
    """
    if html := _HTML.search(value):
        yield (
            f"HTML stands in the text: {html.group()[:40]}",
            "Write plain text with *emphasis*, **strong emphasis** and [links](https://…).",
        )
    if macro := _MACRO.search(value):
        yield (
            f"template marks stand in the text: {macro.group()}",
            "Write the words themselves; a text is never run.",
        )
    if unseen := _UNSEEN.search(value):
        yield (
            f"a character that cannot be seen stands in the text ({named(unseen.group())}).",
            "Delete the word around it and type it anew, without pasting.",
        )
    for link in text.links(value):
        if not (link.lower().startswith(text.SCHEMES) or (pages and text.inside(link))):
            more = " To lead to a page of this site, write such as /roles/caregiver/." * pages
            yield (
                f"a link leads to '{link[:60]}'.",
                f"Links start with https:, mailto:, tel: or sms:.{more}",
            )


@rule("texts-are-light-markdown")
def texts_are_light_markdown(loaded: Loaded, series: Series, today: date) -> Iterator[Problem]:
    """No HTML, no template marks, no unseen characters, no odd links in any text."""
    for document in loaded.documents.values():
        if not _SUSPECT.search(document.prose):
            continue
        for loc, value in document.scalars:
            if _SUSPECT.search(value):
                for message, hint in wrong(value):
                    yield document.problem(loc, "texts-are-light-markdown", message, hint)
