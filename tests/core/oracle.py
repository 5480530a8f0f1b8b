"""A slow oracle: the bill of one supply point with a pencil, in Decimal, term by term, day by day.

It shares no code with the core but the terms themselves and the calendar.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

from energycore.tariff import (
    CapacityTerm,
    FixedTerm,
    InjectionTerm,
    OneOffTerm,
    SliceTerm,
    Term,
    TierTerm,
    UnitTerm,
)

EPOCH = date(1970, 1, 1)
CENT = Decimal("0.01")


def days_shares(from_day: int, until_day: int, day_count: str) -> Decimal:
    """Years in [from_day, until_day), counted one calendar year, or one day, at a time."""
    if day_count == "365":
        return Decimal(until_day - from_day) / 365
    share = Decimal(0)
    day = EPOCH + timedelta(days=from_day)
    end = EPOCH + timedelta(days=until_day)
    while day < end and day_count == "month":
        share += 1 / Decimal(12 * monthrange(day.year, day.month)[1])
        day += timedelta(days=1)
    while day < end:
        next_year = date(day.year + 1, 1, 1)
        stop = min(end, next_year)
        share += Decimal((stop - day).days) / (next_year - date(day.year, 1, 1)).days
        day = stop
    return share


class Bill:
    """One supply point: volumes per register name and segment, on given boundaries."""

    def __init__(
        self,
        *,
        terms: Sequence[Term],
        volumes: dict[str, list[int]],
        boundaries: list[int],
        period: tuple[int, int],
        annual_wh: int,
        peak_w: int | Sequence[tuple[int, int, int]],
    ) -> None:
        self.terms = terms
        self.volumes = volumes
        self.boundaries = boundaries
        self.period = period
        self.annual_wh = max(annual_wh, 1)
        # One peak for all days, or stretches of days with their peak.
        self.peaks = [(*period, peak_w)] if isinstance(peak_w, int) else list(peak_w)

    def segments(self, term: Term) -> list[int]:
        """The segments that start while a term is valid."""
        starts = self.boundaries[:-1]
        return [s for s, day in enumerate(starts) if term.valid.from_ <= day < term.valid.until]

    def kwh(self, registers: tuple[str, ...], segments: Sequence[int]) -> Decimal:
        wh = sum(self.volumes[r][s] for r in self.volumes if r in registers for s in segments)
        return Decimal(wh) / 1000

    def years(self, term: Term, day_count: str, stretch: tuple[int, int] = (0, 99_999)) -> Decimal:
        first = max(term.valid.from_, self.period[0], stretch[0])
        until = min(term.valid.until, self.period[1], stretch[1])
        return days_shares(first, until, day_count) if until > first else Decimal(0)

    def amount(self, term: Term) -> Decimal:
        """Euro of one version of a term."""
        nano = Decimal(10) ** -9
        if isinstance(term, FixedTerm):
            return term.micro_eur_per_year * Decimal(10) ** -6 * self.years(term, term.day_count)
        if isinstance(term, OneOffTerm):
            is_due = self.period[0] <= term.valid.from_ < self.period[1]
            return Decimal(term.micro_eur) * Decimal(10) ** -6 * is_due
        if isinstance(term, UnitTerm):
            return self.kwh(term.registers, self.segments(term)) * term.nano_eur_per_kwh * nano
        if isinstance(term, InjectionTerm):
            return -self.kwh(term.registers, self.segments(term)) * term.nano_eur_per_kwh * nano
        if isinstance(term, SliceTerm):
            return sum((self.slices(term, s) for s in self.segments(term)), Decimal(0)) * nano
        if isinstance(term, TierTerm):
            tier = next(t for t in term.tiers if t.up_to_wh is None or self.annual_wh <= t.up_to_wh)
            fixed = tier.micro_eur_per_year * Decimal(10) ** -6
            volume = self.kwh(term.registers, self.segments(term)) * tier.nano_eur_per_kwh * nano
            return volume + fixed * self.years(term, term.day_count)
        raise TypeError(term)

    def slices(self, term: SliceTerm, segment: int) -> Decimal:
        """Nano-euro of a segment: of every Wh the share min(annual, edge) / annual lies below."""

        def below(edge: int, wh: int) -> int:
            return wh * min(edge, self.annual_wh) // self.annual_wh

        names = [r for r in self.volumes if r in term.registers]
        before = sum(self.volumes[r][s] for r in names for s in range(segment))
        after = before + sum(self.volumes[r][segment] for r in names)
        total, taken = Decimal(0), 0
        for band in term.slices:
            if band.up_to_wh is None:
                inside = (after - before) - taken
            else:
                inside = below(band.up_to_wh, after) - below(band.up_to_wh, before) - taken
            total += Decimal(inside) / 1000 * band.nano_eur_per_kwh
            taken += inside
        return total

    def capacity(self, terms: Sequence[CapacityTerm]) -> Decimal:
        """Euro of all versions of a capacity term, between floor and ceiling where they have one."""
        nano = Decimal(10) ** -9
        free = asked = floor = ceiling = Decimal(0)
        for term in terms:
            kw_price = term.nano_eur_per_kw_year * nano
            amount = Decimal(0)
            for first, until, watts in self.peaks:
                counted = Decimal(max(watts, term.floor_w)) / 1000
                amount += counted * kw_price * self.years(term, term.day_count, (first, until))
            if term.ceiling_nano_eur_per_kwh is None:
                free += amount
                continue
            asked += amount
            floor += Decimal(term.floor_w) / 1000 * kw_price * self.years(term, term.day_count)
            kwh = self.kwh(term.registers, self.segments(term))
            ceiling += kwh * term.ceiling_nano_eur_per_kwh * nano
        return free + max(floor, min(asked, ceiling))

    def vat(self) -> dict[int, tuple[Decimal, Decimal]]:
        """Euro of base and VAT per rate, rounded as a bill is: the base, then its VAT."""
        with localcontext() as context:
            context.prec = 60
            bases: dict[int, Decimal] = {}
            capacities: dict[tuple[str, int, int], list[CapacityTerm]] = {}
            for term in self.terms:
                if isinstance(term, CapacityTerm):
                    key = (term.code, term.vat_bp, term.included_vat_bp)
                    capacities.setdefault(key, []).append(term)
                    continue
                net = self.amount(term) / (1 + Decimal(term.included_vat_bp) / 10_000)
                bases[term.vat_bp] = bases.get(term.vat_bp, Decimal(0)) + net
            for (_, vat_bp, included_bp), terms in capacities.items():
                net = self.capacity(terms) / (1 + Decimal(included_bp) / 10_000)
                bases[vat_bp] = bases.get(vat_bp, Decimal(0)) + net
            cents = {rate: base.quantize(CENT, ROUND_HALF_UP) for rate, base in bases.items()}
            return {
                rate: (base, (base * rate / 10_000).quantize(CENT, ROUND_HALF_UP))
                for rate, base in cents.items()
            }

    def total(self) -> Decimal:
        """Euro with VAT."""
        return sum((base + vat for base, vat in self.vat().values()), Decimal(0))
