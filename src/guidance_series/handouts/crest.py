"""A county's logo for the head of its sheets, and for its slides."""

from __future__ import annotations

import base64
import re
from functools import lru_cache
from typing import TypedDict

from guidance_series.handouts.press import picture

MOST_BYTES = 100_000
"""What each sheet can carry; a larger logo stands on the site alone."""

_WIDEST = 4.0
"""Width to height: a wider logo comes out lower, not wider."""

_PPI = 216
"""Dots to the inch where slides show it less than an inch high."""


class Crest(TypedDict):
    """A picture that an engine can show whatever is in it, and how wide it is for its height."""

    svg: str
    wide: float


@lru_cache
def crest(name: str, content: bytes) -> Crest | None:
    """The logo in a frame of SVG: what cannot be drawn stays empty and stops no sheet."""
    kind = "image/png" if name.lower().endswith(".png") else "image/svg+xml"
    wide = _shape(content) if len(content) <= MOST_BYTES else 0.0
    if not wide:
        return None
    frame = min(wide, _WIDEST)
    data = base64.b64encode(content).decode()
    return Crest(
        svg=(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {100 * frame:.1f} 100">'
            f'<image width="{100 * frame:.1f}" height="100" href="data:{kind};base64,{data}"/></svg>'
        ),
        wide=frame,
    )


@lru_cache(maxsize=4)
def png(svg: str, wide: float) -> bytes:
    """A crest's SVG as PNG, which every program for slides can show."""
    frame = {"lang": "en", "region": "US", "paper": (1, 1)}
    named = {"kind": "crest", "document_title": "", "author": [], "keywords": []}
    return picture({**frame, **named, "logo": Crest(svg=svg, wide=wide)}, ppi=_PPI)


def _shape(content: bytes) -> float:
    """Width to height; 0 where the picture does not say."""
    if content.startswith(b"\x89PNG"):
        across, down = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
        return across / down if across and down else 0.0
    head = content[:4000].decode("utf-8", "replace")
    box = re.search(r'viewBox="\s*\S+\s+\S+\s+([\d.]+)\s+([\d.]+)\s*"', head)
    sides = box.groups() if box else [
        found[1] if (found := re.search(rf'<svg[^>]*\s{side}="([\d.]+)(?:px)?"', head)) else "0"
        for side in ("width", "height")
    ]  # fmt: skip
    try:
        width, height = map(float, sides)
    except ValueError:
        return 0.0
    return width / height if width and height else 0.0
