"""The master of the slides: colors, type, layouts and marks. Every slide takes its look from here."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import Any

from guidance_series.slides.icons import DECORATES, EMU, icon
from guidance_series.slides.layouts import (
    COVER,
    FOOT,
    HEIGHT,
    LAYOUTS,
    NUMBER,
    RULE,
    TITLE,
    WIDTH,
    Place,
)

FONT = "Atkinson Hyperlegible Next"
FALLBACK = "Arial"
"""For a computer without the first: of about its width."""

DEEP = "00595a"
"""The color of the series; a county's edition has its own."""

_NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)

FIRST_BOX = 10
"""The first box's number among a layout's placeholders; the others follow."""

_FOOT, _NUMBER = 30, 31


@lru_cache(maxsize=4)
def template(deep: str = DEEP, logo: bytes = b"") -> bytes:
    """An empty presentation with our master and layouts, in this color; its cover shows a ``logo`` (PNG)."""
    from pptx import Presentation
    from pptx.opc.constants import RELATIONSHIP_TYPE as RT
    from pptx.oxml import parse_xml

    show: Any = Presentation()
    show.slide_width, show.slide_height = WIDTH * EMU, HEIGHT * EMU
    show.element.sldSz.attrib.pop("type", None)
    for holder, kinds in (
        (show.part, (RT.PRINTER_SETTINGS,)),
        (show.part.package, (RT.THUMBNAIL, RT.EXTENDED_PROPERTIES)),
    ):
        for name in [name for name, rel in holder._rels.items() if rel.reltype in kinds]:  # noqa: SLF001
            holder._rels.pop(name)  # noqa: SLF001 - python-pptx has no other way to leave a part out
    master = show.slide_master
    theme = master.part.part_related_by(RT.THEME)
    theme._blob = _theme(theme.blob.decode(), deep).encode()  # noqa: SLF001 - as above
    element = master.element
    element.replace(element.cSld, parse_xml(_master()))
    element.replace(element.find("{*}txStyles"), parse_xml(_styles()))
    layouts = list(master.slide_layouts)
    for layout in layouts[len(LAYOUTS) :]:
        master.slide_layouts.remove(layout)
    for layout, (name, places) in zip(layouts, LAYOUTS.items(), strict=False):
        layout.element.replace(layout.element.cSld, parse_xml(_layout(name, places)))
        layout.element.set("preserve", "1")
        layout.element.attrib.pop("type", None)
        if name == "Cover":
            layout.element.set("type", "title")
            layout.element.set("showMasterSp", "0")
    if logo:
        _put_logo(layouts[0], logo)
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def _put_logo(cover: Any, logo: bytes) -> None:
    """A county's logo at the right of the cover, across from the door. Its name stands below."""
    from pptx.oxml import parse_xml

    part, name = cover.part.get_or_add_image_part(io.BytesIO(logo))
    across, down = part.image.size
    wide, tall = 56 * across / down, 56.0
    place = Place(COVER.x + COVER.width - wide, 44, wide, tall)
    cover.shapes._spTree.append(  # noqa: SLF001 - a layout takes pictures in no other way
        parse_xml(
            f'<p:pic {_NAMES}><p:nvPicPr><p:cNvPr id="70" name="Mark logo" descr="">{DECORATES}'
            '</p:cNvPr><p:cNvPicPr/><p:nvPr userDrawn="1"/></p:nvPicPr><p:blipFill>'
            f'<a:blip r:embed="{name}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr>'
            f'{_frame(place)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
        )
    )


def _theme(xml: str, deep: str) -> str:
    """The stock theme with our colors and fonts."""
    colors = {
        "dk1": "1D2528", "lt1": "FFFFFF", "dk2": deep, "lt2": "FDFBF7", "accent1": deep,
        "accent2": "9C3412", "accent3": "525B5F", "accent4": "EAF3F2", "accent5": "FDF5F0",
        "accent6": "A9BBBA", "hlink": deep, "folHlink": deep,
    }  # fmt: skip
    scheme = "".join(
        f'<a:{name}><a:srgbClr val="{value.upper()}"/></a:{name}>' for name, value in colors.items()
    )
    xml = _between(xml, "<a:clrScheme", "</a:clrScheme>", f' name="Open Door">{scheme}')
    face = (
        f'<a:latin typeface="{FONT}" panose="020B0604020202020204" pitchFamily="34" charset="0"/>'
    )
    other = f'<a:ea typeface="{FALLBACK}"/><a:cs typeface="{FALLBACK}"/>'
    fonts = "".join(f"<a:{kind}Font>{face}{other}</a:{kind}Font>" for kind in ("major", "minor"))
    return _between(xml, "<a:fontScheme", "</a:fontScheme>", f' name="Open Door">{fonts}')


def _between(xml: str, start: str, end: str, new: str) -> str:
    head, rest = xml.split(start, 1)
    return f"{head}{start}{new}{end}{rest.split(end, 1)[1]}"


def _styles() -> str:
    face = '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/>'

    def level(number: int, size: int, color: str, bold: str = "") -> str:
        return (
            f'<a:lvl{number}pPr marL="0" indent="0" algn="l" rtl="0" eaLnBrk="1" latinLnBrk="0" '
            'hangingPunct="1"><a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
            f'<a:defRPr lang="en-US" sz="{size * 100}"{bold} kern="1200"><a:solidFill>'
            f'<a:schemeClr val="{color}"/></a:solidFill>{face}</a:defRPr></a:lvl{number}pPr>'
        )

    body = "".join(level(number, 24, "tx1") for number in range(1, 6))
    title = level(1, TITLE.sizes[0], "tx2", ' b="1"')
    return (
        f"<p:txStyles {_NAMES}><p:titleStyle>{title}</p:titleStyle><p:bodyStyle>{body}</p:bodyStyle>"
        f"<p:otherStyle>{level(1, 18, 'tx1')}</p:otherStyle></p:txStyles>"
    )


def _tree(name: str, background: str, shapes: str) -> str:
    named = f' name="{name}"' if name else ""
    ground = (
        f'<p:bg><p:bgPr><a:solidFill><a:schemeClr val="{background}"/></a:solidFill>'
        "<a:effectLst/></p:bgPr></p:bg>"
        if background
        else ""
    )
    return (
        f"<p:cSld {_NAMES}{named}>{ground}<p:spTree><p:nvGrpSpPr>"
        '<p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/>'
        f"</a:xfrm></p:grpSpPr>{shapes}</p:spTree></p:cSld>"
    )


def _holder(number: int, name: str, kind: str, place: Place, prompt: str, bold: str = "") -> str:
    """A placeholder. ``kind`` is the inside of its ``p:ph``."""
    left, top, right, bottom = (round(inset * EMU) for inset in place.insets)
    text = (
        '<a:fld id="{B1C5A9A0-0D00-4D00-8D00-0D0000000001}" type="slidenum"><a:rPr lang="en-US"/>'
        "<a:t>‹#›</a:t></a:fld>"
        if "sldNum" in kind
        else f'<a:r><a:rPr lang="en-US"/><a:t>{prompt}</a:t></a:r>'
    )
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/>'
        f"</p:cNvSpPr><p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr>{_frame(place)}"
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr><p:txBody>'
        f'<a:bodyPr vert="horz" wrap="square" lIns="{left}" tIns="{top}" rIns="{right}" '
        f'bIns="{bottom}" rtlCol="0" anchor="{place.anchor}"><a:noAutofit/></a:bodyPr>'
        f'<a:lstStyle><a:lvl1pPr algn="{"r" if place is NUMBER else "l"}">'
        f'<a:defRPr lang="en-US" sz="{place.sizes[0] * 100}"{bold}><a:solidFill>'
        f'<a:schemeClr val="{place.ink}"/></a:solidFill></a:defRPr></a:lvl1pPr></a:lstStyle>'
        f"<a:p>{text}</a:p></p:txBody></p:sp>"
    )


def _frame(place: Place) -> str:
    x, y, width, height = (round(n * EMU) for n in (place.x, place.y, place.width, place.height))
    return f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _rule(number: int, y: float, weight: float, color: str) -> str:
    place = Place(TITLE.x, y, TITLE.width, 0)
    return (
        f'<p:cxnSp><p:nvCxnSpPr><p:cNvPr id="{number}" name="Rule {number}"/><p:cNvCxnSpPr/>'
        f'<p:nvPr userDrawn="1"/></p:nvCxnSpPr><p:spPr>{_frame(place)}<a:prstGeom prst="line">'
        f'<a:avLst/></a:prstGeom><a:ln w="{round(weight * EMU)}"><a:solidFill>'
        f'<a:schemeClr val="{color}"/></a:solidFill></a:ln></p:spPr></p:cxnSp>'
    )


def _feet(number: int) -> str:
    return _holder(
        number, "Foot", f'type="ftr" sz="quarter" idx="{_FOOT}"', FOOT, "Foot"
    ) + _holder(number + 1, "Number", f'type="sldNum" sz="quarter" idx="{_NUMBER}"', NUMBER, "")


def _master() -> str:
    body = LAYOUTS["Text"][0]
    return _tree(
        "", "bg2",
        _holder(2, "Title", 'type="title"', TITLE, "Title", ' b="1"')
        + _holder(3, "Text", 'type="body" idx="1"', body, "Text")
        + _feet(4) + _rule(6, RULE, 2.2, "tx2") + _rule(7, FOOT.y - 8, 0.8, "accent6")
        + icon("door", 8, TITLE.x, FOOT.y + 1, 22),
    )  # fmt: skip


def _layout(name: str, places: tuple[Place, ...]) -> str:
    if name == "Cover":
        shapes = _holder(2, "Title", 'type="ctrTitle"', COVER, "Title", ' b="1"')
        shapes += icon("door", 20, 96, 44, 56, color="bg1")
    else:
        shapes = _holder(2, "Title", 'type="title"', TITLE, "Title", ' b="1"')
    for number, place in enumerate(places):
        kind = f'type="body" sz="quarter" idx="{FIRST_BOX + number}"'
        if place.fill:
            shapes += _panel(40 + number, place)
        if place.edge == "accent2":
            bar = Place(place.x - 4, place.y - 0.5, 5, place.height + 1, fill="accent2")
            shapes += _panel(50 + number, bar)
        shapes += _holder(3 + number, f"Text {number + 1}", kind, place, "Text")
        if place.icon:
            shapes += icon(place.icon, 20 + number, place.x + 15, place.y + 14, 26)
    if name == "Contrast":
        left, right = places[:2]
        middle = (left.x + left.width + right.x) / 2
        shapes += icon("change", 29, middle - 20, left.y + left.height / 2 - 20, 40)
    if name != "Cover":
        shapes += _feet(60)
    return _tree(name, "tx2" if name == "Cover" else "", shapes)


def _panel(number: int, place: Place) -> str:
    """What stands behind the text of a box: a layout's own shape, so that its mark is seen on it."""
    edge = (
        f'<a:solidFill><a:schemeClr val="{place.edge}"/></a:solidFill>'
        if place.edge
        else "<a:noFill/>"
    )
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="Panel {number}" descr="">{DECORATES}</p:cNvPr>'
        f'<p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr>{_frame(place)}'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill>'
        f'<a:schemeClr val="{place.fill}"/></a:solidFill><a:ln w="{EMU}">{edge}</a:ln></p:spPr></p:sp>'
    )
