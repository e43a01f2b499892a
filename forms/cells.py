"""Cells of a CSV that a spreadsheet opens: no text of it is taken for a formula."""

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
BOM = "\ufeff"  # or a spreadsheet takes Vietnamese for another alphabet


def cell(value: object) -> str:
    """Return a cell's text; what would begin a formula is preceded by an apostrophe."""
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(STARTS) else text
