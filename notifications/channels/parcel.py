"""What a channel is given, and the three ways in which it may fail."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Parcel:
    """One message to one address.

    Args:
        key: The same at every attempt; a receiver that keeps keys takes it once.
    """

    key: str
    to: str
    title: str
    body: str
    short: str
    language: str


class Failed(Exception):  # noqa: N818 - an answer of the other side, not an error of ours
    """It did not leave; it may be tried again."""


class Refused(Failed):
    """It will never be taken: a wrong address, a message that is not allowed."""


class Unknown(Failed):
    """It left, and nobody can say whether it arrived."""
