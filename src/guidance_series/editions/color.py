"""A county's color, checked so that everyone can read white words on it and it on white."""

from __future__ import annotations

import colorsys

LEAST = 4.5
"""WCAG 2.2, 1.4.3: the contrast that text needs."""


def contrast(one: str, other: str = "#ffffff") -> float:
    """The contrast of two colors such as ``#00595a``, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def passes(color: str) -> bool:
    """Whether white text on the color, and the color on white, can be read."""
    return contrast(color) >= LEAST


def nearest_that_passes(color: str) -> str:
    """The color itself, or the first darker one of the same hue that passes."""
    hue, light, strong = colorsys.rgb_to_hls(*(part / 255 for part in _parts(color)))
    steps = 510
    for step in range(round(light * steps), -1, -1):
        red, green, blue = colorsys.hls_to_rgb(hue, step / steps, strong)
        found = f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
        if passes(found):
            return color.lower() if passes(color) else found
    return "#000000"


def _parts(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: str) -> float:
    red, green, blue = (
        part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4
        for part in _parts(color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
