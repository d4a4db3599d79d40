"""What changed from one release to another, from their records alone: as values, JSON and a feed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from itertools import pairwise
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from guidance_series.editions import SHARED, Edition
from guidance_series.handouts.shelf import reprints
from guidance_series.models import (
    Came,
    Changes,
    GuideChanges,
    Release,
    ReleaseChanges,
    Reworded,
    Went,
)
from guidance_series.problems import counted

JSON = "data/changes.json"
FEED = "changes.atom"
_ATOM = "http://www.w3.org/2005/Atom"


def changes(edition: Edition) -> Changes:
    """Every recorded release with what it changed, the newest first."""
    recorded = list(edition.releases.values())
    found = [
        ReleaseChanges(
            number=after.number,
            on=after.on,
            after=before.number,
            guides=tuple(_between(edition, before, after).values()),
            print_again=tuple(reprints(before.sheets, after.sheets)),
            make_again=tuple(reprints(before.training, after.training)),
        )
        for before, after in pairwise(recorded)
    ]
    first = [ReleaseChanges(number=recorded[0].number, on=recorded[0].on)] if recorded else []
    return Changes(
        series=edition.info.name,
        edition=edition.slug,
        releases=tuple(reversed([*first, *found])),
    )


def since(edition: Edition, guide: str) -> list[tuple[Release, GuideChanges | None]]:
    """For each older version of a guide, the last release that had it and what changed to today's.

    The newest first. None where the version was raised and no statement changed.
    """
    recorded = list(edition.releases.values())
    if not recorded:
        return []
    newest = recorded[-1]
    last = {release.guides[guide]: release for release in recorded if guide in release.guides}
    last.pop(newest.guides.get(guide, ""), None)
    return [
        (release, _between(edition, release, newest).get(guide))
        for release in reversed(last.values())
    ]


def _between(edition: Edition, before: Release, after: Release) -> dict[str, GuideChanges]:
    """What changed by guide, in the order of the guides; guides with no change are left out."""
    homes = _homes(edition)
    old, new = before.statements, after.statements
    came: dict[str, list[Came]] = {}
    reworded: dict[str, list[Reworded]] = {}
    went: dict[str, list[Went]] = {}
    for id, texts in new.items():
        if id not in old:
            came.setdefault(_home(homes, id), []).append(Came(id=id, words=_first(texts)))
            continue
        for field in dict.fromkeys([*texts, *old[id]]):
            was, now = old[id].get(field, ""), texts.get(field, "")
            if was.split() != now.split():
                reworded.setdefault(_home(homes, id), []).append(
                    Reworded(id=id, field=field, was=was, now=now)
                )
    for id, texts in old.items():
        if id not in new:
            gone = edition.withdrawn.get(id)
            went.setdefault(_home(homes, id), []).append(
                Went(
                    id=id,
                    words=_first(texts),
                    because=gone.because if gone else None,
                    successor=gone.successor if gone else None,
                )
            )
    return {
        guide: GuideChanges(
            guide=guide,
            before=before.guides.get(guide),
            version={**before.guides, **after.guides}[guide],
            added=tuple(came.get(guide, ())),
            changed=tuple(reworded.get(guide, ())),
            withdrawn=tuple(went.get(guide, ())),
        )
        for guide in dict.fromkeys(homes.values())
        if guide in came or guide in reworded or guide in went
    }


def _homes(edition: Edition) -> Mapping[str, str]:
    """The guide that each prefix of ids belongs to."""
    return {"EV": SHARED, **{guide.prefix: guide.id for guide in edition.guides.values()}}


def _home(homes: Mapping[str, str], id: str) -> str:
    return homes.get(id.partition("-")[0], SHARED)


def _first(texts: Mapping[str, str]) -> str:
    """What a statement says first: its text, or of a contrast the better response."""
    return texts.get("text") or texts.get("instead") or ""


def as_json(found: Changes) -> str:
    """For other tools, described by ``schema/changes-export.schema.json``."""
    return json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


def summary(changes: GuideChanges) -> str:
    """What changed in a guide, counted."""
    reworded = len({entry.id for entry in changes.changed})
    counts = ((len(changes.added), "added"), (reworded, "changed"))
    parts = [f"{number} {what}" for number, what in counts if number]
    parts += [f"{len(changes.withdrawn)} withdrawn"] if changes.withdrawn else []
    return ", ".join(parts)


def feeds(edition: Edition) -> bool:
    """Whether there is a feed: it needs a release, and an address to lead to."""
    return bool(edition.releases and edition.info.site_address)


def as_atom(edition: Edition, found: Changes) -> str:
    """The releases as a feed.

    Ids hold neither address nor clock: a site that moves, or is built again, is the same feed.
    """
    address = (edition.info.site_address or "").rstrip("/")
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")
    _say(feed, "id", _id(found))
    _say(feed, "title", f"{edition.info.name}: what changed")
    _say(feed, "updated", f"{found.releases[0].on}T00:00:00Z")
    _say(_say(feed, "author"), "name", edition.name if edition.is_local else edition.info.name)
    _say(feed, "link", rel="self", type="application/atom+xml", href=f"{address}/{FEED}")
    _say(feed, "link", rel="alternate", type="text/html", href=f"{address}/changes/")
    for release in found.releases:
        entry = _say(feed, "entry")
        _say(entry, "id", _id(found, release.number))
        _say(entry, "title", f"Release {release.number}")
        _say(entry, "updated", f"{release.on}T00:00:00Z")
        where = f"{address}/changes/#release-{release.number.replace('.', '-')}"
        _say(entry, "link", rel="alternate", type="text/html", href=where)
        _say(entry, "content", _told(edition, release), type="html")
    ET.indent(feed)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'


def _say(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = text or None
    return element


def _id(found: Changes, release: str = "") -> str:
    return uuid5(NAMESPACE_URL, f"{found.series}/{found.edition}/releases/{release}").urn


def _told(edition: Edition, release: ReleaseChanges) -> str:
    if release.after is None:
        return "<p>The first release.</p>"
    rows = [
        f"<li>{escape(title(edition, guide.guide))}, version {guide.version}: {summary(guide)}</li>"
        for guide in release.guides
    ]
    again = counted(len(release.print_again), "sheet")
    packs = counted(len(release.make_again), "training pack")
    return f"<ul>{''.join(rows)}</ul><p>{again} to print again, {packs} to take anew.</p>"


def title(edition: Edition, guide: str) -> str:
    """A guide's title, also of what everyone shares."""
    return edition.everyone.title if guide == SHARED else edition.guides[guide].title
