"""What bills share: promises, load profiles and their kept values, each made once for many bills.

A run bills thousands of contracts by one card in one region. Whoever holds the same `SharedParts`
gets the same objects for the same question, and bills that hold the same objects are stated
together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np

from energycore.bundle import MeasuredColumns, cut_days, keep_shares
from energycore.bundle.canonical import BundleWriter
from energycore.clocks import DayRange, date_of, year_of
from energycore.profiles import LoadProfile, OutsideProfile
from energycore.tariff import (
    CapacityTerm,
    Tariff,
    Term,
    compile_tariff,
    list_priced_registers,
)
from kwartier.billing._bundles import KnownForms
from kwartier.billing.gap_types import BillGap, GapKind
from kwartier.metering.types import SupplyPointRow
from kwartier.platform.brands import get_brand_by_id
from kwartier.pricing.refusals import PriceMissing
from kwartier.pricing.types import CardView
from kwartier.supply.profiles import continue_profile
from kwartier.supply.refusals import RulesUnclear
from kwartier.supply.tariffs import TariffKey, list_tariff_terms
from rulebooks.parameters import ExpiredParameter, MissingParameter, get_parameter
from rulebooks.profiles import choose_billing_keys, get_register_profile

# More than this many kept answers are forgotten at once: readings on odd days are never asked twice.
_MOST_KEPT = 4_096
# Days after which a long-forgotten period no longer makes the span of all the others longer.
_LONGEST_SPAN = 3 * 366


type Keyed = tuple[tuple[TariffKey, DayRange], ...]
"""By which tariff each stretch of days is charged."""


@dataclass(frozen=True, slots=True, eq=False)
class SharedTerms:
    """The promises of a tariff over some days, and what is missing of them.

    ``tariff`` is what they compile to; None where something is missing.
    """

    terms: tuple[Term, ...]
    gaps: tuple[BillGap, ...]
    tariff: Tariff | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SharedProfiles:
    """The load profile of each register, and what is missing of them."""

    profiles: Mapping[str, LoadProfile]
    gaps: tuple[BillGap, ...]


@dataclass(slots=True, eq=False)
class SharedParts:
    """Answers that many bills have in common, kept as long as whoever holds this.

    In a demonstration, and nowhere else, bills also rest on figures and profiles without a source,
    and past the last published day on those carried on: their lines say that they are provisional.
    """

    is_demonstration: bool = False
    writer: BundleWriter = field(default_factory=BundleWriter)
    forms: KnownForms = field(default_factory=KnownForms)
    _span: DayRange | None = None
    _kept: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    @classmethod
    def of_brand(cls, brand_id: int) -> Self:
        """Those of the bills of one brand."""
        return cls(is_demonstration=get_brand_by_id(brand_id).is_demonstration)

    def widen(self, span: DayRange) -> None:
        """Expect bills on these days: their promises are looked up for all of them at once."""
        if self._span is not None:
            span = DayRange(min(span.from_, self._span.from_), max(span.until, self._span.until))
        if span.days_count <= _LONGEST_SPAN:
            self._span = span

    def get_terms(
        self, keyed: Keyed, card: CardView, names: tuple[str, ...], period: DayRange
    ) -> SharedTerms:
        """The promises of a period: of one tariff, or of several that followed each other.

        Those of one tariff are looked up over all days that bills are expected on, if nothing is
        missing there: what is missing only outside the period is not missing. Protected days and
        what came of conditions are known of the period alone. ``names`` are the registers that the
        bill knows.
        """
        ((key, _), *more) = keyed
        span = self._span
        is_of_period = bool(more or key.protected or key.courses)
        if not is_of_period and span is not None and span.covers(period):
            shared = self._terms_over(((key, span),), card, names, span)
            if shared.tariff is not None and self._keeps_order(shared, period):
                return shared
        return self._terms_over(keyed, card, names, period)

    def _keeps_order(self, shared: SharedTerms, period: DayRange) -> bool:
        """Whether a bill of the period alone has its lines in the same order.

        Lines follow each other as their promises first appear: one that was there before the
        period in another form would change places.
        """
        place = ("order", shared, period)
        if place not in self._kept:
            inside = [term for term in shared.terms if term.valid.overlap(period) is not None]
            own = list(dict.fromkeys(map(_row_of, inside)))
            known = set(own)
            every = [row for row in dict.fromkeys(map(_row_of, shared.terms)) if row in known]
            self._keep(place, own == every)
        is_kept: bool = self._kept[place]
        return is_kept

    def _terms_over(
        self, keyed: Keyed, card: CardView, names: tuple[str, ...], days: DayRange
    ) -> SharedTerms:
        place = ("terms", keyed, names)
        if place not in self._kept:
            found = [
                _find_terms(key, card, own, carry_forward=self.is_demonstration)
                for key, own in keyed
            ]
            joined = found[0] if len(found) == 1 else _joined(found, keyed)
            if not joined.gaps:
                tariff = compile_tariff(joined.terms, names, days.from_, days.until)
                joined = replace(joined, tariff=tariff)
            self._keep(place, joined)
        terms: SharedTerms = self._kept[place]
        return terms

    def get_profiles(
        self, point: SupplyPointRow, names: tuple[str, ...], period: DayRange
    ) -> SharedProfiles:
        """The load profiles along which the registers of a supply point count."""
        place = ("profiles", *_keys_of(point), names, period)
        if place not in self._kept:
            own = _find_profiles(point, names, period, carry_forward=self.is_demonstration)
            self._keep(place, own)
        profiles: SharedProfiles = self._kept[place]
        return profiles

    def get_unsourced(
        self, terms: SharedTerms, profiles: SharedProfiles, period: DayRange
    ) -> tuple[BillGap, ...]:
        """The figures and profiles without a source: outside a demonstration they are gaps."""
        if self.is_demonstration:
            return ()
        place = ("unsourced", terms, profiles, period)
        if place not in self._kept:
            inside = [term for term in terms.terms if term.valid.overlap(period) is not None]
            found = (*_unsourced(inside), *_invented(profiles.profiles))
            self._keep(place, found)
        gaps: tuple[BillGap, ...] = self._kept[place]
        return gaps

    def get_shares(
        self, tariff: Tariff, profiles: SharedProfiles, measured: MeasuredColumns
    ) -> Mapping[str, Mapping[int, float]]:
        """The values of the profiles that a bill keeps: on the days of its prices and readings."""
        place = ("shares", id(tariff), tuple(profiles.profiles.values()), measured.shape)
        if place not in self._kept:
            needed = cut_days(tariff, measured)
            shares = {
                name: keep_shares(profile, needed[name])
                for name, profile in profiles.profiles.items()
            }
            self._keep(place, (tariff, shares))
        kept: Mapping[str, Mapping[int, float]] = self._kept[place][1]
        return kept

    def _keep(self, place: tuple[Any, ...], answer: Any) -> None:
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[place] = answer


def _row_of(term: Term) -> tuple[object, ...]:
    """What promises share that stand in one row of a tariff."""
    return type(term), term.code, term.component, term.vat_bp, term.included_vat_bp


def _find_terms(
    key: TariffKey, card: CardView, period: DayRange, *, carry_forward: bool
) -> SharedTerms:
    try:
        terms = list_tariff_terms(key, card, period, carry_forward=carry_forward)
    except ExpiredParameter as expired:
        return _no_terms(_unknown_figure(expired.key, expired.asked_on))
    except MissingParameter as unknown:
        return _no_terms(_unknown_figure(unknown.key, unknown.missing_on or period.from_))
    except RulesUnclear as unclear:
        return _no_terms(
            BillGap(
                kind=GapKind.FACTS,
                what=unclear.params["unclear"],
                day=date_of(period.from_),
                told=unclear.params["told"],
            )
        )
    except PriceMissing as missing:
        return _no_terms(
            BillGap(kind=GapKind.PRICE, what=missing.params["card"], day=missing.params["day"])
        )
    carried = {term.code: term.valid.from_ for term in reversed(terms) if term.provisional}
    priced = list_priced_registers(terms)
    gaps = [
        BillGap(kind=GapKind.INDEX, what=code, day=date_of(max(day, period.from_)))
        for code, day in carried.items()
        if not carry_forward
    ]
    gaps += [
        BillGap(kind=GapKind.PRICE, what=name, day=date_of(period.from_))
        for name in key.registers
        if name not in priced
    ]
    return SharedTerms(tuple(terms), tuple(gaps))


def _joined(
    found: Sequence[SharedTerms], keyed: Sequence[tuple[TariffKey, DayRange]]
) -> SharedTerms:
    """The promises of tariffs that follow each other, each on its own days.

    What one of them does not know (a price for the exclusive night that the new meter lacks) has no
    price on the days of that one, and lacks none: each was complete on its own days.
    """
    in_all = set.intersection(*({term.code for term in each.terms} for each in found))
    terms = tuple(
        replace(_free(term), valid=valid, required=term.required and term.code in in_all)
        for each, (_, days) in zip(found, keyed, strict=True)
        for term in each.terms
        for valid in [term.valid.overlap(days)]
        if valid is not None
    )
    return SharedTerms(terms, tuple(gap for each in found for gap in each.gaps))


def _free(term: Term) -> Term:
    """The capacity of a classic meter without its ceiling of nothing, which keeps peaks out.

    Ceilings count together over a bill, and this one would lower that of the digital meter; no
    peak is told of the classic one's days, so that it is not missed.
    """
    if isinstance(term, CapacityTerm) and term.ceiling_nano_eur_per_kwh == 0:
        return replace(term, ceiling_nano_eur_per_kwh=None)
    return term


def _no_terms(gap: BillGap) -> SharedTerms:
    return SharedTerms((), (gap,))


def _unknown_figure(key: str, day: int) -> BillGap:
    return BillGap(kind=GapKind.PARAMETER, what=key, day=date_of(day))


def _keys_of(point: SupplyPointRow) -> tuple[str, str]:
    return choose_billing_keys(
        point.profile_key, country=point.country, injection_key=point.injection_profile_key
    )


def _find_profiles(
    point: SupplyPointRow, names: Sequence[str], period: DayRange, *, carry_forward: bool
) -> SharedProfiles:
    key, injection_key = _keys_of(point)
    profiles: dict[str, LoadProfile] = {}
    gaps: list[BillGap] = []
    for name in names:
        profile = get_register_profile(key, name, injection_key=injection_key)
        if carry_forward and period.until > profile.until_day:
            profile = continue_profile(
                key,
                name,
                injection_key=injection_key,
                country=point.country,
                until_year=year_of(period.until),
            )
        profiles[name] = profile
        try:
            profile.cumulative_at(np.array([period.from_, period.until]))
        except OutsideProfile as outside:
            gaps.append(BillGap(kind=GapKind.PROFILE, what=outside.key, day=date_of(outside.day)))
    return SharedProfiles(profiles, tuple(gaps))


def _unsourced(terms: Sequence[Term]) -> Iterator[BillGap]:
    """The figures behind the terms that have no source."""
    seen: set[str] = set()
    for term in terms:
        for key in term.parameters:
            figure = get_parameter(key, term.valid.from_)
            if figure.is_demonstration and key not in seen:
                seen.add(key)
                yield BillGap(
                    kind=GapKind.PARAMETER, what=key, day=date_of(max(term.valid.from_, 0))
                )


def _invented(profiles: Mapping[str, LoadProfile]) -> Iterator[BillGap]:
    for profile in profiles.values():
        if profile.demonstration:
            yield BillGap(kind=GapKind.PROFILE, what=profile.key, day=date_of(profile.first_day))
