"""What gets built: the statewide series, or one county's.

Nothing below this package can tell the two apart.
"""

from guidance_series.editions.color import contrast, nearest_that_passes
from guidance_series.editions.county import CHANGEABLE, Entry, State, added, words_of
from guidance_series.editions.edition import Edition, InSituation, LocalMark, numbers, statewide
from guidance_series.editions.merge import resolve
from guidance_series.editions.overlay import (
    FOLDER,
    LocalPage,
    Overlay,
    is_slug,
    overlay_of,
    slugs,
)
from guidance_series.load import SHARED

__all__ = [
    "CHANGEABLE",
    "FOLDER",
    "SHARED",
    "Edition",
    "Entry",
    "InSituation",
    "LocalMark",
    "LocalPage",
    "Overlay",
    "State",
    "added",
    "contrast",
    "is_slug",
    "nearest_that_passes",
    "numbers",
    "overlay_of",
    "resolve",
    "slugs",
    "statewide",
    "words_of",
]
