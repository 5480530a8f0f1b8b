"""VAT per rate on totals: the one place where pico-euro become cents.

A rate's *base* is the sum of all amounts at that rate, rounded once to a cent; its VAT is the base
times the rate, rounded once. Amounts that were published with VAT inside are divided by
(1 + that rate) here, within the same rounding: 0.1198 euro/kWh "6 % included" is never turned
into a rounded price without VAT.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from energycore.units import (
    BASIS_POINTS_PER_UNIT,
    Cents,
    IntArray,
    divide_half_away,
    vat_cents,
)

PICO_PER_CENT = 10_000_000_000


def split_gross(gross_cents: int, *, vat_bp: int) -> tuple[int, int]:
    """Return the amount without VAT, rounded half up, and the VAT inside: they sum to the gross.

    >>> split_gross(10_000, vat_bp=600)
    (9434, 566)
    """
    whole = BASIS_POINTS_PER_UNIT + vat_bp
    net = (2 * gross_cents * BASIS_POINTS_PER_UNIT + whole) // (2 * whole)
    return net, gross_cents - net


class TaxedRow(Protocol):
    """What VAT needs to know of a row of amounts."""

    @property
    def vat_bp(self) -> int:
        """The rate in basis points."""
        ...

    @property
    def included_vat_bp(self) -> int:
        """The rate in basis points that the amounts have inside, 0 when none."""
        ...


@dataclass(frozen=True, slots=True)
class VatTotals:
    """Totals per VAT rate: `rates_bp` (rising), `base_cents` and `vat_cents` int64[V, N]."""

    rates_bp: tuple[int, ...]
    base_cents: Cents
    vat_cents: Cents

    @property
    def total_cents(self) -> Cents:
        """Bases and VAT together, int64[N]: what the customer owes."""
        total: Cents = self.base_cents.sum(axis=0) + self.vat_cents.sum(axis=0)
        return total


def vat_totals(pico_eur: IntArray, rows: Sequence[TaxedRow]) -> VatTotals:
    """Return base and VAT per rate of int64[T, N] amounts, row t being taxed as `rows[t]` says."""
    rates = tuple(sorted({row.vat_bp for row in rows}))
    count = pico_eur.shape[1]
    bases = np.zeros((len(rates), count), dtype=np.int64)
    vat = np.zeros_like(bases)
    for place, rate in enumerate(rates):
        bases[place] = _base_of_rate(pico_eur, rows, rate)
        vat[place] = vat_cents(bases[place], rate)
    return VatTotals(rates, bases, vat)


def total_cents(pico_eur: IntArray, rows: Sequence[TaxedRow]) -> Cents:
    """Return what is owed, VAT included, int64[N] cents, for int64[T, N] amounts."""
    return vat_totals(pico_eur, rows).total_cents


def base_cents(excluding: IntArray, including: IntArray, included_vat_bp: int) -> Cents:
    """Return round(excluding + including / (1 + included rate)) in cents, half away from zero.

    Both are int64[N] pico-euro; `including` has VAT at `included_vat_bp` inside. Exact: the sum is
    made over a common denominator, whole cents and rests apart, so that nothing leaves int64.

    >>> base_cents(np.array([5_000_000_000]), np.array([10_600_000_000]), 600)
    array([2])
    """
    if included_vat_bp == 0:
        return divide_half_away(excluding + including, PICO_PER_CENT)
    denominator = BASIS_POINTS_PER_UNIT + included_vat_bp
    out_cents, out_rest = np.divmod(excluding, PICO_PER_CENT)
    in_cents, in_rest = np.divmod(including, PICO_PER_CENT)
    rest = out_rest * denominator + in_rest * BASIS_POINTS_PER_UNIT
    carry, rest = np.divmod(rest, PICO_PER_CENT)
    numerator = out_cents * denominator + in_cents * BASIS_POINTS_PER_UNIT + carry
    return _round_with_rest(numerator, rest, denominator)


def _round_with_rest(numerator: IntArray, rest: IntArray, denominator: int) -> Cents:
    """Round (numerator + rest / PICO_PER_CENT) / denominator half away from zero.

    Doubled first, so that the half is a whole number; `rest` only decides beside it.
    """
    doubled_rest, is_above = np.divmod(2 * rest, PICO_PER_CENT)
    shifted = 2 * numerator + doubled_rest + denominator
    rounded, remainder = np.divmod(shifted, 2 * denominator)
    exact_half = (remainder == 0) & (is_above == 0)
    return np.asarray(rounded - (exact_half & (numerator < 0)), dtype=np.int64)


def _base_of_rate(pico_eur: IntArray, rows: Sequence[TaxedRow], rate: int) -> Cents:
    included = {row.included_vat_bp for row in rows if row.vat_bp == rate} - {0}
    if len(included) > 1:
        raise ValueError(f"prices with different VAT inside, {sorted(included)}, at one rate")
    excluding = [n for n, w in enumerate(rows) if w.vat_bp == rate and not w.included_vat_bp]
    including = [n for n, w in enumerate(rows) if w.vat_bp == rate and w.included_vat_bp]
    return base_cents(
        _sum_rows(pico_eur, excluding), _sum_rows(pico_eur, including), max(included, default=0)
    )


def _sum_rows(pico_eur: IntArray, chosen: list[int]) -> IntArray:
    total = np.zeros(pico_eur.shape[1], dtype=np.int64)
    for row in chosen:
        total += pico_eur[row]
    return total
