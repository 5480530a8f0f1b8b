"""Frozen values and enums of the metering room."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from energycore.units import BoolArray, IntArray
from kwartier.platform.errors import Refusal

_LONGEST_ABBREVIATION = 5  # AIEG, AIESH, ORES, RESA, REW


class Energy(TextChoices):
    """What is taken at a supply point."""

    ELECTRICITY = "electricity", _("electricity")
    GAS = "gas", _("gas")


def name_operator(key: str) -> str:
    """A grid operator's name from its key: ``fluvius_zenne_dijle``, ``ores`` (an abbreviation)."""
    parts = key.split("_")
    if len(parts) == 1 and len(key) <= _LONGEST_ABBREVIATION:
        return key.upper()
    return " ".join(part.capitalize() for part in parts)


class Region(TextChoices):
    """Whose distribution tariffs and rules hold at the address."""

    FLANDERS = "flanders", _("Flanders")
    WALLONIA = "wallonia", _("Wallonia")
    BRUSSELS = "brussels", _("Brussels")
    FRANCE = "france", _("France")


class MeterKind(TextChoices):
    """What hangs on the wall."""

    FERRARIS = "ferraris", _("meter with a turning disc")
    ELECTRONIC = "electronic", _("electronic meter")
    DIGITAL = "digital", _("digital meter")
    GAS = "gas", _("gas meter")
    LINKY = "linky", _("Linky meter")


class RegisterKind(TextChoices):
    """What a register counts. Off-peak hours are not exclusive night: prices differ."""

    # One figure for all hours (the trade's "total hours", single-rate) and for gas, which has no hours.
    TOTAL = "total", pgettext_lazy("register", "total")
    DAY = "day", _("day")
    NIGHT = "night", _("night")
    EXCLUSIVE_NIGHT = "exclusive_night", _("exclusive night")
    INJECTION = "injection", _("injection")
    INJECTION_DAY = "injection_day", _("injection by day")
    INJECTION_NIGHT = "injection_night", _("injection by night")
    BASE = "base", _("base")
    PEAK_HOURS = "peak_hours", _("peak hours")
    OFF_PEAK_HOURS = "off_peak_hours", _("off-peak hours")
    # The slots of the Walloon IMPACT tariff, named as its operators name them.
    PIC = "pic", _("PIC, the evening hours")
    MEDIUM = "medium", _("MEDIUM, morning and late evening")
    ECO = "eco", _("ECO, night and afternoon")
    # The quadrants of the French grid formulas: HPH, HCH, HPB and HCB.
    PEAK_HIGH_SEASON = "peak_high_season", _("peak hours, high season")
    OFF_PEAK_HIGH_SEASON = "off_peak_high_season", _("off-peak hours, high season")
    PEAK_LOW_SEASON = "peak_low_season", _("peak hours, low season")
    OFF_PEAK_LOW_SEASON = "off_peak_low_season", _("off-peak hours, low season")


INJECTION_KINDS = frozenset(
    {RegisterKind.INJECTION, RegisterKind.INJECTION_DAY, RegisterKind.INJECTION_NIGHT}
)
# The position of a kind in RegisterHistory.kinds; never reorder, only append.
REGISTER_KINDS: tuple[RegisterKind, ...] = tuple(RegisterKind)


class Unit(TextChoices):
    """What one step of a register's last dial before the comma is."""

    KWH = "kWh", _("kWh")
    M3 = "m3", _("m³")


class ReadingOrigin(TextChoices):
    """How an index came about."""

    OPERATOR = "operator", _("read by the grid operator")
    CUSTOMER = "customer", _("given by you")
    ESTIMATED = "estimated", _("estimated by the grid operator")
    # By us, along the load profile, where the grid operator told nothing.
    PROFILE = "profile", _("estimated by us")


class ReadingState(TextChoices):
    """Where a reading stands."""

    ACCEPTED = "accepted", _("accepted")
    QUESTIONED = "questioned", _("to be confirmed or corrected")
    WITH_AGENT = "with_agent", _("being checked by our customer service")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REJECTED = "rejected", _("not accepted")
    SUPERSEDED = "superseded", _("corrected by the grid operator")


# Why a customer's reading was withdrawn when the grid operator's of the same day came.
REPLACED_BY_OPERATOR = "replaced by the grid operator's reading"
LIVE_STATES = frozenset({ReadingState.ACCEPTED, ReadingState.QUESTIONED, ReadingState.WITH_AGENT})


@dataclass(frozen=True, slots=True)
class RegisterSpec:
    """A register to be installed. ``annual_estimate`` is the operator's, in the register's unit."""

    kind: RegisterKind
    dials: int = 6
    annual_estimate: int | None = None


@dataclass(frozen=True, slots=True)
class MeterSpec:
    """A meter to be installed with its registers."""

    serial: str
    kind: MeterKind
    installed_from: date
    registers: tuple[RegisterSpec, ...]


@dataclass(frozen=True, slots=True)
class SupplyPointSpec:
    """A supply point to be registered; see the model for each word."""

    code: str
    energy: Energy
    country: str
    region: Region
    grid_operator: str
    profile_key: str
    timezone_name: str
    street: str
    house_number: str
    postal_code: str
    city: str
    box: str = ""
    injection_profile_key: str = ""
    has_production: bool = False
    production_kva: Decimal | None = None
    vacant_from: date | None = None
    calorific_micro_kwh_per_m3: int | None = None
    calorific_source: str = ""
    meters: tuple[MeterSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class SupplyPointRow:
    """A supply point as other rooms and doors hold it."""

    id: int
    brand_id: int
    code: str
    energy: str
    country: str
    region: str
    grid_operator: str
    profile_key: str
    injection_profile_key: str
    timezone_name: str
    street: str
    house_number: str
    box: str
    postal_code: str
    city: str
    has_production: bool
    production_kva: Decimal | None
    vacant_from: date | None
    calorific_micro_kwh_per_m3: int | None
    calorific_source: str

    @property
    def street_line(self) -> str:
        """The first line of the address, as Belgium and France each write it."""
        if self.country == "FR":
            return " ".join(part for part in (self.house_number, self.box, self.street) if part)
        line = f"{self.street} {self.house_number}".strip()
        return f"{line} / {self.box}" if self.box else line

    @property
    def address(self) -> str:
        """The address on one line."""
        return f"{self.street_line}, {self.postal_code} {self.city}"

    @property
    def site_key(self) -> tuple[str, ...]:
        """What two supply points of one address have in common."""
        parts = (self.street, self.house_number, self.box, self.postal_code, self.city)
        return tuple(part.strip().lower() for part in parts)


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A register of a meter; ``dials`` are the digits before the comma."""

    id: int
    supply_point_id: int
    meter_id: int
    meter_serial: str
    meter_kind: str
    kind: str
    dials: int
    unit: str
    annual_estimate: int | None
    installed_from: date
    removed_on: date | None

    @property
    def is_injection(self) -> bool:
        """Whether it counts what is given to the grid."""
        return self.kind in INJECTION_KINDS


@dataclass(frozen=True, slots=True)
class MeterRow:
    """A meter with its registers; it hangs there from ``installed_from`` until ``removed_on``."""

    id: int
    supply_point_id: int
    serial: str
    kind: str
    installed_from: date
    removed_on: date | None
    registers: tuple[RegisterRow, ...]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the caller knows about a year's volume, by register id, in the register's unit.

    It stands in where the readings themselves do not yet cover enough of a year.
    """

    annual_volumes: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RecordedIndex:
    """What became of one register's index.

    Volumes are in the register's unit. ``expected_from`` and ``expected_until`` are the volume
    that would have been in line, ``lowest_index`` and ``highest_index`` the same as indexes; None
    where nothing could be expected yet. ``finding`` is a label of ``energycore.volumes.Finding``.
    """

    register_id: int
    kind: str
    unit: str
    index_value: int
    previous_on: date | None
    previous_index: int | None
    volume: int | None
    finding: str
    in_line: bool
    expected_from: int | None
    expected_until: int | None
    lowest_index: int | None
    highest_index: int | None


@dataclass(frozen=True, slots=True)
class RecordedReading:
    """The answer to a reading that was stored."""

    supply_point_id: int
    read_on: date
    state: ReadingState
    indexes: tuple[RecordedIndex, ...]

    @property
    def is_questioned(self) -> bool:
        """Whether somebody must confirm or correct it."""
        return self.state == ReadingState.QUESTIONED


@dataclass(frozen=True, slots=True)
class ReadingValue:
    """One register's part of a reading; volume since the previous accepted index, if there is one."""

    reading_id: int
    register_id: int
    kind: str
    unit: str
    meter_serial: str
    index_value: int
    previous_on: date | None
    volume: int | None
    volume_wh: int | None


LARGEST_PHOTO_MB = 15


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A photo of the meter beside a reading: a JPEG of so many bytes and pixels."""

    id: int
    reading_id: int
    added_at: datetime
    size_bytes: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """The reading of one day: every register's index, where it came from and where it stands."""

    supply_point_id: int
    read_on: date
    origin: str
    state: str
    is_official: bool
    closes_period: bool
    recorded_at: datetime
    recorded_by: int | None
    account_id: int | None
    values: tuple[ReadingValue, ...]
    withdrawal_obstacle: Refusal | None
    photos: tuple[PhotoRow, ...] = ()

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether the one who asked may take it back; if not, ``withdrawal_obstacle`` says why."""
        return self.withdrawal_obstacle is None

    @property
    def is_given(self) -> bool:
        """Whether a customer gave it, and it still stands: photos may be put beside it."""
        return not self.is_official and self.state in LIVE_STATES

    @property
    def volume_wh(self) -> int | None:
        """What was taken from the grid since the reading before, over all registers."""
        offtake = [value.volume_wh for value in self.values if value.kind not in INJECTION_KINDS]
        known = [volume for volume in offtake if volume is not None]
        return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class LatestReading:
    """What a supply point's meters showed when they were last read: (kind, index, unit) each."""

    read_on: date
    origin: str
    indexes: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class OperatorReading:
    """An index that the grid operator delivered, whichever way it came about.

    One that ``corrects`` takes the place of another official index of the day, and may lie in a
    period that is closed: the bill of that period is then to be corrected.
    """

    register_id: int
    read_on: date
    index_value: int
    origin: ReadingOrigin = ReadingOrigin.OPERATOR
    closes_period: bool = False
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class DeliveredPeak:
    """The highest quarter-hour of the calendar month that began on ``month``, in watts."""

    supply_point_id: int
    month: date
    peak_w: int


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: counts of indexes, the refused ones with their reason; ``already`` only of a preview."""

    loaded_count: int
    already_count: int
    replaced_count: int
    refused: tuple[tuple[OperatorReading, str], ...] = ()
    already: tuple[OperatorReading, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class RegisterHistory:
    """What registers counted between consecutive readings, as parallel arrays of length M.

    supply_point_ids, register_ids  int64
    kinds                           int64, positions in ``REGISTER_KINDS``
    from_days, until_days           int64 day numbers, half-open: the index of ``from_days`` at
                                    00:00 to that of ``until_days`` at 00:00
    volumes                         int64, in the register's unit, over the roll-over; negative
                                    only where a meter ran backwards or an estimate was corrected
    volumes_wh                      int64, the same in Wh
    from_indexes, until_indexes     int64, as on the register, in its unit
    from_reading_ids, until_reading_ids  int64: the facts it rests on
    until_official                  bool: the later reading was delivered by the operator
    until_estimated                 bool: the later reading is an estimate
    until_by_profile                bool: and it is ours, along the load profile

    Sorted by supply point, kind, and time. A meter exchange continues under the same kind.
    """

    supply_point_ids: IntArray
    register_ids: IntArray
    kinds: IntArray
    from_days: IntArray
    until_days: IntArray
    volumes: IntArray
    volumes_wh: IntArray
    from_indexes: IntArray
    until_indexes: IntArray
    from_reading_ids: IntArray
    until_reading_ids: IntArray
    until_official: BoolArray
    until_estimated: BoolArray
    until_by_profile: BoolArray

    def __len__(self) -> int:
        return int(self.supply_point_ids.size)

    def of_supply_point(self, supply_point_id: int) -> "RegisterHistory":
        """The part that belongs to one supply point."""
        return self.where(self.supply_point_ids == supply_point_id)

    def of_kind(self, kind: RegisterKind) -> "RegisterHistory":
        """The part that belongs to one kind of register."""
        return self.where(self.kinds == REGISTER_KINDS.index(kind))

    def where(self, chosen: BoolArray) -> "RegisterHistory":
        """The part that a mask of length M chooses."""
        return self if chosen.all() else self.taken(np.flatnonzero(chosen))

    def taken(self, positions: IntArray | slice) -> "RegisterHistory":
        """The intervals at these positions, in this order."""
        names = tuple(self.__dataclass_fields__)
        return RegisterHistory(**{name: getattr(self, name)[positions] for name in names})


@dataclass(frozen=True, slots=True)
class ReadingEventRow:
    """A change of a reading's state: who, when, from what to what, and why."""

    reading_id: int
    read_on: date
    at: datetime
    actor_kind: str
    actor_person_id: int | None
    from_state: str
    to_state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodEnd:
    """The day on which a settled period of a supply point ends, and whose period it was."""

    supply_point_id: int
    account_id: int | None
    read_on: date
