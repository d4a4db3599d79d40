"""The field reference for writers, from the models' own descriptions."""

from __future__ import annotations

from html import escape
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from guidance_series import models
from guidance_series.load import LISTS, SINGLES

FILES: dict[str, type[BaseModel]] = {
    "roles/<role>.yml": models.Guide,
    **{f"data/{name}.yml": model for name, model in SINGLES.items()},
    **{f"data/{name}.yml": model for name, model in LISTS.items()},
    "data/counties/<county>/county.yml": models.County,
}
"""Each kind of file with the model that describes it (for a list, its entries)."""


def fields_reference() -> str:
    """A section per kind of file and per part, each with a table of its keys."""
    parts: list[str] = []
    told: set[type[BaseModel]] = set()
    for name, model in FILES.items():
        parts.append(f"## {escape(name)}\n\n{_table(model)}")
        waiting = _parts_of(model)
        while waiting:
            part = waiting.pop(0)
            if part in told or part in FILES.values():
                continue
            told.add(part)
            parts.append(f"### {part.__name__}\n\n{(part.__doc__ or '').strip()}\n\n{_table(part)}")
            waiting += _parts_of(part)
    return "\n\n".join(parts)


def _table(model: type[BaseModel]) -> str:
    rows = []
    for name, field in model.model_fields.items():
        need = "yes" if field.is_required() else "no"
        rows.append(
            f"<tr><th scope='row'><code>{field.alias or name}</code></th>"
            f"<td>{need}</td><td>{escape(_shape(field.annotation))}</td>"
            f"<td>{escape(field.description or '')}</td></tr>"
        )
    head = "<tr><th scope='col'>Key</th><th scope='col'>Needed</th><th scope='col'>Holds</th><th scope='col'>Meaning</th></tr>"
    return (
        f"<div class='table-scroll' tabindex='0' role='region' aria-label='Keys of {model.__name__}'>"
        f"<table class='fields'><thead>{head}</thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _shape(annotation: Any) -> str:
    """What a key holds, in words."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return "one of: " + ", ".join(map(str, args))
    if origin is tuple:
        return "a list: " + _shape(args[0])
    if origin is dict:
        return "keys with values"
    if args and type(None) in args:
        return _shape(next(arg for arg in args if arg is not type(None)))
    if args:
        return _shape(args[0])
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation.__name__
    return {str: "text", bool: "true or false", int: "a number"}.get(annotation, "a date")


def _parts_of(model: type[BaseModel]) -> list[type[BaseModel]]:
    found: list[type[BaseModel]] = []
    for field in model.model_fields.values():
        found += _models_in(field.annotation)
    return found


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for arg in get_args(annotation) for model in _models_in(arg)]
