"""The macros: one table, name to function to one line of help."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from pathlib import Path
from typing import Any, Concatenate

from markupsafe import Markup

from guidance_series import changes as history
from guidance_series import packs, upkeep
from guidance_series.editions import SHARED, Edition
from guidance_series.handouts import parts
from guidance_series.handouts.sheets import sheets
from guidance_series.handouts.training import FEEDBACK
from guidance_series.macros import labels
from guidance_series.macros.builder import choices, local_facts
from guidance_series.macros.quick import finished_blocks
from guidance_series.macros.reference import fields_reference
from guidance_series.macros.templating import templates
from guidance_series.models import MISTAKE
from guidance_series.models.examination import EXAMINATION, Examination
from guidance_series.training import names

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
            pages.turn_to_page()
            markdown = self.function(pages, *args)
            pages.finished += finished_blocks(markdown)
            return markdown

        return call


class Pages:
    """Renders an edition's pages. Knows which page is being rendered, for relative addresses."""

    def __init__(
        self,
        edition: Edition,
        env: Any,
        scope: str = "all",
        paper: str = "letter",
        finished: list[str] | None = None,
        *,
        taught: bool = False,
    ) -> None:
        self.edition = edition
        self.finished = [] if finished is None else finished
        self.paper = paper
        self.sheets = sheets(edition, scope)
        self.pictured = scope == "all"
        self.taught = taught
        self._env = env
        self._found: dict[tuple[str, str, bool], str] = {}
        """Addresses found so far: thousands of links lead to a few hundred places."""

    def turn_to_page(self) -> None:
        """Take the address of the page that the engine now renders.

        MkDocs leaves addresses in HTML as they are, so they count from the page's own address.
        Zensical rewrites them all as if they counted from the page's source file.
        """
        page = self._env.page
        # The offline build turns this off after the macros were defined.
        self._directories = bool(self._env.conf.get("use_directory_urls", True))
        if hasattr(page, "path"):
            self._base = posixpath.dirname(str(page.path))
        elif self._directories:
            self._base = str(page.url).strip("./")
        else:
            self._base = posixpath.dirname(str(page.url))

    @property
    def offline_copy(self) -> str:
        """The file that holds the site for use without a network, where there is one."""
        return str(self._env.conf["extra"].get("offline_copy", ""))

    @property
    def copy_made(self) -> str:
        """The day on which this very copy was made; empty on a site that is online."""
        return str(self._env.conf["extra"].get("copy_made", ""))

    def packs(self) -> list[dict[str, Any]]:
        """The training packs with their files, as the trainers' page lists them."""
        return packs.listed(self.edition) if self.taught else []

    def examination(self) -> Examination | None:
        """The last run of ``tools.accessibility``, where this tree has one."""
        path = Path(self._env.project_dir) / EXAMINATION
        return Examination.model_validate_json(path.read_bytes()) if path.is_file() else None

    def url(self, page: str, anchor: str = "") -> str:
        """The address of a page (``roles/courts``, ``''`` for home) from the current one."""
        key = (self._base, page, self._directories)
        found = self._found.get(key)
        if found is None:
            if self._directories:
                found = posixpath.relpath(page or ".", self._base or ".") + "/"
            else:
                file = f"{page}/index.html".lstrip("/") if page in _INDEXES else f"{page}.html"
                found = posixpath.relpath(file, self._base or ".")
            self._found[key] = found
        return f"{found}#{anchor}" if anchor else found

    def file(self, path: str) -> str:
        """The address of a file of the site (``handouts/courts.pdf``) from the current page."""
        return posixpath.relpath(path, self._base or ".")

    def render(self, template: str, **values: Any) -> str:
        """A template of ``templates/`` with the edition in reach."""
        return (
            templates()
            .get_template(f"{template}.md")
            .render(
                e=self.edition, pages=self, labels=labels, SHARED=SHARED, MISTAKE=MISTAKE, **values
            )
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


def build_a_sheet(pages: Pages) -> str:
    """The page on which readers put together a sheet of their own."""
    edition = pages.edition
    reviewed = all(guide.reviewed for guide in edition.guides.values())
    return pages.render(
        "build-a-sheet",
        choices=Markup(choices(edition)),  # noqa: S704 - nothing in it can end its block
        facts=local_facts(edition),
        box=parts.safety(edition, edition.info.report),
        frame=parts.frame(
            edition, "build-a-sheet", "build-a-sheet", edition.info.name, what="",
            version=parts.guide_versions(edition),
        ),
        notice=parts.notice(edition, reviewed=reviewed, must=False, local=False),
    )  # fmt: skip


def editions(pages: Pages) -> str:
    """Every edition with what its committee has to look at; in a county's edition, its own."""
    return pages.render("editions", upkeep=upkeep.of(pages.edition))


def changes(pages: Pages) -> str:
    """What changed from release to release, since each older version, and in each guide's notes."""
    titles = {s.name: f"{s.title}, {s.size.lower()}" for s in sheets(pages.edition)}
    return pages.render(
        "changes",
        found=history.changes(pages.edition),
        since=partial(history.since, pages.edition),
        summary=history.summary,
        title=partial(history.title, pages.edition),
        feed=history.FEED if history.feeds(pages.edition) else "",
        titles=titles,
        packs={
            name: packs.title(pages.edition, name) for name in (*names(pages.edition), FEEDBACK)
        },
        printed={sheet.name for sheet in pages.sheets},
    )


def local(pages: Pages, name: str = "") -> str:
    """What is local in an edition, or one of its local pages; statewide, the list of counties."""
    if name:
        return pages.render("local-page", page=pages.edition.pages[name])
    return pages.render("local" if pages.edition.is_local else "counties")


def accessibility(pages: Pages) -> str:
    """What a program saw of the site's accessibility. Raises ``ValueError`` for a file that was edited."""
    return pages.render("accessibility", seen=pages.examination())


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
    "build_a_sheet": Macro("A sheet that readers put together themselves.", build_a_sheet),
    "trainers": Macro("Training packs, and questions for teams and trainers.", _page("trainers")),
    "coverage": Macro("Roles and situations, with the gaps.", _page("coverage")),
    "reviews": Macro("Versions, owners and review dates of the guides.", _page("reviews")),
    "editions": Macro("Every edition, with what its committee has to look at.", editions),
    "accessibility": Macro(
        "How every reader can use the site, and what was tested.", accessibility
    ),
    "changes": Macro("What changed, release by release, and what is kept in the archive.", changes),
    "local": Macro("What is local in a county's edition; statewide, the county editions.", local),
    "fields": Macro("The field reference for writers.", fields),
}
"""Every macro that a page may call. Pages, this table and the contributors' page agree."""
