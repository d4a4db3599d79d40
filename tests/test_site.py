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
from guidance_series.handouts.guides import sheet_data
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
            assert "your supervisor or counsel" in text
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
        assert "Compare it with the current sheet." in text
        assert guide.title in text
    assert len(edition.guides) == 11


# ------------------------------------------------------------------- what readers stumbled over


def test_a_situation_says_a_shared_practice_once(site: Path, edition: Edition) -> None:
    """A role's cell has its own sentence and leads to the practice, which stands below, once."""
    uses = 0
    for situation in edition.situations.values():
        html = article(page(site, f"situations/{situation.id}"))
        text = words(html)
        shared = {p.id: p for cell in edition.roles_in(situation) for _, p in cell.shared}
        for practice in shared.values():
            assert text.count(" ".join(plain(practice.text).split())) == 1, practice.id
            assert html.count(f'id="{practice.anchor}"') == 1
        for cell in edition.roles_in(situation):
            start = html.index(f'id="{cell.guide.id}"')
            part = html[start : html.index("</section>", start)]
            for use, practice in cell.shared:
                assert " ".join(plain(use.how).split()) in words(part), (cell.guide.id, use.id)
                assert f'href="#{practice.anchor}"' in part
                uses += 1
    assert uses > 200


def test_a_situation_says_a_line_once_and_names_all_who_have_it(
    site: Path, edition: Edition
) -> None:
    """Lines that several guides share stand once, with each guide's own link."""
    shared = 0
    for situation in edition.situations.values():
        html = article(page(site, f"situations/{situation.id}"))
        spoken = [words(found) for found in re.findall(r"<q>(.*?)</q>", html)]
        assert len(spoken) == len(set(spoken)), situation.id
        for avoid in (False, True):
            for same in edition.lines_in(situation, avoid=avoid):
                assert all(f'#{one.line.anchor}"' in html for one in same)
                shared += len(same) > 1
    assert shared >= 4


def test_what_a_county_has_not_filled_in_is_one_block(site: Path, edition: Edition) -> None:
    """Statewide, empty facts of a situation stand together by name; a line is kept for paper."""
    blocks = 0
    for situation in edition.situations.values():
        html = article(page(site, f"situations/{situation.id}"))
        facts = edition.facts_in(situation)
        assert html.count('class="unfilled"') == bool(facts), situation.id
        if facts:
            start = html.index('class="unfilled"')
            block = html[start : html.index("</div>", start)]
            assert all(fact.label in words(block) for fact in facts)
            assert block.count('class="blank"') == len(facts)
            blocks += 1
    assert blocks >= 12


def test_a_handoff_names_its_receiver(site: Path, edition: Edition) -> None:
    """Nobody is told of as "them": each handoff of a guide says who gets what."""
    seen = 0
    for guide in edition.guides.values():
        html = page(site, f"roles/{guide.id}")
        assert "Tell them:" not in html
        for practice in guide.practices:
            if practice.handoff is None:
                continue
            start = html.index(f'id="{practice.anchor}"')
            part = words(html[start : html.index("</article>", start)])
            to = edition.guides[practice.handoff.to].title
            told = f"{labels.HOW[practice.handoff.how]}: {to[0].lower()}{to[1:]} ."
            assert told in part, practice.id
            seen += 1
    assert seen > 70


def test_no_sentence_is_turned_round_by_a_mark(site: Path, edition: Edition) -> None:
    """Before "Do not" and "Never" stands no "Avoid"."""
    avoided = [p for g in edition.guides.values() for p in g.practices if p.kind == "avoid"]
    assert len(avoided) > 50
    pages = [path for name in ("roles", "situations") for path in site.glob(f"{name}/*/index.html")]
    assert len(pages) == 11 + 18
    for path in pages:
        text = words(article(path.read_text("utf-8")))
        assert not re.search(r"\bAvoid (Do not|Never)\b", text), path


def test_the_caregiver_has_the_number_for_a_conflict_at_home(site: Path, edition: Edition) -> None:
    """Cal-FURS stands in the box of that guide and on its sheet, as not yet checked, nowhere else."""
    number = edition.contacts["cal-furs"].call
    assert number
    for guide in edition.guides.values():
        html = page(site, f"roles/{guide.id}")
        start = html.index('class="safety"')
        box = words(html[start : html.index("</aside>", start)])
        on_sheet = [c["first"][0]["t"] for c in sheet_data(edition, guide)["contacts"]]
        own = guide.id == "caregiver"
        assert (number in box) is own, guide.id
        assert (number in on_sheet) is own, guide.id
        assert box.count("not yet checked") == 1 + own
    assert len(edition.guides) == 11


def test_immediate_danger_is_the_first_situation_of_the_home_page(
    site: Path, edition: Edition
) -> None:
    """Home lists all situations, that one first; everywhere else they keep the order of the data."""
    found = re.findall(r'href="situations/([a-z-]+)/"', article(page(site, "")).partition("<h1")[2])
    rest = [id for id in edition.situations if id != "immediate-danger"]
    assert found == ["immediate-danger", *rest]


def test_the_better_word_is_the_heading(site: Path, edition: Edition) -> None:
    """A word to avoid stands in no heading; what to say does, and then what it replaces."""
    html = article(page(site, "language"))
    for entry in edition.wording.values():
        start = html.index(f'id="{entry.id}"')
        heading, _, rest = html[start:].partition("</h2>")
        assert words(f"<h2 {heading}").strip(" ¶") == ", ".join(entry.instead)
        assert words(rest).startswith(f"Instead of: {entry.term}")
    assert len(edition.wording) > 30


def test_the_law_page_begins_with_a_list_of_its_parts(site: Path, edition: Edition) -> None:
    """Each law can be reached from the head of the page."""
    html = article(page(site, "law"))
    start = html.index('class="jump"')
    found = re.findall(r'href="#([a-z0-9-]+)"', html[start : html.index("</nav>", start)])
    assert found == list(edition.law)
    assert len(found) > 10
