"""The arrays of a tariff: each kind of term laid out for vectorised charging."""

from collections.abc import Iterator, Sequence

import numpy as np

from energycore.clocks import DayRange
from energycore.tariff.compiled import (
    CapacityPlan,
    DynamicPlan,
    PeakPlan,
    SlicePlan,
    Tariff,
    TierPlan,
    UnitPlan,
)
from energycore.tariff.daycount import MAX_YEARLY_PICO, cumulative_amount
from energycore.tariff.errors import PriceTooLarge
from energycore.tariff.following import DynamicTerm, LimitTerm
from energycore.tariff.terms import (
    CapacityTerm,
    DayCount,
    FixedTerm,
    InjectionTerm,
    OneOffTerm,
    SliceTerm,
    Term,
    TierTerm,
    UnitTerm,
)
from energycore.units import IntArray

PICO_PER_MICRO = 1_000_000
_MOST_ONCE_PICO = 4_000_000 * 10**12
"""One-off amounts above 4 million euro are refused: two of them would leave int64."""


def fixed_by_day(tariff: Tariff) -> tuple[tuple[int, ...], IntArray]:
    """Return the rows with time-like amounts, and int64[F, D + 1] of their cumulative pico-euro."""
    rows = tuple(
        number
        for number, versions in enumerate(tariff.versions)
        if any(isinstance(term, FixedTerm | OneOffTerm) for term in _granted(versions))
    )
    width = tariff.period.until - tariff.period.from_ + 1
    amounts = np.zeros((len(rows), width), dtype=np.int64)
    for place, number in enumerate(rows):
        for term in _granted(tariff.versions[number]):
            if isinstance(term, FixedTerm):
                yearly = term.micro_eur_per_year * PICO_PER_MICRO
                amounts[place] += _amount_by_day(tariff, term, yearly, term.day_count)
            elif isinstance(term, OneOffTerm):
                once = term.micro_eur * PICO_PER_MICRO
                _check_price(term, once, most=_MOST_ONCE_PICO)
                # Owed from the moment that its day is over: a period that holds the day has it.
                amounts[place, term.valid.until - tariff.period.from_ :] += once
    return rows, amounts


def unit_plans(tariff: Tariff) -> tuple[UnitPlan, ...]:
    """Return one plan per row, register and segment with a price; a credit counts negative."""
    plans: list[UnitPlan] = []
    for row, segment, term in _each_segment(tariff):
        if isinstance(term, UnitTerm | InjectionTerm | DynamicTerm):
            plans.extend(
                UnitPlan(row, column, segment, _pico_per_wh(term))
                for column in tariff.columns_of(term.registers)
            )
    return tuple(plans)


def _pico_per_wh(term: UnitTerm | InjectionTerm | DynamicTerm) -> int:
    """Return the price of a Wh, below zero for a credit; of a dynamic price what its index lacks."""
    if isinstance(term, DynamicTerm):
        return term.sign * term.addend_nano_eur_per_kwh
    return -term.nano_eur_per_kwh if isinstance(term, InjectionTerm) else term.nano_eur_per_kwh


def dynamic_plans(tariff: Tariff) -> tuple[DynamicPlan, ...]:
    """Return one plan per dynamic term."""
    return tuple(
        DynamicPlan(
            row=row,
            columns=tariff.columns_of(term.registers),
            first_segment=int(np.searchsorted(tariff.boundaries, _inside(tariff, term).from_)),
            end_segment=int(np.searchsorted(tariff.boundaries, _inside(tariff, term).until)),
            factor_nano=term.sign * term.factor_nano,
        )
        for row, versions in enumerate(tariff.versions)
        for term in _granted(versions)
        if isinstance(term, DynamicTerm)
    )


def limit_ceilings(tariff: Tariff, terms: Sequence[LimitTerm]) -> tuple[IntArray, tuple[int, ...]]:
    """Return what limits amount to until each day, int64[D + 1], and their price per segment."""
    by_day = np.zeros(tariff.period.until - tariff.period.from_ + 1, dtype=np.int64)
    for term in terms:
        yearly = (term.micro_eur_per_year or 0) * PICO_PER_MICRO
        by_day += _amount_by_day(tariff, term, yearly, term.day_count)
    return by_day, tuple(
        sum(term.nano_eur_per_kwh or 0 for term in terms if _holds_on(term, start))
        for start in tariff.boundaries[:-1].tolist()
    )


def slice_plans(tariff: Tariff) -> tuple[SlicePlan, ...]:
    """Return one plan per progressive term and segment; neighbours of one price become one."""
    plans: list[SlicePlan] = []
    for row, segment, term in _each_segment(tariff):
        if isinstance(term, SliceTerm):
            edges: list[int] = []
            prices: list[int] = [term.slices[0].nano_eur_per_kwh]
            for lower, upper in zip(term.slices, term.slices[1:], strict=False):
                if upper.nano_eur_per_kwh != prices[-1] and lower.up_to_wh is not None:
                    edges.append(lower.up_to_wh)
                    prices.append(upper.nano_eur_per_kwh)
            columns = tariff.columns_of(term.registers)
            plans.append(SlicePlan(row, columns, segment, tuple(edges), tuple(prices)))
    return tuple(plans)


def tier_plans(tariff: Tariff) -> tuple[TierPlan, ...]:
    """Return one plan per version of a banded term."""
    plans: list[TierPlan] = []
    for row, versions in enumerate(tariff.versions):
        for term in versions:
            if isinstance(term, TierTerm) and term.is_granted:
                plans.append(_tier_plan(tariff, row, term))
    return tuple(plans)


def capacity_plans(tariff: Tariff) -> tuple[CapacityPlan, ...]:
    """Return the plans of each capacity row: of its versions with a ceiling, and of those without.

    A ceiling counts over the versions that have one, so that what a bill owes never depends on
    versions outside its period. Raises ValueError when versions under a ceiling differ in registers.
    """
    plans: list[CapacityPlan] = []
    for row, versions in enumerate(tariff.versions):
        terms = [term for term in _granted(versions) if isinstance(term, CapacityTerm)]
        capped = [term for term in terms if term.ceiling_nano_eur_per_kwh is not None]
        if len({term.registers for term in capped}) > 1:
            raise ValueError(f"{capped[0].code}: the registers of its ceiling must not change")
        free = [term for term in terms if term.ceiling_nano_eur_per_kwh is None]
        plans.extend(_capacity_plan(tariff, row, chosen) for chosen in (free, capped) if chosen)
    return tuple(plans)


def _capacity_plan(tariff: Tariff, row: int, terms: list[CapacityTerm]) -> CapacityPlan:
    return CapacityPlan(
        row=row,
        columns=tariff.columns_of(terms[0].registers),
        peaks=_peak_plans(tariff, terms),
        ceiling_pico_per_wh=_ceilings(tariff, terms),
    )


def _peak_plans(tariff: Tariff, terms: list[CapacityTerm]) -> tuple[PeakPlan, ...]:
    """Return one plan per floor and usual peak: mostly a single one, so that charging stays quick."""
    by_day: dict[tuple[int, int | None], IntArray] = {}
    for term in terms:
        key = (term.floor_w, term.default_peak_w)
        # Nano-euro per kW is pico-euro per W: no conversion, so nothing is lost.
        amounts = _amount_by_day(tariff, term, term.nano_eur_per_kw_year, term.day_count)
        by_day[key] = by_day[key] + amounts if key in by_day else amounts
    return tuple(PeakPlan(amounts, int(np.ptp(amounts)), *key) for key, amounts in by_day.items())


def _ceilings(tariff: Tariff, terms: list[CapacityTerm]) -> tuple[int, ...]:
    """Return the ceiling of each segment (0 outside the terms), or nothing where there is none."""
    if terms[0].ceiling_nano_eur_per_kwh is None:
        return ()
    return tuple(
        sum(term.ceiling_nano_eur_per_kwh or 0 for term in terms if _holds_on(term, start))
        for start in tariff.boundaries[:-1].tolist()
    )


def _tier_plan(tariff: Tariff, row: int, term: TierTerm) -> TierPlan:
    valid = _inside(tariff, term)
    starts = tariff.boundaries[:-1]
    segments = np.flatnonzero((starts >= valid.from_) & (starts < valid.until))
    days = np.arange(valid.from_, valid.until + 1, dtype=np.int64)
    for tier in term.tiers:
        _check_price(term, tier.micro_eur_per_year * PICO_PER_MICRO)
    fixed = np.array(
        [
            cumulative_amount(tier.micro_eur_per_year * PICO_PER_MICRO, days, term.day_count)
            for tier in term.tiers
        ],
        dtype=np.int64,
    )
    return TierPlan(
        row=row,
        columns=tariff.columns_of(term.registers),
        segments=tuple(segments.tolist()),
        valid=valid,
        edges=np.array([t.up_to_wh for t in term.tiers[:-1]], dtype=np.int64),
        pico_per_wh=np.array([t.nano_eur_per_kwh for t in term.tiers], dtype=np.int64),
        fixed_by_day=fixed,
    )


def _amount_by_day(tariff: Tariff, term: Term, yearly_pico: int, day_count: DayCount) -> IntArray:
    """Return int64[D + 1]: what the term amounts to from the start of the tariff until each day."""
    _check_price(term, yearly_pico)
    valid = _inside(tariff, term)
    days = np.arange(tariff.period.from_, tariff.period.until + 1, dtype=np.int64)
    amounts = cumulative_amount(yearly_pico, np.clip(days, valid.from_, valid.until), day_count)
    origin = amounts[0]
    relative: IntArray = amounts - origin
    return relative


def _check_price(term: Term, pico_eur: int, *, most: int = MAX_YEARLY_PICO) -> None:
    """Raise PriceTooLarge for an amount that, or whose sum over the years, would leave int64."""
    if abs(pico_eur) > most:
        raise PriceTooLarge(term.code, most // 10**12)


def _inside(tariff: Tariff, term: Term) -> DayRange:
    return DayRange(
        max(term.valid.from_, tariff.period.from_), min(term.valid.until, tariff.period.until)
    )


def _each_segment(tariff: Tariff) -> Iterator[tuple[int, int, Term]]:
    """Yield row, segment and term for every segment in which a term is valid."""
    starts = tariff.boundaries[:-1].tolist()
    for row, versions in enumerate(tariff.versions):
        for term in _granted(versions):
            for segment, start in enumerate(starts):
                if _holds_on(term, start):
                    yield row, segment, term


def _granted(versions: Sequence[Term]) -> list[Term]:
    """Return the terms that count: a promise whose condition is not met costs nothing."""
    return [term for term in versions if term.is_granted]


def _holds_on(term: Term, day: int) -> bool:
    return term.valid.from_ <= day < term.valid.until
