"""Random tariffs and consumption for the comparison with the oracle: seeded, of every kind."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from energycore.clocks import DayRange
from energycore.tariff import (
    CapacityTerm,
    Condition,
    DynamicTerm,
    FixedTerm,
    InjectionTerm,
    LimitTerm,
    OneOffTerm,
    PercentageTerm,
    Slice,
    SliceTerm,
    Term,
    Tier,
    TierTerm,
    UnitTerm,
)

REGISTERS = ("day", "night", "injection")
FIRST, LAST = 19_700, 20_900


def random_cuts(rng: np.random.Generator, count: int) -> list[DayRange]:
    """Validities that follow each other over [FIRST, LAST)."""
    inner = sorted(set(rng.integers(FIRST + 1, LAST, count).tolist()))
    days = [FIRST, *inner, LAST]
    return [DayRange(a, b) for a, b in pairwise(days)]


def random_terms(rng: np.random.Generator) -> list[Term]:
    """A tariff with every kind of term, two versions of most, three VAT rates."""
    rate = int(rng.choice([600, 2100]))
    included = int(rng.choice([0, 600]))
    terms: list[Term] = []
    for place, valid in enumerate(random_cuts(rng, 2)):
        about = {"valid": valid, "vat_bp": rate, "source": f"version {place}"}
        energy = {**about, "component": "energy"}
        network = {**about, "component": "network"}
        taxes = {**about, "component": "taxes"}
        terms += [
            FixedTerm(
                code="fee",
                micro_eur_per_year=int(rng.integers(0, 200_000_000)),
                day_count=("365", "actual", "month")[int(rng.integers(0, 3))],
                **energy,
            ),
            UnitTerm(
                code="day",
                nano_eur_per_kwh=int(rng.integers(-50_000_000, 400_000_000)),
                registers=("day",),
                **energy,
            ),
            UnitTerm(
                code="night",
                nano_eur_per_kwh=int(rng.integers(0, 300_000_000)),
                registers=("night",),
                **energy,
            ),
            UnitTerm(
                code="grid",
                nano_eur_per_kwh=int(rng.integers(0, 150_000_000)),
                included_vat_bp=included,
                **network,
            ),
            random_slices(rng, taxes),
            random_tiers(rng, network),
        ]
    for place, valid in enumerate(random_cuts(rng, 1)):
        ceiling = int(rng.integers(10_000_000, 300_000_000)) if rng.random() < 0.7 else None
        terms += [
            CapacityTerm(
                code="capacity",
                component="network",
                vat_bp=rate,
                valid=valid,
                nano_eur_per_kw_year=int(rng.integers(30_000_000_000, 60_000_000_000)),
                ceiling_nano_eur_per_kwh=ceiling,
                floor_w=(2_500, 3_000)[place],
            ),
            InjectionTerm(
                code="injection",
                component="energy",
                vat_bp=0,
                valid=valid,
                nano_eur_per_kwh=int(rng.integers(-20_000_000, 90_000_000)),
            ),
        ]
    return [*terms, *random_one_offs(rng), *random_following(rng, rate), *random_index(rng)]


def random_following(rng: np.random.Generator, rate: int) -> list[Term]:
    """Shares of other amounts, a minimum and a maximum; now and then a condition that is not met."""
    terms: list[Term] = []
    followed = ("fee", "day", "night", "excise", "injection", "dynamic", "visit")
    for valid in random_cuts(rng, 1):
        about = {"valid": valid, "component": "energy", "vat_bp": rate}
        condition = Condition(name="direct_debit", is_met=bool(rng.random() < 0.7), reason="so")
        terms += [
            PercentageTerm(
                code="welcome",
                of=tuple(rng.permutation(followed)[: int(rng.integers(1, 6))].tolist()),
                share_ppm=-int(rng.integers(1, 1_000_001)),
                condition=condition,
                **about,
            ),
            PercentageTerm(code="surcharge", of=("tiers",), share_ppm=11_000, **about),
            LimitTerm(
                code="least",
                of=("fee", "day", "welcome"),
                side="at_least",
                micro_eur_per_year=int(rng.integers(0, 2_000_000_000)),
                day_count=("365", "month")[int(rng.integers(0, 2))],
                **about,
            ),
            LimitTerm(
                code="most",
                of=("night", "excise"),
                side="at_most",
                nano_eur_per_kwh=int(rng.integers(0, 300_000_000)),
                registers=("night",),
                condition=replace(condition, is_met=bool(rng.random() < 0.8)),
                **about,
            ),
        ]
    return terms


def random_index(rng: np.random.Generator) -> list[Term]:
    """Quarter-hour prices of what is taken by day and of what is given, with two formulas."""
    return [
        DynamicTerm(
            code=code,
            component="energy",
            vat_bp=600,
            valid=valid,
            index="test.index",
            factor_nano=int(rng.integers(-500_000_000, 1_800_000_000)),
            addend_nano_eur_per_kwh=int(rng.integers(-30_000_000, 30_000_000)),
            registers=(register,),
            is_credit=register == "injection",
        )
        for code, register in (("dynamic", "day"), ("dynamic_credit", "injection"))
        for valid in random_cuts(rng, 1)
    ]


def random_weighted(
    rng: np.random.Generator, boundaries: np.ndarray, ends: np.ndarray
) -> np.ndarray:
    """int64[N, R, S]: volumes at an index, the same over any stretch however it is cut.

    `ends` int64[N, 2] are the periods.
    """
    by_day = np.concatenate([[0], np.cumsum(rng.integers(-(10**9), 3 * 10**9, LAST - FIRST))])
    scale = rng.integers(0, 900, (len(ends), len(REGISTERS), 1))
    days = np.clip(boundaries[None, :], ends[:, :1], ends[:, -1:]) - FIRST
    return scale * np.diff(by_day[days], axis=1)[:, None, :]


def random_one_offs(rng: np.random.Generator) -> list[Term]:
    """Two amounts that fall due once, one of them a credit at no VAT."""
    days = rng.choice(np.arange(FIRST, LAST), 2, replace=False).tolist()
    amounts = [int(rng.integers(0, 90_000_000)), -int(rng.integers(0, 90_000_000))]
    return [
        OneOffTerm(
            code="visit",
            component="network",
            vat_bp=vat_bp,
            valid=DayRange(day, day + 1),
            micro_eur=amount,
        )
        for day, amount, vat_bp in zip(days, amounts, (2_100, 0), strict=True)
    ]


def random_slices(rng: np.random.Generator, about: dict[str, object]) -> Term:
    edges = sorted(set(rng.integers(500_000, 30_000_000, 3).tolist()))
    slices = [
        Slice(up_to_wh=edge, nano_eur_per_kwh=int(rng.integers(0, 60_000_000)))
        for edge in [*edges, None]
    ]
    return SliceTerm(code="excise", slices=tuple(slices), **about)


def random_tiers(rng: np.random.Generator, about: dict[str, object]) -> Term:
    tiers = [
        Tier(
            up_to_wh=edge,
            nano_eur_per_kwh=int(rng.integers(0, 30_000_000)),
            micro_eur_per_year=int(rng.integers(0, 90_000_000)),
        )
        for edge in (5_000_000, 15_000_000, None)
    ]
    return TierTerm(code="tiers", tiers=tuple(tiers), **about)


def cut_terms(rng: np.random.Generator, terms: list[Term]) -> list[Term]:
    """The same promises with every version cut in two at a random day: nothing changes."""
    cut: list[Term] = []
    for term in terms:
        if term.valid.until - term.valid.from_ < 2:
            cut.append(term)
            continue
        day = int(rng.integers(term.valid.from_ + 1, term.valid.until))
        cut.append(replace(term, valid=DayRange(term.valid.from_, day)))
        cut.append(replace(term, valid=DayRange(day, term.valid.until)))
    return cut
