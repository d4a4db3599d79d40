"""The macros: one table, name to function to one line of help."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate

from guidance_series.editions import SHARED, Edition
from guidance_series.macros import labels
from guidance_series.macros.reference import fields_reference
from guidance_series.macros.templating import templates

_INDEXES = ("", "roles", "situations", "committees")
"""Pages that are the first of a folder."""


@dataclass(frozen=True)
class Macro:
    """A macro as pages call it."""

    help: str
    function: Callable[Concatenate[Pages, ...], str]

    def bound_to(self, pages: Pages) -> Callable[..., str]:
        """The function as the template engine calls it."""

        @wraps(self.function)
        def call(*args: str) -> str:
            return self.function(pages, *args)

        return call


class Pages:
    """Renders an edition's pages. Knows which page is being rendered, for relative addresses."""

    def __init__(self, edition: Edition, env: Any) -> None:
        self.edition = edition
        self._env = env

    @property
    def _directories(self) -> bool:
        """Whether a page is a folder of its own. The offline build says no, after this was made."""
        return bool(self._env.conf.get("use_directory_urls", True))

    @property
    def _base(self) -> str:
        """The folder from which relative addresses of the current page count, without slashes.

        MkDocs leaves addresses in HTML as they are, so they count from the page's own address.
        Zensical rewrites them all as if they counted from the page's source file.
        """
        page = self._env.page
        if hasattr(page, "path"):
            return posixpath.dirname(str(page.path))
        return str(page.url).strip("./") if self._directories else posixpath.dirname(str(page.url))

    def url(self, page: str, anchor: str = "") -> str:
        """The address of a page (``roles/courts``, ``''`` for home) from the current one."""
        if self._directories:
            found = posixpath.relpath(page or ".", self._base or ".") + "/"
        else:
            file = f"{page}/index.html".lstrip("/") if page in _INDEXES else f"{page}.html"
            found = posixpath.relpath(file, self._base or ".")
        return f"{found}#{anchor}" if anchor else found

    def file(self, path: str) -> str:
        """The address of a file of the site (``handouts/courts.pdf``) from the current page."""
        return posixpath.relpath(path, self._base or ".")

    def render(self, template: str, **values: Any) -> str:
        """A template of ``templates/`` with the edition in reach."""
        return (
            templates()
            .get_template(f"{template}.md")
            .render(e=self.edition, pages=self, labels=labels, SHARED=SHARED, **values)
        )


def _page(template: str) -> Callable[[Pages], str]:
    def render(pages: Pages) -> str:
        return pages.render(template)

    return render


def guide(pages: Pages, name: str) -> str:
    """A guide's whole page."""
    return pages.render(
        "guide",
        guide=pages.edition.guides[name],
        filter_situations=json.dumps([[s.id, s.short] for s in pages.edition.situations.values()]),
        filter_kinds=json.dumps(list(labels.FILTER_KINDS.items())),
    )


def situation(pages: Pages, name: str) -> str:
    """A situation's whole page."""
    return pages.render("situation", situation=pages.edition.situations[name])


def fields(pages: Pages) -> str:
    """The field reference, from the models."""
    return re.sub(r"^(##.*)$", r"\1 {: data-search-exclude }", fields_reference(), flags=re.M)


MACROS: dict[str, Macro] = {
    "safety": Macro("The safety box, for pages that belong to no one role.", _page("safety")),
    "home": Macro("The home page.", _page("home")),
    "start": Macro("Start here: what this is, its limits, its evidence.", _page("start")),
    "roles": Macro("All guides.", _page("roles")),
    "guide": Macro("One guide, by its id.", guide),
    "situations": Macro("All situations.", _page("situations")),
    "situation": Macro("One situation with every role side by side, by its id.", situation),
    "everyone": Macro("What counts for every role.", _page("everyone")),
    "language": Macro("Words to use and words to avoid.", _page("language")),
    "principles": Macro("The principles.", _page("principles")),
    "myths": Macro("Myths and facts.", _page("myths")),
    "young_people": Macro("What young people ask of adults.", _page("young-people")),
    "get_help": Macro("Services to call, and lines for a county's own.", _page("get-help")),
    "glossary": Macro("Words explained.", _page("glossary")),
    "sources": Macro("Sources with the statements that rest on each.", _page("sources")),
    "law": Macro("The law as orientation.", _page("law")),
    "handouts": Macro("The sheets to print.", _page("handouts")),
    "trainers": Macro("Questions for teams and trainers.", _page("trainers")),
    "coverage": Macro("Roles and situations, with the gaps.", _page("coverage")),
    "reviews": Macro("Versions, owners and review dates of the guides.", _page("reviews")),
    "changes": Macro("What changed, and what was withdrawn.", _page("changes")),
    "fields": Macro("The field reference for writers.", fields),
}
"""Every macro that a page may call. Pages, this table and the contributors' page agree."""
