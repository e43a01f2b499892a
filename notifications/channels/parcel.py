"""What a channel is given, what a way out is, and the three ways in which it may fail."""

from dataclasses import dataclass
from types import TracebackType
from typing import Self


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


class Line:
    """A way out: opened for a row of parcels, closed behind them."""

    def open(self) -> None:
        """Open the way, or raise :class:`Failed`."""

    def close(self) -> None:
        """Close the way."""

    def send(self, parcel: Parcel) -> None:
        """Hand one parcel over, or raise what became of it."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()
