"""How a line of the log is written: what somebody sent cannot begin a line of its own."""

import logging


class OneLine(logging.Formatter):
    """Write a message on one line, whatever stands in it; a traceback below it stays as it is."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- logging's own name
        """Return the line, with every character that is not to be printed spelt out."""
        return "".join(
            c if c.isprintable() else c.encode("unicode_escape").decode()
            for c in super().formatMessage(record)
        )
