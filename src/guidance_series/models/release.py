"""The record of a release: written once, never edited."""

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
        default_factory=dict, description="The content key of each training pack."
    )
