"""The site in a real browser, as its readers use it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from guidance_series.editions import Edition

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[Page]:
    """A fresh tab at a phone's width."""
    with browser.new_context(base_url=server, viewport=PHONE) as context:  # type: ignore[arg-type]
        yield context.new_page()


def search(page: Page, query: str) -> None:
    """Type a query key by key and wait for a result."""
    page.keyboard.press("/")
    box = page.locator(".md-search__input")
    expect(box).to_be_focused()
    page.keyboard.type(query, delay=5)
    expect(page.locator(".md-search-result__link").first).to_be_visible()


def test_a_practitioner_walks_from_home_to_a_sheet(page: Page) -> None:
    """Home, a guide, a statement's own link, its situation and the sheet follow one another."""
    page.goto("/")
    content = page.locator("main")
    content.get_by_role("link", name=re.compile("^Caregiver")).first.click()
    expect(page).to_have_url(re.compile(r"/roles/caregiver/$"))
    page.locator("#cg-01 .permalink").click()
    expect(page).to_have_url(re.compile(r"/roles/caregiver/#cg-01$"))
    expect(page.locator("#cg-01")).to_be_in_viewport()
    page.locator("#cg-01 summary").click()
    page.locator("#cg-01 details a[href*='situations/']").first.click()
    expect(page).to_have_url(re.compile(r"/situations/[a-z-]+/$"))
    expect(page.locator("h1")).to_be_visible()
    page.goto("/roles/caregiver/")
    link = page.locator("a[href$='handouts/caregiver.pdf']").first.evaluate("a => a.href")
    answer = page.request.get(link)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/pdf"


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("foster parent", "roles/caregiver/"),
        ("judge", "roles/courts/"),
        ("teacher", "roles/educator/"),
        ("awol", "language/"),
        ("sextortion", "situations/online-exploitation/"),
        ("mandated reporter", "glossary/"),
    ],
)
def test_search_by_keyboard_finds_by_other_words(page: Page, query: str, address: str) -> None:
    """Typing a reader's own word brings the page that answers it."""
    page.goto("/")
    search(page, query)
    expect(page.locator(f".md-search-result__link[href*='{address}']").first).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_tab_goes_on_from_the_search_to_its_results(page: Page, width: int) -> None:
    """From the query Tab leads to a result, which Enter opens; on leaving the search by Tab it closes, and no key is
    caught in it."""
    page.set_viewport_size({"width": width, "height": 740})
    page.goto("/")
    search(page, "judge")
    first = page.locator(".md-search-result__link").first
    for _ in range(4):
        page.keyboard.press("Tab")
        if first.evaluate("link => link === document.activeElement"):
            break
    expect(first).to_be_focused()
    expect(first).to_be_in_viewport()
    target = first.evaluate("link => link.href")
    page.keyboard.press("Enter")
    expect(page).to_have_url(target)
    page.goto("/")
    search(page, "judge")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#__search")).not_to_be_checked()
    assert page.evaluate("!document.activeElement.closest('.md-search')")


def test_home_asks_who_is_there_on_a_phone_s_first_screen(phone: Page) -> None:
    """At 360 by 740 home shows the safety box, the ways to all three questions, and the first roles at once; each of
    the eleven roles and eighteen situations is one tap away, and each is at least 24 pixels high."""
    phone.goto("/")
    expect(phone.locator(".safety .call")).to_be_in_viewport(ratio=1)
    for question in phone.locator(".jump.three a").all():
        expect(question).to_be_in_viewport(ratio=1)
    roles = phone.locator(".picker.roles li")
    for role in roles.all()[:4]:
        expect(role).to_be_in_viewport(ratio=1)
    assert (roles.count(), phone.locator(".picker.situations li").count()) == (12, 18)
    heights = phone.locator(".picker li").evaluate_all("all => all.map(one => one.offsetHeight)")
    assert min(heights) >= 24


def test_no_page_asks_another_host_or_keeps_a_cookie(page: Page, server: str) -> None:
    """Over five pages and a search, every request goes to the site itself and no cookie is set."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for address in ("/", "/roles/courts/", "/situations/discloses/", "/get-help/", "/language/"):
        page.goto(address)
    search(page, "court")
    assert len(asked) > 20
    assert [url for url in asked if not url.startswith((server, "data:", "blob:"))] == []
    assert page.context.cookies() == []


def test_every_page_fits_a_phone(phone: Page, edition: Edition) -> None:
    """At 360 pixels no page scrolls sideways, and the danger line is on the first screen."""
    addresses = ["/", "/start/", "/language/", "/sources/", "/committees/coverage/", "/get-help/"]
    addresses += [f"/roles/{guide}/" for guide in edition.guides]
    addresses += [f"/situations/{situation}/" for situation in edition.situations]
    for address in addresses:
        phone.goto(address)
        wide = phone.evaluate("document.scrollingElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{address} is {wide} pixels too wide"
        expect(phone.locator(".safety .danger").first).to_be_in_viewport()
    assert len(addresses) == 6 + 11 + 18


def test_the_tabs_come_back_at_the_top(page: Page) -> None:
    """On a wide screen whoever has scrolled down and up again finds the tabs where they were."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/roles/caregiver/")
    tabs = page.locator(".md-tabs")
    expect(tabs).to_be_in_viewport()
    page.mouse.wheel(0, 3000)
    expect(tabs).not_to_be_in_viewport()
    page.mouse.wheel(0, -9000)
    expect(tabs).to_be_in_viewport()
    page.get_by_role("link", name="Get help").first.click()
    expect(page).to_have_url(re.compile("/get-help/$"))


def test_guides_work_without_scripts(browser: Browser, server: str) -> None:
    """With JavaScript off, a guide shows its statements, and links lead on."""
    with browser.new_context(base_url=server, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/roles/social-worker/")
        assert page.locator("article.statement").count() > 50
        expect(page.locator("#sw-01")).to_be_visible()
        page.locator("#sw-01 summary").click()
        page.locator("#sw-01 a[href*='situations/']").first.click()
        expect(page.locator("h1")).to_be_visible()


def test_printing_a_guide_shows_everything(page: Page) -> None:
    """On paper the sources of each statement are open and the menus are gone; then they fold again."""
    page.goto("/roles/courts/")
    folded = page.locator("main details:not([open])")
    before = folded.count()
    assert before > 20
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(folded).to_have_count(0)
    expect(page.locator(".md-header")).to_be_hidden()
    expect(page.locator("#ct-01 .says")).to_be_visible()
    expect(page.locator("#ct-01 details > :not(summary)").first).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(folded).to_have_count(before)
