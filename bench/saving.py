"""From saving a file to the new page: our preview against stock ``mkdocs serve``."""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROUNDS = 4
PATIENCE = 60.0


def saving_ratio(root: Path, work: Path) -> list[tuple[str, float, float]]:
    """The row for the report: what, the ratio, its goal."""
    ours = _seconds(
        [str(_bin("guidance")), "serve", "--root", str(_copy(root, work / "serve-ours"))],
        work / "serve-ours" / "roles" / "caregiver.yml", "summary: ", "roles/caregiver/",
    )  # fmt: skip
    plain = work / "plain"
    theirs = _seconds(
        [str(_bin("mkdocs")), "serve", "-q", "-f", str(plain / "mkdocs.yml"), "--livereload"],
        plain / "docs" / "roles" / "caregiver.md", '<p class="lead">', "roles/caregiver/",
    )  # fmt: skip
    return [("from saving a YAML file to the new page / stock mkdocs serve", ours / theirs, 1.3)]


def _bin(name: str) -> Path:
    return Path(sys.executable).parent / name


def _copy(root: Path, target: Path) -> Path:
    for name in ("docs", "data", "overrides", "roles"):
        shutil.copytree(root / name, target / name)
    shutil.copy(root / "mkdocs.yml", target)
    return target


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _seconds(command: list[str], file: Path, before: str, page: str) -> float:
    """The middle time from a save of ``file`` until ``page`` shows it."""
    port = _free_port()
    if "mkdocs" in command[0]:
        command = [*command, "-a", f"127.0.0.1:{port}"]
    else:
        command = [*command, "--port", str(port)]
    address = f"http://127.0.0.1:{port}/{page}"
    env = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    server = subprocess.Popen(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=file.anchor
    )
    try:
        _wait(address, "</html>")
        text = file.read_text("utf-8")
        times = []
        for number in range(ROUNDS):
            time.sleep(1.5)  # the watcher looks at the files every quarter of a second
            word = f"Saved{number}x{port}"
            start = time.perf_counter()
            file.write_text(text.replace(before, f"{before}{word} ", 1), "utf-8")
            _wait(address, word)
            times.append(time.perf_counter() - start)
        return statistics.median(times)
    finally:
        server.terminate()
        server.wait()


def _wait(address: str, word: str) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urlopen(address, timeout=PATIENCE) as answer:
                if word in answer.read().decode():
                    return
        except (URLError, ConnectionError, TimeoutError):
            pass
        time.sleep(0.02)
    raise TimeoutError(f"{address} did not show the change")
