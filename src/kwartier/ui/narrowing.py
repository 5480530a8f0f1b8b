"""Long lists that a person narrows down by words, in the address, without JavaScript."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from kwartier.platform.folding import fold

# Up to here a list is read at a glance; a box above it would only be in the way.
LONGEST_AT_A_GLANCE = 8
_LONGEST_WANTED = 100
_TELLING = 4
_SUPPLY_POINT_DIGITS = 14


@dataclass(frozen=True, slots=True)
class Narrowed[Row]:
    """The rows that match what is wanted (all of them, where nothing is), of ``whole_count``."""

    wanted: str
    rows: tuple[Row, ...]
    whole_count: int

    @property
    def is_offered(self) -> bool:
        """Whether the list is long enough to be searched."""
        return self.whole_count > LONGEST_AT_A_GLANCE

    @property
    def kept_count(self) -> int:
        """How many rows are left."""
        return len(self.rows)


def narrow[Row](rows: Iterable[Row], wanted: str, text_of: Callable[[Row], str]) -> Narrowed[Row]:
    """Keep the rows whose text holds every word of ``wanted``, in any order, accents or not.

    The beginning of a word is enough, and any four characters of it: the last digits of a number
    find it, while a house number does not find all the numbers with these digits in them.
    """
    whole = tuple(rows)
    asked = wanted.strip()[:_LONGEST_WANTED]
    words = _words_of(asked)
    kept = tuple(row for row in whole if _holds(fold(text_of(row)).split(), words))
    return Narrowed(asked, kept, len(whole))


def _words_of(asked: str) -> list[str]:
    words = fold(asked).split()
    number = "".join(words)
    # A supply-point number is often printed, and typed, in groups.
    return [number] if number.isdigit() and len(number) >= _SUPPLY_POINT_DIGITS else words


def _holds(text: list[str], words: list[str]) -> bool:
    return all(
        any(each.startswith(word) or (len(word) >= _TELLING and word in each) for each in text)
        for word in words
    )
