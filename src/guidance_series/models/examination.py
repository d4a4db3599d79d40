"""What a program saw of the site's accessibility. Written by ``python -m tools.accessibility``."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from guidance_series.models.fields import Model, Name, Version

EXAMINATION = Path("data") / "accessibility.json"


class Finding(Model):
    """A rule that a page breaks."""

    rule: Name = Field(description="The rule's id.")
    page: Name = Field(description="The page's address.")
    state: Name = Field(description="Width, colors and what was open.")
    where: str = Field(description="The part of the page, as a selector.")


class Examination(Model):
    """One run over every page. It holds no day: nobody looked, and the same site gives the same bytes."""

    release: Version = Field(description="The release whose pages were read.")
    program: Name = Field(description="The program and its version.")
    browser: Name = Field(description="The browser and its version.")
    standards: tuple[Name, ...] = Field(description="The standards whose rules were run.")
    rules: int = Field(description="How many rules were run.")
    widths: tuple[int, ...] = Field(description="Widths of the screen, in pixels.")
    schemes: tuple[Name, ...] = Field(description="Light and dark colors.")
    pages: dict[Name, int] = Field(description="How many pages of each kind were read.")
    states: int = Field(description="How often a page was read: each page in each state.")
    in_use: tuple[Name, ...] = Field(description="What was open or filled in on the pages in use.")
    county_pages: int = Field(description="How many pages of the example county were read.")
    findings: tuple[Finding, ...] = Field(description="What was found.")
    undecided: dict[Name, int] = Field(
        description="How often a rule could not be decided by the program, by its id."
    )
