"""The marks of the sheets (``handouts/house.typ``) as shapes of a slide's layout.

Each is drawn on a grid of 16 by 16: lines through points, circles and boxes. They decorate: what
they stand beside says the same in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

GRID = 16
EMU = 12700
"""In a point."""


@dataclass(frozen=True)
class Stroke:
    """A line through points; ``closed`` returns to the first. ``dot`` fills it."""

    points: tuple[tuple[float, float], ...]
    closed: bool = False
    dot: bool = False


@dataclass(frozen=True)
class Circle:
    """A circle around a point."""

    x: float
    y: float
    radius: float
    dot: bool = False


def _line(*points: tuple[float, float]) -> Stroke:
    return Stroke(points)


def _shape(*points: tuple[float, float]) -> Stroke:
    return Stroke(points, closed=True)


_BUBBLE = _shape(
    (3, 2), (13, 2), (14.5, 3.5), (14.5, 9.5), (13, 11), (8, 11), (4.5, 14.5), (4.5, 11), (3, 11),
    (1.5, 9.5), (1.5, 3.5),
)  # fmt: skip

ICONS: Mapping[str, tuple[str, tuple[Stroke | Circle, ...]]] = {
    "do": ("tx2", (_shape((1.5, 1.5), (14.5, 1.5), (14.5, 14.5), (1.5, 14.5)),
                   _line((4.8, 8.4), (7, 10.8), (11.4, 5.4)))),
    "say": ("tx2", (_BUBBLE, _line((4.8, 5.2), (11.2, 5.2)), _line((4.8, 7.9), (9, 7.9)))),
    "unsaid": ("tx1", (_BUBBLE, _line((5.9, 4.4), (10.1, 8.6)), _line((10.1, 4.4), (5.9, 8.6)))),
    "change": ("tx2", (_line((1.5, 8), (14, 8)), _line((9.5, 3.5), (14, 8), (9.5, 12.5)))),
    "danger": ("accent2", (_shape((8, 1.6), (15, 14), (1, 14)), _line((8, 6), (8, 9.6)),
                           Circle(8, 11.8, 0.9, dot=True))),
    "report": ("accent2", (_shape((3, 1.5), (10, 1.5), (13, 4.5), (13, 14.5), (3, 14.5)),
                           _line((5.6, 6.4), (10.4, 6.4)), _line((5.6, 9), (10.4, 9)),
                           _line((5.6, 11.6), (8.4, 11.6)))),
    "call": ("accent2", (_shape((4, 1), (12, 1), (12, 15), (4, 15)), _line((7, 3.1), (9, 3.1)),
                         Circle(8, 12.6, 0.8, dot=True))),
    "door": ("tx2", (_line((1.5, 14.5), (14.5, 14.5)),
                     _line((3.5, 14.5), (3.5, 1.5), (12.5, 1.5), (12.5, 14.5)),
                     _shape((3.5, 1.5), (9, 3.6), (9, 16), (3.5, 14.5)),
                     Circle(7.3, 9.4, 0.8, dot=True))),
}  # fmt: skip
"""Each mark's color, as the theme names it, and what it is drawn of."""

DECORATES = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext>'
    "</a:extLst>"
)


def icon(name: str, number: int, x: float, y: float, size: float, color: str = "") -> str:
    """A mark as one shape, ``size`` points wide, with the shape's ``number`` on its slide."""
    own, parts = ICONS[name]
    paths = "".join(_path(part) for part in parts)
    width = max(1.4, size / GRID * 1.3)
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="Mark {name}" descr="">{DECORATES}</p:cNvPr>'
        '<p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>'
        f'<a:xfrm><a:off x="{round(x * EMU)}" y="{round(y * EMU)}"/>'
        f'<a:ext cx="{round(size * EMU)}" cy="{round(size * EMU)}"/></a:xfrm>'
        f"<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>{paths}</a:pathLst></a:custGeom>'
        f'<a:solidFill><a:schemeClr val="{color or own}"/></a:solidFill>'
        f'<a:ln w="{round(width * EMU)}" cap="rnd"><a:solidFill><a:schemeClr val="{color or own}"/>'
        "</a:solidFill><a:round/></a:ln></p:spPr></p:sp>"
    )


def _path(part: Stroke | Circle) -> str:
    fill = "norm" if part.dot else "none"
    head = f'<a:path w="{GRID * 100}" h="{GRID * 100}" fill="{fill}">'
    if isinstance(part, Circle):
        radius = round(part.radius * 100)
        return (
            f"{head}<a:moveTo>{_point(part.x + part.radius, part.y)}</a:moveTo>"
            f'<a:arcTo wR="{radius}" hR="{radius}" stAng="0" swAng="21600000"/><a:close/></a:path>'
        )
    first, *rest = part.points
    lines = "".join(f"<a:lnTo>{_point(*point)}</a:lnTo>" for point in rest)
    end = "<a:close/>" if part.closed else ""
    return f"{head}<a:moveTo>{_point(*first)}</a:moveTo>{lines}{end}</a:path>"


def _point(x: float, y: float) -> str:
    return f'<a:pt x="{round(x * 100)}" y="{round(y * 100)}"/>'
