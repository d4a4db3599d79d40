"""What sheets are made of, as JSON-able data: texts as runs, numbers, the frame of every sheet."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

from guidance_series.editions import Edition
from guidance_series.handouts.crest import crest
from guidance_series.models import MISTAKE, Contact, Contrast, Fact, Guide, Line, Practice
from guidance_series.text import Run, runs

STAFF = "For staff"
FAMILY = "May be left with a family"
YOUNG = "May be shown to a young person"
"""Who may see a sheet. One of the last kind never says what it is about or who made it."""

PAPERS = {"letter": (612.0, 792.0), "a4": (595.28, 841.89)}
"""Width and height in points."""

LABELS = {
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
UNCHECKED = "* Not yet checked, call before you rely on it."
_MUST: list[Run] = [{"t": "must", "strong": True}, {"t": ": law or policy. "}]


_MARGINS = (79.2, 64.8)
"""What ``margin`` of ``house.typ`` takes of a page's width and height, in points."""


def room(paper: str) -> tuple[float, float]:
    """Width and height between a page's margins, in points."""
    width, height = PAPERS[paper]
    return width - _MARGINS[0], height - _MARGINS[1]


def frame(
    edition: Edition, name: str, kind: str, title: str, *, what: str, version: str
) -> dict[str, Any]:
    """What every sheet carries around its content. ``what`` names the kind of sheet to a reader.

    The keys ``audience``, ``notice`` and the rest of the content are added by each kind.
    """
    info = edition.info
    return {
        "lang": "en",
        "region": "US",
        "paper": PAPERS["letter"],
        "author": info.name,
        "keywords": [title, info.tagline, f"release {info.release}"],
        "labels": LABELS,
        "series": info.name,
        "tagline": info.tagline,
        "edition": edition.name,
        "title": title,
        "audience": STAFF,
        "version": f"{edition.name} · Release {info.release} · {version}",
        "mistake": mistake(edition),
        **({"color": edition.color} if edition.color else {}),
        **({"logo": drawn} if edition.logo and (drawn := crest(*edition.logo)) else {}),
        **renamed(edition, name, kind, title, what=what),
    }


def renamed(edition: Edition, name: str, kind: str, title: str, *, what: str) -> dict[str, Any]:
    """The part of a frame that tells one sheet from another with the same content."""
    address = printed_address(edition, name)
    return {
        "name": name,
        "kind": kind,
        "document_title": f"{title}: {edition.info.name}, {what} ({edition.name})",
        "address": address,
        "qr": _qr(address) if address else None,
    }


def printed_address(edition: Edition, name: str) -> str | None:
    """Where a print of this sheet says whether it is current; None without a site address."""
    info = edition.info
    return (
        f"{info.site_address.rstrip('/')}/p/{name}/{info.release}/" if info.site_address else None
    )


def safety(edition: Edition, report: str, guide: str = "") -> dict[str, Any]:
    """The safety box: danger now, this sheet's line on reporting, whom to call.

    ``guide`` names the guide whose sheet it is, for numbers that stand on that one alone.
    """
    contacts = [c for c in edition.contacts_on(guide) if _adds(c, edition.info.danger)]
    facts = [f for f in edition.facts.values() if f.on_every_page and f.id != MISTAKE]
    return {
        "danger": typeset(edition.info.danger),
        "report": typeset(report),
        "contacts": [contact(c) for c in contacts],
        "facts": [fact(edition, f) for f in facts],
        "unchecked": UNCHECKED if any(c.unchecked for c in contacts) else None,
    }


def notice(
    edition: Edition, *, reviewed: bool, must: bool, newer: bool = False, local: bool = True
) -> list[Run]:
    """What the text is not, and what its marks mean where a sheet shows them."""
    info = edition.info
    said = info.notice if reviewed else f"{info.notice} {info.review_notice}"
    legend = [*(_MUST if must else [])]
    if edition.local and local:
        legend += [{"t": "local", "strong": True}, {"t": f": {edition.name}’s own words. "}]
    if newer:
        legend += [{"t": NEWER, "strong": True}, {"t": ": not yet in the version adopted. "}]
    return [*legend, *typeset(said)]


NEWER = "newer"
"""Marks a statement whose statewide text has changed since the county adopted the guide."""


def marked(edition: Edition, entry: dict[str, Any]) -> dict[str, Any]:
    """A statement's entry, with the words that mark it as a county's own, or as newer than adopted."""
    own = ["local"] if entry["id"] in edition.local else []
    newer = [NEWER] if entry["id"] in edition.moved else []
    return {**entry, "words": [*entry["words"], *own, *newer]}


def guide_version(guide: Guide, standing: str = "") -> str:
    """The guide's version and state, with the date its reviewers set where there is one.

    ``standing`` is who adopted it, in a county's edition, in place of its state.
    """
    found = f"Guide version {guide.version} ({guide.status})"
    if standing:
        found = f"Guide version {guide.version} · {standing.removesuffix('.')}"
    return f"{found} · Review by {guide.review_by}" if guide.review_by else found


def guide_versions(edition: Edition) -> str:
    """The versions of all guides, in one word where they are the same, and who adopted them."""
    by_prefix = {guide.prefix: guide.version for guide in edition.guides.values()}
    listed = ", ".join(f"{prefix} {number}" for prefix, number in by_prefix.items())
    same = len(set(by_prefix.values())) == 1
    found = f"All guides version {min(by_prefix.values())}" if same else f"Guides {listed}"
    return f"{found} · {_standing(edition)}" if edition.is_local else found


def _standing(edition: Edition) -> str:
    """How many guides a county has adopted, for a sheet that draws on all of them."""
    adopted = [guide for guide in edition.guides.values() if guide.id in edition.adoptions]
    if not adopted:
        return "Draft, not yet adopted"
    behind = sum(edition.adoptions[guide.id].version != guide.version for guide in adopted)
    found = f"{len(adopted)} of {len(edition.guides)} guides adopted"
    if behind:
        found += f", {behind} at another version"
    return found if len(adopted) == len(edition.guides) else f"Draft: {found}"


def newest(edition: Edition) -> date:
    """The day of the newest change in any guide."""
    return max(guide.changes[0].on for guide in edition.guides.values())


def _adds(contact: Contact, danger: str) -> bool:
    """Whether the contact has a number that the danger box does not already give."""
    number = contact.call or contact.text
    return number is not None and number not in re.findall(r"[\d-]+", danger)


def practice(practice: Practice) -> dict[str, Any]:
    """A practice with its id and the word that marks it."""
    words = ["must"] if practice.strength == "must" else []
    return {"id": practice.id, "words": words, "text": typeset(practice.text)}


def spoken(line: Line) -> dict[str, Any]:
    """A line with its id."""
    return {"id": line.id, "words": [], "text": typeset(line.text)}


def contrast(contrast: Contrast) -> dict[str, Any]:
    """A contrast, both sides, with its id."""
    return {
        "id": contrast.id,
        "words": [],
        "usual": typeset(contrast.usual),
        "instead": typeset(contrast.instead),
    }


def contact(contact: Contact) -> dict[str, Any]:
    """A service: its name, the first way to reach it, whether unchecked, and more ways."""
    ways: list[list[Run]] = []
    if contact.call:
        ways.append([dial(contact.call)])
    if contact.text:
        ways.append([{"t": contact.text if " " in contact.text else f"text {contact.text}"}])
    if contact.tty:
        ways.append([{"t": f"TTY {contact.tty}"}])
    first, *more = ways
    name: Run = {"t": typographic(contact.name)}
    if contact.link:
        name["link"] = contact.link
    mark = UNCHECKED[0] if contact.unchecked else ""
    return {"name": [name], "first": first, "mark": mark, "more": more}


def fact(edition: Edition, fact: Fact) -> dict[str, Any]:
    """What a county fills in; ``value`` is None where nobody has, and prints as a line."""
    value = edition.values.get(fact.id)
    return {"label": typeset(fact.label), "value": _value(fact, value) if value else None}


def filled_in(edition: Edition, situation: str | None = None) -> list[str]:
    """The ids of a county's facts that a sheet prints, so that an overflow can name them."""
    return [
        fact.id
        for fact in edition.facts.values()
        if edition.values.get(fact.id) and (fact.on_every_page or situation in fact.situations)
    ]


def _value(fact: Fact, value: str) -> list[Run]:
    match fact.kind:
        case "phone":
            return [dial(value)]
        case "link":
            return [{"t": value, "link": value}]
        case "email":
            return [{"t": value, "link": f"mailto:{value}"}]
        case _:
            return typeset(value)


def mistake(edition: Edition) -> dict[str, Any]:
    """Whom to tell when something on the sheet is wrong."""
    found = edition.facts.get(MISTAKE)
    if found is None:
        return {"label": typeset("Something here is wrong? Tell"), "value": None}
    return fact(edition, found)


_INVENTED = re.compile(r"555[-. )]*01\d\d")
"""Numbers kept for examples: nobody answers them, so nothing leads there."""

_NUMBER = re.compile(r"\d(?:[\d\s().-]*\d)?")


def dial(number: str) -> Run:
    """The number as printed, linked when it holds digits that a US phone can dial."""
    for found in _NUMBER.findall("" if _INVENTED.search(number) else number):
        digits = re.sub(r"\D", "", found)
        if len(digits) in (3, 10) or (len(digits) == 11 and digits[0] == "1"):
            plus = {3: "", 10: "+1", 11: "+"}[len(digits)]
            return {"t": number, "link": f"tel:{plus}{digits}"}
    return {"t": number}


def _qr(address: str) -> str:
    """The code as SVG, whose paths Typst keeps as vectors."""
    out = io.BytesIO()
    import segno  # a draft without an address prints no code and need not wait for it

    segno.make(address, error="m", micro=False).save(out, kind="svg", border=2, dark="#1d2528")
    return out.getvalue().decode()


def typeset(text: str) -> list[Run]:
    """A text as runs, with a printer's quotation marks."""
    return [{**run, "t": typographic(run["t"])} for run in runs(text)]


def typographic(text: str) -> str:
    """Straight quotation marks and apostrophes as a printer would set them."""
    text = re.sub(r'(^|[\s(\[])"', r"\1“", text).replace('"', "”")
    return re.sub(r"(^|[\s(\[“])'", r"\1‘", text).replace("'", "’")
