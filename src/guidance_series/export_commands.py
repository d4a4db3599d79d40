"""The command for files that leave the tree: data, the self-check workbook, the meeting paper."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from guidance_series import exports
from guidance_series.editions import SHARED, Edition, Overlay, under_review
from guidance_series.gather import Gathered, Tree
from guidance_series.load import Series
from guidance_series.models import Practice
from guidance_series.options import edition_option, known, root_option, say, today_option
from guidance_series.problems import counted, errors, nearest, report
from guidance_series.writing import replace_file

if TYPE_CHECKING:
    from guidance_series.taking import Taken

FOLDER = "export"
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@root_option
@edition_option
@today_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The folder to write into. Default: export/, for a county export/counties/ and its name.",
)
@click.option("--workbook", is_flag=True, help="The self-check workbook, to fill in as a team.")
@click.option("--carry", type=_FILE, help="With --workbook: take over the answers of this one.")
@click.option("--review", default="", metavar="GUIDE", help="The meeting paper of a guide.")
@click.option(
    "--take", type=_FILE, help="With --edition: show what a filled-in meeting paper would write."
)
@click.option(
    "--training",
    default="",
    metavar="ROLE",
    help="A role's training pack: slides, facilitator guide, worksheets. Or: mixed, all.",
)
@click.option("--write", is_flag=True, help="With --take: write exactly what was shown before.")
def export(  # noqa: PLR0913, PLR0917 - one argument for each option
    root: Path,
    edition: str,
    today: date,
    out: Path | None,
    workbook: bool,
    carry: Path | None,
    review: str,
    take: Path | None,
    training: str,
    *,
    write: bool,
) -> None:
    """Write an edition's data, a workbook, a meeting paper or training packs; take decisions back.

    Without --workbook, --review, --training or --take: series.json and practices.csv. Ends with 1 where
    something is wrong; then nothing was written.
    """
    if training and (workbook or review or take):
        raise click.UsageError("--training is a job of its own; leave the others out.")
    _usage(edition, out, workbook=workbook, carry=carry, review=review, take=take, write=write)
    tree = Tree(root, today)
    slug = known(tree, edition)
    found = tree.edition(slug)
    if review and tree.loaded.series:
        review = _guide(tree.loaded.series, review)
    if errors(found.problems) or found.edition is None or tree.loaded.series is None:
        say(report(errors(found.problems), "text"))
        say(f"{counted(len(errors(found.problems)), 'error')}. Nothing was written.")
        sys.exit(1)
    folder = (out or root / FOLDER / (f"counties/{slug}" if slug else "")).absolute()
    if take:
        _take(tree, found, take, write=write)
    elif workbook:
        _workbook(found.edition, root, folder, carry)
    elif review:
        _review(tree.loaded.series, found.edition, root, folder, review)
    elif training:
        _training(found.edition, root, folder, training)
    else:
        _data(found.edition, root, folder)


def _usage(
    edition: str, out: Path | None, *,
    workbook: bool, carry: Path | None, review: str, take: Path | None, write: bool,
) -> None:  # fmt: skip
    if sum((workbook, bool(review), take is not None)) > 1:
        raise click.UsageError("--workbook, --review and --take are three jobs; give one of them.")
    if carry and not workbook:
        raise click.UsageError("--carry belongs to --workbook.")
    if write and not take:
        raise click.UsageError("--write belongs to --take.")
    if take and not edition:
        raise click.UsageError("--take needs --edition: the county whose file takes the decisions.")
    if take and out:
        raise click.UsageError("--take writes into the county's own file; leave --out out.")


def _guide(series: Series, typed: str) -> str:
    """A guide as typed; wrong usage where there is none."""
    guides = [*series.guides, SHARED]
    if typed not in guides:
        raise click.UsageError(
            f"no guide is called '{typed}'. {nearest(typed, guides)} "
            f"There are: {', '.join(guides)}.".replace("  ", " ")
        )
    return typed


def _stop(*messages: str) -> NoReturn:
    for message in messages:
        say(f"error: {message}")
    say("Nothing was written.")
    sys.exit(1)


def _shown(root: Path, path: Path) -> str:
    return str(path.relative_to(root) if path.is_relative_to(root) else path)


def _written(root: Path, files: Mapping[Path, bytes | str]) -> None:
    """Write files whole; never over a workbook that somebody has worked in."""
    try:
        for path, content in files.items():
            if path.suffix == ".xlsx" and path.exists() and path.read_bytes() != content:
                _must_be_untouched(root, path)
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, content)
    except OSError as error:
        _stop(f"{error.filename or next(iter(files))} cannot be written ({error.strerror}).")


def _must_be_untouched(root: Path, path: Path) -> None:
    from guidance_series.exports.xlsx import untouched

    if not untouched(path.read_bytes()):
        _stop(
            f"{_shown(root, path)} is there already, and somebody has saved it since it was made. "
            "Move it, or give another folder with --out."
        )


def _training(edition: Edition, root: Path, folder: Path, wanted: str) -> None:
    from guidance_series import packs
    from guidance_series.handouts.shelf import SHELF, SheetsFail
    from guidance_series.training import names

    known_names = names(edition)
    if wanted not in (*known_names, "all"):
        raise click.UsageError(
            f"there is no training pack '{wanted}'. {nearest(wanted, known_names)} "
            f"There are: {', '.join(known_names)}; or all of them: all.".replace("  ", " ")
        )
    chosen = known_names if wanted == "all" else (wanted,)
    try:
        made = packs.files(edition, chosen, root / SHELF)
    except SheetsFail as failed:
        _stop(*map(str, failed.reasons))
    _written(root, {folder / packs.FOLDER / name: content for name, content in made.items()})
    for name in made:
        click.echo(f"written: {_shown(root, folder / packs.FOLDER / name)}")
    for pack in packs.addressed(edition):
        if pack.name in chosen:
            click.echo(
                f"{pack.title}: content code {pack.code}; a copy with another one is outdated"
            )


def _data(edition: Edition, root: Path, folder: Path) -> None:
    statements = [statement for _, statement in edition.statements()]
    files = {
        folder / "series.json": exports.series_json(edition),
        folder / "practices.csv": exports.practices_csv(edition),
    }
    _written(root, files)
    practices = sum(isinstance(statement, Practice) for statement in statements)
    said = (
        f"{counted(len(edition.guides), 'guide')}, {counted(len(statements), 'statement')}",
        counted(practices, "practice"),
    )
    for path, what in zip(files, said, strict=True):
        click.echo(f"{_shown(root, path)}: {what}")


def _workbook(edition: Edition, root: Path, folder: Path, old: Path | None) -> None:
    from guidance_series.exports.carry import carry
    from guidance_series.exports.workbook import workbook
    from guidance_series.exports.xlsx import Unreadable

    path = folder / "self-check.xlsx"
    carried = None
    if old:
        if path.exists() and path.samefile(old):
            _stop(
                f"{_shown(root, path)} is the workbook whose answers are to be carried over. "
                "Move it, or give another folder with --out."
            )
        try:
            carried = carry(edition, old.read_bytes(), old.name)
        except Unreadable as unreadable:
            _stop(*unreadable.reasons)
        except OSError as error:
            _stop(f"{old} cannot be read ({error.strerror}).")
    _written(root, {path: workbook(edition, carried)})
    for line in carried.report() if carried else ():
        click.echo(line)
    click.echo(f"{_shown(root, path)}: the self-check workbook of {edition.name}")


def _review(series: Series, edition: Edition, root: Path, folder: Path, guide: str) -> None:
    from guidance_series.exports.review import paper
    from guidance_series.handouts import Unprintable
    from guidance_series.handouts.press import press
    from guidance_series.handouts.review import review_proof

    entries = under_review(series, edition, guide)
    try:
        pdf = press(review_proof(edition, guide, entries)).pdf
    except Unprintable as unprintable:
        _stop(f"{unprintable}. Write it with letters and signs that the sheet's font has.")
    files = {
        folder / f"review-{guide}.pdf": pdf,
        folder / f"review-{guide}.xlsx": paper(edition, guide, entries),
    }
    _written(root, files)
    fixed = sum(bool(entry.fixed) for entry in entries)
    for path, use in zip(files, ("to print", "to fill in"), strict=True):
        click.echo(
            f"{_shown(root, path)}: {use}; {counted(len(entries), 'statement')}, {fixed} fixed"
        )


def _take(tree: Tree, found: Gathered, path: Path, *, write: bool) -> None:
    from guidance_series import editing, taking

    if found.overlay is None:
        raise click.UsageError("--take needs a county.")
    slug = found.overlay.slug
    taken = _taken(tree, found.overlay, path)
    for line in taking.preview(taken, path.name):
        click.echo(line)
    if taken.found:
        say("The county's file would then have these problems:")
        say(report(taken.found, "text"))
    if taken.refused or errors(taken.found):
        _stop(*(f"{row}: {reason}" for row, reason in taken.refused))
    if not taken.entries:
        click.echo("There is nothing to write.")
        return
    try:
        shown = taking.was_shown(tree.root, slug, taken)
        taking.remember(tree.root, slug, taken)
        if write and not shown:
            _stop(
                "this is not what was shown last. Read it above; to write exactly this, "
                "run the same command again."
            )
        if write:
            editing.write(taken.path, taken.before, taken.after)
    except editing.CannotEdit as refused:
        _stop(f"{slug}/county.yml: {refused}")
    except OSError as error:
        _stop(f"{error.filename or taken.path} cannot be written ({error.strerror}).")
    if write:
        written = counted(len(taken.entries), "decision")
        click.echo(f"{_shown(tree.root, taken.path)}: {written} written.")
    else:
        click.echo("Nothing was written. To write exactly this, add --write.")


def _taken(tree: Tree, overlay: Overlay, path: Path) -> Taken:
    """What a filled-in paper would write; ends the command where it cannot be read."""
    from guidance_series import editing, taking
    from guidance_series.exports.review import decisions
    from guidance_series.exports.xlsx import Unreadable

    try:
        return taking.take(tree, overlay, *decisions(path.read_bytes(), path.name))
    except Unreadable as unreadable:
        _stop(*unreadable.reasons)
    except editing.CannotEdit as refused:
        _stop(f"{overlay.slug}/county.yml: {refused}")
    except OSError as error:
        _stop(f"{path} cannot be read ({error.strerror}).")
