"""What the commands share: options, and how they speak."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from guidance_series.gather import Tree, UnknownCounty


def say(message: str) -> None:
    """Tell a person something that is no result."""
    click.echo(message, err=True)


def day(_: click.Context, __: click.Parameter, value: datetime | None) -> date:
    """A day as given, else the clock's."""
    return value.date() if value else date.today()


class Day(click.DateTime):
    """A day of the calendar, with a refusal that says how to write one."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The day as typed, or wrong usage."""
        try:
            found: datetime = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"'{value}' is no day. Write it as 2026-11-20, the year first.", param, ctx)
        return found


def part(_: click.Context, __: click.Parameter, value: str | None) -> tuple[int, int] | None:
    """``3/10`` as numbers."""
    if value is None:
        return None
    found = re.fullmatch(r"([1-9]\d{0,3})/([1-9]\d{0,3})", value)
    if not found or int(found[1]) > int(found[2]):
        raise click.BadParameter("write it as 3/10: the third of ten parts.")
    return int(found[1]), int(found[2])


def root_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--root``: the tree to work on."""
    return click.option(
        "--root",
        type=click.Path(exists=True, file_okay=False, path_type=Path, resolve_path=True),
        default=".",
        help="The project's folder: with roles/, data/, docs/ and mkdocs.yml.",
    )(function)


def today_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--today``: the day to count from."""
    return click.option(
        "--today",
        type=Day(["%Y-%m-%d"]),
        callback=day,
        help="The day to take as today, as 2026-11-20. Default: the clock.",
    )(function)


def edition_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--edition``: a county."""
    return click.option("--edition", default="", help="A county, by its folder's name.")(function)


def known(tree: Tree, slug: str) -> str:
    """The county as typed; wrong usage where there is none."""
    try:
        return tree.slug(slug)
    except UnknownCounty as unknown:
        raise click.UsageError(str(unknown)) from None
