"""Calibration and back-test: made meters whose errors are known beforehand."""

import numpy as np
import pytest

from energycore.clocks import DayRange
from energycore.forecast.backtest import (
    back_test,
    list_each,
    list_halves,
    score_line,
    table_lines,
)
from energycore.forecast.band import BandTable
from energycore.forecast.calibration import (
    WEIGHTS,
    calibrate,
    choose_weight,
    forecast_year,
    relative_errors,
    score,
    table_content,
    usable,
    weighted_quantile,
    without_prior,
)
from energycore.forecast.cases import (
    MeterSeries,
    leave_one_out_profile,
    list_cases,
    profile_from,
)
from energycore.forecast.meter_rows import MeterRowUnreadable, read_meters

FIRST = DayRange.of_year(2022).from_
LAST = DayRange.of_year(2025).from_


def meter(name="m", *, level=(10.0, 10.0, 10.0), season=0.5, until=LAST):
    """A meter of three years with a level per year and a winter."""
    days = np.arange(FIRST, until)
    years = np.minimum((days - FIRST) // 365, 2)
    shape = 1 + season * np.cos(2 * np.pi * (days - FIRST) / 365.25)
    return MeterSeries(name, FIRST, np.array(level)[years] * 1_000 * shape)


def cases_of(*meters, season=0.5):
    shape = meter("shape", season=season)
    return list_cases(meters, [profile_from([shape], m) for m in meters])


def test_a_meter_that_follows_its_profile_is_forecast_without_error():
    cases = usable(cases_of(meter()))
    assert len(cases) > 500
    assert np.abs(relative_errors(cases, 1.0)).max() < 0.02
    assert np.isnan(cases.prior_wh).any()
    assert cases.has_prior.any()


def test_a_household_that_changes_is_followed_as_its_readings_come_in():
    cases = cases_of(meter(level=(10, 20, 20)))
    known = cases.where(cases.has_prior & (cases.fraction > 0.4) & (cases.fraction < 0.6))
    heavy, light = (np.abs(relative_errors(known, w)).mean() for w in (3.0, 0.1))
    assert light < heavy


def test_the_weight_chosen_is_the_smallest_that_is_about_as_good():
    changing = cases_of(meter(level=(10, 20, 20)))
    assert choose_weight(changing) == WEIGHTS[0]
    # A meter whose season is not the profile's makes last year's volume the better witness.
    odd = cases_of(meter(season=-0.8))
    assert choose_weight(odd) > choose_weight(changing)


def test_the_band_covers_its_own_meters_and_never_widens():
    cases = cases_of(meter("a", season=0.9), meter("b", season=0.1), meter("c", level=(9, 10, 12)))
    table = calibrate(cases, energy="electricity", source="made")
    for curve in (table.with_prior, table.without_prior):
        assert (np.diff(curve.high) <= 0).all()
        assert (curve.low == -np.minimum(curve.high, 1.0)).all()
        assert curve.high[-1] == 0.0
    assert score(usable(cases), table).coverage > 0.7
    # A calibration file keeps four decimals of it.
    again = BandTable.from_mapping(table_content(table))
    assert again.with_prior.high == pytest.approx(table.with_prior.high, abs=1e-4)


def test_a_calibration_wants_a_year_before():
    alone = cases_of(meter(until=FIRST + 400))
    with pytest.raises(ValueError, match="two years"):
        calibrate(alone, energy="electricity", source="made")


def test_a_year_without_consumption_is_left_out():
    assert len(cases_of(meter(level=(0, 0, 0)))) == 0


def test_without_anything_known_the_year_before_is_the_forecast():
    cases = cases_of(meter())
    start = cases.where(cases.has_prior & (cases.fraction == 0))
    assert forecast_year(start, 0.5) == pytest.approx(start.prior_wh)
    assert len(usable(without_prior(start))) == 0


def test_scores_know_bias_and_the_rule_of_three():
    cases = cases_of(meter(level=(10, 11, 12)))
    table = calibrate(cases, energy="electricity", source="made")
    found = score(usable(cases), table)
    assert found.bias > 0
    assert found.mae < found.mae_by_days
    assert found.meter_count == 1


def test_a_back_test_scores_meters_that_the_table_has_not_seen():
    meters = [meter(str(n), season=0.2 + 0.15 * n, level=(10, 10 + n, 11)) for n in range(4)]
    cases = cases_of(*meters)
    numbers = np.unique(cases.meter)
    rows = back_test(cases, list_each(numbers), energy="electricity")
    assert [(r.with_prior, r.fraction_from) for r in rows] == [
        (prior, low) for prior in (False, True) for low in (0.0, 0.25, 0.5, 0.75)
    ]
    assert all(r.lowest_coverage <= r.scores.coverage <= r.highest_coverage for r in rows)
    assert rows[0].split_count == 4
    lines = table_lines(rows)
    assert len(lines) == 10
    assert lines[2].startswith("| unknown | 0% to 25% | ")
    assert "cases of 1 meters: coverage" in score_line(rows[0].scores)
    halves = list_halves(numbers, 7, 5)
    assert [int(h.sum()) for h in halves] == [2] * 5
    assert all((a == b).all() for a, b in zip(halves, list_halves(numbers, 7, 5), strict=True))
    assert back_test(cases, halves, energy="electricity")


def test_what_no_held_out_meter_has_is_left_out():
    cases = cases_of(meter("a"), meter("b"))
    late = cases.where(cases.fraction > 0.5)
    rows = back_test(late, list_each(np.unique(late.meter)), energy="electricity")
    assert {r.fraction_from for r in rows} == {0.5, 0.75}


def test_a_back_test_wants_two_meters():
    cases = cases_of(meter())
    numbers = np.unique(cases.meter)
    with pytest.raises(ValueError, match="two meters"):
        back_test(cases, list_each(numbers), energy="electricity")
    with pytest.raises(ValueError, match="two meters"):
        back_test(cases, list_halves(numbers, 1), energy="electricity")


def test_a_profile_knows_nothing_of_the_meter_it_is_for():
    meters = [meter("flat", season=0.0), meter("winter", season=0.9)]
    shape = leave_one_out_profile(meters, 0)
    year = DayRange.of_year(2023)
    assert shape.fraction(year.from_, year.until) == pytest.approx(1.0, abs=1e-12)
    assert shape.fraction(year.from_, year.from_ + 31) > 0.12
    with pytest.raises(ValueError, match="another meter"):
        leave_one_out_profile(meters[:1], 0)


def test_series_too_short_for_a_year_make_no_case():
    assert len(cases_of(meter(until=FIRST + 5))) == 0
    assert len(cases_of(MeterSeries("m", FIRST + 3, np.ones(5)))) == 0


def test_a_weighted_quantile_minds_its_weights():
    values = np.array([3.0, 1.0, 2.0])
    assert weighted_quantile(values, np.ones(3), 0.5) == 2.0
    assert weighted_quantile(values, np.array([10.0, 1.0, 1.0]), 0.5) == 3.0
    assert weighted_quantile(values, np.ones(3), 1.0) == 3.0


def test_rows_of_text_become_days():
    meters = read_meters(
        [
            "meter,start,end,value_wh",
            "",
            "b,2022-01-01,2022-01-03,200",
            "a,2022-01-01T00:00,2022-01-01T12:00,10",
            "a,2022-01-01T12:00:00,2022-01-02T12:00:00,40",
        ]
    )
    assert [m.meter for m in meters] == ["a", "b"]
    assert meters[0].daily_wh == pytest.approx([30.0, 20.0])
    assert meters[1].daily_wh == pytest.approx([100.0, 100.0])
    assert meters[0].until_day == FIRST + 2


def test_short_holes_are_filled_and_long_ones_end_a_stretch():
    rows = [f"m,2022-01-{d:02},2022-01-{d + 1:02},{d}" for d in (1, 2, 6, 7, 8, 20, 21)]
    found = read_meters(rows)[0]
    assert found.first_day == FIRST
    assert found.daily_wh == pytest.approx(np.arange(1.0, 9.0))


@pytest.mark.parametrize(
    "row",
    [
        "m,2022-01-01,2022-01-02",
        "m,yesterday,2022-01-02,5",
        "m,2022-01-01,2022-01-02,many",
        "m,2022-01-02,2022-01-01,5",
        "m,2022-01-01,2022-01-02,-5",
        "m,2022-01-01,2022-01-02,inf",
    ],
)
def test_a_row_that_makes_no_sense_is_named(row):
    with pytest.raises(MeterRowUnreadable, match="line 2") as caught:
        read_meters(["meter,start,end,value_wh", row])
    assert caught.value.line_number == 2


def test_a_cut_knows_its_share_by_days():
    """A year is cut every 15 days: 25 times, the last one 360 days after its start."""
    cuts = np.unique(np.round(cases_of(meter()).day_fraction, 6))
    assert cuts[0] == 0
    assert cuts[-1] == pytest.approx(360 / 365, abs=1e-6)
    assert 15 / 366 < cuts[2] - cuts[0] < 2 * 15 / 365
