"""From price terms to a tariff: order, check, cut into segments, lay out as arrays."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from energycore.clocks import DayRange
from energycore.tariff.compiled import LimitPlan, Row, SharePlan, Tariff
from energycore.tariff.errors import RegisterUnpriced, TermGap, TermNotFollowed, TermOverlap
from energycore.tariff.following import DynamicTerm, FollowingTerm, LimitTerm, PercentageTerm
from energycore.tariff.plans import (
    capacity_plans,
    dynamic_plans,
    fixed_by_day,
    limit_ceilings,
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

_FOLLOWED: Final = (
    FixedTerm,
    OneOffTerm,
    UnitTerm,
    InjectionTerm,
    SliceTerm,
    TierTerm,
    CapacityTerm,
    DynamicTerm,
)


def compile_tariff(
    terms: Iterable[Term], registers: Sequence[str], from_day: int, until_day: int
) -> Tariff:
    """Return the tariff of the days [from_day, until_day) for columns of register kinds.

    Raises TermGap when a required term leaves a day without a price, TermOverlap when it has two,
    RegisterUnpriced when the terms hold a supplier's volume prices and one register has none,
    TermNotFollowed when a percentage or a limit follows a term that it cannot, PriceTooLarge for a
    price beyond what a line holds, ValueError for an unknown register kind.
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
    return _with_plans(layout, inside)


def _with_plans(layout: Tariff, every: Sequence[Term]) -> Tariff:
    """Return a layout with its plans; what its terms follow is found among `every` term."""
    fixed_rows, by_day = fixed_by_day(layout)
    return replace(
        layout,
        fixed_rows=fixed_rows,
        fixed_by_day=by_day,
        unit_plans=unit_plans(layout),
        slice_plans=slice_plans(layout),
        tier_plans=tier_plans(layout),
        capacity_plans=capacity_plans(layout),
        dynamic_plans=dynamic_plans(layout),
        share_plans=_share_plans(layout, every),
        limit_plans=_limit_plans(layout, every),
    )


def _share_plans(layout: Tariff, every: Sequence[Term]) -> tuple[SharePlan, ...]:
    """Return one plan per row of percentages and the terms that they follow."""
    plans: list[SharePlan] = []
    for row, terms in _following(layout, PercentageTerm):
        shares = tuple((term.valid, term.share_ppm) for term in terms)
        plans.append(SharePlan(row, _base_of(layout, terms[0], every, _FOLLOWED), shares))
    return tuple(plans)


def _limit_plans(layout: Tariff, every: Sequence[Term]) -> tuple[LimitPlan, ...]:
    """Return one plan per row of limits of one side and the terms that they follow."""
    plans: list[LimitPlan] = []
    for row, terms in _following(layout, LimitTerm):
        first = terms[0]
        by_day, pico_per_wh = limit_ceilings(layout, terms)
        plans.append(
            LimitPlan(
                row=row,
                base=_base_of(layout, first, every, (*_FOLLOWED, PercentageTerm)),
                days=tuple(term.valid for term in terms),
                is_floor=first.side == "at_least",
                by_day=by_day,
                columns=layout.columns_of(first.registers),
                pico_per_wh=pico_per_wh,
            )
        )
    return tuple(plans)


def _following[Following: FollowingTerm](
    layout: Tariff, kind: type[Following]
) -> Iterator[tuple[int, list[Following]]]:
    """Yield row and terms of a kind, those together that follow the same terms in the same way."""
    for row, versions in enumerate(layout.versions):
        alike: dict[tuple[object, ...], list[Following]] = {}
        for term in versions:
            if isinstance(term, kind) and term.is_granted:
                key = (term.of, getattr(term, "side", ""), getattr(term, "registers", ()))
                alike.setdefault(key, []).append(term)
        for terms in alike.values():
            yield row, terms


def _base_of(
    layout: Tariff, term: FollowingTerm, every: Sequence[Term], kinds: tuple[type[Term], ...]
) -> Tariff:
    """Return the tariff of the terms that another one follows, all of them in one row.

    A code that has no term in the period adds nothing: a promise may have ended, or fall due on
    another day. Raises TermNotFollowed for a kind that cannot be followed, a peak under a ceiling
    (which counts over a whole bill, not over some of its days), or other VAT inside.
    """
    found = tuple(each for each in every if each.code in term.of)
    for each in found:
        if not isinstance(each, kinds):
            raise TermNotFollowed(term.code, each.code, "it follows others itself")
        if getattr(each, "ceiling_nano_eur_per_kwh", None) is not None:
            raise TermNotFollowed(term.code, each.code, "its ceiling counts over the whole bill")
        if each.included_vat_bp != term.included_vat_bp:
            raise TermNotFollowed(term.code, each.code, "it has other VAT inside")
    row = Row(term.code, term.component, term.vat_bp, term.included_vat_bp)
    return _with_plans(replace(layout, rows=(row,), versions=(found,)), every)


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

    A surcharge that comes on top of a price is none, nor is a price whose condition is not met.
    """
    priced: set[str] = set()
    for term in terms:
        if term.component != "energy" or not term.is_granted:
            continue
        if isinstance(term, UnitTerm) and term.is_surcharge:
            continue
        if isinstance(term, UnitTerm | SliceTerm | TierTerm | InjectionTerm | DynamicTerm):
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
