"""The command: guidance."""

from __future__ import annotations

import sys
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from guidance_series.gather import Gathered, Tree, for_release
from guidance_series.options import edition_option, known, part, root_option, say, today_option
from guidance_series.problems import Problem, counted, errors, report
from guidance_series.turns import alone


class _Group(click.Group):
    """Imports some commands when they are called: no build has to wait for them."""

    county = ("new", "drift", "accept", "change")
    upkeep = ("archive", "status")

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *self.county, *self.upkeep, "export"])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name == "export":
            commands = import_module("guidance_series.export_commands")
        elif cmd_name in self.county:
            commands = import_module("guidance_series.county_commands")
        elif cmd_name in self.upkeep:
            commands = import_module("guidance_series.upkeep_commands")
        else:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(commands, cmd_name)
        return command


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="guidance-series", prog_name="guidance")
def main() -> None:
    """Open Door: check, build and preview a series of guidance."""


def _problems(tree: Tree, found: Gathered, *, release: bool) -> list[Problem]:
    if not release:
        return found.problems
    return sorted({*for_release(found), *_unrecorded(tree, found)})


def _unrecorded(tree: Tree, found: Gathered) -> list[Problem]:
    from guidance_series import releases

    if found.edition is None or found.overlay:
        return []
    done = list(found.edition.releases.values())
    if not done:
        return []
    last = (tree.loaded, found.edition, done[-1])
    return releases.unversioned(*last) + releases.vanished(*last)


@main.command()
@root_option
@edition_option
@today_option
@click.option("--format", "how", type=click.Choice(["text", "json", "github"]), default="text")
@click.option("--release", is_flag=True, help="What must not be published counts as an error.")
def check(root: Path, edition: str, today: date, how: str, release: bool) -> None:
    """Every problem of an edition in one run. Ends with 0 if nothing is wrong, else 1."""
    tree = Tree(root, today)
    found = tree.with_sheets(known(tree, edition))
    # A sentence that is hard to read stops no release, so it comes after what a release refuses.
    problems = sorted(_problems(tree, found, release=release) + tree.hard_sentences(found))
    if text := report(problems, how):
        click.echo(text)
    if how == "text":
        warned = len(problems) - len(errors(problems))
        click.echo(
            f"{counted(len(errors(problems)), 'error')}, {counted(warned, 'warning')}."
            if problems
            else "Nothing is wrong."
        )
    sys.exit(1 if errors(problems) else 0)


@main.command()
@root_option
@edition_option
@today_option
@click.option("--all", "every", is_flag=True, help="The statewide edition and every county's.")
@click.option("--out", type=click.Path(path_type=Path), help="Where to build. Default: site/.")
@click.option("--release", is_flag=True, help="What must not be published counts as an error.")
@click.option(
    "--sheets",
    type=click.Choice(["one-pagers", "all"]),
    default="all",
    show_default=True,
    help="Which sheets to make.",
)
@click.option("--offline", is_flag=True, help="Add a zip that works without a network.")
@click.option(
    "--shard",
    callback=part,
    metavar="K/N",
    help="With --all: only the K-th of N parts, for several machines side by side.",
)
@click.option(
    "--paper",
    type=click.Choice(["letter", "a4"]),
    default="letter",
    show_default=True,
    help="The paper of the sheets.",
)
def build(  # noqa: PLR0913 - one argument for each option
    root: Path,
    edition: str,
    today: date,
    every: bool,
    out: Path | None,
    release: bool,
    sheets: str,
    *,
    offline: bool,
    shard: tuple[int, int] | None,
    paper: str,
) -> None:
    """Check, then build a site with its sheets and data. A failure leaves the last site as it was.

    A county's site goes into site/counties/, or with --out into a folder of its own. A release
    always has the zip that works without a network.
    """
    if every and edition:
        raise click.UsageError("--all builds every edition; leave --edition out.")
    if shard and not every:
        raise click.UsageError("--shard takes a part of all editions; add --all.")
    copy_of = today if offline or release else None
    target = (out or root / "site").absolute()
    try:
        with alone(target, say):  # the files are read when it is this run's turn
            say("check")
            if every:
                from guidance_series.macros.several import Order, build_all

                order = Order(root, today, target, release, sheets, copy_of, paper)
                sys.exit(build_all(order, say=say, shard=shard or (1, 1)))
            tree = Tree(root, today)
            slug = known(tree, edition)
            around = target if slug and not out else None
            if around:
                target = around / "counties" / slug
            _build_one(
                tree, slug, target, around=around, release=release, scope=sheets, copy_of=copy_of,
                paper=paper,
            )  # fmt: skip
    except OSError as error:
        say(f"error: {target} cannot be written ({error.strerror}). The last site is untouched.")
        sys.exit(1)


def _build_one(  # noqa: PLR0913 - the choices of the command, by name
    tree: Tree,
    slug: str,
    target: Path,
    *,
    around: Path | None,
    release: bool,
    scope: str,
    copy_of: date | None,
    paper: str,
) -> None:
    from guidance_series.macros.site import BuildFailed
    from guidance_series.macros.site import build as build_site

    found = tree.edition(slug)  # the build itself finds out which sheets do not fit
    problems = _problems(tree, found, release=release)
    if errors(problems) or found.edition is None:
        _fail(problems)
    try:
        pages = build_site(
            tree.root,
            found.edition,
            target,
            say,
            around=around,
            release=release,
            scope=scope,
            copy_of=copy_of,
            paper=paper,
        )
    except BuildFailed as failed:
        _fail(failed.problems)
    count = len(list((target / "handouts").glob("*.pdf")))
    click.echo(f"{counted(pages, 'page')} and {counted(count, 'sheet')} in {target}")
    click.echo(f"The first page is {target / 'index.html'}. To follow its links, run: make serve")


@main.command()
@click.argument(
    "parts", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@click.option(
    "--out", type=click.Path(path_type=Path), default="site", help="Where to. Default: site/."
)
def join(parts: tuple[Path, ...], out: Path) -> None:
    """Make one site of the PARTS that build --all --shard wrote, one on each machine."""
    from guidance_series.macros.joined import NotOneSite, joined

    try:
        with alone(out.absolute(), say):
            counties = joined(parts, out.absolute())
    except NotOneSite as reason:
        say(f"error: {reason} {out} is untouched.")
        sys.exit(1)
    except OSError as error:
        say(f"error: {out} cannot be written ({error.strerror}). It is untouched.")
        sys.exit(1)
    click.echo(f"One site with {counted(counties, 'county edition')} in {out.absolute()}")


def _fail(problems: list[Problem]) -> NoReturn:
    say(report(problems, "text"))
    say(
        f"{counted(len(errors(problems)), 'error')}. Nothing was built; the last site is untouched."
    )
    sys.exit(1)


@main.command()
@root_option
@edition_option
@today_option
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
def serve(root: Path, edition: str, today: date, host: str, port: int) -> None:
    """Preview an edition; each save is built at once."""
    from guidance_series.editions import Edition
    from guidance_series.macros.preview import Preview
    from guidance_series.macros.site import BuildFailed

    slug = known(Tree(root, today), edition)

    def read() -> tuple[Edition | None, list[Problem]]:
        found = Tree(root, today).with_sheets(slug, "one-pagers")
        return found.edition, errors(found.problems)

    try:
        Preview(root, read, say).serve(host, port)
    except BuildFailed as failed:
        _fail(failed.problems)
    except OSError as error:
        say(f"error: cannot serve on {host}:{port} ({error.strerror}). Try --port 8001.")
        sys.exit(1)


@main.command("fmt")
@root_option
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
        say(report(outcome.problems, "text"))
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
@root_option
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
        say(f"error: {root / schema.FOLDER} cannot be written ({error.strerror}).")
        sys.exit(1)
    for name in changed:
        click.echo(f"written anew: {name}")
    click.echo(f"{counted(len(schema.files()), 'schema')}: {len(changed)} written anew.")


@main.command("release")
@root_option
@today_option
def release_command(root: Path, today: date) -> None:
    """Record the statewide series as a release, and say which sheets to print again."""
    from guidance_series import packs, releases
    from guidance_series.handouts import shelf

    tree = Tree(root, today)
    found = tree.with_sheets()
    if errors(problems := _problems(tree, found, release=True)) or found.edition is None:
        say(report(problems, "text"))
        say(f"{counted(len(errors(problems)), 'error')}. No release was recorded.")
        sys.exit(1)
    before = list(found.edition.releases.values())
    keys = shelf.content_keys(shelf.make(found.edition, root / shelf.SHELF))
    taught = packs.content_keys(found.edition)
    try:
        path = releases.write(root, releases.record(found.edition, keys, taught, today))
    except FileExistsError:
        say(
            f"error: release {found.edition.info.release} is recorded already and never changes. "
            "Write the next number under release: in data/series.yml."
        )
        sys.exit(1)
    click.echo(f"Recorded in {path.relative_to(root)}")
    for name in shelf.reprints(before[-1].sheets if before else {}, keys):
        click.echo(f"print again: {name}")
    for name in shelf.reprints(before[-1].training if before else {}, taught):
        form = f"{name}.pdf" == packs.FEEDBACK
        click.echo(f"make again: {'the feedback form' if form else f'training pack {name}'}")
