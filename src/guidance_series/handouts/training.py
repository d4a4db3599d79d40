"""The printed parts of a training pack: the facilitator's guide, the worksheets, the feedback form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from guidance_series.editions import Edition
from guidance_series.handouts import parts, shelf
from guidance_series.handouts.press import Proof
from guidance_series.models import Part, Training
from guidance_series.text import Run
from guidance_series.training import Exercise, Pack, Pair, Said, Tells, code, short

FEEDBACK = "feedback"
"""The name of the form, one for every pack."""


def printed_name(name: str) -> str:
    """What stands for a pack, or for the form, in the addresses that its files carry."""
    return f"training-{name}"


def facilitator_proof(
    edition: Edition, pack: Pack, slides: Mapping[str, str], paper: str = "letter"
) -> Proof:
    """The guide for whoever leads the session: aims, plans, care, notes for each part.

    ``slides`` are the numbers of the slides of each part, as its plan shows them.
    """
    words = pack.words
    data = {
        **frame(edition, pack, "facilitator", paper),
        "summary": parts.typeset(pack.summary),
        "aims": _texts(pack.aims),
        "prepare": _texts(words.prepare),
        "care": _texts(words.care),
        "not_shown": _texts(words.not_shown),
        "plans": _plans(words, slides),
        "parts": [
            {**_part(part), "minutes": _minutes(words, name), **_content(pack, name)}
            for name, part in words.parts.each()
        ],
        "sources": [parts.typographic(source) for source in pack.sources],
        "font": parts.typeset(words.labels.font),
    }
    return Proof(data, f"the facilitator guide of {pack.name}", dated(edition))


def worksheets_proof(edition: Edition, pack: Pack, paper: str = "letter") -> Proof:
    """What people write on: contrasts with one side blank, situations, one plan."""
    session = pack.words.parts
    data = {
        **frame(edition, pack, "worksheets", paper),
        "usual": _part(session.usual),
        "pairs": [_pair(pair) for pair in (*pack.shown, *pack.more)],
        "situations": _part(session.situations),
        "exercises": [_exercise(exercise) for exercise in pack.exercises],
        "duty": _part(session.duty),
        "duties": [] if pack.guide else _duties(pack),
        "plan": _part(session.plan),
    }
    return Proof(data, f"the worksheets of {pack.name}", dated(edition))


def feedback_proof(edition: Edition, paper: str = "letter") -> Proof:
    """One form for every session; it asks for no name."""
    words = edition.training.feedback
    data = {
        **parts.frame(
            edition, printed_name(FEEDBACK), FEEDBACK, words.title,
            what="training", version=parts.guide_versions(edition),
        ),
        "name": FEEDBACK,
        **parts.safety(edition, edition.info.report),
        "paper": parts.PAPERS[paper],
        "notice": _notice(edition),
        "lead": parts.typeset(words.lead),
        "scale": words.scale,
        "rate": _texts(words.rate),
        "write": _texts(words.write),
    }  # fmt: skip
    proof = Proof(data, "the feedback form", dated(edition))
    label = edition.training.labels.code
    data["version"] += f" · {label} {short(shelf.content_key(proof))}"
    return proof


def frame(edition: Edition, pack: Pack, kind: str, paper: str = "letter") -> dict[str, Any]:
    """The frame of a pack's ``facilitator`` or ``worksheets``, with the code of its content.

    All files of a pack carry one address: behind it stands which code is current.
    """
    guide = edition.guides[pack.guide] if pack.guide else None
    version = parts.guide_versions(edition)
    if guide:
        version = parts.guide_version(guide, edition.standing(guide))
    labels = pack.words.labels
    what: str = getattr(labels, kind)
    found = parts.frame(
        edition, printed_name(pack.name), kind, f"{what}: {pack.title}",
        what="training", version=f"{version} · {labels.code} {code(pack)}",
    )  # fmt: skip
    return {
        **found,
        "name": f"{pack.name}-{kind}",
        **parts.safety(edition, pack.report),
        "paper": parts.PAPERS[paper],
        "kicker": what,
        "notice": _notice(edition, pack),
        "labels": parts.LABELS | labels.model_dump(exclude={"why", "font"}) | {"why": labels.why},
    }


def dated(edition: Edition) -> date:
    """The day that a pack's files carry."""
    return parts.newest(edition)


def _notice(edition: Edition, pack: Pack | None = None) -> list[Run]:
    guides = [edition.guides[pack.guide]] if pack and pack.guide else edition.guides.values()
    drawn = [said for exercise in pack.exercises for said in exercise.draws] if pack else []
    return parts.notice(
        edition,
        reviewed=all(guide.reviewed for guide in guides),
        must=any(said.must for said in drawn),
    )


def _texts(texts: Sequence[str]) -> list[list[Run]]:
    return [parts.typeset(text) for text in texts]


def _plans(words: Training, slides: Mapping[str, str]) -> dict[str, Any]:
    """A row for each part with its slides, a column for each plan, and a note on each."""
    rows = [
        {"title": part.title, "slides": slides.get(name), "minutes": _minutes(words, name)}
        for name, part in words.parts.each()
    ]
    return {
        "totals": [plan.minutes for plan in words.plans],
        "rows": rows,
        "notes": _texts([plan.note for plan in words.plans]),
    }


def _minutes(words: Training, name: str) -> list[int | None]:
    """How long a part takes in each plan; None where a plan leaves it out."""
    return [
        next((step.minutes for step in plan.steps if step.part == name), None)
        for plan in words.plans
    ]


def _part(part: Part) -> dict[str, Any]:
    return {
        "title": part.title,
        "lead": parts.typeset(part.lead) if part.lead else None,
        "points": _texts(part.points),
        "run": _texts(part.run),
        "listen": _texts(part.listen),
    }


def _content(pack: Pack, name: str) -> dict[str, Any]:
    """What the notes on a part show beside how it is run."""
    found: dict[str, Any] = {}
    match name:
        case "why":
            found["items"] = [_said(said) for said in pack.principles]
        case "contrasts":
            found["pairs"] = [_pair(pair) for pair in (*pack.shown, *pack.more)]
        case "lines":
            found["say"] = [_said(line) for line in pack.say]
            found["unsaid"] = [_said(line) for line in pack.unsaid]
        case "situations":
            found["exercises"] = [_exercise(exercise) for exercise in pack.exercises]
        case "duty" if pack.guide:
            found["texts"] = _texts(pack.duty)
        case "duty":
            found["duties"] = _duties(pack)
        case "limits":
            found["texts"] = _texts(pack.limits)
        case "questions":
            found["items"] = [_said(question) for question in pack.questions]
    return found


def _duties(pack: Pack) -> list[tuple[str, list[Run]]]:
    """Each role with its duty in short."""
    return [(who, parts.typeset(text)) for who, text in pack.duties]


def _said(said: Said) -> dict[str, Any]:
    words = [word for word, on in (("must", said.must), ("local", said.local)) if on]
    return {
        "id": said.id,
        "by": said.by,
        "title": parts.typographic(said.title),
        "words": words,
        "text": parts.typeset(said.text),
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "id": pair.id,
        "by": pair.by,
        "words": ["local"] if pair.local else [],
        "situation": pair.situation,
        "usual": parts.typeset(pair.usual),
        "instead": parts.typeset(pair.instead),
        "why": parts.typeset(pair.why),
    }


def _exercise(exercise: Exercise) -> dict[str, Any]:
    return {
        "id": exercise.id,
        "title": exercise.title,
        "opening": _texts(exercise.opening),
        "first": _texts(exercise.first),
        "draws": [_said(said) for said in exercise.draws],
        "tells": [_told(tells) for tells in exercise.tells],
    }


def _told(tells: Tells) -> dict[str, Any]:
    what = parts.typographic(tells.what)
    return {
        "id": tells.id,
        "by": tells.by,
        "to": tells.to,
        "what": what[:1].lower() + what[1:],
        "never": tells.how == "do not tell",
        "asks": tells.how == "ask first",
    }
