"""The list of all sheets: the build, the handouts page and the tests take it from here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from guidance_series.editions import Edition
from guidance_series.handouts import guides, parts, shared, situations
from guidance_series.handouts.press import Proof

PACKET = "all-roles"


_ONE = "One page"
_LARGE = "Large print"
_CARD = "Card"
_PACKET = "Packet"


_FILES = {
    "words": "data/wording.yml",
    "young-people": "data/asks.yml",
    "get-help": "data/facts.yml",
}


def file_of(name: str) -> str:
    """Where most of what a sheet says is written."""
    if name.startswith("situation-"):
        return "data/situations.yml"
    return _FILES.get(name) or f"roles/{re.sub('-(large|card)$', '', name)}.yml"


@dataclass(frozen=True)
class Sheet:
    """One file to print. ``size`` and ``audience`` are words that a reader chooses by.

    ``make`` gives its data and the ways to set it; the packet has none, as it is made of the others.
    ``guide`` and ``situation`` name what it belongs to, ``page`` the page with the same content.
    """

    name: str
    title: str
    audience: str
    size: str
    kind: str
    date: date
    page: str
    make: Callable[[str], Proof] | None = None
    guide: str | None = None
    situation: str | None = None

    @property
    def neutral(self) -> bool:
        """Whether a young person may be seen with it: then nothing on it says what it is about."""
        return self.audience == parts.YOUNG


def sheets(edition: Edition, scope: str = "all") -> tuple[Sheet, ...]:
    """Every sheet of an edition, the packet last; with ``one-pagers`` the guides' sheets alone."""
    found = list(_one_pagers(edition))
    if scope == "all":
        found += _others(edition)
    return tuple(found)


def _one_pagers(edition: Edition) -> Iterator[Sheet]:
    for guide in edition.guides.values():
        yield Sheet(
            guide.id, guide.title, guides.audience(guide), _ONE, "one-pager", guide.changes[0].on,
            f"roles/{guide.id}", partial(guides.one_pager_proof, edition, guide), guide.id,
        )  # fmt: skip


def _others(edition: Edition) -> Iterator[Sheet]:
    newest = parts.newest(edition)
    for situation in edition.situations.values():
        yield Sheet(
            f"situation-{situation.id}", situation.title, parts.STAFF, _ONE, "situation", newest,
            f"situations/{situation.id}",
            partial(situations.situation_proof, edition, situation), situation=situation.id,
        )  # fmt: skip
    for name, title, audience, size, page, make in (
        ("words", shared.WORDS, parts.STAFF, _ONE, "language", shared.words_proof),
        ("young-people", shared.ASKED, parts.FAMILY, _ONE, "young-people",
         shared.young_people_proof),
        ("get-help", shared.KEEP, parts.YOUNG, _CARD, "get-help", shared.get_help_proof),
    ):  # fmt: skip
        yield Sheet(name, title, audience, size, name, newest, page, partial(make, edition))
    for kind, size, proof in (
        ("card", _CARD, guides.card_proof),
        ("large", _LARGE, guides.large_proof),
    ):
        for guide in edition.guides.values():
            yield Sheet(
                f"{guide.id}-{kind}", guide.title, guides.audience(guide), size, kind,
                guide.changes[0].on, f"roles/{guide.id}", partial(proof, edition, guide), guide.id,
            )  # fmt: skip
    yield Sheet(
        PACKET, "All sheets in one file", parts.STAFF, _PACKET, "packet", newest, "handouts"
    )
