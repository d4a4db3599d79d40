"""YAML with a position for every value.

YAML 1.2's plain rules, taken one step further: every scalar arrives as the text that was typed, so
``no``, ``12:30`` and ``0123`` stay what the writer wrote, and only a field that wants a date, a
number or a yes/no reads more into it (``models.fields``). Anchors, aliases, tags and a second
document are refused: they can hide text from a reader, or grow without end.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from guidance_series.problems import Problem

MOST_BYTES = 2_000_000
MOST_DEPTH = 20

Loc = tuple[str | int, ...]


class Scalar(str):
    """A value or key as typed, with its place (from 1)."""

    __slots__ = ("column", "line")
    line: int
    column: int


class Mapping(dict[Scalar, Any]):
    """A mapping with the place of its first key. A key with nothing after it reads as absent."""

    __slots__ = ("column", "empty", "line")
    line: int
    column: int
    empty: list[Scalar]


class Sequence(list[Any]):
    """A list with the place of its first entry."""

    __slots__ = ("column", "line")
    line: int
    column: int


class Document:
    """One YAML file: its text, its data and the place of everything in it."""

    def __init__(self, path: str, text: str, data: Any) -> None:
        self.path = path
        self.text = text
        self.data = data

    def position(self, loc: Loc, *, key: bool = False) -> tuple[int, int]:
        """Line and column of the value at ``loc``, or of the nearest value around it.

        With ``key``, of the key itself. Parts of ``loc`` that the file does not hold are passed
        over, so the place given for a missing key is that of the mapping it is missing from.
        """
        node = self.data
        for depth, part in enumerate(loc):
            last = depth == len(loc) - 1
            if isinstance(node, Mapping) and part in node:
                if key and last:
                    typed = next(k for k in node if k == part)
                    return typed.line, typed.column
                node = node[part]  # type: ignore[index]
            elif isinstance(node, Mapping) and part in node.empty:
                typed = next(k for k in node.empty if k == part)
                return typed.line, typed.column
            elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node):
                node = node[part]
            else:
                break
        return getattr(node, "line", 1), getattr(node, "column", 1)

    def problem(
        self, loc: Loc, rule: str, message: str, hint: str = "", *, id: str = "", key: bool = False
    ) -> Problem:
        """A problem at ``loc``; its id is that of the entry around it unless given."""
        line, column = self.position(loc, key=key)
        return Problem(self.path, line, column, rule, message, hint, id or self.id_at(loc))

    def id_at(self, loc: Loc) -> str:
        """The ``id`` of the innermost entry around ``loc``, or nothing."""
        node, found = self.data, ""
        for part in (*loc, None):
            if isinstance(node, Mapping):
                own = node.get("id")  # type: ignore[call-overload]
                found = own if isinstance(own, str) else found
            if isinstance(node, Mapping) and part in node:
                node = node[part]  # type: ignore[index]
            elif isinstance(node, Sequence) and isinstance(part, int) and part < len(node):
                node = node[part]
            else:
                break
        return str(found)

    @cached_property
    def scalars(self) -> tuple[tuple[Loc, Scalar], ...]:
        """Every value (not key) with its path, in file order."""
        return tuple(self._scalars())

    def _scalars(self) -> Iterator[tuple[Loc, Scalar]]:
        stack: list[tuple[Loc, Any]] = [((), self.data)]
        while stack:
            loc, node = stack.pop()
            if isinstance(node, Scalar):
                yield loc, node
            elif isinstance(node, Mapping):
                stack.extend(((*loc, str(k)), v) for k, v in reversed(node.items()))
            elif isinstance(node, Sequence):
                stack.extend(((*loc, i), v) for i, v in reversed(list(enumerate(node))))


class _Stop(Exception):
    """The file cannot be read further; carries the problem."""

    def __init__(self, line: int, column: int, rule: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line, self.column = line + 1, column + 1
        self.rule, self.message, self.hint = rule, message, hint


def read(root: Path, path: Path) -> tuple[Document | None, list[Problem]]:
    """The file at ``path`` inside ``root``, or the reasons why it cannot be read."""
    name = path.relative_to(root).as_posix()

    def refused(message: str, hint: str, line: int = 1, rule: str = "file") -> tuple[None, list[Problem]]:
        return None, [Problem(name, line, 1, rule, message, hint)]

    try:
        if not path.resolve().is_relative_to(root.resolve()):
            return refused(
                "this is a link to a file outside the project.",
                "Put the file itself here; nothing outside the project is read.",
            )
        size = path.stat().st_size
        if size > MOST_BYTES:
            return refused(
                f"the file is {size / 1e6:.1f} MB; at most {MOST_BYTES / 1e6:.0f} MB are read.",
                "A guide is about 0.05 MB. Has something else been pasted into it?",
            )
        raw = path.read_bytes()
    except OSError as error:
        return refused(
            f"the file cannot be read ({error.strerror}).", "Check that it exists and may be read."
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return refused(
            "the file is not saved as UTF-8.",
            "In your editor choose Save with encoding: UTF-8, then look at this line once more.",
            line,
        )
    return parse(name, text)


def parse(name: str, text: str) -> tuple[Document | None, list[Problem]]:
    """``text`` as a document, or the first thing that stops it from being one."""
    try:
        data = _build(text)
    except _Stop as stop:
        return None, [Problem(name, stop.line, stop.column, stop.rule, stop.message, stop.hint)]
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return None, [
            Problem(
                name, line, 1, "yaml-syntax",
                "a character that cannot be seen and may not stand in a file.",
                "Delete the line's text and type it anew, without pasting.",
            )
        ]  # fmt: skip
    except yaml.MarkedYAMLError as error:
        return None, [_explained(name, text, error)]
    if data is None:
        return None, [
            Problem(
                name, 1, 1, "yaml-syntax", "the file is empty.",
                "Restore its last version, or delete it if it is no longer wanted.",
            )
        ]  # fmt: skip
    return Document(name, text, data), _cut_by_comment(name, text, data)


def _build(text: str) -> Any:
    """The tree of values, built from the C parser's events so that depth can be bounded."""
    loader = yaml.CLoader(text)
    root: Any = None
    documents = 0
    # One frame per open collection: the collection, and for a mapping the key that waits.
    stack: list[list[Any]] = []
    try:
        while True:
            event = loader.get_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                mark = event.start_mark
                if event.tag or event.anchor:
                    _refuse_marks(event)
                node: Any = Scalar(event.value)
                node.line, node.column = mark.line + 1, mark.column + 1
                if not event.value and not event.style and _is_value(stack):
                    node = None
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if event.tag or event.anchor:
                    _refuse_marks(event)
                mark = event.start_mark
                if kind is yaml.MappingStartEvent:
                    node = Mapping()
                    node.empty = []
                else:
                    node = Sequence()
                node.line, node.column = mark.line + 1, mark.column + 1
                stack.append([node, None])
                if len(stack) > MOST_DEPTH:
                    raise _Stop(
                        mark.line, mark.column, "yaml-syntax",
                        f"more than {MOST_DEPTH} levels inside one another.",
                        "Look for brackets or dashes that were repeated by mistake.",
                    )  # fmt: skip
                continue
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                node = stack.pop()[0]
            elif kind is yaml.AliasEvent:
                _refuse_marks(event)
                continue
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise _Stop(
                        event.start_mark.line, event.start_mark.column, "yaml-syntax",
                        "a second document starts here (a line of three dashes).",
                        "Delete the line with ---; one file holds one document.",
                    )  # fmt: skip
                continue
            elif kind is yaml.StreamEndEvent:
                return root
            else:
                continue
            if not stack:
                root = node
                continue
            holder, waiting = stack[-1]
            if type(holder) is Sequence:
                holder.append(node)
            elif waiting is None:
                _take_key(stack[-1], node)
            else:
                if node is None:
                    holder.empty.append(waiting)
                else:
                    holder[waiting] = node
                stack[-1][1] = None
    finally:
        loader.dispose()


def _is_value(stack: list[list[Any]]) -> bool:
    return not stack or type(stack[-1][0]) is Sequence or stack[-1][1] is not None


def _take_key(frame: list[Any], node: Any) -> None:
    if not isinstance(node, Scalar):
        raise _Stop(
            node.line - 1, node.column - 1, "yaml-syntax",
            "a text cannot start with a bracket unless it is in double quotes.",
            "Put double quotes around the whole text, or write key: text.",
        )  # fmt: skip
    if node in frame[0] or node in frame[0].empty:
        first = next(k for k in (*frame[0], *frame[0].empty) if k == node)
        raise _Stop(
            node.line - 1, node.column - 1, "duplicate-key",
            f"'{node}' stands here a second time; the first is in line {first.line}.",
            "Keep one of the two. For a new entry in a list, start it with a dash.",
        )  # fmt: skip
    frame[1] = node


def _refuse_marks(event: Any) -> None:
    mark = event.start_mark
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
        raise _Stop(
            mark.line, mark.column, "yaml-syntax",
            f"a text cannot start with {sign} unless it is in double quotes.",
            f'Write "{sign}…" with double quotes around the whole text.',
        )  # fmt: skip
    raise _Stop(
        mark.line, mark.column, "yaml-syntax",
        "a text cannot start with ! unless it is in double quotes.",
        "Put double quotes around the whole text; YAML tags are not used here.",
    )  # fmt: skip


def _explained(name: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
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
        hint = "Put double quotes around the whole text, or line this key up with the keys above it."
    elif "block mapping" in said or "block collection" in said or "block sequence" in said:
        message = "this line does not line up with those above it."
        hint = (
            "Keys of one entry start in the same column; two spaces for each level. "
            "If the line above ends with text after a closing quote, quote all of that text."
        )
    elif "could not find expected ':'" in said:
        mark = error.context_mark or mark
        message = "this line has no key and is not part of a list or a longer text."
        hint = "Write key: text, or indent the line if it continues the text above it."
    elif "cannot start any token" in said:
        sign = rest[:1]
        message = f"a text cannot start with {sign} unless it is in double quotes."
        hint = "Put double quotes around the whole text."
    elif "flow" in said:
        mark = error.context_mark or mark
        message = "a bracket opens here and is never closed."
        hint = "Close it, or put double quotes around a text that starts with a bracket."
    elif "undefined alias" in said or "alias" in said or "anchor" in said:
        message = "a text cannot start with * or & unless it is in double quotes."
        hint = "Put double quotes around the whole text."
    elif "control characters" in said or "special characters" in said:
        message = "a character that cannot be seen and may not stand in a file."
        hint = "Delete the line's text and type it anew, without pasting."
    at = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return Problem(name, at[0], at[1], "yaml-syntax", message, hint)


def _cut_by_comment(name: str, text: str, data: Any) -> list[Problem]:
    """Texts that lose their end to a ``#``: what follows it is a comment to YAML."""
    if " #" not in text:
        return []
    found = []
    lines = text.splitlines()
    for _, value in Document(name, text, data).scalars:
        line = lines[value.line - 1]
        start = line[value.column - 1 :]
        if start[:1] in "\"'|>" or " #" not in start:
            continue
        found.append(
            Problem(
                name, value.line, value.column + start.index(" #") + 1, "comment-cuts-text",
                f"what follows # is left out of the text: '{start[start.index(' #') + 1 :][:40]}'.",
                "Put double quotes around the whole text, or move the remark into a note: field.",
            )
        )  # fmt: skip
    return found
