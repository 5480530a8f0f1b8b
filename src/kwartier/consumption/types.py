"""Frozen values and enums of the consumption room."""

from dataclasses import dataclass
from datetime import date

from energycore.tariff import Component
from kwartier.billing.queries import PeakCost
from kwartier.consumption._detail_types import (
    Apart,
    BaseLoad,
    DayCurve,
    Detail,
    MonthHours,
    MonthPeak,
    Slot,
)
from kwartier.consumption._overview_types import Order, Overview, PointUse, Together
from kwartier.consumption._part_types import Amount, Month, Part, Period, View, add_amounts
from kwartier.consumption._stretch_types import Explored, Stretch, ToldDays
from kwartier.consumption._weather_types import NoComparison, Weather, WeatherCompared
from kwartier.platform.errors import Refusal
from kwartier.supply.types import ContractRow

__all__ = [
    "Amount",
    "Apart",
    "BaseLoad",
    "Consumption",
    "DayCurve",
    "Detail",
    "Explored",
    "Month",
    "MonthHours",
    "MonthPeak",
    "NoComparison",
    "Order",
    "Overview",
    "Part",
    "Period",
    "PointUse",
    "Slot",
    "Stretch",
    "Together",
    "ToldDays",
    "View",
    "Weather",
    "WeatherCompared",
    "add_amounts",
]


@dataclass(frozen=True, slots=True)
class Consumption:
    """What was used in a period, beside the same period a year before.

    ``parts`` and ``before`` have as many entries, place by place; ``before`` is empty where nothing
    of it is known. ``known_from`` and ``known_until`` bound what is known of this customer here at
    all. ``turns_back``: a disc that panels turn back tells no offtake. ``no_euro`` is why there is
    no amount. ``weather`` compares with the year before as if it had been as cold; None where that is
    not asked. ``billing_periods`` can be looked at.
    """

    contract: ContractRow
    period: Period
    parts: tuple[Part, ...]
    before: tuple[Part, ...]
    earlier: Period | None
    later: Period | None
    known_from: date | None
    known_until: date | None
    turns_back: bool
    consents: bool
    tells_intervals: bool
    no_euro: Refusal | None
    peaks: tuple[PeakCost, ...]
    detail: Detail
    weather: Weather | None
    billing_periods: tuple[tuple[date, date], ...]

    @property
    def has_injection(self) -> bool:
        """Whether anything given to the grid is told."""
        return any(part.injection is not None for part in self.parts)

    @property
    def offtake(self) -> Amount:
        """What was taken in all of the period."""
        return add_amounts([part.offtake for part in self.parts])

    @property
    def injection(self) -> Amount | None:
        """What was given to the grid in all of the period."""
        given = [part.injection for part in self.parts if part.injection is not None]
        return add_amounts(given) if given else None

    @property
    def billed(self) -> Amount:
        """What the readings alone tell of the offtake: what the cents are of."""
        return add_amounts([part.billed for part in self.parts])

    @property
    def cents(self) -> dict[Component, int] | None:
        """What the known days cost by component; None where nothing is known."""
        known = [part.cents for part in self.parts if part.cents is not None]
        if not known:
            return None
        return {name: sum(cents[name] for cents in known) for name in known[0]}

    @property
    def comparable(self) -> tuple[tuple[Part, Part], ...]:
        """The parts that are wholly known now and a year before: only like is compared with like."""
        pairs = zip(self.parts, self.before, strict=False)
        return tuple(
            (now, then) for now, then in pairs if now.offtake.is_whole and then.offtake.is_whole
        )
