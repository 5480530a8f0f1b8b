"""Those of the demonstration who pay each month what they used: two years of peaks and of bills."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from energycore.clocks import add_months, date_of, day_number
from kwartier.billing import operations
from kwartier.billing.types import PlanDraft, Rhythm
from kwartier.demo.generator.customers import Customer
from kwartier.demo.generator.days import morning_of
from kwartier.demo.generator.homes import SEED, Home
from kwartier.metering.operations import load_month_peaks
from kwartier.metering.types import DeliveredPeak
from kwartier.platform.types import BrandInfo

# A bill follows when the operator has looked at the readings, and is paid within its term.
_DAYS_TO_THE_BILL = 4
_DAYS_TO_PAY = 15
_MONTHS_BACK = 24
_PEAK_W = {"household": 4_100, "business": 11_500}
_WINTER_W = 0.18


def bill_months(brand: BrandInfo, customers: Sequence[Customer], *, today: date) -> None:
    """Bill every month up to today of who pays so, each bill on its day."""
    this_month = date(today.year, today.month, 1)
    first = _month(this_month, -_MONTHS_BACK)
    _load_peaks(brand, customers, first=_month(first, 1 - 12), until=this_month)
    for step in range(_MONTHS_BACK):
        _bill_month(customers, _month(first, step))
    operations.open_plans(_drafts(customers, this_month), today=this_month, now=morning_of(today))


def peak_of(home: Home, month: date) -> int:
    """The highest quarter-hour of a home in a month, in watts: more in winter, never quite the same."""
    draw = np.random.default_rng([SEED, home.position, month.year, month.month])
    winter = 1 + _WINTER_W * float(np.cos((month.month - 1) / 6 * np.pi))
    return round(_PEAK_W[home.kind] * winter * float(draw.normal(1.0, 0.09)))


def _month(day: date, step: int) -> date:
    return date_of(add_months(day_number(day), step))


def _drafts(customers: Sequence[Customer], month: date) -> list[PlanDraft]:
    return [
        PlanDraft(
            contract_id=contract.id,
            period_from=month,
            period_until=_month(month, 1),
            amount_cents=None,
            rhythm=Rhythm.ACTUAL,
            term_days=_DAYS_TO_PAY,
        )
        for customer in customers
        for _, contract in customer.contracts
    ]


def _bill_month(customers: Sequence[Customer], month: date) -> None:
    drafts = _drafts(customers, month)
    operations.open_plans(drafts, today=month, now=morning_of(month))
    told_on = _month(month, 1) + timedelta(days=_DAYS_TO_THE_BILL)
    for draft in drafts:
        operations.issue_settlement(
            contract_id=draft.contract_id,
            period_from=month,
            today=told_on,
            now=morning_of(told_on),
            tells=False,
        )


def _load_peaks(
    brand: BrandInfo, customers: Sequence[Customer], *, first: date, until: date
) -> None:
    months = [first]
    while (following := _month(months[-1], 1)) < until:
        months.append(following)
    load_month_peaks(
        [
            DeliveredPeak(contract.supply_point_id, month, peak_of(customer.home, month))
            for customer in customers
            for _, contract in customer.contracts
            for month in months
        ],
        brand_id=brand.id,
        now=morning_of(until),
    )
