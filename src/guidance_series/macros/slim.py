"""Takes out of the theme's stylesheets what no page of this site uses, so that a phone loads less.

A selector stays if each class it names stands in a page, is one of the theme's own that its script
may set, or is set by a script of ours. Nothing is listed by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

SHEETS = "assets/stylesheets/*.css"
"""The theme's own stylesheets; ours is written for this site and stays whole."""

_CLASSES = re.compile(
    r'class="(?<=\sclass=")([^"]*)"'
)  # begins with letters: found many times faster
_WORD = re.compile(r"[A-Za-z_][\w-]+")
_NAMED = re.compile(r"\.((?:\\.|[\w-])+)")
_THEME_S = re.compile(r"\bmd-[\w-]+|\b(?:focus-visible|no-js|js)\b")
_BRACKETS = re.compile(r"\([^()]*\)")
_COMMA = re.compile(r",(?![^()]*\))")
_VARIABLE = re.compile(r"var\((--[\w-]+)")
_STRING = r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'"
_URL = rf"url\((?:{_STRING}|[^)]*)\)"
_PIECE = re.compile(rf"{_STRING}|{_URL}|[{{}};]")
_DECLARED = re.compile(rf"(?<=[{{;])(--[\w-]+):(?:{_STRING}|{_URL}|[^;{{}}\"'])*;?")


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
    sheets = {path: path.read_text("utf-8") for path in sorted(site.glob(SHEETS))}
    own = "".join(path.read_text("utf-8") for path in site.glob("assets/*.css"))
    kept = {path: "".join(_rules(text, used)) for path, text in sheets.items()}
    asked = set(_VARIABLE.findall("".join([*kept.values(), own])))
    for path, text in kept.items():
        path.write_text(_without_variables(text, asked), "utf-8", newline="")


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Each rule of a stylesheet: what stands before its braces, and what in them ('' for a statement)."""
    depth = start = opened = 0
    for piece in _PIECE.finditer(text):
        if piece.group() == "{":
            depth += 1
            opened = opened if depth > 1 else piece.start()
        elif piece.group() == "}":
            depth -= 1
            if depth == 0:
                yield text[start:opened], text[opened + 1 : piece.start()]
                start = piece.end()
        elif piece.group() == ";" and depth == 0:
            yield text[start : piece.end()], ""
            start = piece.end()


def _rules(text: str, used: set[str]) -> Iterator[str]:
    for head, body in _blocks(text):
        if not body:
            if head.startswith("@"):
                yield head
        elif head.startswith(("@media", "@supports")):
            if inner := "".join(_rules(body, used)):
                yield f"{head}{{{inner}}}"
        elif head.startswith("@"):
            yield f"{head}{{{body}}}"
        elif wanted := ",".join(one for one in _COMMA.split(head) if _fits(one, used)):
            yield f"{wanted}{{{body}}}"


def _fits(selector: str, used: set[str]) -> bool:
    """Whether a selector can fit something. What stands in brackets is not looked at."""
    while (outer := _BRACKETS.sub("", selector)) != selector:
        selector = outer
    return all(name.replace("\\", "") in used for name in _NAMED.findall(selector))


def _without_variables(text: str, asked: set[str]) -> str:
    """The stylesheet without the icons and colors that nothing asks for."""
    return _DECLARED.sub(lambda found: found.group() if found.group(1) in asked else "", text)
