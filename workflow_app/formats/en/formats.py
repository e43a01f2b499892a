"""English pages show the same dates as the documents they stand for; only numbers differ."""

from workflow_app.formats.vi.formats import *  # noqa: F403 - formats are read by name from here

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
