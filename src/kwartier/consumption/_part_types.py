"""Periods, their parts, and what was used in each."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from energycore.intervals import ValueState
from energycore.tariff import Component


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
    ``lacks`` is why others of the customer's days are not, where some are: missing, or not yet told.
    """

    wh: int | None
    state: ValueState
    known_days: int
    day_count: int
    lacks: ValueState | None = None

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


def add_amounts(amounts: list[Amount]) -> Amount:
    """The sum of amounts that follow each other; nothing missing counts as zero."""
    known = [each.wh for each in amounts if each.wh is not None]
    valued = [each.state for each in amounts if each.wh is not None]
    absent = [each.state for each in amounts if each.wh is None]
    absent += [each.lacks for each in amounts if each.lacks is not None]
    return Amount(
        wh=sum(known) if known else None,
        state=max(valued or [each.state for each in amounts], default=ValueState.MISSING),
        known_days=sum(each.known_days for each in amounts),
        day_count=sum(each.day_count for each in amounts),
        lacks=max(absent, default=None) if known else None,
    )
