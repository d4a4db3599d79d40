"""What a training pack holds: plain values, each with the id it rests on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property

from guidance_series.models import Training


@dataclass(frozen=True)
class Said:
    """A statement, a principle or what young people ask.

    ``by`` is the role that says it, where a pack is for several. ``title`` heads the text.
    """

    id: str
    text: str
    by: str = ""
    title: str = ""
    must: bool = False
    local: bool = False


@dataclass(frozen=True)
class Pair:
    """A contrast. ``situation`` is the short name of what is happening."""

    id: str
    situation: str
    usual: str
    instead: str
    why: str
    by: str = ""
    local: bool = False


@dataclass(frozen=True)
class Tells:
    """Who tells whom what in a situation, and how (as in ``Handoff``)."""

    id: str
    by: str
    to: str
    what: str
    how: str


@dataclass(frozen=True)
class Exercise:
    """A situation to work through, with what a good answer draws on."""

    id: str
    title: str
    opening: tuple[str, ...]
    first: tuple[str, ...]
    draws: tuple[Said, ...]
    tells: tuple[Tells, ...]


@dataclass(frozen=True)
class Pack:
    """What a training pack says, whatever its release. ``guide`` is None for a mixed team.

    ``shown`` are the contrasts on slides, ``more`` those for worksheets beside them. ``duties``
    are the short duties by role, ``duty`` the passages on one role's own; ``groups`` holds the
    roles that share a kind of duty. ``services`` and ``facts`` are the numbers, so that a pack
    counts as changed when one of them does.
    """

    name: str
    guide: str | None
    title: str
    summary: str
    report: str
    words: Training
    duty: tuple[str, ...]
    duties: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    what: tuple[tuple[str, tuple[str, ...]], ...]
    principles: tuple[Said, ...]
    asks: tuple[Said, ...]
    shown: tuple[Pair, ...]
    more: tuple[Pair, ...]
    say: tuple[Said, ...]
    unsaid: tuple[Said, ...]
    exercises: tuple[Exercise, ...]
    limits: tuple[str, ...]
    questions: tuple[Said, ...]
    services: tuple[tuple[str, ...], ...]
    facts: tuple[tuple[str, str | None], ...]
    sources: tuple[str, ...]

    @property
    def aims(self) -> tuple[str, ...]:
        """What people can do after the session."""
        return self.words.aims if self.guide else (*self.words.aims, *self.words.mixed.aims)

    @cached_property
    def key(self) -> str:
        """The content key: the same as long as a pack says the same, whatever its release and its bytes."""
        own = {field.name: getattr(self, field.name) for field in fields(self)}
        own["words"] = self.words.model_dump(mode="json")
        said = json.dumps(own, sort_keys=True, default=vars)
        return hashlib.sha256(said.encode()).hexdigest()[:32]

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id that the pack rests on, once, in the order in which it is met."""
        return tuple(dict.fromkeys(_ids(self)))


def _ids(pack: Pack) -> Iterator[str]:
    groups = (
        pack.principles, pack.asks, pack.shown, pack.more, pack.say, pack.unsaid, pack.questions,
    )  # fmt: skip
    for group in groups:
        yield from (one.id for one in group)
    for exercise in pack.exercises:
        yield exercise.id
        yield from (said.id for said in exercise.draws)
        yield from (tells.id for tells in exercise.tells)


def code(pack: Pack) -> str:
    """What is printed of the content key, so that people can tell two states of a pack apart."""
    return short(pack.key)


def short(key: str) -> str:
    """The start of a content key, short enough to compare by eye."""
    return key[:8]
