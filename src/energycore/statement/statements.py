"""Statements of many supply points at once, and of one: the same function makes both."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from energycore.charges import Consumption, Peaks, charge_columns
from energycore.clocks import DayRange
from energycore.statement.amounts import LineAmounts, fill_lines
from energycore.statement.columns import LineColumn, list_columns
from energycore.statement.components import component_cents
from energycore.statement.lines import StatementLine
from energycore.statement.statement import Statement, VatLine
from energycore.tariff import COMPONENTS, Component, DynamicTerm, FollowingTerm, Tariff
from energycore.tax import VatTotals, vat_totals
from energycore.units import BoolArray, Cents, IntArray, Wh

BLOCK: Final = 4_096
"""Supply points per block: what a block works on fits the cache, whatever the size of a run."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Statements:
    """N statements of one tariff as arrays: L lines, V rates of VAT; the last axis is always N.

    `columns[l]` says what line l is about; `quantities`, `pico_eur` int64[L, N] are its quantity
    and its exact amount in each statement, `is_shown` bool[L, N] whether a statement has it (a
    slice without volume, another tier or a price outside the period is not shown, and holds 0).
    `vat` holds base and VAT per rate, `component_cents` int64[3, N] the blocks of `COMPONENTS`.
    """

    columns: tuple[LineColumn, ...]
    from_days: IntArray
    until_days: IntArray
    quantities: IntArray
    pico_eur: IntArray
    is_shown: BoolArray
    vat: VatTotals
    component_cents: Cents

    def __len__(self) -> int:
        return len(self.from_days)

    @property
    def total_cents(self) -> Cents:
        """What each supply point owes, VAT included, int64[N]."""
        return self.vat.total_cents

    def line_days(self, line: int) -> tuple[IntArray, IntArray]:
        """Return the first day and the day after the last of a line in each statement, int64[N].

        Where a statement does not show the line, both are the same day, or a tier's or slice's.
        """
        days = self.columns[line].days
        return (
            np.clip(self.from_days, days.from_, days.until),
            np.clip(self.until_days, days.from_, days.until),
        )

    def of(self, number: int) -> Statement:
        """Return one of the statements as a value, with the rates of VAT that its lines have."""
        components = self.components_of(number)
        return Statement(
            period=DayRange(int(self.from_days[number]), int(self.until_days[number])),
            lines=tuple(self.line_of(line, number) for line in self.shown_in(number)),
            vat=self.vat_of(number),
            total_cents=sum(components.values()),
            component_cents=components,
        )

    def shown_in(self, number: int) -> list[int]:
        """Return the lines that one of the statements has."""
        shown: list[int] = np.flatnonzero(self.is_shown[:, number]).tolist()
        return shown

    def vat_of(self, number: int) -> tuple[VatLine, ...]:
        """Return base and VAT of one of the statements, for the rates that its lines have."""
        rates = {self.columns[line].term.vat_bp for line in self.shown_in(number)}
        vat = self.vat
        of_rate = zip(
            vat.rates_bp,
            vat.base_cents[:, number].tolist(),
            vat.vat_cents[:, number].tolist(),
            strict=True,
        )
        return tuple(
            VatLine(rate_bp=rate, base_cents=base, vat_cents=tax)
            for rate, base, tax in of_rate
            if rate in rates
        )

    def list_sums(self) -> list[tuple[tuple[VatLine, ...], dict[Component, int]]]:
        """Return `vat_of` and `components_of` of every statement, in order."""
        rates = self.vat.rates_bp
        lines_of = [
            [line for line, column in enumerate(self.columns) if column.term.vat_bp == rate]
            for rate in rates
        ]
        is_there = np.array([self.is_shown[lines].any(axis=0) for lines in lines_of])
        amounts = (self.vat.base_cents, self.vat.vat_cents, is_there, self.component_cents)
        return [
            (
                tuple(
                    VatLine(rate_bp=rate, base_cents=base, vat_cents=tax)
                    for rate, base, tax, is_of_it in zip(rates, bases, taxes, there, strict=True)
                    if is_of_it
                ),
                dict(zip(COMPONENTS, components, strict=True)),
            )
            for bases, taxes, there, components in zip(
                *(each.T.tolist() for each in amounts), strict=True
            )
        ]

    def components_of(self, number: int) -> dict[Component, int]:
        """Return the cents of each component of one of the statements, VAT included."""
        cents = self.component_cents[:, number].tolist()
        return dict(zip(COMPONENTS, cents, strict=True))

    def line_of(self, line: int, number: int) -> StatementLine:
        """Return one line of one of the statements."""
        column = self.columns[line]
        term = column.term
        return StatementLine(
            code=term.code,
            component=term.component,
            rule=column.rule,
            period=DayRange(
                max(column.days.from_, int(self.from_days[number])),
                min(column.days.until, int(self.until_days[number])),
            ),
            quantity=int(self.quantities[line, number]),
            quantity_unit=column.quantity_unit,
            price=column.price,
            price_unit=column.price_unit,
            pico_eur=int(self.pico_eur[line, number]),
            vat_bp=term.vat_bp,
            included_vat_bp=term.included_vat_bp,
            parameters=term.parameters,
            source=term.source,
            provisional=term.provisional,
            of=term.of if isinstance(term, FollowingTerm) else (),
            index=term.index if isinstance(term, DynamicTerm) else "",
            condition=term.condition,
        )


def make_statements(
    tariff: Tariff,
    volumes_wh: Wh,
    *,
    annual_wh: Wh,
    from_days: IntArray | None = None,
    until_days: IntArray | None = None,
    peaks: IntArray | Peaks | None = None,
    weighted_pico: IntArray | None = None,
) -> Statements:
    """Return the statements of N supply points for int64[N, R, S] volumes, as `charge` takes them.

    `annual_wh` int64[N] decides on slices and tiers; `from_days`, `until_days` int64[N] are each
    point's period (by default all of the tariff's); `peaks` the average monthly peaks, int64[N]
    or `Peaks` (watts int64[P, N], or [P, 1] where all share them); `weighted_pico` int64[N, R, S]
    the volumes at their index, for dynamic prices. THE rounding happens here: once
    per VAT rate for the base, once for its VAT, as an electronic invoice is checked. Works block
    by block, so that besides the result it needs the same memory for a thousand as for a million.

    Raises what `charge` raises, and ValueError for a period without a day or a volume outside it.
    """
    used = Consumption.checked(
        tariff,
        volumes_wh,
        annual_wh=annual_wh,
        from_days=from_days,
        until_days=until_days,
        peaks_w=_by_stretches(tariff, peaks),
        weighted_pico=weighted_pico,
    )
    count = len(volumes_wh)
    if not count or (used.from_days >= used.until_days).any():
        raise ValueError("a statement needs a supply point and a day")
    columns = list_columns(
        tariff,
        span=DayRange(int(used.from_days.min()), int(used.until_days.max())),
        peaks=used.peaks_w if isinstance(used.peaks_w, Peaks) else None,
        largest_wh=int(annual_wh.max()),
    )
    lines = LineAmounts.empty(len(columns), count)
    blocks = [
        _fill_block(tariff, columns, used.part(rows), lines.part(rows))
        for rows in (slice(start, start + BLOCK) for start in range(0, count, BLOCK))
    ]
    vat = [totals for totals, _ in blocks]
    return Statements(
        columns=columns,
        from_days=used.from_days,
        until_days=used.until_days,
        quantities=lines.quantities,
        pico_eur=lines.pico_eur,
        is_shown=lines.is_shown,
        vat=VatTotals(
            vat[0].rates_bp,
            np.concatenate([each.base_cents for each in vat], axis=1),
            np.concatenate([each.vat_cents for each in vat], axis=1),
        ),
        component_cents=np.concatenate([cents for _, cents in blocks], axis=1),
    )


def make_statement(
    tariff: Tariff,
    volumes_wh: Wh,
    *,
    period: DayRange,
    annual_wh: int,
    peaks: Peaks | None = None,
    weighted_pico: IntArray | None = None,
) -> Statement:
    """Return the statement of one supply point for int64[R, S] volumes on the tariff's segments.

    `make_statements` for a single point: `peaks` holds watts int64[P, 1], `weighted_pico` is
    int64[R, S].
    """
    return make_statements(
        tariff,
        volumes_wh[None],
        annual_wh=np.array([annual_wh], dtype=np.int64),
        from_days=np.array([period.from_], dtype=np.int64),
        until_days=np.array([period.until], dtype=np.int64),
        peaks=peaks,
        weighted_pico=None if weighted_pico is None else weighted_pico[None],
    ).of(0)


def _fill_block(
    tariff: Tariff,
    columns: tuple[LineColumn, ...],
    consumption: Consumption,
    lines: LineAmounts,
) -> tuple[VatTotals, Cents]:
    _check_places(tariff, consumption)
    amounts = charge_columns(tariff, consumption)
    fill_lines(tariff, columns, consumption, lines)
    totals = vat_totals(amounts, tariff.rows)
    return totals, component_cents(amounts, tariff.rows, totals.total_cents)


def _check_places(tariff: Tariff, consumption: Consumption) -> None:
    """Refuse volume in a segment that its period does not touch: no line could show it."""
    starts, ends = tariff.boundaries[:-1, None], tariff.boundaries[1:, None]
    is_outside = (starts >= consumption.until_days) | (ends <= consumption.from_days)
    if consumption.volumes_wh[:, is_outside].any():
        raise ValueError("a volume lies outside the period of its statement")


def _by_stretches(tariff: Tariff, peaks: IntArray | Peaks | None) -> Peaks | None:
    if peaks is None or isinstance(peaks, Peaks):
        return peaks
    return Peaks(np.array([tariff.period.from_, tariff.period.until]), peaks[None, :])
