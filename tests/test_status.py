"""``guidance status`` and the measure of how hard a text is to read."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from guidance_series import handouts, reading, status, upkeep
from guidance_series.cli import main
from guidance_series.editions import Edition
from guidance_series.models.statement import Checked

TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def found(edition: Edition) -> status.SeriesStatus:
    return status.of(edition, TODAY)


def with_guide(edition: Edition, slug: str, **changes: Any) -> Edition:
    """The edition with one guide changed."""
    guide = edition.guides[slug].model_copy(update=changes)
    return replace(edition, guides={**edition.guides, slug: guide})


# --------------------------------------------------------------------------------- reading


def test_plain_words_read_easier_than_long_ones() -> None:
    plain = reading.measure(["Call them now. Say that you are here. Ask what they need."])
    long = reading.measure(
        ["Facilitate interdisciplinary communication regarding individualized expectations."]
    )
    assert plain.grade < 3
    assert long.grade > 15
    assert [sentence for _, sentence in long.hard] == [
        "Facilitate interdisciplinary communication regarding individualized expectations."
    ]
    assert plain.hard == ()


def test_the_grade_is_the_formula_of_flesch_and_kincaid() -> None:
    """Twelve words of one syllable in two sentences: 0.39 * 6 + 11.8 * 1 - 15.59."""
    assert reading.measure(["Call us at once now please. Stay with them and be kind."]).grade == (
        pytest.approx(0.39 * 6 + 11.8 - 15.59, abs=0.01)
    )


@pytest.mark.parametrize(
    ("written", "counted"),
    [
        ("Tell the probation officer.", "Tell the name."),
        ("Penal Code 11166(a) says so.", "name says so."),
        ("See EV-03 and P05 for more.", "See and for more."),
        ("Report within 36 hours.", "Report within hours."),
        ("**Stay** with *them* [now](https://example.org/a.b).", "Stay with them now."),
        ("At once", "At once."),
        ("In 2018, the rule changed", "In, the rule changed."),
        ("Ask county child welfare, or law enforcement.", "Ask name, or name."),
    ],
)
def test_marks_ids_and_numbers_do_not_count_and_names_are_one_word(
    written: str, counted: str
) -> None:
    assert [sentence.counted for sentence in reading.running([written])] == [counted]


def test_a_point_inside_an_abbreviation_ends_no_sentence() -> None:
    assert len(reading.running(["The U.S. rule (Stats. 2024, ch. 660) changed. Ask counsel."])) == 2


def test_the_median_is_that_of_words_in_sentences() -> None:
    assert reading.measure(["One two three. One two three four five. One."]).median_sentence == 3


def test_text_without_a_word_has_no_grade() -> None:
    with pytest.raises(ValueError, match="no text"):
        reading.measure(["", "12", "EV-01"])


def test_the_duty_is_no_part_of_the_running_text(edition: Edition) -> None:
    for guide in edition.guides.values():
        texts = set(reading.guide_texts(guide))
        assert len(texts) > 100
        assert guide.duty.short not in texts
        assert not texts & {passage.text for passage in guide.duty.text}


def test_the_measure_opens_no_connection_and_check_does_not_load_it(root: Path) -> None:
    """textstat counts with what it brought along; and checking stays fast without it."""
    program = f"""
import socket, sys
def refuse(*args, **kwargs): raise SystemExit("a connection was opened")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse
from datetime import date
from pathlib import Path
import guidance_series.cli
from guidance_series.checks import check
from guidance_series.load import load
check(load(Path({str(root)!r})), date(2026, 11, 20))
assert "textstat" not in sys.modules, "check loads textstat"
from guidance_series import reading
print(reading.measure(["Stay with them and listen."]).grade)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert float(done.stdout) < 5


# ---------------------------------------------------------------------------------- status


def test_every_guide_has_a_status(edition: Edition, found: status.SeriesStatus) -> None:
    assert len(found.guides) == 11
    assert [guide.id for guide in found.guides] == list(edition.guides)


def test_the_counts_are_those_of_the_guides(edition: Edition, found: status.SeriesStatus) -> None:
    assert len(found.guides) == 11
    for one in found.guides:
        guide = edition.guides[one.id]
        assert list(one.practices) == ["do", "avoid", "plan", "reflect", "system"]
        assert sum(one.practices.values()) == len(guide.practices)
        assert one.practices["avoid"] == sum(p.kind == "avoid" for p in guide.practices)
        assert list(one.fit) == ["named", "adapted"]
        assert sum(one.fit.values()) == len(guide.statements)
        assert sum(one.basis.values()) == sum(len(s.basis) for s in guide.statements)
        assert one.lines_to_say + one.lines_not_to_say == len(guide.lines)
        assert {place.source for s in guide.statements for place in s.sources} <= set(one.sources)
        assert {place.source for place in guide.duty.sources} <= set(one.sources)


def test_covered_and_gaps_are_the_eighteen_situations(
    edition: Edition, found: status.SeriesStatus
) -> None:
    assert len(edition.situations) == 18
    for one in found.guides:
        assert sorted([*one.covered, *one.gaps]) == sorted(edition.situations)


def test_a_gap_is_shown(edition: Edition) -> None:
    guide = edition.guides["courts"]
    practices = tuple(p for p in guide.practices if "sexual-health" not in p.situations)
    shared = tuple(use for use in guide.shared if "sexual-health" not in use.situations)
    bare = with_guide(edition, "courts", practices=practices, shared=shared)
    one = status.of_guide(bare, bare.guides["courts"], TODAY)
    assert "sexual-health" in one.gaps
    assert "gaps: " in status.as_text(status.SeriesStatus("1.0", "2026-11-20", (one,), ()))


def test_the_sheet_is_shown_as_it_comes_out(edition: Edition, found: status.SeriesStatus) -> None:
    one = found.guides[0]
    fit = handouts.fit(edition, edition.guides[one.id])
    assert one.sheet == status.Sheet(fit.size, fit.contrasts, fit.spare)


def test_a_sheet_that_does_not_fit_says_so(edition: Edition) -> None:
    guide = edition.guides["courts"]
    every = tuple(p.model_copy(update={"handout": True}) for p in guide.practices)
    full = with_guide(edition, "courts", practices=every)
    one = status.of_guide(full, full.guides["courts"], TODAY)
    assert one.sheet.problem is not None
    assert "points too tall" in one.sheet.problem
    assert "does not print: the one-pager of courts" in status.as_text(
        status.SeriesStatus("1.0", "2026-11-20", (one,), ())
    )


@pytest.mark.parametrize(("by", "overdue"), [("2026-11-19", True), ("2026-11-20", False)])
def test_a_review_is_overdue_from_the_day_after(edition: Edition, by: str, overdue: bool) -> None:
    reviewed = Checked.model_validate({"on": "2026-01-05", "by": "A committee"})
    late = with_guide(edition, "courts", reviewed=reviewed, review_by=date.fromisoformat(by))
    one = status.of_guide(late, late.guides["courts"], TODAY)
    assert one.overdue is overdue
    text = status.as_text(status.SeriesStatus("1.0", "2026-11-20", (one,), ()))
    assert f"reviewed    2026-01-05 by A committee; to be reviewed by {by}" in text
    assert ("OVERDUE" in text) is overdue
    assert f"Overdue for review: {'courts' if overdue else 'none'}." in text


def test_a_source_that_nothing_rests_on_is_named(edition: Edition) -> None:
    spare = edition.sources["cdss-2018"].model_copy(update={"id": "spare"})
    more = replace(edition, sources={**edition.sources, "spare": spare})
    assert "spare" in status.of(more, TODAY).unused_sources


def test_a_guide_without_text_has_a_status(edition: Edition) -> None:
    """A guide that has just been started is no error."""
    bare = with_guide(edition, "courts", practices=(), contrasts=(), lines=(), questions=())
    one = status.of_guide(bare, bare.guides["courts"], TODAY)
    assert one.sheet_text is None
    assert "no text yet" in status.as_text(status.SeriesStatus("1.0", "", (one,), ()))


# ----------------------------------------------------------------------------- the command


def guidance(*args: str | Path) -> Any:
    return CliRunner().invoke(main, list(map(str, args)))


def test_json_holds_what_the_text_shows(root: Path, found: status.SeriesStatus) -> None:
    result = guidance("status", "--root", root, "--format", "json", "--today", "2026-11-20")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == json.loads(json.dumps(status.as_data(found)))


def test_the_text_has_a_block_for_each_guide(root: Path) -> None:
    result = guidance("status", "--root", root, "--today", "2026-11-20")
    assert result.exit_code == 0
    blocks = result.stdout.split("\n\n")
    assert len(blocks) == 12
    for block in blocks[:-1]:
        for row in ("practices", "basis", "fit", "sources", "reading", "sheet", "situations"):
            assert f"\n  {row} " in block
    assert blocks[-1].startswith("11 guides, release 0.1.0, on 2026-11-20.")


def test_a_tree_that_cannot_be_read_gives_its_problems(tmp_path: Path) -> None:
    result = guidance("status", "--root", tmp_path)
    assert result.exit_code == 1
    assert "there is no folder 'roles'" in result.stderr
    assert result.stdout == ""


# ------------------------------------------------------------------------- for committees

CASES = Path(__file__).parent / "cases"
COUNTY = """name: Pine County
prefix: PIN
facts:
  hotline:
    value: 916-444-1234
    checked: {on: 2026-01-15, by: A clerk}
changes:
  - id: CG-01
    to: Our own words.
    because: We say so.
    was: Words of old.
adoptions:
  - {guide: caregiver, version: 0.0.9, on: 2026-02-01, body: Pine board}
"""


@pytest.fixture
def counties(tmp_path: Path) -> Path:
    """The base series with a county that has something of everything, and one that is broken."""
    shutil.copytree(CASES / "base", tmp_path, dirs_exist_ok=True)
    for slug, text in (("pine", COUNTY), ("oak", "name: Oak County\n")):
        (tmp_path / "data/counties" / slug).mkdir(parents=True)
        (tmp_path / "data/counties" / slug / "county.yml").write_text(text, "utf-8")
    return tmp_path


def shown(root: Path, *words: str, today: str = "2026-11-20") -> tuple[int, str]:
    done = CliRunner().invoke(
        main, ["status", "--root", str(root), "--today", today, *words], catch_exceptions=False
    )
    return done.exit_code, done.output


def test_all_editions_are_a_table_and_a_broken_one_is_named(counties: Path) -> None:
    """A row for each edition, and for one that cannot be read how to see why."""
    code, said = shown(counties, "--all")
    assert code == 1
    rows = {line.split()[0]: line.split() for line in said.splitlines() if line}
    assert rows["pine"] == "pine 1 of 2 1 1 0 0 0 0 0".split()
    assert rows["statewide"][0] == "statewide"
    assert "nothing is counted. Run: guidance check --edition oak" in said


def test_all_editions_as_data_say_what_is_due_on_a_day(counties: Path) -> None:
    """A check counts for a year; the day is given, not the clock's."""
    for today, expired in (("2027-01-15", []), ("2027-01-16", ["hotline"])):
        code, said = shown(counties, "--all", "--format", "json", today=today)
        found = json.loads(said)
        pine = next(one for one in found["editions"] if one["slug"] == "pine")
        assert code == 1
        assert found["broken"][0]["slug"] == "oak"
        assert pine["expired"] == expired
        assert pine["stale"] == ["CG-01"]
        assert pine["behind"] == ["caregiver"]


def test_one_edition_says_what_to_do(counties: Path) -> None:
    """Each point with what it is about."""
    code, said = shown(counties, "--edition", "pine", today="2027-01-16")
    assert code == 0
    assert "Adopted, and the text has moved on: 1." in said
    assert "Stale entries: 1. Run: guidance drift pine\n  CG-01" in said
    assert "until 2027-01-15" in said
    assert "Facts that are missing: none." in said


def test_one_edition_and_all_of_them_is_no_question(counties: Path) -> None:
    """Wrong usage ends with 2."""
    assert shown(counties, "--all", "--edition", "pine")[0] == 2


def test_a_review_is_overdue_on_the_day_after(edition: Edition) -> None:
    """The guide's own day is the last one in time."""
    due = upkeep.of(with_guide(edition, "caregiver", review_by=TODAY))
    assert [review.guide for review in due.reviews] == ["caregiver"]
    assert due.overdue(TODAY) == ()
    assert [r.guide for r in due.overdue(date(2026, 11, 21))] == ["caregiver"]
