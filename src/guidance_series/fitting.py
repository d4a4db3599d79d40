"""Values to models, with pydantic's complaints put into words for people who do not program."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from guidance_series.problems import Problem, nearest
from guidance_series.source import Document, Loc

SHAPES = {
    "^[A-Z]{2,5}-": "Write capitals, a hyphen and digits, as on its page.",
    "^#": "Write # and six signs, in double quotes.",
    "^https": "Write the whole address, from https:// on.",
    "^[a-z0-9]+": "Write small letters and digits, with hyphens between words.",
    r"^[0-9]+\.[0-9]+": "Write numbers with dots between them, such as 1.2.",
}
"""What a pattern of the models asks for, by its beginning."""

MOST_SHOWN = 60
"""Characters of a wrong value that a message shows."""


@lru_cache
def _adapter(model: type[BaseModel], many: bool) -> TypeAdapter[Any]:
    return TypeAdapter(tuple[model, ...] if many else model)  # type: ignore[valid-type]


def fit(document: Document, model: type[BaseModel], *, many: bool) -> tuple[Any, list[Problem]]:
    """The document as ``model``, or with ``many`` as a tuple of it.

    What does not fit is left out with its problems, and noted in ``document.aside``: a whole entry
    where it stands in a list, else the key. Where a part that cannot be left out does not fit, the value is None.
    """
    adapter = _adapter(model, many)
    try:
        return adapter.validate_python(document.data), []
    except ValidationError as error:
        found = error.errors(include_url=False)
    problems = [_in_words(document, model, many, detail) for detail in found]
    document.aside = frozenset(_part(model, detail["loc"]) for detail in found)
    try:
        return adapter.validate_python(_without(document.data, document.aside)), problems
    except ValidationError:
        return None, problems


def _part(model: type[BaseModel], loc: Loc) -> Loc:
    """The part of a file that is set aside for a problem at ``loc``: a list's entry, else a key.

    Of keys that name their entries themselves, such as facts, it is the one key of the one entry.
    """
    for depth, step in enumerate(loc):
        if isinstance(step, int):
            return loc[: depth + 1]
    return loc[:3] if loc and _by_name(model, loc[0]) else loc[:1]


def _by_name(model: type[BaseModel], key: Any) -> bool:
    """Whether the keys below this one are names that a writer gives, not those of a model."""
    field = model.model_fields.get(key) if isinstance(key, str) else None
    return field is not None and get_origin(field.annotation) is dict


def _without(data: Any, bad: Iterable[Loc]) -> Any:
    gone = set(bad)
    if () in gone:
        return data
    if isinstance(data, list):
        return [entry for index, entry in enumerate(data) if (index,) not in gone]
    if not isinstance(data, dict):
        return data
    kept = {}
    for key, value in data.items():
        if (key,) in gone:
            continue
        below = {loc[1:] for loc in gone if loc[0] == key}
        kept[key] = _without(value, below) if below else value
    return kept


def _model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel] | None:
    """The model that describes the mapping at ``loc``."""
    current: Any = model
    named = False
    for step in loc:
        if isinstance(step, int) or named:
            named = False
            continue
        if not (isinstance(current, type) and issubclass(current, BaseModel)):
            return None
        info = next(
            (f for name, f in current.model_fields.items() if step in (name, f.alias)), None
        )
        if info is None:
            return None
        named = get_origin(info.annotation) is dict
        current = _model_in(info.annotation)
    return current if isinstance(current, type) and issubclass(current, BaseModel) else None


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := _model_in(arg))), None)


def _keys(model: type[BaseModel] | None) -> dict[str, str]:
    """A model's keys as written in a file, with their descriptions."""
    if model is None:
        return {}
    return {
        field.alias or name: field.description or "" for name, field in model.model_fields.items()
    }


def _shown(value: Any) -> str:
    text = str(value).replace("\n", " ")
    return f"'{text[:MOST_SHOWN]}…'" if len(text) > MOST_SHOWN else f"'{text}'"


def _in_words(
    document: Document, model: type[BaseModel], many: bool, error: ErrorDetails
) -> Problem:
    loc: Loc = tuple(error["loc"])
    kind, context, value = error["type"], error.get("ctx", {}), error["input"]
    field = next((str(step) for step in reversed(loc) if isinstance(step, str)), "this file")
    within = _model_at(model, loc[:-1])
    hint = _keys(within).get(field, "")
    at_key = False
    match kind:
        case _ if value is None and kind != "missing":
            message = "an entry with nothing in it (a dash alone)."
            hint = "Write the entry, or delete the dash."
        case "missing":
            message = f"the key '{field}:' is missing or has nothing after it."
        case "extra_forbidden":
            message = f"there is no key '{field}' here."
            keys = _keys(within)
            hint = nearest(field, keys) or f"The keys are: {', '.join(keys)}."
            at_key = True
        case "literal_error":
            allowed = str(context["expected"])
            message = f"{field} cannot be {_shown(value)}."
            hint = f"Write one of: {allowed.replace(' or ', ', ').replace(chr(39), '')}."
        case "string_pattern_mismatch":
            message = f"{field} cannot be {_shown(value)}."
            shape = next(
                (s for start, s in SHAPES.items() if context["pattern"].startswith(start)), ""
            )
            hint = f"{shape} {hint}".strip()
        case "string_too_long":
            message = (
                f"{field} has {len(value):,} characters; at most {context['max_length']:,} fit."
            )
            hint = "Say it in fewer words, or make two entries of it."
        case "string_too_short" | "too_short":
            message = f"{field} is empty."
        case "string_type":
            message = f"{field}: write one text here, not {_shape(value)}."
            hint = "Write it on one line after the colon, in double quotes if it holds a colon."
        case "tuple_type" | "list_type":
            message = f"{field}: write a list here, not {_shape(value)}."
            hint = "Write each entry on its own line, with a dash before it."
        case "model_type" | "dict_type":
            message = f"{field}: write keys with values here, not {_shape(value)}."
            hint = f"The keys are: {', '.join(_keys(_model_at(model, loc)))}."
        case "flag" | "day" | "minutes":
            message = f"{field} cannot be {_shown(value)}: {error['msg']}."
        case _:
            message = f"{field}: {error['msg']}."
    return document.problem(loc, "schema", message, hint, key=at_key)


def _shape(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "keys with values"
    return "a list" if isinstance(value, list) else f"the text {_shown(value)}"
