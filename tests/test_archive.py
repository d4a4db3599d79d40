"""Archived editions: kept as they were, marked on every page, carried over and never written again."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from posixpath import normpath

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser

from guidance_series import releases
from guidance_series.cli import main
from guidance_series.gather import Tree
from guidance_series.macros import archive, policy
from guidance_series.macros.sitecheck import check_site

ADDRESS = "https://guidance.example"
FACT = "  child-abuse-hotline:\n    value: 916-444-1234\n    checked:\n      on: 2026-11-01\n      by: A clerk\n"
ADOPTION = "  - guide: caregiver\n    version: 0.1.0\n    on: 2026-12-01\n    body: Pine board\n"
COUNTY = f"name: Pine County\nprefix: PIN\nfacts:\n{FACT}adoptions:\n{ADOPTION}"


def run(*words: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(main, [str(word) for word in words])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def built(tree: Path, *words: str) -> None:
    code, said = run("build", "--root", tree, "--sheets", "one-pagers", *words)
    assert code == 0, said


def recorded(tree: Path, on: str) -> None:
    """Record the release that the tree names, as the command does, without making its sheets."""
    edition = Tree(tree, date.fromisoformat(on)).edition().edition
    assert edition
    releases.write(tree, releases.record(edition, {"caregiver": on}, {}, date.fromisoformat(on)))


def moved_on(tree: Path) -> None:
    """The statewide text of one guide after a year: a changed, a new and a withdrawn statement."""
    guide = tree / "roles" / "caregiver.yml"
    text = guide.read_text("utf-8")
    text = text.replace("version: 0.1.0", "version: 0.2.0", 1)
    note = "  - version: 0.2.0\n    on: 2027-02-01\n    what: Made clearer.\n"
    text = text.replace("changes:\n", f"changes:\n{note}", 1)
    text = text.replace(
        " If a consequence fits, keep it fair.",
        " If a consequence fits, keep it fair and short.",
        1,
    )
    gone = re.search(r"\n  - id: CG-29\n.*?(?=\n  - id: )", text, re.DOTALL)
    twin = re.search(r"\n  - id: CG-27\n.*?(?=\n  - id: )", text, re.DOTALL)
    assert gone
    assert twin
    text = text.replace(gone.group(), "").replace(
        twin.group(), twin.group() + twin.group().replace("CG-27", "CG-90")
    )
    guide.write_text(text, "utf-8")
    (tree / "data" / "withdrawn.yml").write_text(
        "- id: CG-29\n  on: 2027-02-01\n  because: It said the same as another.\n  successor: CG-09\n",
        "utf-8",
    )
    info = tree / "data" / "series.yml"
    info.write_text(info.read_text("utf-8").replace("release: 0.1.0", "release: 0.2.0"), "utf-8")


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass
class Year:
    """A tree after a year: what was archived in it, before and after the text moved on."""

    tree: Path
    site: Path
    before: dict[str, str]
    linked: set[str]
    live: dict[str, str]
    refused: tuple[int, str]

    @property
    def county(self) -> Path:
        return self.site / "counties" / "pine"


@pytest.fixture(scope="module")
def year(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """Release, adopt, archive both, then move on, release and build again."""
    tree = tmp_path_factory.mktemp("year")
    for name in ("docs", "data", "roles", "overrides"):
        shutil.copytree(root / name, tree / name)
    shutil.copy(root / "mkdocs.yml", tree)
    shutil.copytree(root / ".cache", tree / ".cache", dirs_exist_ok=True)
    shutil.rmtree(tree / "data" / "counties" / "example")
    pine = tree / "data" / "counties" / "pine"
    pine.mkdir()
    (pine / "county.yml").write_text(COUNTY, "utf-8")
    with (tree / "data" / "series.yml").open("a", encoding="utf-8") as info:
        info.write(f"site_address: {ADDRESS}\n")
    site = tree / "site"
    recorded(tree, "2026-11-20")
    built(tree, "--all", "--today", "2026-12-02")
    live = contents(site)
    for edition in ("", "pine"):
        code, said = run("archive", "--root", tree, "--edition", edition)
        assert code == 0, said
    kept = site / "archive" / "0.1.0"
    linked = {
        name for name in contents(kept)
        if (site / name).is_file() and (site / name).stat().st_ino == (kept / name).stat().st_ino
    }  # fmt: skip
    before = {name: key for name, key in contents(site).items() if "archive/" in name}
    moved_on(tree)
    built(tree, "--edition", "pine", "--today", "2027-02-01")
    refused = run("archive", "--root", tree, "--edition", "pine")
    recorded(tree, "2027-02-02")
    built(tree, "--all", "--today", "2027-02-03")
    return Year(tree, site, before, linked, live, refused)


def pages(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.html"))
    }


@pytest.fixture(params=["archive/0.1.0", "counties/pine/archive/adopted-2026-12-01"])
def kept(request: pytest.FixtureRequest, year: Year) -> Path:
    folder = year.site / str(request.param)
    assert folder.is_dir()
    return folder


def test_every_archived_page_says_so_and_stays_out_of_search_engines(kept: Path) -> None:
    """A banner with a link to the current page, noindex, and the current page as the canonical one."""
    found = pages(kept)
    assert len(found) > 45
    site = kept.parent.parent
    name = "release 0.1.0" if site.name == "site" else "Pine County, adopted on 2026-12-01"
    for page, html in found.items():
        assert html.count('<aside class="archived"') == 1, page
        assert f"Archived: {name}, kept as it was." in html
        assert '<meta name="robots" content="noindex">' in html
        below = page.removesuffix("index.html")
        assert html.count(f'<link rel="canonical" href="{ADDRESS}/') == 1, page
        assert f'/{below}">' in html.split('rel="canonical"')[1].split("\n")[0]
        link = re.search(r'<aside class="archived".*?href="([^"]+)"', html)
        assert link
        target = (kept / page).parent / link[1]
        now = site if page.startswith("local/") else (site / page).parent
        assert target.resolve() == now.resolve(), page


def test_links_of_an_archived_page_stay_inside_or_lead_to_what_is_not_kept(kept: Path) -> None:
    """Every link leads to a file; only the banner, other editions and lists of today leave."""
    assert check_site(kept, within=True) == []
    outer, seen, left = year_site(kept).resolve(), 0, set()
    for page, html in pages(kept).items():
        banner = re.search(r'<aside class="archived".*?</aside>', html)
        assert banner
        for link in re.findall(r'\s(?:href|src)="([^"#]+)', html.replace(banner.group(), "")):
            if re.match(r"[a-z]+:", link):
                continue
            seen += 1
            target = normpath(f"{Path(page).parent.as_posix()}/{link}")
            full = (kept / target).resolve()
            assert full.is_file() or (full / "index.html").is_file(), (page, link)
            if target.startswith(".."):
                left.add(full.relative_to(outer).as_posix())
    assert seen > 3000
    own = "" if kept.parent.parent == year_site(kept) else "counties/pine/"
    today = {f"{own}{name}" for name in ("changes", "changes.atom")}
    lists = {"local"} if own else {"local", "committees/editions"}
    adopted = {"archive/0.1.0/roles/caregiver"} if own else set()
    assert left == today | lists | adopted


def test_an_archived_page_has_the_policy_of_its_own_scripts(kept: Path) -> None:
    """What the page's policy allows is what stands in the page."""
    found = pages(kept)
    assert len(found) > 45
    for page, html in found.items():
        allowed = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
        assert allowed
        assert allowed[1] == policy.policy(policy.hashes(html)), page


def test_what_belongs_to_the_site_around_is_not_copied(kept: Path) -> None:
    """No other edition, no archive, no printed address, no sitemap and nothing for hosts."""
    there = {path.name for path in kept.iterdir()}
    assert {"roles", "handouts", "data", "search", "index.html"} <= there
    assert not there & archive.LEFT_OUT
    sitemap = (year_site(kept) / "sitemap.xml").read_text("utf-8")
    assert f"{ADDRESS}/roles/caregiver/" in sitemap
    assert "archive" not in sitemap


def year_site(kept: Path) -> Path:
    """The statewide site around an archived edition."""
    return next(parent for parent in kept.parents if parent.name == "site")


def test_big_files_are_not_copied_twice(year: Year) -> None:
    """Sheets, fonts, scripts and the search index are the same files under a second name."""
    assert {"handouts/caregiver.pdf", "search/search_index.json", "data/series.json"} <= year.linked
    assert not [name for name in year.linked if name.endswith(".html")]
    kept = contents(year.site / "archive" / "0.1.0")
    same = {name for name in kept if not name.endswith(".html")} - {archive.NOTE}
    assert same == year.linked
    assert all(kept[name] == year.live[name] for name in same)


def test_later_builds_carry_the_archive_over_byte_for_byte(year: Year) -> None:
    """Statewide and in the county's own site, after two builds of another text."""
    now = {name: key for name, key in contents(year.site).items() if "archive/" in name}
    assert len(now) > 200
    assert now == year.before
    live = (year.site / "roles/caregiver/index.html").read_text("utf-8")
    assert "keep it fair and short" in live
    for name in ("archive/0.1.0", "counties/pine/archive/adopted-2026-12-01"):
        assert "keep it fair and short" not in (
            year.site / name / "roles/caregiver/index.html"
        ).read_text("utf-8")


def test_a_name_is_used_once(year: Year) -> None:
    """A second archive of the same release is refused, also where the site says something else."""
    before = contents(year.site / "archive")
    releases_now = Tree(year.tree, date(2027, 2, 3)).loaded.series
    assert releases_now
    old = json.loads((year.site / "archive/0.1.0/data/series.json").read_text("utf-8"))
    site = year.tree / "again"
    shutil.copytree(year.site / "archive" / "0.1.0", site)
    shutil.copytree(year.site / "archive", site / "archive")
    assert old["series"]["release"] == "0.1.0"
    code, said = run("archive", "--root", year.tree, "--out", site)
    assert code == 1
    assert "never written again" in said
    assert contents(site / "archive") == before


def test_a_county_whose_text_moved_on_is_not_archived_as_adopted(year: Year) -> None:
    """What is archived under an adoption's day is the text that was adopted."""
    code, said = year.refused
    assert code == 1
    assert "caregiver was adopted at 0.1.0, and this site shows 0.2.0" in said


def test_a_killed_run_leaves_nothing_half(year: Year) -> None:
    """Killed before its last step, nothing stands in the archive; the next run is whole."""
    before = contents(year.site)
    script = (
        "import os, sys; from guidance_series.macros import archive\n"
        "archive.os.rename = lambda *_: os._exit(9)\n"
        "from guidance_series.cli import main; main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "archive", "--root", year.tree],
        capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 9
    assert contents(year.site) == before
    code, said = run("archive", "--root", year.tree)
    assert code == 0, said
    assert check_site(year.site / "archive" / "0.2.0", within=True) == []
    shutil.rmtree(year.site / "archive" / "0.2.0")


def test_no_site_is_no_archive(year: Year, tmp_path: Path) -> None:
    """Where nothing is built, or another edition, the message says what to do."""
    code, said = run("archive", "--root", year.tree, "--out", tmp_path)
    assert (code, "there is no built site" in said) == (1, True)
    code, said = run("archive", "--root", year.tree, "--out", year.county)
    assert (code, "is Pine County, not the statewide edition" in said) == (1, True)
    code, said = run("archive", "--root", year.tree, "--edition", "pine", "--out", year.site)
    assert (code, "is Statewide edition, not pine" in said) == (1, True)
    assert not (tmp_path / "archive").exists()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"release": "0.1.0"', '"release": "0.9.0"', "this site is a draft: release 0.9.0 is not recorded"),
        ("keep it fair. In the same", "keep it short. In the same", "(1 statement: CG-09)"),
        ('"id": "CG-29"', '"id": "CG-99"', "(2 statements: CG-29, CG-99)"),
    ],
)  # fmt: skip
def test_a_draft_of_no_release_is_refused(
    year: Year, tmp_path: Path, before: str, after: str, said: str
) -> None:
    """A site whose release is not recorded, or that says something else than the record."""
    text = (year.site / "archive/0.1.0/data/series.json").read_text("utf-8")
    assert before in text
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "series.json").write_text(text.replace(before, after), "utf-8")
    code, told = run("archive", "--root", year.tree, "--out", tmp_path)
    assert code == 1
    assert said in told
    assert not (tmp_path / "archive").exists()


def test_a_county_that_adopted_nothing_is_a_draft(year: Year, tmp_path: Path) -> None:
    """Without an adoption there is nothing to keep under its name."""
    said = json.loads((year.county / "data/series.json").read_text("utf-8"))
    said["edition"]["adoptions"] = []
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "series.json").write_text(json.dumps(said), "utf-8")
    code, told = run("archive", "--root", year.tree, "--edition", "pine", "--out", tmp_path)
    assert code == 1
    assert "Pine County has adopted no guide in this site: it is a draft." in told


def test_headers_allow_the_scripts_of_archived_pages(tmp_path: Path) -> None:
    """A host that sends headers would else stop what an older theme put into its pages."""
    for name, text in policy.header_files(
        {"Content-Security-Policy": policy.policy(["'sha256-new='"], header=True)}
    ).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    for place, script in (
        ("archive/0.1", "'sha256-old='"),
        ("counties/pine/archive/a", "'sha256-c='"),
    ):
        note = tmp_path / place / archive.NOTE
        note.parent.mkdir(parents=True)
        note.write_text(json.dumps({"scripts": [script]}), "utf-8")
    for _ in range(2):
        archive.allow(tmp_path)
        for name in archive.HEADERS:
            text = (tmp_path / name).read_text("utf-8")
            assert "script-src 'self' 'sha256-c=' 'sha256-new=' 'sha256-old=';" in text, name


# ---------------------------------------------------------------- what the current pages say of it


def test_the_page_of_changes_lists_what_is_archived(year: Year) -> None:
    """Each archived edition with its name and its day, and nothing where nothing is kept."""
    html = (year.site / "changes/index.html").read_text("utf-8")
    assert '<a href="../archive/0.1.0/">Release 0.1.0, 2026-11-20</a>' in html
    html = (year.county / "changes/index.html").read_text("utf-8")
    assert '<a href="../archive/adopted-2026-12-01/">Pine County, adopted on 2026-12-01</a>' in html


def test_a_page_whose_text_moved_on_says_so_and_marks_what_is_newer(year: Year) -> None:
    """Adopted at one version, shown at another: each statement changed since is marked, and no other."""
    html = (year.county / "roles/caregiver/index.html").read_text("utf-8")
    assert "Adopted at 0.1.0; this text is 0.2.0." in html
    assert "2 statements are new or changed since" in html
    assert "1 was withdrawn." in html
    assert "../../archive/adopted-2026-12-01/roles/caregiver/" in html
    marked = {
        part.split('"')[0]
        for part in html.split('<article class="statement')[1:]
        for part in re.findall(r'id="([a-z]+-[a-z]?\d+)"', part[:200])[:1]
        if "Statewide text changed since adoption"
        in html.split(f'id="{part}"')[1].split("</article>")[0]
    }
    assert marked == {"cg-09", "cg-90"}
    other = (year.county / "roles/courts/index.html").read_text("utf-8")
    assert "Adopted at" not in other


def test_the_statewide_archive_stands_in_for_a_countys_own(year: Year, tmp_path: Path) -> None:
    """Where a county kept nothing itself, its page leads to the statewide text of that version."""
    slot = "<p><!-- adopted:caregiver:0.1.0 --><!-- /adopted --></p>"
    county = year.site / "counties" / "nothing-kept"
    found = archive.filled(slot, "roles/caregiver/index.html", county)
    assert "../../../../archive/0.1.0/roles/caregiver/" in found
    assert archive.filled(slot, "roles/caregiver/index.html", tmp_path) == slot


def test_committees_see_every_edition_with_dates_and_no_today(year: Year) -> None:
    """One row for each county, made of dates and counts alone."""
    html = (year.site / "committees/editions/index.html").read_text("utf-8")
    row = re.search(
        r'<tr><th scope="row"><a href="../../counties/pine/committees/editions/">.*?</tr>', html
    )
    assert row
    cells = re.findall(r"<td>(.*?)</td>", row.group())
    assert cells[:2] == ["1 of 11", "1"]
    assert cells[5] == '<time class="due" datetime="2027-11-01">2027-11-01</time>'
    assert "overdue</" not in html


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing about each request."""


@pytest.fixture(scope="module")
def address(year: Year) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(year.site))) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}"
        httpd.shutdown()
        thread.join()


def test_the_search_of_an_archived_edition_finds_its_own_pages(
    address: str, browser: Browser
) -> None:
    """It finds what stood there then, stays in the archive and breaks no policy."""
    with browser.new_context() as context:
        page, wrong = context.new_page(), []
        page.on("console", lambda said: wrong.append(said.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{address}/archive/0.1.0/roles/caregiver/")
        page.locator(".md-search__input").click()
        page.locator(".md-search__input").press_sequentially("missing from care")
        page.wait_for_selector(".md-search-result__link")
        found = page.locator(".md-search-result__link").evaluate_all("all => all.map(a => a.href)")
        assert found
        assert all("/archive/0.1.0/" in href for href in found)
        page.goto(f"{address}/archive/0.1.0/roles/caregiver/")
        page.get_by_role("link", name="The current guidance is here.").click()
        assert page.url == f"{address}/roles/caregiver/"
        assert wrong == []


def test_a_date_that_has_passed_is_marked_by_the_readers_own_clock(
    address: str, browser: Browser
) -> None:
    """Until the day nothing is marked, on the next day it is."""
    for day, overdue in (("2027-11-01T12:00:00", 0), ("2027-11-02T12:00:00", 1)):
        with browser.new_context(timezone_id="America/Los_Angeles") as context:
            page = context.new_page()
            page.clock.set_fixed_time(f"{day}-07:00")
            page.goto(f"{address}/committees/editions/")
            assert page.locator(".overdue").count() == overdue, day
