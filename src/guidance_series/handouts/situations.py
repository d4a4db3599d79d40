"""The meeting sheet of a situation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from guidance_series.editions import Edition, InSituation, first_moves
from guidance_series.handouts import estimate, parts
from guidance_series.handouts.press import Proof
from guidance_series.models import Practice, Situation

SIZES = (11.0, 10.75, 10.5, 10.25, 10.0, 9.75, 9.5)

FREE = 0.003

GAP = "The sources say nothing for this role here. Ask your supervisor or counsel."

ALL = 99

FEWER = (6, 4, 2)
"""How many of a county's numbers stand on the sheet where all of them leave no room; then the sheet
says where the others are."""

LINE = 1.118
"""From one line to the next within a role, in em."""

_HOW = {"tell": None, "ask first": "if the young person agrees", "do not tell": None}
_KIND = {"avoid": None, "plan": "Plan:", "reflect": "Think:", "system": "Set up:", "do": None}

LABELS = parts.LABELS | {
    "kicker": "Meeting sheet",
    "first": "What comes first",
    "roles": "First moves of each role",
    "tells": "Tells",
    "never": "Does not tell",
    "who": "Name",
    "by": "by",
    "meeting": ["Meeting on", "Led by", "Next meeting"],
    "more": "more on the page Get help",
    "notes": "Agreed here. Write no name of a young person on this sheet.",
}


def situation_proof(edition: Edition, situation: Situation, paper: str = "letter") -> Proof:
    """The meeting sheet with every way in which it may be set."""
    cells = edition.roles_in(situation)
    roles = [_role(edition, situation, cell) for cell in cells]
    guides = edition.guides.values()
    told = [one for role in roles for tell in role["tells"] for one in tell["by"]]
    moves = [move for role in roles for move in role["moves"]]
    marks = {word for one in (*moves, *told) for word in one["words"]}
    # The second move of a role gives way where room is scarce, so no overflow is its doing.
    kept = dict.fromkeys(
        one["id"] for one in (*(r["moves"][0] for r in roles if r["moves"]), *told)
    )
    safety = parts.safety(edition, edition.info.report)
    always = len(safety["facts"])
    safety["facts"] += [parts.fact(edition, fact) for fact in edition.facts_in(situation)]
    data = {
        **parts.frame(
            edition, f"situation-{situation.id}", "situation", situation.title,
            what="meeting sheet", version=parts.guide_versions(edition),
        ),
        **safety,
        "always": always,
        "labels": LABELS,
        "notice": parts.notice(
            edition,
            reviewed=all(guide.reviewed for guide in guides),
            must="must" in marks,
            newer=parts.NEWER in marks,
            local="local" in marks,
        ),
        "first": [parts.typeset(passage.text) for passage in situation.first],
        "roles": roles,
        "paper": parts.PAPERS[paper],
        "free": FREE,
    }  # fmt: skip
    width, height = parts.room(paper)
    width, height = width + 16, height + 12  # as in situation.typ
    ways: list[dict[str, Any]] = [
        {"size": size, "moves": moves, "full": full, "lines": lines, "tight": tight, "most": most}
        for moves, full, lines, tight, most, sizes in (
            (2, True, 9, 0, ALL, SIZES[2:]),
            (1, True, 9, 0, ALL, SIZES),
            (1, False, 9, 0, ALL, SIZES[-3:]),
            (1, False, 9, 1, ALL, SIZES[-1:]),
            (1, False, 9, 2, ALL, SIZES[-1:]),
            (1, False, 9, 3, ALL, SIZES[-1:]),
            (1, False, 4, 3, ALL, SIZES[-1:]),
            *((1, False, most, 3, most, SIZES[-1:]) for most in FEWER),
        )
        for size in sizes
    ]
    heights = []
    for way in ways:
        tall = [_role_height(role, width, way["size"], way["moves"], way["full"]) for role in roles]
        way["split"] = _split(tall)
        heights.append(_height(data, width, tall, way))
    start = next((n for n, tall in enumerate(heights) if tall <= height), len(ways) - 1)
    return Proof(
        data,
        f"the meeting sheet of {situation.id}",
        parts.newest(edition),
        ways,
        heights,
        start,
        [id for id in kept if id in edition.local] + parts.filled_in(edition, situation.id),
    )


def _role(edition: Edition, situation: Situation, cell: InSituation) -> dict[str, Any]:
    moves = [_move(edition, practice) for practice in first_moves(cell.practices)[:2]]
    if not moves:
        moves = [
            {
                "id": use.id,
                "words": [],
                "kind": None,
                "avoid": False,
                "text": parts.typeset(use.how),
            }
            for use, _ in cell.shared[:1]
        ]
    title = cell.guide.title
    return {
        "title": title,
        "long": sum(estimate.words([{"t": title}])) > 10,
        "gap": GAP if cell.is_gap else None,
        "moves": moves,
        "tells": _tells(edition, cell.guide.id, situation),
    }


def _tells(edition: Edition, guide: str, situation: Situation) -> list[dict[str, Any]]:
    """Whom a role tells in a situation: one entry for each who is told in the same way."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for sender, practice in edition.handoffs_in(situation):
        if sender != guide or (handoff := practice.handoff) is None:
            continue
        what = parts.typographic(edition.information[handoff.what].title)
        what = what[:1].lower() + what[1:]
        same = found.setdefault(
            (handoff.to, handoff.how),
            {
                "to": edition.guides[handoff.to].title,
                "how": _HOW[handoff.how],
                "never": handoff.how == "do not tell",
                "what": what,
                "by": [],
            },
        )
        same["by"].append(parts.marked(edition, {"id": practice.id, "words": []}))
        if what not in same["what"]:
            same["what"] += f"; {what}"
    return list(found.values())


def _move(edition: Edition, practice: Practice) -> dict[str, Any]:
    return {
        **parts.marked(edition, parts.practice(practice)),
        "kind": _KIND[practice.kind],
        "avoid": practice.kind == "avoid",
    }


def _role_height(role: dict[str, Any], width: float, size: float, moves: int, full: bool) -> float:
    """The height of a role's block, in em."""
    room = (width - 22) / 2 / size - 1.4
    total = 3.65 if role["long"] else 2.0
    texts = [move["text"] for move in role["moves"][:moves]] or [[{"t": role["gap"] or ""}]]
    told = "; ".join(
        f"{t['to']} ({t['what'] if full else ''} {t['how'] or ''}) {' '.join(one['id'] for one in t['by'])}"
        for t in role["tells"]
    )
    if told and not full:
        texts[-1] = [*texts[-1], {"t": f" AB-00 Tells {told}"}]
    for text in texts:
        total += estimate.lines(estimate.words(text, end=3.5), room) * LINE + 0.15
    if told and full:
        total += estimate.lines(estimate.words([{"t": f"Tells {told}"}]), room) * LINE
    return total


def _split(heights: Sequence[float]) -> int:
    """How many roles stand in the left column, so that both end at about the same height."""
    return min(
        range(1, len(heights)), key=lambda n: max(sum(heights[:n]), sum(heights[n:])), default=1
    )


def _height(
    data: dict[str, Any], width: float, roles: Sequence[float], way: dict[str, Any]
) -> float:
    """What the whole sheet takes, in points."""
    size, split = way["size"], way["split"]
    em = max(sum(roles[:split]), sum(roles[split:]))
    for text in data["first"]:
        em += estimate.lines(estimate.words(text), width / size - 1.2) * estimate.LINE + 0.05
    filled = sum(fact["value"] is not None for fact in data["facts"])
    facts = min(way["most"], filled + min(way["lines"], len(data["facts"]) - filled))
    calls = facts + len(data["contacts"])
    em -= (0.0, 2.2, 6.0, 9.0)[way["tight"]]
    return float((em + (calls + 1) // 2 * 1.77 + 13.25) * size + 86)
