"""Random bills for the tests of bundles and bridges: seeded, of every kind of term."""

from dataclasses import replace

import numpy as np
from random_tariffs import FIRST, LAST, REGISTERS, random_terms, random_weighted

from energycore.bundle import (
    BillInputs,
    IntervalTotal,
    Measured,
    PeakStretch,
    keep_shares,
    statement_days,
)
from energycore.clocks import DayRange
from energycore.profiles import LoadProfile
from energycore.tariff import Term, compile_tariff


def random_profile(rng: np.random.Generator) -> LoadProfile:
    """A profile over all days of the random tariffs, with days that hold nothing."""
    shares = rng.random(LAST - FIRST + 800) * (rng.random(LAST - FIRST + 800) > 0.1)
    cumulative = np.concatenate([[0.0], np.cumsum(shares / 200)])
    return LoadProfile(key="test.random", first_day=FIRST - 400, cumulative=cumulative)


def random_bill(seed: int) -> BillInputs:
    """A bill of some months with one to four readings per register."""
    rng = np.random.default_rng(seed)
    terms = tuple(random_terms(rng))
    start = int(rng.integers(FIRST, LAST - 400))
    period = DayRange(start, start + int(rng.integers(40, 400)))
    measured = []
    for register in REGISTERS:
        cuts = rng.integers(period.from_ + 1, period.until, int(rng.integers(0, 4)))
        for days in period.split(cuts.tolist()):
            volume = int(rng.integers(0, 8_000_000))
            measured.append(
                Measured(register=register, days=days, volume_wh=volume, about={"meter": "1-A"})
            )
    profile = random_profile(rng)
    days = statement_days(terms, REGISTERS, measured, period)
    return BillInputs(
        period=period,
        registers=REGISTERS,
        terms=terms,
        measured=tuple(measured),
        shares={name: keep_shares(profile, days[name]) for name in REGISTERS},
        annual_wh=int(rng.integers(1, 40_000_000)),
        peaks=random_peaks(rng, period),
        intervals=random_intervals(rng, terms, period),
    )


def random_intervals(
    rng: np.random.Generator, terms: tuple[Term, ...], period: DayRange
) -> tuple[IntervalTotal, ...]:
    """What the quarter-hours of each register came to, on the days between two prices."""
    boundaries = compile_tariff(terms, REGISTERS, period.from_, period.until).boundaries
    weighted = random_weighted(rng, boundaries, np.array([[period.from_, period.until]]))[0]
    return list_intervals(boundaries, weighted, period)


def list_intervals(
    boundaries: np.ndarray, weighted: np.ndarray, period: DayRange
) -> tuple[IntervalTotal, ...]:
    """The totals that int64[R, S] weighted volumes stand for, within a period."""
    found = []
    for column, register in enumerate(REGISTERS):
        for segment, days in enumerate(map(DayRange, boundaries, boundaries[1:])):
            inside = days.overlap(period)
            if inside is not None:
                found.append(
                    IntervalTotal(
                        register=register,
                        days=DayRange(int(inside.from_), int(inside.until)),
                        index="test.index",
                        weighted_pico=int(weighted[column, segment]),
                        interval_count=96 * int(inside.days_count),
                        index_sha256="0" * 64,
                        volumes_sha256="1" * 64,
                    )
                )
    return tuple(found)


def random_peaks(rng: np.random.Generator, period: DayRange) -> tuple[PeakStretch, ...]:
    """One to five stretches of days with a mean peak, some below the floor."""
    cuts = rng.integers(period.from_ + 1, period.until, int(rng.integers(0, 5)))
    return tuple(
        PeakStretch(days=days, mean_w=int(rng.integers(0, 9_000)))
        for days in period.split(cuts.tolist())
    )


def volumes_of(bill: BillInputs) -> dict[str, int]:
    """What each register of a bill counted, in Wh."""
    volumes = dict.fromkeys(bill.registers, 0)
    for each in bill.measured:
        volumes[each.register] += each.volume_wh
    return volumes


def with_double_volume(bill: BillInputs) -> BillInputs:
    """The same bill after a year of twice the use, placed in the same slices and tiers."""
    doubled = tuple(replace(each, volume_wh=2 * each.volume_wh) for each in bill.measured)
    return replace(bill, measured=doubled)
