"""A guide: what one role reads. One file in ``roles/``, named after its id."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from guidance_series.models.fields import (
    Day,
    Keyword,
    Model,
    Name,
    Slug,
    StatementId,
    Text,
    Version,
)
from guidance_series.models.statement import (
    Checked,
    Contrast,
    Line,
    Passage,
    Place,
    Practice,
    Question,
    Statement,
)


class Duty(Model):
    """This role's own duty to report. Roles differ: no box tells a role of a duty no source gives it."""

    status: Literal["mandated", "depends", "confidential"] = Field(
        description="mandated to report; depends on license or function; or bound by "
        "confidentiality, with ask counsel."
    )
    short: Text = Field(description="The duty in one sentence, for the safety box and the sheet.")
    text: tuple[Passage, ...] = Field(min_length=1, description="The duty in full.")
    sources: tuple[Place, ...] = Field(
        min_length=1, description="The law or opinion it rests on, with the section."
    )
    as_of: Day = Field(description="The day the writer read the law pages, as 2026-11-20.")


class Hard(Model):
    """When it is hard: named, so that nobody carries it alone."""

    tension: Passage = Field(description="The tension of this role.")
    supervision: Passage = Field(description="What supervision and the team are for.")
    wellbeing: Passage = Field(description="What this work does to people, and what helps.")


class Partner(Model):
    """Someone this role works with."""

    guide: Slug | None = Field(default=None, description="The partner's guide, such as courts.")
    who: Name | None = Field(default=None, description="A partner who has no guide here.")
    why: Text = Field(description="What to bring them, or go to them for.")


class SharedUse(Model):
    """A shared practice that counts for this role, with a sentence of the role's own."""

    id: StatementId = Field(description="The shared statement, such as EV-03.")
    situations: tuple[Slug, ...] = Field(
        min_length=1, description="For which situations it counts for this role."
    )
    how: Text = Field(description="What it means for this role, in a sentence.")


class ChangeNote(Model):
    """What changed in a guide, and when."""

    version: Version = Field(description="The version that brought it, such as 1.2.")
    on: Day = Field(description="The day, as 2026-11-20.")
    what: Text = Field(description="What changed, for a reader who knows the last version.")
    ids: tuple[StatementId, ...] = Field(default=(), description="The statements it touched.")


class Guide(Model):
    """Guidance for one role."""

    id: Slug = Field(description="The file's name without .yml.")
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = Field(
        description="Two capitals that head this guide's statement ids, such as SW."
    )
    title: Name = Field(description="The role's name as a reader would say it.")
    audience: tuple[Name, ...] = Field(min_length=1, description="Job titles this guide is for.")
    summary: Text = Field(description="Two sentences: what this guide asks of the role.")
    keywords: tuple[Keyword, ...] = Field(
        default=(), description="Other words readers type for this role."
    )
    version: Version = Field(description="The guide's version. Raised when its content changes.")
    owner: Name | None = Field(default=None, description="Who keeps this guide current.")
    status: Literal["draft", "reviewed", "adopted"] = Field(
        description="draft until people who are not its writers have reviewed it."
    )
    reviewed: Checked | None = Field(
        default=None, description="Who reviewed it and when. Empty until people did."
    )
    review_by: Day | None = Field(
        default=None, description="When the reviewers want it looked at again. Never computed."
    )
    changes: tuple[ChangeNote, ...] = Field(min_length=1, description="What changed, newest first.")
    named_by_source: Passage = Field(
        description="What the state's introduction says of this role, or that it gives no example."
    )
    duty: Duty = Field(description="This role's own duty to report.")
    practices: tuple[Practice, ...] = Field(
        default=(), description="What to do, avoid, plan, weigh."
    )
    contrasts: tuple[Contrast, ...] = Field(
        default=(), description="Usual response and better one."
    )
    lines: tuple[Line, ...] = Field(default=(), description="Words to say, and not to say.")
    questions: tuple[Question, ...] = Field(default=(), description="For reflection and teams.")
    shared: tuple[SharedUse, ...] = Field(
        default=(), description="Shared practices that count for this role."
    )
    hard: Hard = Field(description="When it is hard.")
    works_with: tuple[Partner, ...] = Field(default=(), description="Who to work with.")
    limits: tuple[Passage, ...] = Field(default=(), description="The limits of this role.")
    note: Text | None = Field(default=None, description="For writers. Never shown to readers.")

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement, in reading order."""
        return (*self.practices, *self.contrasts, *self.lines, *self.questions)
