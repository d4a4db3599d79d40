"""Releases: recorded once, never edited, and what has to be printed again."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from guidance_series import changes, releases, schema
from guidance_series.editions import Edition
from guidance_series.handouts import shelf
from guidance_series.handouts.sheets import sheets
from guidance_series.load import load
from guidance_series.macros.publish import publish
from guidance_series.models import Release, Withdrawn

GUIDANCE = Path(sys.executable).with_name("guidance")


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([GUIDANCE, *command], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def released(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project with an address, released once."""
    tree = tmp_path_factory.mktemp("released")
    for name in ("docs", "data", "roles", "overrides"):
        shutil.copytree(root / name, tree / name)
    shutil.copy(root / "mkdocs.yml", tree)
    shutil.copytree(root / ".cache", tree / ".cache", dirs_exist_ok=True)
    info = tree / "data" / "series.yml"
    text = info.read_text("utf-8")
    info.write_text(text + "site_address: https://guidance.example\n", "utf-8")
    done = run("release", "--root", tree, "--today", "2026-11-20")
    assert done.returncode == 0, done.stderr
    return tree


def test_a_release_without_an_address_is_refused(root: Path) -> None:
    """The statewide draft has no address yet, so no release of it is recorded."""
    done = run("release", "--root", root)
    assert done.returncode == 1
    assert "there is no site_address" in done.stderr
    assert not list((root / "data" / "releases").glob("*.json"))


def test_the_record_holds_every_statement_and_sheet(released: Path) -> None:
    """The record names each guide's version, each statement's words and each sheet's content."""
    record = json.loads((released / "data" / "releases" / "0.1.0.json").read_text("utf-8"))
    assert record["on"] == "2026-11-20"
    assert len(record["guides"]) == 12
    assert len(record["statements"]) > 500
    assert record["statements"]["SW-01"]["text"]
    assert set(record["training"]) == {*record["guides"], "mixed", "feedback"} - {"everyone"}
    assert {"caregiver", "caregiver-large", "situation-returns", "all-roles"} <= set(
        record["sheets"]
    )


def test_a_number_is_used_once(released: Path) -> None:
    """A second release of the same number is refused and the record stays as it was."""
    path = released / "data" / "releases" / "0.1.0.json"
    before = path.read_bytes()
    done = run("release", "--root", released)
    assert done.returncode == 1
    assert "recorded already" in done.stderr
    assert path.read_bytes() == before


def test_a_changed_guide_needs_a_version_and_its_sheets_are_named(released: Path) -> None:
    """A changed text without a new version is refused; with one, its sheets are to print again."""
    guide = released / "roles" / "caregiver.yml"
    text = guide.read_text("utf-8")
    changed = text.replace("    text: ", "    text: Then and there, ", 1)
    taught = "  - id: CG-08\n    text: "
    changed = changed.replace(taught, f"{taught}Then and there, ", 1)
    assert changed != text
    guide.write_text(changed, "utf-8")
    done = run("check", "--release", "--root", released)
    assert done.returncode == 1
    assert "changed since release 0.1.0, but the version is still 0.1.0" in done.stdout
    raised = changed.replace("version: 0.1.0", "version: 0.1.1", 1)
    note = "changes:\n  - version: 0.1.1\n    on: 2026-11-20\n    what: Made clearer.\n"
    guide.write_text(raised.replace("changes:\n", note, 1), "utf-8")
    info = released / "data" / "series.yml"
    info.write_text(info.read_text("utf-8").replace("release: 0.1.0", "release: 0.1.1"), "utf-8")
    done = run("release", "--root", released)
    assert done.returncode == 0, done.stdout + done.stderr
    again = {line.removeprefix("print again: ") for line in done.stdout.splitlines()[1:]}
    packs = {line for line in again if line.startswith("make again: ")}
    assert packs == {"make again: training pack caregiver"}
    assert {"caregiver", "caregiver-large", "all-roles"} <= again
    assert not again & {"courts", "attorney", "words", "young-people", "get-help"}


def test_a_statement_that_goes_has_to_be_withdrawn(root: Path, edition: Edition) -> None:
    """What the last release says and nobody withdrew is named; withdrawn, it is in order."""
    loaded, last = load(root), releases.record(edition, {}, {}, date(2026, 11, 20))
    assert releases.vanished(loaded, edition, last) == []
    more = last.model_copy(update={"statements": {**last.statements, "CG-98": {"text": "Wait."}}})
    [found] = releases.vanished(loaded, edition, more)
    assert (found.path, found.id, found.severity) == ("data/withdrawn.yml", "CG-98", "error")
    gone = Withdrawn.model_validate({"id": "CG-98", "on": "2026-11-20", "because": "Said twice."})
    after = replace(edition, withdrawn={"CG-98": gone})
    assert releases.vanished(loaded, after, more) == []


# ------------------------------------------------------------------------------ what changed


def release(number: str, on: str, caregiver: str, **statements: str) -> Release:
    """A record with two guides; a statement's id is written with an underscore."""
    return Release(
        number=number,
        on=date.fromisoformat(on),
        guides={"everyone": "1.0", "caregiver": caregiver, "courts": "1.0"},
        statements={id.replace("_", "-"): {"text": text} for id, text in statements.items()},
        sheets={"caregiver": statements.get("CG_01", ""), "courts": "same"},
    )


FIRST = release("1.0", "2026-01-05", "1.0", CG_01="Be kind.", CG_02="Listen.", CT_01="Ask.")
SECOND = release("1.1", "2026-06-01", "1.1", CG_01="Be kind now.", CG_02="Listen.", CT_01="Ask.")
THIRD = release("1.10", "2027-01-05", "1.2", CG_01="Be kind now.", CG_03="Wait.", CT_01="Ask.")


def after(
    edition: Edition, *records: Release, address: str | None = "https://guidance.example/"
) -> Edition:
    gone = Withdrawn.model_validate(
        {"id": "CG-02", "on": "2027-01-02", "because": "Said twice.", "successor": "CG-03"}
    )
    return replace(
        edition,
        releases={record.number: record for record in records},
        withdrawn={"CG-02": gone},
        info=edition.info.model_copy(update={"site_address": address}),
    )


def test_what_changed_is_told_release_by_release(edition: Edition) -> None:
    """The newest first: what came, what is said otherwise, what went and what to read instead."""
    found = changes.changes(after(edition, FIRST, SECOND, THIRD)).releases
    assert [(r.number, r.after) for r in found] == [("1.10", "1.1"), ("1.1", "1.0"), ("1.0", None)]
    (guide,) = found[0].guides
    assert (guide.guide, guide.before, guide.version) == ("caregiver", "1.1", "1.2")
    assert [(a.id, a.words) for a in guide.added] == [("CG-03", "Wait.")]
    assert [(w.id, w.because, w.successor) for w in guide.withdrawn] == [
        ("CG-02", "Said twice.", "CG-03")
    ]
    assert guide.changed == ()
    (guide,) = found[1].guides
    assert [(c.id, c.field, c.was, c.now) for c in guide.changed] == [
        ("CG-01", "text", "Be kind.", "Be kind now.")
    ]
    assert [r.print_again for r in found] == [(), ("caregiver",), ()]
    assert found[2].guides == ()


def test_since_a_version_all_that_changed_is_told_at_once(edition: Edition) -> None:
    """From each older version to the newest record; an unchanged guide has no older version."""
    later = after(edition, FIRST, SECOND, THIRD)
    found = changes.since(later, "caregiver")
    assert [(record.number, record.guides["caregiver"]) for record, _ in found] == [
        ("1.1", "1.1"),
        ("1.0", "1.0"),
    ]
    whole = found[1][1]
    assert whole
    assert changes.summary(whole) == "1 added, 1 changed, 1 withdrawn"
    assert changes.since(later, "courts") == []
    assert changes.since(after(edition), "caregiver") == []


@pytest.mark.parametrize("records", [(), (FIRST,), (FIRST, SECOND, THIRD)], ids=len)
def test_the_data_is_what_its_schema_says(edition: Edition, records: tuple[Release, ...]) -> None:
    """Also with no release, or with one."""
    found = json.loads(changes.as_json(changes.changes(after(edition, *records))))
    Draft202012Validator(schema.schemas()["changes-export"]).validate(found)
    assert len(found["releases"]) == len(records)


ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_feed_has_what_atom_asks_for(edition: Edition) -> None:
    """Ids, titles, days of the releases and addresses; one entry a release, the newest first."""
    later = after(edition, FIRST, SECOND, THIRD)
    feed = ET.fromstring(changes.as_atom(later, changes.changes(later)))  # noqa: S314 - our own
    entries = feed.findall(f"{ATOM}entry")
    assert feed.tag == f"{ATOM}feed"
    assert [e.findtext(f"{ATOM}title") for e in entries] == [
        "Release 1.10", "Release 1.1", "Release 1.0",
    ]  # fmt: skip
    assert [e.findtext(f"{ATOM}updated") for e in entries] == [
        "2027-01-05T00:00:00Z", "2026-06-01T00:00:00Z", "2026-01-05T00:00:00Z",
    ]  # fmt: skip
    assert feed.findtext(f"{ATOM}updated") == "2027-01-05T00:00:00Z"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Open Door"
    ids = [element.findtext(f"{ATOM}id") or "" for element in (feed, *entries)]
    assert len(set(ids)) == 4
    assert all(id.startswith("urn:uuid:") for id in ids)
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {
        "self": "https://guidance.example/changes.atom",
        "alternate": "https://guidance.example/changes/",
    }
    assert all(entry.findtext(f"{ATOM}content") for entry in entries)


def test_the_ids_of_a_feed_stay_where_the_site_moves_or_grows(edition: Edition) -> None:
    """A reader who has seen a release is not told of it again."""

    def ids(later: Edition) -> list[str]:
        feed = ET.fromstring(changes.as_atom(later, changes.changes(later)))  # noqa: S314 - our own
        return [e.findtext(f"{ATOM}id") or "" for e in feed.findall(f"{ATOM}entry")]

    before = ids(after(edition, FIRST, SECOND))
    moved = after(edition, FIRST, SECOND, THIRD, address="https://elsewhere.example")
    assert ids(moved)[1:] == before
    assert len(before) == 2


def test_without_a_release_the_site_says_so_and_has_no_feed(site: Path) -> None:
    """The draft has nothing to compare; its data is there, and is empty."""
    html = (site / "changes/index.html").read_text("utf-8")
    assert "No release is recorded yet." in html
    assert "There is no feed yet: it starts with the first release." in html
    assert "None is kept here yet." in html
    assert not (site / "changes.atom").exists()
    assert json.loads((site / "data/changes.json").read_text("utf-8"))["releases"] == []


def test_a_record_that_was_edited_is_a_problem_with_a_way_out(released: Path) -> None:
    """Never a traceback: the file is named, and what to do."""
    path = released / "data" / "releases" / "0.1.0.json"
    kept = path.read_bytes()
    path.write_bytes(kept[:-20])
    try:
        found = [p for p in load(released).problems if p.path == "data/releases/0.1.0.json"]
        done = run("check", "--root", released)
    finally:
        path.write_bytes(kept)
    assert [p.message for p in found] == ["this is not the record of a release."]
    assert done.returncode == 1
    assert "Restore the file as it was written." in done.stdout


@pytest.mark.parametrize("local", [False, True], ids=["statewide", "a county"])
def test_each_sheet_of_a_release_has_a_page_that_says_whether_it_is_current(
    edition: Edition, tmp_path: Path, *, local: bool
) -> None:
    """Also once the release is recorded, for every kind of sheet; a county's says what it cannot know."""
    names = ("caregiver", "caregiver-card", "situation-returns", "get-help")
    chosen = [sheet for sheet in sheets(edition) if sheet.name in names and sheet.make]
    made = {
        s.name: shelf.kept(s, s.make("letter"), tmp_path, pictured=False) for s in chosen if s.make
    }
    assert sorted(made) == sorted(names)
    keys = shelf.content_keys(made)
    recorded = {}
    old = {**keys, "caregiver": "other", "situation-returns": "other"}
    for number, sheet_keys in (("0.0.9", old), (edition.info.release, keys)):
        record = releases.record(edition, sheet_keys, {}, date(2026, 11, 20))
        recorded[number] = record.model_copy(update={"number": number})
    of = replace(edition, releases=recorded)
    if local:
        of = replace(of, slug="oak", name="Oak County")
    publish(of, tmp_path / "site", made)
    for name in names:
        for number in ("0.0.9", edition.info.release):
            text = (tmp_path / "site" / "p" / name / number / "index.html").read_text("utf-8")
            current = number != "0.0.9" or name in ("caregiver-card", "get-help")
            assert ("<strong>Yes.</strong>" in text) == current, (name, number)
            assert ("<strong>No." in text) != current
            assert ("may be newer" in text) == (local and current)
            assert ("Oak County" in text) == (local and current and name != "get-help")
