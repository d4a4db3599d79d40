"""Sheets that belong to no one role: words, what young people ask, and numbers to keep."""

from __future__ import annotations

import re
from typing import Any

from guidance_series.editions import Edition
from guidance_series.handouts import estimate, parts
from guidance_series.handouts.press import Proof

WORDS = "Words to use and to avoid"
ASKED = "What young people ask of us"
KEEP = "Numbers to keep"
"""The titles of the sheets. The last one tells nothing of what the card is about."""

SIZES = (11.0, 10.75, 10.5, 10.25, 10.0, 9.75, 9.5)
_WAYS = (*((size, 0) for size in SIZES), *((SIZES[-1], tight) for tight in (1, 2, 3)))
"""Sizes to try; at last the smallest with less room between lines, in steps."""

FREE = 0.005

_ASKS = {
    "ask": "What they ask of professionals",
    "safe": "What keeps them safe",
    "question": "What they ask adults",
}

CARD_SIZES = (10.5, 10.25, 10.0, 9.75, 9.5, 9.25, 9.0, 8.75, 8.5)

CARD_NUMBERS = {
    "emergency-911": "In danger now",
    "lifeline-988": "Too much to carry? Call or text",
    "national-human-trafficking-hotline": "Advice, day or night",
    "safeline": "Away from home, or thinking of it",
    "cal-furs": "Things get tense at home",
}
"""Services on the wallet card, in words that say nothing of its bearer to whoever finds it."""

CARD_FACTS = {"youth-shelter": "A place to eat, wash and sleep"}

CARD_OWN = ("Someone I trust", "Their number")

_NEVER = re.compile(
    r"traffick|exploit|csec|sexual|abuse|missing|run.?away|foster|probation|survivor|open.?door",
    re.I,
)
"""What a card in a young person's pocket must not say, in an address either."""


def words_proof(edition: Edition, paper: str = "letter") -> Proof:
    """Words to leave out, and what to say."""
    entries: list[dict[str, Any]] = [
        {
            "id": entry.id,
            "term": parts.typeset(entry.term),
            "instead": parts.typeset("; ".join(entry.instead)),
        }
        for entry in edition.wording.values()
    ]
    labels = parts.LABELS | {
        "leave": "Leave out",
        "instead": "Say",
        "notes": "Our own words",
        "ids": "Ids, in this order:",
    }
    data = _data(edition, "words", WORDS, paper) | {
        "labels": labels,
        "lead": parts.typeset(
            "Words can hide what is done to a child, or put the blame where it does not belong. "
            "Say what was done, and who did it. Write as if the young person will read it."
        ),
        "entries": entries,
    }
    width, height = parts.room(paper)

    def rows(size: float) -> list[float]:
        room = (width - 22) / 2 / size / 2.3
        return [
            max(
                estimate.lines(estimate.words(entry["term"]), room - 0.6),
                estimate.lines(estimate.words(entry["instead"]), 1.3 * room / 1.05 - 0.6),
            )
            * estimate.LINE
            + 0.3
            for entry in entries
        ]

    ways: list[dict[str, Any]] = []
    heights = []
    for size, tight in _WAYS:
        tall = rows(size)
        split = min(range(len(tall)), key=lambda n: max(sum(tall[:n]), sum(tall[n:])))
        ways.append({"size": size, "split": split, "tight": tight})
        less = (2.5 + 0.05 * tight * len(tall)) if tight else 0.0
        heights.append((max(sum(tall[:split]), sum(tall[split:])) + 18 - less) * size + 170)
    return _proof(edition, data, "the words sheet", ways, heights, height)


def young_people_proof(edition: Edition, paper: str = "letter") -> Proof:
    """What young people ask of us."""
    asked = [
        {
            "title": title,
            "asks": [
                {
                    "id": ask.id,
                    "title": parts.typeset(
                        ask.title if ask.title.endswith("?") else f"{ask.title}."
                    ),
                    "text": parts.typeset(ask.text),
                }
                for ask in edition.asks.values()
                if ask.set == name
            ],
        }
        for name, title in _ASKS.items()
    ]
    data = _data(edition, "young-people", ASKED, paper) | {
        "labels": parts.LABELS | {"notes": "What we will do about it"},
        "audience": parts.FAMILY,
        "parts": asked,
    }
    width, height = parts.room(paper)

    def tall(part: dict[str, Any], room: float) -> float:
        return 3.2 + sum(
            estimate.lines(
                estimate.words([*ask["title"], {"t": " "}, *ask["text"]], end=len(ask["id"]) / 2.6),
                room - 1.5,
            ) * estimate.LINE + 0.35
            for ask in part["asks"]
        )  # fmt: skip

    ways = [{"size": size, "tight": tight} for size, tight in _WAYS]
    heights = [
        (
            max(tall(part, (width - 22) / 2 / size) for part in asked[:2])
            + tall(asked[2], width / size) + (13, 11, 10, 9)[tight]
        ) * size + 108
        for size, tight in _WAYS
    ]  # fmt: skip
    return _proof(edition, data, "the young people sheet", ways, heights, height)


def get_help_proof(edition: Edition, paper: str = "letter") -> Proof:
    """Wallet cards with numbers to keep; nothing on them or in the file tells what they are about."""
    numbers: list[dict[str, str | None]] = []
    for id, label in CARD_NUMBERS.items():
        if contact := edition.contacts.get(id):
            number = contact.call or contact.text or ""
            number = re.sub(r"^[\d-]*[A-Z][\dA-Z-]* \((.+)\)$", r"\1", number)
            mark = "*" if contact.unchecked else ""
            numbers.append({"label": label, "number": number, "mark": mark})
    for id, label in CARD_FACTS.items():
        numbers.append({"label": label, "number": edition.values.get(id), "mark": ""})
    numbers += [{"label": label, "number": None, "mark": ""} for label in CARD_OWN]
    address = parts.printed_address(edition, "get-help")
    if address and _NEVER.search(address):
        address = None
    unchecked = any(n["mark"] for n in numbers)
    data: dict[str, Any] = {
        "name": "get-help",
        "kind": "get-help",
        "lang": "en",
        "region": "US",
        "paper": parts.PAPERS[paper],
        "document_title": KEEP,
        "author": [],
        "keywords": [],
        "labels": {},
        "title": KEEP,
        "numbers": numbers,
        "margin": f"{parts.YOUNG}. Cut along the marks.",
        "audience": parts.YOUNG,
        "small": [
            *(["* Draft: nobody has called this number to check it yet."] if unchecked else []),
            "Keep this only if that is safe. Wrong? Tell who gave it to you.",
        ],
        "code": f"G {edition.info.release}",
        "address": address and address.removeprefix("https://"),
        "sizes": list(CARD_SIZES),
    }
    local = [id for id in CARD_FACTS if edition.values.get(id)]
    # A county's shelter may need the room of the address; the code still names the release.
    size = CARD_SIZES[-1]
    ways: list[dict[str, Any]] = [{"size": size}, {"size": size, "address": None}]
    return Proof(data, "the get help cards", parts.newest(edition), ways, (0.0, 0.0), local=local)


def _data(edition: Edition, name: str, title: str, paper: str) -> dict[str, Any]:
    reviewed = all(guide.reviewed for guide in edition.guides.values())
    return {
        **parts.frame(
            edition, name, name, title, what="handout", version=parts.guide_versions(edition)
        ),
        **parts.safety(edition, edition.info.report),
        "notice": parts.notice(edition, reviewed=reviewed, must=False, local=False),
        "paper": parts.PAPERS[paper],
        "free": FREE,
    }


def _proof(
    edition: Edition,
    data: dict[str, Any],
    what: str,
    ways: list[dict[str, Any]],
    heights: list[float],
    height: float,
) -> Proof:
    allowed = height * (1 - FREE)
    start = next((n for n, tall in enumerate(heights) if tall <= allowed), len(ways) - 1)
    return Proof(data, what, parts.newest(edition), ways, heights, start, parts.filled_in(edition))
