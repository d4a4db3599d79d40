"""JSON Schemas from the models: for editors that help while a writer types, and for data readers.

An editor reads YAML 1.2's plain rules, so to it ``1.10`` is a number and ``true`` a yes/no. Here a
text field takes them as the text that was typed (see ``source``), and an empty key is an absent
one; the schemas for YAML files say the same, so that an editor never marks what ``check`` accepts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from guidance_series import exports, models
from guidance_series.load import LISTS, SINGLES, STATEMENTS
from guidance_series.problems import Problem

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = "schema"
COMMAND = "guidance schema"
"""What writes the files anew."""


@dataclass(frozen=True)
class Kind:
    """A kind of YAML file: its schema's name, what it holds, and for a list its entries' model."""

    name: str
    model: type[BaseModel]
    many: bool = False


KINDS: Mapping[str, Kind] = {
    "guide": Kind("guide", models.Guide),
    **{name: Kind(name, model) for name, model in SINGLES.items()},
    **{name: Kind(name, model, many=True) for name, model in LISTS.items()},
    "county": Kind("county", models.County),
}
"""Every kind of file that a writer types."""


def kind_of(path: str) -> Kind | None:
    """What the file at ``path`` (from the root, with slashes) is; None for no part of a series."""
    match path.split("/"):
        case ["roles", name] if name.endswith(".yml"):
            return KINDS["guide"]
        case ["data", "counties", _, "county.yml"]:
            return KINDS["county"]
        case ["data", name] if name.endswith(".yml") and name[:-4] in {*SINGLES, *LISTS}:
            return KINDS[name[:-4]]
    return None


def schema_line(path: str, kind: Kind) -> str:
    """The comment that heads the file at ``path`` and tells an editor its schema."""
    up = "../" * path.count("/")
    return f"# yaml-language-server: $schema={up}{FOLDER}/{kind.name}.schema.json"


class _Plain(GenerateJsonSchema):
    """Natural key order, and no titles made up from field names."""

    def sort(
        self,
        value: JsonSchemaValue,
        parent_key: str | None = None,  # noqa: ARG002 - pydantic's own signature
    ) -> JsonSchemaValue:
        return value

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - likewise
        return False


class _Typed(_Plain):
    """For YAML: a text may look like a number or a yes/no, and is taken as typed."""

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        described = super().str_schema(schema)
        pattern = described.get("pattern")
        also = ["number", "boolean"]
        if pattern:
            also = ["number"] if re.search(pattern, "1") or re.search(pattern, "1.0") else []
        if also:
            described["type"] = ["string", *also]
        return described


def _head(name: str, title: str, content: dict[str, Any]) -> dict[str, Any]:
    head = {"$schema": DIALECT, "$id": f"{name}.schema.json", "title": title}
    if "description" in content:
        head["description"] = content["description"]
    return {**head, **{key: value for key, value in content.items() if key not in head}}


def _typed(kind: Kind) -> dict[str, Any]:
    holds: Any = kind.model
    adapter: TypeAdapter[Any] = TypeAdapter(tuple[holds, ...] if kind.many else holds)
    content = adapter.json_schema(schema_generator=_Typed)
    for described in _objects(content):
        _empty_is_absent(described)
    where = {"guide": "roles/<role>.yml", "county": "data/counties/<county>/county.yml"}
    if kind.many:
        content["description"] = f"A list. {kind.model.__doc__}"
    return _head(kind.name, where.get(kind.name, f"data/{kind.name}.yml"), content)


def _objects(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for described in (content, *content.get("$defs", {}).values()):
        if "properties" in described:
            yield described


def _empty_is_absent(described: dict[str, Any]) -> None:
    """Let every key that need not be there stand with nothing after it."""
    needed = described.get("required", ())
    for key, about in described["properties"].items():
        value = about
        if key in needed:
            continue
        if value.get("default") in (None, [], {}):
            value.pop("default", None)
        choices = [c for c in value.pop("anyOf", ()) if c != {"type": "null"}]
        if choices:
            (only,) = choices
            value = described["properties"][key] = {**only, **value}
        if "$ref" in value:
            value["anyOf"] = [{"$ref": value.pop("$ref")}, {"type": "null"}]
            continue
        kinds = value["type"]
        value["type"] = [*([kinds] if isinstance(kinds, str) else kinds), "null"]
        if "enum" in value:
            value["enum"] = [*value["enum"], None]


def _exported(model: type[BaseModel], without: Collection[str] = ("note",)) -> Any:
    """A model as ``exports`` writes it: keys with no value are left out, all others are there."""
    content = TypeAdapter(model).json_schema(schema_generator=_Plain, mode="serialization")
    for described in _objects(content):
        properties = described["properties"]
        for key, value in properties.items():
            choices = [c for c in value.get("anyOf", ()) if c != {"type": "null"}]
            if "anyOf" in value and len(choices) < len(value["anyOf"]):
                rest = {k: v for k, v in value.items() if k not in ("anyOf", "default")}
                properties[key] = {**choices[0], **rest}
            else:
                value.pop("default", None)
                described["required"] = list(dict.fromkeys([*described.get("required", ()), key]))
    for key in without:
        content["properties"].pop(key, None)
    content["required"] = [key for key in content["required"] if key in content["properties"]]
    return content


def _county_own(text: dict[str, Any], adoption: dict[str, Any]) -> dict[str, Any]:
    """What a county's edition has that the statewide one has not."""
    maybe = {"type": ["string", "null"]}

    def listed(description: str, **keys: Any) -> dict[str, Any]:
        entry = {
            "type": "object",
            "properties": keys,
            "required": list(keys),
            "additionalProperties": False,
        }
        return {"type": "array", "items": entry, "description": description}

    words = {"type": "object", "additionalProperties": text}
    return {
        "definition": {**maybe, "description": "The county's definition of harm reduction."},
        "local": listed(
            "What it changed (with the statewide words by field) and added, with the reason.",
            id=text, kind={"enum": ["added", "changed"]}, because=text, statewide=words,
            adds_to=maybe,
        ),
        "left_out": listed("What it does not publish, with the reason.", id=text, because=text),
        "adoptions": {"type": "array", "items": adoption, "description": "The newest by guide."},
    }  # fmt: skip


def _series_export() -> dict[str, Any]:
    shared: dict[str, Any] = {}

    def part(model: type[BaseModel], without: Collection[str] = ("note",)) -> Any:
        content = _exported(model, without)
        for name, inner in content.pop("$defs", {}).items():
            # What is named here already is an entry of its own, with keys that only exports have.
            shared.setdefault(name, inner)
        return content

    text = {"type": "string"}
    kinds = []
    model: type[BaseModel]
    for model in (models.Practice, models.Contrast, models.Line, models.Question):
        content = part(model)
        content["properties"] |= {
            "guide": {**text, "description": "The guide it stands in, or everyone."},
            "type": {"const": model.__name__.lower(), "description": "Which kind of statement."},
        }
        content["required"] += ["guide", "type"]
        shared[model.__name__] = content
        kinds.append({"$ref": f"#/$defs/{model.__name__}"})
    guide = part(models.Guide, (*STATEMENTS, "note"))
    guide["properties"]["statements"] = {
        "type": "array",
        "items": text,
        "description": "The ids of its statements, in reading order.",
    }
    guide["required"] += ["statements"]
    shared["Guide"] = guide
    edition = {
        "type": "object",
        "properties": {
            "slug": {**text, "description": "Empty for the statewide edition."},
            "name": text,
            "facts": {
                "type": "object",
                "additionalProperties": {"type": ["string", "null"]},
                "description": "What the county filled in, by fact; null where nobody has yet.",
            },
            **_county_own(text, part(models.Adoption, ())),
        },
        "required": ["slug", "name", "facts"],
        "additionalProperties": False,
    }
    properties: dict[str, Any] = {
        "series": part(models.SeriesInfo),
        "edition": edition,
        "guides": {"type": "array", "items": {"$ref": "#/$defs/Guide"}},
        "statements": {"type": "array", "items": {"oneOf": kinds}},
    }
    for name in exports.LISTED:
        model = LISTS[name]
        shared[model.__name__] = part(model)
        properties[name] = {"type": "array", "items": {"$ref": f"#/$defs/{model.__name__}"}}
    return _head(
        "series-export",
        "data/series.json",
        {
            "description": "A whole edition as data: every statement by id, and what it points to.",
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
            "$defs": dict(sorted(shared.items())),
        },
    )


_JOINED = frozenset({"situations", "principles", "basis", "sources"})
_YES_NO = frozenset({"locked", "handout"})


def _practices_export() -> dict[str, Any]:
    described = _exported(models.Practice)["properties"]
    properties: dict[str, Any] = {}
    for column in exports.CSV_COLUMNS:
        about = described.get(column, {}).get("description", "The guide it stands in, or everyone.")
        if column in _JOINED:
            joined = f"{about} Joined by '; '."
            properties[column] = {"type": "string", "description": joined}
        elif column in _YES_NO:
            properties[column] = {"enum": ["yes", "no"], "description": about}
        else:
            kept = {k: v for k, v in described.get(column, {}).items() if k in ("enum", "pattern")}
            properties[column] = {"type": "string", **kept, "description": about}
    return _head(
        "practices-export",
        "A row of data/practices.csv",
        {
            "description": "UTF-8, one row for each practice, columns in this order, CRLF line ends. "
            "A text that starts with =, +, - or @ has an apostrophe before it.",
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        },
    )


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by its name."""
    found = {name: _typed(kind) for name, kind in KINDS.items()}
    release = models.Release.model_json_schema(schema_generator=_Plain)
    found["release"] = _head("release", "data/releases/<number>.json", release)
    changes = models.Changes.model_json_schema(schema_generator=_Plain, mode="serialization")
    found["changes-export"] = _head("changes-export", "data/changes.json", changes)
    found["series-export"] = _series_export()
    found["practices-export"] = _practices_export()
    return found


def files() -> dict[str, str]:
    """Every schema's file name with its text."""
    return {
        f"{name}.schema.json": json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        for name, content in schemas().items()
    }


def write(root: Path) -> list[str]:
    """Write what is not as it should be; the names of the files that changed."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    changed = []
    for name, text in files().items():
        path = folder / name
        if not path.is_file() or path.read_bytes() != text.encode():
            path.write_bytes(text.encode())
            changed.append(f"{FOLDER}/{name}")
    return changed


def stale(root: Path) -> list[Problem]:
    """Schema files that do not say what the models say."""
    found = []
    expected = files()
    there = {path.name for path in (root / FOLDER).glob("*.schema.json")}
    for name in sorted({*expected, *there}):
        path = f"{FOLDER}/{name}"
        if name not in expected:
            message, hint = "no model stands behind this schema.", "Delete it."
        elif name not in there:
            message, hint = "the schema is missing.", f"Run: {COMMAND}"
        elif (root / path).read_bytes() != expected[name].encode():
            message, hint = "the schema is not what the models say.", f"Run: {COMMAND}"
        else:
            continue
        found.append(Problem(path, 1, 1, "schemas-are-fresh", message, hint))
    return found
