"""The packet: every one-page sheet and card in one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from guidance_series.editions import Edition
from guidance_series.handouts import parts
from guidance_series.handouts.press import Proof

GROUPS = {
    "role": ("One page for each role", ("one-pager",)),
    "meeting": ("Meeting sheets", ("situation",)),
    "all": ("For every role", ("words", "young-people")),
    "cards": ("Cards to cut out", ("card", "get-help")),
}
"""The packet's parts in order: the mark, the heading, the kinds of sheets in it."""

_FIRST = 3
"""The page on which the first sheet stands, after the cover and the contents."""


def packet_proof(edition: Edition, name: str, sheets: Sequence[Mapping[str, Any]]) -> Proof:
    """The packet of sheets, each given as its data with the way in which it fits."""
    ordered = [s for _, kinds in GROUPS.values() for s in sheets if s["kind"] in kinds]
    pages = {id(sheet): page for page, sheet in enumerate(ordered, _FIRST)}
    groups = [
        {
            "mark": mark,
            "title": title,
            "entries": [(s["title"], pages[id(s)]) for s in ordered if s["kind"] in kinds],
        }
        for mark, (title, kinds) in GROUPS.items()
    ]
    cards = [pages[id(s)] for s in ordered if s["kind"] in GROUPS["cards"][1]]
    reviewed = all(guide.reviewed for guide in edition.guides.values())
    data = {
        **parts.frame(
            edition, name, "packet", "All sheets",
            what="the packet", version=parts.guide_versions(edition),
        ),
        **parts.safety(edition, edition.info.report),
        "paper": ordered[0]["paper"] if ordered else parts.PAPERS["letter"],
        "notice": parts.notice(edition, reviewed=reviewed, must=False, local=False),
        "labels": parts.LABELS | {"contents": "Contents", "page": "Page", "of": "of"},
        "lead": edition.info.summary,
        "groups": groups,
        "after": (
            f"Print pages {min(cards)} to {max(cards)} on one side only: they are cut out. "
            "Large print of each guide is a file of its own."
            if cards
            else "Large print of each guide is a file of its own."
        ),
        "sheets": ordered,
    }  # fmt: skip
    return Proof(data, "the packet", parts.newest(edition))
