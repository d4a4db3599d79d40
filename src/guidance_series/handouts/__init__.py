"""Printed sheets, set by Typst. The only module that knows Typst.

``sheet_data`` turns an edition and a guide into plain data; ``one-pager.typ`` turns that data into
exactly one US Letter page. Nothing a writer types is ever evaluated as Typst markup.
"""

from __future__ import annotations

import io
import json
import re
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import segno
import typst

from guidance_series.models import Contact, Contrast, Fact, Guide, Line, Practice
from guidance_series.text import Run, runs

if TYPE_CHECKING:
    from guidance_series.editions import Edition

SIZES = (11.0, 10.75, 10.5, 10.25, 10.0, 9.75, 9.5)
"""Type sizes to try, in points. The last one is the floor."""

FREE = 0.08
"""Share of the page between its margins that stays free, so that a county's additions still fit."""

MISTAKE = "report-a-mistake"
"""The fact that says whom to tell when something on a sheet is wrong."""

_HERE = Path(__file__).parent
_LABELS = {
    "danger": "In danger now",
    "report": "Report",
    "call": "Whom to call",
    "do": "What to do",
    "avoid": "What to avoid",
    "say": "Words you could say",
    "unsaid": "Words to leave unsaid",
    "contrasts": "In place of the usual response",
    "usual": "Usual",
    "instead": "Instead",
    "notes": "Notes for your county or team",
    "address": "Is this print still current? Look here:",
    "qr": "QR code that opens the address printed beside it",
}
_UNCHECKED = "* Not yet checked, call before you rely on it."
_MUST: list[Run] = [{"t": "must", "strong": True}, {"t": ": law or policy. "}]


@dataclass
class DoesNotFit(Exception):
    """A guide's statements for the sheet take more than one page at the smallest size."""

    guide: str
    points: int

    def __str__(self) -> str:
        return (
            f"the one-pager of {self.guide} is {self.points} points too tall "
            f"at {SIZES[-1]:g} point type"
        )


@dataclass
class Unprintable(Exception):
    """A sheet holds a letter or sign that none of its fonts has."""

    guide: str
    sign: str

    def __str__(self) -> str:
        return f"the one-pager of {self.guide} holds “{self.sign}”, which its fonts cannot print"


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
    try:
        pdf = _compiler().compile(
            sys_inputs={"data": json.dumps(sheet_data(edition, guide, free=free))},
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=datetime.combine(guide.changes[0].on, time(), UTC),
        )
    except typst.TypstError as error:
        if over := re.search(r"ONE-PAGE: (\d+)", error.message):
            raise DoesNotFit(guide.id, int(over[1])) from None
        if sign := re.search(r'the text `"(.+?)"` could not be displayed', error.message):
            raise Unprintable(guide.id, sign[1]) from None
        raise
    return cast("bytes", pdf)


def fit(edition: Edition, guide: Guide, *, free: float = FREE) -> Fit:
    """Set the guide's sheet and tell how it came out. Raises ``DoesNotFit``."""
    one_pager(edition, guide, free=free)
    found = json.loads(_compiler().query("<fit>", field="value", one=True))
    return Fit(found["size"], found["contrasts"], found["spare"])


_local = threading.local()


def _compiler() -> typst.Compiler:
    """This thread's compiler: it keeps fonts and the parsed template from sheet to sheet."""
    if not hasattr(_local, "compiler"):
        _local.compiler = typst.Compiler(
            _HERE / "one-pager.typ", font_paths=[_HERE / "fonts"], ignore_system_fonts=True
        )
    compiler: typst.Compiler = _local.compiler
    return compiler


def sheet_data(edition: Edition, guide: Guide, *, free: float = FREE) -> dict[str, Any]:
    """Everything the sheet says, as JSON-able data; texts are lists of runs."""
    info = edition.info
    contacts = [c for c in edition.contacts.values() if c.on_every_page and _adds(c, info.danger)]
    facts = [f for f in edition.facts.values() if f.on_every_page and f.id != MISTAKE]
    address = None
    if info.site_address:
        address = f"{info.site_address.rstrip('/')}/p/{guide.id}/{info.release}/"
    practices = [p for p in guide.practices if p.handout]
    lines = [line for line in guide.lines if line.handout]
    notice = info.notice if guide.reviewed else f"{info.notice} {info.review_notice}"
    legend = _MUST if any(p.strength == "must" for p in practices) else []
    return {
        "lang": "en",
        "region": "US",
        "document_title": f"{guide.title}: {info.name}, one-page handout ({edition.name})",
        "author": info.name,
        "keywords": [guide.title, info.tagline, f"release {info.release}"],
        "sizes": list(SIZES),
        "free": free,
        "labels": _LABELS,
        "series": info.name,
        "tagline": info.tagline,
        "edition": edition.name,
        "title": guide.title,
        "danger": _runs(info.danger),
        "report": _runs(guide.duty.short),
        "contacts": [_contact(c) for c in contacts],
        "facts": [_fact(f, edition.values.get(f.id)) for f in facts],
        "unchecked": _UNCHECKED if any(c.checked is None for c in contacts) else None,
        "do": [_practice(p) for p in practices if p.kind != "avoid"],
        "avoid": [_practice(p) for p in practices if p.kind == "avoid"],
        "say": [_line(line) for line in lines if not line.avoid],
        "unsaid": [_line(line) for line in lines if line.avoid],
        "contrasts": [_contrast(c) for c in guide.contrasts if c.handout],
        "version": f"{edition.name} · Release {info.release} · "
        f"Guide version {guide.version} ({guide.status})",
        "notice": [*legend, *_runs(notice)],
        "mistake": _mistake(edition),
        "address": address,
        "qr": _qr(address) if address else None,
    }


def _adds(contact: Contact, danger: str) -> bool:
    """Whether the contact has a number that the danger box does not already give."""
    number = contact.call or contact.text
    return number is not None and number not in re.findall(r"[\d-]+", danger)


def _practice(practice: Practice) -> dict[str, Any]:
    words = ["must"] if practice.strength == "must" else []
    return {"id": practice.id, "words": words, "text": _runs(practice.text)}


def _line(line: Line) -> dict[str, Any]:
    return {"id": line.id, "words": [], "text": _runs(line.text)}


def _contrast(contrast: Contrast) -> dict[str, Any]:
    return {
        "id": contrast.id,
        "words": [],
        "usual": _runs(contrast.usual),
        "instead": _runs(contrast.instead),
    }


def _contact(contact: Contact) -> dict[str, Any]:
    ways: list[list[Run]] = []
    if contact.call:
        ways.append([_dial(contact.call)])
    if contact.text:
        ways.append([{"t": contact.text if " " in contact.text else f"text {contact.text}"}])
    if contact.tty:
        ways.append([{"t": f"TTY {contact.tty}"}])
    first, *more = ways
    name: Run = {"t": _typographic(contact.name)}
    if contact.link:
        name["link"] = contact.link
    mark = "" if contact.checked else _UNCHECKED[0]
    return {"name": [name], "first": first, "mark": mark, "more": more}


def _fact(fact: Fact, value: str | None) -> dict[str, Any]:
    return {"label": _runs(fact.label), "value": _value(fact, value) if value else None}


def _value(fact: Fact, value: str) -> list[Run]:
    match fact.kind:
        case "phone":
            return [_dial(value)]
        case "link":
            return [{"t": value, "link": value}]
        case "email":
            return [{"t": value, "link": f"mailto:{value}"}]
        case _:
            return _runs(value)


def _mistake(edition: Edition) -> dict[str, Any]:
    fact, value = edition.facts.get(MISTAKE), edition.values.get(MISTAKE)
    return {
        "label": _runs(fact.label if fact else "Something here is wrong? Tell"),
        "value": _value(fact, value) if fact and value else None,
    }


_NUMBER = re.compile(r"\d(?:[\d\s().-]*\d)?")


def _dial(number: str) -> Run:
    """The number as printed, linked when it holds digits that a US phone can dial."""
    for found in _NUMBER.findall(number):
        digits = re.sub(r"\D", "", found)
        if len(digits) in (3, 10) or (len(digits) == 11 and digits[0] == "1"):
            plus = {3: "", 10: "+1", 11: "+"}[len(digits)]
            return {"t": number, "link": f"tel:{plus}{digits}"}
    return {"t": number}


def _qr(address: str) -> str:
    """The code as SVG, whose paths Typst keeps as vectors."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=2, dark="#1d2528")
    return out.getvalue().decode()


def _runs(text: str) -> list[Run]:
    return [{**run, "t": _typographic(run["t"])} for run in runs(text)]


def _typographic(text: str) -> str:
    """Straight quotation marks and apostrophes as a printer would set them."""
    text = re.sub(r'(^|[\s(\[])"', r"\1“", text).replace('"', "”")
    return re.sub(r"(^|[\s(\[“])'", r"\1‘", text).replace("'", "’")
