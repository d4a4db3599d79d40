"""The same pages already rendered to Markdown, for a plain MkDocs build without macros."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import yaml
from jinja2 import Environment, StrictUndefined

from guidance_series.editions import Edition
from guidance_series.macros.pages import MACROS, Pages


class _Config(yaml.SafeLoader):
    """Reads mkdocs.yml with its ``!ENV`` tags left as they are."""


class _Env(yaml.YAMLObject):
    yaml_tag = "!ENV"
    yaml_loader = _Config
    yaml_dumper = yaml.SafeDumper

    def __init__(self, value: list[object]) -> None:
        self.value = value

    @classmethod
    def from_yaml(cls, loader: yaml.SafeLoader, node: yaml.Node) -> _Env:
        assert isinstance(node, yaml.SequenceNode)
        return cls(loader.construct_sequence(node))

    @classmethod
    def to_yaml(cls, dumper: yaml.SafeDumper, data: _Env) -> yaml.Node:
        return dumper.represent_sequence(cls.yaml_tag, data.value)


def render(root: Path, edition: Edition, target: Path) -> int:
    """Write a tree to ``target`` that plain MkDocs builds into the same pages; how many pages."""
    shutil.copytree(root / "docs", target / "docs")
    shutil.copytree(root / "overrides", target / "overrides")
    config = yaml.load((root / "mkdocs.yml").read_text("utf-8"), _Config)
    config["plugins"] = [p for p in config["plugins"] if "macros" not in p]
    config["watch"] = []
    (target / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False), "utf-8")
    env = SimpleNamespace(conf={"extra": {}}, page=SimpleNamespace(url=""), project_dir=str(root))
    pages = Pages(edition, env)
    jinja = Environment(undefined=StrictUndefined)
    jinja.globals |= {name: macro.bound_to(pages) for name, macro in MACROS.items()}
    count = 0
    for path in (target / "docs").rglob("*.md"):
        stem = path.relative_to(target / "docs").with_suffix("").as_posix()
        stem = stem.removesuffix("index").rstrip("/")
        env.page.url = f"{stem}/" if stem else ""
        path.write_text(jinja.from_string(path.read_text("utf-8")).render(), "utf-8")
        count += 1
    return count
