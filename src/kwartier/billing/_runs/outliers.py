"""When a bill of a run is out of line with the period before: two dated limits of the brand."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kwartier.brand_settings.queries import get_parameter

_PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlierLimits:
    """A bill that moved by more than both is looked at; each is the parameter ``run.outlier_<name>``.

    percent     of what the period before cost, brought to as many days
    cents       with VAT
    """

    percent: int
    cents: int

    def __post_init__(self) -> None:
        """Refuse a limit below zero."""
        if min(self.percent, self.cents) < 0:
            raise ValueError("a limit of what is out of line lies at zero or above")

    @property
    def share(self) -> Decimal:
        """The limit in percent as a ratio: 0.5 for 50 %."""
        return Decimal(self.percent) / _PERCENT

    def is_beyond(self, total_cents: int, before_cents: int) -> bool:
        """Whether a bill moved against the period before by more than both limits."""
        moved = abs(total_cents - before_cents)
        return moved > self.cents and _PERCENT * moved > self.percent * abs(before_cents)


def get_outlier_limits(*, brand_id: int, on: date) -> OutlierLimits:
    """The limits of a brand on a day.

    Raises:
        BrandParameterMissing: one of them has no value on that day.
    """
    return OutlierLimits(
        **{
            name: get_parameter(brand_id=brand_id, key=f"run.outlier_{name}", on=on)
            for name in OutlierLimits.__dataclass_fields__
        }
    )
