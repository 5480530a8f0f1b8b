"""Columns of lines: what the same line of many statements has in common, before any amount."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from energycore.charges import Peaks
from energycore.clocks import DayRange
from energycore.statement.lines import PriceUnit, QuantityUnit, Rule
from energycore.tariff import (
    CapacityTerm,
    DynamicTerm,
    FixedTerm,
    InjectionTerm,
    LimitTerm,
    OneOffTerm,
    PercentageTerm,
    SliceTerm,
    Tariff,
    Term,
    TierTerm,
    UnitTerm,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LineColumn:
    """One line of every statement of a tariff: a price of a term, on some days, by a rule.

    `row` is the row of charges that the line belongs to; `days` the validity of the price, which
    each supply point clips to its own period. `registers` are the kinds whose volume is priced;
    `above_wh` and `below_wh` the edges of a slice of the yearly volume (None: no end), `tier` the
    number of a tier, `stretch` that of a stretch of days with one peak.
    """

    row: int
    term: Term
    days: DayRange
    rule: Rule
    quantity_unit: QuantityUnit
    price: int
    price_unit: PriceUnit
    registers: tuple[str, ...] = ()
    above_wh: int = 0
    below_wh: int | None = None
    tier: int | None = None
    stretch: int = 0


def list_columns(
    tariff: Tariff, *, span: DayRange, peaks: Peaks | None, largest_wh: int
) -> tuple[LineColumn, ...]:
    """Return the lines that statements within `span` may have: promise by promise, each in time.

    `largest_wh` is the largest yearly volume: a slice above it is nobody's. Raises TypeError for
    a kind of term that no line can show.
    """
    columns: list[LineColumn] = []
    for row, term in _in_order(tariff):
        if type(term) not in _KINDS:
            raise TypeError(f"a statement knows no term of the kind {type(term).__name__}")
        days = term.valid.overlap(span)
        if days is not None:
            found = list(_KINDS[type(term)](term, days, peaks, largest_wh))
            # What is not granted is told once, whatever number of lines it would have had.
            shown = found if term.is_granted else [found[0] | {"days": days}]
            columns += [LineColumn(row=row, term=term, **each) for each in shown]
    return tuple(columns)


def _in_order(tariff: Tariff) -> list[tuple[int, Term]]:
    """Return every term with its row, the versions of a promise in order of time.

    A rate of VAT that comes back has one row with its earlier days: by rows, a bill alone would
    list its lines in another order than among bills whose days begin before the first change.
    """
    found = [(row, term) for row, terms in enumerate(tariff.versions) for term in terms]
    codes = {code: place for place, code in enumerate(dict.fromkeys(t.code for _, t in found))}
    return sorted(found, key=lambda each: (codes[each[1].code], each[1].valid.from_))


type Described = Iterator[dict[str, Any]]


def _fixed(term: FixedTerm, days: DayRange, _peaks: Peaks | None, _wh: int) -> Described:
    yield _by_days(days, term.micro_eur_per_year)


def _one_off(term: OneOffTerm, days: DayRange, _peaks: Peaks | None, _wh: int) -> Described:
    yield {
        "days": days,
        "rule": "one_off",
        "quantity_unit": "times",
        "price": term.micro_eur,
        "price_unit": "micro_eur",
    }


def _unit(term: UnitTerm, days: DayRange, _peaks: Peaks | None, _wh: int) -> Described:
    yield _by_volume("unit", days, term.registers, term.nano_eur_per_kwh)


def _injection(term: InjectionTerm, days: DayRange, _peaks: Peaks | None, _wh: int) -> Described:
    yield _by_volume("injection", days, term.registers, -term.nano_eur_per_kwh)


def _slices(term: SliceTerm, days: DayRange, _peaks: Peaks | None, largest_wh: int) -> Described:
    above_wh = 0
    for each in term.slices:
        edges = {"above_wh": above_wh, "below_wh": each.up_to_wh}
        yield _by_volume("slice", days, term.registers, each.nano_eur_per_kwh) | edges
        above_wh = each.up_to_wh or above_wh
        if above_wh >= largest_wh:
            return


def _tiers(term: TierTerm, days: DayRange, _peaks: Peaks | None, _wh: int) -> Described:
    has_fixed = any(tier.micro_eur_per_year for tier in term.tiers)
    for number, each in enumerate(term.tiers):
        of_tier = {"tier": number}
        yield _by_volume("tier", days, term.registers, each.nano_eur_per_kwh) | of_tier
        if has_fixed:
            yield _by_days(days, each.micro_eur_per_year) | of_tier


def _capacity(term: CapacityTerm, days: DayRange, peaks: Peaks | None, _wh: int) -> Described:
    ends = [days.from_, days.until] if peaks is None else peaks.days.tolist()
    for stretch, piece in enumerate(map(DayRange, ends, ends[1:])):
        inside = piece.overlap(days)
        if inside is not None:
            yield {
                "days": inside,
                "rule": "capacity",
                "quantity_unit": "W",
                "price": term.nano_eur_per_kw_year,
                "price_unit": "nano_eur_per_kw_year",
                "stretch": stretch,
            }


def _dynamic(term: DynamicTerm, days: DayRange, _peaks: Peaks | None, _wh: int) -> Described:
    """One line for what the index made of the volume, one for what the price adds to it."""
    yield {
        "days": days,
        "rule": "dynamic",
        "quantity_unit": "pico_eur",
        "price": term.sign * term.factor_nano,
        "price_unit": "factor_nano",
        "registers": term.registers,
    }
    rule: Rule = "injection" if term.is_credit else "unit"
    yield _by_volume(rule, days, term.registers, term.sign * term.addend_nano_eur_per_kwh)


def _percentage(term: PercentageTerm, days: DayRange, _peaks: Peaks | None, _wh: int) -> Described:
    yield {
        "days": days,
        "rule": "percentage",
        "quantity_unit": "pico_eur",
        "price": term.share_ppm,
        "price_unit": "share_ppm",
    }


def _limit(term: LimitTerm, days: DayRange, _peaks: Peaks | None, _wh: int) -> Described:
    if term.micro_eur_per_year is not None:
        yield _by_days(days, term.micro_eur_per_year) | {"rule": term.side}
    else:
        yield _by_volume(term.side, days, term.registers, term.nano_eur_per_kwh or 0)


_KINDS: Final[dict[type[Term], Callable[[Any, DayRange, Peaks | None, int], Described]]] = {
    FixedTerm: _fixed,
    OneOffTerm: _one_off,
    UnitTerm: _unit,
    InjectionTerm: _injection,
    SliceTerm: _slices,
    TierTerm: _tiers,
    CapacityTerm: _capacity,
    DynamicTerm: _dynamic,
    PercentageTerm: _percentage,
    LimitTerm: _limit,
}


def _by_days(days: DayRange, micro_eur_per_year: int) -> dict[str, Any]:
    return {
        "days": days,
        "rule": "fixed",
        "quantity_unit": "days",
        "price": micro_eur_per_year,
        "price_unit": "micro_eur_per_year",
    }


def _by_volume(
    rule: Rule, days: DayRange, registers: tuple[str, ...], nano_eur_per_kwh: int
) -> dict[str, Any]:
    return {
        "days": days,
        "rule": rule,
        "quantity_unit": "Wh",
        "price": nano_eur_per_kwh,
        "price_unit": "nano_eur_per_kwh",
        "registers": registers,
    }
