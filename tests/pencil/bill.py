"""The cost of a period, day by day, and one rounding per VAT rate."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext

from pencil.days import days_between
from pencil.prices import DayPrice

CENT = Decimal("0.01")
DAYS_OF_A_YEAR = 365
SMALLEST_PEAK_KW = Decimal("2.5")

type Volumes = Mapping[str, Callable[[date], Decimal]]


def cost_cents(
    prices: Callable[[date], list[DayPrice]],
    kwh_on: Volumes,
    *,
    first: date,
    until: date,
    annual_kwh: Decimal,
    peak_kw: Decimal,
) -> int:
    """Cents with VAT of [first, until); `kwh_on` gives each register's kWh of a day."""
    with localcontext() as context:
        context.prec = 45
        bases: dict[Decimal, Decimal] = {}
        asked = least = most = Decimal(0)
        capacity_vat = None
        for day in days_between(first, until):
            kwh = {register: on(day) for register, on in kwh_on.items()}
            for price in prices(day):
                if price.how == "kw_year":
                    yearly = price.amount / DAYS_OF_A_YEAR
                    asked += max(peak_kw, SMALLEST_PEAK_KW) * yearly
                    least += SMALLEST_PEAK_KW * yearly
                    most += sum(v for r, v in kwh.items() if r in price.registers) * price.ceiling
                    capacity_vat = price.vat
                    continue
                net = _of_day(price, kwh, annual_kwh) / (1 + price.included_vat)
                bases[price.vat] = bases.get(price.vat, Decimal(0)) + net
        if capacity_vat is not None:
            bases[capacity_vat] += max(least, min(asked, most))
        return sum(_with_vat(base, vat) for vat, base in bases.items())


def _with_vat(base: Decimal, vat: Decimal) -> int:
    net = base.quantize(CENT, ROUND_HALF_UP)
    return int((net + (net * vat).quantize(CENT, ROUND_HALF_UP)) * 100)


def _of_day(price: DayPrice, kwh: Mapping[str, Decimal], annual_kwh: Decimal) -> Decimal:
    if price.how == "year":
        return price.amount / DAYS_OF_A_YEAR
    if price.how == "tier_year":
        return _tier(price, annual_kwh) / DAYS_OF_A_YEAR
    volume = sum((v for r, v in kwh.items() if r in price.registers), Decimal(0))
    if price.how == "kwh":
        return price.amount * volume
    if price.how == "tiers":
        return _tier(price, annual_kwh) * volume
    assert price.how == "slices"
    return _sliced(price, annual_kwh) * volume


def _tier(price: DayPrice, annual_kwh: Decimal) -> Decimal:
    return next(value for edge, value in price.bands if edge is None or annual_kwh <= edge)


def _sliced(price: DayPrice, annual_kwh: Decimal) -> Decimal:
    """The mean price of a kWh of this year's volume, when slices are progressive."""
    if annual_kwh <= 0:
        return price.bands[0][1]
    total, below = Decimal(0), Decimal(0)
    for edge, value in price.bands:
        top = annual_kwh if edge is None else min(edge, annual_kwh)
        total += max(top - below, Decimal(0)) * value
        below = max(below, top)
    return total / annual_kwh
