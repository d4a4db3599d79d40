"""What one county says its own way: one folder, one ``county.yml``."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from guidance_series.models.fields import (
    Address,
    Day,
    Flag,
    Model,
    Name,
    Paragraph,
    Slug,
    StatementId,
    Text,
    Version,
)
from guidance_series.models.statement import Checked, Contrast, Line, Practice, Question


class FactValue(Model):
    """A fact the county fills in."""

    value: Text | None = Field(default=None, description="The number, name, link or text.")
    checked: Checked | None = Field(default=None, description="Who called or opened it, and when.")


class Accepted(Model):
    """A person looked at the statewide text again and kept the local one."""

    on: Day = Field(description="The day, as 2026-11-20.")
    by: Name = Field(description="Who looked.")


class Change(Model):
    """The county's own words for one field of one statewide statement."""

    id: StatementId = Field(description="Which statement.")
    field: Name = Field(default="text", description="Which field of it.")
    to: Text = Field(description="The county's words.")
    because: Text = Field(description="Why the county says it its own way.")
    was: Paragraph | None = Field(
        default=None, description="The statewide words the county saw. Written by the tool."
    )
    accepted: Accepted | None = Field(default=None, description="Who looked again, and when.")


class LeftOut(Model):
    """A statewide statement the county does not publish."""

    id: StatementId = Field(description="Which statement.")
    because: Text = Field(description="Why the county leaves it out.")
    was: Paragraph | None = Field(
        default=None, description="The statewide words the county saw. Written by the tool."
    )
    accepted: Accepted | None = Field(default=None, description="Who looked again, and when.")


class AddedPractice(Practice):
    """A practice of the county's own."""

    because: Text | None = Field(default=None, description="Why the county adds it.")
    guide: Slug | None = Field(default=None, description="The guide it joins.")
    adds_to: StatementId | None = Field(
        default=None, description="The statewide statement it is shown after."
    )


class AddedContrast(Contrast):
    """A contrast of the county's own."""

    because: Text | None = Field(default=None, description="Why the county adds it.")
    guide: Slug = Field(description="The guide it joins.")


class AddedLine(Line):
    """A line of the county's own."""

    because: Text | None = Field(default=None, description="Why the county adds it.")
    guide: Slug = Field(description="The guide it joins.")


class AddedQuestion(Question):
    """A question of the county's own."""

    because: Text | None = Field(default=None, description="Why the county adds it.")
    guide: Slug = Field(description="The guide it joins.")


class Additions(Model):
    """What the county adds, with ids of its own."""

    practices: tuple[AddedPractice, ...] = Field(default=(), description="Practices.")
    contrasts: tuple[AddedContrast, ...] = Field(default=(), description="Contrasts.")
    lines: tuple[AddedLine, ...] = Field(default=(), description="Lines.")
    questions: tuple[AddedQuestion, ...] = Field(default=(), description="Questions.")


class Consulted(Model):
    """Who was asked before a committee adopted a guide."""

    who: Name = Field(description="County counsel, people with lived experience, an agency.")
    on: Day | None = Field(default=None, description="When.")


class Adoption(Model):
    """A committee's dated decision on one guide at one version."""

    guide: Slug = Field(description="Which guide.")
    version: Version = Field(description="The version the committee read.")
    on: Day = Field(description="The day of the decision.")
    body: Name = Field(description="Who decided.")
    consulted: tuple[Consulted, ...] = Field(default=(), description="Who was asked first.")


class County(Model):
    """One county's edition."""

    name: Name = Field(description="The county's name, as it is published.")
    prefix: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3,5}$")] = Field(
        description="Three to five capitals that head the county's own ids, such as EXC."
    )
    example: Flag = Field(
        default=False, description="true: an invented county that shows how it is done."
    )
    color: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")] | None = Field(
        default=None, description="The county's color, as #00595a."
    )
    logo: Name | None = Field(
        default=None,
        description="The file name of a logo in this folder: PNG or a plain SVG, at most 1 MB.",
    )
    site_address: Address | None = Field(
        default=None,
        description="Where this edition is published, if not under the statewide site.",
    )
    definition: Paragraph | None = Field(
        default=None, description="The committee's own definition of harm reduction."
    )
    facts: dict[Slug, FactValue] = Field(
        default={}, description="Facts by their ids in data/facts.yml."
    )
    additions: Additions = Field(default=Additions(), description="What the county adds.")
    changes: tuple[Change, ...] = Field(default=(), description="What it says its own way.")
    left_out: tuple[LeftOut, ...] = Field(default=(), description="What it does not publish.")
    adoptions: tuple[Adoption, ...] = Field(default=(), description="What it has adopted.")
    note: Paragraph | None = Field(default=None, description="For writers. Never shown to readers.")
