"""Training packs: what they choose, what stands on slides and sheets, and when they are outdated."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import ImageFont
from pptx import Presentation

from guidance_series import packs, training
from guidance_series.editions import Edition
from guidance_series.exports import series_json
from guidance_series.gather import Tree
from guidance_series.handouts import parts, shelf
from guidance_series.handouts import training as printed
from guidance_series.slides import deck, numbered, show
from guidance_series.slides.master import template
from guidance_series.text import plain
from guidance_series.training import MIXED, NoSuchPack, Pack
from tests.pdfs import elements, embedded, words

ROOT = Path(__file__).parents[1]
NAMES = [*sorted(path.stem for path in (ROOT / "roles").glob("*.yml")), MIXED]
FONTS = ROOT / "src" / "guidance_series" / "handouts" / "fonts"
PDFS = [
    *(f"{name}-{kind}.pdf" for name in NAMES for kind in ("facilitator", "worksheets")),
    "feedback.pdf",
]
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
LETTER = [0, 0, 612, 792]

each_pack = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def files(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every file of every pack."""
    return packs.files(edition, NAMES, tmp_path_factory.mktemp("packs"))


def slides_of(files: dict[str, bytes], name: str) -> list[Any]:
    return list(Presentation(io.BytesIO(files[f"{name}-slides.pptx"])).slides)


def texts(slide: Any) -> list[str]:
    """The paragraphs of a slide, in the order in which they are read."""
    return [
        "".join(run.text or "" for run in paragraph.iter(f"{A}t"))
        for shape in slide.placeholders
        for paragraph in shape._element.iter(f"{A}p")
    ]


def noted(slide: Any) -> str:
    return slide.notes_slide.notes_text_frame.text


# ------------------------------------------------------------------------ the choice


def test_there_is_a_pack_for_each_role_and_one_for_mixed_teams(edition: Edition) -> None:
    assert len(NAMES) == 12
    assert sorted(training.names(edition)) == sorted(NAMES)
    with pytest.raises(NoSuchPack, match="no training pack is called 'nobody'"):
        training.pack(edition, "nobody")


@each_pack
def test_a_pack_has_what_a_session_needs(edition: Edition, name: str) -> None:
    found = training.pack(edition, name)
    assert len(found.shown) == 3
    assert len(found.exercises) == 3
    assert all(len(exercise.draws) >= 3 for exercise in found.exercises)
    assert len(found.say) == 4
    assert len(found.unsaid) >= 2
    assert len(found.questions) == 4
    assert len(found.limits) >= 5
    known = {*edition.by_id, *edition.principles, *edition.asks, *edition.situations}
    assert len(found.ids) >= 40
    assert set(found.ids) <= known
    apart = [exercise.title for exercise in found.exercises]
    apart += [f"{pair.situation}, {pair.by}" for pair in found.shown]
    assert len(set(apart)) == len(apart)


def test_a_roles_pack_takes_only_from_its_guide(edition: Edition) -> None:
    for guide in edition.guides.values():
        found = training.pack(edition, guide.id)
        said = [*found.shown, *found.more, *found.say, *found.unsaid, *found.questions]
        said += [one for exercise in found.exercises for one in exercise.draws]
        assert len(said) >= 25
        assert {edition.guide_of[one.id] for one in said} == {guide.id}


def test_the_mixed_pack_takes_from_every_guide(edition: Edition) -> None:
    found = training.pack(edition, MIXED)
    pairs = [*found.shown, *found.more]
    assert {edition.guide_of[pair.id] for pair in pairs} == set(edition.guides)
    assert len(found.duties) == len(edition.guides) == 11
    for exercise in found.exercises:
        assert {edition.guide_of[said.id] for said in exercise.draws} == set(edition.guides)
        assert len(exercise.tells) == len(edition.handoffs_in(edition.situations[exercise.id]))


def test_plans_are_for_30_60_and_90_minutes(edition: Edition) -> None:
    assert [plan.minutes for plan in edition.training.plans] == [30, 60, 90]


# ------------------------------------------------------------------------ when it is outdated


def test_a_changed_statement_marks_the_pack_and_no_other(edition: Edition) -> None:
    guide = edition.guides["caregiver"]
    before = packs.content_keys(edition)
    id = training.pack(edition, "caregiver").exercises[0].draws[0].id
    practices = tuple(
        p.model_copy(update={"text": f"{p.text} Really."}) if p.id == id else p
        for p in guide.practices
    )
    changed = guide.model_copy(update={"practices": practices})
    after = packs.content_keys(replace(edition, guides={**edition.guides, "caregiver": changed}))
    again = shelf.reprints(before, after)
    assert "caregiver" in again
    assert not set(again) - {"caregiver", MIXED}


def test_a_new_release_alone_marks_no_pack(edition: Edition) -> None:
    later = replace(edition, info=edition.info.model_copy(update={"release": "9.9.9"}))
    assert packs.content_keys(later) == packs.content_keys(edition)


def test_files_carry_the_code_of_their_content(edition: Edition, files: dict[str, bytes]) -> None:
    for name in ("caregiver", MIXED):
        code = training.code(training.pack(edition, name))
        assert code in words(files[f"{name}-facilitator.pdf"])
        assert code in words(files[f"{name}-worksheets.pdf"])
        assert code in " ".join(texts(slides_of(files, name)[0]))


# ------------------------------------------------------------------------ slides


@each_pack
def test_slides_have_titles_notes_numbers_and_no_small_type(
    edition: Edition, files: dict[str, bytes], name: str
) -> None:
    slides = slides_of(files, name)
    assert 12 <= len(slides) <= 20
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    assert all(titles)
    assert len(set(titles)) == len(titles)
    for number, slide in enumerate(slides, 1):
        assert len(noted(slide)) > 80
        runs = list(slide._element.iter(f"{A}r"))
        assert runs
        assert {run.find(f"{A}rPr").get("lang") for run in runs} == {"en-US"}
        sizes = [
            int(found.get("sz")) for found in slide._element.iter() if found.get("sz", "").isdigit()
        ]
        assert not sizes or min(sizes) >= 1800
        kinds = [shape.placeholder_format.type for shape in slide.placeholders]
        assert len(kinds) == len(list(slide.shapes)), "everything on a slide is a placeholder"
        if number > 1:
            assert f"<a:t>{number}</a:t>" in raw(slide)
        places = [(shape.top, shape.left) for shape in slide.placeholders if shape.has_text_frame]
        assert places[1:-2] == sorted(places[1:-2]), "read in the order in which it is seen"
        assert places[0][0] == min(top for top, _ in places) or number == 1


def raw(slide: Any) -> str:
    """The slide's own XML."""
    return slide.part.blob.decode()


@each_pack
def test_slides_say_what_the_pack_chose(
    edition: Edition, files: dict[str, bytes], name: str
) -> None:
    found = training.pack(edition, name)
    slides = slides_of(files, name)
    said = "\n".join(text for slide in slides for text in texts(slide))
    notes = "\n".join(noted(slide) for slide in slides)
    shown = deck(edition, found)
    pairs = sum(slide.layout == "Contrast" for slide in shown)
    exercises = sum(slide.layout == "Situation" for slide in shown)
    assert pairs >= 2
    assert exercises >= 2
    for pair in found.shown[:pairs]:
        assert parts.typographic(plain(pair.usual)) in said
        assert parts.typographic(plain(pair.instead)) in said
        assert pair.id in said
    for statement in (*found.say, *found.unsaid, *found.questions):
        assert parts.typographic(plain(statement.text)) in said
        assert f"{statement.id}: " in notes
    for exercise in found.exercises[:exercises]:
        assert exercise.title in said
        assert [one.id for one in exercise.draws if f"{one.id}: " not in notes] == []
    for text in (*found.limits, *found.duty):
        assert parts.typographic(plain(text)) in said
    assert parts.typographic(plain(found.report)) in said
    assert "call 911" in "".join(texts(slides[1]))
    assert edition.info.notice in said
    numbers = [c.call for c in edition.contacts.values() if c.call and c.unchecked]
    assert len(numbers) >= 5
    assert [number for number in numbers if f"{number}*" not in said] == []


@each_pack
def test_a_trainer_sees_which_slides_a_plan_shows(
    edition: Edition, files: dict[str, bytes], name: str
) -> None:
    """Each slide's notes begin with its minutes in each plan; the guide's plan names its slides."""
    slides = slides_of(files, name)
    shown = deck(edition, training.pack(edition, name))
    parts_ = dict(edition.training.parts.each())
    numbers = numbered(shown)
    assert list(numbers) == list(parts_)
    told = words(files[f"{name}-facilitator.pdf"])
    told = told[told.index("Plans for a session") :]
    for part, of in parts_.items():
        assert f"{of.title} {numbers[part]} " in told
    plans = edition.training.plans
    for number, slide in enumerate(slides, 1):
        first = noted(slide).splitlines()[0]
        in_plans = {
            f"{step.minutes} of {plan.minutes}"
            for plan in plans for step in plan.steps if step.part == shown[number - 1].part
        }  # fmt: skip
        assert in_plans
        assert first == f"Minutes: {' · '.join(sorted(in_plans, key=lambda one: int(one[-2:])))}"


@lru_cache
def _font(*, bold: bool) -> ImageFont.FreeTypeFont:
    style = "Bold" if bold else "Regular"
    return ImageFont.truetype(FONTS / f"AtkinsonHyperlegibleNext-{style}.ttf", 1000)


def _height(frame: Any, width: float, wider: float) -> float:
    """How tall a text comes out, in points, measured with the font itself."""
    total = after = 0.0
    for paragraph in frame.findall(f"{A}p"):
        properties = paragraph.find(f"{A}pPr")
        line = int(properties.find(f"{A}lnSpc/{A}spcPts").get("val")) / 100
        after = int(properties.find(f"{A}spcAft/{A}spcPts").get("val")) / 100
        room = width - int(properties.get("marL")) / 12700
        lines, at = 1, 0.0
        for run in paragraph:
            if run.tag == f"{A}br":
                lines, at = lines + 1, 0.0
            if run.tag != f"{A}r":
                continue
            look = run.find(f"{A}rPr")
            font, size = _font(bold=look.get("b") == "1"), int(look.get("sz")) / 100
            for word in re.findall(r"[^ ]+ ?| ", run.find(f"{A}t").text):
                long = font.getlength(word.rstrip(" ")) * size / 1000 * wider
                if at and at + long > room:
                    lines, at = lines + 1, 0.0
                at += font.getlength(word) * size / 1000 * wider
        total += lines * line + after
    return total - after


def _overflows(shown: bytes, wider: float = 1.12) -> Iterator[tuple[str, str]]:
    for slide in Presentation(io.BytesIO(shown)).slides:
        for shape in slide.placeholders:
            inherited = next(
                p for p in slide.slide_layout.placeholders
                if p.placeholder_format.idx == shape.placeholder_format.idx
            )  # fmt: skip
            if shape.placeholder_format.idx not in range(10, 20):
                continue
            body = inherited._element.txBody.bodyPr
            left, top, right, bottom = (int(body.get(f"{side}Ins")) for side in "ltrb")
            width = (shape.width - left - right) / 12700
            tall = (shape.height - top - bottom) / 12700
            if _height(shape._element.txBody, width, wider) > tall + 0.01:
                yield slide.shapes.title.text_frame.text, shape.text_frame.text


@each_pack
def test_nothing_runs_over_its_box(files: dict[str, bytes], name: str) -> None:
    """Also where another font, an eighth wider, stands in."""
    assert list(_overflows(files[f"{name}-slides.pptx"])) == []


@each_pack
def test_titles_fit_above_their_slides(files: dict[str, bytes], name: str) -> None:
    for slide in slides_of(files, name):
        title = slide.shapes.title
        size = title.text_frame.paragraphs[0].runs[0].font.size.pt
        lines, at = 1, 0.0
        for word in title.text_frame.text.split():
            long = _font(bold=True).getlength(f"{word} ") * size / 1000 * 1.12
            lines, at = (lines + 1, long) if at + long > title.width.pt else (lines, at + long)
        assert lines * 1.2 * size <= title.height.pt + 0.01, title.text_frame.text


def test_the_look_for_overflow_can_find(files: dict[str, bytes]) -> None:
    assert len(list(_overflows(files["caregiver-slides.pptx"], wider=3))) > 5


def test_the_master_has_our_look_and_no_small_type(files: dict[str, bytes]) -> None:
    shown = Presentation(io.BytesIO(files["caregiver-slides.pptx"]))
    names = [layout.name for layout in shown.slide_layouts]
    assert names == ["Cover", "Safety", "Text", "Contrast", "Words", "Situation", "Columns"]
    package = zipfile.ZipFile(io.BytesIO(files["caregiver-slides.pptx"]))
    theme = package.read("ppt/theme/theme1.xml").decode()
    assert 'typeface="Atkinson Hyperlegible Next"' in theme
    assert 'typeface="Arial"' in theme
    assert "00595A" in theme
    seen = 0
    for name in package.namelist():
        if re.match(r"ppt/slide(Masters|Layouts)/[^/]+\.xml", name):
            xml = package.read(name).decode()
            sizes = [int(size) for size in re.findall(r'\bsz="(\d+)"', xml)]
            seen += len(sizes)
            assert not sizes or min(sizes) >= 1800
            pictures = re.findall(r'<p:cNvPr [^>]*name="(?:Mark|Panel)[^>]*>', xml)
            assert xml.count("adec:decorative") >= len(pictures)
    assert seen > 20
    assert not [name for name in package.namelist() if "media" in name or "thumbnail" in name]


def test_the_file_says_what_it_is(edition: Edition, files: dict[str, bytes]) -> None:
    core = Presentation(io.BytesIO(files["mixed-slides.pptx"])).core_properties
    assert core.title.startswith("Training slides: Mixed teams")
    assert core.language == "en-US"
    assert core.author == edition.info.name


# ------------------------------------------------------------------------ sheets


@pytest.mark.parametrize("name", PDFS)
def test_sheets_are_tagged_and_open_with_the_safety_box(
    edition: Edition, files: dict[str, bytes], name: str
) -> None:
    pdf = pikepdf.open(io.BytesIO(files[name]))
    assert all([float(n) for n in page.MediaBox] == LETTER for page in pdf.pages)
    assert pdf.Root.Lang == "en-US"
    assert pdf.Root.MarkInfo.Marked
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"]
    types = list(elements(pdf.Root.StructTreeRoot))
    headings = [kind for kind in types if re.fullmatch(r"/H\d", kind)]
    assert headings[0] == "/H1"
    assert headings.count("/H1") == 1
    assert ("/TH" in types) == (types.count("/Table") > 0)
    assert all(embedded(files[name]).values())
    said = words(files[name])
    assert said.index("call 911") < 400
    for must in (edition.name, f"Release {edition.info.release}", edition.info.notice):
        assert must in said
    assert len(pdf.pages) == 1 or name != "feedback.pdf"


@each_pack
def test_sheets_hold_the_whole_pack(edition: Edition, files: dict[str, bytes], name: str) -> None:
    found = training.pack(edition, name)
    told = words(files[f"{name}-facilitator.pdf"])
    own = {*(ask.id for ask in found.asks), *(exercise.id for exercise in found.exercises)}
    assert [id for id in found.ids if id not in own and id not in told] == []
    for text in (*edition.training.care, *edition.training.not_shown):
        assert parts.typographic(plain(text)).split(".")[0].replace(" ", "") in told.replace(
            " ", ""
        )
    for plan in edition.training.plans:
        assert f"{plan.minutes} minutes" in told
    blank = words(files[f"{name}-worksheets.pdf"])
    pairs = [*found.shown, *found.more]
    assert len(pairs) >= 5
    for pair in pairs:
        assert pair.id in blank
        instead = parts.typographic(plain(pair.instead)).replace(" ", "")
        assert instead not in blank.replace(" ", ""), "the answer is left to the person"
    assert all(exercise.title in blank for exercise in found.exercises)
    assert edition.training.parts.plan.title in blank


# ------------------------------------------------------------------------ where words come from


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str):
        yield value


@pytest.fixture(scope="module")
def known(edition: Edition) -> list[str]:
    """Every text of the edition, of data/training.yml and of the labels that all sheets share."""
    said = {
        *_strings(json.loads(series_json(edition))),
        *_strings([section.model_dump(mode="json") for section in edition.start.values()]),
        *_strings(edition.training.model_dump(mode="json")),
        *(i.title[:1].lower() + i.title[1:] for i in edition.information.values()),
        *parts.LABELS.values(), parts.UNCHECKED, parts.STAFF, "must", ": law or policy.",
        edition.training.labels.minutes.capitalize(),
    }  # fmt: skip
    set_ = {parts.typographic(plain(text)).strip() for text in said}
    set_ |= {
        stretch for text in said for run in parts.typeset(text) if (stretch := run["t"].strip())
    }
    return sorted((text for text in set_ if len(text) > 1), key=len, reverse=True)


_CODE = re.compile(r"\b[0-9a-f]{8}\b")
_FRAME = re.compile(r"Release|Guide|All guides|version|draft|text|TTY")
"""Words that frame a version or a number."""


def _foreign(text: str, known: list[str], exact: frozenset[str]) -> str:
    """What is left of a text when all that is known is taken away."""
    left = _CODE.sub(" ", text.strip())
    if left in exact:
        return ""
    for one in known:
        if not re.search(r"[A-Za-z]", left):
            return ""
        if one in left:
            left = re.sub(rf"(?<![A-Za-z]){re.escape(one)}(?![A-Za-z])", " ", left)
    return "".join(re.findall(r"[A-Za-z]{2,}", _FRAME.sub(" ", left)))


@pytest.mark.parametrize("name", ["caregiver", "attorney", MIXED])
def test_no_word_comes_from_elsewhere(
    edition: Edition, files: dict[str, bytes], known: list[str], name: str
) -> None:
    """Slides and notes hold only what the edition, training.yml and the shared labels say."""
    exact = frozenset(known)
    paragraphs = [
        line
        for slide in slides_of(files, name)
        for line in (*texts(slide), *noted(slide).splitlines())
    ]
    assert len(paragraphs) > 250
    assert [line for line in dict.fromkeys(paragraphs) if _foreign(line, known, exact)] == []
    assert _foreign("Something somebody typed into the code", known, exact)


def test_no_word_of_a_sheet_comes_from_elsewhere(edition: Edition, known: list[str]) -> None:
    exact = frozenset(known)
    found = training.pack(edition, "caregiver")
    for proof in (
        printed.facilitator_proof(edition, found, numbered(deck(edition, found))),
        printed.worksheets_proof(edition, found),
        printed.feedback_proof(edition),
    ):  # fmt: skip
        apart = {"name", "kind", "lang", "region", "keywords", "document_title", "link", "sources"}
        said = list(_strings(_without(proof.data, apart)))
        assert len(said) > 40
        assert [text for text in dict.fromkeys(said) if _foreign(text, known, exact)] == []


def _without(value: Any, keys: set[str]) -> Any:
    if isinstance(value, dict):
        return {k: _without(v, keys) for k, v in value.items() if k not in keys}
    return [_without(v, keys) for v in value] if isinstance(value, (list, tuple)) else value


# ------------------------------------------------------------------------ files and site


def test_the_same_input_gives_the_same_bytes(edition: Edition, files: dict[str, bytes]) -> None:
    template.cache_clear()
    assert show(edition, training.pack(edition, "courts")) == files["courts-slides.pptx"]
    shown = zipfile.ZipFile(io.BytesIO(files["courts-slides.pptx"]))
    assert {entry.date_time for entry in shown.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_packs_are_kept_until_something_changes(edition: Edition, tmp_path: Path) -> None:
    first = packs.make(edition, ["courts"], tmp_path)
    again = packs.make(edition, ["courts"], tmp_path)
    later = replace(edition, info=edition.info.model_copy(update={"release": "9.9.9"}))
    new = packs.make(later, ["courts"], tmp_path)
    assert [made.name for made in first] == [*packs.files_of("courts"), "feedback.pdf"]
    assert [made.fresh for made in first] == [True] * 4
    assert [made.fresh for made in again] == [False] * 4
    assert [made.content for made in again] == [made.content for made in first]
    assert [made.fresh for made in new] == [True] * 4


def test_a_county_gets_its_packs_on_request(root: Path, tmp_path: Path) -> None:
    """Its name, its numbers and its own words are on them, and nothing runs over."""
    county = Tree(root, date(2026, 11, 20)).edition("example").edition
    assert county is not None
    made = packs.files(county, ["caregiver", MIXED], tmp_path)
    assert len(made) == 7
    for name in ("caregiver", MIXED):
        assert list(_overflows(made[f"{name}-slides.pptx"])) == []
        assert county.name in words(made[f"{name}-facilitator.pdf"])
    said = "\n".join(text for slide in slides_of(made, "caregiver") for text in texts(slide))
    assert str(county.values["child-abuse-hotline"]) in said


def test_long_words_of_a_county_leave_fewer_slides_and_none_overflows(edition: Edition) -> None:
    """Words of the greatest length that a file may hold."""
    guide = edition.guides["courts"]
    long = ("Say it in a calm voice and then wait for an answer. " * 12)[:590].strip()
    swollen = guide.model_copy(
        update={
            "contrasts": tuple(
                c.model_copy(update={"usual": long, "instead": long, "why": long})
                for c in guide.contrasts
            ),
            "limits": tuple(p.model_copy(update={"text": long}) for p in guide.limits),
        }
    )
    other = replace(edition, guides={**edition.guides, "courts": swollen})
    found: Pack = training.pack(other, "courts")
    assert 12 <= len(deck(other, found)) <= 20
    assert list(_overflows(show(other, found))) == []


def test_the_site_has_every_pack_and_lists_it(site: Path) -> None:
    folder = site / "training"
    expected = {*(file for name in NAMES for file in packs.files_of(name)), *PDFS, packs.ZIP}
    assert {path.name for path in folder.iterdir()} == expected
    page = (site / "trainers" / "index.html").read_text("utf-8")
    assert [name for name in expected if f'href="../training/{name}"' not in page] == []
    with zipfile.ZipFile(folder / packs.ZIP) as archive:
        assert set(archive.namelist()) == expected - {packs.ZIP}
