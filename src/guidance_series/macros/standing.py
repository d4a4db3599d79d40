"""What stands in a site and from what it was made, so that a build of all leaves alone what is right.

An edition's record holds three digests: of the files it was made from (quick to see that nothing was
touched), of what it says and how it is shown (what decides), and of the files of its site (nobody
has changed or deleted them). Records lie in ``.cache/`` and may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from guidance_series.editions import FOLDER, Edition
from guidance_series.writing import replace_file

KEPT = Path(".cache") / "built"

_PACKAGE = Path(__file__).parents[1]
_NOT_ITS_OWN = ("counties", "archive")
"""What stands inside a statewide site without being part of it."""


@dataclass(frozen=True)
class Record:
    """The digests of one edition's site."""

    files: str
    says: str
    stands: str


class Records:
    """What is known of the sites in ``out``. ``how`` says all that a command chose for the build."""

    def __init__(self, root: Path, out: Path, how: str) -> None:
        self._reader = _Reader()
        self._root = root
        self._out = out
        self._folder = root / KEPT / hashlib.sha256(str(out).encode()).hexdigest()[:16]
        series = [*(root / "roles").iterdir(), *(root / "data").iterdir()]
        settings = sorted(f"{k}={v}" for k, v in os.environ.items() if k.startswith("OPEN_DOOR_"))
        self._house = f"{how}\n{settings}\n{_program()}\n{_shown(root)}"
        self._series = _files(root, series)

    def files(self, slug: str) -> str:
        """The digest of every file and setting that an edition is made from."""
        own = (self._root / FOLDER / slug).rglob("*") if slug else ()
        return _digest(f"{self._house}\n{self._series}\n{_files(self._root, own)}")

    def says(self, edition: Edition) -> str:
        """The digest of what an edition says and of everything that shapes its pages and sheets."""
        return _digest(f"{self._house}\n{self._reader.said(edition)}")

    def of(self, slug: str) -> Record | None:
        """The record of an edition whose site stands as it was built; otherwise nothing."""
        try:
            found = Record(**json.loads(self._path(slug).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return found if found.stands == stands(self.site(slug)) else None

    def keep(self, slug: str, files: str, says: str) -> None:
        """Record a site that has just been built, or found to be right."""
        record = Record(files, says, stands(self.site(slug)))
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_file(self._path(slug), json.dumps(asdict(record)))
        except OSError:
            pass  # the next build of all then builds it anew

    def site(self, slug: str) -> Path:
        """Where an edition's site stands."""
        return self._out / "counties" / slug if slug else self._out

    def _path(self, slug: str) -> Path:
        return self._folder / f"{slug or '_statewide'}.json"


class _Reader:
    """Digests of what editions hold. Counties share most models with the series: each is read once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[BaseModel, str]] = {}
        self._now: dict[int, tuple[BaseModel, str]] = {}

    def said(self, edition: Edition) -> str:
        """The same for the same words, in any process. Keeps what this edition shares with the next."""
        self._now = {}
        parts = [f"{part.name} {self._of(getattr(edition, part.name))}" for part in fields(edition)]
        self._known = self._now
        return _digest("\n".join(parts))

    def _of(self, value: Any) -> str:
        if isinstance(value, BaseModel):
            return self._model(value)
        if isinstance(value, Mapping):
            return _digest("\n".join(f"{key} {self._of(one)}" for key, one in value.items()))
        if isinstance(value, tuple):
            return _digest("\n".join(map(self._of, value)))
        if is_dataclass(value) and not isinstance(value, type):
            return _digest("\n".join(self._of(getattr(value, p.name)) for p in fields(value)))
        return repr(value)

    def _model(self, value: BaseModel) -> str:
        found = self._known.get(id(value)) or (value, _digest(value.model_dump_json()))
        self._now[id(value)] = found  # with the model itself, so that no other gets its number
        return found[1]


def stands(site: Path) -> str:
    """A digest of a site's files as the disk lists them: names, sizes and times."""
    found = []
    for folder, folders, names in os.walk(site):
        if Path(folder) == site:
            folders[:] = [name for name in folders if name not in _NOT_ITS_OWN]
        folders.sort()
        for name in sorted(names):
            about = os.stat(os.path.join(folder, name))  # noqa: PTH116, PTH118 - thousands of files
            found.append(f"{folder}/{name} {about.st_size} {about.st_mtime_ns}")
    return _digest("\n".join(found).replace(str(site), ""))


def _shown(root: Path) -> str:
    """The pages, the theme's parts, the settings and the releases of a tree."""
    folders = [root / "docs", root / "overrides", root / "data" / "releases"]
    inside = [path for folder in folders for path in folder.rglob("*")]
    return _files(root, [root / "mkdocs.yml", *inside])


@lru_cache
def _program() -> str:
    """The program with its templates and fonts, and the packages it uses."""
    own = [path for path in _PACKAGE.rglob("*") if path.suffix != ".pyc"]
    packages = sorted(one.name for place in sys.path for one in Path(place).glob("*.dist-info"))
    return _digest(repr((sys.version, packages, _files(_PACKAGE, own))))


def _files(root: Path, paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.is_file():
            digest.update(f"{path.relative_to(root).as_posix()}\n".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]
