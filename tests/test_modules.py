"""The modules of the program: each imports only from those before it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "guidance_series"
ORDER = (
    "problems",
    "syntax",
    "source",
    "writing",
    "turns",
    "text",
    "models",
    "fitting",
    "load",
    "reading",
    "checks",
    "editions",
    "exports",
    "releases",
    "training",
    "handouts",
    "slides",
    "packs",
    "changes",
    "status",
    "upkeep",
    "schema",
    "fmt",
    "drift",
    "editing",
    "counties",
    "gather",
    "taking",
    "options",
    "macros",
    "county_commands",
    "export_commands",
    "upkeep_commands",
    "cli",
)
"""Every module and package, each after all that it imports from."""
ALONE = {"mkdocs": "macros", "typst": "handouts", "pptx": "slides"}
"""What only one of them knows."""


def module_of(path: Path) -> str:
    """The module, or the package, that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


FILES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def imported(code: str) -> Iterator[str]:
    """The full name of everything that is imported, at the top or in a function."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import hides what it leads to"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            (name,) = node.args
            assert isinstance(name, ast.Constant)
            yield str(name.value)


def own(code: str) -> set[str]:
    """Which modules of this program are imported."""
    names = (name.split(".") for name in imported(code))
    return {name[1] for name in names if name[0] == "guidance_series"}


def test_the_order_names_every_module_once() -> None:
    """A new module gets its place."""
    assert len(FILES) >= 60
    assert sorted(ORDER) == sorted({module_of(path) for path in FILES})


@pytest.mark.parametrize("name", ORDER)
def test_a_module_imports_only_from_those_before_it(name: str) -> None:
    """The stages follow one another and never reach back."""
    before = set(ORDER[: ORDER.index(name)])
    files = [path for path in FILES if module_of(path) == name]
    assert files
    for path in files:
        later = own(path.read_text("utf-8")) - before - {name}
        assert later == set(), path.relative_to(PACKAGE)


def test_the_imports_are_seen() -> None:
    """The test above does look at something: nearly every module imports another."""
    edges = {
        (module_of(path), other)
        for path in FILES
        for other in own(path.read_text("utf-8")) - {module_of(path)}
    }
    assert len(edges) >= 80
    assert {
        ("source", "syntax"),
        ("upkeep_commands", "status"),
        ("cli", "county_commands"),
    } <= edges


@pytest.mark.parametrize("library", ALONE)
def test_one_package_alone_knows_a_library(library: str) -> None:
    """What leaves MkDocs, Typst or python-pptx one day changes one package."""
    knows = {
        module_of(path)
        for path in FILES
        for name in imported(path.read_text("utf-8"))
        if name.split(".")[0].startswith(library)
    }
    assert knows == {ALONE[library]}


def test_contributing_lists_the_modules_in_this_order() -> None:
    """Whoever looks for a module finds it where it stands in the flow."""
    text = (PACKAGE.parent.parent / "CONTRIBUTING.md").read_text("utf-8")
    table = text.split("## The modules")[1].split("### A rule")[0]
    assert tuple(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == ORDER
