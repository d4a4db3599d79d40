"""The templates of the pages, and the filters they use."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from guidance_series import text
from guidance_series.drift import pieces
from guidance_series.macros import labels

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~^=:<>&$])")

_NEGATIVE = re.compile(r"\b(?:do not|never)\b", re.I)
"""Words by which a text says itself that it is about what not to do."""

_MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", re.A)
"""An address and nothing else, so that a link to it can carry a subject."""


def _heading(value: str) -> Markup:
    """A name inside a Markdown heading, with every mark taken literally."""
    return Markup(  # noqa: S704 - every mark that HTML knows has just been escaped
        _MARKDOWN.sub(lambda mark: f"&#{ord(mark.group())};", value)
    )


def _lower_first(value: str) -> str:
    """A text as the rest of a sentence; a word in capitals, such as NCMEC, keeps them."""
    return value if value[:2].isalpha() and value[:2].isupper() else value[:1].lower() + value[1:]


@lru_cache
def templates() -> Environment:
    """The environment with every template of ``templates/``. Names are escaped, texts are not code."""
    folder = files("guidance_series") / "templates"
    env = Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text("utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["md"] = lambda value: Markup(text.html(value))
    env.filters["page"] = lambda value, url: Markup(text.page(value, url))  # noqa: S704 - light Markdown
    env.filters["plain"] = text.plain
    env.filters["compared"] = lambda was, now: pieces(text.plain(was), text.plain(now))
    env.filters["heading"] = _heading
    env.filters["lower_first"] = _lower_first
    env.filters["tel"] = labels.telephone
    env.filters["dial"] = labels.dialed
    env.tests["negative"] = lambda value: bool(_NEGATIVE.search(value))
    env.tests["mailbox"] = lambda value: bool(_MAILBOX.fullmatch(value))
    return env
