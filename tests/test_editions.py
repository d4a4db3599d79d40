"""County editions: what resolving must always hold, whatever a county writes."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance_series import source
from guidance_series.editions import (
    CHANGEABLE,
    Edition,
    Entry,
    Overlay,
    State,
    contrast,
    nearest_that_passes,
    resolve,
    statewide,
    words_of,
)
from guidance_series.editions.county import LASTS
from guidance_series.fitting import fit
from guidance_series.fmt import scalar
from guidance_series.load import Series, load
from guidance_series.models import County, Practice, Statement

BASE = Path(__file__).parent / "cases" / "base"
TODAY = date(2026, 11, 20)


@cache
def base() -> Series:
    series = load(BASE).series
    assert series is not None
    return series


def overlay(**keys: Any) -> Overlay:
    """A county's file with these keys, as if it had been typed."""
    text = f"name: Pine County\nprefix: PIN\n{_typed(keys, '')}"
    document, problems = source.parse("data/counties/pine/county.yml", text)
    assert problems == []
    assert document is not None
    county, unfit = fit(document, County, many=False)
    assert unfit == []
    return Overlay("pine", county, document)


def _typed(value: Any, pad: str) -> str:
    lines = ""
    for key, held in value.items():
        if isinstance(held, dict):
            lines += f"{pad}{key}:\n{_typed(held, pad + '  ')}"
        elif isinstance(held, list):
            lines += f"{pad}{key}:\n"
            for entry in held:
                inner = entry if isinstance(entry, str) else _typed(entry, pad + "    ").lstrip()
                lines += f"{pad}  - {inner if not isinstance(entry, str) else scalar(inner)}"
                lines += "\n" if isinstance(entry, str) else ""
        else:
            lines += f"{pad}{key}: {scalar(held)}\n"
    return lines


def resolved(series: Series, county: Overlay) -> tuple[Edition, list[Entry]]:
    edition, entries, _ = resolve(series, county, {}, TODAY)
    assert edition is not None
    return edition, entries


def parts(edition: Edition, *without: str) -> dict[str, Any]:
    return {f.name: getattr(edition, f.name) for f in fields(Edition) if f.name not in without}


def free(series: Series) -> list[Statement]:
    """The statements that a county may say its own way."""
    return [
        s for _, s in series.statements()
        if not s.locked and not (isinstance(s, Practice) and s.strength == "must")
    ]  # fmt: skip


def fields_of(statement: Statement) -> tuple[str, ...]:
    return next(names for kind, names in CHANGEABLE.items() if isinstance(statement, kind))


TARGETS = [(s.id, field) for s in free(base()) for field in fields_of(s)]
WORDS = st.text(
    st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_characters="\x7f"), min_size=1,
    max_size=80,
).map(str.strip).filter(lambda text: text.isprintable() and text)  # fmt: skip


def change(id: str, field: str, to: str, was: str | None = None) -> dict[str, str]:
    now = words_of({s.id: s for _, s in base().statements()}[id], field)
    entry = {"id": id, "field": field, "to": to, "because": "The committee said so."}
    seen = now if was is None else was
    return entry | ({"was": seen} if seen else {})


def by_id(edition: Edition | Series) -> Mapping[str, Statement]:
    return {statement.id: statement for _, statement in edition.statements()}


def test_an_empty_county_is_the_statewide_edition_but_for_its_name() -> None:
    """Nothing differs but slug and name; every fact is still a line to write on."""
    edition, entries = resolved(base(), overlay())
    own = ("slug", "name")
    assert parts(edition, *own) == parts(statewide(base()), *own)
    assert (edition.slug, edition.name, entries) == ("pine", "Pine County", [])


def test_only_the_facts_given_differ() -> None:
    """A fact changes its own value and nothing else."""
    edition, _ = resolved(base(), overlay(facts={"hotline": {"value": "916-555-0000"}}))
    own = ("slug", "name", "values", "checked")
    assert parts(edition, *own) == parts(statewide(base()), *own)
    assert edition.checked == {"hotline": None}
    assert edition.values == {**statewide(base()).values, "hotline": "916-555-0000"}


@given(st.lists(st.tuples(st.sampled_from(TARGETS), WORDS), unique_by=lambda made: made[0]))
def test_resolving_is_pure(made: list[tuple[tuple[str, str], str]]) -> None:
    """The same input gives the same edition twice, and the series stays as it was."""
    series = base()
    before = copy.deepcopy(series)
    county = overlay(changes=[change(*at, to) for at, to in made]) if made else overlay()
    one, entries = resolved(series, county)
    two, again = resolved(series, county)
    assert parts(one) == parts(two)
    assert entries == again
    assert series == before


@given(st.sampled_from(TARGETS), WORDS)
def test_a_change_touches_exactly_its_field(at: tuple[str, str], to: str) -> None:
    """One field of one statement is the county's; every other value is the statewide one."""
    edition, _ = resolved(base(), overlay(changes=[change(*at, to)]))
    id, field = at
    old, new = by_id(base()), by_id(edition)
    assert len(old) >= 8
    assert list(old) == list(new)
    assert getattr(new[id], field) == to
    assert new[id].model_copy(update={field: getattr(old[id], field)}) == old[id]
    assert {other for other in old if old[other] != new[other]} <= {id}
    assert edition.local.keys() == {id}
    assert edition.local[id].statewide == {field: words_of(old[id], field)}


@given(st.sampled_from([s.id for s in free(base())]))
def test_what_is_left_out_is_gone_and_nothing_else(id: str) -> None:
    """One statement is not published; all others are as they were, in the same order."""
    was = words_of(by_id(base())[id])
    left = {"id": id, "because": "We have our own.", "was": was}
    edition, entries = resolved(base(), overlay(left_out=[left]))
    kept = {other: s for other, s in by_id(base()).items() if other != id}
    assert list(by_id(edition).items()) == list(kept.items())
    assert edition.left_out == {
        id: (words_of(by_id(base())[id], "instead" if "-C" in id else ""), "We have our own.")
    }
    assert [entry.state for entry in entries] == [State.OK]


def addition(id: str, target: dict[str, str]) -> dict[str, Any]:
    return {
        "id": id, "text": "Ask the night team.", "kind": "do", "strength": "should",
        "basis": ["practice example"], "fit": "adapted", "because": "They asked.", **target,
    }  # fmt: skip


@given(st.sampled_from([s.id for _, s in base().statements()]))
def test_an_addition_stands_right_after_what_it_adds_to(id: str) -> None:
    """Also after a locked statement or a must; all statewide statements are untouched."""
    own = addition("PIN-01", {"adds_to": id})
    edition, _ = resolved(base(), overlay(additions={"practices": [own]}))
    order = [s.id for _, s in edition.statements()]
    assert order.index("PIN-01") == order.index(id) + 1
    assert {k: v for k, v in by_id(edition).items() if k != "PIN-01"} == by_id(base())
    assert edition.guide_of["PIN-01"] == edition.guide_of[id]
    assert type(edition.by_id["PIN-01"]) is Practice


@given(
    st.lists(st.tuples(st.sampled_from(TARGETS), WORDS), min_size=2, unique_by=lambda m: m[0]),
    st.randoms(use_true_random=False),
)
def test_changes_to_different_targets_commute(
    made: list[tuple[tuple[str, str], str]], random: Any
) -> None:
    """The order of the entries in the file makes no difference to any statement."""
    entries = [change(*at, to) for at, to in made]
    shuffled = list(entries)
    random.shuffle(shuffled)
    one, _ = resolved(base(), overlay(changes=entries))
    two, _ = resolved(base(), overlay(changes=shuffled))
    assert parts(one, "local") == parts(two, "local")
    assert {id: dict(m.statewide) for id, m in one.local.items()} == {
        id: dict(m.statewide) for id, m in two.local.items()
    }


NAMED = [at for at in TARGETS if words_of(by_id(base())[at[0]], at[1])]


@given(st.lists(st.sampled_from(NAMED), min_size=1, unique=True), st.data(), st.sampled_from(" x."))
def test_any_edit_to_a_was_makes_exactly_that_entry_stale(
    chosen: list[tuple[str, str]], data: st.DataObject, sign: str
) -> None:
    """An edit of the words makes one entry stale; an edit of the space between them makes none."""
    entries = [change(*at, "Say it our way.") for at in chosen]
    index = data.draw(st.integers(0, len(entries) - 1))
    was = entries[index]["was"]
    at = data.draw(st.integers(0, len(was)))
    entries[index]["was"] = edited = was[:at] + sign + was[at:]
    found, states = resolved(base(), overlay(changes=entries))
    stale = {index} if edited.split() != was.split() else set()
    assert {n for n, e in enumerate(states) if e.state is State.STALE} == stale
    assert {e.state for e in states} <= {State.OK, State.STALE}
    assert found.local.keys() == {id for id, _ in chosen}


def test_reordering_and_another_statement_make_nothing_stale(tmp_path: Path) -> None:
    """Only the words that a county saw count: not their place, their wrapping or their neighbors."""
    tree = Path(shutil.copytree(BASE, tmp_path / "tree"))
    path = tree / "roles/caregiver.yml"
    text = path.read_text("utf-8")
    first, second = text.index("  - id: CG-01"), text.index("  - id: CG-02")
    end = text.index("contrasts:")
    moved = text[:first] + text[second:end] + text[first:second] + text[end:]
    moved = moved.replace(
        "Welcome a young person back with", "Welcome a young person\n      back with"
    )
    moved = moved.replace("They are asked whether they are hungry.", "They are offered dinner.")
    path.write_text(moved, "utf-8")
    series = load(tree).series
    assert series is not None
    assert [p.id for p in series.guides["caregiver"].practices] == ["CG-02", "CG-01"]
    county = overlay(changes=[change("CG-01", "text", "Welcome them with soup.")])
    _, entries = resolved(series, county)
    assert [entry.state for entry in entries] == [State.OK]


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_the_nearest_color_passes_and_a_color_that_passes_stays(color: str) -> None:
    """What is offered can be read with white words; what can be read is offered as it is."""
    near = nearest_that_passes(color)
    assert contrast(near) >= 4.5
    assert (near == color) == (contrast(color) >= 4.5)


def test_known_contrasts() -> None:
    """The contrast of black, of white and of a middle gray, as WCAG defines it."""
    assert contrast("#000000") == pytest.approx(21)
    assert contrast("#ffffff") == pytest.approx(1)
    assert contrast("#777777") == pytest.approx(4.48, abs=0.005)


def test_a_check_is_relied_on_for_a_year() -> None:
    """On the last day a fact is ok, on the next it has expired."""
    checked = {"on": (TODAY - LASTS).isoformat(), "by": "A. Lee"}
    county = overlay(facts={"hotline": {"value": "916-555-0000", "checked": checked}})
    for today, state in ((TODAY, State.OK), (date(2026, 11, 21), State.EXPIRED)):
        _, entries, _ = resolve(base(), county, {}, today)
        assert [entry.state for entry in entries] == [state]


def adopted(version: str, guide_version: str) -> tuple[str, frozenset[str]]:
    series = base()
    guide = series.guides["caregiver"]
    notes = [
        {"version": guide_version, "on": TODAY, "what": "More.", "ids": ("CG-01",)},
        {"version": "0.9", "on": TODAY, "what": "First.", "ids": ("CG-02",)},
    ]
    changes = tuple(type(guide.changes[0]).model_validate(note) for note in notes)
    newer = guide.model_copy(update={"version": guide_version, "changes": changes})
    moved = Series(**{
        f.name: getattr(series, f.name) for f in fields(Series)
    } | {"guides": {**series.guides, "caregiver": newer}})  # fmt: skip
    adoption = {"guide": "caregiver", "version": version, "on": "2026-01-05", "body": "The board"}
    edition, _ = resolved(moved, overlay(adoptions=[adoption]))
    return edition.standing(edition.guides["caregiver"]), edition.moved


def test_an_adoption_says_what_was_adopted_and_what_moved_since() -> None:
    """Versions count as numbers: 1.10 is newer than 1.9, and names the statements it touched."""
    said, moved = adopted("1.9", "1.10")
    assert said == "Adopted at 1.9 by The board on 2026-01-05; this text is 1.10."
    assert moved == {"CG-01"}
    said, moved = adopted("1.10", "1.10")
    assert said == "Version 1.10 adopted by The board on 2026-01-05."
    assert moved == frozenset()


def test_without_an_adoption_a_guide_is_a_draft_and_statewide_says_nothing() -> None:
    """An unadopted guide of a county says so; the statewide edition is nobody's to adopt."""
    edition, _ = resolved(base(), overlay())
    guide = edition.guides["caregiver"]
    assert edition.standing(guide) == "Draft for Pine County, not yet adopted."
    assert statewide(base()).standing(guide) == ""
