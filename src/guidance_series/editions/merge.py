"""A series and a county's folder to the county's edition.

Pure: the same series and the same folder give the same edition, and the series is never changed.
There is no deep merge. What each key of ``county.yml`` does to an edition:

=============  =====================================================================
facts          the value of that fact; a fact without one stays a line to write on
additions      a statement at the end of its guide, or after the one it ``adds_to``
changes        one field of one statement (``county.CHANGEABLE``), nothing else of it
left_out       the statement is not published, nor any guide's use of it
adoptions      what stands on the guide's page and sheet about who adopted it
definition     shown where the series explains what harm reduction is
color, logo    the site's header
site_address   where this edition is published
=============  =====================================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from types import MappingProxyType
from typing import Any

from guidance_series.editions.county import (
    REFUSED,
    Entry,
    State,
    added,
    entries,
    kind_of,
    problem_of,
    words_of,
)
from guidance_series.editions.edition import Edition, LocalMark
from guidance_series.editions.overlay import Overlay
from guidance_series.load import SHARED, STATEMENTS, Series
from guidance_series.models import (
    Adoption,
    Change,
    Contrast,
    Guide,
    Practice,
    SeriesInfo,
    Statement,
)
from guidance_series.problems import Problem


def resolve(
    series: Series, overlay: Overlay, taken: Mapping[str, str], today: date
) -> tuple[Edition | None, list[Entry], list[Problem]]:
    """The county's edition, every entry with its state, and what is wrong as problems.

    The edition is None where an entry is refused: a locked statement or a *must* that is changed
    or left out, two entries that contradict each other. ``taken``: ids of other counties.
    """
    found = list(entries(series, overlay, taken, today))
    problems = [problem_of(overlay, entry) for entry in found if entry.state is not State.OK]
    if any(entry.state in REFUSED for entry in found):
        return None, found, problems
    return _edition(series, overlay, found), found, problems


@dataclass
class _Laid:
    """What a county lays over the statements, and what became of them."""

    changes: Mapping[str, list[Change]]
    dropped: Mapping[str, str]
    joined: Mapping[tuple[str, str], list[Statement]]
    local: dict[str, LocalMark]
    left_out: dict[str, tuple[str, str]] = field(default_factory=dict)

    def held(
        self, home: str, group: str, statements: tuple[Statement, ...]
    ) -> tuple[Statement, ...]:
        """One group of a guide's statements, as the county publishes it."""
        return (*self._kept(statements), *self.joined.get((home, group), ()))

    def _kept(self, statements: tuple[Statement, ...]) -> Iterator[Statement]:
        for statement in statements:
            if statement.id in self.dropped:
                words = words_of(statement, "instead" if isinstance(statement, Contrast) else "")
                self.left_out[statement.id] = (words, self.dropped[statement.id])
            else:
                yield self._said(statement)

    def _said(self, statement: Statement) -> Statement:
        own = self.changes.get(statement.id)
        if not own:
            return statement
        before = {change.field: words_of(statement, change.field) for change in own}
        self.local[statement.id] = LocalMark(
            "changed", " ".join(dict.fromkeys(c.because for c in own)), MappingProxyType(before)
        )
        return statement.model_copy(update={change.field: change.to for change in own})


def _edition(series: Series, overlay: Overlay, found: list[Entry]) -> Edition:
    county = overlay.county
    idle = (State.ORPHAN, State.REDUNDANT)
    live = {(e.kind, e.id, e.field) for e in found if e.state not in idle}
    changes: dict[str, list[Change]] = {}
    for change in county.changes:
        if ("change", change.id, change.field) in live:
            changes.setdefault(change.id, []).append(change)
    local: dict[str, LocalMark] = {}
    attached: dict[str, list[Practice]] = {}
    joined: dict[tuple[str, str], list[Statement]] = {}
    for group, _, own in added(overlay):
        if ("addition", own.id, "") not in live:
            continue
        statement = _statewide_kind(own)
        target = getattr(own, "adds_to", None)
        local[own.id] = LocalMark("added", own.because or "", MappingProxyType({}), target)
        if isinstance(statement, Practice) and target:
            attached.setdefault(target, []).append(statement)
        else:
            joined.setdefault((own.guide, group), []).append(statement)
    laid = _Laid(
        changes=changes,
        dropped={e.id: e.because for e in county.left_out if ("left_out", e.id, "") in live},
        joined=joined,
        local=local,
    )
    everyone = series.everyone.model_copy(update=_groups(laid, SHARED, series.everyone))
    guides = {name: _guide(guide, laid) for name, guide in series.guides.items()}
    shared = {part.name: getattr(series, part.name) for part in fields(Series)}
    shared |= {"everyone": everyone, "guides": guides, "info": _info(series.info, overlay)}
    return Edition(
        **shared,
        slug=overlay.slug,
        name=county.name,
        values={id: getattr(county.facts.get(id), "value", None) for id in series.facts},
        example=county.example,
        definition=county.definition,
        color=county.color,
        logo=(county.logo, overlay.logo) if county.logo and overlay.logo else None,
        local=laid.local,
        attached={id: tuple(practices) for id, practices in attached.items()},
        left_out=laid.left_out,
        adoptions=_newest(county.adoptions, guides),
        pages=overlay.pages,
        unsettled={
            state.value: about
            for state in State
            if state not in (State.OK, State.EXPIRED)
            and (about := tuple(entry.id for entry in found if entry.state is state))
        },
        checked={
            id: given.checked.on if given.checked else None
            for id in series.facts
            if (given := county.facts.get(id)) and given.value
        },
    )


def _info(info: SeriesInfo, overlay: Overlay) -> SeriesInfo:
    """The series' own words, with the address at which this edition stands and what it is."""
    county = overlay.county
    address = county.site_address
    if not address and info.site_address:
        address = f"{info.site_address.rstrip('/')}/counties/{overlay.slug}/"
    notice = info.notice
    if county.example:
        notice = f"{county.name} is invented, and its numbers lead nowhere. {info.notice}"
    elif county.adoptions:
        notice = (
            f"{county.name}’s edition of a statewide text. It is based on the sources named. "
            "It is not legal advice."
        )
    info = info.model_copy(update={"notice": notice}) if notice != info.notice else info
    return (
        info if address == info.site_address else info.model_copy(update={"site_address": address})
    )


def _statewide_kind(own: Statement) -> Statement:
    """An addition without the keys that only a county's file has."""
    kind = kind_of(own)
    names = {info.alias or name: name for name, info in kind.model_fields.items()}
    return kind.model_validate({key: getattr(own, name) for key, name in names.items()})


def _groups(laid: _Laid, home: str, holder: Any) -> dict[str, Any]:
    return {group: laid.held(home, group, getattr(holder, group)) for group in STATEMENTS}


def _guide(guide: Guide, laid: _Laid) -> Guide:
    shared = tuple(use for use in guide.shared if use.id not in laid.dropped)
    return guide.model_copy(update={**_groups(laid, guide.id, guide), "shared": shared})


def _newest(adoptions: tuple[Adoption, ...], guides: Mapping[str, Guide]) -> dict[str, Adoption]:
    ordered = sorted(adoptions, key=lambda adoption: adoption.on)
    return {adoption.guide: adoption for adoption in ordered if adoption.guide in guides}
