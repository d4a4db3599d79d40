"""Building county editions: the example, all at once, the list of counties, a plain MkDocs build."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jsonschema
import pytest
from jinja2 import Template
from playwright.sync_api import Browser

from guidance_series.editions import Edition
from guidance_series.gather import Tree
from guidance_series.macros import picker, several
from guidance_series.macros import site as site_module
from tests.test_build import state

CASES = Path(__file__).parent / "cases"
GUIDANCE = Path(sys.executable).with_name("guidance")
TODAY = date(2026, 11, 20)
ADDRESS = "https://opendoor.example.org/"


def copied(root: Path, into: Path) -> Path:
    for name in ("docs", "data", "roles", "overrides"):
        shutil.copytree(root / name, into / name)
    shutil.copy(root / "mkdocs.yml", into)
    return into


def run(tree: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    few = ["--sheets", "one-pagers"] if words[0] == "build" and "--sheets" not in words else []
    return subprocess.run(
        [GUIDANCE, *words, *few, "--root", tree], capture_output=True, text=True, check=False,
        env=os.environ | environment,
    )  # fmt: skip


@pytest.fixture(scope="module")
def tree(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with two real counties, one that is broken and one that is empty."""
    tree = copied(root, tmp_path_factory.mktemp("editions"))
    words = ("--to", "Keep it short, and say that you are glad.", "--because", "We say so.")
    done = [
        run(tree, "new", "county", "Alder County"),
        run(tree, "new", "county", "Birch County", "--color", "#1a4f8a"),
        run(tree, "change", "birch-county", "CG-09", *words),
    ]
    assert [d.returncode for d in done] == [0, 0, 0]
    return tree


@pytest.fixture(scope="module")
def example(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked example as a site of its own."""
    out = tmp_path_factory.mktemp("example") / "site"
    done = run(tree, "build", "--edition", "example", "--out", str(out), OPEN_DOOR_SITE_URL=ADDRESS)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def every(tree: Path) -> Path:
    """The site of all editions, built once while all counties are well."""
    done = run(tree, "build", "--all", OPEN_DOOR_SITE_URL=ADDRESS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 of 4 editions up to date" in done.stdout
    return tree / "site"


def pages(site: Path) -> dict[str, str]:
    """Every page that carries the theme, by its address."""
    found = {p.relative_to(site).as_posix(): p.read_text("utf-8") for p in site.rglob("*.html")}
    return {name: html for name, html in found.items() if "md-content" in html}


def seen(html: str) -> str:
    """A page's words as a reader sees them."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def resolved(tree: Path) -> Edition:
    found = Tree(tree, date(2026, 11, 20)).edition("example")
    assert found.edition is not None
    return found.edition


# ---------------------------------------------------------------------------------- the example


def test_every_page_of_the_example_says_that_it_is_invented(example: Path) -> None:
    """Also the page for addresses that lead nowhere; search engines are asked to leave all out."""
    found = pages(example)
    assert len(found) >= 50
    assert "404.html" in found
    assert [n for n, html in found.items() if "Example County is invented." not in seen(html)] == []
    assert [
        n for n, html in found.items() if '<meta name="robots" content="noindex">' not in html
    ] == []


def test_invented_numbers_are_shown_without_links(example: Path) -> None:
    """A 555-01xx number stands on pages and no link dials it."""
    found = pages(example)
    assert sum("(555) 555-0101" in html for html in found.values()) >= 50
    assert [n for n, html in found.items() if re.search(r'href="tel:[^"]*55501', html)] == []


def test_a_changed_statement_has_a_mark_and_the_statewide_words_one_click_away(
    tree: Path, example: Path
) -> None:
    """On its guide's page the county's words, a mark, and a part to open with the statewide ones."""
    edition = resolved(tree)
    changed = {id: mark for id, mark in edition.local.items() if mark.kind == "changed"}
    assert len(changed) >= 3
    for id, mark in changed.items():
        html = (example / f"roles/{edition.guide_of[id]}/index.html").read_text("utf-8")
        article = html[html.index(f'id="{id.lower()}"') :].split("</article>")[0]
        assert "Changed here" in article
        inside = article[article.index("Statewide wording") :].split("</details>")[0]
        for field, before in mark.statewide.items():
            assert seen(before) in seen(inside)
            assert getattr(edition.by_id[id], field) in seen(article)
        assert mark.because in seen(inside)


def test_an_addition_stands_after_the_full_text_of_its_target(tree: Path, example: Path) -> None:
    """Reason, limit and marks of the locked statement come first; its words are untouched."""
    edition = resolved(tree)
    (target,) = edition.attached
    (own,) = edition.attached[target]
    assert edition.by_id[target].locked
    html = (example / f"roles/{edition.guide_of[target]}/index.html").read_text("utf-8")
    article = html[html.index(f'id="{target.lower()}"') :].split("</article>")[0]
    full = article.index(f'id="{own.id.lower()}"')
    statement = edition.by_id[target]
    for text in (statement.why, statement.safety):
        assert text is not None
        assert text.replace("'", "&#39;") in article[:full] or text in article[:full]
    assert own.text in article[full:]
    assert "Added here" in article[full:]


def test_what_is_left_out_stands_on_one_page_alone(tree: Path, example: Path) -> None:
    """The statement is gone from its guide, and the local page has it with the reason."""
    edition = resolved(tree)
    ((id, (words, because)),) = edition.left_out.items()
    guide = (example / "roles/caregiver/index.html").read_text("utf-8")
    assert f'id="{id.lower()}"' not in guide
    local = seen((example / "local/index.html").read_text("utf-8"))
    assert id in local
    assert because in local
    assert words in local


def test_the_local_page_lists_every_difference_with_its_reason(tree: Path, example: Path) -> None:
    """Changes, additions, what is left out, the definition, pages, adoptions and facts."""
    edition = resolved(tree)
    html = (example / "local/index.html").read_text("utf-8")
    words = seen(html)
    assert len(edition.local) >= 5
    assert [id for id in edition.local if f'id="local-{id.lower()}"' not in html] == []
    assert [m.because for m in edition.local.values() if m.because not in words] == []
    assert edition.definition is not None
    assert edition.definition in words
    assert all(page.title in words for page in edition.pages.values())
    assert "adopted by Example County steering committee (invented)" in words
    assert words.count("not yet adopted") == len(edition.guides) - 1


def test_a_local_page_is_a_page_like_others(example: Path) -> None:
    """It has the safety box, its own address, headings in order, and the search finds it."""
    html = (example / "local/when-a-young-person-returns/index.html").read_text("utf-8")
    assert "When a young person returns at night" in seen(html)
    assert 'class="safety"' in html
    assert "<h2>Who opens the door</h2>" in html
    assert '<a href="../../roles/caregiver/#cg-09">the guide</a>' in html
    index = (example / "search/search_index.json").read_text("utf-8")
    assert "local/when-a-young-person-returns/" in index


def test_a_guide_says_whether_it_is_adopted(example: Path) -> None:
    """The adopted guide names version, body and day; the others say that they are drafts."""
    adopted = seen((example / "roles/caregiver/index.html").read_text("utf-8"))
    assert "adopted by Example County steering committee (invented) on 2026-11-20." in adopted
    draft = seen((example / "roles/courts/index.html").read_text("utf-8"))
    assert "Draft for Example County, not yet adopted." in draft


def test_color_and_logo_are_the_countys(example: Path) -> None:
    """The header has the county's color, and its logo is a file of the site."""
    html = (example / "index.html").read_text("utf-8")
    assert 'href="assets/county.css"' in html
    assert "--od-header:#6a3d7c" in (example / "assets/county.css").read_text("utf-8")
    assert 'src="assets/county-logo.svg"' in html
    assert (example / "assets/county-logo.svg").is_file()


def test_the_data_of_a_county_says_what_is_local(root: Path, tree: Path, example: Path) -> None:
    """It fits the schema, and holds every difference with its reason and the statewide words."""
    data = json.loads((example / "data/series.json").read_text("utf-8"))
    jsonschema.validate(
        data, json.loads((root / "schema/series-export.schema.json").read_text("utf-8"))
    )
    edition = resolved(tree)
    own = data["edition"]
    assert [entry["id"] for entry in own["local"]] == list(edition.local)
    assert [entry["because"] for entry in own["local"]] == [
        m.because for m in edition.local.values()
    ]
    assert [entry["id"] for entry in own["left_out"]] == list(edition.left_out)
    assert own["definition"] == edition.definition
    assert len(own["adoptions"]) == 1


def test_plain_mkdocs_gives_the_same_county_site(tree: Path, tmp_path: Path) -> None:
    """``OPEN_DOOR_EDITION=example mkdocs build --strict`` writes what ``guidance build`` writes."""
    ours, plain = tmp_path / "ours", tmp_path / "plain"
    assert (
        run(tree, "build", "--edition", "example", "--sheets", "all", "--out", str(ours)).returncode
        == 0
    )
    done = subprocess.run(
        [GUIDANCE.with_name("mkdocs"), "build", "--strict", "-d", plain], cwd=tree, check=False,
        capture_output=True, text=True,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "OPEN_DOOR_EDITION": "example"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    one, two = state(ours), state(plain)
    assert len(one) > 100
    assert one == two


def test_plain_mkdocs_refuses_an_unknown_county(tree: Path, tmp_path: Path) -> None:
    """The message names the variable and the nearest county."""
    done = subprocess.run(
        [GUIDANCE.with_name("mkdocs"), "build", "--strict", "-d", tmp_path / "x"], cwd=tree,
        capture_output=True, text=True, check=False,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "OPEN_DOOR_EDITION": "exampel"},
    )  # fmt: skip
    assert done.returncode != 0
    assert "OPEN_DOOR_EDITION: no county is called 'exampel'. Did you mean 'example'?" in (
        done.stdout + done.stderr
    )


# ---------------------------------------------------------------------------------- all editions


def links(html: str) -> list[str]:
    slot = re.search(r"<!-- counties.*?/counties -->", html, re.S)
    assert slot is not None
    return re.findall(r'href="([^"]+)"', slot.group())


def test_the_list_of_counties_leads_to_each_and_never_to_the_example(every: Path) -> None:
    """It is plain HTML, so it works without scripts; every link leads to a page that is there."""
    html = (every / "local/index.html").read_text("utf-8")
    assert links(html) == ["../counties/alder-county/", "../counties/birch-county/"]
    guide = (every / "roles/courts/index.html").read_text("utf-8")
    assert links(guide) == [
        "../../counties/alder-county/roles/courts/",
        "../../counties/birch-county/roles/courts/",
    ]
    for link in links(guide):
        assert (every / "roles/courts" / link / "index.html").resolve().is_file()
    assert "example" in [path.name for path in (every / "counties").iterdir()]


def test_a_county_leads_back_to_all_editions(every: Path) -> None:
    """From every page of a county's site a link leads to the list of counties."""
    county = every / "counties/alder-county"
    for name in ("index.html", "roles/courts/index.html", "local/index.html"):
        html = (county / name).read_text("utf-8")
        (back,) = re.findall(r'href="([^"]+)">Other editions<', html)
        assert (
            (county / name).parent / back / "index.html"
        ).resolve() == every / "local/index.html"


def test_each_edition_has_its_own_canonical_address(every: Path, example: Path) -> None:
    """Search engines never take a county's page for the statewide one."""
    for site, address in (
        (every, ADDRESS),
        (every / "counties/alder-county", f"{ADDRESS}counties/alder-county/"),
        (example, f"{ADDRESS}counties/example/"),
    ):
        html = (site / "roles/courts/index.html").read_text("utf-8")
        assert f'<link rel="canonical" href="{address}roles/courts/">' in html


def test_an_unadopted_county_is_a_draft_on_every_page(every: Path) -> None:
    """Every page says so, search engines are asked to leave it out; statewide pages say nothing."""
    county = pages(every / "counties/alder-county")
    assert len(county) >= 50
    assert [n for n, html in county.items() if "draft, not yet adopted" not in seen(html)] == []
    assert [n for n, html in county.items() if 'content="noindex"' not in html] == []
    statewide = (every / "roles/courts/index.html").read_text("utf-8")
    assert "noindex" not in statewide
    assert "md-banner" not in statewide


def test_a_sitemap_lists_what_may_be_indexed_and_nothing_else(
    root: Path, every: Path, example: Path
) -> None:
    """Statewide every page of the theme; of a draft or an invented county none; of an adopted guide its page."""
    for site, fewest in ((every, 50), (every / "counties/alder-county", 0), (example, 0)):
        listed = re.findall("<loc>(.*?)</loc>", (site / "sitemap.xml").read_text("utf-8"))
        indexed = [
            re.findall('<link rel="canonical" href="(.*?)">', html)[0]
            for name, html in pages(site).items()
            if 'content="noindex"' not in html
            and name != "404.html"
            and not name.startswith("counties/")
        ]
        assert sorted(listed) == sorted(indexed)
        assert len(listed) >= fewest
    template = Template((root / "overrides/sitemap.xml").read_text("utf-8"))
    files = [
        {"src_uri": f"roles/{name}.md", "page": {"canonical_url": f"{ADDRESS}{name}/"}}
        for name in ("courts", "caregiver")
    ]
    for county, listed in (
        ({"indexed": ["roles/courts.md"], "all_indexed": False}, ["courts"]),
        ({"indexed": [], "all_indexed": True}, ["courts", "caregiver"]),
    ):
        xml = template.render(config={"extra": {"county": county}}, pages=files)
        assert re.findall(r"<loc>.*/(\w+)/</loc>", xml) == listed


def test_empty_facts_are_lines_to_write_on(every: Path) -> None:
    """Each fact that a county has not filled in is a labeled line, never nothing."""
    html = (every / "counties/alder-county/get-help/index.html").read_text("utf-8")
    part = html[html.index('id="county"') :]
    assert part.count('class="blank"') >= 20


def test_one_countys_failure_neither_stops_nor_spoils_another(tree: Path, every: Path) -> None:
    """The failed county keeps its last site, the others are built anew, and the exit code is 1."""
    birch = tree / "data/counties/birch-county/county.yml"
    text = birch.read_text("utf-8")
    good = state(every / "counties/birch-county")
    alder = tree / "data/counties/alder-county/county.yml"
    alder_text = alder.read_text("utf-8")
    empty = tree / "data/counties/empty-one"
    birch.write_text(text + "colour: blue\n", "utf-8")
    alder.write_text(
        alder_text.replace("name: Alder County", "name: Alder and Ash County"), "utf-8"
    )
    empty.mkdir()
    try:
        done = run(tree, "build", "--all")
    finally:
        birch.write_text(text, "utf-8")
        alder.write_text(alder_text, "utf-8")
        empty.rmdir()
    assert done.returncode == 1
    assert "failed  birch-county: 1 error. Its last site stays." in done.stdout
    assert "failed  empty-one: 1 error." in done.stdout
    assert "built   alder-county" in done.stdout
    assert "built   statewide" in done.stdout
    assert "3 of 5 editions up to date" in done.stdout
    assert "Did you mean 'color'?" in done.stderr
    assert "Traceback" not in done.stderr
    assert state(every / "counties/birch-county") == good
    assert "Alder and Ash County" in (every / "local/index.html").read_text("utf-8")
    assert [p.name for p in (every / "counties").iterdir() if p.name.startswith(".")] == []


def test_a_release_of_all_leaves_the_example_out(root: Path, tmp_path: Path) -> None:
    """Even the example's last site is not carried into a site that is published."""
    tree = copied(root, tmp_path / "tree")
    assert run(tree, "build", "--edition", "example").returncode == 0
    assert (tree / "site/counties/example/index.html").is_file()
    series = tree / "data/series.yml"
    text = series.read_text("utf-8")
    series.write_text(text.replace("notice:", f"site_address: {ADDRESS}\nnotice:", 1), "utf-8")
    done = run(tree, "build", "--all", "--release")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 of 1 edition up to date" in done.stdout
    assert not (tree / "site/counties/example").exists()
    done = run(tree, "build", "--edition", "example", "--release")
    assert done.returncode == 1
    assert "this county is invented" in done.stderr


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The base tree of the cases with three counties in it."""
    tree = Path(shutil.copytree(CASES / "base", tmp_path / "small"))
    for number, slug in enumerate(("ash", "birch", "cedar")):
        folder = tree / "data/counties" / slug
        folder.mkdir(parents=True)
        text = f"name: {slug.title()} County\nprefix: CT{'XYZ'[number]}\n"
        (folder / "county.yml").write_text(text, "utf-8")
    return tree


def stand_in(root: Path, edition: Edition, out: Path, say: object, **_: object) -> int:
    """Writes a site of one file, fails for ash, and takes birch's folder away while it builds."""
    if edition.slug == "ash":
        raise RuntimeError("the roof is off")
    if edition.slug == "":
        shutil.rmtree(root / "data/counties/birch")
    out.mkdir(parents=True, exist_ok=True)
    (out / "index.html").write_text(edition.name, "utf-8")
    return 1


def test_a_fault_and_a_county_that_vanishes_stop_nobody_else(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that goes while all are built, and a fault of ours, are told; their sites stay."""
    site = small / "site"
    for slug in ("ash", "birch"):
        (site / "counties" / slug).mkdir(parents=True)
        (site / "counties" / slug / "index.html").write_text("the last good page", "utf-8")
    monkeypatch.setattr(several, "build", stand_in)
    told: list[str] = []
    order = several.Order(small, TODAY, site, scope="one-pagers")
    code = several.build_all(order, say=told.append, workers=1)
    said = capsys.readouterr().out
    assert code == 1
    assert [line.split(",")[0] for line in told[:4]] == [
        "1 of 4: statewide built", "2 of 4: ash failed",
        "3 of 4: birch failed", "4 of 4: cedar built",
    ]  # fmt: skip
    assert "failed  ash: a fault of the program (RuntimeError: the roof is off)." in said
    assert "failed  birch: 1 error." in said
    assert "alone   birch: there is no data/counties/birch any more" in said
    assert "2 of 4 editions up to date" in said
    assert (site / "counties/cedar/index.html").read_text("utf-8") == "Cedar County"
    for slug in ("ash", "birch"):
        assert (site / "counties" / slug / "index.html").read_text("utf-8") == "the last good page"


def test_an_error_in_the_statewide_text_is_told_once(
    small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No county is built on a text that is wrong, and the report does not repeat it for each."""
    path = small / "roles/courts.yml"
    path.write_text(path.read_text("utf-8").replace("summary: ", "summary: <b>x</b> ", 1), "utf-8")
    monkeypatch.setattr(several, "build", stand_in)
    told: list[str] = []
    order = several.Order(small, TODAY, small / "site")
    assert several.build_all(order, say=told.append, workers=1) == 1
    said = capsys.readouterr().out
    assert said.count("the statewide text has errors.") == 3
    assert "".join(told).count("HTML stands in the text") == 1


@pytest.mark.parametrize(
    ("command", "slug", "said"),
    [
        ("check", "alder-conty", "Did you mean 'alder-county'?"),
        ("build", "alder county", "cannot be a county's folder"),
        ("serve", "../alder-county", "cannot be a county's folder"),
        ("drift", "alder-conty", "Did you mean 'alder-county'?"),
    ],
)
def test_an_unknown_county_is_wrong_usage(tree: Path, command: str, slug: str, said: str) -> None:
    """Every command that takes a county ends with 2 and says what is near."""
    done = run(tree, command, *(["--edition"] if command != "drift" else []), slug)
    assert (done.returncode, said in done.stderr) == (2, True)


def test_all_and_one_exclude_each_other(tree: Path) -> None:
    """--all with --edition is wrong usage."""
    assert run(tree, "build", "--all", "--edition", "example").returncode == 2


# ---------------------------------------------------------------------------------- the list itself


def test_names_in_the_list_are_escaped_and_in_order() -> None:
    """A county's name is text, never markup; the order is that of the alphabet, not of the folders."""
    counties = [picker.Standing("b", "A & <B>"), picker.Standing("a", "Zed")]
    html = "<ul><!-- counties:roles/courts --><li>x</li><!-- /counties --></ul>"
    filled = picker.filled(html, "roles/courts/index.html", counties)
    assert filled == (
        "<ul><!-- counties:roles/courts -->"
        '<li><a href="../../counties/b/roles/courts/">A &amp; &lt;B&gt;</a></li>'
        '<li><a href="../../counties/a/roles/courts/">Zed</a></li>'
        "<!-- /counties --></ul>"
    )
    assert picker.filled(filled, "roles/courts/index.html", counties) == filled


# ---------------------------------------------------------------------------------- faults


def test_a_kill_in_the_middle_leaves_whole_sites(tree: Path, every: Path) -> None:
    """Each site is the one before or the one after; the next build carries no half of one over."""
    before = {
        "statewide": state(every / "roles"),
        "alder-county": state(every / "counties/alder-county"),
    }
    shutil.rmtree(tree / ".cache/built")
    started = subprocess.Popen(
        [GUIDANCE, "build", "--all", "--sheets", "one-pagers", "--root", tree],
        stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    deadline = time.monotonic() + 120
    while not list((every / "counties").glob(".alder-county-*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    workers = Path(f"/proc/{started.pid}/task/{started.pid}/children")
    orphans = workers.read_text("utf-8").split() if workers.exists() else []
    started.kill()
    started.wait()
    while any(Path("/proc", pid).exists() for pid in orphans):
        assert time.monotonic() < deadline, "a worker goes on without the command"
        time.sleep(0.05)
    assert list((every / "counties").glob(".alder-county-*"))
    assert state(every / "counties/alder-county") == before["alder-county"]
    assert state(every / "roles").keys() == before["statewide"].keys()
    assert run(tree, "build").returncode == 0
    assert [p.name for p in (every / "counties").iterdir() if p.name.startswith(".")] == []
    assert state(every / "counties/alder-county") == before["alder-county"]


def test_a_site_that_was_being_moved_is_put_back(tmp_path: Path) -> None:
    """Where a kill fell between the two moves of a swap, the next build finds the last good site."""
    old = tmp_path / ".site-old-x/site"
    old.mkdir(parents=True)
    (old / "index.html").write_text("good", "utf-8")
    site_module.recover(tmp_path / "site")
    assert (tmp_path / "site/index.html").read_text("utf-8") == "good"


def test_what_a_killed_build_left_is_taken_away_after_a_day(tmp_path: Path) -> None:
    """A half-built site of long ago goes; one of today, and any other folder, stays."""
    for name, file in (
        (".site-abcd1234", "assets/open-door.css"), (".site-efgh5678", "assets/open-door.css"),
        (".site-settings", "mine.txt"),
    ):  # fmt: skip
        (tmp_path / name / file).parent.mkdir(parents=True)
        (tmp_path / name / file).write_text("", "utf-8")
        if name != ".site-efgh5678":
            os.utime(tmp_path / name, (0, 0))
    site_module.recover(tmp_path / "site")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".site-efgh5678", ".site-settings"]


def test_two_builds_at_once_leave_one_whole_site(tmp_path: Path) -> None:
    """Whoever comes last wins; nobody ever finds halves of two, and nothing is left beside it."""
    out = tmp_path / "site"
    out.mkdir()
    (out / "one").write_text("0", "utf-8")
    (out / "two").write_text("0", "utf-8")

    def swap(number: int) -> None:
        for turn in range(40):
            fresh = tmp_path / f".site-{number}-{turn}"
            fresh.mkdir()
            for name in ("one", "two"):
                (fresh / name).write_text(f"{number}-{turn}", "utf-8")
            with suppress(OSError):
                site_module.swap(fresh, out, release=False)
            shutil.rmtree(fresh, ignore_errors=True)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(swap, (1, 2)))
    assert sorted(path.name for path in out.iterdir()) == ["one", "two"]
    assert (out / "one").read_text("utf-8") == (out / "two").read_text("utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


# ---------------------------------------------------------------------------------- in a browser


def test_a_reader_goes_from_the_list_to_a_local_change_and_back(
    browser: Browser, every: Path
) -> None:
    """Without scripts: choose a county, find what is local, read the statewide words, go back."""
    quiet = type("Quiet", (SimpleHTTPRequestHandler,), {"log_message": lambda *_: None})
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(quiet, directory=str(every))) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        try:
            home = f"http://127.0.0.1:{httpd.server_port}"
            with browser.new_context(base_url=home, java_script_enabled=False) as context:
                page = context.new_page()
                page.goto("/local/")
                page.get_by_role("link", name="Birch County").click()
                assert page.url == f"{home}/counties/birch-county/"
                page.get_by_role("link", name="What is local here").first.click()
                page.locator("#local-cg-09").get_by_role("link", name="CG-09").click()
                statement = page.locator("#cg-09")
                assert "Keep it short, and say that you are glad." in statement.inner_text()
                shown = statement.locator("details.statewide")
                before = shown.get_by_text("If a consequence fits, keep it fair.")
                assert not before.is_visible()
                shown.locator("summary").click()
                assert before.is_visible()
                page.get_by_role("link", name="Other editions").click()
                assert page.url == f"{home}/local/"
        finally:
            httpd.shutdown()
            thread.join()
