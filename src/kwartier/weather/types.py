"""Frozen values and enums of the weather room."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from energycore.units import FloatArray, IntArray


class LoadDoor(TextChoices):
    """Through which door temperatures came."""

    OFFICE = "office", pgettext_lazy("door", "the office")
    API = "api", pgettext_lazy("door", "the API")
    COMMAND = "command", pgettext_lazy("door", "a command")


@dataclass(frozen=True, slots=True)
class Station:
    """Where somebody measures; ``serves`` are beginnings of postal codes, an empty one is the rest."""

    id: int
    code: str
    name: str
    source: str
    serves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station with what is known of it: ``lacking_count`` days between its first and its last."""

    station: Station
    from_day: date | None
    last_day: date | None
    day_count: int

    @property
    def lacking_count(self) -> int:
        """How many days between the first and the last have no temperature."""
        if self.from_day is None or self.last_day is None:
            return 0
        return (self.last_day - self.from_day).days + 1 - self.day_count


@dataclass(frozen=True, slots=True)
class TemperatureLoadRow:
    """A file that was loaded, and what came of it."""

    id: int
    station_code: str
    name: str
    sha256: str
    door: LoadDoor
    loaded_at: datetime
    loaded_by: str
    from_day: date
    until_day: date
    new_days: int
    corrected_days: int
    same_days: int


@dataclass(frozen=True, slots=True, eq=False)
class Temperatures:
    """The days [``first``, ``first`` + D) at a station.

    ``mean_celsius`` float64[D], not-a-number where no temperature is known.
    """

    station: Station
    first: int
    mean_celsius: FloatArray


@dataclass(frozen=True, slots=True)
class TemperatureFinding:
    """Something wrong with a file, or worth knowing, at a line; what ``blocks`` keeps all of it out."""

    line: int
    field: str
    code: str
    text: str
    blocks: bool


@dataclass(frozen=True, slots=True, eq=False)
class DailyMeans:
    """What a file says: day numbers int64[N], strictly rising, and hundredths of a degree int64[N]."""

    days: IntArray
    centicelsius: IntArray
    findings: tuple[TemperatureFinding, ...]


@dataclass(frozen=True, slots=True)
class TemperaturePlan:
    """What loading a file would do, or did: then ``load_id`` names the load, if anything was written.

    ``gap_days`` lie between its first and its last day, and the file has no temperature of them.
    """

    station: Station
    name: str
    sha256: str
    from_day: date | None
    until_day: date | None
    day_count: int
    new_days: int
    corrected_days: int
    same_days: int
    gap_days: tuple[date, ...]
    findings: tuple[TemperatureFinding, ...]
    load_id: int | None = None

    @property
    def last_day(self) -> date | None:
        """The last of its days."""
        return self.until_day and self.until_day - timedelta(days=1)

    @property
    def written_days(self) -> int:
        """How many days are new or say something else than before."""
        return self.new_days + self.corrected_days

    @property
    def blocking(self) -> tuple[TemperatureFinding, ...]:
        """What keeps the file out."""
        return tuple(each for each in self.findings if each.blocks)
