"""What stands beside the pages of a site: sheets, data, and the pages that printed sheets name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from guidance_series import changes, packs
from guidance_series.editions import Edition
from guidance_series.exports import practices_csv, series_json
from guidance_series.handouts.shelf import Made
from guidance_series.handouts.training import printed_name
from guidance_series.macros import picker
from guidance_series.macros.dress import logo_file
from guidance_series.macros.templating import templates
from guidance_series.models import ChangeNote, Guide, Release, numbers

ZIP = "all-sheets.zip"

_SLOT = re.compile(r"<!-- made:(?P<name>[\w.-]+) -->")
_PAGES = re.compile(rb"/Type\s*/Pages\b.*?/Count (\d+)", re.S)


def publish(edition: Edition, site: Path, made: Mapping[str, Made], leave_to: str = "") -> None:
    """Write sheets, data and print pages into a site that has just been built.

    A county's site also gets its logo and color, and a note of what it is (``picker``).
    ``leave_to`` is where the print pages' exit leads.
    """
    folder = site / "handouts"
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    for name, sheet in made.items():
        (folder / f"{name}.pdf").write_bytes(sheet.pdf)
        if sheet.picture:
            (folder / "pictures" / f"{name}.png").write_bytes(sheet.picture)
    if any(sheet.picture for sheet in made.values()):
        (folder / ZIP).write_bytes(zipped(made))
    _tell_sizes(site, made)
    (site / "data").mkdir(exist_ok=True)
    (site / "data" / "series.json").write_text(series_json(edition), "utf-8")
    (site / "data" / "practices.csv").write_text(practices_csv(edition), "utf-8", newline="")
    found = changes.changes(edition)
    (site / changes.JSON).write_text(changes.as_json(found), "utf-8")
    if changes.feeds(edition):
        (site / changes.FEED).write_text(changes.as_atom(edition, found), "utf-8")
    if edition.is_local:
        (site / picker.NOTE).write_text(picker.note(edition), "utf-8")
        (site / "assets").mkdir(exist_ok=True)
        if edition.logo:
            (site / "assets" / logo_file(edition)).write_bytes(edition.logo[1])
        if edition.color:
            css = f':root,[data-md-color-scheme="default"]{{--od-header:{edition.color}}}\n'
            (site / "assets" / "county.css").write_text(css, "utf-8")
    now = edition.releases.get(edition.info.release)
    for name, sheet in made.items():
        printed = [one for one in edition.releases.values() if name in one.sheets]
        # What a county's sheet says is in no record: there the releases are compared.
        newest = (now.sheets.get(name) if now else None) if edition.is_local else sheet.content
        for release in printed if now in printed else [*printed, None]:
            page = _print_page(edition, sheet, release, newest, leave_to)
            _put_print_page(site, edition, name, release, page)


def _put_print_page(
    site: Path, edition: Edition, name: str, release: Release | None, page: str
) -> None:
    number = release.number if release else edition.info.release
    place = site / "p" / name / number / "index.html"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(page, "utf-8")


_AS_TYPED = re.compile(r"(<pre\b.*?</pre>)", re.S)
_BLANK = re.compile(r"\n\s*\n")


def compact(site: Path) -> None:
    """Take blank lines out of the pages, but for texts that are set as typed.

    Python-Markdown leaves other ones where it reads HTML than where it passes over it.
    """
    for page in site.rglob("*.html"):
        parts = _AS_TYPED.split(page.read_text("utf-8"))
        parts[::2] = [_BLANK.sub("\n", part) for part in parts[::2]]
        html = "".join(parts)
        page.write_text(html.replace("</p><p", "</p>\n<p"), "utf-8", newline="")


def _tell_sizes(site: Path, made: Mapping[str, Made]) -> None:
    """Write pages and weight of each file into the page of sheets, built while they were made."""

    def told(slot: re.Match[str]) -> str:
        if slot["name"] == ZIP:
            return f", {_weight((site / 'handouts' / ZIP).stat().st_size)}"
        sheet = made[slot["name"]]
        found = _PAGES.search(sheet.pdf)
        pages = int(found[1]) if found else 1
        several = f", {pages} pages" if pages > 1 else ""
        return f"{several}, {_weight(len(sheet.pdf))}"

    for name in ("handouts/index.html", "handouts.html"):
        if (site / name).is_file():
            page = (site / name).read_text("utf-8")
            (site / name).write_text(_SLOT.sub(told, page), "utf-8", newline="")


def _weight(size: int) -> str:
    kilobytes = max(1, round(size / 1024))
    return f"{kilobytes} KB" if kilobytes < 1000 else f"{size / 1024 / 1024:.1f} MB"


def publish_packs(
    edition: Edition, site: Path, made: Sequence[packs.Made], leave_to: str = ""
) -> None:
    """Write the files of the training packs into a site, and all of them as one zip.

    A site with an address also gets the pages behind the addresses that the files carry, since a
    county's packs are made on request.
    """
    if edition.info.site_address:
        _pack_pages(edition, site, leave_to, taught=bool(made))
    if not made:
        return
    folder = site / packs.FOLDER
    folder.mkdir(exist_ok=True)
    files = {one.name: one.content for one in made}
    for name, content in (files | {packs.ZIP: packs.zipped(files)}).items():
        (folder / name).write_bytes(content)


def _pack_pages(edition: Edition, site: Path, leave_to: str, *, taught: bool) -> None:
    """For each pack and the feedback form, as for a sheet: whether this print is current.

    Every copy shows the code of its content, so that the page can also tell a draft's copies, and a
    county's, from one another.
    """
    now = edition.releases.get(edition.info.release)
    for pack in packs.addressed(edition):
        printed = [one for one in edition.releases.values() if pack.name in one.training]
        newest = now.training.get(pack.name) if edition.is_local and now else pack.key
        for release in printed if now in printed else [*printed, None]:
            versions, since = _since(edition, pack.guide, release)
            outdated = release and release.training[pack.name] != newest
            page = (
                templates()
                .get_template("print-training.html")
                .render(
                    e=edition, leave_to=leave_to, pack=pack, taught=taught, since=since,
                    release=release.number if release else edition.info.release,
                    version=versions.get(pack.guide or ""),
                    answer="no" if outdated else "compare" if edition.is_local or not release else "yes",
                )
            )  # fmt: skip
            _put_print_page(site, edition, printed_name(pack.name), release, page)


def zipped(made: Mapping[str, Made]) -> bytes:
    """All sheets in one file; the same sheets give the same bytes."""
    return packs.zipped({f"{name}.pdf": one.pdf for name, one in made.items()})


def _print_page(
    edition: Edition, made: Made, release: Release | None, newest: str | None, leave_to: str
) -> str:
    """The page behind a printed address: whether that print is current. Works without scripts.

    A print is current as long as the ``newest`` content is what its release recorded. A draft, which
    is no release yet, changes under one number: its address cannot tell one print from another.
    """
    sheet = made.sheet
    versions, since = _since(edition, sheet.guide, release)
    guides = [edition.guides[sheet.guide]] if sheet.guide else list(edition.guides.values())
    content = release.sheets[sheet.name] if release else None
    if content and newest:
        answer = "yes" if content == newest else "no"
    else:
        answer = "no" if sheet.guide and since else "compare"
    return (
        templates()
        .get_template("print-page.html")
        .render(
            e=edition,
            leave_to=leave_to,
            sheet=sheet,
            guides=guides,
            release=release.number if release else edition.info.release,
            versions=versions,
            answer=answer,
            since=since,
        )
    )


def _since(
    edition: Edition, guide: str | None, release: Release | None
) -> tuple[Mapping[str, str], list[tuple[Guide, ChangeNote]]]:
    """The guides' versions in a release, and what changed since: in one guide, or in all."""
    guides = [edition.guides[guide]] if guide else list(edition.guides.values())
    versions = release.guides if release else {one.id: one.version for one in guides}
    since = [
        (one, change)
        for one in guides
        for change in one.changes
        if one.id in versions and numbers(change.version) > numbers(versions[one.id])
    ]
    return versions, since
