"""What keeps an edition current: its adoptions, entries, numbers and reviews, and what is due.

What a page or a file says of it holds dates and no day of today, so that it stays the same from one
day to the next; what is overdue is decided by whoever asks, with ``--today`` or a browser's clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from guidance_series.editions import Edition
from guidance_series.editions.county import LASTS
from guidance_series.problems import counted


@dataclass(frozen=True)
class Adopted:
    """A guide that a committee has adopted, and the text as it stands now."""

    guide: str
    title: str
    version: str
    on: str
    now: str
    moved: tuple[str, ...]

    @property
    def behind(self) -> bool:
        """Whether the text is another than the one that was adopted."""
        return self.version != self.now


@dataclass(frozen=True)
class Number:
    """A number, name or link that readers rely on. ``lasts`` is the last day its check counts."""

    id: str
    label: str
    lasts: str | None


@dataclass(frozen=True)
class Review:
    """When a guide's reviewers want it looked at again."""

    guide: str
    title: str
    due: str


@dataclass(frozen=True)
class Upkeep:
    """What one edition's committee has to look at. Days are ISO texts, which sort as days do."""

    slug: str
    name: str
    example: bool
    guides: int
    adopted: tuple[Adopted, ...]
    stale: tuple[str, ...]
    other: tuple[str, ...]
    missing: tuple[str, ...]
    numbers: tuple[Number, ...]
    reviews: tuple[Review, ...]
    unset: int

    @property
    def behind(self) -> tuple[Adopted, ...]:
        """Adoptions of a text that has moved on."""
        return tuple(adopted for adopted in self.adopted if adopted.behind)

    @property
    def unchecked(self) -> tuple[Number, ...]:
        """What nobody has called or opened yet."""
        return tuple(number for number in self.numbers if number.lasts is None)

    @property
    def next_check(self) -> str | None:
        """The first day on which a check runs out."""
        return min((number.lasts for number in self.numbers if number.lasts), default=None)

    @property
    def next_review(self) -> str | None:
        """The first day by which a guide is to be reviewed."""
        return min((review.due for review in self.reviews), default=None)

    def expired(self, today: date) -> tuple[Number, ...]:
        """What was checked too long ago."""
        return tuple(n for n in self.numbers if n.lasts and n.lasts < today.isoformat())

    def overdue(self, today: date) -> tuple[Review, ...]:
        """Reviews that should have been."""
        return tuple(review for review in self.reviews if review.due < today.isoformat())


def of(edition: Edition) -> Upkeep:
    """What an edition's committee has to look at, whatever the day."""
    label = {fact.id: fact.label for fact in edition.facts.values()}
    if edition.is_local:
        numbers = [Number(id, label[id], _lasts(on)) for id, on in edition.checked.items()]
    else:
        numbers = [
            Number(c.id, c.name, _lasts(c.checked.on if c.checked else None))
            for c in edition.contacts.values()
            if c.checked or c.unchecked
        ]
    about = edition.unsettled
    return Upkeep(
        slug=edition.slug,
        name=edition.name,
        example=edition.example,
        guides=len(edition.guides),
        adopted=tuple(
            Adopted(
                guide.id,
                guide.title,
                adoption.version,
                adoption.on.isoformat(),
                guide.version,
                tuple(sorted(edition.moved_since(guide))),
            )
            for guide in edition.guides.values()
            if (adoption := edition.adoptions.get(guide.id))
        ),
        stale=about.get("stale", ()),
        other=(*about.get("orphan", ()), *about.get("redundant", ())),
        missing=tuple(label.get(id, id) for id in about.get("missing", ())),
        numbers=tuple(numbers),
        reviews=tuple(
            Review(guide.id, guide.title, guide.review_by.isoformat())
            for guide in edition.guides.values()
            if guide.review_by
        ),
        unset=sum(guide.review_by is None for guide in edition.guides.values()),
    )


def _lasts(checked: date | None) -> str | None:
    return (checked + LASTS).isoformat() if checked else None


def as_data(found: Upkeep, today: date) -> dict[str, Any]:
    """One edition for other tools, with what is due on a day."""
    return asdict(found) | {
        "today": today.isoformat(),
        "behind": [adopted.guide for adopted in found.behind],
        "unchecked": [number.id for number in found.unchecked],
        "expired": [number.id for number in found.expired(today)],
        "overdue": [review.guide for review in found.overdue(today)],
    }


def as_table(every: Sequence[Upkeep], broken: Iterable[tuple[str, int]], today: date) -> str:
    """All editions for a terminal, one a row; ``broken`` are those with so many errors."""
    head = ("edition", "adopted", "behind", "stale", "other", "missing", "unchecked", "expired",
            "overdue")  # fmt: skip
    rows = [head, *(_row(found, today) for found in every)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(head))]
    lines = [
        "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    lines += [
        f"{slug}: {counted(errors, 'error')}; nothing is counted. Run: guidance check --edition {slug}"
        for slug, errors in broken
    ]
    return "\n".join(
        [*lines, "", f"On {today}. More on one county: guidance status --edition SLUG"]
    )


def _row(found: Upkeep, today: date) -> tuple[str, ...]:
    local = bool(found.slug)
    counts = (found.behind, found.stale, found.other, found.missing)
    return (
        found.slug or "statewide",
        f"{len(found.adopted)} of {found.guides}" if local else "-",
        *(str(len(count)) if local else "-" for count in counts),
        str(len(found.unchecked)),
        str(len(found.expired(today))),
        str(len(found.overdue(today))),
    )


def as_text(found: Upkeep, today: date) -> str:
    """One edition for a person: every point with what it is about, and what to do."""
    behind = [
        f"{a.title}: adopted at {a.version} on {a.on}, the text is {a.now}"
        + (f" ({', '.join(a.moved)} changed)" if a.moved else "")
        for a in found.behind
    ]
    current = [f"{a.title} {a.version}, on {a.on}" for a in found.adopted if not a.behind]
    points = [
        ("Adopted and current", current, ""),
        ("Adopted, and the text has moved on", behind, "Read what changed, then adopt or stay."),
        ("Stale entries", found.stale, f"Run: guidance drift {found.slug}"),
        ("Other entries to settle", found.other, f"Run: guidance drift {found.slug}"),
        ("Facts that are missing", found.missing, "Fill them in in county.yml."),
        ("Never checked", [n.label for n in found.unchecked], "Call or open each one."),
        (
            "Checked too long ago",
            [f"{n.label}, until {n.lasts}" for n in found.expired(today)],
            "Call or open each one.",
        ),
        (
            "Reviews overdue",
            [f"{r.title}, by {r.due}" for r in found.overdue(today)],
            "Read the guide again with those who use it.",
        ),
    ]
    lines = [f"{found.name}, on {today}: {len(found.adopted)} of {found.guides} guides adopted."]
    for name, about, do in points:
        if not about:
            lines.append(f"{name}: none.")
            continue
        lines.append(f"{name}: {len(about)}. {do}".rstrip())
        lines += [f"  {entry}" for entry in about]
    if found.unset:
        lines.append(f"No review date is set for {counted(found.unset, 'guide')}.")
    return "\n".join(lines)
