"""The slides of a training pack. The only package that knows python-pptx."""

from guidance_series.slides.deck import Slide, deck, numbered
from guidance_series.slides.show import show

__all__ = ["Slide", "deck", "numbered", "show"]
