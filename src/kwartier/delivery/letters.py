"""Letters of rooms above: delivery prints and counts them like its own, and knows none of the rooms.

A room says, when the house is put together (`AppConfig.ready`), how a letter of its own is made, and
hears when letters left, in the same transaction: what it writes is there with their leaving, or not
at all.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from kwartier.documents.types import StoredDocumentView


class LetterRoom(Protocol):
    """A room whose letters go by post."""

    def check(self, *, brand_id: int, today: date, now: datetime) -> None:
        """Put what waits into the queue and take out what must not leave any more; called before a batch."""
        ...

    def make(self, *, brand_id: int, number: str, now: datetime) -> StoredDocumentView:
        """The PDF of a letter, made where nobody made it before. Raises Refusal."""
        ...

    def note_left(
        self, *, brand_id: int, numbers: Collection[str], today: date, now: datetime
    ) -> None:
        """Letters were handed over to the print house today; a second time changes nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenLetter:
    """A letter that a room wrote; ``address`` is its lines, empty where none is known."""

    number: str
    account_id: int
    issued_on: date
    address: str
    language: str


_rooms: dict[str, LetterRoom] = {}


def print_for(name: str, room: LetterRoom) -> None:
    """Print the letters of a room from now on."""
    _rooms[name] = room


def get_room(name: str) -> LetterRoom:
    """The room of a letter. Raises KeyError where nobody said so."""
    return _rooms[name]


def list_rooms() -> list[LetterRoom]:
    """Every room whose letters are printed."""
    return list(_rooms.values())
