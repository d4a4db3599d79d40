"""The commands that keep what is published current: status, archive."""

from __future__ import annotations

import json
import sys
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import click

from guidance_series import upkeep
from guidance_series.editions import slugs, statewide
from guidance_series.gather import Tree
from guidance_series.load import load
from guidance_series.options import edition_option, known, root_option, say, today_option
from guidance_series.problems import counted, errors, report
from guidance_series.turns import alone, site_around


@click.command()
@root_option
@edition_option
@today_option
@click.option("--all", "every", is_flag=True, help="Every edition, one a row.")
@click.option("--format", "how", type=click.Choice(["text", "json"]), default="text")
def status(root: Path, edition: str, today: date, every: bool, how: str) -> None:
    """Where each guide stands: contents, sources, reading grade, sheet, situations, review.

    With --all or --edition: what the committees have to look at, which is adoptions behind the text,
    entries to settle, numbers to call and reviews.
    """
    if every and edition:
        raise click.UsageError("--all shows every edition; leave --edition out.")
    if every or edition:
        _committees(Tree(root, today), edition, how)
    else:
        _guides(root, today, how)


def _guides(root: Path, today: date, how: str) -> None:
    from guidance_series import status

    loaded = load(root)
    if loaded.series is None:
        say(report(loaded.problems, "text"))
        sys.exit(1)
    edition = statewide(loaded.series)
    if wrong := errors(loaded.problems):
        say(f"{counted(len(wrong), 'error')} in the files; what they touch is left out. "
             "Run: guidance check")  # fmt: skip
    found = status.of(edition, today)
    if how == "json":
        click.echo(json.dumps(status.as_data(found), ensure_ascii=False, indent=1))
    else:
        click.echo(status.as_text(found))


def _committees(tree: Tree, slug: str, how: str) -> None:
    found, broken = [], []
    for name in [known(tree, slug)] if slug else ["", *slugs(tree.root)]:
        gathered = tree.edition(name)
        if gathered.edition is None:
            broken.append((name or "statewide", len(errors(gathered.problems))))
            if slug or not name:
                say(report(errors(gathered.problems), "text"))
        else:
            found.append(upkeep.of(gathered.edition))
    if how == "json":
        data = {
            "today": tree.today.isoformat(),
            "editions": [upkeep.as_data(one, tree.today) for one in found],
            "broken": [{"slug": name, "errors": number} for name, number in broken],
        }
        click.echo(json.dumps(data, ensure_ascii=False, indent=1))
    elif slug and found:
        click.echo(upkeep.as_text(found[0], tree.today))
    elif not slug:
        click.echo(upkeep.as_table(found, broken, tree.today))
    sys.exit(1 if broken else 0)


@click.command()
@root_option
@edition_option
@click.option("--out", type=click.Path(path_type=Path), help="The built site. Default: site/.")
def archive(root: Path, edition: str, out: Path | None) -> None:
    """Keep the edition that stands in site/ as it is, under archive/ of its own site.

    A statewide site is kept under its release, a county's under the day of its adoption. Each page is
    marked as archived. What is archived is never written again; later builds carry it over.
    """
    from guidance_series.macros import picker
    from guidance_series.macros.archive import CannotArchive, keep

    tree = Tree(root, date.today())
    slug = known(tree, edition)
    if tree.loaded.series is None:
        say(report(tree.loaded.problems, "text"))
        sys.exit(1)
    around = root / "site"
    site = (out or (around / "counties" / slug if slug else around)).absolute()
    try:
        with alone(site, say) if site.is_dir() else nullcontext():
            kept = keep(site, slug, tree.loaded.series.releases)
            for place in dict.fromkeys((site, site_around(site))):
                picker.fill(place)
            for note in site.glob(f"counties/*/{picker.NOTE}"):
                picker.fill(note.parent.parent)
    except CannotArchive as refused:
        say(f"error: {refused} Nothing was archived.")
        sys.exit(1)
    except OSError as error:
        say(f"error: {site / 'archive'} cannot be written ({error.strerror}).")
        sys.exit(1)
    pages = sum(1 for _ in kept.rglob("*.html"))
    click.echo(f"{counted(pages, 'page')} kept in {kept}. Later builds carry them over.")
