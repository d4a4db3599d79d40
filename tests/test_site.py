"""The built pages, as files."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from pathlib import Path

import pytest

from guidance_series.editions import Edition
from guidance_series.macros import labels
from guidance_series.macros.pages import MACROS
from guidance_series.macros.sitecheck import check_site
from guidance_series.text import plain


def page(site: Path, address: str) -> str:
    return (site / address / "index.html").read_text("utf-8")


def words(html: str) -> str:
    """What a page says, without its marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def article(html: str) -> str:
    return html[html.index('data-md-component="container"') : html.index("</main>")]


def test_every_check_over_the_pages_finds_nothing(site: Path) -> None:
    """Links, anchors, headings, left-over marks and safety boxes are right on every page."""
    assert len(list(site.rglob("*.html"))) > 55
    assert check_site(site) == []


def test_the_contract_s_addresses_exist(site: Path, edition: Edition) -> None:
    """Every address that other tools rely on is a page or a file."""
    pages = [
        "", "everyone", "language", "sources", "glossary", "handouts", "changes", "get-help",
        "committees", "committees/coverage", "trainers", "start",
    ]  # fmt: skip
    pages += [f"roles/{guide}" for guide in edition.guides]
    pages += [f"situations/{situation}" for situation in edition.situations]
    assert len(pages) == 12 + 11 + 18
    assert [address for address in pages if not (site / address / "index.html").is_file()] == []
    for name in ("data/series.json", "data/practices.csv"):
        assert (site / name).is_file()


def test_every_statement_has_its_permanent_place(site: Path, edition: Edition) -> None:
    """A statement's id is an anchor on its guide's page, and its text stands there."""
    seen = 0
    for home, statement in edition.statements():
        html = page(site, "everyone" if home == "everyone" else f"roles/{home}")
        assert f'id="{statement.anchor}"' in html, statement.id
        text = getattr(statement, "text", None) or statement.instead  # type: ignore[attr-defined]
        assert " ".join(plain(text).split()) in words(html), statement.id
        seen += 1
    assert seen > 500


def test_every_statement_shows_its_ground(site: Path, edition: Edition) -> None:
    """Strength, fit, basis and each source with its place stand with the statement."""
    seen = 0
    for home, statement in edition.statements():
        html = page(site, "everyone" if home == "everyone" else f"roles/{home}")
        start = html.index(f'id="{statement.anchor}"')
        part = words(html[start : html.index("</article>", start)])
        for place in statement.sources:
            assert f"{place.place}" in part, statement.id
            seen += 1
        assert all(labels.BASIS[basis] in part for basis in statement.basis), statement.id
        strength = getattr(statement, "strength", None)
        assert strength is None or labels.STRENGTH[strength] in part, statement.id
    assert seen > 500


def test_a_situation_shows_every_role(site: Path, edition: Edition) -> None:
    """Each situation's page has a part for each role, with its practices or a named gap."""
    cells = 0
    for situation in edition.situations.values():
        text = words(article(page(site, f"situations/{situation.id}")))
        for cell in edition.roles_in(situation):
            assert cell.guide.title in text
            for practice in cell.practices:
                assert " ".join(plain(practice.text).split()) in text, practice.id
            cells += 1
        if any(cell.is_gap for cell in edition.roles_in(situation)):
            assert "sources say nothing for this role" in text
    assert cells == 11 * 18


def test_the_safety_box_of_a_guide_names_its_own_duty(site: Path, edition: Edition) -> None:
    """Each guide's box holds the danger line, this role's duty and the numbers of every page."""
    for guide in edition.guides.values():
        html = page(site, f"roles/{guide.id}")
        box = words(
            html[
                html.index('class="safety"') : html.index("</aside>", html.index('class="safety"'))
            ]
        )
        assert plain(edition.info.danger) in box
        assert plain(guide.duty.short) in box
        for fact in edition.facts.values():
            if fact.on_every_page:
                assert fact.label in box
        for contact in edition.contacts.values():
            if contact.on_every_page and contact.call:
                assert contact.call in box
    assert len(edition.guides) == 11


def test_an_unchecked_number_says_so(site: Path, edition: Edition) -> None:
    """Every service that nobody has called yet is marked on the help page."""
    text = words(article(page(site, "get-help")))
    unchecked = [c for c in edition.contacts.values() if c.unchecked]
    assert len(unchecked) >= 5
    assert text.count("Not yet checked") >= len(unchecked)


def test_no_page_or_sheet_calls_another_host(site: Path) -> None:
    """Nothing a page loads by itself comes from elsewhere."""
    loads = re.compile(
        r'<(?:script|img|iframe|source|video|audio)[^>]*\ssrc="(https?:)?//|<link[^>]*rel="(?:stylesheet|preconnect|preload|icon)"[^>]*href="(https?:)?//'
    )
    seen = 0
    for path in site.rglob("*.html"):
        assert not loads.search(path.read_text("utf-8")), path
        seen += 1
    for path in site.rglob("assets/*.css"):
        assert not re.search(r"url\(\s*['\"]?(https?:)?//", path.read_text("utf-8")), path
    assert seen > 55


def test_the_data_holds_every_statement(site: Path, edition: Edition) -> None:
    """The JSON export has each statement once, with its guide and its texts."""
    data = json.loads((site / "data" / "series.json").read_text("utf-8"))
    by_id = {entry["id"]: entry for entry in data["statements"]}
    assert len(by_id) == len(data["statements"]) == len(list(edition.statements()))
    assert by_id["SW-01"]["guide"] == "social-worker"


def test_the_spreadsheet_holds_every_practice(site: Path, edition: Edition) -> None:
    """The CSV has one row a practice, and no cell that a spreadsheet would run."""
    text = (site / "data" / "practices.csv").read_bytes().decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    practices = [s for _, s in edition.statements() if hasattr(s, "strength")]
    assert [row["id"] for row in rows] == [practice.id for practice in practices]
    assert len(rows) > 300
    assert not [
        cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))
    ]


@pytest.mark.parametrize("kind", ["used", "documented"])
def test_macros_are_a_contract(root: Path, kind: str) -> None:
    """The macros that pages use, those registered and those documented are the same."""
    if kind == "used":
        text = "\n".join(path.read_text("utf-8") for path in (root / "docs").rglob("*.md"))
        found = set(re.findall(r"\{\{ (\w+)\(", text))
    else:
        text = (root / "CONTRIBUTING.md").read_text("utf-8")
        found = set(re.findall(r"^\| `(\w+)\(", text, re.M))
    assert found == set(MACROS)
    assert len(found) > 20


def test_nothing_is_dated_as_checked_or_reviewed(edition: Edition) -> None:
    """The statewide draft claims no check and no review, because nobody has made one."""
    assert len(edition.contacts) > 5
    assert [c.id for c in edition.contacts.values() if c.checked] == []
    assert [g.id for g in edition.guides.values() if g.reviewed or g.review_by] == []


def test_a_printed_address_leads_to_a_page(site: Path, edition: Edition) -> None:
    """Behind each sheet's printed address stands a page that says whether the print is current."""
    for guide in edition.guides.values():
        text = words(page(site, f"p/{guide.id}/{edition.info.release}"))
        assert "This is the current text" in text
        assert guide.title in text
    assert len(edition.guides) == 11
