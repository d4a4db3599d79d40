"""Where things stand on a slide, in points, and in which type: for setting slides and for fitting them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from guidance_series.handouts import estimate
from guidance_series.text import Run

WIDTH, HEIGHT = 960, 540

LINE = 1.2
"""From one line to the next, in em; slides give it in points, so that every font keeps to it."""

AFTER = 0.42
"""Room after a paragraph, in em."""

WIDER = {False: 1.19, True: 1.37}
"""How much wider a word may come out, plain and bold, where a computer lacks the font: as wide as the
widest plain font that stands in for it (DejaVu Sans)."""

LEAST = 18
"""No type on a slide is smaller, in points: ids, feet and numbers either."""

BULLET = 24.0
"""How far the text of a list stands in, in points."""


@dataclass(frozen=True)
class Paragraph:
    """Runs of text, in which a line break stands for itself; ``id`` follows them in quiet type.

    ``look`` is text, item, head, lead or title.
    """

    runs: tuple[Run, ...]
    look: str = "text"
    id: str = ""


@dataclass(frozen=True)
class Place:
    """A box for text. ``icon`` is drawn at its left; ``fill``, ``edge`` and ``ink`` name colors."""

    x: float
    y: float
    width: float
    height: float
    sizes: tuple[int, ...] = (26, 24, 22, 20, 18)
    fill: str = ""
    edge: str = ""
    ink: str = "tx1"
    head: str = "tx2"
    icon: str = ""
    anchor: str = "t"

    @property
    def insets(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        if not (self.fill or self.edge):
            return (0.0, 0.0, 0.0, 0.0)
        return (56.0 if self.icon else 16.0, 13.0, 14.0, 11.0)

    @property
    def room(self) -> tuple[float, float]:
        """Width and height for text."""
        left, top, right, bottom = self.insets
        return self.width - left - right, self.height - top - bottom


TITLE = Place(48, 20, 864, 72, (34, 32, 30, 28), ink="tx2", anchor="b")
COVER = Place(96, 100, 768, 116, (46, 40, 36, 32), ink="bg1", anchor="b")
"""The title of the first slide."""

RULE = 97
FOOT = Place(78, 496, 700, 28, (LEAST,), ink="accent3")
NUMBER = Place(832, 496, 80, 28, (LEAST,), ink="accent3")

_ALERT = {"fill": "accent5", "edge": "accent2", "head": "accent2"}
_WASH = {"fill": "accent4"}
_PLAIN = {"fill": "bg1", "edge": "accent6", "head": "accent3"}

LAYOUTS: Mapping[str, tuple[Place, ...]] = {
    "Cover": (
        Place(96, 226, 768, 182, (24, 22, 20, 18), ink="bg1"),
        Place(96, 412, 768, 112, (18,), ink="bg1"),
    ),
    "Safety": (
        Place(48, 114, 330, 234, (24, 22, 20, 18), icon="danger", **_ALERT),
        Place(394, 114, 518, 234, (24, 22, 20, 18), icon="report", **_ALERT),
        Place(48, 360, 864, 120, (22, 20, 18), icon="call", **_ALERT),
    ),
    "Text": (Place(48, 114, 864, 366, (28, 26, 24, 22, 20, 18)),),
    "Contrast": (
        Place(48, 116, 392, 250, (28, 26, 24, 22, 20, 18), **_PLAIN),
        Place(496, 116, 416, 250, (28, 26, 24, 22, 20, 18), **_WASH),
        Place(48, 384, 864, 96, (24, 22, 20, 18)),
    ),
    "Words": (
        Place(48, 114, 500, 366, (24, 22, 20, 18), icon="say", **_WASH),
        Place(564, 114, 348, 366, (24, 22, 20, 18), icon="unsaid", **_PLAIN),
    ),
    "Situation": (
        Place(48, 114, 864, 166, (26, 24, 22, 20, 18)),
        Place(48, 292, 864, 188, (24, 22, 20, 18), icon="say", **_WASH),
    ),
    "Columns": (
        Place(48, 118, 424, 362, (26, 24, 22, 20, 18)),
        Place(488, 118, 424, 362, (26, 24, 22, 20, 18)),
    ),
}  # fmt: skip
"""Each layout's boxes beside the title, in reading order."""


def height(paragraphs: Iterable[Paragraph], size: int, width: float) -> float:
    """How tall paragraphs come out at a type size in a box of this width, in points."""
    total = 0.0
    for paragraph in paragraphs:
        room = width - (BULLET if paragraph.look == "item" else 0)
        total += (_lines(paragraph, size, room) * LINE + AFTER) * size
    return total - AFTER * size


def _lines(paragraph: Paragraph, size: int, room: float) -> int:
    parts = [[0.0]]
    for run in paragraph.runs:
        wider = WIDER[bool(run.get("strong")) or paragraph.look in ("head", "lead", "title")]
        for number, part in enumerate(run["t"].split("\n")):
            if number:
                parts.append([0.0])
            first, *rest = estimate.words([{"t": part}])
            parts[-1][-1] += first * wider
            parts[-1] += [one * wider for one in rest]
    if paragraph.id:
        parts[-1].append(sum(estimate.words([{"t": paragraph.id}])) * WIDER[False] * LEAST / size)
    return sum(estimate.lines(part, room / size) for part in parts)


def fits(paragraphs: Sequence[Paragraph], place: Place) -> int | None:
    """The largest type size in which the paragraphs fit their place, or None."""
    width, tall = place.room
    found = (size for size in place.sizes if height(paragraphs, size, width) <= tall)
    return next(found, None)


def sizes(
    boxes: Sequence[Sequence[Paragraph]], layout: str, least: int = LEAST
) -> tuple[int, ...] | None:
    """A type size for each box of a layout, the same in boxes side by side; None where one is too full.

    ``least`` is the smallest size wanted where a slide has one box alone.
    """
    places = LAYOUTS[layout]
    found = [fits(box, place) for box, place in zip(boxes, places, strict=True)]
    kept = [size for size in found if size and (size >= least or len(places) > 1)]
    if len(kept) < len(found):
        return None
    return tuple(
        min(size for size, other in zip(kept, places, strict=True) if other.y == place.y)
        for place in places
    )
