"""A training pack as slides: what stands on each, in which size, and what its notes say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from guidance_series.editions import Edition
from guidance_series.handouts import parts
from guidance_series.handouts.training import printed_name
from guidance_series.models import Part
from guidance_series.slides.layouts import COVER, LAYOUTS, TITLE, Paragraph, fits, sizes
from guidance_series.text import Run, plain
from guidance_series.training import Exercise, Pack, Pair, Said, code

MOST = 20
"""Slides of a pack, with the cover."""

_FEWEST = 2
"""Contrasts that are shown in any case."""

_LEAST = (22, 20, 18)
"""Type sizes below which a list goes over two slides."""

BLANK: Run = {"t": "\N{NO-BREAK SPACE}" * 28}
"""Room to type a number that is not known yet; shown as a line."""

_POINT = re.compile(r"\*\*.+?\*\*")


@dataclass(frozen=True)
class Slide:
    """A slide: a layout's name, a title, the paragraphs and the type size of each of its boxes.

    ``part`` names the part of a session in which it is shown.
    """

    layout: str
    title: str
    boxes: tuple[tuple[Paragraph, ...], ...]
    sizes: tuple[int, ...]
    notes: tuple[str, ...]
    part: str = ""


def numbered(slides: Sequence[Slide]) -> dict[str, str]:
    """The numbers of the slides of each part, as 2 or 8–10."""
    found: dict[str, list[int]] = {}
    for number, slide in enumerate(slides, 1):
        found.setdefault(slide.part, []).append(number)
    return {
        part: str(all_[0]) if len(all_) == 1 else f"{all_[0]}–{all_[-1]}"
        for part, all_ in found.items()
    }


def deck(edition: Edition, pack: Pack) -> tuple[Slide, ...]:
    """The slides of a pack, at most ``MOST``.

    Text that would be small goes over two slides. Where those are too many, it gets smaller, and at
    last there are fewer contrasts and situations.
    """
    fewer = [pack]
    while len(fewer[-1].shown) > _FEWEST:
        fewer.append(replace(fewer[-1], shown=fewer[-1].shown[:-1]))
    while len(fewer[-1].exercises) > 1:
        fewer.append(replace(fewer[-1], exercises=fewer[-1].exercises[:-1]))
    tries = [(pack, least) for least in _LEAST] + [(less, _LEAST[-1]) for less in fewer[1:]]
    slides: tuple[Slide, ...] = ()
    for less, least in tries:
        slides = _Deck(edition, less, least).slides()
        if len(slides) <= MOST:
            break
    return slides


def _item(text: str) -> Paragraph:
    return Paragraph(tuple(parts.typeset(text)), "item")


def _text(text: str) -> Paragraph:
    return Paragraph(tuple(parts.typeset(text)), "text")


def _head(text: str, id: str = "") -> Paragraph:
    return Paragraph(({"t": parts.typographic(text), "strong": True},), "head", id)


def _bold(runs: Iterable[Run]) -> list[Run]:
    """The same runs, strong."""
    found = [run.copy() for run in runs]
    for run in found:
        run["strong"] = True
    return found


def _said(said: Said, *, quoted: bool = False) -> Paragraph:
    """A statement; before it the role that says it, or its own title."""
    runs = parts.typeset(said.text)
    if quoted:
        runs = [{"t": "“"}, *runs, {"t": "”"}]
    named = said.title or said.by
    if named:
        stop = "" if named.endswith("?") else "." if said.title else ":"
        runs = [{"t": f"{parts.typographic(named)}{stop} ", "strong": True}, *runs]
    return Paragraph(tuple(runs), "item")


def _listed(said: Iterable[Said]) -> list[str]:
    """Statements as lines of the notes, each with its id."""
    return [f"{one.id}: {f'{one.by}: ' if one.by else ''}{plain(one.text)}" for one in said]


class _Deck:
    """The slides of one pack, part by part."""

    def __init__(self, edition: Edition, pack: Pack, least: int) -> None:
        self.edition, self.pack, self.least = edition, pack, least
        self.words = pack.words
        self.session = pack.words.parts
        self.safety = parts.safety(edition, pack.report)

    def slides(self) -> tuple[Slide, ...]:
        session, pack = self.session, self.pack
        usual = [_item(f"**{pair.situation}.** {pair.usual}") for pair in pack.shown]
        were = [f"{pair.id}: {pair.usual}" for pair in pack.shown]
        made: dict[str, list[Slide]] = {
            "opening": [self.cover()],
            "safety": self.danger(),
            "agreements": self.listed(session.agreements, map(_item, session.agreements.points)),
            "what": self.what(),
            "why": self.said(session.why, pack.principles),
            "asks": self.asks(),
            "usual": self.listed(session.usual, usual, were) if usual else [],
            "contrasts": [slide for pair in pack.shown for slide in self.contrast(pair)],
            "lines": self.lines(),
            "situations": [slide for one in pack.exercises for slide in self.exercise(one)],
            "duty": self.duty(),
            "limits": self.listed(session.limits, map(_item, pack.limits)) if pack.limits else [],
            "questions": self.said(session.questions, pack.questions) if pack.questions else [],
            "plan": self.listed(session.plan, map(_item, session.plan.points)),
            "help": self.help(),
        }
        return tuple(
            replace(slide, part=name, notes=(self.minutes(name), *slide.notes))
            for name, slides in made.items()
            for slide in slides
        )

    def minutes(self, part: str) -> str:
        """How long a part takes in each plan that has it."""
        labels = self.words.labels
        told = (
            f"{step.minutes} {labels.within} {plan.minutes}"
            for plan in self.words.plans
            for step in plan.steps
            if step.part == part
        )
        return f"{labels.minutes.capitalize()}: {' · '.join(told)}"

    # ---- how a slide is made

    def notes(self, part: Part, *more: str, ids: Iterable[str] = ()) -> tuple[str, ...]:
        """How to run the slide, what to listen for, and the ids it rests on."""
        labels = self.words.labels
        said = [f"{labels.run}:", *(f"– {plain(line)}" for line in part.run)]
        if part.listen:
            said += [f"{labels.listen}:", *(f"– {plain(line)}" for line in part.listen)]
        said += more
        if listed := list(dict.fromkeys(ids)):
            said.append(f"{labels.rests_on}: {', '.join(listed)}")
        return tuple(parts.typographic(line) for line in said)

    def fitted(
        self, layout: str, title: str, boxes: Sequence[Sequence[Paragraph]], notes: tuple[str, ...]
    ) -> list[Slide]:
        """The slide; where a box holds too much, all of it in one column on as many as it needs."""
        title = parts.typographic(title)
        if found := sizes(boxes, layout, self.least):
            return [Slide(layout, title, tuple(map(tuple, boxes)), found, notes)]
        return self.split(title, [paragraph for box in boxes for paragraph in box], notes)

    def split(self, title: str, left: list[Paragraph], notes: tuple[str, ...]) -> list[Slide]:
        """Slides of one column, each with as many paragraphs as fit, about the same on each."""
        (place,) = LAYOUTS["Text"]
        place = replace(place, sizes=tuple(size for size in place.sizes if size >= self.least))
        groups: list[list[Paragraph]] = [[]]
        for paragraph in left:
            if groups[-1] and fits([*groups[-1], paragraph], place) is None:
                groups.append([])
            groups[-1].append(paragraph)
        if len(groups) == 2 and groups[0][-1].look == "item":
            half = -(-len(left) // 2)
            even = [left[:half], left[half:]]
            groups = even if all(fits(group, place) for group in even) else groups
        more = f" ({self.words.labels.more})"
        size = min(fits(group, place) or place.sizes[-1] for group in groups)
        return [
            Slide(
                "Text",
                title + (more if number else ""),
                (tuple(group),),
                (size,),
                notes,
            )
            for number, group in enumerate(groups)
        ]

    def listed(
        self, part: Part, body: Iterable[Paragraph], more: Sequence[str] = ()
    ) -> list[Slide]:
        """A slide with the part's lead above a list; ``more`` goes into its notes."""
        lead = [Paragraph(tuple(parts.typeset(part.lead)), "lead")] if part.lead else []
        return self.fitted("Text", part.title, [[*lead, *body]], self.notes(part, *more))

    def said(self, part: Part, said: Sequence[Said]) -> list[Slide]:
        return self.listed(part, [_said(one) for one in said], _listed(said))

    # ---- the slides

    def cover(self) -> Slide:
        info, pack, labels = self.edition.info, self.pack, self.words.labels
        guide = self.edition.guides[pack.guide] if pack.guide else None
        version = (
            parts.guide_version(guide, self.edition.standing(guide))
            if guide
            else parts.guide_versions(self.edition)
        )
        printed = f"{self.edition.name} · Release {info.release} · {version}"
        printed += f" · {labels.code} {code(pack)}"
        reviewed = guide.reviewed is not None if guide else False
        notice = parts.notice(self.edition, reviewed=reviewed, must=False)
        first = [_text(f"{info.name}: {info.tagline}"), _text(printed)]
        if address := parts.printed_address(self.edition, printed_name(pack.name)):
            first.append(_text(f"{parts.LABELS['address']} {address}"))
        boxes = (tuple(first), (Paragraph(tuple(notice)),))
        sizes = tuple(
            fits(box, place) or place.sizes[-1]
            for box, place in zip(boxes, LAYOUTS["Cover"], strict=True)
        )
        aims = (f"{labels.aims}:", *(f"– {plain(aim)}" for aim in pack.aims), plain(labels.font))
        notes = self.notes(self.session.opening, *aims)
        return Slide("Cover", f"{labels.slides}: {pack.title}", boxes, sizes, notes)

    def danger(self) -> list[Slide]:
        labels = parts.LABELS
        boxes = [
            [_head(labels["danger"]), Paragraph(tuple(self.safety["danger"]))],
            [_head(labels["report"]), Paragraph(tuple(self.safety["report"]))],
            [_head(labels["call"]), *self.calls(self.safety["contacts"])],
        ]
        notes = self.notes(self.session.safety, parts.UNCHECKED)
        return self.fitted("Safety", self.session.safety.title, boxes, notes)

    def calls(self, contacts: Sequence[dict[str, Any]], *, broken: bool = False) -> list[Paragraph]:
        """A county's own number first, or room to type it; then services, one in a paragraph.

        ``broken``: each number on a line of its own below the name.
        """
        between: Run = {"t": "\n" if broken else ": "}
        found = []
        for fact in self.safety["facts"]:
            value = fact["value"] or [BLANK]
            found.append(Paragraph((*_bold(fact["label"]), between, *value)))
        for contact in contacts:
            name, first = contact["name"][0], contact["first"][0]
            if name["t"] == first["t"]:
                first = {"t": parts.LABELS["danger"]}
            ways: list[Run] = [first, {"t": contact["mark"]}]
            for number, way in enumerate(contact["more"]):
                ways += [{"t": "\n" if broken and not number else " · "}, *way]
            found.append(Paragraph((*_bold([name]), between, *ways)))
        return found

    def what(self) -> list[Slide]:
        """The first paragraph of the first section, then the point of each paragraph of the others."""
        if not self.pack.what:
            return []
        (_, first), *others = self.pack.what
        body = [_text(first[0])]
        more = [text for _, texts in others for text in texts]
        body += [_item(point[0] if (point := _POINT.match(text)) else text) for text in more]
        notes = self.notes(self.session.what, *map(plain, (*first, *more)))
        return self.fitted("Text", self.session.what.title, [body], notes)

    def asks(self) -> list[Slide]:
        asks, part = self.pack.asks, self.session.asks
        if not asks:
            return []
        half = -(-len(asks) // 2)
        boxes = [
            [Paragraph(({"t": parts.typographic(ask.title)},), "item") for ask in some]
            for some in (asks[:half], asks[half:])
        ]
        full = (f"{ask.id}: {ask.title}. {plain(ask.text)}" for ask in asks)
        return self.fitted("Columns", part.title, boxes, self.notes(part, *full))

    def contrast(self, pair: Pair) -> list[Slide]:
        labels = parts.LABELS
        boxes = [
            [_head(labels["usual"]), _text(pair.usual)],
            [_head(labels["instead"], pair.id), _text(pair.instead)],
            [
                Paragraph(
                    ({"t": f"{self.words.labels.why}: ", "strong": True}, *parts.typeset(pair.why))
                )
            ],
        ]
        title = f"{pair.situation}, {pair.by}" if pair.by else pair.situation
        return self.fitted(
            "Contrast", title, boxes, self.notes(self.session.contrasts, ids=[pair.id])
        )

    def lines(self) -> list[Slide]:
        pack, part, labels = self.pack, self.session.lines, parts.LABELS
        if not (pack.say or pack.unsaid):
            return []
        boxes = [
            [
                _head(labels["say"]),
                *(_said(replace(line, by=""), quoted=True) for line in pack.say),
            ],
            [
                _head(labels["unsaid"]),
                *(_said(replace(line, by=""), quoted=True) for line in pack.unsaid),
            ],
        ]
        notes = self.notes(
            part,
            f"{labels['say']}:",
            *_listed(pack.say),
            f"{labels['unsaid']}:",
            *_listed(pack.unsaid),
        )
        return self.fitted("Words", part.title, boxes, notes)

    def exercise(self, exercise: Exercise) -> list[Slide]:
        labels, part = self.words.labels, self.session.situations
        boxes = [
            [_text(text) for text in exercise.opening],
            [_head(part.title), *(_item(point) for point in part.points)],
        ]
        first = [f"– {plain(text)}" for text in exercise.first]
        notes = self.notes(
            part, f"{labels.first}:", *first, f"{labels.draws}:", *_listed(exercise.draws),
            ids=[exercise.id],
        )  # fmt: skip
        return self.fitted("Situation", exercise.title, boxes, notes)

    def duty(self) -> list[Slide]:
        """911 first, then this role's own duty; for several roles, which are alike."""
        body = [Paragraph(tuple(_bold(self.safety["danger"])))]
        if self.pack.guide:
            body += [_item(text) for text in self.pack.duty]
        else:
            body.append(_text(self.pack.report))
            body += [_item(f"**{kind}:** {', '.join(who)}.") for kind, who in self.pack.groups]
        duties = [f"– {who}: {plain(text)}" for who, text in self.pack.duties]
        return self.fitted(
            "Text", self.session.duty.title, [body], self.notes(self.session.duty, *duties)
        )

    def help(self) -> list[Slide]:
        """Numbers in two columns: a county's own and 911 first."""
        part = self.session.help
        listed = [
            contact for contact in self.edition.contacts.values() if contact.call or contact.text
        ]
        body = self.calls([parts.contact(contact) for contact in listed], broken=True)
        half = -(-len(body) // 2)
        marked = any(contact.unchecked for contact in listed)
        end = [_text(parts.UNCHECKED)] if marked else []
        return self.fitted(
            "Columns", part.title, [body[:half], [*body[half:], *end]], self.notes(part)
        )


def title_size(slide: Slide) -> int:
    """The type size in which a slide's title fits its place."""
    place = COVER if slide.layout == "Cover" else TITLE
    return fits([_head(slide.title)], place) or place.sizes[-1]
