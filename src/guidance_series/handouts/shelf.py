"""Sheets kept from one build to the next, each under the key of everything that shapes it."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from guidance_series.editions import Edition
from guidance_series.handouts import one_pager, sheet_data
from guidance_series.models import Guide

_HERE = Path(__file__).parent


@lru_cache
def _house() -> bytes:
    """What shapes every sheet: the engine's version, the templates, the code and the fonts."""
    digest = hashlib.sha256(version("typst").encode())
    for path in sorted(_HERE.rglob("*")):
        if path.suffix in (".typ", ".ttf", ".py"):
            digest.update(path.read_bytes())
    return digest.digest()


def key(edition: Edition, guide: Guide) -> str:
    """The same for the same sheet, another for any other."""
    content = json.dumps([sheet_data(edition, guide), str(guide.changes[0].on)], sort_keys=True)
    return hashlib.sha256(_house() + content.encode()).hexdigest()[:32]


def kept(edition: Edition, guide: Guide, shelf: Path) -> tuple[bytes, bool]:
    """The guide's sheet from the shelf, or made and put there; and whether it was made.

    Raises ``DoesNotFit``. A shelf that cannot be written to is no error: the sheet is made anew.
    """
    place = shelf / f"{key(edition, guide)}.pdf"
    try:
        return place.read_bytes(), False
    except OSError:
        pdf = one_pager(edition, guide)
    try:
        shelf.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=shelf, delete=False) as file:
            file.write(pdf)
        os.replace(file.name, place)
    except OSError:
        pass
    return pdf, True
