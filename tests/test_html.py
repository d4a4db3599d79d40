"""The HTML of every page, as a browser's parser reads it, and as the Nu Html Checker does where it is there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from lxml import etree
from tinyhtml5.parser import HTMLParser

from tools.checker import KNOWN, SAYS_NOTHING, checker, complaints


def errors(html: str) -> list[str]:
    """What the parser of the HTML standard calls an error, with its line."""
    parser = HTMLParser()
    parser.parse(html)
    return [f"{code} {told or ''} line {position[0]}" for position, code, told in parser.errors]


def test_every_page_is_read_without_an_error(site: Path) -> None:
    """Nothing is left open, closed twice or put where the standard does not let it stand; no id comes twice.

    What the theme does wrong is listed with its reason, and no longer than it does."""
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
    assert [line for line in wrong if not any(known in line for known in KNOWN)] == []
    assert [known for known in KNOWN if not any(known in line for line in wrong)] == []


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
    """Where Java and the Nu Html Checker are there, every complaint is one of the theme's that is listed with its reason."""
    command = checker()
    if command is None:
        pytest.skip(SAYS_NOTHING)
    told = complaints(command, site)
    assert [line for line in told if not any(known in line for known in KNOWN)] == []


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
