"""What stands beside the pages of a site: sheets, data, and the pages that printed sheets name."""

from __future__ import annotations

import json
from pathlib import Path

from guidance_series.editions import Edition
from guidance_series.exports import practices_csv, series_json
from guidance_series.handouts import shelf
from guidance_series.macros.templating import templates
from guidance_series.models import Guide


def publish(edition: Edition, root: Path, site: Path) -> None:
    """Write sheets, data and print pages into a site that has just been built."""
    (site / "handouts").mkdir(parents=True, exist_ok=True)
    for guide in edition.guides.values():
        (site / "handouts" / f"{guide.id}.pdf").write_bytes(
            shelf.kept(edition, guide, root / ".cache" / "sheets")[0]
        )
    (site / "data").mkdir(exist_ok=True)
    (site / "data" / "series.json").write_text(series_json(edition), "utf-8")
    (site / "data" / "practices.csv").write_text(practices_csv(edition), "utf-8", newline="")
    for guide in edition.guides.values():
        for release, version in _releases(root, edition, guide).items():
            page = site / "p" / guide.id / release / "index.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(_print_page(edition, guide, release, version), "utf-8")


def _releases(root: Path, edition: Edition, guide: Guide) -> dict[str, str]:
    """Every release that printed this guide, with the guide's version in it; this one last."""
    found = {}
    for path in sorted((root / "data" / "releases").glob("*.json")):
        record = json.loads(path.read_text("utf-8"))
        if guide.id in record["guides"]:
            found[str(record["number"])] = str(record["guides"][guide.id])
    return found | {edition.info.release: guide.version}


def _print_page(edition: Edition, guide: Guide, release: str, version: str) -> str:
    """The page behind a printed address: whether that print is current. Works without scripts."""
    return (
        templates()
        .get_template("print-page.html")
        .render(
            e=edition,
            guide=guide,
            release=release,
            version=version,
            since=[change for change in guide.changes if _key(change.version) > _key(version)],
        )
    )


def _key(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
