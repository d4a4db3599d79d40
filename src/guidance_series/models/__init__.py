"""What a series is: the one description of every YAML file.

Validation, the JSON Schemas in ``schema/`` and the field reference for writers all come from here.
"""

from guidance_series.models.county import (
    Adoption,
    Change,
    County,
    FactValue,
    LeftOut,
)
from guidance_series.models.fields import numbers
from guidance_series.models.guide import ChangeNote, Guide, SharedUse
from guidance_series.models.release import (
    Came,
    Changes,
    GuideChanges,
    Release,
    ReleaseChanges,
    Reworded,
    Went,
)
from guidance_series.models.series import (
    MISTAKE,
    Ask,
    Contact,
    Everyone,
    Fact,
    Information,
    LawEntry,
    Myth,
    Principle,
    Section,
    SeriesInfo,
    Situation,
    Source,
    Term,
    Withdrawn,
    WordingEntry,
)
from guidance_series.models.statement import (
    Contrast,
    Handoff,
    Line,
    Passage,
    Place,
    Practice,
    Question,
    Statement,
)
from guidance_series.models.training import Part, Training

__all__ = [
    "MISTAKE",
    "Adoption",
    "Ask",
    "Came",
    "Change",
    "ChangeNote",
    "Changes",
    "Contact",
    "Contrast",
    "County",
    "Everyone",
    "Fact",
    "FactValue",
    "Guide",
    "GuideChanges",
    "Handoff",
    "Information",
    "LawEntry",
    "LeftOut",
    "Line",
    "Myth",
    "Part",
    "Passage",
    "Place",
    "Practice",
    "Principle",
    "Question",
    "Release",
    "ReleaseChanges",
    "Reworded",
    "Section",
    "SeriesInfo",
    "SharedUse",
    "Situation",
    "Source",
    "Statement",
    "Term",
    "Training",
    "Went",
    "Withdrawn",
    "WordingEntry",
    "numbers",
]
