"""Which statements a pack works with: by rule, so that a new statement finds its own way in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

from guidance_series.editions import Edition, first_moves
from guidance_series.models import (
    MISTAKE,
    Contact,
    Contrast,
    Guide,
    Line,
    Practice,
    Question,
    Situation,
    Statement,
)
from guidance_series.training.pack import Exercise, Pack, Pair, Said, Tells

MIXED = "mixed"
"""The name of the pack for teams of several roles."""

SHOWN = 3
"""Contrasts that get a slide of their own."""

MORE = 2
"""Contrasts beside them on a role's worksheets."""

EXERCISES = 3
DRAWS = 8
"""Practices that a good answer to an exercise draws on."""

PRINCIPLES = 4
LINES = 4
UNSAID = 3
QUESTIONS = 4

_TO_PRACTICE = 2
"""A situation is an exercise where a role has a contrast, or so many lines: there is talk to practice."""

_OF_TEAMS = frozenset({"team", "trainer"})


class NoSuchPack(Exception):
    """No training pack has this name; the message lists those there are."""


def names(edition: Edition) -> tuple[str, ...]:
    """Every training pack: one for each guide, and one for mixed teams."""
    return (*edition.guides, MIXED)


def pack(edition: Edition, name: str) -> Pack:
    """A guide's pack by the guide's id, or the one for mixed teams. Raises ``NoSuchPack``."""
    if name == MIXED:
        return _mixed(edition)
    if name not in edition.guides:
        raise NoSuchPack(f"no training pack is called '{name}'. There are: {names(edition)}.")
    return _of_role(edition, edition.guides[name])


def _of_role(edition: Edition, guide: Guide) -> Pack:
    cells = {s.id: edition.grid[guide.id, s.id] for s in edition.situations.values()}
    talked = [id for id, cell in cells.items() if cell.contrasts or len(cell.lines) >= _TO_PRACTICE]
    chosen = sorted(talked, key=lambda one: -len(cells[one].practices))[:EXERCISES]
    exercises = tuple(
        Exercise(
            *_told(edition.situations[id]),
            tuple(_said(edition, p) for p in first_moves(cells[id].practices)[:DRAWS]),
            _tells(edition, edition.situations[id], guide),
        )
        for id in chosen
    )
    contrasts = _spread(guide.contrasts, avoid=chosen)
    lines = sorted(guide.lines, key=lambda line: not line.handout)
    found = Pack(
        **_shared(edition),
        name=guide.id,
        guide=guide.id,
        title=guide.title,
        summary=guide.summary,
        report=guide.duty.short,
        duty=tuple(passage.text for passage in guide.duty.text),
        duties=((guide.title, guide.duty.short),),
        groups=(),
        principles=_principles(edition, edition.practices_of(guide)),
        shown=tuple(_pair(edition, c) for c in contrasts[:SHOWN]),
        more=tuple(_pair(edition, c) for c in contrasts[SHOWN : SHOWN + MORE]),
        say=tuple(_said(edition, line) for line in lines if not line.avoid)[:LINES],
        unsaid=tuple(_said(edition, line) for line in lines if line.avoid)[:UNSAID],
        exercises=exercises,
        limits=tuple(passage.text for passage in guide.limits),
        questions=_for_teams(edition, guide.questions),
        sources=(),
    )
    return _sourced(edition, found)


def _mixed(edition: Edition) -> Pack:
    """From every guide: a contrast, a line, its first move in each exercise, whom it tells."""
    words, guides = edition.training, tuple(edition.guides.values())
    contrasts = [contrast for guide in guides for contrast in guide.contrasts]
    talked = {contrast.situation for contrast in contrasts}
    exchanged = {s.id: len(edition.handoffs_in(s)) for s in edition.situations.values()}
    chosen = sorted((id for id in exchanged if id in talked), key=lambda one: -exchanged[one])
    chosen = chosen[:EXERCISES]
    exercises = []
    for id in chosen:
        situation = edition.situations[id]
        moves = (first_moves(cell.practices)[:1] for cell in edition.roles_in(situation))
        exercises.append(
            Exercise(
                *_told(situation),
                tuple(_said(edition, move, named=True) for move in chain.from_iterable(moves)),
                _tells(edition, situation),
            )
        )
    met = Counter(contrast.situation for contrast in contrasts)
    each: list[Contrast] = []
    for guide in guides:
        taken = [*chosen, *(contrast.situation for contrast in each)]
        each += _spread(guide.contrasts, avoid=taken)[:1]
    each.sort(key=lambda contrast: -met[contrast.situation])
    limits = [
        passage.text
        for id in words.parts.limits.sections
        for passage in edition.start[id].text
    ]  # fmt: skip
    kinds = ("mandated", "depends", "confidential")
    groups = [(kind, tuple(g.title for g in guides if g.duty.status == kind)) for kind in kinds]
    found = Pack(
        **_shared(edition),
        name=MIXED,
        guide=None,
        title=words.mixed.title,
        summary=words.mixed.summary,
        report=edition.info.report,
        duty=(),
        duties=tuple((guide.title, guide.duty.short) for guide in guides),
        groups=tuple((getattr(words.mixed, kind), titles) for kind, titles in groups if titles),
        principles=_principles(edition, chain.from_iterable(map(edition.practices_of, guides))),
        shown=tuple(_pair(edition, c, named=True) for c in each[:SHOWN]),
        more=tuple(_pair(edition, c, named=True) for c in each[SHOWN:]),
        say=_of_each(edition, avoid=False)[:LINES],
        unsaid=_of_each(edition, avoid=True)[:UNSAID],
        exercises=tuple(exercises),
        limits=tuple(limits),
        questions=_for_teams(edition, edition.everyone.questions),
        sources=(),
    )
    return _sourced(edition, found)


def _shared(edition: Edition) -> dict[str, Any]:
    """What every pack of an edition has."""
    words = edition.training
    sections = [edition.start[id] for id in words.parts.what.sections]
    return {
        "words": words,
        "what": tuple((s.title, tuple(passage.text for passage in s.text)) for s in sections),
        "asks": tuple(
            Said(ask.id, ask.text, title=ask.title)
            for ask in edition.asks.values()
            if ask.set == "ask"
        ),
        "services": tuple(_service(contact) for contact in edition.contacts.values()),
        "facts": tuple(
            (fact.label, edition.values.get(fact.id))
            for fact in edition.facts.values()
            if fact.on_every_page or fact.id == MISTAKE
        ),
    }


def _service(contact: Contact) -> tuple[str, ...]:
    ways = (contact.call, contact.text, contact.tty, contact.link)
    return (contact.id, contact.name, *(way or "" for way in ways), str(contact.unchecked))


def _said(edition: Edition, statement: Practice | Line | Question, *, named: bool = False) -> Said:
    return Said(
        statement.id,
        statement.text,
        by=edition.guides[edition.guide_of[statement.id]].title if named else "",
        must=isinstance(statement, Practice) and statement.strength == "must",
        local=statement.id in edition.local,
    )


def _pair(edition: Edition, contrast: Contrast, *, named: bool = False) -> Pair:
    return Pair(
        contrast.id,
        edition.situations[contrast.situation].short,
        contrast.usual,
        contrast.instead,
        contrast.why,
        by=edition.guides[edition.guide_of[contrast.id]].title if named else "",
        local=contrast.id in edition.local,
    )


def _told(situation: Situation) -> tuple[str, str, tuple[str, ...], tuple[str, ...]]:
    return (
        situation.id,
        situation.title,
        tuple(passage.text for passage in situation.opening),
        tuple(passage.text for passage in situation.first),
    )


def _tells(edition: Edition, situation: Situation, guide: Guide | None = None) -> tuple[Tells, ...]:
    return tuple(
        Tells(
            practice.id,
            edition.guides[sender].title,
            edition.guides[handoff.to].title,
            edition.information[handoff.what].title,
            handoff.how,
        )
        for sender, practice in edition.handoffs_in(situation)
        if (handoff := practice.handoff) and (guide is None or sender == guide.id)
    )


def _spread(contrasts: Sequence[Contrast], avoid: Iterable[str]) -> list[Contrast]:
    """Contrasts in an order in which the first are each of another situation.

    Those of situations to avoid come after others, and before them what is on the one-pager.
    """
    left = sorted(contrasts, key=lambda c: (c.situation in avoid, not c.handout))
    first: dict[str, Contrast] = {}
    for contrast in left:
        first.setdefault(contrast.situation, contrast)
    return [*first.values(), *(c for c in left if c not in first.values())]


def _principles(edition: Edition, practices: Iterable[Practice]) -> tuple[Said, ...]:
    """The principles that most of these practices put to work."""
    named = Counter(chain.from_iterable(practice.principles for practice in practices))
    ranked = sorted(edition.principles.values(), key=lambda p: -named[p.id])
    used = [p for p in ranked if named[p.id]][:PRINCIPLES]
    return tuple(Said(p.id, p.text, title=p.title) for p in used)


def _for_teams(edition: Edition, questions: Sequence[Question]) -> tuple[Said, ...]:
    """Questions a team or a trainer asks, before others."""
    ranked = sorted(questions, key=lambda q: not _OF_TEAMS & set(q.asks))
    return tuple(_said(edition, question) for question in ranked[:QUESTIONS])


def _of_each(edition: Edition, *, avoid: bool) -> tuple[Said, ...]:
    """Lines of the one-pagers, at most one of each guide and one for each situation."""
    found: list[Line] = []
    met: set[str] = set()
    for guide in edition.guides.values():
        for line in guide.lines:
            if line.handout and line.avoid == avoid and not met & set(line.situations):
                found.append(line)
                met |= set(line.situations)
                break
    return tuple(_said(edition, line, named=True) for line in found)


def _sourced(edition: Edition, found: Pack) -> Pack:
    """The pack with the sources that its statements rest on."""
    statements: list[Statement] = [edition.by_id[id] for id in found.ids if id in edition.by_id]
    named = {place.source for statement in statements for place in statement.sources}
    return replace(
        found,
        sources=tuple(
            f"{source.author}, {source.year}: {source.title}"
            for source in edition.sources.values()
            if source.id in named
        ),
    )
