"""Training packs as files, kept from one build to the next under the key of all that shapes them."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from guidance_series.editions import Edition
from guidance_series.handouts import Unprintable, shelf
from guidance_series.handouts import training as printed
from guidance_series.handouts.press import press
from guidance_series.training import Pack, code, names, pack, short

FOLDER = "training"
"""Where a site keeps its packs."""

ZIP = "all-training.zip"
FEEDBACK = f"{printed.FEEDBACK}.pdf"
"""The form that goes with every pack."""

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Made:
    """A file of a pack, and whether it was made anew."""

    name: str
    content: bytes
    fresh: bool


@lru_cache
def _house() -> bytes:
    """What shapes every pack beside its words: the engines, the templates, the code."""
    digest = hashlib.sha256(shelf.house() + version("python-pptx").encode())
    for path in (_HERE / "text.py", *sorted((_HERE / "slides").glob("*.py"))):
        digest.update(path.read_bytes())
    return digest.digest()


def _key(*said: object) -> str:
    return hashlib.sha256(_house() + json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


def files_of(name: str) -> tuple[str, str, str]:
    """The files of a pack: slides, the facilitator's guide, worksheets."""
    return f"{name}-slides.pptx", f"{name}-facilitator.pdf", f"{name}-worksheets.pdf"


def files(edition: Edition, wanted: Iterable[str], kept: Path) -> dict[str, bytes]:
    """The files of these packs and the feedback form, by name: for any edition, on request.

    ``wanted`` are names of ``training.names``; ``kept`` is the shelf (``handouts.shelf.SHELF`` of a
    tree). Raises ``training.NoSuchPack`` and ``handouts.shelf.SheetsFail``.
    """
    return {made.name: made.content for made in make(edition, wanted, kept)}


def make(edition: Edition, wanted: Iterable[str], kept: Path) -> list[Made]:
    """The same, with what was made and what was kept. Uses threads and never forks."""
    work: list[tuple[str, str, Callable[[], bytes]]] = []
    for name in dict.fromkeys(wanted):
        work += _work(edition, pack(edition, name))
    form = printed.feedback_proof(edition)
    work.append((FEEDBACK, shelf.key(form), lambda: press(form).pdf))

    def one(job: tuple[str, str, Callable[[], bytes]]) -> Made | Unprintable:
        try:
            return _kept(*job, kept)
        except Unprintable as reason:
            return reason

    done = list(shelf.threads().map(one, work))
    if reasons := [reason for reason in done if isinstance(reason, Unprintable)]:
        raise shelf.SheetsFail(reasons)
    return [made for made in done if isinstance(made, Made)]


def _work(edition: Edition, found: Pack) -> list[tuple[str, str, Callable[[], bytes]]]:
    """The files of a pack, each with its key and what makes it."""
    slides, facilitator, worksheets = files_of(found.name)
    shaped = _key(
        found.key,
        printed.frame(edition, found, "facilitator"),
        str(printed.dated(edition)),
        edition.info.name,
    )

    def show() -> bytes:
        from guidance_series.slides import show  # python-pptx is needed only here

        return show(edition, found)

    def shown() -> dict[str, str]:
        from guidance_series.slides import deck, numbered

        return numbered(deck(edition, found))

    return [
        (slides, f"{shaped}-slides", show),
        (facilitator, f"{shaped}-facilitator",
         lambda: press(printed.facilitator_proof(edition, found, shown())).pdf),
        (worksheets, f"{shaped}-worksheets",
         lambda: press(printed.worksheets_proof(edition, found)).pdf),
    ]  # fmt: skip


def _kept(name: str, key: str, maker: Callable[[], bytes], folder: Path) -> Made:
    place = folder / f"{key}{Path(name).suffix}"
    try:
        return Made(name, place.read_bytes(), fresh=False)
    except OSError:
        content = maker()
        shelf.put(place, content)
        return Made(name, content, fresh=True)


def content_keys(edition: Edition) -> dict[str, str]:
    """The content key of every pack and of the feedback form, for the record of a release."""
    return {
        **{name: pack(edition, name).key for name in names(edition)},
        printed.FEEDBACK: shelf.content_key(printed.feedback_proof(edition)),
    }


@dataclass(frozen=True)
class Printed:
    """What stands behind the address that a pack's files, or the form, carry.

    ``key`` is the content key of today, ``files`` what there is to print or to show, each under its
    label; ``guide`` is None where it draws on all.
    """

    name: str
    title: str
    guide: str | None
    key: str
    files: Mapping[str, str]

    @property
    def code(self) -> str:
        """What a current copy shows."""
        return short(self.key)


def title(edition: Edition, name: str) -> str:
    """What a pack, or the feedback form, is called."""
    words = edition.training
    if name in edition.guides:
        return edition.guides[name].title
    return words.feedback.title if name == printed.FEEDBACK else words.mixed.title


def addressed(edition: Edition) -> list[Printed]:
    """Every pack and the form, as they stand behind their printed addresses."""
    labels = edition.training.labels
    kinds = (labels.slides, labels.facilitator, labels.worksheets)
    found = []
    for name, key in content_keys(edition).items():
        called, guide = title(edition, name), name if name in edition.guides else None
        form = name == printed.FEEDBACK
        files = {called: FEEDBACK} if form else dict(zip(kinds, files_of(name), strict=True))
        found.append(Printed(name, called, guide, key, files))
    return found


def outdated(edition: Edition) -> dict[str, str]:
    """The packs that say something else than at the last release that recorded them: its number by name.

    Empty for a county: no record holds its packs.
    """
    if edition.is_local:
        return {}
    found = {}
    for name, key in content_keys(edition).items():
        recorded = [r for r in edition.releases.values() if name in r.training]
        if recorded and recorded[-1].training[name] != key:
            found[name] = recorded[-1].number
    return found


def zipped(made: Mapping[str, bytes]) -> bytes:
    """Files in one zip; the same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(made):
            archive.writestr(zipfile.ZipInfo(name), made[name])
    return out.getvalue()


def listed(edition: Edition) -> list[dict[str, object]]:
    """What a trainer chooses by: each pack's title, files, version, day and code."""
    minutes = [plan.minutes for plan in edition.training.plans]
    changed = outdated(edition)
    found: list[dict[str, object]] = []
    for name in names(edition):
        one = pack(edition, name)
        guide = edition.guides[one.guide] if one.guide else None
        slides, facilitator, worksheets = files_of(name)
        found.append(
            {
                "name": name, "title": one.title, "guide": one.guide, "code": code(one),
                "slides": slides, "facilitator": facilitator, "worksheets": worksheets,
                "minutes": minutes, "changed_since": changed.get(name),
                "version": guide.version if guide else None,
                "date": guide.changes[0].on if guide else printed.dated(edition),
            }
        )  # fmt: skip
    return found
