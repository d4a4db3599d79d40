"""The sheet that readers build themselves, and the page on which they find a ready one."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser, Page, expect

from guidance_series.editions import Edition
from guidance_series.macros import Work, offline
from guidance_series.macros.builder import choices
from guidance_series.macros.site import into
from guidance_series.text import plain
from tests.test_accessibility import SMALL
from tests.test_reader import stored
from tools.accessibility import look, states

BUILDER = "/build-a-sheet/"
PAPERS = {"Letter": (612, 792), "A4": (595, 842)}
HOSTILE = "<img src=x onerror=\"window.ran=1\"></script><b>Team</b> {{ 7*7 }} 'quoted'"


@pytest.fixture
def builder(page: Page) -> Page:
    """A fresh tab with the builder; whatever goes wrong in its script fails the test."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(BUILDER)
    expect(page.locator("#od-builder")).to_be_visible()
    assert wrong == []
    return page


def choose(page: Page, *ids: str) -> None:
    """Tick roles and situations by their boxes, with the keyboard."""
    for id in ids:
        box = page.locator(f"#{id}")
        box.focus()
        page.keyboard.press("Space")
        expect(box).to_be_checked()


def printed(page: Page, paper: str) -> pikepdf.Pdf:
    """What the browser prints of the page as it is now."""
    return pikepdf.open(io.BytesIO(page.pdf(format=paper)))


def sheet(page: Page) -> str:
    """The words of the sheet."""
    return " ".join(page.locator("#od-made").inner_text().split())


def ids(page: Page) -> list[str]:
    """The statements on the sheet, in their order."""
    return list(
        page.locator("#od-body li[data-id]").evaluate_all("all => all.map(i => i.dataset.id)")
    )


# What it carries


def test_the_page_carries_every_statement_and_stays_light(site: Path, edition: Edition) -> None:
    """Every practice, contrast and line stands in the page's data, which is under 250 KB and ends nowhere early."""
    html = (site / "build-a-sheet/index.html").read_text("utf-8")
    block = re.search(r'<script type="application/json" id="od-choices">(.*?)</script>', html, re.S)
    assert block
    assert len(block[1].encode()) < 250_000
    data = json.loads(block[1])
    carried = {row[0] for row in data["statements"]}
    every = {s.id for _, s in edition.statements() if not hasattr(s, "asks")}
    assert len(every) > 400
    assert carried == every
    assert json.loads(choices(edition)) == data


def test_only_this_page_loads_it(site: Path) -> None:
    """No other page names the builder's script or style, nor those of the page of sheets."""
    seen = 0
    for path in site.rglob("index.html"):
        html, own = path.read_text("utf-8"), path.parent.name
        assert ("assets/js/builder.js" in html) == (own == "build-a-sheet"), path
        assert ("assets/builder.css" in html) == (own == "build-a-sheet"), path
        assert ("assets/js/sheets.js" in html) == (own == "handouts"), path
        seen += 1
    assert seen > 50


@pytest.mark.parametrize("name", ["handouts", "roles/courts", "trainers"])
def test_it_is_linked_from_where_people_look(site: Path, name: str) -> None:
    """The sheets, each guide and the trainers' page lead to it; a guide with its role chosen."""
    html = (site / name / "index.html").read_text("utf-8")
    anchor = "#role-courts" if name.startswith("roles") else ""
    assert re.search(rf'href="[./]*build-a-sheet/{anchor}"', html)


def test_without_scripts_it_leads_to_the_ready_sheets(browser: Browser, server: str) -> None:
    """With JavaScript off the page says what it needs, and that the ready sheets need nothing."""
    with browser.new_context(base_url=server, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(BUILDER)
        expect(page.locator(".no-builder")).to_contain_text("needs JavaScript")
        expect(page.locator("#od-builder")).to_be_hidden()
        page.locator(".no-builder a").click()
        expect(page.locator("li.sheet")).to_have_count(55)


# What stands on a sheet


def test_one_role_prints_its_own_duty_several_the_general_line(
    builder: Page, edition: Edition
) -> None:
    """The report line is the role's own duty; for several roles it points to each guide."""
    report = builder.locator("#od-report")
    choose(builder, "role-courts")
    expect(report).to_contain_text(plain(edition.guides["courts"].duty.short)[:40])
    choose(builder, "role-educator")
    expect(report).to_have_text(plain(edition.info.report))


def test_the_safety_box_stays_and_empty_numbers_are_lines(builder: Page, edition: Edition) -> None:
    """Danger, report and whom to call stand on every sheet; what is empty is a line, what is unchecked says so."""
    box = builder.locator(".made-safety")
    choose(builder, "role-courts", "situation-discloses")
    expect(box).to_contain_text("call 911")
    expect(box).to_contain_text("Not yet checked")
    expect(box).to_contain_text("1-888-373-7888*")
    lines = builder.locator("#od-calls .rule")
    local = [f for f in edition.facts.values() if "discloses" in f.situations or f.on_every_page]
    expect(lines).to_have_count(len(local))
    assert len(local) >= 3
    builder.locator("#od-blanks").focus()
    builder.keyboard.press("Space")
    expect(lines).to_have_count(1)
    expect(box).to_contain_text("child abuse hotline")


def test_locked_statements_come_first_and_cannot_be_taken_off(
    builder: Page, edition: Edition
) -> None:
    """What is locked for the situation stands before all else, has no box to tick, and the page says why."""
    choose(builder, "role-social-worker", "situation-missing-from-care")
    on = ids(builder)
    locked = [id for id in on if edition.by_id[id].locked]
    assert len(locked) >= 5
    assert on[: len(locked)] == locked
    own = {
        s.id
        for s in edition.guides["social-worker"].statements
        if s.locked and "missing-from-care" in getattr(s, "in_situations", s.situations)
    }
    assert {id for id in own if "Q" not in id} <= set(locked)
    offered = builder.locator("[data-statement]").evaluate_all(
        "all => all.map(b => b.dataset.statement)"
    )
    assert len(offered) >= 2
    assert not set(offered) & set(locked)
    why = builder.locator("#od-statements details")
    why.locator("summary").focus()
    builder.keyboard.press("Enter")
    expect(why).to_contain_text("cannot be taken off")
    builder.goto(
        f"{BUILDER}?#roles=social-worker&situations=missing-from-care&off={','.join(locked)}"
    )
    assert [id for id in ids(builder) if edition.by_id[id].locked] == locked


def test_each_practice_can_be_ticked_off(builder: Page) -> None:
    """A statement that is ticked off leaves the sheet, and comes back when it is ticked again."""
    choose(builder, "role-caregiver", "situation-returns")
    box = builder.locator("[data-statement]:checked").first
    id = box.get_attribute("data-statement")
    assert id in ids(builder)
    box.focus()
    builder.keyboard.press("Space")
    expect(builder.locator(f'[data-statement="{id}"]')).to_be_focused()
    assert id not in ids(builder)
    builder.keyboard.press("Space")
    assert id in ids(builder)


def test_the_foot_says_what_it_is(builder: Page, edition: Edition) -> None:
    """Edition, release, draft, that it is independent, the page's address and each statement's id are printed."""
    choose(builder, "role-courts", "situation-discloses")
    said = sheet(builder)
    for must in (edition.name, f"Release {edition.info.release}", edition.info.notice,
                 "Not yet reviewed", "Tell us when something here is wrong", BUILDER):  # fmt: skip
        assert must in said, must
    assert ids(builder)
    assert all(id in said for id in ids(builder))
    assert re.search(r"made this sheet, on \d{4}-\d\d-\d\d", said)


# One page


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(
    "choice",
    [
        "roles=social-worker",
        "roles=law-enforcement&situations=first-contact",
        "roles=caregiver&situations=returns",
        "roles=educator&situations=discloses",
        "roles=attorney&situations=court-and-testimony&lines=none",
        "roles=courts&situations=team-strain&type=large",
    ],
)
def test_what_fits_prints_on_one_page(page: Page, paper: str, choice: str) -> None:
    """Whatever the page says fits is one page of Letter and of A4, with the sheet and nothing else on it."""
    page.goto(f"{BUILDER}#{choice}")
    if (take := page.locator("#od-take-off")).is_visible():
        take.click()
    expect(page.locator("#od-fit")).to_contain_text("Fits on one page")
    pdf = printed(page, paper)
    assert len(pdf.pages) == 1
    assert [round(float(n)) for n in pdf.pages[0].MediaBox][2:] == pytest.approx(
        PAPERS[paper], abs=1
    )
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_hidden()
    expect(page.locator(".od-exit")).to_be_hidden()
    expect(page.locator(".choose")).to_be_hidden()
    expect(page.locator("#od-fit")).to_be_hidden()
    expect(page.locator(".made-safety")).to_be_visible()
    box = page.locator(".made-page").bounding_box()
    assert box
    assert box["width"] == pytest.approx(7.4 * 96, abs=1)


def test_too_much_is_told_with_what_to_take_off(builder: Page) -> None:
    """A sheet that runs over says by how much and what to take off; one press makes it fit."""
    choose(builder, "role-social-worker")
    boxes = builder.locator("[data-statement]:not(:checked)")
    boxes.evaluate_all("all => all.forEach(box => box.click())")
    fit = builder.locator("#od-fit")
    expect(fit).to_contain_text(
        re.compile(r"Too long for one page by about \d+ lines\. To make it fit")
    )
    expect(fit).to_have_attribute("role", "status")
    expect(builder.locator("#od-print")).to_have_text(re.compile("Print anyway, on [23] pages"))
    assert len(printed(builder, "Letter").pages) > 1
    builder.locator("#od-take-off").focus()
    builder.keyboard.press("Enter")
    expect(fit).to_contain_text("Fits on one page")
    expect(builder.locator("#od-print")).to_be_focused()
    assert len(printed(builder, "Letter").pages) == 1
    assert len(printed(builder, "A4").pages) == 1


def test_what_is_locked_may_be_too_much_by_itself(builder: Page) -> None:
    """Where nothing that may be taken off is enough, the page says to choose fewer roles or situations."""
    choose(builder, "role-social-worker", "role-probation-officer", "role-courts")
    choose(builder, "situation-missing-from-care", "situation-discloses", "situation-first-contact")
    expect(builder.locator("#od-fit")).to_contain_text("Choose fewer roles or situations")
    expect(builder.locator("#od-take-off")).to_be_hidden()


def test_large_type_is_large(builder: Page) -> None:
    """Large type is 14 points or more, in one column; normal is never below 9.5."""
    choose(builder, "role-courts", "situation-team-strain")
    size = "() => parseFloat(getComputedStyle(document.getElementById('od-made')).fontSize) * 0.75"
    assert 9.49 <= builder.evaluate(size) <= 11.01
    builder.locator("[name=od-type][value=large]").focus()
    builder.keyboard.press("Space")
    assert builder.evaluate(size) >= 13.99


def test_the_preview_has_the_shape_of_a_page(builder: Page) -> None:
    """On a phone and on a desk the sheet is seen at once in the proportions of Letter, wholly inside its frame."""
    choose(builder, "role-courts")
    for width in (360, 768, 1280):
        builder.set_viewport_size({"width": width, "height": 800})
        builder.wait_for_timeout(100)
        made = builder.locator("#od-made").bounding_box()
        stage = builder.locator("#od-stage").bounding_box()
        assert made
        assert stage
        assert made["height"] / made["width"] == pytest.approx(11 / 8.5, abs=0.01)
        assert made["width"] <= stage["width"] + 1
        assert builder.evaluate("document.scrollingElement.scrollWidth") <= width


# Private


def typed(page: Page, selector: str, text: str) -> None:
    """Type into a field with real keys."""
    page.locator(selector).focus()
    page.keyboard.insert_text(text)


def test_names_and_numbers_are_text_and_stay_here(builder: Page) -> None:
    """What is typed, marks and all, is shown as text; no request, address, link or storage holds it."""
    asked: list[str] = []
    builder.on("request", lambda request: asked.append(request.url))
    choose(builder, "role-courts")
    typed(builder, "#od-agency", HOSTILE)
    typed(builder, "[data-fact=child-abuse-hotline] input", "<i>555</i> 0100")
    typed(builder, ".own input >> nth=0", "<svg onload=ran=1>")
    expect(builder.locator("#od-for")).to_have_text(HOSTILE[:70].strip())
    expect(builder.locator("#od-calls")).to_contain_text("<i>555</i> 0100")
    expect(builder.locator("#od-calls")).to_contain_text("<svg onload=ran=1>")
    assert builder.locator("#od-made :is(img, b, i, script)").count() == 0
    assert builder.evaluate("window.ran") is None
    assert builder.url.endswith(BUILDER)
    builder.locator("#od-agency").press("Enter")
    assert builder.url.endswith(BUILDER)
    builder.context.grant_permissions(["clipboard-read", "clipboard-write"])
    builder.locator("#od-share").click()
    link = builder.locator("#od-link").input_value()
    assert link.endswith(f"{BUILDER}#roles=courts")
    assert builder.evaluate("navigator.clipboard.readText()") == link
    assert builder.url.endswith(BUILDER)
    assert stored(builder) == set()
    assert "555" not in builder.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    assert [url for url in asked if not url.startswith("data:")] == []


def test_a_number_stays_in_one_piece(builder: Page) -> None:
    """In the narrow columns of the sheet a number is not broken at its hyphen or after its brackets."""
    choose(builder, "role-courts")
    typed(builder, "[data-fact=child-abuse-hotline] input", "Ask for the duty desk, (555) 555-0144")
    typed(builder, ".own input >> nth=0", "A name that takes much of the room of a column")
    typed(builder, ".own input >> nth=1", "+1 555.555.0133, or 555 555 0155")
    whole = builder.locator("#od-calls .whole")
    expect(whole).to_have_text(["(555) 555-0144", "1 555.555.0133", "555 555 0155"])
    assert whole.evaluate_all("all => all.map(one => one.getClientRects().length)") == [1, 1, 1]


def test_nothing_typed_is_left_for_whoever_goes_back(builder: Page) -> None:
    """After leaving the page and coming back, by Back or by loading anew, the fields are empty."""
    choose(builder, "role-courts")
    typed(builder, "#od-agency", "Harbor team")
    builder.wait_for_timeout(200)
    builder.goto("/get-help/")
    builder.go_back()
    expect(builder.locator("#od-agency")).to_have_value("")
    assert "Harbor" not in sheet(builder)
    typed(builder, "#od-agency", "Harbor team")
    builder.reload()
    expect(builder.locator("#od-agency")).to_have_value("")


def test_a_shared_address_brings_the_choice_back(builder: Page) -> None:
    """A link opens the same statements and type; when the choice changes, the address no longer claims it."""
    choose(builder, "role-caregiver", "role-educator", "situation-returns")
    builder.locator("[data-statement]:checked").nth(1).uncheck()
    builder.locator("#od-blanks").uncheck()
    builder.locator("[name=od-type][value=large]").check()
    before = ids(builder)
    builder.locator("#od-share").click()
    link = builder.locator("#od-link").input_value()
    assert re.search(
        r"#roles=caregiver,educator&situations=returns&off=[A-Z]{2}-\w+&type=large&lines=none$",
        link,
    )
    builder.goto("/get-help/")
    builder.goto(link)
    expect(builder.locator("#role-educator")).to_be_checked()
    assert ids(builder) == before
    expect(builder.locator("[name=od-type][value=large]")).to_be_checked()
    builder.locator("#role-courts").check()
    assert builder.url.endswith(BUILDER)


@pytest.mark.parametrize(
    "hash",
    [
        "roles=<img src=x onerror=ran=1>&situations=nowhere&off=XX-99",
        "roles=__proto__,constructor&off=__proto__",
        "roles=%22%3E%3Cscript%3Eran=1%3C/script%3E",
        "role-../../x",
        "roles",
    ],
)
def test_a_hostile_address_chooses_nothing(page: Page, hash: str) -> None:
    """An address with what this edition does not know leaves a working page with nothing chosen."""
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{BUILDER}#{hash}")
    expect(page.locator("#od-fit")).to_contain_text("to begin")
    assert page.locator("[data-role]:checked").count() == 0
    assert page.evaluate("window.ran") is None
    choose(page, "role-courts")
    assert len(ids(page)) > 5
    assert wrong == []


def test_a_guide_leads_here_with_its_role(page: Page) -> None:
    """The link on a guide opens the builder with that role ticked."""
    page.goto("/roles/educator/")
    page.get_by_role("link", name="Build a sheet with your numbers").click()
    expect(page.locator("#role-educator")).to_be_checked()
    expect(page.locator("#od-title")).to_contain_text("Educator")


@pytest.fixture(scope="module")
def unpacked(root: Path, edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as the copy for use without a network has it."""
    folder = tmp_path_factory.mktemp("copy")
    into(Work(root, edition, scope="one-pagers"), folder, offline.settings(date(2026, 11, 20)))
    return folder


def test_it_works_in_the_copy_without_a_network(browser: Browser, unpacked: Path) -> None:
    """From a folder, with the network cut, a sheet is built and printed, and no path of the reader's is on it."""
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto((unpacked / "build-a-sheet.html").as_uri())
        choose(page, "role-courts", "situation-discloses")
        expect(page.locator("#od-fit")).to_contain_text("Fits on one page")
        assert len(ids(page)) > 5
        assert str(unpacked) not in sheet(page)
        assert "copy for use without a network, made on 2026-11-20" in sheet(page)
        assert len(printed(page, "Letter").pages) == 1
        assert wrong == []


# For everyone


def wrong(page: Page) -> list[tuple[str, str]]:
    """What axe finds on a page as it stands, in every width and every colors."""
    return [
        one
        for width, scheme in states(page)
        for one in look(page, page.url, f"{width} {scheme}", quick=True).wrong
    ]


@pytest.fixture
def still(browser: Browser, server: str) -> Iterator[Page]:
    """A tab in which nothing moves."""
    with browser.new_context(base_url=server, reduced_motion="reduce") as context:
        yield context.new_page()


def test_axe_finds_nothing_on_a_sheet_in_the_making(still: Page) -> None:
    """With nothing chosen, with a sheet that fits and with one that runs over, in light and dark, narrow and wide."""
    still.goto(BUILDER)
    assert wrong(still) == []
    choose(still, "role-courts", "situation-discloses")
    for part in ("#od-statements summary", "#od-share"):
        still.locator(part).focus()
        still.keyboard.press("Enter")
    expect(still.locator("#od-link")).to_be_visible()
    assert wrong(still) == []
    choose(still, "role-educator", "role-attorney", "situation-first-contact")
    still.locator("#od-full").focus()
    still.keyboard.press("Space")
    expect(still.locator("#od-fit")).to_contain_text("Too long")
    assert wrong(still) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_targets_are_large_enough(still: Page, width: int) -> None:
    """Whatever can be pressed in the builder is at least 24 by 24 pixels."""
    still.set_viewport_size({"width": width, "height": 800})
    still.goto(f"{BUILDER}#roles=courts,educator&situations=discloses")
    expect(still.locator("#od-fit")).to_contain_text("page")
    assert still.evaluate(SMALL) == []


def test_every_field_has_a_name(still: Page) -> None:
    """Each box and field has a label, each group of them a legend."""
    still.goto(f"{BUILDER}#roles=courts&situations=discloses")
    nameless = still.locator("#od-builder input").evaluate_all(
        "all => all.filter(i => !i.labels.length || !i.labels[0].textContent.trim()).length"
    )
    assert nameless == 0
    groups = still.locator("#od-builder fieldset").evaluate_all(
        "all => all.map(f => f.firstElementChild.tagName)"
    )
    assert len(groups) >= 6
    assert set(groups) == {"LEGEND"}


@pytest.mark.parametrize("address", [f"{BUILDER}#roles=courts&situations=discloses", "/handouts/"])
def test_nothing_runs_over_at_320_pixels(still: Page, address: str) -> None:
    """At 320 pixels nothing scrolls sideways."""
    still.set_viewport_size({"width": 320, "height": 700})
    still.goto(address)
    still.wait_for_timeout(200)
    assert still.evaluate("document.scrollingElement.scrollWidth") <= 320


# The page of sheets


def shown(page: Page) -> list[str]:
    """The files of the sheets that are shown."""
    links = page.locator("li.sheet:visible a")
    return [Path(href).stem for href in links.evaluate_all("all => all.map(a => a.href)")]


def test_a_sheet_is_found_by_role_situation_audience_and_size(page: Page) -> None:
    """Each list narrows the sheets, the count is announced, empty groups go, and the address stays as it is."""
    page.goto("/handouts/")
    role, situation, audience, size = page.locator(".filter select").all()
    count = page.locator(".filter [role=status]")
    role.focus()
    role.select_option("caregiver")
    assert shown(page) == ["caregiver", "caregiver-card", "caregiver-large"]
    expect(count).to_have_text("3 of 55 sheets shown")
    expect(page.locator("h2#packet")).to_be_hidden()
    situation.select_option("returns")
    assert shown(page) == ["caregiver", "situation-returns", "caregiver-card", "caregiver-large"]
    size.select_option("one-page")
    assert shown(page) == ["caregiver", "situation-returns"]
    audience.select_option("may-be-left-with-a-family")
    assert shown(page) == ["caregiver"]
    expect(count).to_have_text("1 of 55 sheets shown")
    assert page.url.endswith("/handouts/")
    audience.select_option("may-be-shown-to-a-young-person")
    expect(count).to_contain_text("No sheet is all of this")
    page.get_by_role("button", name="Show all").click()
    assert len(shown(page)) == 55
    expect(role).to_be_focused()
    audience.select_option("may-be-shown-to-a-young-person")
    assert shown(page) == ["get-help"]
    assert stored(page) == set()


def test_a_view_of_the_sheets_can_be_shared(page: Page) -> None:
    """The link that is copied on request opens the same view; another reader's odd address shows all."""
    page.goto("/handouts/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".filter select").nth(0).select_option("courts")
    page.locator(".filter select").nth(3).select_option("large-print")
    page.get_by_role("button", name="Copy a link to this view").click()
    expect(page.get_by_role("button", name="Link copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.endswith("/handouts/#show=courts...large-print")
    page.goto("/get-help/")
    page.goto(link)
    assert shown(page) == ["courts-large"]
    page.goto("/get-help/")
    page.goto("/handouts/#show=nobody.nowhere.x.y")
    assert len(shown(page)) == 55


def test_each_sheet_says_its_pages_weight_and_date(site: Path, edition: Edition) -> None:
    """Beside each sheet stand a picture, its size, its audience, the weight of its file and its date."""
    html = (site / "handouts/index.html").read_text("utf-8")
    items = re.findall(r'<li class="sheet".*?</li>', html, re.S)
    assert len(items) == 55
    for item in items:
        name = re.search(r'href="([^"]+\.pdf)"', item)
        assert name
        file = site / "handouts" / Path(name[1]).name
        pages = len(pikepdf.open(file).pages)
        told = re.search(r", PDF(?:, (\d+) pages)?, ([\d.]+) (KB|MB)\. ", item)
        assert told, item
        assert int(told[1] or 1) == pages
        weight = float(told[2]) * (1024 if told[3] == "KB" else 1024 * 1024)
        assert weight == pytest.approx(file.stat().st_size, rel=0.06)
        assert re.search(r'<time datetime="\d{4}-\d\d-\d\d">', item)
        assert '<img src="' in item
    assert re.search(r"one zip file</a>, [\d.]+ MB", html)
    assert "<!-- made:" not in html


def test_the_sheets_are_a_grouped_list_without_scripts(browser: Browser, server: str) -> None:
    """With JavaScript off every sheet stands in its group, and there is no filter that does nothing."""
    with browser.new_context(base_url=server, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/handouts/")
        assert len(shown(page)) == 55
        assert page.locator("h2").count() == 6
        expect(page.locator(".filter")).to_have_count(0)


def test_axe_finds_nothing_on_filtered_sheets(still: Page) -> None:
    """Nor with the filter in use."""
    still.goto("/handouts/#show=caregiver.returns..")
    assert wrong(still) == []
