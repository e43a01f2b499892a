"""What an inspection says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """A file that may be kept: its kind, and whether it was written anew into the other place."""

    content_type: str
    rewritten: bool = False


class Bad(Exception):  # noqa: N818 - what was found, not a fault of the program
    """A file that may not be kept; ``code`` is a key of :data:`processes.inspection.reasons.SAID`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
