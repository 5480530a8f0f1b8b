"""What intervals tell beyond days: curves, hours, peaks, what is always on, and where meters disagree."""

from dataclasses import dataclass
from datetime import date, datetime

from energycore.intervals import ValueState


@dataclass(frozen=True, slots=True)
class Slot:
    """An interval of a day, both directions; None where a value is not known.

    ``start`` is on the clock of the supply point; ``is_second`` where that clock shows the same for
    the second time, in autumn. ``before_wh`` was taken at the same time of the day compared with.
    ``given_state`` is None where nothing is counted in that direction.
    """

    start: datetime
    is_second: bool
    wh: int | None
    state: ValueState
    given_wh: int | None
    given_state: ValueState | None
    before_wh: int | None


@dataclass(frozen=True, slots=True)
class DayCurve:
    """A day interval by interval, in steps as long as asked for or as long as they are kept.

    ``finest_minutes`` is the shortest step that can be asked for.
    """

    step_minutes: int
    finest_minutes: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class MonthHours:
    """What each of the 24 hours of the clock took on average in a month; None where not known."""

    month: date
    mean_wh: tuple[int | None, ...]
    states: tuple[ValueState, ...]


@dataclass(frozen=True, slots=True)
class BaseLoad:
    """What is always on, from ``night_count`` whole nights; ``year_cents`` is what it costs a year.

    The cost is the difference that it makes to twelve months of bills, VAT included: by the kWh, not
    the fees that are due anyhow. None where that cannot be said.
    """

    watts: int
    wh_per_year: int
    night_count: int
    year_cents: int | None


@dataclass(frozen=True, slots=True)
class MonthPeak:
    """The highest quarter-hour of a month and when it began; ``lacking_count`` are not known."""

    month: date
    peak_w: int
    at: datetime
    lacking_count: int


@dataclass(frozen=True, slots=True)
class Apart:
    """Days between two readings of which intervals and registers say different things."""

    from_: date
    until: date
    gives: bool
    intervals_wh: int
    registers_wh: int


@dataclass(frozen=True, slots=True)
class Detail:
    """What intervals tell of a period; each None or empty where they do not."""

    curve: DayCurve | None = None
    hours: tuple[MonthHours, ...] = ()
    base_load: BaseLoad | None = None
    peaks: tuple[MonthPeak, ...] = ()
    apart: tuple[Apart, ...] = ()
