"""The kinds of value a field can hold.

Every scalar reaches the models as the text the writer typed (see ``source``), so ``no``, ``12:30``
and ``0123`` stay what they are in a text field; only the types here read anything more into it.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError


class Model(BaseModel):
    """Base of every model: unknown keys are refused and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _read_flag(value: Any) -> Any:
    if value in ("true", "false"):
        return value == "true"
    if isinstance(value, bool):
        return value
    raise PydanticCustomError("flag", "write true or false")


def _read_day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("day", "write a date of the calendar as 2026-11-20")


def _text(most: int, least: int = 1, pattern: str | None = None) -> Any:
    return StringConstraints(
        min_length=least, max_length=most, pattern=pattern, strip_whitespace=True
    )


Flag = Annotated[bool, BeforeValidator(_read_flag)]
Day = Annotated[
    date, BeforeValidator(_read_day), WithJsonSchema({"type": "string", "format": "date"})
]

Slug = Annotated[str, _text(60, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Version = Annotated[str, _text(20, pattern=r"^[0-9]+\.[0-9]+(\.[0-9]+)?$")]

Name = Annotated[str, _text(160)]
"""A title, a name, a label: one line, no marks."""

Text = Annotated[str, _text(600)]
"""One or two sentences of light Markdown (emphasis and links)."""

Paragraph = Annotated[str, _text(2500)]
"""A paragraph of light Markdown."""

Address = Annotated[str, StringConstraints(pattern=r"^https://\S+$", max_length=400)]
"""The whole address of a page."""

Keyword = Annotated[str, _text(60)]
"""A word or short phrase that readers type into the search."""

StatementId = Annotated[str, _text(12, pattern=r"^[A-Z]{2,5}-[CLQ]?[0-9]{2,3}$")]
"""``SW-07`` a practice, ``SW-C01`` a contrast, ``SW-L01`` a line, ``SW-Q01`` a question."""
PracticeId = Annotated[str, _text(12, pattern=r"^[A-Z]{2,5}-[0-9]{2,3}$")]
ContrastId = Annotated[str, _text(12, pattern=r"^[A-Z]{2,5}-C[0-9]{2,3}$")]
LineId = Annotated[str, _text(12, pattern=r"^[A-Z]{2,5}-L[0-9]{2,3}$")]
QuestionId = Annotated[str, _text(12, pattern=r"^[A-Z]{2,5}-Q[0-9]{2,3}$")]
PrincipleId = Annotated[str, _text(3, pattern=r"^P[0-9]{2}$")]
LineRange = Annotated[str, _text(20, pattern=r"^[0-9]+(-[0-9]+)?$")]
"""Lines of a source text, as ``150-152``."""


def numbers(version: str) -> tuple[int, ...]:
    """A version as numbers, so that 1.10 comes after 1.9."""
    return tuple(int(part) for part in version.split("."))
