"""Every kind of PDF as someone meets it who listens to it, enlarges it, or prints it in gray."""

from __future__ import annotations

import ctypes
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from guidance_series import packs
from guidance_series.editions import Edition, under_review
from guidance_series.gather import Tree
from guidance_series.handouts import parts, shelf
from guidance_series.handouts.press import press
from guidance_series.handouts.review import review_proof
from guidance_series.handouts.sheets import PACKET
from guidance_series.training import MIXED
from tests.pdfs import elements, embedded, printed, spoken, tagged

ROOT = Path(__file__).parents[1]
ADDRESS = "https://guidance.example.org"
WHITE, WASH, ALERT_WASH = (255, 255, 255), (234, 243, 242), (253, 245, 240)
INK, ALERT, HAIR = (29, 37, 40), (156, 52, 18), (169, 187, 186)
"""The colors of what a reader acts on; ids and feet are quiet, links and headings have the county's."""

FIRST = ("In danger now", "Report", "Whom to call")
LABELS = parts.LABELS
ORDER = {
    "caregiver": (*FIRST, LABELS["do"], LABELS["avoid"], LABELS["say"], LABELS["unsaid"],
                  LABELS["contrasts"], LABELS["notes"], LABELS["address"]),
    "caregiver-large": (*FIRST, LABELS["do"], LABELS["avoid"], LABELS["say"], LABELS["unsaid"],
                        LABELS["contrasts"], LABELS["address"]),
    "caregiver-card": ("pocket card", *FIRST, LABELS["do"], LABELS["avoid"], LABELS["say"],
                       LABELS["unsaid"], LABELS["address"]),
    "situation-returns": ("Led by", *FIRST, "What comes first", "First moves of each role",
                          "Social worker", "Caregiver", "Courts", "Attorney", LABELS["address"]),
    "words": (*FIRST, "Leave out", "Say", "Ids, in this order:", LABELS["address"]),
    "young-people": (*FIRST, "What they ask of professionals", "What keeps them safe",
                     "What they ask adults", LABELS["address"]),
    "get-help": ("Numbers to keep", "911", "Someone I trust", "Their number"),
    PACKET: ("All sheets", *FIRST, LABELS["address"], "Contents", "One page for each role",
             "Meeting sheets", "For every role", "Cards to cut out", "Social worker"),
    "facilitator": ("Facilitator guide: Courts", *FIRST, "Aims", "Before the session",
                    "Care for people who are affected", "What we do not show or do",
                    "Plans for a session", "Notes for each part", "Welcome", "Words", "Limits",
                    "Where it comes from", LABELS["address"]),
    "worksheets": ("Worksheets: Courts", *FIRST, "What could we do instead?",
                   "How would you respond?", "One plan to take away", LABELS["address"]),
    "mixed-worksheets": ("Worksheets: Mixed teams", *FIRST, "What could we do instead?",
                         "How would you respond?", "What you must report",
                         "One plan to take away", LABELS["address"]),
    "feedback": ("Feedback on this session", *FIRST, "Not yet", "Partly", "Yes",
                 LABELS["address"]),
    "review": ("Caregiver", *FIRST, "Practices", LABELS["contrasts"], "Words", "Questions",
               "When the committee adopts this guide"),
}  # fmt: skip
"""What stands on each kind, in the order in which it has to be read."""

each_kind = pytest.mark.parametrize("kind", ORDER)


@pytest.fixture(scope="module")
def county() -> Edition:
    """The example county, with its color and logo, as it is published."""
    found = Tree(ROOT, date(2026, 11, 20)).edition("example").edition
    assert found
    return replace(found, info=found.info.model_copy(update={"site_address": ADDRESS}))


@pytest.fixture(scope="module")
def made(county: Edition, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One of each kind of PDF, of a county with a logo, a color and an address."""
    folder = tmp_path_factory.mktemp("pdfs")
    found = {name: one.pdf for name, one in shelf.make(county, folder).items() if name in ORDER}
    taught = packs.files(county, ["courts", MIXED], folder)
    found |= {
        "facilitator": taught["courts-facilitator.pdf"],
        "worksheets": taught["courts-worksheets.pdf"],
        "mixed-worksheets": taught["mixed-worksheets.pdf"],
        "feedback": taught["feedback.pdf"],
    }
    series = Tree(ROOT, date(2026, 11, 20)).loaded.series
    assert series
    entries = under_review(series, county, "caregiver")
    found["review"] = press(review_proof(county, "caregiver", entries)).pdf
    assert set(found) == set(ORDER)
    return found


@each_kind
def test_it_says_its_language_and_title_and_is_tagged(made: dict[str, bytes], kind: str) -> None:
    pdf = pikepdf.open(io.BytesIO(made[kind]))
    assert pdf.Root.Lang == "en-US"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert len(metadata["dc:title"]) >= len("Numbers to keep")
    assert all(page.get("/Tabs") == "/S" for page in pdf.pages if "/Annots" in page)


@each_kind
def test_it_is_read_in_the_order_in_which_it_is_meant(made: dict[str, bytes], kind: str) -> None:
    """By the structure, which a screen reader follows; and all that is printed is in it."""
    said = spoken(made[kind])
    at = 0
    for words in ORDER[kind]:
        found = said.find(words, at)
        assert found >= 0, f"{words} is not read, or too early"
        at = found + len(words)
    without = re.sub(r"\[QR[^\]]*\]|\s", "", said)
    assert Counter(without) == Counter(re.sub(r"\s", "", printed(made[kind])))
    assert len(without) > 150


@each_kind
def test_headings_leave_no_level_out(made: dict[str, bytes], kind: str) -> None:
    pdf = pikepdf.open(io.BytesIO(made[kind]))
    types = elements(pdf.Root.StructTreeRoot)
    levels = [int(one[2:]) for one in types if re.fullmatch(r"/H\d", one)]
    assert levels[0] == 1
    assert kind == PACKET or levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@each_kind
def test_tables_have_headers_and_pictures_words(made: dict[str, bytes], kind: str) -> None:
    """Each header says that it heads its column; the code is the only picture, and is named."""
    pdf = pikepdf.open(io.BytesIO(made[kind]))
    heads = tagged(pdf, "/TH")
    assert bool(heads) == bool(tagged(pdf, "/Table"))
    assert bool(heads) == (kind in {PACKET, "words", "facilitator", "worksheets", "feedback",
                                    "mixed-worksheets"})  # fmt: skip
    assert {str(head.A[0].Scope) for head in heads} <= {"/Column"}
    figures = tagged(pdf, "/Figure")
    assert bool(figures) == (kind not in {"get-help", "review"})
    assert {str(figure.Alt) for figure in figures} <= {LABELS["qr"]}


@each_kind
def test_links_have_names_and_a_place_in_the_structure(made: dict[str, bytes], kind: str) -> None:
    pdf = pikepdf.open(io.BytesIO(made[kind]))
    links = [one for page in pdf.pages for one in page.get("/Annots", []) if one.Subtype == "/Link"]
    assert bool(links) == (kind != "get-help")
    assert all(str(link.get("/Contents", "")).strip() for link in links)
    assert all("/StructParent" in link for link in links)
    assert len(tagged(pdf, "/Link")) >= min(1, len(links))


@each_kind
def test_letters_are_letters(made: dict[str, bytes], kind: str) -> None:
    """All fonts are in the file, each letter can be copied, and no picture stands for text."""
    pdf = pikepdf.open(io.BytesIO(made[kind]))
    fonts = embedded(made[kind])
    assert fonts
    assert all(fonts.values())
    assert "\ufffd" not in printed(made[kind])
    pictures = [
        one
        for page in pdf.pages
        for one in page.Resources.get("/XObject", {}).values()
        if one.get("/Subtype") == "/Image"
    ]
    assert pictures == []


def letters(pdf: bytes) -> Iterator[tuple[str, tuple[int, ...], float]]:
    """Each letter with its color and its size in points."""
    for page in pypdfium2.PdfDocument(pdf):
        text = page.get_textpage()
        for n in range(text.count_chars()):
            letter = chr(pdfium.FPDFText_GetUnicode(text.raw, n))
            if not letter.isprintable() or letter.isspace():
                continue
            color = [ctypes.c_uint() for _ in range(4)]
            pdfium.FPDFText_GetFillColor(text.raw, n, *color)
            if tuple(one.value for one in color[:3]) == HAIR and letter == ".":
                continue  # what leads the eye to a page number
            size = float(pdfium.FPDFText_GetFontSize(text.raw, n))
            yield letter, tuple(one.value for one in color[:3]), size


def light(color: tuple[int, ...]) -> float:
    """WCAG's relative luminance."""
    channels = [one / 255 for one in color]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@each_kind
def test_type_is_large_and_dark_enough(made: dict[str, bytes], county: Edition, kind: str) -> None:
    """What a reader acts on is 9.5 points or more, 8.5 on cards and 18 in large print; every color stands out."""
    seen = Counter((color, round(size, 2)) for _, color, size in letters(made[kind]))
    assert sum(seen.values()) > 150
    least = (
        18
        if kind.endswith("-large")
        else 8.5
        if kind in {"get-help", "caregiver-card", PACKET}
        else 9.5
    )
    body = [size for color, size in seen if color in (INK, ALERT)]
    assert body
    assert min(body) >= least
    assert min(size for _, size in seen) >= (18 if kind.endswith("-large") else 7.5)
    for color, _ in seen:
        for ground in (WHITE, WASH, ALERT_WASH):
            assert contrast(color, ground) >= 4.5, color
    own = tuple(bytes.fromhex(str(county.color).lstrip("#")))
    assert (own in {color for color, _ in seen}) == (kind != "get-help")


def test_the_contents_of_the_packet_name_the_right_pages(
    made: dict[str, bytes], county: Edition
) -> None:
    """On the page that the contents give for a sheet stands that sheet's title."""
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made[PACKET])]
    flat = [" ".join(page.split()) for page in pages]
    titles = [guide.title for guide in county.guides.values()]
    titles += [parts.typographic(one.title) for one in county.situations.values()]
    assert len(titles) == 29
    for title in titles:
        given = re.search(rf"{re.escape(title)}[ .]*(\d+)", flat[1])
        assert given, title
        assert title in flat[int(given[1]) - 1], title
        assert f"Page {given[1]} of {len(pages)}" in flat[int(given[1]) - 1]
