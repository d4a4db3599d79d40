"""One site of the parts that several machines built."""

from __future__ import annotations

import filecmp
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from guidance_series.macros import picker
from guidance_series.macros.site import link, recover, share, swap


class NotOneSite(Exception):
    """Why parts do not make one site."""


def joined(parts: Sequence[Path], out: Path) -> int:
    """Write the site of all parts into ``out``, whole or not at all; how many counties it has.

    Raises ``NotOneSite``, and ``OSError`` where it cannot be written.
    """
    whole = [part for part in parts if (part / "index.html").is_file()]
    if len(whole) != 1:
        raise NotOneSite(
            f"{len(whole)} of these folders hold the statewide site. Name the one that "
            "--shard 1/N wrote, and each other part once."
        )
    out.parent.mkdir(parents=True, exist_ok=True)
    recover(out)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        fresh.chmod(0o755)
        for part in parts:
            for path in part.rglob("*"):
                there = fresh / path.relative_to(part)
                if (
                    path.is_file()
                    and there.is_file()
                    and not filecmp.cmp(path, there, shallow=False)
                ):
                    raise NotOneSite(
                        f"two parts hold different files of one name: {path.relative_to(part)}. "
                        "Build all parts from the same files."
                    )
            shutil.copytree(part, fresh, copy_function=link, dirs_exist_ok=True)
        for county in (fresh / "counties").glob("*"):
            share(county, fresh)
        swap(fresh, out, release=False)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    picker.fill(out)
    return sum(1 for _ in (out / "counties").glob(f"*/{picker.NOTE}"))
