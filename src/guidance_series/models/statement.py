"""Statements: what a reader can act on, say or ask. Four kinds, one frame."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from guidance_series.models.fields import (
    ContrastId,
    Day,
    Flag,
    Keyword,
    LineId,
    LineRange,
    Model,
    Name,
    Paragraph,
    PracticeId,
    PrincipleId,
    QuestionId,
    Slug,
    StatementId,
    Text,
)

Basis = Literal["law", "policy", "research", "young people", "practice example"]
Fit = Literal["named", "adapted"]
Kind = Literal["do", "avoid", "plan", "reflect", "system"]
Strength = Literal["must", "should", "may"]


class Place(Model):
    """Where in a source a statement rests."""

    source: Slug = Field(description="Which source, by its id in data/sources.yml.")
    place: Name | None = Field(
        default=None,
        description="The heading, section or page that a reader finds in the published document.",
    )
    lines: LineRange | None = Field(
        default=None,
        description="Lines in the source text kept for audit, as 150-152. Never shown to readers.",
    )


class Seen(Model):
    """What the writer read, and when. It does not say that anyone tested the number."""

    on: Day = Field(description="The day the page was read, as 2026-11-20.")
    page: Name = Field(description="The page that was read: its address or its title.")


class Checked(Model):
    """A person called the number or opened the service's own page."""

    on: Day = Field(description="The day a person called or opened it, as 2026-11-20.")
    by: Name = Field(description="Who did: a name or a job title.")


class Passage(Model):
    """A short paragraph that explains, with the sources it rests on."""

    text: Paragraph = Field(description="The paragraph, in light Markdown.")
    sources: tuple[Place, ...] = Field(default=(), description="What it rests on.")


class Handoff(Model):
    """Who is told or brought in, about what, and whether the young person is asked first."""

    to: Slug = Field(description="The guide (role) that is told or brought in, such as courts.")
    what: Slug = Field(description="Which information, by its id in data/information.yml.")
    when: Text = Field(description="When: at once, within 24 hours, before the hearing.")
    how: Literal["tell", "ask first", "do not tell"] = Field(
        description="tell, ask first (the young person agrees before), or do not tell."
    )
    because: Text | None = Field(
        default=None,
        description="Why, where another role treats the same information differently.",
    )


class Identified(Model):
    """What has a permanent id. The id is the first key of every statement."""

    id: StatementId = Field(description="Given once, never reused, never renumbered.")

    @property
    def anchor(self) -> str:
        """The part of the address after ``#``."""
        return self.id.lower()


class PracticeWords(Identified):
    """What a practice says; a base of its own so that these keys come before the shared ones."""

    text: Text = Field(description="The action first. One sentence, or two.")
    kind: Kind = Field(description="do, avoid, plan, reflect or system.")
    strength: Strength = Field(
        description="must: law or policy, and then a source of the kind law or policy. "
        "should: recommended. may: an option."
    )


class ContrastWords(Identified):
    """What a contrast says."""

    situation: Slug = Field(description="The situation it belongs to.")
    usual: Text = Field(description="The usual response, told without blame for staff.")
    instead: Text = Field(description="What to do instead.")


class LineWords(Identified):
    """What a line says."""

    text: Text = Field(description="As one would say it, without quotation marks.")
    avoid: Flag = Field(default=False, description="true: what not to say.")


class QuestionWords(Identified):
    """What a question says."""

    text: Text = Field(description="The question.")
    asks: tuple[Literal["practitioner", "supervisor", "team", "trainer"], ...] = Field(
        alias="for",
        min_length=1,
        description="Who asks it: practitioner, supervisor, team, trainer.",
    )


class Statement(Identified):
    """What all four kinds of statement share. Fields stand in the order in which files hold them."""

    why: Text | None = Field(default=None, description="The reason, in a sentence or two.")
    safety: Text | None = Field(
        default=None, description="What limits it: when this is not safe or not enough."
    )
    situations: tuple[Slug, ...] = Field(
        default=(), description="In which situations it helps, by their ids in data/situations.yml."
    )
    principles: tuple[PrincipleId, ...] = Field(
        default=(), description="Principles it puts to work, such as P03."
    )
    basis: tuple[Basis, ...] = Field(
        min_length=1,
        description="What kind of ground: law, policy, research, young people, practice example.",
    )
    fit: Fit = Field(
        description="named: the source says it of this role. adapted: of practitioners in general "
        "or of another role, and the page says so."
    )
    sources: tuple[Place, ...] = Field(
        default=(), description="What the statement rests on. At least one, each with a place."
    )
    keywords: tuple[Keyword, ...] = Field(
        default=(), description="Other words readers type for this."
    )
    handout: Flag = Field(default=False, description="true: it belongs on the one-pager.")
    locked: Flag = Field(
        default=False, description="true: a county may add to it, never change it or leave it out."
    )
    note: Paragraph | None = Field(default=None, description="For writers. Never shown to readers.")


class Practice(Statement, PracticeWords):
    """Something to do, avoid, plan for, think about, or set up."""

    id: PracticeId = Field(description="Such as SW-07. Given once, never reused.")
    handoff: Handoff | None = Field(
        default=None, description="Whom this role tells or brings in, about what, when and how."
    )
    takes: tuple[Slug, ...] = Field(
        default=(), description="Information this role receives, by ids in data/information.yml."
    )


class Contrast(Statement, ContrastWords):
    """The usual response and the harm-reduction response, side by side."""

    id: ContrastId = Field(description="Such as SW-C01. Given once, never reused.")
    why: Text = Field(description="Why the second works better, in a sentence or two.")

    @property
    def in_situations(self) -> tuple[str, ...]:
        """Its own situation first, then any others."""
        return (self.situation, *(s for s in self.situations if s != self.situation))


class Line(Statement, LineWords):
    """Words an adult could say, or should not."""

    id: LineId = Field(description="Such as SW-L01. Given once, never reused.")


class Question(Statement, QuestionWords):
    """A question for reflection or a team."""

    id: QuestionId = Field(description="Such as SW-Q01. Given once, never reused.")
