"""Text that wants to run: in the place of every text there is, it is refused or it is shown as text."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import html as parser
from playwright.sync_api import Browser, expect

from guidance_series.checks.texts import wrong
from guidance_series.gather import Tree
from guidance_series.macros import policy
from guidance_series.problems import errors
from guidance_series.text import plain
from tests.pdfs import words
from tools.serving import serving

CASES = yaml.safe_load((Path(__file__).parent / "cases/hostile.yml").read_text("utf-8"))
COUNTY = "data/counties/example/county.yml"
LOCAL = "data/counties/example/pages/when-a-young-person-returns.md"
TODAY = date(2026, 11, 20)

TEXTS = frozenset(
    "audience author because body by call cannot carries caution danger definition explains fact hours "
    "how instead keywords label license meaning myth name notice page place publisher purpose report "
    "review_notice safety short summary tagline term text title to usual value what when who why".split()
)
"""The keys under which a writer may type any words."""

Place = tuple[str, tuple[Any, ...]]
"""A file and the keys that lead to a text in it."""


NO_TEXTS = ("handoff.to", "handoff.what", "handoff.how", "facts.interagency-protocol.value")
"""Ids, choices and an address under such keys."""


def scalars(value: Any, keys: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from scalars(inner, (*keys, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from scalars(inner, (*keys, number))


class _Typed(yaml.CSafeDumper):
    """Writes each text between quotes, and what was left empty as empty."""


_Typed.add_representer(
    str,
    lambda dumper, value: dumper.represent_scalar(
        "tag:yaml.org,2002:str" if value else "tag:yaml.org,2002:null", value, '"' if value else ""
    ),
)
FORM: dict[str, Any] = {"allow_unicode": True, "width": 10**6, "sort_keys": False}


class Content:
    """The real content, in which texts can be replaced and written to another tree."""

    def __init__(self, root: Path) -> None:
        files = [*root.glob("data/*.yml"), root / "roles/courts.yml", root / COUNTY]
        self.files: dict[str, Any] = {
            path.relative_to(root).as_posix(): yaml.load(path.read_text("utf-8"), yaml.CBaseLoader)  # noqa: S506 - texts only
            for path in sorted(files)
        }
        self.local = (root / LOCAL).read_text("utf-8")

    def kinds(self) -> dict[str, Place]:
        """One place of each kind of text: the last, which is seldom on a sheet."""
        found = {}
        for file, data in self.files.items():
            for keys, value in scalars(data):
                named = [key for key in keys if isinstance(key, str)]
                name = ".".join(named)
                if value and named[-1] in TEXTS and not name.endswith(NO_TEXTS):
                    found[f"{file} {name}"] = (file, keys)
        return found

    def read(self, place: Place) -> str:
        value = self.files[place[0]]
        for key in place[1]:
            value = value[key]
        return str(value)

    def put(self, place: Place, text: str) -> None:
        value = self.files[place[0]]
        for key in place[1][:-1]:
            value = value[key]
        value[place[1][-1]] = text

    def write(self, tree: Path) -> None:
        for file, data in self.files.items():
            (tree / file).write_text(yaml.dump(data, Dumper=_Typed, **FORM), "utf-8")
        (tree / LOCAL).write_text(self.local, "utf-8")
        for kind, entries in (
            ("roles", [self.files["roles/courts.yml"]]),
            ("situations", self.files["data/situations.yml"]),
        ):
            for entry in entries:
                page = tree / "docs" / kind / f"{entry['id']}.md"
                _, *rest = page.read_text("utf-8").split("\n", 2)
                assert rest[0].startswith("title: ")
                title = yaml.dump(entry["title"], Dumper=_Typed, **FORM)
                page.write_text(f"---\ntitle: {title}{rest[1]}", "utf-8")


def lines(tree: Path, file: str) -> dict[tuple[Any, ...], int]:
    """The line of each value of a file."""
    found = {}

    def walk(node: yaml.Node, keys: tuple[Any, ...]) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                walk(value, (*keys, key.value))
        elif isinstance(node, yaml.SequenceNode):
            for number, value in enumerate(node.value):
                walk(value, (*keys, number))
        else:
            found[keys] = node.start_mark.line + 1

    node = yaml.compose((tree / file).read_text("utf-8"), yaml.CSafeLoader)
    assert node
    walk(node, ())
    return found


@pytest.fixture(scope="module")
def tree(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real tree, to be written over."""
    tree = tmp_path_factory.mktemp("hostile") / "tree"
    ignored = shutil.ignore_patterns(
        ".*", "site", "sources", "tests", "src", "bench", "__pycache__"
    )
    shutil.copytree(root, tree, ignore=ignored)
    return tree


@pytest.mark.parametrize("text", CASES["refused"])
def test_each_is_refused(text: str) -> None:
    """What is no light Markdown is told, with a way out."""
    assert list(wrong(f"Some words {text} more words"))


def test_it_is_refused_in_the_place_of_every_text(root: Path, tree: Path) -> None:
    """With such a text at the end of each kind of text, a check finds every one, at its file and line."""
    content = Content(root)
    places = content.kinds()
    for place, text in zip(places.values(), cycle(CASES["refused"])):
        content.put(place, f"{content.read(place)} {text}")
    content.local += f"\n{CASES['refused'][0]}\n"
    content.write(tree)
    found = {(p.path, p.line) for p in errors(Tree(tree, TODAY).edition("example").problems)}
    assert len(places) > 130
    at = {kind: (file, lines(tree, file)[keys]) for kind, (file, keys) in places.items()}
    assert [kind for kind, where in at.items() if where not in found] == []
    assert LOCAL in {path for path, _ in found}


class Built:
    """A county's site in which every kind of text has one of the texts that are shown."""

    def __init__(self, root: Path, tree: Path) -> None:
        content = Content(root)
        self.texts: dict[str, str] = {}
        for (kind, place), text in zip(content.kinds().items(), cycle(CASES["shown"])):
            # At the start, where a spreadsheet takes it for a formula and Markdown for a mark of its own.
            self.texts[kind] = f"{text} {content.read(place)}"
            content.put(place, self.texts[kind])
        self.formulas = [text for text in CASES["shown"] if text[0] in "=+-@"]
        for text, practice in zip(
            self.formulas, content.files["roles/courts.yml"]["practices"], strict=False
        ):
            practice["why"] = text
        content.local += "\n\n".join(["", *CASES["shown"]])
        content.write(tree)
        self.site = tree.parent / "site"
        done = subprocess.run(
            [
                Path(sys.executable).with_name("guidance"), "build", "--root", tree, "--edition", "example",
                "--out", self.site, "--sheets", "one-pagers", "--today", TODAY.isoformat(),
            ],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def built(root: Path, tree: Path) -> Built:
    return Built(root, tree)


def test_pages_show_it_as_text(built: Built, site: Path) -> None:
    """No page has a handler, a script, a link or a part that came from a text, and each text stands on a page."""
    own = {one for path in site.rglob("*.html") for one in policy.hashes(path.read_text("utf-8"))}
    said, pages = [], 0
    for path in built.site.rglob("*.html"):
        html = path.read_text("utf-8")
        document = parser.document_fromstring(html)
        for element in document.iter():
            assert not [n for n in element.attrib if n.startswith("on")], (path, element.attrib)
            for name in ("href", "src", "action"):
                value = element.get(name) or ""
                assert not value.lower().strip().startswith(("javascript:", "data:")), (path, value)
            assert "ran" not in (element.get("src") or ""), path
        assert policy.hashes(html) <= own, path
        said.append(" ".join(document.text_content().split()))
        pages += 1
    assert pages > 60
    every = "\n".join(said)
    shown = [kind for kind, text in built.texts.items() if " ".join(plain(text).split()) in every]
    assert len(shown) > 100, sorted(set(built.texts) - set(shown))


def test_it_does_not_run_and_is_text_in_search_results(built: Built, browser: Browser) -> None:
    """Opened, hovered, searched for: nothing ran, no dialog came, and a result shows the mark itself."""
    said: list[str] = []
    with serving(built.site) as address, browser.new_context(base_url=address) as context:
        page = context.new_page()
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.on("pageerror", lambda error: said.append(str(error)))
        for where in ("/roles/courts/", "/get-help/", "/local/", "/glossary/", "/"):
            page.goto(where)
            assert page.evaluate("window.ran") is None
        seen = ""
        for query in ("hyperlink", "onmouseover", "onfocus", "onclick", "script", "window.ran"):
            page.locator(".md-search__input").fill("")
            page.keyboard.press("/")
            page.keyboard.type(query, delay=5)
            expect(page.locator(".md-search-result__link").first).to_be_visible()
            page.wait_for_timeout(300)
            seen += page.locator(".md-search-result__list").inner_text()
            assert page.locator(".md-search-result [onclick], .md-search-result img").count() == 0
        assert page.evaluate("window.ran") is None
    assert said == []
    assert "ran=1" in seen.replace(" ", "")


def test_data_carries_it_unharmed_and_no_cell_is_a_formula(built: Built) -> None:
    """JSON has the text as typed; in CSV no cell begins with what a spreadsheet calculates."""
    text = (built.site / "data/series.json").read_text("utf-8")
    values = {value for _, value in scalars(json.loads(text))}
    for kind in ("roles/courts.yml title", "data/situations.yml title", "data/contacts.yml name"):
        assert built.texts[kind] in values, kind
    rows = list(csv.reader(io.StringIO((built.site / "data/practices.csv").read_text("utf-8"))))
    cells = [cell for row in rows for cell in row]
    assert len(rows) > 350
    assert [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))] == []
    assert len(built.formulas) >= 4
    assert {f"'{text}" for text in built.formulas} <= set(cells)


def test_sheets_show_it_as_text(built: Built) -> None:
    """A guide's sheet prints the mark in its title, and has no link or action that came from a text."""
    sheet = (built.site / "handouts/courts.pdf").read_bytes()
    title = plain(built.texts["roles/courts.yml title"])
    assert "".join(title.split()) in "".join(words(sheet).split())
    assert b"/JavaScript" not in sheet
    assert b"/Launch" not in sheet
