"""What MkDocs and the macros plugin complain of, as problems with a file, a line and a way out."""

from __future__ import annotations

import re
from pathlib import Path

from guidance_series.macros.pages import MACROS
from guidance_series.problems import Problem, nearest

_FILE = re.compile(r"_File_: `(?P<file>[^`]+)`")
_LINE = re.compile(r"_Line (?P<line>\d+) in Markdown file:_\s*\*\*(?P<said>.*?)\*\*", re.S)
_UNDEFINED = re.compile(r"_UndefinedError_: '(?P<name>[^']+)' is undefined")
_KEY = re.compile(r"_KeyError_: '(?P<name>[^']+)'")
_OTHER = re.compile(r"_(?P<kind>\w+Error)_: (?P<said>[^\n`]+)")
_LINK = re.compile(
    r"Doc file '(?P<file>[^']+)' contains an? (?:\w+ )?link '(?P<name>[^']*)'(?P<said>.*)", re.S
)


def problem_of(root: Path, message: str) -> Problem:
    """The complaint as a problem; what is not recognized is passed on as it was said."""
    if link := _LINK.search(message):
        file = f"docs/{link['file']}"
        return Problem(
            file, _line(root / file, link["name"]), 1, "links-lead-somewhere",
            f"there is a link '{link['name']}'{' '.join(link['said'].split())}",
            "Mend the address, or add the page.",
        )  # fmt: skip
    if not (named := _FILE.search(message)):
        return Problem("mkdocs.yml", 1, 1, "mkdocs", " ".join(message.split()))
    file = f"docs/{named['file']}"
    if said := _LINE.search(message):
        line = _body_starts(root / file) + int(said["line"])
        return Problem(
            file, line, 1, "macros", f"the template marks cannot be read: {said['said']}.",
            'Write a macro as {{ name() }} or {{ name("id") }}.',
        )  # fmt: skip
    if undefined := _UNDEFINED.search(message):
        name = undefined["name"]
        return Problem(
            file, _line(root / file, name), 1, "macros", f"there is no macro called '{name}'.",
            nearest(name, MACROS) or f"The macros are: {', '.join(sorted(MACROS))}.",
        )  # fmt: skip
    if key := _KEY.search(message):
        return Problem(
            file, _line(root / file, key["name"]), 1, "macros",
            f"a macro is given '{key['name']}', and nothing has that id.",
            "Write the id of a guide or a situation as it stands in its file.",
        )  # fmt: skip
    other = _OTHER.search(message)
    reason = other["said"] if other else "the reason was not told"
    return Problem(file, 1, 1, "macros", f"the page cannot be rendered: {reason.strip()}.")


def _line(file: Path, word: str) -> int:
    """The first line of ``file`` that holds ``word``, or 1."""
    lines = file.read_text("utf-8", "replace").splitlines()
    return next((number for number, line in enumerate(lines, 1) if word in line), 1)


def _body_starts(file: Path) -> int:
    """How many lines of front matter stand before a page's text."""
    text = file.read_text("utf-8", "replace").replace("\r\n", "\n")
    head = re.match(r"---\n.*?\n---\n+", text, re.S)
    return head.group().count("\n") if head else 0
