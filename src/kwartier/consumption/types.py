"""Frozen values and enums of the consumption room."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from energycore.intervals import ValueState
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
    "Part",
    "Period",
    "Slot",
    "Stretch",
    "ToldDays",
    "View",
    "Weather",
    "WeatherCompared",
    "add_amounts",
]


class View(TextChoices):
    """How long a period is looked at, and in which parts."""

    DAY = "day", pgettext_lazy("period", "Day")
    WEEK = "week", pgettext_lazy("period", "Week")
    MONTH = "month", pgettext_lazy("period", "Month")
    YEAR = "year", pgettext_lazy("period", "Year")
    BILLING = "billing", _("Billing period")


@dataclass(frozen=True, slots=True)
class Period:
    """The days [``from_``, ``until``) of a view, cut at ``cuts`` (days between the first and the end)."""

    view: View
    from_: date
    until: date
    cuts: tuple[date, ...]

    @property
    def last_day(self) -> date:
        """The last of its days."""
        return self.until - timedelta(days=1)

    @property
    def is_by_month(self) -> bool:
        """Whether its parts are months, not days."""
        return self.view in {View.YEAR, View.BILLING}


@dataclass(frozen=True, slots=True)
class Amount:
    """What went one way in a part: ``wh`` is what is known, None where nothing is.

    ``state`` is the worst of what it rests on; ``known_days`` of its ``day_count`` days are in ``wh``.
    """

    wh: int | None
    state: ValueState
    known_days: int
    day_count: int

    @property
    def is_whole(self) -> bool:
        """Whether every day is known."""
        return self.wh is not None and self.known_days == self.day_count


@dataclass(frozen=True, slots=True)
class Part:
    """A day or a month: both directions, the Wh of each register, the cents of each component.

    ``register_wh`` is in the order of register kinds, without those that tell nothing here.
    ``billed`` is what the readings alone tell of the offtake, on which bills rest; ``cents`` is with
    VAT, of the days known to them, and None where it cannot be said.
    """

    from_: date
    until: date
    offtake: Amount
    injection: Amount | None
    register_wh: tuple[tuple[str, int], ...]
    billed: Amount
    cents: dict[Component, int] | None

    @property
    def total_cents(self) -> int | None:
        """All components together."""
        return None if self.cents is None else sum(self.cents.values())


@dataclass(frozen=True, slots=True)
class Month:
    """What was taken from the grid in a month, beside the same month a year before."""

    month: date
    offtake: Amount
    before: Amount


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


def add_amounts(amounts: list[Amount]) -> Amount:
    """The sum of amounts that follow each other; nothing missing counts as zero."""
    known = [each.wh for each in amounts if each.wh is not None]
    valued = [each.state for each in amounts if each.wh is not None]
    return Amount(
        wh=sum(known) if known else None,
        state=max(valued or [each.state for each in amounts], default=ValueState.MISSING),
        known_days=sum(each.known_days for each in amounts),
        day_count=sum(each.day_count for each in amounts),
    )
