"""What holds for every bill, on random ones of every kind: as many as one asks for.

    python tests/core/bill_laws.py 100000      on all cores
    python tests/core/bill_laws.py 100000 1    in one process

Each tariff prices a hundred supply points with their own periods, readings and monthly peaks. The
test beside this file takes a few tariffs on every run; this program ends with one line of JSON, and
raises at the first bill that breaks a law, naming tariff and point.
"""

import json
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

import numpy as np
from bill_samples import list_intervals, random_profile
from oracle import Bill
from random_tariffs import (
    FIRST,
    LAST,
    REGISTERS,
    cut_terms,
    random_terms,
    random_weighted,
)

from energycore.bundle import (
    BillInputs,
    Measured,
    PeakStretch,
    keep_shares,
    recompute,
    state,
    write_bundle,
)
from energycore.charges import MeasuredIntervals, Peaks, charge, place_volumes
from energycore.clocks import DayRange
from energycore.profiles import LoadProfile
from energycore.statement import (
    BilledYear,
    Statement,
    Statements,
    explain_bridge,
    make_statements,
)
from energycore.tariff import COMPONENTS, Tariff, Term, compile_tariff

POINTS_PER_TARIFF = 100
SEED = 20_261_122
EDGES_WH = (0, 1, 5_000_000, 5_000_001, 15_000_000)
"""Yearly volumes on and beside the edges of the random tiers, and next to nothing."""


@dataclass(frozen=True)
class Points:
    """What some supply points consumed; reading days [N, 3 ends] are shared by registers.

    The last two may be one day: then there was no reading in between.
    """

    ends: np.ndarray
    read_wh: np.ndarray
    annual_wh: np.ndarray
    peaks: Peaks
    seed: int

    @property
    def count(self) -> int:
        return len(self.ends)

    def period(self, point: int) -> DayRange:
        return DayRange(int(self.ends[point, 0]), int(self.ends[point, -1]))

    def weighted(self, tariff: Tariff) -> np.ndarray:
        """What the quarter-hours of every point came to, on the segments of a tariff."""
        ends = self.ends[:, [0, -1]]
        return random_weighted(np.random.default_rng(self.seed), tariff.boundaries, ends)

    def intervals(self) -> MeasuredIntervals:
        """Every volume between two readings, point by point and register by register."""
        count, registers, parts = self.read_wh.shape
        shape = self.read_wh.shape
        from_days = np.broadcast_to(self.ends[:, None, :parts], shape)
        until_days = np.broadcast_to(self.ends[:, None, 1:], shape)
        has_days = from_days < until_days
        return MeasuredIntervals(
            rows=np.broadcast_to(np.arange(count)[:, None, None], shape)[has_days],
            columns=np.broadcast_to(np.arange(registers)[None, :, None], shape)[has_days],
            from_days=from_days[has_days],
            until_days=until_days[has_days],
            volumes_wh=self.read_wh[has_days],
        )


def random_points(rng: np.random.Generator, count: int) -> Points:
    """Periods of 1 to 420 days, most with a reading inside; months without use, peaks under the floor."""
    starts = rng.integers(FIRST, LAST - 430, count)
    middles = starts + np.where(rng.random(count) < 0.05, 1, rng.integers(1, 210, count))
    has_reading = rng.random(count) < 0.9
    ends = middles + has_reading * rng.integers(1, 210, count)
    months = np.arange(FIRST, LAST + 30, 30)
    read_wh = rng.integers(0, 15_000_000, (count, len(REGISTERS), 2))
    read_wh *= rng.integers(0, 2, (count, len(REGISTERS), 1))
    read_wh[~has_reading, :, 1] = 0
    return Points(
        ends=np.stack([starts, middles, ends], axis=1),
        read_wh=read_wh,
        annual_wh=np.where(
            rng.random(count) < 0.1,
            rng.choice(EDGES_WH, count),
            rng.integers(0, 40_000_000, count),
        ),
        peaks=Peaks(months, rng.integers(500, 12_000, (len(months) - 1, count))),
        seed=int(rng.integers(0, 2**31)),
    )


def check_tariff(number: int, count: int = POINTS_PER_TARIFF) -> int:
    """Check every law on one random tariff; the number of bills."""
    rng = np.random.default_rng(SEED + number)
    terms = random_terms(rng)
    tariff = compile_tariff(terms, REGISTERS, FIRST, LAST)
    points, profile = random_points(rng, count), random_profile(rng)
    made = state_points(tariff, points, profile)
    check_sums(tariff, points, profile, made)
    cut = compile_tariff(cut_terms(rng, terms), REGISTERS, FIRST, LAST)
    again = state_points(cut, points, profile)
    assert cut.segment_count > tariff.segment_count
    assert again.total_cents.tolist() == made.total_cents.tolist(), f"tariff {number}, cut"
    volumes, weighted = volumes_of(tariff, points, profile), points.weighted(tariff)
    bills = [made.of(point) for point in range(count)]
    for point, bill in enumerate(bills):
        place = f"tariff {number}, point {point}"
        pencil = Bill(
            terms=terms,
            volumes={r: volumes[point, c].tolist() for c, r in enumerate(REGISTERS)},
            boundaries=tariff.boundaries.tolist(),
            period=(bill.period.from_, bill.period.until),
            annual_wh=int(points.annual_wh[point]),
            peak_w=[(each.from_, each.until, watts) for each, watts in stretches(points, point)],
            weighted={r: weighted[point, c].tolist() for c, r in enumerate(REGISTERS)},
        )
        check_against_pencil(bill, pencil, place)
        check_bundle(bill, inputs_of(terms, tariff, points, profile, point), place)
    check_bridges(bills, points)
    return count


def volumes_of(tariff: Tariff, points: Points, profile: LoadProfile) -> np.ndarray:
    """Wh by point, register and segment."""
    return place_volumes(
        points.intervals(), tariff.boundaries, [profile] * len(REGISTERS), count=points.count
    )


def state_points(tariff: Tariff, points: Points, profile: LoadProfile) -> Statements:
    """All statements at once."""
    return make_statements(
        tariff,
        volumes_of(tariff, points, profile),
        annual_wh=points.annual_wh,
        from_days=points.ends[:, 0],
        until_days=points.ends[:, -1],
        peaks=points.peaks,
        weighted_pico=points.weighted(tariff),
    )


def check_sums(tariff: Tariff, points: Points, profile: LoadProfile, made: Statements) -> None:
    """Lines make the charges, bases and VAT the total, and blocks the same total."""
    charges = charge(
        tariff,
        volumes_of(tariff, points, profile),
        annual_wh=points.annual_wh,
        from_days=points.ends[:, 0],
        until_days=points.ends[:, -1],
        peaks_w=points.peaks,
        weighted_pico=points.weighted(tariff),
    )
    assert (charges.total_cents() == made.total_cents).all()
    for row in range(len(tariff.rows)):
        lines = [place for place, column in enumerate(made.columns) if column.row == row]
        assert (made.pico_eur[lines].sum(axis=0) == charges.pico_eur[:, row]).all()
    vat = made.vat
    for rate, base, tax in zip(vat.rates_bp, vat.base_cents, vat.vat_cents, strict=True):
        exact = [Fraction(int(each) * rate, 10_000) for each in base]
        assert all(
            abs(found - each) <= Fraction(1, 2) for found, each in zip(tax, exact, strict=True)
        )
    assert (vat.base_cents.sum(axis=0) + vat.vat_cents.sum(axis=0) == made.total_cents).all()
    assert (made.component_cents.sum(axis=0) == made.total_cents).all()
    for place, column in enumerate(made.columns):
        if column.quantity_unit == "Wh" and column.rule not in {"at_least", "at_most"}:
            assert (made.pico_eur[place] == made.quantities[place] * column.price).all()


def check_against_pencil(bill: Statement, pencil: Bill, place: str) -> None:
    """Base and VAT of every rate, to the cent."""
    expected = {
        rate: (int(base * 100), int(vat * 100)) for rate, (base, vat) in pencil.vat().items()
    }
    found = {each.rate_bp: (each.base_cents, each.vat_cents) for each in bill.vat}
    for rate, cents in expected.items():
        assert found.get(rate, (0, 0)) == cents, f"{place}: {rate} {found} {expected}"
    assert bill.total_cents == pencil.total() * 100, place
    assert list(bill.component_cents) == list(COMPONENTS)


def check_bundle(bill: Statement, inputs: BillInputs, place: str) -> None:
    """A bill alone is the bill among many, and its document makes it again."""
    assert state(inputs) == bill, place
    document = json.loads(json.dumps(write_bundle(inputs, bill)))
    found = recompute(document)
    assert found.differences == (), f"{place}: {found.differences}"
    assert found.statement.total_cents == bill.total_cents, place


def check_bridges(bills: Sequence[Statement], points: Points) -> None:
    """The steps from each bill to the next add up; from a bill to itself there are none."""
    sides = [
        BilledYear(
            statement=bill,
            volumes_wh=dict(
                zip(REGISTERS, points.read_wh[point].sum(axis=1).tolist(), strict=True)
            ),
        )
        for point, bill in enumerate(bills)
    ]
    for place, after in enumerate(sides):
        before = sides[place - 1]
        bridge = explain_bridge(before, after, reshaped=bills[place - 2] if place % 2 else None)
        assert bridge.before_cents == before.statement.total_cents
        assert bridge.after_cents == after.statement.total_cents
        told = sum(step.cents for step in bridge.steps)
        assert bridge.before_cents + told == bridge.after_cents
    assert explain_bridge(sides[0], sides[0]).steps == ()


def stretches(points: Points, point: int) -> list[tuple[DayRange, int]]:
    """The peaks of one point on the days of its period."""
    period, days = points.period(point), points.peaks.days.tolist()
    found = []
    for place, days_range in enumerate(map(DayRange, days, days[1:])):
        inside = days_range.overlap(period)
        if inside is not None:
            found.append((inside, int(points.peaks.watts[place, point])))
    return found


def inputs_of(
    terms: list[Term], tariff: Tariff, points: Points, profile: LoadProfile, point: int
) -> BillInputs:
    """The inputs of one bill as its bundle keeps them."""
    ends, period = points.ends[point].tolist(), points.period(point)
    days = [DayRange(*each) for each in pairwise(ends) if each[0] < each[1]]
    cuts = np.unique(np.concatenate([np.clip(tariff.boundaries, d.from_, d.until) for d in days]))
    kept = keep_shares(profile, cuts)
    return BillInputs(
        period=period,
        registers=REGISTERS,
        terms=tuple(term for term in terms if term.valid.overlap(period)),
        measured=tuple(
            Measured(register=name, days=each, volume_wh=int(points.read_wh[point, column, part]))
            for column, name in enumerate(REGISTERS)
            for part, each in enumerate(days)
        ),
        shares=dict.fromkeys(REGISTERS, kept),
        annual_wh=int(points.annual_wh[point]),
        peaks=tuple(
            PeakStretch(days=each, mean_w=watts) for each, watts in stretches(points, point)
        ),
        intervals=list_intervals(tariff.boundaries, points.weighted(tariff)[point], period),
    )


def main() -> None:
    """Check as many bills as were asked for, in as many processes."""
    wanted = int(sys.argv[1])
    workers = int(sys.argv[2]) if sys.argv[2:] else os.cpu_count()
    began = time.monotonic()
    with ProcessPoolExecutor(workers) as pool:
        counts = pool.map(check_tariff, range(-(-wanted // POINTS_PER_TARIFF)), chunksize=2)
        checked = sum(counts)
    seconds = round(time.monotonic() - began, 1)
    sys.stdout.write(json.dumps({"bills": checked, "seconds": seconds, "broken": 0}) + "\n")


if __name__ == "__main__":
    main()
