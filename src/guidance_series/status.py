"""Where each guide stands: what it holds, how it reads, what it covers, and when it was reviewed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, get_args

from pydantic import BaseModel

from guidance_series import handouts, packs, reading
from guidance_series.editions import Edition
from guidance_series.models import Guide, Place
from guidance_series.models.statement import Basis, Fit, Kind
from guidance_series.problems import counted


@dataclass(frozen=True)
class Text:
    """How a text reads; ``hard`` holds the sentences above grade 12, with their grade."""

    grade: float
    median_sentence: float
    words: int
    hard: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Sheet:
    """How the one-pager came out, or why it did not (``problem``)."""

    size: float | None = None
    contrasts: int | None = None
    spare: float | None = None
    problem: str | None = None


@dataclass(frozen=True)
class GuideStatus:
    """One guide, in numbers."""

    id: str
    title: str
    version: str
    status: str
    reviewed: str | None
    review_by: str | None
    overdue: bool
    practices: Mapping[str, int]
    contrasts: int
    lines_to_say: int
    lines_not_to_say: int
    questions: int
    basis: Mapping[str, int]
    fit: Mapping[str, int]
    sources: tuple[str, ...]
    text: Text | None
    sheet_text: Text | None
    sheet: Sheet
    covered: tuple[str, ...]
    gaps: tuple[str, ...]


@dataclass(frozen=True)
class SeriesStatus:
    """Every guide, the sources that nothing rests on, and training packs that changed since a release."""

    release: str
    today: str
    guides: tuple[GuideStatus, ...]
    unused_sources: tuple[str, ...]
    outdated_packs: tuple[str, ...] = ()


def of(edition: Edition, today: date) -> SeriesStatus:
    """The state of an edition on a day."""
    used = used_sources(edition)
    return SeriesStatus(
        release=edition.info.release,
        today=today.isoformat(),
        guides=tuple(of_guide(edition, guide, today) for guide in edition.guides.values()),
        unused_sources=tuple(source for source in edition.sources if source not in used),
        outdated_packs=tuple(
            f"{name} (since {number})" for name, number in packs.outdated(edition).items()
        ),
    )


def used_sources(edition: Edition) -> set[str]:
    """The sources that something in the edition rests on."""
    return {place.source for entry in _entries(edition) for place in places(entry)}


def of_guide(edition: Edition, guide: Guide, today: date) -> GuideStatus:
    """The state of one guide."""
    statements = guide.statements
    covered = tuple(s for s in edition.situations if not edition.grid[guide.id, s].is_gap)
    reviewed = guide.reviewed
    return GuideStatus(
        id=guide.id,
        title=guide.title,
        version=guide.version,
        status=guide.status,
        reviewed=f"{reviewed.on} by {reviewed.by}" if reviewed else None,
        review_by=guide.review_by.isoformat() if guide.review_by else None,
        overdue=guide.review_by is not None and guide.review_by < today,
        practices=_tally(get_args(Kind), (practice.kind for practice in guide.practices)),
        contrasts=len(guide.contrasts),
        lines_to_say=sum(not line.avoid for line in guide.lines),
        lines_not_to_say=sum(line.avoid for line in guide.lines),
        questions=len(guide.questions),
        basis=_tally(get_args(Basis), (basis for s in statements for basis in s.basis)),
        fit=_tally(get_args(Fit), (s.fit for s in statements)),
        sources=tuple(dict.fromkeys(place.source for place in places(guide))),
        text=_text(reading.guide_texts(guide)),
        sheet_text=_text(reading.sheet_texts(guide)),
        sheet=_sheet(edition, guide),
        covered=covered,
        gaps=tuple(s for s in edition.situations if s not in covered),
    )


def places(entry: object) -> Iterator[Place]:
    """Every place in a source that a model, or anything inside it, rests on."""
    if isinstance(entry, Place):
        yield entry
    elif isinstance(entry, BaseModel):
        for name in type(entry).model_fields:
            yield from places(getattr(entry, name))
    elif isinstance(entry, tuple):
        for part in entry:
            yield from places(part)


def _entries(edition: Edition) -> Iterator[BaseModel]:
    yield edition.everyone
    for group in (
        edition.guides, edition.situations, edition.principles, edition.wording, edition.glossary,
        edition.contacts, edition.myths, edition.asks, edition.start, edition.law,
    ):  # fmt: skip
        yield from group.values()


def _tally(names: Iterable[str], found: Iterable[str]) -> dict[str, int]:
    counts = Counter(found)
    return {name: counts[name] for name in names}


def _text(texts: Iterable[str]) -> Text | None:
    try:
        found = reading.measure(texts)
    except ValueError:
        return None
    return Text(found.grade, found.median_sentence, found.words, found.hard)


def _sheet(edition: Edition, guide: Guide) -> Sheet:
    try:
        fit = handouts.fit(edition, guide)
    except (handouts.DoesNotFit, handouts.Unprintable) as problem:
        return Sheet(problem=str(problem))
    return Sheet(fit.size, fit.contrasts, fit.spare)


def as_data(status: SeriesStatus) -> dict[str, Any]:
    """The status as JSON-able data."""
    return asdict(status)


def as_text(status: SeriesStatus) -> str:
    """The status for a person, a block for each guide."""
    blocks = [_block(guide) for guide in status.guides]
    overdue = [guide.id for guide in status.guides if guide.overdue]
    end = [
        f"{counted(len(status.guides), 'guide')}, release {status.release}, on {status.today}.",
        f"Overdue for review: {', '.join(overdue) or 'none'}.",
        f"Sources that nothing rests on: {', '.join(status.unused_sources) or 'none'}.",
        f"Training packs that say something else than released: {', '.join(status.outdated_packs) or 'none'}.",
    ]
    return "\n\n".join([*blocks, "\n".join(end)])


def _block(guide: GuideStatus) -> str:
    rows = [
        ("practices", f"{sum(guide.practices.values())}: {_listed(guide.practices)}"),
        ("also", _also(guide)),
        ("basis", _listed(guide.basis)),
        ("fit", _listed(guide.fit)),
        ("sources", str(len(guide.sources))),
        ("reading", _read(guide.text)),
        ("sheet", _came_out(guide.sheet)),
        ("", _read(guide.sheet_text)),
        ("situations", _covers(guide)),
        ("reviewed", _reviewed(guide)),
    ]
    hard = guide.text.hard if guide.text else ()
    rows += [("too hard", f"grade {grade:.1f}: {sentence}") for grade, sentence in hard]
    head = f"{guide.title} (roles/{guide.id}.yml), version {guide.version}, {guide.status}"
    return "\n".join([head, *(f"  {name:<11} {value}".rstrip() for name, value in rows)])


def _also(guide: GuideStatus) -> str:
    return (
        f"{counted(guide.contrasts, 'contrast')}, {counted(guide.lines_to_say, 'line')} to say, "
        f"{guide.lines_not_to_say} not to say, {counted(guide.questions, 'question')}"
    )


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" for name, number in counts.items())


def _read(text: Text | None) -> str:
    if text is None:
        return "no text yet"
    return (
        f"grade {text.grade:.1f}, median sentence {text.median_sentence:g} words, "
        f"{counted(text.words, 'word')}"
    )


def _came_out(sheet: Sheet) -> str:
    if sheet.problem:
        return f"does not print: {sheet.problem}"
    return (
        f"{sheet.size:g} point type, {counted(sheet.contrasts or 0, 'contrast')}, "
        f"{sheet.spare:.0%} of the page free"
    )


def _covers(guide: GuideStatus) -> str:
    every = len(guide.covered) + len(guide.gaps)
    gaps = f"; gaps: {', '.join(guide.gaps)}" if guide.gaps else ""
    return f"{len(guide.covered)} of {every}{gaps}"


def _reviewed(guide: GuideStatus) -> str:
    done = guide.reviewed or "not yet"
    if not guide.review_by:
        return done
    return f"{done}; to be reviewed by {guide.review_by}" + (", OVERDUE" if guide.overdue else "")
