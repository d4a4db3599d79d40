"""What the guides share: situations, principles, sources, words, services, shared practice."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from guidance_series.models.fields import (
    Address,
    Day,
    Flag,
    Keyword,
    Model,
    Name,
    Paragraph,
    PrincipleId,
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
    Seen,
    Statement,
)


class SeriesInfo(Model):
    """The series as a whole."""

    name: Name = Field(description="What the series is called.")
    tagline: Name = Field(description="What it is, in a line.")
    summary: Text = Field(description="What it is and whom it serves, in two sentences.")
    release: Version = Field(description="The number of the release this text is on the way to.")
    site_address: Address | None = Field(
        default=None, description="Where the site is published. Printed sheets point there."
    )
    notice: Text = Field(description="What this text is not, shown on every page and sheet.")
    review_notice: Text = Field(description="Shown while no one has reviewed a guide.")
    danger: Text = Field(description="What to do in danger now. The same for every role.")
    report: Text = Field(description="The reporting line for pages that belong to no one role.")
    license: Name = Field(description="The license of the text.")
    guides: tuple[Slug, ...] = Field(
        default=(), description="The guides in the order readers see them; others follow by name."
    )


class Situation(Model):
    """What is happening. Cuts across roles."""

    id: Slug = Field(description="Given once; part of the page's address.")
    title: Name = Field(description="What is happening, in a few words.")
    short: Name = Field(description="Two to four words, for buttons and tables.")
    keywords: tuple[Keyword, ...] = Field(default=(), description="Other words readers type.")
    opening: tuple[Passage, ...] = Field(min_length=1, description="What may be going on.")
    first: tuple[Passage, ...] = Field(
        min_length=1, description="What comes first: safety, duties."
    )
    silent: tuple[Passage, ...] = Field(
        default=(), description="Where the sources are silent, said plainly."
    )


class Principle(Model):
    """A principle of the approach."""

    id: PrincipleId = Field(description="Such as P03. Given once.")
    set: Literal["approach", "service"] = Field(
        description="approach: how adults work. service: how services are run."
    )
    title: Name = Field(description="The principle in a few words.")
    text: Text = Field(description="What it asks of adults.")
    sources: tuple[Place, ...] = Field(default=(), description="What it rests on.")


class Source(Model):
    """A document the series rests on, and what it can and cannot carry."""

    id: Slug = Field(description="Given once; statements point to it.")
    author: Name = Field(description="Who wrote it.")
    year: Name = Field(description="When it was published, or undated.")
    title: Name = Field(description="Its title.")
    publisher: Name = Field(description="Who published it.")
    kind: Literal["law", "policy", "research", "practice", "service"] = Field(
        description="law and policy can carry a must; research, practice and service pages cannot."
    )
    region: Literal["California", "United States", "United Kingdom"] = Field(
        description="Where it speaks about."
    )
    link: Address | None = Field(default=None, description="Where it can be read.")
    seen: Day = Field(description="The day the writer read it, as 2026-11-20.")
    read: Literal["whole", "parts", "summary"] = Field(
        description="How much of it the writer read: whole, the parts cited, or only a summary."
    )
    carries: Text = Field(description="What it can carry.")
    cannot: Text = Field(description="What it cannot carry.")
    file: Name | None = Field(
        default=None, description="The start of the file's name where the text is kept for audit."
    )


class AllowedUse(Model):
    """A use of an avoided word that is right, with the reason."""

    phrase: Name | None = Field(
        default=None, description="The longer phrase in which the word is right, such as a name."
    )
    where: tuple[Name, ...] = Field(
        default=(), description="Guides, files or statement ids in which the word is right."
    )
    because: Text = Field(description="Why it is right there.")


class WordingEntry(Model):
    """A word to avoid, why, and what to say instead."""

    id: Slug = Field(description="Given once.")
    term: Name = Field(description="The word or phrase to avoid.")
    patterns: tuple[Name, ...] = Field(
        min_length=1,
        description="What to look for, with inflections: plain words, with * for any ending.",
    )
    why: Text = Field(description="Why it harms or misleads.")
    instead: tuple[Name, ...] = Field(min_length=1, description="What to say or write instead.")
    allowed: tuple[AllowedUse, ...] = Field(default=(), description="Named right uses.")
    situations: tuple[Slug, ...] = Field(
        default=(), description="Situations a reader who types this word is looking for."
    )
    guides: tuple[Slug, ...] = Field(
        default=(), description="Guides a reader who types this word is looking for."
    )
    sources: tuple[Place, ...] = Field(default=(), description="What it rests on.")


class Term(Model):
    """A word explained."""

    id: Slug = Field(description="Given once.")
    term: Name = Field(description="The word.")
    meaning: Text = Field(description="What it means here, in plain words.")
    keywords: tuple[Keyword, ...] = Field(default=(), description="Acronyms and other names.")
    uk: Name | None = Field(default=None, description="The word UK sources use.")
    sources: tuple[Place, ...] = Field(default=(), description="What it rests on.")


class Contact(Model):
    """A service a reader can call."""

    id: Slug = Field(description="Given once.")
    name: Name = Field(description="The service's own name.")
    purpose: Text = Field(description="What it is for, and for whom.")
    call: Name | None = Field(
        default=None, description="The number as printed, such as 1-800-555-0100."
    )
    text: Name | None = Field(default=None, description="The number or code for text messages.")
    tty: Name | None = Field(default=None, description="The TTY number.")
    link: Address | None = Field(default=None, description="The service's own page.")
    hours: Name | None = Field(default=None, description="When it answers.")
    caution: Text | None = Field(default=None, description="What to know before you rely on it.")
    on_every_page: Flag = Field(default=False, description="true: in the safety box of every page.")
    guides: tuple[Slug, ...] = Field(
        default=(), description="Guides whose own page and sheet carry it in the safety box too."
    )
    emergency: Flag = Field(
        default=False, description="true: the emergency number itself, which nobody calls to check."
    )
    seen: Seen | None = Field(default=None, description="What the writer read.")
    checked: Checked | None = Field(
        default=None, description="A person called or opened it. Empty until someone did."
    )
    sources: tuple[Place, ...] = Field(default=(), description="What it rests on.")

    @property
    def unchecked(self) -> bool:
        """Whether nobody has yet called the number or opened the page, and somebody should."""
        return self.checked is None and not self.emergency


MISTAKE = "report-a-mistake"
"""The fact that every page and sheet prints: whom to tell when something is wrong."""


class Fact(Model):
    """Something only a county can fill in: a number, a name, a protocol."""

    id: Slug = Field(description="Given once.")
    label: Name = Field(description="What is printed before the line to write on.")
    explains: Text = Field(description="What to fill in, for a committee.")
    kind: Literal["phone", "text", "link", "email"] = Field(description="What it holds.")
    required: Flag = Field(default=False, description="true: a release is refused while empty.")
    on_every_page: Flag = Field(default=False, description="true: in the safety box of every page.")
    situations: tuple[Slug, ...] = Field(default=(), description="Situations whose pages show it.")


class Information(Model):
    """A kind of information that one role passes to another."""

    id: Slug = Field(description="Given once.")
    title: Name = Field(description="What is passed on, in a few words.")
    text: Text = Field(description="What it covers, and what it leaves out.")


class Myth(Model):
    """What is often said, and what the sources show."""

    id: Slug = Field(description="Given once.")
    myth: Text = Field(description="What is often said.")
    fact: Text = Field(description="What the sources show.")
    sources: tuple[Place, ...] = Field(default=(), description="What it rests on.")


class Ask(Model):
    """What young people ask of adults, paraphrased."""

    id: Slug = Field(description="Given once.")
    set: Literal["ask", "safe", "question"] = Field(
        description="ask: what they ask of professionals. safe: what keeps them safe. "
        "question: what they ask adults."
    )
    title: Name = Field(description="In a few words.")
    text: Text = Field(description="What it means for adults.")
    sources: tuple[Place, ...] = Field(default=(), description="What it rests on.")


class Section(Model):
    """A part of a page that explains (Start here)."""

    id: Slug = Field(description="Given once; the anchor on the page.")
    title: Name = Field(description="The heading.")
    keywords: tuple[Keyword, ...] = Field(default=(), description="Other words readers type.")
    text: tuple[Passage, ...] = Field(min_length=1, description="Its paragraphs.")


class LawEntry(Model):
    """A law or rule, as orientation."""

    id: Slug = Field(description="Given once; the anchor on the page.")
    title: Name = Field(description="The law's short name and number.")
    text: tuple[Passage, ...] = Field(min_length=1, description="What it says, as orientation.")
    guides: tuple[Slug, ...] = Field(default=(), description="Roles it concerns most.")
    as_of: Day = Field(description="The day the writer read the page, as 2026-11-20.")


class Withdrawn(Model):
    """A statement that was taken back. Its id is never used again."""

    id: StatementId = Field(description="The id that is gone.")
    on: Day = Field(description="The day it was withdrawn.")
    because: Text = Field(description="Why.")
    successor: StatementId | None = Field(default=None, description="What to read instead.")


class Everyone(Model):
    """Shared practice: what counts for every role."""

    title: Name = Field(description="The page's title.")
    summary: Paragraph = Field(description="What this page is for.")
    version: Version = Field(description="Raised when its content changes.")
    practices: tuple[Practice, ...] = Field(default=(), description="Shared practices.")
    contrasts: tuple[Contrast, ...] = Field(default=(), description="Shared contrasts.")
    lines: tuple[Line, ...] = Field(default=(), description="Shared lines.")
    questions: tuple[Question, ...] = Field(default=(), description="Shared questions.")

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement, in reading order."""
        return (*self.practices, *self.contrasts, *self.lines, *self.questions)
