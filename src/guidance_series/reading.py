"""How hard a text is to read: the Flesch-Kincaid grade of running text.

Counted by textstat, which brings its own word breaks and downloads nothing. Headings, numbers, ids
and the safety box are left out by the caller or here; names that a reader knows from work (laws,
agencies, roles) count as one plain word, because a writer cannot choose shorter ones.
"""

from __future__ import annotations

import re
import statistics
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from guidance_series.models import Contrast, Guide, Line, Practice, Question, Statement
from guidance_series.text import plain

NAMES: dict[str, tuple[str, ...]] = {
    "laws, by code and section or by bill": (
        r"(?:Penal|Welfare and Institutions|Evidence|Education|Family) Code(?: sections?)?",
        r"(?:AB|SB|WIC|PC) (?=\d)",
        r"Attorney General(?:'s)? [Oo]pinion",
        r"In re D\.C\.",
        r"Public Law",
    ),
    "agencies and services, by the name on their door": (
        r"California Department of Social Services",
        r"National Center for Missing (?:&|and) Exploited Children",
        r"National Human Trafficking Hotline",
        r"National Runaway Safeline",
        r"Family Urgent Response System",
        r"(?:county )?child welfare",
        r"(?:county )?behavioral health",
        r"county counsel",
        r"juvenile court",
        r"law enforcement",
        r"district attorney(?:'s office)?",
        r"Attorney General",
        r"public defender",
        r"steering committees?",
    ),
    "roles, by the title people have": (
        r"social workers?",
        r"probation officers?",
        r"survivor advocates?",
        r"mandated reporters?",
        r"resource (?:parents?|famil(?:y|ies))",
        r"caregivers?",
        r"attorneys?",
        r"educators?",
        r"clinicians?",
        r"practitioners?",
        r"supervisors?",
    ),
}
"""Names that count as one plain word, by the reason why."""

_NAMES = re.compile(
    rf"\b(?:{'|'.join(name for names in NAMES.values() for name in names)})\b", re.IGNORECASE
)
_PLAIN_WORD = "name"
_ID = re.compile(r"\b[A-Z]{2,5}-[CLQ]?\d{2,3}\b|\bP\d{2}\b")
_NUMBER = re.compile(r"\S*\d[^\s.?!,;:]*(?:[.,:]\d+[^\s.?!,;:]*)*")
_INITIALS = re.compile(r"\b(?:[A-Z]\.){2,}|\b(?:Stats|ch|No|St|Inc|vs|e\.g|i\.e)\.")
_SENTENCE_END = re.compile(r"(?<=[.?!])[\"”’')]*\s+")
_STRAY = re.compile(r"\s+([,;:.?!])")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

HARD_SENTENCE = 12.0
"""A sentence above this grade is named."""

SHORT = 5
"""A sentence of fewer words has no grade of its own: one long word would settle it."""


@dataclass(frozen=True)
class Reading:
    """The measure of a text: Flesch-Kincaid grade, median words in a sentence, and how much was read."""

    grade: float
    median_sentence: float
    sentences: int
    words: int
    hard: tuple[tuple[float, str], ...]
    """Sentences above ``HARD_SENTENCE`` with their grade, hardest first."""


@cache
def _counter() -> Any:
    with warnings.catch_warnings():
        # textstat asks for its word lists through pkg_resources, which later setuptools warn of.
        warnings.simplefilter("ignore")
        from textstat.textstat import textstatistics  # type: ignore[import-untyped]
    counter = textstatistics()
    # Rounded parts shift the grade by half a year.
    counter.set_rounding(False)
    return counter


class Sentence(NamedTuple):
    """A sentence as counted (no marks, ids or numbers, names as one word), and as it stands."""

    counted: str
    written: str

    @property
    def length(self) -> int:
        """How many words are counted."""
        return len(_WORD.findall(self.counted))


def running(texts: Iterable[str]) -> list[Sentence]:
    """The sentences of light-Markdown texts. What holds no word is left out."""
    found: list[Sentence] = []
    for text in texts:
        whole = _INITIALS.sub(lambda match: match.group().replace(".", ""), plain(text))
        for written in _SENTENCE_END.split(whole):
            named = _NAMES.sub(_PLAIN_WORD, _ID.sub("", written))
            counted = _STRAY.sub(r"\1", " ".join(_NUMBER.sub("", named).split()))
            if _WORD.search(counted):
                closed = counted if counted[-1] in ".?!" else f"{counted.rstrip(',;:')}."
                found.append(Sentence(closed, written.strip()))
    return found


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of counted sentences."""
    return round(float(_counter().flesch_kincaid_grade(text)), 2)


def measure(texts: Iterable[str]) -> Reading:
    """How hard ``texts`` are to read, taken together. Raises ``ValueError`` if they hold no word."""
    sentences = running(texts)
    if not sentences:
        raise ValueError("there is no text to measure")
    lengths = [sentence.length for sentence in sentences]
    return Reading(
        grade=grade(" ".join(sentence.counted for sentence in sentences)),
        median_sentence=float(statistics.median(lengths)),
        sentences=len(sentences),
        words=sum(lengths),
        hard=hard(sentences),
    )


def hard(sentences: Iterable[Sentence]) -> tuple[tuple[float, str], ...]:
    """Sentences above ``HARD_SENTENCE`` with their grade, hardest first."""
    graded = (
        (grade(sentence.counted), sentence.written)
        for sentence in sentences
        if sentence.length >= SHORT
    )
    return tuple(sorted((pair for pair in graded if pair[0] > HARD_SENTENCE), reverse=True))


def texts_of(statement: Statement) -> Iterator[str]:
    """What a reader reads of a statement on its guide's page."""
    match statement:
        case Contrast(usual=usual, instead=instead):
            yield from (usual, instead)
        case Practice(text=text) | Line(text=text) | Question(text=text):
            yield text
    yield from filter(None, (statement.why, statement.safety))
    if isinstance(statement, Practice) and statement.handoff and statement.handoff.because:
        yield statement.handoff.because


def guide_texts(guide: Guide) -> Iterator[str]:
    """The running text of a guide: no headings, and not the safety box with the duty to report."""
    yield guide.summary
    yield guide.named_by_source.text
    for statement in guide.statements:
        yield from texts_of(statement)
    yield from (use.how for use in guide.shared)
    hard = guide.hard
    yield from (part.text for part in (hard.tension, hard.supervision, hard.wellbeing))
    yield from (partner.why for partner in guide.works_with)
    yield from (limit.text for limit in guide.limits)


def sheet_texts(guide: Guide) -> Iterator[str]:
    """The running text of a guide's one-pager: what is marked for it, without reasons and limits."""
    for statement in guide.statements:
        if not statement.handout:
            continue
        if isinstance(statement, Contrast):
            yield from (statement.usual, statement.instead)
        elif isinstance(statement, Practice | Line):
            yield statement.text
