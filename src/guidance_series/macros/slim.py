"""Takes out of the theme's stylesheets what no page of this site uses, so that a phone loads and does less.

A selector stays if each class it names stands in a page, is one of the theme's own that its script
may set, or is set by a script of ours. Nothing is listed by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from tinycss2 import parse_blocks_contents, parse_rule_list, parse_stylesheet, serialize

SHEETS = "assets/stylesheets/*.css"
"""The theme's own stylesheets; ours is written for this site and stays whole."""

SLOW = ("table:not([class])", "[data-md-color-switching]")
"""Selectors for which a browser looks at every text of a page anew whenever a class changes anywhere: four times
while a page loads. Tables look as ``open-door.css`` has them, and nothing needs to stand still while colors change."""

_CLASSES = re.compile(
    r'class="(?<=\sclass=")([^"]*)"'
)  # begins with letters: found many times faster
_WORD = re.compile(r"[A-Za-z_][\w-]+")
_NAMED = re.compile(r"\.((?:\\.|[\w-])+)")
_THEME_S = re.compile(r"\bmd-[\w-]+|\b(?:focus-visible|no-js|js)\b")
_BRACKETS = re.compile(r"\([^()]*\)")
_COMMA = re.compile(r",(?![^()]*\))")
_VARIABLE = re.compile(r"var\((--[\w-]+)")


def slim(site: Path) -> None:
    """Write the theme's stylesheets anew, each with the rules that the built site uses."""
    used: set[str] = set()
    listed: set[str] = set()
    for page in site.rglob("*.html"):
        listed.update(_CLASSES.findall(page.read_text("utf-8")))
    for names in listed:
        used.update(names.split())
    for script in site.rglob("*.js"):
        if "lunr" in script.parts:  # the search's languages name no classes
            continue
        words = _WORD if script.parent.name == "js" else _THEME_S
        used.update(words.findall(script.read_text("utf-8")))
    sheets = sorted(site.glob(SHEETS))
    own = "".join(path.read_text("utf-8") for path in site.glob("assets/*.css"))
    texts = tuple(path.read_text("utf-8") for path in sheets)
    for path, text in zip(sheets, _slimmed(texts, own, frozenset(used)), strict=True):
        path.write_text(text, "utf-8", newline="")


@lru_cache(maxsize=2)  # counties use the same classes, most of them
def _slimmed(texts: tuple[str, ...], own: str, used: frozenset[str]) -> list[str]:
    sheets = [parse_stylesheet(text, skip_comments=True, skip_whitespace=True) for text in texts]
    kept = ["".join(_rules(sheet, used)) for sheet in sheets]
    asked = set(_VARIABLE.findall("".join([*kept, own])))
    return ["".join(_rules(sheet, used, asked)) for sheet in sheets]


def _rules(
    sheet: Iterable[Any], used: frozenset[str], asked: set[str] | None = None
) -> Iterator[str]:
    """The rules that can fit something; what cannot be read is left out, as a browser does."""
    for rule in sheet:
        if rule.type == "qualified-rule":
            selectors = _COMMA.split(serialize(rule.prelude))
            if wanted := ",".join(one for one in selectors if _fits(one, used)):
                yield f"{wanted}{{{_declarations(rule.content, asked)}}}"
        elif rule.type == "at-rule":
            head = f"@{rule.at_keyword}{serialize(rule.prelude)}"
            if rule.content is None:
                yield f"{head};"
            elif rule.lower_at_keyword not in ("media", "supports"):
                yield f"{head}{{{serialize(rule.content)}}}"
            elif inner := "".join(_rules(parse_rule_list(rule.content), used, asked)):
                yield f"{head}{{{inner}}}"


def _fits(selector: str, used: frozenset[str]) -> bool:
    """Whether a selector can fit something. What stands in brackets is not looked at."""
    if any(slow in selector for slow in SLOW):
        return False
    while (outer := _BRACKETS.sub("", selector)) != selector:
        selector = outer
    return all(name.replace("\\", "") in used for name in _NAMED.findall(selector))


def _declarations(content: list[Any], asked: set[str] | None) -> str:
    """A rule's body, without the icons and colors that are not ``asked`` for."""
    if asked is None:
        return str(serialize(content))
    kept = [
        node
        for node in parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
        if not (node.type == "declaration" and node.name[:2] == "--" and node.name not in asked)
    ]
    return str(serialize(kept)).removesuffix(";")
