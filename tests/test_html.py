"""The HTML of every page, as a browser's parser reads it, and as the Nu Html Checker does where it is there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from lxml import etree
from tinyhtml5.parser import HTMLParser

from tools.checker import KNOWN, SAYS_NOTHING, checker, complaints, known


def errors(html: str) -> list[str]:
    """What the parser of the HTML standard calls an error, with its line."""
    parser = HTMLParser()
    parser.parse(html)
    return [f"{code} {told or ''} line {position[0]}" for position, code, told in parser.errors]


def test_every_page_is_read_without_an_error(site: Path) -> None:
    """Nothing is left open, closed twice or put where the standard does not let it stand; no id comes twice."""
    wrong, seen = [], 0
    for path in sorted(site.rglob("*.html")):
        html = path.read_text("utf-8")
        page = path.relative_to(site)
        wrong += [f"{page}: {error}" for error in errors(html)]
        tree = etree.HTML(html)
        ids = Counter(tree.xpath("//@id"))
        wrong += [f"{page}: id {id} comes {n} times" for id, n in ids.items() if n > 1]
        wrong += [f"{page}: an empty id" for id in ids if not id]
        wrong += [
            f"{page}: {name} names {part}, which is not there"
            for name in ("aria-labelledby", "aria-describedby", "aria-controls", "for", "list")
            for value in tree.xpath(f"//@{name}")
            for part in value.split()
            if part not in ids
        ]
        seen += 1
    assert seen > 100
    assert wrong == []


@pytest.mark.parametrize(
    "html",
    [
        "<!doctype html><p><div></div></p>",
        "<!doctype html><ul><li></ul></li>",
        "<!doctype html><b><p></b></p>",
        "<!doctype html><p id=a id=b>",
        "<p>",
        "<!doctype html><table><p></table>",
    ],
)
def test_errors_of_nesting_are_seen(html: str) -> None:
    """The parser complains of what is nested wrong, so its silence means something."""
    assert errors(html)


def test_the_checker_says_nothing_of_ours(site: Path) -> None:
    """Where Java and the Nu Html Checker are there, every complaint is one of the theme's that is listed with its reason.

    Nothing is listed that the theme no longer does."""
    command = checker()
    if command is None:
        pytest.skip(SAYS_NOTHING)
    told = complaints(command, site)
    assert [line for line in told if not known(line)] == []
    assert {known(line) for line in told} == set(KNOWN)


def test_the_checker_reads_every_page_of_a_folder(tmp_path: Path) -> None:
    """However many pages there are, what is wrong in each of them is told, with the page and the line."""
    command = checker()
    if command is None:
        pytest.skip(SAYS_NOTHING)
    pages = [tmp_path / f"a folder {n % 7}" / f"{'long' * 40}-{n}.html" for n in range(2000)]
    for page in pages:
        page.parent.mkdir(exist_ok=True)
        page.write_text(
            "<!doctype html>\n<html lang=en><title>A page</title>\n<p><div></div></p>", "utf-8"
        )
    assert (
        sum(len(str(page)) for page in pages) > 300_000
    )  # more than one command line of some systems takes
    told = complaints(command, tmp_path)
    assert [line.split(":3: ")[0] for line in told] == sorted(
        f"/{page.relative_to(tmp_path)}" for page in pages
    )


@pytest.mark.parametrize(
    ("line", "is_known"),
    [
        (
            '/x: Attribute “autocomplete” is only allowed when … at <input class="md-toggle" id="__drawer">',
            True,
        ),
        (
            '/x: Attribute “autocomplete” is only allowed when … at <input class="ours" type="checkbox">',
            False,
        ),
    ],
)
def test_what_is_known_of_the_theme_is_not_excused_in_ours(line: str, is_known: bool) -> None:
    """The same mistake in a part of ours is a new complaint."""
    assert bool(known(line)) is is_known


def test_a_missing_checker_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without a jar there is no command and a sentence that says so; with one named, Java is given it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("OPEN_DOOR_VNU", raising=False)
    assert checker() is None
    assert "OPEN_DOOR_VNU" in SAYS_NOTHING
    jar = tmp_path / "vnu.jar"
    jar.touch()
    java = tmp_path / "java"
    java.write_text("#!/bin/sh\n")
    java.chmod(0o755)
    monkeypatch.setenv("OPEN_DOOR_VNU", str(jar))
    assert checker() == [str(java), "-jar", str(jar)]
