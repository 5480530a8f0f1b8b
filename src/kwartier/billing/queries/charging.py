"""What days cost a customer by the prices and rules that their bill uses: for any days, any volumes.

The kernel places the volumes on the days between price changes and charges them as a bill does;
figures that are not known yet are carried forward, as in a forecast.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import numpy as np

from energycore.charges import (
    Charges,
    MeasuredIntervals,
    Peaks,
    charge,
    place_volumes,
)
from energycore.clocks import DayRange, add_months, date_of, day_number
from energycore.profiles import LoadProfile
from energycore.statement import split_total
from energycore.tariff import COMPONENTS, CapacityTerm, Component, Tariff
from energycore.tax import PICO_PER_CENT
from energycore.units import BASIS_POINTS_PER_UNIT, IntArray, divide_half_away
from kwartier.billing._advance_models import AdvancePlan
from kwartier.billing._bills.measuring import Stretch, list_stretches
from kwartier.billing._bills.months import list_peaks, mean_peak_w
from kwartier.billing.refusals import PriceNeedsQuarterHours
from kwartier.metering.types import INJECTION_KINDS, MeterKind, RegisterRow
from kwartier.pricing.queries import get_cards
from kwartier.pricing.types import CardView
from kwartier.supply.profiles import continue_profile
from kwartier.supply.promises import decide_courses, gather_facts
from kwartier.supply.tariffs import TariffKey, get_tariff, key_of
from kwartier.supply.types import ContractRow

_MONTHS = 12
_W_PER_KW = 1_000
_PICO_PER_NANO = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """What registers counted, as parallel arrays of length M.

    ``kinds`` names each register's kind; [``from_days``, ``until_days``) are int64 day numbers and
    ``volumes_wh`` whole Wh, at least zero: between two readings, or of a single day.
    """

    kinds: tuple[str, ...]
    from_days: IntArray
    until_days: IntArray
    volumes_wh: IntArray


@dataclass(frozen=True, slots=True)
class Charged:
    """Who is charged: a contract among all of its account, and the registers that ever hung there.

    ``month_peaks`` are the delivered ones, in watts, by the first day of their month.
    """

    contract: ContractRow
    contracts: Sequence[ContractRow]
    registers: Sequence[RegisterRow]
    month_peaks: Mapping[date, int]


@dataclass(frozen=True, slots=True)
class PeakCost:
    """A month's peak in watts, the mean of twelve that it is charged in, and what it costs.

    ``counted_w`` is the peak or the least that counts; it is a twelfth of twelve monthly means, so
    that ``year_cents`` (with VAT) is what it adds to a year of bills.
    """

    month: date
    peak_w: int
    counted_w: int
    mean_w: int
    year_cents: int


def list_billing_periods(contract_ids: Sequence[int]) -> list[tuple[date, date]]:
    """The billing periods [from, until) of some contracts, the oldest first; one query."""
    found = list_billing_periods_of(contract_ids).values()
    return sorted({period for periods in found for period in periods})


def list_billing_periods_of(contract_ids: Sequence[int]) -> dict[int, list[tuple[date, date]]]:
    """The same of each of many contracts that has any, in no order; one query."""
    plans = AdvancePlan.objects.filter(contract_id__in=contract_ids)
    found: dict[int, list[tuple[date, date]]] = {}
    for contract_id, period in plans.values_list("contract_id", "period"):
        found.setdefault(contract_id, []).append((period.lower, period.upper))
    return found


def charge_days(
    charged: Charged,
    counted: Counted,
    ranges: Sequence[DayRange],
    *,
    annual_wh: int,
    since: int | None = None,
) -> list[dict[Component, int]]:
    """What each of some ranges of days costs, VAT included, in whole cents by component.

    The ranges are in order and lie within the contract. A range costs what a bill from the day
    ``since`` until its end would say, less what one until its beginning would: so ranges that follow
    each other add up to the cent, however they are cut, and from ``since`` on to that bill.
    ``since`` is at the latest, and without it, where the first range begins. ``annual_wh`` is the
    yearly offtake that decides on slices and tiers.

    Raises:
        PriceNeedsQuarterHours: the contract's price follows an index by the quarter-hour.
        MissingParameter, ExpiredParameter, PriceMissing, RegisterWithoutPrice, RulesUnclear: as
            `kwartier.supply.tariffs.get_tariff` says.
    """
    start = ranges[0].from_ if since is None else since
    ends = sorted({start, *(day for each in ranges for day in (each.from_, each.until))})
    cells = [DayRange(first, until) for first, until in pairwise(ends)]
    card = get_cards([charged.contract.price_card_id])[charged.contract.price_card_id]
    exact = [[Fraction(0)] * len(cells) for _ in COMPONENTS]
    totals = [0] * len(cells)
    before = 0
    for stretch in list_stretches(charged.registers, DayRange(start, ends[-1])):
        inside = {at: part for at, days in enumerate(cells) if (part := days.overlap(stretch.days))}
        charges = _charge(
            charged, card, stretch, counted, list(inside.values()), annual_wh=annual_wh
        )
        for at, cents in zip(inside, _totals_until(charges), strict=True):
            totals[at] = before + cents
        before = totals[max(inside)]
        _add_exact(exact, charges, list(inside))
    reached = dict(zip(ends, _share(exact, totals), strict=True))
    return [
        {name: reached[each.until][name] - reached[each.from_][name] for name in COMPONENTS}
        for each in ranges
    ]


def price_last_peaks(charged: Charged, *, on: date, count: int = _MONTHS) -> tuple[PeakCost, ...]:
    """The delivered peaks of the last ``count`` months and what each costs, the oldest first.

    Those of who was supplied there before count in the mean, and are not told. Empty where no peak was
    delivered, or where no peak is charged.
    """
    if not charged.month_peaks:
        return ()
    last = day_number(max(charged.month_peaks))
    card = get_cards([charged.contract.price_card_id])[charged.contract.price_card_id]
    day = max(day_number(charged.contract.from_), min(day_number(on) - 1, last))
    period = DayRange(day, day + 1)
    stretches = list_stretches(charged.registers, period)
    if not stretches or not any(
        each.meter_kind == MeterKind.DIGITAL for each in stretches[-1].registers
    ):
        return ()
    key = _key_of(charged, card, stretches[-1], period, counted=None)
    found = _find_capacity(get_tariff(key, card, period, carry_forward=True))
    if found is None:
        return ()
    term, factor = found
    months = [date_of(add_months(last, step)) for step in range(1 - count, 1)]
    return tuple(
        _price_peak(month, charged.month_peaks, term, factor)
        for month in _list_own_months(charged.contracts, charged.contract.supply_point_id, months)
        if month in charged.month_peaks
    )


def _list_own_months(
    contracts: Sequence[ContractRow], supply_point_id: int, months: Iterable[date]
) -> list[date]:
    """Those of some months, given by their first days, that lie wholly under an account's contracts.

    The peak of a month in which somebody moved may be of either.
    """
    here = [row for row in contracts if row.supply_point_id == supply_point_id]
    lasts = {each: date_of(add_months(day_number(each), 1)) - timedelta(days=1) for each in months}
    return [
        first
        for first, last in lasts.items()
        if all(any(row.holds_on(day) for row in here) for day in (first, last))
    ]


def _price_peak(
    month: date, peaks: Mapping[date, int], term: CapacityTerm, factor: Fraction
) -> PeakCost:
    counted_w = max(peaks[month], term.floor_w)
    # Nano-euro a year per kW, of a twelfth of the mean, over twelve months.
    pico = Fraction(counted_w * term.nano_eur_per_kw_year * _PICO_PER_NANO, _W_PER_KW * _MONTHS)
    cents = pico * factor / PICO_PER_CENT
    return PeakCost(
        month=month,
        peak_w=peaks[month],
        counted_w=counted_w,
        mean_w=mean_peak_w(month, peaks, floor_w=term.floor_w),
        year_cents=divide_half_away(cents.numerator, cents.denominator),
    )


def _find_capacity(tariff: Tariff) -> tuple[CapacityTerm, Fraction] | None:
    for row, versions in zip(tariff.rows, tariff.versions, strict=True):
        for term in versions:
            if isinstance(term, CapacityTerm) and term.is_granted:
                return term, _vat_factor(row.vat_bp, row.included_vat_bp)
    return None


def _charge(
    charged: Charged,
    card: CardView,
    stretch: Stretch,
    counted: Counted,
    inside: Sequence[DayRange],
    *,
    annual_wh: int,
) -> Charges:
    """Charge days of one meter: every range is a row, as another supply point would be."""
    days = DayRange(inside[0].from_, inside[-1].until)
    tariff = get_tariff(
        _key_of(charged, card, stretch, days, counted), card, days, carry_forward=True
    )
    if tariff.dynamic_plans:
        raise PriceNeedsQuarterHours
    first = np.array([each.from_ for each in inside], dtype=np.int64)
    until = np.array([each.until for each in inside], dtype=np.int64)
    return charge(
        tariff,
        _place(tariff, charged.contract, counted, inside),
        annual_wh=np.full(len(inside), annual_wh, dtype=np.int64),
        from_days=first,
        until_days=until,
        peaks_w=_peaks(charged, Stretch(days, stretch.registers), tariff),
    )


def _key_of(
    charged: Charged, card: CardView, stretch: Stretch, days: DayRange, counted: Counted | None
) -> TariffKey:
    contract = charged.contract
    promised = gather_facts(contract, charged.contracts) if card.promises else None
    courses = decide_courses(card, promised, days)
    key = key_of(contract, stretch.registers, card, courses=courses)
    told = set(key.registers) if counted is None else set(counted.kinds) & set(key.registers)
    own = tuple(kind for kind in key.registers if kind in told) or key.registers
    gives = not INJECTION_KINDS.isdisjoint(own)
    return replace(key, registers=own, prosumer_kva=None if gives else key.prosumer_kva)


def _place(
    tariff: Tariff, contract: ContractRow, counted: Counted, inside: Sequence[DayRange]
) -> IntArray:
    """int64[N, R, S]: the Wh of each range on the segments of the tariff."""
    columns = {kind: column for column, kind in enumerate(tariff.registers)}
    first, last = inside[0].from_, inside[-1].until
    mine = np.array([kind in columns for kind in counted.kinds], dtype=np.bool_)
    mine &= (counted.from_days < last) & (counted.until_days > first)
    shape = (len(inside), len(tariff.registers), tariff.segment_count)
    volumes = np.zeros(shape, dtype=np.int64)
    if not mine.any():
        return volumes
    kinds = [columns[kind] for kind, is_mine in zip(counted.kinds, mine, strict=True) if is_mine]
    starts, ends = counted.from_days[mine], counted.until_days[mine]
    bounds = [day for each in inside for day in (each.from_, each.until)]
    cells = np.unique(
        np.concatenate([bounds, tariff.boundaries, [starts.min(), ends.max()]]).astype(np.int64)
    )
    placed = place_volumes(
        MeasuredIntervals(
            rows=np.zeros(len(kinds), dtype=np.int64),
            columns=np.array(kinds, dtype=np.int64),
            from_days=starts,
            until_days=ends,
            volumes_wh=counted.volumes_wh[mine],
        ),
        cells,
        [get_profile(contract, kind, int(ends.max())) for kind in tariff.registers],
        count=1,
    )[0]
    for row, days in enumerate(inside):
        low, high = np.searchsorted(cells, [days.from_, days.until])
        segments = np.searchsorted(tariff.boundaries, cells[low:high], side="right") - 1
        np.add.at(volumes[row].T, segments, placed[:, low:high].T)
    return volumes


def get_profile(contract: ContractRow, kind: str, until_day: int) -> LoadProfile:
    """The profile along which a register of a contract counts, reaching to a day at least."""
    point = contract.supply_point
    return continue_profile(
        point.profile_key,
        kind,
        injection_key=point.injection_profile_key,
        country=point.country,
        until_year=date_of(until_day).year,
    )


def _peaks(charged: Charged, stretch: Stretch, tariff: Tariff) -> Peaks | None:
    terms = [term for versions in tariff.versions for term in versions]
    if not any(isinstance(term, CapacityTerm) for term in terms):
        return None
    found = list_peaks(charged.contract, [stretch], terms, charged.month_peaks)
    ends = [found[0].days.from_, *(each.days.until for each in found)]
    watts = [[each.mean_w] for each in found]
    return Peaks(np.array(ends, dtype=np.int64), np.array(watts, dtype=np.int64))


def _totals_until(charges: Charges) -> list[int]:
    """What a bill says that ends with each range: rounded once, all before it included."""
    until = charges.pico_eur.cumsum(axis=0)
    return [int(cents) for cents in Charges(charges.tariff, until).total_cents()]


def _add_exact(exact: list[list[Fraction]], charges: Charges, places: Sequence[int]) -> None:
    for column, row in enumerate(charges.tariff.rows):
        factor = _vat_factor(row.vat_bp, row.included_vat_bp) / PICO_PER_CENT
        block = exact[COMPONENTS.index(row.component)]
        for place, pico in zip(places, charges.pico_eur[:, column].tolist(), strict=True):
            block[place] += pico * factor


def _vat_factor(vat_bp: int, included_vat_bp: int) -> Fraction:
    return Fraction(BASIS_POINTS_PER_UNIT + vat_bp, BASIS_POINTS_PER_UNIT + included_vat_bp)


def _share(exact: list[list[Fraction]], totals: Sequence[int]) -> list[dict[Component, int]]:
    """Nothing, and then the components of the total until the end of each cell."""
    reached = [dict.fromkeys(COMPONENTS, 0)]
    until = dict.fromkeys(COMPONENTS, Fraction(0))
    for at, total in enumerate(totals):
        for name, block in zip(COMPONENTS, exact, strict=True):
            until[name] += block[at]
        reached.append(split_total(until, total))
    return reached
