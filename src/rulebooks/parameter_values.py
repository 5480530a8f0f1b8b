"""What a parameter is worth on a stretch of days: a figure, a scale or the slots of a clock."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from energycore.clocks import DayRange

DayKind = Literal["every_day", "weekday", "weekend"]
"""The local days of a slot; a weekday that is a public holiday stays a weekday (low voltage)."""


@dataclass(frozen=True, slots=True)
class Band:
    """One band of a scale: the value up to an edge (None: no end)."""

    up_to: Decimal | None
    value: Decimal


@dataclass(frozen=True, slots=True)
class Slot:
    """The local hours [from_hour, until_hour) of some days, and the register that counts them."""

    days: DayKind
    from_hour: int
    until_hour: int
    register: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterValue:
    """One value of a parameter over its validity, and where it comes from.

    `value` is set for a plain figure, `bands` for a scale, `slots` for a tariff clock. `review_by`
    is the last day on which the newest value may be used without somebody having looked at its
    source again. `provisional` marks a value carried beyond its validity, or announced only.
    """

    key: str
    valid: DayRange
    unit: str
    value: Decimal | None
    bands: tuple[Band, ...]
    slots: tuple[Slot, ...]
    edge_unit: str
    source: str
    review_by: int
    included_vat_percent: Decimal
    is_demonstration: bool
    provisional: bool
    note: str
    file: str

    def number(self) -> Decimal:
        """Return the plain figure. Raises ValueError for a scale or a clock."""
        if self.value is None:
            form = "a clock of slots" if self.slots else "a scale of bands"
            raise ValueError(f"{self.key} is {form}, not a figure")
        return self.value
