"""Register deltas, plausibility, and gas."""

import math
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from energycore.volumes import (
    Finding,
    Tolerance,
    assess_reading,
    assess_readings,
    gas_wh,
    mean_calorific_value,
    register_delta,
    register_modulus,
)


@given(
    st.integers(1, 9).flatmap(
        lambda dials: st.tuples(
            st.just(dials), st.integers(0, 10**dials - 1), st.integers(0, 10**dials - 1)
        )
    )
)
def test_a_rolled_register_comes_back_to_what_it_shows(sample):
    dials, start, end = sample
    delta = register_delta(start, end, dials)
    assert start + delta.forward == end
    assert (start + delta.rolled) % register_modulus(dials) == end
    assert bool(delta.decreased) == (end < start)


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, -1), (100_000, 5), (5, 100_000)])
def test_an_index_must_fit_on_its_register(start, end):
    with pytest.raises(ValueError, match="does not fit"):
        register_delta(start, end, 5)


@pytest.mark.parametrize("dials", [0, 19])
def test_a_register_has_one_to_eighteen_digits(dials):
    with pytest.raises(ValueError, match="digits"):
        register_delta(0, 0, dials)
    with pytest.raises(ValueError, match="digits"):
        register_delta(np.array([0, 0]), np.array([0, 0]), np.array([5, dials]))


@pytest.mark.parametrize(
    ("previous", "new", "finding", "volume"),
    [
        (10_000, 13_400, Finding.OK, 3_400),
        (98_000, 1_400, Finding.ROLL_OVER, 3_400),
        (10_000, 9_999, Finding.GOES_BACKWARDS, -1),
        (10_000, 19_000, Finding.TOO_HIGH, 9_000),
        (10_000, 10_200, Finding.TOO_LOW, 200),
    ],
)
def test_findings(previous, new, finding, volume):
    found = assess_reading(previous=previous, new=new, dials=5, expected=3_500.0)
    assert (found.finding, found.volume) == (finding, volume)
    assert found.ratio == pytest.approx(volume / 3_500)
    assert (found.expected_from, found.expected_until) == (1_350.0, 8_800.0)


def test_the_words_of_a_finding():
    assert Finding.ROLL_OVER.label == "roll_over"
    assert [finding.in_line for finding in Finding] == [True, True, False, False, False]


def test_where_nothing_was_expected():
    still = assess_reading(previous=7, new=7, dials=5, expected=0.0)
    assert (still.finding, still.ratio) == (Finding.OK, 1.0)
    moved = assess_reading(previous=7, new=99, dials=5, expected=0.0)
    assert (moved.finding, moved.ratio) == (Finding.TOO_HIGH, math.inf)


def test_many_readings_are_assessed_as_one_by_one():
    rng = np.random.default_rng(7)
    previous, new = rng.integers(0, 100_000, (2, 500))
    expected = rng.uniform(0, 9_000, 500)
    many = assess_readings(previous=previous, new=new, dials=5, expected=expected)
    for place in range(500):
        one = assess_reading(
            previous=int(previous[place]),
            new=int(new[place]),
            dials=5,
            expected=float(expected[place]),
        )
        assert one.finding == many.findings[place]
        assert one.volume == many.volumes[place]
        assert one.ratio == many.ratios[place]
        assert one.expected_until == many.expected_until[place]


@pytest.mark.parametrize("expected", [-1.0, math.nan])
def test_an_expectation_must_make_sense(expected):
    with pytest.raises(ValueError, match="expected volume"):
        assess_reading(previous=1, new=2, dials=5, expected=expected)


@pytest.mark.parametrize("words", [{"low": 1.5}, {"high": 0.9}, {"slack": -1.0}, {"low": -0.1}])
def test_a_tolerance_must_make_sense(words):
    with pytest.raises(ValueError, match="tolerance"):
        Tolerance(**words)


@given(st.integers(0, 10**7), st.integers(9_000_000, 13_000_000), st.integers(0, 3))
def test_gas_agrees_with_decimal(volume, calorific_value, decimals):
    exact = Decimal(volume) * calorific_value / 1_000 / 10**decimals
    wanted = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    assert gas_wh(volume, calorific_value, decimals=decimals) == wanted
    both = gas_wh(np.array([volume]), np.array([calorific_value]), decimals=decimals)
    assert both.tolist() == [wanted]


def test_a_year_of_gas():
    # 1,500 m3 at 11.5312 kWh/m3 is 17,296.8 kWh.
    assert gas_wh(1_500, 11_531_200) == 17_296_800


def test_gas_refuses_what_no_meter_has():
    with pytest.raises(ValueError, match="calorific"):
        gas_wh(1, 0)
    with pytest.raises(ValueError, match="decimals"):
        gas_wh(1, 11_000_000, decimals=7)


def test_the_calorific_value_of_a_period_is_weighted():
    values = np.array([11_000_000, 12_000_000])
    assert mean_calorific_value(values, np.array([3.0, 1.0])) == 11_250_000
    with pytest.raises(ValueError, match="weight belongs"):
        mean_calorific_value(values, np.array([1.0]))
    for weights in ([-1.0, 2.0], [0.0, 0.0]):
        with pytest.raises(ValueError, match="weights"):
            mean_calorific_value(values, np.array(weights))
