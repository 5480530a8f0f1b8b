"""A statement: lines, VAT per rate, the total, and the three blocks that add up to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from energycore.charges import Peaks
from energycore.clocks import DayRange
from energycore.statement.lines import Consumed, StatementLine, amounts_until, list_lines
from energycore.tariff import Component, Tariff
from energycore.tax import PICO_PER_CENT, vat_totals
from energycore.units import BASIS_POINTS_PER_UNIT, IntArray, Wh

COMPONENTS: tuple[Component, ...] = ("energy", "network", "taxes")


@dataclass(frozen=True, slots=True, kw_only=True)
class VatLine:
    """The total at one VAT rate, in cents: what the rate is applied to, and what it makes."""

    rate_bp: int
    base_cents: int
    vat_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one supply point owes for a period.

    `total_cents` is the sum of bases and VAT; `component_cents` splits it, VAT included, into
    energy, network and taxes, which add up to it exactly.
    """

    period: DayRange
    lines: tuple[StatementLine, ...]
    vat: tuple[VatLine, ...]
    total_cents: int
    component_cents: Mapping[Component, int]


def make_statement(
    tariff: Tariff,
    volumes_wh: Wh,
    *,
    period: DayRange,
    annual_wh: int,
    peaks: Peaks | None = None,
) -> Statement:
    """Return the statement of one supply point for int64[R, S] volumes on the tariff's segments.

    `annual_wh` decides on slices and tiers, `peaks` (watts int64[P, 1]) are the average monthly
    peaks by stretches of days. THE rounding happens here: once per VAT rate for the base, once
    for its VAT, as an electronic invoice is checked. Raises ValueError for a period outside the tariff's, and what `charge` raises.
    """
    if period.from_ < tariff.period.from_ or period.until > tariff.period.until:
        raise ValueError("the period of a statement lies outside the days of its tariff")
    consumed = Consumed(volumes_wh, period, annual_wh, peaks)
    amounts = amounts_until(tariff, consumed, np.array([period.until], dtype=np.int64))
    totals = vat_totals(amounts, tariff.rows)
    total_cents = int(totals.total_cents[0])
    vat = tuple(
        VatLine(rate_bp=rate, base_cents=int(base[0]), vat_cents=int(tax[0]))
        for rate, base, tax in zip(
            totals.rates_bp, totals.base_cents, totals.vat_cents, strict=True
        )
    )
    return Statement(
        period=period,
        lines=tuple(list_lines(tariff, consumed)),
        vat=vat,
        total_cents=total_cents,
        component_cents=split_total(exact_components(tariff, amounts), total_cents),
    )


def exact_components(tariff: Tariff, amounts: IntArray) -> dict[Component, Fraction]:
    """Return each block's cents with VAT, unrounded, from int64[T, 1] pico-euro."""
    cents: dict[Component, Fraction] = dict.fromkeys(COMPONENTS, Fraction(0))
    for row, pico_eur in zip(tariff.rows, amounts[:, 0].tolist(), strict=True):
        with_vat = Fraction(
            pico_eur * (BASIS_POINTS_PER_UNIT + row.vat_bp),
            PICO_PER_CENT * (BASIS_POINTS_PER_UNIT + row.included_vat_bp),
        )
        cents[row.component] += with_vat
    return cents


def split_total[Part](exact: Mapping[Part, Fraction], total_cents: int) -> dict[Part, int]:
    """Return whole cents per part that add up to the total: the largest remainders get a cent.

    Each part is rounded down; the cents that are missing go to the parts with the largest
    remainders, in the order of `exact` among equals. Cents too many (a total that was rounded
    down at each of several VAT rates) are taken from the smallest remainders.
    """
    whole = {name: int(value // 1) for name, value in exact.items()}
    missing = total_cents - sum(whole.values())
    by_remainder = sorted(exact, key=lambda name: whole[name] - exact[name])
    order = by_remainder if missing >= 0 else by_remainder[::-1]
    for turn in range(abs(missing)):
        whole[order[turn % len(order)]] += 1 if missing > 0 else -1
    return whole
