"""What stops a text from being YAML, in words for people who do not write YAML for a living."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress

import yaml

from guidance_series.problems import Problem

_BAD_START = (
    "cannot start any token", "alias", "anchor", "tag", "block scalar", "node content",
    "mapping keys are not allowed", "block sequence entries are not allowed", "directive",
)  # fmt: skip
"""What the parser says where a text starts with a sign that means something to YAML."""


def explained(name: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    """A parser's complaint in words for someone who does not write YAML for a living."""
    mark = error.problem_mark or error.context_mark
    said = f"{error.context or ''} {error.problem or ''}"
    lines = text.splitlines()
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    rest = line[mark.column :] if mark else ""
    message, hint = "this line cannot be read.", f"The parser says: {said.strip()}."
    if "quoted scalar" in said:
        mark = error.context_mark or mark
        message = "a quotation mark opens here and is never closed."
        hint = 'Add the closing quotation mark, or write \\" for a mark inside the text.'
    elif "\t" in line[: len(line) - len(line.lstrip())] or rest.startswith("\t"):
        message = "a tab stands in the indentation."
        hint = "Use spaces only: two for each level."
    elif "mapping values are not allowed" in said:
        message = "a colon with a space after it stands inside a text, or the indentation is off."
        hint = (
            "Put double quotes around the whole text, or line this key up with the keys above it."
        )
    elif any(sign in said for sign in _BAD_START):
        if "alias" in said or "anchor" in said or "block scalar" in said:
            mark = error.context_mark or mark
        sign = line[mark.column : mark.column + 1] if mark else ""
        message = f"a text cannot start with {sign} unless it is in double quotes."
        hint = "Put double quotes around the whole text."
    elif "block mapping" in said or "block collection" in said or "block sequence" in said:
        message = "this line does not line up with those above it."
        hint = "Keys of one entry start in the same column; two spaces for each level."
        if line[: len(line) - len(rest)].strip(" -"):
            message = "the text goes on after its closing quotation mark or bracket."
            hint = 'Put double quotes around the whole text; write \\" for a mark inside it.'
            if mark and (opened := _opened_before(text, mark)):
                message = f"a quotation mark opens here and closes only in line {mark.line + 1}."
                hint = "Close it in this line with a straight mark; a curly one closes nothing."
                mark = opened
    elif "could not find expected ':'" in said:
        mark = error.context_mark or mark
        message = "this line has no key and is not part of a list or a longer text."
        hint = "Write key: text with a space after the colon, or indent what continues a text."
    elif "flow" in said:
        mark = error.context_mark or mark
        message = "a bracket opens here and is never closed."
        hint = "Close it, or put double quotes around a text that starts with a bracket."
    at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(name, at[0], at[1], "yaml-syntax", message, hint)


def _opened_before(text: str, mark: yaml.Mark) -> yaml.Mark | None:
    """Where the quoted text began that ends at the mark, if that was in a line above."""
    opened = None
    with suppress(yaml.YAMLError):
        for token in yaml.scan(text, Loader=yaml.CLoader):
            if (token.start_mark.line, token.start_mark.column) >= (mark.line, mark.column):
                break
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                opened = token.start_mark if token.end_mark.line == mark.line else None
    return opened if opened and opened.line < mark.line else None


def unseen(name: str, text: str, byte: int) -> Problem:
    """A control character, which no YAML file may hold, at an offset in bytes."""
    before = text.encode()[:byte].decode(errors="ignore")
    character = text[len(before) : len(before) + 1] or "?"
    return Problem(
        name, before.count("\n") + 1, len(before) - before.rfind("\n"), "yaml-syntax",
        f"a character that cannot be seen stands here ({named(character)}).",
        "Delete the word around it and type it anew, without pasting.",
    )  # fmt: skip


def named(character: str) -> str:
    """A character that cannot be seen, by its name or its number."""
    return unicodedata.name(character, "").lower() or f"U+{ord(character):04X}"


_COMMENT = re.compile(r"\s*#.*")


def cut_by_comment(name: str, text: str) -> list[Problem]:
    """Texts that lose their end, or all of it, to a ``#``: what follows it is a comment to YAML."""
    if " #" not in text and "\t#" not in text:
        return []
    found = []
    lines = text.splitlines()
    for event in yaml.parse(text, Loader=yaml.CLoader):
        if not isinstance(event, yaml.ScalarEvent) or event.style or not event.end_mark:
            continue
        mark = event.end_mark
        rest = lines[mark.line][mark.column :] if mark.line < len(lines) else ""
        if cut := _COMMENT.match(rest):
            column = mark.column + cut.group().index("#") + 1
            found.append(
                Problem(
                    name, mark.line + 1, column, "comment-cuts-text",
                    f"what follows # is left out of the text: '{cut.group().strip()[:40]}'.",
                    "Put double quotes around the whole text, or move the remark into a note: field.",
                )
            )  # fmt: skip
    return found
