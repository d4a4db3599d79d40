"""The record of a release, written once and never edited, and what one release changed after another."""

from __future__ import annotations

from pydantic import Field

from guidance_series.models.fields import Day, Model, Name, Paragraph, Slug, StatementId, Version


class Release(Model):
    """A numbered, recorded state of the statewide series."""

    number: Version = Field(description="The release's number.")
    on: Day = Field(description="The day it was made.")
    guides: dict[Slug, Version] = Field(description="The version of each guide.")
    statements: dict[StatementId, dict[Name, Paragraph]] = Field(
        description="Every statement's text by id and field."
    )
    sheets: dict[Slug, Name] = Field(description="The content key of each sheet.")
    training: dict[Slug, Name] = Field(
        default_factory=dict,
        description="The content key of each training pack and of the feedback form.",
    )


class Reworded(Model):
    """A field of a statement that says something else now."""

    id: StatementId = Field(description="Which statement.")
    field: Name = Field(description="Which field of it.")
    was: str = Field(description="The words before; empty where there were none.")
    now: str = Field(description="The words now; empty where there are none any more.")


class Came(Model):
    """A statement that is new."""

    id: StatementId = Field(description="Its id.")
    words: str = Field(description="Its first words.")


class Went(Model):
    """A statement that is gone."""

    id: StatementId = Field(description="Its id, which is never given again.")
    words: str = Field(description="Its first words, as they were.")
    because: str | None = Field(default=None, description="Why it was withdrawn.")
    successor: StatementId | None = Field(default=None, description="What to read instead.")


class GuideChanges(Model):
    """What changed in one guide from one recorded version to another."""

    guide: Slug = Field(description="Which guide; everyone for what the roles share.")
    before: Version | None = Field(
        default=None, description="The version before, if there was one."
    )
    version: Version = Field(description="The version after.")
    added: tuple[Came, ...] = Field(default=(), description="Statements that are new.")
    changed: tuple[Reworded, ...] = Field(default=(), description="Words that changed.")
    withdrawn: tuple[Went, ...] = Field(default=(), description="Statements that are gone.")


class ReleaseChanges(Model):
    """What one release changed after the one before it."""

    number: Version = Field(description="The release.")
    on: Day = Field(description="The day it was made.")
    after: Version | None = Field(
        default=None,
        description="The release before it; none for the first, which changes nothing.",
    )
    guides: tuple[GuideChanges, ...] = Field(default=(), description="By guide, changed ones only.")
    print_again: tuple[Slug, ...] = Field(
        default=(), description="The sheets that say something else than before, by name."
    )
    make_again: tuple[Slug, ...] = Field(
        default=(),
        description="The training packs that say something else than before, by name; also the feedback form.",
    )


class Changes(Model):
    """Every recorded release with what it changed, the newest first."""

    series: Name = Field(description="The series.")
    edition: str = Field(description="Empty for the statewide edition, else the county's slug.")
    releases: tuple[ReleaseChanges, ...] = Field(description="The newest first.")
