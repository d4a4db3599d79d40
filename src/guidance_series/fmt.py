"""Canonical YAML: one way to write a file, so that an edit made in any editor is a small diff.

The schema line first, keys in the order of the models' fields, block style, one line per value.
Nothing is lost: unknown and empty keys stay, and so does every comment on a line of its own. A file
with a comment that has no safe place, or one that cannot be read, is left alone and named.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args, get_origin

import yaml
from pydantic import BaseModel

from guidance_series import source
from guidance_series.problems import Problem
from guidance_series.schema import Kind, kind_of, schema_line
from guidance_series.source import Mapping, Scalar, Sequence
from guidance_series.writing import replace_file

RULE = "canonical-yaml"

_SCHEMA_LINE = re.compile(r"#\s*yaml-language-server:\s*\$schema=")
_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_NOT_BREAK = re.compile("[^\n\r\x85\u2028\u2029]")


# ---------------------------------------------------------------------------------- values

_ESCAPES = {
    "\\": "\\\\", '"': '\\"', "\0": "\\0", "\a": "\\a", "\b": "\\b", "\t": "\\t", "\n": "\\n",
    "\v": "\\v", "\f": "\\f", "\r": "\\r", "\x1b": "\\e", "\x85": "\\N", "\u2028": "\\L",
    "\u2029": "\\P",
}  # fmt: skip
_UNPRINTABLE = "\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff"
_ESCAPED = re.compile(f'[\\\\"{_UNPRINTABLE}]')
_NEEDS_QUOTES = re.compile(
    f"""
      ^$ | ^\\s | \\s$               # nothing, or a space at an end
    | ^[-?:](\\s|$)                 # a list's dash, a key's marks
    | ^[]\\[,{{}}\\#&*!|>'"%@`]     # what YAML gives a meaning at the start of a text
    | ^(---|\\.\\.\\.)              # the marks of a document
    | :(\\s|$)                      # what reads as a key
    | \\s\\#                        # what reads as a comment
    | [{_UNPRINTABLE}]
    """,
    re.VERBOSE,
)
_NULL_OR_FLAG = re.compile(r"~|[nN]ull|NULL|True|TRUE|False|FALSE")
_NUMBER = re.compile(
    r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)


def _read_as_other(text: str) -> bool:
    """Whether another YAML 1.2 program would give the plain text back as something else.

    ``911``, ``true`` and ``no`` come back as they are; ``1.10``, ``0123`` and ``null`` do not.
    """
    if _NULL_OR_FLAG.fullmatch(text):
        return True
    if not _NUMBER.fullmatch(text):
        return False
    return text != (repr(float(text)) if re.fullmatch(r"-?\d+\.\d+", text) else _whole(text))


def _whole(text: str) -> str:
    return str(int(text)) if re.fullmatch(r"-?\d{1,15}", text) else ""


def scalar(text: str) -> str:
    """A value as it is written: plain, or in double quotes where it needs them."""
    if not _NEEDS_QUOTES.search(text) and not _read_as_other(text):
        return text
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    sign = found.group()
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    return f"\\x{ord(sign):02X}" if ord(sign) < 0x100 else f"\\u{ord(sign):04X}"


# -------------------------------------------------------------------------------- comments


@dataclass(frozen=True)
class _Comment:
    line: int
    column: int
    text: str
    alone: bool
    """Nothing else stands on its line."""


def _comments(text: str) -> list[_Comment]:
    """Every comment of a text that parses. The parser drops them, so they are what lies outside."""
    if "#" not in text:
        return []
    masked, done = [], 0
    for event in yaml.parse(text, yaml.CLoader):
        if not isinstance(event, yaml.ScalarEvent):
            continue
        marked: Any = event
        start, end = marked.start_mark.index, marked.end_mark.index
        if event.style in ("|", ">"):
            first = _BREAK.search(text, start, end)
            start = first.start() if first else end
        masked += [text[done:start], _NOT_BREAK.sub("x", text[start:end])]
        done = end
    masked.append(text[done:])
    found = []
    lines = zip(_BREAK.split("".join(masked)), _BREAK.split(text), strict=True)
    for number, (shown, line) in enumerate(lines, 1):
        at = shown.find("#")
        if at >= 0:
            found.append(_Comment(number, at + 1, line[at:].strip(), not shown[:at].strip()))
    return found


def _anchors(node: Any, *, within_entry: bool = False) -> Iterator[Scalar | Mapping | Sequence]:
    """What a comment can stand before, in file order: every key, and every entry of a list.

    The first key of an entry is left out: it stands on the entry's own line.
    """
    if isinstance(node, Mapping):
        keys = sorted((*node, *node.empty), key=_place)
        for key in keys[1:] if within_entry else keys:
            yield key
            yield from _anchors(node.get(key))
        if within_entry and keys:
            yield from _anchors(node.get(keys[0]))
    elif isinstance(node, Sequence):
        for entry in node:
            if entry is not None:
                yield entry
                yield from _anchors(entry, within_entry=True)


def _place(node: Any) -> tuple[int, int]:
    return node.line, node.column


@dataclass
class _Placed:
    """Comments by what they stand before: a key or an entry (by its identity), the top, the end."""

    top: list[str] = field(default_factory=list)
    before: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    end: list[str] = field(default_factory=list)


def _placed(name: str, data: Any, comments: Iterable[_Comment]) -> tuple[_Placed, list[Problem]]:
    placed, problems = _Placed(), []
    # Stable by line: on one line the outermost comes first, as the walk yields it first.
    anchors = sorted(_anchors(data), key=lambda anchor: anchor.line)
    lines = [anchor.line for anchor in anchors]
    for comment in comments:
        if not comment.alone:
            problems.append(_homeless(name, comment, "after something else on its line"))
        elif _SCHEMA_LINE.match(comment.text):
            continue
        elif _between(data, comment.line):
            problems.append(_homeless(name, comment, "between a key or a dash and its value"))
        elif comment.line < getattr(data, "line", 0):
            placed.top.append(comment.text)
        elif (index := bisect_left(lines, comment.line)) < len(anchors):
            placed.before[id(anchors[index])].append(comment.text)
        else:
            placed.end.append(comment.text)
    return placed, problems


def _between(node: Any, line: int) -> bool:
    """Whether ``line`` lies between a key and its text, or where an entry may be a dash alone."""
    if isinstance(node, Mapping):
        return any(
            key.line < line < value.line if isinstance(value, Scalar) else _between(value, line)
            for key, value in node.items()
        )
    if isinstance(node, Sequence):
        return any(entry is None or _between(entry, line) for entry in node)
    return False


def _homeless(name: str, comment: _Comment, where: str) -> Problem:
    return Problem(
        name, comment.line, comment.column, RULE,
        f"a comment stands {where}: '{comment.text[:40]}'. The file is left as it is.",
        "Put it on a line of its own above the key or entry, or into a note: field.",
    )  # fmt: skip


# --------------------------------------------------------------------------------- writing


def _keys(model: type[BaseModel] | None) -> dict[str, Any]:
    """A model's keys as written in a file, in order, with what each holds."""
    if model is None:
        return {}
    return {info.alias or name: info.annotation for name, info in model.model_fields.items()}


def _within(annotation: Any) -> Any:
    """What a mapping (or the entries of a list) at a field is: a model, a dict type, or None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) is dict:
        return annotation
    return next((found for arg in get_args(annotation) if (found := _within(arg))), None)


class _Writer:
    def __init__(self, placed: _Placed) -> None:
        self.placed = placed
        self.lines: list[str] = []

    def document(self, data: Any, kind: Kind, schema: str) -> str:
        self.lines = [schema, *self.placed.top]
        if isinstance(data, Mapping | Sequence) and _holds(data):
            self._block(data, kind.model, "")
        else:
            self.lines.append(self._inline(data))
        return "\n".join([*self.lines, *self.placed.end]) + "\n"

    def _inline(self, node: Any) -> str:
        if isinstance(node, Mapping):
            return "{}"
        return "[]" if isinstance(node, Sequence) else scalar(node)

    def _block(self, node: Mapping | Sequence, within: Any, pad: str) -> None:
        if isinstance(node, Mapping):
            self._mapping(node, within, pad)
        else:
            self._sequence(node, within, pad)

    def _value(self, head: str, node: Any, within: Any, pad: str) -> None:
        """``head`` with its value: on the line, or as a block below it."""
        if isinstance(node, Mapping | Sequence) and _holds(node):
            self.lines.append(head)
            self._block(node, within, pad)
        else:
            self.lines.append(f"{head} {self._inline(node)}")

    def _mapping(self, node: Mapping, within: Any, pad: str, first: str | None = None) -> None:
        model = within if isinstance(within, type) and issubclass(within, BaseModel) else None
        known = _keys(model)
        order = {key: index for index, key in enumerate(known)}
        typed = sorted((*node, *node.empty), key=_place)
        if known:
            typed.sort(key=lambda key: order.get(str(key), len(order)))
        # Comments before an entry's first keys stand above its dash, where reading finds them.
        for key in typed:
            start = pad
            self._comments(key, pad if first is None else first[:-2])
            if first is not None:
                start, first = first, None
            head = f"{start}{scalar(key)}:"
            if key in node:
                holds = known[str(key)] if str(key) in known else _free(within)
                self._value(head, node[key], _within(holds), pad + "  ")
            else:
                self.lines.append(head)

    def _sequence(self, node: Sequence, within: Any, pad: str) -> None:
        for entry in node:
            if entry is None:
                self.lines.append(f"{pad}-")
                continue
            self._comments(entry, pad)
            if isinstance(entry, Mapping) and _holds(entry):
                self._mapping(entry, within, pad + "  ", first=f"{pad}- ")
            else:
                self._value(f"{pad}-", entry, within, pad + "  ")

    def _comments(self, node: Any, pad: str) -> None:
        self.lines += [pad + comment for comment in self.placed.before.get(id(node), ())]


def _free(within: Any) -> Any:
    """What a mapping with keys of the writer's own holds under each."""
    return get_args(within)[1] if get_origin(within) is dict else None


def _holds(node: Mapping | Sequence) -> bool:
    """Whether there is anything to write as a block: an entry, a key, or a key with nothing."""
    return bool(node) or bool(isinstance(node, Mapping) and node.empty)


def canonical(name: str, text: str, kind: Kind) -> tuple[str | None, list[Problem]]:
    """``text`` as it should be written, or why it is left alone."""
    document, problems = source.parse(name, text)
    if document is None or problems:
        return None, problems
    comments = _comments(text)
    placed, problems = _placed(name, document.data, comments)
    if problems:
        return None, problems
    written = _Writer(placed).document(document.data, kind, schema_line(name, kind))
    again, problems = source.parse(name, written)
    lost = again is None or problems or not same(document.data, again.data)
    if lost or _said(comments) != _said(_comments(written)):
        return None, [
            Problem(
                name, 1, 1, RULE, "the file cannot be written without a loss. It is left as it is.",
                "Please report this with the file; it is a fault of the tool.",
            )
        ]  # fmt: skip
    return written, []


def _said(comments: Iterable[_Comment]) -> list[str]:
    return sorted(c.text for c in comments if not _SCHEMA_LINE.match(c.text))


def same(one: Any, other: Any) -> bool:
    """Whether two trees of values say the same, the order of keys aside."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return (
            one.keys() == other.keys()
            and set(one.empty) == set(other.empty)
            and all(same(value, other[key]) for key, value in one.items())
        )
    if isinstance(one, Sequence) and isinstance(other, Sequence):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


# ----------------------------------------------------------------------------------- files


@dataclass
class Outcome:
    """What came of formatting some files: which are (or would be) written anew, and what is wrong."""

    seen: int = 0
    changed: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def paths(root: Path) -> list[Path]:
    """Every file that writers type, in the order in which they are reported."""
    found = [*root.glob("roles/*.yml"), *root.glob("data/*.yml")]
    found += root.glob("data/counties/*/county.yml")
    return sorted(path for path in found if kind_of(path.relative_to(root).as_posix()))


def run(root: Path, files: Iterable[Path], *, check: bool = False) -> Outcome:
    """Write each file canonically, or with ``check`` only tell which would change."""
    outcome = Outcome()
    for path in files:
        outcome.seen += 1
        name = path.relative_to(root).as_posix()
        kind = kind_of(name)
        if kind is None:
            outcome.problems.append(
                Problem(
                    name, 1, 1, RULE, "this is not a file of the series.",
                    "fmt takes roles/*.yml, the lists in data/, and data/counties/*/county.yml.",
                )
            )  # fmt: skip
            continue
        text, problems = source.read_text(root, path)
        written = None
        if not problems:
            written, problems = canonical(name, text, kind)
        outcome.problems += problems
        if written is None:
            continue
        try:
            before = path.read_bytes()
            if before == written.encode():
                continue
            if not check:
                replace_file(path, written)
            outcome.changed.append(name)
        except OSError as error:
            outcome.problems.append(
                Problem(
                    name, 1, 1, "file", f"the file cannot be written ({error.strerror}).",
                    "It is left as it was. Check that you may write here and that the disk has room.",
                )
            )  # fmt: skip
    return outcome
