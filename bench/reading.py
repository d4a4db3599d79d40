"""What a reader's phone loads and how long it waits, in a real browser on a slow line."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Response, expect, sync_playwright

from tools.browser import FLAGS, NONE_FOUND, find, launch
from tools.serving import Quiet, serving

NO_LIGHTHOUSE = (
    "Lighthouse is not here, so there are no figures of it: npm install lighthouse, and name the program,"
    " OPEN_DOOR_LIGHTHOUSE=/path/to/node_modules/.bin/lighthouse"
)
SPEED_ALONE = "--only-categories=performance"
LOOKS: tuple[tuple[str, ...], ...] = ((), (SPEED_ALONE,), (SPEED_ALONE,))
"""What Lighthouse is asked of a page, time after time."""

Row = tuple[str, float, float, str]
"""What was measured, what came out, at most what it should be, and its unit."""

FIRST_VIEW, INDEX = 120, 60
SEARCHES = (
    "awol",
    "naloxone",
    "safety plan",
    "judge",
    "he came back",
    "phone",
    "court",
    "mandated",
    "drugs",
)
LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6e6 / 8,
    "uploadThroughput": 750e3 / 8,
}
"""Lighthouse's slow phone: 1.6 Mbps, 150 ms to the server and back, and a processor four times slower."""
SLOWER = 4
PHONE: Any = {"viewport": {"width": 360, "height": 740}}

WATCH = """() => {
    window.seen = {paint: 0, shift: 0};
    new PerformanceObserver(list => list.getEntries().forEach(e => { seen.paint = e.startTime; }))
        .observe({type: 'largest-contentful-paint', buffered: true});
    new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) seen.shift += e.value; }))
        .observe({type: 'layout-shift', buffered: true});
}"""

TIMED = """() => {
    /* From the last key to the first result that stands there, by the page's own clock. */
    let pressed = 0;
    window.waited = null;
    addEventListener('keydown', () => { pressed = performance.now(); window.waited = null; }, true);
    new MutationObserver(() => {
        if (pressed && window.waited === null && document.querySelector('.md-search-result__link'))
            window.waited = performance.now() - pressed;
    }).observe(document.querySelector('.md-search-result__list'), {childList: true});
}"""


class Packed(Quiet):
    """Serves texts compressed, as a host does."""

    def do_GET(self) -> None:  # noqa: N802 - the name of the base class
        """Send a text compressed, anything else as it is."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix not in (".html", ".css", ".js", ".json", ".svg") or not path.is_file():
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def reading(site: Path) -> Iterator[Row]:
    """Every figure of reading a built site. Raises ``RuntimeError`` without a browser."""
    program = find()
    if program is None:
        raise RuntimeError(NONE_FOUND)
    pages = [
        "/",
        *(f"/{path.relative_to(site).parent.as_posix()}/" for kind in ("roles", "situations") for path in sorted(site.glob(f"{kind}/*/index.html"))),
    ]  # fmt: skip
    with (
        serving(site, Packed) as server,
        sync_playwright() as playwright,
        launch(playwright, program) as browser,
    ):
        yield from weights(browser, server, pages)
        yield from waiting(browser, server)
        yield from painting(browser, server, pages)
        yield from lighthouse(server, program)


def weights(browser: Browser, server: str, pages: list[str]) -> Iterator[Row]:
    """The heaviest first view, fonts included and the search's index left out, and that index."""
    heaviest, index = ("", 0.0), 0.0
    for address in pages:
        with browser.new_context(**PHONE, base_url=server) as context:
            page = context.new_page()
            answers: list[Response] = []
            page.on("response", lambda answer: answers.append(answer))  # noqa: B023, PLW0108 - it must be a function, and is called only within this turn of the loop
            page.goto(address, wait_until="networkidle")
            weight = 0.0
            for answer in answers:
                body = answer.body()
                kept = answer.url.endswith((".woff2", ".png"))
                size = (len(body) if kept else len(gzip.compress(body, 6))) / 1024
                if "search_index" in answer.url:
                    index = size
                else:
                    weight += size
            heaviest = max(heaviest, (address, weight), key=lambda pair: pair[1])
    yield (
        f"first view of {heaviest[0]}, the heaviest of {len(pages)}",
        heaviest[1],
        FIRST_VIEW,
        "KB",
    )
    yield "index of the search", index, INDEX, "KB"


def waiting(browser: Browser, server: str) -> Iterator[Row]:
    """From the last key to the first result."""
    times = []
    # Waiting for a condition evaluates it as a script, which the pages do not allow.
    with browser.new_context(**PHONE, base_url=server, bypass_csp=True) as context:
        page = context.new_page()
        page.goto("/", wait_until="networkidle")
        page.keyboard.press("/")
        page.keyboard.type("warm")
        expect(page.locator(".md-search-result__link").first).to_be_visible()
        page.evaluate(TIMED)
        for query in SEARCHES:
            page.locator(".md-search__input").fill("")
            page.wait_for_function("!document.querySelector('.md-search-result__link')")
            page.keyboard.type(query, delay=60)
            page.wait_for_function("window.waited !== null")
            page.wait_for_timeout(300)
            times.append(float(page.evaluate("window.waited")))
    yield (
        f"last key to first result, the middle of {len(times)}",
        statistics.median(times),
        100,
        "ms",
    )


def painting(browser: Browser, server: str, pages: list[str]) -> Iterator[Row]:
    """Layout shift of every page, and the largest paint of three on a slow phone."""
    shifts = []
    for address in pages:
        with browser.new_context(**PHONE, base_url=server) as context:
            page = context.new_page()
            page.goto(address, wait_until="networkidle")
            shifts.append((_seen(page)["shift"], address))
    worst, where = max(shifts)  # below a hundredth nothing is seen to move
    yield f"layout shift of {where}, the worst of {len(shifts)}", round(worst, 2), 0, ""
    for address in ("/", "/roles/social-worker/", "/situations/discloses/"):
        paints = []
        for _ in range(3):
            with browser.new_context(**PHONE, base_url=server) as context:
                page = context.new_page()
                phone = context.new_cdp_session(page)
                phone.send("Network.enable")
                phone.send("Network.emulateNetworkConditions", LINE)
                phone.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
                page.goto(address, wait_until="networkidle")
                paints.append(_seen(page)["paint"] / 1000)
        yield (
            f"largest paint of {address} on a slow phone",
            statistics.median(paints),
            1.8,
            "s",
        )


def _seen(page: Page) -> dict[str, float]:
    page.evaluate(WATCH)
    page.wait_for_timeout(200)
    found: dict[str, float] = page.evaluate("window.seen")
    return found


def lighthouse(server: str, browser: str) -> Iterator[Row]:
    """What Lighthouse takes off a hundred, where it is there; otherwise a line that says it is not.

    The program is the one named by ``OPEN_DOOR_LIGHTHOUSE``, or ``lighthouse`` on PATH. Of each page it
    measures performance three times, because a busy machine makes it vary: the middle one counts.
    """
    program = shutil.which(os.environ.get("OPEN_DOOR_LIGHTHOUSE") or "lighthouse")
    if program is None:
        print(f"      {NO_LIGHTHOUSE}", flush=True)
        return
    for address in ("/", "/roles/social-worker/", "/situations/discloses/"):
        first, *others = (_scores(program, browser, f"{server}{address}", *only) for only in LOOKS)
        speed = statistics.median(one["performance"] for one in (first, *others))
        for name, score in (first | {"performance": speed}).items():
            yield (
                f"Lighthouse, {name} of {address}: points missing",
                100 - score,
                2 if name == "performance" else 0,
                "",
            )


def _scores(program: str, browser: str, address: str, *only: str) -> dict[str, float]:
    """What a page gets out of a hundred in each of Lighthouse's categories, on its slow phone."""
    done = subprocess.run(
        [program, address, "--quiet", "--output=json", f"--chrome-flags=--headless=new {' '.join(FLAGS)}", *only],
        capture_output=True, text=True, check=True, env={**os.environ, "CHROME_PATH": browser},
    )  # fmt: skip
    categories = json.loads(done.stdout)["categories"]
    return {name: round(category["score"] * 100, 1) for name, category in categories.items()}
