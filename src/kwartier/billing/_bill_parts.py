"""What bills share: promises, load profiles and their kept values, each made once for many bills.

A run bills thousands of contracts by one card in one region. Whoever holds the same `SharedParts`
gets the same objects for the same question, and bills that hold the same objects are stated
together (`energycore.bundle.group_bills`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from energycore.bundle import Measured, keep_shares, statement_days
from energycore.clocks import DayRange, date_of
from energycore.profiles import LoadProfile, OutsideProfile
from energycore.tariff import CapacityTerm, Term, list_priced_registers
from kwartier.billing._tariffs import TariffKey, list_tariff_terms
from kwartier.billing.types import BillGap, GapKind
from kwartier.metering.types import SupplyPointRow
from kwartier.platform.errors import Refusal
from kwartier.pricing.types import CardView
from rulebooks.parameters import ExpiredParameter, MissingParameter, get_parameter
from rulebooks.profiles import get_register_profile

# More than this many kept answers are forgotten at once: readings on odd days are never asked twice.
_MOST_KEPT = 4_096


@dataclass(frozen=True, slots=True, eq=False)
class SharedTerms:
    """The promises of a tariff over a period, and what is missing of them."""

    terms: tuple[Term, ...]
    gaps: tuple[BillGap, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SharedProfiles:
    """The load profile of each register, and what is missing of them."""

    profiles: Mapping[str, LoadProfile]
    gaps: tuple[BillGap, ...]


@dataclass(slots=True, eq=False)
class SharedParts:
    """Answers that many bills have in common, kept as long as whoever holds this."""

    _kept: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def get_terms(
        self, keyed: tuple[tuple[TariffKey, DayRange], ...], card: CardView
    ) -> SharedTerms:
        """The promises of a period: of one tariff, or of several that followed each other."""
        place = ("terms", keyed)
        if place not in self._kept:
            found = [_find_terms(key, card, days) for key, days in keyed]
            self._keep(place, found[0] if len(found) == 1 else _joined(found, keyed))
        terms: SharedTerms = self._kept[place]
        return terms

    def get_profiles(
        self, point: SupplyPointRow, names: tuple[str, ...], period: DayRange
    ) -> SharedProfiles:
        """The load profiles along which the registers of a supply point count."""
        place = ("profiles", point.profile_key, point.injection_profile_key, names, period)
        if place not in self._kept:
            self._keep(place, _find_profiles(point, names, period))
        profiles: SharedProfiles = self._kept[place]
        return profiles

    def get_unsourced(self, terms: SharedTerms, profiles: SharedProfiles) -> tuple[BillGap, ...]:
        """The figures and profiles without a source: outside a demonstration they are gaps."""
        place = ("unsourced", terms, profiles)
        if place not in self._kept:
            found = (*_unsourced(terms.terms), *_invented(profiles.profiles))
            self._keep(place, found)
        gaps: tuple[BillGap, ...] = self._kept[place]
        return gaps

    def get_shares(
        self,
        terms: SharedTerms,
        profiles: SharedProfiles,
        measured: Sequence[Measured],
        period: DayRange,
    ) -> Mapping[str, Mapping[int, float]]:
        """The values of the profiles that a bill keeps: on the days of its prices and readings."""
        days = tuple((each.register, each.days) for each in measured)
        place = ("shares", terms, profiles, days, period)
        if place not in self._kept:
            names = tuple(profiles.profiles)
            needed = statement_days(terms.terms, names, measured, period)
            shares = {name: keep_shares(profiles.profiles[name], needed[name]) for name in names}
            self._keep(place, shares)
        kept: Mapping[str, Mapping[int, float]] = self._kept[place]
        return kept

    def _keep(self, place: tuple[Any, ...], answer: Any) -> None:
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[place] = answer


def _find_terms(key: TariffKey, card: CardView, period: DayRange) -> SharedTerms:
    try:
        terms = list_tariff_terms(key, card, period, carry_forward=False)
    except ExpiredParameter as expired:
        return _no_terms(_unknown_figure(expired.key, expired.asked_on))
    except MissingParameter as unknown:
        return _no_terms(_unknown_figure(unknown.key, unknown.missing_on or period.from_))
    except Refusal as missing:
        return _no_terms(BillGap(kind=GapKind.PRICE, what=missing.say(), day=date_of(period.from_)))
    carried = {term.code: term.valid.from_ for term in reversed(terms) if term.provisional}
    priced = list_priced_registers(terms)
    gaps = [
        BillGap(kind=GapKind.INDEX, what=code, day=date_of(max(day, period.from_)))
        for code, day in carried.items()
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


def _find_profiles(point: SupplyPointRow, names: Sequence[str], period: DayRange) -> SharedProfiles:
    profiles: dict[str, LoadProfile] = {}
    gaps: list[BillGap] = []
    for name in names:
        profiles[name] = get_register_profile(
            point.profile_key, name, injection_key=point.injection_profile_key
        )
        try:
            profiles[name].cumulative_at(np.array([period.from_, period.until]))
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
