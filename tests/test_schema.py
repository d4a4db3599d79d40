"""``guidance schema``: what editors and readers of the data are told is what the models say."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator, FormatChecker

from guidance_series import exports, fmt, schema
from guidance_series.cli import main
from guidance_series.editions import Edition

NAMES = [*schema.KINDS, "release", "changes-export", "series-export", "practices-export"]
SCHEMAS = schema.schemas()


class CoreLoader(yaml.CSafeLoader):
    """Reads YAML as an editor does: by the core rules of YAML 1.2."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own name


for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    CoreLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(rf"(?:{pattern})\Z"), first
    )


def as_an_editor_reads(text: str) -> Any:
    return yaml.load(text, CoreLoader)  # noqa: S506 - a safe loader with other plain rules


@cache
def validator_of(name: str) -> Draft202012Validator:
    return Draft202012Validator(SCHEMAS[name], format_checker=FormatChecker())


def complaints(name: str, data: Any) -> list[str]:
    """What a validator says of data, by the schema of that name."""
    validator = validator_of(name)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(data)]


def objects(content: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, described in (("", content), *content.get("$defs", {}).items()):
        if "properties" in described:
            yield name, described


def test_the_files_are_what_the_models_say(root: Path) -> None:
    assert schema.stale(root) == []


def test_there_is_a_schema_for_every_kind_of_file() -> None:
    assert list(schema.files()) == [f"{name}.schema.json" for name in NAMES]
    assert len(NAMES) == 22


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_is_valid_and_says_what_it_is(name: str) -> None:
    content = SCHEMAS[name]
    Draft202012Validator.check_schema(content)
    assert list(content)[:3] == ["$schema", "$id", "title"]
    assert content["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert content["$id"] == f"{name}.schema.json"
    assert content["title"]
    assert content["description"]


@pytest.mark.parametrize("name", list(schema.KINDS))
def test_every_key_is_described_for_writers(name: str) -> None:
    seen = 0
    for where, described in objects(SCHEMAS[name]):
        for key, about in described["properties"].items():
            seen += 1
            assert about.get("description"), f"{where} {key}"
    assert seen >= 3


def test_the_same_models_give_the_same_bytes() -> None:
    assert schema.files() == schema.files()


# ------------------------------------------------------------------------------- the files


def test_every_file_names_a_schema_that_is_there(root: Path) -> None:
    files = fmt.paths(root)
    assert len(files) >= 26
    for path in files:
        first = path.read_text("utf-8").splitlines()[0]
        found = re.fullmatch(r"# yaml-language-server: \$schema=(\S+)", first)
        assert found, path
        named = (path.parent / found[1]).resolve()
        assert named.is_file(), path
        kind = schema.kind_of(path.relative_to(root).as_posix())
        assert kind is not None
        assert named == root / "schema" / f"{kind.name}.schema.json"


def test_an_editor_finds_nothing_wrong_in_the_real_files(root: Path) -> None:
    files = fmt.paths(root)
    assert len(files) >= 26
    for path in files:
        kind = schema.kind_of(path.relative_to(root).as_posix())
        assert kind is not None
        assert complaints(kind.name, as_an_editor_reads(path.read_text("utf-8"))) == [], path


TERM = "- id: x\n  term: t\n  meaning: m\n"


@pytest.mark.parametrize("value", ["911", "1.10", "0123", "true", "no", "12:30", "2026-11-20"])
def test_an_editor_takes_any_plain_text_where_a_text_belongs(value: str) -> None:
    text = f"- id: x\n  term: {value}\n  meaning: {value}\n  keywords:\n    - {value}\n"
    assert complaints("glossary", as_an_editor_reads(text)) == []


def test_an_editor_takes_an_empty_key_that_may_be_left_out() -> None:
    assert complaints("glossary", as_an_editor_reads(f"{TERM}  keywords:\n  uk:\n")) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (f"{TERM}  tern: t\n", "$[0]: Additional properties are not allowed ('tern'"),
        ("- id: x\n  term: t\n", "$[0]: 'meaning' is a required property"),
        ("- id: x\n  term:\n  meaning: m\n", "$[0].term: None is not of type"),
        ("- id: Not a slug\n  term: t\n  meaning: m\n", "$[0].id: 'Not a slug' does not match"),
        (f"{TERM}  keywords: one\n", "$[0].keywords: 'one' is not of type 'array', 'null'"),
        ("id: x\nterm: t\nmeaning: m\n", "$: {'id': 'x'"),
    ],
)
def test_an_editor_marks_what_check_refuses(text: str, complaint: str) -> None:
    found = complaints("glossary", as_an_editor_reads(text))
    assert len(found) == 1
    assert found[0].startswith(complaint)


def test_an_editor_marks_a_flag_or_a_day_that_is_none() -> None:
    change = "- id: SW-01\n  on: 2026-13-45\n  because: b\n"
    assert len(complaints("withdrawn", as_an_editor_reads(change))) == 1
    fact = "- id: x\n  label: l\n  explains: e\n  kind: phone\n  required: maybe\n"
    assert complaints("facts", as_an_editor_reads(fact)) == [
        "$[0].required: 'maybe' is not of type 'boolean', 'null'"
    ]


def test_a_county_and_a_release_can_be_written_by_their_schemas() -> None:
    county = (
        "name: Example\nprefix: EXC\nfacts:\n  child-abuse-hotline:\n    value: 555-0100\n"
        "changes:\n  - id: SW-01\n    to: t\n    because: b\nleft_out:\n"
    )
    assert complaints("county", as_an_editor_reads(county)) == []
    release = {
        "number": "1.0",
        "on": "2026-11-20",
        "guides": {"courts": "1.0"},
        "statements": {"CT-01": {"text": "t"}},
        "sheets": {"courts": "abc"},
    }
    assert complaints("release", release) == []
    assert complaints("release", {**release, "extra": 1}) != []


# -------------------------------------------------------------------------------- the data


def test_the_exported_series_is_as_its_schema_says(edition: Edition) -> None:
    data = json.loads(exports.series_json(edition))
    assert len(data["guides"]) == 11
    assert len(data["statements"]) > 500
    assert complaints("series-export", data) == []


def test_the_schema_of_the_series_notices_what_is_lost(edition: Edition) -> None:
    data = json.loads(exports.series_json(edition))
    del data["statements"][0]["sources"]
    del data["guides"][0]["statements"]
    data["statements"][1]["surprise"] = "x"
    assert len(complaints("series-export", data)) == 3


def test_the_exported_practices_are_as_their_schema_says(edition: Edition) -> None:
    rows = list(csv.DictReader(io.StringIO(exports.practices_csv(edition))))
    assert len(rows) > 300
    validator = validator_of("practices-export")
    properties = SCHEMAS["practices-export"]["properties"]
    assert tuple(properties) == exports.CSV_COLUMNS == tuple(rows[0])
    assert [error.message for row in rows for error in validator.iter_errors(row)] == []
    assert not validator.is_valid({**rows[0], "locked": "maybe"})


# ----------------------------------------------------------------------------- the command


def guidance(*args: str | Path) -> Any:
    return CliRunner().invoke(main, list(map(str, args)))


def test_schema_writes_every_file_and_then_none(tmp_path: Path) -> None:
    first = guidance("schema", "--root", tmp_path)
    assert first.exit_code == 0
    assert "22 schemas: 22 written anew." in first.output
    assert len(list((tmp_path / "schema").iterdir())) == 22
    assert "22 schemas: 0 written anew." in guidance("schema", "--root", tmp_path).output


def test_check_names_each_stale_file_and_the_command(tmp_path: Path) -> None:
    schema.write(tmp_path)
    assert guidance("schema", "--check", "--root", tmp_path).exit_code == 0
    folder = tmp_path / "schema"
    (folder / "guide.schema.json").write_text("{}", "utf-8")
    (folder / "law.schema.json").unlink()
    (folder / "old.schema.json").write_text("{}", "utf-8")
    result = guidance("schema", "--check", "--root", tmp_path)
    assert result.exit_code == 1
    assert (
        "schema/guide.schema.json:1:1: error schemas-are-fresh: the schema is not" in result.output
    )
    assert (
        "schema/law.schema.json:1:1: error schemas-are-fresh: the schema is missing"
        in result.output
    )
    assert "schema/old.schema.json:1:1: error schemas-are-fresh: no model" in result.output
    assert result.output.count("Run: guidance schema") == 2
    assert (folder / "guide.schema.json").read_text("utf-8") == "{}"
