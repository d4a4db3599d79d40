"""The way out: Zensical builds the same tree into the same pages."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from guidance_series import packs
from guidance_series.editions import Edition
from guidance_series.handouts import shelf
from guidance_series.handouts.shelf import SHELF
from guidance_series.macros.publish import publish, publish_packs
from guidance_series.macros.sitecheck import check_site
from guidance_series.training import names


@pytest.fixture(scope="module")
def other_site(root: Path, edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree as Zensical builds it, with the sheets that only the command adds there."""
    tree = tmp_path_factory.mktemp("zensical")
    for name in ("docs", "data", "roles", "overrides"):
        shutil.copytree(root / name, tree / name)
    shutil.copy(root / "mkdocs.yml", tree)
    done = subprocess.run(
        [Path(sys.executable).with_name("zensical"), "build", "--clean", "--strict"],
        cwd=tree, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    publish(edition, tree / "site", shelf.make(edition, root / SHELF))
    publish_packs(edition, tree / "site", packs.make(edition, names(edition), root / SHELF))
    return tree / "site"


def article(path: Path) -> str:
    """The words of a page's article, which both engines wrap alike."""
    html = path.read_text("utf-8")
    found = re.search(r'<article class="md-content__inner.*?</article>\s*</div>', html, re.S)
    assert found, path
    text = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", found.group(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).replace("¶", " ").split())


def pages(site: Path) -> set[str]:
    return {path.relative_to(site).as_posix() for path in site.rglob("*.html")}


def test_both_engines_give_the_same_pages(site: Path, other_site: Path) -> None:
    """The two sites have the same pages with the same article text."""
    assert pages(site) == pages(other_site)
    names = [n for n in pages(site) if n != "404.html" and not n.startswith("p/")]
    assert len(names) > 45
    assert [n for n in names if article(site / n) != article(other_site / n)] == []


def test_the_other_engine_s_pages_pass_our_checks(other_site: Path) -> None:
    """Every link, anchor and heading is right in Zensical's pages too."""
    assert check_site(other_site) == []
