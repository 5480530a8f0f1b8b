"""Long lists a part at a time, by an address that names the first row: ``?from=200``."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

_MOST_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Stretch:
    """The rows from ``first`` on, at most ``size``: one more is read, to know whether others follow."""

    first: int
    size: int

    @property
    def limit(self) -> int:
        """How many rows to read."""
        return self.size + 1

    def cut[Row](self, rows: Sequence[Row]) -> tuple[Sequence[Row], dict[str, int | None]]:
        """The rows of this part, and where the parts beside it begin, for `office/parts/pages.html`."""
        return rows[: self.size], {
            "next_from": self.first + self.size if len(rows) > self.size else None,
            "before_from": max(self.first - self.size, 0) if self.first else None,
        }


def read_stretch(request: HttpRequest, *, size: int) -> Stretch:
    """The part of a list that the address asks for; what is no number asks for the first."""
    asked = request.GET.get("from", "")
    is_number = asked.isascii() and asked.isdecimal() and len(asked) <= _MOST_DIGITS
    return Stretch(first=int(asked) if is_number else 0, size=size)
