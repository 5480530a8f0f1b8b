"""A slow oracle: the bill of one supply point with a pencil, in Decimal, term by term, month by month.

It shares no code with the core but the terms themselves and the calendar.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext

from energycore.tariff import (
    CapacityTerm,
    DynamicTerm,
    FixedTerm,
    FollowingTerm,
    InjectionTerm,
    LimitTerm,
    OneOffTerm,
    PercentageTerm,
    SliceTerm,
    Term,
    TierTerm,
    UnitTerm,
)

EPOCH = date(1970, 1, 1)
EVER = (0, 99_999)
CENT = Decimal("0.01")


def days_shares(from_day: int, until_day: int, day_count: str) -> Decimal:
    """Years in [from_day, until_day), counted one calendar year, or one month, at a time."""
    if day_count == "365":
        return Decimal(until_day - from_day) / 365
    share = Decimal(0)
    day = EPOCH + timedelta(days=from_day)
    end = EPOCH + timedelta(days=until_day)
    while day < end and day_count == "month":
        month_days = monthrange(day.year, day.month)[1]
        stop = min(end, day.replace(day=1) + timedelta(days=month_days))
        share += Decimal((stop - day).days) / (12 * month_days)
        day = stop
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
        weighted: dict[str, list[int]] | None = None,
    ) -> None:
        self.terms = [term for term in terms if term.is_granted]
        self.weighted = weighted or {}
        self.volumes = volumes
        self.boundaries = boundaries
        self.period = period
        self.annual_wh = max(annual_wh, 1)
        # One peak for all days, or stretches of days with their peak.
        self.peaks = [(*period, peak_w)] if isinstance(peak_w, int) else list(peak_w)

    def segments(self, term: Term, stretch: tuple[int, int] = EVER) -> list[int]:
        """The segments that start while a term is valid, within a stretch of days."""
        first, until = max(term.valid.from_, stretch[0]), min(term.valid.until, stretch[1])
        return [s for s, day in enumerate(self.boundaries[:-1]) if first <= day < until]

    def kwh(self, registers: tuple[str, ...], segments: Sequence[int]) -> Decimal:
        wh = sum(self.volumes[r][s] for r in self.volumes if r in registers for s in segments)
        return Decimal(wh) / 1000

    def years(self, term: Term, day_count: str, stretch: tuple[int, int] = EVER) -> Decimal:
        first = max(term.valid.from_, self.period[0], stretch[0])
        until = min(term.valid.until, self.period[1], stretch[1])
        return days_shares(first, until, day_count) if until > first else Decimal(0)

    def amount(self, term: Term, stretch: tuple[int, int] = EVER) -> Decimal:
        """Euro of one version of a term, on the days of a stretch."""
        micro, nano = Decimal(10) ** -6, Decimal(10) ** -9
        segments = self.segments(term, stretch)
        if isinstance(term, FixedTerm):
            return term.micro_eur_per_year * micro * self.years(term, term.day_count, stretch)
        if isinstance(term, OneOffTerm):
            first, until = max(self.period[0], stretch[0]), min(self.period[1], stretch[1])
            return Decimal(term.micro_eur) * micro * (first <= term.valid.from_ < until)
        if isinstance(term, UnitTerm | InjectionTerm):
            sign = 1 if isinstance(term, UnitTerm) else -1
            return sign * self.kwh(term.registers, segments) * term.nano_eur_per_kwh * nano
        if isinstance(term, SliceTerm):
            return sum((self.slices(term, s) for s in segments), Decimal(0)) * nano
        if isinstance(term, TierTerm):
            return self.tier(term, segments, stretch)
        return self.following(term, segments, stretch)

    def tier(self, term: TierTerm, segments: Sequence[int], stretch: tuple[int, int]) -> Decimal:
        """The one tier of the yearly volume, for all of the volume and its fixed amount."""
        tier = next(t for t in term.tiers if t.up_to_wh is None or self.annual_wh <= t.up_to_wh)
        fixed = Decimal(tier.micro_eur_per_year) / 10**6
        volume = self.kwh(term.registers, segments) * tier.nano_eur_per_kwh / 10**9
        return volume + fixed * self.years(term, term.day_count, stretch)

    def following(self, term: Term, segments: Sequence[int], stretch: tuple[int, int]) -> Decimal:
        """What follows an index, or a share of other amounts."""
        if isinstance(term, DynamicTerm):
            return self.dynamic(term, segments)
        if isinstance(term, PercentageTerm):
            days = max(term.valid.from_, stretch[0]), min(term.valid.until, stretch[1])
            return self.followed(term, days) * term.share_ppm / 10**6
        raise TypeError(term)

    def dynamic(self, term: DynamicTerm, segments: Sequence[int]) -> Decimal:
        """Factor x what the index made of the volume, and the addend of every kWh."""
        euro = sum(
            (Decimal(self.weighted[r][s]) for r in term.registers for s in segments), Decimal(0)
        ) / Decimal(10**12)
        factor = Decimal(term.factor_nano) / 10**9
        addend = Decimal(term.addend_nano_eur_per_kwh) / 10**9
        owed = factor * euro + addend * self.kwh(term.registers, segments)
        return -owed if term.is_credit else owed

    def followed(self, term: FollowingTerm, stretch: tuple[int, int]) -> Decimal:
        """What the terms that another one follows come to on some days."""
        total = Decimal(0)
        for each in self.terms:
            if each.code in term.of and stretch[0] < stretch[1]:
                if isinstance(each, CapacityTerm):
                    total += self.peaks_of(each, stretch)
                else:
                    total += self.amount(each, stretch)
        return total

    def limit(self, terms: Sequence[LimitTerm]) -> Decimal:
        """What brings a sum to its limit, all versions of the limit together."""
        allowed = asked = Decimal(0)
        for term in terms:
            yearly = Decimal(term.micro_eur_per_year or 0) / 10**6
            per_kwh = Decimal(term.nano_eur_per_kwh or 0) / 10**9
            allowed += yearly * self.years(term, term.day_count)
            allowed += per_kwh * self.kwh(term.registers, self.segments(term))
            asked += self.followed(term, (term.valid.from_, term.valid.until))
        missing = allowed - asked
        return max(missing, Decimal(0)) if terms[0].side == "at_least" else min(missing, Decimal(0))

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
            amount = self.peaks_of(term, EVER)
            if term.ceiling_nano_eur_per_kwh is None:
                free += amount
                continue
            asked += amount
            floor += Decimal(term.floor_w) / 1000 * kw_price * self.years(term, term.day_count)
            kwh = self.kwh(term.registers, self.segments(term))
            ceiling += kwh * term.ceiling_nano_eur_per_kwh * nano
        return free + max(floor, min(asked, ceiling))

    def peaks_of(self, term: CapacityTerm, stretch: tuple[int, int]) -> Decimal:
        """Euro of one version of a capacity term on some days, as its peaks ask."""
        amount = Decimal(0)
        for first, until, watts in self.peaks:
            counted = Decimal(max(watts, term.floor_w)) / 1000
            days = max(first, stretch[0]), min(until, stretch[1])
            amount += counted * term.nano_eur_per_kw_year * self.years(term, term.day_count, days)
        return amount / 10**9

    def vat(self) -> dict[int, tuple[Decimal, Decimal]]:
        """Euro of base and VAT per rate, rounded as a bill is: the base, then its VAT."""
        with localcontext() as context:
            context.prec = 60
            bases: dict[int, Decimal] = {}
            together: dict[tuple[str, int, int], list[Term]] = {}
            for term in self.terms:
                if isinstance(term, CapacityTerm | LimitTerm):
                    key = (term.code, term.vat_bp, term.included_vat_bp)
                    together.setdefault(key, []).append(term)
                    continue
                net = self.amount(term) / (1 + Decimal(term.included_vat_bp) / 10_000)
                bases[term.vat_bp] = bases.get(term.vat_bp, Decimal(0)) + net
            for (_, vat_bp, included_bp), terms in together.items():
                is_limit = isinstance(terms[0], LimitTerm)
                owed = self.limit(terms) if is_limit else self.capacity(terms)
                net = owed / (1 + Decimal(included_bp) / 10_000)
                bases[vat_bp] = bases.get(vat_bp, Decimal(0)) + net
            cents = {rate: base.quantize(CENT, ROUND_HALF_UP) for rate, base in bases.items()}
            return {
                rate: (base, (base * rate / 10_000).quantize(CENT, ROUND_HALF_UP))
                for rate, base in cents.items()
            }

    def total(self) -> Decimal:
        """Euro with VAT."""
        return sum((base + vat for base, vat in self.vat().values()), Decimal(0))
