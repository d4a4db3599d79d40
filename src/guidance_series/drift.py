"""What has become of each entry of a county's file, for people who must decide: four renderings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from guidance_series.editions import Entry, Overlay, State
from guidance_series.problems import Problem, counted

MEANS = {
    State.OK: "nothing to do",
    State.STALE: "the statewide text moved on: compare, then accept or rewrite",
    State.ORPHAN: "what it was about is gone",
    State.REDUNDANT: "the statewide text says the same now",
    State.CONFLICT: "two entries contradict each other",
    State.FORBIDDEN: "not a county's to change",
    State.MISSING: "a required fact is empty",
    State.EXPIRED: "checked too long ago",
}
"""Each state in words."""

KIND = {"fact": "Fact", "addition": "Addition", "change": "Change", "left_out": "Left out"}

Piece = tuple[Literal["same", "gone", "new"], str]


@dataclass(frozen=True)
class Drift:
    """One entry with its place and its texts."""

    entry: Entry
    path: str
    line: int
    column: int

    @property
    def about(self) -> str:
        """What the entry is about, such as ``CG-03, why``."""
        field = self.entry.field
        named = f", {field}" if self.entry.kind == "change" and field != "text" else ""
        return f"{self.entry.id}{named}"

    @property
    def texts(self) -> list[tuple[str, str]]:
        """The texts to compare, each with its label."""
        entry = self.entry
        if entry.kind in ("change", "left_out"):
            same = (entry.was or "").split() == (entry.now or "").split()
            named = [("Statewide then", entry.was), ("Statewide now", entry.now)]
            named = [("Statewide, then and now", entry.now)] if same else named
        else:
            named = []
        return [(label, text or "") for label, text in (*named, ("Here", entry.local)) if text]


def drifts(overlay: Overlay, entries: list[Entry]) -> list[Drift]:
    """The entries in the order of the file, those with nothing to do after all others."""
    found = [
        Drift(entry, overlay.document.path, *overlay.document.position(entry.loc))
        for entry in entries
    ]
    return sorted(found, key=_order)


def _order(drift: Drift) -> tuple[bool, int, int, str]:
    return drift.entry.state is State.OK, drift.line, drift.column, drift.entry.id


def _told(found: list[Drift]) -> list[Drift]:
    """Without facts and additions that are in order: there is nothing to compare in them."""
    alone = ("fact", "addition")
    return [d for d in found if d.entry.state is not State.OK or d.entry.kind not in alone]


def pieces(old: str, new: str) -> list[Piece]:
    """The two texts as one, word by word: what stayed, what went, what came."""
    one, two = old.split(), new.split()
    found: list[Piece] = []
    for kind, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("same", " ".join(one[a:b])))
            continue
        if a < b:
            found.append(("gone", " ".join(one[a:b])))
        if c < d:
            found.append(("new", " ".join(two[c:d])))
    return found


def marked(old: str, new: str, gone: tuple[str, str], came: tuple[str, str]) -> str:
    """The two texts as one, with the words that went and came between marks."""
    marks = {"same": ("", ""), "gone": gone, "new": came}
    return " ".join(f"{marks[kind][0]}{text}{marks[kind][1]}" for kind, text in pieces(old, new))


def _compared(entry: Entry) -> Iterator[tuple[str, str, str]]:
    """Pairs of texts that differ, each with what they show."""
    if entry.was and entry.now and entry.was.split() != entry.now.split():
        yield "What changed statewide", entry.was, entry.now
    if entry.now and entry.local and entry.kind == "change":
        yield "What differs here", entry.now, entry.local


def as_text(name: str, found: list[Drift]) -> str:
    """For a terminal: words that went in [-…-], words that came in {+…+}."""
    lines = [f"{name}: {_summary(found)}"]
    for drift in _told(found):
        entry = drift.entry
        lines += ["", f"{entry.state.value.upper()}  {KIND[entry.kind]} {drift.about}"]
        lines.append(f"  {drift.path}:{drift.line}: {entry.message or MEANS[entry.state]}")
        if entry.hint:
            lines.append(f"  {entry.hint.replace('<county>', _slug(drift))}")
        lines += [f"  {label}: {_visible(text)}" for label, text in drift.texts]
        for label, old, new in _compared(entry):
            shown = marked(old, new, ("[-", "-]"), ("{+", "+}"))
            lines.append(f"  {label}: {_visible(shown)}")
    return "\n".join(lines)


def as_markdown(name: str, found: list[Drift]) -> str:
    """For a pull request: words that went struck through, words that came in bold."""
    lines = [f"## {name}", "", f"{_summary(found)[:1].upper()}{_summary(found)[1:]}", ""]
    lines += ["| State | Entry | Line | What to do |", "|---|---|---|---|"]
    for drift in _told(found):
        said = drift.entry.message or MEANS[drift.entry.state]
        said = f"{said} {drift.entry.hint.replace('<county>', _slug(drift))}".strip()
        lines.append(
            f"| {drift.entry.state.value} | {KIND[drift.entry.kind]} {drift.about} "
            f"| {drift.line} | {_cell(said)} |"
        )
    for drift in found:
        compared = list(_compared(drift.entry))
        if drift.entry.state is State.OK or not drift.texts:
            continue
        lines += ["", f"### {drift.about} ({drift.entry.state.value})", ""]
        lines += [f"- **{label}:** {_safe(text)}" for label, text in drift.texts]
        for label, old, new in compared:
            shown = marked(_safe(old), _safe(new), ("~~", "~~"), ("**", "**"))
            lines.append(f"- **{label}:** {shown}")
    return "\n".join(lines)


def as_json(slug: str, found: list[Drift]) -> str:
    """For other tools: every entry, with the differing words."""
    entries: list[dict[str, Any]] = []
    for drift in found:
        entry = drift.entry
        entries.append(
            {
                "kind": entry.kind, "id": entry.id, "field": entry.field,
                "state": entry.state.value, "path": drift.path, "line": drift.line,
                "column": drift.column, "message": entry.message,
                "was": entry.was, "now": entry.now, "local": entry.local,
                "statewide": pieces(entry.was, entry.now) if entry.was and entry.now else [],
                "here": pieces(entry.now, entry.local) if entry.now and entry.local else [],
            }
        )  # fmt: skip
    return json.dumps({"county": slug, "entries": entries}, ensure_ascii=False, indent=1)


def as_annotations(found: list[Drift]) -> str:
    """For GitHub Actions: a note on the line of each entry that somebody must look at."""
    return "\n".join(_problem(d).as_annotation() for d in found if d.entry.state is not State.OK)


def _problem(drift: Drift) -> Problem:
    entry = drift.entry
    refused = entry.state in (State.CONFLICT, State.FORBIDDEN)
    message = entry.message or MEANS[entry.state]
    for label, old, new in _compared(entry):
        message += f" {label}: {marked(old, new, ('[-', '-]'), ('{+', '+}'))}"
    return Problem(
        drift.path, drift.line, drift.column, f"edition-{entry.state.value}", message,
        entry.hint.replace("<county>", _slug(drift)), entry.id,
        severity="error" if refused else "warning",
    )  # fmt: skip


def _slug(drift: Drift) -> str:
    return drift.path.split("/")[-2]


def _summary(found: list[Drift]) -> str:
    states = [drift.entry.state for drift in found]
    counts = [f"{states.count(s)} {s.value}" for s in State if s in states]
    return f"{counted(len(found), 'entry').replace('entrys', 'entries')}: {', '.join(counts) or 'none'}."


def _visible(text: str) -> str:
    return " ".join(text.split())


def _safe(text: str) -> str:
    """A text inside a Markdown list: its own marks are shown, not read."""
    return re.sub(r"([\\`*_~\[\]<>|])", r"\\\1", " ".join(text.split()))


def _cell(text: str) -> str:
    return _safe(text)
