"""Frozen values and enums of the intervals room."""

from dataclasses import dataclass
from datetime import date, datetime

from energycore.intervals import ValueState
from energycore.units import ByteArray, IntArray
from kwartier.intervals._consent_texts import ConsentText
from kwartier.intervals._consent_types import (
    ConsentChannel,
    ConsentEnd,
    ConsentRow,
    Purged,
    Purpose,
)
from kwartier.intervals._direction import Direction
from kwartier.intervals._load_types import (
    Arrival,
    ArrivalState,
    DayCounts,
    LoadDoor,
    LoadPlan,
    LoadReport,
    LoadRow,
    PlanFinding,
    PlannedSeries,
    QuarantineRow,
)
from kwartier.intervals._stored_types import (
    MonthPeaksOf,
    MonthSums,
    StoredDays,
)
from kwartier.platform.errors import Text

__all__ = [
    "Arrival",
    "ArrivalState",
    "ConsentChannel",
    "ConsentEnd",
    "ConsentRow",
    "ConsentText",
    "DayCounts",
    "Direction",
    "Finding",
    "IndexRow",
    "LoadDoor",
    "LoadPlan",
    "LoadReport",
    "LoadRow",
    "MonthPeaksOf",
    "MonthSums",
    "ParsedFile",
    "PeakRow",
    "PlanFinding",
    "PlannedSeries",
    "Purged",
    "Purpose",
    "QuarantineRow",
    "Series",
    "StoredDays",
    "ValueState",
]


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """One supply point, one direction, one step, from one file: parallel arrays of length N.

    code          EAN or PDL as in the file, empty when the file names none
    step_minutes  5, 10, 15, 30 or 60, or 1440 for daily totals
    starts        int64, unix seconds (UTC), the start of each interval, strictly rising
    values_wh     int64, -1 where missing
    states        uint8, `ValueState`
    lines         int64, the line (or element) of the file that each value came from
    register      as the file says, empty if it says none
    """

    code: str
    direction: Direction
    step_minutes: int
    starts: IntArray
    values_wh: IntArray
    states: ByteArray
    lines: IntArray
    register: str


@dataclass(frozen=True, slots=True)
class IndexRow:
    """The index of a register at 00:00 of a day, as a file tells it.

    Where the file tells an instant (``at``), the index is of that instant, within the day. ``meter``
    is the number on the meter, where the file tells one.
    """

    code: str
    register: str
    read_on: date
    index_wh: int
    origin: str
    line: int
    at: datetime | None = None
    meter: str = ""


@dataclass(frozen=True, slots=True)
class PeakRow:
    """The highest quarter-hour of a calendar month, as a file tells it."""

    code: str
    month: date
    peak_w: int
    at: datetime | None
    line: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong or worth knowing, with its place; one that ``blocks`` cannot be loaded."""

    line: int
    field: str
    code: str
    text: Text
    blocks: bool


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """What a file says, whatever its format; a row that a finding blocks is in none of the others."""

    format: str
    series: tuple[Series, ...]
    indexes: tuple[IndexRow, ...]
    peaks: tuple[PeakRow, ...]
    findings: tuple[Finding, ...]
