"""The highest power of each month, from those of its days."""

from datetime import date, datetime

from kwartier.intervals.formats import _findings_fr as kinds_fr
from kwartier.intervals.formats._findings import Findings
from kwartier.intervals.types import PeakRow

HIGHEST_W = 40_000_000


class MonthlyPeaks:
    """Takes the highest power of days, in VA, and keeps that of each month; it says the unit once."""

    def __init__(self, found: Findings) -> None:
        self._rows: dict[tuple[str, date], PeakRow] = {}
        self._lost: set[tuple[str, date]] = set()
        self._found = found

    def take(self, code: str, day: date, peak_w: int, *, line: int, at: datetime | None) -> None:
        """The highest power of one day; one below zero is missing."""
        if peak_w < 0:
            return
        if peak_w > HIGHEST_W:
            self._found.add(kinds_fr.NO_POWER, line=line, field="", found=str(peak_w))
            self.lose(code, day)
            return
        if not self._rows:
            self._found.add(kinds_fr.APPARENT_POWER, line=line, field="")
        month = day.replace(day=1)
        before = self._rows.get((code, month))
        if before is None or peak_w > before.peak_w:
            self._rows[code, month] = PeakRow(code, month, peak_w, at, line)

    def lose(self, code: str, day: date) -> None:
        """Tell no peak of a day's month: what that day says cannot be read, and may be the highest."""
        self._lost.add((code, day.replace(day=1)))

    def as_rows(self) -> tuple[PeakRow, ...]:
        """One peak for each supply point and month."""
        return tuple(row for key, row in self._rows.items() if key not in self._lost)
