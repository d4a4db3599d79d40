"""A tree with ten times the guides."""

from __future__ import annotations

import itertools
import re
import shutil
import string
from pathlib import Path


def tenfold(root: Path, target: Path) -> int:
    """Write a tree to ``target`` with each guide ten times, ids of their own; how many guides."""
    for name in ("docs", "data", "overrides", "roles"):
        shutil.copytree(root / name, target / name)
    config = (root / "mkdocs.yml").read_text("utf-8")
    taken = {re.search(r"^prefix: (\w\w)$", p.read_text("utf-8"), re.M)[1] for p in _guides(target)}
    free = (
        prefix
        for pair in itertools.product(string.ascii_uppercase, repeat=2)
        if (prefix := "".join(pair)) not in taken | {"EV"}
    )
    count = 0
    for path in _guides(root):
        text = path.read_text("utf-8")
        own = re.search(r"^prefix: (\w\w)$", text, re.M)[1]
        page = (root / "docs" / "roles" / f"{path.stem}.md").read_text("utf-8")
        entries = [f"      - roles/{path.stem}.md\n"]
        for number in range(2, 11):
            prefix, name = next(free), f"{path.stem}-{number}"
            copy = re.sub(rf"\b{own}-(?=[CLQ]?\d)", f"{prefix}-", text)
            copy = re.sub("client", "person", copy, flags=re.I)  # right only in guides named for it
            copy = copy.replace(f"prefix: {own}", f"prefix: {prefix}", 1)
            copy = copy.replace(f"\nid: {path.stem}\n", f"\nid: {name}\n", 1)
            (target / "roles" / f"{name}.yml").write_text(copy, "utf-8")
            (target / "docs" / "roles" / f"{name}.md").write_text(
                page.replace(f'"{path.stem}"', f'"{name}"'), "utf-8"
            )
            entries.append(f"      - roles/{name}.md\n")
            count += 1
        config = config.replace(entries[0], "".join(entries))
    (target / "mkdocs.yml").write_text(config, "utf-8")
    return count + len(_guides(root))


def _guides(root: Path) -> list[Path]:
    return sorted((root / "roles").glob("*.yml"))
