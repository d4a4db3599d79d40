"""No sentence is harder to read than it has to be. Asked for by a check alone, never by a build.

Grading needs a library that is slow to import. What was graded once is kept by its text, so that
the library is called only for texts that are new.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from guidance_series import reading
from guidance_series.problems import Problem
from guidance_series.source import Document
from guidance_series.writing import replace_file

RULE = "sentences-read-easily"

KEPT = Path(".cache") / "reading.json"
"""Where a tree keeps what was graded."""

RUNNING = (
    "because", "caution", "definition", "explains", "fact", "how", "instead", "meaning", "myth",
    "purpose", "safety", "summary", "text", "to", "usual", "why",
)  # fmt: skip
"""The keys whose values are running text; the others hold names, headings, ids and places."""

MOST = 2500
"""No text may have more characters; a longer one is another rule's matter."""

_HINT = "Make two sentences of it, or take shorter words."


def hard_sentences(documents: Iterable[Document], kept: Path) -> Iterator[Problem]:
    """A warning for each sentence above grade 12, at its text. ``kept``: the file of known texts."""
    known = _known(kept)
    before = len(known)
    for document in documents:
        for key in RUNNING:
            for loc, value in document.by_key.get(key, ()):
                if len(value) > MOST:
                    continue
                name = hashlib.sha256(value.encode()).hexdigest()[:24]
                if name not in known:
                    known[name] = reading.hard(reading.running([value]))
                for grade, sentence in known[name]:
                    shown = sentence if len(sentence) <= 80 else f"{sentence[:79]}…"
                    yield replace(
                        document.problem(
                            loc, RULE, f"a sentence reads at grade {grade:.1f}: {shown}", _HINT
                        ),
                        severity="warning",
                    )
    if len(known) > before:
        _keep(kept, known)


def _method() -> str:
    """What a grade depends on beside the text: the way of counting and the library's version."""
    digest = hashlib.sha256(version("textstat").encode())
    digest.update(Path(reading.__file__).read_bytes())
    return digest.hexdigest()


def _known(kept: Path) -> dict[str, Any]:
    """The hard sentences of each text graded before, most of them none."""
    try:
        content = json.loads(kept.read_text("utf-8"))
        if content["method"] == _method():
            return dict.fromkeys(content["easy"], ()) | dict(content["hard"])
    except (OSError, ValueError, KeyError, TypeError):
        pass  # Nothing is kept yet, or not in this form: everything is graded anew.
    return {}


def _keep(kept: Path, known: dict[str, Any]) -> None:
    content = {
        "method": _method(),
        "easy": [name for name, found in known.items() if not found],
        "hard": {name: found for name, found in known.items() if found},
    }
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        replace_file(kept, json.dumps(content))
    except OSError:
        return  # A tree that cannot be written to is graded anew each time.
