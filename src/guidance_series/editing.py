"""Edits to a county's file that touch what they are about and not one byte more.

The text is parsed for positions alone; what stands between them stays as it was typed. Every edit is
read back and compared before it is handed out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from guidance_series import fmt, source
from guidance_series.models import Change, County
from guidance_series.writing import ChangedMeanwhile, replace_file

Fields = Sequence[tuple[str, str]]


class CannotEdit(Exception):
    """The text cannot be edited without touching something else. The message says what to do."""


def read(path: Path) -> str:
    """A file's text with its line ends as they are."""
    return path.read_bytes().decode("utf-8")


def write(path: Path, before: str, after: str) -> None:
    """Put ``after`` in the place of ``before``, whole or not at all. Raises ``CannotEdit``."""
    try:
        replace_file(path, after, before=before)
    except ChangedMeanwhile:
        raise CannotEdit(
            "the file was changed meanwhile; nothing was written. Try again."
        ) from None


def accepted(text: str, entry: tuple[str, int], was: str, on: str, by: str, *, id: str) -> str:
    """The text with ``was`` and ``accepted`` of one entry (``("changes", 2)``) about ``id`` set anew."""
    group, index = entry
    top, offset = _composed(text)
    listed = _value(top, group)
    if not isinstance(listed, yaml.SequenceNode) or index >= len(listed.value):
        raise CannotEdit(f"there is no entry {index + 1} under {group}:.")
    node = listed.value[index]
    if getattr(_value(node, "id"), "value", "") != id:
        raise CannotEdit(f"entry {index + 1} under {group}: is not about {id} any more. Try again.")
    edits = _set(text, offset, node, "was", was, Change)
    holder = _value(node, "accepted")
    if isinstance(holder, yaml.MappingNode):
        for key, value in (("on", on), ("by", by)):
            edits += _set(text, offset, holder, key, value, None)
    else:
        edits += _set(text, offset, node, "accepted", [("on", on), ("by", by)], Change)
    after = _applied(text, edits)
    given = {"was": was, "accepted": {"on": on, "by": by}}
    _read_back(text, after, (group, index), given)
    return after


def with_entry(text: str, group: str, fields: Fields) -> str:
    """The text with one more entry at the end of ``changes`` or ``left_out``.

    A field may be left empty.
    """
    top, offset = _composed(text)
    listed = _value(top, group)
    pad = ""
    if isinstance(listed, yaml.SequenceNode) and listed.value:
        if listed.flow_style:
            raise CannotEdit(
                f"{group}: is written in brackets. Run guidance fmt on the file first."
            )
        pad = " " * listed.start_mark.column
        at = _line_end(text, _last(text, listed, offset) + offset)
        edits = [(at, at, _lines(text, _entry(pad, fields)))]
    elif isinstance(listed, yaml.SequenceNode):
        pad = "  "
        start, end = listed.start_mark.index + offset, listed.end_mark.index + offset
        while text[start - 1] == " ":
            start -= 1
        edits = [(start, end, ""), *_after(text, end, _entry(pad, fields))]
    elif listed is not None:
        pad = "  "
        edits = _after(text, listed.end_mark.index + offset, _entry(pad, fields))
    else:
        at = _place_for(text, offset, top, group, County)
        edits = [(at, at, _lines(text, [f"{group}:", *_entry("  ", fields)]))]
    after = _applied(text, edits)
    before_data, data = _plain(text), _plain(after)
    entries = data.get(group) or []
    expected = {key: value for key, value in fields if value}
    if not entries or entries.pop() != expected or entries != (before_data.get(group) or []):
        raise _fault()
    if {k: v for k, v in data.items() if k != group} != {
        k: v for k, v in before_data.items() if k != group
    }:
        raise _fault()
    return after


Edit = tuple[int, int, str]


def _fault() -> CannotEdit:
    return CannotEdit(
        "the file cannot be edited without a loss. It is left as it is; edit it by hand."
    )


def _composed(text: str) -> tuple[yaml.MappingNode, int]:
    """The file's nodes, and how far their places are off: a mark for the byte order is no text."""
    offset = int(text.startswith("\ufeff"))
    try:
        top = yaml.compose(text[offset:], Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise CannotEdit("the file is no YAML yet. Run: guidance check") from error
    if not isinstance(top, yaml.MappingNode):
        raise CannotEdit("the file holds no keys. Run: guidance check")
    return top, offset


def _value(node: Any, key: str) -> Any:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _set(
    text: str, offset: int, node: Any, key: str, value: str | Fields, model: type[BaseModel] | None
) -> list[Edit]:
    """Edits that give ``key`` of an entry its value: a text, or keys below it."""
    if not isinstance(node, yaml.MappingNode):
        raise _fault()
    there = _value(node, key)
    if isinstance(value, str) and isinstance(there, yaml.ScalarNode):
        written = _quoted(value) if node.flow_style else fmt.scalar(value)
        start, end = there.start_mark.index + offset, _last(text, there, offset) + offset
        if start == end or not text[start:end].strip():
            return [(start, start, f" {written}" if value else "")]
        return [(start, end, written if value else "")]
    if there is not None and not (isinstance(there, yaml.ScalarNode) and not there.value):
        raise _fault()
    if node.flow_style:
        within = _quoted(value) if isinstance(value, str) else "{" + ", ".join(
            f"{k}: {_quoted(v)}" for k, v in value
        ) + "}"  # fmt: skip
        if there is not None:
            at = there.start_mark.index + offset
            return [(at, at, f" {within}")]
        at = _last(text, node.value[-1][1], offset) + offset
        return [(at, at, f", {key}: {within}")]
    pad = " " * node.value[0][0].start_mark.column
    if isinstance(value, str):
        lines = [f"{pad}{key}: {fmt.scalar(value)}"] if value else []
    else:
        lines = [f"{pad}  {k}: {fmt.scalar(v)}" for k, v in value]
        if there is not None:
            return _after(text, there.end_mark.index + offset, lines)
        lines.insert(0, f"{pad}{key}:")
    at = _place_for(text, offset, node, key, model)
    return [(at, at, _lines(text, lines))] if lines else []


def _place_for(
    text: str, offset: int, node: yaml.MappingNode, key: str, model: type[BaseModel] | None
) -> int:
    """The end of the line after which a key that is missing belongs, in the order of the model."""
    order = list(model.model_fields) if model else []
    before = order[: order.index(key)] if key in order else []
    pairs = [pair for pair in node.value if pair[0].value in before] or node.value
    ends = [max(_last(text, v, offset), k.end_mark.index) + offset for k, v in pairs]
    return _line_end(text, max(ends))


def _after(text: str, index: int, lines: Iterable[str]) -> list[Edit]:
    at = _line_end(text, index)
    return [(at, at, _lines(text, lines))]


def _entry(pad: str, fields: Fields) -> list[str]:
    lines = [f"  {key}: {fmt.scalar(value)}" if value else f"  {key}:" for key, value in fields]
    return [f"{pad}- {lines[0][2:]}", *(pad + line for line in lines[1:])]


def _lines(text: str, lines: Iterable[str]) -> str:
    end = "\r\n" if "\r\n" in text else "\n"
    return "".join(end + line for line in lines)


def _line_end(text: str, index: int) -> int:
    """Where the line that holds ``index`` ends, before its break; its comment stays on it."""
    ends = [at for mark in ("\r\n", "\n") if (at := text.find(mark, index)) >= 0]
    return min(ends, default=len(text))


def _last(text: str, node: Any, offset: int) -> int:
    """Where a value's own text ends. A block text takes the empty lines after it along."""
    if isinstance(node, yaml.ScalarNode):
        end: int = node.end_mark.index
        if node.style in ("|", ">"):
            start = node.start_mark.index + offset
            return start + len(text[start : end + offset].rstrip()) - offset
        return end
    if node.flow_style or not node.value:
        return int(node.end_mark.index)
    if isinstance(node, yaml.MappingNode):
        key, value = node.value[-1]
        return max(int(key.end_mark.index), _last(text, value, offset))
    return _last(text, node.value[-1], offset)


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _applied(text: str, edits: list[Edit]) -> str:
    # Of two insertions at one place, the first given comes first.
    ordered = sorted(enumerate(edits), key=lambda numbered: (*numbered[1][:2], numbered[0]))
    for _, (start, end, new) in reversed(ordered):
        text = text[:start] + new + text[end:]
    return text


def _plain(text: str) -> dict[str, Any]:
    document, problems = source.parse("county.yml", text.removeprefix("\ufeff"))
    if document is None or not isinstance(document.data, Mapping):
        raise CannotEdit(problems[0].message if problems else "the file holds no keys.")
    plain: dict[str, Any] = _bare(document.data)
    return plain


def _bare(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _bare(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_bare(value) for value in node]
    return None if node is None else str(node)


def _read_back(before: str, after: str, entry: tuple[str, int], given: Mapping[str, Any]) -> None:
    one, two = _plain(before), _plain(after)
    group, index = entry
    old, new = one[group][index], two[group][index]
    for key, value in given.items():
        if new.pop(key, "") != value:
            raise _fault()
        old.pop(key, None)
    if one != two:
        raise _fault()
