"""A county's logo: a PNG, or an SVG that can do nothing but be looked at."""

from __future__ import annotations

import re
from pathlib import Path
from xml.parsers import expat

MOST_BYTES = 1_000_000
_PNG = b"\x89PNG\r\n\x1a\n"
_DRAWN = frozenset(
    "svg g defs title desc path rect circle ellipse line polyline polygon text tspan "
    "linearGradient radialGradient stop clipPath mask pattern symbol use".split()
)
"""The elements a logo may hold. Whatever runs, moves, embeds or calls is not among them."""

_CALLS = re.compile(r"(?i)\b(?:https?|ftp|file|data|javascript|vbscript)\s*:|@import|expression\(")
_URL = re.compile(r"(?i)url\(\s*['\"]?(?!#)")


def wrong(folder: Path, name: str) -> tuple[str, str]:
    """What is wrong with the logo ``name`` of a county's folder, and a way out; or nothing."""
    if "/" in name or "\\" in name or name.startswith("."):
        return (
            f"the logo is named by a path: '{name}'.",
            "Put the file into the county's own folder and write its name alone, such as logo.png.",
        )
    path = folder / name
    if path.is_symlink():
        return f"'{name}' is a link to another file.", "Put the file itself into the folder."
    if not path.is_file():
        return f"there is no file '{name}' beside county.yml.", "Put it there, or delete the line."
    size = path.stat().st_size
    if size > MOST_BYTES:
        return (
            f"the logo is {size / 1e6:.1f} MB; at most {MOST_BYTES / 1e6:.0f} MB is taken.",
            "Save it smaller: 500 pixels wide is enough for a page and a sheet.",
        )
    content = path.read_bytes()
    if content.startswith(_PNG) and path.suffix.lower() == ".png":
        return "", ""
    if path.suffix.lower() == ".svg":
        return _wrong_svg(content)
    return f"'{name}' is neither a PNG nor an SVG.", "Save the logo as PNG, with the ending .png."


def _wrong_svg(content: bytes) -> tuple[str, str]:
    hint = "Save the logo as PNG, or as a plain SVG with nothing but shapes and text."
    found: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name not in _DRAWN:
            found.append(f"it holds <{name[:30]}>")
        for key, value in attributes.items():
            short = key.rpartition(":")[2].lower()
            if key.startswith("xmlns"):
                continue
            if short.startswith("on"):
                found.append(f"it runs something ({short[:30]})")
            elif (short == "href" and not value.startswith("#")) or _URL.search(value):
                found.append(f"it points to something outside itself ({short[:30]})")
            elif _CALLS.search(value):
                found.append(f"it calls an address ({short[:30]})")

    def refuse(*_: object) -> None:
        found.append("it declares a document type")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.ProcessingInstructionHandler = lambda *_: found.append("it holds an instruction")
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return "the SVG is not safe to show: it declares a document type.", hint
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat takes it by position only
    except expat.ExpatError as error:
        return f"the SVG cannot be read (line {error.lineno}).", hint
    if found:
        return f"the SVG is not safe to show: {found[0]}.", hint
    return "", ""
