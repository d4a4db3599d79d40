"""Slides as a file: the deck on its master, with notes, language, numbers and fixed dates."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any
from xml.sax.saxutils import escape

from guidance_series.editions import Edition
from guidance_series.handouts import parts
from guidance_series.handouts.crest import crest, png
from guidance_series.slides.deck import Slide, deck, title_size
from guidance_series.slides.icons import EMU
from guidance_series.slides.layouts import (
    AFTER,
    BULLET,
    FOOT,
    LAYOUTS,
    LEAST,
    LINE,
    Paragraph,
    Place,
    fits,
)
from guidance_series.slides.master import DEEP, FIRST_BOX, template
from guidance_series.training import Pack

_DATE = (1980, 1, 1, 0, 0, 0)
"""Of every file within, so that the same slides give the same bytes."""

_FEET = {"ftr": 100, "sldNum": 101}
"""The numbers of these shapes on every slide."""

_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def show(edition: Edition, pack: Pack) -> bytes:
    """A pack's slides as PPTX; the same input gives the same bytes."""
    from pptx import Presentation

    color = (edition.color or DEEP).lstrip("#")
    logo = crest(*edition.logo) if edition.logo else None
    drawn = png(**logo) if logo else b""
    presentation: Any = Presentation(io.BytesIO(template(color, drawn)))
    layouts = dict(zip(LAYOUTS, presentation.slide_layouts, strict=True))
    info = edition.info
    release = f"Release {info.release}"
    foot = _foot(
        (info.name, pack.title, edition.name, release),
        (pack.title, edition.name, release),
        (edition.name, release),
        (edition.name,),
    )
    for number, slide in enumerate(deck(edition, pack), 1):
        made = presentation.slides.add_slide(layouts[slide.layout])
        _fill(made, slide)
        if slide.layout != "Cover":
            _feet(made, layouts[slide.layout], foot, number)
        _note(made, slide)
    core = presentation.core_properties
    core.title = f"{pack.words.labels.slides}: {pack.title} ({edition.name}, {info.release})"
    core.author = core.last_modified_by = info.name
    core.subject = info.tagline
    core.keywords = f"{pack.title}, {info.tagline}, release {info.release}"
    core.language = "en-US"
    core.revision = 1
    core.created = core.modified = datetime.combine(parts.newest(edition), time(), UTC)
    out = io.BytesIO()
    presentation.save(out)
    return _fixed(out)


def _foot(*ways: tuple[str, ...]) -> str:
    """The first way to say what the slides are that takes one line; a long name pushes out the rest."""
    line = replace(FOOT, height=LEAST * LINE)
    told = [" · ".join(way) for way in ways]
    return next((one for one in told if fits([Paragraph(({"t": one},))], line)), told[-1])


def _fixed(saved: io.BytesIO) -> bytes:
    """The same file with one date for all that is in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()


def _fill(made: Any, slide: Slide) -> None:
    """Write the title and the boxes. Goes through the tree itself: python-pptx looks up each anew."""
    holders = {shape.ph.idx: shape.txBody for shape in made.shapes._spTree.iter_ph_elms()}  # noqa: SLF001
    title = Paragraph(({"t": slide.title},), "title")
    _write(holders[0], [_paragraph(title, title_size(slide), None)])
    for number, (box, size) in enumerate(zip(slide.boxes, slide.sizes, strict=True)):
        place = LAYOUTS[slide.layout][number]
        _write(holders[FIRST_BOX + number], [_paragraph(one, size, place) for one in box])


def _write(body: Any, paragraphs: Iterable[str]) -> None:
    """Put paragraphs, as XML, in the place of those of a text body."""
    from pptx.oxml import parse_xml

    for old in body.p_lst:
        body.remove(old)
    for paragraph in parse_xml(f"<a:lines {_A}>{''.join(paragraphs)}</a:lines>"):
        body.append(paragraph)


def _paragraph(paragraph: Paragraph, size: int, place: Place | None) -> str:
    properties = ""
    if place:
        line, after = round(size * LINE * 100), round(size * AFTER * 100)
        bullet = "<a:buNone/>"
        stands = 'marL="0" indent="0"'
        if paragraph.look == "item":
            stands = f'marL="{round(BULLET * EMU)}" indent="{round(-BULLET * EMU)}"'
            bullet = (
                '<a:buClr><a:schemeClr val="tx2"/></a:buClr>'
                '<a:buFont typeface="Arial"/><a:buChar char="•"/>'
            )
        properties = (
            f'<a:pPr {stands}><a:lnSpc><a:spcPts val="{line}"/></a:lnSpc>'
            f'<a:spcAft><a:spcPts val="{after}"/></a:spcAft>{bullet}</a:pPr>'
        )
    runs = []
    for run in paragraph.runs:
        marks = ""
        if run.get("strong") or paragraph.look in ("head", "lead"):
            marks += ' b="1"'
        if run.get("emph"):
            marks += ' i="1"'
        if not run["t"].strip("\N{NO-BREAK SPACE}"):
            marks = ' u="sng"'  # a blank to fill in
        color = place.head if place and paragraph.look == "head" else ""
        for number, part in enumerate(run["t"].split("\n")):
            if number:
                runs.append("<a:br/>")
            if part:
                runs.append(_run(part, size, marks, color))
    if paragraph.id:
        runs.append(_run(f"\N{NO-BREAK SPACE} {paragraph.id}", LEAST, "", "accent3"))
    return f"<a:p>{properties}{''.join(runs)}</a:p>"


def _run(text: str, size: int, marks: str, color: str = "") -> str:
    sized = f' sz="{size * 100}"' if size else ""
    fill = f'<a:solidFill><a:schemeClr val="{color}"/></a:solidFill>' if color else ""
    return (
        f'<a:r><a:rPr lang="en-US"{sized}{marks} dirty="0">{fill}</a:rPr>'
        f"<a:t>{escape(text)}</a:t></a:r>"
    )


def _feet(made: Any, layout: Any, foot: str, number: int) -> None:
    """The foot and the number: python-pptx leaves them out of a new slide."""
    paragraphs = {
        "ftr": f"<a:p>{_run(foot, 0, '')}</a:p>",
        "sldNum": '<a:p><a:fld id="{B1C5A9A0-0D00-4D00-8D00-0D0000000001}" type="slidenum">'
        f'<a:rPr lang="en-US"/><a:t>{number}</a:t></a:fld></a:p>',
    }
    for shape in layout.element.cSld.spTree.iter_ph_elms():
        kind = shape.ph.get("type")
        if kind not in paragraphs:
            continue
        copy = deepcopy(shape)
        copy.nvSpPr.cNvPr.set("id", str(_FEET[kind]))
        for part in (copy.spPr, copy.txBody.find("{*}lstStyle")):
            for own in list(part):  # place and look come from the layout
                part.remove(own)
        _write(copy.txBody, [paragraphs[kind]])
        made.shapes._spTree.append(copy)  # noqa: SLF001 - python-pptx offers no other way


def _note(made: Any, slide: Slide) -> None:
    body = made.notes_slide.notes_text_frame._txBody  # noqa: SLF001 - for the language of each run
    _write(body, [f"<a:p>{_run(line, 0, '')}</a:p>" for line in slide.notes])
