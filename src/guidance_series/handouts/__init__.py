"""Printed sheets, set by Typst. The only package that knows Typst.

Python turns an edition into plain data; the templates turn that data into pages. Nothing a writer
types is ever evaluated as Typst markup.
"""

from guidance_series.handouts.guides import FREE, SIZES, Fit, fit, one_pager, sheet_data
from guidance_series.handouts.press import DoesNotFit, Unprintable

__all__ = ["FREE", "SIZES", "DoesNotFit", "Fit", "Unprintable", "fit", "one_pager", "sheet_data"]
