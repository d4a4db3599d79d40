"""The preview: a broken save keeps the last good page and shows why; the next good one heals it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

PATIENCE = 60.0


@pytest.fixture(scope="module")
def preview(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A tree being previewed, and its address."""
    tree = tmp_path_factory.mktemp("preview")
    for name in ("docs", "data", "roles", "overrides"):
        shutil.copytree(root / name, tree / name)
    shutil.copy(root / "mkdocs.yml", tree)
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    server = subprocess.Popen(
        [Path(sys.executable).with_name("guidance"), "serve", "--root", tree, "--port", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        until(f"{address}/roles/caregiver/", "</html>")
        yield tree, address
    finally:
        server.terminate()
        server.wait()


def until(address: str, word: str, *, gone: bool = False) -> str:
    """The page as soon as it holds the word (or no longer does)."""
    end = time.monotonic() + PATIENCE
    body = ""
    while time.monotonic() < end:
        try:
            with urlopen(address, timeout=PATIENCE) as answer:
                body = answer.read().decode()
            if (word in body) != gone:
                return body
        except (URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.1)
    raise AssertionError(f"{address} never {'lost' if gone else 'showed'} {word!r}")


def test_a_broken_guide_shows_its_problem_over_the_last_good_page(
    preview: tuple[Path, str],
) -> None:
    """The note names file and line, the old text stays, and the next good save brings the new."""
    tree, address = preview
    guide = tree / "roles" / "caregiver.yml"
    text = guide.read_text("utf-8")
    page = f"{address}/roles/caregiver/"
    guide.write_text(text.replace("summary: ", "summary: Healed words. [", 1) + "\n\tx", "utf-8")
    broken = until(page, "The last save has")
    assert "roles/caregiver.yml:" in broken
    assert "Healed words" not in broken.split("</main>")[0].split('<div class="problems"')[0]
    assert 'class="safety"' in broken
    guide.write_text(text.replace("summary: ", "summary: Healed words. ", 1), "utf-8")
    healed = until(page, "Healed words")
    assert "The last save has" not in healed


def test_a_broken_page_shows_its_problem_too(preview: tuple[Path, str]) -> None:
    """A macro that does not exist is named at the head of the page that still stands."""
    tree, address = preview
    page = tree / "docs" / "start.md"
    text = page.read_text("utf-8")
    page.write_text(text + "\n{{ saftey() }}\n", "utf-8")
    broken = until(f"{address}/start/", "The last save has")
    assert "docs/start.md:" in broken
    page.write_text(text, "utf-8")
    until(f"{address}/start/", "The last save has", gone=True)
