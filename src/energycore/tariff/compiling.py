"""From price terms to a tariff: order, check, cut into segments, lay out as arrays."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from energycore.clocks import DayRange
from energycore.tariff.compiled import Row, Tariff
from energycore.tariff.errors import RegisterUnpriced, TermGap, TermOverlap
from energycore.tariff.plans import (
    capacity_plans,
    fixed_by_day,
    slice_plans,
    tier_plans,
    unit_plans,
)
from energycore.tariff.terms import (
    INJECTION_KINDS,
    OFFTAKE_KINDS,
    CapacityTerm,
    FixedTerm,
    InjectionTerm,
    OneOffTerm,
    SliceTerm,
    Term,
    TierTerm,
    UnitTerm,
)


def compile_tariff(
    terms: Iterable[Term], registers: Sequence[str], from_day: int, until_day: int
) -> Tariff:
    """Return the tariff of the days [from_day, until_day) for columns of register kinds.

    Raises TermGap when a required term leaves a day without a price, TermOverlap when it has two,
    RegisterUnpriced when the terms hold a supplier's volume prices and one register has none,
    ValueError for an unknown register kind.
    """
    period = DayRange(from_day, until_day)
    unknown = set(registers) - set(OFFTAKE_KINDS) - set(INJECTION_KINDS)
    if unknown or len(set(registers)) != len(registers):
        raise ValueError(f"register kinds must be known and different: {list(registers)}")
    inside = [t for t in terms if t.valid.from_ < until_day and t.valid.until > from_day]
    by_code = _order(inside, period)
    _check_energy_prices(inside, registers)
    rows, versions = _rows(by_code)
    boundaries = np.array(sorted(_boundaries(inside, period)), dtype=np.int64)
    layout = Tariff(
        registers=tuple(registers),
        period=period,
        boundaries=boundaries,
        rows=rows,
        versions=versions,
        fixed_rows=(),
        fixed_by_day=np.zeros((0, 1), dtype=np.int64),
        unit_plans=(),
        slice_plans=(),
        tier_plans=(),
        capacity_plans=(),
        provisional_from=min(
            (max(t.valid.from_, from_day) for t in inside if t.provisional), default=None
        ),
    )
    return _with_plans(layout)


def _with_plans(layout: Tariff) -> Tariff:
    fixed_rows, by_day = fixed_by_day(layout)
    return Tariff(
        registers=layout.registers,
        period=layout.period,
        boundaries=layout.boundaries,
        rows=layout.rows,
        versions=layout.versions,
        fixed_rows=fixed_rows,
        fixed_by_day=by_day,
        unit_plans=unit_plans(layout),
        slice_plans=slice_plans(layout),
        tier_plans=tier_plans(layout),
        capacity_plans=capacity_plans(layout),
        provisional_from=layout.provisional_from,
    )


def _order(terms: Iterable[Term], period: DayRange) -> dict[str, list[Term]]:
    """Return the versions of each code in order of time, after checking that they fit together."""
    by_code: dict[str, list[Term]] = {}
    for term in terms:
        by_code.setdefault(term.code, []).append(term)
    for code, versions in by_code.items():
        versions.sort(key=lambda term: term.valid.from_)
        for earlier, later in pairwise(versions):
            if later.valid.from_ < earlier.valid.until:
                raise TermOverlap(code, later.valid.from_)
        if any(term.required for term in versions):
            _check_cover(code, versions, period)
    return by_code


def _check_cover(code: str, versions: Sequence[Term], period: DayRange) -> None:
    covered_until = period.from_
    for term in versions:
        if term.valid.from_ > covered_until:
            break
        covered_until = term.valid.until
    if covered_until < period.until:
        raise TermGap(code, covered_until)


def list_priced_registers(terms: Iterable[Term]) -> set[str]:
    """Return the register kinds that have an energy price of their own among the terms.

    A surcharge that comes on top of a price is none.
    """
    priced: set[str] = set()
    for term in terms:
        if term.component != "energy" or (isinstance(term, UnitTerm) and term.is_surcharge):
            continue
        if isinstance(term, UnitTerm | SliceTerm | TierTerm | InjectionTerm):
            priced.update(term.registers)
    return priced


def _check_energy_prices(terms: Iterable[Term], registers: Sequence[str]) -> None:
    """Refuse a supplier's card that leaves a register without a price."""
    priced = list_priced_registers(terms)
    for register in registers:
        if priced and register not in priced:
            raise RegisterUnpriced(register)


def _rows(
    by_code: dict[str, list[Term]],
) -> tuple[tuple[Row, ...], tuple[tuple[Term, ...], ...]]:
    """Return the rows, one per code, VAT rate and basis, and the terms behind each."""
    grouped: dict[Row, list[Term]] = {}
    for versions in by_code.values():
        for term in versions:
            row = Row(term.code, term.component, term.vat_bp, term.included_vat_bp)
            grouped.setdefault(row, []).append(term)
    return tuple(grouped), tuple(tuple(versions) for versions in grouped.values())


def _boundaries(terms: Iterable[Term], period: DayRange) -> set[int]:
    """Return the days at which a price of volume changes, with both ends of the period."""
    days = {period.from_, period.until}
    for term in terms:
        if isinstance(term, FixedTerm | OneOffTerm):
            continue
        if isinstance(term, CapacityTerm) and term.ceiling_nano_eur_per_kwh is None:
            continue
        days.update(
            day for day in (term.valid.from_, term.valid.until) if period.from_ < day < period.until
        )
    return days
