"""The project's own files: what installs it, what it ships, what it says of itself."""

from __future__ import annotations

import os
import re
import tomllib
import zipfile
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import Any

import click
import pytest
from hatchling.build import build_wheel
from playwright.sync_api import Page

from guidance_series import source
from guidance_series.cli import main
from guidance_series.fitting import fit
from guidance_series.models import Practice

COMMAND = re.compile(r"(?:`|[/\\]|^ {4,})guidance ([a-z]+)(?: ([a-z]+))?", re.MULTILINE)
"""A command in code: after a mark, in an indented block, or in .venv."""
LOCKS = ("requirements.lock", "requirements-dev.lock")


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


def pinned(lock: Path) -> dict[str, str]:
    """Each package of a lock with its version and marker."""
    return dict(re.findall(r"^([a-z0-9-]+)==(.*?) *\\$", lock.read_text("utf-8"), re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_lock_has_hashes_and_names_no_place(root: Path, name: str) -> None:
    """A lock holds packages and hashes; where they come from is for whoever installs."""
    lines = (root / name).read_text("utf-8").splitlines()
    entries = [line for line in lines if not line.startswith("    --hash=sha256:")]
    assert len(entries) > 40
    wrong = [line for line in entries if not re.fullmatch(r"[a-z0-9-]+==[^/]+ \\", line)]
    assert wrong == []
    hashed = [after for entry, after in pairwise(lines) if entry in entries]
    assert len(hashed) == len(entries)
    assert all(line.startswith("    --hash=sha256:") for line in hashed)


def test_dev_lock_holds_the_other_at_the_same_versions(root: Path) -> None:
    """What is tested is what runs."""
    run, dev = (pinned(root / name) for name in LOCKS)
    assert len(run) > 40
    assert run.items() <= dev.items()


def test_locks_hold_every_declared_dependency(root: Path, project: dict[str, Any]) -> None:
    """A dependency in pyproject.toml that is not pinned means that `make lock` was forgotten."""
    groups = project["dependency-groups"]
    run = [*project["project"]["dependencies"], *groups["build"]]
    for lock, declared in ((LOCKS[0], run), (LOCKS[1], [*run, *groups["dev"]])):
        names = {re.split(r"[<>=]", text)[0].strip().lower() for text in declared}
        assert len(names) >= 14
        assert names <= pinned(root / lock).keys()


def test_build_needs_what_the_lock_pins(project: dict[str, Any]) -> None:
    """The package is built without isolation, by what the lock put there."""
    assert project["build-system"]["requires"] == project["dependency-groups"]["build"]


def test_wheel_holds_every_file_of_the_package(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Templates, sheets and fonts reach whoever installs the wheel."""
    monkeypatch.chdir(root)
    with zipfile.ZipFile(tmp_path / build_wheel(str(tmp_path))) as wheel:
        shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}
    source = root / "src"
    files = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {"guidance_series/handouts/fonts/OFL.txt", "guidance_series/cli.py"} <= files
    assert shipped == files


def test_gate_calls_make_test_and_nothing_else(root: Path) -> None:
    """Whoever runs the gate by hand runs the same."""
    gate = root / ".ci" / "run"
    assert os.access(gate, os.X_OK)
    lines = gate.read_text("utf-8").splitlines()
    assert lines[0] == "#!/usr/bin/env bash"
    assert lines[1:] == ["set -eu", 'cd "$(dirname "$0")/.."', "exec make test"]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_commands_and_files_named_in_the_readme_exist(root: Path, name: str) -> None:
    """What a newcomer is told to type or to open is there."""
    text = (root / name).read_text("utf-8")
    makefile = (root / "Makefile").read_text("utf-8")
    typed = re.findall(r"\bmake ([^`#\n]+)`|^ *make ([^`#\n]+)", text, re.MULTILINE)
    words = {word for line in typed for word in "".join(line).split()}
    targets = {word for word in words if not word.startswith("-")}
    assert len(targets) >= 4
    assert {t for t in targets if not re.search(rf"^{t}:", makefile, re.MULTILINE)} == set()
    paths = set(re.findall(r"`((?:[a-z_.]+/)+[\w.-]*|[\w-]+\.(?:toml|yml|lock|md))`", text))
    assert len(paths) >= 5
    made = {"site/", ".venv/", ".cache/reading.json"}
    assert {path for path in paths - made if not (root / path).exists()} == set()


def test_every_guidance_command_that_is_named_exists(root: Path) -> None:
    """What is told to type after `guidance` is a command, also of its groups."""
    files = [root / "README.md", root / "CONTRIBUTING.md", *root.glob("docs/committees/*.md")]
    assert len(files) >= 7
    context = click.Context(main)
    seen = 0
    for path in files:
        for one, two in COMMAND.findall(path.read_text("utf-8")):
            command = main.get_command(context, one)
            assert command is not None, f"{path.name}: guidance {one}"
            if isinstance(command, click.Group):
                assert command.get_command(context, two), f"{path.name}: guidance {one} {two}"
            seen += 1
    assert seen >= 20


@pytest.mark.parametrize("name", ["hosting.md", "your-edition.md"])
def test_committees_are_told_where_the_command_stands(root: Path, name: str) -> None:
    """Nobody has `guidance` on PATH: it stands in .venv, on Windows elsewhere there."""
    text = (root / "docs" / "committees" / name).read_text("utf-8")
    assert len(COMMAND.findall(text)) >= 2
    assert re.findall(r"(?:`|^ {4,})guidance [a-z]+.*", text, re.MULTILINE) == []
    assert text.count(".venv\\Scripts\\guidance") == 1


def test_browser_opens_the_built_site(page: Page) -> None:
    """The browser, the server and the site work together; other browser tests stand on this."""
    answer = page.goto("/")
    assert answer is not None
    assert answer.ok
    assert "Open Door" in page.title()


def test_practice_in_the_readme_is_a_practice(root: Path) -> None:
    """What a writer copies from the README passes as it stands."""
    text = (root / "README.md").read_text("utf-8")
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    document, problems = source.parse("README.md", dedent(example))
    assert problems == []
    assert document is not None
    practices, problems = fit(document, Practice, many=True)
    assert problems == []
    assert [practice.id for practice in practices] == ["CG-99"]
    guide = (root / "roles" / "caregiver.yml").read_text("utf-8")
    assert "CG-99" not in guide
