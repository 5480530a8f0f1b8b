"""What a load of a file would do, and what it did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from energycore.intervals import ValueState
from kwartier.intervals._direction import Direction

_DAY = timedelta(days=1)


class LoadDoor(TextChoices):
    """Through which door a file came."""

    PORTAL = "portal", pgettext_lazy("door", "the customer area")
    OFFICE = "office", pgettext_lazy("door", "the office")
    API = "api", pgettext_lazy("door", "the API")
    COMMAND = "command", pgettext_lazy("door", "a command")


class ArrivalState(TextChoices):
    """What became of a file that a program brought."""

    ARRIVED = "arrived", pgettext_lazy("file", "arrived, not loaded yet")
    LOADED = "loaded", pgettext_lazy("file", "loaded")
    KNOWN = "known", pgettext_lazy("file", "known before, nothing changed")
    REFUSED = "refused", pgettext_lazy("file", "refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A file that a program brought; ``said`` is why it was refused, in the reader's language.

    Of one that is loaded: days written and left out, and rows put into quarantine.
    """

    id: int
    name: str
    format: str
    arrived_at: datetime
    arrived_by: str
    state: ArrivalState
    said: str
    written_days: int
    left_out_days: int
    quarantined_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSeries:
    """What a file holds of one supply point in one direction at one step, and what becomes of it.

    Days: ``new`` are written, ``corrected`` become a new revision, ``same`` are known; left out are
    days ``uncontracted`` (nobody was supplied, or somebody else), ``unconsented`` (finer than a day,
    and no consent covers them), ``outranked`` (the grid operator's value or a finer step is there).
    ``gap_days`` lie between the first and the last without any value; ``clock_changes`` have 23 or 25 hours.
    ``overlapping`` ones are kept at another step already.
    """

    code: str
    supply_point_id: int | None
    direction: Direction
    step_minutes: int
    from_day: date | None
    until_day: date | None
    value_count: int
    missing_count: int
    total_wh: int
    state_counts: Mapping[ValueState, int]
    new_days: int = 0
    corrected_days: int = 0
    same_days: int = 0
    uncontracted_days: int = 0
    unconsented_days: int = 0
    outranked_days: int = 0
    overlapping_days: int = 0
    gap_days: tuple[date, ...] = ()
    clock_changes: tuple[date, ...] = ()

    @property
    def last_day(self) -> date | None:
        """The last day of which the file has a value."""
        return self.until_day - _DAY if self.until_day else None

    @property
    def left_out_days(self) -> int:
        """Days of the file that are not taken."""
        return self.uncontracted_days + self.unconsented_days + self.outranked_days


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFinding:
    """Something wrong or worth knowing about a file; ``line`` is 0 where it is the file's."""

    line: int
    field: str
    code: str
    text: str
    blocks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCounts:
    """What becomes of the days of a file: each day of a supply point once, whichever way it went.

    A day is ``new`` if anything of it is, else ``corrected``, else the ``same``, else ``left_out``.
    """

    new: int = 0
    corrected: int = 0
    same: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPlan:
    """What loading a file would do, or did: the same computation for both.

    ``may_keep_file``: everything in it may be kept. ``peak_count`` month peaks are handed to the room of readings;
    of ``index_count`` indexes ``reading_count`` become readings, and ``same_reading_count`` are readings already.
    """

    name: str
    sha256: str
    format: str
    is_official: bool
    series: tuple[PlannedSeries, ...]
    days: DayCounts
    findings: tuple[PlanFinding, ...]
    peak_count: int
    index_count: int
    reading_count: int = 0
    same_reading_count: int = 0
    may_keep_file: bool
    is_known: bool

    @property
    def blocking(self) -> tuple[PlanFinding, ...]:
        """The findings that keep a row, or the whole file, from being loaded."""
        return tuple(each for each in self.findings if each.blocks)

    @property
    def written_days(self) -> int:
        """How many days would be written."""
        return self.days.new + self.days.corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What loading a file did; ``load_id`` is None where it was loaded before and changed nothing."""

    load_id: int | None
    plan: LoadPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRow:
    """A load as doors hold it; counts are of days, but where they say otherwise."""

    id: int
    account_id: int | None
    name: str
    sha256: str
    format: str
    door: LoadDoor
    is_official: bool
    is_kept: bool
    loaded_at: datetime
    loaded_by: str
    from_day: date | None
    until_day: date | None
    point_count: int
    new_days: int
    corrected_days: int
    same_days: int
    left_out_days: int
    value_count: int
    missing_count: int
    peak_count: int
    quarantined_count: int

    @property
    def written_days(self) -> int:
        """How many days were written."""
        return self.new_days + self.corrected_days

    @property
    def last_day(self) -> date | None:
        """The last day that was written."""
        return self.until_day - _DAY if self.until_day else None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineRow:
    """A row of a file that was not taken: where, and why."""

    line: int
    field: str
    code: str
    reason: str
