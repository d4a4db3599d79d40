"""What every reader can use: axe on each kind of page, keyboard, targets, focus, narrow screens."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from guidance_series.editions import Edition
from guidance_series.models.examination import EXAMINATION, Examination
from tests.test_reader import KINDS
from tools.accessibility import (
    IN_USE,
    SCHEMES,
    TAGS,
    USED,
    WIDTHS,
    addresses,
    examine,
    kinds,
    look,
    program,
)  # fmt: skip


@pytest.fixture(scope="module")
def tab(browser: Browser, server: str) -> Iterator[Page]:
    """One tab for all pages, still, so that nothing is measured on its way."""
    with browser.new_context(base_url=server, reduced_motion="reduce") as context:
        yield context.new_page()


def test_axe_finds_nothing_on_any_page(site: Path, server: str) -> None:
    """No rule of WCAG A and AA or of good practice is broken on any page, at 360 and 1280 pixels, in light and
    dark, nor with parts unfolded, the filter or switch used, the menu open, the search open with results.

    Rules of color look at two texts of each look on a page; ``python -m tools.accessibility`` at all.
    """
    pages = addresses(site)
    assert len(pages) > 100
    assert set(KINDS) <= set(pages)
    seen, _, rules = examine(server, pages, USED, quick=True)
    assert rules > 90
    used = (
        len(USED) * len(SCHEMES) * (len(WIDTHS) * len(IN_USE) - 1)
    )  # no menu button on a wide screen
    assert len(seen) == len(pages) * len(WIDTHS) * len(SCHEMES) + used
    assert [(one.page, one.state, wrong) for one in seen for wrong in one.wrong] == []


def test_axe_sees_what_is_wrong(tab: Page) -> None:
    """A picture without words, a gray on gray and a button of ten pixels are found, so silence means something."""
    tab.goto("/leaving/")
    tab.evaluate("""() => {
        const main = document.querySelector('main article'), sheet = new CSSStyleSheet();
        sheet.replaceSync('.gray{color:#aaa;background:#bbb} .small{width:10px;height:10px;padding:0;border:0}');
        document.adoptedStyleSheets = [sheet];
        main.insertAdjacentHTML('beforeend', '<img src="x.png"><p class="gray">Gray</p>'
            + '<button class="small" aria-label="a"></button><button class="small" aria-label="b"></button>');
    }""")
    for quick in (True, False):
        rules = {rule for rule, _ in look(tab, "", "", quick=quick).wrong}
        assert rules >= {"image-alt", "color-contrast", "target-size"}, (quick, rules)


def test_the_statement_is_of_the_last_run(
    root: Path, site: Path, edition: Edition, tab: Page
) -> None:
    """What the page Accessibility tells was seen by this axe, on pages of these kinds and numbers, for this release."""
    refresh = "run: .venv/bin/python -m tools.accessibility"
    seen = Examination.model_validate_json((root / EXAMINATION).read_bytes())
    assert seen.pages == kinds(addresses(site)), refresh
    assert seen.release == edition.info.release, refresh
    assert seen.program == program(), refresh
    assert seen.standards == tuple(TAGS.values()), refresh
    assert seen.findings == ()
    tab.goto("/accessibility/")
    told = tab.locator("main").inner_text()
    for words in (seen.program, f"{sum(seen.pages.values())}, and {seen.county_pages}", "Nothing"):
        assert words in told, words


def test_every_page_leads_to_the_statement(site: Path) -> None:
    """Each page of the theme links to the page Accessibility in its footer."""
    pages = [path for path in site.rglob("*.html") if "p" not in path.relative_to(site).parts]
    assert len(pages) > 50
    assert [p for p in pages if '">Accessibility</a>' not in p.read_text("utf-8")] == []  # fmt: skip


FOCUSED = """() => { const e = document.activeElement, b = e.getBoundingClientRect();
    return {tag: e.tagName, name: e.getAttribute('aria-label') || e.textContent.trim(),
            drawer: Boolean(e.closest('.md-sidebar--primary')),
            seen: e.matches('.md-option') || b.width > 0 && b.right > 0 && b.left < innerWidth,
            outline: parseFloat(getComputedStyle(e).outlineWidth) * (getComputedStyle(e).outlineStyle === 'none' ? 0 : 1),
            marked: [e.closest('li'), e.nextElementSibling].some(x => x && getComputedStyle(x).outlineStyle !== 'none')}; }"""


def test_the_menu_is_a_button_and_closed_it_takes_no_focus(browser: Browser, server: str) -> None:
    """By Tab from the top of a phone's page the menu's button comes, never the closed drawer; it opens and closes it."""
    with browser.new_context(base_url=server, viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto("/roles/courts/")
        menu = page.get_by_role("button", name="Menu")
        expect(menu).to_have_attribute("aria-expanded", "false")
        names = []
        for _ in range(14):
            page.keyboard.press("Tab")
            focus = page.evaluate(FOCUSED)
            assert not focus["drawer"], focus
            names.append(focus["name"])
        assert names[0] == "Skip to content"
        assert "Menu" in names
        menu.focus()
        page.keyboard.press("Enter")
        expect(menu).to_have_attribute("aria-expanded", "true")
        page.wait_for_timeout(300)
        assert page.evaluate(FOCUSED)["drawer"]
        page.keyboard.press("Escape")
        expect(menu).to_be_focused()
        expect(menu).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("address", ["/", "/roles/courts/", "/situations/discloses/", "/get-help/"])
@pytest.mark.parametrize("width", WIDTHS)
def test_focus_is_always_seen(tab: Page, address: str, width: int) -> None:
    """Each of the first forty stops of the Tab key is on the screen and has a mark around it."""
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(address)
    stops = 0
    for _ in range(40):
        tab.keyboard.press("Tab")
        focus = tab.evaluate(FOCUSED)
        if focus["tag"] == "BODY":
            break
        assert focus["seen"], focus
        assert focus["outline"] >= 2 or focus["marked"], focus
        stops += 1
    assert stops > 8


SMALL = """() => [...document.querySelectorAll('a[href], button, summary, select, input:not(.md-toggle):not(.md-option)')]
    .filter(e => { const s = getComputedStyle(e); return e.checkVisibility({visibilityProperty: true, opacityProperty: true})
        && !(s.display === 'inline' && e.closest('p, li, dd, td, th, span')) && !e.closest('.md-search__output, .md-skip'); })
    .map(e => { const b = e.getBoundingClientRect(), after = getComputedStyle(e, '::after');
        const covers = after.position === 'absolute' && after.content !== 'none';
        return [e.outerHTML.slice(0, 90), b.width, b.height, covers, e.className]; })
    .filter(([, w, h, covers]) => !covers && w > 1 && (w < 24 || h < 24))"""


@pytest.mark.parametrize(
    "address", ["/", "/roles/courts/", "/situations/discloses/", "/get-help/", "/handouts/"]
)
@pytest.mark.parametrize("width", WIDTHS)
def test_targets_are_large_enough(tab: Page, address: str, width: int) -> None:
    """Whatever can be pressed and is no word in a sentence is at least 24 by 24 pixels."""
    tab.set_viewport_size({"width": width, "height": 800})
    tab.goto(address)
    assert tab.evaluate(SMALL) == []


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/get-help/",
        "/leaving/",
        "/roles/courts/",
        "/situations/discloses/",
        "/committees/hosting/",
    ],
)
def test_nothing_runs_over_at_320_pixels(tab: Page, address: str) -> None:
    """At 320 pixels, which is 400 % zoom of a small screen, nothing scrolls sideways or is cut off."""
    tab.set_viewport_size({"width": 320, "height": 700})
    tab.goto(address)
    assert tab.evaluate("document.scrollingElement.scrollWidth") <= 320
    cut = tab.evaluate("""() => [...document.querySelectorAll('main *')].filter(e =>
        e.checkVisibility() && !e.closest('.table-scroll, .jump-row, .visually-hidden, .headerlink')
        && e.getBoundingClientRect().right > 321).map(e => e.outerHTML.slice(0, 80))""")
    assert cut == []


def test_replaced_parts_of_the_theme_are_still_what_they_replace(root: Path) -> None:
    """When the theme changes a template that ours stands in for, this fails, so that ours is looked at."""
    theme = files("material") / "templates"
    overrides = root / "overrides"
    ours = [path for path in overrides.rglob("*.html") if path.name != "main.html"]
    for path in ours:
        told = re.search(r"Original: sha256 ([0-9a-f]{64})", path.read_text("utf-8"))
        assert told, f"{path} does not say which original it replaces"
        original = theme / path.relative_to(overrides).as_posix()
        assert hashlib.sha256(original.read_bytes()).hexdigest() == told.group(1), path
    assert len(ours) >= 3
