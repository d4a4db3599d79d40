"""What belongs to training alone: aims, plans, care, and how each part of a session is run.

Everything else in a training pack is taken from the statements by id.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from guidance_series.models.fields import Model, Name, Slug, Text


def _read_minutes(value: Any) -> Any:
    if isinstance(value, str) and value.isdecimal() and 0 < int(value) <= 240:
        return int(value)
    if isinstance(value, int):
        return value
    raise PydanticCustomError("minutes", "write minutes as a whole number from 1 to 240")


Minutes = Annotated[int, BeforeValidator(_read_minutes)]

PartName = Literal[
    "opening", "safety", "agreements", "what", "why", "asks", "usual", "contrasts", "lines",
    "situations", "duty", "limits", "questions", "plan", "help",
]  # fmt: skip
"""The parts of a session, in the order of the slides."""


class Part(Model):
    """A part of a session: what people see, and how it is run."""

    title: Name = Field(description="The heading on slides, in the guide and on worksheets.")
    lead: Text | None = Field(default=None, description="What people are asked to do.")
    points: tuple[Text, ...] = Field(
        default=(), description="What people read, answer or fill in here, each in a line."
    )
    run: tuple[Text, ...] = Field(min_length=1, description="How the facilitator runs it.")
    listen: tuple[Text, ...] = Field(default=(), description="What a good answer holds.")
    sections: tuple[Slug, ...] = Field(
        default=(), description="Parts of Start here that it shows, by ids in data/start.yml."
    )


class Parts(Model):
    """Every part of a session, in the order of the slides."""

    opening: Part = Field(description="Welcome: what this session is.")
    safety: Part = Field(description="Danger now, the report, whom to call.")
    agreements: Part = Field(description="How people work together in the room.")
    what: Part = Field(description="What the approach is, and what it is not.")
    why: Part = Field(description="The principles that this role uses most.")
    asks: Part = Field(description="What young people ask of adults.")
    usual: Part = Field(description="Usual responses, for which people find another.")
    contrasts: Part = Field(description="Each usual response beside what to do instead.")
    lines: Part = Field(description="Words one could say, and words to leave unsaid.")
    situations: Part = Field(description="Situations to work through.")
    duty: Part = Field(description="What this role must report.")
    limits: Part = Field(
        description="The limits of this role. For a mixed team it shows its sections."
    )
    questions: Part = Field(description="Questions for a team.")
    plan: Part = Field(description="The one plan that each person takes away.")
    help: Part = Field(description="Numbers to call.")

    def each(self) -> Iterator[tuple[str, Part]]:
        """Every part with its name, in order."""
        for name in type(self).model_fields:
            yield name, getattr(self, name)


class Step(Model):
    """How long a part takes in a plan."""

    part: PartName = Field(description="Which part.")
    minutes: Minutes = Field(description="How many minutes it takes.")


class Plan(Model):
    """A training of a given length: the sum of its steps."""

    note: Text = Field(description="What this length allows, and what it leaves out.")
    steps: tuple[Step, ...] = Field(min_length=1, description="Its parts, in order.")

    @property
    def minutes(self) -> int:
        """How long the whole session takes."""
        return sum(step.minutes for step in self.steps)


class Feedback(Model):
    """The form that people fill in at the end."""

    title: Name = Field(description="The form's title.")
    lead: Text = Field(description="What to know before filling it in.")
    scale: tuple[Name, ...] = Field(min_length=2, description="The answers to choose from.")
    rate: tuple[Text, ...] = Field(min_length=1, description="Sentences to agree with or not.")
    write: tuple[Text, ...] = Field(min_length=1, description="Questions to answer in words.")


class Mixed(Model):
    """What only a pack for a team of several roles says."""

    title: Name = Field(description="What such a team is called.")
    summary: Text = Field(description="What its pack is for.")
    aims: tuple[Text, ...] = Field(min_length=1, description="Aims beside those of every pack.")
    mandated: Name = Field(description="Before the roles that the law lists as reporters.")
    depends: Name = Field(description="Before the roles whose duty depends on license or job.")
    confidential: Name = Field(description="Before the roles that are bound by confidentiality.")


class TrainingLabels(Model):
    """Short words on the printed parts of a pack."""

    slides: Name = Field(description="The name of the slides.")
    slide: Name = Field(description="Above the numbers of slides.")
    facilitator: Name = Field(description="The name of the facilitator's guide.")
    worksheets: Name = Field(description="The name of the worksheets.")
    aims: Name = Field(description="Before the aims.")
    prepare: Name = Field(description="Before what to prepare.")
    plans: Name = Field(description="Before the plans.")
    part: Name = Field(description="Over the parts of a plan.")
    minutes: Name = Field(description="After a number of minutes.")
    within: Name = Field(description="Between the minutes of a part and those of its plan.")
    care: Name = Field(description="Before the care for people who are affected.")
    not_shown: Name = Field(description="Before what is not shown.")
    exercises: Name = Field(description="Before the notes for each exercise.")
    run: Name = Field(description="Before how a part is run.")
    listen: Name = Field(description="Before what to listen for.")
    draws: Name = Field(description="Before the practices that a good answer draws on.")
    opening: Name = Field(description="Before what may be going on in a situation.")
    first: Name = Field(description="Before what comes first in a situation.")
    tells: Name = Field(description="Before whom a role tells.")
    asks_first: Name = Field(description="After whom a role tells if the young person agrees.")
    never: Name = Field(description="Before whom a role does not tell.")
    why: Name = Field(description="Before the reason of a contrast.")
    sources: Name = Field(description="Before the sources of a pack.")
    rests_on: Name = Field(description="Before the ids that a slide rests on.")
    code: Name = Field(description="Before the code of a pack's content.")
    font: Text = Field(description="What to know about the typeface of the slides.")
    more: Name = Field(description="After the title of a slide that goes on.")


class Training(Model):
    """What belongs to training alone."""

    aims: tuple[Text, ...] = Field(min_length=1, description="What people can do afterward.")
    prepare: tuple[Text, ...] = Field(min_length=1, description="What to do before the session.")
    care: tuple[Text, ...] = Field(
        min_length=1, description="How to care for people who are affected themselves."
    )
    not_shown: tuple[Text, ...] = Field(min_length=1, description="What is never shown or done.")
    plans: tuple[Plan, ...] = Field(min_length=1, description="Sessions, the shortest first.")
    parts: Parts = Field(description="The parts of a session.")
    mixed: Mixed = Field(description="What only a team of several roles reads.")
    feedback: Feedback = Field(description="The feedback form.")
    labels: TrainingLabels = Field(description="Short words on the printed parts.")
