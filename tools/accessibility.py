"""What a program can see of the site's accessibility: axe on every page, in every state.

``python -m tools.accessibility`` builds the site and the example county's, runs every rule on every
page and writes ``data/accessibility.json``, from which the page Accessibility is made. It takes some
minutes and ends with 1 where something was found. The tests run the same with ``quick``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH  # type: ignore[import-untyped]
from playwright.sync_api import Page, expect, sync_playwright

from guidance_series.load import load
from guidance_series.models.examination import EXAMINATION, Examination, Finding
from tools.browser import NONE_FOUND, find, launch
from tools.serving import serving

ROOT = Path(__file__).resolve().parent.parent
COUNTY = "example"

TAGS = {
    "wcag2a": "WCAG 2.0 A",
    "wcag2aa": "WCAG 2.0 AA",
    "wcag21a": "WCAG 2.1 A",
    "wcag21aa": "WCAG 2.1 AA",
    "wcag22aa": "WCAG 2.2 AA",
    "best-practice": "good practice",
}
"""Axe's groups of rules, and what they are called."""

WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")
OF_COLOR = ("color-contrast", "link-in-text-block")
"""The rules whose answer light or dark can change. They take two thirds of the time."""

USED = ("/", "/roles/courts/", "/situations/discloses/", "/language/", "/committees/coverage/")
"""Pages that are also read while they are used."""
IN_USE = ("parts unfolded, filter or switch used", "menu open", "search open with results")

RUN = """async ([runOnly, off, texts]) => {
    const told = node => [node.target.flat().join(' '), ...node.any.map(a => a.message)].join(' ');
    const context = texts ? {include: texts_of_each_look()} : document;
    const {violations, incomplete} = await axe.run(context, {runOnly, preload: false,
        rules: Object.fromEntries(off.map(rule => [rule, {enabled: false}])),
        resultTypes: ['violations', 'incomplete']});
    return [violations, incomplete].map(rules =>
        rules.flatMap(rule => rule.nodes.map(node => [rule.id, told(node)])));
    function texts_of_each_look() {
        const grounds = new Map(), looks = new Map();
        const ground = e => {
            if (!e) return '';
            if (!grounds.has(e)) {
                const s = getComputedStyle(e);
                grounds.set(e, `${ground(e.parentElement)}|${s.backgroundColor} ${s.backgroundImage} ${s.opacity}`
                    .replaceAll('|rgba(0, 0, 0, 0) none 1', ''));
            }
            return grounds.get(e);
        };
        return [...document.querySelectorAll('body, body *')].filter(e => {
            if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) return false;
            if (!e.checkVisibility({visibilityProperty: true}) || e.getBoundingClientRect().width < 2) return false;
            const s = getComputedStyle(e), about = getComputedStyle(e.parentElement || e);
            const look = [e.tagName, s.color, s.fontSize, s.fontWeight, s.textDecoration, about.color, ground(e)].join();
            looks.set(look, (looks.get(look) || 0) + 1);
            return looks.get(look) < 3;
        });
    }
}"""
"""Runs rules over the whole page, or over two texts of each look on it: the same colors on the same grounds."""


@dataclass(frozen=True)
class Seen:
    """One page in one state: what breaks a rule there, and what the program cannot decide."""

    page: str
    state: str
    wrong: tuple[tuple[str, str], ...]
    undecided: tuple[str, ...]


def program() -> str:
    """What reads the pages, and its version."""
    return f"axe-core {AXE_FILE_PATH.read_text('utf-8').split('axe v', 1)[1].split(None, 1)[0]}"


def addresses(site: Path) -> list[str]:
    """Every page of a built site, as an address."""
    files = (path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    return sorted(f"/{file.removesuffix('index.html')}" for file in files)


def kinds(pages: Iterable[str]) -> dict[str, int]:
    """How many pages of each kind there are: roles, situations, pages behind a printed address, others."""
    parts = [page.strip("/").split("/") for page in pages]
    return dict(sorted(Counter(part[0] if len(part) > 1 else "other" for part in parts).items()))


def _run(page: Page, only: Sequence[str], off: Sequence[str] = (), *, texts: bool = False) -> Any:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_FILE_PATH.read_text("utf-8"))
    return page.evaluate(RUN, [list(only), list(off), texts])


def look(page: Page, address: str, state: str, *, quick: bool, colors_only: bool = False) -> Seen:
    """Run axe over a page as it is now.

    ``quick`` reads the colors of two texts of each look; with ``colors_only`` nothing else.
    """
    if quick:
        wrong, undecided = _run(page, OF_COLOR, texts=True)
        if not colors_only:
            more = _run(page, [*TAGS], OF_COLOR)
            wrong, undecided = wrong + more[0], undecided + more[1]
    else:
        wrong, undecided = _run(page, [*TAGS])
    return Seen(
        address,
        state,
        tuple((rule, where) for rule, where in wrong),
        tuple(rule for rule, _ in undecided),
    )


def turn(page: Page, scheme: str) -> None:
    """Give the page light or dark colors, as a device does while the page is open."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    name = {"light": "default", "dark": "slate"}[scheme]
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", name)


def states(page: Page) -> Iterator[tuple[int, str]]:
    """Turn the page to each width and to each colors, without loading it anew."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in SCHEMES:
            turn(page, scheme)
            yield width, scheme


def read(page: Page, address: str, *, quick: bool) -> Iterator[Seen]:
    """One page in every state."""
    page.goto(address)
    for width, scheme in states(page):
        # Light and dark differ in their colors alone.
        colors_only = scheme != SCHEMES[0]
        yield look(page, address, f"{width} {scheme}", quick=quick, colors_only=colors_only)


def use(page: Page, address: str, *, quick: bool) -> Iterator[Seen]:
    """One page in every state while a reader unfolds, filters, opens the menu and searches."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(address)
        page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true; })")
        if (choice := page.locator(":is(.filter, .switch) select")).count():
            choice.first.select_option(index=2)
        yield from _both(page, address, f"{width} {IN_USE[0]}", quick=quick)
        if (menu := page.get_by_role("button", name="Menu")).is_visible():
            menu.click()
            page.wait_for_timeout(100)
            yield from _both(page, address, f"{width} {IN_USE[1]}", quick=quick)
            page.keyboard.press("Escape")
        page.keyboard.press("/")
        expect(page.locator(".md-search__input")).to_be_focused()
        page.keyboard.type("court")
        expect(page.locator(".md-search-result__link").first).to_be_visible()
        page.wait_for_timeout(200)
        yield from _both(page, address, f"{width} {IN_USE[2]}", quick=quick)


def _both(page: Page, address: str, state: str, *, quick: bool) -> Iterator[Seen]:
    for scheme in SCHEMES:
        turn(page, scheme)
        colors_only = scheme != SCHEMES[0]
        yield look(page, address, f"{state} {scheme}", quick=quick, colors_only=colors_only)


def examine(
    server: str, pages: Iterable[str], used: Iterable[str] = (), *, quick: bool
) -> tuple[list[Seen], str, int]:
    """Every page in every state, by as many browsers as there are cores, at most four.

    Returns what was seen, the browser's version and how many rules were run.
    """
    work = [(read, page) for page in pages] + [(use, page) for page in used]
    workers = min(4, os.cpu_count() or 1)

    def share(number: int) -> tuple[list[Seen], str, int]:
        chromium = find()
        if chromium is None:
            raise RuntimeError(NONE_FOUND)
        with sync_playwright() as playwright, launch(playwright, chromium) as browser:
            # Nothing moves, so that nothing is read on its way.
            page = browser.new_page(base_url=server, reduced_motion="reduce")
            seen = [
                one
                for way, address in work[number::workers]
                for one in way(page, address, quick=quick)
            ]
            rules = page.evaluate("tags => axe.getRules(tags).length", [*TAGS])
            return seen, browser.version, rules

    with ThreadPoolExecutor(workers) as pool:
        shares = list(pool.map(share, range(workers)))
    return [one for seen, _, _ in shares for one in seen], shares[0][1], shares[0][2]


def _build(out: Path, *options: str) -> None:
    guidance = Path(sys.executable).with_name("guidance")
    command: list[str | Path] = [guidance, "build", "--root", ROOT, "--out", out, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)


def examination(site: Path, county: Path) -> Examination:
    """The whole run over both sites."""
    series = load(ROOT).series
    if series is None:
        sys.exit("the series cannot be loaded; run guidance check")
    pages, of_county = addresses(site), addresses(county)
    with serving(site) as server:
        seen, browser, rules = examine(server, pages, USED, quick=False)
    with serving(county) as server:
        local, _, _ = examine(server, of_county, quick=True)
    return Examination(
        release=series.info.release,
        program=program(),
        browser=f"Chromium {browser}",
        standards=tuple(TAGS.values()),
        rules=rules,
        widths=WIDTHS,
        schemes=SCHEMES,
        pages=kinds(pages),
        states=len(seen),
        in_use=IN_USE,
        county_pages=len(of_county),
        findings=tuple(
            Finding(rule=rule, page=one.page, state=one.state, where=where)
            for one in [*seen, *local]
            for rule, where in one.wrong
        ),
        undecided=dict(sorted(Counter(rule for one in seen for rule in one.undecided).items())),
    )


def main() -> int:
    """Run everything and write what was seen."""
    with tempfile.TemporaryDirectory() as folder:
        site, county = Path(folder, "site"), Path(folder, "county")
        _build(site)
        _build(county, "--edition", COUNTY, "--sheets", "one-pagers")
        found = examination(site, county)
    (ROOT / EXAMINATION).write_text(found.model_dump_json(indent=1) + "\n", "utf-8")
    print(
        f"{found.states} states of {sum(found.pages.values())} pages, {len(found.findings)} findings"
    )
    for finding in found.findings:
        print(f"{finding.page} {finding.state} {finding.rule}: {finding.where}")
    return 1 if found.findings else 0


if __name__ == "__main__":
    sys.exit(main())
