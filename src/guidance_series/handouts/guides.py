"""The sheets of one guide: the one-pager, the large print and the pocket card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from guidance_series.editions import Edition
from guidance_series.handouts import estimate, parts
from guidance_series.handouts.press import Pressed, Proof, press, queried
from guidance_series.models import Guide

SIZES = (11.0, 10.75, 10.5, 10.25, 10.0, 9.75, 9.5)
"""Type sizes to try, in points. The last one is the floor."""

CARD_SIZES = (10.0, 9.5, 9.0, 8.5)
"""Type sizes to try on a pocket card, in points."""

_PANEL = (228.0, 159.0)
"""Width and height within a panel of a card, in points, and how many panels hold statements."""
_PANELS = 5

FREE = 0.08
"""Share of the page between its margins that stays free, so that a county's additions still fit."""

FOR_FAMILIES = frozenset({"caregiver"})
"""Guides whose readers are parents, relatives and resource families too."""

_GUTTER = 22.0
_REST = (8.0, 2.0, 95.0)
_TAG = 2.6
"""What an id takes after its statement, in em."""


@dataclass(frozen=True)
class Fit:
    """How a guide fits its sheet: type size in points, contrasts shown, share of the page free."""

    size: float
    contrasts: int
    spare: float


def one_pager(edition: Edition, guide: Guide, *, free: float = FREE) -> bytes:
    """The guide's sheet as a tagged PDF; the same input gives the same bytes.

    Where two contrasts do not fit, the first alone is shown (``fit`` tells). Raises ``DoesNotFit``
    and ``Unprintable``. Safe in threads; a process forked after the first call hangs, so spawn.
    """
    return _pressed(edition, guide, free).pdf


def fit(edition: Edition, guide: Guide, *, free: float = FREE) -> Fit:
    """Set the guide's sheet and tell how it came out. Raises ``DoesNotFit``."""
    way = _pressed(edition, guide, free).way
    return Fit(way["size"], way["shown"], queried("spare"))


def _pressed(edition: Edition, guide: Guide, free: float) -> Pressed:
    return press(one_pager_proof(edition, guide, free=free))


def audience(guide: Guide) -> str:
    """Who may see the guide's sheets."""
    return parts.FAMILY if guide.id in FOR_FAMILIES else parts.STAFF


def sheet_data(edition: Edition, guide: Guide) -> dict[str, Any]:
    """Everything the one-pager says, as JSON-able data; texts are lists of runs."""
    practices = [p for p in edition.practices_of(guide) if p.handout]
    lines = [line for line in guide.lines if line.handout]
    must = any(p.strength == "must" for p in practices)

    def own(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [parts.marked(edition, entry) for entry in entries]

    said = {
        "do": own([parts.practice(p) for p in practices if p.kind != "avoid"]),
        "avoid": own([parts.practice(p) for p in practices if p.kind == "avoid"]),
        "say": own([parts.spoken(line) for line in lines if not line.avoid]),
        "unsaid": own([parts.spoken(line) for line in lines if line.avoid]),
        "contrasts": own([parts.contrast(c) for c in guide.contrasts if c.handout]),
    }
    newer = any(parts.NEWER in entry["words"] for group in said.values() for entry in group)
    return {
        **parts.frame(
            edition, guide.id, "one-pager", guide.title,
            what="one-page handout", version=parts.guide_version(guide, edition.standing(guide)),
        ),
        **parts.safety(edition, guide.duty.short, guide.id),
        "audience": audience(guide),
        "notice": parts.notice(
            edition, reviewed=guide.reviewed is not None, must=must, newer=newer
        ),
        **said,
    }  # fmt: skip


def one_pager_proof(
    edition: Edition, guide: Guide, paper: str = "letter", *, free: float = FREE
) -> Proof:
    """The one-pager with every size it may be set in."""
    data = sheet_data(edition, guide)
    width, height = parts.room(paper)
    left = _balance(data, width)
    shown = len(data["contrasts"])
    ways: list[dict[str, Any]] = [{"size": size, "shown": shown} for size in SIZES]
    ways += [{"size": SIZES[-1], "shown": fewer} for fewer in range(shown - 1, 0, -1)]
    heights = [_height(data, width, left, **way) for way in ways]
    allowed = height * (1 - free)
    start = next((n for n, tall in enumerate(heights) if tall <= allowed), len(ways) - 1)
    return Proof(
        {**data, "paper": parts.PAPERS[paper], "free": free, "left": left},
        f"the one-pager of {guide.id}",
        guide.changes[0].on,
        ways,
        heights,
        start,
        local_entries(edition, guide),
    )


def large_proof(edition: Edition, guide: Guide, paper: str = "letter") -> Proof:
    """The same statements in 18 points, on as many pages as they need."""
    data = sheet_data(edition, guide) | parts.renamed(
        edition, f"{guide.id}-large", "large", guide.title, what="large print"
    )
    return Proof(
        {**data, "paper": parts.PAPERS[paper], "page": "Page", "of": "of"},
        f"the large print of {guide.id}",
        guide.changes[0].on,
    )


def card_proof(edition: Edition, guide: Guide, paper: str = "letter") -> Proof:
    """The pocket card: the practices and lines of the one-pager, without its contrasts."""
    data = sheet_data(edition, guide) | parts.renamed(
        edition, f"{guide.id}-card", "card", guide.title, what="pocket card"
    )
    labels = parts.LABELS | {
        "fold": "Cut at the corner marks. Fold down the middle, print outside. "
        "Then fold like a fan.",
        "notes": "Notes",
        "kicker": "pocket card",
    }
    return Proof(
        {
            **data,
            "labels": labels,
            "contrasts": [],
            "own": ["Our worker" if guide.id in FOR_FAMILIES else "My supervisor", "After hours"],
            "paper": parts.PAPERS[paper],
            "tries": _card_tries(data),
        },
        f"the pocket card of {guide.id}",
        guide.changes[0].on,
        [{"size": CARD_SIZES[-1]}],
        [0.0],
        0,
        local_entries(edition, guide),
    )


def _card_tries(data: dict[str, Any]) -> list[tuple[float, bool]]:
    """Type sizes to try on a card, and whether each section gets panels of its own (better).

    What an estimate says is too much is left out, but never the last.
    """
    tries = [(size, apart) for apart in (True, False) for size in CARD_SIZES]
    fits = (n for n, (size, apart) in enumerate(tries) if _panels(data, size, apart) <= _PANELS)
    return tries[next(fits, len(tries) - 1) :]


def _panels(data: dict[str, Any], size: float, apart: bool) -> int:
    """How many panels of a card the statements take, by an estimate."""
    width, height = (points / size for points in _PANEL)
    count, used = 1, 0.0
    for name in ("do", "avoid", "say", "unsaid"):
        if apart and used:
            count, used = count + 1, 0.0
        for n, item in enumerate(data[name]):
            widths = estimate.words(item["text"], end=_TAG + 2.0 * len(item["words"]))
            tall = estimate.lines(widths, width - 1.37) * estimate.LINE - 0.4 + (n == 0) * 1.7
            if used and used + tall > height:
                count, used = count + 1, 0.0
            used += tall + 0.62
    return count


def local_entries(edition: Edition, guide: Guide) -> list[str]:
    """What an edition added, changed or filled in on the guide's sheets, by ids."""
    shown = (*edition.practices_of(guide), *guide.contrasts, *guide.lines)
    own = [s.id for s in shown if s.handout and s.id in edition.local]
    return own + parts.filled_in(edition)


def _column(data: dict[str, Any], sections: tuple[str, ...], room: float) -> float:
    """The height of some sections in a column ``room`` em wide, in em."""
    total = 0.0
    for name in sections:
        if data[name]:
            total += 3.1
        for item in data[name]:
            tag = _TAG + 2.0 * len(item["words"])
            widths = estimate.words(item["text"], end=tag)
            total += estimate.lines(widths, room - 1.42) * estimate.LINE + 0.3
    return total


def _columns(data: dict[str, Any], width: float, left: float, size: float) -> tuple[float, float]:
    room = (width - _GUTTER) / size
    return (
        _column(data, ("do",), room * left),
        _column(data, ("avoid", "say", "unsaid"), room * (1 - left)),
    )


def _balance(data: dict[str, Any], width: float) -> float:
    """The share of the width at which the left column ends at about the height of the right one."""
    low, high = 40, 60
    while low < high:
        at = (low + high) // 2
        one, other = _columns(data, width, at / 100, SIZES[-1])
        low, high = (at + 1, high) if one > other else (low, at)
    return low / 100


def _height(data: dict[str, Any], width: float, left: float, size: float, shown: int) -> float:
    """What the whole sheet takes at this size, in points."""
    em = max(_columns(data, width, left, size))
    room = width / size - 2.1 - _GUTTER / size
    said = (estimate.lines(estimate.words(data["report"]), room * 0.57),
            estimate.lines(estimate.words(data["danger"]), room * 0.43 / 1.05))  # fmt: skip
    em += max(said) * estimate.LINE
    em += (len(data["facts"]) + len(data["contacts"])) * 1.25
    sides = (width / size - 2.9) / 2.5
    for pair in data["contrasts"][:shown]:
        usual = estimate.words([{"t": "Usual:  "}, *pair["usual"]])
        instead = estimate.words([{"t": "Instead:  "}, *pair["instead"]], end=_TAG)
        told = (estimate.lines(usual, sides), estimate.lines(instead, sides * 1.5 - 1.3) + 0.85)
        em += max(told) * estimate.LINE + 0.1
    return em * size + _REST[0] * size + (_REST[1] * size if shown else 0) + _REST[2]
