"""Random tariffs and consumption for the comparison with the oracle: seeded, of every kind."""

from dataclasses import replace
from itertools import pairwise

import numpy as np

from energycore.clocks import DayRange
from energycore.tariff import (
    CapacityTerm,
    Condition,
    DayCount,
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

REGISTERS = ("day", "night", "exclusive_night", "injection")
VAT_RATES = (600, 2_100)
FIRST, LAST = 19_700, 20_900


def random_cuts(rng: np.random.Generator, count: int) -> list[DayRange]:
    """Validities that follow each other over [FIRST, LAST)."""
    inner = sorted(set(rng.integers(FIRST + 1, LAST, count).tolist()))
    days = [FIRST, *inner, LAST]
    return [DayRange(a, b) for a, b in pairwise(days)]


def random_terms(rng: np.random.Generator) -> list[Term]:
    """A tariff with every kind of term, two versions of most; VAT may change, or be in the price."""
    included = int(rng.choice([0, 0, 600]))
    rates = rng.choice(VAT_RATES, 3) if rng.random() < 0.4 else rng.choice(VAT_RATES, 1).repeat(3)
    terms: list[Term] = []
    for place, valid in enumerate(random_cuts(rng, 2)):
        about = {
            "valid": valid,
            "vat_bp": int(rates[place]),
            "included_vat_bp": included,
            "source": f"version {place}",
        }
        terms += random_version(rng, about)
    for place, valid in enumerate(random_cuts(rng, 1)):
        about = {"valid": valid, "included_vat_bp": included}
        terms += [
            random_capacity(rng, about | {"vat_bp": int(rates[place])}, (2_500, 3_000)[place]),
            InjectionTerm(
                code="injection",
                component="energy",
                vat_bp=0,
                nano_eur_per_kwh=int(rng.integers(-20_000_000, 90_000_000)),
                **about,
            ),
        ]
    about = {"vat_bp": int(rates[0]), "included_vat_bp": included}
    return [
        *terms,
        *random_passing(rng, about),
        *random_one_offs(rng, included),
        *random_following(rng, about),
        *random_index(rng, included),
    ]


def random_version(rng: np.random.Generator, about: dict[str, object]) -> list[Term]:
    """What costs by the year and by the kWh, on the days of one version."""
    energy, network = {**about, "component": "energy"}, {**about, "component": "network"}
    most = {"day": 400_000_000, "night": 300_000_000, "exclusive_night": 200_000_000}
    return [
        FixedTerm(
            code="fee",
            micro_eur_per_year=int(rng.integers(0, 200_000_000)),
            day_count=random_day_count(rng),
            **energy,
        ),
        *(
            UnitTerm(
                code=register,
                nano_eur_per_kwh=int(rng.integers(-50_000_000, highest)),
                registers=(register,),
                **energy,
            )
            for register, highest in most.items()
        ),
        UnitTerm(code="grid", nano_eur_per_kwh=int(rng.integers(0, 150_000_000)), **network),
        random_slices(rng, {**about, "component": "taxes"}),
        random_tiers(rng, network),
    ]


def random_day_count(rng: np.random.Generator) -> DayCount:
    """One of the ways in which a price of a year becomes one of a day."""
    counts: tuple[DayCount, ...] = ("365", "actual", "month")
    return counts[int(rng.integers(0, 3))]


def random_capacity(rng: np.random.Generator, about: dict[str, object], floor_w: int) -> Term:
    """What peaks cost, often with a ceiling by the kWh."""
    ceiling = int(rng.integers(10_000_000, 300_000_000)) if rng.random() < 0.7 else None
    return CapacityTerm(
        code="capacity",
        component="network",
        nano_eur_per_kw_year=int(rng.integers(30_000_000_000, 60_000_000_000)),
        ceiling_nano_eur_per_kwh=ceiling,
        floor_w=floor_w,
        day_count=random_day_count(rng),
        **about,
    )


def random_passing(rng: np.random.Generator, about: dict[str, object]) -> list[Term]:
    """What begins and ends between two days: the price of who is protected, a rent."""
    start, end = sorted(rng.choice(np.arange(FIRST + 1, LAST), 2, replace=False).tolist())
    passing = {**about, "valid": DayRange(start, end), "required": False}
    return [
        UnitTerm(
            code="social",
            component="energy",
            nano_eur_per_kwh=int(rng.integers(0, 300_000_000)),
            registers=("day", "exclusive_night"),
            **passing,
        ),
        FixedTerm(
            code="rent",
            component="network",
            micro_eur_per_year=int(rng.integers(0, 90_000_000)),
            day_count=random_day_count(rng),
            **passing,
        ),
    ]


def random_following(rng: np.random.Generator, shared: dict[str, object]) -> list[Term]:
    """Shares of other amounts, a minimum and a maximum; now and then a condition that is not met."""
    terms: list[Term] = []
    followed = ("fee", "day", "night", "excise", "injection", "dynamic", "visit", "social", "rent")
    for valid in random_cuts(rng, 1):
        about = {"valid": valid, "component": "energy", **shared}
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


def random_index(rng: np.random.Generator, included: int) -> list[Term]:
    """Quarter-hour prices of what is taken by day and of what is given, with two formulas."""
    return [
        DynamicTerm(
            code=code,
            component="energy",
            vat_bp=600,
            included_vat_bp=included,
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


def random_one_offs(rng: np.random.Generator, included: int) -> list[Term]:
    """Two amounts that fall due once, one of them a credit at no VAT."""
    days = rng.choice(np.arange(FIRST, LAST), 2, replace=False).tolist()
    amounts = [int(rng.integers(0, 90_000_000)), -int(rng.integers(0, 90_000_000))]
    return [
        OneOffTerm(
            code="visit",
            component="network",
            vat_bp=vat_bp,
            included_vat_bp=included,
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
