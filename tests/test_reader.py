"""What a reader in a hurry relies on: leaving, telling, remembering, a copy without a network."""

from __future__ import annotations

import gzip
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from guidance_series.macros import policy
from guidance_series.macros.slim import slim
from tools.checker import SAYS_NOTHING, checker, complaints, known
from tools.serving import Quiet, serving

NEUTRAL = re.compile(r"^https://www\.wikipedia\.org/")


def stored(page: Page) -> set[str]:
    """The names of everything that this site keeps in the browser."""
    names = page.evaluate("() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
    return set(names) | {cookie["name"] for cookie in page.context.cookies()}


def search(page: Page, query: str) -> None:
    """Ask the search with the keyboard, and wait for its answer."""
    page.keyboard.press("/")
    expect(page.locator(".md-search__input")).to_be_focused()
    page.keyboard.type(query, delay=5)
    expect(page.locator(".md-search-result__link").first).to_be_visible()


@pytest.fixture
def away(page: Page) -> Page:
    """A tab in which the neutral page answers without a network."""
    page.route(NEUTRAL, lambda route: route.fulfill(body="<title>Other</title><h1>Other</h1>"))
    return page


@pytest.fixture
def held(page: Page) -> Page:
    """A tab in which the neutral page never comes, so that the moment before it can be seen."""
    page.route(NEUTRAL, lambda route: route.fulfill(status=204))
    return page


# Leaving


def press_leave(page: Page) -> None:
    page.locator(".od-exit").click(no_wait_after=True)


def press_shift(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")


@pytest.mark.parametrize("way", [press_leave, press_shift])
def test_leaving_replaces_the_page(away: Page, way: Callable[[Page], None]) -> None:
    """Leave, or Shift three times, puts the neutral page in this one's place; Back shows the one before."""
    away.goto("/get-help/")
    away.goto("/roles/caregiver/")
    way(away)
    expect(away).to_have_url(NEUTRAL)
    away.go_back()
    expect(away).to_have_url(re.compile("/get-help/$"))
    expect(away.locator("h1")).to_be_visible()


@pytest.mark.parametrize("way", [press_leave, press_shift])
def test_the_page_is_blank_at_once(held: Page, way: Callable[[Page], None]) -> None:
    """Before the neutral page answers, nothing of this one is seen; whoever comes back sees it again."""
    held.goto("/roles/caregiver/")
    title = held.title()
    way(held)
    expect(held.locator("body")).to_be_hidden()
    assert held.title() != title
    held.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(held.locator("h1")).to_be_visible()
    assert held.title() == title


def test_typing_capitals_is_not_leaving(away: Page) -> None:
    """Shift with letters in the search, however often, leaves the page where it is."""
    away.goto("/")
    away.keyboard.press("/")
    for key in ("Shift+A", "Shift+W", "Shift+O", "Shift+L"):
        away.keyboard.press(key)
    expect(away.locator(".md-search__input")).to_have_value("AWOL")
    away.wait_for_timeout(100)
    assert not NEUTRAL.match(away.url)


def test_every_page_has_the_way_out_as_a_link(site: Path) -> None:
    """On each page of the site Leave is a plain link that passes no address on."""
    seen = 0
    for path in site.rglob("*.html"):
        link = re.search(r'<a class="od-exit"[^>]*>', path.read_text("utf-8"))
        assert link, path
        assert re.search(r'href="https://www\.wikipedia\.org/"', link.group()), path
        assert re.search(r'rel="noreferrer[ "]', link.group()), path
        seen += 1
    assert seen > 55


def test_leaving_without_scripts(browser: Browser, server: str) -> None:
    """With JavaScript off, Leave still leads to the neutral page."""
    with browser.new_context(base_url=server, java_script_enabled=False) as context:
        page = context.new_page()
        page.route(NEUTRAL, lambda route: route.fulfill(body="<h1>Other</h1>"))
        page.goto("/situations/discloses/")
        page.locator(".od-exit").click()
        expect(page).to_have_url(NEUTRAL)


ON_TOP = """exit => {
    const box = exit.getBoundingClientRect();
    return document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2) === exit
        && box.right <= innerWidth && box.height >= 24;
}"""


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_leave_is_in_reach_all_the_time(browser: Browser, server: str, width: int) -> None:
    """Scrolled down, with the menu open and with the search open, Leave lies on top and can be pressed."""
    with browser.new_context(base_url=server, viewport={"width": width, "height": 700}) as context:
        page = context.new_page()
        page.goto("/roles/caregiver/")
        leave = page.locator(".od-exit")
        for scheme in ("light", "dark"):
            for forced in ("none", "active"):
                page.emulate_media(color_scheme=scheme, forced_colors=forced)  # type: ignore[arg-type]
                assert leave.evaluate(ON_TOP), (scheme, forced)
        page.emulate_media(color_scheme="light", forced_colors="none")
        page.mouse.wheel(0, 3000)
        page.wait_for_timeout(500)
        assert page.evaluate("scrollY") > 500
        assert leave.evaluate(ON_TOP)
        if width < 1000:
            page.get_by_role("button", name="Menu").click()
            page.wait_for_timeout(300)
            assert leave.evaluate(ON_TOP)
            page.keyboard.press("Escape")
        search(page, "court")
        page.wait_for_timeout(300)
        assert leave.evaluate(ON_TOP)
        page.emulate_media(media="print")
        expect(leave).to_be_hidden()


# Remembering


def test_a_tour_leaves_nothing_behind(page: Page) -> None:
    """After search, filter, links and sheets nothing is kept, and no address tells of them."""
    page.goto("/")
    search(page, "safety plan")
    page.locator(".md-search-result__link").first.click()
    page.wait_for_load_state()
    assert "safety" not in urlsplit(page.url).query
    page.goto("/roles/caregiver/")
    page.locator(".filter select").first.select_option(index=2)
    page.locator(".filter select").last.select_option(index=1)
    page.locator(".statement:visible summary").first.click()
    assert page.url.endswith("/roles/caregiver/")
    page.goto("/situations/discloses/")
    page.locator(".switch select").select_option("caregiver")
    assert page.url.endswith("/situations/discloses/")
    assert stored(page) == set()


def test_colors_are_the_device_s_until_a_reader_chooses(browser: Browser, server: str) -> None:
    """A page is light or dark as the device is, from its first line on. The button turns it, by keyboard too; the
    choice holds on the next page, and is kept only while it differs from the device's."""
    for scheme, other in (("light", "dark"), ("dark", "light")):
        name = {"light": "default", "dark": "slate"}
        with browser.new_context(base_url=server, color_scheme=scheme) as context:  # type: ignore[arg-type]
            page = context.new_page()
            page.goto("/")
            body, button = page.locator("body"), page.get_by_role("button", name="Dark colors")
            expect(body).to_have_attribute("data-md-color-scheme", name[scheme])
            expect(button).to_have_attribute("aria-pressed", str(scheme == "dark").lower())
            assert stored(page) == set()
            button.focus()
            page.keyboard.press("Enter")
            expect(body).to_have_attribute("data-md-color-scheme", name[other])
            assert stored(page) == {"open-door-colors"}
            page.goto("/roles/courts/")
            expect(body).to_have_attribute("data-md-color-scheme", name[other])
            expect(button).to_have_attribute("aria-pressed", str(other == "dark").lower())
            button.click()
            expect(body).to_have_attribute("data-md-color-scheme", name[scheme])
            assert stored(page) == set()
            page.emulate_media(color_scheme=other)  # type: ignore[arg-type]
            expect(body).to_have_attribute("data-md-color-scheme", name[other])


def test_a_role_is_remembered_only_when_asked_and_forgotten_with_one_tap(page: Page) -> None:
    """The button on a guide puts that role first at home and on situation pages, until one tap forgets it."""
    page.goto("/situations/discloses/")
    order = page.locator(".cell").evaluate_all("cells => cells.map(cell => cell.dataset.role)")
    assert order.index("courts") > 3
    page.goto("/roles/courts/")
    page.get_by_role("button", name="Remember my role on this device").click()
    expect(page.get_by_role("button", name="Forget my role")).to_be_focused()
    assert stored(page) == {"open-door-role"}
    assert page.evaluate("localStorage['open-door-role']") == "courts"
    page.goto("/")
    expect(page.locator(".mine a")).to_have_attribute("href", re.compile("roles/courts/$"))
    page.goto("/situations/discloses/")
    expect(page.locator(".cell").first).to_have_attribute("data-role", "courts")
    expect(page.locator(".jump-row a").first).to_have_attribute("href", "#courts")
    page.get_by_role("button", name="Forget my role").click()
    assert stored(page) == set()
    assert order == page.locator(".cell").evaluate_all("cells => cells.map(c => c.dataset.role)")
    page.goto("/")
    expect(page.locator(".mine")).to_have_count(0)


# The content policy


class _WithHeaders(Quiet):
    """Serves a site under its own ``_headers``, as the hosts do that read this file."""

    def end_headers(self) -> None:
        for line in (Path(self.directory) / "_headers").read_text("utf-8").splitlines()[1:]:
            name, _, value = line.strip().partition(": ")
            self.send_header(name, value)
        super().end_headers()


@pytest.fixture(scope="module")
def guarded(site: Path) -> Iterator[str]:
    """The address of the site, served under its header file."""
    with serving(site, _WithHeaders) as address:
        yield address


def test_the_site_runs_under_its_content_policy(browser: Browser, guarded: str) -> None:
    """Under the header file no page of any kind breaks the policy, and search, filter and colors work."""
    said: list[str] = []
    with browser.new_context(base_url=guarded) as context:
        page = context.new_page()
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.add_init_script(
            "addEventListener('securitypolicyviolation', e => console.error(e.violatedDirective, e.blockedURI))"
        )
        for address in KINDS:
            answer = page.goto(address)
            assert answer
            assert "sha256-" in answer.headers["content-security-policy"]
        page.goto("/roles/courts/")
        page.locator(".filter select").last.select_option(index=1)
        page.get_by_role("button", name="Dark colors").click()
        search(page, "naloxone")
    assert len(KINDS) > 20
    assert [line for line in said if "404" not in line] == []


def test_a_script_from_elsewhere_does_not_run(browser: Browser, server: str) -> None:
    """Without any header, a page's own policy stops a script and a style that were put into it."""
    with browser.new_context(base_url=server) as context:
        page = context.new_page()
        page.goto("/get-help/")
        page.evaluate("""() => {
            const script = document.createElement('script');
            script.textContent = 'window.ran = true';
            document.body.append(script);
            const image = new Image();
            document.body.insertAdjacentHTML('beforeend', '<i style="color:red" onclick="ran=true">x</i>');
            document.querySelector('i').click();
        }""")
        assert page.evaluate("window.ran") is None


def test_the_policy_is_made_from_the_pages(site: Path) -> None:
    """Each page allows the scripts inside it and no other; the header files allow those of all pages."""
    every: set[str] = set()
    for path in site.rglob("*.html"):
        html = path.read_text("utf-8")
        told = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', html)
        assert told, path
        assert told.group(1) == policy.policy(policy.hashes(html)), path
        assert '<meta name="referrer" content="no-referrer">' in html, path
        assert "unsafe-" not in told.group(1)
        every |= policy.hashes(html)
    whole = policy.policy(every, header=True)
    for name in ("_headers", ".htaccess", "deploy/nginx.conf"):
        text = (site / name).read_text("utf-8")
        assert whole in text, name
        assert "no-referrer" in text, name
    assert 3 < len(every) < 12


KINDS = (
    "/", "/start/", "/roles/", "/roles/courts/", "/everyone/", "/situations/",
    "/situations/discloses/", "/get-help/", "/handouts/", "/build-a-sheet/", "/leaving/",
    "/accessibility/", "/language/",
    "/principles/", "/myths/", "/young-people/", "/law/", "/glossary/", "/sources/", "/changes/",
    "/trainers/", "/committees/", "/committees/coverage/", "/committees/fields/",
    "/committees/hosting/", "/local/", "/404.html",
)  # fmt: skip
"""One page of each kind."""


# A county's edition, with a neutral title and a copy for use without a network


@pytest.fixture(scope="module")
def county(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example county's site, built by the real command with what readers may ask for."""
    out = tmp_path_factory.mktemp("county") / "site"
    done = subprocess.run(
        [
            Path(sys.executable).with_name("guidance"), "build", "--root", root, "--out", out,
            "--edition", "example", "--offline", "--sheets", "one-pagers", "--today", "2026-11-20",
        ],
        capture_output=True, text=True, check=False,
        env={**os.environ, "OPEN_DOOR_NEUTRAL_TITLE": "Notes"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return out


def test_a_statement_can_be_reported_by_mail(county: Path) -> None:
    """Where the edition names a mailbox, each statement links to it with its id and release filled in."""
    html = (county / "roles/courts/index.html").read_text("utf-8")
    links = re.findall(r'<a class="wrong" href="mailto:([^"?]+)\?subject=([^"]+)">', html)
    assert len(links) > 40
    assert {address for address, _ in links} == {"opendoor@example.org"}
    subject = parse_qs(f"s={links[0][1]}")["s"][0]
    assert re.search(r"CT-\w+, release \d+\.\d+\.\d+, Example County", subject), subject
    assert len({subject for _, subject in links}) == len(links)


def test_no_mailbox_no_link(site: Path) -> None:
    """Where nobody takes corrections yet, no statement links to one, and the line to write on stands."""
    html = (site / "roles/courts/index.html").read_text("utf-8")
    assert "mailto:" not in html
    assert "Tell us when something here is wrong" in html


def test_a_neutral_title_is_all_that_tabs_show(county: Path, site: Path) -> None:
    """With the setting every page of the site is called by it; without it each page by its own name."""
    pages = [path for path in county.rglob("index.html") if "p" not in path.parts]
    titles = {re.findall("<title>(.*?)</title>", path.read_text("utf-8"))[0] for path in pages}
    assert titles == {"Notes"}
    own = {re.findall("<title>(.*?)</title>", p.read_text("utf-8"))[0] for p in site.rglob("roles/*/index.html")}  # fmt: skip
    assert len(own) >= 11


@pytest.fixture(scope="module")
def unpacked(county: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy for use without a network, unpacked into a folder."""
    folder = tmp_path_factory.mktemp("copy of it")
    with zipfile.ZipFile(county / "open-door-offline.zip") as archive:
        archive.extractall(folder)
    return folder / "open-door"


def test_the_copy_works_from_a_folder_without_a_network(browser: Browser, unpacked: Path) -> None:
    """Opened as a file with the network cut, the copy's pages, search, filter, sheets and exit work."""
    asked: list[str] = []
    said: list[str] = []
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto((unpacked / "index.html").as_uri())
        expect(page.locator(".copy-made")).to_contain_text("made on 2026-11-20")
        page.locator("main").get_by_role("link", name=re.compile("^Caregiver")).first.click()
        expect(page).to_have_url(re.compile(r"roles/caregiver\.html$"))
        page.locator(".filter select").last.select_option(index=1)
        expect(page.locator(".filter .count")).to_contain_text("shown")
        sheet = page.locator("a[href$='handouts/caregiver.pdf']").first.evaluate("a => a.href")
        assert Path(urlsplit(sheet).path.replace("%20", " ")).is_file()
        search(page, "naloxone")
        page.locator(".md-search-result__link").first.click()
        expect(page).to_have_url(re.compile(r"^file://.*\.html"))
        expect(page.locator("h1")).to_be_visible()
        page.locator(".od-exit-help").click()
        expect(page).to_have_url(re.compile(r"leaving\.html$"))
        assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert said == []
    assert len(asked) > 20


def test_the_copy_is_offered_only_where_it_is(county: Path, site: Path) -> None:
    """A site built with the copy links to it from home and from the sheets; another does not."""
    for name in ("index.html", "handouts/index.html"):
        assert "open-door-offline.zip" in (county / name).read_text("utf-8")
        assert "offline.zip" not in (site / name).read_text("utf-8")
    assert not (site / "open-door-offline.zip").exists()


def test_the_checker_says_nothing_of_a_county_s_pages_or_of_the_copy(
    county: Path, unpacked: Path
) -> None:
    """Where the Nu Html Checker is there, a county's site and the copy have no error but the theme's listed ones."""
    command = checker()
    if command is None:
        pytest.skip(SAYS_NOTHING)
    for folder in (county, unpacked):
        told = complaints(command, folder)
        assert len(told) > 100  # the theme's
        assert [line for line in told if not known(line)] == []


# Weight

FIRST_VIEW = 120 * 1024
INDEX = 60 * 1024


@pytest.mark.parametrize("address", ["/", "/roles/social-worker/", "/situations/discloses/"])
def test_a_first_view_is_light(browser: Browser, server: str, address: str) -> None:
    """What a phone loads for a first page, fonts included, is at most 120 KB compressed; the search index at most 60."""
    loaded: dict[str, int] = {}

    def weigh(url: str, body: bytes) -> None:
        loaded[url] = len(body) if url.endswith((".woff2", ".png")) else len(gzip.compress(body, 6))

    with browser.new_context(base_url=server, viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        answers: list[Response] = []
        page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - it must be a function
        page.goto(address, wait_until="networkidle")
        for answer in answers:
            weigh(answer.url, answer.body())
    index = sum(weight for url, weight in loaded.items() if "search_index" in url)
    assert len(loaded) > 6
    assert 0 < index <= INDEX
    assert sum(loaded.values()) - index <= FIRST_VIEW, loaded


def test_styles_that_a_page_uses_stay(tmp_path: Path) -> None:
    """Slimming keeps each selector that can fit, and drops classes, variables and groups that cannot."""
    folder = tmp_path / "assets/stylesheets"
    folder.mkdir(parents=True)
    (tmp_path / "index.html").write_text('<p class="here md-there">', "utf-8")
    (tmp_path / "x.js").write_text('e.className="md-set gone"', "utf-8")
    (folder / "main.css").write_text(
        '@charset "UTF-8";:root{--used:url(\'data:a;b)c\');--idle:url("d")}p{a:b}.here,.gone{c:var(--used)}'
        "@media print{.md-set:not([hidden]){e:f}.gone{g:h}}@media screen{.gone{i:j}}.here--x:not(p){k:l}",
        "utf-8",
    )
    slim(tmp_path)
    assert (folder / "main.css").read_text("utf-8") == (
        '@charset "UTF-8";:root{--used:url("data:a;b)c")}p{a:b}.here{c:var(--used)}'
        "@media print{.md-set:not([hidden]){e:f}}"
    )
