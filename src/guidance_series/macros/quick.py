"""What makes a build quicker without changing a byte of it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemBytecodeCache

COMPILED = Path(".cache") / "templates"
"""Where a tree keeps its compiled templates: to compile the theme's is a quarter of a build."""


def keep_compiled(env: Environment, root: Path) -> None:
    """Let the environment take its templates compiled from the last build, where that can be."""
    folder = root / COMPILED
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    if os.access(folder, os.W_OK):
        env.bytecode_cache = FileSystemBytecodeCache(str(folder))


def keep_theme_compiled(theme: Any, root: Path) -> None:
    """The same for the environment that MkDocs makes for its theme at each build."""
    make = theme.get_env

    def get_env() -> Environment:
        env: Environment = make()
        keep_compiled(env, root)
        return env

    theme.get_env = get_env
