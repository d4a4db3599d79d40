"""What every reader can use: axe on each kind of page, keyboard, targets, focus, narrow screens."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Browser, Page, expect

from guidance_series.editions import Edition
from tests.test_reader import KINDS

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")
RUN = """async tags => (await axe.run(document, {runOnly: tags, resultTypes: ['violations']}))
    .violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.target} ${node.any.map(a => a.message)}`))"""


@pytest.fixture(scope="module")
def axe() -> str:
    """The text of axe."""
    return Path(AXE_FILE_PATH).read_text("utf-8")


@pytest.fixture(scope="module")
def tab(browser: Browser, server: str) -> Iterator[Page]:
    """One tab for all pages, still, so that nothing is measured on its way."""
    with browser.new_context(base_url=server, reduced_motion="reduce") as context:
        yield context.new_page()


def found(page: Page, axe: str) -> list[str]:
    """What axe finds on the page as it is now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe)
    return list(page.evaluate(RUN, TAGS))


def everywhere(page: Page, axe: str) -> list[str]:
    """What axe finds at a phone's and a desk's width, in light and in dark."""
    wrong = []
    for width in WIDTHS:
        for scheme in SCHEMES:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            wrong += [f"{page.url} {width} {scheme} {one}" for one in found(page, axe)]
    return wrong


@pytest.mark.parametrize("address", [*KINDS, "print page"])
def test_axe_finds_nothing(tab: Page, axe: str, address: str, edition: Edition) -> None:
    """No rule of WCAG A and AA or of good practice is broken, at 360 and 1280 pixels, light and dark."""
    page = f"/p/courts/{edition.info.release}/" if address == "print page" else address
    tab.goto(page)
    assert everywhere(tab, axe) == []


@pytest.mark.parametrize("address", ["/roles/courts/", "/situations/discloses/"])
def test_axe_finds_nothing_on_a_page_in_use(tab: Page, axe: str, address: str) -> None:
    """Nor with parts unfolded, the filter or switch used, the menu open, the search open with results."""
    wrong = []
    for width in WIDTHS:
        for scheme in SCHEMES:
            tab.set_viewport_size({"width": width, "height": 800})
            tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            tab.goto(address)
            state = f"{width} {scheme}"
            tab.evaluate(
                "document.querySelectorAll('main details').forEach(d => { d.open = true; })"
            )
            tab.locator(":is(.filter, .switch) select").first.select_option(index=2)
            wrong += [f"{state} in use {one}" for one in found(tab, axe)]
            if width < 1000:
                tab.get_by_role("button", name="Menu").click()
                tab.wait_for_timeout(100)
                wrong += [f"{state} menu {one}" for one in found(tab, axe)]
                tab.keyboard.press("Escape")
            tab.keyboard.press("/")
            expect(tab.locator(".md-search__input")).to_be_focused()
            tab.keyboard.type("court")
            expect(tab.locator(".md-search-result__link").first).to_be_visible()
            tab.wait_for_timeout(200)
            wrong += [f"{state} search {one}" for one in found(tab, axe)]
    assert wrong == []


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
