"""The whole set of sheets: pages, tags, who may see them, what they say, the same on every build."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest

from guidance_series import releases
from guidance_series.editions import Edition
from guidance_series.gather import Tree
from guidance_series.handouts import DoesNotFit, guides, parts, shared, shelf, situations
from guidance_series.handouts.press import press, queried
from guidance_series.handouts.sheets import PACKET, Sheet, sheets
from guidance_series.macros.publish import publish, zipped
from tests.pdfs import bookmarks, elements, embedded, words

ROOT = Path(__file__).parents[1]
NAMES = [
    *(path.stem for path in (ROOT / "roles").glob("*.yml")),
    *(f"{path.stem}-large" for path in (ROOT / "roles").glob("*.yml")),
    *(f"{path.stem}-card" for path in (ROOT / "roles").glob("*.yml")),
    *(f"situation-{path.stem}" for path in (ROOT / "docs/situations").glob("[!i]*.md")),
    "situation-immediate-danger", "words", "young-people", "get-help", PACKET,
]  # fmt: skip
NAMES = sorted(set(NAMES))
LETTER = [0, 0, 612, 792]
NEVER = ("Open Door", "harm", "traffick", "exploit", "abuse", "sexual", "missing", "foster",
         "runaway", "survivor", "probation", "edition", "guide")  # fmt: skip


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shelf of this module's own."""
    return tmp_path_factory.mktemp("sheets")


@pytest.fixture(scope="module")
def made(edition: Edition, kept: Path) -> dict[str, shelf.Made]:
    """Every sheet of the real content."""
    return shelf.make(edition, kept)


@pytest.fixture(scope="module")
def county(edition: Edition) -> Edition:
    """A county with long names and every number filled in."""
    long = "San Bernardino and Santa Barbara Joint Powers Regional Partnership"
    values = {
        fact.id: {
            "phone": "(909) 555-0100, day and night",
            "text": f"Ask the duty officer of the {long}",
            "link": "https://www.county.example.gov/children-and-families/protocols/youth",
            "email": "corrections@childrenandfamilies.county.example.gov",
        }[fact.kind]
        for fact in edition.facts.values()
    }
    values["youth-shelter"] = "909-555-0100"
    address = "https://guidance.childrenandfamilies.county.example.gov/"
    info = edition.info.model_copy(update={"site_address": address})
    return replace(edition, name=f"{long} edition", info=info, values=values)


def listed(edition: Edition) -> dict[str, Sheet]:
    return {sheet.name: sheet for sheet in sheets(edition)}


def test_the_list_names_every_sheet(edition: Edition, made: dict[str, shelf.Made]) -> None:
    assert len(NAMES) >= 55
    assert sorted(listed(edition)) == sorted(made) == NAMES
    assert [s.name for s in sheets(edition, "one-pagers")] == list(edition.guides)


@pytest.mark.parametrize("name", NAMES)
def test_sheet_is_tagged_and_has_its_pages(
    edition: Edition, made: dict[str, shelf.Made], name: str
) -> None:
    pdf = pikepdf.open(io.BytesIO(made[name].pdf))
    sheet = listed(edition)[name]
    if sheet.kind == "large":
        assert 2 <= len(pdf.pages) <= 5
    elif sheet.kind == "packet":
        assert len(pdf.pages) == 2 + sum(s.kind not in ("large", "packet") for s in sheets(edition))
    else:
        assert len(pdf.pages) == 1
    assert all([float(n) for n in page.MediaBox] == LETTER for page in pdf.pages)
    assert pdf.Root.Lang == "en-US"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"]
    headings = [t for t in elements(pdf.Root.StructTreeRoot) if re.fullmatch(r"/H\d", t)]
    assert headings[0] == "/H1"
    fonts = embedded(made[name].pdf)
    assert fonts
    assert all(fonts.values())


@pytest.mark.parametrize("name", NAMES)
def test_sheet_carries_what_every_sheet_carries(
    edition: Edition, made: dict[str, shelf.Made], name: str
) -> None:
    said = words(made[name].pdf)
    sheet = listed(edition)[name]
    assert sheet.audience in said
    assert edition.info.release in said
    assert "911" in said
    if not sheet.neutral:
        for must in (edition.name, edition.info.notice, "Tell us when something here is wrong",
                     "Your county’s child abuse hotline", "ersion"):  # fmt: skip
            assert must in said
        assert said.index("911") < said.index(edition.info.notice)
    assert "https://" not in said


@pytest.mark.parametrize("name", [n for n in NAMES if re.search(r"-(large|card)$", n)])
def test_other_sizes_say_what_the_one_pager_says(
    edition: Edition, made: dict[str, shelf.Made], name: str
) -> None:
    guide = edition.guides[re.sub(r"-(large|card)$", "", name)]
    shown = [s for s in (*guide.practices, *guide.lines) if s.handout]
    if name.endswith("-large"):
        shown += [c for c in guide.contrasts if c.handout]
    said = words(made[name].pdf)
    assert len(shown) >= 10
    assert [s.id for s in shown if s.id not in said] == []


@pytest.mark.parametrize("name", [n for n in NAMES if n.startswith("situation-")])
def test_meeting_sheet_has_every_role(
    edition: Edition, made: dict[str, shelf.Made], name: str
) -> None:
    situation = edition.situations[name.removeprefix("situation-")]
    said = words(made[name].pdf)
    for cell in edition.roles_in(situation):
        assert cell.guide.title in said
        if cell.practices:
            assert situations.first_moves(cell.practices)[0].id in said
        elif cell.shared:
            assert cell.shared[0][0].id in said
    gaps = sum(cell.is_gap for cell in edition.roles_in(situation))
    assert said.count(situations.GAP) == gaps
    for _, practice in edition.handoffs_in(situation):
        assert practice.id in said


def test_what_a_role_keeps_to_itself_never_reads_as_told(
    edition: Edition, made: dict[str, shelf.Made]
) -> None:
    """A handoff marked ``do not tell`` stands under words that say so."""
    seen = 0
    for situation in edition.situations.values():
        said = words(made[f"situation-{situation.id}"].pdf)
        for _, practice in edition.handoffs_in(situation):
            assert practice.handoff
            if practice.handoff.how == "do not tell":
                seen += 1
                assert re.search(rf"Does not tell [^.]*{practice.id}", said)
    assert seen > 0


def test_first_moves_put_the_handout_first_then_the_law(edition: Edition) -> None:
    chosen = situations.first_moves(edition.guides["caregiver"].practices)
    marks = [(not p.handout, p.strength != "must") for p in chosen]
    assert len(marks) > 10
    assert marks == sorted(marks)


def test_words_and_asks_are_complete(edition: Edition, made: dict[str, shelf.Made]) -> None:
    said = words(made["words"].pdf).replace(" ", "")
    assert len(edition.wording) >= 30
    assert [
        e.id for e in edition.wording.values()
        if parts.typographic(e.term).replace(" ", "") not in said
    ] == []  # fmt: skip
    said = words(made["young-people"].pdf)
    assert [a.id for a in edition.asks.values() if a.id not in said] == []


def test_words_stand_in_tables_with_headers(made: dict[str, shelf.Made]) -> None:
    pdf = pikepdf.open(io.BytesIO(made["words"].pdf))
    types = list(elements(pdf.Root.StructTreeRoot))
    assert types.count("/Table") == 2
    assert types.count("/TH") == 4


def test_a_young_person_can_carry_the_card(edition: Edition, county: Edition, kept: Path) -> None:
    """Neither the card nor its file says what it is about, whatever the site is called."""
    for one in (edition, county):
        pdf = press(shared.get_help_proof(one)).pdf
        document = pikepdf.open(io.BytesIO(pdf))
        with document.open_metadata() as metadata:
            said = words(pdf) + str(dict(metadata)) + str(document.docinfo)
        assert len(said) > 500
        assert [word for word in NEVER if word.lower() in said.lower()] == []
    named = edition.info.model_copy(update={"site_address": "https://opendoor.example.org"})
    exposing = shared.get_help_proof(replace(edition, info=named))
    assert exposing.data["address"] is None
    assert "childrenandfamilies" in shared.get_help_proof(county).data["address"]


def test_the_card_is_read_once(made: dict[str, shelf.Made]) -> None:
    pdf = pikepdf.open(io.BytesIO(made["get-help"].pdf))
    assert list(elements(pdf.Root.StructTreeRoot)).count("/H1") == 1


def test_packet_is_numbered_and_has_bookmarks(
    edition: Edition, made: dict[str, shelf.Made]
) -> None:
    titles = bookmarks(made[PACKET].pdf)
    pages = len(pikepdf.open(io.BytesIO(made[PACKET].pdf)).pages)
    said = words(made[PACKET].pdf)
    assert len(titles) == pages
    for guide in edition.guides.values():
        assert guide.title in titles
    for situation in edition.situations.values():
        assert parts.typographic(situation.title) in titles
    assert f"Page {pages} of {pages}" in said
    pdf = pikepdf.open(io.BytesIO(made[PACKET].pdf))
    links = [a for a in pdf.pages[1].Annots if a.Subtype == "/Link"]
    assert len(links) >= pages - 2
    assert all("/Contents" in a and "/StructParent" in a for a in links)


def test_same_input_gives_the_same_bytes(
    edition: Edition, made: dict[str, shelf.Made], tmp_path: Path
) -> None:
    again = shelf.make(edition, tmp_path)
    assert all(one.fresh for one in again.values())
    assert [n for n in NAMES if again[n].pdf != made[n].pdf] == []
    assert [n for n in NAMES if again[n].picture != made[n].picture] == []
    assert zipped(again) == zipped(made)
    warm = shelf.make(edition, tmp_path)
    assert [n for n in NAMES if warm[n].fresh] == []


def test_only_what_changed_is_made_again(edition: Edition, kept: Path) -> None:
    shelf.make(edition, kept)
    guide = edition.guides["courts"]
    first = next(p for p in guide.practices if p.handout)
    changed = tuple(
        p.model_copy(update={"text": "Ask what they need first."}) if p is first else p
        for p in guide.practices
    )
    other = replace(
        edition,
        guides={**edition.guides, "courts": guide.model_copy(update={"practices": changed})},
    )
    before, after = shelf.make(edition, kept), shelf.make(other, kept)
    fresh = {name for name, one in after.items() if one.fresh}
    assert {"courts", "courts-card", "courts-large", PACKET} <= fresh
    assert fresh - {"courts", "courts-card", "courts-large", PACKET} <= {
        f"situation-{id}" for id in first.situations
    }
    again = shelf.reprints(shelf.content_keys(before), shelf.content_keys(after))
    assert set(again) == fresh


def test_a_new_release_alone_is_no_reason_to_print_again(edition: Edition, kept: Path) -> None:
    info = edition.info.model_copy(
        update={"release": "9.9.9", "site_address": "https://a.example.org"}
    )
    before = shelf.make(edition, kept)
    after = shelf.make(replace(edition, info=info), kept)
    assert shelf.reprints(shelf.content_keys(before), shelf.content_keys(after)) == []


def test_a_county_with_long_names_fits(county: Edition, kept: Path) -> None:
    found = shelf.make(county, kept)
    assert len(found) == len(NAMES)
    for name, one in found.items():
        said = re.sub(r"[\s\u200b]", "", words(one.pdf))
        assert f"/p/{name}/".replace("all-roles", "") in said or name == PACKET
        pdf = pikepdf.open(io.BytesIO(one.pdf))
        figures = list(elements(pdf.Root.StructTreeRoot)).count("/Figure")
        assert (figures > 0) == (not one.sheet.neutral)


def test_a_meeting_sheet_says_where_the_numbers_are_that_find_no_room(
    county: Edition, edition: Edition
) -> None:
    """The hotline always stands on it, each number in one piece; a draft without numbers has all lines."""
    situation = county.situations["missing-from-care"]
    full = press(situations.situation_proof(county, situation))
    assert full.way["most"] < len(full.data["facts"])
    said = words(full.pdf)
    assert "more on the page Get help" in said
    assert "Your county’s child abuse hotline" in said
    shown = [fact["value"][0]["t"] for fact in full.data["facts"][: full.way["most"]]]
    assert len(shown) >= 4
    assert [value for value in shown if said.count(value) < shown.count(value)] == []
    assert "more on the page Get help" not in words(
        press(situations.situation_proof(edition, situation)).pdf
    )
    open_ = {**county.values, "child-abuse-hotline": None}
    draft = press(situations.situation_proof(replace(county, values=open_), situation))
    assert "Your county’s child abuse hotline" in words(draft.pdf)


def test_a_long_entry_for_a_shelter_takes_the_place_of_the_address(county: Edition) -> None:
    """The cards keep the number whole and the code of the release."""
    values = {**county.values, "youth-shelter": "(909) 555-0100, day and night"}
    said = words(press(shared.get_help_proof(replace(county, values=values))).pdf)
    assert said.count("(909) 555-0100, day and night") == 8
    assert said.count(f"G {county.info.release}") == 8
    assert "/p/get-help/" not in said


def test_an_overflow_names_the_sheet_and_the_local_entries(county: Edition) -> None:
    situation = county.situations["missing-from-care"]
    hotline = "Ask for the duty officer of the county. " * 12
    values = {**county.values, "child-abuse-hotline": hotline}
    with pytest.raises(DoesNotFit, match=r"meeting sheet of missing-from-care is \d+ points") as at:
        press(situations.situation_proof(replace(county, values=values), situation))
    assert at.value.sheet == "situation-missing-from-care"
    assert "child-abuse-hotline" in at.value.local
    assert "child-abuse-hotline" in str(at.value)
    long = {**county.values, "youth-shelter": "The house behind the library on Main Street. " * 9}
    with pytest.raises(DoesNotFit, match=r"get help cards.*youth-shelter"):
        press(shared.get_help_proof(replace(county, values=long)))


def test_a_card_that_overflows_is_named(edition: Edition) -> None:
    guide = edition.guides["courts"]
    changed = tuple(
        p.model_copy(update={"text": "Ask what happened. " * 25}) if p.handout else p
        for p in guide.practices
    )
    with pytest.raises(DoesNotFit, match="the pocket card of courts is"):
        press(guides.card_proof(edition, guide.model_copy(update={"practices": changed})))


def test_all_fail_in_one_run(county: Edition, tmp_path: Path) -> None:
    values = dict.fromkeys(county.values, "Ask for the duty officer of the county. " * 12)
    with pytest.raises(shelf.SheetsFail) as failed:
        shelf.make(replace(county, values=values), tmp_path)
    assert len(failed.value.reasons) > 10
    assert all(isinstance(reason, DoesNotFit) for reason in failed.value.reasons)


def test_a4_on_request(edition: Edition, kept: Path, made: dict[str, shelf.Made]) -> None:
    """On request every sheet is A4, on as many pages; its key is its own, its content the same."""
    a4 = shelf.make(edition, kept, paper="a4")
    assert sorted(a4) == NAMES
    for name, sheet in a4.items():
        pdf = pikepdf.open(io.BytesIO(sheet.pdf))
        for page in pdf.pages:
            assert [round(float(n), 2) for n in page.MediaBox] == [0, 0, 595.28, 841.89], name
        if sheet.sheet.kind not in ("large", "packet"):
            assert len(pdf.pages) == 1, name
        assert sheet.fresh, name
        if sheet.sheet.kind != "packet":
            assert sheet.content == made[name].content, name
    for sheet in sheets(edition):
        if sheet.make:
            assert shelf.key(sheet.make("a4")) != shelf.key(sheet.make("letter"))


def test_the_words_sheet_prints_the_id_of_each_entry(
    edition: Edition, made: dict[str, shelf.Made]
) -> None:
    """The id by which the page of words can be opened at each entry stands on the sheet."""
    said = words(made["words"].pdf)
    listed = re.sub(r"\s", "", said[said.index("Ids, in this order:") :])
    assert len(edition.wording) >= 30
    assert f":{','.join(edition.wording)}." in listed


def test_type_is_large_enough(edition: Edition) -> None:
    assert min(guides.SIZES + situations.SIZES + shared.SIZES) >= 9.5
    assert min(guides.CARD_SIZES + shared.CARD_SIZES) >= 8.5
    press(situations.situation_proof(edition, edition.situations["discloses"]))
    assert queried("spare") >= 0


def test_colors_of_text_have_contrast() -> None:
    """Every color that the sheets set text in stands out from every ground, in gray too."""
    style = (ROOT / "src/guidance_series/handouts/house.typ").read_text("utf-8")
    color = dict(re.findall(r'#let ([\w-]+) = rgb\(.*?"(#[0-9a-f]{6})"\)', style))
    assert set(color) == {"ink", "quiet", "deep", "wash", "hair", "alert", "alert-wash"}
    for text in ("ink", "quiet", "deep", "alert"):
        for ground in ("#ffffff", color["wash"], color["alert-wash"]):
            assert contrast(color[text], ground) >= 4.5


def contrast(one: str, other: str) -> float:
    """WCAG's contrast of two colors."""

    def light(color: str) -> float:
        channels = (int(color[n : n + 2], 16) / 255 for n in (1, 3, 5))
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_files_stand_where_the_contract_says(
    edition: Edition, made: dict[str, shelf.Made], tmp_path: Path
) -> None:
    publish(edition, tmp_path, made)
    folder = tmp_path / "handouts"
    assert sorted(path.stem for path in folder.glob("*.pdf")) == NAMES
    assert sorted(path.stem for path in (folder / "pictures").glob("*.png")) == NAMES
    with zipfile.ZipFile(folder / "all-sheets.zip") as archive:
        assert sorted(archive.namelist()) == sorted(f"{name}.pdf" for name in NAMES)
    for name in NAMES:
        page = (tmp_path / "p" / name / edition.info.release / "index.html").read_text("utf-8")
        assert "<strong>Compare" in page
        assert f"handouts/{name}.pdf" in page
    neutral = (tmp_path / "p" / "get-help" / edition.info.release / "index.html").read_text()
    assert "Open Door" not in neutral
    assert "guide" not in neutral.lower()


def test_a_card_that_is_behind_says_all_of_it(root: Path) -> None:
    """An adoption, local and newer words, and an address fit on the last panel, and can be read."""
    edition = Tree(root, date(2026, 11, 20)).edition("example").edition
    assert edition is not None
    guide = edition.guides["caregiver"].model_copy(update={"version": "0.2.0"})
    record = releases.record(edition, {}, {}, date(2026, 11, 20))
    before = {**record.statements, "CG-09": {"text": "Keep it fair."}}
    info = edition.info.model_copy(update={"site_address": "https://open-door.example.org"})
    behind = replace(
        edition, info=info, guides={**edition.guides, "caregiver": guide},
        releases={"0.1.0": record.model_copy(update={"statements": before})},
    )  # fmt: skip
    assert "CG-09" in behind.moved
    said = re.sub(r"[\s\u200b]", "", words(press(guides.card_proof(behind, guide)).pdf))
    assert "Adoptedat0.1.0byExampleCountysteeringcommittee(invented)" in said
    assert "newer:notyetintheversionadopted" in said
    assert "caregiver-card/0.1.0/" in said


def answers(site: Path, release: str) -> dict[str, str]:
    """What stands behind each printed address of a release."""
    pages = sorted(site.glob(f"p/*/{release}/index.html"))
    found = {page.parts[-3]: page.read_text("utf-8") for page in pages}
    answer = re.compile(r'class="answer"><strong>(\w+)')
    return {name: answer.search(html)[1] for name, html in found.items()}


def test_a_printed_address_says_no_more_than_is_known(
    edition: Edition, made: dict[str, shelf.Made], tmp_path: Path
) -> None:
    """A recorded release is compared by content; a draft, which has no record, is not called current."""
    release = edition.info.release
    keys = shelf.content_keys(made) | {"courts": "another"}
    record = releases.record(edition, keys, {}, date(2026, 11, 20))
    publish(replace(edition, releases={release: record}), tmp_path / "statewide", made)
    found = answers(tmp_path / "statewide", release)
    assert sorted(found) == NAMES
    assert found.pop("courts") == "No"
    assert set(found.values()) == {"Yes"}
    county = replace(edition, slug="ash", name="Ash County")
    publish(county, tmp_path / "county", made)
    assert set(answers(tmp_path / "county", release).values()) == {"Compare"}
