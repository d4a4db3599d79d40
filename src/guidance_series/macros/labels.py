"""The words a reader sees for the values that a writer types."""

from __future__ import annotations

import re

KIND = {
    "do": "Do",
    "plan": "Plan",
    "avoid": "Avoid",
    "reflect": "Think about",
    "system": "Set up",
}

KIND_HEADINGS = {
    "do": "What to do",
    "plan": "What to plan",
    "avoid": "What to avoid",
    "reflect": "What to think about",
    "system": "What to set up",
}

SAY = "Words you could say"
UNSAID = "Words to leave unsaid"
CONTRASTS = "In place of the usual response"
USUAL = "Usual"
INSTEAD = "Instead"
"""The same words as on the printed sheets (``handouts``)."""

FILTER_KINDS = {
    **KIND_HEADINGS,
    "contrast": CONTRASTS,
    "say": SAY,
    "not-say": UNSAID,
    "shared": "What counts for everyone",
    "question": "Questions to think about",
}
"""What a guide's filter offers, by the kinds that its statements carry."""

STRENGTH = {"must": "Must", "should": "Should", "may": "May"}

STRENGTH_MEANS = {
    "must": "law or policy asks for it",
    "should": "recommended",
    "may": "an option",
}

FIT = {
    "named": "Named for this role",
    "adapted": "Adapted for this role",
}

FIT_MEANS = {
    "named": "The source says it of this role.",
    "adapted": "The source says it of practitioners in general, or of another role.",
}

SHARED_FIT = {"named": "Named for all practitioners", "adapted": "Adapted"}

BASIS = {
    "law": "law",
    "policy": "policy",
    "research": "research",
    "young people": "young people’s views",
    "practice example": "practice example",
}

LOCAL = {"changed": "Changed here", "added": "Added here"}

MOVED = "Statewide text changed since adoption"

FIELD = {
    "text": "Words",
    "why": "Reason",
    "safety": "Safety",
    "usual": "Usual",
    "instead": "Instead",
}
"""The fields that a county may change, as readers see them named."""

PAPER = {"letter": "US Letter", "a4": "A4"}

PICTURE = {"letter": 132, "a4": 144}
"""The height of a sheet's small picture, 102 pixels wide."""

HOW = {
    "tell": "Tell",
    "ask first": "Ask the young person first, then tell",
    "do not tell": "Do not tell",
}
"""Each is followed by whom, or stands in the column beside them."""

DUTY = {
    "mandated": "The law lists this role among mandated reporters",
    "depends": "Your duty depends on your license or job",
    "confidential": "You are bound by confidentiality",
}

ASKS = {
    "practitioner": "for yourself",
    "supervisor": "for supervision",
    "team": "for a team",
    "trainer": "for training",
}


def telephone(number: str) -> str:
    """A printed number as a ``tel:`` address: letters as keypad digits, nothing else kept."""
    if _INVENTED.search(number):
        return ""
    digits = "".join(_KEYPAD.get(sign, sign) for sign in number.upper() if sign.isalnum())
    if not digits.isdigit():
        return ""
    if len(digits) == 10:
        return f"tel:+1{digits}"
    return f"tel:+{digits}" if len(digits) == 11 else f"tel:{digits}"


def dialed(value: str) -> str:
    """The first number of a text as a ``tel:`` address, or nothing; an invented one has none."""
    for found in _NUMBER.findall(value):
        digits = re.sub(r"\D", "", found)
        if len(digits) in (3, 10) or (len(digits) == 11 and digits[0] == "1"):
            return telephone(found)
    return ""


_NUMBER = re.compile(r"\d(?:[\d\s().-]*\d)?")
_INVENTED = re.compile(r"555[-. )]*01\d\d")
"""Numbers kept for examples: nobody answers them, so nothing leads there."""

_KEYPAD = {
    letter: digit
    for digit, letters in zip("23456789", "ABC DEF GHI JKL MNO PQRS TUV WXYZ".split(), strict=True)
    for letter in letters
}
