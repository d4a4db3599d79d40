"""Sheets kept from one build to the next, each under the key of everything that shapes it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.metadata import version
from multiprocessing import parent_process
from pathlib import Path
from typing import Any

from guidance_series.editions import Edition
from guidance_series.handouts.packet import GROUPS, packet_proof
from guidance_series.handouts.press import (
    DoesNotFit,
    Proof,
    Unprintable,
    picture,
    press,
)
from guidance_series.handouts.sheets import PACKET, Sheet, sheets
from guidance_series.writing import replace_file

PPI = 36
"""Dots to the inch of a sheet's small picture."""

THREADS = 1 if parent_process() else 2
"""One where processes build side by side: each thread holds fonts and parsed templates of its own."""

SHELF = Path(".cache") / "sheets"
"""Where a tree keeps its sheets from one build to the next."""

_HERE = Path(__file__).parent
_KEPT = (".pdf", ".json")
_PACKED = tuple(kind for _, kinds in GROUPS.values() for kind in kinds)


@dataclass(frozen=True)
class Made:
    """A sheet as files: its pages, a small picture of the first, and whether it was made anew.

    ``content`` is its content key.
    """

    sheet: Sheet
    pdf: bytes
    picture: bytes
    fresh: bool
    way: Mapping[str, Any]
    content: str


@dataclass
class SheetsFail(Exception):
    """Some sheets cannot be made; ``reasons`` holds one for each."""

    reasons: Sequence[DoesNotFit | Unprintable]

    def __str__(self) -> str:
        return "\n".join(map(str, self.reasons))


@lru_cache
def house() -> bytes:
    """What shapes every sheet: the engine's version, the templates, the code and the fonts."""
    digest = hashlib.sha256(version("typst").encode())
    for path in sorted(_HERE.rglob("*")):
        if path.suffix in (".typ", ".ttf", ".py"):
            digest.update(path.read_bytes())
    return digest.digest()


def key(proof: Proof) -> str:
    """The same for the same sheet, another for any other."""
    said = json.dumps([proof.data, str(proof.on)], sort_keys=True)
    return hashlib.sha256(house() + said.encode()).hexdigest()[:32]


_ABOUT_THE_PRINT = frozenset(
    "address qr version keywords document_title code paper free sizes size shown left moves full "
    "lines split tight tries loose color logo".split()
)


def content_key(proof: Proof) -> str:
    """The same as long as a sheet says the same, whatever its release, its layout and its bytes."""
    said = _said(proof.data)
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


def _said(data: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in data.items() if name not in _ABOUT_THE_PRINT}
    if "sheets" in said:
        said["sheets"] = [_said(sheet) for sheet in said["sheets"]]
    return said


def content_keys(made: Mapping[str, Made]) -> dict[str, str]:
    """Every sheet's content key, for the record of a release."""
    return {name: one.content for name, one in made.items()}


def reprints(recorded: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The sheets whose content is not what a release recorded, and new ones: what to print again."""
    return [name for name, found in now.items() if recorded.get(name) != found]


@lru_cache
def threads() -> ThreadPoolExecutor:
    """The threads that press sheets, kept from one edition to the next with all they hold."""
    return ThreadPoolExecutor(THREADS)


def tried(
    edition: Edition, shelf: Path, scope: str
) -> Iterator[tuple[Sheet, DoesNotFit | Unprintable]]:
    """The sheets of one page that cannot be made, each with the reason, in the order of the list.

    What can be made is put on the shelf; what is there already is not even opened.
    """
    single = [s for s in sheets(edition, scope) if s.make and s.kind != "large"]

    def one(sheet: Sheet) -> DoesNotFit | Unprintable | None:
        proof = sheet.make("letter") if sheet.make else None
        if proof is None or all((shelf / f"{key(proof)}{end}").is_file() for end in _KEPT):
            return None
        try:
            kept(sheet, proof, shelf, pictured=False)
        except (DoesNotFit, Unprintable) as reason:
            return reason
        return None

    for sheet, reason in zip(single, threads().map(one, single), strict=True):
        if reason:
            yield sheet, reason


def make(
    edition: Edition,
    shelf: Path,
    scope: str = "all",
    *,
    paper: str = "letter",
    told: Callable[[Made], None] = lambda _: None,
) -> dict[str, Made]:
    """Every sheet by its name, from the shelf or made and put there. Raises ``SheetsFail``.

    ``told`` hears of each sheet as soon as it is there. Uses threads and never forks. A shelf that cannot be written to is no error.
    """
    listed = sheets(edition, scope)
    single = [(sheet, sheet.make(paper)) for sheet in listed if sheet.make]

    def one(work: tuple[Sheet, Proof]) -> Made | DoesNotFit | Unprintable:
        try:
            made = kept(*work, shelf, pictured=scope == "all")
        except (DoesNotFit, Unprintable) as reason:
            return reason
        told(made)
        return made

    done = list(threads().map(one, single))
    if reasons := [reason for reason in done if not isinstance(reason, Made)]:
        raise SheetsFail(reasons)
    made = {one.sheet.name: one for one in done if isinstance(one, Made)}
    for sheet in listed:
        if sheet.name == PACKET:
            made[PACKET] = _packet(edition, sheet, single, made, shelf)
    return made


def _packet(
    edition: Edition,
    sheet: Sheet,
    single: Sequence[tuple[Sheet, Proof]],
    made: Mapping[str, Made],
    shelf: Path,
) -> Made:
    packed = [
        {**proof.data, **made[s.name].way, "loose": None, "logo": None}
        for s, proof in single
        if s.kind in _PACKED
    ]
    proof = packet_proof(edition, PACKET, packed)
    cover = replace(proof, data={**proof.data, "sheets": []})
    return kept(sheet, proof, shelf, pictured=True, cover=cover)


def kept(
    sheet: Sheet, proof: Proof, shelf: Path, *, pictured: bool, cover: Proof | None = None
) -> Made:
    """One sheet from the shelf, or made and put there. ``cover`` stands for it in its picture."""
    found = key(proof)
    data: Mapping[str, Any] | None = None
    try:
        way = json.loads((shelf / f"{found}.json").read_text("utf-8"))
        pdf, fresh = (shelf / f"{found}.pdf").read_bytes(), False
    except (OSError, ValueError):
        pressed = press(proof)
        data = pressed.data
        pdf, way, fresh = pressed.pdf, pressed.way, True
        put(shelf / f"{found}.pdf", pdf)
        put(shelf / f"{found}.json", json.dumps(way).encode())
    small = b""
    if pictured:
        place = shelf / f"{found}.png"
        try:
            small = place.read_bytes()
        except OSError:
            if data is None or cover:
                data = {**(cover or proof).data, **way, "loose": None}
            small = picture(data, ppi=PPI)
            put(place, small)
    return Made(sheet, pdf, small, fresh, way, content_key(proof))


def put(place: Path, content: bytes) -> None:
    """Lay something on the shelf; one that cannot be written to is no error."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        replace_file(place, content)
    except OSError:
        pass
