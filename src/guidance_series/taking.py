"""A filled-in meeting paper to entries in a county's file: shown first, and written only as shown."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from guidance_series import editing
from guidance_series.drift import marked
from guidance_series.editions import (
    FOLDER,
    Overlay,
    main_part,
    parts_of,
    protected,
    words_of,
)
from guidance_series.exports.review import Decision, Refusal, words
from guidance_series.gather import Tree
from guidance_series.models import Statement
from guidance_series.problems import Problem, counted, errors, nearest, visible
from guidance_series.writing import replace_file

SHOWN = Path(".cache") / "shown"
"""Where a tree keeps, for each county, the mark of the preview that was shown last."""


@dataclass(frozen=True)
class Entry:
    """One entry to be written: its list, its keys, and the statewide words it is about."""

    group: str
    fields: Sequence[tuple[str, str]]
    was: str
    agreed: str


@dataclass
class Taken:
    """What becomes of a meeting paper: the entries, the file before and after, and what is refused.

    ``same`` names decisions that the county's file holds already; ``found`` are the problems that
    the file would have afterwards and has not now.
    """

    path: Path
    before: str
    after: str
    entries: list[Entry] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    found: list[Problem] = field(default_factory=list)

    @property
    def writable(self) -> bool:
        """Whether there is something to write and nothing against it."""
        return bool(self.entries) and not self.refused and not errors(self.found)

    @property
    def mark(self) -> str:
        """The same for the same preview of the same file, another for any other."""
        shown = "\0".join((self.before, self.after, *preview(self, "")))
        return hashlib.sha256(shown.encode()).hexdigest()


def take(
    tree: Tree, overlay: Overlay, decisions: Sequence[Decision], refused: Sequence[Refusal] = ()
) -> Taken:
    """What a county's file becomes, and all that is against it, ``refused`` rows among it.

    Writes nothing. Raises ``editing.CannotEdit`` and ``OSError``.
    """
    path = tree.root / FOLDER / overlay.slug / "county.yml"
    text = editing.read(path)
    taken = Taken(path, text, text, refused=list(refused))
    series = tree.loaded.series
    statements = {s.id: s for _, s in series.statements()} if series else {}
    own = {added.id for group in _additions(overlay) for added in group}
    for decision in decisions:
        if decision.id in own and decision.choice == "keep":
            continue
        statement = statements.get(decision.id)
        if (
            statement is None
            and decision.choice == "keep"
            and series
            and decision.id in series.withdrawn
        ):
            taken.same.append(_unknown(tree, decision.id, statements, own))
        elif statement is None:
            taken.refused.append((decision.row, _unknown(tree, decision.id, statements, own)))
        elif decision.choice != "keep":
            _decide(taken, overlay, decision, statement)
    taken.refused.sort(key=lambda refusal: (refusal[0].sheet, refusal[0].number))
    if taken.entries:
        for entry in taken.entries:
            taken.after = editing.with_entry(taken.after, entry.group, entry.fields)
        known = {_told(problem) for problem in tree.edition(overlay.slug).problems}
        outcome = tree.edition(overlay.slug, taken.after.removeprefix("\ufeff"))
        taken.found = [problem for problem in outcome.problems if _told(problem) not in known]
    return taken


def _told(problem: Problem) -> tuple[str, str, str, str]:
    """A problem without its line, which moves as entries are added."""
    return problem.path, problem.rule, problem.id, problem.message


def _additions(overlay: Overlay) -> Iterator[Sequence[Statement]]:
    added = overlay.county.additions
    yield from (added.practices, added.contrasts, added.lines, added.questions)


def _unknown(tree: Tree, id: str, statements: Mapping[str, Statement], own: set[str]) -> str:
    if id in own:
        return f"{id} is the county's own statement. Edit it in county.yml."
    series = tree.loaded.series
    gone = series.withdrawn.get(id) if series else None
    if gone:
        after = f" Read {gone.successor} instead." if gone.successor else ""
        return f"{id} was withdrawn on {gone.on}.{after}"
    return f"there is no statement called {id}. {nearest(id, statements)}".strip()


def _decide(taken: Taken, overlay: Overlay, decision: Decision, statement: Statement) -> None:
    """Add the entry that a decision asks for, or every reason why there is none."""
    part = decision.part or main_part(statement)
    if why := protected(statement):
        reasons = [f"{statement.id} {why} and stays. Add words of your own with adds_to: instead."]
    else:
        reasons = list(_against(decision, statement, part))
    if not reasons:
        put = _leave_out if decision.choice == "leave out" else _change
        if reason := put(taken, overlay, decision, statement, part):
            reasons = [reason]
    taken.refused += [(decision.row, reason) for reason in reasons]


def _against(decision: Decision, statement: Statement, part: str) -> Iterator[str]:
    """What a row lacks, or says wrong, whatever the county's file holds."""
    now = " ".join(words(statement).split())
    if decision.seen != now:
        yield (
            f"the statewide words are not those on the paper. They are now: {now} "
            "Make the paper anew and decide on these."
        )
    if not decision.because:
        yield "there is no reason. Write it under Because; readers see it."
    if decision.choice == "leave out":
        return
    if part not in parts_of(statement):
        yield f"“{part}” is no part of {statement.id}. Choose: {', '.join(parts_of(statement))}."
    elif decision.wording and decision.wording.split() == words_of(statement, part).split():
        yield "the new wording is the statewide one. Choose keep, or write your words."
    if not decision.wording:
        yield "the decision is change, but there is no new wording."


def _leave_out(
    taken: Taken, overlay: Overlay, decision: Decision, statement: Statement, _: str
) -> str:
    county, id = overlay.county, statement.id
    if left := next((left for left in county.left_out if left.id == id), None):
        if left.because.split() == decision.because.split():
            taken.same.append(f"{id} is left out already, for the same reason.")
            return ""
        return f"{id} is left out already. Edit that entry in county.yml."
    if any(change.id == id for change in county.changes):
        return f"the county has a change of {id}. Delete that entry first, or choose keep."
    was = words_of(statement)
    fields = [("id", id), ("because", decision.because), ("was", was)]
    taken.entries.append(Entry("left_out", fields, was, decision.agreed))
    return ""


def _change(
    taken: Taken, overlay: Overlay, decision: Decision, statement: Statement, part: str
) -> str:
    county, id = overlay.county, statement.id
    if any(left.id == id for left in county.left_out):
        return f"the county leaves {id} out. Delete that entry first, or choose keep."
    for change in county.changes:
        if (change.id, change.field) == (id, part):
            if change.to.split() == decision.wording.split():
                taken.same.append(f"{id} says this already.")
                return ""
            return f"the county has a change of {id} ({part}) already. Edit that one in county.yml."
    was = words_of(statement, part)
    named = [("field", part)] if part != "text" else []
    fields = [
        ("id", id), *named, ("to", decision.wording), ("because", decision.because), ("was", was),
    ]  # fmt: skip
    taken.entries.append(Entry("changes", fields, was, decision.agreed))
    return ""


# ---------------------------------------------------------------------------------- shown, written


def preview(taken: Taken, name: str) -> list[str]:
    """What would be written, with old and new words, line by line."""
    lines = [f"{name}: {counted(len(taken.entries), 'decision')} to write."]
    for entry in taken.entries:
        keys = dict(entry.fields)
        if entry.group == "changes":
            lines += ["", f"Change {keys['id']} ({keys.get('field', 'text')})"]
            lines.append(f"  statewide: {entry.was}")
            lines.append(f"  yours:     {keys['to']}")
            lines.append(
                f"  differs:   {marked(entry.was, keys['to'], ('[-', '-]'), ('{+', '+}'))}"
            )
        else:
            lines += ["", f"Leave out {keys['id']}", f"  statewide: {entry.was}"]
        lines.append(f"  because:   {keys['because']}")
        if entry.agreed:
            lines.append(f"  agreed by: {entry.agreed} (for your minutes; not written to the file)")
    if taken.after != taken.before:
        lines += ["", "The lines of county.yml:"]
        compared = difflib.unified_diff(
            taken.before.splitlines(), taken.after.splitlines(), n=0, lineterm=""
        )
        below = [line for line in compared if not line.startswith("@@")][2:]
        lines += [f"  {line}" for line in below]
    lines += taken.same
    return [visible(line) for line in lines]


def was_shown(root: Path, slug: str, taken: Taken) -> bool:
    """Whether this very preview is the one that was shown last."""
    path = root / SHOWN / slug
    return path.is_file() and path.read_text("utf-8") == taken.mark


def remember(root: Path, slug: str, taken: Taken) -> None:
    """Note that this preview was shown."""
    (root / SHOWN).mkdir(parents=True, exist_ok=True)
    replace_file(root / SHOWN / slug, taken.mark)
