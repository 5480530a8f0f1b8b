"""Fields of a file that a person wrote: what is wrong is noted by line and field, and reading goes on."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from energycore.bundle import DocumentInvalid
from energycore.bundle.reading import as_list, as_mapping, as_text, required
from kwartier.pricing.formats.card_file_types import FileProblem
from kwartier.pricing.refusals import PriceCardInvalid


class FileNotes:
    """Reads fields; of what is wrong it gives nothing (an empty table, list or text), and notes it.

    ``line_of`` says on which line a path stands; everything that is wrong ends up in ``problems``.
    """

    def __init__(self, line_of: Callable[[str], int], problems: list[FileProblem]) -> None:
        self._line_of, self.problems = line_of, problems

    def note(self, path: str, told: str) -> None:
        """Note what is wrong at a path of the file."""
        self.problems.append(FileProblem(self._line_of(path), path, told))

    def noting[Found](self, path: str, read: Callable[[], Found]) -> Found | None:
        """What a reader gives, or nothing where it refuses."""
        try:
            return read()
        except DocumentInvalid as invalid:
            self.note(invalid.place or path, invalid.problem)
        except PriceCardInvalid as invalid:
            self.note(path, str(invalid.params["problem"]))
        return None

    def table(self, part: Mapping[str, Any], name: str, place: str = "") -> Mapping[str, Any]:
        """A table of a part, where it has one."""
        return self.as_table(part.get(name, {}), _join(place, name))

    def as_table(self, written: object, path: str) -> Mapping[str, Any]:
        """What is written at a path, as a table."""
        return self.noting(path, lambda: as_mapping(written, path)) or {}

    def entries(self, part: Mapping[str, Any], name: str, place: str = "") -> Sequence[Any]:
        """A list of a part, where it has one."""
        path = _join(place, name)
        return self.noting(path, lambda: as_list(part.get(name, []), path)) or ()

    def text(
        self, part: Mapping[str, Any], name: str, place: str, *, most: int | None = None
    ) -> str:
        """A text that must be there, of ``most`` signs at the most."""
        path = _join(place, name)
        written = self.noting(path, lambda: as_text(required(part, name, place), path))
        if written is None:
            return ""
        if not written.strip():
            self.note(path, "it is empty")
        elif most is not None and len(written) > most:
            self.note(path, f"it has {len(written)} signs, and {most} at the most are kept")
        return written

    def choice(
        self, part: Mapping[str, Any], name: str, place: str, *, known: Sequence[str]
    ) -> str:
        """A text that must be there, and one of those known."""
        chosen = self.text(part, name, place)
        if chosen.strip() and chosen not in known:
            self.note(_join(place, name), f"{chosen!r} is not one of {', '.join(known)}")
        return chosen

    def day(self, part: Mapping[str, Any], name: str, place: str) -> date | None:
        """A day that must be there, as a date of TOML or as text."""
        written = part.get(name)
        if isinstance(written, date) and not isinstance(written, datetime):
            return written
        try:
            return date.fromisoformat(str(written))
        except ValueError:
            told = "it is missing" if written is None else f"'{written}' is no day (2026-01-31)"
            self.note(_join(place, name), told)
            return None

    def check_names(self, part: Mapping[str, Any], known: Sequence[str], place: str) -> None:
        """Note the fields that nobody reads: most often misspelled ones."""
        for name in part:
            if name not in known:
                told = f"it is not known here, only {', '.join(known)}"
                self.note(_join(place, name), told)


def _join(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
