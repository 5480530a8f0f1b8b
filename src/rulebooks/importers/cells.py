"""Cells of a spreadsheet as numbers and instants."""

import math
from datetime import datetime, timedelta
from typing import Final

type Cell = str | float | datetime | None
type Row = list[Cell]

# Spreadsheets count days from here; the odd date makes up for their belief in 29 February 1900.
_SERIAL_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001  # cells have no zone
# Serial days of the years 2000 to 2100: a number outside is something else.
_SERIAL_DAYS: Final = range(36_526, 73_051)
_HALF_MINUTE: Final = timedelta(seconds=30)


def find_number(cell: Cell) -> float | None:
    """Return a cell as a number, or None. Text may use a decimal comma."""
    if isinstance(cell, str):
        try:
            return float(cell.strip().replace(",", "."))
        except ValueError:
            return None
    return None if isinstance(cell, datetime) or cell is None else float(cell)


def find_instant(cell: Cell) -> datetime | None:
    """Return a cell as an instant without a zone, to the minute, or None.

    Takes an instant, ISO text, or a spreadsheet's serial day. Serial days are binary fractions,
    which miss a quarter-hour by microseconds, hence the rounding.
    """
    if isinstance(cell, str):
        try:
            instant = datetime.fromisoformat(cell.strip())
        except ValueError:
            return None
        return instant.replace(tzinfo=None) if instant.tzinfo is None else None
    if isinstance(cell, datetime):
        found = cell
    elif cell is not None and math.isfinite(cell) and int(cell) in _SERIAL_DAYS:
        found = _SERIAL_EPOCH + timedelta(days=cell)
    else:
        return None
    return (found + _HALF_MINUTE).replace(second=0, microsecond=0)


def find_gln(cell: Cell) -> str | None:
    """Return a cell as the 13 digits of a market party's number (GLN), or None."""
    if isinstance(cell, float) and cell.is_integer():
        cell = str(int(cell))
    if isinstance(cell, int):
        cell = str(cell)
    text = cell.strip() if isinstance(cell, str) else ""
    return text if len(text) == 13 and text.isdigit() else None  # noqa: PLR2004  # GLN-13
