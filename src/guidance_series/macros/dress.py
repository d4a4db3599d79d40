"""A county's name, color, logo and pages in the site's settings, for this build alone.

``mkdocs.yml`` is the same for all editions. What a county's edition needs of the theme stands in
``extra.county``, which ``overrides/main.html`` reads; a statewide build has no such key.
"""

from __future__ import annotations

from typing import Any

from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files, InclusionLevel

from guidance_series.editions import Edition

PAGES = "open-door-local-pages"


class LocalPages(BasePlugin):  # type: ignore[type-arg, no-untyped-call]
    """Adds a county's own pages to the pages of this build.

    A page's source is one macro call, so that it has the theme, the search and the link checks of
    any other page, and nothing that a county writes is ever run as a template.
    """

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    def on_files(self, files: Files, *, config: Any) -> Files:
        """Called by MkDocs once it has listed ``docs/``."""
        for page in self.edition.pages.values():
            source = f'---\ntitle: "{_quoted(page.title)}"\n---\n\n{{{{ local("{page.name}") }}}}\n'
            files.append(
                File.generated(
                    config,
                    f"local/{page.name}.md",
                    content=source,
                    inclusion=InclusionLevel.NOT_IN_NAV,
                )
            )
        return files

    def on_page_markdown(self, markdown: str, *, page: Any, **_: Any) -> str:
        """Called by MkDocs for each page it has read: the list of counties is another page here."""
        if page.file.src_uri == "local.md":
            page.meta["title"] = page.title = "What is local here"
        return markdown


def _quoted(title: str) -> str:
    return title.replace("\\", "\\\\").replace('"', '\\"').replace("{", "(").replace("}", ")")


def dress(conf: Any, edition: Edition, up: str) -> None:
    """Set what a county's edition has of its own. ``up``: from its home page to all counties."""
    adopted = edition.adoptions.keys()
    conf["extra"]["edition"] = edition.slug
    conf["extra"]["county"] = {
        "name": edition.name,
        "example": edition.example,
        "color": edition.color,
        "up": up,
        "indexed": [] if edition.example else [f"roles/{guide}.md" for guide in sorted(adopted)],
        "all_indexed": not edition.example and edition.guides.keys() <= adopted,
    }
    conf["site_name"] = f"{conf['site_name']}, {edition.name}"
    conf["site_description"] = f"{edition.info.tagline}. {edition.name}."
    conf["copyright"] = f"Text {edition.info.license}. {edition.name}. Not legal advice."
    address = edition.info.site_address
    if not address and conf["site_url"]:
        address = f"{conf['site_url'].rstrip('/')}/counties/{edition.slug}"
    if address:
        conf["site_url"] = f"{address.rstrip('/')}/"
    if edition.logo:
        conf["theme"]["logo"] = f"assets/{logo_file(edition)}"
    if hasattr(conf, "plugins"):
        conf.plugins[PAGES] = LocalPages(edition)


def logo_file(edition: Edition) -> str:
    """The name under which a county's logo stands in the site's ``assets/``."""
    name = edition.logo[0] if edition.logo else ""
    return f"county-logo{name[name.rfind('.') :].lower()}"
