"""The lines of a statement: every amount with its quantity, price, period, rule and parameters."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from energycore.charges import Consumption, Peaks, charge_columns
from energycore.clocks import DayRange
from energycore.tariff import (
    CapacityTerm,
    Component,
    FixedTerm,
    InjectionTerm,
    OneOffTerm,
    SliceTerm,
    Tariff,
    Term,
    TierTerm,
    UnitTerm,
)
from energycore.tax import tier_of, volume_below
from energycore.units import IntArray, Wh

Rule = Literal["fixed", "one_off", "unit", "slice", "tier", "capacity", "injection"]
"""By which rule a price became an amount."""

QuantityUnit = Literal["Wh", "days", "W", "times"]
PriceUnit = Literal["nano_eur_per_kwh", "micro_eur_per_year", "nano_eur_per_kw_year", "micro_eur"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One amount that explains itself.

    `quantity` x `price` over `period` by `rule` makes `pico_eur` (a credit is negative; a capacity
    under its ceiling costs less than quantity x price). `parameters` are the keys of the dated
    figures behind the price, `source` where these are published. The amounts of all lines of one
    `code` and VAT rate add up to that row of the charges, exactly.
    """

    code: str
    component: Component
    rule: Rule
    period: DayRange
    quantity: int
    quantity_unit: QuantityUnit
    price: int
    price_unit: PriceUnit
    pico_eur: int
    vat_bp: int
    included_vat_bp: int
    parameters: tuple[str, ...]
    source: str
    provisional: bool


@dataclass(frozen=True, slots=True, eq=False)
class Consumed:
    """What one supply point consumed: `volumes_wh` int64[R, S] on the tariff's segments.

    `peaks` holds its monthly peaks as int64[P, 1], None where no peak is charged or known.
    """

    volumes_wh: Wh
    period: DayRange
    annual_wh: int
    peaks: Peaks | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A quantity at a price within one version of a term; the last part takes what is left."""

    rule: Rule
    quantity: int
    quantity_unit: QuantityUnit
    price: int
    price_unit: PriceUnit
    pico_eur: int | None = None


def list_lines(tariff: Tariff, consumed: Consumed) -> list[StatementLine]:
    """Return the lines of one supply point, in the order of the tariff's rows and of time."""
    days = cut_days(tariff, consumed)
    amounts = amounts_until(tariff, consumed, days)
    lines: list[StatementLine] = []
    for row, versions in enumerate(tariff.versions):
        for term in versions:
            inside = term.valid.overlap(consumed.period)
            if inside is None:
                continue
            for piece in inside.split(_peak_days(consumed) if _is_capacity(term) else ()):
                places = np.searchsorted(days, [piece.from_, piece.until])
                amount = int(amounts[row, places[1]] - amounts[row, places[0]])
                lines += _lines_of(tariff, consumed, term, piece, amount)
    return lines


def cut_days(tariff: Tariff, consumed: Consumed) -> IntArray:
    """Return the days of a period at which a price or a peak changes, with both its ends."""
    period = consumed.period
    days = {period.from_, period.until}
    for versions in tariff.versions:
        for term in versions:
            days.update((term.valid.from_, term.valid.until))
        if any(_is_capacity(term) for term in versions):
            days.update(_peak_days(consumed))
    inside = sorted(day for day in days if period.from_ <= day <= period.until)
    return np.array(inside, dtype=np.int64)


def _is_capacity(term: Term) -> bool:
    return isinstance(term, CapacityTerm)


def _peak_days(consumed: Consumed) -> list[int]:
    return [] if consumed.peaks is None else consumed.peaks.days.tolist()


def amounts_until(tariff: Tariff, consumed: Consumed, days: IntArray) -> IntArray:
    """Return int64[T, M]: each row's pico-euro from the period's start until each of the days.

    Amounts until a day telescope, so the difference of two is what a line costs, and the lines
    add up to the charges exactly.
    """
    ends = tariff.boundaries[1:]
    # A segment counts once it has ended; only segments that the period touches hold volume.
    is_over = np.minimum(ends, consumed.period.until)[:, None] <= days[None, :]
    volumes = consumed.volumes_wh[:, :, None] * is_over[None, :, :]
    count = len(days)
    return charge_columns(
        tariff,
        Consumption(
            volumes_wh=volumes,
            from_days=np.full(count, consumed.period.from_, dtype=np.int64),
            until_days=days,
            annual_wh=np.full(count, consumed.annual_wh, dtype=np.int64),
            # One peak for every day asked: watts int64[P, 1] broadcast.
            peaks_w=consumed.peaks,
        ),
    )


def _lines_of(
    tariff: Tariff, consumed: Consumed, term: Term, period: DayRange, amount: int
) -> Iterator[StatementLine]:
    left = amount
    parts = _parts_of(tariff, consumed, term, period)
    for place, part in enumerate(parts):
        is_last = place == len(parts) - 1
        pico_eur = left if is_last or part.pico_eur is None else part.pico_eur
        left -= pico_eur
        yield StatementLine(
            code=term.code,
            component=term.component,
            rule=part.rule,
            period=period,
            quantity=part.quantity,
            quantity_unit=part.quantity_unit,
            price=part.price,
            price_unit=part.price_unit,
            pico_eur=pico_eur,
            vat_bp=term.vat_bp,
            included_vat_bp=term.included_vat_bp,
            parameters=term.parameters,
            source=term.source,
            provisional=term.provisional,
        )


def _parts_of(tariff: Tariff, consumed: Consumed, term: Term, period: DayRange) -> list[Part]:
    if isinstance(term, SliceTerm):
        return _slice_parts(tariff, consumed, term, period)
    if isinstance(term, TierTerm):
        return _tier_parts(tariff, consumed, term, period)
    return [_single_part(tariff, consumed, term, period)]


def _single_part(tariff: Tariff, consumed: Consumed, term: Term, period: DayRange) -> Part:
    if isinstance(term, FixedTerm):
        return _by_days(period, term.micro_eur_per_year)
    if isinstance(term, OneOffTerm):
        return Part(
            rule="one_off",
            quantity=1,
            quantity_unit="times",
            price=term.micro_eur,
            price_unit="micro_eur",
        )
    if isinstance(term, CapacityTerm):
        return Part(
            rule="capacity",
            quantity=max(_peak_on(term, consumed, period.from_), term.floor_w),
            quantity_unit="W",
            price=term.nano_eur_per_kw_year,
            price_unit="nano_eur_per_kw_year",
        )
    if isinstance(term, UnitTerm):
        return _by_volume("unit", _volume(tariff, consumed, term, period), term.nano_eur_per_kwh)
    if isinstance(term, InjectionTerm):
        volume = _volume(tariff, consumed, term, period)
        return _by_volume("injection", volume, -term.nano_eur_per_kwh)
    raise TypeError(f"a statement knows no term of the kind {type(term).__name__}")


def _tier_parts(tariff: Tariff, consumed: Consumed, term: TierTerm, period: DayRange) -> list[Part]:
    edges = np.array([tier.up_to_wh for tier in term.tiers[:-1]], dtype=np.int64)
    tier = term.tiers[int(tier_of(np.array([consumed.annual_wh]), edges)[0])]
    parts = [_by_volume("tier", _volume(tariff, consumed, term, period), tier.nano_eur_per_kwh)]
    return [*parts, _by_days(period, tier.micro_eur_per_year)] if _has_fixed(term) else parts


def _peak_on(term: CapacityTerm, consumed: Consumed, day: int) -> int:
    if consumed.peaks is None:
        return term.default_peak_w or 0
    return int(consumed.peaks.watts[np.searchsorted(consumed.peaks.days, day, "right") - 1, 0])


def _has_fixed(term: TierTerm) -> bool:
    return any(tier.micro_eur_per_year for tier in term.tiers)


def _by_days(period: DayRange, micro_eur_per_year: int) -> Part:
    return Part(
        rule="fixed",
        quantity=period.until - period.from_,
        quantity_unit="days",
        price=micro_eur_per_year,
        price_unit="micro_eur_per_year",
    )


def _by_volume(rule: Rule, volume_wh: int, nano_eur_per_kwh: int) -> Part:
    return Part(
        rule=rule,
        quantity=volume_wh,
        quantity_unit="Wh",
        price=nano_eur_per_kwh,
        price_unit="nano_eur_per_kwh",
        # Nano-euro per kWh is pico-euro per Wh.
        pico_eur=volume_wh * nano_eur_per_kwh,
    )


def _volume_until(
    tariff: Tariff, consumed: Consumed, registers: tuple[str, ...], until: int
) -> int:
    columns = list(tariff.columns_of(registers))
    ends = np.minimum(tariff.boundaries[1:], consumed.period.until)
    return int(consumed.volumes_wh[columns][:, ends <= until].sum())


def _volume(
    tariff: Tariff,
    consumed: Consumed,
    term: UnitTerm | InjectionTerm | TierTerm,
    period: DayRange,
) -> int:
    until = _volume_until(tariff, consumed, term.registers, period.until)
    if period.from_ == consumed.period.from_:
        return until
    return until - _volume_until(tariff, consumed, term.registers, period.from_)


def _slice_parts(
    tariff: Tariff, consumed: Consumed, term: SliceTerm, period: DayRange
) -> list[Part]:
    """Return one part per slice that holds volume (the first slice always)."""
    annual = np.array([max(consumed.annual_wh, 1)], dtype=np.int64)
    starts_inside = period.from_ > consumed.period.from_
    first = _volume_until(tariff, consumed, term.registers, period.from_) if starts_inside else 0
    last = _volume_until(tariff, consumed, term.registers, period.until)
    parts: list[Part] = []
    below_before = 0
    for band in term.slices:
        if band.up_to_wh is None:
            below = last - first
        else:
            ends = volume_below(np.array([last, first]), band.up_to_wh, annual)
            below = int(ends[0] - ends[1])
        if below > below_before or not parts:
            parts.append(_by_volume("slice", below - below_before, band.nano_eur_per_kwh))
        below_before = below
    return parts
