"""The command: guidance."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

import click

from guidance_series.checks import check as check_series
from guidance_series.editions import Edition, statewide
from guidance_series.load import Loaded, load
from guidance_series.problems import Problem, counted, errors, report


def _say(message: str) -> None:
    click.echo(message, err=True)


def _day(_: click.Context, __: click.Parameter, value: datetime | None) -> date:
    return value.date() if value else date.today()


def _root(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--root",
        type=click.Path(exists=True, file_okay=False, path_type=Path, resolve_path=True),
        default=".",
        help="The project's folder: with roles/, data/, docs/ and mkdocs.yml.",
    )(function)


def _today(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--today",
        type=click.DateTime(["%Y-%m-%d"]),
        callback=_day,
        help="The day to take as today, as 2026-11-20. Default: the clock.",
    )(function)


def _edition(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--edition", default="", help="A county, by its folder's name.")(function)


def _gather(root: Path, slug: str, today: date) -> tuple[Edition | None, list[Problem]]:
    """The edition and every problem of the tree, the sheets' included."""
    from guidance_series.handouts import DoesNotFit, shelf

    loaded = load(root)
    problems = check_series(loaded, today)
    edition = _resolved(loaded, slug)
    if edition is None or errors(problems):
        return edition, problems
    for guide in edition.guides.values():
        try:
            shelf.kept(edition, guide, root / ".cache" / "sheets")
        except DoesNotFit as over:
            problems.append(
                loaded.problem(
                    f"guides/{guide.id}", ("practices",), "one-pagers-fit", f"{over}.",
                    "Shorten statements with handout: true, or take the mark off one or two.",
                )
            )  # fmt: skip
    return edition, problems


def _resolved(loaded: Loaded, slug: str) -> Edition | None:
    if slug:
        known = sorted(p.parent.name for p in (loaded.root / "data/counties").glob("*/county.yml"))
        raise click.UsageError(
            f"no county is called '{slug}'. There are: {', '.join(known) or 'none yet'}."
        )
    return statewide(loaded.series) if loaded.series else None


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="guidance-series", prog_name="guidance")
def main() -> None:
    """Open Door: check, build and preview a series of guidance."""


@main.command()
@_root
@_edition
@_today
@click.option("--format", "how", type=click.Choice(["text", "json", "github"]), default="text")
@click.option("--release", is_flag=True, help="Warnings count as errors.")
def check(root: Path, edition: str, today: date, how: str, release: bool) -> None:
    """Every problem of the series in one run. Ends with 0 if nothing is wrong, else 1."""
    _, problems = _gather(root, edition, today)
    wrong = problems if release else errors(problems)
    if text := report(problems, how):
        click.echo(text)
    if how == "text":
        warned = len(problems) - len(errors(problems))
        click.echo(
            f"{counted(len(errors(problems)), 'error')}, {counted(warned, 'warning')}."
            if problems
            else "Nothing is wrong."
        )
    sys.exit(1 if wrong else 0)


@main.command()
@_root
@_edition
@_today
@click.option("--out", type=click.Path(path_type=Path), help="Where to build. Default: site/.")
@click.option("--release", is_flag=True, help="Warnings count as errors.")
def build(root: Path, edition: str, today: date, out: Path | None, release: bool) -> None:
    """Check, then build the site with its sheets and data. A failure leaves the last site as it was."""
    from guidance_series.macros.site import BuildFailed
    from guidance_series.macros.site import build as build_site

    _say("check")
    resolved, problems = _gather(root, edition, today)
    wrong = problems if release else errors(problems)
    if wrong or resolved is None:
        _fail(problems)
    target = (out or root / "site").absolute()
    try:
        pages = build_site(root, resolved, target, _say)
    except BuildFailed as failed:
        _fail(failed.problems)
    except OSError as error:
        _say(f"error: {target} cannot be written ({error.strerror}). The last site is untouched.")
        sys.exit(1)
    sheets = len(resolved.guides)
    click.echo(f"{counted(pages, 'page')} and {counted(sheets, 'sheet')} in {target}")
    click.echo(f"Open {target / 'index.html'}, or run: make serve")


def _fail(problems: list[Problem]) -> NoReturn:
    _say(report(problems, "text"))
    _say(
        f"{counted(len(errors(problems)), 'error')}. Nothing was built; the last site is untouched."
    )
    sys.exit(1)


@main.command()
@_root
@_edition
@_today
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def serve(root: Path, edition: str, today: date, host: str, port: int) -> None:
    """Preview the site; each save is built at once."""
    from guidance_series.macros.preview import Preview
    from guidance_series.macros.site import BuildFailed

    def read() -> tuple[Edition | None, list[Problem]]:
        resolved, problems = _gather(root, edition, today)
        return resolved, errors(problems)

    try:
        Preview(root, read, _say).serve(host, port)
    except BuildFailed as failed:
        _fail(failed.problems)
    except OSError as error:
        _say(f"error: cannot serve on {host}:{port} ({error.strerror}). Try --port 8001.")
        sys.exit(1)


@main.command("fmt")
@_root
@click.option("--check", "only_check", is_flag=True, help="Change nothing; end with 1 if it would.")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def fmt_command(root: Path, only_check: bool, files: tuple[Path, ...]) -> None:
    """Write YAML files in their one canonical form: all of them, or FILES. Nothing is lost."""
    from guidance_series import fmt

    outcome = fmt.run(
        root, [_inside(root, path) for path in files] or fmt.paths(root), check=only_check
    )
    for name in outcome.changed:
        click.echo(f"{'would change' if only_check else 'written anew'}: {name}")
    if outcome.problems:
        _say(report(outcome.problems, "text"))
    click.echo(
        f"{counted(outcome.seen, 'file')}: {len(outcome.changed)} "
        f"{'would change' if only_check else 'written anew'}, "
        f"{len({problem.path for problem in outcome.problems})} left alone with a problem."
    )
    sys.exit(1 if outcome.problems or (only_check and outcome.changed) else 0)


def _inside(root: Path, path: Path) -> Path:
    """A path given by hand as one below the root; its last part may be a link, and stays one."""
    full = path.parent.resolve() / path.name
    if not full.is_relative_to(root):
        raise click.UsageError(f"{path} does not lie in {root}.")
    return full


@main.command("schema")
@_root
@click.option("--check", "only_check", is_flag=True, help="Change nothing; end with 1 if it would.")
def schema_command(root: Path, only_check: bool) -> None:
    """Write schema/*.schema.json from the models, for editors and for readers of the data."""
    from guidance_series import schema

    if only_check:
        problems = schema.stale(root)
        click.echo(report(problems, "text") or "The schemas are what the models say.")
        sys.exit(1 if problems else 0)
    try:
        changed = schema.write(root)
    except OSError as error:
        _say(f"error: {root / schema.FOLDER} cannot be written ({error.strerror}).")
        sys.exit(1)
    for name in changed:
        click.echo(f"written anew: {name}")
    click.echo(f"{counted(len(schema.files()), 'schema')}: {len(changed)} written anew.")


@main.command("status")
@_root
@_today
@click.option("--format", "how", type=click.Choice(["text", "json"]), default="text")
def status_command(root: Path, today: date, how: str) -> None:
    """Where each guide stands: contents, sources, reading grade, sheet, situations, review."""
    from guidance_series import status

    loaded = load(root)
    edition = _resolved(loaded, "")
    if edition is None:
        _say(report(loaded.problems, "text"))
        sys.exit(1)
    if wrong := errors(loaded.problems):
        _say(f"{counted(len(wrong), 'error')} in the files; what they touch is left out. "
             "Run: guidance check")  # fmt: skip
    found = status.of(edition, today)
    if how == "json":
        click.echo(json.dumps(status.as_data(found), ensure_ascii=False, indent=1))
    else:
        click.echo(status.as_text(found))
