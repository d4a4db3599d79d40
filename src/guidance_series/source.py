"""YAML with a position for every value.

YAML 1.2's plain rules, taken one step further: every scalar arrives as the text that was typed, so
``no``, ``12:30`` and ``0123`` stay what the writer wrote, and only a field that wants a date, a
number or a yes/no reads more into it (``models.fields``). Anchors, aliases, tags and a second
document are refused: they can hide text from a reader, or grow without end.
"""

from __future__ import annotations

import os
import stat
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml
from yaml.reader import ReaderError

from guidance_series import syntax
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
    """A list with the place of its first entry, and of its dashes with nothing after them."""

    __slots__ = ("column", "empty", "line")
    line: int
    column: int
    empty: dict[int, tuple[int, int]]


class Document:
    """One YAML file: its text, its data and the place of everything in it."""

    def __init__(self, path: str, text: str, data: Any) -> None:
        self.path = path
        self.text = text
        self.data = data
        self.aside: frozenset[Loc] = frozenset()
        """What did not fit its model (``fitting.fit``) and so stands in the file alone."""

    def kept(self, *loc: str | int) -> list[int]:
        """The numbers, in the file, of a list's entries that fitted: theirs in the model may be lower."""
        listed = self._along(loc)[-1]
        count = len(listed) if isinstance(listed, Sequence) else 0
        return [index for index in range(count) if (*loc, index) not in self.aside]

    def position(self, loc: Loc, *, key: bool = False) -> tuple[int, int]:
        """Line and column of the value at ``loc``, or of the nearest value around it.

        With ``key``, of the key itself. Parts of ``loc`` that the file does not hold are passed
        over, so the place given for a missing key is that of the mapping it is missing from.
        """
        nodes = self._along(loc)
        node, left = nodes[-1], loc[len(nodes) - 1 :]
        if isinstance(node, Mapping) and left and left[0] in node.empty:
            node = next(typed for typed in node.empty if typed == left[0])
        elif key and not left and len(nodes) > 1 and isinstance(nodes[-2], Mapping):
            node = next(typed for typed in nodes[-2] if typed == loc[-1])
        if node is None and len(nodes) > 1 and isinstance(nodes[-2], Sequence):
            return nodes[-2].empty[int(loc[len(nodes) - 2])]
        return getattr(node, "line", 1), getattr(node, "column", 1)

    def value(self, loc: Loc) -> str:
        """The text at ``loc``, or nothing."""
        nodes = self._along(loc)
        found = len(nodes) > len(loc) and isinstance(nodes[-1], Scalar)
        return str(nodes[-1]).strip() if found else ""

    def _along(self, loc: Loc) -> list[Any]:
        """What stands on the way to ``loc``, the whole file first, as far as the file goes."""
        nodes = [self.data]
        for step in loc:
            node = nodes[-1]
            if isinstance(node, Sequence):
                if not isinstance(step, int) or step >= len(node):
                    break
            elif not isinstance(node, Mapping) or step not in node:
                break
            nodes.append(node[step])
        return nodes

    def problem(
        self, loc: Loc, rule: str, message: str, hint: str = "", *, id: str = "", key: bool = False
    ) -> Problem:
        """A problem at ``loc``; its id is that of the entry around it unless given."""
        line, column = self.position(loc, key=key)
        return Problem(self.path, line, column, rule, message, hint, id or self.id_at(loc))

    def id_at(self, loc: Loc) -> str:
        """The ``id`` of the innermost entry around ``loc``, or nothing."""
        own = [node.get(Scalar("id")) for node in self._along(loc) if isinstance(node, Mapping)]
        return next((str(id)[:60] for id in reversed(own) if isinstance(id, Scalar)), "")

    @cached_property
    def scalars(self) -> list[tuple[Loc, Scalar]]:
        """Every value (not key) with its path, in file order."""
        found: list[tuple[Loc, Scalar]] = []
        _collect((), self.data, found)
        return found

    @cached_property
    def by_key(self) -> dict[str, list[tuple[Loc, Scalar]]]:
        """Every value with its path, by the key it stands under, alone or in a list."""
        found: dict[str, list[tuple[Loc, Scalar]]] = {}
        for entry in self.scalars:
            loc = entry[0]
            key = loc[-1] if loc else ""
            if isinstance(key, int):
                key = next((step for step in reversed(loc) if isinstance(step, str)), "")
            found.setdefault(key, []).append(entry)
        return found

    @cached_property
    def prose(self) -> str:
        """All values in one text, a line each: for a quick look at whether something may stand there."""
        return "\n".join([value for _, value in self.scalars])

    def lighten(self) -> None:
        """Let go of the lists above, a third of a document's memory; they are made anew if asked for."""
        for made in ("scalars", "by_key", "prose"):
            vars(self).pop(made, None)


def _collect(loc: Loc, node: Any, found: list[tuple[Loc, Scalar]]) -> None:
    kind = type(node)
    if kind is Scalar:
        found.append((loc, node))
    elif kind is Mapping:
        for key, value in node.items():
            _collect((*loc, key), value, found)
    elif kind is Sequence:
        for index, value in enumerate(node):
            _collect((*loc, index), value, found)


class _Stop(Exception):
    """The file cannot be read further; carries the problem."""

    def __init__(self, line: int, column: int, rule: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line, self.column = line + 1, column + 1
        self.rule, self.message, self.hint = rule, message, hint


def read_text(root: Path, path: Path) -> tuple[str, list[Problem]]:
    """The text of the file at ``path`` inside ``root``, or the reason why it cannot be read."""
    name = path.relative_to(root).as_posix()

    def refused(message: str, hint: str, line: int = 1) -> tuple[str, list[Problem]]:
        return "", [Problem(name, line, 1, "file", message, hint)]

    try:
        if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
            return refused(
                "this is a link to a file outside the project.",
                "Put the file itself here; nothing outside the project is read.",
            )
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            return refused("this is not a file.", "Move it away, and put the file itself here.")
        if about.st_size > MOST_BYTES:
            return refused(
                f"the file is {about.st_size / 1e6:.1f} MB; at most {MOST_BYTES / 1e6:.0f} MB are read.",
                "A guide is about 0.05 MB. Has something else been pasted into it?",
            )
        raw = path.read_bytes()
    except FileNotFoundError:
        return refused("the file is missing.", "Restore its last version.")
    except OSError as error:
        return refused(
            f"the file cannot be read ({error.strerror}).",
            "Open it in an editor. If that fails too, ask whoever looks after this computer.",
        )
    try:
        return raw.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        return refused(
            "the file is not saved as UTF-8.",
            "In your editor choose Save with encoding: UTF-8, then look at this line once more.",
            raw[: error.start].count(b"\n") + 1,
        )


def parse(name: str, text: str) -> tuple[Document | None, list[Problem]]:
    """``text`` as a document, or the first thing that stops it from being one."""
    try:
        data = _build(text)
    except _Stop as stop:
        return None, [Problem(name, stop.line, stop.column, stop.rule, stop.message, stop.hint)]
    except ReaderError as error:
        return None, [syntax.unseen(name, text, error.position)]
    except yaml.MarkedYAMLError as error:
        return None, [syntax.explained(name, text, error)]
    if data is None:
        return None, [
            Problem(
                name, 1, 1, "yaml-syntax", "the file is empty.",
                "Restore its last version. A file for a list with nothing in it holds [] alone.",
            )
        ]  # fmt: skip
    return Document(name, text, data), syntax.cut_by_comment(name, text)


def _build(text: str) -> Any:  # noqa: C901, PLR0912, PLR0915 - one loop: loading is as fast as it
    """The tree of values, built from the C parser's events so that depth can be bounded."""
    loader = yaml.CLoader(text)
    root: Any = None
    documents = 0
    # One frame per open collection: the collection, and for a mapping the key that waits.
    stack: list[list[Any]] = []
    try:
        while True:
            event: Any = loader.get_event()
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
                    node.empty = {}
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
                if node is None:
                    holder.empty[len(holder)] = (event.start_mark.line + 1, event.start_mark.column)
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
