"""A series as its readers get it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple

from guidance_series.editions.county import texts_of
from guidance_series.editions.overlay import LocalPage
from guidance_series.load import Series
from guidance_series.models import (
    Adoption,
    Contact,
    Contrast,
    Fact,
    Guide,
    Line,
    Practice,
    SharedUse,
    Situation,
    Statement,
    numbers,
)


@dataclass(frozen=True)
class InSituation:
    """What one role's guide says in one situation."""

    guide: Guide
    practices: tuple[Practice, ...]
    shared: tuple[tuple[SharedUse, Practice], ...]
    contrasts: tuple[Contrast, ...]
    lines: tuple[Line, ...]

    @property
    def is_gap(self) -> bool:
        """Neither a practice of the role's own nor a shared one that its guide lists."""
        return not (self.practices or self.shared)


class Spoken(NamedTuple):
    """A line, and the guide it stands in."""

    home: str
    line: Line


@dataclass(frozen=True)
class LocalMark:
    """Where an edition's words come from, for a statement that is not as it is statewide.

    ``statewide`` holds the statewide words of each changed field; empty for an added statement.
    ``adds_to`` is the statement that an addition is shown after.
    """

    kind: Literal["added", "changed"]
    because: str
    statewide: Mapping[str, str]
    adds_to: str | None = None


@dataclass(frozen=True)
class Edition(Series):
    """A series as its readers get it, with a name and the facts a county filled in.

    ``values`` holds a value for every fact of the series, None where nobody has filled it in.
    ``local`` marks every statement that is added or changed; ``attached`` holds the additions
    that are shown after a statement; ``left_out`` the words of the statewide statements that are
    not published, each with the reason. ``adoptions`` are by guide, the newest of each.
    ``unsettled`` holds what the county's file is about by the state it is in, where that needs a
    look and does not depend on the day; ``checked`` when a person last checked each fact that is
    filled in.
    """

    slug: str
    name: str
    values: Mapping[str, str | None]
    example: bool = False
    definition: str | None = None
    color: str | None = None
    logo: tuple[str, bytes] | None = None
    local: Mapping[str, LocalMark] = field(default_factory=dict)
    attached: Mapping[str, tuple[Practice, ...]] = field(default_factory=dict)
    left_out: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    adoptions: Mapping[str, Adoption] = field(default_factory=dict)
    pages: Mapping[str, LocalPage] = field(default_factory=dict)
    unsettled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    checked: Mapping[str, date | None] = field(default_factory=dict)

    def statements(self) -> Iterator[tuple[str, Statement]]:
        """Every statement with the guide it stands in, each followed by what is attached to it."""
        for home, statement in super().statements():
            yield home, statement
            for practice in self.attached.get(statement.id, ()):
                yield home, practice

    def practices_of(self, guide: Guide) -> tuple[Practice, ...]:
        """A guide's practices in reading order, attached ones after their targets."""
        found: list[Practice] = []
        for statement in guide.statements:
            if isinstance(statement, Practice):
                found.append(statement)
            found += self.attached.get(statement.id, ())
        return tuple(found)

    @cached_property
    def by_id(self) -> Mapping[str, Statement]:
        """Every statement by its id."""
        return {statement.id: statement for _, statement in self.statements()}

    @cached_property
    def guide_of(self) -> Mapping[str, str]:
        """The guide in which each statement stands, ``everyone`` for shared ones."""
        return {statement.id: guide for guide, statement in self.statements()}

    @cached_property
    def by_source(self) -> Mapping[str, tuple[Statement, ...]]:
        """The statements that rest on each source, in reading order."""
        found: dict[str, list[Statement]] = defaultdict(list)
        for _, statement in self.statements():
            for source in dict.fromkeys(place.source for place in statement.sources):
                found[source].append(statement)
        return {source: tuple(statements) for source, statements in found.items()}

    @cached_property
    def grid(self) -> Mapping[tuple[str, str], InSituation]:
        """What each role says in each situation, by (guide, situation). Empty cells are gaps."""
        cells = {}
        for guide in self.guides.values():
            for situation in self.situations:
                cells[guide.id, situation] = InSituation(
                    guide,
                    tuple(p for p in self.practices_of(guide) if situation in p.situations),
                    tuple(
                        (use, shared)
                        for use in guide.shared
                        if situation in use.situations
                        and isinstance(shared := self.by_id.get(use.id), Practice)
                    ),
                    tuple(c for c in guide.contrasts if situation in c.in_situations),
                    tuple(line for line in guide.lines if situation in line.situations),
                )
        return cells

    def roles_in(self, situation: Situation) -> tuple[InSituation, ...]:
        """Every role in one situation, in the order of the guides."""
        return tuple(self.grid[guide, situation.id] for guide in self.guides)

    def shared_in(self, situation: Situation) -> tuple[Practice, ...]:
        """Shared practices that count in a situation, for everyone or for one role at least."""
        used = {p.id for cell in self.roles_in(situation) for _, p in cell.shared}
        found = []
        for statement in self.everyone.statements:
            own = (statement,) if isinstance(statement, Practice) else ()
            found += [*own, *self.attached.get(statement.id, ())]
        return tuple(p for p in found if situation.id in p.situations or p.id in used)

    def lines_in(self, situation: Situation, *, avoid: bool) -> tuple[tuple[Spoken, ...], ...]:
        """What to say in a situation, or not to: each wording once, with all who have it."""
        found: dict[str, list[Spoken]] = defaultdict(list)
        for home, statement in self.statements():
            if (
                isinstance(statement, Line)
                and statement.avoid is avoid
                and situation.id in statement.situations
            ):
                found[statement.text].append(Spoken(home, statement))
        return tuple(map(tuple, found.values()))

    def contacts_on(self, guide: str = "") -> tuple[Contact, ...]:
        """The services in the safety box of every page, and those that a guide's own adds."""
        return tuple(c for c in self.contacts.values() if c.on_every_page or guide in c.guides)

    def facts_in(self, situation: Situation) -> tuple[Fact, ...]:
        """What a county fills in for a situation, beside the facts of every page."""
        return tuple(
            fact
            for fact in self.facts.values()
            if situation.id in fact.situations and not fact.on_every_page
        )

    def handoffs_in(self, situation: Situation) -> tuple[tuple[str, Practice], ...]:
        """Practices that pass information on in a situation, each with its guide."""
        return tuple(
            (guide.id, practice)
            for guide in self.guides.values()
            for practice in self.practices_of(guide)
            if practice.handoff and situation.id in practice.situations
        )

    @property
    def is_local(self) -> bool:
        """Whether this is a county's edition."""
        return bool(self.slug)

    def standing(self, guide: Guide) -> str:
        """Who adopted this guide, and whether its text has moved on; nothing statewide."""
        if not self.is_local:
            return ""
        adoption = self.adoptions.get(guide.id)
        if adoption is None:
            return f"Draft for {self.name}, not yet adopted."
        if adoption.version == guide.version:
            return f"Version {guide.version} adopted by {adoption.body} on {adoption.on}."
        return (
            f"Adopted at {adoption.version} by {adoption.body} on {adoption.on}; "
            f"this text is {guide.version}."
        )

    def has_moved(self, guide: Guide) -> bool:
        """Whether the guide's text is newer than the version that the county adopted."""
        adoption = self.adoptions.get(guide.id)
        return adoption is not None and numbers(guide.version) > numbers(adoption.version)

    def moved_since(self, guide: Guide) -> frozenset[str]:
        """Statements whose statewide text has changed, or is gone, since the county adopted the guide.

        Those that the guide's own notes name, and those that a recorded release had in other words.
        """
        if not self.has_moved(guide):
            return frozenset()
        adopted = self.adoptions[guide.id].version
        noted = {
            id
            for change in guide.changes
            if numbers(change.version) > numbers(adopted)
            for id in change.ids
        }
        recorded = [r for r in self.releases.values() if r.guides.get(guide.id) == adopted]
        if not recorded:
            return frozenset(noted)
        before = recorded[-1].statements
        own = {id for id in before if id.startswith(f"{guide.prefix}-")}
        return frozenset(
            noted
            | {s.id for s in guide.statements if self._statewide(s) != before.get(s.id)}
            | (own & self.withdrawn.keys())
        )

    def _statewide(self, statement: Statement) -> dict[str, str] | None:
        """A statement's statewide words by field, as records hold them; None for a county's own."""
        mark = self.local.get(statement.id)
        if mark is None:
            return texts_of(statement)
        if mark.kind == "added":
            return None
        texts = {**texts_of(statement), **mark.statewide}
        return {name: text for name, text in texts.items() if text}

    @cached_property
    def moved(self) -> frozenset[str]:
        """The same, of all guides."""
        return frozenset().union(*(self.moved_since(guide) for guide in self.guides.values()))


def first_moves(practices: Iterable[Practice]) -> list[Practice]:
    """A role's practices in a situation, those to do first first.

    Practices on its one-pager come before others, then what law or policy asks for, then the order
    of the guide.
    """
    return sorted(practices, key=lambda p: (not p.handout, p.strength != "must"))


def statewide(series: Series) -> Edition:
    """The series as it is, with every county's fact left to fill in."""
    shared = {part.name: getattr(series, part.name) for part in fields(Series)}
    return Edition(**shared, slug="", name="Statewide edition", values=dict.fromkeys(series.facts))
