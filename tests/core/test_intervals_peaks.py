"""The peak of a month from its quarter-hours, and the months that cannot tell theirs."""

import numpy as np
import pytest
from interval_samples import measured, over, walk
from profile_samples import number

from energycore.charges import rolling_mean_peaks
from energycore.clocks import DayRange, date_of, month_start
from energycore.intervals import (
    UNKNOWN_PEAK_W,
    StepTellsNoPeak,
    coarsen,
    mean_month_peaks,
    month_peaks,
)

MARCH_AND_APRIL = DayRange(number(2026, 3, 1), number(2026, 5, 1))
AROUND_NEW_YEAR = DayRange(number(2025, 12, 20), number(2026, 2, 3))


@pytest.mark.parametrize("days", [MARCH_AND_APRIL, AROUND_NEW_YEAR], ids=["whole", "cut"])
@pytest.mark.parametrize("highest", [2, 40, 4_000])
def test_the_highest_quarter_of_each_month_is_its_peak(days, highest):
    slots = over(days)
    values = np.random.default_rng(highest).integers(-1, highest, size=slots.count)
    found = month_peaks(slots, values)
    rows = {}
    for (day, at), value in zip(walk(days, 15), values.tolist(), strict=True):
        rows.setdefault(month_start(day), []).append((value, -at))
    assert found.months.tolist() == list(rows)
    for place, own in enumerate(rows.values()):
        value, at = max(own)
        assert (found.peaks_w[place], found.peak_starts[place]) == (4 * value, -at)
        assert found.known_counts[place] == sum(value >= 0 for value, _ in own)


def test_a_month_knows_how_many_quarters_it_has():
    slots = over(MARCH_AND_APRIL)
    values = np.full(slots.count, 500, dtype=np.int32)
    values[100] = 1_500
    values[-3:] = -1
    found = month_peaks(slots, values)
    assert found.quarter_counts.tolist() == [31 * 96 - 4, 30 * 96]
    assert found.peaks_w.tolist() == [6_000, 2_000]
    assert found.lacking_counts.tolist() == [0, 3]
    assert found.is_whole.tolist() == [True, False]
    assert found.sure_w().tolist() == [6_000, UNKNOWN_PEAK_W]
    assert found.sure_w(lacking_at_most=3).tolist() == [6_000, 2_000]


def test_a_month_that_the_slots_cut_lacks_its_other_days():
    slots = over(AROUND_NEW_YEAR)
    found = month_peaks(slots, np.full(slots.count, 250))
    assert [str(date_of(day)) for day in found.months.tolist()] == [
        "2025-12-01",
        "2026-01-01",
        "2026-02-01",
    ]
    assert found.lacking_counts.tolist() == [19 * 96, 0, 26 * 96]
    assert found.sure_w().tolist() == [-1, 1_000, -1]


def test_a_month_without_a_value_has_no_peak():
    slots = over(MARCH_AND_APRIL)
    values = np.full((2, slots.count), -1)
    values[1, 5] = 0
    found = month_peaks(slots, values)
    assert found.peaks_w.tolist() == [[-1, -1], [0, -1]]
    assert found.sure_w(lacking_at_most=10**6).tolist() == [[-1, -1], [0, -1]]


def test_many_supply_points_peak_as_each_alone():
    slots = over(MARCH_AND_APRIL)
    values = np.random.default_rng(5).integers(-1, 3_000, size=(60, slots.count), dtype=np.int32)
    together = month_peaks(slots, values)
    for row in range(60):
        alone = month_peaks(slots, values[row])
        assert together.peaks_w[row].tolist() == alone.peaks_w.tolist()
        assert together.peak_starts[row].tolist() == alone.peak_starts.tolist()
        assert together.known_counts[row].tolist() == alone.known_counts.tolist()


def test_three_times_five_minutes_make_a_quarter_hour():
    slots = over(DayRange(number(2026, 3, 1), number(2026, 4, 1)), 5)
    values = np.random.default_rng(6).integers(0, 300, size=slots.count, dtype=np.int32)
    values[7:200:31] = -1
    quarters, in_quarters, _ = coarsen(slots, values, measured(values), step_minutes=15)
    found, expected = month_peaks(slots, values), month_peaks(quarters, in_quarters)
    assert found.peaks_w.tolist() == expected.peaks_w.tolist()
    assert found.peak_starts.tolist() == expected.peak_starts.tolist()
    assert found.lacking_counts.tolist() == [7]


@pytest.mark.parametrize("step_minutes", [10, 30, 60, 1440])
def test_other_steps_hide_the_peak(step_minutes):
    slots = over(MARCH_AND_APRIL, step_minutes)
    with pytest.raises(StepTellsNoPeak, match=f"of {step_minutes} minutes hide it") as caught:
        month_peaks(slots, np.zeros(slots.count, dtype=np.int64))
    assert caught.value.step_minutes == step_minutes


def test_values_that_do_not_fit_and_no_days():
    with pytest.raises(ValueError, match="do not fit"):
        month_peaks(over(MARCH_AND_APRIL), np.zeros(5, dtype=np.int64))
    nothing = month_peaks(over(DayRange(9, 9)), np.zeros(0, dtype=np.int64))
    assert nothing.peaks_w.shape == (0,)


def test_the_rolling_mean_is_the_one_of_the_charges():
    slots = over(DayRange(number(2025, 1, 1), number(2026, 2, 1)))
    values = np.random.default_rng(8).integers(0, 2_000, size=(2, slots.count))
    values[1, -9:] = -1
    peaks = month_peaks(slots, values)
    assert (
        mean_month_peaks(peaks, floor_w=2_500, lacking_at_most=9).tolist()
        == rolling_mean_peaks(peaks.peaks_w.T, floor_w=2_500).tolist()
    )
    careful = peaks.peaks_w.T.copy()
    careful[-1, 1] = 0
    assert (
        mean_month_peaks(peaks, floor_w=2_500).tolist()
        == rolling_mean_peaks(careful, floor_w=2_500).tolist()
    )
    alone = month_peaks(slots, values[0])
    assert mean_month_peaks(alone, floor_w=2_500, months=13).shape == (1, 1)
