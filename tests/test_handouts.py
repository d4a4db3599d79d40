"""Every guide's one-page sheet: one page, tagged, complete, the same on every build."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from guidance_series import handouts
from guidance_series.editions import Edition, statewide
from guidance_series.handouts import DoesNotFit, Unprintable, fit, one_pager, sheet_data
from guidance_series.load import load
from guidance_series.models import Guide
from tests.pdfs import elements, words

ROOT = Path(__file__).parents[1]
GUIDES = sorted(path.stem for path in (ROOT / "roles").glob("*.yml"))
LETTER = (612, 792)


@pytest.fixture(scope="module")
def edition() -> Edition:
    series = load(ROOT).series
    assert series is not None
    return statewide(series)


@pytest.fixture(scope="module")
def published(edition: Edition) -> Edition:
    """A county's edition with an address and every fact that a sheet prints."""
    return replace(
        edition,
        name="Example County edition",
        info=edition.info.model_copy(update={"site_address": "https://opendoor.example.org/"}),
        values={
            **edition.values,
            "child-abuse-hotline": "555-010-0100",
            "report-a-mistake": "csec@example.org",
        },
    )


def with_text(guide: Guide, text: str) -> Guide:
    """The guide with other words in the first practice of its sheet."""
    first = next(p for p in guide.practices if p.handout)
    changed = tuple(
        p.model_copy(update={"text": text}) if p is first else p for p in guide.practices
    )
    return guide.model_copy(update={"practices": changed})


def test_there_are_guides() -> None:
    assert len(GUIDES) == 11


@pytest.mark.parametrize("name", GUIDES)
def test_sheet_is_one_tagged_letter_page(edition: Edition, name: str) -> None:
    guide = edition.guides[name]
    pdf = pikepdf.open(io.BytesIO(one_pager(edition, guide)))
    assert len(pdf.pages) == 1
    assert [float(n) for n in pdf.pages[0].MediaBox] == [0, 0, *LETTER]
    assert pdf.Root.Lang == "en-US"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert guide.title in str(metadata["dc:title"])
        assert edition.info.name in str(metadata["dc:creator"])
    types = list(elements(pdf.Root.StructTreeRoot))
    headings = [kind for kind in types if re.fullmatch(r"/H\d", kind)]
    assert headings[0] == "/H1"
    assert set(headings[1:]) == {"/H2"}
    data = sheet_data(edition, guide)
    entries = ("facts", "contacts", "do", "avoid", "say", "unsaid")
    assert types.count("/LI") == sum(len(data[key]) for key in entries)
    assert "/Table" not in types


@pytest.mark.parametrize("name", GUIDES)
def test_sheet_says_everything(edition: Edition, name: str) -> None:
    guide = edition.guides[name]
    said = words(one_pager(edition, guide))
    shown = [s.id for s in guide.statements if s.handout]
    assert len(shown) >= 12
    assert [id_ for id_ in shown if id_ not in said] == []
    for must in ("911", "Your county’s child abuse hotline", "1-888-373-7888", guide.version):
        assert must in said


@pytest.mark.parametrize("name", GUIDES)
def test_sheet_keeps_room_and_both_contrasts(edition: Edition, name: str) -> None:
    guide = edition.guides[name]
    found = fit(edition, guide)
    assert found.size >= 9.5
    assert found.spare >= handouts.FREE
    assert found.contrasts == sum(c.handout for c in guide.contrasts)


def test_same_input_gives_same_bytes(edition: Edition) -> None:
    guide = edition.guides["caregiver"]
    first = one_pager(edition, guide)
    one_pager(edition, edition.guides["courts"])
    assert one_pager(edition, guide) == first


def test_links_have_words_and_a_place_in_the_tree(published: Edition) -> None:
    pdf = pikepdf.open(io.BytesIO(one_pager(published, published.guides["caregiver"])))
    links = [a for a in pdf.pages[0].Annots if a.Subtype == "/Link"]
    targets = [str(a.A.URI) for a in links]
    assert "tel:+18883737888" in targets
    assert "tel:+15550100100" in targets
    assert "mailto:csec@example.org" in targets
    assert "https://opendoor.example.org/p/caregiver/0.1.0/" in targets
    assert all("/Contents" in a and "/StructParent" in a for a in links)


def test_address_and_code_appear_only_with_a_site(edition: Edition, published: Edition) -> None:
    guide = edition.guides["caregiver"]
    draft = pikepdf.open(io.BytesIO(one_pager(edition, guide)))
    assert "/Figure" not in list(elements(draft.Root.StructTreeRoot))
    assert "https://" not in words(one_pager(edition, guide))
    printed = pikepdf.open(io.BytesIO(one_pager(published, guide)))
    assert list(elements(printed.Root.StructTreeRoot)).count("/Figure") == 1
    assert "opendoor.example.org/p/caregiver/" in words(one_pager(published, guide))


def test_unchecked_number_is_marked_until_someone_called(edition: Edition) -> None:
    assert sheet_data(edition, edition.guides["courts"])["unchecked"]
    checked = {
        name: contact.model_copy(update={"checked": {"on": "2026-11-20", "by": "A clerk"}})
        for name, contact in edition.contacts.items()
    }
    called = replace(edition, contacts=checked)
    data = sheet_data(called, edition.guides["courts"])
    assert data["unchecked"] is None
    assert [c["mark"] for c in data["contacts"]] == [""]


def test_what_a_writer_types_never_runs(edition: Edition) -> None:
    typed = "#panic[now] $x$ `code` @label <tag> \\ // and #link"
    assert "#panic[now] $x$ `code` @label <tag> \\ // and #link" in words(
        one_pager(edition, with_text(edition.guides["courts"], typed))
    )


def test_too_much_text_names_the_guide_and_the_overflow(edition: Edition) -> None:
    guide = with_text(edition.guides["courts"], "Ask what happened. " * 60)
    with pytest.raises(DoesNotFit, match=r"one-pager of courts is \d+ points too tall") as caught:
        one_pager(edition, guide)
    assert caught.value.sheet == "courts"
    assert caught.value.points > 0


def test_a_contrast_gives_way_before_the_sheet_fails(edition: Edition) -> None:
    guide = edition.guides["courts"]
    assert {fit(edition, guide, free=n / 100).contrasts for n in range(8, 17)} == {1, 2}


def test_sign_without_a_letter_in_the_fonts_is_named(edition: Edition) -> None:
    with pytest.raises(Unprintable, match="courts holds “中”"):
        one_pager(edition, with_text(edition.guides["courts"], "Say 中 here."))
