"""Frozen values about an index that we estimate where the grid operator told none."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimatedIndex:
    """One register's index, and the readings on either side that it rests on."""

    register_id: int
    meter_serial: str
    kind: str
    unit: str
    index_value: int
    previous_on: date
    previous_index: int
    volume: int
    next_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimatedReading:
    """The reading of a day as it is estimated: every register that lacks one."""

    read_on: date
    indexes: tuple[EstimatedIndex, ...]
