"""Training packs in use: what a copy says of itself, and how a person sees that it is outdated."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from pptx import Presentation

from guidance_series import changes, packs, releases, training
from guidance_series.editions import Edition
from guidance_series.gather import Tree
from guidance_series.handouts.training import FEEDBACK, printed_name
from guidance_series.macros.publish import publish_packs
from guidance_series.slides import show
from guidance_series.slides.layouts import FOOT
from guidance_series.training import MIXED, short
from tests.pdfs import elements, words

ROOT = Path(__file__).parents[1]
GUIDANCE = Path(sys.executable).with_name("guidance")
HOST = "https://guidance.example.org"
TODAY = date(2026, 11, 20)


def run(*command: str | Path) -> str:
    done = subprocess.run([GUIDANCE, *command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def published(edition: Edition) -> Edition:
    """The statewide edition with an address."""
    return replace(edition, info=edition.info.model_copy(update={"site_address": HOST}))


@pytest.fixture(scope="module")
def county() -> Edition:
    """The example county, which has a color and a logo."""
    found = Tree(ROOT, TODAY).edition("example").edition
    assert found
    assert found.logo
    assert found.color
    return found


def covered(shown: bytes) -> str:
    """What stands on the first slide."""
    cover = Presentation(io.BytesIO(shown)).slides[0]
    return "\n".join(shape.text_frame.text for shape in cover.placeholders)


def test_every_file_of_a_pack_carries_one_address(
    edition: Edition, published: Edition, tmp_path: Path
) -> None:
    """Text and code on paper, text on the slides; a draft without an address makes none up."""
    made = packs.files(published, ["courts"], tmp_path)
    assert len(made) == 4
    for name, content in made.items():
        address = f"{HOST}/p/{printed_name(FEEDBACK if 'feedback' in name else 'courts')}/0.1.0/"
        if name.endswith(".pptx"):
            assert address in covered(content)
            continue
        assert address in words(content)
        pdf = pikepdf.open(io.BytesIO(content))
        assert list(elements(pdf.Root.StructTreeRoot)).count("/Figure") == 1
    for name, content in packs.files(edition, ["courts"], tmp_path).items():
        assert "https://" not in (covered(content) if "pptx" in name else words(content))


def test_the_form_carries_the_code_of_its_content(edition: Edition, tmp_path: Path) -> None:
    key = packs.content_keys(edition)[FEEDBACK]
    assert f"Content code {short(key)}" in words(packs.files(edition, [], tmp_path)["feedback.pdf"])


def answers(site: Path, release: str) -> dict[str, str]:
    """The pages behind the addresses of all packs, by pack."""
    pages = site.glob(f"p/training-*/{release}/index.html")
    return {
        page.parts[-3].removeprefix("training-"): " ".join(
            re.sub("<[^>]+>", "", page.read_text("utf-8")).split()
        )
        for page in pages
    }


def test_behind_the_address_stands_whether_a_copy_is_current(
    published: Edition, tmp_path: Path
) -> None:
    """A recorded release answers yes or no by content, a draft and a county by the code to compare."""
    keys = packs.content_keys(published)
    expected = {*training.names(published), FEEDBACK}
    assert set(keys) == expected
    publish_packs(published, tmp_path / "draft", [])
    draft = answers(tmp_path / "draft", "0.1.0")
    assert set(draft) == expected
    for name, said in draft.items():
        assert "Compare the code." in said
        assert f"show the code {short(keys[name])}" in said
    record = releases.record(published, {}, {**keys, "courts": "other", FEEDBACK: "other"}, TODAY)
    released = replace(published, releases={"0.1.0": record})
    publish_packs(released, tmp_path / "released", [])
    found = answers(tmp_path / "released", "0.1.0")
    assert {name for name, said in found.items() if "No. Please take" in said} == {
        "courts", FEEDBACK,
    }  # fmt: skip
    assert sum("Yes. It is current" in said for said in found.values()) == len(expected) - 2
    assert all(short(keys[name]) in said for name, said in found.items())
    publish_packs(replace(released, slug="oak", name="Oak"), tmp_path / "county", [])
    local = answers(tmp_path / "county", "0.1.0")
    assert all("Compare the code." in said for said in local.values())
    assert "made on request" in local["courts"]
    page = (tmp_path / "county/p/training-courts/0.1.0/index.html").read_text("utf-8")
    # The answer needs no script; the one there is turns light and dark.
    assert re.findall(r"<script[^>]*>", page) == ['<script src="../../../assets/js/colors.js">']
    assert 'href="../../../roles/courts/"' in page


def test_an_older_release_of_a_countys_pack_is_outdated(published: Edition, tmp_path: Path) -> None:
    """What a county says is in no record: there the releases are compared."""
    now = releases.record(published, {}, packs.content_keys(published), TODAY)
    before = now.model_copy(update={"number": "0.0.9", "training": {**now.training, MIXED: "old"}})
    oak = replace(published, slug="oak", releases={"0.0.9": before, "0.1.0": now})
    publish_packs(oak, tmp_path, [])
    found = answers(tmp_path, "0.0.9")
    assert [name for name, said in found.items() if "No. Please take" in said] == [MIXED]
    assert not list(tmp_path.glob("training"))


def test_what_changed_names_the_packs_to_take_anew(published: Edition) -> None:
    """As the sheets to print again, and in the feed."""
    now = releases.record(published, {}, packs.content_keys(published), TODAY)
    before = now.model_copy(
        update={"number": "0.0.9", "training": {**now.training, "courts": "old"}}
    )
    later = replace(published, releases={"0.0.9": before, "0.1.0": now})
    newest, first = changes.changes(later).releases
    assert newest.make_again == ("courts",)
    assert first.make_again == ()
    assert "1 training pack to take anew" in changes.as_atom(later, changes.changes(later))


def test_a_user_sees_that_a_changed_statement_makes_a_pack_outdated(tmp_path: Path) -> None:
    """On the page for trainers, behind the printed address, and by two commands."""
    tree = tmp_path / "tree"
    for name in ("docs", "data", "roles", "overrides"):
        shutil.copytree(ROOT / name, tree / name)
    shutil.copy(ROOT / "mkdocs.yml", tree)
    shutil.copytree(ROOT / ".cache", tree / ".cache", dirs_exist_ok=True)
    info = tree / "data" / "series.yml"
    info.write_text(f"{info.read_text('utf-8')}site_address: {HOST}\n", "utf-8")
    run("release", "--root", tree, "--today", "2026-11-20")
    assert "something else than released: none." in run("status", "--root", tree)
    loaded = Tree(tree, TODAY).edition("").edition
    assert loaded
    drawn = training.pack(loaded, "caregiver").exercises[0].draws[0]
    guide = tree / "roles" / "caregiver.yml"
    text = guide.read_text("utf-8")
    changed = text.replace(
        f"  - id: {drawn.id}\n    text: ", f"  - id: {drawn.id}\n    text: Now, "
    )
    assert changed != text
    guide.write_text(changed, "utf-8")
    status = run("status", "--root", tree)
    assert "something else than released: caregiver (since 0.1.0)" in status
    exported = run("export", "--root", tree, "--training", "caregiver", "--out", tmp_path / "out")
    code = re.search(r"content code (\w{8}); a copy with another one is outdated", exported)
    assert code
    run("build", "--root", tree, "--out", tmp_path / "site")
    page = (tmp_path / "site/trainers/index.html").read_text("utf-8")
    rows = re.findall(r"<tr><th.*?</tr>", page, re.S)
    assert len(rows) == 13
    marked = [row for row in rows if "changed since release 0.1.0" in row]
    assert [re.sub("<[^>]+>", "", row)[:9] for row in marked][:1] == ["Caregiver"]
    assert code[1] in marked[0]
    behind = answers(tmp_path / "site", "0.1.0")
    assert "No. Please take" in behind["caregiver"]
    assert code[1] in behind["caregiver"]
    assert "Yes. It is current" in behind["courts"]


def test_a_countys_logo_color_and_name_are_on_its_slides(county: Edition) -> None:
    """The logo is drawn on the cover, for eyes alone; one that cannot be drawn stops no slide."""
    pack = training.pack(county, "courts")
    with zipfile.ZipFile(io.BytesIO(show(county, pack))) as file:
        (picture,) = [name for name in file.namelist() if name.startswith("ppt/media/")]
        cover = file.read("ppt/slideLayouts/slideLayout1.xml").decode()
        theme = file.read("ppt/theme/theme1.xml").decode()
        assert file.read(picture).startswith(b"\x89PNG")
    assert "<p:pic" in cover
    assert cover.count("adec:decorative") >= 2
    assert str(county.color).lstrip("#").upper() in theme
    shown = show(county, pack)
    assert county.name in covered(shown)
    assert show(county, pack) == shown
    broken = replace(county, logo=("broken.png", b"\x89PNG\r\n\x1a\n"))
    with zipfile.ZipFile(io.BytesIO(show(broken, pack))) as file:
        assert not [name for name in file.namelist() if name.startswith("ppt/media/")]


def test_the_foot_of_a_slide_is_one_line_whatever_the_name(county: Edition) -> None:
    """A long name of a county pushes out the release and the rest."""
    long = "San Bernardino and Santa Barbara Joint Powers Regional Partnership"
    shown = show(replace(county, name=long), training.pack(county, "leadership"))
    slides = list(Presentation(io.BytesIO(shown)).slides)[1:]
    feet = {
        shape.text_frame.text
        for slide in slides
        for shape in slide.placeholders
        if shape.placeholder_format.type == 15
    }
    assert len(slides) > 10
    assert feet == {long}
    assert FOOT.height < 2 * FOOT.sizes[0]
