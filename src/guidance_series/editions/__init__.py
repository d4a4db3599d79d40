"""What gets built: the statewide series, or one county's.

Nothing below this package can tell the two apart.
"""

from guidance_series.editions.color import contrast, nearest_that_passes
from guidance_series.editions.county import (
    CHANGEABLE,
    Entry,
    State,
    added,
    protected,
    texts_of,
    words_of,
)
from guidance_series.editions.edition import (
    Edition,
    InSituation,
    LocalMark,
    first_moves,
    statewide,
)
from guidance_series.editions.merge import resolve
from guidance_series.editions.overlay import (
    FOLDER,
    LocalPage,
    Overlay,
    is_slug,
    overlay_of,
    slugs,
)
from guidance_series.editions.review import (
    CHOICES,
    FIXED,
    Reviewed,
    home_of,
    kind_name,
    main_part,
    parts_of,
    places_of,
    said,
    strength_of,
    under_review,
)
from guidance_series.load import SHARED
from guidance_series.models import numbers

__all__ = [
    "CHANGEABLE",
    "CHOICES",
    "FIXED",
    "FOLDER",
    "SHARED",
    "Edition",
    "Entry",
    "InSituation",
    "LocalMark",
    "LocalPage",
    "Overlay",
    "Reviewed",
    "State",
    "added",
    "contrast",
    "first_moves",
    "home_of",
    "is_slug",
    "kind_name",
    "main_part",
    "nearest_that_passes",
    "numbers",
    "overlay_of",
    "parts_of",
    "places_of",
    "protected",
    "resolve",
    "said",
    "slugs",
    "statewide",
    "strength_of",
    "texts_of",
    "under_review",
    "words_of",
]
