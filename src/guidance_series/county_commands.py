"""The commands for a county's own folder: new county, drift, accept, change."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path
from typing import NoReturn

import click

from guidance_series import counties, editing
from guidance_series import drift as drifting
from guidance_series.checks.texts import wrong
from guidance_series.editions import (
    CHANGEABLE,
    FOLDER,
    Entry,
    Overlay,
    added,
    nearest_that_passes,
    overlay_of,
    words_of,
)
from guidance_series.editions.color import passes
from guidance_series.gather import Gathered, Tree
from guidance_series.models import Statement
from guidance_series.options import Day, day, known, root_option, say, today_option
from guidance_series.problems import errors, nearest, report

TYPED = r".venv\Scripts\guidance" if sys.platform == "win32" else ".venv/bin/guidance"
"""The command as a person types it who has followed README.md."""


def _as_written(_: click.Context, __: click.Parameter, typed: str) -> str:
    """An id as typed in haste (cg-9, or with a long dash), in the form in which it is written."""
    found = re.fullmatch(r"([A-Za-z]{2,5})[-–—_ ]([CLQclq]?)(\d{1,3})", typed.strip())
    return f"{found[1].upper()}-{found[2].upper()}{found[3]:0>2}" if found else typed


def _stop(message: str) -> NoReturn:
    say(f"error: {message}")
    sys.exit(1)


@click.group()
def new() -> None:
    """Start something new."""


@new.command("county")
@root_option
@click.argument("name", nargs=-1)
@click.option("--slug", default="", help="The folder's name. Default: made from NAME.")
@click.option("--prefix", default="", help="Three to five capitals for the county's own ids.")
@click.option("--color", default="", help="The county's color, as #00595a.")
def new_county(root: Path, name: tuple[str, ...], slug: str, prefix: str, color: str) -> None:
    """A folder for NAME's edition, with every fact as an explained, empty slot. It builds at once."""
    tree = Tree(root, date.today())
    if tree.loaded.series is None:
        say(report(tree.loaded.problems, "text"))
        sys.exit(1)
    called = _name(" ".join(name) or click.prompt("The county's name, as it is published"))
    slug = slug or counties.slug_of(called)
    if not slug and sys.stdin.isatty():
        slug = click.prompt("The folder's name, in small letters, digits and hyphens")
    if not slug:
        raise click.UsageError(
            "no folder name can be made from this name. Give one, such as --slug our-county"
        )
    color = _color(color)
    prefix = prefix or counties.prefix_of(slug, _prefixes(tree))
    if not prefix:
        raise click.UsageError(
            f"no prefix for ids can be made from '{slug}'. Give one of three to five capitals, "
            "such as --prefix EXC"
        )
    if prefix in _prefixes(tree):
        raise click.UsageError(f"the prefix {prefix} belongs to another county. Choose another.")
    try:
        folder = counties.make(root, tree.loaded.series, called, slug, prefix, color)
    except counties.Refused as refused:
        _stop(str(refused))
    except OSError as error:
        _stop(f"{root / FOLDER / slug} cannot be written ({error.strerror}).")
    click.echo(
        f"{folder.relative_to(root)}: a draft for {called}. Its own ids start with {prefix}-."
    )
    click.echo(
        f"Fill in {folder.relative_to(root) / 'county.yml'}, then: {TYPED} check --edition {slug}"
    )


def _name(typed: str) -> str:
    """A county's name as it is published; ends the command where it cannot be one."""
    name = " ".join(typed.split())
    for message, hint in wrong(name):
        raise click.UsageError(f"{message} {hint}")
    if not name or len(name) > 160:
        raise click.UsageError("the name holds nothing, or more than 160 letters.")
    if "/" in name or "\\" in name:
        raise click.UsageError(
            f"'{name}' holds a slash. Give the name as it is published, such as \"Our County\"; "
            "its folder is made from it, or named with --slug."
        )
    return name


def _color(typed: str) -> str:
    """A color as it is written in a file; ends the command where white words cannot be read on it.

    The sign before it may be missing: in many shells what follows it is a remark.
    """
    color = f"#{typed.removeprefix('#')}" if typed else ""
    if color and not re.fullmatch(r"#[0-9a-fA-F]{6}", color):
        raise click.UsageError(
            f"'{typed}' is no color as it is written here. Give six signs after #, in quotes, "
            'such as "#00595a".'
        )
    if color and not passes(color):
        raise click.UsageError(
            f"white words cannot be read on '{typed}'. "
            f"The nearest color that passes is {nearest_that_passes(color)}."
        )
    return color


def _prefixes(tree: Tree) -> set[str]:
    found = (
        {guide.prefix for guide in tree.loaded.series.guides.values()}
        if tree.loaded.series
        else set()
    )
    for other in sorted((tree.root / FOLDER).glob("*/county.yml")):
        overlay, _ = overlay_of(tree.root, other.parent.name)
        if overlay:
            found.add(overlay.county.prefix)
    return found


def _county(root: Path, slug: str, today: date) -> tuple[Tree, Gathered, Overlay]:
    """A county's file with its entries; ends the command where it cannot be read."""
    tree = Tree(root, today)
    if not slug:
        raise click.UsageError("name a county, by its folder's name.")
    found = tree.edition(known(tree, slug))
    if found.overlay is None or tree.loaded.series is None:
        say(report(errors(found.problems), "text"))
        sys.exit(1)
    return tree, found, found.overlay


@click.command()
@root_option
@today_option
@click.argument("county")
@click.option(
    "--format", "how", type=click.Choice(["text", "markdown", "json", "github"]), default="text"
)
def drift(root: Path, today: date, county: str, how: str) -> None:
    """What has become of each entry of COUNTY's file: old and new statewide, and the local text.

    Ends with 1 where an entry is refused (conflict, forbidden), else with 0.
    """
    _, found, overlay = _county(root, county, today)
    entries = drifting.drifts(overlay, found.entries)
    if how == "json":
        click.echo(drifting.as_json(overlay.slug, entries))
    elif how == "github":
        if text := drifting.as_annotations(entries):
            click.echo(text)
    else:
        render = drifting.as_markdown if how == "markdown" else drifting.as_text
        click.echo(render(overlay.county.name, entries))
    unread = [p for p in errors(found.problems) if p.rule == "schema"]
    if unread and how == "text":
        say(report(unread, "text"))
    sys.exit(
        1 if any(entry.state.value in ("conflict", "forbidden") for entry in found.entries) else 0
    )


@click.command()
@root_option
@click.argument("county")
@click.argument("id", callback=_as_written)
@click.option("--by", required=True, help="Who looked: a name or a job title.")
@click.option("--on", type=Day(["%Y-%m-%d"]), callback=day, help="The day. Default: today.")
@click.option("--field", default="", help="Only the change to this field.")
def accept(root: Path, county: str, id: str, by: str, on: date, field: str) -> None:
    """Record that a person has compared COUNTY's words for ID with the statewide text of today.

    Rewrites was: and accepted: of that entry and nothing else.
    """
    by = " ".join(by.split())
    for message, hint in wrong(by):
        raise click.UsageError(f"{message} {hint}")
    if not by or len(by) > 160:
        raise click.UsageError("--by needs a name or a job title.")
    if on > date.today():
        raise click.UsageError(f"the day {on} has not come yet.")
    _, found, overlay = _county(root, county, date.today())
    about = [
        entry for entry in found.entries
        if entry.id == id and entry.kind in ("change", "left_out")
        and (not field or entry.field == field)
    ]  # fmt: skip
    _acceptable(about, found.entries, overlay, id)
    path = root / FOLDER / overlay.slug / "county.yml"
    try:
        before = after = editing.read(path)
        for entry in about:
            at = (str(entry.loc[0]), int(entry.loc[1]))
            after = editing.accepted(after, at, entry.now or "", on.isoformat(), by, id=id)
        if after != before:
            editing.write(path, before, after)
    except editing.CannotEdit as refused:
        _stop(f"{path.relative_to(root)}: {refused}")
    except OSError as error:
        _stop(f"{path.relative_to(root)} cannot be written ({error.strerror}). It is as it was.")
    for entry in about:
        line, _ = overlay.document.position(entry.loc)
        named = f" ({entry.field})" if entry.kind == "change" else " (left out)"
        click.echo(f"{path.relative_to(root)}:{line}: {id}{named} accepted on {on} by {by}.")


def _acceptable(about: list[Entry], entries: list[Entry], overlay: Overlay, id: str) -> None:
    """End the command where there is nothing that a look could settle."""
    if not about:
        _unfinished(overlay, id)
        known = [e.id for e in entries if e.kind in ("change", "left_out")]
        others = [e.kind for e in entries if e.id == id]
        if others == ["fact"]:
            _stop(
                f"{id} is a fact. Call or open it, then write checked: with the day and your name."
            )
        if others == ["addition"]:
            _stop(f"{id} is {overlay.county.name}'s own; there is no statewide text to compare.")
        _stop(
            f"{overlay.slug} has no change or left-out entry for {id}. "
            f"{nearest(id, known) or _listed(known)}".strip()
        )
    for entry in about:
        if entry.state.value in ("orphan", "conflict", "forbidden"):
            _stop(f"{id} cannot be accepted: {entry.message} {entry.hint}".strip())


def _listed(known: list[str]) -> str:
    """The ids that there are, as many as a person reads."""
    return f"It has them for: {', '.join(known[:12])}{' …' if len(known) > 12 else ''}." * bool(
        known
    )


def _unfinished(overlay: Overlay, id: str, field: str = "") -> None:
    """End the command where the file holds an entry about ``id`` that cannot be read as one yet."""
    for group, named in (("changes", "a change of"), ("left_out", "an entry that leaves out")):
        for at in overlay.unfinished(group, id):
            about = overlay.document.value((*at, "field")) or "text"
            if field and group == "changes" and about != field:
                continue
            line, _ = overlay.document.position(at)
            _stop(
                f"{overlay.document.path}:{line}: {named} {id} stands here and is not finished. "
                f"Finish it, or delete it. What it needs: {TYPED} check --edition {overlay.slug}"
            )


@click.command()
@root_option
@click.argument("county")
@click.argument("id", callback=_as_written)
@click.option("--field", default="", help="Which field. Default: the statement's words.")
@click.option("--to", default="", help="The county's words. Default: the statewide ones, to edit.")
@click.option("--because", default="", help="Why. Without it the slot stays empty for you to fill.")
def change(root: Path, county: str, id: str, field: str, to: str, because: str) -> None:
    """Start a change of statement ID in COUNTY's file, with was: filled in."""
    tree, found, overlay = _county(root, county, date.today())
    statement = _changeable(tree, found, overlay, id, field)
    kind = next(kind for kind in CHANGEABLE if isinstance(statement, kind))
    field = field or CHANGEABLE[kind][0]
    now = words_of(statement, field)
    shown = [("field", field)] if field != "text" else []
    fields = [("id", id), *shown, ("to", to or now), ("because", because)]
    if now:
        fields.append(("was", now))
    path = root / FOLDER / overlay.slug / "county.yml"
    try:
        before = editing.read(path)
        editing.write(path, before, editing.with_entry(before, "changes", fields))
    except editing.CannotEdit as refused:
        _stop(f"{path.relative_to(root)}: {refused}")
    except OSError as error:
        _stop(f"{path.relative_to(root)} cannot be written ({error.strerror}). It is as it was.")
    done = "is written" if to and because else "is started"
    click.echo(f"{path.relative_to(root)}: a change to {field} of {id} {done} under changes:.")
    if not (to and because):
        click.echo("Write your words after to: and your reason after because:. Readers see both.")
    if others := [name for name in CHANGEABLE[kind] if name != field]:
        click.echo(f"To say another part of it your own way, add --field: {', '.join(others)}.")


def _changeable(tree: Tree, found: Gathered, overlay: Overlay, id: str, field: str) -> Statement:
    """The statewide statement; ends the command where a county may not change it."""
    series = tree.loaded.series
    statements = {s.id: s for _, s in series.statements()} if series else {}
    statement = statements.get(id)
    if statement is None:
        gone = series.withdrawn.get(id) if series else None
        after = f" Read {gone.successor} instead." if gone and gone.successor else ""
        why = f"{id} was withdrawn.{after}" if gone else f"there is no statement called {id}."
        if any(own.id == id for _, _, own in added(overlay)):
            _stop(f"{id} is {overlay.county.name}'s own. Edit it under additions: in county.yml.")
        _stop(why if gone else f"{why} {nearest(id, statements)}".strip())
    kind = next(kind for kind in CHANGEABLE if isinstance(statement, kind))
    field = field or CHANGEABLE[kind][0]
    if field not in CHANGEABLE[kind]:
        _stop(
            f"{field} of {id} is not a county's to change. It may change: {', '.join(CHANGEABLE[kind])}."
        )
    must = getattr(statement, "strength", "") == "must"
    if statement.locked or must:
        why = "is locked for safety" if statement.locked else "is a must (law or policy)"
        _stop(f"{id} {why} and cannot be changed. Add a practice with adds_to: {id} instead.")
    if any(c.id == id and c.field == field for c in overlay.county.changes):
        _stop(f"{overlay.slug} has a change to {field} of {id} already. Edit that one.")
    if any(left.id == id for left in overlay.county.left_out):
        _stop(f"{overlay.slug} leaves {id} out. Delete that entry first.")
    _unfinished(overlay, id, field)
    return statement
