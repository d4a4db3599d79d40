"""An edition as files for other programs and for a committee: data, and workbooks to fill in.

The workbooks stand in modules of their own, imported where they are made: their library is slow to load.
"""

from guidance_series.exports.data import CSV_COLUMNS, LISTED, practices_csv, series_json

__all__ = ["CSV_COLUMNS", "LISTED", "practices_csv", "series_json"]
