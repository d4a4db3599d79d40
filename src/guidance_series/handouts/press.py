"""The one place that calls Typst: a sheet's data in, its pages out."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Literal, cast

import typst

_HERE = Path(__file__).parent


@dataclass
class DoesNotFit(Exception):
    """A sheet's statements take more room than it has at its smallest type.

    ``local`` names the statements on the sheet that an edition added or changed.
    """

    sheet: str
    what: str
    points: int
    size: float
    local: Sequence[str] = ()

    def __str__(self) -> str:
        said = f"{self.what} is {self.points} points too tall at {self.size:g} point type"
        if self.local:
            said += f"; these local entries are on it: {', '.join(self.local)}"
        return said


@dataclass
class Unprintable(Exception):
    """A sheet holds a letter or sign that none of its fonts has."""

    sheet: str
    what: str
    sign: str

    def __str__(self) -> str:
        return f"{self.what} holds “{self.sign}”, which its fonts cannot print"


@dataclass(frozen=True)
class Proof:
    """A sheet's data with the ways to set it, from the largest to the tightest.

    Each way is merged into the data. ``heights`` are estimates of what they take, in points;
    ``start`` is the way to try first. ``what`` names the sheet in an error.
    """

    data: Mapping[str, Any]
    what: str
    on: date
    ways: Sequence[Mapping[str, Any]] = ({},)
    heights: Sequence[float] = (0.0,)
    start: int = 0
    local: Sequence[str] = ()


@dataclass(frozen=True)
class Pressed:
    """A sheet as PDF, the way in which it was set, and the data as Typst got it."""

    pdf: bytes
    way: Mapping[str, Any]
    data: Mapping[str, Any]


class _OverflowError(Exception):
    """The page is too small by so many points."""


class _LooseError(Exception):
    """The next larger way may fit."""


_LOOSE = 0.9
"""A larger way is tried where this share of the room that it is thought to need is free."""


def press(proof: Proof) -> Pressed:
    """The sheet in the largest of its ways that fits; the same input gives the same bytes.

    Raises ``DoesNotFit`` and ``Unprintable``. Safe in threads; a process forked after the first
    call hangs, so spawn.
    """
    at, last, known = proof.start, len(proof.ways) - 1, False
    while True:
        grows = proof.heights[at - 1] - proof.heights[at] if at and not known else 0.0
        data = {**proof.data, **proof.ways[at], "loose": _LOOSE * grows if grows > 0 else None}
        try:
            return Pressed(_pdf(data, proof), proof.ways[at], data)
        except _OverflowError as over:
            if at == last:
                size = float(proof.ways[at].get("size", 0))
                name = str(proof.data["name"])
                points = int(str(over))
                raise DoesNotFit(name, proof.what, points, size, proof.local) from None
            at, known = at + 1, True
        except _LooseError:
            at -= 1


def picture(data: Mapping[str, Any], *, ppi: float) -> bytes:
    """The first page as PNG. Cheap where this thread has just pressed the same data."""
    made = _compile(data, "png", ppi=ppi)
    return made[0] if isinstance(made, list) else made


def queried(label: str) -> Any:
    """What this thread's last sheet holds under a label."""
    return json.loads(_compiler().query(f"<{label}>", field="value", one=True))


def _pdf(data: Mapping[str, Any], proof: Proof) -> bytes:
    try:
        return cast("bytes", _compile(data, "pdf", on=proof.on))
    except typst.TypstError as error:
        if over := re.search(r"TOO TALL: (\d+)", error.message):
            raise _OverflowError(over[1]) from None
        if "LOOSE" in error.message:
            raise _LooseError from None
        if sign := re.search(r'the text `"(.+?)"` could not be displayed', error.message):
            raise Unprintable(str(data["name"]), proof.what, sign[1]) from None
        raise


def _compile(
    data: Mapping[str, Any],
    form: Literal["pdf", "png"],
    *,
    on: date | None = None,
    ppi: float | None = None,
) -> bytes | list[bytes]:
    return cast(
        "bytes | list[bytes]",
        _compiler().compile(
            sys_inputs={"data": json.dumps(_together(data))},
            format=form,
            ppi=ppi,
            pdf_standards=["ua-1"] if form == "pdf" else [],
            timestamp=datetime.combine(on, time(), UTC) if on else None,
        ),
    )


_TOGETHER = re.compile(r"(\b(?:[Cc]all|[Tt]ext|SS|Code)|[0-9)]) (?=[0-9(])| (?=·)")
_SET = ("t", "version")
"""The keys whose texts are set with it."""


def _together(value: Any, key: str = "") -> Any:
    """The data with its words kept together: here, because Typst is slow at it.

    No line ends within a number, before one that belongs to the word before it, or before a dot
    that parts two things.
    """
    if isinstance(value, str):
        return _TOGETHER.sub("\\1\u00a0", value) if key in _SET else value
    if isinstance(value, Mapping):
        return {name: _together(one, name) for name, one in value.items()}
    return [_together(one, key) for one in value] if isinstance(value, list | tuple) else value


_local = threading.local()


def _compiler() -> typst.Compiler:
    """This thread's compiler: it keeps fonts and parsed templates from sheet to sheet."""
    if not hasattr(_local, "compiler"):
        fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[_HERE / "fonts"]
        )
        _local.compiler = typst.Compiler(_HERE / "main.typ", font_paths=fonts)
    compiler: typst.Compiler = _local.compiler
    return compiler
