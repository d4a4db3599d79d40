"""What gets built: the statewide series, or one county's.

Nothing below this package can tell the two apart.
"""

from guidance_series.editions.county import Entry, Overlay, State, overlay_of, resolve, slugs
from guidance_series.editions.edition import Edition, InSituation, LocalMark, statewide
from guidance_series.load import SHARED

__all__ = [
    "SHARED",
    "Edition",
    "Entry",
    "InSituation",
    "LocalMark",
    "Overlay",
    "State",
    "overlay_of",
    "resolve",
    "slugs",
    "statewide",
]
