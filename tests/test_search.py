"""The search, asked as readers ask: typed key by key in the browser, judged by its first three pages."""

from __future__ import annotations

import gzip
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

QUERIES = Path(__file__).parent / "search"
SHOWN = 3
"""How many pages of the result a reader is taken to look at."""

GOALS = {"queries-tuned.yml": (0.95, 110), "queries-kept-out.yml": (0.85, 60)}
"""For each file: the share of queries answered in the first three pages, and how many there are.

The kept-out queries were written without a look at the keywords, and none is tuned for.
"""

MOST_BYTES = 60_000
"""How large the index may be, compressed: it comes on top of the first page."""


@pytest.fixture(scope="module")
def searching(browser: Browser, server: str) -> Page:
    """A tab with the search open."""
    page = browser.new_context(base_url=server).new_page()
    page.goto("/")
    page.keyboard.press("/")
    expect(page.locator(".md-search__input")).to_be_focused()
    return page


def pages_found(page: Page, query: str) -> list[str]:
    """The addresses of the pages found, best first, once the list stands still."""
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.wait_for_function("() => !document.querySelector('.md-search-result__item')")
    page.keyboard.type(query)
    before: list[str] = []
    for _ in range(20):
        page.wait_for_timeout(60)
        links = page.evaluate(
            "() => [...document.querySelectorAll('.md-search-result__item > a')].map(a => a.href)"
        )
        if links and links == before:
            break
        before = links
    return list(dict.fromkeys(urlsplit(link).path.strip("/") for link in before))


@pytest.mark.parametrize("name", GOALS)
def test_readers_find_the_page_that_answers(searching: Page, name: str) -> None:
    """Enough of the file's queries bring an answering page among the first three, and none is empty."""
    goal, most = GOALS[name]
    queries = yaml.safe_load((QUERIES / name).read_text("utf-8"))
    assert len(queries) == most
    missed, empty = [], []
    for entry in queries:
        found = pages_found(searching, str(entry["query"]))
        answers = {answer.strip("/") for answer in entry["answers"]}
        if not found:
            empty.append(entry["query"])
        if not answers & set(found[:SHOWN]):
            missed.append(f"{entry['query']}: {', '.join(found[:SHOWN]) or 'nothing'}")
    share = 1 - len(missed) / len(queries)
    report = "\n".join([f"{share:.0%} of {len(queries)} in the first {SHOWN}; missed:", *missed])
    assert empty == [], report
    assert share >= goal, report


def test_the_index_is_small(site: Path) -> None:
    """A reader on a slow line gets the index with the first page."""
    index = (site / "search" / "search_index.json").read_bytes()
    assert len(gzip.compress(index, 9, mtime=0)) <= MOST_BYTES


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("atorney", "roles/attorney"),
        ("testimoney", "situations/court-and-testimony"),
        ("overdosing", "situations/substance-use"),
        ("P.O.", "roles/probation-officer"),
        ("policia", "roles/law-enforcement"),
        ("what is she going to do at the trial", "situations/court-and-testimony"),
    ],
)
def test_words_are_taken_as_meant(searching: Page, query: str, page: str) -> None:
    """A wrong letter, another form of a word, and words that say nothing do not hide the page."""
    assert page in pages_found(searching, query)[:SHOWN]
